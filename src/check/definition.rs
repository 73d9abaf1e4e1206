//! A check as its author wrote it, compiled once, and how it runs.

use crate::check::compose::Group;
use crate::check::result::{Brief, CheckOutcome, CheckResult, Decides, Look, Reads};
use crate::check::survey::Survey;
use crate::check::time::Rule;
use crate::check::view::{On, Turn, View, Wants};
use crate::check::{Check, Part, promptfoo, registry::CheckType};
use crate::text::Span;
use crate::transcript::Transcript;
use serde_json::{Map, Value};

/// One check of a list, ready to run on any number of transcripts.
///
/// A faulty definition stays in its list: its results are errors that say why.
#[derive(Debug)]
pub struct CheckDefinition {
    /// Given by the author, or the clause, `/` and the number in the list (`scenario/1` for checks
    /// bound to no clause).
    pub id: String,
    /// The clause it is bound to.
    pub clause: Option<String>,
    /// As written, `not-` included; empty where it was not readable.
    pub type_name: String,
    /// What it may decide about its clause.
    pub decides: Decides,
    /// The author's reason, in their words.
    pub why: Option<String>,
    /// 1-based line of its first word in the source it was read from.
    pub line: u32,
    /// Its place in that source, in bytes.
    pub span: Span,
    /// Fields as they were written, for other tools and for groups: `weight`, `threshold`, `loose`,
    /// `vars`, `provider_config`, `metric`.
    pub kept: Map<String, Value>,
    /// Tools that it names, those of the checks in it included.
    pub tools: Vec<ToolName>,
    pub(crate) negated: bool,
    pub(crate) on: Option<On>,
    pub(crate) turn: Option<Turn>,
    pub(crate) when: Option<Box<CheckDefinition>>,
    pub(crate) check_type: Option<&'static CheckType>,
    /// What it says, whole, where it is asked by a rule over time or is a condition; else empty.
    pub(crate) key: String,
    pub(crate) body: Body,
}

/// A tool that a check names, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolName {
    /// The name as written.
    pub name: String,
    /// Its place in the check's source, in bytes.
    pub span: Span,
    /// 1-based line of it.
    pub line: u32,
}

/// What a definition does.
#[derive(Debug)]
pub(crate) enum Body {
    /// Looks at messages.
    Looks(Box<dyn Check>),
    /// Asks other checks.
    Group(Group),
    /// Asks when other checks hold.
    Rule(Box<Rule>),
    /// Cannot run, and why.
    Faulty(String),
}

/// Where a member of a group looks, unless it says so itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scope {
    pub(crate) on: On,
    /// The one message that is asked about.
    pub(crate) only: Option<usize>,
}

