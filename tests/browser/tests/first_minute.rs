//! The first minute of a new visitor, step by step.

use browser::{Browser, Options};

#[tokio::test]
async fn opens() {
    let browser = Browser::open_ready(Options::default()).await;
    println!("{}", browser.text("body").await);
    println!("{:?}", browser.requests().await);
    browser.assert_quiet().await;
    browser.close().await;
}
