//! Checks of one list that cannot all pass: a check and its opposite, and rules over time that want
//! each of several things to come first. Checks that look at different places, or under different
//! conditions, do not contradict each other.

use crate::check::definition::{Body, CheckDefinition};
use crate::check::fields::Fault;
use crate::check::node::{Kind, Node};
use crate::check::result::Decides;
use crate::check::time::Claim;
use crate::check::view::On;
use std::collections::BTreeMap;

/// Fields that change nothing about what a check wants.
const BESIDE: [&str; 5] = ["id", "why", "weight", "metric", "decides"];

/// What the checks of a list have said so far.
#[derive(Default)]
pub(crate) struct Contradictions {
    /// By what is wanted, the first check that wants it and the first that does not.
    wants: BTreeMap<String, [Option<String>; 2]>,
    /// By where and when they hold, what rules claim about the order of two things, with their ids.
    claims: BTreeMap<String, Vec<(String, Claim)>>,
}

/// So many rules of one place are held against each other: each against all.
const MAX_CLAIMS: usize = 200;

impl Contradictions {
    /// Adds a check; says what it contradicts.
    pub(crate) fn add(&mut self, check: &CheckDefinition, node: &Node) -> Option<Fault> {
        if check.decides == Decides::Nothing || check.fault().is_some() {
            return None;
        }
        let found = self.opposite(check, node).or_else(|| self.disorder(check));
        found.map(|message| Fault::new(node, "contradiction", message))
    }

    fn opposite(&mut self, check: &CheckDefinition, node: &Node) -> Option<String> {
        let sides = self.wants.entry(wanted(node)?).or_default();
        let (own, other) = (usize::from(check.negated), usize::from(!check.negated));
        sides[own].get_or_insert_with(|| check.id.clone());
        let (other, id) = (sides[other].as_ref()?, &check.id);
        Some(format!(
            "`{id}` is the opposite of `{other}`, so nothing can pass both"
        ))
    }

    fn disorder(&mut self, check: &CheckDefinition) -> Option<String> {
        let Body::Rule(rule) = &check.body else {
            return None;
        };
        let claim = rule.claim().filter(|_| !check.negated)?;
        let claims = self.claims.entry(place(check)).or_default();
        if claims.len() >= MAX_CLAIMS {
            return None;
        }
        let id = &check.id;
        let found = match &claim {
            Claim::Before { first, then } => way(claims, then, first).map(|way| {
                let way = way.join("`, `");
                format!("`{id}` and `{way}` want each other's acts to come first, so none may happen at all")
            }),
            Claim::Follows(..) | Claim::Never(..) => {
                let other = claims.iter().find(|it| claim.denies(&it.1));
                other.map(|it| {
                    let other = &it.0;
                    format!("`{id}` and `{other}` want the same to follow and never to follow")
                })
            }
        };
        claims.push((check.id.clone(), claim));
        found
    }
}

/// The rules by which `from` must come before `to`, if it must.
fn way<'c>(claims: &'c [(String, Claim)], from: &str, to: &str) -> Option<Vec<&'c str>> {
    let mut reached = vec![(from, Vec::new())];
    let mut at = 0;
    while let Some((here, way)) = reached.get(at).cloned() {
        at += 1;
        if here == to {
            return Some(way);
        }
        for (id, claim) in claims {
            if let Claim::Before { first, then } = claim
                && first == here
                && !reached.iter().any(|it| it.0 == then)
            {
                let mut way: Vec<&str> = way.clone();
                way.push(id);
                reached.push((then, way));
            }
        }
    }
    None
}

/// Where a rule looks and when it applies.
fn place(check: &CheckDefinition) -> String {
    let on = check.on.map_or("", On::place);
    let when = check.when.as_ref().map_or("", |it| &it.key);
    [on, "\n", when].concat()
}

/// What a check wants or forbids, apart from `not-` before its type.
fn wanted(node: &Node) -> Option<String> {
    let written = node.get("type").and_then(Node::text)?;
    let mut entries = vec![written.strip_prefix("not-").unwrap_or(written).to_owned()];
    for (key, value) in node.entries()? {
        let name = key.text()?;
        if name != "type" && !BESIDE.contains(&name) && value.kind != Kind::Null {
            entries.push([name, "=", &value.to_json().to_string()].concat());
        }
    }
    Some(entries.join("\n"))
}
