//! Markdown as set text. Pulldown-cmark's events become nodes.

use super::book::{Book, clauses_in};
use super::{Kind, Node, is_safe};
use crate::message::Role;
use crate::spec::{
    COMMENT, Candidate, Clause, ClauseKind, Example, ExampleMessage, Grade, Section, Spec,
    decode_entities, footnotes,
};
use crate::text::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};
use std::ops::Range;

/// How deep nodes nest; what is deeper is set flat. Nobody writes such text except to break a
/// page. JSON of twice this depth can still be read.
const MAX_DEPTH: usize = 40;

/// The Markdown that documents are written in.
pub(super) fn options() -> Options {
    Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
}

/// Sets parts of one section.
pub(super) struct Setter<'a> {
    book: &'a Book,
    spec: &'a Spec,
    source: &'a str,
    /// None in what does not belong to the document.
    section: Option<&'a Section>,
    /// Open nodes, the outermost first.
    stack: Vec<Node>,
    /// The notes named so far, as indices; the first is note 1.
    marks: Vec<usize>,
}

/// A stretch of Markdown.
struct Piece<'a> {
    text: &'a str,
    place: Place,
    /// Clauses whose words are set off.
    clauses: &'a [Clause],
}

impl Piece<'_> {
    /// Whether what speaks to Plumbline alone is left out.
    fn hides_marks(&self) -> bool {
        self.place != Place::Message
    }
}

/// Where a stretch of Markdown stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the document, from this byte on.
    Document(usize),
    /// A footnote's definition, from this byte of the document on.
    Note(usize),
    /// In commentary, without its indentation.
    Commentary,
    /// In a reply of an example, character references replaced.
    Turn,
    /// In a message of a transcript, which is evidence: nothing is left out or put in other signs.
    Message,
}

/// Sets what someone said, which is Markdown as people and models write it. Nothing in it leads
/// into the spec, and no sign of it is taken for another.
pub fn message(text: &str) -> Vec<Node> {
    let mut setter = Setter {
        book: &Book::default(),
        spec: &Spec::default(),
        source: text,
        section: None,
        stack: vec![Node::new(Kind::Block, "")],
        marks: Vec::new(),
    };
    setter.piece(&Piece {
        text,
        place: Place::Message,
        clauses: &[],
    });
    setter.stack.pop().map(|it| it.children).unwrap_or_default()
}

/// What the set text of a message is kept under: no key of a section begins like this.
pub fn message_key(text: &str) -> String {
    ["\n", text].concat()
}

/// What becomes of an element.
enum Start {
    /// It is this node, with what it holds.
    Open(Node),
    /// Only what it holds is set.
    Through,
    /// Something else stands in its place, or nothing.
    Instead,
}

