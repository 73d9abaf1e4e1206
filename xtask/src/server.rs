//! A static file server, as plain as the hosts the page is published on: for `cargo xtask serve`
//! and the browser tests.

use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Request, Response, StatusCode};

/// A browser asks for the page's files over several connections at once.
const N_THREADS: usize = 4;

/// Serves one folder until it is dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    address: String,
}

impl Server {
    /// Serves the files of `dir` on a free port of this machine, under `prefix`: `/` or, as on a
    /// host with several sites, `/some/sub/path/`.
    ///
    /// # Errors
    ///
    /// The system's, where no port can be had.
    pub fn start(dir: impl Into<PathBuf>, prefix: &str) -> io::Result<Server> {
        Server::start_on(dir, prefix, 0)
    }

    /// The same on a port of choice.
    ///
    /// # Errors
    ///
    /// The system's, where the port is taken.
    pub fn start_on(dir: impl Into<PathBuf>, prefix: &str, port: u16) -> io::Result<Server> {
        let http = tiny_http::Server::http(SocketAddr::from(([127, 0, 0, 1], port)))
            .map_err(io::Error::other)?;
        let port = http.server_addr().to_ip().map_or(port, |it| it.port());
        let http = Arc::new(http);
        let site = Arc::new(Site::new(dir.into(), prefix));
        let address = format!("http://127.0.0.1:{port}{}", site.prefix);
        for _ in 0..N_THREADS {
            let (http, site) = (http.clone(), site.clone());
            thread::spawn(move || {
                while let Ok(request) = http.recv() {
                    site.answer(request);
                }
            });
        }
        Ok(Server { http, address })
    }

    /// Serves until the program is stopped.
    pub fn wait(&self) -> ! {
        loop {
            thread::park();
        }
    }

    /// The page's address: ends with `/`.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in 0..N_THREADS {
            self.http.unblock();
        }
    }
}

struct Site {
    dir: PathBuf,
    /// Begins and ends with `/`.
    prefix: String,
}

impl Site {
    fn new(dir: PathBuf, prefix: &str) -> Site {
        let name = prefix.trim_matches('/');
        let prefix = if name.is_empty() {
            "/".to_owned()
        } else {
            format!("/{name}/")
        };
        Site { dir, prefix }
    }

    fn answer(&self, request: Request) {
        let opened = self.file(request.url()).and_then(|path| {
            let file = File::open(&path).ok()?;
            Some((path, file))
        });
        // A browser that went away in the meantime needs no answer.
        let _ = match opened {
            Some((path, file)) => {
                let response = Response::from_file(file)
                    .with_header(header("Content-Type", mime(&path)))
                    .with_header(header("Cache-Control", "no-cache"));
                request.respond(response)
            }
            None => {
                let response = Response::from_string("There is no such file here.\n");
                request.respond(response.with_status_code(StatusCode(404)))
            }
        };
    }

    /// The file that an address names, never one outside the folder.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?.strip_prefix(&self.prefix)?;
        let path = Path::new(if path.is_empty() { "index.html" } else { path });
        let is_inside = path
            .components()
            .all(|it| matches!(it, Component::Normal(_)));
        let file = self.dir.join(path);
        (is_inside && file.is_file()).then_some(file)
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values here are plain ASCII")
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|it| it.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json" | "webmanifest") => "application/json",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_files_of_the_folder_only() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("index.html"), "page").unwrap();
        std::fs::write(dir.path().join("page.js"), "script").unwrap();
        let site = Site::new(dir.path().to_owned(), "some/sub/path");
        let found = |url: &str| site.file(url).is_some();
        assert!(found("/some/sub/path/"));
        assert!(found("/some/sub/path/page.js?n=1"));
        assert!(!found("/page.js"));
        assert!(!found("/some/sub/path/none.js"));
        assert!(!found("/some/sub/path/../page.js"));
        assert!(!found("/some/sub/path//etc/passwd"));
    }
}
