//! What a key costs the page.

use crate::{SETTLE, times};
use browser::{Browser, DevTools};
use serde_json::{Value, json};
use std::env;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::sleep;

/// How many keys are pressed.
const KEYS: usize = 80;
/// What a key says is checked, answered and drawn by then; work is saved later.
const ANSWER: Duration = Duration::from_millis(200);
/// Work that is always the same: how many milliseconds the machine takes for it just now.
const LOOP: &str = "(() => {
    const start = performance.now();
    let n = 1;
    for (let i = 0; i < 4e6; i++) n = (Math.imul(n, 31) + i) | 0;
    return performance.now() - start + (n === 0.5);
})()";
/// How much longer than usual that may take while the machine keeps its pace.
const STEADY: f64 = 1.3;
/// Comes once what was done before is painted.
const PAINTED: &str = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))";
/// Notes how many milliseconds after a key what the engine last said to it was painted.
const WATCH: &str = "(() => {
    const { postMessage } = Worker.prototype;
    const workers = new Set();
    let pressed = 0;
    addEventListener('keydown', () => { pressed = performance.now(); globalThis.answered = null; }, true);
    const hear = () => requestAnimationFrame(() => setTimeout(() => {
        globalThis.answered = performance.now() - pressed;
    }));
    Worker.prototype.postMessage = function (...sent) {
        if (!workers.has(this)) this.addEventListener('message', hear);
        workers.add(this);
        return postMessage.apply(this, sent);
    };
})()";

/// What a key costs.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Milliseconds of the main thread's work until everything that follows from the key is done.
    tasks: f64,
    scripts: f64,
    layout: f64,
    /// What of `tasks` comes before the letter is painted.
    letter: f64,
    /// What of it comes before the answer can be seen: neither saving nor the collection of garbage
    /// that waits until nobody types.
    answer: f64,
    /// How many milliseconds after the key the engine's last word to it was painted, if it said any.
    answered: Option<f64>,
    /// What the [`LOOP`] took in milliseconds, before or after, whichever is more.
    pace: f64,
}

/// Types where the focus is, which is in `what`, and says what the keys cost.
pub(crate) async fn typing(page: &Browser, what: &str) {
    sleep(Duration::from_secs(4)).await; // The reader goes on drawing for a while.
    let mut line = line_to(page);
    let idle = costs(&mut line, &[None; KEYS / 4]).await;
    let keys: Vec<_> = b"the quick brown fox ".iter().cycle().take(KEYS).collect();
    let keys: Vec<_> = keys.iter().map(|it| Some(char::from(**it))).collect();
    start_profile(&mut line);
    let typed = costs(&mut line, &keys).await;
    end_profile(&mut line, what);
    println!(
        "\n{KEYS} keys into {what}, one every {} ms;",
        SETTLE.as_millis(),
    );
    println!(
        "milliseconds on the main thread per key, what the engine's answer and the save cause"
    );
    println!("included (processor time of the thread by CDP Performance.getMetrics):");
    rows(&typed);
    row("all tasks, no key pressed", &idle, |it| it.tasks);
}

/// Where `PLUMBLINE_PROFILE` names a folder, what the processor did at the keys is kept there, for
/// the browser's tools to show.
fn profiles() -> Option<PathBuf> {
    env::var_os("PLUMBLINE_PROFILE").map(PathBuf::from)
}

fn start_profile(line: &mut DevTools) {
    if profiles().is_some() {
        line.send("Profiler.enable", json!({}));
        line.send("Profiler.start", json!({}));
    }
}

fn end_profile(line: &mut DevTools, what: &str) {
    let Some(folder) = profiles() else { return };
    let profile = line.send("Profiler.stop", json!({}));
    let name: String = what.chars().filter(char::is_ascii_alphanumeric).collect();
    let file = folder.join(name).with_extension("cpuprofile");
    std::fs::write(file, profile["profile"].to_string()).expect("a folder for profiles");
}

