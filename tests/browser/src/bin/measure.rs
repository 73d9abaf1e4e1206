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
/// How long a new browser takes to come to rest.
const START: Duration = Duration::from_millis(1500);
/// How many keys are pressed.
const KEYS: usize = 80;
/// Verdicts come and work is saved before the next key.
const SETTLE: Duration = Duration::from_millis(600);
const MODEL_SPEC: &str = "specs/openai-model-spec-2025-12-18-rev2.md";

/// Notes when what is waited for came into the document, and as `seen` when a frame with it was
/// painted: the browser's own paint times, in milliseconds since the navigation began.
const RECORDER: &str = "
    globalThis.seen = {};
    const marks = {}, paints = [];
    const settle = () => {
        for (const [name, time] of Object.entries(marks)) {
            const paint = paints.find((it) => it >= time);
            if (paint) globalThis.seen[name] ??= paint;
        }
    };
    const note = (name) => { marks[name] ??= performance.now(); settle(); };
    new PerformanceObserver((list) => {
        paints.push(...list.getEntries().map((it) => it.startTime));
        settle();
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new MutationObserver(() => {
        if (document.querySelector('#empty')) note('empty');
        if (document.querySelector('[data-testid=reply]')) note('first');
        if (document.documentElement?.dataset.ready === 'engine') {
            globalThis.seen.engine ??= performance.now();
        }
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
    println!("milliseconds from the start of the navigation until it is painted:");
    let base = report("an empty Yew page: drawn", &nothing, None);
    report(
        "this page: the first situation is drawn",
        &first,
        Some(base),
    );
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
    // A browser that is still starting itself says little about what it opens.
    sleep(START).await;
    page.goto("#/play").await;
    page.wait_until(&format!(
        "globalThis.seen?.{last} && (globalThis.seen.empty || globalThis.seen.first)"
    ))
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
    // Processor time: what the thread did, not how long it waited for other threads.
    let clock = json!({"timeDomain": "threadTicks"});
    page.cdp("Performance.enable", clock).await;
    page.click(REPLY).await;
    let idle = costs(&page, &[None; KEYS / 4]).await;
    let keys: Vec<_> = b"the quick brown fox ".iter().cycle().take(KEYS).collect();
    let keys: Vec<_> = keys.iter().map(|it| Some(char::from(**it))).collect();
    let typed = costs(&page, &keys).await;
    println!(
        "\n{KEYS} keys into a reply, one every {} ms, with {} loaded;",
        SETTLE.as_millis(),
        spec.display()
    );
    println!(
        "milliseconds on the main thread per key, what the engine's answer and the save cause"
    );
    println!("included (processor time of the thread by CDP Performance.getMetrics):");
    row("all tasks", &typed, |it| it.tasks);
    row("  scripts", &typed, |it| it.scripts);
    row("  style and layout", &typed, |it| it.layout);
    row("all tasks, no key pressed", &idle, |it| it.tasks);
}

/// Milliseconds of main-thread work.
#[derive(Clone, Copy, Default)]
struct Work {
    tasks: f64,
    scripts: f64,
    layout: f64,
}

/// What each key costs until everything that follows from it is done.
async fn costs(page: &Browser, keys: &[Option<char>]) -> Vec<Work> {
    let mut costs = Vec::new();
    for key in keys {
        let before = work(page).await;
        if let Some(key) = key {
            press(page, *key).await;
        }
        sleep(SETTLE).await;
        let after = work(page).await;
        costs.push(Work {
            tasks: after.tasks - before.tasks,
            scripts: after.scripts - before.scripts,
            layout: after.layout - before.layout,
        });
    }
    costs
}

async fn press(page: &Browser, key: char) {
    let down = json!({"type": "keyDown", "text": key.to_string()});
    page.cdp("Input.dispatchKeyEvent", down).await;
    page.cdp("Input.dispatchKeyEvent", json!({"type": "keyUp"}))
        .await;
}

fn row(what: &str, costs: &[Work], part: fn(&Work) -> f64) {
    let mut times: Vec<f64> = costs.iter().map(part).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{what:<28} p50 {:>5.1}   p95 {:>5.1}   max {:>5.1}",
        at(50),
        at(95),
        at(100)
    );
}

/// The main thread's work so far.
async fn work(page: &Browser) -> Work {
    let metrics = page.cdp("Performance.getMetrics", json!({})).await;
    let mut work = Work::default();
    for metric in metrics["metrics"].as_array().into_iter().flatten() {
        let ms = metric["value"].as_f64().unwrap_or_default() * 1000.0;
        match metric["name"].as_str().unwrap_or_default() {
            "TaskDuration" => work.tasks += ms,
            "ScriptDuration" => work.scripts += ms,
            "LayoutDuration" | "RecalcStyleDuration" => work.layout += ms,
            _ => {}
        }
    }
    work
}
