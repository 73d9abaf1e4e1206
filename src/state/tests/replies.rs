//! Replies that are added, copied, renamed and edited, and what they say of their origin.

use super::*;
use crate::message::Message;
use crate::verdict::{Origin, OriginKind};

/// A page with one scenario of the record `json` open.
fn page_of(json: &str) -> Page {
    let mut page = Page::first_visit();
    let scenario: Arc<Scenario> = serde_json::from_str(json).unwrap();
    page.do_and_settle(Action::Edited(Edit::ScenarioAdded(0, scenario)));
    page.act(Action::ScenarioChosen(0));
    page
}

const RUN_IN_MESSAGES: &str = r#"{"id":"r","clauses":["be-brief"],
    "origin":{"kind":"run","model":"m-1"},
    "messages":[{"role":"user","content":"Is it in?"},
      {"role":"assistant","content":"","tool_calls":[{"name":"find","arguments":{}}]},
      {"role":"tool","content":"yes"},
      {"role":"assistant","content":"It is in."}]}"#;

const OUTPUTS: &str = r#"{"id":"o","messages":[{"role":"user","content":"Hi"}],"outputs":[
    {"candidate":"m-1","origin":{"kind":"run"},"tokens":7,"messages":[{"role":"assistant","content":"Ran"}]},
    {"candidate":"m-2","origin":{"kind":"imported"},"messages":[{"role":"assistant","content":"Read"}]},
    {"candidate":"m-3","origin":{"kind":"pasted"},"messages":[{"role":"assistant","content":"Pasted"}]},
    {"candidate":"x","origin":{"kind":"written"},"messages":[{"role":"assistant","content":"Written"}]}]}"#;

fn standing_on(page: &Page) -> Vec<String> {
    let log = &page.state.workspace().verdicts;
    standing(log)
        .iter()
        .map(|it| it.transcript.clone())
        .collect()
}

fn rename(page: &mut Page, output: usize, name: &str) {
    let edit = Edit::ReplyCandidate(0, output, name.to_owned());
    page.act(Action::Edited(edit));
}

fn output(page: &Page, at: usize) -> &Output {
    &page.state.scenario().unwrap().outputs[at]
}

#[test]
fn a_run_in_the_messages_becomes_a_reply_when_another_is_added() {
    let mut page = page_of(RUN_IN_MESSAGES);
    page.judge(Outcome::Pass);
    let before = page.state.scenario().unwrap().clone();
    page.do_and_settle(Action::Edited(Edit::ReplyAdded(0, stamp("added"))));

    let after = page.state.scenario().unwrap().clone();
    let roles: Vec<_> = after.outputs[0].messages.iter().map(|it| it.role).collect();
    assert_eq!(roles, [Role::Assistant, Role::Tool, Role::Assistant]);
    assert_eq!((after.messages.len(), after.outputs.len()), (1, 2));
    let run = &after.outputs[0];
    assert_eq!(
        (run.candidate.as_str(), run.origin.kind),
        ("m-1", OriginKind::Run)
    );
    assert_eq!(page.state.chosen.output, 1, "the new reply is chosen");

    page.act(Action::OutputChosen(0));
    let verdict = &page.state.chosen_row().unwrap().verdicts[0];
    assert!(verdict.counts(), "{verdict:?}");
    assert_eq!(standing_on(&page), ["r#m-1#1"]);
    let log = &page.state.workspace().verdicts;
    assert_eq!(log.len(), 3, "given, withdrawn, given again: {log:?}");

    page.do_and_settle(Action::Undone(stamp("undone")));
    assert_eq!(page.state.scenario(), Some(&before));
    assert_eq!(standing_on(&page), ["r"]);
    assert_eq!(page.state.chosen_row().unwrap().status, Status::Kept);
}

#[test]
fn a_verdict_on_several_turns_stays_and_does_not_count_for_the_last_alone() {
    let mut page = page_of(
        r#"{"id":"r","clauses":["be-brief"],"messages":[
            {"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},
            {"role":"user","content":"And?"},{"role":"assistant","content":"Nothing"}]}"#,
    );
    page.judge(Outcome::Fail);
    page.do_and_settle(Action::Edited(Edit::ReplyAdded(0, stamp("added"))));
    page.act(Action::OutputChosen(0));
    assert_eq!(page.state.scenario().unwrap().messages.len(), 3);
    let verdicts = &page.state.chosen_row().unwrap().verdicts;
    assert!(verdicts.len() == 1 && !verdicts[0].counts(), "{verdicts:?}");
}

