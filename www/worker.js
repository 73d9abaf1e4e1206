// The engine in a worker: takes and gives JSON text, works in slices so that the next message can
// come in between. A trap cannot be survived; the page hears of it and starts another worker.
import init, { EngineHost } from "./{{engine.js}}";

let host;
let ended = false;
const waiting = [];
const turn = new MessageChannel();

const work = (job) => {
  if (ended) return;
  try {
    for (const reply of job()) postMessage(reply);
    if (host.busy()) turn.port2.postMessage(null);
  } catch (error) {
    ended = true;
    postMessage({ trap: String(error) });
  }
};

turn.port1.onmessage = () => work(() => (host.busy() ? host.step() : []));
onmessage = ({ data }) => (host ? work(() => host.post(data)) : waiting.push(data));

init({ module_or_path: new URL("./{{engine.wasm}}", import.meta.url) }).then(
  () => {
    host = new EngineHost();
    for (const text of waiting) work(() => host.post(text));
  },
  (error) => postMessage({ failed: String(error) }),
);
