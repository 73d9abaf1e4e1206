//! A link made in one browser opens as the same finding in another, and never touches own work.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use browser::{Browser, LINE, Options, REPLY};
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::CompressionLevel;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use sha2::{Digest, Sha256};

const CLAUSE: &str = "keep-loans-private";
const REASON: &str = "anyone on that balcony knows which book it is";
const OWN: &str = "A reply of my own.";

#[tokio::test]
async fn a_link_opens_elsewhere_as_the_same_finding() {
    let sender = Browser::at_work(Options::default()).await;
    let said = sender.value(REPLY).await.replace("Sure!", "Of course!");
    sender.fill(REPLY, &said).await;
    sender.choose(CLAUSE).await;
    sender.wait_status(CLAUSE, "broken").await;
    sender.fill("[data-testid=reason]", REASON).await;
    sender.say("broken").await;
    sender.wait_text(&format!("{LINE} li.chosen"), REASON).await;
    let link = sender.share().await;
    assert!(link.starts_with("#1d"), "{link}");
    sender.assert_quiet().await;
    sender.close().await;

    // Own work, then the link.
    let reader = Browser::at_work(Options::default()).await;
    reader.fill(REPLY, OWN).await;
    reader.wait_saved().await;
    reader.goto(&link).await;
    reader.wait_for("[data-testid=finding]").await;
    reader
        .wait_text(
            "[data-testid=finding] .headline",
            "Keep loans private: broken",
        )
        .await;
    reader
        .wait_text(
            "[data-testid=finding] .said-message",
            "Of course! Ms Okafor",
        )
        .await;
    reader
        .wait_text(
            "[data-testid=finding] .said-message mark",
            "The Glass Coast",
        )
        .await;
    for part in ["check", "the sender", REASON] {
        reader
            .wait_text("[data-testid=finding] .judged", part)
            .await;
    }
    reader
        .wait_text("[data-testid=finding]", "What is not known")
        .await;

    // Asked, the reader disagrees; both verdicts stand.
    reader
        .click("[data-testid=finding] [data-testid=say-kept]")
        .await;
    for said in ["the sender: broken", "you: kept"] {
        reader
            .wait_text("[data-testid=finding] .judged", said)
            .await;
    }

    // The workbench: three panes, the same reply and verdict.
    reader.click("[data-testid=open-workbench]").await;
    for pane in ["spec", "scenario", "verdicts"] {
        reader
            .wait_for(&format!("main.play > section.{pane}"))
            .await;
    }
    reader.wait_value(REPLY, &said).await;
    reader.wait_status(CLAUSE, "broken").await;
    reader.wait_text(&format!("{LINE} li.chosen"), REASON).await;

    // Own work is as it was.
    reader.click("[data-testid=my-work]").await;
    reader.wait_value(REPLY, OWN).await;
    assert_eq!(reader.count("[data-testid=banner]").await, 0);
    reader.reload().await;
    reader.wait_ready().await;
    reader.wait_value(REPLY, OWN).await;

    // A copy is kept, and own work with it.
    reader.goto(&link).await;
    reader.click("[data-testid=keep-copy]").await;
    reader.wait_gone("[data-testid=banner]").await;
    reader.wait_saved().await;
    reader.reload().await;
    reader.wait_ready().await;
    reader.wait_value(REPLY, &said).await;
    assert_eq!(reader.count("[data-testid=finding]").await, 0);
    reader.click("[data-testid=open]").await;
    reader.wait_for("dialog .when").await;
    reader.click("dialog li:has(.when) button").await;
    reader.wait_value(REPLY, OWN).await;
    reader.assert_quiet().await;
}

#[tokio::test]
async fn a_new_visitor_who_follows_a_link_sees_the_finding_and_not_the_first_minute() {
    let sender = Browser::at_work(Options::default()).await;
    let link = sender.share().await;
    let reader = Browser::open(Options::default()).await;
    reader.goto(&link).await;
    reader.wait_for("[data-testid=finding]").await;
    reader
        .wait_text("[data-testid=finding] .judged", "The Glass Coast")
        .await;
    assert_eq!(reader.count(".tour").await, 0);
    // Reloading opens the link again.
    reader.reload().await;
    reader.wait_for("[data-testid=finding]").await;
    reader.click("[data-testid=open-workbench]").await;
    reader.wait_status(CLAUSE, "broken").await;
    assert_eq!(reader.count(".tour").await, 0);
    reader.assert_quiet().await;
}

