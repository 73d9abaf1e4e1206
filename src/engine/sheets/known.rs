//! What sheets are made of: all that the engine knows, by clause.

use super::super::checks::{Checks, Loaded};
use super::super::credentials::{Labelled, Split};
use super::super::findings::{ClauseRow, GivenVerdict, TranscriptFindings};
use super::super::statuses::Statuses;
use super::super::{Engine, Versions};
use super::address::address;
use super::parts::Sheet;
use crate::check::Names;
use crate::diagnostic::Diagnostic;
use crate::prose::{Book, Kind, Node};
use crate::spec::{Clause, ClauseKind, Section, Spec};
use crate::suggest::Suggestions;
pub(super) use crate::text::plain_title as plain;
use crate::transcript::Scenario;
use crate::verdict::Status;
use crate::workspace::Workspace;
use std::ops::Range;

/// All that is known.
pub(super) struct Known<'a> {
    pub(super) spec: &'a Spec,
    /// The spec's text.
    pub(super) text: &'a str,
    pub(super) book: &'a Book,
    pub(super) workspace: &'a Workspace,
    /// The checks that others may use.
    pub(super) names: &'a Names,
    /// Faults in the spec and advice on it, in the order of the text.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// By clause, in document order.
    pub(super) clauses: Vec<About<'a>>,
    /// The other version that the spec is compared with.
    pub(super) versions: Option<&'a Versions>,
    /// What the scenario that the sheet is of may be about, for the sheet that says so.
    pub(super) suggestions: Option<Suggestions>,
    statuses: Statuses<'a>,
    pub(super) engine: &'a Engine,
}

/// What is known about a clause.
pub(super) struct About<'a> {
    pub(super) clause: &'a Clause,
    /// Examples under it and those whose grades blame it: indices of section and example.
    pub(super) examples: Vec<(usize, usize)>,
    pub(super) checks: Vec<&'a Loaded>,
    /// Of how many transcripts something is known about it.
    pub(super) n_rows: usize,
    /// Of how many of those that ask about it, by the number of the status.
    asked: [usize; 6],
    /// What people and models said of it, by transcript.
    pub(super) given: Vec<Vec<GivenVerdict>>,
}

/// A clause in a transcript that asks about it.
pub(super) struct Row<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) transcript: &'a str,
    pub(super) found: ClauseRow,
}

