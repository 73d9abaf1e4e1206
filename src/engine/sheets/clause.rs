//! A page about one clause: its words, why they weigh what they weigh, and all that hangs on it.

use super::address::Asked;
use super::clauses::strength;
use super::diagnostics;
use super::known::{About, Known, plain};
use super::parts::{
    self, Nodes, button, count, empty, heading, hint, link, part, row, said, table, tag, words,
};
use crate::check::Decides;
use crate::engine::findings::{ClauseRow, TranscriptFindings};
use crate::prose::{Kind, Node};
use crate::spec::{Clause, ClauseKind, Grade, Reference};
use crate::text::{Span, shorten};
use crate::verdict::{Outcome, Source, Status};

pub(super) fn set(known: &Known<'_>, asked: &Asked) -> (String, Nodes) {
    let found = known.clauses.iter().position(|it| it.clause.id == asked.of);
    let Some(at) = found else {
        let text = format!(
            "This spec has no clause called “{}”. It may have been reworded or removed.",
            asked.of
        );
        let all = link("clauses", "", &[], "See all clauses");
        return (
            "No such clause".to_owned(),
            vec![empty(text), part("bar", vec![all])],
        );
    };
    let about = &known.clauses[at];
    let clause = about.clause;
    let mut nodes = vec![where_it_stands(known, clause), weight(known, clause)];
    nodes.push(Node::with(Kind::Quote, "", rule(known, clause)));
    nodes.push(hint(in_one_line(known, about)));
    nodes.push(part(
        "bar",
        vec![button(
            ["clause ", &clause.id].concat(),
            "Read it in the spec",
        )],
    ));
    nodes.extend(examples(known, about));
    nodes.extend(checks(about));
    nodes.extend(verdicts(known, about));
    nodes.extend(references(known, clause));
    let own = known
        .diagnostics
        .iter()
        .filter(|it| clause.span.contains(it.span));
    let own: Nodes = own.map(|it| diagnostics::item(known, it, false)).collect();
    if !own.is_empty() {
        nodes.push(heading("Things to look at"));
        nodes.push(Node::with(Kind::List, "", own));
    }
    nodes.push(neighbours(known, at));
    (plain(&clause.title), nodes)
}

/// The sections around it, the outermost first.
fn where_it_stands(known: &Known<'_>, clause: &Clause) -> Node {
    let mut around = Vec::new();
    let mut at = known.section(clause);
    if clause.kind == ClauseKind::Section {
        at = at.and_then(|it| known.parent(it));
    }
    while let Some(section) = at.filter(|it| it.depth > 0 && around.len() < 6) {
        around.insert(0, words(" › "));
        around.insert(0, known.section_link(section));
        at = known.parent(section);
    }
    around.push(words(&clause.id));
    part("hint", around)
}

/// Strength and authority, each with the reason.
fn weight(known: &Known<'_>, clause: &Clause) -> Node {
    let mut nodes = vec![tag("", strength(clause.strength))];
    if let Some(why) = why_so_strong(known, clause) {
        nodes.push(words([", ", &why].concat()));
    }
    match clause.authority {
        Some(authority) => {
            nodes.push(words(". "));
            nodes.push(tag("authority", authority.name()));
            nodes.push(words(", as its heading states."));
        }
        None => nodes.push(words(". No authority is stated.")),
    }
    part("weight", nodes)
}

fn why_so_strong(known: &Known<'_>, clause: &Clause) -> Option<String> {
    let said = |span: Span| {
        let text = span.slice(known.text).unwrap_or_default();
        shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "), 80)
    };
    if clause.adjusted {
        return Some("as someone decided in this work".to_owned());
    }
    if let Some(stem) = clause.stem {
        return Some(format!("from the words before its list: “{}”", said(stem)));
    }
    let mut demands = known.spec.demands.iter();
    let here = demands.find(|it| clause.span.contains(it.words) && it.strength == clause.strength);
    here.map(|it| format!("because it says “{}”", said(it.words)))
}

