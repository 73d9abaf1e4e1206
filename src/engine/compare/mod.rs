//! The same outputs checked under two versions of a spec: what changed in the words, which statuses
//! flip, and which verdicts were given under older words.

mod flips;
mod outdated;
mod translate;

pub use flips::{CheckSaid, Flip, FlipCount, Standing};
pub use outdated::OutdatedVerdict;

use super::statuses::Statuses;
use super::{Budget, Changed, Engine, Progress};
use crate::diagnostic::Diagnostic;
use crate::prose::Book;
use crate::spec::diff::{SpecDiff, Version, diff};
use crate::spec::{self, Spec};
use crate::workspace::Workspace;
use flips::{Flips, Found};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use translate::Names;

/// What two versions of a spec say, and what they mean for the workspace's transcripts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The other version's title.
    pub title: String,
    /// Faults in the other version, its checks, and the packs when read with it.
    pub diagnostics: Vec<Diagnostic>,
    /// What changed from the older version to the newer.
    pub diff: SpecDiff,
    /// Clauses of transcripts whose status is not the same under both versions: in the order of
    /// transcripts, then of the newer version, at most 5,000.
    pub flips: Vec<Flip>,
    /// How many statuses flip from which to which, all of them.
    pub flip_counts: Vec<FlipCount>,
    /// Standing verdicts that were not given on the newer version's clause as it stands, in the
    /// order in which they were given. Those reworded are to be judged again.
    pub outdated: Vec<OutdatedVerdict>,
    /// How many transcripts were checked under both versions.
    pub n_transcripts: usize,
}

/// The other version of the spec, and what changed, once that is known.
#[derive(Debug)]
pub struct Versions {
    /// What to call the other version.
    pub name: String,
    /// The other version.
    pub text: Arc<str>,
    /// Whether `comparison` takes it for the older of the two.
    pub is_older: bool,
    /// What changed.
    pub comparison: Option<Box<Comparison>>,
}

impl Versions {
    /// Another version that was not compared yet.
    pub fn new(name: String, text: Arc<str>) -> Versions {
        Versions {
            name,
            text,
            is_older: true,
            comparison: None,
        }
    }

    /// Whether it is known what changed where the other version is the older one, or the newer.
    pub fn are_compared(&self, is_older: bool) -> bool {
        self.comparison.is_some() && self.is_older == is_older
    }
}

/// A comparison under way. It has its own copy of what is known, so that the engine it came from
/// can go on.
#[derive(Debug)]
pub struct Comparing {
    /// Under the workspace's version, then under the other.
    engine: Engine,
    /// What that version calls the clauses of the other one.
    names: Names,
    other: Other,
    /// What is known without a check.
    comparison: Comparison,
    /// What was found under the version whose turn it is, as far as it is read.
    found: Found,
    /// What was found under the workspace's version, once the other's turn has come.
    here: Option<Found>,
    /// What flips, once both are read.
    flips: Option<Flips>,
    /// Check runs done for the workspace's version.
    done: usize,
}

/// The other version, until its turn comes.
#[derive(Debug)]
struct Other {
    workspace: Workspace,
    spec: Spec,
    names: Names,
    is_older: bool,
}

/// How far a comparison is.
#[derive(Debug)]
pub enum Compared {
    /// There is more to do. The total grows when the other version's turn comes.
    Working(Progress),
    /// It is done.
    Done(Box<Comparison>),
}

impl Engine {
    /// Begins to compare the workspace's spec with another version of it, which is the older or the
    /// newer one. `None` where there is no workspace.
    pub fn compare(&self, text: Arc<str>, is_older: bool) -> Option<Comparing> {
        let mut engine = self.fork()?;
        engine.read_spec();
        let workspace = engine.workspace.take()?;
        let spec = spec::parse(&text);
        let specs = [(&engine.spec, &workspace.spec.text), (&spec, &text)];
        let (comparison, [names, other_names]) = compare_words(&workspace, specs, is_older);
        engine.workspace = Some(translate::translated(&workspace, &names));
        let mut workspace = translate::translated(&workspace, &other_names);
        workspace.spec.text = text;
        workspace.spec.excerpt = false;
        Some(Comparing {
            engine,
            names,
            other: Other {
                workspace,
                spec,
                names: other_names,
                is_older,
            },
            comparison,
            found: Found::default(),
            here: None,
            flips: None,
            done: 0,
        })
    }

