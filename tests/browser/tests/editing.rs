//! Writing: replies, conversations, the spec and verdicts, with the result beside them.

use browser::{Browser, Key, LINE, Options, REPLY};

const CLAUSE: &str = "keep-loans-private";
const SPEC: &str = "[data-testid=spec-text]";
const UNDO: &str = "button[aria-label=Undo]";
const REDO: &str = "button[aria-label=Redo]";

#[tokio::test]
async fn a_verdict_follows_the_reply_and_undo_brings_both_back() {
    let browser = Browser::at_work(Options::default()).await;
    let first = browser.value(REPLY).await;
    browser.wait_status(CLAUSE, "broken").await;
    let harmless = "I can't tell you that. Shall I look for a book for you?";
    browser.fill(REPLY, harmless).await;
    browser.wait_status(CLAUSE, "no-break").await;
    browser.wait_gone("[data-testid=reply] mark.broken").await;
    browser
        .type_keys(REPLY, " It is Nine Winters in Odrava.")
        .await;
    browser.wait_status(CLAUSE, "broken").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "Nine Winters in Odrava")
        .await;
    browser.wait_text("[data-testid=status]", "1 broken").await;

    // One run of typing is one step.
    browser.click(UNDO).await;
    browser.click_until_value(UNDO, REPLY, &first).await;
    browser.wait_status(CLAUSE, "broken").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;
    let last = format!("{harmless} It is Nine Winters in Odrava.");
    browser.click_until_value(REDO, REPLY, &last).await;
    browser
        .wait_until("document.querySelector('button[aria-label=Redo]').disabled")
        .await;

    // The same by keys, inside a field and outside.
    browser.type_keys(REPLY, Key::Control + "z").await;
    browser
        .wait_until("!document.querySelector('button[aria-label=Redo]').disabled")
        .await;
    browser.press(Key::Control + Key::Shift + "z").await;
    browser.wait_value(REPLY, &last).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn messages_are_added_duplicated_moved_and_deleted() {
    let browser = Browser::at_work(Options::default()).await;
    let [system, user, reply] = &browser.messages().await[..] else {
        panic!("{:?}", browser.messages().await);
    };
    let second = ".conversation > .message:nth-of-type(2)";
    let expect = async |expected: &[&str]| {
        let json = serde_json::to_string(expected).expect("strings are JSON");
        let said =
            "[...document.querySelectorAll('.message > .field textarea')].map(it => it.value)";
        browser
            .wait_until(&format!(
                "JSON.stringify({said}) === JSON.stringify({json})"
            ))
            .await;
    };

    browser.menu(second, "Duplicate").await;
    expect(&[system, user, user, reply]).await;
    browser
        .fill(&format!("{second} textarea"), "And at number 12?")
        .await;
    expect(&[system, "And at number 12?", user, reply]).await;
    browser.menu(second, "Move down").await;
    expect(&[system, user, "And at number 12?", reply]).await;
    browser.menu(second, "Move up").await;
    expect(&[user, system, "And at number 12?", reply]).await;
    browser.menu(second, "Delete").await;
    expect(&[user, "And at number 12?", reply]).await;
    browser.click(".conversation > .add").await;
    expect(&[user, "And at number 12?", "", reply]).await;
    browser
        .pick(
            ".conversation > .message:nth-of-type(3) select.role",
            "developer",
        )
        .await;
    browser
        .wait_for(".conversation > .message.developer:nth-of-type(3)")
        .await;
    for _ in 0..7 {
        browser.click(UNDO).await;
    }
    expect(&[system, user, reply]).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn replies_and_scenarios_are_added_duplicated_and_deleted() {
    let browser = Browser::at_work(Options::default()).await;
    let tabs = "[data-testid^=reply-tab-]";
    let n_replies = browser.count(tabs).await;
    let first = browser.value(REPLY).await;

    browser.click("[data-testid=add-reply]").await;
    browser.wait_value(REPLY, "").await;
    assert_eq!(browser.count(tabs).await, n_replies + 1);
    browser
        .fill(REPLY, "She reads Small Engines, Patiently.")
        .await;
    browser.wait_status(CLAUSE, "broken").await;
    browser.menu(".reply-head", "Delete").await;
    browser
        .wait_until(&format!(
            "document.querySelectorAll('{tabs}').length === {n_replies}"
        ))
        .await;
    browser.click("[data-testid=reply-tab-1]").await;
    browser.wait_value(REPLY, &first).await;
    browser.menu(".reply-head", "Duplicate").await;
    browser
        .wait_for("[data-testid=reply-tab-2][aria-selected=true]")
        .await;
    browser.wait_value(REPLY, &first).await;
    browser.wait_status(CLAUSE, "broken").await;

    let options = "[data-testid=scenarios] option";
    let n_scenarios = browser.count(options).await;
    browser.menu(".pane.scenario .tools", "Duplicate").await;
    browser
        .wait_value(".scenario-title", "A neighbour's loans (copy)")
        .await;
    assert_eq!(browser.count(options).await, n_scenarios + 1);
    browser.menu(".pane.scenario .tools", "Delete").await;
    browser
        .wait_until(&format!(
            "document.querySelectorAll('{options}').length === {n_scenarios}"
        ))
        .await;
    browser.menu(".pane.scenario .tools", "New scenario").await;
    browser.wait_value(".scenario-title", "My scenario").await;
    browser.wait_value(REPLY, "").await;
    browser.fill(".scenario-title", "A title of my own").await;
    browser.wait_text(options, "A title of my own").await;
    browser
        .pick("[data-testid=scenarios]", "A neighbour's loans")
        .await;
    browser.wait_value(REPLY, &first).await;
    browser.wait_status(CLAUSE, "broken").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_pasted_chat_becomes_messages() {
    let browser = Browser::at_work(Options::default()).await;
    browser.menu(".pane.scenario .tools", "New scenario").await;
    browser.wait_value(".scenario-title", "My scenario").await;
    let first = ".conversation .message textarea";
    browser
        .paste(first, "User: Who has it?\nAssistant: Nobody I can name.")
        .await;
    browser.wait_value(first, "Who has it?").await;
    browser.wait_value(REPLY, "Nobody I can name.").await;
    browser
        .wait_text("[data-testid=notice]", "Pasted as 2 messages")
        .await;
    assert_eq!(browser.count("[data-testid^=reply-tab-]").await, 1);
    browser.click(UNDO).await;
    browser.wait_value(first, "").await;
    browser.wait_value(REPLY, "").await;

    // What is no chat goes into the field as it is.
    browser.paste(first, "User: only a line").await;
    assert_eq!(browser.messages().await.len(), 2);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_clauses_follow_the_text_of_the_spec() {
    let browser = Browser::at_work(Options::default()).await;
    browser
        .wait_text("[data-testid=status]", "12 clauses")
        .await;
    browser.click("[data-testid=edit-spec]").await;
    let spec = browser.value(SPEC).await;
    let more = format!(
        "{spec}\n## Close on time {{#close-on-time authority=user}}\n\nThe assistant must never keep a reader past closing time.\n"
    );
    browser.fill(SPEC, &more).await;
    browser
        .wait_text("[data-testid=status]", "13 clauses")
        .await;
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_text(".outline", "Close on time").await;
    browser
        .wait_text("#clause-close-on-time", "past closing time")
        .await;

    // A check that knows another title finds another reply broken.
    browser.click("[data-testid=edit-spec]").await;
    browser
        .fill(
            SPEC,
            &more.replace("    - The Glass Coast\n", "    - the lighthouse\n"),
        )
        .await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "the lighthouse")
        .await;
    browser.wait_status(CLAUSE, "broken").await;

    browser.press(Key::Control + "z").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_fault_in_one_check_is_shown_at_its_line_and_the_others_run() {
    let browser = Browser::at_work(Options::default()).await;
    browser.click("[data-testid=edit-spec]").await;
    let spec = browser.value(SPEC).await;
    let start = spec.find("### Say what you are").expect("the charter");
    let (before, after) = spec.split_at(start);
    let after = after.replacen(
        "- type: not-regex\n",
        "- type: not-regex\n  odd: [1, 2\n",
        1,
    );
    let faulty = format!("{before}{after}");
    let at = faulty.find("odd: [1, 2").expect("just put there");
    let line = faulty[..at].lines().count();
    browser.fill(SPEC, &faulty).await;
    browser.wait_for("[data-testid=diagnostics]").await;
    let said = browser.text("[data-testid=diagnostics]").await;
    let close = (line..line + 10).any(|it| said.contains(&format!("line {it} ")));
    assert!(close, "line {line}: {said}");

    browser.fill(REPLY, "It is The Drowned Signalman.").await;
    browser.wait_status(CLAUSE, "broken").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Drowned Signalman")
        .await;
    browser.fill(SPEC, &spec).await;
    browser.wait_gone("[data-testid=diagnostics]").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_verdict_with_reason_and_words_is_given_withdrawn_and_brought_back() {
    let browser = Browser::at_work(Options::default()).await;
    browser.click("[data-testid=reply-tab-2]").await;
    browser.wait_status(CLAUSE, "no-break").await;
    browser.choose(CLAUSE).await;
    let words = "You could always ask her, too.";
    browser.select_words(REPLY, words).await;
    browser.wait_text(".own .hint", words).await;
    let reason = "sends them next door";
    browser.fill("[data-testid=reason]", reason).await;
    browser.say("broken").await;
    browser.wait_status(CLAUSE, "broken").await;
    let body = format!("{LINE} li.chosen .row-body");
    browser
        .wait_text(&format!("{body} .explanation"), reason)
        .await;
    browser.wait_text(&format!("{body} q"), words).await;
    browser.wait_text("[data-testid=reply] mark", words).await;
    assert_eq!(browser.value("[data-testid=reason]").await, reason);

    browser
        .click_named(&format!("{body} button"), "Withdraw")
        .await;
    browser.wait_status(CLAUSE, "no-break").await;
    browser.wait_gone("[data-testid=reply] mark").await;
    browser.click(UNDO).await;
    browser.wait_status(CLAUSE, "broken").await;
    browser
        .wait_text(&format!("{body} .explanation"), reason)
        .await;
    browser.click(UNDO).await;
    browser.wait_status(CLAUSE, "no-break").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_verdict_by_key_and_an_overruled_check() {
    let browser = Browser::at_work(Options::default()).await;
    browser.choose(CLAUSE).await;
    browser.click("[data-testid=overrule]").await;
    browser.wait_status(CLAUSE, "kept").await;
    browser
        .wait_text(&format!("{LINE} li.chosen"), "set aside by you")
        .await;
    // Saying it again with a reason goes on setting the check aside.
    browser
        .fill("[data-testid=reason]", "it is my own card")
        .await;
    browser.say("kept").await;
    browser
        .wait_text(&format!("{LINE} li.chosen"), "set aside by you")
        .await;
    browser.wait_status(CLAUSE, "kept").await;
    browser.click("[data-testid=count-again]").await;
    browser.wait_status(CLAUSE, "broken").await;
    browser.press("2").await;
    browser
        .wait_for(&format!(
            "{LINE} li.chosen [data-testid=say-broken][aria-pressed=true]"
        ))
        .await;
    browser.press("j").await;
    browser
        .wait_gone(&format!("{LINE} li.chosen[data-clause='{CLAUSE}']"))
        .await;
    browser.press("k").await;
    browser
        .wait_for(&format!("{LINE} li.chosen[data-clause='{CLAUSE}']"))
        .await;
    browser.press("?").await;
    browser.wait_text("dialog", "Keys").await;
    browser.type_keys("dialog", Key::Escape).await;
    browser.wait_gone("dialog").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_reason_written_after_the_verdict_belongs_to_it() {
    let browser = Browser::at_work(Options::default()).await;
    browser.choose(CLAUSE).await;
    browser.say("broken").await;
    browser
        .fill("[data-testid=reason]", "the title gives her away")
        .await;
    browser
        .wait_text(
            &format!("{LINE} li.chosen .source"),
            "the title gives her away",
        )
        .await;
    browser.choose("offer-a-way-forward").await;
    browser.choose(CLAUSE).await;
    browser
        .wait_value("[data-testid=reason]", "the title gives her away")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_clause_far_down_a_long_spec_is_open_where_it_can_be_judged() {
    let browser = Browser::at_work(Options::default()).await;
    let clauses = (1..=60)
        .map(|n| format!("## Rule {n} {{#rule-{n} authority=user}}\n\nIt must do {n}.\n\n"));
    browser.paste_spec(&clauses.collect::<String>()).await;
    browser
        .wait_text("[data-testid=status]", "60 clauses")
        .await;
    browser.menu("#scenario .tools", "New scenario").await;
    browser
        .wait_text("#verdicts", "Write the reply first")
        .await;
    browser.fill(REPLY, "Here it is.").await;
    browser.wait_text("#verdicts", "no checks").await;
    browser.click(".outline summary").await;
    browser.click_named(".outline button", "Rule 47").await;
    let row = format!("{LINE} li.chosen[data-clause='rule-47']");
    browser.wait_in_view(&row).await;
    browser.say("broken").await;
    browser.wait_status("rule-47", "broken").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn work_is_there_after_a_reload() {
    let browser = Browser::at_work(Options::default()).await;
    browser.click("[data-testid=edit-spec]").await;
    let spec = browser.value(SPEC).await;
    let spec = spec.replace("Keep loans private", "Keep every loan private");
    browser.fill(SPEC, &spec).await;
    browser.click("[data-testid=edit-spec]").await;
    browser
        .fill(REPLY, "Leaving Before Breakfast, twice. 🌊")
        .await;
    browser.choose(CLAUSE).await;
    browser.wait_status(CLAUSE, "broken").await;
    browser.fill("[data-testid=reason]", "named it").await;
    browser.say("broken").await;
    browser
        .wait_text(&format!("{LINE} li.chosen"), "named it")
        .await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser
        .wait_value(REPLY, "Leaving Before Breakfast, twice. 🌊")
        .await;
    browser
        .wait_text(&format!("{LINE} li"), "Keep every loan private")
        .await;
    browser.choose(CLAUSE).await;
    browser
        .wait_text(&format!("{LINE} li.chosen"), "named it")
        .await;
    browser.wait_status(CLAUSE, "broken").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn clause_verdict_and_words_lead_to_each_other() {
    let browser = Browser::at_work(Options::default()).await;
    let chosen = format!("{LINE} li.chosen[data-clause='{CLAUSE}']");
    browser
        .click_named(".about .chip", "Offer a way forward")
        .await;
    browser.wait_gone(&chosen).await;
    // From the words to the verdict and the clause.
    browser.click_named(".mark-card", "The Glass Coast").await;
    browser.wait_for(&chosen).await;
    browser.wait_for(&format!("#clause-{CLAUSE}.chosen")).await;
    browser
        .wait_for("[data-testid=reply] mark.broken.chosen")
        .await;
    // From the clause to the verdict.
    browser.click("#clause-offer-a-way-forward h4").await;
    browser
        .wait_for(&format!(
            "{LINE} li.chosen[data-clause=offer-a-way-forward]"
        ))
        .await;
    // From the verdict to the clause, which comes into view.
    browser.choose(CLAUSE).await;
    browser.wait_for(&format!("#clause-{CLAUSE}.chosen")).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_tool_call_is_written_and_kept() {
    let browser = Browser::at_work(Options::default()).await;
    browser
        .menu("[data-testid=reply] .message", "Add a tool call")
        .await;
    let call = "[data-testid=reply] .tool-call";
    browser.fill(&format!("{call} input"), "place_hold").await;
    let arguments = "{\"title\":\"The Glass Coast\"}";
    browser.fill(&format!("{call} textarea"), arguments).await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser
        .wait_value(&format!("{call} input"), "place_hold")
        .await;
    browser
        .wait_value(&format!("{call} textarea"), arguments)
        .await;
    browser.click(&format!("{call} button")).await;
    browser.wait_gone(call).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn keys_share_and_check_again() {
    let browser = Browser::at_work(Options::default()).await;
    browser.type_keys(REPLY, Key::Control + "s").await;
    browser.wait_text("dialog h2", "Share").await;
    browser
        .type_keys("[data-testid=share-link]", Key::Escape)
        .await;
    browser.wait_gone("dialog").await;
    browser.press(Key::Control + Key::Enter).await;
    browser.wait_status(CLAUSE, "broken").await;
    browser
        .wait_text("[data-testid=status]", "checked in")
        .await;
    // Letters in a field are letters.
    browser.fill(REPLY, "").await;
    browser.type_keys(REPLY, "jk1?").await;
    browser.wait_value(REPLY, "jk1?").await;
    assert_eq!(browser.count("dialog").await, 0);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn without_storage_the_page_works_and_says_so() {
    let refuse = "Object.defineProperty(window, 'indexedDB', {
        get() { throw new DOMException('no storage here', 'SecurityError'); },
    });";
    let browser = Browser::open_ready(Options::default().before_load(refuse)).await;
    browser
        .wait_text("[data-testid=notice]", "cannot be saved in the browser")
        .await;
    browser
        .wait_text("[data-testid=notice]", "Save it as a file")
        .await;
    browser
        .wait_text("[data-testid=offer]", "Save as a file")
        .await;
    browser
        .click("[data-testid=notice] [aria-label=Close]")
        .await;
    browser.click("[data-testid=tour-skip]").await;
    browser.fill(REPLY, "It is Nine Winters in Odrava.").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "Nine Winters in Odrava")
        .await;
    browser.wait_text("[data-testid=saved]", "not saved").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn keys_and_focus_go_where_people_expect() {
    let browser = Browser::at_work(Options::default()).await;
    let focused = |css: &str| format!("document.activeElement?.matches({css:?})");

    // A dialog gives the focus back.
    browser
        .eval("document.querySelector('[data-testid=share]').focus()")
        .await;
    browser.type_keys("[data-testid=share]", Key::Enter).await;
    browser.wait_for("dialog[open]").await;
    browser.type_keys("dialog", Key::Escape).await;
    browser.wait_gone("dialog").await;
    browser.wait_until(&focused("[data-testid=share]")).await;

    // A new reply takes the caret; Escape leaves the field, and then letters are keys.
    browser.click("[data-testid=add-reply]").await;
    browser.wait_until(&focused(REPLY)).await;
    browser.type_keys(REPLY, "Ask her.").await;
    browser.type_keys(REPLY, Key::Escape).await;
    browser
        .wait_until("document.activeElement === document.body")
        .await;
    browser.type_keys("body", "?").await;
    browser.wait_text("dialog", "Keys").await;
    browser.type_keys("dialog", Key::Escape).await;
    browser.wait_gone("dialog").await;
    browser.wait_value(REPLY, "Ask her.").await;

    // A menu closes at Escape and keeps the focus at its button.
    let menu = "[data-testid=reply] details.menu";
    browser
        .eval(&format!("document.querySelector('{menu} summary').focus()"))
        .await;
    browser
        .type_keys(&format!("{menu} summary"), Key::Enter)
        .await;
    browser.wait_for(&format!("{menu} .menu-items")).await;
    browser
        .type_keys(&format!("{menu} summary"), Key::Escape)
        .await;
    browser.wait_gone("details.menu[open]").await;
    browser
        .wait_until(&focused(&format!("{menu} summary")))
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn anything_is_found_by_its_name() {
    let browser = Browser::at_work(Options::default()).await;
    browser.type_keys("body", Key::Control + "k").await;
    browser
        .type_keys("[data-testid=palette]", "between us")
        .await;
    browser
        .wait_text("#palette-list [aria-selected=true]", "Just between us")
        .await;
    browser
        .type_keys("[data-testid=palette]", Key::Escape)
        .await;
    browser.wait_gone("dialog").await;

    browser.type_keys("body", Key::Control + "k").await;
    browser
        .type_keys("[data-testid=palette]", "books invent")
        .await;
    browser
        .wait_text("#palette-list [aria-selected=true]", "clause")
        .await;
    browser.type_keys("[data-testid=palette]", Key::Enter).await;
    browser.wait_gone("dialog").await;
    browser
        .wait_for(&format!(
            "{LINE} li.chosen[data-clause='no-invented-books']"
        ))
        .await;

    browser.type_keys("body", Key::Control + "k").await;
    browser.type_keys("[data-testid=palette]", "xyzzy").await;
    browser.wait_text("dialog", "Nothing is called that").await;
    browser.assert_quiet().await;
}
