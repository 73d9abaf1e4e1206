//! Weval's points → the checks of this catalogue.
//!
//! A point is `{$fn: argument}` or `{fn: name, arg: argument, weight, citation}`; `$not_fn` turns
//! it round. A list among the points is a path: one of the paths must hold as a whole, whatever
//! else is asked. A point in plain words is for a person or a model to judge.

use crate::check::elsewhere;
use crate::check::fields::{Fault, Read};
use crate::check::node::{Kind, Node, Scalar};

/// The points of a list with its paths joined into one check, or `None` where it has no paths.
pub(crate) fn join_paths(items: &[Node]) -> Option<Vec<Node>> {
    let is_path = |item: &&Node| matches!(item.kind, Kind::List(_));
    let first = items.iter().position(|item| is_path(&item))?;
    let place = &items[first];
    let paths: Vec<Node> = items.iter().filter(is_path).map(path).collect();
    let mut joined: Vec<Node> = items
        .iter()
        .filter(|item| !is_path(item))
        .cloned()
        .collect();
    joined.insert(first.min(joined.len()), group(place, "any-of", paths));
    Some(joined)
}

fn path(node: &Node) -> Node {
    match &node.kind {
        Kind::List(items) => group(node, "all-of", items.clone()),
        _ => node.clone(),
    }
}

fn group(place: &Node, name: &str, members: Vec<Node>) -> Node {
    check(place, name, Some(Kind::List(members)))
}

/// The check that a point stands for, or `None` where `node` is none of Weval's.
pub(crate) fn translate(node: &Node) -> Read<Option<Node>> {
    let Some(entries) = node.entries() else {
        return Ok(None);
    };
    if node.get("type").is_some() {
        return Ok(None);
    }
    let keyed = entries
        .iter()
        .find(|(key, _)| key.text().is_some_and(|it| it.starts_with('$')));
    let named = node.get("fn").and_then(Node::text);
    let null = Node::new(node.span, node.line, Kind::Null);
    let (name, argument) = match (keyed, named) {
        (Some((key, argument)), _) => (key.text().unwrap_or_default(), argument),
        (None, Some(name)) => (name, node.get("arg").unwrap_or(&null)),
        (None, None) => return in_words(node, entries).map_or(Ok(None), Err),
    };
    let name = name.trim_start_matches('$');
    let (negated, name) = name
        .strip_prefix("not_")
        .map_or((false, name), |name| (true, name));
    let mut translated = function(node, name, argument)?;
    if negated {
        negate(&mut translated);
    }
    keep(node, &mut translated);
    Ok(Some(translated))
}

/// `{point: words}` and `{words: citation}` are for a person or a model.
fn in_words(node: &Node, entries: &[(Node, Node)]) -> Option<Fault> {
    let is_sentence = |it: &&str| it.split_whitespace().nth(2).is_some();
    let alone = entries
        .first()
        .filter(|_| entries.len() == 1)
        .and_then(|(key, _)| key.text());
    let words = node
        .get("point")
        .and_then(Node::text)
        .or(alone.filter(is_sentence))?;
    let shown = crate::text::shorten(words, 60);
    let message = format!(
        "`{shown}` is not judged here: {}",
        elsewhere::WORDING.reason
    );
    Some(Fault::new(node, "not-judged-here", message).hint(elsewhere::WORDING.instead))
}

fn function(node: &Node, name: &str, argument: &Node) -> Read<Node> {
    let plain = |name: &str| Ok(check(node, name, Some(argument.kind.clone())));
    match name {
        "contains" | "icontains" | "starts_with" | "istarts_with" | "ends_with" | "iends_with"
        | "contains_word" | "icontains_word" | "equals" => plain(&name.replace('_', "-")),
        "is_json" | "contains_json" => Ok(check(node, &name.replace('_', "-"), None)),
        "contains_any_of" => plain("contains-any"),
        "icontains_any_of" => plain("icontains-any"),
        "contains_all_of" => plain("contains-all"),
        "icontains_all_of" => plain("icontains-all"),
        "regex" | "matches" => Ok(regex(node, argument, false)),
        "imatches" => Ok(regex(node, argument, true)),
        "matches_any_of" | "imatches_any_of" => {
            Ok(patterns(node, argument, "any-of", name.starts_with('i')))
        }
        "matches_all_of" | "imatches_all_of" => {
            Ok(patterns(node, argument, "all-of", name.starts_with('i')))
        }
        "contains_at_least_n_of"
        | "icontains_at_least_n_of"
        | "matches_at_least_n_of"
        | "imatches_at_least_n_of" => at_least(node, name, argument),
        "any_of" => plain("any-of"),
        "all_of" => plain("all-of"),
        "none_of" => plain("none-of"),
        "word_count_between" => word_count(node, argument),
        "tool_called" => {
            let name = ("name", argument.kind.clone());
            Ok(with_fields(check(node, "tool-call", None), [name]))
        }
        "tool_args_match" => tool_arguments(node, argument),
        name => Err(not_here(node, name)),
    }
}

/// Functions that are not run here.
fn not_here(node: &Node, name: &str) -> Fault {
    let (reason, hint) = match name {
        "js" | "external" => (
            "it runs a program",
            "use `$matches`, `$contains` or a group of points",
        ),
        "ref" => ("it names a point defined elsewhere", "write the point here"),
        _ => (
            "there is no such check in this version",
            "use `$contains`, `$matches` or a group of points",
        ),
    };
    let shown = crate::text::shorten(name, 60);
    Fault::new(
        node,
        "not-judged-here",
        format!("`${shown}` is not judged here: {reason}"),
    )
    .hint(hint)
}

