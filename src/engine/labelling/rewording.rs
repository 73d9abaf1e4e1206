//! Making a reword test: the same replies, judged by one of two wordings.

use super::super::Engine;
use super::super::acts::{Act, Acted, Changes};
use super::super::sheets::{REWORDED, address};
use super::acts::gone;
use super::choose::Choice;
use crate::text::{hash_words, sha256};
use crate::workspace::lists::{List, Reword};

/// The longest other words, in bytes: they travel in links.
const MOST_WORDS: usize = 20_000;

/// How many seeds are tried until people are divided evenly.
const MOST_SEEDS: usize = 1_000;

/// The first seed like this one that has as many of these people read the one words as the other.
fn even_seed(seed: &str, names: &str) -> String {
    let names: Vec<&str> = names.split(['\n', ',', ';']).map(str::trim).collect();
    let names: Vec<&str> = names.into_iter().filter(|it| !it.is_empty()).collect();
    let is_even = |seed: &String| {
        let reword = Reword {
            seed: seed.clone(),
            ..Reword::default()
        };
        let n_other: usize = names.iter().map(|it| reword.arm_of(it)).sum();
        n_other.abs_diff(names.len() - n_other) <= 1
    };
    let further = (2..MOST_SEEDS).map(|n| [seed, " ", &n.to_string()].concat());
    let mut seeds = std::iter::once(seed.to_owned()).chain(further);
    seeds.find(is_even).unwrap_or_else(|| seed.to_owned())
}

/// Makes a test of the clause of this id against the words that were written.
pub(in crate::engine) fn new_test(engine: &Engine, act: &Act, clause: &str) -> Acted {
    let found = engine.spec.clauses.iter().find(|it| it.id == clause);
    let (Some(workspace), Some(clause)) = (&engine.workspace, found) else {
        return gone();
    };
    let own = engine.spec.words(clause, &workspace.spec.text);
    let other = act.field("_words");
    if other.is_empty() || hash_words(other) == clause.hash {
        let hint = "change the words in the field, the way you would like them to read";
        return Acted::fault("These are the clause's words as they are", hint);
    }
    if other.len() > MOST_WORDS {
        let hint = "a reword test is of one clause; leave out examples and other clauses";
        return Acted::fault("These words are too long for one clause", hint);
    }
    let choice = Choice {
        pick: "all",
        clause: &clause.id,
        model: "",
        most: act.field("n"),
        seed: act.field("seed"),
    };
    let (items, _) = choice.items(engine, workspace);
    if items.is_empty() {
        let hint = "give a scenario a reply on the workbench first";
        return Acted::fault("There is no reply to judge yet", hint);
    }
    let id = sha256(act.id.as_bytes())[..8].to_owned();
    // In two tests of one seed the same people must not read the same side.
    let seed = [act.field("seed"), " ", &id].concat();
    let seed = even_seed(seed.trim_start(), act.field("names"));
    let list = List {
        name: choice.name(items.len()),
        items,
        reword: Some(Reword {
            seed,
            words: [own.trim().to_owned(), other.to_owned()],
            ..Reword::default()
        }),
        id,
        ..List::default()
    };
    Acted {
        changes: Changes {
            extra: Some(workspace.with_list(&list)),
            ..Changes::default()
        },
        go_to: address(REWORDED, &list.id, &[]),
        ..Acted::default()
    }
}
