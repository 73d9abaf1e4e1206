//! Texts in texts: `contains` and its relatives, `starts-with`, `ends-with`, whole words.
//!
//! **Look for** one or several texts, letter for letter or ignoring case.
//! **Why**: names that must or must not be said, stock phrases, fixed beginnings and endings.
//! **Pass** where the text is found; with `not-`, where it is in no message.
//! **Blind spots**: other spellings, other words for the same thing, words inside words (except
//! `contains-word`). Ignoring case means JavaScript's `toLowerCase` on both sides: `ß` is not
//! `SS`, accents count, and `Σ` at the end of a word is `ς`.
//!
//! Evidence gives exact bytes of the original text, although a text may change its length in
//! lower case (`İ` becomes two characters).

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::needle::{Case, Hits, Needle, Place};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Look, Reads, listed, quoted};
use crate::check::view::View;

const ONE: &[Parameter] = &[Parameter {
    name: "value",
    takes: "a text",
    needed: true,
    doc: "the text to look for",
}];
const SEVERAL: &[Parameter] = &[Parameter {
    name: "value",
    takes: "a list of texts, or one text with commas (`\"a, b\",c` with quoted fields)",
    needed: true,
    doc: "the texts to look for",
}];
const INSIDE: &str = "also finds it inside longer words; misses other words for the same thing";
const SPELLING: &str = "misses other words for the same thing; a space more or less counts";

/// One entry; those that differ only in case share everything but the name and the example.
const fn entry(
    name: &'static str,
    summary: &'static str,
    parameters: &'static [Parameter],
    blind_spots: &'static str,
    examples: &'static [Example],
    build: crate::check::fields::Build,
) -> CheckType {
    let why = "for words that must or must not be said";
    CheckType {
        name,
        family: "text",
        summary,
        why,
        reads: Reads::Finder,
        parameters,
        blind_spots,
        examples,
        build,
    }
}

/// What the user asked in all examples.
const ASKED: &str = "When is The Glass Coast due?";

