//! Reworded text for people: the words around each change, `[-removed-]` and `{+added+}`.

use plumbline::spec::diff::Mark;
use plumbline::text::{Span, floor_boundary};

/// Unchanged text shown before and after a change, in bytes; changes closer than twice that are
/// shown together.
const CONTEXT: usize = 50;

/// A change of more words than this is cut in its middle.
const MAX_WORDS: usize = 60;

/// Longest line, in characters.
const WIDTH: usize = 92;

/// The changes that `marks` name in two texts, the old one first, as lines. Those of dashes and
/// quotation marks alone are only counted: a release that writes them in another way has hundreds.
pub(crate) fn hunks(marks: &[Mark], texts: [&str; 2]) -> Vec<String> {
    let is_shown = |it: &&Mark| !it.is_typographic(texts[0], texts[1]);
    let shown: Vec<Mark> = marks.iter().filter(is_shown).copied().collect();
    let mut lines = shown_hunks(&shown, texts);
    match marks.len() - shown.len() {
        0 => {}
        n => lines.push(format!("({n} × only dashes or quotation marks)")),
    }
    lines
}

fn shown_hunks(marks: &[Mark], texts: [&str; 2]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = marks;
    while !rest.is_empty() {
        let (hunk, further) = rest.split_at(n_together(rest, texts[1]));
        lines.extend(wrapped(&hunk_text(hunk, texts)));
        rest = further;
    }
    lines
}

/// How many of the first marks stand close together.
fn n_together(marks: &[Mark], new: &str) -> usize {
    let close = |pair: &&[Mark]| {
        let gap = Span::new(pair[0].new.end, pair[1].new.start.max(pair[0].new.end));
        let is_near = gap.len() <= 2 * CONTEXT;
        is_near && gap.slice(new).is_some_and(|it| !ends_paragraph(it))
    };
    1 + marks.windows(2).take_while(close).count()
}

fn ends_paragraph(text: &str) -> bool {
    let mut lines = text.split('\n');
    lines.next();
    // What follows the last break is the beginning of a line, blank or not.
    lines.next_back();
    lines.any(|it| it.trim().is_empty())
}

fn hunk_text(hunk: &[Mark], [old, new]: [&str; 2]) -> String {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return String::new();
    };
    let mut text = before(&new[..first.new.start]);
    let mut at = first.new.start;
    for mark in hunk {
        text.push_str(&new[at..mark.new.start.max(at)]);
        push_change(&mut text, mark, [old, new]);
        at = mark.new.end.max(at);
    }
    text.push_str(&after(&new[last.new.end..]));
    text
}

fn push_change(text: &mut String, mark: &Mark, [old, new]: [&str; 2]) {
    let apart = old[..mark.old.start].ends_with(char::is_whitespace);
    if apart && !text.is_empty() && !text.ends_with(char::is_whitespace) {
        text.push(' ');
    }
    let pieces = [(mark.old, old, "[-", "-]"), (mark.new, new, "{+", "+}")];
    for (span, source, open, close) in pieces.into_iter().filter(|it| !it.0.is_empty()) {
        let words = cut(span.slice(source).unwrap_or(""));
        text.extend([open, &words, close]);
    }
}

/// The text without its middle, where it is long.
fn cut(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= MAX_WORDS {
        return words.join(" ");
    }
    let (start, end) = (
        &words[..MAX_WORDS / 2],
        &words[words.len() - MAX_WORDS / 4..],
    );
    format!(
        "{} … {} ({} words)",
        start.join(" "),
        end.join(" "),
        words.len()
    )
}

/// The end of the paragraph that `text` ends in, from a word on.
fn before(text: &str) -> String {
    let start = floor_boundary(text, text.len().saturating_sub(CONTEXT));
    let context = text[start..].rsplit("\n\n").next().unwrap_or("");
    if start == 0 || context.len() < text.len() - start {
        return context.to_owned();
    }
    let word = context.find(char::is_whitespace).unwrap_or(context.len());
    format!("…{}", &context[word..])
}

/// The beginning of the paragraph that `text` begins with, up to a word's end.
fn after(text: &str) -> String {
    let end = floor_boundary(text, CONTEXT);
    let paragraph = text[..end].split("\n\n").next().unwrap_or("");
    let context = paragraph.split("\n~~~").next().unwrap_or("");
    if end == text.len() || context.len() < end {
        return context.to_owned();
    }
    let word = context.rfind(char::is_whitespace).unwrap_or(0);
    format!("{} …", &context[..word])
}

/// Lines of at most [`WIDTH`] characters, longer words apart; every line but the first indented.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.push(format!("  {word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
