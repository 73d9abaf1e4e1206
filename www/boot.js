// Runs before anything is drawn. Starts all downloads at once, sets the theme of the last visit,
// and offers the page what only JavaScript can do: `drawn`, `startWorker`, `loadEngine`,
// `fetchWhole`, `openEditor` (src/app/dom.rs, src/app/engine_client/mod.rs, src/app/spec_editor.rs).
{
  const at = (file) => new URL(file, document.baseURI);

  const script = import(at("{{page.js}}"));
  // A host that calls WebAssembly something else is asked for the bytes.
  const code = WebAssembly.compileStreaming(fetch(at("{{page.wasm}}"))).catch(async () =>
    (await fetch(at("{{page.wasm}}"))).arrayBuffer(),
  );
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));

  // The engine comes when the page is drawn: two modules that are fetched and compiled at the same
  // time make people wait longer for the first of them.
  const bytes = async (file) => {
    const response = await fetch(at(file));
    if (!response.ok) throw new Error(`${response.status} for the checking engine`);
    return response.arrayBuffer();
  };
  // That is a small one, for the checks most people have; `fetchWhole` gets the one with all parts.
  let engineCode;
  const getEngine = () => {
    engineCode ??= bytes("{{engine.wasm}}");
    engineCode.catch(() => (engineCode = undefined)); // The next who needs it asks again.
    return engineCode;
  };

  try {
    const theme = localStorage.getItem("plumbline.theme");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // A browser that stores nothing has no theme to remember.
  }

  let nEngines = 0;
  globalThis.plumbline = {
    // When the first frame with words is painted. A page that nobody sees does not wait for it.
    drawn: () =>
      new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
        setTimeout(done, 300);
      }),
    // From then on every engine that is started is the whole one.
    async fetchWhole() {
      const whole = bytes("{{engine-whole.wasm}}");
      await whole;
      engineCode = whole;
    },
    startWorker() {
      const worker = new Worker(at("{{worker.js}}"), { type: "module", name: "plumbline-engine" });
      const send = (code) => worker.postMessage({ code });
      getEngine().then(send, (error) => send(String(error)));
      return worker;
    },
    // A new instance each time: one that trapped cannot be used again, and a module address that
    // was imported before gives the old one.
    async loadEngine() {
      const engine = await import(at("{{engine.js}}") + "?n=" + nEngines++);
      await engine.default({ module_or_path: await getEngine() });
      return new engine.EngineHost();
    },
    // An editor in place of a text area; none where the page was built without one.
    async openEditor(area, typed) {
      const file = "{{editor.js}}";
      return file && (await import(at(file))).open(area, typed);
    },
  };

  const say = (text) => {
    const place = document.querySelector(".skeleton");
    if (place) place.textContent = text;
  };
  // Who waits no longer than this need not read that they wait.
  const slow = setTimeout(() => say("Plumbline is loading…"), 400);
  Promise.all([script, code, parsed])
    .then(([page, compiled]) => page.default({ module_or_path: compiled }))
    .catch((error) => {
      clearTimeout(slow);
      say(`Plumbline could not start: ${error}. Reload the page, or try a current browser.`);
    });
}
