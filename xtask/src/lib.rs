//! What the browser tests share with `cargo xtask`: the server that shows a built page.

pub mod server;
