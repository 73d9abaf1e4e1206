//! A server for one folder of files, for `cargo xtask serve` and the browser tests.

use std::io;
use std::ops::RangeInclusive;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use tiny_http::{Header, Request, Response};

/// A running server. It stops when it is dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    thread: Option<JoinHandle<()>>,
    address: String,
}

impl Server {
    /// Serves `folder` under `prefix` (`/` or `/some/path/`) on the first free port of `ports`.
    ///
    /// # Errors
    ///
    /// Where no port is free.
    pub fn start(folder: PathBuf, prefix: &str, ports: RangeInclusive<u16>) -> io::Result<Server> {
        let mut refused = io::Error::other("no port to try");
        for port in ports {
            match tiny_http::Server::http(("127.0.0.1", port)) {
                Ok(http) => return Ok(Server::run(http, folder, prefix)),
                Err(error) => refused = io::Error::other(error),
            }
        }
        Err(refused)
    }

    fn run(http: tiny_http::Server, folder: PathBuf, prefix: &str) -> Server {
        let http = Arc::new(http);
        let address = format!("http://{}{prefix}", http.server_addr());
        let (listener, prefix) = (http.clone(), prefix.to_owned());
        let thread = std::thread::spawn(move || {
            for request in listener.incoming_requests() {
                answer(request, &folder, &prefix);
            }
        });
        Server {
            http,
            thread: Some(thread),
            address,
        }
    }

    /// The page's address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Serves until the program is stopped.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread ends only with the server; a panic in it was printed already.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.http.unblock();
    }
}

fn answer(request: Request, folder: &Path, prefix: &str) {
    let file = file_of(request.url(), folder, prefix);
    let content = file.as_ref().and_then(|path| std::fs::read(path).ok());
    let response = match (&file, content) {
        (Some(path), Some(content)) => {
            let kind = kind_of(path);
            let response = Response::from_data(content);
            [("Content-Type", kind), ("Cache-Control", "no-cache")]
                .iter()
                .filter_map(|(name, value)| Header::from_bytes(*name, *value).ok())
                .fold(response, Response::with_header)
        }
        _ => Response::from_string("not found").with_status_code(404),
    };
    // A browser that went away does not need the answer.
    let _ = request.respond(response);
}

/// The file an address names, or `None` where it lies outside the folder.
fn file_of(url: &str, folder: &Path, prefix: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix(prefix)?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = path
        .components()
        .all(|it| matches!(it, Component::Normal(_)));
    inside.then(|| folder.join(path))
}

fn kind_of(path: &Path) -> &'static str {
    match path.extension().and_then(|it| it.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = Path::new("/srv");
        let file = |url| file_of(url, folder, "/p/");
        assert_eq!(file("/p/"), Some(folder.join("index.html")));
        assert_eq!(file("/p/a.js?n=2"), Some(folder.join("a.js")));
        assert_eq!(file("/p/../secret"), None);
        assert_eq!(file("/other"), None);
    }
}
