//! What kind of visitor comes.

use std::path::PathBuf;

/// How a browser is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Width and height of the page, in CSS pixels.
    pub size: (u32, u32),
    /// The visitor prefers dark pages.
    pub dark: bool,
    /// A profile that was used before; without one the browser is a new visitor's.
    pub profile: Option<PathBuf>,
    /// Scripts that run in every document before its own.
    pub before_load: Vec<String>,
    /// The page's address; `None` opens [`home`](crate::home).
    pub address: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            size: (1440, 900),
            dark: false,
            profile: None,
            before_load: Vec::new(),
            address: None,
        }
    }
}

impl Options {
    /// A phone.
    pub fn phone() -> Options {
        Options {
            size: (390, 844),
            ..Options::default()
        }
    }

    /// With a script that runs before the page's own.
    #[must_use]
    pub fn before_load(mut self, script: impl Into<String>) -> Options {
        self.before_load.push(script.into());
        self
    }

    /// At another address.
    #[must_use]
    pub fn at(mut self, address: impl Into<String>) -> Options {
        self.address = Some(address.into());
        self
    }
}