pub(super) const TYPES: &[CheckType] = &[
    entry(
        "contains",
        "the given text, case as given",
        ONE,
        INSIDE,
        &[
            Example::new(
                ASKED,
                "{type: contains, value: The Glass Coast}",
                &["The Glass Coast is due on Friday."],
                &["the glass coast", ""],
            ),
            Example::new(
                ASKED,
                "{type: not-contains, value: reader}",
                &["It is due."],
                &["Another reader has it."],
            ),
        ],
        |fields| one(fields, Case::Counts, Place::Anywhere),
    ),
    entry(
        "icontains",
        "the given text, ignoring case",
        ONE,
        INSIDE,
        &[Example::new(
            ASKED,
            "{type: icontains, value: due}",
            &["DUE on Friday", "a residue"],
            &["on Friday"],
        )],
        |fields| one(fields, Case::Ignored, Place::Anywhere),
    ),
    entry(
        "contains-any",
        "at least one of several texts, case as given",
        SEVERAL,
        INSIDE,
        &[
            Example::new(
                ASKED,
                "{type: contains-any, value: [Friday, Monday]}",
                &["On Monday."],
                &["On monday."],
            ),
            Example::new(
                ASKED,
                "{type: contains-any, value: '\"Friday, noon\",Monday'}",
                &["Friday, noon"],
                &["Friday"],
            ),
        ],
        |fields| several(fields, Case::Counts, Need::Any),
    ),
    entry(
        "icontains-any",
        "at least one of several texts, ignoring case",
        SEVERAL,
        INSIDE,
        &[Example::new(
            ASKED,
            "{type: not-icontains-any, value: [as an AI language model, I'm just an AI]}",
            &["On Friday."],
            &["As an AI language model I cannot see dates."],
        )],
        |fields| several(fields, Case::Ignored, Need::Any),
    ),
    entry(
        "contains-all",
        "all of several texts in one message, case as given",
        SEVERAL,
        INSIDE,
        &[Example::new(
            ASKED,
            "{type: contains-all, value: [Friday, desk]}",
            &["Friday, at the desk."],
            &["Friday.", ""],
        )],
        |fields| several(fields, Case::Counts, Need::All),
    ),
    entry(
        "icontains-all",
        "all of several texts in one message, ignoring case",
        SEVERAL,
        INSIDE,
        &[Example::new(
            ASKED,
            "{type: icontains-all, value: [friday, desk]}",
            &["Friday, at the Desk."],
            &["Friday."],
        )],
        |fields| several(fields, Case::Ignored, Need::All),
    ),
    entry(
        "contains-word",
        "the given text as whole words, case as given",
        ONE,
        "a letter, digit, `_` or accent right before or after it spoils it; an apostrophe does not",
        &[Example::new(
            ASKED,
            "{type: contains-word, value: due}",
            &["It is due.", "(due)"],
            &["a residue", "Due"],
        )],
        |fields| one(fields, Case::Counts, Place::Word),
    ),
    entry(
        "icontains-word",
        "the given text as whole words, ignoring case",
        ONE,
        "a letter, digit, `_` or accent right before or after it spoils it; an apostrophe does not",
        &[Example::new(
            ASKED,
            "{type: icontains-word, value: c++}",
            &["Is C++ due?"],
            &["c+ +", "abc++"],
        )],
        |fields| one(fields, Case::Ignored, Place::Word),
    ),
    entry(
        "starts-with",
        "a message that begins with the given text, case as given",
        ONE,
        SPELLING,
        &[Example::new(
            ASKED,
            "{type: starts-with, value: On}",
            &["On Friday."],
            &["on Friday", " On Friday"],
        )],
        |fields| one(fields, Case::Counts, Place::Start),
    ),
    entry(
        "istarts-with",
        "a message that begins with the given text, ignoring case",
        ONE,
        SPELLING,
        &[Example::new(
            ASKED,
            "{type: not-istarts-with, value: great question}",
            &["On Friday."],
            &["Great question! On Friday."],
        )],
        |fields| one(fields, Case::Ignored, Place::Start),
    ),
    entry(
        "ends-with",
        "a message that ends with the given text, case as given",
        ONE,
        SPELLING,
        &[Example::new(
            ASKED,
            "{type: ends-with, value: '?'}",
            &["Shall I renew it?"],
            &["I renewed it.", "Shall I? "],
        )],
        |fields| one(fields, Case::Counts, Place::End),
    ),
    entry(
        "iends-with",
        "a message that ends with the given text, ignoring case",
        ONE,
        SPELLING,
        &[Example::new(
            ASKED,
            "{type: iends-with, value: friday.}",
            &["On Friday."],
            &["Friday or so."],
        )],
        |fields| one(fields, Case::Ignored, Place::End),
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Any,
    All,
}

fn one(fields: &mut Fields, case: Case, place: Place) -> Read<Body> {
    let node = fields.needed("value", "the text to look for")?;
    let text = text_of(node, "value")?;
    if text.is_empty() && place != Place::End {
        let fault = Fault::new(node, "wrong-parameter", "an empty text is in every message");
        return Err(fault.hint("write the text to look for"));
    }
    let needles = vec![Needle::new(text, case)];
    Ok(Body::Looks(Box::new(TextSearch {
        needles,
        case,
        place,
        need: Need::Any,
    })))
}

fn several(fields: &mut Fields, case: Case, need: Need) -> Read<Body> {
    if let Some(node) = fields.get("value").filter(|it| it.text() == Some("")) {
        let fault = Fault::new(node, "wrong-parameter", "there is no text to look for");
        return Err(fault.hint("write one or several, with commas between them"));
    }
    let texts = fields.texts("value", split_fields)?;
    let needles = texts.iter().map(|text| Needle::new(text, case)).collect();
    Ok(Body::Looks(Box::new(TextSearch {
        needles,
        case,
        place: Place::Anywhere,
        need,
    })))
}

/// promptfoo's comma list: fields are trimmed and empty ones dropped; a field in double quotes
/// is kept as it is, with `""` for a quotation mark.
fn split_fields(text: &str) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        if let Some(quoted) = trimmed.strip_prefix('"') {
            let (field, after) = quoted_field(quoted)?;
            fields.push(field);
            rest = after.trim_start();
            if !rest.is_empty() && !rest.starts_with(',') {
                return Err("a comma is missing after a quoted text".to_owned());
            }
        } else {
            let end = trimmed.find(',').unwrap_or(trimmed.len());
            let field = trimmed[..end].trim();
            fields.extend((!field.is_empty()).then(|| field.to_owned()));
            rest = &trimmed[end..];
        }
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
    }
}

