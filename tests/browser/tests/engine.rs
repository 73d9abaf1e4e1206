//! The engine is missing, stops, hangs or is another build: the page goes on or says what to do.

use browser::{Browser, LINE, Options, REPLY, file};

const CLAUSE: &str = "keep-loans-private";

/// No worker can be started, as where a policy forbids it.
const NO_WORKER: &str =
    "window.Worker = class { constructor() { throw new Error('no workers'); } };";

/// A worker that takes messages and never says anything.
const SILENT_WORKER: &str = "window.Worker = class extends EventTarget {
    postMessage() {} terminate() {}
};";

/// The worker's script is not there.
const LOST_WORKER: &str = "window.Worker = class extends Worker {
    constructor(address, options) { super(new URL('gone.js', address), options); }
};";

/// Lets a test meddle with what the worker says: `meddle(data)` gives what the page hears,
/// nothing to drop it. `nWorkers` counts.
const MEDDLER: &str = "window.nWorkers = 0;
window.meddle = (data) => data;
window.Worker = class extends Worker {
    constructor(address, options) { super(address, options); window.nWorkers += 1; }
    set onmessage(hear) {
        super.onmessage = hear && ((event) => {
            const data = window.meddle(event.data);
            if (data !== undefined) hear(new MessageEvent('message', { data }));
        });
    }
};";

/// Breaks the rule and keeps it; the page's verdict follows.
async fn assert_verdicts_follow(browser: &Browser) {
    browser
        .fill(REPLY, "It is The Drowned Signalman, I think.")
        .await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Drowned Signalman")
        .await;
    browser.wait_status(CLAUSE, "broken").await;
    browser
        .fill(REPLY, "I can't say. Shall I look for something for you?")
        .await;
    browser.wait_status(CLAUSE, "no-break").await;
    browser.wait_gone("[data-testid=reply] mark.broken").await;
}

async fn assert_works_without(worker: &str) -> Browser {
    let browser = Browser::at_work(Options::default().before_load(worker)).await;
    assert_verdicts_follow(&browser).await;
    let link = browser.share().await;
    browser.goto(&link).await;
    browser.wait_for("[data-testid=finding]").await;
    browser
}

#[tokio::test]
async fn without_workers_the_page_checks_by_itself() {
    let browser = assert_works_without(NO_WORKER).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_worker_that_never_answers_is_given_up() {
    let browser = assert_works_without(SILENT_WORKER).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_worker_whose_script_is_missing_is_given_up() {
    let browser = assert_works_without(LOST_WORKER).await;
    let errors = browser.console_errors().await;
    let expected = errors.iter().all(|it| it.contains("gone.js"));
    assert!(expected, "{errors:?}");
}

#[tokio::test]
async fn an_engine_that_traps_is_replaced() {
    let browser = Browser::at_work(Options::default().before_load(MEDDLER)).await;
    let before = browser.eval("nWorkers").await.as_u64();
    browser
        .eval("void (window.meddle = () => { window.meddle = it => it; return { trap: 'unreachable' }; })")
        .await;
    browser.fill(REPLY, "It is Nine Winters in Odrava.").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "Nine Winters in Odrava")
        .await;
    let after = browser.eval("nWorkers").await.as_u64();
    assert_eq!(after, before.map(|it| it + 1));
    assert_verdicts_follow(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_input_that_always_stops_the_engine_is_left_alone_until_it_changes() {
    let browser = Browser::at_work(Options::default().before_load(MEDDLER)).await;
    browser
        .eval("void (window.meddle = (data) => typeof data === 'string' && String(data).includes('Hello') ? data : { trap: 'unreachable' })")
        .await;
    browser.fill(REPLY, "An input that traps.").await;
    browser
        .wait_text(
            "[data-testid=status]",
            "The checking engine stopped on this input",
        )
        .await;
    // The last good result stays, work goes on.
    browser.wait_for(&format!("{LINE} li")).await;
    browser.wait_value(REPLY, "An input that traps.").await;
    browser.wait_saved().await;
    let stops = browser.eval("nWorkers").await.as_u64().unwrap_or(0);
    assert!(stops <= 4, "{stops} workers");

    browser.eval("void (window.meddle = it => it)").await;
    assert_verdicts_follow(&browser).await;
    browser
        .wait_text("[data-testid=status]", "checked in")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_engine_that_hangs_is_replaced() {
    let browser = Browser::at_work(Options::default().before_load(MEDDLER)).await;
    browser
        .eval("void (window.meddle = (data) => { if (String(data).includes('Hello')) { window.meddle = it => it; return data; } })")
        .await;
    browser.fill(REPLY, "It is Nine Winters in Odrava.").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "Nine Winters in Odrava")
        .await;
    assert_verdicts_follow(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_engine_of_another_build_is_not_talked_to() {
    let other = format!(
        "{MEDDLER} window.meddle = () => JSON.stringify({{ Hello: {{ build: 'another' }} }});"
    );
    let browser = Browser::open(Options::default().before_load(other)).await;
    browser.goto("").await;
    browser
        .wait_text("[data-testid=status]", "Reload the page.")
        .await;
    browser.wait_for("[data-testid=tour-1]").await;
    browser.assert_quiet().await;
}

/// A spec of 40 clauses with a check each.
fn many_clauses() -> String {
    let clause = |at| {
        format!(
            "## Rule {at} {{#rule-{at} authority=root}}\n\nThe assistant must not do {at}.\n\n\
             ```checks\n- {{type: not-contains, value: word {at}.}}\n```\n\n"
        )
    };
    (0..40).map(clause).collect()
}

/// A scenario with 90 replies, of which each breaks a rule.
fn many_replies() -> String {
    let reply = |at: usize| {
        serde_json::json!({"candidate": "m", "epoch": at + 1, "origin": {"kind": "written"},
            "messages": [{"role": "assistant", "content": format!("word {}.", at % 40)}]})
    };
    let outputs: Vec<_> = (0..90).map(reply).collect();
    serde_json::json!({"id": "s", "title": "Many", "messages": [], "outputs": outputs}).to_string()
}

/// The engine tells in words of as many replies as have 2,000 results; others are asked for.
#[tokio::test]
async fn the_last_of_many_replies_has_its_verdicts_as_the_first_has() {
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(&many_clauses()).await;
    let replies = file(".jsonl", &many_replies());
    browser.open_file(replies.path()).await;
    browser.pick("[data-testid=scenarios]", "Many").await;
    browser.wait_status("rule-0", "broken").await;
    browser.click("[data-testid=reply-tab-90]").await;
    browser.wait_status("rule-9", "broken").await;
    browser.wait_status("rule-0", "no-break").await;
    browser.fill(REPLY, "word 12.").await;
    browser.wait_status("rule-12", "broken").await;
    browser.wait_status("rule-9", "no-break").await;
    browser.click("[data-testid=reply-tab-89]").await;
    browser.wait_status("rule-8", "broken").await;
    browser.click("[data-testid=reply-tab-1]").await;
    browser.wait_status("rule-0", "broken").await;
    browser.assert_quiet().await;
}
