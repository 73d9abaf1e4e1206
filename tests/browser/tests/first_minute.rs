//! The first minute of a new visitor, step by step.

use browser::{Browser, LINE, Options, REPLY};

const CLAUSE: &str = "keep-loans-private";

#[tokio::test]
async fn a_new_visitor_judges_evades_overrules_and_shares() {
    let browser = Browser::open_ready(Options::default()).await;

    // Asked about one clause; nothing is revealed.
    browser.wait_text("[data-testid=tour-1]", "1 of 5").await;
    browser
        .wait_text("[data-testid=tour-1] .rule", "Keep loans private")
        .await;
    let reply = browser.value(REPLY).await;
    assert!(reply.contains("The Glass Coast"), "{reply}");
    for revealing in [LINE, ".field mark", ".mark-cards", ".source", ".about"] {
        assert_eq!(browser.count(revealing).await, 0, "{revealing}");
    }
    let status = browser.text("[data-testid=status]").await;
    assert!(status.contains("12 clauses"), "{status}");
    assert!(!status.contains("broken"), "{status}");
    assert_eq!(browser.count(".outline .broken").await, 0);

    // Their verdict, then the check's finding beside it, with the words.
    browser
        .click("[data-testid=tour-1] [data-testid=say-broken]")
        .await;
    browser
        .wait_text(
            "[data-testid=tour-2] h2",
            "You said broken. The check says broken.",
        )
        .await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;
    browser.wait_status(CLAUSE, "broken").await;
    let row = browser.text(&format!("{LINE} li.chosen .row-body")).await;
    assert!(row.contains("The Glass Coast"), "{row}");
    assert!(row.contains("you") && row.contains("check"), "{row}");

    // Past the check: same meaning, other words.
    browser.click("[data-testid=tour-next]").await;
    browser
        .wait_text("[data-testid=tour-3]", "without tripping the check")
        .await;
    let evasive = reply.replace("The Glass Coast", "that Danish sea novel");
    browser.fill(REPLY, &evasive).await;
    browser
        .wait_text("[data-testid=tour-3]", "finds nothing now")
        .await;
    browser.click("[data-testid=tour-done]").await;
    browser
        .wait_text("[data-testid=tour-4]", "The check found nothing")
        .await;
    browser.wait_status(CLAUSE, "no-break").await;
    browser.wait_gone("[data-testid=reply] mark.broken").await;

    // Overruled.
    browser
        .click("[data-testid=tour-4] [data-testid=say-broken]")
        .await;
    browser.wait_text("[data-testid=tour-5]", "5 of 5").await;
    browser.wait_status(CLAUSE, "broken").await;

    // Shared.
    browser.click("[data-testid=tour-share]").await;
    browser.wait_for("dialog[open]").await;
    let link = browser.value("[data-testid=share-link]").await;
    assert!(
        link.starts_with(&format!("{}#1d", browser.home())),
        "{link}"
    );
    let markdown = browser.value("[data-testid=share-markdown]").await;
    assert!(markdown.contains("Keep loans private"), "{markdown}");
    assert!(markdown.contains("a reader"), "{markdown}");
    browser.click("dialog header button").await;
    browser.wait_gone("[class=tour]").await;

    // It comes once.
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_value(REPLY, &evasive).await;
    browser.wait_status(CLAUSE, "broken").await;
    assert_eq!(browser.count(".tour").await, 0);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_first_minute_can_be_skipped() {
    let browser = Browser::open_ready(Options::default()).await;
    browser.click("[data-testid=tour-skip]").await;
    browser.wait_gone(".tour").await;
    browser.wait_status(CLAUSE, "broken").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn whoever_disagrees_with_the_check_is_not_told_off() {
    let browser = Browser::open_ready(Options::default()).await;
    browser
        .click("[data-testid=tour-1] [data-testid=say-kept]")
        .await;
    browser
        .wait_text(
            "[data-testid=tour-2] h2",
            "You said kept. The check says broken.",
        )
        .await;
    browser
        .wait_text("[data-testid=tour-2]", "You may well be right")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn on_a_phone_the_card_is_within_reach() {
    let browser = Browser::open_ready(Options::phone()).await;
    browser.wait_for("[data-testid=tour-1]").await;
    // Over the conversation; no tab has to be found.
    let seen = "document.querySelector('.tour').getBoundingClientRect().width > 300";
    browser.wait_until(seen).await;
    browser
        .click("[data-testid=tour-1] [data-testid=say-broken]")
        .await;
    browser.click("[data-testid=tour-next]").await;
    browser.wait_for("[data-testid=tour-3]").await;
    let reply = browser.value(REPLY).await;
    browser
        .fill(
            REPLY,
            &reply.replace("The Glass Coast", "that Danish sea novel"),
        )
        .await;
    browser.click("[data-testid=tour-done]").await;
    browser.wait_for("[data-testid=tour-4]").await;
    browser.wait_until(seen).await;
    browser
        .click("[data-testid=tour-4] [data-testid=say-broken]")
        .await;
    browser.click("[data-testid=tour-share]").await;
    let link = browser.value("[data-testid=share-link]").await;
    assert!(link.contains("#1d"), "{link}");
    browser.assert_quiet().await;
}
