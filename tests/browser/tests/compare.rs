//! Another version of the spec: what changed, what flips, what is to be judged again; and what is
//! suggested and decided on clauses.

use browser::{Browser, Key, Options, data};
use serde_json::json;

const SHEET: &str = "[data-testid=sheet]";
const OLD: &str = "## Brief {#brief authority=platform}\n\nThe assistant must use at most five words.\n\n```checks\n- {type: word-count, max: 5, decides: both}\n```\n";
const NEW: &str = "## Brief {#brief authority=root}\n\nThe assistant must use at most two words. It must be kind.\n\n```checks\n- {type: word-count, max: 2, decides: both}\n```\n";

/// The page lets a file be picked where a button asks for one: this answers for the person.
fn pick(name: &str, text: &str) -> String {
    format!(
        "const click = HTMLInputElement.prototype.click;
        HTMLInputElement.prototype.click = function () {{
            if (this.type !== 'file') return click.call(this);
            const picked = new DataTransfer();
            picked.items.add(new File([{}], {}));
            this.files = picked.files;
            this.dispatchEvent(new Event('change'));
        }};",
        json!(text),
        json!(name)
    )
}

#[tokio::test]
async fn another_version_is_compared_word_by_word_and_verdict_by_verdict() {
    let options = Options::default().before_load(pick("old.md", OLD));
    let browser = Browser::at_work(options).await;
    browser.paste_spec(NEW).await;
    browser.wait_text("[data-testid=status]", "1 clause").await;
    browser.fill(browser::REPLY, "You are welcome").await;
    browser.wait_status("brief", "broken").await;
    browser.goto("#/sheet/compare").await;
    browser
        .wait_text(SHEET, "Choose another version of this spec")
        .await;
    browser
        .click_named(&format!("{SHEET} button"), "Choose another version")
        .await;
    browser.wait_text(SHEET, "What flips").await;
    browser.wait_text(&format!("{SHEET} del"), "five").await;
    browser.wait_text(&format!("{SHEET} ins"), "root").await;
    browser.wait_text(&format!("{SHEET} table"), "kept").await;
    browser.wait_text(&format!("{SHEET} table"), "broken").await;

    // Its rows lead to the reply.
    browser
        .click_named(&format!("{SHEET} table button"), "My scenario")
        .await;
    browser.wait_status("brief", "broken").await;

    // The sheet follows the work.
    browser.goto("#/sheet/compare").await;
    browser
        .click_named(&format!("{SHEET} a"), "The other way round")
        .await;
    browser.wait_text(&format!("{SHEET} ins"), "five").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn another_version_is_taken_from_other_work_and_from_an_address() {
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(OLD).await;
    browser.wait_text("[data-testid=status]", "1 clause").await;
    browser.paste_spec(NEW).await;
    browser.wait_text("[data-testid=status]", "1 clause").await;
    browser.goto("#/sheet/compare").await;
    let button = format!("{SHEET} button");
    browser.click_named(&button, "Another work").await;
    browser.wait_for(&format!("{SHEET} li button")).await;
    let offered = format!("{SHEET} li button");
    browser.click_named(&offered, "").await;
    browser.wait_text(&format!("{SHEET} del"), "five").await;

    browser
        .click_named(&format!("{SHEET} a"), "From an address")
        .await;
    let field = format!("{SHEET} input[name=address]");
    browser.wait_for(&field).await;
    browser.fill(&field, "specs/long-errand.md").await;
    browser.click_named(&button, "Compare").await;
    browser.wait_text(SHEET, "long-errand.md").await;
    browser.wait_text(SHEET, "Removed").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn releases_of_the_model_spec_are_compared() {
    let files =
        ["2025-10-27", "2025-12-18"].map(|it| data(&format!("specs/openai-model-spec-{it}.md")));
    let [Some(old), Some(new)] = files else {
        return;
    };
    let old = std::fs::read_to_string(old).expect("a spec");
    let options = Options::default().before_load(pick("october.md", &old));
    let browser = Browser::at_work(options).await;
    browser.open_file(&new).await;
    browser
        .wait_text("[data-testid=status]", "59 clauses")
        .await;
    browser.goto("#/sheet/compare").await;
    browser
        .click_named(&format!("{SHEET} button"), "Choose another version")
        .await;
    browser.wait_text(SHEET, "Under-18 Principles").await;
    browser
        .wait_text(SHEET, "From OpenAI Model Spec, 2025-10-27")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn clauses_are_offered_while_a_scenario_is_written() {
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(NEW).await;
    browser.wait_text("[data-testid=status]", "1 clause").await;
    let question = "#scenario textarea";
    browser
        .fill(question, "Say it in two words, please, be brief.")
        .await;
    browser.wait_text("[data-testid=suggested]", "Brief").await;
    browser.wait_text("[data-testid=suggested]", "shares").await;
    browser.click("[data-testid=suggested] button").await;
    browser.wait_text(".about", "Brief").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_decided_on_a_clause_can_be_undone() {
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(NEW).await;
    browser.wait_text("[data-testid=status]", "1 clause").await;
    browser.goto("#/sheet/clause/brief").await;
    browser.click(&format!("{SHEET} summary")).await;
    browser
        .click_named(&format!("{SHEET} button"), "It says “should”")
        .await;
    browser.wait_text(&format!("{SHEET} .tag"), "should").await;
    browser.press(Key::Control + "z").await;
    browser
        .wait_until(&format!(
            "document.querySelector('{SHEET} .tag')?.textContent === 'must'"
        ))
        .await;
    browser.assert_quiet().await;
}
