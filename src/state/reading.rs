//! Which text is set to be read, and which is asked for next.

use super::{AppState, Known, Tour, View};
use crate::engine::{SetText, SpecView};
use crate::message::Message;
use crate::prose::{Node, message_key, rule_key};
use crate::spec::Clause;
use crate::transcript::Output;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes of a text that are set and drawn at a time: little enough for one frame.
const AT_A_TIME: usize = 12_000;

/// What is to be set next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Sections, by index.
    pub sections: Vec<usize>,
    /// Clauses whose rule is shown, by id.
    pub rules: Vec<String>,
    /// What messages say that are shown.
    pub messages: Vec<String>,
    /// Replies to compare.
    pub replies: Option<Replies>,
}

/// The chosen reply and another, whose differences from it are wanted.
#[derive(Clone, Debug)]
pub struct Replies {
    /// The ids of their transcripts.
    pub ids: [String; 2],
    /// The two, as they stand.
    pub replies: [Arc<Output>; 2],
}

/// By pointer: the same replies, as they stood.
impl PartialEq for Replies {
    fn eq(&self, other: &Replies) -> bool {
        let mut pairs = self.replies.iter().zip(&other.replies);
        self.ids == other.ids && pairs.all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

impl Eq for Replies {}

/// Set text by what it is kept under.
pub(super) type Set = BTreeMap<String, Arc<Vec<Node>>>;

impl AppState {
    /// What is to be set next, if anything: the chosen clause's rule where it is shown, then the
    /// sections in their order.
    pub fn wanted_text(&self) -> Option<Wanted> {
        let shows_rule = self.view == View::Finding || self.tour == Some(Tour::Ask);
        let clause = self.clause().filter(|_| shows_rule);
        let rule = clause.filter(|it| self.known.rule(it).is_none());
        let reads = !self.layout.editing_spec;
        let wanted = Wanted {
            sections: if reads {
                self.known.unset()
            } else {
                Vec::new()
            },
            rules: rule.map(|it| it.id.clone()).into_iter().collect(),
            messages: self.unset_messages(),
            replies: self.uncompared(),
        };
        (wanted != Wanted::default()).then_some(wanted)
    }

    /// What a message says as set text, where messages are shown so.
    pub fn set_message(&self, message: &Message) -> Option<&Arc<Vec<Node>>> {
        let is_shown = self.layout.formatted && !message.content.is_empty();
        let key = is_shown.then(|| message_key(&message.content))?;
        self.known.set.get(&key)
    }

    /// The first messages of the chosen run that are not set yet.
    fn unset_messages(&self) -> Vec<String> {
        let scenario = self.scenario().filter(|_| self.layout.formatted);
        let (mut room, mut unset) = (AT_A_TIME, Vec::new());
        let own = scenario.iter().flat_map(|it| &it.messages);
        let reply = scenario.and(self.output()).into_iter();
        for message in own.chain(reply.flat_map(|it| &it.messages)) {
            let said = &message.content;
            if room > 0 && !said.is_empty() && self.set_message(message).is_none() {
                room = room.saturating_sub(said.len());
                unset.push(said.clone());
            }
        }
        unset
    }

    /// Whether all replies of the chosen scenario are shown side by side.
    pub fn compares_replies(&self) -> bool {
        let n_replies = self.scenario().map_or(0, |it| it.outputs.len());
        self.layout.side_by_side && n_replies > 1
    }

    /// The chosen reply and the first other one that is not compared with it as both stand.
    fn uncompared(&self) -> Option<Replies> {
        let scenario = self.scenario().filter(|_| self.compares_replies())?;
        let chosen = self.output()?;
        let pair = |other: &Arc<Output>| {
            let replies = [chosen.clone(), other.clone()];
            let ids = replies.each_ref().map(|it| scenario.transcript_id(it));
            Replies { ids, replies }
        };
        let others = scenario
            .outputs
            .iter()
            .filter(|it| !Arc::ptr_eq(it, chosen));
        let is_known = |it: &Replies| self.known.compared.iter().any(|(known, _)| known == it);
        others.map(pair).find(|it| !is_known(it))
    }
}

impl Known {
    /// The set text of the section at an index.
    pub fn section(&self, at: usize) -> Option<&Arc<Vec<Node>>> {
        self.set.get(&self.spec.sections.get(at)?.set)
    }

    /// The set rule of a clause.
    pub fn rule(&self, clause: &Clause) -> Option<&Arc<Vec<Node>>> {
        self.set.get(&rule_key_in(&self.spec, clause))
    }

    /// The first sections that are not set yet.
    fn unset(&self) -> Vec<usize> {
        let mut room = AT_A_TIME;
        let all = self.spec.sections.iter().enumerate();
        let mut unset = all.filter(|(_, it)| !self.set.contains_key(&it.set));
        let first = unset.next().map(|(at, it)| {
            room = room.saturating_sub(it.len);
            at
        });
        let others = unset.map_while(|(at, it)| {
            room = room.checked_sub(it.len)?;
            Some(at)
        });
        first.into_iter().chain(others).collect()
    }

    /// How a reply differs from the chosen one, by the ids of their transcripts. While one of them
    /// is edited, as it was before.
    pub fn differences(&self, ids: &[String; 2]) -> Option<&[Node]> {
        let found = self.compared.iter().find(|it| it.0.ids == *ids);
        found.map(|it| &it.1[..])
    }

    pub(super) fn keep_set(&mut self, mut texts: Vec<SetText>, replies: Option<Replies>) {
        if let Some(replies) = replies
            && let Some(compared) = texts.pop()
        {
            // With another reply chosen, all are compared anew.
            let stays = |it: &Replies| it.ids[0] == replies.ids[0] && it.ids != replies.ids;
            self.compared.retain(|it| stays(&it.0));
            self.compared.push((replies, compared.nodes));
        }
        self.n_said += 1;
        for text in texts {
            // Keys of messages begin like this.
            self.n_set += u32::from(!text.key.starts_with('\n'));
            self.set.insert(text.key, Arc::new(text.nodes));
        }
    }

    /// The spec as last read; text that is not in it any more goes.
    pub(super) fn take_spec(&mut self, spec: Arc<SpecView>) {
        let mut old = std::mem::take(&mut self.set);
        let rules = spec.clauses.iter().map(|it| rule_key_in(&spec, it));
        for key in spec.sections.iter().map(|it| it.set.clone()).chain(rules) {
            if let Some(nodes) = old.remove(&key) {
                self.set.insert(key, nodes);
            }
        }
        self.spec = spec;
    }
}

fn rule_key_in(spec: &SpecView, clause: &Clause) -> String {
    let section = spec.sections.get(clause.section);
    rule_key(section.map_or("", |it| &it.set), &clause.id)
}
