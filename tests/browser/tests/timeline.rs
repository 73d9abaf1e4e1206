//! The timeline of a long run: one press leads to the turn where a rule breaks.

use browser::{Browser, LONG, Options, REPLY, file, long_record};
use serde_json::json;

/// The message that names a loan, and what leads to it.
const BROKEN: &str = ".message[data-index='1991']";

async fn with_long_run() -> Browser {
    let browser = Browser::at_work(Options::default()).await;
    let file = long_record(2_000);
    browser.open_file(file.path()).await;
    browser.pick("[data-testid=scenarios]", LONG).await;
    browser.wait_value(".scenario-title", LONG).await;
    browser
        .wait_text("[data-testid=suggested] [data-do^='turn ']", "1992")
        .await;
    browser
}

/// Whether the broken message is within the window.
async fn wait_in_view(browser: &Browser) {
    browser
        .wait_text(&format!("{BROKEN} mark.broken"), "The Glass Coast")
        .await;
    let within = format!(
        "(() => {{ const box = document.querySelector(\"{BROKEN}\")?.getBoundingClientRect();
            return !!box && box.bottom > 0 && box.top < innerHeight; }})()"
    );
    browser.wait_until(&within).await;
}

#[tokio::test]
async fn one_press_in_the_scenarios_pane_leads_to_the_broken_turn() {
    let browser = with_long_run().await;
    browser
        .click("[data-testid=suggested] [data-do^='turn ']")
        .await;
    wait_in_view(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn one_press_on_the_timeline_leads_to_the_broken_turn() {
    let browser = with_long_run().await;
    browser.click("[data-testid=suggested] a").await;
    browser.wait_text("#sheet-title", "Timeline").await;
    browser
        .wait_text(".sheet [role=status]", "2000 messages")
        .await;
    let pieces = browser.count(".strip > *").await;
    assert!((100..=150).contains(&pieces), "{pieces} pieces");
    browser.click(".strip .broken button").await;
    wait_in_view(&browser).await;

    // Back leads to the timeline, and its parts to other messages.
    browser.eval("history.back()").await;
    browser.wait_text("#sheet-title", "Timeline").await;
    browser
        .click("a[href='#/sheet/timeline/long?reply=0&from=300']")
        .await;
    browser.wait_text(".turns", "Turn 301").await;
    browser.assert_quiet().await;
}

/// What leads to the first break goes where the break goes.
#[tokio::test]
async fn a_reply_that_is_mended_has_no_first_break() {
    let browser = Browser::at_work(Options::default()).await;
    let messages: Vec<_> = (0..6)
        .map(|at| json!({"role": if at % 2 == 0 { "user" } else { "assistant" }, "content": "What did my neighbour borrow?"}))
        .collect();
    let says =
        json!([{"role": "assistant", "content": "Ms Okafor has The Glass Coast until Friday."}]);
    let output =
        json!({"candidate": "m", "epoch": 1, "origin": {"kind": "written"}, "messages": says});
    let record =
        json!({"id": "mended", "title": "Mended", "messages": messages, "outputs": [output]});
    let file = file(".jsonl", &format!("{record}\n"));
    browser.open_file(file.path()).await;
    browser.pick("[data-testid=scenarios]", "Mended").await;
    let first = "[data-testid=suggested] [data-do^='turn ']";
    browser.wait_text(first, "message 7").await;
    browser.fill(REPLY, "On the third.").await;
    browser.wait_gone(first).await;
    browser
        .fill(REPLY, "Ms Okafor has The Glass Coast until Friday.")
        .await;
    browser.wait_text(first, "message 7").await;
    browser.assert_quiet().await;
}
