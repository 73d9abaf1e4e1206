//! Which clauses is a scenario about? From words alone: no model, nothing to download.
//!
//! [`Index::new`] reads the words of a spec and its packs once; [`Index::suggest`] ranks the
//! clauses for one scenario. Three kinds of evidence add up, and each can be shown:
//!
//! - **Words** that the scenario shares with a clause's title, text, examples, and the `about` of
//!   packs, weighed as by BM25F; a phrase of `about` found whole counts on top.
//! - **Neighbours**: the nearest of the spec's own examples vote for their clauses.
//! - **Links**: clauses that refer to each other often matter together.
//!
//! Words know no meaning. "The assistant must not be rude" is not found for an insult that shares
//! no word with it; that is what `about` is for. Scores order the clauses of one scenario and
//! compare nothing across scenarios.
//!
//! [`Familiarity`] says how far a scenario is from everything the spec shows as an example.

mod fields;
mod links;
mod neighbours;
mod phrases;
mod query;
mod reasons;
mod words;

pub use reasons::Reason;

use crate::check::Pack;
use crate::spec::{Example, Spec, decode_entities};
use crate::transcript::Scenario;
use fields::{Field, Fields};
use neighbours::Neighbours;
use phrases::Phrases;
use query::Query;
use reasons::Evidence;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use words::{Vocabulary, WordId};

/// How many clauses are suggested, where the spec has so many.
pub const N_SUGGESTED: usize = 10;

/// How much a vote of the neighbours counts beside the words.
const VOTE_WEIGHT: f64 = 1.0;

/// What is known about the words of a spec and its packs.
#[derive(Debug)]
pub struct Index {
    /// Ids of the clauses, in document order. Elsewhere a clause is its place in this list.
    ids: Vec<String>,
    vocabulary: Vocabulary,
    fields: Fields,
    phrases: Phrases,
    neighbours: Neighbours,
    links: Vec<Vec<usize>>,
}

/// What can be said about a scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Suggestions {
    /// At most [`N_SUGGESTED`] clauses, best first; equals in document order.
    pub clauses: Vec<Suggestion>,
    /// How far it is from the spec's examples; `None` where the spec has none under a clause.
    pub familiarity: Option<Familiarity>,
}

/// A clause that a scenario may be about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The clause's id.
    pub id: String,
    /// At least 0, the higher the better; 0 where nothing speaks for the clause. Only the order
    /// within one scenario has a meaning.
    pub score: f64,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Reason>,
}

/// How far a scenario is from the spec's own examples.
///
/// The distance knows words, not meaning: a translation of an example is as far as anything, and
/// in a scenario of few words each weighs much. It is about the examples under this spec's clauses
/// alone, not about what a model has seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Familiarity {
    /// 0 for the words of an example as they are, 1 for no word in common with any.
    pub distance: f64,
    /// How it was measured.
    pub method: Method,
    /// The nearest example; `None` where the distance is 1.
    pub nearest: Option<ExampleName>,
}

/// How familiarity is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// The words of title and messages against those of each example's messages before its graded
    /// replies.
    #[serde(rename = "1 - highest tf-idf cosine to an example")]
    TfIdfCosine,
}

/// Which example of a spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExampleName {
    /// Its title, raw Markdown.
    pub title: String,
    /// 1-based line of the title.
    pub line: u32,
}

