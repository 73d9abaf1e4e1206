//! What checks conclude: per message ([`Look`]), and per transcript ([`CheckResult`]);
//! `survey` makes the one from the others.

use crate::check::parts::Part;
use crate::check::view::View;
use crate::text::{Span, shorten};
use crate::verdict::Evidence;
use serde::{Deserialize, Serialize};

/// How many places a check points at; the explanation counts the rest.
pub(crate) const MAX_EVIDENCE: usize = 50;

/// What a check may decide about its clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decides {
    /// A failure breaks the clause; anything else says only "no break found".
    #[default]
    Break,
    /// The clause is wholly what the check tests: it can be kept or broken by it.
    Both,
    /// A signal, "look here"; it decides nothing.
    Nothing,
}

/// How a check came out on one transcript. This is the check's own result, not a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// The text is as the check asserts.
    Pass,
    /// It is not.
    Fail,
    /// Its `when` did not match, or there is no message where it looks.
    NotApplicable,
    /// It could not run: faulty parameters or a limit reached; the explanation says which.
    Error,
}

impl CheckOutcome {
    /// What `not-` makes of it.
    pub(crate) fn turned(self, negated: bool) -> CheckOutcome {
        match self {
            CheckOutcome::Pass if negated => CheckOutcome::Fail,
            CheckOutcome::Fail if negated => CheckOutcome::Pass,
            outcome => outcome,
        }
    }
}

/// What a check's result comes to, without its words: all that a status is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The check's own result.
    pub outcome: CheckOutcome,
    /// Whether the check has a `when` and it matched.
    pub applies: bool,
}

/// What a check found in one transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check's own result.
    pub outcome: CheckOutcome,
    /// Between 0 and 1, where the type has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The words matched, or what was looked for and not found.
    pub evidence: Vec<Evidence>,
    /// One sentence for people.
    pub explanation: String,
    /// Whether a check that decides nothing says "look here".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signal: bool,
    /// Whether the check has a `when` and it matched: its clause applies here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub applies: bool,
    /// Where a rule over time is broken first: the index of the message. Other checks point at it
    /// with their evidence; see [`CheckResult::first_break`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaks_at: Option<usize>,
}

impl CheckResult {
    pub(crate) fn new(outcome: CheckOutcome, explanation: impl Into<String>) -> CheckResult {
        CheckResult {
            outcome,
            score: None,
            evidence: Vec::new(),
            explanation: explanation.into(),
            signal: false,
            applies: false,
            breaks_at: None,
        }
    }

    /// It without its words.
    pub fn brief(&self) -> Brief {
        Brief {
            outcome: self.outcome,
            applies: self.applies,
        }
    }

    /// Whether a check that decides so much says broken, or "look here".
    pub fn is_hit(&self, decides: Decides) -> bool {
        let is_break = decides != Decides::Nothing && self.outcome == CheckOutcome::Fail;
        is_break || self.signal
    }

    /// The index of the message where a failing check first points; `None` where it passes, or
    /// what it lacks is nowhere.
    pub fn first_break(&self) -> Option<usize> {
        if self.outcome != CheckOutcome::Fail {
            return None;
        }
        let words = |it: &Evidence| match it {
            Evidence::Words { message, .. } => Some(*message),
            Evidence::Absent { .. } => None,
        };
        self.breaks_at
            .or_else(|| self.evidence.iter().filter_map(words).min())
    }

    /// The result of a check that runs once `part` is there.
    pub(crate) fn waiting(part: Part) -> CheckResult {
        let reason = format!(
            "waits for the part of the engine that {}, which is fetched when it is needed",
            part.does()
        );
        CheckResult::new(CheckOutcome::Error, reason)
    }

    /// What it counts in a mean: its score, else 1 for a pass and 0 for anything else.
    pub(crate) fn mark(&self) -> f64 {
        let passes = f64::from(u8::from(self.outcome == CheckOutcome::Pass));
        self.score.unwrap_or(passes)
    }
}

/// Whether a type looks for something or states a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reads {
    /// Looks for something; content with one message that has it (`turn: any`).
    Finder,
    /// States what every message must be (`turn: every`).
    Requirement,
}

