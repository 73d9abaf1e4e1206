//! What changed, for people: counts first, then every change.

use crate::diff_hunks::hunks;
use crate::diff_summary;
use crate::spec::demand;
use plumbline::spec::Strength;
use plumbline::spec::diff::{
    ClauseChange, ClausePlace, ExampleChange, ExamplePart, ExamplePlace, Fate, FoundBy, Mark,
    SectionChange, SectionPlace, SpecDiff,
};
use plumbline::text::shorten;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Longest title printed whole, in characters.
const TITLE_WIDTH: usize = 72;

/// Prints what changed between two texts, the old one first.
pub(crate) fn write(diff: &SpecDiff, texts: [&str; 2], out: &mut impl Write) -> io::Result<()> {
    for line in diff_summary::lines(diff) {
        writeln!(out, "{line}")?;
    }
    let parts = [
        ("Added", places(&diff.added)),
        ("Removed", places(&diff.removed)),
        ("Renamed", each(diff, renamed)),
        ("Continued under another name", each(diff, continued)),
        ("Retitled", each(diff, retitled)),
        ("Moved", each(diff, moved)),
        ("In another order", reordered(diff)),
        ("Re-ranked", each(diff, reranked)),
        ("Other attributes", each(diff, other_attributes)),
        ("Metadata", metadata(diff)),
        ("Reworded", reworded(diff, texts)),
        ("Clauses", clauses(diff, texts)),
        ("Examples", examples(diff, texts)),
        ("Beside the rules", beside(diff, texts)),
    ];
    for (heading, lines) in parts.iter().filter(|it| !it.1.is_empty()) {
        writeln!(out, "\n{heading}\n")?;
        for line in lines {
            writeln!(out, "{}", format!("  {line}").trim_end())?;
        }
    }
    Ok(())
}

fn places(places: &[SectionPlace]) -> Vec<String> {
    let line = |it: &SectionPlace| {
        let authority = it.authority.as_deref();
        let authority = authority.map_or(String::new(), |it| format!(" · {it}"));
        format!("{}{authority}, line {}", called(it), it.line)
    };
    places.iter().map(line).collect()
}

/// A section by title and key.
fn called(section: &SectionPlace) -> String {
    let key = match section.key.as_str() {
        "" => "the text before the first heading".to_owned(),
        key => format!("#{key}"),
    };
    format!("{} {key}", shorten(&section.title, TITLE_WIDTH))
        .trim_start()
        .to_owned()
}

/// A line for each changed section of which `line` has one.
fn each(diff: &SpecDiff, line: fn(&SectionChange) -> Option<String>) -> Vec<String> {
    diff.changed.iter().filter_map(line).collect()
}

fn renamed(it: &SectionChange) -> Option<String> {
    (it.found_by == FoundBy::Title).then(|| both_names(it))
}

fn continued(it: &SectionChange) -> Option<String> {
    (it.found_by == FoundBy::Words).then(|| both_names(it))
}

fn both_names(it: &SectionChange) -> String {
    format!("{} → {}", called(&it.old), called(&it.new))
}

fn retitled(it: &SectionChange) -> Option<String> {
    it.is_retitled().then(|| {
        format!(
            "{} → {}",
            shorten(&it.old.title, TITLE_WIDTH),
            called(&it.new)
        )
    })
}

fn moved(it: &SectionChange) -> Option<String> {
    let [old, new] = [&it.old, &it.new].map(|it| it.parent.as_deref().unwrap_or("the top"));
    it.moved
        .then(|| format!("{}: {old} → {new}", called(&it.new)))
}

/// Sections that stand before one they stood after.
fn reordered(diff: &SpecDiff) -> Vec<String> {
    diff.reordered.iter().map(|it| format!("#{it}")).collect()
}

fn reranked(it: &SectionChange) -> Option<String> {
    let [old, new] = [&it.old, &it.new].map(|it| it.authority.as_deref().unwrap_or("none"));
    it.reranked
        .then(|| format!("{}: {old} → {new}", called(&it.new)))
}

fn other_attributes(it: &SectionChange) -> Option<String> {
    let mut facts = Vec::new();
    if it.old.tags != it.new.tags {
        let [old, new] = [&it.old, &it.new].map(|it| match it.tags.join(",") {
            none if none.is_empty() => "none".to_owned(),
            tags => tags,
        });
        facts.push(format!("tags {old} → {new}"));
    }
    if it.old.depth != it.new.depth {
        facts.push(format!("level {} → {}", it.old.depth, it.new.depth));
    }
    (!facts.is_empty()).then(|| format!("{}: {}", called(&it.new), facts.join(", ")))
}

fn metadata(diff: &SpecDiff) -> Vec<String> {
    let value = |it: &Option<_>| it.as_ref().map_or("none".to_owned(), ToString::to_string);
    let fields = diff.front_matter.iter();
    fields
        .map(|it| format!("{}: {} → {}", it.key, value(&it.old), value(&it.new)))
        .collect()
}

fn reworded(diff: &SpecDiff, texts: [&str; 2]) -> Vec<String> {
    let mut lines = Vec::new();
    for it in &diff.changed {
        let Some(prose) = &it.prose else { continue };
        let strength = stronger(
            it.old.strength.unwrap_or_default(),
            it.new.strength.unwrap_or_default(),
        );
        lines.push(format!(
            "{}, lines {} → {}, {} → {} words{strength}",
            called(&it.new),
            it.old.line,
            it.new.line,
            prose.n_old_words,
            prose.n_new_words,
        ));
        lines.extend(indented(hunks(&prose.marks, texts)));
        lines.push(String::new());
    }
    lines.pop();
    lines
}

