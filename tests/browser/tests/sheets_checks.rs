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

#[tokio::test]
async fn a_record_changes_as_one_types_and_opens_the_reply_it_is_wrong_on() {
    let browser = Browser::at_work(Options::default()).await;
    let go = "(location.hash = '#/sheet/try-check/be-brief', true)";
    browser.eval(go).await;
    browser.wait_text("#sheet-title", "Try a check").await;
    let alarm = "- {type: not-icontains, value: returns desk}";
    browser.fill(AREA, alarm).await;
    let record = "catches 1 of 1 (could be 21 %), false alarms 1 of 1 (could be 21 %)";
    browser.wait_text(".sheet p", record).await;
    browser.fill(AREA, "- {type: word-count, max: 80}").await;
    let record = "catches 1 of 1 (could be 21 %), false alarms 0 of 1 (could be 79 %)";
    browser.wait_text(".sheet p", record).await;
    browser.fill(AREA, alarm).await;
    browser.wait_for(".sheet details[open] button").await;
    browser.click(".sheet details[open] button").await;
    browser.wait_gone(".sheet").await;
    // The good reply, which stands second in the example.
    let shown = "document.querySelector('#scenario')?.textContent + [...document.querySelectorAll('textarea')].map((it) => it.value)";
    let is_shown = format!("({shown}).includes('green door at the end of the corridor')");
    browser.wait_until(&is_shown).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn every_check_of_the_spec_has_its_record() {
    let browser = Browser::at_work(Options::default()).await;
    browser
        .eval("(location.hash = '#/sheet/credentials', true)")
        .await;
    browser
        .wait_text("#sheet-title", "How often checks are wrong")
        .await;
    browser.wait_text(".sheet [role=status]", "9 of 15").await;
    assert_eq!(browser.count(".sheet tr > th[scope=row]").await, 8);
    browser.pick(".sheet [name=half]", "even-numbered").await;
    browser
        .wait_until("!document.querySelector('.sheet [role=status]').textContent.includes('of 15')")
        .await;
    browser.assert_quiet().await;
}