#[tokio::test]
async fn a_link_that_cannot_be_opened_says_why_and_touches_nothing() {
    let browser = Browser::at_work(Options::default()).await;
    let link = browser.share().await;
    browser.fill(REPLY, OWN).await;
    browser.wait_saved().await;
    let (head, tail) = link.split_at(link.len() / 2);
    let other = if tail.starts_with('A') { "B" } else { "A" };
    let cases = [
        (
            "cut",
            link[..link.len() - 9].to_owned(),
            "incomplete or was altered",
            "copy it whole",
        ),
        (
            "altered",
            format!("{head}{other}{}", &tail[1..]),
            "incomplete or was altered",
            "ask for it again",
        ),
        (
            "newer",
            link.replacen("#1d", "#2d", 1),
            "format 2",
            "reload the page",
        ),
        (
            "other packing",
            link.replacen("#1d", "#1z", 1),
            "packed in a way",
            "reload the page",
        ),
        ("bomb", bomb(), "unpacks to more than", "as a file"),
        (
            "not ours",
            "#a-heading-of-some-page".to_owned(),
            "no Plumbline link",
            "whole address",
        ),
        (
            "empty",
            "#1d".to_owned(),
            "incomplete or was altered",
            "copy it whole",
        ),
    ];
    for (name, fragment, why, remedy) in cases {
        println!("{name}");
        browser.goto(&fragment).await;
        browser.wait_text("[data-testid=notice]", why).await;
        browser.wait_text("[data-testid=notice]", remedy).await;
        browser
            .wait_text("[data-testid=notice]", "Your own work is untouched.")
            .await;
        browser.wait_value(REPLY, OWN).await;
        assert_eq!(browser.count("[data-testid=banner]").await, 0, "{name}");
        browser.wait_until("location.hash === '#/play'").await;
        browser.click("[data-testid=notice] button").await;
        browser.wait_gone("[data-testid=notice]").await;
    }
    // The engine still works.
    browser.fill(REPLY, "She has The Glass Coast.").await;
    browser.wait_status(CLAUSE, "broken").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_bad_link_is_bad_for_a_new_visitor_too() {
    let browser = Browser::open(Options::default()).await;
    browser.goto("#1dAAAA").await;
    browser
        .wait_text("[data-testid=notice]", "incomplete or was altered")
        .await;
    browser.wait_for("[data-testid=tour-1]").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_link_can_be_pasted_and_another_opened_over_it() {
    let browser = Browser::at_work(Options::default()).await;
    let first = browser.share().await;
    browser.fill(REPLY, "It is Nine Winters in Odrava.").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "Nine Winters in Odrava")
        .await;
    let second = browser.share().await;
    browser.fill(REPLY, OWN).await;
    browser.wait_saved().await;

    let address = format!("{}{first}", browser.home());
    browser.paste_link(&address).await;
    let said = "[data-testid=finding] .said-message";
    browser.wait_text(said, "The Glass Coast until").await;
    browser.goto(&second).await;
    browser.wait_text(said, "Nine Winters in Odrava").await;
    browser
        .wait_text("[data-testid=finding] .judged", "Nine Winters")
        .await;
    browser.click("[data-testid=my-work]").await;
    browser.wait_value(REPLY, OWN).await;

    // Back and forth in the browser's history.
    browser.eval("history.back()").await;
    browser.wait_for("[data-testid=finding]").await;
    browser.click("[data-testid=my-work]").await;
    browser.wait_value(REPLY, OWN).await;
    browser.assert_quiet().await;
}

/// A link of the right form that unpacks to more than any page should take: one megabyte, packed
/// on its own, over and over.
fn bomb() -> String {
    const MEGABYTES: usize = 64;
    let level = CompressionLevel::BestCompression;
    let mut compressor = CompressorOxide::with_format_and_level(DataFormat::Raw, level);
    let (megabyte, mut packed) = (vec![b' '; 1_000_000], Vec::new());
    compress_to_output(&mut compressor, &megabyte, TDEFLFlush::Full, |piece| {
        packed.extend_from_slice(piece);
        true
    });
    let packed = packed.repeat(MEGABYTES);
    let sum = Sha256::new()
        .chain_update("d")
        .chain_update(&packed)
        .finalize();
    let bytes = [&sum[..4], &packed].concat();
    format!("#1d{}", URL_SAFE_NO_PAD.encode(bytes))
}

#[tokio::test]
async fn a_spec_that_is_fetched_opens_and_travels_by_its_name() {
    let sender = Browser::at_work(Options::default()).await;
    sender.click("[data-testid=open]").await;
    sender
        .click_named("dialog .choices-list button", "Tern House assistant spec")
        .await;
    sender.wait_gone("dialog").await;
    sender.wait_text("[data-testid=status]", "26 clauses").await;
    sender.choose("danger-comes-first").await;
    sender.say("broken").await;
    sender.wait_status("danger-comes-first", "broken").await;
    let link = sender.share().await;
    assert!(
        link.len() < 3000,
        "the spec itself does not travel: {}",
        link.len()
    );
    sender.assert_quiet().await;
    sender.close().await;

    // Whoever opens it has not fetched the spec yet.
    let reader = Browser::open(Options::default()).await;
    reader.goto(&link).await;
    reader
        .wait_text("[data-testid=finding] .headline", "Danger comes first")
        .await;
    reader
        .wait_text("[data-testid=finding] .rule", "what to do right now")
        .await;
    reader.assert_quiet().await;
}
