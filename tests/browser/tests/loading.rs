//! Specs from files, from the clipboard and dropped on the page; and files that are none.

use browser::{Browser, LINE, Options, REPLY, data};
use std::path::PathBuf;

const OWN: &str = "A reply of my own: The Glass Coast.";

#[tokio::test]
async fn the_model_spec_opens_from_a_file() {
    let Some(file) = data("specs/openai-model-spec-2025-12-18-rev2.md") else {
        return;
    };
    let browser = Browser::at_work(Options::default()).await;
    browser.open_file(&file).await;
    browser.wait_text("[data-testid=notice]", "Opened").await;
    browser
        .wait_text("[data-testid=status]", "59 clauses")
        .await;
    browser.wait_text(".outline summary", "59 clauses").await;
    browser
        .eval("document.querySelector('.outline').open = true")
        .await;
    browser
        .wait_until("document.querySelectorAll('.outline .outline-clause').length === 59")
        .await;
    // Every clause states its authority.
    browser
        .wait_until("document.querySelectorAll('.document .authority').length === 59")
        .await;
    browser
        .fill(REPLY, "I am not able to help with that.")
        .await;
    browser.wait_ready().await;
    browser.click(".outline .outline-clause button").await;
    browser.wait_for(&format!("{LINE} li.chosen")).await;
    browser.say("kept").await;
    browser.wait_for(&format!("{LINE} li.chosen.kept")).await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser
        .wait_text("[data-testid=status]", "59 clauses")
        .await;
    browser
        .wait_value(REPLY, "I am not able to help with that.")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_constitution_opens_from_a_file() {
    let Some(file) = data("specs/claudes-constitution-2026-01-20.md") else {
        return;
    };
    let browser = Browser::at_work(Options::default()).await;
    browser.open_file(&file).await;
    browser.wait_text("[data-testid=notice]", "Opened").await;
    browser
        .wait_until("parseInt(document.querySelector('[data-testid=status]').innerText) > 20")
        .await;
    browser.wait_text(".document", "Anthropic").await;
    browser.fill(REPLY, "I would rather say it plainly.").await;
    browser.press("j").await;
    browser.press("1").await;
    browser.wait_for(&format!("{LINE} li.kept")).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_pasted_spec_is_judged_at_once() {
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(BAKERY).await;
    browser.wait_text("[data-testid=status]", "2 clauses").await;
    browser.wait_text(".document", "yesterday").await;
    browser
        .fill(REPLY, "That loaf is from yesterday's bake, it is fresh!")
        .await;
    browser.wait_status("no-old-bread", "broken").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "fresh")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_dropped_spec_opens_and_earlier_work_can_be_had_back() {
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, OWN).await;
    browser.wait_saved().await;
    browser.drop_file("bakery.md", BAKERY).await;
    browser
        .wait_text("[data-testid=notice]", "Opened bakery.md.")
        .await;
    browser.wait_text("[data-testid=status]", "2 clauses").await;
    browser.wait_saved().await;
    browser.click("[data-testid=open]").await;
    browser.click("[data-testid=works] button").await;
    browser.wait_value(REPLY, OWN).await;
    browser
        .wait_text("[data-testid=status]", "12 clauses")
        .await;
    browser.wait_status("keep-loans-private", "broken").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_opened_spec_is_read_from_its_beginning() {
    let long = format!(
        "# Notes\n\n{}\n{BAKERY}",
        "Before all rules.\n\n".repeat(80)
    );
    let browser = Browser::at_work(Options::phone()).await;
    browser.drop_file("notes.md", &long).await;
    browser.wait_text("[data-testid=status]", "2 clauses").await;
    browser
        .wait_until("!!document.querySelector('#spec .is-clause')")
        .await;
    assert_eq!(browser.count("#spec .chosen").await, 0);
    browser.wait_in_view("#spec .spec-section").await;
    // What is written beside it leads nobody away, and what breaks is shown.
    browser.click("[data-testid=tab-scenario]").await;
    browser.fill(REPLY, "All is well.").await;
    browser.wait_saved().await;
    assert_eq!(browser.count("#spec .chosen").await, 0);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_bundled_spec_can_be_begun_again() {
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, "Something else.").await;
    browser.wait_saved().await;
    browser.click("[data-testid=open]").await;
    browser
        .click_named("dialog .choices-list button", "Library desk charter")
        .await;
    browser
        .wait_text("[data-testid=status]", "12 clauses")
        .await;
    browser.wait_status("keep-loans-private", "broken").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_saved_file_opens_as_the_same_work() {
    // A download is caught where the page asks for it.
    let catch = "const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then(it => window.__saved = it); return make(blob); };
        HTMLAnchorElement.prototype.click = function () { window.__name = this.download; };";
    let browser = Browser::at_work(Options::default().before_load(catch)).await;
    browser.fill(REPLY, OWN).await;
    browser.wait_status("keep-loans-private", "broken").await;
    browser.click("[data-testid=share]").await;
    browser.click("[data-testid=save-file]").await;
    browser
        .wait_until("window.__saved?.includes('A reply of my own')")
        .await;
    let text = browser.eval("window.__saved").await;
    browser.click("dialog header button").await;
    browser.fill(REPLY, "Changed since.").await;
    browser
        .drop_file("plumbline.json", text.as_str().expect("text"))
        .await;
    browser.wait_value(REPLY, OWN).await;
    browser.wait_status("keep-loans-private", "broken").await;
    browser
        .wait_text("[data-testid=status]", "12 clauses")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why_and_touches_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let large = file("large.md", b"");
    let opened = std::fs::File::options().write(true).open(&large);
    opened
        .and_then(|it| it.set_len(50_000_000))
        .expect("a large file");
    let cases = [
        (file("empty.md", b""), "is empty", "choose another file"),
        (
            file("blank.md", b" \n\t\n"),
            "is empty",
            "choose another file",
        ),
        (
            file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            "not text",
            "export the document",
        ),
        (
            file("latin.md", b"# Caf\xe9\n\nBe kind.\n"),
            "not UTF-8",
            "save the file as UTF-8",
        ),
        (large, "50 MB", "cut the file"),
        (
            file("odd.json", b"{\"plumbline\": 1, \"spec\": 7}"),
            "odd.json",
            "",
        ),
        (file("later.json", b"{\"plumbline\": 99}"), "99", ""),
        (file("broken.jsonl", b"{\"id\": \n"), "broken.jsonl", ""),
    ];
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, OWN).await;
    browser.wait_saved().await;
    for (path, why, remedy) in cases {
        println!("{}", path.display());
        browser.open_file(&path).await;
        browser.wait_text("[data-testid=notice]", why).await;
        browser
            .wait_text("[data-testid=notice].fault", "could not be opened")
            .await;
        browser.wait_text("[data-testid=notice]", remedy).await;
        browser.wait_value(REPLY, OWN).await;
        browser.click("[data-testid=notice] button").await;
        browser.wait_gone("[data-testid=notice]").await;
    }
    browser
        .fill(REPLY, "Still here. Nine Winters in Odrava.")
        .await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "Nine Winters in Odrava")
        .await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser
        .wait_value(REPLY, "Still here. Nine Winters in Odrava.")
        .await;
    browser.assert_quiet().await;
}

const BAKERY: &str = "# The bakery's assistant

## Sell no old bread as new {#no-old-bread authority=root}

The assistant must never call bread from yesterday fresh.

```checks
- type: not-icontains
  value: fresh
  why: calls it fresh
```

## Know the oven {#know-the-oven authority=guideline}

The assistant should say when the next loaf is ready.
";

#[tokio::test]
async fn a_spec_is_fetched_from_its_address_and_a_failure_says_what_to_do() {
    let browser = Browser::at_work(Options::default()).await;
    let home = browser.home().to_owned();
    let fetch = async |address: &str| {
        if browser.count("dialog").await == 0 {
            browser.click("[data-testid=open]").await;
        }
        browser.fill("[data-testid=address]", address).await;
        browser.click("[data-testid=fetch]").await;
    };

    fetch(&format!("{home}gone.md")).await;
    browser
        .wait_text("[data-testid=notice]", "status 404")
        .await;
    fetch(&home).await;
    browser
        .wait_text("[data-testid=notice]", "a web page")
        .await;
    // Another server that lets nobody read it.
    let elsewhere = xtask::server::Server::start(env!("CARGO_MANIFEST_DIR"), "/").unwrap();
    fetch(&format!("{}Cargo.toml", elsewhere.address())).await;
    browser
        .wait_text("[data-testid=notice]", "does not let pages read it")
        .await;
    browser
        .wait_text("[data-testid=notice]", "save it, and open the file")
        .await;
    browser
        .wait_text("[data-testid=status]", "12 clauses")
        .await;

    fetch(&format!("{home}specs/long-errand.md")).await;
    browser.wait_gone("dialog").await;
    browser
        .wait_text("[data-testid=status]", "19 clauses")
        .await;
}
