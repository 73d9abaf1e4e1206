//! What the browser noticed beside what it shows: errors, broken policies, requests.

use crate::browser::Browser;
use serde_json::Value;

/// Runs before the page's own scripts.
pub(crate) const RECORDER: &str = r"
window.__recorder = { errors: [], violations: [] };
document.addEventListener('securitypolicyviolation', (it) =>
  window.__recorder.violations.push(`${it.violatedDirective}: ${it.blockedURI} (${it.sample})`));
window.addEventListener('error', (it) => window.__recorder.errors.push(String(it.message)));
window.addEventListener('unhandledrejection', (it) =>
  window.__recorder.errors.push(`rejected: ${it.reason}`));
";

/// What was noticed since the browser was opened.
#[derive(Debug, Default)]
pub(crate) struct Records {
    errors: Vec<String>,
    violations: Vec<String>,
    requests: Vec<String>,
}

impl Browser {
    /// Errors the page raised or the browser wrote to its console.
    ///
    /// # Panics
    ///
    /// Where another test's panic broke the records.
    pub async fn console_errors(&self) -> Vec<String> {
        self.keep_records().await;
        self.records.lock().expect("one user").errors.clone()
    }

    /// What the page's content security policy stopped.
    ///
    /// # Panics
    ///
    /// Where another test's panic broke the records.
    pub async fn csp_violations(&self) -> Vec<String> {
        self.keep_records().await;
        self.records.lock().expect("one user").violations.clone()
    }

    /// Every address the browser asked for on behalf of the page.
    ///
    /// # Panics
    ///
    /// Where another test's panic broke the records.
    pub async fn requests(&self) -> Vec<String> {
        self.keep_records().await;
        self.records.lock().expect("one user").requests.clone()
    }

    /// Requests for anything but the page's own files.
    pub async fn foreign_requests(&self) -> Vec<String> {
        // No page may ask for what begins with `chrome`: that is the browser's own first tab.
        let schemes = ["blob:", "data:", "chrome:", "chrome-untrusted:"];
        let own = |it: &String| {
            it.starts_with(self.home()) || schemes.iter().any(|scheme| it.starts_with(scheme))
        };
        let requests = self.requests().await;
        requests.into_iter().filter(|it| !own(it)).collect()
    }

    /// Fails where the page raised an error, broke its policy or asked for anything but its files.
    ///
    /// # Panics
    ///
    /// As said.
    pub async fn assert_quiet(&self) {
        let none: Vec<String> = Vec::new();
        assert_eq!(self.csp_violations().await, none, "policy");
        assert_eq!(self.console_errors().await, none, "errors");
        assert_eq!(self.foreign_requests().await, none, "requests");
    }

    /// Takes what the document and the driver recorded so far; a reload empties the document's.
    pub(crate) async fn keep_records(&self) {
        let of_page = "(() => {
            const seen = window.__recorder;
            if (seen) window.__recorder = { errors: [], violations: [] };
            return seen;
        })()";
        let of_page = self.try_eval(of_page, Vec::new()).await.unwrap_or_default();
        let console = self.driver.browser_log().await.unwrap_or_default();
        let network = self.driver.get_log("performance").await.unwrap_or_default();
        let mut records = self.records.lock().expect("one user");
        records.errors.extend(strings(&of_page["errors"]));
        records.violations.extend(strings(&of_page["violations"]));
        for entry in console.into_iter().filter(|it| it.level == "SEVERE") {
            if entry.message.contains("Content Security Policy") {
                records.violations.push(entry.message);
            } else {
                records.errors.push(entry.message);
            }
        }
        let asked = network.iter().filter_map(|it| requested(&it.message));
        records.requests.extend(asked);
    }
}

fn strings(list: &Value) -> impl Iterator<Item = String> + '_ {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|it| it.as_str().map(str::to_owned))
}

/// The address in an entry of the performance log that tells of a request.
fn requested(entry: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(entry).ok()?;
    let message = &entry["message"];
    let (method, parameters) = (message["method"].as_str()?, &message["params"]);
    let address = match method {
        "Network.requestWillBeSent" => &parameters["request"]["url"],
        "Network.webSocketCreated" => &parameters["url"],
        _ => return None,
    };
    // The browser's own pages are no page's doing.
    let address = address.as_str()?;
    (!address.starts_with("chrome://")).then(|| address.to_owned())
}
