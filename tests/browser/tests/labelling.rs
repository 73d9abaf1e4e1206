//! A class labels replies: a list goes out as a link, each judges blind with keys or thumbs, and
//! what they said comes back as a code in a chat, a link and a file.

use browser::{Browser, Key, Options, file};
use serde_json::{Value, json};

const SHEET: &str = "[data-testid=sheet]";
const TITLE: &str = "#sheet-title";
const NOTICE: &str = "[role=status], [role=alert], .notice";

/// Keeps what the page copies and saves, and chooses `window.chosen` where it asks for a file: a test
/// has neither clipboard nor downloads nor the browser's dialogs.
const KEEP: &str = "navigator.clipboard.writeText = async (text) => { window.copied = text; };
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { blob.text().then(it => window.saved = it); return make(blob); };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () { this.download || click.call(this); };
    HTMLInputElement.prototype.click = function () {
        const all = new DataTransfer();
        all.items.add(new File([window.chosen], 'labels.json'));
        this.files = all.files;
        this.dispatchEvent(new Event('change'));
    };";

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
    bring_in(&facilitator, &chat, "Ann: 10 new. Bo: 10 new.").await;
    bring_in_file(&facilitator, &handed[2], "Cy: 10 new.").await;
    facilitator.goto("#/sheet/label").await;
    for name in ["Ann", "Bo", "Cy"] {
        let all = format!("{name}: 10 of 10");
        facilitator.wait_text(SHEET, &all).await;
    }
    // Another one, in another order, and twice.
    let other = Browser::open(Options::default().before_load(KEEP)).await;
    other.goto(&invitation).await;
    other.wait_text(TITLE, "Label").await;
    bring_in_file(&other, &handed[2], "Cy: 10 new.").await;
    // A link of labels that is followed leads to where they are brought in.
    let labels = &handed[1][handed[1].find('#').expect("a link")..];
    other.goto(labels).await;
    other.wait_text(TITLE, "Bring labels together").await;
    let is_offered = format!("document.querySelector('{SHEET} textarea')?.value.includes('#1')");
    other.wait_until(&is_offered).await;
    other
        .click_named(&format!("{SHEET} button"), "Bring it in")
        .await;
    other.wait_text(NOTICE, "Bo: 10 new.").await;
    other.drop_file("labels.json", &handed[2]).await;
    other.wait_text(NOTICE, "Cy: 0 new, 10 here already.").await;
    bring_in(&other, &handed[0], "Ann: 10 new.").await;
    bring_in(&other, &chat, "Bo: 0 new, 10 here already.").await;
    assert_eq!(log(&facilitator).await, log(&other).await);
    settle(&facilitator).await;
    facilitator.assert_quiet().await;
    other.assert_quiet().await;
}

#[tokio::test]
async fn a_list_that_nobody_labelled_yet_is_kept() {
    let browser = facilitator().await;
    browser.wait_saved().await;
    invitation(&browser).await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_text(SHEET, "10 not judged").await;
    browser.assert_quiet().await;
}

async fn bring_in(browser: &Browser, text: &str, told: &str) {
    browser.goto("#/sheet/merge").await;
    browser.fill(&format!("{SHEET} textarea"), text).await;
    browser
        .click_named(&format!("{SHEET} button"), "Bring it in")
        .await;
    browser.wait_text(NOTICE, told).await;
}

async fn bring_in_file(browser: &Browser, text: &str, told: &str) {
    browser.goto("#/sheet/merge").await;
    browser.wait_text(TITLE, "Bring labels together").await;
    browser
        .eval(&format!("void (window.chosen = {})", json!(text)))
        .await;
    browser
        .click_named(&format!("{SHEET} button"), "Choose files…")
        .await;
    browser.wait_text(NOTICE, told).await;
}