impl<'a> Setter<'a> {
    pub(super) fn new(
        book: &'a Book,
        spec: &'a Spec,
        source: &'a str,
        section: &'a Section,
    ) -> Setter<'a> {
        Setter {
            book,
            spec,
            source,
            section: Some(section),
            stack: vec![Node::new(Kind::Block, "")],
            marks: Vec::new(),
        }
    }

    /// Sets a part of the section: its commentary set off, its examples as conversations, the
    /// words of `clauses` marked as theirs, its notes after it.
    pub(super) fn set(mut self, span: Span, clauses: &[Clause]) -> Vec<Node> {
        self.stretch(span, clauses);
        self.notes();
        self.stack.pop().map(|it| it.children).unwrap_or_default()
    }

    /// Sets several stretches, their notes after the last.
    pub(super) fn set_all(mut self, spans: &[Span]) -> Vec<Node> {
        for span in spans {
            self.document(*span, &[]);
        }
        self.notes();
        self.stack.pop().map(|it| it.children).unwrap_or_default()
    }

    fn stretch(&mut self, span: Span, clauses: &[Clause]) {
        let commentary = self.section.map_or(&[][..], |it| &it.commentary);
        let mut at = span.start;
        for comment in commentary {
            if !span.contains(comment.span) {
                continue;
            }
            self.document(Span::new(at, comment.span.start), clauses);
            let title = comment.title.as_ref().unwrap_or(&comment.kind);
            self.open(Node::new(Kind::Commentary, title));
            self.piece(&Piece {
                text: &comment.text,
                place: Place::Commentary,
                clauses: &[],
            });
            self.close();
            at = comment.span.end;
        }
        self.document(Span::new(at, span.end), clauses);
    }

    /// Sets the notes that were named.
    fn notes(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        self.open(Node::new(Kind::Notes, ""));
        let mut n_set = 0;
        // A note may name further ones.
        while let Some(note) = self.marks.get(n_set).copied() {
            n_set += 1;
            let span = self.book.notes.spans[note].1;
            self.open(Node::new(Kind::Note, n_set.to_string()));
            self.piece(&Piece {
                text: span.slice(self.source).unwrap_or_default(),
                place: Place::Note(span.start),
                clauses: clauses_in(self.spec, span),
            });
            self.close();
        }
        self.close();
    }

    fn open(&mut self, node: Node) {
        self.stack.push(node);
    }

    fn close(&mut self) {
        if let Some(node) = self.stack.pop() {
            self.push(node);
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(top) = self.stack.last_mut() {
            top.push(node);
        }
    }

    fn text(&mut self, text: impl Into<String>) {
        let text: String = text.into();
        if !text.is_empty() {
            self.push(Node::new(Kind::Text, text));
        }
    }

    fn document(&mut self, span: Span, clauses: &[Clause]) {
        self.piece(&Piece {
            text: span.slice(self.source).unwrap_or_default(),
            place: Place::Document(span.start),
            clauses,
        });
    }

    fn piece(&mut self, piece: &Piece<'_>) {
        let options = match piece.place {
            Place::Turn => options() - Options::ENABLE_FOOTNOTES,
            Place::Message => options() - Options::ENABLE_HEADING_ATTRIBUTES,
            _ => options(),
        };
        // Text that stands in the source as it is, until something else comes.
        let mut run = 0..0;
        let mut opened = Vec::new();
        let mut n_skipped = 0_usize;
        for (event, range) in Parser::new_ext(piece.text, options).into_offset_iter() {
            if n_skipped > 0 {
                n_skipped += usize::from(matches!(event, Event::Start(_)));
                n_skipped -= usize::from(matches!(event, Event::End(_)));
                continue;
            }
            if let Event::Text(text) = &event
                && piece.text.get(range.clone()) == Some(text)
            {
                if run.end != range.start {
                    self.run(piece, std::mem::replace(&mut run, range.start..range.start));
                }
                run.end = range.end;
                continue;
            }
            self.run(piece, std::mem::take(&mut run));
            match event {
                Event::Start(tag) => match self.start(piece, tag, range) {
                    Start::Instead => n_skipped = 1,
                    Start::Open(node) if self.stack.len() < MAX_DEPTH => {
                        opened.push(true);
                        self.open(node);
                    }
                    Start::Open(_) | Start::Through => opened.push(false),
                },
                Event::End(_) => {
                    if opened.pop() == Some(true) {
                        self.end();
                    }
                }
                other => self.leaf(piece, other),
            }
        }
        self.run(piece, run);
        while let Some(opened) = opened.pop() {
            if opened {
                self.end();
            }
        }
    }
    fn start(&mut self, piece: &Piece<'_>, tag: Tag<'_>, range: Range<usize>) -> Start {
        let kind = match tag {
            Tag::Heading { level, .. } => match piece.place {
                Place::Turn => Kind::Heading5,
                Place::Message => Kind::Title,
                _ => heading(level),
            },
            Tag::CodeBlock(kind) => return self.code(piece, &kind, range),
            Tag::Link { dest_url, .. } => return Start::Open(self.link(piece, &dest_url)),
            Tag::FootnoteDefinition(key) => return self.definition(piece, &key),
            Tag::List(Some(first)) => {
                return Start::Open(Node::new(Kind::Numbered, first.to_string()));
            }
            Tag::List(None) => Kind::List,
            Tag::Paragraph => Kind::Paragraph,
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::Item => Kind::Item,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Struck,
            Tag::Table(_) => Kind::Table,
            Tag::TableHead | Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            Tag::Image { .. } => Kind::Image,
            Tag::HtmlBlock if piece.hides_marks() && is_comment(&piece.text[range]) => {
                return Start::Instead;
            }
            Tag::HtmlBlock => Kind::RawBlock,
            _ => Kind::Block,
        };
        Start::Open(Node::new(kind, ""))
    }

    fn end(&mut self) {
        if let Some(top) = self.stack.last_mut()
            && top.kind == Kind::Reference
            && let [only] = &mut top.children[..]
            && only.kind == Kind::Text
            && only.text == "?"
            && let Some(target) = self.book.target(self.spec, &top.text)
        {
            only.text = plain(&target.title);
        }
        self.close();
    }

    fn leaf(&mut self, piece: &Piece<'_>, event: Event<'_>) {
        match event {
            Event::Text(text) => self.text(text),
            Event::Code(text) => self.push(Node::new(Kind::Literal, text)),
            Event::Html(text) => self.text(text),
            Event::InlineHtml(text) if piece.hides_marks() && text.starts_with(COMMENT) => {}
            Event::InlineHtml(text) => self.push(Node::new(Kind::Literal, text)),
            Event::FootnoteReference(key) => self.mark(&key),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.push(Node::new(Kind::Break, "")),
            Event::Rule => self.push(Node::new(Kind::Rule, "")),
            _ => {}
        }
    }

    /// A link that can only lead to a page, a mail program or a place in the document.
    fn link(&self, piece: &Piece<'_>, address: &str) -> Node {
        let name = address.strip_prefix('#');
        if let Some(name) = name.filter(|_| piece.place != Place::Message) {
            let target = self.book.target(self.spec, name);
            Node::new(Kind::Reference, target.map_or(name, Section::key))
        } else if is_safe(address) {
            Node::new(Kind::Link, address)
        } else {
            Node::new(Kind::NoLink, "")
        }
    }

    /// A definition stands where it is written, unless it stands at its marks.
    fn definition(&self, piece: &Piece<'_>, key: &str) -> Start {
        if matches!(piece.place, Place::Note(_)) {
            Start::Through
        } else if self.book.notes.find(key).is_some() {
            Start::Instead
        } else {
            Start::Open(Node::new(Kind::Note, key))
        }
    }

    fn mark(&mut self, key: &str) {
        let Some(note) = self.book.notes.find(key) else {
            return self.push(Node::new(Kind::Footnote, key));
        };
        let known = self.marks.iter().position(|it| *it == note);
        let at = known.unwrap_or_else(|| {
            self.marks.push(note);
            self.marks.len() - 1
        });
        self.push(Node::new(Kind::Footnote, (at + 1).to_string()));
    }

    /// Text as it stands, cut where clauses begin and end.
    fn run(&mut self, piece: &Piece<'_>, range: Range<usize>) {
        let text = &piece.text[range.clone()];
        let is_verbatim = self.stack.last().is_some_and(|it| it.kind.is_verbatim());
        if text.is_empty() || is_verbatim {
            return self.text(text);
        }
        let (Place::Document(offset) | Place::Note(offset)) = piece.place else {
            return self.words(piece, text);
        };
        let here = Span::from(range).shifted(offset);
        let mut at = here.start;
        let is_part = |it: &&Clause| it.kind != ClauseKind::Section && it.span.overlaps(here);
        for clause in piece.clauses.iter().filter(is_part) {
            let start = clause.span.start.max(at);
            let end = clause.span.end.min(here.end).max(start);
            self.unmarked(piece, Span::new(at, start));
            if start < end {
                self.open(Node::new(Kind::Words, &clause.id));
                self.unmarked(piece, Span::new(start, end));
                self.close();
            }
            at = end;
        }
        self.unmarked(piece, Span::new(at, here.end));
    }

    /// The words in `span` without what speaks to Plumbline alone.
    fn unmarked(&mut self, piece: &Piece<'_>, span: Span) {
        let (spec, source) = (self.spec, self.source);
        for span in spec.without_marks(span) {
            self.words(piece, span.slice(source).unwrap_or(""));
        }
    }

    /// Words with the marks of footnotes among them. Markdown sees only those whose note is near.
    fn words(&mut self, piece: &Piece<'_>, text: &str) {
        if piece.place == Place::Message {
            return self.text(text);
        }
        let mut at = 0;
        if piece.place != Place::Turn {
            let is_plain = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
            for (span, key) in footnotes(text).filter(|it| it.1.chars().all(is_plain)) {
                self.text(dashed(&text[at..span.start]));
                self.mark(key);
                at = span.end;
            }
        }
        self.text(dashed(&text[at..]));
    }

    /// A block of code, or the conversation it holds.
    fn code(&mut self, piece: &Piece<'_>, kind: &CodeBlockKind<'_>, range: Range<usize>) -> Start {
        if let Place::Document(offset) = piece.place
            && let Some(at) = self.example(Span::from(range).shifted(offset))
            && let Some(section) = self.section
        {
            self.conversation(at, &section.examples[at]);
            return Start::Instead;
        }
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or(""),
            CodeBlockKind::Indented => "",
        };
        Start::Open(match language {
            "checks" => Node::new(Kind::Checks, ""),
            other => Node::new(Kind::Code, other),
        })
    }

    /// Which of the section's examples stands in `block`.
    fn example(&self, block: Span) -> Option<usize> {
        let fences = &self.spec.fences;
        let is_here = |it: &Example| {
            let fence = fences.binary_search_by_key(&it.fence_line, |it| it.line);
            fence.is_ok_and(|at| block.contains(fences[at].body))
        };
        self.section?.examples.iter().position(is_here)
    }

    fn conversation(&mut self, at: usize, example: &Example) {
        self.open(Node::new(Kind::Conversation, at.to_string()));
        for turn in turns(example) {
            self.open(Node::new(Kind::Turn, turn.role.name()));
            turn.grade.into_iter().for_each(|it| self.push(it));
            let said = turn.span.slice(self.source).unwrap_or_default();
            let said = dedented(&decode_entities(said));
            // People and models write Markdown. Everything else is shown to the letter.
            if matches!(turn.role, Role::User | Role::Assistant) && !turn.is_call {
                self.piece(&Piece {
                    text: &said,
                    place: Place::Turn,
                    clauses: &[],
                });
            } else {
                self.open(Node::new(Kind::Paragraph, ""));
                self.text(said.trim());
                self.close();
            }
            self.close();
        }
        self.close();
    }
}

