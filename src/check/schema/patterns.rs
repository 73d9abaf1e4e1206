//! The patterns of a schema: JavaScript's, with the flag `u`.

use super::SchemaFault;
use super::keywords::fault;
use crate::check::pattern::{Flags, Pattern, Stopped};

/// A pattern of a schema, compiled.
#[derive(Clone, Debug)]
pub(super) struct SchemaPattern {
    pattern: Pattern,
}

impl SchemaPattern {
    pub(super) fn new(source: &str, path: &str) -> Result<SchemaPattern, SchemaFault> {
        let flags = Flags {
            unicode: true,
            ..Flags::default()
        };
        let pattern = Pattern::new(source, flags).map_err(|it| fault(path, it.message))?;
        Ok(SchemaPattern { pattern })
    }

    pub(super) fn is_match(&self, text: &str) -> Result<bool, Stopped> {
        self.pattern.is_match(text)
    }

    pub(super) fn source(&self) -> &str {
        self.pattern.source()
    }
}