impl<'a> Known<'a> {
    /// What `engine` knows; `None` where it has no workspace. What was found in transcripts is
    /// counted only where a sheet `counts` it: of many, that takes its time.
    pub(super) fn of(
        engine: &'a Engine,
        versions: Option<&'a Versions>,
        counts: bool,
    ) -> Option<Known<'a>> {
        let workspace = engine.workspace.as_ref()?;
        let view = engine.spec_view(workspace);
        let mut diagnostics = view.diagnostics;
        diagnostics.extend(view.advice);
        let mut known = Known {
            spec: &engine.spec,
            text: &workspace.spec.text,
            book: &engine.book,
            workspace,
            names: engine.checks.names(),
            diagnostics,
            clauses: engine.spec.clauses.iter().map(About::new).collect(),
            versions,
            suggestions: None,
            statuses: Statuses::new(&engine.runs, &engine.spec, &engine.checks, workspace),
            engine,
        };
        known.add_examples();
        known.add_checks(&engine.checks);
        if counts {
            known.count_rows();
        }
        Some(known)
    }

    /// The replies of which someone said whether they keep a clause.
    pub(super) fn labelled(&self, split: Split) -> Labelled {
        self.engine.labelled_now(split)
    }

    /// What was found in the transcript of this id, in words.
    pub(super) fn findings(&self, transcript: &str) -> Option<TranscriptFindings> {
        let mut seen = self.statuses.seen();
        let found = seen.find(|it| it.run.judged.transcript.id == transcript)?;
        Some(self.statuses.findings(found.run))
    }

    fn add_examples(&mut self) {
        for (section, it) in self.spec.sections.iter().enumerate() {
            for (at, example) in it.examples.iter().enumerate() {
                let above = self.spec.clause_above(section, example.span.start);
                self.add_example(above.map(|it| it.id.as_str()), (section, at));
                for reply in &example.candidates {
                    self.add_example(reply.blames.as_deref(), (section, at));
                }
            }
        }
    }

    fn add_example(&mut self, clause: Option<&str>, example: (usize, usize)) {
        let clause = clause.and_then(|id| self.clauses.iter_mut().find(|it| it.clause.id == id));
        if let Some(about) = clause
            && !about.examples.contains(&example)
        {
            about.examples.push(example);
        }
    }

    fn add_checks(&mut self, checks: &'a Checks) {
        for check in checks.all() {
            let of = |it: &&mut About<'_>| Some(&it.clause.id) == check.clause.as_ref();
            if let Some(about) = self.clauses.iter_mut().find(of) {
                about.checks.push(check);
            }
        }
    }

    fn count_rows(&mut self) {
        for seen in self.statuses.seen() {
            for (at, about) in self.clauses.iter_mut().enumerate() {
                let Some(row) = self.statuses.brief(seen, at) else {
                    continue;
                };
                about.n_rows += 1;
                about.asked[row.status as usize] += usize::from(row.applies);
                let given = self.statuses.given(seen, at);
                about.given.extend((!given.is_empty()).then_some(given));
            }
        }
    }

    /// What was found where a clause is asked about, in the order of the transcripts.
    pub(super) fn rows(&self, about: &About<'_>) -> impl Iterator<Item = Row<'a>> {
        let clauses = self.clauses.iter();
        let at = clauses
            .map(|it| &it.clause.id)
            .position(|it| *it == about.clause.id);
        let seen = self.statuses.seen().filter_map(move |it| Some((at?, it)));
        seen.filter_map(|(at, seen)| {
            self.statuses.brief(seen, at).filter(|it| it.applies)?;
            Some(Row {
                scenario: seen.scenario,
                transcript: &seen.run.judged.transcript.id,
                found: self.statuses.row(seen, at)?,
            })
        })
    }

    /// Puts set text on a sheet: what refers to a section leads to the clause that it is.
    pub(super) fn put(&self, nodes: Vec<Node>, sheet: &mut Sheet) {
        for mut node in nodes {
            let children = std::mem::take(&mut node.children);
            let is_reference = node.kind == Kind::Reference;
            let section = is_reference.then(|| self.spec.section_called(&node.text));
            match section.flatten().and_then(|it| self.clause_of(it)) {
                Some(clause) => sheet.open(Kind::Sheet, &address("clause", &clause.id, &[])),
                None => sheet.open(node.kind, &node.text),
            }
            self.put(children, sheet);
            sheet.close();
        }
    }

    /// The clauses in some sections, by the sections' indices.
    pub(super) fn clauses_in(&self, sections: Range<usize>) -> &[About<'a>] {
        let before = |at: usize| self.clauses.partition_point(|it| it.clause.section < at);
        let range = before(sections.start)..before(sections.end);
        self.clauses.get(range).unwrap_or_default()
    }

    /// The clause that a section is, by the section's index.
    pub(super) fn clause_of(&self, section: usize) -> Option<&'a Clause> {
        let mut clauses = self.clauses_in(section..section + 1).iter();
        let own = clauses.find(|it| it.clause.kind == ClauseKind::Section);
        own.map(|it| it.clause)
    }

    /// Links a section: to the clause that it is, else into the reader.
    pub(super) fn link_section(&self, section: &Section, sheet: &mut Sheet) {
        let title = plain(&section.title);
        let at = self.spec.section_called(section.key());
        match at.and_then(|it| self.clause_of(it)) {
            Some(clause) => sheet.clause_link(&clause.id, &title),
            None => sheet.button("section", section.key(), &title),
        }
    }

    /// The key of the section that a clause stands in.
    pub(super) fn key_of(&self, clause: &Clause) -> &'a str {
        self.section(clause).map_or("", Section::key)
    }

    /// What to call the spec: a public one by its name and edition, others by their own title.
    pub(super) fn spec_name(&self) -> &'a str {
        self.workspace.spec.called(self.spec)
    }

    /// The section that encloses another.
    pub(super) fn parent(&self, section: &Section) -> Option<&'a Section> {
        let at = self.spec.section_called(section.parent.as_deref()?)?;
        self.spec.sections.get(at)
    }

    /// The section that a clause stands in.
    pub(super) fn section(&self, clause: &Clause) -> Option<&'a Section> {
        self.spec.sections.get(clause.section)
    }
}

impl<'a> About<'a> {
    fn new(clause: &'a Clause) -> About<'a> {
        About {
            clause,
            examples: Vec::new(),
            checks: Vec::new(),
            n_rows: 0,
            asked: [0; 6],
            given: Vec::new(),
        }
    }

    /// Whether anyone, or a check that may, decided about it in a transcript that asks about it.
    pub(super) fn is_judged(&self) -> bool {
        let n_open = self.n_with(Status::NotJudged) + self.n_with(Status::NoBreakFound);
        !self.given.is_empty() || self.n_asked() > n_open
    }

    /// Whether nothing was ever tried on it: no example, no check, no verdict.
    pub(super) fn is_untried(&self) -> bool {
        self.examples.is_empty() && self.checks.is_empty() && !self.is_judged()
    }

    /// How many transcripts ask about it.
    pub(super) fn n_asked(&self) -> usize {
        self.asked.iter().sum()
    }

    /// In how many transcripts that ask about it it has this status.
    pub(super) fn n_with(&self, status: Status) -> usize {
        self.asked[status as usize]
    }
}
