//! Edits elsewhere change no clause's id, and nothing that a person decided on it.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test, helpers included"
)]

#[path = "support/data.rs"]
mod data;

use plumbline::spec::{Adjustment, Change, Spec, change, parse, parse_adjusted};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A document as headings and the blocks under them, so that edits cannot reach into a block.
#[derive(Clone, Debug)]
struct Document {
    sections: Vec<(String, Vec<String>)>,
}

impl Document {
    /// Cuts a text at its headings and blank lines; a list stays with its stem, a fence in one.
    fn new(text: &str) -> Document {
        let mut document = Document {
            sections: vec![(String::new(), Vec::new())],
        };
        let (mut block, mut in_fence) = (String::new(), false);
        for line in text.split_inclusive('\n') {
            let is_fence =
                line.trim_start().starts_with("~~~") || line.trim_start().starts_with("```");
            if line.starts_with('#') && !in_fence {
                document.push(std::mem::take(&mut block));
                document.sections.push((line.to_owned(), Vec::new()));
                continue;
            }
            let begins = block.ends_with("\n\n") && !line.starts_with([' ', '\t', '*', '-', '1']);
            if begins && !in_fence && !is_list_item(line) {
                document.push(std::mem::take(&mut block));
            }
            in_fence ^= is_fence;
            block.push_str(line);
        }
        document.push(block);
        document
    }

    fn push(&mut self, block: String) {
        if !block.trim().is_empty() {
            let block = format!("{}\n\n", block.trim_end());
            self.sections.last_mut().unwrap().1.push(block);
        }
    }

    fn text(&self) -> String {
        let section = |it: &(String, Vec<String>)| format!("{}\n{}", it.0, it.1.concat());
        self.sections.iter().map(section).collect()
    }
}

fn is_list_item(line: &str) -> bool {
    line.trim_start_matches(|it: char| it.is_ascii_digit())
        .starts_with(['.', ')', '*', '-', '+'])
}

/// Ids by words; words that stand twice are left out, as they can only be told apart by order.
fn ids(spec: &Spec, source: &str) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for clause in &spec.clauses {
        let words = (
            spec.words(clause, source),
            clause.strength,
            clause.authority,
        );
        let words = format!("{words:?}");
        let was = ids.insert(words.clone(), clause.id.clone());
        if was.is_some() {
            ids.insert(words, String::new());
        }
    }
    ids
}

/// What strangers write elsewhere.
const BLOCKS: [&str; 10] = [
    "You must be early.\n\n",
    "It is late. Never sing! The assistant should hum.\n\n",
    "The bot must never:\n\n- whistle;\n- stamp.\n\n",
    "- You should knock.\n- Bo must wave. {#wave}\n\n",
    "**Example**: a song\n\n~~~xml\n<user>\nSing, must you?\n</user>\n~~~\n\n",
    "!!! meta \"Why\"\n    You must not read this.\n\n",
    "```\n# You must\n```\n\n",
    "<!-- You must not see this. -->\n\n",
    "| You | must |\n|---|---|\n| not | do |\n\n",
    "> You must quote.\n\n",
];

/// One edit elsewhere: what, and where.
type Edit = (u8, usize, usize, usize);

/// Edits `document` in blocks other than those of section `kept`.
fn edit(document: &mut Document, kept: &str, (kind, at, block, new): Edit) {
    let n_sections = document.sections.len();
    let section = at % n_sections;
    let is_kept = document.sections[section].0 == kept;
    let blocks = &mut document.sections[section].1;
    let new_block = BLOCKS[new % BLOCKS.len()].to_owned();
    match kind % 6 {
        // New blocks in any section, the kept one included where it is no clause as a whole.
        0 | 1 if !is_kept || !kept.contains("authority=") => {
            blocks.insert(block % (blocks.len() + 1), new_block);
        }
        2 if !is_kept && !blocks.is_empty() => drop(blocks.remove(block % blocks.len())),
        3 if !is_kept && !blocks.is_empty() => {
            let at = block % blocks.len();
            blocks[at] = blocks[at].replacen(' ', " perhaps ", 1);
        }
        4 => {
            let heading = format!("## Song {}\n", new % 2);
            document
                .sections
                .insert(section + 1, (heading, vec![new_block]));
        }
        // A further section of the kept one's name.
        5 => {
            let title = kept.split(" {").next().unwrap().trim_end();
            document
                .sections
                .insert(section + 1, (format!("{title}\n"), vec![new_block]));
        }
        _ => {}
    }
}

