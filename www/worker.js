// The engine in a worker: takes and gives JSON text, works in slices so that the next message can
// come in between. A trap cannot be survived; the page hears of it and starts another worker.
import init, { EngineHost } from "./{{engine.js}}";

postMessage({ loading: true });
let host;
let ended; // Why there is no engine, told to whoever still asks.
let sliceIsDue = false;
const waiting = [];
const turn = new MessageChannel();

const end = (why) => {
  ended = why;
  postMessage(why);
};

const work = (job) => {
  try {
    for (const reply of job()) postMessage(reply);
    if (sliceIsDue || !host.busy()) return;
    sliceIsDue = true;
    turn.port2.postMessage(null);
  } catch (error) {
    end({ trap: String(error) });
  }
};

turn.port1.onmessage = () => {
  sliceIsDue = false;
  if (!ended) work(() => (host.busy() ? host.step() : []));
};

onmessage = ({ data }) => {
  if (ended) postMessage(ended);
  else if (host) work(() => host.post(data));
  else waiting.push(data);
};

init({ module_or_path: new URL("./{{engine.wasm}}", import.meta.url) }).then(
  () => {
    host = new EngineHost();
    for (const text of waiting.splice(0)) if (!ended) work(() => host.post(text));
  },
  (error) => end({ failed: String(error) }),
);