/// What a check saw in one message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    /// The un-negated predicate: found, or as required.
    pub(crate) holds: bool,
    /// Between 0 and 1, before `not-`; where a type gives none it is 1 or 0.
    pub(crate) score: Option<f64>,
    /// `not-` leaves the score as it is.
    pub(crate) score_stays: bool,
    /// A finder: the matches. A requirement: what shows that it is kept, or not.
    pub(crate) found: Vec<Found>,
    /// Matches beyond those in `found`.
    pub(crate) more: usize,
    /// There may be still more, not counted.
    pub(crate) uncounted: bool,
    /// A finder: what was looked for and is not there, in the reader's words.
    pub(crate) missing: Vec<String>,
    /// Why this message could not be judged: a limit was reached.
    pub(crate) stopped: Option<String>,
    /// Why the check does not apply to this message.
    pub(crate) abstains: Option<String>,
    /// A requirement: what was counted or read. A finder: the whole explanation, where naming
    /// the matches is not enough.
    pub(crate) note: Option<String>,
}

/// A place that supports a result.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) message: usize,
    pub(crate) tool_call: Option<usize>,
    pub(crate) span: Span,
}

impl Found {
    pub(crate) fn words(message: usize, span: impl Into<Span>) -> Found {
        Found {
            message,
            tool_call: None,
            span: span.into(),
        }
    }

    /// All words of a message.
    pub(crate) fn whole(view: &View, message: usize) -> Found {
        Found::words(message, 0..view.text(message).len())
    }

    /// A call: the whole of its arguments.
    pub(crate) fn call(view: &View, message: usize, call: usize) -> Found {
        let calls = &view.message(message).tool_calls;
        let arguments = calls.get(call).map(|it| it.arguments.to_string());
        Found {
            message,
            tool_call: Some(call),
            span: (0..arguments.map_or(0, |it| it.len())).into(),
        }
    }

    pub(crate) fn evidence(&self, view: &View) -> Evidence {
        let message = view.message(self.message);
        let quote = match self.tool_call.and_then(|at| message.tool_calls.get(at)) {
            Some(call) => self
                .span
                .slice(&call.arguments.to_string())
                .map(str::to_owned),
            None => self.span.slice(&message.content).map(str::to_owned),
        };
        Evidence::Words {
            message: self.message,
            tool_call: self.tool_call,
            span: self.span,
            quote: quote.unwrap_or_default(),
            extra: Default::default(),
        }
    }
}

impl Look {
    /// A finder's look: it holds when something was found. Keeps what fits.
    pub(crate) fn found(
        message: usize,
        matches: impl IntoIterator<Item = std::ops::Range<usize>>,
    ) -> Look {
        let mut matches = matches.into_iter();
        let found = matches.by_ref().take(MAX_EVIDENCE);
        let found: Vec<_> = found.map(|range| Found::words(message, range)).collect();
        Look {
            holds: !found.is_empty(),
            found,
            more: matches.count(),
            ..Look::default()
        }
    }

    /// A look that found nothing of what `missing` names.
    pub(crate) fn missing(missing: impl Into<String>) -> Look {
        Look {
            missing: vec![missing.into()],
            ..Look::default()
        }
    }

    /// A message that cannot be judged, and why.
    pub(crate) fn stopped(reason: impl Into<String>) -> Look {
        Look {
            stopped: Some(reason.into()),
            ..Look::default()
        }
    }

    /// A look at a message to which the check does not apply.
    pub(crate) fn abstaining(reason: impl Into<String>) -> Look {
        Look {
            abstains: Some(reason.into()),
            ..Look::default()
        }
    }

    /// How often it holds; a requirement that is kept holds at least once.
    pub(crate) fn times(&self) -> u32 {
        if !self.holds {
            return 0;
        }
        let n = self.found.len() + self.more;
        u32::try_from(n).unwrap_or(u32::MAX).max(1)
    }

    /// A requirement's look.
    pub(crate) fn required(holds: bool, note: String, found: Vec<Found>) -> Look {
        Look {
            holds,
            note: Some(note),
            found,
            ..Look::default()
        }
    }
}

/// “text”, shortened.
pub(crate) fn quoted(text: &str) -> String {
    format!("“{}”", shorten(text, 80))
}

/// `message 2`, `messages 2 and 4`, `messages 2, 4 and 7`, from indices.
pub(crate) fn list_messages(indices: impl Iterator<Item = usize>) -> String {
    let numbers: Vec<String> = indices.map(|at| (at + 1).to_string()).collect();
    match &numbers[..] {
        [] => "no message".to_owned(),
        [only] => format!("message {only}"),
        numbers if numbers.len() > 10 => format!("{} messages", numbers.len()),
        [init @ .., last] => format!("messages {} and {last}", init.join(", ")),
    }
}

/// `“a”, “b” or “c”`.
pub(crate) fn listed(texts: &[String], last: &str) -> String {
    let quotes: Vec<String> = texts.iter().take(4).map(|it| quoted(it)).collect();
    let hidden = texts.len() - quotes.len();
    match &quotes[..] {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        quotes if hidden > 0 => format!("{} {last} {hidden} more", quotes.join(", ")),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}
