//! On a phone one pane fits at a time, and nothing scrolls sideways.

use browser::{Browser, Options, REPLY};

const FITS: &str = "document.documentElement.scrollWidth <= innerWidth \
    && document.body.scrollWidth <= innerWidth";
const PANES: [&str; 3] = ["spec", "scenario", "verdicts"];

async fn assert_fits(browser: &Browser, what: &str) {
    let fits = browser.eval(FITS).await;
    let widest = "[...document.querySelectorAll('body *')]
        .filter(it => it.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(it => it.tagName + '.' + it.className)";
    assert_eq!(fits, true, "{what}: {}", browser.eval(widest).await);
}

async fn visible(browser: &Browser) -> Vec<&'static str> {
    let mut visible = Vec::new();
    for pane in PANES {
        let width = format!(
            "document.querySelector('section.pane.{pane}').getBoundingClientRect().width > 0"
        );
        if browser.eval(&width).await == true {
            visible.push(pane);
        }
    }
    visible
}

#[tokio::test]
async fn each_tab_shows_its_pane_alone_and_fits() {
    let browser = Browser::open_ready(Options::phone()).await;
    assert_fits(&browser, "first visit").await;
    browser.wait_for("[data-testid=tour-skip]").await;
    browser
        .eval("document.querySelector('[data-testid=tour-skip]').click()")
        .await;
    browser.wait_gone(".tour").await;
    assert_eq!(visible(&browser).await[0], "scenario");
    for pane in PANES {
        browser.click(&format!("[data-testid=tab-{pane}]")).await;
        browser
            .wait_for(&format!("[data-testid=tab-{pane}][aria-pressed=true]"))
            .await;
        assert!(visible(&browser).await.contains(&pane), "{pane}");
        assert_fits(&browser, pane).await;
    }
    browser.click("[data-testid=tab-spec]").await;
    browser.click("[data-testid=edit-spec]").await;
    assert_fits(&browser, "the spec as text").await;
    for dialog in ["open", "share"] {
        browser.click(&format!("[data-testid={dialog}]")).await;
        browser.wait_for("dialog[open]").await;
        assert_fits(&browser, dialog).await;
        browser.click("dialog header button").await;
        browser.wait_gone("dialog").await;
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn long_words_and_a_finding_fit() {
    let browser = Browser::open_ready(Options::phone()).await;
    browser
        .eval("document.querySelector('[data-testid=tour-skip]').click()")
        .await;
    browser.wait_gone(".tour").await;
    browser.click("[data-testid=tab-scenario]").await;
    let long = format!(
        "The Glass Coast {} https://example.org/{}",
        "a".repeat(300),
        "b/".repeat(200)
    );
    browser.fill(REPLY, &long).await;
    browser
        .wait_text("[data-testid=reply] mark", "The Glass Coast")
        .await;
    assert_fits(&browser, "long words").await;
    browser.click("[data-testid=tab-verdicts]").await;
    assert_fits(&browser, "long words in evidence").await;
    let link = browser.share().await;
    browser.goto(&link).await;
    browser.wait_for("[data-testid=banner]").await;
    assert_fits(&browser, "a finding").await;
    browser.assert_quiet().await;
}
