//! One run from its first message to its last: who speaks, what is called, and where rules break.

use super::address::{Asked, address};
use super::known::{Known, plain};
use super::parts::{Sheet, who};
use crate::check::{CheckResult, Decides};
use crate::engine::findings::{ClauseRow, TranscriptFindings};
use crate::message::{Message, Role};
use crate::prose::{Kind, Node};
use crate::text::shorten;
use crate::transcript::{Scenario, Transcript};
use crate::verdict::{Evidence, Outcome, Status};
use std::ops::Range;

pub(super) const NAME: &str = "timeline";

/// So many messages are listed at once.
const AT_ONCE: usize = 100;
/// So many pieces the strip has at most.
const PIECES: usize = 150;
/// From how many messages on a scenario's pane offers its timeline.
const LONG: usize = 6;
/// How many replies a scenario's pane offers timelines of.
const MAX_OFFERED: usize = 8;
/// How much of a message is shown.
const MAX_WORDS: usize = 140;

/// Something found in a message.
struct Mark<'a> {
    /// Its index; `None` where what is found is that something lacks.
    message: Option<usize>,
    /// Broken, or only worth a look.
    is_break: bool,
    /// The clause's id and title; empty for a check of the scenario alone.
    clause: (&'a str, String),
    words: String,
}

/// A run and what was found in it.
struct Run<'a> {
    scenario: &'a Scenario,
    /// Index of the reply.
    output: usize,
    transcript: Transcript,
    /// In the order of the messages, those without one last.
    marks: Vec<Mark<'a>>,
}

/// The run itself: `timeline/SCENARIO?reply=1&from=100`.
pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let scenario = known.workspace.scenario_index(&asked.of);
    let Some(scenario) = scenario.map(|at| &*known.workspace.scenarios[at]) else {
        return sheet.empty("This scenario is not here any more.");
    };
    let reply = asked.option("reply").parse().unwrap_or(0);
    let Some(run) = Run::new(known, scenario, reply) else {
        return sheet.empty("This reply is not here any more.");
    };
    sheet.said(Kind::Part, "hint", scenario.name());
    other_replies(&run, sheet);
    let n_messages = run.transcript.messages.len();
    let from: Option<usize> = asked.option("from").parse().ok();
    let first = run.first_break();
    let shown = from
        .or(first)
        .unwrap_or(0)
        .min(n_messages.saturating_sub(1))
        / AT_ONCE
        * AT_ONCE;
    let shown = shown..n_messages.min(shown + AT_ONCE);
    run.summary(sheet);
    run.strip(sheet);
    run.list_marks(sheet);
    run.parts(&shown, sheet);
    run.list(shown, sheet);
}

/// Links from a scenario's pane to the timelines of its runs, and to where each breaks first.
pub(super) fn offer(known: &Known<'_>, scenario: &Scenario, sheet: &mut Sheet) {
    let n_replies = scenario.outputs.len().max(1);
    for reply in 0..n_replies.min(MAX_OFFERED) {
        let output = scenario.outputs.get(reply);
        let said = output.map_or(&[][..], |it| &it.messages);
        let mut messages = scenario.messages.iter().chain(said);
        let is_long = messages.clone().count() >= LONG;
        if !is_long && messages.all(|it| it.tool_calls.is_empty()) {
            continue;
        }
        let Some(run) = Run::new(known, scenario, reply) else {
            continue;
        };
        sheet.open(Kind::Part, "hint");
        let name = match n_replies {
            1 => "Timeline".to_owned(),
            _ => ["Timeline of reply ", &(reply + 1).to_string()].concat(),
        };
        sheet.said(Kind::Sheet, &run.address(None), &name);
        if let Some(mark) = run.breaks().next() {
            sheet.words(" ");
            run.button(mark, "first break: message ", sheet);
        }
        sheet.close();
    }
}

