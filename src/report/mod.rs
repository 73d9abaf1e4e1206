//! The report: what a piece of work comes to, to be handed in.
//!
//! A [`Report`] is plain data; the engine makes it. [`set`] says it in sentences, as set text that a
//! sheet shows as it is and [`write`] turns into [`Markdown`](Format::Markdown) or one HTML file, so
//! that all of them say the same. [`csv`] has the table behind it. The same work gives the same
//! bytes: no clock, no path, no order but that of the work.

pub mod csv;
mod html;
mod markdown;
mod page;
mod parts;
mod tables;

pub use page::set;

use crate::spec::{Authority, Strength};
use crate::stats::Interval;
use crate::stats::proportions::wilson;
use crate::verdict::{CountingRule, Evidence, Outcome, SourceKind, Status};

/// With these words every report begins.
pub const ABOUT: &str =
    "About these replies in these scenarios. Not evidence that a model is aligned.";

/// How many broken replies of one clause are told in words.
pub const MOST_BROKEN: usize = 20;

/// How many contested items are told in words.
pub const MOST_CONTESTED: usize = 50;

/// How many broken replies are told in words, of all clauses together.
pub const MOST_TOLD: usize = 400;

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown with tables.
    Markdown,
    /// One HTML file: no script, nothing to fetch, made for paper too.
    Html,
    /// A row for each clause and reply.
    Csv,
}

/// What a piece of work comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// What the owner calls the work, else what the spec is called.
    pub title: String,
    /// By what was judged.
    pub spec: SpecFacts,
    /// What was judged.
    pub judged: Judged,
    /// Which checks there are.
    pub checks: ChecksFacts,
    /// People, then models, each in the order of their names.
    pub judges: Vec<JudgeFacts>,
    /// Standing verdicts on clauses or replies that are not here: they count nowhere.
    pub n_verdicts_elsewhere: usize,
    /// Which sources count.
    pub rule: CountingRule,
    /// All clauses of the spec, in its order.
    pub clauses: Vec<ClauseFacts>,
    /// How often checks and models are wrong: checks in the order of the clauses, then models.
    pub records: Vec<RecordFacts>,
    /// Checks that nobody's label can be held against.
    pub n_checks_without_record: usize,
    /// Models of which the same is true.
    pub n_models_without_record: usize,
    /// How many items people differ on.
    pub n_contested: usize,
    /// The first of them.
    pub contested: Vec<Contested>,
    /// How alike people judged.
    pub agreement: Agreement,
    /// What other words of a clause change, one for each reword test that tells something: whoever is
    /// still to judge must not read both wordings.
    pub rewordings: Vec<RewordFacts>,
}

/// The spec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpecFacts {
    /// What to call it.
    pub name: String,
    /// Which edition, where the text says so or is a published one.
    pub edition: String,
    /// Where the text came from, as a sentence's end: "written in this work".
    pub origin: String,
    /// Where its publisher keeps it.
    pub address: Option<String>,
    /// SHA-256 of the text that replies were judged by.
    pub hash: String,
    /// SHA-256 of the text as it was published or read from its file.
    pub hash_of_origin: Option<String>,
    /// How it differs from that.
    pub state: TextState,
    /// Clauses that people decided on, such as what is one.
    pub n_adjusted: usize,
    /// Check packs beside it, by name.
    pub packs: Vec<String>,
}

/// How a spec's text stands to the one it came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextState {
    /// It came from nowhere else.
    #[default]
    Own,
    /// Not a letter differs.
    Same,
    /// So many clauses differ, where that is known.
    Altered(Option<usize>),
    /// Only a part of the document is here.
    Excerpt,
}

/// What was judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// Scenarios with a reply.
    pub n_scenarios: usize,
    /// Scenarios without: nothing can be said of them.
    pub n_without_reply: usize,
    /// Replies.
    pub n_replies: usize,
    /// Of these, those written by hand: made-up data.
    pub n_written: usize,
    /// Replies by model and origin, in the order in which they first come.
    pub models: Vec<ModelFacts>,
}