impl CheckDefinition {
    /// The registry's entry for its type; `None` for types that do not exist or are not run here.
    pub fn check_type(&self) -> Option<&'static CheckType> {
        self.check_type
    }

    /// Whether it says when its clause applies.
    pub fn has_when(&self) -> bool {
        self.when.is_some()
    }

    /// How much it counts in a set of checks; 1 unless its author says otherwise.
    pub(crate) fn weight(&self) -> f64 {
        self.kept
            .get("weight")
            .and_then(Value::as_f64)
            .unwrap_or(1.0)
    }

    /// Why it cannot run, where it cannot.
    pub fn fault(&self) -> Option<&str> {
        match &self.body {
            Body::Faulty(reason) => Some(reason),
            _ => None,
        }
    }

    /// A part that it or a check it asks needs, and this build lacks; its results are errors then.
    pub fn lacks(&self) -> Option<Part> {
        if self.fault().is_some() {
            return None;
        }
        let needed = self.check_type.and_then(CheckType::needs);
        let when = self.when.iter().map(Box::as_ref);
        let asked = when.chain(self.asked()).find_map(CheckDefinition::lacks);
        needed.filter(|it| !it.is_here()).or(asked)
    }

    /// The checks that it asks: members of a group, parts of a rule over time.
    pub(crate) fn asked(&self) -> impl Iterator<Item = &CheckDefinition> {
        let (members, rule) = match &self.body {
            Body::Group(group) => (group.members(), None),
            Body::Rule(rule) => (&[][..], Some(rule)),
            Body::Looks(_) | Body::Faulty(_) => (&[][..], None),
        };
        members
            .iter()
            .chain(rule.into_iter().flat_map(|it| it.asked()))
    }

    /// Runs on one transcript. For several checks on the same one, see [`CheckDefinition::run_on`].
    pub fn run(&self, transcript: &Transcript) -> CheckResult {
        self.run_on(&View::new(transcript))
    }

    /// Runs on a view that other checks share, so that each text is prepared once.
    pub fn run_on(&self, view: &View) -> CheckResult {
        self.evaluate(view, Scope::default())
    }

    /// What [`CheckDefinition::run_on`] comes to, told without words and places where that can be,
    /// which is several times faster.
    pub fn brief_on(&self, view: &View) -> Brief {
        self.brief_in(view, On::default())
    }

    /// The same for a check that looks at `on`, unless it says itself where.
    pub(crate) fn brief_in(&self, view: &View, on: On) -> Brief {
        let scope = Scope { on, only: None };
        let quick = self.quick(view, on);
        quick.unwrap_or_else(|| self.evaluate(view, scope).brief())
    }

    fn quick(&self, view: &View, on: On) -> Option<Brief> {
        // What cannot run does not run anywhere, so that its condition does not count.
        if self.fault().is_some() {
            return Some(Brief {
                outcome: CheckOutcome::Error,
                applies: false,
            });
        }
        if let Some(when) = &self.when {
            let outcome = when.quick(view, On::default())?.outcome;
            if outcome != CheckOutcome::Pass {
                // Why a `when` could not run is for the result to say.
                let is_error = outcome == CheckOutcome::Error;
                return (!is_error).then_some(Brief {
                    outcome: CheckOutcome::NotApplicable,
                    applies: false,
                });
            }
        }
        let on = self.on.unwrap_or(on);
        let outcome = match &self.body {
            Body::Looks(check) => match self.quickly_holds(check.as_ref(), view, on)? {
                true => CheckOutcome::Pass,
                false => CheckOutcome::Fail,
            },
            Body::Group(group) => group.outcome(self, view, on)?,
            Body::Rule(_) | Body::Faulty(_) => return None,
        };
        Some(Brief {
            outcome: outcome.turned(self.negated),
            applies: self.when.is_some(),
        })
    }

    /// Whether the looks at all messages together would hold. All are asked: one that stops makes
    /// an error of the whole.
    fn quickly_holds(&self, check: &dyn Check, view: &View, on: On) -> Option<bool> {
        let turn = self.turn.unwrap_or(self.reads().turn());
        let wants = check.wants();
        let usual = (on, wants) == (On::Output, Wants::Words);
        let chosen;
        let targets = if usual && matches!(turn, Turn::Any | Turn::Every) {
            view.said()
        } else {
            let scope = Scope { on, only: None };
            chosen = self.targets(view, scope, turn, wants).ok()?;
            &chosen[..]
        };
        let mut n_held = 0;
        for at in targets {
            n_held += usize::from(check.holds(view, *at)?);
        }
        match turn {
            _ if targets.is_empty() => None,
            Turn::Every => Some(n_held == targets.len()),
            _ => Some(n_held > 0),
        }
    }

    /// One plain sentence of what it looks for.
    pub fn summary(&self) -> String {
        let mut summary = match &self.body {
            Body::Faulty(reason) => return format!("cannot run: {reason}"),
            Body::Group(group) => group.summary(self.negated),
            Body::Rule(rule) => rule.summary(self.negated),
            Body::Looks(check) => self.summary_of(check.as_ref()),
        };
        if let Some(when) = &self.when {
            summary.push_str(&format!("; only where it {}", when.summary()));
        }
        summary
    }

    fn summary_of(&self, check: &dyn Check) -> String {
        let aim = check.aim();
        let place = match self.on {
            None | Some(On::Output) => String::new(),
            Some(on) => format!(" in {}", on.place()),
        };
        match (self.reads(), self.negated) {
            (Reads::Finder, _) if self.decides == Decides::Nothing => {
                format!("looks for {aim}{place}")
            }
            (Reads::Finder, false) => format!("looks for {aim}{place}, which should be there"),
            (Reads::Finder, true) => format!("looks for {aim}{place}, which should not be there"),
            (Reads::Requirement, false) => format!("wants {aim}{place}"),
            (Reads::Requirement, true) => format!("wants anything but {aim}{place}"),
        }
    }

    pub(crate) fn reads(&self) -> Reads {
        self.check_type.map_or(Reads::Finder, |it| it.reads)
    }

    pub(crate) fn evaluate(&self, view: &View, scope: Scope) -> CheckResult {
        if let Body::Faulty(reason) = &self.body {
            return CheckResult::new(CheckOutcome::Error, reason.clone());
        }
        let Some(when) = &self.when else {
            return self.assert(view, scope);
        };
        let condition = when.evaluate(view, Scope::default());
        match condition.outcome {
            CheckOutcome::Pass => CheckResult {
                applies: true,
                ..self.assert(view, scope)
            },
            CheckOutcome::Error => {
                let reason = format!("its `when` cannot run: {}", condition.explanation);
                CheckResult::new(CheckOutcome::Error, reason)
            }
            CheckOutcome::Fail | CheckOutcome::NotApplicable => {
                let reason = match &when.why {
                    Some(asks) => format!("applies only when {asks}"),
                    None => format!("does not apply here: {}", condition.explanation),
                };
                CheckResult::new(CheckOutcome::NotApplicable, reason)
            }
        }
    }

    fn assert(&self, view: &View, scope: Scope) -> CheckResult {
        let result = match &self.body {
            Body::Looks(check) => self.look(check.as_ref(), view, scope),
            Body::Group(group) => group.run(self, view, scope),
            Body::Rule(rule) => rule.run(self, view, scope),
            Body::Faulty(reason) => Err(CheckResult::new(CheckOutcome::Error, reason.clone())),
        };
        result.unwrap_or_else(|instead| instead)
    }

    fn look(
        &self,
        check: &dyn Check,
        view: &View,
        scope: Scope,
    ) -> Result<CheckResult, CheckResult> {
        let turn = self.turn.unwrap_or(self.reads().turn());
        let targets = self.targets(view, scope, turn, check.wants())?;
        let looks = check.look_at_all(view, &targets);
        // What was found in one message is found, whatever the others hold.
        let is_decided = turn == Turn::Any && looks.iter().any(|look| look.holds);
        let stopped = looks.iter().find_map(|look| look.stopped.clone());
        if let Some(reason) = stopped.filter(|_| !is_decided) {
            return Err(CheckResult::new(CheckOutcome::Error, reason));
        }
        if let Some(reason) = nothing_judged(&looks) {
            return Err(CheckResult::new(CheckOutcome::NotApplicable, reason));
        }
        let looks = targets.into_iter().zip(looks);
        let survey = Survey {
            view,
            reads: self.reads(),
            on: self.on.unwrap_or(scope.on),
            turn,
            looks: looks
                .filter(|(_, it)| it.abstains.is_none() && it.stopped.is_none())
                .collect(),
            negated: self.negated,
            decides: self.decides,
        };
        let mut result = survey.conclude();
        if result.score.is_none() && self.check_type.is_some_and(|it| promptfoo::scores(it.name)) {
            result.score = Some(result.mark());
        }
        Ok(result)
    }

    /// The messages it looks at, at least one; else why it does not apply.
    pub(crate) fn targets(
        &self,
        view: &View,
        scope: Scope,
        turn: Turn,
        wants: Wants,
    ) -> Result<Vec<usize>, CheckResult> {
        if let (None, Some(only)) = (self.on, scope.only) {
            return Ok(vec![only]);
        }
        let on = self.on.unwrap_or(scope.on);
        let all = on.messages(view.transcript(), wants);
        let last = all.len().saturating_sub(1);
        let chosen = match turn {
            Turn::Any | Turn::Every => return at_least_one(all, on),
            Turn::First => 0,
            Turn::Last => last,
            Turn::Number(number) => number - 1,
        };
        if all.is_empty() || chosen <= last {
            return at_least_one(all.get(chosen).copied().into_iter().collect(), on);
        }
        let reason = format!(
            "there is no turn {} in {}, which has {}",
            chosen + 1,
            on.place(),
            all.len()
        );
        Err(CheckResult::new(CheckOutcome::NotApplicable, reason))
    }
}

/// Why the check applies to none of the messages it looked at, if that is so.
fn nothing_judged(looks: &[Look]) -> Option<String> {
    let all = looks.iter().all(|look| look.abstains.is_some());
    looks.first().filter(|_| all)?.abstains.clone()
}

fn at_least_one(messages: Vec<usize>, on: On) -> Result<Vec<usize>, CheckResult> {
    if messages.is_empty() {
        return Err(CheckResult::new(
            CheckOutcome::NotApplicable,
            on.nothing_there(),
        ));
    }
    Ok(messages)
}

impl Reads {
    /// The turn that counts where the author names none.
    pub(crate) fn turn(self) -> Turn {
        match self {
            Reads::Finder => Turn::Any,
            Reads::Requirement => Turn::Every,
        }
    }
}
