//! What the page and the engine say to each other, and the engine's side of it.
//!
//! Every request has a number and gets any number of [`Reply::Progress`] and then exactly one
//! final reply, failed and overtaken ones included. The same [`Session`] serves a worker and, where
//! no worker starts, the page itself. Messages are JSON text, because both sides keep fields they
//! do not know; the two must come from one build, which [`Reply::Hello`] lets the page see.

use crate::diagnostic::Diagnostic;
use crate::engine::{
    Act, Acted, Budget, Compared, Comparing, Comparison, Engine, Findings, Progress, SetText,
    Versions, sheets,
};
use crate::message::Message;
use crate::prose::{self, Node};
use crate::spec;
use crate::text::sha256;
use crate::transcript::{Scenario, record};
use crate::verdict::Origin;
use crate::workspace::link::{self, Focus, Link, Opened};
use crate::workspace::patch::Patch;
use crate::workspace::public::{self, PublicSpec};
use crate::workspace::{
    SpecDocument, SpecOrigin, Workspace, file, fingerprints, select, select_list,
};
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
    /// Tell what is found in the transcript of this id. Of many transcripts only some are told.
    Show(String),
    /// Run every check again.
    Recheck,
    /// Stop checking; what was found so far is reported. A comparison is dropped.
    Cancel,
    /// Make a share link of these scenarios of the current workspace.
    MakeLink {
        /// What the link opens on.
        focus: Option<Box<Focus>>,
        /// What goes along.
        shared: Shared,
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
    /// Set text to read: parts of the current spec, messages, and how two replies differ.
    SetText {
        /// Sections, by index.
        sections: Vec<usize>,
        /// Clauses whose rule is wanted, by id.
        rules: Vec<String>,
        /// What was said, as Markdown.
        messages: Vec<String>,
        /// A reply, and another whose differences from it are marked; its text is the last.
        replies: Option<[Vec<Arc<Message>>; 2]>,
    },
    /// Set a sheet of this address; see [`sheets`]. One that compares begins when checking is done;
    /// a change of the workspace overtakes it.
    Sheet(String),
    /// Take another version of the current spec: the sheet `compare` says what changed from one to
    /// the other, and checks what the workspace holds under both, when it is asked for.
    Compare {
        /// What to call the other version.
        name: String,
        /// The other version.
        text: Arc<str>,
    },
    /// Do what a button of a sheet asks for; the answer says what the page is to change.
    Act(Box<Act>),
    /// Make scenarios of an example of the current spec, with its graded replies.
    Example {
        /// Index of the section.
        section: usize,
        /// Index of the example in the section, as [`Kind::Conversation`](crate::prose::Kind) says
        /// in set text.
        example: usize,
    },
}

/// What of a work travels in a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shared {
    /// All of it.
    All,
    /// These scenarios, by id.
    Scenarios(Vec<String>),
    /// What a list to judge is about, by its id, and nobody's verdicts.
    List(String),
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
    /// A later request was there before this one was done. Where both were for findings, its reply
    /// holds them; a comparison must be asked for again.
    Overtaken,
    /// A share link's fragment, `#` included.
    Link(String),
    /// What a share link holds.
    Opened(Box<Opened>),
    /// What a workspace file holds.
    Workspace(Box<Workspace>),
    /// Set text.
    SetText(Vec<SetText>),
    /// A sheet: its title as text, and what stands on it.
    Sheet(Node),
    /// An example as scenarios, one for each comparison; none where it is gone.
    Example(Vec<Arc<Scenario>>),
    /// Scenarios read from records, and what was wrong with some.
    Records(Vec<Arc<Scenario>>, Vec<Diagnostic>),
    /// What comes of an act.
    Acted(Box<Acted>),
    /// Only the whole engine can do it: the job, as it came, to be given to that.
    Lacking(String),
    /// What was given is kept.
    Taken,
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
    /// The other version of the spec, where there is one to compare with.
    versions: Option<Versions>,
    /// The sheet that waits for a comparison.
    comparing: Option<Asked>,
}

