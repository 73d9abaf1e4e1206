//! What checks conclude: per message ([`Look`]), and per transcript ([`CheckResult`]).

use crate::check::view::{On, Turn, View};
use crate::text::{Span, shorten};
use crate::verdict::Evidence;
use serde::{Deserialize, Serialize};

/// How many places a check points at; the explanation counts the rest.
pub(crate) const MAX_EVIDENCE: usize = 50;
/// How many of them the explanation quotes.
const MAX_QUOTED: usize = 3;

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
        }
    }
}

/// Whether a type looks for something or states a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(crate) score: Option<f64>,
    /// A finder: the matches. A requirement: what shows that it is not kept.
    pub(crate) found: Vec<Found>,
    /// Matches beyond those in `found`.
    pub(crate) more: usize,
    /// There may be still more, not counted.
    pub(crate) uncounted: bool,
    /// A finder: what was looked for and is not there, in the reader's words.
    pub(crate) missing: Vec<String>,
    /// Why this message could not be judged: a limit was reached.
    pub(crate) stopped: Option<String>,
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

    fn evidence(&self, view: &View) -> Evidence {
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

/// The looks at all messages, and how they combine.
pub(crate) struct Survey<'v> {
    pub(crate) view: &'v View<'v>,
    pub(crate) reads: Reads,
    pub(crate) on: On,
    pub(crate) turn: Turn,
    /// Index of the message, and what was seen there.
    pub(crate) looks: Vec<(usize, Look)>,
    pub(crate) negated: bool,
    pub(crate) decides: Decides,
}

