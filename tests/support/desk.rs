//! A work and an engine as the page holds them, for tests of what stands on sheets and of what their
//! buttons do.

use plumbline::engine::{Act, Acted, Budget, Selected};
use plumbline::prose::{Kind, Node};
use plumbline::protocol::{Job, Output, Reply, Request, Session};
use plumbline::state::Edit;
use plumbline::verdict::{Verdict, standing};
use plumbline::workspace::patch::diff;
use plumbline::workspace::{SpecDocument, Workspace};
use serde_json::json;
use std::sync::Arc;

/// The page's side: the work, and an engine that is told of every change.
pub(crate) struct Desk {
    session: Session,
    pub(crate) work: Workspace,
    n_asked: u64,
    /// Which ids and times the next acts get.
    pub(crate) n_acts: u64,
    /// The address of the sheet that is shown.
    pub(crate) here: String,
}

impl Desk {
    pub(crate) fn open(work: Workspace) -> Desk {
        let mut desk = Desk {
            session: Session::default(),
            work: work.clone(),
            n_asked: 0,
            n_acts: 0,
            here: String::new(),
        };
        desk.ask(Job::Open(Box::new(work)));
        desk
    }

    fn ask(&mut self, job: Job) -> Output {
        self.n_asked += 1;
        let id = self.n_asked;
        let mut replies = self.session.post(Request { id, job });
        while self.session.is_busy() {
            replies.extend(self.session.step(Budget(1_000)));
        }
        let outputs = replies.into_iter().filter_map(|it| match it {
            Reply::Done { id: of, output } if of == id => Some(*output),
            Reply::Failed { id: of, error } if of == id => panic!("{error:?}"),
            _ => None,
        });
        outputs.last().expect("an answer")
    }

    /// Goes to a sheet.
    pub(crate) fn go(&mut self, address: &str) -> Node {
        address.clone_into(&mut self.here);
        self.sheet()
    }

    /// The sheet that is shown, as it is now.
    pub(crate) fn sheet(&mut self) -> Node {
        match self.ask(Job::Sheet(self.here.clone())) {
            Output::Sheet(sheet) => sheet,
            other => panic!("no sheet: {other:?}"),
        }
    }

    /// Presses the button whose words begin so, with these fields filled in and, where they are
    /// selected, these words of the message at the index.
    pub(crate) fn press(
        &mut self,
        words: &str,
        fields: &[(&str, &str)],
        selected: Option<(usize, &str)>,
    ) -> Acted {
        let sheet = self.sheet();
        let what = buttons(&sheet)
            .into_iter()
            .find(|it| it.1.starts_with(words))
            .unwrap_or_else(|| panic!("no button `{words}` on {:#?}", buttons(&sheet)))
            .0;
        let what = what.strip_prefix("do ").expect("an act of the engine");
        let selected = selected.map(|(message, words)| {
            let said = said(&sheet, message).expect("the message is shown");
            let start = said.find(words).expect("the words are in it");
            let [start, end] =
                [start, start + words.len()].map(|it| said[..it].encode_utf16().count());
            Selected {
                message,
                start,
                end,
            }
        });
        self.act(what, fields, selected)
    }

    /// Does an act and makes its changes, as the page does.
    pub(crate) fn act(
        &mut self,
        what: &str,
        fields: &[(&str, &str)],
        selected: Option<Selected>,
    ) -> Acted {
        self.n_acts += 1;
        let n = self.n_acts;
        let fields = fields
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        let act = Act {
            what: what.to_owned(),
            fields: fields.collect(),
            selected,
            id: format!("act-{n}"),
            time: format!("2031-05-01T10:{:02}:{:02}Z", n / 60, n % 60),
        };
        let Output::Acted(acted) = self.ask(Job::Act(Box::new(act))) else {
            panic!("no act");
        };
        let edit = Edit::Acted(Box::new(acted.changes.clone()));
        self.change(edit.apply(&self.work).expect("it fits"));
        if !acted.go_to.is_empty() {
            acted.go_to.clone_into(&mut self.here);
        }
        *acted
    }

    /// Changes the work.
    pub(crate) fn change(&mut self, new: Workspace) {
        let patches = diff(&self.work, &new);
        self.work = new;
        self.ask(Job::Patch(patches));
    }

    /// The verdicts that stand: who, and what of which reply.
    pub(crate) fn standing(&self) -> Vec<&Verdict> {
        standing(&self.work.verdicts)
    }
}

/// What every button does and says.
pub(crate) fn buttons(node: &Node) -> Vec<(String, String)> {
    let mut all = Vec::new();
    walk(node, &mut |it| {
        if it.kind == Kind::Button {
            all.push((it.text.clone(), it.words()));
        }
    });
    all
}

/// What the message at the index says on a sheet.
pub(crate) fn said(node: &Node, message: usize) -> Option<String> {
    let mut found = None;
    walk(node, &mut |it| {
        if it.kind == Kind::Said && it.text == message.to_string() {
            found = Some(it.words());
        }
    });
    found
}

/// Every node, the outer ones first.
pub(crate) fn walk(node: &Node, visit: &mut impl FnMut(&Node)) {
    visit(node);
    for it in &node.children {
        walk(it, visit);
    }
}

/// A spec of one clause, `kind`, which has no check.
#[allow(dead_code, reason = "not every test file opens it")]
pub(crate) const KIND: &str = "\
# Desk

## Kind {#kind authority=user}

The assistant must never be rude.
";

/// A work of that spec with so many scenarios of one reply each, `Reply 0` and so on.
#[allow(dead_code, reason = "not every test file opens it")]
pub(crate) fn visitors(n: usize) -> Workspace {
    let mut work = Workspace::new(SpecDocument::written("desk", KIND));
    let scenario = |n: usize| {
        json!({"id": format!("s{n}"), "title": format!("Visitor {n}"), "clauses": ["kind"],
            "messages": [{"role": "user", "content": "Hello"}],
            "outputs": [{"candidate": "m", "messages": [
                {"role": "assistant", "content": format!("Reply {n}")}]}]})
    };
    work.scenarios = (0..n)
        .map(|n| Arc::new(serde_json::from_value(scenario(n)).expect("a scenario")))
        .collect();
    work
}