/// A message or graded reply of an example.
struct Turn {
    role: Role,
    grade: Option<Node>,
    is_call: bool,
    span: Span,
}

impl Turn {
    fn of_message(message: &ExampleMessage) -> Turn {
        Turn {
            role: message.role,
            grade: None,
            is_call: message.attrs.contains_key("recipient"),
            span: message.span,
        }
    }

    fn of_candidate(candidate: &Candidate) -> Turn {
        let kind = match candidate.grade {
            Grade::Good => Kind::Good,
            Grade::Bad => Kind::Bad,
            Grade::Ok => Kind::Ok,
            Grade::Unmarked => Kind::Remark,
        };
        let why = decode_entities(candidate.comment.as_deref().unwrap_or_default());
        Turn {
            role: candidate.role,
            grade: Some(Node::new(kind, why)),
            is_call: candidate.attrs.contains_key("recipient"),
            span: candidate.span,
        }
    }
}

/// Messages and graded replies in the order of the text.
fn turns(example: &Example) -> Vec<Turn> {
    let messages = example.prefix.iter().chain(&example.trailing);
    let all = example.candidates.iter().map(Turn::of_candidate);
    let mut turns: Vec<Turn> = Vec::new();
    // Inserted, not sorted: a sort is code to download, and conversations are short. A graded
    // message outside a comparison stands in both lists.
    for turn in all.chain(messages.map(Turn::of_message)) {
        let at = turns.partition_point(|it| it.span.start < turn.span.start);
        if turns.get(at).is_none_or(|it| it.span != turn.span) {
            turns.insert(at, turn);
        }
    }
    turns
}

