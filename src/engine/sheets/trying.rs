//! A check as it is written: what is wrong with it, what it says of every reply here, and whether it
//! agrees with the spec's own examples.

use super::super::add_check::{body_of, marked};
use super::address::{Asked, address};
use super::catalogue::{self, outcome};
use super::diagnostics;
use super::known::{Known, plain};
use super::parts::Sheet;
use super::records;
use crate::check::{CheckDefinition, CheckOutcome, CheckResult, registry};
use crate::diagnostic::Diagnostic;
use crate::prose::Kind;
use crate::text::{Span, floor_boundary, shorten};
use crate::transcript::Transcript;
use crate::verdict::Evidence;

pub(super) const NAME: &str = "try-check";

/// So many replies are looked at, and so many bytes of them: who types wants an answer at once.
const MAX_REPLIES: usize = 2000;
const MAX_BYTES: usize = 4 << 20;
/// After so many errors a check is given up: a pattern bomb takes its time at each reply.
const MAX_ERRORS: usize = 2;
/// So many checks of a list are tried, and so many replies shown for each.
const MAX_CHECKS: usize = 20;
const MAX_SHOWN: usize = 60;
/// So many places of a reply are quoted, with so many bytes around each.
const MAX_QUOTES: usize = 3;
const AROUND: usize = 48;

/// A reply that is here.
struct Reply<'a> {
    /// What its button says to `app::acts`.
    place: String,
    name: &'a str,
    transcript: Transcript,
}

/// The address at which a clause's block of checks can be changed, by its mark.
pub(super) fn address_of_block(clause: &str, mark: &str) -> String {
    address(NAME, &[clause, "\n", mark].concat(), &[])
}

/// What is tried: `try-check`, `try-check/CLAUSE`, or `try-check/CLAUSE⏎BLOCK`.
#[derive(Clone, Copy)]
struct Tried<'a> {
    /// The clause's id.
    id: &'a str,
    /// Whether the clause is chosen in a field.
    is_free: bool,
    /// Mark of the clause's block that is changed.
    block: Option<&'a str>,
}

impl<'a> Tried<'a> {
    fn new(asked: &'a Asked) -> Tried<'a> {
        let (id, block) = match asked.of.split_once('\n') {
            Some((id, mark)) => (id, Some(mark)),
            None => (asked.of.as_str(), None),
        };
        let is_free = id.is_empty();
        Tried {
            id: if is_free { asked.option("clause") } else { id },
            is_free,
            block,
        }
    }
}

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let tried = Tried::new(asked);
    sheet.title(if tried.block.is_some() {
        "Change checks"
    } else {
        "Try a check"
    });
    let yaml = written(known, tried, asked);
    fields(known, tried, asked, &yaml, sheet);
    // One thing stands after the field, whatever it holds: what moves up or down keeps no focus.
    sheet.open(Kind::Block, "");
    answer(known, tried, asked, &yaml, sheet);
    sheet.close();
}

/// What there is to say of the checks in `yaml` for the clause that was chosen, if any was.
fn answer(known: &Known<'_>, tried: Tried<'_>, asked: &Asked, yaml: &str, sheet: &mut Sheet) {
    let Tried { id, is_free, .. } = tried;
    let about = known.clauses.iter().find(|it| it.clause.id == id);
    if let Some(about) = about {
        sheet.open(Kind::Paragraph, "");
        sheet.words("For ");
        sheet.clause_link(id, &plain(&about.clause.title));
        sheet.close();
    } else if !is_free {
        sheet.empty("This spec has no clause of that name. It may have been reworded or removed.");
    }
    sheet.open(Kind::Paragraph, "");
    let catalogue = address(catalogue::NAME, id, &[]);
    sheet.said(Kind::Sheet, &catalogue, "All types of checks");
    sheet.close();
    let clause = Some(id).filter(|it| !it.is_empty());
    if let Some(mark) = tried.block {
        if marked(known.spec, known.text, id, mark).is_none() {
            return sheet.empty("These checks are not there any more.");
        }
        sheet.open(Kind::Part, "bar");
        let what = |act: &str| [act, " ", mark, " ", id].concat();
        sheet.button("do", &what("replace-checks"), "Replace them in the spec");
        sheet.button("do", &what("remove-checks"), "Take them out");
        sheet.close();
    }
    let (checks, found) = known.names.read_checks(yaml, clause, 1);
    faults(&found, sheet);
    if checks.is_empty() {
        return sheet.empty("Write a check, paste a list of assertions, or take a type from the catalogue. What it finds is shown as you type.");
    }
    if about.is_some() && tried.block.is_none() {
        sheet.open(Kind::Part, "bar");
        sheet.button("do", &["add-check ", id].concat(), "Add it to the clause");
        sheet.close();
    }
    let (replies, n_left) = replies(known, id);
    let labelled = about.map(|_| known.labelled(records::split(asked)));
    for check in checks.iter().take(MAX_CHECKS) {
        if check.fault().is_some() {
            continue; // Said above, at its line.
        }
        sheet.heading(&check.summary());
        sheet.hint(catalogue::decides(check.decides));
        said(check, &replies, n_left, sheet);
        if let Some(labelled) = &labelled {
            records::of_check(check, id, labelled, sheet);
        }
    }
    let n_more = checks.len().saturating_sub(MAX_CHECKS);
    if n_more > 0 {
        sheet.open(Kind::Part, "hint");
        sheet.count(
            n_more,
            " more check is not tried.",
            " more checks are not tried.",
        );
        sheet.close();
    }
}

