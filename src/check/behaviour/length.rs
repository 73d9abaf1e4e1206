//! `promised-length`: as long, as many, and in the form that was asked for or announced.
//!
//! **Wants** what the user's last message or the instructions ask for ("in three sentences", "at most
//! 50 words", "list five ideas", "as a table"), and what the reply itself announces ("Here are five
//! ways:"), to be so when it is counted.
//! **Why**: clauses on following instructions and on precision; nothing is easier to count, and
//! models get it wrong.
//! **Passes** where all of it is so. Words and characters may be off by a tenth (a quarter after
//! "about"), sentences, paragraphs, lines and items not at all. A first line that ends in a colon
//! may count or not. It does not apply where nothing was asked for or announced, or the reply
//! declines.
//! **Blind spots**: English; items are counted in lists of Markdown alone; "Dr. Smith" is taken for
//! the end of a sentence; lengths asked for in earlier turns are forgotten.

use super::lists::{List, has_table, lists, number};
use super::{asked, pattern};
use crate::check::Check;
use crate::check::definition::Body;
use crate::check::parts::conduct;
use crate::check::pattern::Pattern;
use crate::check::refusal::first_refusal;
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Found, Look, Reads, quoted};
use crate::check::segments::{paragraphs, sentences, words};
use crate::check::view::View;
use crate::message::Role;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "promised-length",
    family: super::FAMILY,
    summary: "a reply as long, as many and in the form that was asked for or announced",
    why: "for clauses on following instructions and on precision",
    reads: Reads::Requirement,
    parameters: &[],
    blind_spots: "English; counts items in lists of Markdown alone, takes `Dr. Smith` for the end of a sentence, forgets what earlier turns asked for",
    examples: &[
        Example {
            yaml: "type: promised-length",
            asked: "Tell me about terns in two sentences.",
            passes: &[
                "Terns fish by diving. They nest on the shore.",
                "Here you go:\n\nTerns dive. They nest ashore.",
            ],
            fails: &[
                "Terns fish by diving.",
                "Terns dive. They nest. They migrate.",
            ],
        },
        Example {
            yaml: "type: promised-length",
            asked: "How do I get there?",
            passes: &["Here are two ways:\n- by bus\n- on foot"],
            fails: &["Here are three ways:\n- by bus\n- on foot"],
        },
    ],
    build: conduct(|_| Ok(Body::Looks(Box::new(Promised)))),
}];

/// So many promises are looked at: each has the reply counted.
const MOST: usize = 20;

const NUMBER: &str = "(?:\\d{1,4}|an?|single|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|hundred)";

/// "in at most three short sentences", "a 50-word summary".
static LENGTHS: LazyLock<Pattern> = LazyLock::new(|| {
    const HOW: &str = "in|with|using|within|under|below|at most|at least|no more than|not more than|fewer than|less than|more than|exactly|precisely|about|around|roughly|approximately|up to|limit(?:ed)?(?: \\w+){0,3} to|maximum(?: of)?|only|keep (?:it|this|your answer|the answer) (?:to|under|below|within)";
    pattern(&format!(
        "\\b(?:(?:{HOW}) )+{NUMBER} (?:short |long |full |complete |simple |concise |brief |single )?(?:words?|sentences?|paragraphs?|lines?|characters?)\\b(?: or (?:less|fewer|more))?(?: max(?:imum)?)?|\\b{NUMBER}[- ](?:word|sentence|paragraph|line|character) (?:summary|answer|reply|response|essay|story|description|poem|explanation|text|version|message|email|paragraph|overview|post)"
    ))
});

/// "list five ideas".
static ITEMS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(&format!(
        "\\b(?:give|list|name|suggest|write|tell|show|provide|share|recommend|find|think of|come up with|brainstorm|generate|produce|offer)(?: me| us)?(?: a list of| exactly| just| only| at least| at most)? {NUMBER} (?:[a-z-]+ ){{0,2}}[a-z-]+s\\b"
    ))
});

static FORMS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        "\\b(?:as|in|into|using|with|make|create|give me|show me) (?:an? |the form of an? |valid |only )*(?:simple |short |markdown |comparison )?(?:table|json(?: object| array| format)?|bullet(?:ed)?[ -](?:points?|list)|bullets|numbered list)\\b",
    )
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Words,
    Sentences,
    Paragraphs,
    Lines,
    Characters,
    Items,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Table,
    Json,
    Bullets,
    Numbered,
}

/// What was promised.
#[derive(Clone, Copy, Debug)]
enum Promise {
    Length {
        unit: Unit,
        least: usize,
        most: usize,
    },
    Form(Form),
}

