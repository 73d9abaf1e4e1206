// Runs before anything is drawn. Starts the page's two downloads and the engine's worker at once,
// sets the theme of the last visit, and offers the page what only JavaScript can do:
// `takeEarlyWorker`, `startWorker`, `loadEngine` (src/app/engine_client.rs).
{
  const at = (file) => new URL(file, document.baseURI);
  const startWorker = () =>
    new Worker(at("{{worker.js}}"), { type: "module", name: "plumbline-engine" });

  const script = import(at("{{page.js}}"));
  // A host that calls WebAssembly something else is asked for the bytes.
  const code = WebAssembly.compileStreaming(fetch(at("{{page.wasm}}"))).catch(async () =>
    (await fetch(at("{{page.wasm}}"))).arrayBuffer(),
  );
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));

  let early;
  try {
    early = startWorker();
  } catch {
    // The page notices that there is none and loads the engine itself.
  }

  try {
    const theme = localStorage.getItem("plumbline.theme");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // A browser that stores nothing has no theme to remember.
  }

  let nEngines = 0;
  globalThis.plumbline = {
    startWorker,
    takeEarlyWorker() {
      const worker = early;
      early = undefined;
      return worker;
    },
    // A new instance each time: one that trapped cannot be used again, and a module address that
    // was imported before gives the old one.
    async loadEngine() {
      const engine = await import(at("{{engine.js}}") + "?n=" + nEngines++);
      await engine.default({ module_or_path: at("{{engine.wasm}}") });
      return new engine.EngineHost();
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
