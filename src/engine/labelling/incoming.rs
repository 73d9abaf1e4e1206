//! Labels of others, in whatever they come: a file, records, a table, or a chat with links and codes
//! in it.

use super::super::Engine;
use super::outgoing::{items, print};
use super::seat::Wording;
use crate::agreement::code::{self, Code};
use crate::agreement::{Item, label_of, outcome_of, rows};
use crate::diagnostic::Diagnostic;
use crate::text::{sha256, shorten};
use crate::transcript::record;
use crate::verdict::{Outcome, Source, Verdict, VerdictEvent};
use crate::workspace::lists::{List, lists_in};
use crate::workspace::{file, link};
use std::sync::Arc;

/// How many faults are told one by one.
const TOLD: usize = 5;

/// What was found in a text.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    pub(super) events: Vec<Arc<VerdictEvent>>,
    pub(super) lists: Vec<List>,
    /// What could not be taken, and why.
    pub(super) faults: Vec<String>,
}

impl Incoming {
    /// Reads all labels in a text.
    pub(super) fn read(engine: &Engine, text: &str) -> Incoming {
        let text = text.trim_start_matches('\u{feff}');
        let mut found = Incoming::default();
        let first = text
            .lines()
            .find(|it| !it.trim().is_empty())
            .unwrap_or_default();
        if first.trim_start().starts_with('{') {
            if file::is_one(text) {
                found.file(text);
            } else {
                found.records(text);
            }
        } else if let Ok(head) = rows::Head::read(first, 1) {
            found.table(&head, text);
        } else {
            found.chat(engine, text);
        }
        found
    }

    fn fault(&mut self, what: impl Into<String>) {
        if self.faults.len() < TOLD {
            self.faults.push(what.into());
        }
    }

    fn bad_line(&mut self, fault: &Diagnostic) {
        let line = fault.line.to_string();
        self.fault(["line ", &line, ": ", &fault.message].concat());
    }

    fn file(&mut self, text: &str) {
        match file::read(text) {
            Ok(workspace) => {
                self.lists.extend(workspace.lists());
                self.events.extend(workspace.verdicts);
            }
            Err(error) => self.fault([&error.to_string(), "; ", error.hint()].concat()),
        }
    }

    fn records(&mut self, text: &str) {
        for (line, text) in (1..).zip(text.lines()) {
            if text.trim().is_empty() {
                continue;
            }
            match rows::object(text, line) {
                Err(fault) => self.bad_line(&fault),
                Ok(fields) if rows::is_label(&fields) => match rows::of_json(&fields, line) {
                    Ok(row) => self.row(row, line),
                    Err(fault) => self.bad_line(&fault),
                },
                Ok(_) => {
                    let (scenario, faults) = record::read_line(text, line);
                    self.events
                        .extend(scenario.into_iter().flat_map(|it| it.verdicts));
                    faults.iter().for_each(|it| self.bad_line(it));
                }
            }
        }
    }

    fn table(&mut self, head: &rows::Head, text: &str) {
        let mut lines = (1..)
            .zip(text.lines())
            .skip_while(|it| it.1.trim().is_empty())
            .skip(1);
        while let Some((begins, first)) = lines.next() {
            let (row, n_further) = head.whole(first, lines.clone().map(|it| it.1));
            lines.by_ref().take(n_further).for_each(drop);
            if row.trim().is_empty() {
                continue;
            }
            match head.row(&row, begins) {
                Ok(row) => self.row(row, begins),
                Err(fault) => self.bad_line(&fault),
            }
        }
    }

    fn row(&mut self, row: rows::Row, line: u32) {
        let Some(outcome) = outcome_of(&row.label) else {
            let label = shorten(&row.label, 40);
            let line = line.to_string();
            return self.fault(
                [
                    "line ",
                    &line,
                    ": `",
                    &label,
                    "` is none of pass, fail, unclear, not-applicable",
                ]
                .concat(),
            );
        };
        if row.clause.is_empty() {
            let line = line.to_string();
            return self.fault(["line ", &line, ": the row has no `clause`"].concat());
        }
        let source = Source::Person { name: row.rater };
        let verdict = Verdict {
            explanation: row.reason,
            ..Verdict::of(&row.clause, &row.item, source, outcome)
        };
        self.add(verdict, "row");
    }

    /// Adds a verdict under an id made of all that it says, so that it is the same however often it
    /// comes.
    fn add(&mut self, mut verdict: Verdict, kind: &str) {
        let said = [
            &verdict.clause,
            &verdict.transcript,
            verdict.source.name(),
            label_of(verdict.outcome),
            &verdict.explanation,
            &verdict.clause_hash,
            &verdict.output_hash,
            &verdict.context_hash,
            verdict.trial(),
        ];
        let hash = sha256(said.join("\0").as_bytes());
        verdict.id = [kind, "-", hash.get(..16).unwrap_or_default()].concat();
        self.events.push(Arc::new(VerdictEvent::Given(verdict)));
    }

