//! What a scenario says, in words of the index.

use super::words::{Vocabulary, WordId, words};
use crate::message::Role;
use crate::transcript::Scenario;
use std::collections::BTreeMap;

/// The words of a scenario.
#[derive(Debug, Default)]
pub(super) struct Query {
    /// All words in order; `None` for one that the index does not know.
    pub(super) stream: Vec<Option<WordId>>,
    /// Each known word once.
    pub(super) words: BTreeMap<WordId, Asked>,
    /// How often each word stands there that the index does not know.
    pub(super) unknown: BTreeMap<String, usize>,
}

/// A word of a scenario.
#[derive(Debug)]
pub(super) struct Asked {
    /// As first written.
    pub(super) text: String,
    pub(super) count: usize,
}

impl Query {
    /// Reads the title and the messages. What is to be judged is left out: a reply does not
    /// decide what it is asked.
    pub(super) fn new(scenario: &Scenario, vocabulary: &Vocabulary) -> Query {
        let is_run = scenario.is_run();
        let messages = scenario.messages.iter();
        let asked = messages.filter(|it| !is_run || it.role != Role::Assistant);
        let mut query = Query::default();
        query.add(&scenario.title, vocabulary);
        for message in asked {
            query.add(&message.content, vocabulary);
        }
        query
    }

    fn add(&mut self, text: &str, vocabulary: &Vocabulary) {
        for (written, word) in words(text) {
            let number = vocabulary.find(&word);
            match number {
                None => *self.unknown.entry(word).or_default() += 1,
                Some(number) => self.count(number, written),
            }
            self.stream.push(number);
        }
        // A phrase does not go on in the next message.
        self.stream.push(None);
        self.stream.push(None);
    }

    fn count(&mut self, number: WordId, written: &str) {
        let asked = self.words.entry(number).or_insert_with(|| Asked {
            text: written.to_lowercase(),
            count: 0,
        });
        asked.count += 1;
    }
}