/// What the words demand now, where it is something else.
fn stronger(old: Strength, new: Strength) -> String {
    let name = |it| match demand(it) {
        "" => "nothing",
        word => word,
    };
    match old == new {
        true => String::new(),
        false => format!(", {} → {}", name(old), name(new)),
    }
}

fn indented(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|it| format!("    {it}"))
}

/// Items and sentences. How one was reworded stands with its section, unless it left that; one with
/// the same words in the same section, which was renamed, is left out.
fn clauses(diff: &SpecDiff, texts: [&str; 2]) -> Vec<String> {
    let renamed = diff.changed.iter().filter(|it| !it.is_kept());
    let sections: BTreeMap<_, _> = renamed.map(|it| (&it.old.key, &it.new.key)).collect();
    let stayed = |it: &ClauseChange| {
        let places = it.old.as_ref().zip(it.new.as_ref());
        places.is_some_and(|(old, new)| {
            old.section == new.section || sections.get(&old.section) == Some(&&new.section)
        })
    };
    let mut lines = Vec::new();
    for it in &diff.clauses {
        let is_same = it.fate() == Some(Fate::Renamed);
        if stayed(it) && is_same {
            continue;
        }
        lines.push(clause_line(it));
        if !stayed(it) {
            lines.extend(indented(hunks(&it.marks, texts)));
        }
    }
    lines
}

fn clause_line(change: &ClauseChange) -> String {
    let name = |it: &ClausePlace| format!("{} #{}", shorten(&it.title, TITLE_WIDTH), it.id);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            let (from, to) = (&old.id, name(new));
            let strength = stronger(old.strength, new.strength);
            format!(
                "~ {to}, was #{from}, lines {} → {}{strength}",
                old.line, new.line
            )
        }
        (Some(old), None) => format!("- {}, line {}", name(old), old.line),
        (_, new) => new.as_ref().map_or(String::new(), |it| {
            format!("+ {}, line {}", name(it), it.line)
        }),
    }
}

/// By section, those first in which the first example changed.
fn examples(diff: &SpecDiff, texts: [&str; 2]) -> Vec<String> {
    let mut sections: Vec<(&str, Vec<String>)> = Vec::new();
    let mut places = BTreeMap::new();
    for it in &diff.examples {
        let place = it.new.as_ref().or(it.old.as_ref());
        let key = place.map_or("", |it| it.section.as_str());
        let at = *places.entry(key).or_insert(sections.len());
        if at == sections.len() {
            sections.push((key, Vec::new()));
        }
        sections[at].1.extend(example(it, texts));
    }
    let lines = |(key, lines)| std::iter::once(format!("#{key}")).chain(indented(lines));
    sections.into_iter().flat_map(lines).collect()
}

fn example(change: &ExampleChange, texts: [&str; 2]) -> Vec<String> {
    let name = |it: &ExamplePlace| shorten(&it.title, TITLE_WIDTH);
    let (old, new) = match (&change.old, &change.new) {
        (Some(old), Some(new)) => (old, new),
        (Some(old), None) => return vec![format!("- {}, line {}", name(old), old.line)],
        (_, new) => {
            let new = new.iter();
            return new
                .map(|it| format!("+ {}, line {}", name(it), it.line))
                .collect();
        }
    };
    let mut facts = vec![format!("lines {} → {}", old.line, new.line)];
    if change.moved {
        facts.push(format!("moved from #{}", old.section));
    }
    if change.is_retitled() {
        facts.push(format!("was `{}`", name(old)));
    }
    facts.extend(change.parts.iter().map(|it| part(*it).to_owned()));
    if change.marks.is_empty() && !change.parts.is_empty() {
        facts.push("white space alone".to_owned());
    }
    let mut lines = vec![format!("~ {}, {}", name(new), facts.join(", "))];
    lines.extend(indented(hunks(&change.marks, texts)));
    lines
}

fn part(part: ExamplePart) -> &'static str {
    match part {
        ExamplePart::Messages => "messages",
        ExamplePart::Replies => "replies",
        ExamplePart::Grades => "grades",
        ExamplePart::Reasons => "reasons",
        ExamplePart::Details => "details",
    }
}

/// Commentary, code and checks, footnotes.
fn beside(diff: &SpecDiff, texts: [&str; 2]) -> Vec<String> {
    let mut lines = Vec::new();
    for it in &diff.changed {
        let name = called(&it.new);
        let parts: [(&str, &[Mark]); 2] = [
            ("commentary", &it.commentary),
            ("code or checks", &it.blocks),
        ];
        for (what, marks) in parts.into_iter().filter(|it| !it.1.is_empty()) {
            lines.push(format!("{name}: {what}"));
            lines.extend(indented(hunks(marks, texts)));
        }
        let [added, removed] = &it.footnotes;
        for (what, keys) in [("added", added), ("removed", removed)] {
            if !keys.is_empty() {
                lines.push(format!("{name}: footnotes {what}: {}", keys.join(", ")));
            }
        }
    }
    lines
}
