//! How long the page makes people wait: `cargo xtask measure [SPEC]`.
//!
//! Start-up is compared with an empty Yew page in the same run, since a figure alone says more
//! about the machine than about the page.

#![expect(clippy::print_stdout, reason = "a command for people")]

use browser::{Browser, Options, REPLY, data};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::sleep;
use xtask::server::Server;

/// How often each page is opened.
const VISITS: usize = 15;
/// How many keys are pressed.
const KEYS: usize = 80;
const MODEL_SPEC: &str = "specs/openai-model-spec-2025-12-18-rev2.md";

/// Notes when the marks of readiness appear, in milliseconds since the navigation began.
const RECORDER: &str = "
    globalThis.seen = {};
    const note = (name) => { globalThis.seen[name] ??= performance.now(); };
    new MutationObserver(() => {
        if (document.querySelector('#empty')) note('empty');
        const ready = document.documentElement?.dataset.ready;
        if (ready) note('first');
        if (ready === 'engine') note('engine');
    }).observe(document, { subtree: true, childList: true, attributes: true });
";

#[tokio::main]
async fn main() {
    start_up().await;
    keystrokes().await;
}

async fn start_up() {
    let Some(folder) = std::env::var_os("PLUMBLINE_EMPTY_DIST").map(PathBuf::from) else {
        return println!("start-up: no empty page to compare with; run `cargo xtask measure`");
    };
    let empty = Server::start(folder, "/").expect("a free port");
    let (mut nothing, mut first, mut engine) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..VISITS {
        nothing.push(visit(Some(empty.address()), "empty").await["empty"].clone());
        let ours = visit(None, "engine").await;
        first.push(ours["first"].clone());
        engine.push(ours["engine"].clone());
    }
    println!("\nstart-up, {VISITS} visits each by turns, a new browser and profile every time;");
    println!("milliseconds from the start of the navigation (performance.now in the page):");
    let base = report("an empty Yew page: drawn", &nothing, None);
    report("this page: first content drawn", &first, Some(base));
    report(
        "this page: the first verdicts are there",
        &engine,
        Some(base),
    );
}

/// Opens a page as a new visitor and returns what the recorder noted.
async fn visit(address: Option<&str>, last: &str) -> Value {
    let mut options = Options::default().before_load(RECORDER);
    options.address = address.map(str::to_owned);
    let page = Browser::open(options).await;
    page.goto("#/play").await;
    page.wait_until(&format!("globalThis.seen?.{last} !== undefined"))
        .await;
    let seen = page.eval("globalThis.seen").await;
    page.close().await;
    seen
}

fn report(what: &str, values: &[Value], base: Option<f64>) -> f64 {
    let mut values: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
    values.sort_by(f64::total_cmp);
    let median = values[values.len() / 2];
    let range = format!("{:.0} to {:.0}", values[0], values[values.len() - 1]);
    let ratio = base.map_or(String::new(), |base| {
        format!("  {:.2} x the empty page", median / base)
    });
    println!("{what:<42} median {median:>6.0}  ({range}){ratio}");
    median
}

async fn keystrokes() {
    let given = std::env::args().nth(1).map(PathBuf::from);
    let Some(spec) = given.or_else(|| data(MODEL_SPEC)) else {
        return println!("keystrokes: not measured, there is no spec to load");
    };
    let page = Browser::at_work(Options::default()).await;
    page.open_file(&spec).await;
    page.wait_ready().await;
    sleep(Duration::from_secs(4)).await; // The reader goes on drawing for a while.
    page.cdp("Performance.enable", json!({})).await;
    page.click(REPLY).await;
    let mut times = Vec::new();
    for at in 0..KEYS {
        let letter = char::from(b"the quick brown fox "[at % 20]);
        let before = work(&page).await;
        page.cdp(
            "Input.dispatchKeyEvent",
            json!({"type": "keyDown", "text": letter.to_string()}),
        )
        .await;
        page.cdp("Input.dispatchKeyEvent", json!({"type": "keyUp"}))
            .await;
        sleep(Duration::from_millis(120)).await;
        times.push((work(&page).await - before) * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "\n{KEYS} keys into a reply, one every 120 ms, with {} loaded;",
        spec.display()
    );
    println!("milliseconds of script, style and layout on the main thread per key,");
    println!("what the engine's answer causes included (CDP Performance.getMetrics):");
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("p50 {:.1}   p95 {:.1}   max {:.1}", at(50), at(95), at(100));
}

/// Seconds of script, style and layout so far.
async fn work(page: &Browser) -> f64 {
    let metrics = page.cdp("Performance.getMetrics", json!({})).await;
    let parts = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];
    let all = metrics["metrics"].as_array().into_iter().flatten();
    let ours = all.filter(|it| parts.iter().any(|part| it["name"] == *part));
    ours.filter_map(|it| it["value"].as_f64()).sum()
}