/// The log of verdicts, as the work is saved.
async fn log(browser: &Browser) -> String {
    browser.eval("void (window.saved = '')").await;
    browser.press(Key::Control + "s").await;
    browser.click_named("dialog button", "Save as a file").await;
    browser.wait_until("!!window.saved").await;
    browser.press(Key::Escape).await;
    let saved = browser.eval("window.saved").await;
    let work: Value = serde_json::from_str(saved.as_str().expect("a text")).expect("a work");
    assert_eq!(work["verdicts"].as_array().map(Vec::len), Some(30));
    work["verdicts"].to_string()
}

/// Sees who agrees, and settles what they differ on most.
async fn settle(browser: &Browser) {
    browser.goto("#/sheet/agreement").await;
    // On the last item three people say three things: 27 of 30 pairs agree.
    browser
        .wait_text(
            SHEET,
            "27 of 30 pairs of verdicts agree, of 3 people on 10 replies",
        )
        .await;
    browser.wait_text(SHEET, "Krippendorff's α is ").await;
    assert_eq!(
        browser
            .count(&format!("{SHEET} table a[href*='agreement/']"))
            .await,
        1
    );
    browser
        .click(&format!("{SHEET} table a[href*='agreement/']"))
        .await;
    browser.wait_text(TITLE, "Settle: ").await;
    for (name, said) in [("Ann", "kept"), ("Bo", "broken"), ("Cy", "unclear")] {
        let row = format!("{SHEET} table");
        browser.wait_text(&row, name).await;
        browser.wait_text(&row, said).await;
    }
    for (field, text) in [("who", "The class"), ("note", "It asks for more")] {
        browser.fill(&format!("{SHEET} [name={field}]"), text).await;
    }
    // Four buttons stand below, and Enter chooses none of them: were one pressed, the sheet would say
    // who settled it.
    browser
        .type_keys(&format!("{SHEET} [name=note]"), Key::Enter)
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let sheet = browser.text(SHEET).await;
    assert!(!sheet.contains("settled it"), "{sheet}");
    browser
        .click_named(&format!("{SHEET} .bar button"), "✗ broken")
        .await;
    browser
        .wait_text(SHEET, "The class settled it: ✗ broken It asks for more")
        .await;
    browser.goto("#/sheet/agreement").await;
    browser.wait_text(SHEET, "by The class").await;
}

