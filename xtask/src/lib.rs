//! What the browser tests share with `cargo xtask`, and what of it has tests: the server that shows
//! a built page, where browsers are, the files of a folder.

pub mod files;
pub mod names;
pub mod programs;
pub mod server;
