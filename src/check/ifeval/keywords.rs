//! `keywords:existence`, `keywords:frequency`, `keywords:forbidden_words`.
//!
//! **Look for** keywords anywhere, inside words too, without regard to case; forbidden words only
//! where word characters (letters, digits, `_`) neither begin nor go on.
//! **Why**: names and terms that a reply was asked to use, or not to use.
//! **Pass** where all are there; so often; not at all. **Evidence**: the words found.
//! **Blind spots**: keywords are patterns: `C++` and `(x` are faulty, `what?` matches `wha`, `a.b`
//! matches `axb`. A forbidden word that ends in a sign is found only before a letter.

use super::keyword::{Hits, Keyword};
use super::parameters::{self, Amount};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::python;
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Reads, listed, quoted};

const PATTERNS: &str = "keywords are Python patterns, not escaped: `what?` also matches `wha`; found inside longer words too";

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/keywords:existence",
        "all of several keywords, capitals or not",
        Reads::Finder,
        &[needed(
            "keywords",
            "a list of patterns",
            "what must all be there",
        )],
        PATTERNS,
        &[Example::new(
            ASKED,
            "{type: 'ifeval/keywords:existence', keywords: [friday, 'desks?']}",
            &["FRIDAY, at the desk.", "On Friday: desks, fridays."],
            &["On Friday.", ""],
        )],
        read_existence,
    ),
    form(
        "ifeval/keywords:frequency",
        "a keyword so often, capitals or not",
        Reads::Requirement,
        &[
            needed(
                "keyword",
                "a pattern",
                "what is counted; matches do not overlap",
            ),
            needed("frequency", "a number", "how often"),
            needed(
                "relation",
                "`at least` or `less than`",
                "how the number is meant",
            ),
        ],
        PATTERNS,
        &[Example::new(
            ASKED,
            "{type: 'ifeval/keywords:frequency', keyword: due, frequency: 2, relation: at least}",
            &["Due on Friday, overdue on Saturday."],
            &["Due on Friday.", "On Friday."],
        )],
        read_frequency,
    ),
    form(
        "ifeval/keywords:forbidden_words",
        "none of several words, capitals or not",
        Reads::Requirement,
        &[needed(
            "forbidden_words",
            "a list of patterns",
            "what must not be there",
        )],
        "words are Python patterns between `\\b`: one that ends in a sign is found only before a letter; `_` and digits go on a word; other forms of a word are missed",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/keywords:forbidden_words', forbidden_words: [friday, lent]}",
            &["On Fridays; it is silent."],
            &["On FRIDAY.", "I lent it."],
        )],
        read_forbidden,
    ),
];

fn read_keywords(fields: &mut Fields, name: &'static str, whole: bool) -> Read<Vec<Keyword>> {
    let mut keywords = Vec::new();
    for (node, text) in parameters::texts(fields, name)? {
        let keyword = Keyword::new(text, whole);
        keyword.report(fields, node);
        keywords.push(keyword);
    }
    // The reference goes through them in this order, and stops early.
    keywords.sort_by(|a, b| a.text.cmp(&b.text));
    Ok(keywords)
}

fn read_existence(fields: &mut Fields) -> Read<Body> {
    let keywords = read_keywords(fields, "keywords", false)?;
    parameters::body(fields, Existence(keywords))
}

fn read_frequency(fields: &mut Fields) -> Read<Body> {
    let text = parameters::text(fields, "keyword")?;
    if text.is_empty() {
        let message = "`keyword` is empty, where the reference draws one at random";
        return Err(Fault::new(fields.node, "wrong-parameter", message));
    }
    let keyword = Keyword::new(python::stripped(text), false);
    if let Some(node) = fields.get("keyword") {
        keyword.report(fields, node);
    }
    let amount = Amount::read(fields, "frequency", "relation")?;
    parameters::body(fields, Frequency { keyword, amount })
}

fn read_forbidden(fields: &mut Fields) -> Read<Body> {
    let words = read_keywords(fields, "forbidden_words", true)?;
    parameters::body(fields, Forbidden(words))
}

fn all_texts(keywords: &[Keyword]) -> Vec<String> {
    keywords.iter().map(|it| it.text.clone()).collect()
}

#[derive(Debug)]
struct Existence(Vec<Keyword>);

impl Instruction for Existence {
    fn aim(&self) -> String {
        format!("{} (capitals or not)", listed(&all_texts(&self.0), "and"))
    }

    fn test(&self, text: &Derived) -> Tested {
        let mut tested = Tested {
            follows: true,
            ..Tested::default()
        };
        for keyword in &self.0 {
            match keyword.first(text) {
                Ok(Some(range)) => tested.shown.push(range),
                Ok(None) => {
                    tested.follows = false;
                    tested.missing.push(quoted(&keyword.text));
                    return tested;
                }
                Err(reason) => return Tested::stopped(reason),
            }
        }
        tested.shown.sort_unstable_by_key(|it| it.start);
        tested.showing([])
    }
}

#[derive(Debug)]
struct Frequency {
    keyword: Keyword,
    amount: Amount,
}

impl Instruction for Frequency {
    fn aim(&self) -> String {
        format!("{} {}", quoted(&self.keyword.text), self.amount.of("time"))
    }

    fn test(&self, text: &Derived) -> Tested {
        match self.keyword.all(text) {
            Ok(hits) => {
                let n = hits.n();
                let note = self.amount.note(n, "time");
                let note = format!("{} is there {note}", quoted(&self.keyword.text));
                show(Tested::new(self.amount.holds(n), note), hits).or_whole(text.text)
            }
            Err(reason) => Tested::stopped(reason),
        }
    }
}

#[derive(Debug)]
struct Forbidden(Vec<Keyword>);

impl Instruction for Forbidden {
    fn aim(&self) -> String {
        format!(
            "no {} (capitals or not)",
            listed(&all_texts(&self.0), "and no")
        )
    }

    fn test(&self, text: &Derived) -> Tested {
        for word in &self.0 {
            match word.all(text) {
                Ok(hits) if hits.n() > 0 => {
                    let note = format!("{} is there", quoted(&word.text));
                    return show(Tested::new(false, note), hits);
                }
                Ok(_) => {}
                Err(reason) => return Tested::stopped(reason),
            }
        }
        Tested::new(true, "none of the words is there")
    }
}

fn show(tested: Tested, hits: Hits) -> Tested {
    Tested {
        shown: hits.ranges,
        more: hits.more,
        ..tested
    }
}