/// A quoted field after its `"`, and what follows it. `""` and `\"` are a quotation mark, `\\` is
/// a backslash.
fn quoted_field(text: &str) -> Result<(String, &str), String> {
    let mut field = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\']) {
        field.push_str(&rest[..at]);
        let mark = &rest[at..];
        if mark.starts_with("\"\"") || mark.starts_with("\\\"") || mark.starts_with("\\\\") {
            field.push_str(&mark[1..2]);
            rest = &mark[2..];
        } else if let Some(after) = mark.strip_prefix('"') {
            return Ok((field, after));
        } else {
            field.push('\\');
            rest = &mark[1..];
        }
    }
    Err("a quoted text is never closed".to_owned())
}

#[derive(Debug)]
struct TextSearch {
    needles: Vec<Needle>,
    case: Case,
    place: Place,
    need: Need,
}

impl Check for TextSearch {
    fn aim(&self) -> String {
        let texts: Vec<_> = self
            .needles
            .iter()
            .map(|needle| needle.text.clone())
            .collect();
        let texts = listed(&texts, if self.need == Need::All { "and" } else { "or" });
        let case = if self.case == Case::Ignored {
            " (capitals or not)"
        } else {
            ""
        };
        match self.place {
            Place::Anywhere => format!("{texts}{case}"),
            Place::Word => format!("{texts} as a whole word{case}"),
            Place::Start => format!("{texts} at the beginning{case}"),
            Place::End => format!("{texts} at the end{case}"),
        }
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let hits: Vec<Hits> = self
            .needles
            .iter()
            .map(|it| self.hits(it, view, message))
            .collect();
        let mut ranges: Vec<_> = hits.iter().flat_map(|hits| hits.ranges.clone()).collect();
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        ranges.dedup();
        let mut look = Look::found(message, ranges);
        look.more += hits.iter().map(|hits| hits.more).sum::<usize>();
        look.holds = match self.need {
            Need::Any => hits.iter().any(|hits| !hits.ranges.is_empty()),
            Need::All => hits.iter().all(|hits| !hits.ranges.is_empty()),
        };
        if !look.holds {
            look.missing = self.missing(&hits);
        }
        look
    }

    fn holds(&self, view: &View, message: usize) -> Option<bool> {
        let is_in = |it: &Needle| {
            let text = match self.case {
                Case::Counts => view.text(message),
                Case::Ignored => &view.lowered(message).text,
            };
            it.is_in(text, self.place)
        };
        let mut needles = self.needles.iter();
        let has = |it: &Needle| view.may_have(message, &it.needed) && is_in(it);
        Some(match self.need {
            Need::Any => needles.any(has),
            Need::All => needles.all(has),
        })
    }

    fn times(&self, view: &View, message: usize) -> Result<Option<u32>, String> {
        // The matches of several texts may be the same.
        let [needle] = &self.needles[..] else {
            let holds = self.holds(view, message) != Some(false);
            return Ok(Some(match holds {
                true => self.look(view, message).times(),
                false => 0,
            }));
        };
        let hits = self.hits(needle, view, message);
        let n = hits.ranges.len() + hits.more;
        Ok(Some(u32::try_from(n).unwrap_or(u32::MAX)))
    }
}

impl TextSearch {
    fn hits(&self, needle: &Needle, view: &View, message: usize) -> Hits {
        if self.case == Case::Counts {
            return needle.matches(view.text(message), self.place);
        }
        let lowered = view.lowered(message);
        let hits = needle.matches(&lowered.text, self.place);
        if hits.ranges.is_empty() {
            return hits;
        }
        Hits {
            ranges: lowered.to_original(view.text(message), &hits.ranges),
            ..hits
        }
    }

    fn missing(&self, hits: &[Hits]) -> Vec<String> {
        if self.need == Need::Any {
            return vec![self.aim()];
        }
        let absent = self
            .needles
            .iter()
            .zip(hits)
            .filter(|(_, hits)| hits.ranges.is_empty());
        absent.map(|(needle, _)| quoted(&needle.text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comma_lists_are_read_as_in_promptfoo() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            assert_eq!(split_fields(text).unwrap(), expected, "{text}");
        }
        check("world,universe", &["world", "universe"]);
        check(
            r#""hello, dear world", simple"#,
            &["hello, dear world", "simple"],
        );
        check(r#""say ""hi""",z"#, &[r#"say "hi""#, "z"]);
        check(r#""","#, &[""]);
        check(r#""a\\b \"c\" \d""#, &[r#"a\b "c" \d"#]);
        check("  ,  ,  ", &[]);
        check("'a, b'", &["'a", "b'"]);
        assert!(split_fields("\"unterminated").is_err());
        assert!(split_fields("\"a\"b,c").is_err());
    }
}