/// A promise, and the words that make it.
struct Made {
    promise: Promise,
    message: usize,
    span: Range<usize>,
}

#[derive(Debug)]
struct Promised;

impl Check for Promised {
    fn aim(&self) -> String {
        "what was asked for or announced: its length, number and form".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let reply = view.text(message);
        if reply.trim().is_empty() || first_refusal(reply).is_some() {
            return Look::abstaining("the reply declines");
        }
        let all_lists = lists(reply);
        let mut notes = Vec::new();
        let asked_for = view.once("lengths that are asked for", || AskedFor::new(view));
        for made in asked_for.before(view, message).take(MOST) {
            let Some((holds, has)) = made.promise.is_kept(reply, &all_lists) else {
                continue;
            };
            let words = &view.text(made.message)[made.span.clone()];
            let note = format!("{}: {has}", quoted(words));
            if !holds {
                let found = vec![
                    Found::words(made.message, made.span.clone()),
                    Found::whole(view, message),
                ];
                return Look::required(false, note, found);
            }
            notes.push(note);
        }
        for (span, wanted, list) in announced(reply, &all_lists).into_iter().take(MOST) {
            let n = list.items.len();
            let note = format!("{}: {n} follow", quoted(&reply[span.clone()]));
            if n != wanted {
                let items = list.items.iter().take(20).cloned();
                let places = std::iter::once(span).chain(items);
                let found = places.map(|it| Found::words(message, it));
                return Look::required(false, note, found.collect());
            }
            notes.push(note);
        }
        match notes.is_empty() {
            true => Look::abstaining("no length or form was asked for or announced"),
            false => Look::required(true, notes.join("; "), Vec::new()),
        }
    }
}

/// What the instructions and the user's messages ask for.
struct AskedFor {
    /// By the system and the developer, in order.
    always: Vec<Made>,
    /// By the user, by message.
    once: BTreeMap<usize, Vec<Made>>,
}

impl AskedFor {
    fn new(view: &View) -> AskedFor {
        let (mut always, mut once) = (Vec::new(), BTreeMap::new());
        for (at, message) in view.transcript().messages.iter().enumerate() {
            match message.role {
                Role::System | Role::Developer => always.extend(promises(view, at)),
                Role::User => drop(once.insert(at, promises(view, at))),
                Role::Assistant | Role::Tool => {}
            }
        }
        AskedFor { always, once }
    }

    /// What holds for a message: the instructions before it and the user's last message.
    fn before(&self, view: &View, message: usize) -> impl Iterator<Item = &Made> {
        let always = self
            .always
            .iter()
            .take_while(move |it| it.message < message);
        let once = asked(view, message).and_then(|it| self.once.get(&it));
        always.chain(once.into_iter().flatten())
    }
}

/// What one message asks for.
fn promises(view: &View, at: usize) -> Vec<Made> {
    let text = view.text(at);
    let mut all = Vec::new();
    let mut add = |pattern: &Pattern, read: fn(&str) -> Option<Promise>| {
        let found = pattern.find_all(text).map_or(Vec::new(), |it| it.ranges);
        all.extend(found.into_iter().filter_map(|span| {
            let promise = read(&text[span.clone()])?;
            Some(Made {
                promise,
                message: at,
                span,
            })
        }));
    };
    add(&LENGTHS, length_of);
    add(&ITEMS, items_of);
    add(&FORMS, form_of);
    all
}

/// The last number in some words.
fn last_number(words: &str) -> Option<usize> {
    let parts = words.split(|it: char| !it.is_alphanumeric());
    parts.filter_map(number).next_back()
}

fn length_of(words: &str) -> Option<Promise> {
    let lowered = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|it| lowered.contains(it));
    let units = [
        ("word", Unit::Words),
        ("sentence", Unit::Sentences),
        ("paragraph", Unit::Paragraphs),
        ("line", Unit::Lines),
        ("character", Unit::Characters),
    ];
    let unit = units.iter().find(|it| lowered.contains(it.0))?.1;
    let n = last_number(words).filter(|it| *it > 0)?;
    let exact = n > 10 && matches!(unit, Unit::Words | Unit::Characters);
    let slack = match (has(&["about", "around", "roughly", "approximately"]), exact) {
        (true, _) => n / 4,
        (false, true) => n / 10,
        (false, false) => 0,
    };
    let is_most = has(&[
        "at most", "under", "below", "no more", "not more", "fewer", "less", "within", "up to",
        "limit", "max", "keep",
    ]);
    let is_least = has(&["at least", "or more"]) || has(&["more than"]) && !is_most;
    let (least, most) = match (is_most, is_least) {
        (true, _) => (0, n),
        (_, true) => (n, usize::MAX),
        _ => (n - slack, n + slack),
    };
    Some(Promise::Length { unit, least, most })
}

