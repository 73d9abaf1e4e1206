//! The running text of a part of a document, ready to be compared.

use crate::spec::references;
use crate::spec::words::word_len;
use crate::text::Span;

/// Words with one space between them, and where each stands in the source. Without footnote keys
/// it is what [`hash_words`](crate::text::hash_words) hashes.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) text: String,
    /// Where it begins in the source; where there is no text, where it would.
    pub(super) start: usize,
    runs: Vec<Run>,
}

/// Text that stands in the source without white space or a footnote in it.
#[derive(Debug)]
struct Run {
    /// Where it begins in the flow, and in the source.
    at: usize,
    source: usize,
    /// Index of the piece it stands in.
    piece: usize,
}

/// A word or a mark of punctuation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// No white space stands before it.
    pub(super) glued: bool,
    /// Where it stands in the source.
    pub(super) span: Span,
    /// Index of the piece it stands in. What lies between two pieces is not compared.
    pub(super) piece: usize,
}

impl Flow {
    /// The prose in `pieces` of `source`, which are in order and apart, without footnote keys.
    /// Without any words, it would stand at byte `start`.
    pub(super) fn prose(source: &str, pieces: &[Span], start: usize) -> Flow {
        let mut flow = Flow::default();
        for (number, piece) in pieces.iter().enumerate() {
            let text = piece.slice(source).unwrap_or("");
            let (mut after_space, mut at) = (true, 0);
            for (key, _) in references::footnotes(text) {
                let before = &text[at..key.start];
                after_space = flow.push(before, piece.start + at, number, after_space);
                at = key.end;
            }
            flow.push(&text[at..], piece.start + at, number, after_space);
        }
        flow.starting_at(start)
    }

    /// The same of text in which a footnote key is nothing but characters.
    pub(super) fn verbatim(source: &str, pieces: &[Span], start: usize) -> Flow {
        let mut flow = Flow::default();
        for (number, piece) in pieces.iter().enumerate() {
            let text = piece.slice(source).unwrap_or("");
            flow.push(text, piece.start, number, true);
        }
        flow.starting_at(start)
    }

    fn starting_at(mut self, start: usize) -> Flow {
        self.start = self.runs.first().map_or(start, |it| it.source);
        self
    }

    /// Adds `text`, which stands at byte `source`, and says whether white space ends it.
    fn push(&mut self, text: &str, source: usize, piece: usize, mut after_space: bool) -> bool {
        let mut in_run = false;
        for (at, letter) in text.char_indices() {
            if letter.is_whitespace() {
                (after_space, in_run) = (true, false);
                continue;
            }
            if after_space && !self.text.is_empty() {
                self.text.push(' ');
            }
            if !in_run {
                self.runs.push(Run {
                    at: self.text.len(),
                    source: source + at,
                    piece,
                });
            }
            self.text.push(letter);
            (after_space, in_run) = (false, true);
        }
        after_space
    }

    /// How many words stand between the spaces.
    pub(super) fn n_words(&self) -> usize {
        match self.text.is_empty() {
            true => 0,
            false => self.text.bytes().filter(|byte| *byte == b' ').count() + 1,
        }
    }

    /// Words, and every other character by itself.
    pub(super) fn tokens(&self) -> Vec<Token<'_>> {
        let (mut tokens, mut at, mut glued, mut run) = (Vec::new(), 0, false, 0);
        while let Some(letter) = self.text[at..].chars().next() {
            if letter == ' ' {
                (at, glued) = (at + 1, false);
                continue;
            }
            let end = at + token_len(&self.text[at..], letter);
            let start = self.source_at(&mut run, at);
            let piece = self.runs[run].piece;
            let last = self.source_at(&mut run, end - 1);
            tokens.push(Token {
                text: &self.text[at..end],
                glued,
                span: Span::new(start, last + 1),
                piece,
            });
            (at, glued) = (end, true);
        }
        tokens
    }

    /// The byte of the source that byte `at` of the flow was, at or after the run `from`.
    fn source_at(&self, from: &mut usize, at: usize) -> usize {
        while self.runs.get(*from + 1).is_some_and(|next| next.at <= at) {
            *from += 1;
        }
        let run = &self.runs[*from];
        run.source + (at - run.at)
    }
}

/// Bytes of the token that `text` begins with, whose first letter is `first`. Ids such as
/// `be_kind` are one.
fn token_len(text: &str, first: char) -> usize {
    if !first.is_alphanumeric() {
        return first.len_utf8();
    }
    let mut end = word_len(text);
    while let Some(rest) = text[end..].strip_prefix('_')
        && rest.starts_with(char::is_alphanumeric)
    {
        end += 1 + word_len(rest);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_has_words_without_footnotes_and_knows_where_they_stand() {
        #[track_caller]
        fn check(source: &str, text: &str, n_words: usize, tokens: &[&str]) {
            let flow = Flow::prose(source, &[Span::new(0, source.len())], 0);
            let found = flow.tokens();
            let slices: Vec<_> = found
                .iter()
                .filter_map(|it| it.span.slice(source))
                .collect();
            assert_eq!((flow.text.as_str(), flow.n_words()), (text, n_words));
            assert_eq!(slices, tokens);
        }
        check("  one\n two ", "one two", 2, &["one", "two"]);
        check(
            "é's well-known.",
            "é's well-known.",
            2,
            &["é's", "well-known", "."],
        );
        check("a[^x] b[^y]c", "a bc", 2, &["a", "b[^y]c"]);
        check("a--b - '", "a--b - '", 3, &["a", "-", "-", "b", "-", "'"]);
        check(
            "_be_kind__ _",
            "_be_kind__ _",
            2,
            &["_", "be_kind", "_", "_", "_"],
        );
        check(" [^x] ", "", 0, &[]);
    }

    #[test]
    fn pieces_are_apart_and_tokens_know_theirs() {
        let source = "one.skipped two";
        let flow = Flow::prose(source, &[Span::new(0, 4), Span::new(11, 15)], 0);
        let found = flow.tokens();
        let tokens: Vec<_> = found
            .iter()
            .map(|it| (it.text, it.glued, it.piece))
            .collect();
        let expected = [("one", false, 0), (".", true, 0), ("two", false, 1)];
        assert_eq!(
            (flow.text.as_str(), tokens.as_slice()),
            ("one. two", &expected[..])
        );
    }
}
