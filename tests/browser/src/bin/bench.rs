//! The page's half of `cargo xtask bench`: requests to the whole engine in a worker, as the page
//! sends them. Given the folder of the requests (see `benches/session.rs`) and a number of rounds;
//! prints one line of JSON per round.
//!
//! The time is the one between a request and its final reply, as a page hears it.

#![expect(clippy::print_stdout, reason = "a program for `xtask`")]

use browser::server::Server;
use browser::{Browser, Options, dist};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Defines `measure(set)`. `FILES` are the names of worker and engine in the folder.
const MEASURE: &str = r#"(() => {
    const [script, code] = FILES;
    const text = async (file) => (await fetch(file)).text();
    const start = async () => {
        const worker = new Worker(script, { type: 'module' });
        const heard = (wanted) => new Promise((done, failed) => {
            worker.onerror = failed;
            worker.onmessage = ({ data }) => {
                if (typeof data !== 'string') { if (!data.loading) failed(JSON.stringify(data)); }
                else if (data.startsWith(wanted)) done(data);
            };
        });
        const ask = (message, wanted) => {
            const reply = heard(wanted);
            worker.postMessage(message);
            return reply;
        };
        worker.postMessage({ code: await (await fetch(code)).arrayBuffer() });
        const hello = JSON.parse(await ask('', '{"Hello"'));
        await ask(hello.Hello.build, '{"Hello"');
        return { worker, ask };
    };
    window.measure = async (set) => {
        const { worker, ask } = await start();
        const took = async (request) => {
            const start = performance.now();
            const reply = await ask(request, '{"Done"');
            const seconds = (performance.now() - start) / 1000;
            return [seconds, Number(reply.slice(-200).match(/"n_runs":(\d+)/)?.[1])];
        };
        const [open] = await took(await text(`${set}.json`));
        const [again, n] = await took('{"id":2,"job":"Recheck"}');
        const [edit, n_edit] = await took(await text(`${set}.edit.json`));
        worker.terminate();
        return { open, again, edit, n, n_edit };
    };
    return true;
})()"#;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [requests, n] = &arguments[..] else {
        return println!("give FOLDER N; `cargo xtask bench` does");
    };
    let site = tempfile::tempdir().expect("a folder");
    let sets = copy(Path::new(requests), site.path(), |it| it.ends_with(".json"));
    let worker = copy(&dist(), site.path(), |it| it.starts_with("worker-"));
    let code = copy(&dist(), site.path(), |it| it.starts_with("engine-whole-"));
    copy(&dist(), site.path(), |it| {
        it.starts_with("engine-") && it.ends_with(".js")
    });
    fs::write(
        site.path().join("index.html"),
        "<!doctype html><title>bench</title>",
    )
    .expect("a file");
    let server = Server::start(site.path(), "/").expect("a free port");
    let browser = Browser::open(Options::default().at(server.address())).await;
    browser.goto("").await;
    let files = format!("[{:?}, {:?}]", worker[0], code[0]);
    browser.eval(&MEASURE.replace("FILES", &files)).await;
    for _ in 0..n.parse().unwrap_or(1) {
        let mut line = Map::new();
        let names = sets.iter().filter_map(|it| it.strip_suffix(".json"));
        for set in names.filter(|it| !it.ends_with(".edit")) {
            let measured = browser.eval(&format!("measure({set:?})")).await;
            line.insert(set.to_owned(), measured);
        }
        println!("{}", Value::Object(line));
    }
}

/// Copies files, and gives their names.
fn copy(from: &Path, to: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(from).expect("a folder to copy from");
    let paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).collect();
    let mut names = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_wanted(&name) {
            fs::copy(&path, to.join(&*name)).expect("room for a copy");
            names.push(name.into_owned());
        }
    }
    names.sort();
    names
}
