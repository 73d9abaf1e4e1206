//! A line of one's own to the browser.

use crate::Browser;
use serde_json::{Value, json};
use std::fs;
use std::net::TcpStream;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

/// Sends commands of the Chrome DevTools Protocol to a page without the driver between.
///
/// The driver has the page evaluate something of its own around every command. Where the page's
/// work is measured, that would count as the page's.
pub struct DevTools {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    sent: u64,
}

impl Browser {
    /// Opens a line to the page that is in front.
    ///
    /// # Panics
    ///
    /// Where the browser has no such page, or does not answer.
    pub fn dev_tools(&self) -> DevTools {
        let file = self.profile.join("DevToolsActivePort");
        let told = fs::read_to_string(&file);
        let told = told.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let (port, path) = told.split_once('\n').expect("a port and a path");
        let (socket, _) = tungstenite::connect(format!("ws://127.0.0.1:{port}{path}"))
            .unwrap_or_else(|error| panic!("the browser takes no line: {error}"));
        let mut line = DevTools {
            socket,
            session: None,
            sent: 0,
        };
        let targets = line.send("Target.getTargets", json!({}));
        let targets = targets["targetInfos"].as_array().expect("a list");
        let is_page = |it: &&Value| it["type"] == "page";
        let page = &targets.iter().find(is_page).expect("a page")["targetId"];
        let attach = json!({"targetId": page, "flatten": true});
        let attached = line.send("Target.attachToTarget", attach);
        line.session = attached["sessionId"].as_str().map(str::to_owned);
        line
    }
}

impl DevTools {
    /// Sends one command, and waits for its answer.
    ///
    /// # Panics
    ///
    /// Where the browser refuses.
    pub fn send(&mut self, command: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut message = json!({"id": self.sent, "method": command, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let sent = self.socket.send(Message::text(message.to_string()));
        sent.unwrap_or_else(|error| panic!("{command}: {error}"));
        loop {
            let heard = self.socket.read();
            let heard = heard.unwrap_or_else(|error| panic!("{command}: {error}"));
            // What the browser tells unasked has no number.
            let mut answer: Value = serde_json::from_slice(&heard.into_data()).unwrap_or_default();
            if answer["id"] == self.sent {
                assert!(answer["error"].is_null(), "{command}: {}", answer["error"]);
                return answer["result"].take();
            }
        }
    }
}