/// A sheet that waits for a comparison.
#[derive(Debug)]
struct Asked {
    id: u64,
    address: String,
    /// Which of the two versions is taken for the older.
    is_older: bool,
    /// The comparison, once it has begun.
    begun: Option<Box<Comparing>>,
}

/// Results of checks that findings tell in words at a time, on top of those of the transcript that
/// is looked at. A page draws one transcript, and is to have the next at hand in work of usual size.
const MOST_TOLD: usize = 2_000;

impl Session {
    /// Takes a request and returns the replies that can be given at once.
    pub fn post(&mut self, request: Request) -> Vec<Reply> {
        let id = request.id;
        if is_lacking(&request.job) {
            let job = serde_json::to_string(&request.job).expect("all keys of a job are strings");
            return vec![done(id, Output::Lacking(job))];
        }
        match request.job {
            Job::Open(workspace) => {
                self.engine.tell_at_most(MOST_TOLD);
                self.engine.open(*workspace);
                self.versions = None;
                self.check_changed(id)
            }
            Job::Patch(patches) => match self.engine.apply(patches) {
                Ok(()) => self.check_changed(id),
                Err(misfit) => vec![failed(id, &misfit, "the page sends its work again", true)],
            },
            Job::Show(transcript) => {
                self.engine.show(transcript);
                self.check(id)
            }
            Job::Recheck => {
                self.engine.forget_results();
                self.check(id)
            }
            Job::Cancel => self.cancel(id),
            Job::MakeLink {
                focus,
                shared,
                originals,
            } => self.make_link(id, focus.map(|it| *it), &shared, &originals),
            Job::ReadLink { text, originals } => vec![read_link(id, &text, &originals)],
            Job::ReadWorkspace(text) => vec![read_workspace(id, &text)],
            Job::SetText {
                sections,
                rules,
                messages,
                replies,
            } => {
                let mut set = self.engine.set_text(&sections, &rules);
                set.extend(messages.iter().map(|it| SetText {
                    key: prose::message_key(it),
                    nodes: prose::message(it),
                }));
                set.extend(replies.map(|[old, new]| SetText {
                    key: String::new(),
                    nodes: prose::differences(&old, &new),
                }));
                vec![done(id, Output::SetText(set))]
            }
            Job::Sheet(address) => self.sheet(id, address),
            Job::Compare { name, text } if HAS_STUDY => {
                let mut replies = self.drop_comparison();
                let known = public::recognise(&sha256(text.as_bytes()));
                let name = known.map_or(name, PublicSpec::title);
                self.versions = Some(Versions::new(name, text));
                replies.push(done(id, Output::Taken));
                replies
            }
            Job::Compare { .. } => Vec::new(),
            Job::Act(act) => vec![done(id, Output::Acted(Box::new(self.engine.act(&act))))],
            Job::Example { section, example } => {
                let scenarios = self.engine.example(section, example);
                let scenarios = scenarios.into_iter().map(Arc::new).collect();
                vec![done(id, Output::Example(scenarios))]
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
        self.checking.is_some() || self.comparing.is_some()
    }

    /// Works one slice: findings first, then a comparison.
    pub fn step(&mut self, budget: Budget) -> Vec<Reply> {
        if let Some(id) = self.checking {
            return vec![self.step_check(id, budget)];
        }
        // Told to the compiler, so that the small engine has no code for it.
        if !HAS_STUDY {
            return Vec::new();
        }
        let asked = self.comparing.take().into_iter();
        asked.map(|it| self.step_comparison(it, budget)).collect()
    }

    fn step_check(&mut self, id: u64, budget: Budget) -> Reply {
        let Progress { done, total } = self.engine.step(budget);
        if done < total {
            return Reply::Progress { id, done, total };
        }
        self.checking = None;
        self::done(id, Output::Findings(self.engine.take_findings()))
    }

    fn step_comparison(&mut self, mut asked: Asked, budget: Budget) -> Reply {
        let id = asked.id;
        let Some(versions) = &mut self.versions else {
            return self.set_sheet(id, &asked.address);
        };
        let begun = asked.begun.take().or_else(|| {
            let begun = self.engine.compare(versions.text.clone(), asked.is_older);
            begun.map(Box::new)
        });
        let Some(mut begun) = begun else {
            return lost(id);
        };
        match begun.step(budget) {
            Compared::Working(Progress { done, total }) => {
                asked.begun = Some(begun);
                self.comparing = Some(asked);
                Reply::Progress { id, done, total }
            }
            Compared::Done(comparison) => {
                versions.is_older = asked.is_older;
                versions.comparison = Some(comparison);
                self.set_sheet(id, &asked.address)
            }
        }
    }

    /// Sets a sheet, at once unless it compares what was not compared yet.
    fn sheet(&mut self, id: u64, address: String) -> Vec<Reply> {
        let here = self.engine.workspace().map_or("", |it| &it.spec.name);
        let missing = self.versions.as_ref().and_then(|it| {
            let is_older = sheets::older_of(&address, here, &it.name)?;
            (!it.are_compared(is_older)).then_some(is_older)
        });
        let Some(is_older) = missing else {
            return vec![self.set_sheet(id, &address)];
        };
        // What was begun for the same question goes on for who asks again.
        let begun = self.comparing.as_mut().filter(|it| it.is_older == is_older);
        let begun = begun.and_then(|it| it.begun.take());
        let replies = self.overtake_comparison();
        self.comparing = Some(Asked {
            id,
            address,
            is_older,
            begun,
        });
        replies
    }

    fn set_sheet(&mut self, id: u64, address: &str) -> Reply {
        match self.engine.sheet(address, self.versions.as_ref()) {
            Some(sheet) => done(id, Output::Sheet(sheet)),
            None => lost(id),
        }
    }

    /// Checks what changed. A comparison was of the workspace before.
    fn check_changed(&mut self, id: u64) -> Vec<Reply> {
        let mut replies = self.drop_comparison();
        replies.extend(self.check(id));
        // What is found stands before a sheet that is asked for next.
        if self.engine.owes_no_checks() {
            replies.push(self.step_check(id, Budget(0)));
        }
        replies
    }

    fn check(&mut self, id: u64) -> Vec<Reply> {
        let overtaken = self.checking.replace(id);
        overtaken
            .map(|id| done(id, Output::Overtaken))
            .into_iter()
            .collect()
    }

    /// What was compared is no longer so.
    fn drop_comparison(&mut self) -> Vec<Reply> {
        if let Some(versions) = &mut self.versions {
            versions.comparison = None;
        }
        self.overtake_comparison()
    }

    fn overtake_comparison(&mut self) -> Vec<Reply> {
        let overtaken = self.comparing.take().into_iter();
        overtaken.map(|it| done(it.id, Output::Overtaken)).collect()
    }

    fn cancel(&mut self, id: u64) -> Vec<Reply> {
        self.engine.cancel();
        let findings = |it| done(it, Output::Findings(self.engine.take_findings()));
        let mut replies: Vec<_> = self.checking.take().map(findings).into_iter().collect();
        replies.extend(self.overtake_comparison());
        replies.push(done(id, Output::Overtaken));
        replies
    }

    /// What changed from one version to the other, once a sheet that compares was set and until the
    /// work changes.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.versions.as_ref()?.comparison.as_deref()
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
        shared: &Shared,
        originals: &[Original],
    ) -> Vec<Reply> {
        // The request may come before the first slice.
        self.engine.read_spec();
        self.with_workspace(id, |workspace| {
            let workspace = match shared {
                Shared::All => workspace.clone(),
                Shared::Scenarios(ids) => {
                    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
                    select(workspace, &ids)
                }
                Shared::List(id) => select_list(workspace, id),
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

/// Whether this build of the engine compares versions and the like.
const HAS_STUDY: bool = cfg!(feature = "study");

/// Whether only the whole engine can do this.
fn is_lacking(job: &Job) -> bool {
    match job {
        Job::Compare { .. } => !HAS_STUDY,
        Job::Sheet(address) => sheets::is_lacking(address),
        Job::Act(act) => !HAS_STUDY && !act.is_known(),
        _ => false,
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