/// The clause's words; what refers to other clauses leads to their pages.
fn rule(known: &Known<'_>, clause: &Clause) -> Nodes {
    let stem = clause.stem.and_then(|it| it.slice(known.text));
    let stem = stem.map(|it| said(Kind::Paragraph, plain(it.trim())));
    let rule = known.book.rule(known.spec, known.text, clause);
    stem.into_iter().chain(known.led(rule)).collect()
}

fn in_one_line(known: &Known<'_>, about: &About<'_>) -> String {
    let grades = about.examples.iter().flat_map(|(section, at)| {
        let example = &known.spec.sections[*section].examples[*at];
        example.candidates.iter().map(|it| it.grade)
    });
    let grades: Vec<_> = grades.collect();
    let n = |grade| grades.iter().filter(|it| **it == grade).count();
    let judged = about
        .rows
        .iter()
        .filter(|it| it.1.status != Status::NotJudged);
    let mut parts = vec![count(about.examples.len(), "example", "examples")];
    if !grades.is_empty() {
        parts.push(format!(
            "{} keep it and {} break it, says the author",
            n(Grade::Good),
            n(Grade::Bad)
        ));
    }
    parts.push(count(about.checks.len(), "check", "checks"));
    parts.push(count(
        judged.count(),
        "reply here that someone or something looked at",
        "replies here that someone or something looked at",
    ));
    parts.join(" · ")
}

fn examples(known: &Known<'_>, about: &About<'_>) -> Nodes {
    if about.examples.is_empty() {
        return Vec::new();
    }
    let mut nodes = vec![heading("Examples")];
    for (section, at) in &about.examples {
        let Some(example) = known.spec.sections[*section].examples.get(*at) else {
            continue;
        };
        let set = known.book.example(known.spec, known.text, *section, *at);
        let part = Node::with(Kind::Section, section.to_string(), known.led(set));
        nodes.push(Node::with(
            Kind::Heading3,
            "",
            vec![words(plain(&example.title))],
        ));
        nodes.push(part);
    }
    nodes
}

fn checks(about: &About<'_>) -> Nodes {
    if about.checks.is_empty() {
        return Vec::new();
    }
    let check = |it: &&super::super::checks::Loaded| {
        let definition = &it.definition;
        let mut first = vec![words(definition.summary())];
        if let Some(why) = &definition.why {
            first.push(hint(why.as_str()));
        }
        row(
            first,
            vec![
                vec![words(decides(definition.decides))],
                vec![words(&it.id)],
            ],
        )
    };
    let rows = about.checks.iter().map(check).collect();
    vec![
        heading("Checks"),
        table(
            "Checks",
            &["What the computer does", "What it may decide", "Id"],
            rows,
        ),
    ]
}

/// What a check may decide, in words.
pub(super) fn decides(decides: Decides) -> &'static str {
    match decides {
        Decides::Break => "broken, never kept",
        Decides::Both => "kept or broken",
        Decides::Nothing => "nothing: it says “look here”",
    }
}

fn verdicts(known: &Known<'_>, about: &About<'_>) -> Nodes {
    let mut nodes = vec![heading("In your scenarios")];
    let rows = about.rows.iter();
    let rows: Nodes = rows
        .filter_map(|(findings, it)| verdict(known, findings, it))
        .collect();
    nodes.push(if rows.is_empty() {
        empty("No scenario of this work asks about this clause yet.")
    } else {
        table(
            "Verdicts in your scenarios",
            &["Reply", "Verdict", "Who says so"],
            rows,
        )
    });
    nodes
}