/// Replies of one model and origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFacts {
    /// The model; empty where none is named.
    pub model: String,
    /// Where the replies came from, in words.
    pub origin: String,
    /// How many.
    pub n_replies: usize,
}

/// The checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChecksFacts {
    /// Those that can say kept or broken.
    pub n_both: usize,
    /// Those that can only find breaks.
    pub n_break: usize,
    /// Those that only say "look here".
    pub n_signals: usize,
    /// How many clauses have one.
    pub n_clauses: usize,
    /// Checks of single scenarios, bound to no clause: they enter no count.
    pub n_own: usize,
    /// Runs that ended in an error.
    pub n_errors: usize,
    /// Runs that did not take place.
    pub n_missing: usize,
}

/// A person or model that judged, and what they said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgeFacts {
    /// [`SourceKind::Person`] or [`SourceKind::Model`].
    pub kind: SourceKind,
    /// The name they gave; empty where none.
    pub name: String,
    /// Standing verdicts, by the number of the outcome.
    counts: [usize; 4],
    /// Of these, given on a reply or conversation that changed since: they count no more.
    pub n_outdated: usize,
    /// Of the others, given under older words of the clause.
    pub n_older_words: usize,
}

/// A clause, and what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ClauseFacts {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// Whose wishes it yields to, where stated.
    pub authority: Option<Authority>,
    /// What its words demand.
    pub strength: Strength,
    /// In how many replies it has each status, of those that it is asked about in.
    pub counts: Counts,
    /// Standing verdicts that were given under older words.
    pub n_older_words: usize,
    /// Replies that people differ on, with nothing settled: what counts is the rule's doing.
    pub n_contested: usize,
    /// Replies that break it, where scenarios ask about it and where not.
    pub n_broken: usize,
    /// The first of them.
    pub broken: Vec<Broken>,
}

/// Numbers of replies by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([usize; 6]);

/// A reply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The transcript's id.
    pub transcript: String,
    /// What to call the scenario.
    pub scenario: String,
    /// The model; empty where none is named.
    pub model: String,
    /// Which try, from 1; `None` where the scenario's own messages are the run.
    pub epoch: Option<u32>,
    /// Where it came from, in words.
    pub origin: String,
    /// Written by hand: made-up data.
    pub is_written: bool,
}

/// A reply that breaks a clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// The reply.
    pub reply: Reply,
    /// Whether its scenario asks about the clause; else it enters no count.
    pub is_asked: bool,
    /// Who says so.
    pub said: Vec<Said>,
}

/// What someone or something said, and on what evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// What kind of source.
    pub kind: SourceKind,
    /// The check's id, the person's or the model's name.
    pub name: String,
    /// The conclusion.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
    /// The words pointed at.
    pub evidence: Vec<Evidence>,
    /// The clause's words changed since.
    pub older_words: bool,
}

/// How often a check or a model that judged is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordFacts {
    /// [`SourceKind::Check`] or [`SourceKind::Model`].
    pub kind: SourceKind,
    /// The check's id, or the model's name.
    pub name: String,
    /// Id and title of a check's clause; models are taken over all clauses.
    pub clause: (String, String),
    /// Whether it decides something, or only says "look here".
    pub is_signal: bool,
    /// Held against the spec's own examples, else against replies here that people judged.
    pub is_of_examples: bool,
    /// Bad replies that it hit, and bad replies.
    pub caught: [usize; 2],
    /// Good replies that it hit, and good replies.
    pub alarms: [usize; 2],
}

/// A clause and a reply that people judged differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Contested {
    /// The clause's title.
    pub clause: String,
    /// The reply.
    pub reply: Reply,
    /// Who said what, on their own.
    pub said: Vec<Said>,
    /// What was settled together, and by whom.
    pub settled: Vec<Said>,
}

