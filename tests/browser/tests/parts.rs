//! What few checks need is fetched when one needs it, once; until then, and where it cannot be
//! fetched, everything else is checked.

use browser::{Browser, LINE, Options, REPLY};

/// The whole engine, as `dist/` calls it.
const WHOLE: &str = "engine-whole";

const SPEC: &str = "\
# Desk

## As HTML {#as-html authority=root}

The assistant must answer in HTML.

```checks
- {type: is-html, decides: both}
```

## Polite {#polite authority=root}

The assistant must not call anyone a fool.

```checks
- {type: not-icontains, value: fool}
```
";

/// Holds back requests for the whole engine: `answer(true)` lets them through, `answer(false)`
/// says that the server is not well. After that the same holds for those to come.
const GATE: &str = "(() => {
    const ask = window.fetch;
    const opened = () => new Promise(done => (window.answer = (is_well) => {
        opened.now = is_well;
        done(is_well);
    }));
    const first = opened();
    window.fetch = async (address, options) => {
        if (!String(address).includes('engine-whole')) return ask(address, options);
        window.nAsked = (window.nAsked ?? 0) + 1;
        const is_well = opened.now ?? await first;
        return is_well ? ask(address, options) : new Response('', { status: 503 });
    };
})()";

/// No worker can be started, as where a policy forbids it.
const NO_WORKER: &str =
    "window.Worker = class { constructor() { throw new Error('no workers'); } };";

async fn n_fetched(browser: &Browser) -> usize {
    let requests = browser.requests().await;
    requests.iter().filter(|it| it.contains(WHOLE)).count()
}

async fn explained(browser: &Browser, clause: &str, words: &str) {
    browser.choose(clause).await;
    browser
        .wait_text(&format!("{LINE} .explanation"), words)
        .await;
}

/// The check that needs the whole engine says what the reply is.
async fn assert_html_is_told(browser: &Browser) {
    browser.fill(REPLY, "<p>On <b>Friday</b></p>").await;
    browser.wait_status("as-html", "kept").await;
    browser.fill(REPLY, "On <b>Friday</b>, you fool").await;
    browser.wait_status("as-html", "broken").await;
    browser.wait_status("polite", "broken").await;
}

#[tokio::test]
async fn who_does_not_need_it_does_not_fetch_it() {
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, "It is The Glass Coast.").await;
    browser.wait_status("keep-loans-private", "broken").await;
    browser.wait_saved().await;
    assert_eq!(n_fetched(&browser).await, 0);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn it_is_fetched_once_and_stays() {
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(SPEC).await;
    assert_html_is_told(&browser).await;
    let other = SPEC.replace(
        "{type: is-html, decides: both}",
        "{type: word-count, max: 3}",
    );
    browser.paste_spec(&other).await;
    browser.fill(REPLY, "Far too many words").await;
    browser.wait_status("as-html", "broken").await;
    browser.paste_spec(SPEC).await;
    assert_html_is_told(&browser).await;
    assert_eq!(n_fetched(&browser).await, 1);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn every_part_comes_with_it() {
    let spec = SPEC.replace(
        "{type: is-html, decides: both}",
        "type: any-of
  decides: both
  value:
    - type: language
      value: fr
    - type: ifeval/length_constraints:number_sentences
      relation: at least
      num_sentences: 3",
    );
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(&spec).await;
    let french = "Le livre est à rendre avant vendredi midi, au comptoir.";
    browser.fill(REPLY, french).await;
    browser.wait_status("as-html", "kept").await;
    let english = "Ask Dr. Lund. The book is due on Friday. Bring it to the desk.";
    browser.fill(REPLY, english).await;
    browser.wait_status("as-html", "kept").await;
    explained(&browser, "as-html", "3 sentences").await;
    browser
        .fill(REPLY, "Ask Dr. Lund at the desk about the book.")
        .await;
    browser.wait_status("as-html", "broken").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn while_it_is_fetched_the_rest_is_checked() {
    let browser = Browser::at_work(Options::default().before_load(GATE)).await;
    browser.paste_spec(SPEC).await;
    browser.fill(REPLY, "On Friday, you fool").await;
    browser.wait_status("polite", "broken").await;
    browser
        .wait_text("[data-testid=status]", "fetching the rest of the engine")
        .await;
    explained(
        &browser,
        "as-html",
        "waits for the part of the engine that reads HTML",
    )
    .await;
    browser.wait_status("as-html", "not-judged").await;
    // What is typed and asked meanwhile is not lost.
    browser.fill(REPLY, "On Friday, I said").await;
    browser.wait_status("polite", "no-break").await;
    let link = browser.share().await;
    assert!(link.starts_with('#'), "{link}");
    browser.eval("void answer(true)").await;
    browser.wait_status("as-html", "broken").await;
    browser.wait_value(REPLY, "On Friday, I said").await;
    browser
        .wait_text("[data-testid=status]", "checked in")
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn where_it_is_refused_the_page_says_so_and_can_ask_again() {
    let browser = Browser::at_work(Options::default().before_load(GATE)).await;
    browser.paste_spec(SPEC).await;
    browser.fill(REPLY, "On Friday, you fool").await;
    browser.wait_text("[data-testid=status]", "fetching").await;
    browser.eval("void answer(false)").await;
    browser
        .wait_text(
            "[data-testid=status]",
            "the rest of the engine could not be fetched",
        )
        .await;
    browser.wait_status("polite", "broken").await;
    // Typing on does not ask again and again.
    browser.fill(REPLY, "On Friday").await;
    browser.wait_status("polite", "no-break").await;
    browser
        .wait_text("[data-testid=status]", "could not be fetched")
        .await;
    assert_eq!(browser.eval("nAsked").await, 1);

    browser.eval("void answer(true)").await;
    browser
        .click_named("[data-testid=status] button", "Check again")
        .await;
    browser.wait_status("as-html", "broken").await;
    assert_html_is_told(&browser).await;
    assert_eq!(browser.eval("nAsked").await, 2);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn without_workers_it_comes_as_well() {
    let browser = Browser::at_work(Options::default().before_load(NO_WORKER)).await;
    assert_eq!(n_fetched(&browser).await, 0);
    browser.paste_spec(SPEC).await;
    assert_html_is_told(&browser).await;
    assert_eq!(n_fetched(&browser).await, 1);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_reader_of_a_link_gets_it_too() {
    let browser = Browser::at_work(Options::default()).await;
    browser.paste_spec(SPEC).await;
    browser.fill(REPLY, "Friday").await;
    browser.wait_status("as-html", "broken").await;
    browser.choose("as-html").await;
    let link = browser.share().await;

    let reader = Browser::open(Options::default()).await;
    reader.goto(&link).await;
    reader.wait_text("[data-testid=finding]", "not HTML").await;
    assert_eq!(n_fetched(&reader).await, 1);
    reader.assert_quiet().await;
}
