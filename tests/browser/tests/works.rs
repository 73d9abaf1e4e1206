//! The list of work: opening, renaming, copying, deleting and bringing back, saving as a file; two
//! tabs; and storage that is forbidden, full or cleared.

use browser::{Browser, Key, LONG, Options, REPLY, long_record};
use serde_json::json;
use std::time::Duration;

const WORKS: &str = "[data-testid=works]";
const TITLE: &str = "[data-testid=work-title]";
const NOTICE: &str = "[data-testid=notice]";
const OFFER: &str = "[data-testid=offer]";
const SPEC: &str = "# Bread\n\n## Say no {#say-no authority=root}\n\nMust not say yes.\n";
/// The name of what has the focus.
const FOCUS: &str = "document.activeElement.ariaLabel ?? document.activeElement.textContent";

/// A visitor with two pieces of work: the charter, with a reply of their own, and bread, open.
async fn with_two_works(options: Options) -> Browser {
    let browser = Browser::at_work(options).await;
    browser.fill(REPLY, "Mine.").await;
    browser.wait_saved().await;
    browser.paste_spec(SPEC).await;
    browser.wait_text("[data-testid=status]", "1 clause").await;
    browser.fill(REPLY, "Fresh.").await;
    browser.wait_saved().await;
    browser
}

async fn titles(browser: &Browser) -> Vec<String> {
    browser.texts(&format!("{WORKS} .work-name")).await
}

/// Picks `item` from the menu of the work called `name`.
async fn pick(browser: &Browser, name: &str, item: &str) {
    let menu = format!("li:has(details.menu[open]) [aria-label='More for {name}']");
    let summary = format!("summary[aria-label='More for {name}']");
    browser.click(&summary).await;
    browser.wait_for(&menu).await;
    browser.click_named("details.menu[open] button", item).await;
}

