//! Opens the built page in a real Chromium and uses it as a person would.
//!
//! Every test gets a browser with a profile of its own; a test process shares one driver and one
//! server. What goes wrong panics: the message names the selector, the address and what the page
//! says.

mod acts;
mod browser;
mod dev_tools;
mod driver;
mod options;
mod programs;
mod records;
mod samples;
pub use xtask::server;
mod site;
mod visits;
mod waits;

pub use browser::Browser;
pub use dev_tools::DevTools;
pub use options::Options;
pub use samples::{LONG, file, long_record};
pub use site::{axe, data, dist, home, not_run};
pub use thirtyfour::Key;
pub use visits::{LINE, REPLY};