    /// A copy that checks on its own. It sets no text and suggests nothing.
    fn fork(&self) -> Option<Engine> {
        let mut runs = self.runs.clone();
        // Nobody looks at one of its transcripts.
        runs.tell_nothing();
        Some(Engine {
            workspace: Some(self.workspace.clone()?),
            spec: self.spec.clone(),
            spec_text: self.spec_text.clone(),
            book: Book::default(),
            checks: self.checks.clone(),
            runs,
            adjustments: self.adjustments.clone(),
            index: None,
            altered: None,
            never_called: Vec::new(),
            changed: Changed {
                scenarios: true,
                ..self.changed
            },
        })
    }
}

/// What is known without a check, and what the workspace's version and the other one, `specs`, call
/// each other's clauses.
fn compare_words(
    workspace: &Workspace,
    specs: [(&Spec, &Arc<str>); 2],
    is_older: bool,
) -> (Comparison, [Names; 2]) {
    let [here, there] = specs.map(|(spec, source)| Version { spec, source });
    let [old, new] = in_order(is_older, here, there);
    let diff = diff(old, new);
    let [old_names, new_names] = translate::names(&diff.matches, old.spec, new.spec);
    let comparison = Comparison {
        title: there.spec.title.clone(),
        outdated: outdated::outdated(workspace, &diff.matches, new.spec),
        diff,
        ..Comparison::default()
    };
    // Putting the older first and putting it back is the same exchange.
    (comparison, in_order(is_older, old_names, new_names))
}

/// What is here and what is there, the older first.
fn in_order<T>(is_there_older: bool, here: T, there: T) -> [T; 2] {
    if is_there_older {
        [there, here]
    } else {
        [here, there]
    }
}

impl Comparing {
    /// Works one slice. After [`Compared::Done`] there is nothing left to ask for.
    pub fn step(&mut self, budget: Budget) -> Compared {
        let Progress { done, total } = self.engine.step(budget);
        let (done, total) = (self.done + done, self.done + total);
        if done < total {
            return Compared::Working(Progress { done, total });
        }
        // How much there is to read is soon known; what the other version needs is not.
        let working = Compared::Working(Progress {
            done,
            total: total + 1,
        });
        if self.flips.is_none() {
            if !self.read_on() {
                return working;
            }
            let found = std::mem::take(&mut self.found);
            let Some(here) = self.here.take() else {
                (self.here, self.done) = (Some(found), done);
                self.turn_to_other();
                return working;
            };
            self.compare_found(here, found);
        }
        let flips = self.flips.as_mut();
        if flips.is_some_and(|it| !it.step(&self.engine.runs)) {
            return working;
        }
        Compared::Done(Box::new(self.conclude()))
    }

    /// Reads what is known of every transcript under the version whose turn it is, a few at a time.
    fn read_on(&mut self) -> bool {
        self.engine.checks.rebind_packs(&self.names);
        let engine = &self.engine;
        let Some(workspace) = &engine.workspace else {
            return true;
        };
        let statuses = Statuses::new(&engine.runs, &engine.spec, &engine.checks, workspace);
        let clauses = engine.spec.clauses.iter().map(|it| it.id.clone());
        self.found.read(&statuses, clauses.collect())
    }

    /// What was found with checks that both versions have stays known.
    fn turn_to_other(&mut self) {
        let Other {
            workspace,
            spec,
            names,
            ..
        } = &mut self.other;
        self.engine.spec = std::mem::take(spec);
        self.engine.spec_text = Some(workspace.spec.text.clone());
        self.engine.workspace = Some(workspace.clone());
        self.engine.changed = Changed {
            spec: true,
            scenarios: true,
            verdicts: true,
        };
        self.names = std::mem::take(names);
    }

    fn compare_found(&mut self, here: Found, there: Found) {
        if let Some(workspace) = &self.engine.workspace {
            let spec = self.engine.spec_view(workspace);
            self.comparison.diagnostics = spec.diagnostics;
        }
        self.comparison.n_transcripts = here.n_transcripts();
        let [old, new] = in_order(self.other.is_older, here, there);
        let matches = &self.comparison.diff.matches;
        self.flips = Some(Flips::new(old, new, matches));
    }

    fn conclude(&mut self) -> Comparison {
        let mut comparison = std::mem::take(&mut self.comparison);
        if let Some(flips) = self.flips.take() {
            (comparison.flips, comparison.flip_counts) = flips.done();
        }
        comparison
    }
}
