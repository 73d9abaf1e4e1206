//! A browser with a profile of its own.

use crate::driver::Driver;
use crate::options::Options;
use crate::records::{self, Records};
use crate::{programs, site};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities as _;
use thirtyfour::{
    ChromeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver, WebElement,
    WindowHandle,
};

/// One browser with one page. It closes when it is dropped, whatever the test came to.
///
/// Everything a visitor does waits until it can be done, and panics with what the page says when
/// that takes too long.
pub struct Browser {
    pub(crate) driver: WebDriver,
    pub(crate) records: Mutex<Records>,
    home: String,
    process: Arc<Driver>,
    /// The folder of its profile.
    pub(crate) profile: PathBuf,
    _own_profile: Option<TempDir>,
}

impl Browser {
    /// Starts a browser that has opened nothing yet.
    ///
    /// # Panics
    ///
    /// Where there is no built page, no Chromium or no driver.
    pub async fn open(options: Options) -> Browser {
        let home = options
            .address
            .clone()
            .unwrap_or_else(|| site::home().to_owned());
        let process = Driver::shared();
        let (profile, own_profile) = match &options.profile {
            Some(profile) => (profile.clone(), None),
            None => {
                let own = tempfile::tempdir().expect("a folder for the profile");
                (own.path().to_owned(), Some(own))
            }
        };
        let driver = WebDriver::new(process.address(), capabilities(&profile)).await;
        let browser = Browser {
            driver: driver.unwrap_or_else(|error| panic!("Chromium does not start: {error}")),
            records: Mutex::default(),
            home,
            process,
            profile,
            _own_profile: own_profile,
        };
        browser.prepare(&options).await;
        browser
    }

    /// Starts a browser, opens the page, and waits until the engine has given its verdicts.
    ///
    /// # Panics
    ///
    /// Where that does not happen.
    pub async fn open_ready(options: Options) -> Browser {
        let browser = Browser::open(options).await;
        browser.goto("").await;
        browser.wait_ready().await;
        browser
    }

    async fn prepare(&self, options: &Options) {
        self.resize(options.size).await;
        if options.dark {
            let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
            self.cdp("Emulation.setEmulatedMedia", json!({ "features": dark }))
                .await;
        }
        let scripts = options.before_load.iter().map(String::as_str);
        for source in [records::RECORDER].into_iter().chain(scripts) {
            let script = json!({ "source": source });
            self.cdp("Page.addScriptToEvaluateOnNewDocument", script)
                .await;
        }
    }

    /// Opens the page with this fragment, `#` included; nothing for the page alone.
    ///
    /// # Panics
    ///
    /// Where the browser refuses.
    pub async fn goto(&self, fragment: &str) {
        self.keep_records().await;
        let address = format!("{}{fragment}", self.home);
        let went = self.driver.goto(&address).await;
        went.unwrap_or_else(|error| panic!("{address} does not open: {error}"));
    }

    /// Loads the page again.
    ///
    /// # Panics
    ///
    /// Where the browser refuses.
    pub async fn reload(&self) {
        self.keep_records().await;
        self.driver.refresh().await.expect("the page loads again");
    }

    /// The address of the page under test.
    pub fn home(&self) -> &str {
        &self.home
    }

    /// Where the browser is.
    pub async fn address(&self) -> String {
        let address = self.driver.current_url().await;
        address.map_or_else(|error| error.to_string(), |it| it.to_string())
    }

    /// The tab that is in front.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub async fn tab(&self) -> WindowHandle {
        self.driver.window().await.expect("a tab")
    }

    /// Opens another tab, in front.
    ///
    /// # Panics
    ///
    /// Where the browser refuses.
    pub async fn new_tab(&self) -> WindowHandle {
        self.keep_records().await;
        let tab = self.driver.new_tab().await.expect("another tab");
        self.switch_to(&tab).await;
        tab
    }

    /// Brings a tab to the front.
    ///
    /// # Panics
    ///
    /// Where it is gone.
    pub async fn switch_to(&self, tab: &WindowHandle) {
        self.keep_records().await;
        let switched = self.driver.switch_to_window(tab.clone()).await;
        switched.expect("the tab is there");
    }

    /// Takes the page away in the middle of what it does.
    pub async fn crash_tab(&self) {
        let cdp = self.driver.cdp();
        // Nobody is left to answer.
        let answer = cdp.send_raw("Page.crash", json!({}));
        let _ = tokio::time::timeout(Duration::from_secs(2), answer).await;
    }

    /// Kills the browser, which notes its process in the profile.
    ///
    /// # Panics
    ///
    /// Where it is not running on this profile.
    pub fn kill(&self, profile: &Path) {
        let lock = std::fs::read_link(profile.join("SingletonLock")).expect("a running browser");
        let lock = lock.to_string_lossy();
        let (_, process) = lock.rsplit_once('-').expect("host and process");
        let killed = Command::new("kill").args(["-9", process]).status();
        assert!(killed.is_ok_and(|it| it.success()), "{process}");
    }

    /// Gives the page another size, in CSS pixels.
    ///
    /// # Panics
    ///
    /// Where the browser refuses.
    pub async fn resize(&self, (width, height): (u32, u32)) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
        });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Sends a command of the Chrome DevTools Protocol.
    ///
    /// # Panics
    ///
    /// Where the browser refuses.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(command, parameters).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// The value of a JavaScript expression; of a promise, what it comes to.
    ///
    /// # Panics
    ///
    /// Where it throws.
    pub async fn eval(&self, expression: &str) -> Value {
        self.try_eval(expression, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The same with `arguments[0]` and so on.
    pub(crate) async fn try_eval(
        &self,
        expression: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, String> {
        let script = format!("return ({expression});");
        let answer = self.driver.execute(script, arguments).await;
        answer
            .map(|it| it.json().clone())
            .map_err(|error| error.to_string())
    }

    /// The element that a JavaScript expression gives, if any.
    pub(crate) async fn element(
        &self,
        expression: &str,
        arguments: Vec<Value>,
    ) -> Option<WebElement> {
        let script = format!("return ({expression});");
        let answer = self.driver.execute(script, arguments).await.ok()?;
        answer.element().ok()
    }

    /// Takes a picture of what can be seen.
    ///
    /// # Panics
    ///
    /// Where the file cannot be written.
    pub async fn screenshot(&self, path: &Path) {
        let taken = self.driver.screenshot(path).await;
        taken.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Ends the browser; dropping it does the same.
    pub async fn close(self) {}
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The library's own farewell waits for a runtime that stands still in a panicking test.
        if self.driver.clone().leak().is_ok() {
            self.process
                .end_session(&self.driver.session_id().to_string());
        }
    }
}

fn capabilities(profile: &Path) -> ChromeCapabilities {
    let mut it = DesiredCapabilities::chrome();
    let profile = format!("--user-data-dir={}", profile.display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1440,1000",
        &profile,
    ];
    let chrome = programs::chrome();
    (|| {
        it.set_binary(&chrome.to_string_lossy())?;
        arguments
            .iter()
            .try_for_each(|argument| it.add_arg(argument))?;
        it.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        it.set_logging_prefs("performance", LoggingPrefsLogLevel::All)
    })()
    .expect("capabilities are JSON");
    it
}
