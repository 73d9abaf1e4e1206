//! Reading a spec as the page does it, for `cargo xtask bench`, beside what the Markdown reader alone
//! takes. No part of what visitors get.

fn main() {}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
#[expect(unreachable_pub, reason = "wasm-bindgen calls what is public")]
mod host {
    use plumbline::spec::{parse, parse_structure};
    use pulldown_cmark::{Options, Parser};
    use wasm_bindgen::prelude::*;

    /// A bare walk over the events.
    #[wasm_bindgen]
    pub fn walk(text: &str) -> usize {
        let events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
        events.map(|(_, range)| range.len()).sum()
    }

    /// Sections, examples and references.
    #[wasm_bindgen]
    pub fn structure(text: &str) -> usize {
        parse_structure(text).sections.len()
    }

    /// The clauses too.
    #[wasm_bindgen]
    pub fn clauses(text: &str) -> usize {
        parse(text).clauses.len()
    }
}