fn items_of(words: &str) -> Option<Promise> {
    const NO_ITEMS: [&str; 16] = [
        "words",
        "sentences",
        "paragraphs",
        "lines",
        "characters",
        "minutes",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "seconds",
        "times",
        "pages",
        "this",
        "is",
    ];
    let last = words.rsplit(' ').next()?.to_lowercase();
    let lowered = words.to_lowercase();
    let n = last_number(words).filter(|it| *it > 1 && !NO_ITEMS.contains(&last.as_str()))?;
    let (least, most) = match (lowered.contains("at least"), lowered.contains("at most")) {
        (true, _) => (n, usize::MAX),
        (_, true) => (0, n),
        _ => (n, n),
    };
    Some(Promise::Length {
        unit: Unit::Items,
        least,
        most,
    })
}

fn form_of(words: &str) -> Option<Promise> {
    let lowered = words.to_lowercase();
    let forms = [
        ("table", Form::Table),
        ("json", Form::Json),
        ("bullet", Form::Bullets),
        ("numbered", Form::Numbered),
    ];
    let found = forms.iter().find(|it| lowered.contains(it.0));
    found.map(|it| Promise::Form(it.1))
}

impl Promise {
    /// Whether a reply keeps it, and what the reply has; `None` where that cannot be told.
    fn is_kept(self, reply: &str, lists: &[List]) -> Option<(bool, String)> {
        match self {
            Promise::Form(form) => {
                let holds = form.is_in(reply, lists);
                let has = if holds { "so it is" } else { "it is not so" };
                Some((holds, has.to_owned()))
            }
            Promise::Length {
                unit: Unit::Items,
                least,
                most,
            } => {
                let fits = |it: &List| (least..=most).contains(&it.items.len());
                let longest = lists.iter().map(|it| it.items.len()).max()?;
                Some((lists.iter().any(fits), format!("{longest} listed")))
            }
            Promise::Length { unit, least, most } => {
                let body = without_announcement(reply);
                let counts = [unit.count(reply), unit.count(body)];
                let holds = counts.iter().any(|it| (least..=most).contains(it));
                Some((holds, format!("{} counted", counts[0])))
            }
        }
    }
}

/// Without a first line that ends in a colon.
fn without_announcement(reply: &str) -> &str {
    let (first, rest) = reply.trim_start().split_once('\n').unwrap_or(("", reply));
    if first.trim_end_matches(['*', ' ']).ends_with(':') {
        rest
    } else {
        reply
    }
}

impl Unit {
    fn count(self, text: &str) -> usize {
        let has_words = |it: &&str| it.contains(char::is_alphanumeric);
        match self {
            Unit::Words => words(text).map(|it| &text[it]).filter(has_words).count(),
            Unit::Sentences => sentences(text).count(),
            Unit::Paragraphs => paragraphs(text).count(),
            Unit::Lines | Unit::Items => text.lines().filter(has_words).count(),
            Unit::Characters => text.trim().chars().count(),
        }
    }
}

impl Form {
    fn is_in(self, reply: &str, lists: &[List]) -> bool {
        match self {
            Form::Table => has_table(reply),
            Form::Bullets => lists.iter().any(|it| !it.is_numbered),
            Form::Numbered => lists.iter().any(|it| it.is_numbered),
            Form::Json => {
                let mut parts = reply.split("```").chain(Some(reply));
                parts.any(|it| {
                    let body = it.trim().trim_start_matches("json").trim();
                    let is_whole = body.starts_with(['{', '[']);
                    is_whole && serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok()
                })
            }
        }
    }
}

/// What the reply announces in lines that end in a colon with a list after them: the line, how many,
/// and the list.
fn announced<'l>(reply: &str, lists: &'l [List]) -> Vec<(Range<usize>, usize, &'l List)> {
    let mut all = Vec::new();
    let mut at = 0;
    for line in reply.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim();
        if !words.trim_end_matches('*').ends_with(':') || words.len() > 200 {
            continue;
        }
        let next = reply[at..].trim_start();
        let next = reply.len() - next.len();
        let list = lists.binary_search_by_key(&next, |it| it.items[0].start);
        let start = start + (line.len() - line.trim_start().len());
        if let (Ok(list), Some(n)) = (list, announced_number(words)) {
            all.push((start..start + words.len(), n, &lists[list]));
        }
    }
    all
}

