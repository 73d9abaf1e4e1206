//! What the beginning of a line says about blocks.

use memchr::{memchr, memmem};

/// What the beginning of a line says.
pub(super) enum Line {
    /// Nothing but blanks.
    Blank,
    /// A heading of this depth at the margin.
    Heading(u8),
    /// A fence at the margin, of so many of this character.
    Fence(u8, usize),
    /// Words at the margin, with which nothing but a paragraph can begin, at this byte.
    Plain(usize),
    /// Something inside of which fences and words could mean nothing.
    Unclear,
    /// The same up to the next blank line: the address of a link that stands elsewhere.
    Address,
    /// Words begin at this byte of the line, after what decides about blocks.
    Words(usize),
    /// Every byte could matter, but neither a heading nor a fence begins or ends here.
    Inline,
    /// Every byte could matter.
    Other,
}

impl Line {
    pub(super) fn of(line: &[u8]) -> Line {
        match line.first() {
            Some(it) if it.is_ascii_alphabetic() || !it.is_ascii() => Line::Plain(0),
            Some(b'*') => emphasis(line).unwrap_or_else(|| words(line)),
            Some(b'#') => heading(line),
            None => Line::Blank,
            Some(b' ' | b'\t' | b'\n' | b'\r') if is_blank(line) => Line::Blank,
            _ => fence(line).unwrap_or_else(|| words(line)),
        }
    }
}

/// Asterisks right before a letter, which make no list and no rule.
fn emphasis(line: &[u8]) -> Option<Line> {
    let start = count(line, b'*');
    let letter = line.get(start)?;
    letter.is_ascii_alphabetic().then_some(Line::Plain(start))
}

/// A heading whose end nothing makes doubtful.
fn heading(line: &[u8]) -> Line {
    let depth = count(line, b'#');
    let has_words = line.get(depth) == Some(&b' ') && !is_blank(&line[depth..]);
    match u8::try_from(depth) {
        Ok(depth @ 1..=6) if has_words && ends_plainly(line) => Line::Heading(depth),
        _ => Line::Other,
    }
}

fn fence(line: &[u8]) -> Option<Line> {
    let n_blanks = count(line, b' ');
    let mark = *line.get(n_blanks)?;
    if n_blanks > 3 || !matches!(mark, b'~' | b'`') {
        return None;
    }
    let n = count(&line[n_blanks..], mark);
    let info = &line[n_blanks + n..];
    let is_fence = n >= 3 && (mark == b'~' || memchr(b'`', info).is_none());
    Some(match (is_fence, n_blanks) {
        (true, 0) => Line::Fence(mark, n),
        (true, _) => Line::Unclear,
        (false, _) => Line::Inline,
    })
}

/// Where the words of a line begin. Before them stand blanks and marks of lists and quotations.
fn words(line: &[u8]) -> Line {
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b'<' if is_comment(&line[at..]) => return Line::Other,
            b'<' => return Line::Unclear,
            b'[' if may_be_address(&line[at..]) => return Line::Address,
            b'[' | b'\\' | b'|' => return Line::Inline,
            // Fences in lists and quotations begin like this.
            b'~' | b'`' if count(&line[at..], *byte) < 3 => return Line::Inline,
            b'#' | b'~' | b'`' => return Line::Other,
            _ if byte.is_ascii_alphabetic() || !byte.is_ascii() => return Line::Words(at),
            _ => {}
        }
    }
    Line::Other
}

/// Whether raw HTML is a comment that ends with its line.
fn is_comment(html: &[u8]) -> bool {
    html.starts_with(b"<!--") && memmem::find(&html[4..], b"-->").is_some()
}

/// Whether words that begin with a bracket may be `[name]: address`.
fn may_be_address(words: &[u8]) -> bool {
    match memchr::memchr2(b']', b'\\', words) {
        Some(at) => words[at] == b'\\' || words.get(at + 1) == Some(&b':'),
        None => true,
    }
}

/// Whether the line closes a fence of `n` marks.
pub(super) fn closes(line: &[u8], mark: u8, n: usize) -> bool {
    let n_blanks = count(line, b' ');
    let n_marks = count(&line[n_blanks..], mark);
    n_blanks <= 3 && n_marks >= n && is_blank(&line[n_blanks + n_marks..])
}

/// Whether neither a blank nor a backslash stands before the line's break.
pub(super) fn ends_plainly(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let last = line.last();
    last.is_some_and(|it| !it.is_ascii_whitespace() && !matches!(it, b'\\' | b'\x0b'))
}

fn is_blank(text: &[u8]) -> bool {
    text.iter()
        .all(|it| matches!(it, b' ' | b'\t' | b'\n' | b'\r'))
}

/// How many of `byte` stand at the beginning.
fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().take_while(|it| **it == byte).count()
}
