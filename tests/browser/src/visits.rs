//! What visitors do again and again.

use crate::browser::Browser;
use crate::options::Options;
use std::path::Path;

/// The text of the chosen reply's first message.
pub const REPLY: &str = "[data-testid=reply] textarea";
/// The verdicts.
pub const LINE: &str = "[data-testid=line]";

impl Browser {
    /// A new visitor who goes straight to the workbench.
    pub async fn at_work(options: Options) -> Browser {
        let browser = Browser::open_ready(options).await;
        browser.click("[data-testid=tour-skip]").await;
        browser.wait_for(LINE).await;
        browser
    }

    /// Waits until the work is in the browser's storage.
    pub async fn wait_saved(&self) {
        // A busy page draws what was typed in a later turn, and until then says what was true.
        let idle = "new Promise(done => requestIdleCallback(() => setTimeout(done, 20), { timeout: 1000 }))";
        self.eval(idle).await;
        self.wait_text(
            "[data-testid=saved]:not([data-pending])",
            "saved in this browser",
        )
        .await;
    }

    /// Makes a share link and returns its fragment, `#` included.
    ///
    /// # Panics
    ///
    /// Where the link is not one of this page.
    pub async fn share(&self) -> String {
        self.click("[data-testid=share]").await;
        let link = self.value("[data-testid=share-link]").await;
        self.click("dialog header button").await;
        self.wait_gone("dialog").await;
        let fragment = link.strip_prefix(self.home());
        fragment.unwrap_or_else(|| panic!("{link}")).to_owned()
    }

    /// Opens pasted text.
    pub async fn paste_spec(&self, text: &str) {
        self.paste_link(text).await;
        self.wait_gone("dialog").await;
    }

    /// Opens a pasted link; what it shows comes later.
    pub async fn paste_link(&self, text: &str) {
        self.click("[data-testid=open]").await;
        self.fill("[data-testid=paste]", text).await;
        self.click("[data-testid=open-pasted]").await;
    }

    /// Opens a file.
    pub async fn open_file(&self, path: &Path) {
        self.click("[data-testid=open]").await;
        self.upload("[data-testid=spec-file]", path).await;
        self.wait_gone("dialog").await;
    }

    /// Waits until a clause stands as `word` on the line: `broken`, `kept`, `no-break`, …
    pub async fn wait_status(&self, clause: &str, word: &str) {
        self.wait_for(&format!("{LINE} li.{word}[data-clause='{clause}']"))
            .await;
    }

    /// Chooses a clause on the line.
    pub async fn choose(&self, clause: &str) {
        let row = format!("{LINE} li[data-clause='{clause}']");
        self.wait_for(&row).await;
        if self.count(&format!("{row}.chosen")).await == 0 {
            self.click(&format!("{row} .row-head")).await;
            self.wait_for(&format!("{row}.chosen")).await;
        }
    }

    /// Says what the visitor thinks of the chosen clause: `broken`, `kept`, …
    pub async fn say(&self, word: &str) {
        self.click(&format!("{LINE} .own [data-testid=say-{word}]"))
            .await;
    }

    /// Picks `item` from the first menu inside `css`.
    pub async fn menu(&self, css: &str, item: &str) {
        let menu = format!("{css} details.menu");
        self.wait_for(&menu).await;
        self.eval(&format!("document.querySelector({menu:?}).open = true"))
            .await;
        self.click_named(&format!("{menu} button"), item).await;
        self.wait_gone("details.menu[open]").await;
    }

    /// What every message of the conversation and of the reply says, in order.
    pub async fn messages(&self) -> Vec<String> {
        let said =
            "[...document.querySelectorAll('.message > .field textarea')].map(it => it.value)";
        serde_json::from_value(self.eval(said).await).unwrap_or_default()
    }

    /// Clicks until a field holds `value`, as people press Undo until it looks right.
    ///
    /// # Panics
    ///
    /// Where it never does.
    pub async fn click_until_value(&self, button: &str, css: &str, value: &str) {
        const MOST: usize = 12;
        for _ in 0..MOST {
            if self.value(css).await == value {
                return;
            }
            self.click(button).await;
        }
        self.wait_value(css, value).await;
    }
}
