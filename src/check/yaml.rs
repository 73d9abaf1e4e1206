//! YAML → [`Node`]: what parses is kept, what does not is reported where it stands.
//!
//! When a text does not parse as a whole, it is cut at its outermost list items (or mapping
//! entries) and each is read alone, so that one broken item loses only itself.

use crate::check::node::{Kind, Node, Scalar};
use crate::diagnostic::Diagnostic;
use crate::text::{LineIndex, Span};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};
use std::collections::HashMap;
use std::ops::Range;

/// Larger inputs are refused before they are read.
const MAX_BYTES: usize = 1 << 20;
/// How deep lists and mappings may nest.
pub(crate) const MAX_DEPTH: usize = 64;
/// What one text may expand to through aliases, in bytes.
const MAX_EXPANDED: usize = 4 << 20;
/// How often a text that does not parse is cut into smaller pieces.
const MAX_CUTS: usize = 6;

/// Reads the first document of `source`. Spans and lines count from its beginning.
pub(crate) fn read(source: &str) -> (Node, Vec<Diagnostic>) {
    if source.len() > MAX_BYTES {
        let message = format!(
            "the checks take {} bytes, at most {MAX_BYTES} are read",
            source.len()
        );
        let fault = Diagnostic::error("too-large", Span::default(), 1, message);
        return (Node::new(Span::default(), 1, Kind::Broken), vec![fault]);
    }
    let mut reader = Reader {
        source,
        places: Places::new(source),
        diagnostics: Vec::new(),
    };
    let node = reader.read_piece(0..source.len(), MAX_CUTS);
    (node, reader.diagnostics)
}

struct Reader<'s> {
    source: &'s str,
    places: Places<'s>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads `piece` whole, else cut in its parts, else reports it.
    fn read_piece(&mut self, piece: Range<usize>, cuts: usize) -> Node {
        let fault = match parse(self.source, piece.clone(), &self.places) {
            Ok(node) => return node,
            Err(fault) => fault,
        };
        let parts = if cuts == 0 {
            Vec::new()
        } else {
            cut(self.source, piece.clone())
        };
        match &parts[..] {
            [] => self.report(fault, piece),
            [only] if only.body.is_none() => self.report(fault, piece),
            _ => self.join(parts, piece, cuts - 1),
        }
    }

    fn report(&mut self, fault: Fault, piece: Range<usize>) -> Node {
        let (at, hint) = (fault.at, hint_for(&fault.message, self.source, fault.at));
        let line = self.places.lines.line(at);
        let end = line_end(self.source, at);
        let message = format!("this is not YAML: {}", fault.message);
        let mut diagnostic = Diagnostic::error("not-yaml", at..end, line, message);
        diagnostic.hint = hint;
        self.diagnostics.push(diagnostic);
        Node::new(
            piece.clone().into(),
            self.places.lines.line(piece.start),
            Kind::Broken,
        )
    }

    /// Reads each part alone and puts the list or mapping together again.
    fn join(&mut self, parts: Vec<Part>, piece: Range<usize>, cuts: usize) -> Node {
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        for part in parts {
            if let Some((key, body)) = part.entry(self.source) {
                let key = self.key(key);
                entries.push((key, self.read_piece(body, cuts)));
                continue;
            }
            let node = self.read_piece(part.whole, cuts);
            match node.kind {
                Kind::List(more) => items.extend(more),
                Kind::Map(more) => entries.extend(more),
                Kind::Broken => items.push(node),
                Kind::Null | Kind::Scalar(_) => {}
            }
        }
        let line = self.places.lines.line(piece.start);
        let kind = if entries.is_empty() {
            Kind::List(items)
        } else {
            Kind::Map(entries)
        };
        Node::new(piece.into(), line, kind)
    }

    fn key(&self, range: Range<usize>) -> Node {
        let text = self.source[range.clone()]
            .trim_matches(['"', '\'', ' '])
            .to_owned();
        let line = self.places.lines.line(range.start);
        let scalar = Scalar {
            text,
            plain: true,
            verbatim: None,
        };
        Node::new(range.into(), line, Kind::Scalar(scalar))
    }
}

/// One outermost item or entry of a text that does not parse as a whole.
struct Part {
    whole: Range<usize>,
    /// Where the lines below its first one begin, if there are any.
    body: Option<usize>,
}

impl Part {
    /// Key and body of an entry whose value stands wholly below its key.
    fn entry(&self, source: &str) -> Option<(Range<usize>, Range<usize>)> {
        let body = self.body?;
        let head = &source[self.whole.start..body];
        let start = self.whole.start + (head.len() - head.trim_start().len());
        let key = head.trim().strip_suffix(':')?;
        (!key.starts_with('-')).then(|| (start..start + key.len(), body..self.whole.end))
    }
}

