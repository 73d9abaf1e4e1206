//! Fenced blocks: info string, body, and whether they are closed.

use crate::text::Span;

/// A fenced block taken apart.
pub(super) struct FenceParts<'a> {
    pub(super) info: &'a str,
    pub(super) marker: &'a str,
    /// The opening fence's line.
    pub(super) opening: Span,
    pub(super) body: Span,
    pub(super) closed: bool,
}

/// Takes a fence apart. `block` is where the Markdown reader saw it, `lines` the same in whole
/// lines.
pub(super) fn parts<'a>(source: &'a str, block: Span, lines: Span) -> FenceParts<'a> {
    let text = &source[block.start..lines.end];
    let first_len = memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |at| at + 1);
    let opening = text[..first_len].trim();
    let mark = opening.chars().next().unwrap_or('`');
    let info = opening.trim_start_matches(mark);
    let marker = &opening[..opening.len() - info.len()];
    let body_start = block.start + first_len;
    let last = last_line(&source[body_start..lines.end]);
    let end_mark = last.trim().trim_start_matches(['>', ' ', '\t']);
    let closed = end_mark.len() >= marker.len() && end_mark.chars().all(|it| it == mark);
    let body_end = if closed {
        lines.end - last.len()
    } else {
        lines.end
    };
    FenceParts {
        info: info.trim(),
        marker,
        opening: Span::new(
            block.start,
            block.start + text[..first_len].trim_end().len(),
        ),
        body: Span::new(body_start, body_end),
        closed: closed && !last.is_empty(),
    }
}

/// The last line of `text`, its break included.
fn last_line(text: &str) -> &str {
    let inner = text.strip_suffix('\n').unwrap_or(text);
    &text[memchr::memrchr(b'\n', inner.as_bytes()).map_or(0, |at| at + 1)..]
}
