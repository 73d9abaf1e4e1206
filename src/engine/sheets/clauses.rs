//! All clauses, with search and filters.

use super::address::Asked;
use super::known::{About, Known, plain};
use super::parts::{
    self, Nodes, button, count, hint, link, part, row, said, select, table, tag, words,
};
use crate::prose::{Kind, Node};
use crate::spec::{Authority, ClauseKind, Section, Strength};
use crate::verdict::Status;

/// What an option asks of a clause.
struct Filter {
    option: &'static str,
    label: &'static str,
    any: &'static str,
    /// Values, and what to call them.
    choices: Vec<(&'static str, &'static str)>,
    fits: fn(&About<'_>, &str) -> bool,
}

fn filters() -> [Filter; 5] {
    let mut authorities = vec![("none", "not stated")];
    authorities.extend(Authority::ALL.map(|it| (it.name(), it.name())));
    [
        Filter {
            option: "strength",
            label: "Strength",
            any: "any",
            choices: Strength::ALL.map(|it| (it.name(), strength(it))).to_vec(),
            fits: |it, value| it.clause.strength.name() == value,
        },
        Filter {
            option: "authority",
            label: "Authority",
            any: "any",
            choices: authorities,
            fits: |it, value| it.clause.authority.map_or("none", Authority::name) == value,
        },
        Filter {
            option: "kind",
            label: "Kind",
            any: "any",
            choices: vec![
                ("section", "section"),
                ("item", "list item"),
                ("sentence", "sentence"),
            ],
            fits: |it, value| kind(it.clause.kind) == value,
        },
        Filter {
            option: "has",
            label: "Tried by",
            any: "anything",
            choices: vec![
                ("examples", "examples"),
                ("checks", "checks"),
                ("neither", "neither"),
            ],
            fits: |it, value| match value {
                "examples" => !it.examples.is_empty(),
                "checks" => !it.checks.is_empty(),
                _ => it.examples.is_empty() && it.checks.is_empty(),
            },
        },
        Filter {
            option: "verdict",
            label: "In your scenarios",
            any: "anything",
            choices: vec![
                ("broken", "broken somewhere"),
                ("kept", "kept somewhere"),
                ("unclear", "unclear somewhere"),
                ("none", "judged nowhere"),
            ],
            fits: |it, value| match value {
                "broken" => it.n_with(Status::Broken) > 0,
                "kept" => it.n_with(Status::Kept) > 0,
                "unclear" => it.n_with(Status::Unclear) > 0,
                _ => !it.is_judged(),
            },
        },
    ]
}

pub(super) fn set(known: &Known<'_>, asked: &Asked) -> (String, Nodes) {
    let filters = filters();
    let query = Query::new(asked.option("q"));
    let fits = |it: &&About<'_>| {
        filters.iter().all(|filter| {
            let value = asked.option(filter.option);
            value.is_empty() || (filter.fits)(it, value)
        })
    };
    let in_section = |it: &&About<'_>| {
        let wanted = asked.option("section");
        wanted.is_empty()
            || known
                .section(it.clause)
                .is_some_and(|it| it.key() == wanted)
    };
    let fitting: Vec<_> = known
        .clauses
        .iter()
        .filter(fits)
        .filter(in_section)
        .collect();
    let found: Vec<_> = fitting
        .iter()
        .filter_map(|it| Some((*it, query.place(known, it)?)))
        .collect();
    let mut nodes = vec![fields(known, asked, &filters, &query)];
    let of_all = count(known.clauses.len(), "clause", "clauses");
    nodes.push(said(
        Kind::Status,
        if found.len() == known.clauses.len() {
            of_all
        } else {
            [&found.len().to_string(), " of ", &of_all].concat()
        },
    ));
    if found.is_empty() {
        nodes.push(parts::empty(if known.clauses.is_empty() {
            "This spec has no clauses yet: nothing in it demands anything."
        } else {
            "No clause is like that. Take a filter away, or search for fewer words."
        }));
    } else {
        let rows = found.iter().map(|(it, place)| clause(known, it, place));
        let heads = [
            "Clause",
            "Demands",
            "Authority",
            "Examples",
            "Checks",
            "In your scenarios",
            "",
        ];
        nodes.push(table("Clauses", &heads, rows.collect()));
    }
    nodes.extend(elsewhere(known, &query));
    ("Clauses".to_owned(), nodes)
}

fn fields(known: &Known<'_>, asked: &Asked, filters: &[Filter], query: &Query) -> Node {
    let search = Node::with(
        Kind::Search,
        ["q=", &query.text].concat(),
        vec![words("Search in words and ids")],
    );
    let mut fields = vec![search];
    for filter in filters {
        let mut choices = vec![("", filter.any.to_owned())];
        for (value, word) in &filter.choices {
            let n = known
                .clauses
                .iter()
                .filter(|it| (filter.fits)(it, value))
                .count();
            let now = asked.option(filter.option);
            if n > 0 || now == *value {
                choices.push((value, format!("{word} ({n})")));
            }
        }
        if choices.len() > 2 || !asked.option(filter.option).is_empty() {
            fields.push(select(
                filter.label,
                filter.option,
                asked.option(filter.option),
                &choices,
            ));
        }
    }
    let mut sections = vec![("", "all".to_owned())];
    for (at, section) in known.spec.sections.iter().enumerate() {
        let has_clauses = known.clauses.iter().any(|it| it.clause.section == at);
        if has_clauses && !section.key().is_empty() {
            sections.push((section.key(), plain(&section.title)));
        }
    }
    fields.push(select(
        "Section",
        "section",
        asked.option("section"),
        &sections,
    ));
    part("fields", fields)
}

