//! All clauses, with search and filters.

use super::address::Asked;
use super::known::{About, Known, plain};
use super::parts::{self, MOST, Sheet};
use super::{decide, decided};
use crate::prose::Kind;
use crate::spec::{Authority, ClauseKind, Strength};
use crate::text::floor_boundary;
use crate::verdict::Status;

/// What can be asked of a clause: the option, what to call it, its values and what to call these.
type Filter = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const FILTERS: &[Filter] = &[
    (
        "strength",
        "Demands",
        &[
            ("must", "must"),
            ("must-not", "must not"),
            ("should", "should"),
            ("should-not", "should not"),
            ("may", "may"),
            ("none", "nothing stated"),
        ],
    ),
    (
        "authority",
        "Authority",
        &[
            ("root", "root"),
            ("system", "system"),
            ("developer", "developer"),
            ("user", "user"),
            ("guideline", "guideline"),
            ("none", "not stated"),
        ],
    ),
    (
        "kind",
        "Kind",
        &[
            ("section", "section"),
            ("item", "list item"),
            ("sentence", "sentence"),
        ],
    ),
    (
        "has",
        "Has",
        &[
            ("examples", "examples"),
            ("checks", "checks"),
            ("neither", "neither of both"),
        ],
    ),
    (
        "verdict",
        "In your scenarios",
        &[
            ("broken", "broken somewhere"),
            ("kept", "kept somewhere"),
            ("unclear", "unclear somewhere"),
            ("none", "judged nowhere"),
        ],
    ),
];

/// Whether a clause has `value` for `option`.
fn fits(about: &About<'_>, option: &str, value: &str) -> bool {
    let clause = about.clause;
    match (option, value) {
        ("strength", _) => clause.strength.name() == value,
        ("authority", _) => clause.authority.map_or("none", Authority::name) == value,
        ("kind", _) => kind(clause.kind) == value,
        ("has", "examples") => !about.examples.is_empty(),
        ("has", "checks") => !about.checks.is_empty(),
        ("has", _) => about.examples.is_empty() && about.checks.is_empty(),
        ("verdict", "broken") => about.n_with(Status::Broken) > 0,
        ("verdict", "kept") => about.n_with(Status::Kept) > 0,
        ("verdict", "unclear") => about.n_with(Status::Unclear) > 0,
        _ => !about.is_judged(),
    }
}

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let query = Query::new(asked.option("q"));
    let mut found = Vec::new();
    for about in &known.clauses {
        let is_wanted = FILTERS.iter().all(|(option, ..)| {
            let value = asked.option(option);
            value.is_empty() || fits(about, option, value)
        });
        let section = asked.option("section");
        let is_in = section.is_empty() || known.key_of(about.clause) == section;
        if is_wanted
            && is_in
            && let Some(place) = query.place(known, about)
        {
            found.push((about, place));
        }
    }
    sheet.open(Kind::Part, "fields");
    fields(known, asked, sheet);
    sheet.close();
    if decided::set(known, asked, sheet) {
        return;
    }
    sheet.open(Kind::Part, "bar");
    decide::save(sheet);
    sheet.close();
    sheet.open(Kind::Status, "");
    if found.len() < known.clauses.len() {
        sheet.number(found.len());
        sheet.words(" of ");
    }
    sheet.count(known.clauses.len(), " clause", " clauses");
    sheet.close();
    if found.is_empty() {
        sheet.empty(if known.clauses.is_empty() {
            "This spec has no clauses yet: nothing in it demands anything."
        } else {
            "No clause is like that. Take a filter away, or search for fewer words."
        });
    } else {
        sheet.table(
            "Clauses",
            &[
                "Clause",
                "Demands",
                "Authority",
                "Examples",
                "Checks",
                "In your scenarios",
                "In the spec",
            ],
        );
        for (about, place) in found.iter().take(MOST) {
            clause(known, about, place.as_deref(), &query, sheet);
        }
        sheet.end_table();
        sheet.rest(found.len());
    }
    elsewhere(known, &query, sheet);
}

fn fields(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let words = asked.option("q");
    sheet.said(
        Kind::Search,
        &["q=", words].concat(),
        "Search in words and ids",
    );
    for (option, label, choices) in FILTERS {
        let now = asked.option(option);
        let n_with = |value: &str| {
            known
                .clauses
                .iter()
                .filter(|it| fits(it, option, value))
                .count()
        };
        let tells_nothing = |value: &str| n_with(value) == known.clauses.len();
        if now.is_empty() && choices.iter().any(|it| tells_nothing(it.0)) {
            continue;
        }
        begin_choice(option, label, now, sheet);
        for (value, word) in *choices {
            let n = n_with(value);
            if n > 0 || now == *value {
                sheet.open(Kind::Choice, value);
                sheet.words(word);
                sheet.count(n, ", ", ", ");
                sheet.close();
            }
        }
        sheet.close();
    }
    decided::field(known, asked, sheet);
    begin_choice("section", "Section", asked.option("section"), sheet);
    let sections = known
        .clauses
        .chunk_by(|a, b| a.clause.section == b.clause.section);
    for clauses in sections.take(MOST) {
        if let Some(section) = known.section(clauses[0].clause) {
            sheet.said(Kind::Choice, section.key(), &plain(&section.title));
        }
    }
    sheet.close();
}