#[test]
fn a_question_without_a_reply_stays_where_it_is() {
    let mut page = page_of(
        r#"{"id":"r","messages":[{"role":"user","content":"Hi"},{"role":"tool","content":"x"}]}"#,
    );
    page.act(Action::Edited(Edit::ReplyAdded(0, stamp("added"))));
    let scenario = page.state.scenario().unwrap();
    assert_eq!((scenario.messages.len(), scenario.outputs.len()), (2, 1));
}

#[test]
fn a_copy_of_what_a_model_said_is_no_further_try() {
    #[track_caller]
    fn check(at: usize, candidate: &str, kind: OriginKind, from: Option<&str>) {
        let mut page = page_of(OUTPUTS);
        page.act(Action::Edited(Edit::ReplyDuplicated(0, at)));
        let (original, copy) = (output(&page, at), output(&page, at + 1));
        assert_eq!(
            (copy.candidate.as_str(), copy.origin.kind),
            (candidate, kind)
        );
        assert_eq!(copy.messages, original.messages);
        assert_eq!(copy.tokens, None, "it is not measured twice");
        let said = copy.origin.details.get("copied_from");
        assert_eq!(said.and_then(|it| it.as_str()), from);
    }
    check(0, WRITTEN_HERE, OriginKind::Written, Some("o#m-1#1"));
    check(1, WRITTEN_HERE, OriginKind::Written, Some("o#m-2#1"));
    check(2, WRITTEN_HERE, OriginKind::Written, Some("o#m-3#1"));
    check(3, "x", OriginKind::Written, None);
}

#[test]
fn another_name_for_what_came_with_one_is_an_edit() {
    #[track_caller]
    fn check(at: usize, edited: bool) {
        let mut page = page_of(OUTPUTS);
        rename(&mut page, at, "gpt");
        assert_eq!(output(&page, at).origin.edited, edited);
    }
    check(0, true);
    check(1, true);
    check(2, false);
    check(3, false);
}

#[test]
fn what_a_name_was_while_it_was_typed_leaves_no_trace() {
    let mut page = page_of(OUTPUTS);
    for name in ["m", "m-1", "m-1b"] {
        rename(&mut page, 3, name);
    }
    assert_eq!(
        (&*output(&page, 3).candidate, output(&page, 3).epoch),
        ("m-1b", 1)
    );
    rename(&mut page, 3, "m-1");
    assert_eq!(output(&page, 3).epoch, 2, "beside another of that name");
    page.act(Action::Undone(stamp("u")));
    assert_eq!(
        (&*output(&page, 3).candidate, output(&page, 3).epoch),
        ("x", 1)
    );

    for name in ["m-", "m-1"] {
        rename(&mut page, 0, name);
    }
    assert!(!output(&page, 0).origin.edited, "the name it came with");
}

#[test]
fn an_edited_run_in_the_messages_says_so() {
    #[track_caller]
    fn check(json: &str, expected: Option<Origin>) {
        let mut page = page_of(json);
        let last = page.state.scenario().unwrap().messages.len() - 1;
        let at = MessageAt {
            scenario: 0,
            output: None,
            message: last,
        };
        page.act(Action::Edited(Edit::MessageSaid(at, "Changed".to_owned())));
        page.act(Action::Edited(Edit::MessageSpokenBy(at, Role::Assistant)));
        assert_eq!(page.state.scenario().unwrap().origin, expected);
    }
    let edited = |kind| Origin {
        kind,
        edited: true,
        details: Default::default(),
    };
    let record = |origin: &str, role: &str| {
        format!(r#"{{"id":"r","messages":[{{"role":"{role}","content":"Hi"}}]{origin}}}"#)
    };
    let imported = r#","origin":{"kind":"imported"}"#;
    check(
        &record(imported, "assistant"),
        Some(edited(OriginKind::Imported)),
    );
    check(&record("", "assistant"), Some(edited(OriginKind::Pasted)));
    check(&record("", "user"), Some(Origin::written()));
    let written = r#","origin":{"kind":"written"}"#;
    check(&record(written, "assistant"), Some(Origin::written()));
}

#[test]
fn a_pasted_chat_becomes_messages_and_its_last_answer_a_reply() {
    const EMPTY: &str = r#"{"id":"e","messages":[{"role":"user","content":""}],"outputs":[
        {"candidate":"written here","origin":{"kind":"written"},"messages":[{"role":"assistant","content":""}]}]}"#;
    const EMPTY_RUN: &str = r#"{"id":"e","messages":[{"role":"user","content":""}]}"#;
    const CHAT: &str = "User: A\nAssistant: B\nUser: C\nAssistant: D";

    #[track_caller]
    fn check(json: &str, n_messages: usize, candidates: &[&str], origin: Option<OriginKind>) {
        let mut page = page_of(json);
        let before = page.state.scenario().unwrap().clone();
        let at = MessageAt {
            scenario: 0,
            output: None,
            message: 0,
        };
        let chat = crate::transcript::chat::read(CHAT).unwrap();
        page.act(Action::Edited(Edit::ChatPasted(at, chat)));
        let after = page.state.scenario().unwrap().clone();
        assert_eq!(after.messages.len(), n_messages);
        let replies: Vec<_> = after.outputs.iter().map(|it| &*it.candidate).collect();
        assert_eq!(replies, candidates);
        assert_eq!(after.origin.as_ref().map(|it| it.kind), origin);
        if let Some(reply) = page.state.output() {
            assert_eq!(reply.messages[0].content, "D", "it is shown");
            assert_eq!(reply.origin.kind, OriginKind::Pasted);
        }
        page.act(Action::Undone(stamp("u")));
        assert_eq!(page.state.scenario(), Some(&before));
    }
    check(EMPTY, 3, &["pasted"], None);
    check(EMPTY_RUN, 4, &[], Some(OriginKind::Pasted));
    check(
        &OUTPUTS.replace("\"Hi\"", "\"\""),
        3,
        &["m-1", "m-2", "m-3", "x", "pasted"],
        None,
    );
}

