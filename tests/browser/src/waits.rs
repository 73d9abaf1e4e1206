//! Waiting until the page is as expected.

use crate::browser::Browser;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(15);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(40);

impl Browser {
    /// Waits until the page is drawn.
    pub async fn wait_drawn(&self) {
        self.wait_until("!!document.documentElement.dataset.ready")
            .await;
    }

    /// Waits until the engine has given its verdicts.
    pub async fn wait_ready(&self) {
        self.wait_until("document.documentElement.dataset.ready === 'engine'")
            .await;
    }

    /// Waits until an element matches.
    pub async fn wait_for(&self, css: &str) {
        let found = "!!document.querySelector(arguments[0])";
        self.wait_with(found, vec![json!(css)], &format!("{css} to be there"))
            .await;
    }

    /// Waits until no element matches.
    pub async fn wait_gone(&self, css: &str) {
        let gone = "!document.querySelector(arguments[0])";
        self.wait_with(gone, vec![json!(css)], &format!("{css} to be gone"))
            .await;
    }

    /// Waits until a matching element shows `part`.
    pub async fn wait_text(&self, css: &str, part: &str) {
        let shown = "[...document.querySelectorAll(arguments[0])]\
            .some(it => it.textContent.includes(arguments[1]))";
        let what = format!("{css} to say `{part}`");
        self.wait_with(shown, vec![json!(css), json!(part)], &what)
            .await;
    }

    /// Waits until a field holds `value`.
    pub async fn wait_value(&self, css: &str, value: &str) {
        let held = "document.querySelector(arguments[0])?.value === arguments[1]";
        let what = format!("{css} to hold `{value}`");
        self.wait_with(held, vec![json!(css), json!(value)], &what)
            .await;
    }

    /// Waits until a JavaScript expression is true.
    pub async fn wait_until(&self, condition: &str) {
        self.wait_with(&format!("!!({condition})"), Vec::new(), condition)
            .await;
    }

    /// Waits until what `css` finds begins within the window, and not at its very end.
    ///
    /// # Panics
    ///
    /// Where that does not happen.
    pub async fn wait_in_view(&self, css: &str) {
        let condition = "(() => {
            const box = document.querySelector(arguments[0])?.getBoundingClientRect();
            return !!box && box.top >= 0 && box.top < innerHeight - 100;
        }).apply(null, arguments)";
        let what = format!("{css} to be in view");
        self.wait_with(condition, vec![json!(css)], &what).await;
    }

    pub(crate) async fn wait_with(&self, condition: &str, arguments: Vec<Value>, what: &str) {
        let deadline = Instant::now() + DEADLINE;
        let mut last = Ok(Value::Null);
        while Instant::now() < deadline {
            // A page that is just loading may have no document to ask.
            last = self.try_eval(condition, arguments.clone()).await;
            if last == Ok(Value::Bool(true)) {
                return;
            }
            sleep(PAUSE).await;
        }
        let fault = last.err().unwrap_or_default();
        let page = self.describe().await;
        panic!("waited {DEADLINE:?} for {what}. {fault}\n{page}");
    }

    /// Address, state and first words of the page, for messages.
    pub(crate) async fn describe(&self) -> String {
        let words = "(() => {
            const text = (css) => [...document.querySelectorAll(css)].map(it => it.innerText)
                .join(' / ').replace(/\\s+/g, ' ').slice(0, 700);
            return {
                ready: document.documentElement.dataset.ready,
                over: text('.notice, dialog, .banner, .tour, .finding'),
                reply: document.querySelector('[data-testid=reply] textarea')?.value.slice(0, 200),
                line: text('[data-testid=line]'),
                status: text('[data-testid=status]'),
                errors: window.__recorder?.errors,
                body: text('body').slice(0, 300),
            };
        })()";
        let said = self.try_eval(words, Vec::new()).await;
        let said = said.unwrap_or_else(|error| json!(error));
        format!("at {}: {said:#}", self.address().await)
    }
}
