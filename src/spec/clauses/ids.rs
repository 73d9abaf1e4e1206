//! Ids of clauses: the author's, or the section's name and the beginning of a hash of the words,
//! so that edits elsewhere change none.

use crate::spec::{Clause, Section, slug};
use std::collections::HashMap;

/// Gives every id once: a repeated one gets `-2`, `-3`, ….
#[derive(Default)]
pub(in crate::spec) struct Ids {
    n_uses: HashMap<String, usize>,
}

impl Ids {
    /// `id`, or `id` with the first number that makes it new.
    pub(in crate::spec) fn unique(&mut self, id: &str) -> String {
        let mut number = self.n_uses.get(id).copied().unwrap_or(0) + 1;
        let mut unique = if number == 1 {
            id.to_owned()
        } else {
            format!("{id}-{number}")
        };
        while number > 1 && self.n_uses.contains_key(&unique) {
            number += 1;
            unique = format!("{id}-{number}");
        }
        self.n_uses.insert(unique.clone(), 1);
        self.n_uses.insert(id.to_owned(), number);
        unique
    }

    /// The id of a clause for which the author gave none.
    pub(in crate::spec) fn of_words(&mut self, sections: &[Section], clause: &Clause) -> String {
        let section = sections.get(clause.section);
        let name = section.map_or_else(String::new, name_of);
        let name = if name.is_empty() { "top" } else { &name };
        self.unique(&format!("{name}-{}", &clause.hash[..6]))
    }
}

/// The section's id, else its title's slug without the number that a repeated one gets: another
/// section of that title elsewhere changes no id.
fn name_of(section: &Section) -> String {
    match &section.id {
        Some(id) => id.to_string(),
        None => slug::slug(&section.title),
    }
}
