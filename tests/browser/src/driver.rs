//! One `chromedriver` for all browsers of a test process.

use crate::programs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

/// A running driver; it ends, and its browsers with it, when the last browser drops it.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// The driver of this process, started where there is none.
    pub(crate) fn shared() -> Arc<Driver> {
        static DRIVER: Mutex<Weak<Driver>> = Mutex::new(Weak::new());
        // A test that panicked while starting one left nothing behind.
        let mut shared = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let driver = Arc::new(Driver::start());
            *shared = Arc::downgrade(&driver);
            driver
        })
    }

    fn start() -> Driver {
        let program = programs::chromedriver();
        let port = free_port();
        let child = Command::new(&program)
            .arg(format!("--port={port}"))
            .arg("--log-level=OFF")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let driver = Driver { child, port };
        driver.wait();
        driver
    }

    fn wait(&self) {
        const TRIES: u32 = 200;
        for _ in 0..TRIES {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("chromedriver does not answer on port {}", self.port);
    }

    /// Where it takes commands.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends one browser.
    pub(crate) fn end_session(&self, session: &str) {
        self.send("DELETE", &format!("/session/{session}"));
    }

    /// Sends a request without a runtime, which a test that panicked no longer has.
    fn send(&self, method: &str, path: &str) {
        let head = "HTTP/1.1\r\nHost: localhost\r\nConnection: close";
        let request = format!("{method} {path} {head}\r\n\r\n");
        if let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) {
            // What cannot be said now is said by killing the driver.
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read(&mut [0; 64]);
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.send("GET", "/shutdown");
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("a bound port").port()
}