/// A line to the page that tells what its main thread did.
pub(crate) fn line_to(page: &Browser) -> DevTools {
    let mut line = page.dev_tools();
    // Processor time: what the thread did, not how long it waited for other threads.
    line.send("Performance.enable", json!({"timeDomain": "threadTicks"}));
    evaluate(&mut line, WATCH);
    line
}

/// What each key costs.
pub(crate) async fn costs(line: &mut DevTools, keys: &[Option<char>]) -> Vec<Cost> {
    let mut costs = Vec::new();
    let mut last_pace = 0.0;
    for _ in 0..5 {
        last_pace = pace(line); // After a few it is compiled.
    }
    for key in keys {
        costs.push(cost(line, *key, &mut last_pace).await);
    }
    costs
}

async fn cost(line: &mut DevTools, key: Option<char>, last_pace: &mut f64) -> Cost {
    let before = work(line);
    if let Some(key) = key {
        press(line, key);
    }
    evaluate(line, PAINTED);
    let painted = work(line);
    sleep(ANSWER).await;
    let seen = work(line);
    sleep(SETTLE - ANSWER).await;
    let after = work(line);
    let pace_after = pace(line);
    Cost {
        tasks: after.tasks - before.tasks,
        scripts: after.scripts - before.scripts,
        layout: after.layout - before.layout,
        letter: painted.tasks - before.tasks,
        answer: seen.tasks - before.tasks,
        answered: evaluate(line, "globalThis.answered").as_f64(),
        pace: pace_after.max(std::mem::replace(last_pace, pace_after)),
    }
}

fn pace(line: &mut DevTools) -> f64 {
    evaluate(line, LOOP).as_f64().expect("a number")
}

fn press(line: &mut DevTools, key: char) {
    let down = json!({"type": "keyDown", "text": key.to_string(), "key": key.to_string()});
    line.send("Input.dispatchKeyEvent", down);
    line.send("Input.dispatchKeyEvent", json!({"type": "keyUp"}));
}

/// The value of a JavaScript expression; of a promise, what it comes to.
fn evaluate(line: &mut DevTools, expression: &str) -> Value {
    let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
    line.send("Runtime.evaluate", asked)["result"]["value"].take()
}

pub(crate) fn rows(typed: &[Cost]) {
    row("all tasks", typed, |it| it.tasks);
    row("  until the letter is painted", typed, |it| it.letter);
    row("  until the answer is drawn", typed, |it| it.answer);
    row("  scripts", typed, |it| it.scripts);
    row("  style and layout", typed, |it| it.layout);
    // A machine that others work on too stands still, in part, for seconds on end.
    let mut paces: Vec<_> = typed.iter().map(|it| it.pace).collect();
    paces.sort_by(f64::total_cmp);
    let usual = paces[paces.len() / 2];
    let is_steady = |it: &&Cost| it.pace <= STEADY * usual;
    let steady: Vec<_> = typed.iter().filter(is_steady).copied().collect();
    println!(
        "the {} of {} keys at which the machine kept its pace (a fixed loop took {usual:.1}, and at most {STEADY} times that):",
        steady.len(),
        typed.len()
    );
    row("all tasks", &steady, |it| it.tasks);
    row("  until the letter is painted", &steady, |it| it.letter);
    row("  until the answer is drawn", &steady, |it| it.answer);
    let answered: Vec<f64> = typed.iter().filter_map(|it| it.answered).collect();
    println!(
        "milliseconds by the clock, of the {} keys that the engine answered:",
        answered.len()
    );
    if !answered.is_empty() {
        times("from the key until it is painted", &answered);
    }
}

fn row(what: &str, costs: &[Cost], part: fn(&Cost) -> f64) {
    let all: Vec<f64> = costs.iter().map(part).collect();
    times(what, &all);
}

/// The main thread's work so far, in milliseconds.
#[derive(Default)]
struct Work {
    tasks: f64,
    scripts: f64,
    layout: f64,
}

fn work(line: &mut DevTools) -> Work {
    let metrics = line.send("Performance.getMetrics", json!({}));
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