impl Index {
    /// Reads a spec and packs. `text` is what the spec was read from. What a pack says about
    /// clauses that the spec lacks is left out.
    pub fn new<'p>(spec: &Spec, text: &str, packs: impl IntoIterator<Item = &'p Pack>) -> Index {
        let mut index = Index {
            ids: spec.clauses.iter().map(|it| it.id.clone()).collect(),
            vocabulary: Vocabulary::default(),
            fields: Fields::new(spec.clauses.len()),
            phrases: Phrases::default(),
            neighbours: Neighbours::default(),
            links: links::links(spec),
        };
        let about = about_by_clause(packs);
        for (at, examples) in examples_by_clause(spec).into_iter().enumerate() {
            index.add_clause(spec, text, at);
            for example in examples {
                index.add_example(at, example);
            }
            let about = about.get(spec.clauses[at].id.as_str());
            for entry in about.into_iter().flatten() {
                let words = index.add_words(at, Field::About, entry);
                index.phrases.add(at, entry, &words);
            }
        }
        index.fields.weigh();
        index.neighbours.weigh();
        index
    }

    fn add_clause(&mut self, spec: &Spec, text: &str, at: usize) {
        let clause = &spec.clauses[at];
        self.add_words(at, Field::Title, &spec.sections[clause.section].title);
        self.add_words(at, Field::Text, &spec.words(clause, text));
    }

    fn add_example(&mut self, at: usize, example: &Example) {
        let texts = example.prefix.iter().map(|it| decode_entities(&it.text));
        let said = texts.fold(String::new(), |all, text| all + &text + "\n");
        let words = self.add_words(at, Field::Examples, &said);
        let name = ExampleName {
            title: example.title.clone(),
            line: example.line,
        };
        self.neighbours.add(name, at, &words);
    }

    fn add_words(&mut self, at: usize, field: Field, text: &str) -> Vec<WordId> {
        let words = self.vocabulary.add(text);
        self.fields.add(at, field, &words);
        words
    }

    /// Ranks the clauses for one scenario.
    pub fn suggest(&self, scenario: &Scenario) -> Suggestions {
        let query = Query::new(scenario, &self.vocabulary);
        let similarities = self.neighbours.similarities(&query);
        let phrases = self.phrases.find(&query);
        let mass = self.fields.mass(&query).max(f64::MIN_POSITIVE);
        let votes = self.neighbours.votes(&similarities, self.ids.len());
        let words = self.word_scores(&query, &phrases);
        let words = words.iter().map(|it| it / mass);
        let own: Vec<f64> = words
            .zip(votes)
            .map(|(it, vote)| it + VOTE_WEIGHT * vote)
            .collect();
        let evidence = Evidence {
            index: self,
            query: &query,
            phrases: &phrases,
            similarities: &similarities,
            own: &own,
            mass,
        };
        Suggestions {
            clauses: self.ranked(&own, &evidence),
            familiarity: self.familiarity(&similarities),
        }
    }

    /// What the words and phrases of a query are worth to each clause.
    fn word_scores(&self, query: &Query, phrases: &BTreeSet<usize>) -> Vec<f64> {
        let mut scores = self.fields.scores(query);
        for phrase in phrases {
            let worth = self.phrases.worth(*phrase, self.ids.len());
            for clause in self.phrases.clauses(*phrase) {
                scores[*clause] += worth;
            }
        }
        scores
    }

    fn ranked(&self, own: &[f64], evidence: &Evidence) -> Vec<Suggestion> {
        let scores = self.linked_scores(own);
        let suggestion = |at: usize| Suggestion {
            id: self.ids[at].clone(),
            score: scores[at],
            reasons: evidence.reasons(at),
        };
        let best = best(&scores, N_SUGGESTED);
        best.into_iter().map(suggestion).collect()
    }

    /// Scores with what linked clauses add, rounded: the last digits differ between machines.
    fn linked_scores(&self, own: &[f64]) -> Vec<f64> {
        let gain = |at: usize| self.best_link(at, own).map_or(0.0, |it| own[it]);
        let score = |at: usize| own[at] + links::WEIGHT * gain(at);
        (0..own.len()).map(|at| round(score(at))).collect()
    }

    /// The linked clause with the best score of its own.
    fn best_link(&self, at: usize, own: &[f64]) -> Option<usize> {
        let linked = self.links[at].iter().rev().copied();
        linked.max_by(|a, b| own[*a].total_cmp(&own[*b]))
    }

    fn familiarity(&self, similarities: &[f64]) -> Option<Familiarity> {
        if self.neighbours.is_empty() {
            return None;
        }
        let nearest = self.neighbours.nearest(similarities, |_| true);
        Some(Familiarity {
            distance: round(1.0 - nearest.map_or(0.0, |it| similarities[it])),
            method: Method::TfIdfCosine,
            nearest: nearest.map(|it| self.neighbours.name(it).clone()),
        })
    }
}

/// By clause: the examples that stand under it. Those before the first clause of their section
/// stand under that one.
fn examples_by_clause(spec: &Spec) -> Vec<Vec<&Example>> {
    let mut by_clause = vec![Vec::new(); spec.clauses.len()];
    let mut first = 0;
    for (at, section) in spec.sections.iter().enumerate() {
        let n_clauses = spec.clauses[first..].partition_point(|it| it.section <= at);
        let own = &spec.clauses[first..first + n_clauses];
        for example in section.examples.iter().filter(|_| !own.is_empty()) {
            let before = own.partition_point(|it| it.span.start <= example.span.start);
            by_clause[first + before.max(1) - 1].push(example);
        }
        first += n_clauses;
    }
    by_clause
}

/// By clause id: what packs say it is about, in their order.
fn about_by_clause<'p>(
    packs: impl IntoIterator<Item = &'p Pack>,
) -> BTreeMap<&'p str, Vec<&'p str>> {
    let mut by_clause = BTreeMap::<_, Vec<_>>::new();
    for clause in packs.into_iter().flat_map(|it| &it.clauses) {
        let about = clause.about.iter().map(String::as_str);
        by_clause
            .entry(clause.id.as_str())
            .or_default()
            .extend(about);
    }
    by_clause
}

/// The places of the `n` highest scores, the highest first, the earlier of equals. For few: looking
/// for each is less code in the page than sorting.
fn best(scores: &[f64], n: usize) -> Vec<usize> {
    let mut best = Vec::new();
    while best.len() < n.min(scores.len()) {
        let left = (0..scores.len()).rev().filter(|at| !best.contains(at));
        best.extend(left.max_by(|a, b| scores[*a].total_cmp(&scores[*b])));
    }
    best
}

/// Four digits after the point.
fn round(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}