/// What a reword test found: people judged the same replies by one of two wordings.
#[derive(Clone, Debug, PartialEq)]
pub struct RewordFacts {
    /// The clause's title; its id where the spec has no such clause.
    pub clause: String,
    /// The older words and the other ones.
    pub words: [String; 2],
    /// How many people judged by each a reply that was judged under both.
    pub n_people: [usize; 2],
    /// Their verdicts on such replies.
    pub n_verdicts: [usize; 2],
    /// Of each outcome that was given, how often under each wording, and its share under the other
    /// words less that under the older ones.
    pub changes: Vec<(Outcome, [usize; 2], Coefficient)>,
    /// Krippendorff's α under each wording.
    pub alpha: [Coefficient; 2],
    /// Replies judged under one wording alone: they enter nothing.
    pub n_one_sided: usize,
}

/// How alike people judged, on their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// People who judged.
    pub n_people: usize,
    /// Pairs of verdicts of two people on one clause and reply.
    pub n_pairs: usize,
    /// Of these, those that are the same.
    pub n_agreeing: usize,
    /// Share of those pairs.
    pub raw: Coefficient,
    /// Krippendorff's α, nominal.
    pub alpha: Coefficient,
}

/// A coefficient, or why it has no value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coefficient {
    /// The value.
    pub value: Option<f64>,
    /// Where it may lie, at 95 %.
    pub interval: Option<[f64; 2]>,
    /// Why there is no value, or no interval.
    pub reason: String,
}

impl Counts {
    /// Counts a reply.
    pub fn add(&mut self, status: Status) {
        self.0[status as usize] += 1;
    }

    /// How many have this status.
    pub fn n(&self, status: Status) -> usize {
        self.0[status as usize]
    }

    /// How many there are.
    pub fn all(&self) -> usize {
        self.0.iter().sum()
    }

    /// Of how many someone or something that counts says kept, broken, unclear or does not apply.
    pub fn judged(&self) -> usize {
        self.all() - self.n(Status::NotJudged) - self.n(Status::NoBreakFound)
    }

    /// Wilson's 95 % interval for the share kept of those kept or broken; `None` where nothing is.
    pub fn adherence(&self) -> Option<Interval> {
        interval([
            self.n(Status::Kept),
            self.n(Status::Kept) + self.n(Status::Broken),
        ])
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        for (n, more) in self.0.iter_mut().zip(other.0) {
            *n += more;
        }
    }
}

impl JudgeFacts {
    /// Someone who said nothing yet.
    pub fn new(kind: SourceKind, name: &str) -> JudgeFacts {
        JudgeFacts {
            kind,
            name: name.to_owned(),
            counts: [0; 4],
            n_outdated: 0,
            n_older_words: 0,
        }
    }

    /// Counts a verdict.
    pub fn add(&mut self, outcome: Outcome) {
        self.counts[outcome as usize] += 1;
    }

    /// How many verdicts say so.
    pub fn n(&self, outcome: Outcome) -> usize {
        self.counts[outcome as usize]
    }

    /// How many verdicts stand.
    pub fn all(&self) -> usize {
        self.counts.iter().sum()
    }
}

impl ChecksFacts {
    /// How many checks are bound to clauses.
    pub fn all(&self) -> usize {
        self.n_both + self.n_break + self.n_signals
    }
}

impl Report {
    /// What all clauses together come to.
    pub fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for clause in &self.clauses {
            all += clause.counts;
        }
        all
    }

    /// What the report's file is called, without a folder.
    pub fn file_name(&self, format: Format) -> String {
        let mut name = "report".to_owned();
        for word in self.title.split(|it: char| !it.is_alphanumeric()) {
            if !word.is_empty() && name.len() + word.len() < 60 {
                name.push('-');
                name.push_str(&word.to_lowercase());
            }
        }
        name.push_str(match format {
            Format::Markdown => ".md",
            Format::Html => ".html",
            Format::Csv => ".csv",
        });
        name
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        markdown::write(&set(self))
    }

    /// As one HTML file.
    pub fn html(&self) -> String {
        html::write(&page::heading(self), &set(self))
    }
}

/// Wilson's 95 % interval for a share of `[how many, out of how many]`; `None` of nothing.
fn interval(of: [usize; 2]) -> Option<Interval> {
    let [n, all] = of.map(|it| u64::try_from(it).unwrap_or(u64::MAX));
    wilson(n, all, 0.05).ok()
}
