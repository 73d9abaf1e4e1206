//! From what was seen in each message to the check's result: outcome, evidence, explanation.

use crate::check::result::{
    CheckOutcome, CheckResult, Decides, Found, Look, MAX_EVIDENCE, Reads, list_messages, quoted,
};
use crate::check::view::{On, Turn, View};
use crate::verdict::Evidence;

/// How many matches the explanation quotes.
const MAX_QUOTED: usize = 3;

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
            breaks_at: None,
        }
    }

    /// The score of the message that decides, turned round by `not-`.
    fn score(&self) -> Option<f64> {
        let scores = self.looks.iter().filter_map(|(_, look)| look.score);
        let score = match self.turn {
            Turn::Every => scores.reduce(f64::min),
            _ => scores.reduce(f64::max),
        };
        let stays = self.looks.iter().any(|(_, look)| look.score_stays);
        let turned = |score: f64| {
            if self.negated && !stays {
                1.0 - score
            } else {
                score
            }
        };
        score.map(turned)
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
            extra: Default::default(),
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
        let messages = list_messages(messages.into_iter());
        if quotes.is_empty() {
            return format!("found a match in {messages}");
        }
        format!(
            "found {}{} in {messages}",
            quotes.join(", "),
            self.and_more(quotes.len())
        )
    }

    fn place_in_vain(&self) -> String {
        match self.looked_in() {
            place if place.starts_with("message") => place,
            _ => self.on.place().to_owned(),
        }
    }

    /// How many matches the explanation does not quote.
    fn and_more(&self, n_quoted: usize) -> String {
        let looks = || {
            self.looks
                .iter()
                .filter(|(_, look)| look.holds)
                .map(|(_, look)| look)
        };
        let total: usize = looks().map(|look| look.found.len() + look.more).sum();
        match total.saturating_sub(n_quoted) {
            0 => String::new(),
            n if looks().any(|look| look.uncounted) => format!(" and at least {n} more"),
            n => format!(" and {n} more"),
        }
    }

    fn requirement_evidence(&self, holds: bool, passes: bool) -> Vec<Evidence> {
        let shown = self.words(|look| look.holds == holds);
        if !holds || passes || !shown.is_empty() {
            return shown;
        }
        // Turned round: what holds is the fault, and the whole message shows it.
        let kept = self
            .looks
            .iter()
            .filter(|(_, look)| look.holds)
            .take(MAX_EVIDENCE);
        let whole = |at: usize| Found::whole(self.view, at).evidence(self.view);
        kept.map(|(at, _)| whole(*at)).collect()
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

/// The first few different quotes, and the messages of all.
fn quotes_of(evidence: &[Evidence]) -> (Vec<String>, Vec<usize>) {
    let (mut quotes, mut messages) = (Vec::new(), Vec::new());
    for evidence in evidence {
        let Evidence::Words { message, quote, .. } = evidence else {
            continue;
        };
        let quote = quoted(quote);
        if quotes.len() < MAX_QUOTED && quote != quoted("") && !quotes.contains(&quote) {
            quotes.push(quote);
        }
        if !messages.contains(message) {
            messages.push(*message);
        }
    }
    (quotes, messages)
}