/// Cuts `piece` where a line is indented least.
fn cut(source: &str, piece: Range<usize>) -> Vec<Part> {
    let lines: Vec<Range<usize>> = lines_of(source, piece).collect();
    let indent_of = |line: &Range<usize>| {
        let text = source[line.clone()].trim_end();
        let indent = text.len() - text.trim_start_matches(' ').len();
        let counts = !text.is_empty() && !text[indent..].starts_with(['#', '\t']) && text != "---";
        counts.then_some(indent)
    };
    let Some(least) = lines.iter().filter_map(indent_of).min() else {
        return Vec::new();
    };
    let mut parts: Vec<Part> = Vec::new();
    for line in lines {
        match parts.last_mut() {
            _ if indent_of(&line) == Some(least) => {
                parts.push(Part {
                    whole: line,
                    body: None,
                });
            }
            Some(part) => {
                part.body.get_or_insert(line.start);
                part.whole.end = line.end;
            }
            None => {}
        }
    }
    parts
}

fn lines_of(source: &str, piece: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = piece.start;
    source[piece].split_inclusive('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end;
        range
    })
}

/// Why a piece does not parse, and at which byte of the source.
struct Fault {
    at: usize,
    message: String,
}

fn parse(source: &str, piece: Range<usize>, places: &Places) -> Result<Node, Fault> {
    let text = &source[piece.clone()];
    if let Some(at) = tab_indent(text) {
        let message = "a tab indents this line".to_owned();
        return Err(Fault {
            at: piece.start + at,
            message,
        });
    }
    let inner = Places::new(text);
    let mut builder = Builder {
        source,
        offset: piece.start,
        inner,
        places,
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        expanded: 0,
    };
    builder.document()
}

/// Where a line begins with a tab; YAML has no such indentation, but some of it still parses.
fn tab_indent(text: &str) -> Option<usize> {
    let is_indented = |line: &str| line.starts_with('\t') && !line.trim().is_empty();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_indented(line) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

struct Builder<'s, 'p> {
    source: &'s str,
    /// Where the piece begins in the source.
    offset: usize,
    /// Places in the piece.
    inner: Places<'s>,
    /// Places in the source.
    places: &'p Places<'s>,
    parser: Parser<'s, StrInput<'s>>,
    anchors: HashMap<usize, Node>,
    /// Bytes that aliases stand for so far.
    expanded: usize,
}

impl<'s> Builder<'s, '_> {
    fn document(&mut self) -> Result<Node, Fault> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart
                | Event::DocumentStart(_)
                | Event::DocumentEnd
                | Event::Nothing => {}
                event => {
                    let node = self.node(event, span, 0)?;
                    root.get_or_insert(node);
                }
            }
        }
        Ok(root.unwrap_or_else(|| Node::new(Span::default(), 1, Kind::Null)))
    }

    fn next(&mut self) -> Result<(Event<'s>, Span), Fault> {
        match self.parser.next_event() {
            None => Ok((Event::StreamEnd, Span::default())),
            Some(Ok((event, span))) => {
                let start = self.inner.byte(span.start.index());
                let end = self.inner.byte(span.end.index());
                Ok((event, Span::new(start, end).shifted(self.offset)))
            }
            Some(Err(fault)) => Err(self.fault(&fault)),
        }
    }

    fn fault(&self, fault: &ScanError) -> Fault {
        let at = self.offset + self.inner.byte(fault.marker().index());
        let at = at.min(self.source.trim_end().len().max(self.offset));
        Fault {
            at,
            message: fault.info().to_owned(),
        }
    }

    fn node(&mut self, event: Event<'s>, span: Span, depth: usize) -> Result<Node, Fault> {
        if depth > MAX_DEPTH {
            let message = format!("lists and mappings nest deeper than {MAX_DEPTH}");
            return Err(Fault {
                at: span.start,
                message,
            });
        }
        let (kind, anchor, end) = match event {
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::Scalar(text, style, anchor, _) => {
                (self.scalar(&text, style, span), anchor, span.end)
            }
            Event::SequenceStart(anchor, _) => {
                let (items, end) = self.items(depth)?;
                (Kind::List(items), anchor, end)
            }
            Event::MappingStart(anchor, _) => {
                let (entries, end) = self.entries(depth)?;
                (Kind::Map(entries), anchor, end)
            }
            _ => (Kind::Null, 0, span.end),
        };
        let line = self.places.lines.line(span.start);
        let node = Node::new(Span::new(span.start, end), line, kind);
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node, Fault> {
        let node = self.anchors.get(&anchor).cloned();
        let message = "an alias stands inside its own anchor".to_owned();
        let node = node.ok_or(Fault {
            at: span.start,
            message,
        })?;
        self.expanded += weight(&node);
        if self.expanded > MAX_EXPANDED {
            let message = format!("aliases expand to more than {MAX_EXPANDED} bytes");
            return Err(Fault {
                at: span.start,
                message,
            });
        }
        Ok(node)
    }

    fn items(&mut self, depth: usize) -> Result<(Vec<Node>, usize), Fault> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd | Event::StreamEnd) {
                let last = items
                    .last()
                    .map_or(span.end, |it: &Node| it.span.end.max(span.end));
                return Ok((
                    items,
                    if span.is_empty() {
                        self.trim(last)
                    } else {
                        last
                    },
                ));
            }
            items.push(self.node(event, span, depth + 1)?);
        }
    }

    fn entries(&mut self, depth: usize) -> Result<(Vec<(Node, Node)>, usize), Fault> {
        let mut entries = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                let last = entries
                    .last()
                    .map_or(span.end, |it: &(Node, Node)| it.1.span.end.max(span.end));
                return Ok((
                    entries,
                    if span.is_empty() {
                        self.trim(last)
                    } else {
                        last
                    },
                ));
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            entries.push((key, value));
        }
    }

    /// The end of a block ends with its last word, not with the line break after it.
    fn trim(&self, end: usize) -> usize {
        self.source[..end].trim_end().len()
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Kind {
        let plain = style == ScalarStyle::Plain;
        if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            return Kind::Null;
        }
        let quote = usize::from(matches!(
            style,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
        ));
        let start = span.start + quote;
        let stands = self
            .source
            .get(start..)
            .is_some_and(|rest| rest.starts_with(text));
        let verbatim = stands.then_some(start);
        Kind::Scalar(Scalar {
            text: text.to_owned(),
            plain,
            verbatim,
        })
    }
}

