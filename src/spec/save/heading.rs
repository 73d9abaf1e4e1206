//! Attributes of headings: the id of a section that is a clause, and what was decided on it.

use super::{Edit, Piece, Whole};
use crate::spec::adjust::Place;
use crate::spec::{AdjustedClause, ClauseKind, Section, attributes};
use crate::text::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// The headings that change.
pub(super) fn pieces(whole: &Whole<'_>) -> Vec<Piece> {
    let sections = whole.spec.sections.iter().enumerate();
    sections
        .filter_map(|(at, section)| piece(whole, at, section))
        .collect()
}

fn piece(whole: &Whole<'_>, at: usize, section: &Section) -> Option<Piece> {
    let place = Some(Place::Section(at));
    let decided = whole.places.iter().rposition(|it| *it == place);
    let is_clause = |at| {
        let whole = whole
            .spec
            .clauses
            .iter()
            .filter(|it| it.kind == ClauseKind::Section);
        whole.map(|it| it.section).any(|it| it == at)
    };
    let mut attrs = Attributes::of(section);
    if section.id.is_none() && is_clause(at) {
        attrs.0.insert(0, format!("#{}", section.key()));
    }
    if let Some(decided) = decided {
        attrs.decide(whole.adjustments[decided].clauses.first());
    }
    if attrs == Attributes::of(section) {
        return None;
    }
    let edit = edit(whole, section, &attrs)?;
    let all = 0..whole.places.len();
    Some(Piece {
        edits: vec![edit],
        says: all.filter(|it| whole.places[*it] == place).collect(),
    })
}

/// The words of a block of attributes.
#[derive(PartialEq, Eq)]
struct Attributes(Vec<String>);

impl Attributes {
    fn of(section: &Section) -> Attributes {
        let word = |(key, value): (&Cow<'_, str>, &Arc<str>)| match key.as_ref() {
            "id" => format!("#{value}"),
            _ if value.is_empty() => key.to_string(),
            _ => format!("{key}={value}"),
        };
        let (ids, others): (Vec<_>, Vec<_>) = section.attrs.iter().partition(|it| it.0 == "id");
        Attributes(ids.into_iter().chain(others).map(word).collect())
    }

    fn decide(&mut self, said: Option<&AdjustedClause>) {
        let Some(said) = said else {
            return self.set("clause", "no");
        };
        if let Some(authority) = said.authority {
            self.set("authority", authority.name());
        }
        if let Some(strength) = said.strength {
            self.set("strength", strength.name());
        }
    }

    fn set(&mut self, key: &str, value: &str) {
        let is_key = |it: &&mut String| it.split_once('=').is_some_and(|it| it.0 == key);
        let word = format!("{key}={value}");
        match self.0.iter_mut().find(is_key) {
            Some(old) => *old = word,
            None => self.0.push(word),
        }
    }
}

fn edit(whole: &Whole<'_>, section: &Section, attrs: &Attributes) -> Option<Edit> {
    let (start, end) = (section.span.start, section.span.end);
    let headings = &whole.blocks.headings;
    let heading = headings.partition_point(|it| it.span.start < start);
    let heading = headings.get(heading).filter(|it| it.span.start < end)?.span;
    let content = content(whole.source, heading)?;
    let text = content.slice(whole.source)?;
    let block = format!("{{{}}}", attrs.0.join(" "));
    let old = attributes::split(text);
    Some(if old.attrs.is_empty() {
        let at = Span::new(content.end, content.end);
        Edit {
            span: at,
            text: format!(" {block}"),
        }
    } else {
        let braces = content.start + text.rfind('{')?;
        Edit {
            span: Span::new(braces, content.end),
            text: block,
        }
    })
}

/// The words of a heading: without `#` at its end, or the line under it.
fn content(source: &str, heading: Span) -> Option<Span> {
    let block = heading.slice(source)?;
    let text = block.trim_end();
    let text = if text.trim_start().starts_with('#') {
        let open = text.trim_end_matches('#');
        if open.ends_with([' ', '\t']) {
            open
        } else {
            text
        }
    } else {
        text.rsplit_once('\n')?.0
    };
    Some(Span::new(
        heading.start,
        heading.start + text.trim_end().len(),
    ))
}