impl<'a> Run<'a> {
    fn new(known: &Known<'a>, scenario: &'a Scenario, output: usize) -> Option<Run<'a>> {
        let transcript = match scenario.outputs.get(output) {
            Some(reply) => scenario.transcript_of(reply),
            None if scenario.outputs.is_empty() => scenario.transcripts().pop()?,
            None => return None,
        };
        let mut run = Run {
            scenario,
            output,
            transcript,
            marks: Vec::new(),
        };
        if let Some(findings) = known.findings(&run.transcript.id) {
            run.add(known, &findings);
        }
        Some(run)
    }

    fn add(&mut self, known: &Known<'a>, findings: &TranscriptFindings) {
        for about in &known.clauses {
            let Some(row) = findings.row(&about.clause.id) else {
                continue;
            };
            let clause = (&*about.clause.id, plain(&about.clause.title));
            // What the workspace's rule does not count breaks nothing.
            let is_broken = row.status == Status::Broken;
            for finding in row.checks.iter().filter(|it| it.overruled_by.is_none()) {
                let check = about.checks.iter().find(|it| it.id == finding.check);
                let decides = check.map_or(Decides::Nothing, |it| it.definition.decides);
                self.add_result(&finding.result, (decides, is_broken), &clause);
            }
            self.add_verdicts(row, is_broken, &clause);
        }
        for (check, result) in &findings.own_checks {
            self.add_result(result, (check.decides, true), &("", String::new()));
        }
    }

    fn add_result(
        &mut self,
        result: &CheckResult,
        (decides, is_broken): (Decides, bool),
        clause: &(&'a str, String),
    ) {
        if result.is_hit(decides) {
            let is_break = is_broken && decides != Decides::Nothing;
            let (first, words) = (result.first_break(), &result.explanation);
            self.mark(first, &result.evidence, is_break, clause, words);
        }
    }

    fn add_verdicts(&mut self, row: &ClauseRow, is_break: bool, clause: &(&'a str, String)) {
        let broken = row
            .verdicts
            .iter()
            .filter(|it| it.counts() && it.outcome == Outcome::Fail);
        for verdict in broken {
            let words = [&*who(&verdict.source), ": ", &verdict.explanation].concat();
            self.mark(
                None,
                &verdict.evidence,
                is_break,
                clause,
                words.trim_end_matches(": "),
            );
        }
    }

    /// Marks each message that is pointed at, once; the words stand at the first.
    fn mark(
        &mut self,
        first: Option<usize>,
        evidence: &[Evidence],
        is_break: bool,
        clause: &(&'a str, String),
        words: &str,
    ) {
        let mut places: Vec<usize> = first.into_iter().collect();
        for it in evidence {
            if let Evidence::Words { message, .. } = it
                && first.is_none_or(|first| first <= *message)
                && *message < self.transcript.messages.len()
                && !places.contains(message)
            {
                places.push(*message);
            }
        }
        let places: Vec<Option<usize>> = match places.is_empty() {
            true => vec![None],
            false => places.into_iter().map(Some).collect(),
        };
        for (number, message) in places.into_iter().enumerate() {
            let mark = Mark {
                message,
                is_break,
                clause: clause.clone(),
                words: if number == 0 {
                    words.to_owned()
                } else {
                    String::new()
                },
            };
            // Put in its place at once: a sort would be more code to download.
            let order = |it: &Mark<'_>| (it.message.unwrap_or(usize::MAX), !it.is_break);
            let at = self.marks.partition_point(|it| order(it) <= order(&mark));
            self.marks.insert(at, mark);
        }
    }

    /// The breaks that have a message, first ones first.
    fn breaks(&self) -> impl Iterator<Item = &Mark<'a>> {
        self.marks
            .iter()
            .filter(|it| it.is_break && it.message.is_some())
    }

    fn first_break(&self) -> Option<usize> {
        self.breaks().next()?.message
    }

    fn address(&self, from: Option<usize>) -> String {
        let (reply, from) = (self.output.to_string(), from.map(|it| it.to_string()));
        let mut options = vec![("reply", &*reply)];
        options.extend(from.as_deref().map(|it| ("from", it)));
        address(NAME, &self.scenario.id, &options)
    }

    /// A button that leads to the message of a mark, after `words`.
    fn button(&self, mark: &Mark<'_>, words: &str, sheet: &mut Sheet) {
        let at = mark.message.unwrap_or(0);
        self.turn_button(
            at,
            mark.clause.0,
            &[words, &(at + 1).to_string()].concat(),
            sheet,
        );
    }

    fn turn_button(&self, at: usize, clause: &str, words: &str, sheet: &mut Sheet) {
        let (at, output) = (at.to_string(), self.output.to_string());
        let what = [&*at, &*output, clause, &self.scenario.id].join(" ");
        sheet.button("turn", &what, words);
    }

    fn summary(&self, sheet: &mut Sheet) {
        let messages = &self.transcript.messages;
        let n_calls: usize = messages.iter().map(|it| it.tool_calls.len()).sum();
        sheet.open(Kind::Status, "");
        sheet.count(messages.len(), " message, ", " messages, ");
        sheet.count(n_calls, " call; ", " calls; ");
        let n_breaks = self.breaks().count();
        let n_signals = self.marks.iter().filter(|it| !it.is_break).count();
        sheet.count(n_breaks, " break", " breaks");
        sheet.words(" and ");
        sheet.count(
            n_signals,
            " thing to look at found",
            " things to look at found",
        );
        sheet.close();
        if let Some(mark) = self.breaks().next() {
            sheet.open(Kind::Part, "bar");
            self.button(mark, "Go to the first break, message ", sheet);
            sheet.close();
        }
    }

    /// The whole run at a glance. Only what was found can be pressed.
    fn strip(&self, sheet: &mut Sheet) {
        let n_messages = self.transcript.messages.len();
        let size = n_messages.div_ceil(PIECES).max(1);
        let mut marks = self.marks.iter().peekable();
        sheet.open(Kind::Part, "strip");
        for start in (0..n_messages).step_by(size) {
            let end = n_messages.min(start + size);
            let mut best: Option<&Mark<'_>> = None;
            while let Some(mark) = marks.next_if(|it| it.message.is_some_and(|at| at < end)) {
                if best.is_none_or(|it| mark.is_break && !it.is_break) {
                    best = Some(mark);
                }
            }
            match best {
                Some(mark) => {
                    sheet.open(Kind::Part, if mark.is_break { "broken" } else { "unclear" });
                    self.button(mark, if mark.is_break { "✗ " } else { "◦ " }, sheet);
                    sheet.close();
                }
                None => {
                    let messages = &self.transcript.messages[start..end];
                    sheet.add(Node::new(Kind::Part, tone(messages)));
                }
            }
        }
        sheet.close();
    }

    /// What was found, in the order of the messages.
    fn list_marks(&self, sheet: &mut Sheet) {
        let told: Vec<_> = self
            .marks
            .iter()
            .filter(|it| !it.words.is_empty())
            .collect();
        if told.is_empty() {
            return sheet.empty("No break was found. That is not the same as none being there.");
        }
        sheet.open(Kind::List, "");
        for mark in told.iter().take(AT_ONCE) {
            sheet.open(Kind::Item, "");
            let (tone, word) = if mark.is_break {
                ("broken", "✗ broken")
            } else {
                ("", "look here")
            };
            sheet.tag(tone, word);
            sheet.words(" ");
            if mark.message.is_some() {
                self.button(mark, "message ", sheet);
                sheet.words(" ");
            }
            match mark.clause.0 {
                "" => sheet.words("this scenario's own check"),
                id => sheet.clause_link(id, &mark.clause.1),
            }
            sheet.hint(&shorten(&mark.words, 240));
            sheet.close();
        }
        sheet.close();
        if told.len() > AT_ONCE {
            sheet.open(Kind::Part, "hint");
            sheet.count(
                told.len() - AT_ONCE,
                " more is in the strip.",
                " more are in the strip.",
            );
            sheet.close();
        }
    }

    /// Ways to the parts of a long run.
    fn parts(&self, shown: &Range<usize>, sheet: &mut Sheet) {
        let n_messages = self.transcript.messages.len();
        if n_messages <= AT_ONCE {
            return;
        }
        sheet.open(Kind::Nav, "Messages");
        for start in (0..n_messages).step_by(AT_ONCE) {
            let end = n_messages.min(start + AT_ONCE);
            let n_breaks = self
                .breaks()
                .filter(|it| it.message.is_some_and(|at| (start..end).contains(&at)));
            let mut words = [&(start + 1).to_string(), "–", &end.to_string()].concat();
            if n_breaks.count() > 0 {
                words.push_str(" ✗");
            }
            if *shown == (start..end) {
                sheet.said(Kind::Here, "", &words);
            } else {
                sheet.said(Kind::Sheet, &self.address(Some(start)), &words);
            }
        }
        sheet.close();
    }

    fn list(&self, shown: Range<usize>, sheet: &mut Sheet) {
        sheet.open(Kind::Part, "turns");
        for at in shown {
            let message = &self.transcript.messages[at];
            let here = self.marks.iter().filter(|it| it.message == Some(at));
            let first = here.clone().next();
            let tone = match first {
                Some(mark) if mark.is_break => "broken",
                _ => tone(std::slice::from_ref(message)),
            };
            sheet.open(Kind::Part, tone);
            let clause = first.map_or("", |it| it.clause.0);
            self.turn_button(at, clause, &(at + 1).to_string(), sheet);
            sheet.words(" ");
            sheet.said(Kind::Strong, "", message.role.name());
            sheet.words(" ");
            sheet.words(&shorten(&message.content.replace('\n', " "), MAX_WORDS));
            for call in &message.tool_calls {
                sheet.words(" ");
                sheet.add(Node::new(Kind::Literal, shorten(&call.name, 40)));
            }
            if first.is_some() {
                let tone = if tone == "broken" { "broken" } else { "" };
                sheet.words(" ");
                sheet.tag(
                    tone,
                    if tone == "broken" {
                        "✗ broken"
                    } else {
                        "look here"
                    },
                );
            }
            sheet.close();
        }
        sheet.close();
    }
}

/// Links to the timelines of the scenario's other replies.
fn other_replies(run: &Run<'_>, sheet: &mut Sheet) {
    let n_replies = run.scenario.outputs.len();
    if n_replies < 2 {
        return;
    }
    sheet.open(Kind::Nav, "Replies");
    for reply in 0..n_replies.min(super::parts::MOST) {
        let words = ["Reply ", &(reply + 1).to_string()].concat();
        if reply == run.output {
            sheet.said(Kind::Here, "", &words);
        } else {
            let reply = reply.to_string();
            let to = address(NAME, &run.scenario.id, &[("reply", &reply)]);
            sheet.said(Kind::Sheet, &to, &words);
        }
    }
    sheet.close();
}

/// What the style sheet calls messages: by who speaks first of those that matter most.
fn tone(messages: &[std::sync::Arc<Message>]) -> &'static str {
    let has = |role| messages.iter().any(|it| it.role == role);
    if has(Role::User) {
        "user"
    } else if messages.iter().any(|it| !it.tool_calls.is_empty()) {
        "call"
    } else if has(Role::Assistant) {
        "assistant"
    } else {
        "tool"
    }
}