impl Survey<'_> {
    /// The check's result: the looks combined, then turned round where it says `not-`.
    pub(crate) fn conclude(self) -> CheckResult {
        let holds = match self.turn {
            Turn::Every => self.looks.iter().all(|(_, look)| look.holds),
            _ => self.looks.iter().any(|(_, look)| look.holds),
        };
        let passes = holds != self.negated;
        let outcome = if passes {
            CheckOutcome::Pass
        } else {
            CheckOutcome::Fail
        };
        let evidence = match self.reads {
            Reads::Finder => self.finder_evidence(holds),
            Reads::Requirement => self.requirement_evidence(holds, passes),
        };
        let explanation = match self.reads {
            Reads::Finder => self.finder_explanation(holds, &evidence),
            Reads::Requirement => self.requirement_explanation(holds),
        };
        let told = match self.reads {
            Reads::Finder => holds,
            Reads::Requirement => !passes,
        };
        CheckResult {
            outcome,
            score: self.score(),
            evidence,
            explanation,
            signal: self.decides == Decides::Nothing && told,
            applies: false,
        }
    }

    fn score(&self) -> Option<f64> {
        self.looks
            .iter()
            .filter_map(|(_, look)| look.score)
            .reduce(f64::min)
    }

    fn words(&self, of: impl Fn(&Look) -> bool) -> Vec<Evidence> {
        let looks = self.looks.iter().filter(|(_, look)| of(look));
        let found = looks.flat_map(|(_, look)| &look.found).take(MAX_EVIDENCE);
        found.map(|found| found.evidence(self.view)).collect()
    }

    fn finder_evidence(&self, holds: bool) -> Vec<Evidence> {
        if holds {
            return self.words(|look| look.holds);
        }
        let mut evidence = self.words(|_| true);
        evidence.extend(self.missing().map(|absent| Evidence::Absent {
            absent: absent.to_owned(),
            looked_in: self.looked_in(),
        }));
        evidence
    }

    /// What the looks did not find, each once.
    fn missing(&self) -> impl Iterator<Item = &str> {
        let all = self
            .looks
            .iter()
            .flat_map(|(_, look)| &look.missing)
            .map(String::as_str);
        let mut seen: Vec<&str> = Vec::new();
        for missing in all {
            if seen.len() < MAX_EVIDENCE && !seen.contains(&missing) {
                seen.push(missing);
            }
        }
        seen.into_iter()
    }

    /// Where a finder looked in vain.
    fn looked_in(&self) -> String {
        let lacking: Vec<_> = self.looks.iter().filter(|(_, look)| !look.holds).collect();
        if lacking.len() < self.looks.len() {
            return list_messages(lacking.iter().map(|(at, _)| *at));
        }
        let n_messages = self.looks.len();
        let plural = if n_messages == 1 { "" } else { "s" };
        match self.turn {
            Turn::Any | Turn::Every => {
                format!("{} ({n_messages} message{plural})", self.on.place())
            }
            _ => list_messages(self.looks.iter().map(|(at, _)| *at)),
        }
    }

    fn finder_explanation(&self, holds: bool, evidence: &[Evidence]) -> String {
        let told = self
            .looks
            .iter()
            .find(|(_, look)| look.holds == holds && look.note.is_some());
        if let Some((
            _,
            Look {
                note: Some(note), ..
            },
        )) = told
        {
            return note.clone();
        }
        if !holds {
            let missing: Vec<_> = self.missing().collect();
            return format!(
                "looked for {} in {}, not found",
                missing.join(" and "),
                self.place_in_vain()
            );
        }
        let (quotes, messages) = quotes_of(evidence);
        let listed = quotes.join(", ");
        if listed.is_empty() {
            return format!("found a match in {}", list_messages(messages.into_iter()));
        }
        format!(
            "found {listed}{} in {}",
            self.and_more(evidence.len()),
            list_messages(messages.into_iter())
        )
    }

    fn place_in_vain(&self) -> String {
        match self.looked_in() {
            place if place.starts_with("message") => place,
            _ => self.on.place().to_owned(),
        }
    }

    /// How many matches the explanation does not quote.
    fn and_more(&self, n_evidence: usize) -> String {
        let looks = || {
            self.looks
                .iter()
                .filter(|(_, look)| look.holds)
                .map(|(_, look)| look)
        };
        let total: usize = looks().map(|look| look.found.len() + look.more).sum();
        let uncounted = looks().any(|look| look.uncounted);
        match total - n_evidence.min(MAX_QUOTED).min(total) {
            0 => String::new(),
            n if uncounted => format!(" and at least {n} more"),
            n => format!(" and {n} more"),
        }
    }

    fn requirement_evidence(&self, holds: bool, passes: bool) -> Vec<Evidence> {
        if !holds {
            return self.words(|look| !look.holds);
        }
        if passes {
            return Vec::new();
        }
        // Turned round: what holds is the fault, and the whole message shows it.
        let kept = self
            .looks
            .iter()
            .filter(|(_, look)| look.holds)
            .take(MAX_EVIDENCE);
        let whole = |at: usize| Found::words(at, 0..self.view.text(at).len());
        kept.map(|(at, _)| whole(*at).evidence(self.view)).collect()
    }

    fn requirement_explanation(&self, holds: bool) -> String {
        let telling: Vec<_> = self
            .looks
            .iter()
            .filter(|(_, look)| look.holds == holds)
            .collect();
        let Some((at, look)) = telling.first() else {
            return String::new();
        };
        let note = look.note.as_deref().unwrap_or_default();
        match telling.len() {
            1 if self.looks.len() == 1 => note.to_owned(),
            1 => format!("{note} (message {})", at + 1),
            n => format!(
                "{note} (message {}), and likewise in {} more",
                at + 1,
                n - 1
            ),
        }
    }
}

/// The first few quotes, and the messages of all.
fn quotes_of(evidence: &[Evidence]) -> (Vec<String>, Vec<usize>) {
    let (mut quotes, mut messages) = (Vec::new(), Vec::new());
    for (at, evidence) in evidence.iter().enumerate() {
        let Evidence::Words { message, quote, .. } = evidence else {
            continue;
        };
        if at < MAX_QUOTED && !quote.is_empty() {
            quotes.push(quoted(quote));
        }
        if !messages.contains(message) {
            messages.push(*message);
        }
    }
    (quotes, messages)
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
    let quotes: Vec<String> = texts.iter().take(8).map(|it| quoted(it)).collect();
    let hidden = texts.len() - quotes.len();
    match &quotes[..] {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        quotes if hidden > 0 => format!("{} {last} {hidden} more", quotes.join(", ")),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}
