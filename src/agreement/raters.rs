//! Who is who: raters by name, told apart by ids where there are some.

use crate::verdict::{Source, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// What a person is called who gave no name.
const NAMELESS: &str = "(no name)";

/// A rater.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rater {
    name: String,
    /// Whether it is a hand counted in a room.
    is_tally: bool,
    /// What tells raters with one name apart; empty where it was not noted.
    id: String,
}

impl Rater {
    /// The rater that a row names.
    pub(super) fn named(name: String) -> Rater {
        Rater {
            name,
            is_tally: false,
            id: String::new(),
        }
    }

    /// Who gave a verdict.
    pub(super) fn of(verdict: &Verdict) -> Rater {
        Rater {
            name: name_of(&verdict.source),
            is_tally: verdict.is_tally(),
            id: verdict.rater().to_owned(),
        }
    }
}

/// What a source is called among raters.
pub(super) fn name_of(source: &Source) -> String {
    match source {
        Source::Person { .. } if is_nameless(source) => NAMELESS.to_owned(),
        Source::Person { name } => name.trim().to_owned(),
        source => format!("model {}", source.name()),
    }
}

/// Whether it is a person who gave no name.
pub(super) fn is_nameless(source: &Source) -> bool {
    matches!(source, Source::Person { name } if name.trim().is_empty())
}

/// How raters are shown.
#[derive(Debug, Default)]
pub(super) struct Names {
    shown: BTreeMap<Rater, String>,
    pub(super) namesakes: BTreeMap<String, Vec<String>>,
    pub(super) tallies: BTreeSet<String>,
}

impl Names {
    /// Of all raters there are. The first of a name, by id, keeps it; the others get a number that
    /// makes no name of someone else. An id that was not noted is taken as the only one there is.
    pub(super) fn of(raters: BTreeSet<Rater>) -> Names {
        let mut taken: BTreeSet<String> = raters.iter().map(|it| it.name.clone()).collect();
        let mut by_name: BTreeMap<String, Vec<Rater>> = BTreeMap::new();
        for rater in raters {
            by_name.entry(rater.name.clone()).or_default().push(rater);
        }
        let mut names = Names::default();
        for (name, mut raters) in by_name {
            let people: Vec<_> = raters.iter().filter(|it| !it.is_tally).collect();
            let unnoted = match people[..] {
                [first, _] if first.id.is_empty() => Some(first.clone()),
                _ => None,
            };
            raters.retain(|it| Some(it) != unnoted.as_ref());
            let shown: Vec<_> = (0..raters.len())
                .map(|at| distinct(&name, at, &mut taken))
                .collect();
            if let Some(unnoted) = unnoted {
                names.shown.insert(unnoted, shown[0].clone());
            }
            for (rater, shown) in raters.into_iter().zip(&shown) {
                if rater.is_tally {
                    names.tallies.insert(shown.clone());
                }
                names.shown.insert(rater, shown.clone());
            }
            if shown.len() > 1 {
                names.namesakes.insert(name, shown);
            }
        }
        names
    }

    /// How a rater is shown.
    pub(super) fn shown(&self, rater: &Rater) -> String {
        self.shown.get(rater).unwrap_or(&rater.name).clone()
    }
}

/// `name` for the first, else `name (2)` and so on, past what is taken.
fn distinct(name: &str, at: usize, taken: &mut BTreeSet<String>) -> String {
    if at == 0 {
        return name.to_owned();
    }
    let numbered = (at + 1..).map(|it| format!("{name} ({it})"));
    let mut free = numbered.filter(|it| !taken.contains(it));
    let name = free.next().expect("numbers do not end");
    taken.insert(name.clone());
    name
}
