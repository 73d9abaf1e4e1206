//! Nothing keeps anyone out: axe-core finds nothing on any view, and the keyboard does everything.

use browser::{Browser, Key, LINE, Options, REPLY, axe};

const CLAUSE: &str = "keep-loans-private";

/// A browser that axe-core looks at.
struct Examined {
    browser: Browser,
    script: String,
    visitor: &'static str,
}

impl Examined {
    async fn new(options: Options, visitor: &'static str) -> Option<Examined> {
        let script = axe()?;
        let browser = Browser::open_ready(options).await;
        Some(Examined {
            browser,
            script,
            visitor,
        })
    }

    /// Fails where axe-core finds anything in what is shown now.
    async fn assert_clean(&self, view: &str) {
        // The driver's scripts stand outside the page's policy, as axe-core must.
        let script = serde_json::to_string(&self.script).expect("text");
        let found = format!(
            "(async () => {{
                if (!window.axe) (0, eval)({script});
                const results = await axe.run(document, {{ resultTypes: ['violations'] }});
                return results.violations.map(it =>
                    it.id + ': ' + it.help + '\\n' + it.nodes.map(it => it.html).join('\\n'));
            }})()"
        );
        let found = self.browser.eval(&found).await;
        let none = found.as_array().is_some_and(Vec::is_empty);
        assert!(none, "{}, {view}: {found:#}", self.visitor);
    }

    async fn assert_dialog_clean(&self, opener: &str) {
        self.browser.click(opener).await;
        self.browser.wait_for("dialog[open]").await;
        self.assert_clean(opener).await;
        self.browser.press(Key::Escape).await;
        self.browser.wait_gone("dialog").await;
    }
}

