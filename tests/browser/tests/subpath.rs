//! The page works wherever its files are put.

use browser::server::Server;
use browser::{Browser, Options, REPLY, dist};

#[tokio::test]
async fn under_a_sub_path_everything_works() {
    let server = Server::start(dist(), "/some/sub/path/").expect("a free port");
    let browser = Browser::at_work(Options::default().at(server.address())).await;
    browser.wait_status("keep-loans-private", "broken").await;
    browser
        .fill(REPLY, "I can't say. Shall I look for a book for you?")
        .await;
    browser.wait_status("keep-loans-private", "no-break").await;
    let link = browser.share().await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser
        .wait_value(REPLY, "I can't say. Shall I look for a book for you?")
        .await;
    browser.assert_quiet().await;

    let reader = Browser::open(Options::default().at(server.address())).await;
    reader.goto(&link).await;
    reader.wait_for("[data-testid=finding]").await;
    reader.assert_quiet().await;
}

#[tokio::test]
async fn under_a_sub_path_the_page_works_without_workers() {
    let server = Server::start(dist(), "/p/").expect("a free port");
    let no_worker = "window.Worker = class { constructor() { throw new Error('no workers'); } };";
    let options = Options::default()
        .at(server.address())
        .before_load(no_worker);
    let browser = Browser::at_work(options).await;
    browser.wait_status("keep-loans-private", "broken").await;
    browser.assert_quiet().await;
}
