//! What setting a part of a document needs to know of the rest: where references lead, notes, and
//! what tells one text from another.

use super::markdown::Setter;
use super::notes::Notes;
use super::{Kind, Node};
use crate::spec::{Clause, Section, Spec};
use crate::text::Span;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A document, ready to be set a section at a time. The methods take the very document it was
/// made of.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Index of the section a reference means.
    targets: HashMap<String, usize>,
    pub(super) notes: Notes,
    keys: Vec<String>,
}

impl Book {
    /// Looks through `spec`, which was read from `source`.
    pub fn new(spec: &Spec, source: &str) -> Book {
        let mut book = Book {
            targets: targets(spec),
            notes: Notes::of(source),
            keys: Vec::new(),
        };
        book.keys = book.all_keys(spec, source);
        book
    }

    /// What the set text of the section at index `at` is kept under: a hash of all that is drawn
    /// of it. The same key, the same text.
    pub fn key(&self, at: usize) -> &str {
        self.keys.get(at).map_or("", String::as_str)
    }

    /// Sets the section at index `at`. Empty where there is no such section.
    pub fn section(&self, spec: &Spec, source: &str, at: usize) -> Vec<Node> {
        let Some(section) = spec.sections.get(at) else {
            return Vec::new();
        };
        let clauses = clauses_in(spec, section.span);
        Setter::new(self, spec, source, section).set(section.span, clauses)
    }

    /// Sets the words of `clause` up to its first example, commentary or check: the rule itself.
    pub fn rule(&self, spec: &Spec, source: &str, clause: &Clause) -> Vec<Node> {
        let Some(section) = spec.sections.get(clause.section) else {
            return Vec::new();
        };
        Setter::new(self, spec, source, section).set(rule(spec, clause), &[])
    }

    /// Sets all words of `clause`: the rule, and what of it stands after examples and the like.
    pub fn words(&self, spec: &Spec, source: &str, clause: &Clause) -> Vec<Node> {
        let Some(section) = spec.sections.get(clause.section) else {
            return Vec::new();
        };
        let spans = spec.rules_in(clause.span).collect::<Vec<_>>();
        Setter::new(self, spec, source, section).set_all(&spans)
    }

    /// Sets an example, by the index of its section and its own in it: its conversation.
    pub fn example(&self, spec: &Spec, source: &str, section: usize, at: usize) -> Vec<Node> {
        let section = spec.sections.get(section);
        let example = section.and_then(|it| Some((it, it.examples.get(at)?)));
        let Some((section, example)) = example else {
            return Vec::new();
        };
        // The title stands over it, in a paragraph of its own.
        let set = Setter::new(self, spec, source, section).set(example.span, &[]);
        let is_it = |it: &Node| it.kind == Kind::Conversation;
        set.into_iter().filter(is_it).collect()
    }

    /// The section that a reference means.
    pub(super) fn target<'a>(&self, spec: &'a Spec, target: &str) -> Option<&'a Section> {
        spec.sections.get(*self.targets.get(target)?)
    }

    fn all_keys(&self, spec: &Spec, source: &str) -> Vec<String> {
        let mut elsewhere = DefaultHasher::new();
        for section in &spec.sections {
            (section.key(), &section.title).hash(&mut elsewhere);
        }
        for (_, note) in &self.notes.spans {
            note.slice(source).hash(&mut elsewhere);
        }
        let elsewhere = elsewhere.finish();
        let key = |section: &Section| key(spec, source, section, elsewhere);
        spec.sections.iter().map(key).collect()
    }
}

/// What the rule of a clause is kept under, where its section is kept under `section`.
pub fn rule_key(section: &str, clause: &str) -> String {
    [section, " ", clause].concat()
}

/// `elsewhere` counts only where the section may show something of other sections.
fn key(spec: &Spec, source: &str, section: &Section, elsewhere: u64) -> String {
    let mut hasher = DefaultHasher::new();
    let text = section.span.slice(source).unwrap_or_default();
    text.hash(&mut hasher);
    for clause in clauses_in(spec, section.span) {
        let start = clause.span.start - section.span.start;
        (&clause.id, start, clause.span.len()).hash(&mut hasher);
    }
    if ["](#", "]:", "[^"].iter().any(|it| text.contains(it)) {
        elsewhere.hash(&mut hasher);
    }
    // Page and engine are of one build, so the hash need not be the same in the next.
    format!("{:x}", hasher.finish())
}

/// References as they were resolved, and the names of all sections for those that only Markdown
/// sees.
fn targets(spec: &Spec) -> HashMap<String, usize> {
    let mut targets = HashMap::new();
    for reference in &spec.references {
        if let Some(at) = reference.target_section {
            targets.insert(reference.target.clone(), at);
        }
    }
    let names: [fn(&Section) -> Option<&str>; 2] = [|it| it.id.as_deref(), |it| it.slug.as_deref()];
    for name in names {
        for (at, section) in spec.sections.iter().enumerate() {
            if let Some(name) = name(section) {
                targets.entry(name.to_owned()).or_insert(at);
            }
        }
    }
    targets
}

/// The clauses that begin in `span`.
pub(super) fn clauses_in(spec: &Spec, span: Span) -> &[Clause] {
    let from = |at: usize| spec.clauses.partition_point(|it| it.span.start < at);
    let within = spec.clauses.get(from(span.start)..from(span.end));
    within.unwrap_or_default()
}

/// The words of `clause` up to its first example, commentary or check: the rule itself.
fn rule(spec: &Spec, clause: &Clause) -> Span {
    let span = clause.span;
    let inside = spec.not_rules.iter().map(|it| it.start);
    let end = inside.filter(|it| *it > span.start).min();
    Span::new(span.start, end.unwrap_or(span.end).min(span.end))
}
