//! A template cut into its tags and the text between them.

use super::expression::Expression;
use super::lexer::{Token, tokens};
use super::parse::{self, Parser};
use super::{Loop, MAX_DEPTH, Piece, TemplateFault};
use std::ops::Range;

/// Cuts `text` into pieces; blocks hold their own.
pub(super) fn parse(text: &str) -> Result<Vec<Piece<'_>>, TemplateFault> {
    let mut reader = Reader {
        text,
        at: 0,
        trim_next: false,
    };
    let (pieces, end) = reader.pieces(&[], 0)?;
    match end {
        None => Ok(pieces),
        Some(tag) => Err(fault(tag.at, format!("`{}` ends nothing", tag.name))),
    }
}

pub(super) fn fault(at: Range<usize>, message: impl Into<String>) -> TemplateFault {
    TemplateFault {
        at,
        message: message.into(),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The last tag ended with `-`.
    trim_next: bool,
}

/// A `{% … %}`: its first word, and what follows it.
struct Tag<'t> {
    name: &'t str,
    rest: &'t str,
    rest_at: usize,
    at: Range<usize>,
}

impl<'t> Reader<'t> {
    /// Pieces up to a tag called one of `ends`, or one that nothing here understands.
    fn pieces(
        &mut self,
        ends: &[&str],
        depth: usize,
    ) -> Result<(Vec<Piece<'t>>, Option<Tag<'t>>), TemplateFault> {
        let mut pieces = Vec::new();
        if depth > MAX_DEPTH {
            return Err(fault(
                self.at..self.at,
                "tags of the template nest too deeply",
            ));
        }
        loop {
            let start = self.at;
            let (mark, found) = self.next_mark();
            if let Some(at) = self.text[start..found].find("#}") {
                let at = start + at;
                return Err(fault(at..at + 2, "`#}` closes nothing"));
            }
            self.push_text(start..found, mark, &mut pieces);
            let Some(mark) = mark else {
                return Ok((pieces, None));
            };
            self.at = found;
            match mark {
                "{#" => drop(self.inside("{#", "#}")?),
                "{{" => {
                    let (inside, at) = self.inside("{{", "}}")?;
                    pieces.push(Piece::Value(parse::expression(inside, at)?));
                }
                _ => {
                    let tag = self.tag()?;
                    if ends.contains(&tag.name)
                        || tag.name.starts_with("end")
                        || matches!(tag.name, "else" | "elif" | "elseif")
                    {
                        return Ok((pieces, Some(tag)));
                    }
                    pieces.extend(self.block(&tag, depth)?);
                }
            }
        }
    }

    /// The next opening mark and where it stands; the end of the text where there is none.
    fn next_mark(&self) -> (Option<&'static str>, usize) {
        let rest = &self.text[self.at..];
        for (at, _) in rest.match_indices('{') {
            let marks = ["{{", "{%", "{#"];
            if let Some(mark) = marks.into_iter().find(|mark| rest[at..].starts_with(mark)) {
                return (Some(mark), self.at + at);
            }
        }
        (None, self.text.len())
    }

    fn push_text(&mut self, range: Range<usize>, mark: Option<&str>, pieces: &mut Vec<Piece<'t>>) {
        let mut text = &self.text[range.clone()];
        if std::mem::take(&mut self.trim_next) {
            text = text.trim_start();
        }
        if mark.is_some_and(|mark| self.text[range.end + mark.len()..].starts_with('-')) {
            text = text.trim_end();
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
    }

    /// What stands between `open` here and `close`, and where; goes on after it. Marks inside
    /// quotation marks close nothing.
    fn inside(&mut self, open: &str, close: &str) -> Result<(&'t str, usize), TemplateFault> {
        let start = self.at + open.len();
        let rest = &self.text[start..];
        let quotes = open != "{#";
        let end = find_close(rest, close, quotes)
            .ok_or_else(|| fault(self.at..start, format!("this `{open}` is never closed")))?;
        self.at = start + end + close.len();
        let mut inside = &rest[..end];
        self.trim_next = inside.ends_with('-');
        inside = inside.strip_suffix('-').unwrap_or(inside);
        let trimmed = inside.strip_prefix('-').unwrap_or(inside);
        Ok((trimmed, start + (inside.len() - trimmed.len())))
    }

    fn tag(&mut self) -> Result<Tag<'t>, TemplateFault> {
        let start = self.at;
        let (inside, at) = self.inside("{%", "%}")?;
        let word = inside.trim_start();
        let length = word
            .find(|it: char| !it.is_alphanumeric() && it != '_')
            .unwrap_or(word.len());
        let rest = &word[length..];
        let rest_at = at + (inside.len() - rest.len());
        Ok(Tag {
            name: &word[..length],
            rest,
            rest_at,
            at: start..self.at,
        })
    }

