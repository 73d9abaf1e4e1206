//! Conversations: keys, tool calls as forms, long messages, and very many messages.

use browser::{Browser, Key, Options, REPLY};
use std::fmt::Write;
use std::io::Write as _;

const N_TURNS: usize = 2_000;

/// A record of 2,000 messages, of which the ninth from the end names a loan.
fn long_record() -> tempfile::NamedTempFile {
    let mut messages = String::new();
    for turn in 0..N_TURNS {
        let role = if turn % 2 == 0 { "user" } else { "assistant" };
        let words = if turn == 0 {
            "What did my neighbour borrow?".to_owned()
        } else if turn == N_TURNS - 9 {
            "Ms Okafor has The Glass Coast until Friday.".to_owned()
        } else {
            format!("Turn {turn}. Which shelf holds the tide tables, and who may take them home? ")
                .repeat(3)
        };
        let comma = if turn == 0 { "" } else { "," };
        let _ = write!(
            messages,
            r#"{comma}{{"role":"{role}","content":"{words}"}}"#
        );
    }
    let mut file = tempfile::Builder::new()
        .suffix(".jsonl")
        .tempfile()
        .expect("a file");
    let record = format!(r#"{{"id":"long","title":"A long day","messages":[{messages}]}}"#);
    writeln!(file, "{record}").expect("written");
    file
}

#[tokio::test]
async fn two_thousand_messages_are_scrolled_and_edited() {
    let browser = Browser::at_work(Options::default()).await;
    let file = long_record();
    browser.open_file(file.path()).await;
    browser
        .wait_text("[data-testid=scenarios] option", "A long day")
        .await;
    browser.pick("[data-testid=scenarios]", "A long day").await;
    browser.wait_value(".scenario-title", "A long day").await;
    browser.wait_for(".message[data-index='0']").await;
    let drawn = browser.count(".message").await;
    assert!((1..=200).contains(&drawn), "{drawn} messages are drawn");

    // The end is drawn when it is scrolled to, and what is far away no longer is.
    browser
        .eval("void document.querySelector('.group[data-end=\"2000\"]').scrollIntoView({ block: 'end' })")
        .await;
    browser.wait_for(".message[data-index='1999']").await;
    browser.wait_gone(".message[data-index='0']").await;
    browser
        .wait_text(".message[data-index='1991'] mark.broken", "The Glass Coast")
        .await;
    let drawn = browser.count(".message").await;
    assert!(drawn <= 200, "{drawn} messages are drawn");

    let last = ".message[data-index='1999'] textarea";
    browser.fill(last, "It is Nine Winters in Odrava.").await;
    browser
        .wait_text(
            ".message[data-index='1999'] mark.broken",
            "Nine Winters in Odrava",
        )
        .await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.pick("[data-testid=scenarios]", "A long day").await;
    browser.wait_for(".group[data-end='2000']").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn keys_set_who_speaks_and_move_and_add_messages() {
    let browser = Browser::at_work(Options::default()).await;
    let first = ".message[data-index='0']";
    let before = browser.messages().await;
    browser.click(&format!("{first} textarea")).await;
    browser.press_here(Key::Alt + "2").await;
    browser.wait_for(&format!("{first}.developer")).await;
    browser.press_here(Key::Alt + Key::Down).await;
    browser
        .wait_value(&format!("{first} textarea"), &before[1])
        .await;
    browser
        .wait_until("document.activeElement.closest('.message')?.dataset.index === '1'")
        .await;
    browser.press_here(Key::Alt + Key::Enter).await;
    browser
        .wait_until("document.activeElement.closest('.message')?.dataset.index === '2'")
        .await;
    browser.press_here("And then?").await;
    let after = browser.messages().await;
    assert_eq!(
        after[..3],
        [before[1].clone(), before[0].clone(), "And then?".to_owned()]
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_tool_call_is_a_form_with_its_json() {
    let browser = Browser::at_work(Options::default()).await;
    browser
        .menu("[data-testid=reply] .message", "Add a tool call")
        .await;
    let call = "[data-testid=reply] .tool-call";
    browser.click(&format!("{call} summary")).await;
    let json = format!("{call} .json textarea");
    browser.fill(&json, r#"{"title":"Tides","days":3}"#).await;
    browser
        .wait_value(&format!("{call} label:nth-of-type(1) textarea"), "Tides")
        .await;
    browser
        .fill(
            &format!("{call} label:nth-of-type(1) textarea"),
            "Tide tables",
        )
        .await;
    browser
        .wait_value(&json, r#"{"title":"Tide tables","days":3}"#)
        .await;
    // A number stays one.
    let days = format!("{call} label:nth-of-type(2) textarea");
    browser.click(&days).await;
    browser.press_here("1").await;
    browser.press_here(Key::Tab).await;
    browser
        .wait_value(&json, r#"{"title":"Tide tables","days":31}"#)
        .await;
    browser.click(&format!("{call} .name-field input")).await;
    browser.press_here("desk").await;
    browser.press_here(Key::Enter).await;
    browser
        .wait_value(&json, r#"{"title":"Tide tables","days":31,"desk":""}"#)
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_very_long_message_is_folded_until_it_is_wanted() {
    let browser = Browser::at_work(Options::default()).await;
    let long = "Which shelf holds the tide tables? ".repeat(200);
    browser.fill(REPLY, &long).await;
    let field = "[data-testid=reply] .field";
    browser.click(".scenario-title").await;
    // Whoever writes it sees all of it; the button folds it again.
    browser.click("[data-testid=reply] .fold").await;
    browser.wait_for(&format!("{field}.folded")).await;
    browser
        .wait_text("[data-testid=reply] .fold", "Show all 7000 characters")
        .await;
    let height = format!("document.querySelector('{field}').getBoundingClientRect().height");
    let folded = browser.eval(&height).await.as_f64().unwrap_or(0.0);
    browser.click("[data-testid=reply] .fold").await;
    browser.wait_gone(&format!("{field}.folded")).await;
    let whole = browser.eval(&height).await.as_f64().unwrap_or(0.0);
    assert!(
        whole > folded * 2.0 && folded > 100.0,
        "{folded} and {whole}"
    );
    browser.assert_quiet().await;
}