fn verdict(known: &Known<'_>, findings: &TranscriptFindings, found: &ClauseRow) -> Option<Node> {
    let at = known.workspace.scenario_index(&findings.scenario)?;
    let scenario = &known.workspace.scenarios[at];
    let is_it = |it: &&std::sync::Arc<crate::transcript::Output>| {
        scenario.transcript_id(it) == findings.transcript
    };
    let output = scenario.outputs.iter().position(|it| is_it(&it));
    let act = format!(
        "scenario {} {} {}",
        output.unwrap_or(0),
        found.clause,
        scenario.id
    );
    let mut first = vec![button(act, scenario.name())];
    if let Some(output) = output.and_then(|it| scenario.outputs.get(it)) {
        let candidate = output.candidate.as_str();
        first.push(hint(if candidate.is_empty() {
            format!("try {}", output.epoch)
        } else {
            format!("{candidate}, try {}", output.epoch)
        }));
    }
    let (tone, word) = parts::status(found.status);
    let mut said = vec![tag(tone, word)];
    if !found.applies {
        said.push(hint("not asked here"));
    }
    Some(row(first, vec![said, who(found)]))
}

fn who(found: &ClauseRow) -> Nodes {
    let mut all = Vec::new();
    let mut say = |who: String, what: &str| {
        all.push(Node::with(
            Kind::Block,
            "",
            vec![words([&who, ": ", what].concat())],
        ));
    };
    for it in &found.verdicts {
        let name = it.source.name();
        let who = match &it.source {
            Source::Person { .. } if name.is_empty() => "you".to_owned(),
            Source::Model { .. } => ["model ", name].concat(),
            _ => name.to_owned(),
        };
        let what = match it.outcome {
            Outcome::Pass => "kept",
            Outcome::Fail => "broken",
            Outcome::NotApplicable => "does not apply",
            Outcome::Unclear => "unclear",
        };
        say(who, what);
    }
    for it in found.checks.iter().filter(|it| it.fired()) {
        say(["check ", &it.check].concat(), "hit");
    }
    all
}

/// What it refers to, and what refers to it or to the section that it is.
fn references(known: &Known<'_>, clause: &Clause) -> Nodes {
    let all = &known.spec.references;
    let whole = known.section(clause).map(|it| it.span);
    let is_section = clause.kind == ClauseKind::Section;
    let own = whole.filter(|_| is_section).unwrap_or(clause.span);
    let to = all.iter().filter(|it| own.contains(it.span));
    let to = to.filter_map(|it| known.spec.sections.get(it.target_section?));
    let to: Nodes = to.map(|it| known.section_link(it)).collect();
    let from = all
        .iter()
        .filter(|it| it.target_section == Some(clause.section) && !own.contains(it.span));
    let from: Nodes = from.map(|it| mention(known, it)).collect();
    let mut nodes = Vec::new();
    for (title, links) in [
        ("It refers to", to),
        (
            if is_section {
                "Mentioned by"
            } else {
                "Its section is mentioned by"
            },
            from,
        ),
    ] {
        let mut seen = Vec::new();
        for link in links {
            if !seen.contains(&link) {
                seen.push(link);
            }
        }
        if !seen.is_empty() {
            let items = seen
                .into_iter()
                .map(|it| Node::with(Kind::Item, "", vec![it]));
            nodes.push(heading(title));
            nodes.push(Node::with(Kind::List, "", items.collect()));
        }
    }
    nodes
}

/// Where a reference stands: the clause, else the section.
fn mention(known: &Known<'_>, reference: &Reference) -> Node {
    let key = reference.section.as_deref().unwrap_or_default();
    let section = known.spec.section_called(key);
    let clause = section.and_then(|it| known.spec.clause_above(it, reference.span.start));
    match (clause, section.and_then(|it| known.spec.sections.get(it))) {
        (Some(clause), _) => link("clause", &clause.id, &[], plain(&clause.title)),
        (None, Some(section)) => known.section_link(section),
        (None, None) => words("before the first heading"),
    }
}

fn neighbours(known: &Known<'_>, at: usize) -> Node {
    let way = |at: Option<usize>, sign: &str| {
        let clause = known.clauses.get(at?)?.clause;
        let title = shorten(&plain(&clause.title), 50);
        Some(link(
            "clause",
            &clause.id,
            &[],
            [sign, " ", &title].concat(),
        ))
    };
    let ways = [
        way(at.checked_sub(1), "Previous:"),
        way(Some(at + 1), "Next:"),
    ];
    Node::with(
        Kind::Nav,
        "Other clauses",
        ways.into_iter().flatten().collect(),
    )
}
