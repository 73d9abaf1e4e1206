//! How the page stands: on a phone one pane at a time and nothing sideways, dark and light, folded
//! panes.

use browser::{Browser, Key, Options, REPLY};

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

/// Hebrew with a number and an English word in it, Arabic, emoji, and words without an end.
const HARD: &str = "הספרייה פתוחה עד 8 בערב, אמרה Hanne.\n\nهذا الكتاب معار حتى الجمعة\n\n\
    👩‍🚀👨‍👩‍👧‍👦🏳️‍🌈 \u{1F4DA}\u{1F4DA}\u{1F4DA}\n\n";

#[tokio::test]
async fn at_four_times_the_size_nothing_goes_sideways() {
    // A window of 1280 by 1024 at 400 %.
    let zoomed = Options {
        size: (320, 256),
        ..Options::default()
    };
    let browser = Browser::open_ready(zoomed).await;
    assert_fits(&browser, "first visit").await;
    browser
        .eval("document.querySelector('[data-testid=tour-skip]').click()")
        .await;
    browser.wait_gone(".tour").await;
    let long = "Donaudampfschifffahrtsgesellschaft".repeat(9);
    let spec = format!(
        "# {long}\n\n## {long} {{#long authority=root}}\n\nמותר {HARD}{long} must not.\n\n| {long} | b |\n| - | - |\n"
    );
    browser.paste_spec(&spec).await;
    browser.wait_text(".open-name", "Donau").await;
    for pane in PANES {
        browser
            .eval(&format!(
                "document.querySelector('[data-testid=tab-{pane}]').click()"
            ))
            .await;
        browser
            .wait_for(&format!("[data-testid=tab-{pane}][aria-pressed=true]"))
            .await;
        assert_fits(&browser, pane).await;
    }
    browser
        .eval("document.querySelector('[data-testid=tab-scenario]').click()")
        .await;
    browser.fill(".scenario-title", &long).await;
    browser.fill(REPLY, &format!("{HARD}{long}")).await;
    assert_fits(&browser, "a long reply").await;
    browser
        .eval("document.querySelector('[data-testid=add-reply]').click()")
        .await;
    browser.wait_for("[data-testid=reply-tab-2]").await;
    browser
        .fill(REPLY, &format!("{HARD}{long}, | a | b |"))
        .await;
    browser
        .eval("document.querySelector('[data-testid=side-by-side]').click()")
        .await;
    browser.wait_for(".other .turn").await;
    assert_fits(&browser, "side by side").await;
    for dialog in ["open", "share"] {
        browser
            .eval(&format!(
                "document.querySelector('[data-testid={dialog}]').click()"
            ))
            .await;
        browser.wait_for("dialog[open]").await;
        assert_fits(&browser, dialog).await;
        browser.press(Key::Escape).await;
        browser.wait_gone("dialog").await;
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn each_text_goes_in_its_own_direction() {
    let browser = Browser::at_work(Options::default()).await;
    browser
        .paste_spec(&format!(
            "# A spec\n\n## One {{#one authority=root}}\n\n{HARD}"
        ))
        .await;
    browser.wait_text(".document", "Hanne").await;
    let directions = "[...document.querySelectorAll('.document p:not(.tags)')].slice(0, 3)
        .map(it => [it.dir, getComputedStyle(it).direction])";
    let expected = [["auto", "rtl"], ["auto", "rtl"], ["auto", "ltr"]];
    browser
        .wait_until("document.querySelectorAll('.document p:not(.tags)').length >= 3")
        .await;
    assert_eq!(browser.eval(directions).await, serde_json::json!(expected));

    browser.fill(REPLY, HARD).await;
    browser.fill(".scenario-title", "שלום").await;
    // The copy that carries the marks goes the same way as what is typed over it.
    for css in [REPLY, "[data-testid=reply] .backdrop", ".scenario-title"] {
        let direction = format!(
            "(() => {{
                const it = document.querySelector({css:?});
                const style = getComputedStyle(it);
                return it.dir === 'auto' && style.direction === 'rtl' && style.textAlign === 'start';
            }})()"
        );
        browser.wait_until(&direction).await;
    }
    browser.click(".scenario-title").await;
    browser.click("[data-testid=formatted]").await;
    browser.wait_text("[data-testid=reply] .set", "Hanne").await;
    let set = directions.replace(".document p:not(.tags)", "[data-testid=reply] .set p");
    assert_eq!(browser.eval(&set).await, serde_json::json!(expected));
    browser.assert_quiet().await;
}

/// How light the page is, from 0 to 255.
const BRIGHTNESS: &str =
    "parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0], 10)";

#[tokio::test]
async fn the_page_is_as_dark_as_the_visitor_likes_and_remembers() {
    let dark = Options {
        dark: true,
        ..Options::default()
    };
    let browser = Browser::open_ready(dark).await;
    browser.wait_until(&format!("{BRIGHTNESS} < 64")).await;
    browser.click("[data-testid=theme]").await;
    browser.wait_until(&format!("{BRIGHTNESS} > 192")).await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_until(&format!("{BRIGHTNESS} > 192")).await;
    browser.click("[data-testid=theme]").await;
    browser.wait_until(&format!("{BRIGHTNESS} < 64")).await;
    browser.assert_quiet().await;

    let light = Browser::open_ready(Options::default()).await;
    light.wait_until(&format!("{BRIGHTNESS} > 192")).await;
}

#[tokio::test]
async fn panes_fold_escape_brings_them_back_and_widths_stay() {
    let browser = Browser::at_work(Options::default()).await;
    for pane in ["spec", "verdicts"] {
        browser
            .click(&format!("section.pane.{pane} .pane-name"))
            .await;
        browser
            .wait_for(&format!("section.pane.{pane}.folded"))
            .await;
    }
    browser.press(Key::Escape).await;
    browser.wait_gone("section.pane.folded").await;

    let width = "Math.round(document.querySelector('#spec').getBoundingClientRect().width)";
    let before = browser.eval(width).await.as_u64().unwrap_or(0);
    let splitter = "main.play > .splitter";
    browser.type_keys(splitter, Key::Right + Key::Right).await;
    browser
        .wait_until(&format!("{width} >= {before} + 40"))
        .await;
    let wider = browser.eval(width).await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_until(&format!("{width} === {wider}")).await;
    browser.assert_quiet().await;
}