/// The number of things that a line says will follow: "here are five ways", "three reasons why".
fn announced_number(line: &str) -> Option<usize> {
    const NOT_ITEMS: [&str; 14] = [
        "minutes",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "seconds",
        "words",
        "sentences",
        "people",
        "percent",
        "times",
        "dollars",
        "euros",
    ];
    let clean = line.trim_matches(|it: char| !it.is_alphanumeric());
    let words: Vec<String> = clean.split_whitespace().map(str::to_lowercase).collect();
    let lowered = clean.to_lowercase();
    let is_open = [
        "here",
        "below",
        "following",
        "these",
        "there are",
        "consider",
    ]
    .iter()
    .any(|it| lowered.contains(it))
        || words.first().is_some_and(|it| number(it).is_some());
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let word = word.trim_matches(|it: char| !it.is_alphanumeric());
        let Some(n) = number(word).filter(|it| (2..=50).contains(it)) else {
            continue;
        };
        let following = words[at + 1..].iter().take(4);
        let noun = following
            .map(|it| it.trim_matches(|it: char| !it.is_alphanumeric()))
            .find(|it| it.ends_with('s') && it.len() > 3);
        match noun {
            Some(noun) if !NOT_ITEMS.contains(&noun) && found.is_none() => found = Some(n),
            // Two numbers in one line: which one is meant cannot be told.
            _ => return None,
        }
    }
    found.filter(|_| is_open)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answered, run};
    use crate::check::CheckOutcome::{self, Fail, NotApplicable, Pass};

    #[track_caller]
    fn check(user: &str, reply: &str, expected: CheckOutcome) {
        let result = answered("type: promised-length", user, reply);
        assert_eq!(result.outcome, expected, "{user} / {reply}: {result:?}");
        assert_eq!(result.signal, expected == Fail, "{user} / {reply}");
    }

    #[test]
    fn lengths_are_counted() {
        check("Say it in one word.", "Tern", Pass);
        check("Say it in one word.", "A tern", Fail);
        check(
            "Sum up in at most 5 words",
            "Terns dive and nest ashore",
            Pass,
        );
        check(
            "Sum up in at most 5 words",
            "Terns dive and they nest ashore",
            Fail,
        );
        check(
            "Use at least two paragraphs.",
            "One.\n\nTwo.\n\nThree.",
            Pass,
        );
        check("Use at least two paragraphs.", "One. Two.", Fail);
        check("Write a 20-word summary", &"tern ".repeat(21), Pass);
        check("Write a 20-word summary", &"tern ".repeat(23), Fail);
        check("In about 20 words please", &"tern ".repeat(24), Pass);
        check("In 20 words or less", &"tern ".repeat(21), Fail);
        // Near misses: nothing asked, something else asked, a reply that declines.
        check(
            "The poem has three lines.",
            "It has. So what.",
            NotApplicable,
        );
        check(
            "In two words?",
            "I'm sorry, but I can't help with that.",
            NotApplicable,
        );
        check("How many words are there?", "Many words.", NotApplicable);
    }

    #[test]
    fn items_are_counted() {
        check("List three birds", "1. tern\n2. gull\n3. auk", Pass);
        check("List three birds", "1. tern\n2. gull", Fail);
        check("List three birds", "Tern, gull, auk.", NotApplicable);
        check("Hm", "Here are **2 quick ways**:\n\n* a\n* b\n", Pass);
        check("Hm", "Here are 2 quick ways:\n\n* a\n* b\n* c", Fail);
        check("Hm", "Two reasons why:\n1. a\n2. b\n3. c", Fail);
        check(
            "Hm",
            "It takes two hours:\n- walk\n- rest\n- walk",
            NotApplicable,
        );
        check("Hm", "For 2 of the 5 guests:\n- a\n- b\n- c", NotApplicable);
    }

    #[test]
    fn forms_are_looked_for() {
        check("Put it into a table", "| a |\n|---|\n| 1 |", Pass);
        check("Put it into a table", "a: 1", Fail);
        check("Answer as JSON", "```json\n{\"a\": 1}\n```", Pass);
        check("Answer as JSON", "{a: 1", Fail);
        check("Use bullet points in a numbered list", "- a", Fail);
        check("Set the table in the hall", "Done.", NotApplicable);
    }

    #[test]
    fn instructions_ask_too() {
        let talk = [
            "system: Answer in at most three words.",
            "user: When?",
            "assistant: On Friday, at noon.",
        ];
        assert_eq!(run("type: promised-length", &talk).outcome, Fail);
    }
}
