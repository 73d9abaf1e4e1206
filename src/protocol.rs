//! What the page and the engine say to each other, and the engine's side of it.
//!
//! Every request has a number and gets any number of [`Reply::Progress`] and then exactly one
//! final reply, failed and overtaken ones included. The same [`Session`] serves a worker and, where
//! no worker starts, the page itself. Messages are JSON text, because both sides keep fields they
//! do not know; the two must come from one build, which [`Reply::Hello`] lets the page see.

use crate::diagnostic::Diagnostic;
use crate::engine::{Budget, Engine, Findings, SetText};
use crate::spec;
use crate::transcript::{Scenario, record};
use crate::verdict::Origin;
use crate::workspace::link::{self, Focus, Link, Opened};
use crate::workspace::patch::Patch;
use crate::workspace::{SpecDocument, SpecOrigin, Workspace, file, fingerprints, select};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The build both modules must share; they refuse to talk otherwise.
pub const BUILD: &str = match option_env!("PLUMBLINE_BUILD") {
    Some(build) => build,
    None => "unnumbered",
};

/// Page to engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Grows with every request of a page.
    pub id: u64,
    /// What to do.
    pub job: Job,
}

/// What the page can ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Take this workspace in place of the one before, and check it.
    Open(Box<Workspace>),
    /// Change the workspace and check what the change touches.
    Patch(Vec<Patch>),
    /// Run every check again.
    Recheck,
    /// Stop checking; what was found so far is reported.
    Cancel,
    /// Make a share link of these scenarios of the current workspace.
    MakeLink {
        /// What the link opens on.
        focus: Option<Box<Focus>>,
        /// Ids of the scenarios to take along; `None` takes all.
        scenarios: Option<Vec<String>>,
        /// Released texts, so that only changes of them travel.
        originals: Vec<Original>,
    },
    /// Read a share link.
    ReadLink {
        /// The link.
        text: String,
        /// Released texts, which links name by their hash.
        originals: Vec<Original>,
    },
    /// Read a workspace file.
    ReadWorkspace(String),
    /// Read native records.
    ReadRecords {
        /// One record a line.
        text: String,
        /// Where outputs came from that do not say it themselves.
        origin: Option<Origin>,
    },
    /// Set parts of the current spec as text to read.
    SetText {
        /// Sections, by index.
        sections: Vec<usize>,
        /// Clauses whose rule is wanted, by id.
        rules: Vec<String>,
    },
}

/// A text that links name instead of carrying it. The page has those that come with it, so that
/// the engine need not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Original {
    /// How links name it.
    pub origin: SpecOrigin,
    /// The text.
    pub text: Arc<str>,
}

fn find_original(originals: &[Original], origin: &SpecOrigin) -> Option<Arc<str>> {
    originals
        .iter()
        .find(|it| it.origin == *origin)
        .map(|it| it.text.clone())
}

/// Engine to page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// First of all: which build this is.
    Hello {
        /// [`BUILD`] of the engine.
        build: String,
    },
    /// The request is being worked on.
    Progress {
        /// The request.
        id: u64,
        /// Check runs done.
        done: usize,
        /// Check runs needed.
        total: usize,
    },
    /// The request is done.
    Done {
        /// The request.
        id: u64,
        /// What came of it.
        output: Box<Output>,
    },
    /// The request could not be done.
    Failed {
        /// The request.
        id: u64,
        /// Why.
        error: JobError,
    },
}

/// What comes of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// What is new since the last findings.
    Findings(Findings),
    /// A later request was there before this one was done; its reply holds the findings.
    Overtaken,
    /// A share link's fragment, `#` included.
    Link(String),
    /// What a share link holds.
    Opened(Box<Opened>),
    /// What a workspace file holds.
    Workspace(Box<Workspace>),
    /// Set text.
    SetText(Vec<SetText>),
    /// Scenarios read from records, and what was wrong with some.
    Records(Vec<Arc<Scenario>>, Vec<Diagnostic>),
}

/// Why a job failed, in words for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobError {
    /// What is wrong, then its sources.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The engine no longer has the page's workspace; open it again.
    pub lost: bool,
}

/// The engine's side of the conversation.
#[derive(Debug, Default)]
pub struct Session {
    engine: Engine,
    /// The request whose findings are being worked on.
    checking: Option<u64>,
}

