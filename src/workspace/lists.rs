//! Lists of replies to judge: what people label one after the other, so that several raters judge the
//! same things in the same order.
//!
//! A list is kept in the workspace's `lists`, an optional field of format 1, which pages from before
//! it pass on.

use super::Workspace;
use crate::agreement::RewordTest;
use crate::text::sha256;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The workspace's field.
const FIELD: &str = "lists";

/// The most items of a list: an evening's work for several people.
pub const MOST_ITEMS: usize = 500;

/// What is to be judged, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Unique in the workspace.
    pub id: String,
    /// What it is called, such as `10 not judged`.
    pub name: String,
    /// Each a clause and a transcript, by id.
    pub items: Vec<(String, String)>,
    /// The wordings that are put to the test, where the list is a reword test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reword: Option<Reword>,
    /// Whether every verdict needs a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_reason: bool,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Two wordings of a clause, of which every rater reads one: the same replies, other words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reword {
    /// Draws who reads which.
    pub seed: String,
    /// The clause's words when the test was made, and the words they are held against.
    pub words: [String; 2],
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Reword {
    /// Which of the wordings whoever has this name reads: drawn by name and seed, so that it is the
    /// same on every machine and nobody has to hand it out.
    pub fn arm_of(&self, name: &str) -> usize {
        let name = name.trim().to_lowercase();
        let hash = sha256([self.seed.as_str(), "\0", &name].concat().as_bytes());
        let first = hash.chars().next().and_then(|it| it.to_digit(16));
        usize::from(first.unwrap_or_default() % 2 == 1)
    }
}

impl List {
    /// What verdicts of the list are marked with: its id where it is a reword test.
    pub fn trial(&self) -> &str {
        self.reword.as_ref().map_or("", |_| &self.id)
    }

    /// The reword test that the list is, if it is one.
    pub fn reword_test(&self) -> Option<RewordTest<'_>> {
        let reword = self.reword.as_ref()?;
        Some(RewordTest {
            list: &self.id,
            clause: self.items.first().map_or("", |it| &it.0),
            words: reword.words.each_ref().map(String::as_str),
        })
    }
}

/// The lists among a workspace's fields, in the order in which they were made. What is no list is
/// passed over.
pub fn lists_in(extra: &Map<String, Value>) -> Vec<List> {
    let all = extra.get(FIELD).and_then(Value::as_array);
    let all = all.into_iter().flatten();
    all.filter_map(|it| List::deserialize(it).ok()).collect()
}

impl Workspace {
    /// The lists, in the order in which they were made.
    pub fn lists(&self) -> Vec<List> {
        lists_in(&self.extra)
    }

    /// Whether there may be lists.
    pub fn has_lists(&self) -> bool {
        self.extra.contains_key(FIELD)
    }

    /// Whether this is what a rater handed in: labels of a list, and nothing that they are of.
    pub fn is_labels(&self) -> bool {
        let has_work = !self.spec.text.trim().is_empty() || !self.packs.is_empty();
        let lists = self.extra.get(FIELD).and_then(Value::as_array);
        // Reading them would be code to download.
        !has_work && self.scenarios.is_empty() && lists.is_some_and(|it| !it.is_empty())
    }

    /// The list of this id.
    pub fn list(&self, id: &str) -> Option<List> {
        self.lists().into_iter().find(|it| it.id == id)
    }

    /// The workspace's fields with a list put in, in place of one of the same id.
    pub fn with_list(&self, list: &List) -> Map<String, Value> {
        let list = serde_json::to_value(list).unwrap_or_default();
        let id = list.get("id").cloned();
        self.with_lists(|all| {
            all.retain(|it| it.get("id") != id.as_ref());
            all.push(list);
        })
    }

    /// The workspace's fields without the list of this id.
    pub fn without_list(&self, id: &str) -> Map<String, Value> {
        let of_id = |it: &Value| it.get("id").and_then(Value::as_str) == Some(id);
        self.with_lists(|all| all.retain(|it| !of_id(it)))
    }

    /// The workspace's fields with the lists alone that are about these transcripts only.
    pub(super) fn with_lists_on(&self, transcripts: &BTreeSet<String>) -> Map<String, Value> {
        let is_elsewhere = |it: &Value| {
            let list = List::deserialize(it);
            list.is_ok_and(|it| it.items.iter().any(|(_, of)| !transcripts.contains(of)))
        };
        self.with_lists(|all| all.retain(|it| !is_elsewhere(it)))
    }

    fn with_lists(&self, change: impl FnOnce(&mut Vec<Value>)) -> Map<String, Value> {
        let mut extra = self.extra.clone();
        let mut all = match extra.get_mut(FIELD).map(Value::take) {
            Some(Value::Array(all)) => all,
            _ => Vec::new(),
        };
        change(&mut all);
        if all.is_empty() {
            extra.shift_remove(FIELD);
        } else {
            extra.insert(FIELD.to_owned(), all.into());
        }
        extra
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::SpecDocument;

    fn workspace(fields: &str) -> Workspace {
        let mut workspace = Workspace::new(SpecDocument::written("s", "# S"));
        workspace.extra = serde_json::from_str(fields).unwrap();
        workspace
    }

    fn list(id: &str, transcript: &str) -> List {
        List {
            id: id.to_owned(),
            items: vec![("c".to_owned(), transcript.to_owned())],
            ..List::default()
        }
    }

    #[test]
    fn lists_stand_beside_what_is_not_known() {
        let mut work = workspace(r#"{"colour":"red","lists":[7,{"id":"z","name":"?"}]}"#);
        assert_eq!(work.lists(), []);
        work.extra = work.with_list(&list("a", "t"));
        work.extra = work.with_list(&list("a", "u"));
        assert_eq!(work.lists(), [list("a", "u")]);
        work.extra = work.without_list("a");
        let left = serde_json::to_string(&work.extra).unwrap();
        assert_eq!(
            left,
            r#"{"colour":"red","lists":[7,{"id":"z","name":"?"}]}"#
        );
    }

    #[test]
    fn a_work_without_lists_stays_without_the_field() {
        let mut work = workspace("{}");
        assert!(work.without_list("a").is_empty());
        work.extra = work.with_list(&list("a", "t"));
        assert!(work.without_list("a").is_empty());
    }

    #[test]
    fn who_reads_which_words_is_drawn_by_name_and_seed() {
        let reword = |seed: &str| Reword {
            seed: seed.to_owned(),
            ..Reword::default()
        };
        assert_eq!(reword("s").arm_of("Ann"), reword("s").arm_of(" ann "));
        let names: Vec<_> = (0..200).map(|it| format!("rater {it}")).collect();
        let arms = |seed: &str| {
            names
                .iter()
                .map(|it| reword(seed).arm_of(it))
                .collect::<Vec<_>>()
        };
        let n_other: usize = arms("s").iter().sum();
        assert!((75..=125).contains(&n_other), "{n_other} of 200");
        assert_ne!(arms("s"), arms("t"));
    }

    #[test]
    fn lists_about_other_transcripts_do_not_travel() {
        let mut work = workspace("{}");
        work.extra = work.with_list(&list("a", "t"));
        work.extra = work.with_list(&list("b", "secret"));
        let mut shared = BTreeSet::new();
        shared.insert("t".to_owned());
        work.extra = work.with_lists_on(&shared);
        assert_eq!(work.lists(), [list("a", "t")]);
    }
}
