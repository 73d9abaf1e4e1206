//! A class labels replies: a list goes out as a link, each judges blind with keys or thumbs, and
//! what they said comes back as a code in a chat, a link and a file.

use browser::{Browser, Key, Options, file};
use serde_json::json;

const SHEET: &str = "[data-testid=sheet]";
const TITLE: &str = "#sheet-title";

/// Keeps what the page copies and saves, since a test has neither clipboard nor downloads.
const KEEP: &str = "navigator.clipboard.writeText = async (text) => { window.copied = text; };
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { blob.text().then(it => window.saved = it); return make(blob); };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () { this.download || click.call(this); };";

const SPEC: &str = "# Desk\n\n## Kind {#kind authority=user}\n\nThe assistant must never be rude.\n\n\
    ## Brief {#brief authority=user}\n\nThe assistant should be brief.\n";

/// Five scenarios, each about both clauses: ten things to judge.
fn work() -> String {
    let scenario = |n: usize| {
        json!({"id": format!("s{n}"), "title": format!("Visitor {n}"), "clauses": ["kind", "brief"],
            "messages": [{"role": "user", "content": "Where are the maps?"}],
            "outputs": [{"candidate": "tern-2", "epoch": 1, "origin": {"kind": "pasted"},
                "messages": [{"role": "assistant", "content": format!("Look on shelf {n}, please.")}]}]})
    };
    let scenarios: Vec<_> = (0..5).map(scenario).collect();
    json!({"plumbline": 1, "title": "Desk class",
        "spec": {"name": "desk", "origin": {"kind": "written"}, "text": SPEC},
        "scenarios": scenarios})
    .to_string()
}

async fn facilitator() -> Browser {
    let browser = Browser::at_work(Options::default().before_load(KEEP)).await;
    let work = file(".json", &work());
    browser.open_file(work.path()).await;
    browser.wait_text("[data-testid=status]", "2 clauses").await;
    browser
}

/// Makes a list of all ten, and gives the fragment of the link to it.
async fn invitation(browser: &Browser) -> String {
    browser.goto("#/sheet/label").await;
    browser
        .click_named(&format!("{SHEET} button"), "Make this list")
        .await;
    let invite = format!("{SHEET} button");
    browser.wait_text(SHEET, "10 not judged").await;
    browser.click_named(&invite, "Copy a link for others").await;
    let link = copied(browser).await;
    link[link.find('#').expect("a link")..].to_owned()
}

/// What was copied last; another copy begins with none.
async fn copied(browser: &Browser) -> String {
    browser.wait_until("!!window.copied").await;
    let text = browser.eval("window.copied").await;
    browser.eval("(window.copied = '', true)").await;
    text.as_str().unwrap_or_default().to_owned()
}

async fn begin(browser: &Browser, name: &str) {
    browser.wait_text(TITLE, "Label").await;
    browser
        .fill(&format!("{SHEET} input[name=who]"), name)
        .await;
    browser
        .click_named(&format!("{SHEET} .bar button"), "Label")
        .await;
    browser.wait_text(TITLE, "1 of 10").await;
}

/// Judges the ten items with keys.
async fn judge(browser: &Browser, keys: [&str; 10]) {
    for (n, key) in (1..).zip(keys) {
        browser.wait_text(TITLE, &format!("{n} of 10")).await;
        browser.press(key).await;
    }
    browser.wait_text(TITLE, "All 10 labelled").await;
}