/// About how many bytes a copy of the node takes.
fn weight(node: &Node) -> usize {
    let own = size_of::<Node>();
    own + match &node.kind {
        Kind::Scalar(scalar) => scalar.text.len(),
        Kind::List(items) => items.iter().map(weight).sum(),
        Kind::Map(entries) => entries
            .iter()
            .map(|(key, value)| weight(key) + weight(value))
            .sum(),
        Kind::Broken | Kind::Null => 0,
    }
}

/// Turns the library's character numbers into bytes, and bytes into lines.
struct Places<'s> {
    text: &'s str,
    lines: LineIndex,
    /// Byte of every 64th character, unless the text is ASCII.
    steps: Option<Vec<usize>>,
}

impl<'s> Places<'s> {
    fn new(text: &'s str) -> Places<'s> {
        let steps = || text.char_indices().step_by(64).map(|(at, _)| at).collect();
        let steps = (!text.is_ascii()).then(steps);
        Places {
            text,
            lines: LineIndex::new(text),
            steps,
        }
    }

    fn byte(&self, character: usize) -> usize {
        let Some(steps) = &self.steps else {
            return character.min(self.text.len());
        };
        let Some(start) = steps.get(character / 64) else {
            return self.text.len();
        };
        let rest = self.text[*start..].char_indices().nth(character % 64);
        rest.map_or(self.text.len(), |(at, _)| start + at)
    }
}

fn line_end(source: &str, at: usize) -> usize {
    source[at..]
        .find('\n')
        .map_or(source.len(), |length| at + length)
}

/// What to do about the faults people make most.
fn hint_for(message: &str, source: &str, at: usize) -> Option<String> {
    let start = source[..at].rfind('\n').map_or(0, |it| it + 1);
    let line = &source[start..line_end(source, at)];
    let hint = if message.contains("mapping values are not allowed")
        || message.contains("mapping key")
    {
        "put quotes around the text if it contains `: `, and line up the names below each other"
    } else if line.contains('\t') {
        "indent with spaces; YAML does not allow tabs"
    } else if message.contains("quoted scalar") || message.contains("EOF") {
        "close the quotation marks; a `\"` inside double quotes is written `\\\"`"
    } else if message.contains("alias") || message.contains("anchor") {
        "put quotes around a text that begins with `*` or `&`"
    } else if line.contains([',', '[', ']', '{', '}']) {
        "check that every bracket is closed, and put quotes around texts that contain `,` or brackets"
    } else {
        "put quotes around the text"
    };
    Some(hint.to_owned())
}
