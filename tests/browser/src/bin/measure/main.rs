//! How long the page makes people wait: `cargo xtask measure [PART ...] [SPEC]`, where a part is one
//! of `start`, `spec`, `editor`, `turns`, `switches`, `labels` and `minute`; without one, all are
//! measured.
//!
//! Start-up is compared with an empty Yew page in the same run, since a figure alone says more
//! about the machine than about the page.

#![expect(clippy::print_stdout, reason = "a command for people")]

mod keys;
mod labels;

use browser::{Browser, Key, LINE, LONG, Options, REPLY, data, long_record};
use keys::typing;
use serde_json::Value;
use std::env;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::sleep;
use xtask::server::Server;

/// What is measured.
const PARTS: [&str; 7] = [
    "start", "spec", "editor", "turns", "switches", "labels", "minute",
];
/// How often each page is opened.
const VISITS: usize = 15;
/// How long a new browser takes to come to rest.
const START: Duration = Duration::from_millis(1500);
/// Verdicts come and work is saved before the next key.
const SETTLE: Duration = Duration::from_millis(600);
/// How long the long conversation is.
const N_TURNS: usize = 2_000;
/// How often something else is chosen.
const SWITCHES: usize = 20;
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
    let (parts, specs): (Vec<_>, Vec<_>) = env::args()
        .skip(1)
        .partition(|it| PARTS.contains(&it.as_str()));
    for part in PARTS {
        if !parts.is_empty() && !parts.iter().any(|it| it == part) {
            continue;
        }
        match part {
            "start" => start_up().await,
            "spec" => keystrokes_with_a_long_spec(specs.first()).await,
            "editor" => keystrokes_in_a_long_spec().await,
            "turns" => keystrokes_in_a_long_conversation().await,
            "switches" => switches().await,
            "labels" => labels::labels().await,
            _ => first_minute().await,
        }
    }
}

async fn start_up() {
    let Some(folder) = env::var_os("PLUMBLINE_EMPTY_DIST").map(PathBuf::from) else {
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

async fn keystrokes_with_a_long_spec(given: Option<&String>) {
    let given = given.map(PathBuf::from);
    let Some(spec) = given.or_else(|| data(MODEL_SPEC)) else {
        return println!("keystrokes: not measured, there is no spec to load");
    };
    let page = Browser::at_work(Options::default()).await;
    page.open_file(&spec).await;
    page.wait_ready().await;
    keystrokes(
        &page,
        REPLY,
        &format!("a reply, with {} loaded", spec.display()),
    )
    .await;
    page.close().await;
}

/// Types into the spec itself, in its editor.
async fn keystrokes_in_a_long_spec() {
    const CONTENT: &str =
        "document.querySelector('.spec-editor')?.shadowRoot?.querySelector('.cm-content')";
    let Some(spec) = data(MODEL_SPEC) else {
        return println!("keystrokes in a spec: not measured, there is none to load");
    };
    let page = Browser::at_work(Options::default()).await;
    page.open_file(&spec).await;
    page.wait_ready().await;
    page.click("[data-testid=edit-spec]").await;
    page.wait_until(&format!("!!{CONTENT}")).await;
    page.eval(&format!("({CONTENT}.focus(), true)")).await;
    // In the middle, since the last line of this spec closes a fence, which every key would break.
    page.press_here(Key::Control + Key::Home).await;
    for _ in 0..20 {
        page.press_here(Key::PageDown).await;
    }
    page.press_here(Key::End).await;
    typing(&page, "the Model Spec, in its editor").await;
    let told = page.text("[data-testid=status]").await;
    println!("what the page says of its answer: {told}");
    page.close().await;
}

async fn keystrokes_in_a_long_conversation() {
    let page = Browser::at_work(Options::default()).await;
    open_long_conversation(&page).await;
    let end = format!(".group[data-end='{N_TURNS}']");
    page.eval(&format!(
        "void document.querySelector(\"{end}\").scrollIntoView({{ block: 'end' }})"
    ))
    .await;
    let last = format!(".message[data-index='{}'] textarea", N_TURNS - 1);
    let what = format!("the last of {N_TURNS} messages");
    keystrokes(&page, &last, &what).await;
    page.close().await;
}

async fn open_long_conversation(page: &Browser) {
    let record = long_record(N_TURNS);
    page.open_file(record.path()).await;
    page.pick("[data-testid=scenarios]", LONG).await;
    page.wait_value(".scenario-title", LONG).await;
    page.wait_ready().await;
}

/// Types into `field`, which is part of `what`, and says what the keys cost.
async fn keystrokes(page: &Browser, field: &str, what: &str) {
    page.click(field).await;
    typing(page, what).await;
}

/// How long it takes until another clause, scenario or view is drawn.
async fn switches() {
    const SCENARIO: &str = "const all = document.querySelector('[data-testid=scenarios]');
        all.selectedIndex = (all.selectedIndex + 1) % all.options.length;
        all.dispatchEvent(new Event('change', { bubbles: true }))";
    const TEXT: &str = "document.querySelector('[data-testid=edit-spec]').click()";
    let page = Browser::at_work(Options::default()).await;
    let link = page.share().await;
    let clause = format!(
        "[...document.querySelectorAll('{LINE} .row:not(.chosen) .row-head')].at(n % 3).click()"
    );
    let finding = format!(
        "location.hash = n % 2 ? '#/play' : '{link}';
        const wanted = n % 2 ? 'main.play' : '[data-testid=finding]';
        while (!document.querySelector(wanted)) await turn(0)"
    );
    println!("\nmilliseconds from the choice until it is painted, {SWITCHES} times each:");
    for (what, act) in [
        ("another clause", clause.as_str()),
        ("another scenario", SCENARIO),
        ("the spec as text, and back", TEXT),
        ("a link's finding, and back", &finding),
    ] {
        times(what, &switch_times(&page, act).await);
    }
    open_long_conversation(&page).await;
    let what = format!("another scenario, of {N_TURNS} turns");
    times(&what, &switch_times(&page, SCENARIO).await);
    page.close().await;
}

/// How long each of [`SWITCHES`] takes to be painted, in milliseconds. `act` is JavaScript that
/// counts in `n`.
async fn switch_times(page: &Browser, act: &str) -> Vec<f64> {
    let script = format!(
        "(async () => {{
            const turn = (ms) => new Promise((done) => setTimeout(done, ms));
            const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            const times = [];
            for (let n = 0; n < {SWITCHES}; n++) {{
                await turn(300);
                const start = performance.now();
                {act};
                await turn(0);
                await painted();
                times.push(performance.now() - start);
            }}
            return times;
        }})()"
    );
    let times = page.eval(&script).await;
    serde_json::from_value(times).expect("numbers")
}