#[track_caller]
fn check(text: &str, at: usize, edits: &[Edit]) -> Result<(), TestCaseError> {
    let mut document = Document::new(text);
    let at = at % document.sections.len();
    let kept = document.sections[at].0.clone();
    let before = document.text();
    let adjustments = decide(&parse(&before), &before, &kept);
    let inside = parse_adjusted(&before, &adjustments);
    let all = ids(&inside, &before);
    let (section_start, section_end) = bounds(&document, at);
    let of_kept = inside
        .clauses
        .iter()
        .filter(|it| (section_start..section_end).contains(&it.span.start));
    let kept_words: Vec<_> = of_kept
        .map(|it| {
            format!(
                "{:?}",
                (inside.words(it, &before), it.strength, it.authority)
            )
        })
        .collect();
    for one in edits {
        edit(&mut document, &kept, *one);
    }
    let after = document.text();
    let now = ids(&parse_adjusted(&after, &adjustments), &after);
    for words in kept_words {
        let (was, is) = (&all[&words], now.get(&words));
        if !was.is_empty() && is.is_none_or(|it| !it.is_empty()) {
            prop_assert_eq!(Some(was), is, "{} in {}", words, kept);
        }
    }
    Ok(())
}

fn bounds(document: &Document, at: usize) -> (usize, usize) {
    let upto = |n: usize| {
        Document {
            sections: document.sections[..n].to_vec(),
        }
        .text()
        .len()
    };
    (upto(at), upto(at + 1))
}

/// Something is decided on the first two clauses and the first other words of the kept section.
fn decide(spec: &Spec, text: &str, kept: &str) -> Vec<Arc<Adjustment>> {
    let mut adjustments = Vec::new();
    let Some(section) = spec
        .sections
        .iter()
        .position(|it| !kept.is_empty() && it.span.slice(text).unwrap().starts_with(kept))
    else {
        return adjustments;
    };
    let clauses: Vec<_> = spec
        .clauses
        .iter()
        .filter(|it| it.section == section)
        .collect();
    let mut wanted = Vec::new();
    if let Some(clause) = clauses.first() {
        wanted.push(Change::Grade {
            clause: clause.id.clone(),
            strength: Some(plumbline::spec::Strength::May),
            authority: None,
        });
    }
    if let Some(clause) = clauses.get(1) {
        let words = clause.span.slice(text).unwrap();
        if let Some(at) = words.find(' ') {
            wanted.push(Change::Split {
                clause: clause.id.clone(),
                at: clause.span.start + at,
            });
        }
    }
    for one in wanted {
        let now = parse_adjusted(text, &adjustments);
        if let Ok(all) = change(&now, text, &adjustments, &one) {
            adjustments = all;
        }
    }
    adjustments
}

const PROSE: &str = "# Desk\n\nYou must ask. Claude should wait and must not run. It is late.\n\n\
    The bot must never:\n\n- lie;\n- shout or\n  run. It should whisper.\n\n# Loans\n\n\
    You should lend. {#lend} You must count.\n\n1. Never lose a book.\n2. Some are new.\n\n\
    ## Fines\n\nAlways be fair: you must not fine a child.\n\n# Loans\n\nYou should mend.\n";

const RANKED: &str = "# Desk {#desk authority=root}\n\nYou must ask. You may go. {#go}\n\n\
    # Loans {#loans authority=user}\n\nYou should lend.\n\n## Notes\n\nIt is late.\n";

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(
        (any::<u8>(), any::<usize>(), any::<usize>(), any::<usize>()),
        30,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn thirty_edits_elsewhere_change_no_id(at in any::<usize>(), edits in edits()) {
        check(PROSE, at, &edits)?;
        check(RANKED, at, &edits)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nor_do_they_in_published_documents(at in any::<usize>(), edits in edits()) {
        for (_, text) in data::specs() {
            check(&text, at, &edits)?;
        }
    }
}