impl Session {
    /// Takes a request and returns the replies that can be given at once.
    pub fn post(&mut self, request: Request) -> Vec<Reply> {
        let id = request.id;
        match request.job {
            Job::Open(workspace) => {
                self.engine.open(*workspace);
                self.check(id)
            }
            Job::Patch(patches) => match self.engine.apply(patches) {
                Ok(()) => self.check(id),
                Err(misfit) => vec![failed(id, &misfit, "the page sends its work again", true)],
            },
            Job::Recheck => {
                self.engine.forget_results();
                self.check(id)
            }
            Job::Cancel => self.cancel(id),
            Job::MakeLink {
                focus,
                scenarios,
                originals,
            } => self.make_link(id, focus.map(|it| *it), scenarios.as_deref(), &originals),
            Job::ReadLink { text, originals } => vec![read_link(id, &text, &originals)],
            Job::ReadWorkspace(text) => vec![read_workspace(id, &text)],
            Job::SetText { sections, rules } => {
                let set = self.engine.set_text(&sections, &rules);
                vec![done(id, Output::SetText(set))]
            }
            Job::ReadRecords { text, origin } => {
                let (scenarios, diagnostics) = record::read_from(&text, origin.as_ref());
                let scenarios = scenarios.into_iter().map(Arc::new).collect();
                vec![done(id, Output::Records(scenarios, diagnostics))]
            }
        }
    }

    /// Whether [`step`](Session::step) has work to do.
    pub fn is_busy(&self) -> bool {
        self.checking.is_some()
    }

    /// Works one slice.
    pub fn step(&mut self, budget: Budget) -> Vec<Reply> {
        let Some(id) = self.checking else {
            return Vec::new();
        };
        let progress = self.engine.step(budget);
        if progress.done < progress.total {
            return vec![Reply::Progress {
                id,
                done: progress.done,
                total: progress.total,
            }];
        }
        self.checking = None;
        vec![done(id, Output::Findings(self.engine.take_findings()))]
    }

    fn check(&mut self, id: u64) -> Vec<Reply> {
        let overtaken = self.checking.replace(id);
        overtaken
            .map(|id| done(id, Output::Overtaken))
            .into_iter()
            .collect()
    }

    fn cancel(&mut self, id: u64) -> Vec<Reply> {
        self.engine.cancel();
        let findings = |it| done(it, Output::Findings(self.engine.take_findings()));
        let mut replies: Vec<_> = self.checking.take().map(findings).into_iter().collect();
        replies.push(done(id, Output::Overtaken));
        replies
    }

    fn with_workspace(&self, id: u64, make: impl FnOnce(&Workspace) -> Reply) -> Vec<Reply> {
        match self.engine.workspace() {
            Some(workspace) => vec![make(workspace)],
            None => vec![lost(id)],
        }
    }

    fn make_link(
        &mut self,
        id: u64,
        focus: Option<Focus>,
        scenarios: Option<&[String]>,
        originals: &[Original],
    ) -> Vec<Reply> {
        // The request may come before the first slice.
        self.engine.read_spec();
        self.with_workspace(id, |workspace| {
            let workspace = match scenarios {
                None => workspace.clone(),
                Some(ids) => {
                    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
                    select(workspace, &ids)
                }
            };
            let focused = focus.as_ref().map(|it| it.clause.as_str());
            let excerpt = self.engine.excerpt(&workspace, focused);
            let link = Link::new(&workspace, focus, Some(&excerpt), |it| {
                find_original(originals, it)
            });
            match link::encode(&link) {
                Ok(link) => done(id, Output::Link(link)),
                Err(error) => failed(id, &error, error.hint(), false),
            }
        })
    }
}

fn read_link(id: u64, fragment: &str, originals: &[Original]) -> Reply {
    let opened =
        link::decode(fragment).and_then(|link| link.resolve(|it| find_original(originals, it)));
    match opened {
        Ok(mut opened) => {
            note_published(&mut opened.workspace.spec, originals);
            done(id, Output::Opened(Box::new(opened)))
        }
        Err(error) => failed(id, &error, error.hint(), false),
    }
}

/// By the original at hand, an altered text can tell what differs from it.
fn note_published(document: &mut SpecDocument, originals: &[Original]) {
    let original = find_original(originals, &document.origin);
    if let Some(original) = original.filter(|it| *it != document.text) {
        document.published = Some(fingerprints(&spec::parse(&original).clauses).into());
    }
}

fn read_workspace(id: u64, text: &str) -> Reply {
    match file::read(text) {
        Ok(workspace) => done(id, Output::Workspace(Box::new(workspace))),
        Err(error) => failed(id, &error, error.hint(), false),
    }
}

fn done(id: u64, output: Output) -> Reply {
    Reply::Done {
        id,
        output: Box::new(output),
    }
}

fn lost(id: u64) -> Reply {
    let message = "the engine holds no work".to_owned();
    Reply::Failed {
        id,
        error: JobError {
            message,
            hint: String::new(),
            lost: true,
        },
    }
}

fn failed(id: u64, error: &dyn std::error::Error, hint: &str, lost: bool) -> Reply {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str(": ");
        message.push_str(&cause.to_string());
        source = cause.source();
    }
    Reply::Failed {
        id,
        error: JobError {
            message,
            hint: hint.to_owned(),
            lost,
        },
    }
}