fn text(place: &Node, text: &str) -> Node {
    let scalar = Scalar {
        text: text.to_owned(),
        plain: true,
        verbatim: None,
    };
    Node::new(place.span, place.line, Kind::Scalar(scalar))
}

fn check(place: &Node, name: &str, value: Option<Kind>) -> Node {
    let mut entries = vec![(text(place, "type"), text(place, name))];
    entries.extend(value.map(|kind| {
        (
            text(place, "value"),
            Node::new(place.span, place.line, kind),
        )
    }));
    Node::new(place.span, place.line, Kind::Map(entries))
}

fn with_fields<const N: usize>(mut node: Node, fields: [(&str, Kind); N]) -> Node {
    let place = Node::new(node.span, node.line, Kind::Null);
    if let Kind::Map(entries) = &mut node.kind {
        for (key, kind) in fields {
            entries.push((text(&place, key), Node::new(place.span, place.line, kind)));
        }
    }
    node
}

fn negate(node: &mut Node) {
    if let Kind::Map(entries) = &mut node.kind
        && let Some((
            _,
            Node {
                kind: Kind::Scalar(name),
                ..
            },
        )) = entries.first_mut()
    {
        name.text = format!("not-{}", name.text);
    }
}

/// What a point says beside its function; a citation in words is the reason for readers.
fn keep(from: &Node, to: &mut Node) {
    let Kind::Map(entries) = &mut to.kind else {
        return;
    };
    for (key, value) in from.entries().unwrap_or_default() {
        let kept = match key.text() {
            Some("citation") => value.text().map(|_| text(key, "why")),
            Some("multiplier") => Some(text(key, "weight")),
            Some("fn" | "arg") => None,
            Some(name) => (!name.starts_with('$')).then(|| key.clone()),
            None => None,
        };
        entries.extend(kept.map(|key| (key, value.clone())));
    }
}

/// A pattern; `(?i)` at its beginning, which other languages know, ignores case.
fn regex(place: &Node, argument: &Node, ignores_case: bool) -> Node {
    let mut pattern = argument.clone();
    let mut ignores_case = ignores_case;
    if let Kind::Scalar(scalar) = &mut pattern.kind
        && let Some(rest) = scalar.text.strip_prefix("(?i)")
    {
        ignores_case = true;
        scalar.verbatim = scalar.verbatim.map(|it| it + 4);
        scalar.text = rest.to_owned();
    }
    let node = Node::new(
        place.span,
        place.line,
        Kind::Map(vec![
            (text(place, "type"), text(place, "regex")),
            (text(place, "value"), pattern),
        ]),
    );
    if ignores_case {
        with_fields(node, [("flags", text(place, "i").kind)])
    } else {
        node
    }
}

fn patterns(place: &Node, argument: &Node, name: &str, ignores_case: bool) -> Node {
    let members = match &argument.kind {
        Kind::List(items) => items
            .iter()
            .map(|item| regex(item, item, ignores_case))
            .collect(),
        _ => vec![regex(place, argument, ignores_case)],
    };
    group(place, name, members)
}

/// `[n, [texts]]`: a set of checks that passes from a share on.
fn at_least(place: &Node, name: &str, argument: &Node) -> Read<Node> {
    let parts = || {
        let Kind::List(parts) = &argument.kind else {
            return None;
        };
        let [
            n,
            Node {
                kind: Kind::List(items),
                ..
            },
        ] = &parts[..]
        else {
            return None;
        };
        Some((n.text()?.parse::<u32>().ok()?, items))
    };
    let fault = || {
        Fault::new(
            place,
            "wrong-parameter",
            format!("`${name}` takes a number and a list of texts"),
        )
    };
    let (n, items) = parts().ok_or_else(fault)?;
    let ignores_case = name.starts_with('i');
    let member = |item: &Node| match (name.contains("matches"), ignores_case) {
        (true, ignores_case) => regex(item, item, ignores_case),
        (false, true) => check(item, "icontains", Some(item.kind.clone())),
        (false, false) => check(item, "contains", Some(item.kind.clone())),
    };
    let members = items.iter().map(member).collect();
    // A little less than the share, which need not be exact in binary.
    let share = (f64::from(n) - 0.5) / items.len().max(1) as f64;
    let set = check(place, "assert-set", None);
    Ok(with_fields(
        set,
        [
            ("threshold", text(place, &share.to_string()).kind),
            ("assert", Kind::List(members)),
        ],
    ))
}

fn word_count(place: &Node, argument: &Node) -> Read<Node> {
    let bounds = match &argument.kind {
        Kind::List(items) => <&[Node; 2]>::try_from(&items[..]).ok(),
        _ => None,
    };
    let fault = || {
        Fault::new(
            place,
            "wrong-parameter",
            "`$word_count_between` takes two numbers",
        )
    };
    let [min, max] = bounds.ok_or_else(fault)?;
    let node = check(place, "word-count", None);
    Ok(with_fields(
        node,
        [("min", min.kind.clone()), ("max", max.kind.clone())],
    ))
}

/// `{name, where: {argument: value}}`.
fn tool_arguments(place: &Node, argument: &Node) -> Read<Node> {
    let fault = || {
        Fault::new(
            place,
            "wrong-parameter",
            "`$tool_args_match` takes `name` and `where`",
        )
    };
    let name = argument.get("name").ok_or_else(fault)?;
    let arguments = argument
        .get("where")
        .or_else(|| argument.get("args"))
        .ok_or_else(fault)?;
    let node = check(place, "tool-call", None);
    Ok(with_fields(
        node,
        [
            ("name", name.kind.clone()),
            ("args", arguments.kind.clone()),
        ],
    ))
}