/// Whether anything holds the page up once it has started: the first minute, step by step.
async fn first_minute() {
    const OBSERVER: &str = "globalThis.long = [];
        new PerformanceObserver((list) => long.push(...list.getEntries().map(it => it.duration)))
            .observe({ type: 'longtask' });";
    let page = Browser::open_ready(Options::default()).await;
    page.wait_for("[data-testid=tour-1]").await;
    sleep(START).await;
    page.eval(&format!("void (() => {{ {OBSERVER} }})()")).await;
    page.click("[data-testid=tour-1] [data-testid=say-broken]")
        .await;
    page.click("[data-testid=tour-next]").await;
    page.wait_for("[data-testid=tour-3]").await;
    page.fill(REPLY, "She has that Danish sea novel.").await;
    page.wait_text("[data-testid=tour-3]", "finds nothing now")
        .await;
    page.click("[data-testid=tour-done]").await;
    page.click("[data-testid=tour-4] [data-testid=say-broken]")
        .await;
    page.click("[data-testid=tour-share]").await;
    page.value("[data-testid=share-link]").await;
    page.click("dialog header button").await;
    page.press(Key::Control + "k").await;
    page.wait_for("[data-testid=palette]").await;
    page.press(Key::Escape).await;
    page.click("[data-testid=edit-spec]").await;
    page.wait_for("[data-testid=spec-text]").await;
    page.click("[data-testid=edit-spec]").await;
    page.click("[data-testid=formatted]").await;
    page.wait_for(".set").await;
    sleep(SETTLE).await;
    let long = page.eval("globalThis.long").await;
    println!("\ntasks of more than 50 ms in the first minute, after the start: {long}");
    page.close().await;
}

fn times(what: &str, all: &[f64]) {
    let mut times = all.to_vec();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{what:<34} p50 {:>5.1}   p95 {:>5.1}   max {:>5.1}",
        at(50),
        at(95),
        at(100)
    );
}