/// Lets the engine set what is wanted, until nothing more is.
fn read_all(page: &mut Page) -> usize {
    let mut n_rounds = 0;
    while let Some(wanted) = page.state.wanted_text() {
        n_rounds += 1;
        assert!(n_rounds < 20, "{wanted:?}");
        let replies = wanted.replies.as_ref();
        let mut texts = page.engine.set_text(&wanted.sections, &wanted.rules);
        texts.extend(wanted.messages.iter().map(|it| SetText {
            key: crate::prose::message_key(it),
            nodes: crate::prose::message(it),
        }));
        texts.extend(replies.map(|it| SetText {
            key: String::new(),
            nodes: crate::prose::differences(&it.replies[0].messages, &it.replies[1].messages),
        }));
        page.act(Action::TextSet(texts, wanted.replies));
    }
    n_rounds
}

#[test]
fn replies_side_by_side_are_compared_with_the_chosen_one() {
    let mut page = page_of(OUTPUTS);
    read_all(&mut page);
    page.act(Action::SideBySide(true));
    assert_eq!(read_all(&mut page), 3, "each of the other three replies");
    let ids = |with: usize| {
        let scenario = page.state.scenario().unwrap();
        [0, with].map(|it| scenario.transcript_id(&scenario.outputs[it]))
    };
    let [second, third] = [ids(1), ids(2)];
    let before = page.state.known.differences(&second).unwrap().to_vec();

    // While one is edited, its old differences stand until the new ones are there.
    let at = MessageAt {
        scenario: 0,
        output: Some(1),
        message: 0,
    };
    page.act(Action::Edited(Edit::MessageSaid(at, "Ran".to_owned())));
    assert_eq!(page.state.known.differences(&second), Some(&before[..]));
    assert_eq!(
        read_all(&mut page),
        1,
        "only what changed is compared again"
    );
    let kind = page.state.known.differences(&second).unwrap()[0].kind;
    assert_eq!(kind, crate::prose::Kind::Same);
    assert!(page.state.known.differences(&third).is_some());

    page.act(Action::OutputChosen(2));
    assert_eq!(read_all(&mut page), 3, "another one to compare with");
    assert!(page.state.known.differences(&second).is_none());
    page.act(Action::SideBySide(false));
    assert_eq!(page.state.wanted_text(), None);
}

#[test]
fn messages_are_set_once_they_are_wanted_and_again_when_they_change() {
    let mut page = page_of(OUTPUTS);
    read_all(&mut page);
    let said = Message::new(Role::User, "Hi");
    assert!(page.state.set_message(&said).is_none());
    page.act(Action::Formatted(true));
    assert_eq!(read_all(&mut page), 1, "conversation and reply together");
    assert!(page.state.set_message(&said).is_some());

    let at = MessageAt {
        scenario: 0,
        output: None,
        message: 0,
    };
    page.act(Action::Edited(Edit::MessageSaid(at, "*Hi*".to_owned())));
    let messages = page.state.wanted_text().map(|it| it.messages);
    assert_eq!(messages, Some(vec!["*Hi*".to_owned()]));
    page.act(Action::Formatted(false));
    assert_eq!(page.state.wanted_text(), None);
}