pub(super) fn begin_choice(option: &str, label: &str, now: &str, sheet: &mut Sheet) {
    sheet.open(Kind::Select, &[option, "=", now].concat());
    sheet.words(label);
    sheet.said(Kind::Choice, "", "any");
}

fn clause(
    known: &Known<'_>,
    about: &About<'_>,
    text: Option<&str>,
    query: &Query,
    sheet: &mut Sheet,
) {
    let clause = about.clause;
    sheet.row();
    sheet.clause_link(&clause.id, &plain(&clause.title));
    if let Some(text) = text {
        query.snippet(text, sheet);
    }
    if clause.kind != ClauseKind::Section
        && let Some(section) = known.section(clause)
    {
        sheet.hint(&plain(&section.title));
    }
    sheet.cell();
    sheet.words(strength(clause.strength));
    sheet.cell();
    if let Some(authority) = clause.authority {
        sheet.tag("authority", authority.name());
    }
    sheet.number_cell(about.examples.len());
    sheet.number_cell(about.checks.len());
    sheet.cell();
    for status in [Status::Broken, Status::Kept, Status::Unclear] {
        let n = about.n_with(status);
        if n > 0 {
            let (tone, word) = parts::status(status);
            sheet.open(Kind::Tag, tone);
            sheet.number(n);
            sheet.words(" ");
            sheet.words(word);
            sheet.close();
            sheet.words(" ");
        }
    }
    sheet.cell();
    sheet.button("clause", &clause.id, "Read");
    sheet.end_row();
}

/// What is searched for: every word of it, in whatever order.
struct Query {
    words: Vec<String>,
}

impl Query {
    fn new(text: &str) -> Query {
        Query {
            words: text.split_whitespace().map(str::to_lowercase).collect(),
        }
    }

    fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|it| text.contains(it))
    }

    /// Whether a clause has what is searched for, and the text to show of it where that stands
    /// elsewhere than in title and id.
    fn place(&self, known: &Known<'_>, about: &About<'_>) -> Option<Option<String>> {
        let clause = about.clause;
        let name = [&clause.title, " ", &clause.id, " "].concat();
        if self.is_in(&name) {
            return Some(None);
        }
        let own = known.spec.words(clause, known.text);
        if self.is_in(&[name, own.clone()].concat()) {
            return Some(Some(own));
        }
        let section = known
            .section(clause)
            .filter(|_| clause.kind == ClauseKind::Section)?;
        let text = readable(section.span.slice(known.text)?);
        self.is_in(&text).then_some(Some(text))
    }

    /// Some words around the first hit, which is set off.
    fn snippet(&self, text: &str, sheet: &mut Sheet) {
        const BEFORE: usize = 50;
        const AFTER: usize = 90;
        // Where lower case has other lengths, a hit may be cut; it is only shown.
        let lower = text.to_lowercase();
        let hits = self
            .words
            .iter()
            .filter_map(|it| Some((lower.find(it)?, it.len())));
        let Some((at, len)) = hits.reduce(|first, _| first) else {
            return;
        };
        let cut = |at: usize| floor_boundary(text, at);
        let (start, end) = (cut(at.saturating_sub(BEFORE)), cut(at + len + AFTER));
        let (from, to) = (cut(at), cut(at + len));
        let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        sheet.open(Kind::Part, "snippet");
        sheet.words(if start > 0 { "…" } else { "" });
        sheet.words(piece(start, from));
        sheet.said(Kind::Strong, "", piece(from, to));
        sheet.words(piece(to, end));
        sheet.words(if end < text.len() { "…" } else { "" });
        sheet.close();
    }
}

/// Sections that are no clause and have what is searched for.
fn elsewhere(known: &Known<'_>, query: &Query, sheet: &mut Sheet) {
    let mut is_first = true;
    for (at, section) in known.spec.sections.iter().enumerate() {
        let text = &readable(section.span.slice(known.text).unwrap_or_default());
        if query.words.is_empty() || !query.is_in(text) || known.clause_of(at).is_some() {
            continue;
        }
        if std::mem::take(&mut is_first) {
            sheet.heading("Also in sections that are no clause themselves");
            sheet.open(Kind::List, "");
        }
        sheet.open(Kind::Item, "");
        sheet.button("section", section.key(), &plain(&section.title));
        query.snippet(text, sheet);
        sheet.close();
    }
    if !is_first {
        sheet.close();
    }
}

/// A section's text without what only programs read: tags, fences, keys of footnotes, signs of
/// emphasis.
fn readable(text: &str) -> String {
    const HIDDEN: [(&str, char); 4] = [("<", '>'), ("[^", ']'), ("~~~", '\n'), ("```", '\n')];
    let mut readable = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let hidden = HIDDEN.iter().find(|it| rest.starts_with(it.0));
        let end = hidden.and_then(|it| rest.find(it.1));
        rest = &rest[end.map_or(letter.len_utf8(), |it| it + 1)..];
        if end.is_none() && letter != '*' {
            readable.push(letter);
        }
    }
    readable
}

fn kind(kind: ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Section => "section",
        ClauseKind::Item => "item",
        ClauseKind::Sentence => "sentence",
    }
}

/// What a strength is called on a sheet.
pub(super) fn strength(strength: Strength) -> &'static str {
    let (.., words) = FILTERS[0];
    let word = words.iter().find(|it| it.0 == strength.name());
    word.map_or("", |it| it.1)
}
