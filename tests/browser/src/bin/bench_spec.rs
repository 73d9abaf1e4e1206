//! The page's half of `cargo bench --bench spec`, for `cargo xtask bench`. Given the folder of the
//! module `spec-bench` and a spec; prints the milliseconds of each part, the best of many rounds, as
//! a line of JSON.

#![expect(clippy::print_stdout, reason = "a program for `xtask`")]

use browser::server::Server;
use browser::{Browser, Options};
use std::path::Path;
use std::{env, fs};

/// Runs the parts by turns. A browser's clock may be coarse, so each turn reads several times.
const MEASURE: &str = r#"(async () => {
    const module = await import('./spec-bench.js');
    const code = await (await fetch('spec-bench.wasm')).arrayBuffer();
    await module.default({ module_or_path: code });
    const text = await (await fetch('spec.md')).text();
    const best = {};
    for (let turn = 0; turn < 30; turn++) {
        for (const part of ['walk', 'structure', 'clauses']) {
            const start = performance.now();
            for (let round = 0; round < 10; round++) module[part](text);
            const took = (performance.now() - start) / 10;
            best[part] = Math.min(best[part] ?? Infinity, took);
        }
    }
    return best;
})()"#;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, spec] = &arguments[..] else {
        return println!("give FOLDER SPEC; `cargo xtask bench` does");
    };
    let folder = Path::new(folder);
    fs::copy(spec, folder.join("spec.md")).expect("a spec to copy");
    let page = "<!doctype html><title>bench</title>";
    fs::write(folder.join("index.html"), page).expect("a file");
    let server = Server::start(folder, "/").expect("a free port");
    let browser = Browser::open(Options::default().at(server.address())).await;
    browser.goto("").await;
    println!("{}", browser.eval(MEASURE).await);
}