    fn block(&mut self, tag: &Tag<'t>, depth: usize) -> Result<Option<Piece<'t>>, TemplateFault> {
        match tag.name {
            "if" => self.condition(tag, depth).map(Some),
            "for" => self.repetition(tag, depth).map(Some),
            "raw" | "verbatim" => Ok(Some(self.raw(tag)?)),
            "set" => assignment(tag).map(Some),
            name => Err(fault(
                tag.at.clone(),
                format!("the template tag `{name}` is not read here"),
            )),
        }
    }

    fn condition(&mut self, first: &Tag<'t>, depth: usize) -> Result<Piece<'t>, TemplateFault> {
        let mut branches = Vec::new();
        let mut condition = Some(parse::expression(first.rest, first.rest_at)?);
        loop {
            let (pieces, end) = self.pieces(&[], depth + 1)?;
            branches.push((condition.take(), pieces));
            let end = end.ok_or_else(|| fault(first.at.clone(), "this `if` has no `endif`"))?;
            match end.name {
                "elif" | "elseif" => condition = Some(parse::expression(end.rest, end.rest_at)?),
                "else" => {}
                "endif" => return Ok(Piece::If(branches)),
                name => return Err(fault(end.at, format!("`{name}` ends nothing"))),
            }
        }
    }

    fn repetition(&mut self, tag: &Tag<'t>, depth: usize) -> Result<Piece<'t>, TemplateFault> {
        let (names, list) = loop_head(tag)?;
        let (body, mut end) = self.pieces(&[], depth + 1)?;
        let mut otherwise = Vec::new();
        if end.as_ref().is_some_and(|it| it.name == "else") {
            (otherwise, end) = self.pieces(&[], depth + 1)?;
        }
        match end {
            Some(end) if end.name == "endfor" => {
                let counts = self.text[tag.at.end..end.at.start].contains("loop");
                Ok(Piece::For(Box::new(Loop {
                    names,
                    list,
                    body,
                    otherwise,
                    counts,
                })))
            }
            _ => Err(fault(tag.at.clone(), "this `for` has no `endfor`")),
        }
    }

    fn raw(&mut self, tag: &Tag<'t>) -> Result<Piece<'t>, TemplateFault> {
        let start = self.at;
        let rest = &self.text[start..];
        for (at, _) in rest.match_indices("{%") {
            self.at = start + at;
            let end = self.tag()?;
            if end.name.strip_prefix("end") == Some(tag.name) {
                return Ok(Piece::Text(&rest[..at]));
            }
        }
        // Without an end it says nothing.
        self.at = start;
        Ok(Piece::Text(""))
    }
}

fn find_close(text: &str, close: &str, quotes: bool) -> Option<usize> {
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match quote {
            Some(_) if character == '\\' => drop(characters.next()),
            Some(open) if character == open => quote = None,
            None if text[at..].starts_with(close) => return Some(at),
            None if quotes && matches!(character, '"' | '\'') => quote = Some(character),
            _ => {}
        }
    }
    None
}

/// `x in list`, `key, value in mapping`.
fn loop_head(tag: &Tag) -> Result<(Vec<String>, Expression), TemplateFault> {
    let mut parser = Parser::new(tokens(tag.rest, tag.rest_at)?, tag.at.end);
    let mut names = Vec::new();
    loop {
        match parser.next() {
            Some(Token::Name(name)) => names.push(name),
            _ => return Err(fault(tag.at.clone(), "`for` needs a name, `in` and a list")),
        }
        match parser.next() {
            Some(Token::Sign(",")) => {}
            Some(Token::Name(word)) if word == "in" => break,
            _ => return Err(fault(tag.at.clone(), "`for` needs a name, `in` and a list")),
        }
    }
    Ok((names, parser.whole()?))
}

fn assignment<'t>(tag: &Tag<'t>) -> Result<Piece<'t>, TemplateFault> {
    let mut parser = Parser::new(tokens(tag.rest, tag.rest_at)?, tag.at.end);
    match (parser.next(), parser.next()) {
        (Some(Token::Name(name)), Some(Token::Sign("="))) => Ok(Piece::Set(name, parser.whole()?)),
        _ => Err(fault(tag.at.clone(), "`set` needs a name, `=` and a value")),
    }
}
