//! Specs from servers that are slow, cut off in the middle, refuse, or send too much.

use browser::{Browser, Options, REPLY, data};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const OWN: &str = "A reply of my own: The Glass Coast.";
const OPEN: &str = "Access-Control-Allow-Origin: *\r\nContent-Type: text/plain\r\n";
const SPEC: &str = "# From afar\n\nThe assistant must be kind.\n";

/// A server of one port that answers everything in one way, and its address.
fn serve(answer: fn(&mut TcpStream) -> std::io::Result<()>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}/spec.md", listener.local_addr().expect("bound"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || {
                let mut stream = stream?;
                // The request fits into one packet; what it says does not matter.
                let _ = stream.read(&mut [0; 4096])?;
                answer(&mut stream)
            });
        }
    });
    address
}

fn head(stream: &mut TcpStream, fields: &str) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nConnection: close\r\n{fields}\r\n"
    )
}

async fn with_own_work() -> Browser {
    let browser = Browser::at_work(Options::default()).await;
    browser.fill(REPLY, OWN).await;
    browser.wait_saved().await;
    browser
}

async fn fetch(browser: &Browser, address: &str) {
    if browser.count("dialog").await == 0 {
        browser.click("[data-testid=open]").await;
    }
    browser.fill("[data-testid=address]", address).await;
    browser.click("[data-testid=fetch]").await;
}

/// Nothing was opened, and own work is as it was.
async fn assert_untouched(browser: &Browser) {
    browser.wait_value(REPLY, OWN).await;
    browser
        .wait_text("[data-testid=status]", "12 clauses")
        .await;
    browser
        .wait_until("!document.querySelector('[aria-busy=true]')")
        .await;
}

#[tokio::test]
async fn a_slow_server_shows_how_far_it_is_and_can_be_left() {
    let slow = serve(|stream| {
        head(stream, OPEN)?;
        for _ in 0..400 {
            stream.write_all(&[b'a'; 2000])?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    });
    let browser = with_own_work().await;
    fetch(&browser, &slow).await;
    browser.wait_text("dialog [role=status]", "KB so far").await;
    let n_kb = "parseInt(document.querySelector('dialog section[aria-busy=true] [role=status]')?.innerText.match(/\\d+/)[0], 10)";
    browser.wait_until(&format!("{n_kb} > 4")).await;
    let before = browser.eval(n_kb).await;
    browser.wait_until(&format!("{n_kb} > {before}")).await;
    browser.click("[data-testid=cancel-fetch]").await;
    browser.wait_gone("[data-testid=cancel-fetch]").await;
    assert_untouched(&browser).await;
    assert_eq!(browser.count("[data-testid=notice]").await, 0);

    // Leaving the dialog ends it as well; the next fetch is another.
    fetch(&browser, &slow).await;
    browser.wait_for("[data-testid=cancel-fetch]").await;
    browser.click("dialog header button").await;
    browser.wait_gone("dialog").await;
    assert_untouched(&browser).await;
    let quick = serve(|stream| {
        head(stream, OPEN)?;
        stream.write_all(SPEC.as_bytes())
    });
    fetch(&browser, &quick).await;
    browser.wait_gone("dialog").await;
    browser.wait_text(".document", "must be kind").await;
}

#[tokio::test]
async fn what_does_not_come_whole_is_not_opened() {
    let cut = serve(|stream| {
        head(stream, &format!("{OPEN}Content-Length: 90000\r\n"))?;
        stream.write_all(SPEC.as_bytes())?;
        stream.write_all(&[b'a'; 5000])
    });
    let cut_chunk = serve(|stream| {
        head(stream, &format!("{OPEN}Transfer-Encoding: chunked\r\n"))?;
        write!(stream, "{:x}\r\n{SPEC}\r\n", SPEC.len())
    });
    let refused = serve(|stream| {
        head(stream, "Content-Type: text/plain\r\n")?;
        stream.write_all(SPEC.as_bytes())
    });
    let stated = serve(|stream| {
        head(stream, &format!("{OPEN}Content-Length: 90000000\r\n"))?;
        stream.write_all(&[b'a'; 1000])
    });
    let unstated = serve(|stream| {
        head(stream, OPEN)?;
        (0..90).try_for_each(|_| stream.write_all(&[b'a'; 1_000_000]))
    });
    let nobody = "http://127.0.0.1:9/spec.md".to_owned();
    let cases = [
        (cut, "broke off before all of it had come"),
        (cut_chunk, "broke off before all of it had come"),
        (refused, "does not let pages read it"),
        (stated, "larger than 20 MB"),
        (unstated, "larger than 20 MB"),
        (nobody, "nothing answers there"),
    ];
    let browser = with_own_work().await;
    for (address, why) in cases {
        fetch(&browser, &address).await;
        browser.wait_text("[data-testid=notice].fault", why).await;
        browser
            .wait_text("[data-testid=notice]", "save it, and open the file")
            .await;
        assert_untouched(&browser).await;
        browser.click("[data-testid=notice] button").await;
        browser.wait_gone("[data-testid=notice]").await;
    }

    let offline = json!({
        "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1
    });
    browser.cdp("Network.enable", json!({})).await;
    browser
        .cdp("Network.emulateNetworkConditions", offline)
        .await;
    fetch(&browser, "https://example.org/spec.md").await;
    browser
        .wait_text("[data-testid=notice].fault", "this browser is offline")
        .await;
    assert_untouched(&browser).await;
}

#[tokio::test]
async fn an_altered_spec_says_how_many_clauses_differ() {
    const NOTE: &str = "[data-testid=altered]";
    let browser = Browser::at_work(Options::default()).await;
    assert_eq!(browser.count(NOTE).await, 0);
    browser.click("[data-testid=edit-spec]").await;
    let field = "[data-testid=spec-text]";
    let text = browser.value(field).await;
    let one = text.replace("must never tell anyone", "must never tell strangers");
    browser.fill(field, &one).await;
    browser
        .wait_text(NOTE, "1 clause differs from the published text")
        .await;
    let two =
        format!("{one}\n\n## Be new {{#be-new authority=user}}\n\nThe assistant must be new.\n");
    browser.fill(field, &two).await;
    browser
        .wait_text(NOTE, "2 clauses differ from the published text")
        .await;
    browser.wait_saved().await;

    // It still knows when the work is opened again; each clause can be gone to.
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_text(NOTE, "clauses differ").await;
    browser.click(&format!("{NOTE} summary")).await;
    browser
        .click_named(&format!("{NOTE} button"), "Be new")
        .await;
    browser.wait_for(".spec-section.chosen").await;
    browser
        .wait_text(".spec-section.chosen", "must be new")
        .await;

    browser.click("[data-testid=edit-spec]").await;
    browser.fill(field, &text).await;
    browser.wait_gone(NOTE).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_altered_public_spec_says_so_too() {
    const NOTE: &str = "[data-testid=altered]";
    let Some(file) = data("specs/openai-model-spec-2025-12-18-rev2.md") else {
        return;
    };
    let browser = Browser::at_work(Options::default()).await;
    browser.open_file(&file).await;
    browser
        .wait_text("[data-testid=status]", "59 clauses")
        .await;
    assert_eq!(browser.count(NOTE).await, 0);
    browser.click("[data-testid=edit-spec]").await;
    let field = "[data-testid=spec-text]";
    let text = browser.value(field).await;
    let altered = text.replacen("The assistant should", "The assistant must", 1);
    browser.fill(field, &altered).await;
    browser
        .wait_text(NOTE, "1 clause differs from the published text")
        .await;
    browser.fill(field, &text).await;
    browser.wait_gone(NOTE).await;
}