/// What is in the field: what was written, else the checks that are to be changed, else the first
/// example of the type asked for.
fn written(known: &Known<'_>, tried: Tried<'_>, asked: &Asked) -> String {
    let block = tried
        .block
        .and_then(|it| marked(known.spec, known.text, tried.id, it));
    if let Some((_, block)) = block.filter(|_| asked.option("yaml").is_empty()) {
        return body_of(known.text, block);
    }
    let yaml = asked.option("yaml");
    let of_type = |name: &str| registry().iter().find(|it| it.name == name);
    match of_type(asked.option("type")).and_then(|it| it.examples.first()) {
        Some(example) if yaml.is_empty() => as_item(example.yaml),
        _ => yaml.to_owned(),
    }
}

/// A check as an item of a list.
fn as_item(yaml: &str) -> String {
    if yaml.starts_with("- ") {
        return yaml.to_owned();
    }
    ["- ", &yaml.trim_end().replace('\n', "\n  ")].concat()
}

fn fields(
    known: &Known<'_>,
    Tried { id, is_free, .. }: Tried<'_>,
    asked: &Asked,
    yaml: &str,
    sheet: &mut Sheet,
) {
    sheet.open(Kind::Part, "fields");
    sheet.open(Kind::Area, &["yaml=", yaml].concat());
    sheet.words("Check, or a list of checks, in YAML");
    sheet.close();
    if is_free {
        sheet.open(Kind::Select, &["clause=", id].concat());
        sheet.words("For the clause");
        sheet.said(Kind::Choice, "", "choose one");
        for about in &known.clauses {
            let title = shorten(&plain(&about.clause.title), 60);
            sheet.said(Kind::Choice, &about.clause.id, &title);
        }
        sheet.close();
    }
    records::field(asked, sheet);
    sheet.close();
}

fn faults(found: &[Diagnostic], sheet: &mut Sheet) {
    if found.is_empty() {
        return;
    }
    sheet.open(Kind::List, "");
    for it in found {
        diagnostics::item_at_line(it, sheet);
    }
    sheet.close();
}

/// The replies here, those of scenarios that ask about the clause first, and how many are left out.
fn replies<'a>(known: &Known<'a>, id: &str) -> (Vec<Reply<'a>>, usize) {
    let (mut replies, mut n_left, mut n_bytes) = (Vec::new(), 0, 0);
    let asks = |it: &crate::transcript::Scenario| it.clauses.iter().any(|it| it == id);
    for is_first in [true, false] {
        let scenarios = known.workspace.scenarios.iter();
        for scenario in scenarios.filter(|it| asks(it) == is_first) {
            if !scenario.is_run() && scenario.outputs.is_empty() {
                continue;
            }
            for (at, transcript) in scenario.transcripts().into_iter().enumerate() {
                let messages = transcript.messages.iter();
                n_bytes += messages.map(|it| it.content.len()).sum::<usize>();
                if replies.len() == MAX_REPLIES || n_bytes > MAX_BYTES && !replies.is_empty() {
                    n_left += 1;
                    continue;
                }
                replies.push(Reply {
                    place: [&at.to_string(), " ", id, " ", &scenario.id].concat(),
                    name: scenario.name(),
                    transcript,
                });
            }
        }
    }
    (replies, n_left)
}