#[tokio::test]
async fn what_is_open_and_what_is_not_are_listed() {
    let browser = Browser::at_work(Options::default()).await;
    browser.click("[data-testid=open]").await;
    browser
        .wait_text("dialog", "Other work in this browser")
        .await;
    browser.wait_text("dialog", "None yet.").await;
    let open = "dialog li[aria-current=true]";
    browser.wait_text(open, "Library desk charter").await;
    browser.wait_text(open, "6 scenarios").await;
    browser.type_keys("dialog", Key::Escape).await;
    browser.wait_gone("dialog").await;

    browser.fill(REPLY, "Mine.").await;
    browser.wait_saved().await;
    browser.paste_spec(SPEC).await;
    browser.wait_saved().await;
    browser.click("[data-testid=open]").await;
    browser.wait_text(open, "Bread").await;
    browser.wait_text(WORKS, "Library desk charter").await;
    browser.wait_text(WORKS, "6 scenarios · saved ").await;
    browser.click(&format!("{WORKS} button.work")).await;
    browser.wait_value(REPLY, "Mine.").await;
    // Nothing was changed, so nothing is saved anew.
    browser.wait_saved().await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn work_is_renamed_open_or_not() {
    let browser = with_two_works(Options::default()).await;
    browser.click("[data-testid=open]").await;
    pick(&browser, "Library desk charter", "Rename").await;
    browser
        .wait_until(&format!(
            "document.activeElement === document.querySelector('{TITLE}')"
        ))
        .await;
    browser.fill(TITLE, "Loans, May").await;
    browser.type_keys(TITLE, Key::Enter).await;
    browser.wait_text(WORKS, "Loans, May").await;
    browser
        .wait_text(WORKS, "Library desk charter · 6 scenarios")
        .await;
    browser
        .wait_until(&format!("({FOCUS}) === 'More for Loans, May'"))
        .await;

    // Escape leaves the old title, and the dialog open.
    pick(&browser, "Loans, May", "Rename").await;
    browser.fill(TITLE, "Never").await;
    browser.type_keys(TITLE, Key::Escape).await;
    browser.wait_gone(TITLE).await;
    assert_eq!(titles(&browser).await, ["Loans, May"]);

    pick(&browser, "Bread", "Rename").await;
    browser.fill(TITLE, "Bakery").await;
    browser.type_keys(TITLE, Key::Enter).await;
    browser
        .wait_text("dialog li[aria-current=true]", "Bakery")
        .await;
    browser.type_keys("dialog", Key::Escape).await;
    browser.wait_text(".open-name", "Bakery").await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_text(".open-name", "Bakery").await;
    browser.wait_value(REPLY, "Fresh.").await;
    browser.click("[data-testid=open]").await;
    browser.click(&format!("{WORKS} button.work")).await;
    browser.wait_value(REPLY, "Mine.").await;
    browser.wait_text(".open-name", "Loans, May").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn work_is_copied_and_the_copy_is_its_own() {
    let browser = with_two_works(Options::default()).await;
    browser.click("[data-testid=open]").await;
    pick(&browser, "Library desk charter", "Duplicate").await;
    browser
        .wait_text(NOTICE, "Made “Library desk charter (copy)”.")
        .await;
    browser
        .wait_until(&format!(
            "({FOCUS}) === 'More for Library desk charter (copy)'"
        ))
        .await;
    pick(&browser, "Bread", "Duplicate").await;
    browser.wait_text(WORKS, "Bread (copy)").await;
    assert_eq!(titles(&browser).await.len(), 3);
    browser
        .click_named(&format!("{WORKS} button.work"), "Bread (copy)")
        .await;
    browser.wait_text(".open-name", "Bread (copy)").await;
    browser.wait_value(REPLY, "Fresh.").await;
    browser.fill(REPLY, "Stale.").await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_value(REPLY, "Stale.").await;
    browser.click("[data-testid=open]").await;
    browser.wait_text(WORKS, "Bread").await;
    assert_eq!(titles(&browser).await.len(), 3);
    let bread = "[...document.querySelectorAll('button.work')].find(it => it.innerText.startsWith('Bread'))";
    browser.eval(&format!("{bread}.click()")).await;
    browser.wait_value(REPLY, "Fresh.").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn deleted_work_comes_back_until_its_notice_is_gone() {
    let browser = with_two_works(Options::default()).await;
    browser.click("[data-testid=open]").await;
    // What is open stays.
    browser.click("summary[aria-label='More for Bread']").await;
    browser.wait_for("details.menu[open] button:disabled").await;
    browser
        .type_keys("details.menu[open] summary", Key::Escape)
        .await;
    browser.wait_gone("details.menu[open]").await;

    pick(&browser, "Library desk charter", "Delete").await;
    browser
        .wait_text(NOTICE, "Deleted “Library desk charter”.")
        .await;
    browser.wait_gone(WORKS).await;
    browser.wait_until(&format!("({FOCUS}) === 'Undo'")).await;
    // By keyboard alone.
    browser.type_keys(OFFER, Key::Enter).await;
    browser.wait_text(WORKS, "Library desk charter").await;
    browser
        .wait_until(&format!("({FOCUS}) === 'More for Library desk charter'"))
        .await;

    // The notice outlives the dialog; a reload before it went keeps nothing.
    pick(&browser, "Library desk charter", "Delete").await;
    browser.wait_gone(WORKS).await;
    browser.type_keys("dialog", Key::Escape).await;
    browser.wait_gone("dialog").await;
    browser.click(OFFER).await;
    browser.click("[data-testid=open]").await;
    browser.wait_text(WORKS, "Library desk charter").await;

    pick(&browser, "Library desk charter", "Delete").await;
    browser.wait_gone(WORKS).await;
    browser
        .click(&format!("{NOTICE} button[aria-label=Close]"))
        .await;
    browser.wait_gone(NOTICE).await;
    wait_stored(&browser, "works", "it.length === 1").await;
    wait_stored(&browser, "texts", "it.length === 2").await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.click("[data-testid=open]").await;
    browser.wait_text("dialog", "None yet.").await;
    browser.assert_quiet().await;
}

/// Waits until the texts in a store, called `it`, are as told.
async fn wait_stored(browser: &Browser, store: &str, condition: &str) {
    let asked = format!(
        "new Promise((done, failed) => {{
            const open = indexedDB.open('plumbline');
            open.onerror = failed;
            open.onsuccess = () => {{
                const asked = open.result.transaction('{store}').objectStore('{store}').getAll();
                asked.onsuccess = () => {{ open.result.close(); done(asked.result); }};
            }};
        }}).then(it => {condition})"
    );
    for _ in 0..100 {
        if browser.eval(&asked).await == true {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{store}: {condition}");
}

#[tokio::test]
async fn other_work_is_saved_as_a_file() {
    let catch = "const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then(it => window.__saved = it); return make(blob); };
        HTMLAnchorElement.prototype.click = function () { window.__name = this.download; };";
    let browser = with_two_works(Options::default().before_load(catch)).await;
    browser.click("[data-testid=open]").await;
    pick(&browser, "Library desk charter", "Save as a file").await;
    browser
        .wait_until("window.__saved?.includes('\"Mine.\"')")
        .await;
    let text = browser.eval("window.__saved").await;
    browser.type_keys("dialog", Key::Escape).await;
    browser
        .drop_file("again.json", text.as_str().expect("text"))
        .await;
    browser.wait_value(REPLY, "Mine.").await;
    browser
        .wait_text("[data-testid=status]", "12 clauses")
        .await;
    browser.assert_quiet().await;
}

/// Notes what is written: store and length.
const COUNT: &str = "window.__written = [];
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, key) {
        window.__written.push([this.name, value.length]);
        return put.call(this, value, key);
    };";

/// Types `words` into `field` and expects what is written for that: one text in `store`, as much
/// as told, and that it was.
async fn assert_writes(browser: &Browser, field: &str, words: &str, store: &str, most: u64) {
    browser.eval("void (window.__written = [])").await;
    browser.fill(field, words).await;
    browser.wait_until("window.__written.length >= 3").await;
    browser.wait_saved().await;
    let stores = browser.eval("window.__written.map(it => it[0])").await;
    assert_eq!(stores, json!([store, "works", "settings"]));
    let size = browser
        .eval("Math.max(...window.__written.map(it => it[1]))")
        .await;
    assert!(size.as_u64().is_some_and(|it| it < most), "{size}");
}

#[tokio::test]
async fn one_keystroke_writes_one_scenario() {
    let browser = with_two_works(Options::default().before_load(COUNT)).await;
    browser.click("[data-testid=open]").await;
    browser.click(&format!("{WORKS} button.work")).await;
    browser.wait_value(REPLY, "Mine.").await;
    assert_writes(&browser, REPLY, "Mine!", "scenarios", 6000).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn one_keystroke_in_a_long_conversation_writes_one_message() {
    let browser = Browser::at_work(Options::default().before_load(COUNT)).await;
    let file = long_record(200);
    browser.open_file(file.path()).await;
    browser.pick("[data-testid=scenarios]", LONG).await;
    let field = |at: usize| format!(".message[data-index='{at}'] textarea");
    browser.wait_for(&field(1)).await;
    browser.wait_saved().await;
    // Another message has the one before written with its scenario.
    browser.fill(&field(0), "First.").await;
    browser.wait_saved().await;
    for words in ["Second", "Second."] {
        browser.fill(&field(1), "…").await;
        browser.wait_saved().await;
        assert_writes(&browser, &field(1), words, "scenarios", 400).await;
    }
    let expect = async |title: &str| {
        browser.reload().await;
        browser.wait_ready().await;
        browser.pick("[data-testid=scenarios]", title).await;
        browser.wait_value(&field(0), "First.").await;
        browser.wait_value(&field(1), "Second.").await;
    };
    expect(LONG).await;
    // Written as a whole, the scenario takes its message in.
    browser.fill(".scenario-title", "Another day").await;
    browser.wait_saved().await;
    expect("Another day").await;
    wait_stored(&browser, "scenarios", "it.length === 7").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn one_keystroke_in_a_spec_writes_what_changed_of_its_text() {
    const AREA: &str = "[data-testid=spec-text]";
    let browser = Browser::at_work(Options::default().before_load(COUNT)).await;
    browser.click("[data-testid=edit-spec]").await;
    let text = browser.value(AREA).await;
    let (head, tail) = text.split_at(text.len() / 2);
    let edited = |words: &str| format!("{head}{words}{tail}");
    browser.fill(AREA, &edited("é")).await;
    browser.wait_saved().await;
    assert_writes(&browser, AREA, &edited("élan 🦉"), "texts", 400).await;
    let expect = async |spec: &str, reply: &str| {
        browser.reload().await;
        browser.wait_ready().await;
        browser.click("[data-testid=edit-spec]").await;
        browser.wait_value(AREA, spec).await;
        browser.wait_value(REPLY, reply).await;
    };
    let reply = browser.value(REPLY).await;
    expect(&edited("élan 🦉"), &reply).await;
    // A message that is typed next stands beside its scenario, and the edit beside the text.
    browser.eval("void (window.__written = [])").await;
    browser.fill(REPLY, "Here it is.").await;
    browser.wait_until("window.__written.length >= 4").await;
    browser.wait_saved().await;
    let written = browser.eval("window.__written").await;
    let stores = ["texts", "scenarios", "works", "settings"];
    for (it, store) in written.as_array().expect("a list").iter().zip(stores) {
        assert_eq!(it[0], store, "{written}");
        assert!(it[1].as_u64().is_some_and(|size| size < 400), "{written}");
    }
    expect(&edited("élan 🦉"), "Here it is.").await;
    // From one end of the text to the other: it is written as a whole, and nothing beside it.
    browser.fill(AREA, &format!("A{text}Z")).await;
    browser.wait_saved().await;
    wait_stored(&browser, "texts", "it.length === 2").await;
    expect(&format!("A{text}Z"), "Here it is.").await;
    // What was taken back is not there either.
    browser.fill(AREA, &format!("A{text}")).await;
    browser.wait_saved().await;
    expect(&format!("A{text}"), "Here it is.").await;
    browser.fill(AREA, &format!("A{text}Z")).await;
    browser.wait_saved().await;
    expect(&format!("A{text}Z"), "Here it is.").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_typed_just_before_the_page_is_left_is_there_again() {
    const AREA: &str = "[data-testid=spec-text]";
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, "First.").await;
    browser.wait_saved().await;
    // Typed and left in one turn, before any save could begin.
    let type_and_leave = |css: &str, text: &str| {
        format!(
            "(() => {{
                window.leaving = true;
                const field = document.querySelector('{css}');
                field.value = {};
                field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
                setTimeout(() => location.reload());
                return true;
            }})()",
            json!(text)
        )
    };
    browser.eval(&type_and_leave(REPLY, "Typed last. é")).await;
    let come_back = async || {
        browser.wait_until("!window.leaving").await;
        browser.wait_ready().await;
        browser.wait_value(REPLY, "Typed last. é").await;
        browser.click("[data-testid=edit-spec]").await;
    };
    come_back().await;
    let text = browser.value(AREA).await + "\n\nTyped last.\n";
    browser.eval(&type_and_leave(AREA, &text)).await;
    come_back().await;
    browser.wait_value(AREA, &text).await;
    // Once it is saved, what is typed afterwards counts.
    browser.fill(REPLY, "Typed after that.").await;
    browser.wait_saved().await;
    assert_eq!(
        browser
            .eval("Object.keys(localStorage).filter(it => it.includes('left'))")
            .await,
        json!([])
    );
    browser.reload().await;
    browser.wait_value(REPLY, "Typed after that.").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_was_typed_last_is_not_put_into_what_another_tab_saved() {
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, "First.").await;
    browser.wait_saved().await;
    // Kept as when the page is left, though it stays.
    let keep = "(() => {
        const field = document.querySelector('REPLY');
        field.value = 'Typed here.';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        return new Promise((done) => setTimeout(() => {
            dispatchEvent(new Event('pagehide'));
            const key = Object.keys(localStorage).find((it) => it.includes('.left.'));
            window.kept = [key, JSON.parse(localStorage.getItem(key))];
            done(window.kept[1].beside.message.includes('Typed here.'));
        }));
    })()";
    let kept = browser.eval(&keep.replace("REPLY", REPLY)).await;
    assert_eq!(kept, true);
    browser.wait_saved().await;
    browser.fill(REPLY, "Typed in another tab.").await;
    browser.wait_saved().await;
    // One save lies between: not the one that was under way here.
    let put_back = "(() => {
        const [key, left] = window.kept;
        left.revision += 1;
        localStorage.setItem(key, JSON.stringify(left));
        return true;
    })()";
    browser.eval(put_back).await;
    browser.reload().await;
    browser.wait_value(REPLY, "Typed in another tab.").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_first_visit_leaves_nothing_behind() {
    let browser = Browser::open_ready(Options::default()).await;
    browser
        .pick("[data-testid=scenarios]", "Moving house on Saturday")
        .await;
    browser
        .wait_value(".scenario-title", "Moving house on Saturday")
        .await;
    assert_eq!(browser.eval("Object.keys(localStorage)").await, json!([]));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_reload_comes_back_to_the_scenario_that_was_open() {
    const SCENARIOS: &str = "[data-testid=scenarios]";
    let browser = Browser::at_work(Options::default()).await;
    browser.pick(SCENARIOS, "Moving house on Saturday").await;
    browser.fill(REPLY, "Boxes, please.").await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_value(REPLY, "Boxes, please.").await;
    browser
        .wait_value(".scenario-title", "Moving house on Saturday")
        .await;
    browser.assert_quiet().await;
}

/// Notes how often the page asks not to be forgotten.
const PERSIST: &str = "window.__persisted = 0;
    navigator.storage.persist = () => { window.__persisted += 1; return Promise.resolve(true); };";
/// Whether the page wants leaving it to be asked about.
const ASKS: &str = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))";

