//! Checks and replies made to keep the engine busy for ever: each is answered, says why, and
//! nobody has to wait for it to go on typing.

use browser::{Browser, LINE, Options, REPLY};

/// Counts the engines: one that hangs or traps is replaced.
const COUNTER: &str = "window.nWorkers = 0;
window.Worker = class extends Worker {
    constructor(address, options) { super(address, options); window.nWorkers += 1; }
};";

/// Types letters into a field, one every 20 ms, as long as the page lets it, and notes each time.
const TYPIST: &str = "(() => {
    window.typed = '';
    const type = () => {
        const field = document.querySelector('REPLY');
        const letter = 'on and on '[typed.length % 10];
        typed += letter;
        Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set
            .call(field, field.value + letter);
        field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
        if (typed.length < 100) setTimeout(type, 20);
    };
    type();
    return true;
})()";

fn spec(checks: &str) -> String {
    format!(
        "# Bounds\n\n## Bounded {{#bounded authority=root}}\n\nMust not match.\n\n```checks\n{checks}\n```\n\n\
         ## Polite {{#polite authority=root}}\n\nMust not say fool.\n\n```checks\n- {{type: not-icontains, value: fool}}\n```\n"
    )
}

async fn with_spec(checks: &str) -> Browser {
    let browser = Browser::at_work(Options::default().before_load(COUNTER)).await;
    browser.paste_spec(&spec(checks)).await;
    browser.wait_text(".document", "Must not match.").await;
    browser
}

async fn assert_explained(browser: &Browser, words: &str) {
    browser.choose("bounded").await;
    browser
        .wait_text(&format!("{LINE} .explanation"), words)
        .await;
}

/// The same engine goes on judging.
async fn assert_goes_on(browser: &Browser) {
    assert_eq!(browser.eval("nWorkers").await, 1);
    browser.fill(REPLY, "A short one, you fool.").await;
    browser.wait_status("polite", "broken").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_pattern_bomb_is_stopped_while_typing_goes_on() {
    // The text ahead keeps it from the engine that is linear, and each `a` doubles the ways.
    let browser = with_spec(r#"- {type: not-regex, value: "(?=(a+)+[^a]$)b"}"#).await;
    browser.fill(REPLY, &"a".repeat(200)).await;
    browser.eval(&TYPIST.replace("REPLY", REPLY)).await;
    browser.wait_until("typed.length === 100").await;
    let typed = format!("{}{}", "a".repeat(200), "on and on ".repeat(10));
    browser.wait_value(REPLY, &typed).await;
    browser.fill(REPLY, &"a".repeat(300)).await;
    assert_explained(&browser, "steps").await;
    browser.wait_status("bounded", "not-judged").await;
    browser.wait_status("polite", "no-break").await;
    assert_goes_on(&browser).await;
}

#[tokio::test]
async fn a_reply_of_ten_megabytes_is_judged() {
    let browser = with_spec("- {type: word-count, max: 100}").await;
    let paste = "(() => {
        const clipboardData = new DataTransfer();
        const text = 'ten letters '.repeat(10 * 2 ** 20 / 12) + 'you fool';
        clipboardData.setData('text/plain', text);
        const how = { clipboardData, bubbles: true, cancelable: true };
        document.querySelector('REPLY').dispatchEvent(new ClipboardEvent('paste', how));
        return true;
    })()";
    browser.fill(REPLY, "").await;
    browser.eval(&paste.replace("REPLY", REPLY)).await;
    browser.wait_status("polite", "broken").await;
    browser.wait_status("bounded", "broken").await;
    assert_explained(&browser, "1747628").await;
    browser
        .wait_text("[data-testid=reply]", "too many to show and change here")
        .await;
    let shown = browser.value(REPLY).await;
    assert!(shown.starts_with("ten letters") && shown.len() < 10_000);
    browser.click("button[title=Undo]").await;
    browser.wait_value(REPLY, "").await;
    assert_goes_on(&browser).await;
}

#[tokio::test]
async fn json_a_hundred_thousand_deep_is_answered() {
    let browser = with_spec("- type: is-json\n  value: {type: array}").await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    browser.fill(REPLY, &deep).await;
    browser.wait_status("polite", "no-break").await;
    assert_explained(&browser, "deep").await;
    assert_goes_on(&browser).await;
}