/// What a check says of the replies: how many it hits, and each with the words it matched.
fn said(check: &CheckDefinition, replies: &[Reply<'_>], mut n_left: usize, sheet: &mut Sheet) {
    let mut results: Vec<(&Reply<'_>, CheckResult)> = Vec::new();
    let mut n_errors = 0;
    for reply in replies {
        if n_errors == MAX_ERRORS {
            n_left += 1;
            continue;
        }
        let result = check.run(&reply.transcript);
        n_errors += usize::from(result.outcome == CheckOutcome::Error);
        results.push((reply, result));
    }
    let n_hits = results
        .iter()
        .filter(|it| it.1.is_hit(check.decides))
        .count();
    let n_marked = results.iter().filter(|it| has_words(&it.1)).count();
    sheet.open(Kind::Status, "");
    sheet.number(n_hits);
    sheet.words(" of ");
    sheet.count(results.len(), " reply hit", " replies hit");
    if n_marked > 0 {
        sheet.words(", words to show in ");
        sheet.number(n_marked);
    }
    if n_errors > 0 {
        sheet.words(", ");
        sheet.count(n_errors, " could not be judged", " could not be judged");
    }
    if n_left > 0 {
        sheet.words(", ");
        sheet.count(n_left, " not looked at", " not looked at");
    }
    sheet.close();
    results.sort_by_key(|(_, it)| {
        (
            it.outcome != CheckOutcome::Error,
            !it.is_hit(check.decides),
            !has_words(it),
        )
    });
    sheet.open(Kind::List, "");
    for (reply, result) in results.iter().take(MAX_SHOWN) {
        sheet.open(Kind::Item, "");
        sheet.button("scenario", &reply.place, reply.name);
        sheet.words(" ");
        outcome(check, result, sheet);
        if has_words(result) {
            quotes(&reply.transcript, result, sheet);
        } else {
            sheet.hint(&shorten(&result.explanation, 200));
        }
        sheet.close();
    }
    sheet.close();
    let n_hidden = results.len().saturating_sub(MAX_SHOWN);
    if n_hidden > 0 {
        sheet.open(Kind::Part, "hint");
        sheet.count(n_hidden, " more is not shown.", " more are not shown.");
        sheet.close();
    }
}

fn has_words(result: &CheckResult) -> bool {
    let mut evidence = result.evidence.iter();
    evidence.any(|it| matches!(it, Evidence::Words { .. }))
}

/// The words that were matched, each within those around it.
fn quotes(transcript: &Transcript, result: &CheckResult, sheet: &mut Sheet) {
    let mut n_shown = 0;
    let mut n_more = 0;
    for it in &result.evidence {
        let Evidence::Words {
            message,
            tool_call,
            span,
            quote,
            ..
        } = it
        else {
            continue;
        };
        if n_shown == MAX_QUOTES {
            n_more += 1;
            continue;
        }
        n_shown += 1;
        let message = transcript.messages.get(*message);
        let text = message.filter(|_| tool_call.is_none());
        let text = text.map_or("", |it| it.content.as_str());
        let start = floor_boundary(text, span.start.saturating_sub(AROUND));
        let end = floor_boundary(text, span.end.saturating_add(AROUND));
        let around = |from, to| Span::new(from, to).slice(text).unwrap_or_default();
        sheet.open(Kind::Part, "snippet");
        sheet.words(if start > 0 { "… " } else { "" });
        sheet.words(&in_line(around(start, span.start)));
        sheet.said(Kind::Inserted, "", &cut(quote));
        sheet.words(&in_line(around(span.end, end)));
        sheet.words(if end < text.len() { " …" } else { "" });
        sheet.close();
    }
    if n_more > 0 {
        sheet.open(Kind::Part, "hint");
        sheet.count(n_more, " more place in it", " more places in it");
        sheet.close();
    }
}

fn in_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Words that were matched, with the middle left out where they are many.
fn cut(quote: &str) -> String {
    if quote.len() <= 4 * AROUND {
        return in_line(quote);
    }
    in_line(&quote[..floor_boundary(quote, 4 * AROUND)]) + "…"
}