#[tokio::test]
async fn the_browser_is_asked_once_to_keep_the_work() {
    let browser = Browser::at_work(Options::default().before_load(PERSIST)).await;
    assert_eq!(browser.eval("window.__persisted").await, 0, "nothing yet");
    browser.fill(REPLY, "Mine.").await;
    browser.wait_saved().await;
    browser.wait_until("window.__persisted === 1").await;
    browser.fill(REPLY, "Mine again.").await;
    browser.wait_saved().await;
    assert_eq!(browser.eval("window.__persisted").await, 1);
    assert_eq!(browser.eval(ASKS).await, false, "everything is saved");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn leaving_is_asked_about_only_where_work_would_be_lost() {
    let forbid = "Object.defineProperty(window, 'indexedDB', { value: undefined })";
    let browser = Browser::at_work(Options::default().before_load(forbid)).await;
    assert_eq!(browser.eval(ASKS).await, false, "nothing was done yet");
    browser.fill(REPLY, "Mine.").await;
    browser.wait_text("[data-testid=saved]", "not saved").await;
    browser.wait_until(ASKS).await;
}

#[tokio::test]
async fn two_tabs_keep_both_or_choose_the_other() {
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, "At first.").await;
    browser.wait_saved().await;
    let first = browser.tab().await;
    let second = browser.new_tab().await;
    browser.goto("").await;
    browser.wait_ready().await;
    browser.wait_value(REPLY, "At first.").await;
    browser.fill(REPLY, "Second tab.").await;
    browser.wait_saved().await;

    browser.switch_to(&first).await;
    browser.fill(REPLY, "First tab.").await;
    browser.wait_text(NOTICE, "changed in another tab").await;
    browser.wait_saved().await;
    browser
        .wait_text(".open-name", "Library desk charter (copy)")
        .await;
    browser
        .click_named(&format!("{NOTICE} button"), "Keep both")
        .await;
    browser.wait_gone(NOTICE).await;
    browser.fill(REPLY, "First tab, going on.").await;
    browser.wait_saved().await;
    browser.click("[data-testid=open]").await;
    browser.wait_text(WORKS, "Library desk charter").await;
    browser.type_keys("dialog", Key::Escape).await;

    // Each goes on with its own, without another conflict.
    browser.switch_to(&second).await;
    browser.fill(REPLY, "Second tab, going on.").await;
    browser.wait_saved().await;
    assert_eq!(browser.count(NOTICE).await, 0);

    // Both open the same again; this time the other's is chosen.
    browser.switch_to(&first).await;
    browser.click("[data-testid=open]").await;
    browser.click(&format!("{WORKS} button.work")).await;
    browser.wait_value(REPLY, "Second tab, going on.").await;
    browser.fill(REPLY, "First tab, once more.").await;
    browser.wait_saved().await;
    browser.switch_to(&second).await;
    browser.fill(REPLY, "Second tab, once more.").await;
    browser.wait_text(NOTICE, "changed in another tab").await;
    browser.wait_saved().await;
    browser
        .click_named(&format!("{NOTICE} button"), "Use the other tab's")
        .await;
    browser.wait_value(REPLY, "First tab, once more.").await;
    browser.click("[data-testid=open]").await;
    browser
        .wait_until(&format!(
            "document.querySelectorAll('{WORKS} .work').length === 2"
        ))
        .await;
    for text in ["Second tab, once more.", "First tab, going on."] {
        let kept = format!("it.some(it => it.includes('{text}'))");
        wait_stored(&browser, "scenarios", &kept).await;
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn work_deleted_in_another_tab_is_saved_as_a_whole() {
    let browser = with_two_works(Options::default()).await;
    let first = browser.tab().await;
    browser.new_tab().await;
    browser.goto("").await;
    browser.wait_ready().await;
    browser.click("[data-testid=open]").await;
    browser.click(&format!("{WORKS} button.work")).await;
    browser.wait_value(REPLY, "Mine.").await;
    browser.click("[data-testid=open]").await;
    pick(&browser, "Bread", "Delete").await;
    browser
        .click(&format!("{NOTICE} button[aria-label=Close]"))
        .await;
    wait_stored(&browser, "works", "it.length === 1").await;
    browser.switch_to(&first).await;
    browser.fill(REPLY, "Still fresh.").await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_value(REPLY, "Still fresh.").await;
    browser.wait_text("[data-testid=status]", "1 clause").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn full_storage_is_said_at_once_and_tried_again() {
    let catch = "const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then(it => window.__saved = it); return make(blob); };
        HTMLAnchorElement.prototype.click = function () {};";
    let browser = Browser::at_work(Options::default().before_load(catch)).await;
    let origin = browser.eval("location.origin").await;
    let quota = |size: u64| json!({ "origin": origin, "quotaSize": size });
    browser
        .cdp("Storage.overrideQuotaForOrigin", quota(1000))
        .await;
    let long = format!("{} the end.", "So much to say. ".repeat(2_000));
    browser.fill(REPLY, &long).await;
    browser.wait_text(NOTICE, "storage is full").await;
    browser.wait_text("[data-testid=saved]", "not saved").await;
    browser.click_named(OFFER, "Save as a file").await;
    browser
        .wait_until("window.__saved?.includes('the end.')")
        .await;

    // Nothing is lost by opening something else.
    browser.paste_spec(SPEC).await;
    browser.click("[data-testid=open]").await;
    browser.click(&format!("{WORKS} button.work")).await;
    browser.wait_value(REPLY, &long).await;

    // With space again, the next change is saved and the notice goes.
    let origin = json!({ "origin": browser.eval("location.origin").await });
    browser.cdp("Storage.overrideQuotaForOrigin", origin).await;
    browser.fill(REPLY, &format!("{long} After.")).await;
    browser.wait_saved().await;
    browser.wait_gone(NOTICE).await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_value(REPLY, &format!("{long} After.")).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn cleared_storage_gets_everything_again() {
    let browser = with_two_works(Options::default()).await;
    let origin = browser.eval("location.origin").await;
    let clear = json!({ "origin": origin, "storageTypes": "indexeddb" });
    browser
        .cdp("Storage.clearDataForOrigin", clear.clone())
        .await;
    browser.fill(REPLY, "Fresh again.").await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_value(REPLY, "Fresh again.").await;
    browser.wait_text("[data-testid=status]", "1 clause").await;

    // Cleared between two visits, it is said.
    browser.cdp("Storage.clearDataForOrigin", clear).await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_text(NOTICE, "is gone").await;
    browser.assert_quiet().await;
}
