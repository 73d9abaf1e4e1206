//! Sheets: views that the engine sets, used as people use them.

use browser::{Browser, Key, LINE, Options};

const CLAUSE: &str = "keep-loans-private";
const SEARCH: &str = ".sheet [name=q]";

/// Goes to a sheet as a bookmark does, and waits for its title.
async fn open(browser: &Browser, address: &str, title: &str) {
    let go = format!("(location.hash = '#/sheet/{address}', true)");
    browser.eval(&go).await;
    browser.wait_text("#sheet-title", title).await;
}

/// How many clauses are listed.
async fn n_listed(browser: &Browser) -> usize {
    browser.count(".sheet tr > th[scope=row]").await
}

/// Keeps what the page copies, since a test has no clipboard of its own.
fn with_clipboard() -> Options {
    let keep = "navigator.clipboard.writeText = async (text) => { window.copied = text; };";
    Options {
        before_load: vec![keep.to_owned()],
        ..Options::default()
    }
}

#[tokio::test]
async fn clauses_are_found_by_words_and_filters() {
    let browser = Browser::at_work(Options::default()).await;
    browser.click("[data-testid=overview]").await;
    browser
        .wait_text(".sheet [role=status]", "12 clauses")
        .await;
    browser.type_keys(SEARCH, "children").await;
    browser.wait_text(".sheet [role=status]", "of 12").await;
    browser
        .wait_text(".sheet tr > th", "Take children seriously")
        .await;
    assert_eq!(browser.value(SEARCH).await, "children");
    let address = browser.address().await;
    assert!(address.ends_with("#/sheet/clauses?q=children"), "{address}");

    // A link to what was found can be kept.
    browser.reload().await;
    browser
        .wait_text(".sheet tr > th", "Take children seriously")
        .await;
    assert_eq!(browser.value(SEARCH).await, "children");
    browser.fill(SEARCH, "").await;
    browser
        .wait_text(".sheet [role=status]", "12 clauses")
        .await;
    browser.pick(".sheet [name=strength]", "must not").await;
    browser.wait_text(".sheet [role=status]", "4 of 12").await;
    assert_eq!(n_listed(&browser).await, 4);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_typed_into_a_search_is_never_lost() {
    let browser = Browser::at_work(Options::default()).await;
    open(&browser, "clauses", "Clauses").await;
    // One letter after the other, while answers come in between.
    for letter in "children seriously".split("") {
        browser.type_keys(SEARCH, letter).await;
    }
    browser.wait_text(".sheet [role=status]", "1 of 12").await;
    assert_eq!(browser.value(SEARCH).await, "children seriously");
    let has_focus = browser.eval("document.activeElement.name").await;
    assert_eq!(has_focus, "q");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn back_leads_to_where_one_was() {
    let browser = Browser::at_work(Options::default()).await;
    browser.click("[data-testid=overview]").await;
    browser
        .wait_text(".sheet [role=status]", "12 clauses")
        .await;
    let link = "a[href='#/sheet/clause/be-brief']";
    browser
        .eval("document.querySelector('.sheet').scrollTop = 60")
        .await;
    browser.click(link).await;
    browser.wait_text("#sheet-title", "Be brief").await;
    browser
        .wait_until("document.activeElement.id === 'sheet-title'")
        .await;
    browser.eval("(history.back(), true)").await;
    browser.wait_text("#sheet-title", "Clauses").await;
    let focused = format!("document.activeElement.matches({link:?})");
    browser.wait_until(&focused).await;
    browser.eval("(history.back(), true)").await;
    browser.wait_for(LINE).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_clause_has_a_page_that_leads_into_the_reader() {
    let browser = Browser::at_work(Options::default()).await;
    browser.choose(CLAUSE).await;
    browser.click_named(".spec .tools a", "Clause page").await;
    browser
        .wait_text("#sheet-title", "Keep loans private")
        .await;
    for part in [
        "must not, because it says “must never”",
        "Examples",
        "Checks",
        "broken, never kept",
    ] {
        browser.wait_text(".sheet", part).await;
    }
    let next = browser.text(".sheet nav:last-child a:last-child").await;
    browser.click(".sheet nav:last-child a:last-child").await;
    browser
        .wait_text("#sheet-title", next.trim_start_matches("→ "))
        .await;
    browser
        .click_named(".sheet button", "Read it in the spec")
        .await;
    browser.wait_for(".spec-section.chosen").await;
    let address = browser.address().await;
    assert!(address.ends_with("#/play"), "{address}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_page_leads_to_the_reply_it_speaks_of() {
    let browser = Browser::at_work(Options::default()).await;
    open(&browser, "clause/be-brief", "Be brief").await;
    let name = browser.text(".sheet [data-do^=scenario]").await;
    browser.click(".sheet [data-do^=scenario]").await;
    browser.wait_for(LINE).await;
    browser.wait_text("#scenario", &name).await;
    browser
        .wait_for(&format!("{LINE} li.chosen[data-clause='be-brief']"))
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_example_becomes_a_scenario_in_one_click() {
    let browser = Browser::at_work(Options::default()).await;
    let before = browser.messages().await;
    open(&browser, &format!("clause/{CLAUSE}"), "Keep loans private").await;
    browser
        .click_named(".sheet .try", "Try as a scenario")
        .await;
    browser.wait_for(LINE).await;
    browser
        .wait_text("[data-testid=notice]", "is a scenario now")
        .await;
    browser.wait_for("[data-testid=reply-tab-2]").await;
    assert_ne!(browser.messages().await, before);
    browser.press(Key::Control + "z").await;
    browser
        .wait_until("!document.body.textContent.includes('the birthday of my wife')")
        .await;
    browser.assert_quiet().await;

    // The same in the reader.
    let browser = Browser::at_work(Options::default()).await;
    let n_before = browser.count("[data-testid=scenarios] option").await;
    browser.click(".spec .try").await;
    browser
        .wait_text("[data-testid=notice]", "is a scenario now")
        .await;
    let n_now = browser.count("[data-testid=scenarios] option").await;
    assert_eq!(n_now, n_before + 1);
    browser.press(Key::Control + "z").await;
    let undone = format!(
        "document.querySelectorAll('[data-testid=scenarios] option').length === {n_before}"
    );
    browser.wait_until(&undone).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_testability_table_is_taken_along() {
    let browser = Browser::at_work(with_clipboard()).await;
    open(&browser, "testability", "Testability").await;
    browser.click_named(".sheet button", "Copy as CSV").await;
    browser.wait_text("[data-testid=notice]", "Copied").await;
    let csv = browser.eval("window.copied").await;
    let csv = csv.as_str().expect("text");
    assert!(
        csv.starts_with("Clause,Id,Demands,Authority,Checks,People\r\n"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 13);
    browser
        .click_named(".sheet button", "Copy as Markdown")
        .await;
    browser
        .wait_until("window.copied.startsWith('| Clause | Id |')")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_sheet_prints_without_its_controls() {
    let browser = Browser::at_work(Options::default()).await;
    open(&browser, "testability", "Testability").await;
    browser
        .eval("(window.print = () => { window.printed = true; }, true)")
        .await;
    browser.click_named(".sheet button", "Print").await;
    browser.wait_until("window.printed").await;
    browser
        .cdp(
            "Emulation.setEmulatedMedia",
            serde_json::json!({ "media": "print" }),
        )
        .await;
    let shown = "[...document.querySelectorAll('.top, .status, .sheet nav, .bar, .notices')]
        .filter(it => it.checkVisibility()).map(it => it.className)";
    assert_eq!(browser.eval(shown).await, serde_json::json!([]));
    // All of it, not what the window happens to show.
    let cut = "document.querySelector('.sheet').scrollHeight > document.querySelector('.sheet').clientHeight";
    assert_eq!(browser.eval(cut).await, false);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_sheet_follows_the_work() {
    let browser = Browser::at_work(Options::default()).await;
    browser.choose("no-invented-books").await;
    browser.say("unclear").await;
    browser.wait_status("no-invented-books", "unclear").await;
    open(&browser, "clauses?verdict=unclear", "Clauses").await;
    browser.wait_text(".sheet [role=status]", "1 of 12").await;
    browser.press(Key::Control + "z").await;
    browser.wait_text(".sheet [role=status]", "0 of 12").await;
    browser.press(Key::Control + "y").await;
    browser.wait_text(".sheet [role=status]", "1 of 12").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_sheet_of_shared_work_leads_back_to_it() {
    let browser = Browser::at_work(Options::default()).await;
    let link = browser.share().await;
    browser.goto(&link).await;
    browser.wait_for("[data-testid=finding]").await;
    open(&browser, "coverage", "Coverage").await;
    assert_eq!(browser.count("[data-testid=banner]").await, 1);
    browser.eval("(history.back(), true)").await;
    browser.wait_for("[data-testid=finding]").await;
    open(&browser, "coverage", "Coverage").await;
    browser.press(Key::Escape).await;
    browser.wait_for("[data-testid=finding]").await;
    assert!(browser.address().await.contains(&link), "still the link");
    open(&browser, "coverage", "Coverage").await;
    browser.reload().await;
    browser.wait_for("[data-testid=banner]").await;
    browser.wait_text("#sheet-title", "Coverage").await;
    browser.press(Key::Escape).await;
    browser.wait_for("[data-testid=finding]").await;
    browser.click("[data-testid=my-work]").await;
    browser.wait_gone("[data-testid=banner]").await;
    browser.assert_quiet().await;
}

/// The address of a sheet does not say what it is of.
#[tokio::test]
async fn back_from_shared_work_to_a_sheet_of_ones_own() {
    let browser = Browser::at_work(Options::default()).await;
    let link = browser.share().await;
    open(&browser, "coverage", "Coverage").await;
    browser
        .eval(&format!("(location.hash = {link:?}, true)"))
        .await;
    browser.wait_for("[data-testid=finding]").await;
    browser.eval("(history.back(), true)").await;
    browser.wait_text("#sheet-title", "Coverage").await;
    browser.wait_gone("[data-testid=banner]").await;
    browser.reload().await;
    browser.wait_text("#sheet-title", "Coverage").await;
    assert_eq!(browser.count("[data-testid=banner]").await, 0);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_keyboard_alone_goes_through_sheets() {
    let browser = Browser::at_work(Options::default()).await;
    browser.press(Key::Control + "k").await;
    browser
        .wait_until("document.activeElement.dataset.testid === 'palette'")
        .await;
    browser.press_here("testability").await;
    browser.press_here(Key::Enter).await;
    browser.wait_text("#sheet-title", "Testability").await;
    browser
        .wait_until("document.activeElement.id === 'sheet-title'")
        .await;
    // The first thing to come to is the first button.
    browser.press_here(Key::Tab).await;
    let copies = "document.activeElement.textContent === 'Copy as Markdown'";
    browser.wait_until(copies).await;
    browser.press_here(Key::Escape).await;
    browser.wait_for(LINE).await;
    let address = browser.address().await;
    assert!(address.ends_with("#/play"), "{address}");
    browser.press(Key::Control + "k").await;
    browser
        .wait_until("document.activeElement.dataset.testid === 'palette'")
        .await;
    browser.press_here("save markdown").await;
    browser.press_here(Key::Enter).await;
    let saved = "Ids and what you decided on clauses are in the Markdown.";
    browser.wait_text("[data-testid=notice]", saved).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn wide_tables_scroll_within_themselves_on_a_phone() {
    let browser = Browser::open_ready(Options::phone()).await;
    browser.click("[data-testid=tour-skip]").await;
    for (address, title) in [
        ("clauses", "Clauses"),
        ("coverage", "Coverage"),
        ("testability", "Testability"),
        ("diagnostics", "Things to look at"),
        ("credentials", "How often checks are wrong"),
        ("clause/be-brief", "Be brief"),
    ] {
        open(&browser, address, title).await;
        let fits = "document.querySelector('.sheet').scrollWidth <= innerWidth";
        assert_eq!(browser.eval(fits).await, true, "{address}");
    }
    browser.assert_quiet().await;
}
