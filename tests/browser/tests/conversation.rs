//! Conversations: keys, tool calls as forms, long messages, very many messages, set text, and
//! replies side by side.

use browser::{Browser, Key, LONG, Options, REPLY, long_record};

#[tokio::test]
async fn two_thousand_messages_are_scrolled_and_edited() {
    let browser = Browser::at_work(Options::default()).await;
    let file = long_record(2_000);
    browser.open_file(file.path()).await;
    browser.pick("[data-testid=scenarios]", LONG).await;
    browser.wait_value(".scenario-title", LONG).await;
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
    browser.pick("[data-testid=scenarios]", LONG).await;
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
    // The name of the tool comes first, also that of a second call.
    let is_named = |at: usize| {
        format!("document.activeElement === document.querySelectorAll('{call} > input')[{at}]")
    };
    browser.wait_until(&is_named(0)).await;
    browser.press_here("look_up").await;
    browser
        .wait_value(&format!("{call} > input"), "look_up")
        .await;
    browser
        .menu("[data-testid=reply] .message", "Add a tool call")
        .await;
    browser.wait_until(&is_named(1)).await;
    browser
        .click(&format!("{call} + .tool-call > button.quiet"))
        .await;
    browser.wait_gone(&format!("{call} + .tool-call")).await;
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

#[tokio::test]
async fn replies_stand_side_by_side_with_their_differences() {
    let browser = Browser::at_work(Options::default()).await;
    let reply = "She has The Glass Coast until Friday. Try the shelf by the door.";
    browser.fill(REPLY, reply).await;
    browser.menu(".replies .reply-head", "Duplicate").await;
    browser
        .wait_for("[data-testid=reply-tab-2][aria-selected=true]")
        .await;
    let other = reply.replace("The Glass Coast", "a Danish sea novel");
    browser.fill(REPLY, &other).await;
    browser.click("[data-testid=reply-tab-1]").await;
    assert_eq!(browser.count(".other").await, 0, "off until it is wanted");

    browser.click("[data-testid=side-by-side]").await;
    browser
        .wait_text("[data-testid=other-2] ins", "a Danish sea novel")
        .await;
    browser
        .wait_text("[data-testid=other-2] del", "The Glass Coast")
        .await;
    // The chosen reply keeps its marks, and which one it is is said.
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;
    browser
        .wait_text(
            ".side-by-side > .hint",
            "Compared with reply 1, where evidence is marked",
        )
        .await;
    let sides = "(() => {
        const [a, b] = ['[data-testid=reply]', '[data-testid=other-2]']
            .map(it => document.querySelector(it).getBoundingClientRect());
        return [a.right <= b.left, a.bottom <= b.top];
    })()";
    assert_eq!(browser.eval(sides).await, serde_json::json!([true, false]));

    // Marks follow what is written.
    browser.fill(REPLY, &other).await;
    browser
        .wait_text("[data-testid=other-2] .hint", "The very same words.")
        .await;
    browser.fill(REPLY, "No.").await;
    browser
        .wait_text("[data-testid=other-2] .hint", "Too little in common")
        .await;
    assert_eq!(browser.count("[data-testid=other-2] ins").await, 0);

    // Another one is chosen from its column, and on a narrow page one stands under the other.
    browser.click("[data-testid=other-2] button").await;
    browser.wait_value(REPLY, &other).await;
    browser.wait_for("[data-testid=other-1]").await;
    browser.resize((390, 844)).await;
    let under = sides.replace("other-2", "other-1");
    assert_eq!(browser.eval(&under).await, serde_json::json!([false, true]));
    browser
        .eval("document.querySelector('[data-testid=side-by-side]').click()")
        .await;
    browser.wait_gone(".other").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_message_is_read_formatted_and_edited_as_typed() {
    const SET: &str = "[data-testid=reply] .set";
    let browser = Browser::at_work(Options::default()).await;
    let text = "## Two ways\n\n1. *Ask* Hanne\n2. Read <b>this</b>";
    browser.fill(REPLY, text).await;
    browser.click(".scenario-title").await;
    browser.click("[data-testid=formatted]").await;
    browser.wait_text(&format!("{SET} li em"), "Ask").await;
    browser
        .wait_text(&format!("{SET} .title"), "Two ways")
        .await;
    browser.wait_text(&format!("{SET} code"), "<b>").await;
    assert_eq!(browser.count(&format!("{SET} b")).await, 0);
    assert_eq!(browser.count(REPLY).await, 0);

    // As it was typed, with the caret in it, and formatted again when it is left.
    browser.click(&format!("{SET} .as-typed")).await;
    browser.wait_value(REPLY, text).await;
    browser
        .wait_until("document.activeElement.matches('[data-testid=reply] textarea')")
        .await;
    browser.type_keys(REPLY, ".").await;
    browser.click(".scenario-title").await;
    browser.wait_text(&format!("{SET} li"), "this</b>.").await;

    // Where the chosen clause's evidence stands, the words are as they were typed and marked.
    browser.click(&format!("{SET} .as-typed")).await;
    browser.fill(REPLY, "She has *The Glass Coast*.").await;
    browser.click(".scenario-title").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;
    browser.choose("be-brief").await;
    browser
        .wait_text(&format!("{SET} em"), "The Glass Coast")
        .await;
    browser
        .wait_text("[data-testid=reply] .mark-card", "The Glass Coast")
        .await;
    browser.click("[data-testid=reply] .mark-card").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;

    browser.choose("be-brief").await;
    browser.wait_for(SET).await;
    browser.click("[data-testid=formatted]").await;
    browser
        .wait_value(REPLY, "She has *The Glass Coast*.")
        .await;
    browser.assert_quiet().await;
}