/// An indented example is no block of code.
fn dedented(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let filled = lines.iter().filter(|it| !it.is_empty());
    let indent = filled.map(|it| it.len() - it.trim_start().len()).min();
    let cut = |it: &&str| it.get(indent.unwrap_or(0)..).unwrap_or("").to_owned();
    lines.iter().map(cut).collect::<Vec<_>>().join("\n")
}

/// Whether raw HTML only speaks to Plumbline.
fn is_comment(html: &str) -> bool {
    let html = html.trim();
    let is_one = html.find("-->") == html.len().checked_sub(3);
    html.starts_with(COMMENT) && is_one
}

fn heading(level: HeadingLevel) -> Kind {
    match level {
        HeadingLevel::H1 => Kind::Heading1,
        HeadingLevel::H2 => Kind::Heading2,
        HeadingLevel::H3 => Kind::Heading3,
        HeadingLevel::H4 => Kind::Heading4,
        HeadingLevel::H5 | HeadingLevel::H6 => Kind::Heading5,
    }
}

/// Words of a heading without its Markdown.
fn plain(title: &str) -> String {
    let mut words = String::new();
    for (event, _) in Parser::new_ext(title, options()).into_offset_iter() {
        if let Event::Text(text) | Event::Code(text) = event {
            words.push_str(&text);
        }
    }
    words
}

/// Two and three hyphens as the dashes they stand for, but not those of an option or an arrow.
fn dashed(text: &str) -> String {
    let (mut dashed, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("--") {
        let (before, run) = rest.split_at(at);
        let after = run.trim_start_matches('-');
        let len = run.len() - after.len();
        let neighbours = (before.chars().next_back(), after.chars().next());
        dashed.push_str(before);
        dashed.push_str(match (len, neighbours) {
            (3, _) => "—",
            (2, (Some(left), Some(right))) if is_dash_between(left, right) => "–",
            _ => &run[..len],
        });
        rest = after;
    }
    dashed + rest
}

fn is_dash_between(left: char, right: char) -> bool {
    let is_blank = |it: char| it.is_whitespace();
    let is_word = |it: char| it.is_alphanumeric();
    is_word(left) && is_word(right) || is_blank(right) && (is_blank(left) || is_word(left))
}