#[tokio::test]
async fn other_words_are_tested() {
    let facilitator = facilitator().await;
    facilitator.goto("#/sheet/clause/kind").await;
    facilitator
        .click_named(&format!("{SHEET} a"), "Test other words")
        .await;
    facilitator.wait_text(TITLE, "Test other words").await;
    let words = format!("{SHEET} textarea");
    facilitator
        .wait_value(&words, "The assistant must never be rude.")
        .await;
    facilitator
        .fill(&words, "The assistant must never insult anyone.")
        .await;
    let names = ["Ann", "Bo", "Cy", "Dee"];
    facilitator
        .fill(&format!("{SHEET} [name=names]"), &names.join(", "))
        .await;
    let button = format!("{SHEET} button");
    facilitator.click_named(&button, "Make this test").await;
    facilitator.wait_text(TITLE, "Two wordings: Kind").await;
    facilitator
        .click_named(&button, "Copy a link for others")
        .await;
    let link = copied(&facilitator).await;
    let invitation = link[link.find('#').expect("a link")..].to_owned();
    let mut chat = String::new();
    let (mut rude, mut insult) = (Vec::new(), Vec::new());
    for name in names {
        let browser = Browser::open(Options::default().before_load(KEEP)).await;
        browser.goto(&invitation).await;
        browser.wait_text(TITLE, "Label").await;
        let before = browser.text(SHEET).await;
        assert!(!before.contains("What came of it"), "{before}");
        browser.fill(&format!("{SHEET} [name=who]"), name).await;
        browser
            .click_named(&format!("{SHEET} .bar button"), "Label")
            .await;
        browser.wait_text(TITLE, "1 of 5").await;
        // Who reads which is drawn; that it is two and two is what the names were given for.
        let words = ["be rude", "insult"];
        let is_rude = browser.text(SHEET).await.contains(words[0]);
        let readers = if is_rude { &mut rude } else { &mut insult };
        let keys = [["11112", "11111"], ["22112", "21112"]][usize::from(is_rude)];
        for (n, key) in (1..).zip(keys[readers.len() % 2].chars()) {
            browser.wait_text(TITLE, &format!("{n} of 5")).await;
            let sheet = browser.text(SHEET).await;
            assert!(!sheet.contains(words[usize::from(is_rude)]), "{sheet}");
            browser.press(key.to_string()).await;
        }
        readers.push(name);
        browser.wait_text(TITLE, "All 5 labelled").await;
        browser.click_named(&button, "Copy the code").await;
        chat += &[&copied(&browser).await, "\n"].concat();
        browser.assert_quiet().await;
    }
    assert_eq!((rude.len(), insult.len()), (2, 2));
    bring_in(&facilitator, &chat, "Ann: 5 new. Bo: 5 new.").await;
    facilitator.wait_text(TITLE, "Two wordings: Kind").await;
    facilitator
        .wait_text(SHEET, &format!("Read by {}.", rude.join(", ")))
        .await;
    // Broken: 5 of 10 under the older words, 1 of 10 under the others.
    facilitator.wait_text(SHEET, "−40 points (95 %: ").await;
    facilitator
        .wait_text(SHEET, "Krippendorff's α by wording")
        .await;
    facilitator.goto("#/sheet/label").await;
    facilitator
        .click_named(&format!("{SHEET} a"), "What came of it")
        .await;
    facilitator.wait_text(TITLE, "Two wordings: Kind").await;
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
    browser.wait_text(SHEET, "As a code: ").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn enter_in_the_name_begins_and_what_cannot_be_copied_can_be_selected() {
    const REFUSED: &str = "navigator.clipboard.writeText = async () => { throw new Error('no'); };
        document.execCommand = () => false;";
    let browser = Browser::at_work(Options::default().before_load(REFUSED)).await;
    let work = file(".json", &work());
    browser.open_file(work.path()).await;
    browser.wait_text("[data-testid=status]", "2 clauses").await;
    browser.goto("#/sheet/label").await;
    browser
        .click_named(&format!("{SHEET} button"), "Make this list")
        .await;
    browser.wait_text(SHEET, "10 not judged").await;
    browser
        .click_named(&format!("{SHEET} button"), "Copy a link for others")
        .await;
    browser.wait_for(".notice .copy-field").await;
    let link = browser.value("[data-testid=copy-by-hand]").await;
    assert!(link.contains("#1"), "{link}");
    browser.click(".notice [aria-label=Close]").await;
    browser
        .type_keys(&format!("{SHEET} input[name=who]"), "Ann" + Key::Enter)
        .await;
    browser.wait_text(TITLE, "1 of 10").await;
}

#[tokio::test]
async fn a_label_asks_for_the_next_item_once() {
    const COUNTED: &str = "window.asked = 0;
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (text, ...more) {
            window.asked += String(text).includes('\"Sheet\":\"label/');
            return post.call(this, text, ...more);
        };";
    let browser = Browser::at_work(Options::default().before_load(COUNTED)).await;
    let work = file(".json", &work());
    browser.open_file(work.path()).await;
    browser.wait_text("[data-testid=status]", "2 clauses").await;
    browser.goto("#/sheet/label").await;
    browser
        .fill(&format!("{SHEET} input[name=who]"), "Ann")
        .await;
    browser
        .click_named(&format!("{SHEET} button"), "Make this list")
        .await;
    browser.wait_text(TITLE, "1 of 10").await;
    browser.wait_saved().await;
    browser.eval("(window.asked = 0, true)").await;
    for n in 2..=4 {
        browser.press("1").await;
        browser.wait_text(TITLE, &format!("{n} of 10")).await;
    }
    browser.wait_saved().await;
    assert_eq!(browser.eval("window.asked").await, 3);
}