fn clause(known: &Known<'_>, about: &About<'_>, place: &Place) -> Node {
    let clause = about.clause;
    let mut first = vec![link("clause", &clause.id, &[], plain(&clause.title))];
    if let Place::Words(snippet) | Place::Section(snippet) = place {
        first.push(part("snippet", snippet.clone()));
    }
    if clause.kind != ClauseKind::Section
        && let Some(section) = known.section(clause)
    {
        first.push(hint(plain(&section.title)));
    }
    row(
        first,
        vec![
            vec![words(strength(clause.strength))],
            clause
                .authority
                .map(|it| vec![tag("authority", it.name())])
                .unwrap_or_default(),
            parts::number(about.examples.len()),
            parts::number(about.checks.len()),
            statuses(about),
            vec![button(["clause ", &clause.id].concat(), "Read")],
        ],
    )
}

/// In how many transcripts a clause has which status.
pub(super) fn statuses(about: &About<'_>) -> Nodes {
    let mut nodes = Vec::new();
    for status in [Status::Broken, Status::Kept, Status::Unclear] {
        let n = about.n_with(status);
        if n > 0 {
            let (tone, word) = parts::status(status);
            nodes.push(tag(tone, [&n.to_string(), " ", word].concat()));
            nodes.push(words(" "));
        }
    }
    nodes
}

/// What is searched for: every word of it, in whatever order.
struct Query {
    text: String,
    words: Vec<String>,
}

/// Where a clause has what is searched for.
enum Place {
    /// Nothing is, or it stands in the title or id.
    Title,
    /// In its words, some of which are here.
    Words(Nodes),
    /// Elsewhere in its section.
    Section(Nodes),
}

impl Query {
    fn new(text: &str) -> Query {
        Query {
            text: text.to_owned(),
            words: text.split_whitespace().map(str::to_lowercase).collect(),
        }
    }

    fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|it| text.contains(it))
    }

    fn place(&self, known: &Known<'_>, about: &About<'_>) -> Option<Place> {
        let clause = about.clause;
        if self.is_in(&[&clause.title, " ", &clause.id].concat()) {
            return Some(Place::Title);
        }
        let own = known.spec.words(clause, known.text);
        if self.is_in(&[&clause.title, " ", &clause.id, " ", &own].concat()) {
            return Some(Place::Words(self.snippet(&own)));
        }
        let section = known
            .section(clause)
            .filter(|_| clause.kind == ClauseKind::Section)?;
        let text = section.span.slice(known.text)?;
        self.is_in(text).then(|| Place::Section(self.snippet(text)))
    }

    /// Some words around the first hit, which is set off.
    fn snippet(&self, text: &str) -> Nodes {
        const BEFORE: usize = 50;
        const AFTER: usize = 90;
        // Where lower case has other lengths, a hit may be cut; it is only shown.
        let lower = text.to_lowercase();
        let hit = self
            .words
            .iter()
            .find_map(|it| Some((lower.find(it)?, it.len())));
        let Some((at, len)) = hit else {
            return Vec::new();
        };
        let floor = |at| crate::text::floor_boundary(text, at);
        let (start, end) = (floor(at.saturating_sub(BEFORE)), floor(at + len + AFTER));
        let (hit_start, hit_end) = (floor(at), floor(at + len));
        let piece = |from: usize, to: usize| words(text.get(from..to).unwrap_or_default());
        vec![
            words(if start > 0 { "…" } else { "" }),
            piece(start, hit_start),
            Node::with(Kind::Strong, "", vec![piece(hit_start, hit_end)]),
            piece(hit_end, end),
            words(if end < text.len() { "…" } else { "" }),
        ]
    }
}

/// Sections that are no clause and have what is searched for.
fn elsewhere(known: &Known<'_>, query: &Query) -> Nodes {
    let is_clause = |at: usize| {
        let mut clauses = known.spec.clauses.iter();
        clauses.any(|it| it.section == at && it.kind == ClauseKind::Section)
    };
    let has = |(at, it): &(usize, &Section)| {
        !query.words.is_empty()
            && !is_clause(*at)
            && it.span.slice(known.text).is_some_and(|it| query.is_in(it))
    };
    let found = known.spec.sections.iter().enumerate().filter(has);
    let item = |(_, it): (usize, &Section)| {
        let text = it.span.slice(known.text).unwrap_or_default();
        Node::with(
            Kind::Item,
            "",
            vec![
                button(["section ", it.key()].concat(), plain(&it.title)),
                part("snippet", query.snippet(text)),
            ],
        )
    };
    let items: Vec<_> = found.map(item).collect();
    if items.is_empty() {
        return items;
    }
    vec![
        parts::heading("Also in sections that are no clause themselves"),
        Node::with(Kind::List, "", items),
    ]
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
    match strength {
        Strength::Must => "must",
        Strength::MustNot => "must not",
        Strength::Should => "should",
        Strength::ShouldNot => "should not",
        Strength::May => "may",
        Strength::None => "nothing stated",
    }
}
