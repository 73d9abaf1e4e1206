//! The replies of a work: what to call each, and where it came from.

use super::super::statuses::{Seen, Statuses};
use crate::report::{Judged, ModelFacts, Reply};
use crate::transcript::Scenario;
use crate::verdict::{Origin, OriginKind};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// All replies, in the order of the runs.
pub(super) struct Replies<'a, 's> {
    /// Runs without a reply are none.
    pub(super) all: Vec<(Seen<'a, 's>, Reply)>,
    n_scenarios: usize,
    n_without_reply: usize,
}

impl<'a, 's> Replies<'a, 's> {
    pub(super) fn of(statuses: &'s Statuses<'a>) -> Replies<'a, 's> {
        let (mut all, mut with, mut every) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let (mut scenario, mut output) = (usize::MAX, 0);
        for seen in statuses.seen() {
            // A scenario's runs stand together, in the order of its outputs.
            output = if seen.run.scenario == scenario {
                output + 1
            } else {
                0
            };
            scenario = seen.run.scenario;
            every.insert(scenario);
            if !seen.run.judged.transcript.output.is_empty() {
                with.insert(scenario);
                all.push((seen, reply(seen, output)));
            }
        }
        Replies {
            all,
            n_scenarios: with.len(),
            n_without_reply: every.len() - with.len(),
        }
    }

    pub(super) fn facts(&self) -> Judged {
        let mut models = Vec::<ModelFacts>::new();
        let mut places = BTreeMap::new();
        for (_, reply) in &self.all {
            let key = (reply.model.as_str(), reply.origin.as_str());
            let at = *places.entry(key).or_insert(models.len());
            if at == models.len() {
                models.push(ModelFacts {
                    model: reply.model.clone(),
                    origin: reply.origin.clone(),
                    n_replies: 0,
                });
            }
            models[at].n_replies += 1;
        }
        Judged {
            n_scenarios: self.n_scenarios,
            n_without_reply: self.n_without_reply,
            n_replies: self.all.len(),
            n_written: self.all.iter().filter(|it| it.1.is_written).count(),
            models,
        }
    }
}

fn reply(seen: Seen<'_, '_>, output: usize) -> Reply {
    let scenario: &Scenario = seen.scenario;
    let own = scenario.origin.clone().unwrap_or_default();
    let output = scenario.outputs.get(output);
    let origin = output.map_or(&own, |it| &it.origin);
    Reply {
        transcript: seen.run.judged.transcript.id.clone(),
        scenario: scenario.name().to_owned(),
        model: output.map_or_else(String::new, |it| it.candidate.clone()),
        epoch: output.map(|it| it.epoch),
        origin: origin_words(origin),
        is_written: origin.kind == OriginKind::Written,
    }
}

/// Where a reply came from, in words.
fn origin_words(origin: &Origin) -> String {
    let of = |key| text_of(&origin.details, key);
    let mut words = match origin.kind {
        OriginKind::Written => "written here".to_owned(),
        OriginKind::Pasted => "pasted".to_owned(),
        OriginKind::Imported => with("read from a file", " ", of("file")),
        OriginKind::Run => {
            let words = with("answered through this page", " by ", of("model"));
            with(&words, " at ", of("address"))
        }
    };
    if origin.edited {
        words.push_str(", changed by hand since");
    }
    words
}

fn with(words: &str, between: &str, more: &str) -> String {
    let between = if more.is_empty() { "" } else { between };
    [words, between, more].concat()
}

fn text_of<'a>(details: &'a Map<String, Value>, key: &str) -> &'a str {
    details.get(key).and_then(Value::as_str).unwrap_or_default()
}
