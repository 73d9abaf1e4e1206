//! Checks of one list that cannot all pass: a check and its opposite, and rules over time that want
//! each of several things to come first.

use crate::check::definition::{Body, CheckDefinition};
use crate::check::fields::Fault;
use crate::check::node::{Kind, Node};
use crate::check::result::Decides;
use crate::check::time::Claim;

/// Fields that change nothing about what a check wants.
const BESIDE: [&str; 5] = ["id", "why", "weight", "metric", "decides"];

/// What the checks of a list have said so far.
#[derive(Default)]
pub(crate) struct Contradictions {
    /// Id, what is wanted, and whether it is turned round.
    wants: Vec<(String, String, bool)>,
    /// Id, and what a rule claims about the order of two things.
    claims: Vec<(String, Claim)>,
}

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
        let wants = (check.id.clone(), wanted(node)?, check.negated);
        let is_opposite = |it: &&(String, String, bool)| it.1 == wants.1 && it.2 != wants.2;
        let opposite = self.wants.iter().find(is_opposite).map(|it| {
            let (other, id) = (&it.0, &check.id);
            format!("`{id}` is the opposite of `{other}`, so nothing can pass both")
        });
        self.wants.push(wants);
        opposite
    }

    fn disorder(&mut self, check: &CheckDefinition) -> Option<String> {
        let Body::Rule(rule) = &check.body else {
            return None;
        };
        let claim = rule.claim().filter(|_| !check.negated)?;
        let id = &check.id;
        let found = match &claim {
            Claim::Before { first, then } => self.way(then, first).map(|way| {
                let way = way.join("`, `");
                format!("`{id}` and `{way}` want each other's acts to come first, so none may happen at all")
            }),
            Claim::Follows(..) | Claim::Never(..) => {
                let other = self.claims.iter().find(|it| claim.denies(&it.1));
                other.map(|it| {
                    let other = &it.0;
                    format!("`{id}` and `{other}` want the same to follow and never to follow")
                })
            }
        };
        self.claims.push((check.id.clone(), claim));
        found
    }

    /// The rules by which `from` must come before `to`, if it must.
    fn way(&self, from: &str, to: &str) -> Option<Vec<&str>> {
        let mut reached = vec![(from, Vec::new())];
        let mut at = 0;
        while let Some((here, way)) = reached.get(at).cloned() {
            at += 1;
            if here == to {
                return Some(way);
            }
            for (id, claim) in &self.claims {
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
