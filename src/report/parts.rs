//! Pieces of set text, and numbers as the report says them.

use super::{Reply, Said, interval};
use crate::prose::{Kind, Node};
use crate::text::shorten;
use crate::verdict::{Evidence, SourceKind};

/// How much is shown of words that are quoted, and of a reason or a clause, in characters.
const QUOTE_WIDTH: usize = 200;
const REASON_WIDTH: usize = 600;

/// How much is shown of a name.
const NAME_WIDTH: usize = 120;

/// How many pieces of evidence of one source are shown.
const MOST_EVIDENCE: usize = 5;

/// Per cent, which no line break tears from its number.
pub(super) const PERCENT: &str = "\u{a0}%";

/// A node with others in it.
pub(super) fn node(kind: Kind, children: Vec<Node>) -> Node {
    Node {
        children,
        ..Node::new(kind, "")
    }
}

/// Words.
pub(super) fn text(words: impl AsRef<str>) -> Node {
    Node::new(Kind::Text, clean(words.as_ref()))
}

/// Something with words in it.
pub(super) fn said(kind: Kind, words: impl AsRef<str>) -> Node {
    node(kind, vec![text(words)])
}

/// A remark in small print.
pub(super) fn hint(nodes: Vec<Node>) -> Node {
    Node {
        text: "hint".to_owned(),
        ..node(Kind::Part, nodes)
    }
}

/// A paragraph of words.
pub(super) fn paragraph(words: impl AsRef<str>) -> Node {
    said(Kind::Paragraph, words)
}

/// A list.
pub(super) fn list(items: impl IntoIterator<Item = Vec<Node>>) -> Node {
    let items = items.into_iter().map(|it| node(Kind::Item, it));
    node(Kind::List, items.collect())
}

/// A name, shortened: what people type has no end.
pub(super) fn name(words: &str) -> String {
    shorten(words, NAME_WIDTH)
}

/// Control characters, and those that turn the direction of what follows, could make a report read
/// as something that it does not say.
fn clean(words: &str) -> String {
    let turns = |it: char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |it: char| match it {
        '\n' | '\r' | '\t' => ' ',
        it if it.is_control() || turns(it) => '\u{fffd}',
        it => it,
    };
    words.chars().map(shown).collect()
}

/// A number and what is counted.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// "6 of 8 (41 to 93 %)", "0 of 3 (could be 56 %)", "none to count": Wilson's 95 % interval.
pub(super) fn share(of: [usize; 2]) -> String {
    let [n, all] = of;
    let Some(bounds) = interval(of) else {
        return "none to count".to_owned();
    };
    let [lower, upper] = [bounds.lower, bounds.upper].map(|it| (it * 100.0).round());
    match n {
        0 => format!("0 of {all} (could be {upper:.0}{PERCENT})"),
        n if n == all => format!("{n} of {all} (could be {lower:.0}{PERCENT})"),
        _ => format!("{n} of {all} ({lower:.0} to {upper:.0}{PERCENT})"),
    }
}

/// Which reply: scenario, model and try, and where it came from.
pub(super) fn reply(reply: &Reply) -> Vec<Node> {
    let mut facts = Vec::new();
    // Replies written by hand are often called just that.
    if !reply.model.is_empty() && reply.model != reply.origin {
        facts.push(name(&reply.model));
    }
    facts.extend(
        reply
            .epoch
            .filter(|it| *it > 1)
            .map(|it| format!("try {it}")),
    );
    facts.push(reply.origin.clone());
    vec![
        said(Kind::Strong, name(&reply.scenario)),
        text(format!(" ({})", facts.join(", "))),
    ]
}

/// What kind of source, and its name.
pub(super) fn who(said: &Said) -> Vec<Node> {
    match said.kind {
        SourceKind::Check => vec![text("check "), self::said(Kind::Literal, name(&said.name))],
        kind => vec![text(judge(kind, &said.name))],
    }
}

/// A person or model by name.
pub(super) fn judge(kind: SourceKind, called: &str) -> String {
    match (kind, called) {
        (SourceKind::Model, "") => "a model without a name".to_owned(),
        (SourceKind::Model, called) => format!("model {}", name(called)),
        (_, "") => "someone without a name".to_owned(),
        (_, called) => name(called),
    }
}

/// Why, and the words pointed at.
pub(super) fn reasons(said: &Said) -> Vec<Node> {
    let mut nodes = Vec::new();
    if !said.why.is_empty() {
        nodes.push(text(format!(": {}", shorten(&said.why, REASON_WIDTH))));
    }
    for (at, it) in said.evidence.iter().take(MOST_EVIDENCE).enumerate() {
        nodes.push(text(if at == 0 { "; " } else { ", " }));
        nodes.extend(evidence(it));
    }
    let n_more = said.evidence.len().saturating_sub(MOST_EVIDENCE);
    if n_more > 0 {
        nodes.push(text(format!(", and {n_more} more")));
    }
    if said.older_words {
        nodes.push(text(" (judged under older words)"));
    }
    nodes
}

/// The words of a clause.
pub(super) fn clause_words(words: &str) -> Node {
    quoted(words, REASON_WIDTH)
}

fn quoted(words: &str, width: usize) -> Node {
    said(Kind::Emphasis, format!("“{}”", shorten(words, width)))
}

fn evidence(evidence: &Evidence) -> Vec<Node> {
    match evidence {
        Evidence::Words {
            message,
            tool_call,
            quote,
            ..
        } => {
            let number = message.saturating_add(1);
            if quote.trim().is_empty() {
                return vec![text(format!("message {number}"))];
            }
            let place = match tool_call {
                Some(_) => "in a call of a tool in message",
                None => "in message",
            };
            vec![
                quoted(quote, QUOTE_WIDTH),
                text(format!(" {place} {number}")),
            ]
        }
        Evidence::Absent {
            absent, looked_in, ..
        } => vec![text(format!(
            "not found: {}, in {}",
            shorten(absent, QUOTE_WIDTH),
            shorten(looked_in, QUOTE_WIDTH)
        ))],
    }
}
