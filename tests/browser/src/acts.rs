//! What a visitor does.

use crate::browser::Browser;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::{TypingData, WebElement};
use tokio::time::sleep;

const FIRST: &str = "document.querySelector(arguments[0])";
const NAMED: &str = "[...document.querySelectorAll(arguments[0])]\
    .find(it => it.textContent.includes(arguments[1]))";

impl Browser {
    /// Clicks the first match with the mouse.
    pub async fn click(&self, css: &str) {
        self.wait_for(css).await;
        self.click_found(FIRST, vec![json!(css)], css).await;
    }

    /// Clicks the first match that shows `name`.
    pub async fn click_named(&self, css: &str, name: &str) {
        self.wait_text(css, name).await;
        let what = format!("{css} named `{name}`");
        self.click_found(NAMED, vec![json!(css), json!(name)], &what)
            .await;
    }

    /// Clicks; where something just moved or was drawn anew, once more.
    async fn click_found(&self, expression: &str, arguments: Vec<Value>, what: &str) {
        const TRIES: usize = 5;
        let mut fault = String::new();
        for _ in 0..TRIES {
            let Some(element) = self.element(expression, arguments.clone()).await else {
                sleep(Duration::from_millis(60)).await;
                continue;
            };
            match element.click().await {
                Ok(()) => return,
                Err(error) => fault = error.to_string(),
            }
            // What stands below a head that stays is scrolled out from there, as by a person; to
            // the driver it was in view. What is gone is found anew.
            let _ = element.scroll_into_view().await;
            sleep(Duration::from_millis(60)).await;
        }
        panic!(
            "{what} cannot be clicked: {fault}\n{}",
            self.describe().await
        );
    }

    /// Puts `text` into a field in one go, as pasting does.
    pub async fn fill(&self, css: &str, text: &str) {
        self.wait_for(css).await;
        let script = "(() => {
            const field = document.querySelector(arguments[0]);
            field.focus();
            field.value = arguments[1];
            field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
            return true;
        }).apply(null, arguments)";
        self.run(script, vec![json!(css), json!(text)], css).await;
    }

    /// Pastes into a field, as far as the page hears of it: what it leaves to the browser is not
    /// inserted.
    pub async fn paste(&self, css: &str, text: &str) {
        self.wait_for(css).await;
        let script = "(() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', arguments[1]);
            const field = document.querySelector(arguments[0]);
            const how = { clipboardData, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent('paste', how));
            return true;
        }).apply(null, arguments)";
        self.run(script, vec![json!(css), json!(text)], css).await;
    }

    /// Types into a field after what stands there.
    pub async fn type_keys(&self, css: &str, keys: impl Into<TypingData>) {
        self.wait_for(css).await;
        let field = self.found(css).await;
        let typed = field.send_keys(keys).await;
        typed.unwrap_or_else(|error| panic!("{css} takes no keys: {error}"));
    }

    /// Presses keys with nothing focused.
    pub async fn press(&self, keys: impl Into<TypingData>) {
        self.run(
            "(document.activeElement?.blur(), true)",
            Vec::new(),
            "focus",
        )
        .await;
        self.type_keys("body", keys).await;
    }

    /// Presses keys where the focus is, as someone without a mouse does.
    pub async fn press_here(&self, keys: impl Into<TypingData>) {
        let pressed = match self.driver.active_element().await {
            Ok(focused) => focused.send_keys(keys).await,
            Err(error) => Err(error),
        };
        pressed.unwrap_or_else(|error| panic!("no keys can be pressed: {error}"));
    }

    /// Picks an option of a `select` by what it shows.
    pub async fn pick(&self, css: &str, option: &str) {
        self.wait_text(&format!("{css} option"), option).await;
        let script = "(() => {
            const field = document.querySelector(arguments[0]);
            const at = [...field.options].findIndex(it => it.textContent.includes(arguments[1]));
            field.selectedIndex = at;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));
            return at >= 0;
        }).apply(null, arguments)";
        self.run(script, vec![json!(css), json!(option)], css).await;
    }

    /// Selects `words` in a text field, as dragging over them does.
    pub async fn select_words(&self, css: &str, words: &str) {
        self.wait_for(css).await;
        let script = "(() => {
            const field = document.querySelector(arguments[0]);
            const at = field.value.indexOf(arguments[1]);
            field.focus();
            field.setSelectionRange(at, at + arguments[1].length);
            return at >= 0;
        }).apply(null, arguments)";
        self.run(script, vec![json!(css), json!(words)], css).await;
        // The browser tells the page of a selection in a later turn.
        sleep(Duration::from_millis(100)).await;
    }

    /// Chooses a file for a file field.
    pub async fn upload(&self, css: &str, path: &Path) {
        self.wait_for(css).await;
        let path = path.canonicalize().expect("a file that is there");
        let field = self.found(css).await;
        let sent = field.send_keys(path.to_string_lossy().as_ref()).await;
        sent.unwrap_or_else(|error| panic!("{css} takes no file: {error}"));
    }

    /// Drops a file with this text anywhere on the page.
    pub async fn drop_file(&self, name: &str, text: &str) {
        let script = "(() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([arguments[1]], arguments[0]));
            const target = document.querySelector('.page');
            for (const kind of ['dragover', 'drop']) {
                target.dispatchEvent(new DragEvent(kind, {
                    bubbles: true, cancelable: true, dataTransfer: transfer,
                }));
            }
            return true;
        }).apply(null, arguments)";
        self.run(script, vec![json!(name), json!(text)], "dropping")
            .await;
    }

    /// What an element shows.
    pub async fn text(&self, css: &str) -> String {
        self.wait_for(css).await;
        self.string(&format!("{FIRST}.innerText"), css).await
    }

    /// What each match shows.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let script = "[...document.querySelectorAll(arguments[0])].map(it => it.innerText)";
        let texts = self.try_eval(script, vec![json!(css)]).await;
        serde_json::from_value(texts.unwrap_or_default()).unwrap_or_default()
    }

    /// What a field holds.
    pub async fn value(&self, css: &str) -> String {
        self.wait_for(css).await;
        self.string(&format!("{FIRST}.value"), css).await
    }

    /// How many elements match.
    pub async fn count(&self, css: &str) -> usize {
        let script = "document.querySelectorAll(arguments[0]).length";
        let n = self.try_eval(script, vec![json!(css)]).await;
        n.ok()
            .and_then(|it| it.as_u64())
            .map_or(0, |it| usize::try_from(it).unwrap_or(usize::MAX))
    }

    async fn string(&self, expression: &str, css: &str) -> String {
        let found = self.try_eval(expression, vec![json!(css)]).await;
        match found {
            Ok(Value::String(text)) => text,
            other => panic!("{css}: {other:?}\n{}", self.describe().await),
        }
    }

    async fn found(&self, css: &str) -> WebElement {
        match self.element(FIRST, vec![json!(css)]).await {
            Some(element) => element,
            None => panic!("{css} is not there\n{}", self.describe().await),
        }
    }

    async fn run(&self, script: &str, arguments: Vec<Value>, what: &str) {
        let done = self.try_eval(script, arguments).await;
        if done != Ok(Value::Bool(true)) {
            panic!("{what}: {done:?}\n{}", self.describe().await);
        }
    }

    /// Whether a dialog of the browser (`alert` and the like) is open.
    pub async fn has_alert(&self) -> bool {
        let text = self.driver.get_alert_text().await;
        !matches!(
            text.map_err(|it| it.into_inner()),
            Err(WebDriverErrorInner::NoSuchAlert(_))
        )
    }
}