/// Goes through every view of the page.
async fn examine(options: Options, visitor: &'static str) {
    let is_phone = options.size.0 < 600;
    let Some(examined) = Examined::new(options, visitor).await else {
        return;
    };
    let browser = &examined.browser;
    browser.wait_for("[data-testid=tour-1]").await;
    examined.assert_clean("the first minute").await;
    browser
        .click("[data-testid=tour-1] [data-testid=say-broken]")
        .await;
    browser.wait_for("[data-testid=tour-2]").await;
    examined.assert_clean("the comparison").await;
    browser.click("[data-testid=tour-skip]").await;
    browser.wait_gone(".tour").await;

    for pane in ["spec", "scenario", "verdicts"] {
        if is_phone {
            browser.click(&format!("[data-testid=tab-{pane}]")).await;
        }
        examined.assert_clean(pane).await;
    }
    for opener in ["[data-testid=open]", "[data-testid=share]"] {
        examined.assert_dialog_clean(opener).await;
    }
    browser.press(Key::Control + "k").await;
    browser.wait_for("[data-testid=palette]").await;
    examined.assert_clean("the palette").await;
    browser.press(Key::Escape).await;
    browser.wait_gone("dialog").await;

    for (sheet, title) in [
        ("clauses?q=a", "Clauses"),
        ("clause/keep-loans-private", "Keep loans private"),
        ("coverage", "Coverage"),
        ("testability", "Testability"),
        ("diagnostics", "Things to look at"),
        ("credentials", "How often checks are wrong"),
        ("nothing", "No such sheet"),
    ] {
        let go = format!("(location.hash = '#/sheet/{sheet}', true)");
        browser.eval(&go).await;
        browser.wait_text("#sheet-title", title).await;
        examined.assert_clean(sheet).await;
    }
    browser.press(Key::Escape).await;
    browser.wait_for(LINE).await;

    browser.choose(CLAUSE).await;
    examined.assert_clean("a chosen clause").await;
    browser.fill("[data-testid=reason]", "she is named").await;
    browser.say("broken").await;
    examined.assert_clean("an own verdict").await;
    let link = browser.share().await;

    if is_phone {
        browser.click("[data-testid=tab-scenario]").await;
    }
    browser.click("[data-testid=add-reply]").await;
    browser
        .wait_for("[data-testid=reply-tab-3][aria-selected=true]")
        .await;
    browser
        .fill(REPLY, "# No\n\n1. Ask *Hanne*\n\n| a |\n| - |\n| b |")
        .await;
    browser.click("[data-testid=side-by-side]").await;
    browser.wait_for(".other .turn").await;
    examined.assert_clean("replies side by side").await;
    browser.click(".scenario-title").await;
    browser.click("[data-testid=formatted]").await;
    browser.wait_for("[data-testid=reply] .set").await;
    examined.assert_clean("formatted messages").await;

    if is_phone {
        browser.click("[data-testid=tab-spec]").await;
    }
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_for("[data-testid=spec-text]").await;
    let faulty = "# A spec\n\n## One {#one}\n\nIt must.\n\n## One {#one}\n\n```checks\n- type: nothing\n```\n";
    browser.fill("[data-testid=spec-text]", faulty).await;
    browser.wait_for("[data-testid=diagnostics]").await;
    examined.assert_clean("the spec as text").await;

    browser.goto(&link).await;
    browser.wait_for("[data-testid=finding]").await;
    examined.assert_clean("a finding").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_desk() {
    examine(Options::default(), "desk, light").await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_desk_in_the_dark() {
    let options = Options {
        dark: true,
        ..Options::default()
    };
    examine(options, "desk, dark").await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    examine(Options::phone(), "phone, light").await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone_in_the_dark() {
    let options = Options {
        dark: true,
        ..Options::phone()
    };
    examine(options, "phone, dark").await;
}

/// Goes forward with the Tab key until the focus is on `css`.
async fn tab_to(browser: &Browser, css: &str) {
    const MOST: usize = 150;
    browser.wait_for(css).await;
    let there = format!("document.activeElement.matches({css:?})");
    for _ in 0..MOST {
        if browser.eval(&there).await == true {
            return;
        }
        browser.press_here(Key::Tab).await;
    }
    panic!("{MOST} times Tab, and never on {css}");
}

/// Waits until the focus is in `css`, wherever what had it went.
async fn wait_focus_in(browser: &Browser, css: &str) {
    let inside = format!("document.activeElement.closest({css:?}) !== null");
    browser.wait_until(&inside).await;
}

#[tokio::test]
async fn the_keyboard_alone_does_the_first_minute_and_shares() {
    let browser = Browser::open_ready(Options::default()).await;
    tab_to(&browser, "[data-testid=tour-1] [data-testid=say-broken]").await;
    browser.press_here(Key::Enter).await;
    wait_focus_in(&browser, "[data-testid=tour-2]").await;
    tab_to(&browser, "[data-testid=tour-next]").await;
    browser.press_here(Key::Enter).await;
    browser.wait_for("[data-testid=tour-3]").await;
    wait_focus_in(&browser, REPLY).await;

    tab_to(&browser, REPLY).await;
    browser.press_here(Key::Control + "a").await;
    browser.press_here("She has that Danish sea novel.").await;
    browser
        .wait_text("[data-testid=tour-3]", "finds nothing now")
        .await;
    browser.press_here(Key::Escape).await;
    tab_to(&browser, "[data-testid=tour-done]").await;
    browser.press_here(Key::Enter).await;
    browser.wait_for("[data-testid=tour-4]").await;
    wait_focus_in(&browser, "[data-testid=tour-4]").await;

    tab_to(&browser, "[data-testid=tour-4] [data-testid=say-broken]").await;
    browser.press_here(" ").await;
    browser.wait_status(CLAUSE, "broken").await;
    tab_to(&browser, "[data-testid=tour-share]").await;
    browser.press_here(Key::Enter).await;
    browser.wait_for("dialog[open]").await;
    let inside = "document.querySelector('dialog').contains(document.activeElement)";
    assert_eq!(browser.eval(inside).await, true);
    let link = browser.value("[data-testid=share-link]").await;
    assert!(link.contains("#1d"), "{link}");
    browser.press_here(Key::Escape).await;
    browser.wait_gone("dialog").await;
    wait_focus_in(&browser, "main, .top").await;
    assert_eq!(browser.count(LINE).await, 1);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn skip_links_come_first_and_lead_past_the_panes() {
    let browser = Browser::at_work(Options::default()).await;
    for pane in ["scenario", "verdicts"] {
        tab_to(&browser, &format!("a.skip[href='#{pane}']")).await;
        browser.press_here(Key::Enter).await;
        browser
            .wait_until(&format!(
                "document.querySelector('section.pane.{pane}').contains(document.activeElement)"
            ))
            .await;
        browser.eval("document.activeElement.blur()").await;
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_button_that_is_used_up_passes_the_focus_on() {
    let browser = Browser::at_work(Options::default()).await;
    browser.click("[data-testid=add-reply]").await;
    browser.wait_for("[data-testid=reply-tab-3]").await;
    // Undone until there is nothing left to undo, and the button can no longer be pressed.
    tab_to(&browser, "[aria-label=Undo]").await;
    const MOST: usize = 12;
    for _ in 0..MOST {
        if browser.count("[aria-label=Undo]:disabled").await == 1 {
            break;
        }
        browser.press_here(Key::Enter).await;
    }
    browser.wait_gone("[data-testid=reply-tab-3]").await;
    browser.wait_for("[aria-label=Undo]:disabled").await;
    wait_focus_in(&browser, "[aria-label=Redo]").await;
    browser.assert_quiet().await;
}
