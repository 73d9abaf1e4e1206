
// Starts the engine's worker at once, beside the page's own download, and offers the page what
// only JavaScript can do: `takeEarlyWorker`, `startWorker`, `loadEngine` (src/app/engine_client.rs).
const at = (file) => new URL(file, document.baseURI);
const startWorker = () =>
  new Worker(at("{{worker.js}}"), { type: "module", name: "plumbline-engine" });

let early;
try {
  early = startWorker();
} catch {
  // The page notices that there is none and loads the engine itself.
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

try {
  const page = await import(at("{{page.js}}"));
  await page.default({ module_or_path: at("{{page.wasm}}") });
} catch (error) {
  const skeleton = document.querySelector(".skeleton");
  if (skeleton) {
    skeleton.textContent =
      `Plumbline could not start: ${error}. Reload the page, or try a current browser.`;
  }
}
