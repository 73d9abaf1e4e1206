//! The engine's module: a [`Session`](plumbline::protocol::Session) behind three functions that
//! take and give JSON text. A worker (`www/worker.js`) or the page itself holds it.

fn main() {}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
mod host {
    use plumbline::engine::Budget;
    use plumbline::protocol::{BUILD, Reply, Request, Session};
    use wasm_bindgen::prelude::*;

    /// Check runs between two looks at the clock.
    const SLICE: Budget = Budget(200);

    /// How long to work between two looks at the message queue, in milliseconds: little enough for
    /// an engine in the page to leave each frame its time.
    const SPELL_MS: f64 = 8.0;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Date)]
        fn now() -> f64;
    }

    /// A session with its greeting: the first message is the page's build.
    #[wasm_bindgen]
    pub struct EngineHost {
        session: Session,
        greeted: bool,
    }

    #[wasm_bindgen]
    impl EngineHost {
        /// An engine that holds nothing yet.
        #[wasm_bindgen(constructor)]
        pub fn new() -> EngineHost {
            EngineHost {
                session: Session::default(),
                greeted: false,
            }
        }

        /// Takes a message and returns the replies that can be given at once. A page of another
        /// build hears only which build this is.
        pub fn post(&mut self, text: &str) -> Vec<String> {
            if !self.greeted {
                self.greeted = text == BUILD;
                return write(vec![Reply::Hello {
                    build: BUILD.to_owned(),
                }]);
            }
            // Both come from one build, so what cannot be read is not for this engine.
            let Ok(request) = serde_json::from_str::<Request>(text) else {
                return Vec::new();
            };
            write(self.session.post(request))
        }

        /// Works slices for a few milliseconds, or until there is more to say than how far it is.
        pub fn step(&mut self) -> Vec<String> {
            let end = now() + SPELL_MS;
            loop {
                let replies = self.session.step(SLICE);
                let is_working = matches!(replies[..], [Reply::Progress { .. }]);
                if !is_working || now() >= end {
                    return write(replies);
                }
            }
        }

        /// Whether there is work to do.
        pub fn busy(&self) -> bool {
            self.session.is_busy()
        }
    }

    fn write(replies: Vec<Reply>) -> Vec<String> {
        replies
            .iter()
            .filter_map(|reply| serde_json::to_string(reply).ok())
            .collect()
    }
}
