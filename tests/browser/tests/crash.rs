//! A tab or the whole browser goes in the middle of typing: nothing older than a second is lost.
//!
//! Five moments, or as many as `PLUMBLINE_CRASHES` says, from the seed `PLUMBLINE_SEED`.

use browser::{Browser, Options, REPLY};
use std::time::{Duration, SystemTime};
use tokio::time::sleep;

const TITLE: &str = ".scenario-title";
/// How much typing may be lost, in milliseconds.
const MAY_BE_LOST: u128 = 1000;

/// Types the time, again and again, into the reply and the scenario's title: in bursts, in long
/// runs without a pause, and with gaps.
const TYPIST: &str = "(() => {
    let seed = SEED;
    const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    window.__typed = [];
    const type = (css, text) => {
        const field = document.querySelector(css);
        const kind = field.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
        Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, field.value + text);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    let css = 'REPLY';
    const step = () => {
        const now = Date.now();
        type(css, ` ${now}`);
        window.__typed.push([css === 'REPLY', now]);
        if (chance() < 0.1) css = css === 'REPLY' ? 'TITLE' : 'REPLY';
        setTimeout(step, chance() < 0.06 ? 700 * chance() : 20 + 60 * chance());
    };
    step();
    return true;
})()";

#[tokio::test]
async fn nothing_older_than_a_second_is_lost() {
    let n_crashes = number("PLUMBLINE_CRASHES").unwrap_or(5);
    let mut seed = number("PLUMBLINE_SEED").unwrap_or(20_311_104);
    for at in 0..n_crashes {
        seed = seed * 48_271 % 2_147_483_647;
        let (n_lost, oldest) = crash_once(seed, at % 2 == 1).await;
        println!("crash {at}, seed {seed}: {n_lost} lost, the oldest {oldest} ms old");
        assert!(oldest <= MAY_BE_LOST, "seed {seed}: {oldest} ms");
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// How many keystrokes were lost, and how old the oldest was, in milliseconds.
async fn crash_once(seed: u64, whole_browser: bool) -> (usize, u128) {
    let profile = tempfile::tempdir().expect("a folder for the profile");
    let options = || Options {
        profile: Some(profile.path().to_owned()),
        ..Options::default()
    };
    let browser = Browser::at_work(options()).await;
    let typist = TYPIST.replace("SEED", &seed.to_string());
    let typist = typist.replace("REPLY", REPLY).replace("TITLE", TITLE);
    browser.eval(&typist).await;
    sleep(Duration::from_millis(1500 + seed % 2500)).await;
    let typed = browser.eval("window.__typed").await;
    #[expect(
        clippy::disallowed_methods,
        reason = "a test runs where there is a clock"
    )]
    let killed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let killed = killed.expect("a clock that is set").as_millis();
    if whole_browser {
        browser.kill(profile.path());
    } else {
        browser.crash_tab().await;
    }
    browser.close().await;

    let again = Browser::open_ready(options()).await;
    again.wait_text("[data-testid=status]", "12 clauses").await;
    let found = [again.value(TITLE).await, again.value(REPLY).await];
    let typed: Vec<(bool, u64)> = serde_json::from_value(typed).expect("what was typed");
    assert!(typed.len() > 10, "{typed:?}");
    let is_lost = |(in_reply, time): &&(bool, u64)| {
        !found[usize::from(*in_reply)].contains(&time.to_string())
    };
    let lost: Vec<_> = typed.iter().filter(is_lost).collect();
    let oldest = lost
        .first()
        .map_or(0, |it| killed.saturating_sub(u128::from(it.1)));
    again.assert_quiet().await;
    (lost.len(), oldest)
}
