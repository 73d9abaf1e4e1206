//! How sheets are written: from the first word to the last, one thing after the other. Code that
//! builds them node by node weighs three times as much.

use super::address::address;
use crate::prose::{Kind, Node};
use crate::verdict::{Outcome, Source, Status};

/// How many rows or items a sheet has at most: a browser draws no more in good time.
pub(super) const MOST: usize = 1000;

/// A sheet that is being written.
pub(super) struct Sheet {
    /// What is open, the sheet itself first.
    open: Vec<Node>,
}

impl Sheet {
    /// A sheet without a title.
    pub(super) fn new() -> Sheet {
        Sheet {
            open: vec![Node::new(Kind::Block, "")],
        }
    }

    /// All that was written.
    pub(super) fn done(mut self) -> Node {
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().unwrap_or_default()
    }

    /// What the sheet is called.
    pub(super) fn title(&mut self, title: &str) {
        if let Some(sheet) = self.open.first_mut() {
            title.clone_into(&mut sheet.text);
        }
    }

    /// Begins something; what is written next stands in it.
    pub(super) fn open(&mut self, kind: Kind, text: &str) {
        self.open.push(Node::new(kind, text));
    }

    /// Ends what was begun last.
    pub(super) fn close(&mut self) {
        if let Some(node) = self.open.pop() {
            self.add(node);
        }
    }

    /// Puts in something that is set already.
    pub(super) fn add(&mut self, node: Node) {
        if let Some(top) = self.open.last_mut() {
            top.push(node);
        }
    }

    /// Words; what is written in several pieces reads as one.
    pub(super) fn words(&mut self, text: &str) {
        self.add(Node::new(Kind::Text, text));
    }

    /// A number as words.
    pub(super) fn number(&mut self, n: usize) {
        self.words(&n.to_string());
    }

    /// A number and what is counted.
    pub(super) fn count(&mut self, n: usize, one: &str, many: &str) {
        self.number(n);
        self.words(if n == 1 { one } else { many });
    }

    /// Something with words in it.
    pub(super) fn said(&mut self, kind: Kind, text: &str, words: &str) {
        self.open(kind, text);
        self.words(words);
        self.close();
    }

    /// A remark in small print.
    pub(super) fn hint(&mut self, words: &str) {
        self.said(Kind::Part, "hint", words);
    }

    /// What is said where there is nothing.
    pub(super) fn empty(&mut self, words: &str) {
        self.said(Kind::Part, "empty", words);
    }

    /// A heading.
    pub(super) fn heading(&mut self, words: &str) {
        self.said(Kind::Heading2, "", words);
    }

    /// A word in a frame.
    pub(super) fn tag(&mut self, tone: &str, word: &str) {
        self.said(Kind::Tag, tone, word);
    }

    /// A button that does something with `what`; see [`Kind::Button`].
    pub(super) fn button(&mut self, verb: &str, what: &str, words: &str) {
        self.said(Kind::Button, &[verb, " ", what].concat(), words);
    }

    /// The same, with a key that does it too.
    pub(super) fn button_with_key(&mut self, verb: &str, what: &str, words: &str, key: &str) {
        self.open(Kind::Button, &[verb, " ", what].concat());
        self.words(words);
        self.words(" ");
        self.key(key);
        self.close();
    }

    /// A key that stands for the button, link or field it is written in.
    pub(super) fn key(&mut self, key: &str) {
        self.said(Kind::Key, key, &key.to_uppercase());
    }

    /// What the first choice of the field that is open says, which leaves the option unset.
    pub(super) fn rename_first_choice(&mut self, words: &str) {
        let field = self.open.last_mut();
        if let Some(choice) = field.and_then(|it| it.children.last_mut()) {
            choice.children = vec![Node::new(Kind::Text, words)];
        }
    }

    /// A link to a clause's page.
    pub(super) fn clause_link(&mut self, id: &str, words: &str) {
        self.said(Kind::Sheet, &address("clause", id, &[]), words);
    }

    /// A link to the clauses with an option set; to all of them where it is empty.
    pub(super) fn clauses_link(&mut self, option: &str, value: &str, words: &str) {
        let option = (option, value);
        let options = std::slice::from_ref(&option);
        let options = if value.is_empty() { &[] } else { options };
        self.said(Kind::Sheet, &address("clauses", "", options), words);
    }

    /// Says how many of `n` things are not here, where these are too many.
    pub(super) fn rest(&mut self, n: usize) {
        if n > MOST {
            self.open(Kind::Part, "hint");
            self.count(n - MOST, " more is not shown.", " more are not shown.");
            self.close();
        }
    }

    /// Begins a table, which scrolls within itself where it is too wide. By keyboard it does where
    /// something in it takes the focus, so one without links or buttons must fit a phone.
    pub(super) fn table(&mut self, caption: &str, heads: &[&str]) {
        self.open(Kind::Part, "wide");
        self.open(Kind::Table, "");
        self.said(Kind::Caption, "", caption);
        self.open(Kind::Head, "");
        self.open(Kind::Row, "");
        for head in heads {
            self.said(Kind::HeadCell, "", head);
        }
        self.close();
        self.close();
    }

    /// Ends a table.
    pub(super) fn end_table(&mut self) {
        self.close();
        self.close();
    }

    /// Begins a row with the cell that says what it is about.
    pub(super) fn row(&mut self) {
        self.open(Kind::Row, "");
        self.open(Kind::RowHead, "");
    }

    /// Goes on to the row's next cell.
    pub(super) fn cell(&mut self) {
        self.close();
        self.open(Kind::Cell, "");
    }

    /// The row's next cell: a number; nothing for none, so that what is there stands out.
    pub(super) fn number_cell(&mut self, n: usize) {
        self.cell();
        if n > 0 {
            self.number(n);
        }
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        self.close();
        self.close();
    }
}

/// Tone and word of a status.
pub(super) fn status(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Broken => ("broken", "✗ broken"),
        Status::Kept => ("kept", "✓ kept"),
        Status::Unclear => ("unclear", "? unclear"),
        Status::NotApplicable => ("", "does not apply"),
        Status::NoBreakFound => ("", "no break found"),
        Status::NotJudged => ("", "not judged"),
    }
}

/// Who says something.
pub(super) fn who(source: &Source) -> String {
    let name = source.name();
    match source {
        Source::Person { .. } if name.is_empty() => "you".to_owned(),
        Source::Model { .. } => ["model ", name].concat(),
        _ => name.to_owned(),
    }
}

/// Tone and word of what someone concluded.
pub(super) fn outcome_tag(outcome: Outcome) -> (&'static str, &'static str) {
    status(match outcome {
        Outcome::Pass => Status::Kept,
        Outcome::Fail => Status::Broken,
        Outcome::NotApplicable => Status::NotApplicable,
        Outcome::Unclear => Status::Unclear,
    })
}
