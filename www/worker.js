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

// The page sends the engine's code, which it fetched already, or why there is none.
const start = async (code) => {
  if (!(code instanceof ArrayBuffer)) throw code;
  await init({ module_or_path: code });
  host = new EngineHost();
  for (const text of waiting.splice(0)) if (!ended) work(() => host.post(text));
};

onmessage = ({ data }) => {
  if (ended) postMessage(ended);
  else if (data.code) start(data.code).catch((error) => end({ failed: String(error) }));
  else if (host) work(() => host.post(data));
  else waiting.push(data);
};
