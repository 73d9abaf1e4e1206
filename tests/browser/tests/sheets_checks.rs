//! A check is written on a sheet, tried as one types, put into the spec and taken back.

use browser::{Browser, Options};

const AREA: &str = ".sheet textarea[name=yaml]";

#[tokio::test]
async fn a_pattern_is_tried_as_one_types_and_added() {
    let browser = Browser::at_work(Options::default()).await;
    let go = "(location.hash = '#/sheet/clause/be-brief', true)";
    browser.eval(go).await;
    browser.wait_text("#sheet-title", "Be brief").await;
    browser.click_named(".sheet a", "Add a check").await;
    browser.wait_text("#sheet-title", "Try a check").await;
    let template = browser.value(AREA).await;
    assert!(template.starts_with("- {type: regex"), "{template}");

    browser.fill(AREA, "- {type: not-regex, ").await;
    browser.wait_text(".sheet li", "line 1: ").await;
    browser
        .type_keys(AREA, "value: '[aeiou]+', why: 'a mark'}")
        .await;
    browser.wait_for(".sheet .snippet ins").await;
    browser.wait_text(".sheet [role=status]", "hit").await;
    let has_focus = browser.eval("document.activeElement.name").await;
    assert_eq!(has_focus, "yaml");

    // A bomb is answered, and typing goes on.
    let bomb = "- {type: not-regex, value: '^(?=.)((.|..)+)+\\1\\1$(?!x)x'}";
    browser.fill(AREA, bomb).await;
    browser
        .wait_text(".sheet [role=status]", "could not be judged")
        .await;
    browser
        .fill(
            AREA,
            "- {type: not-regex, value: '[aeiou]+', why: 'a mark'}",
        )
        .await;
    browser.wait_for(".sheet .snippet ins").await;

    browser
        .click_named(".sheet button", "Add it to the clause")
        .await;
    browser.wait_text("#sheet-title", "Be brief").await;
    browser.wait_text(".sheet li", "a mark").await;
    browser.eval("(document.activeElement.blur(), true)").await;
    browser.press(browser::Key::Control + "z").await;
    browser
        .wait_until("!document.querySelector('.sheet').textContent.includes('a mark')")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_catalogue_leads_to_trying_a_type() {
    let browser = Browser::at_work(Options::default()).await;
    browser
        .eval("(location.hash = '#/sheet/checks', true)")
        .await;
    browser.wait_text("#sheet-title", "Types of checks").await;
    browser.type_keys(".sheet [name=q]", "levenshtein").await;
    browser.wait_text(".sheet [role=status]", "1 type of").await;
    browser.click_named(".sheet a", "Try it").await;
    browser.wait_text("#sheet-title", "Try a check").await;
    browser.pick(".sheet [name=clause]", "Be brief").await;
    browser
        .wait_text(".sheet button", "Add it to the clause")
        .await;
    assert!(browser.value(AREA).await.contains("levenshtein"));
    browser.assert_quiet().await;
}