#[tokio::test]
async fn three_people_label_blind_and_their_labels_come_together() {
    let facilitator = facilitator().await;
    let invitation = invitation(&facilitator).await;
    let mut handed = Vec::new();
    for (name, last, how) in [
        ("Ann", "1", "Copy the code"),
        ("Bo", "2", "Copy a link"),
        ("Cy", "3", "Save a file"),
    ] {
        let browser = Browser::open(Options::default().before_load(KEEP)).await;
        browser.goto(&invitation).await;
        begin(&browser, name).await;
        let mut keys = ["1"; 10];
        keys[9] = last;
        judge(&browser, keys).await;
        browser.click_named(&format!("{SHEET} button"), how).await;
        handed.push(if how == "Save a file" {
            browser.wait_until("!!window.saved").await;
            let saved = browser.eval("window.saved").await;
            saved.as_str().unwrap_or_default().to_owned()
        } else {
            copied(&browser).await
        });
        // What one labelled is one's own: a reload does not lose it.
        browser.wait_saved().await;
        browser.reload().await;
        browser.wait_text(TITLE, "All 10 labelled").await;
        browser.assert_quiet().await;
    }
    let chat = format!(
        "[10:41] {}\n[10:42] Bo: and mine {}\n",
        handed[0], handed[1]
    );
    facilitator.goto("#/sheet/merge").await;
    facilitator.fill(&format!("{SHEET} textarea"), &chat).await;
    facilitator
        .click_named(&format!("{SHEET} button"), "Bring it in")
        .await;
    facilitator
        .wait_text(
            "[role=status], [role=alert], .notice",
            "Ann: 10 new. Bo: 10 new.",
        )
        .await;
    facilitator.goto("#/sheet/label").await;
    facilitator.wait_text(SHEET, "Ann: 10 of 10").await;
    facilitator.wait_text(SHEET, "Bo: 10 of 10").await;
    facilitator.assert_quiet().await;
}

#[tokio::test]
async fn ten_items_are_labelled_with_the_keyboard_alone() {
    let browser = facilitator().await;
    browser.goto("#/sheet/label").await;
    browser.wait_for(&format!("{SHEET} input[name=who]")).await;
    let button = "document.activeElement?.textContent?.startsWith('Make this list')";
    for _ in 0..30 {
        if browser.eval("document.activeElement?.name === 'who'").await == true {
            browser.press_here("Ann").await;
        }
        if browser.eval(button).await == true {
            break;
        }
        browser.press_here(Key::Tab).await;
    }
    browser.press_here(Key::Enter).await;
    browser.wait_text(TITLE, "1 of 10").await;
    // A reason, from the field that N leads to.
    browser.press_here("n").await;
    browser
        .wait_until("document.activeElement?.name === 'reason'")
        .await;
    browser.press_here("polite 1 2 3").await;
    browser.press_here(Key::Escape).await;
    browser.press_here("1").await;
    browser.wait_text(TITLE, "2 of 10").await;
    // Words, selected in the reply and marked.
    for _ in 0..30 {
        if browser
            .eval("document.activeElement?.dataset?.message === '1'")
            .await
            == true
        {
            break;
        }
        browser.press_here(Key::Tab).await;
    }
    browser.press_here(Key::Control + Key::Home).await;
    for _ in 0..4 {
        browser.press_here(Key::Shift + Key::Right).await;
    }
    browser.press_here("e").await;
    browser
        .wait_text(&format!("{SHEET} .saying"), "“Look”")
        .await;
    browser.press_here("2").await;
    browser.wait_text(TITLE, "3 of 10").await;
    browser.press_here("u").await;
    browser.wait_text(TITLE, "2 of 10").await;
    browser.press_here("j").await;
    browser.wait_text(TITLE, "3 of 10").await;
    browser.press_here("k").await;
    browser.wait_text(TITLE, "2 of 10").await;
    for (n, key) in (2..=10).zip(["2", "3", "4", "1", "1", "2", "2", "1", "1"]) {
        browser.wait_text(TITLE, &format!("{n} of 10")).await;
        browser.press_here(key).await;
    }
    browser.wait_text(TITLE, "All 10 labelled").await;
    browser.wait_text(SHEET, "polite 1 2 3").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn ten_items_are_labelled_on_a_phone() {
    let invitation = invitation(&facilitator().await).await;
    let browser = Browser::open(Options::phone().before_load(KEEP)).await;
    browser.goto(&invitation).await;
    begin(&browser, "Dee").await;
    for n in 1..=10 {
        browser.wait_text(TITLE, &format!("{n} of 10")).await;
        // Within reach of a thumb, large enough, and not under anything else.
        let reachable =
            "(() => { const all = [...document.querySelectorAll('.saying .bar button')];
            return all.length === 4 && all.every(it => { const box = it.getBoundingClientRect();
                const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return box.height >= 44 && box.bottom <= innerHeight && box.y > innerHeight / 2
                    && it.contains(at); }); })()";
        browser.wait_until(reachable).await;
        let name = ["Kept", "Broken"][n % 2];
        browser.click_named(".saying .bar button", name).await;
    }
    browser.wait_text(TITLE, "All 10 labelled").await;
    browser.wait_text(SHEET, "Your code").await;
    browser.assert_quiet().await;
}