    fn chat(&mut self, engine: &Engine, text: &str) {
        let links = link::all_in(text);
        for it in &links {
            match link::decode(it.slice(text).unwrap_or_default()) {
                Ok(link) => {
                    self.events.extend(link.workspace.verdicts.iter().cloned());
                    self.lists.extend(lists_in(&link.workspace.extra));
                }
                Err(error) => self.fault([&error.to_string(), "; ", error.hint()].concat()),
            }
        }
        // Letters of a link may look like a code.
        let mut rest = text.to_owned();
        for it in links.iter().rev() {
            rest.replace_range(it.start..it.end, "");
        }
        self.codes(engine, &rest);
        if links.is_empty() && self.events.is_empty() && self.faults.is_empty() {
            self.fault("there is no code, link, table or file of labels in it");
        }
    }

    fn codes(&mut self, engine: &Engine, text: &str) {
        let lists = engine
            .workspace
            .as_ref()
            .map(|it| it.lists())
            .unwrap_or_default();
        let asked: Vec<OfCode> = lists
            .iter()
            .flat_map(|it| OfCode::all(engine, it))
            .collect();
        let prints = asked.iter().map(|it| print(&it.items, &it.trial));
        let prints: Vec<u16> = prints.collect();
        for found in code::find(text, &prints) {
            let typed = found.span.slice(text).unwrap_or_default();
            let name = name_before(&text[..found.span.start]);
            match found.code {
                Err(fault) => self.fault(["`", typed, "`: ", &fault.to_string()].concat()),
                Ok(code) => match prints.iter().position(|it| *it == code.list) {
                    Some(at) => self.code(&asked[at], &code, name),
                    None => self.fault(
                        [
                            "`",
                            typed,
                            "` is of a list that is not here, or whose words changed since: ask for \
                             the link or the file, which bring their list along",
                        ]
                        .concat(),
                    ),
                },
            }
        }
    }

    fn code(&mut self, asked: &OfCode, code: &Code, name: &str) {
        for (item, label) in asked.items.iter().zip(&code.labels) {
            if let Some(outcome) = label {
                let verdict = verdict_on(item, name, *outcome).from_code();
                self.add(verdict.in_trial(&asked.trial), "code");
            }
        }
    }
}

/// What a code may be of.
struct OfCode {
    items: Vec<Item>,
    /// The reword test that the verdicts are of; empty for none.
    trial: String,
}

impl OfCode {
    /// What a list asks: of a reword test, whoever reads the one words and whoever reads the other.
    fn all(engine: &Engine, list: &List) -> Vec<OfCode> {
        let asked = |wording: Option<Arc<Wording>>| OfCode {
            trial: wording.as_ref().map_or("", |it| it.trial()).to_owned(),
            items: items(engine, list, wording),
        };
        let both = Wording::both(list);
        if both.is_empty() {
            return vec![asked(None)];
        }
        both.into_iter().map(|it| asked(Some(it))).collect()
    }
}

/// A verdict on an item. When it was given is not known; whatever says when is later.
fn verdict_on(item: &Item, name: &str, outcome: Outcome) -> Verdict {
    let source = Source::Person {
        name: name.trim().to_owned(),
    };
    Verdict {
        clause_hash: item.clause_hash.clone(),
        output_hash: item.reply_hash.clone(),
        context_hash: item.context_hash.clone(),
        ..Verdict::of(&item.clause, &item.item, source, outcome)
    }
}

/// Who sent a code: what stands before it in its line without a time of day in brackets, else the
/// line before, as chats have it.
fn name_before(text: &str) -> &str {
    let mut lines = text.rsplit('\n').map(clean).take(2);
    let own = lines.next().unwrap_or_default();
    let name = if own.is_empty() {
        lines.next().unwrap_or_default()
    } else {
        own
    };
    match name {
        "" => "someone",
        name => name,
    }
}

fn clean(line: &str) -> &str {
    let line = line
        .rsplit([']', '\t', ';', ',', '|'])
        .find(|it| has_letter(it))
        .unwrap_or_default();
    // `Ann: my code is`, or `Ann: here it is, Ann B: `, as the page copies it
    let mut parts = line.split(':').filter(|it| has_letter(it)).map(str::trim);
    let first = parts.next().unwrap_or(line);
    let own = parts
        .next_back()
        .filter(|it| line.trim_end().ends_with(':') && is_name(it));
    let line = own.unwrap_or(first);
    line.trim_matches(|it: char| !it.is_alphanumeric())
}

/// Whether words read like a name rather than a sentence.
fn is_name(words: &str) -> bool {
    let is_large = |it: char| it.is_uppercase() || it.is_alphabetic() && !it.is_lowercase();
    let is_code = words.eq_ignore_ascii_case("code");
    words.starts_with(is_large) && words.split_whitespace().count() <= 3 && !is_code
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
