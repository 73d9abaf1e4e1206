//! The spec as set text, which the engine makes a part at a time when it is to be drawn.
//!
//! A part is named by a hash of all that is drawn of it. So a part that an edit did not touch is
//! not asked for again, and an answer to an older question is never drawn as the newer text.

use super::engine_client::EngineClient;
use super::prose::draw;
use super::texts::T;
use crate::engine::SpecView;
use crate::prose::{Kind, Node, TextKey};
use crate::protocol::{Job, Output};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use yew::prelude::*;

/// How often a part is asked for: an engine that stops on it would stop again.
const MAX_TRIES: u8 = 2;

enum Text {
    Asked(u8),
    /// The engine stopped, or has another spec by now.
    Missing(u8),
    Set(Rc<Node>),
}

/// Parts of the spec, set. Clones share them.
#[derive(Clone)]
pub(crate) struct SetTexts {
    engine: EngineClient,
    texts: Rc<RefCell<BTreeMap<TextKey, Text>>>,
}

impl PartialEq for SetTexts {
    fn eq(&self, other: &SetTexts) -> bool {
        Rc::ptr_eq(&self.texts, &other.texts)
    }
}

impl SetTexts {
    /// None yet.
    pub(crate) fn new(engine: EngineClient) -> SetTexts {
        SetTexts {
            engine,
            texts: Rc::default(),
        }
    }

    /// A part, where it is there.
    pub(crate) fn get(&self, key: &TextKey) -> Option<Rc<Node>> {
        match self.texts.borrow().get(key) {
            Some(Text::Set(node)) => Some(node.clone()),
            _ => None,
        }
    }

    /// Forgets what is no part of `spec`.
    fn follow(&self, spec: &SpecView) {
        let mut hashes = BTreeSet::new();
        hashes.extend(spec.sections.iter().map(|it| it.hash.as_str()));
        self.texts.borrow_mut().retain(|key, text| match text {
            Text::Asked(_) => true,
            Text::Missing(_) => false,
            Text::Set(_) => hashes.contains(key.hash()),
        });
    }

    /// Asks for what is not there, and says when the answer is.
    fn ask(&self, wanted: &[TextKey], on_answer: impl FnOnce() + 'static) {
        let mut texts = self.texts.borrow_mut();
        let mut asked = Vec::new();
        for key in wanted {
            let tries = match texts.get(key) {
                None => 0,
                Some(Text::Missing(tries)) if *tries < MAX_TRIES => *tries,
                Some(_) => continue,
            };
            texts.insert(key.clone(), Text::Asked(tries + 1));
            asked.push(key.clone());
        }
        drop(texts);
        if asked.is_empty() {
            return;
        }
        let texts = self.texts.clone();
        self.engine.ask(Job::SetText(asked.clone()), move |answer| {
            take(&mut texts.borrow_mut(), asked, answer.ok());
            on_answer();
        });
    }
}

fn take(texts: &mut BTreeMap<TextKey, Text>, asked: Vec<TextKey>, answer: Option<Output>) {
    if let Some(Output::Text(found)) = answer {
        for (key, node) in found {
            texts.insert(key, Text::Set(Rc::new(node)));
        }
    }
    for key in &asked {
        if let Some(text) = texts.get_mut(key)
            && let Text::Asked(tries) = text
        {
            *text = Text::Missing(*tries);
        }
    }
}

/// The parts of the spec, among which those `wanted` will be.
#[hook]
pub(crate) fn use_set_text(wanted: Vec<TextKey>) -> SetTexts {
    let texts = use_context::<SetTexts>().expect("the page holds the set texts");
    let update = use_force_update();
    {
        let texts = texts.clone();
        use_effect(move || texts.ask(&wanted, move || update.force_update()));
    }
    texts
}

/// Drops parts of earlier specs.
#[hook]
pub(crate) fn use_following(texts: &SetTexts, spec: &std::sync::Arc<SpecView>) {
    let (texts, spec) = (texts.clone(), spec.clone());
    use_effect_with(std::sync::Arc::as_ptr(&spec), move |_| texts.follow(&spec));
}

#[derive(Properties, PartialEq)]
pub(crate) struct ClauseRuleProps {
    /// Which clause's.
    pub text: Option<TextKey>,
    /// Whether the rest of the clause can be unfolded.
    #[prop_or_default]
    pub whole: bool,
}

/// The rule of a clause. While newer words of it are on their way, the older ones stay.
#[component]
pub(crate) fn ClauseRule(props: &ClauseRuleProps) -> Html {
    let last = use_mut_ref(|| None::<(String, Rc<Node>)>);
    let texts = use_set_text(props.text.iter().cloned().collect());
    let Some(key) = &props.text else {
        return Html::default();
    };
    if let Some(node) = texts.get(key) {
        *last.borrow_mut() = Some((key.clause().to_owned(), node));
    }
    let last = last.borrow();
    let node = last.as_ref().filter(|(clause, _)| clause == key.clause());
    let Some([rule, rest]) = node.map(|(_, node)| node.children()) else {
        return Html::default();
    };
    let is_more = |it: &Node| !matches!(it.kind(), Kind::Checks | Kind::Notes);
    let has_more = props.whole && rest.children().iter().any(is_more);
    html! { <>
        { draw(rule, None) }
        if has_more {
            <details class="whole-clause">
                <summary>{ T.whole_clause }</summary>
                { draw(rest, None) }
            </details>
        }
    </> }
}
