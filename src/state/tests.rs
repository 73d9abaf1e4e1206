use super::*;
use crate::engine::{Budget, Engine};
use crate::text::Span;
use crate::verdict::{Outcome, Status, Verdict, VerdictEvent, all_standing, standing};
use crate::workspace::bundled;
use crate::workspace::patch::diff;
use proptest::prelude::*;

mod replies;

fn stamp(id: &str) -> Stamp {
    Stamp {
        id: id.to_owned(),
        time: "2031-01-01T00:00:00Z".to_owned(),
    }
}

/// A page with an engine behind it.
struct Page {
    state: AppState,
    engine: Engine,
    sent: Arc<Workspace>,
    n_requests: u64,
}

impl Page {
    fn first_visit() -> Page {
        let workspace = bundled::workspace(&bundled::all()[0]);
        let mut engine = Engine::default();
        engine.open(workspace.clone());
        let state = AppState::new("w".to_owned(), workspace.clone());
        let sent = state.workspace().clone();
        let mut page = Page {
            state,
            engine,
            sent,
            n_requests: 0,
        };
        let workspace = Box::new(workspace);
        page.act(Action::WorkOpened {
            id: "w".to_owned(),
            workspace,
            first_visit: true,
        });
        page.engine.open(page.state.workspace().as_ref().clone());
        page.sent = page.state.workspace().clone();
        page.settle();
        page
    }

    fn act(&mut self, action: Action) {
        if let Some(state) = self.state.apply(action) {
            self.state = state;
        }
    }

    /// Lets the engine follow and answer.
    fn settle(&mut self) {
        let now = self.state.workspace().clone();
        self.engine.apply(diff(&self.sent, &now)).unwrap();
        self.sent = now;
        while {
            let progress = self.engine.step(Budget(50));
            progress.done < progress.total
        } {}
        self.n_requests += 1;
        let findings = Box::new(self.engine.take_findings());
        self.act(Action::FindingsArrived {
            request: self.n_requests,
            findings,
            took_ms: 1,
        });
    }

    fn do_and_settle(&mut self, action: Action) {
        self.act(action);
        self.settle();
    }

    fn reply(&self) -> String {
        self.state.output().unwrap().messages[0].content.clone()
    }

    fn write(&mut self, text: &str) {
        let at = MessageAt {
            scenario: 0,
            output: Some(0),
            message: 0,
        };
        self.do_and_settle(Action::Edited(Edit::MessageSaid(at, text.to_owned())));
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            id: format!("v{}", self.state.workspace().verdicts.len()),
            time: "2031-01-01T00:00:00Z".to_owned(),
        }
    }

    fn judge(&mut self, outcome: Outcome) {
        let stamp = self.stamp();
        let verdict = self.state.judged(outcome, stamp).unwrap();
        self.do_and_settle(Action::Edited(Edit::VerdictGiven(Box::new(verdict))));
    }

    fn n_marks(&self) -> usize {
        let before = self.state.scenario().unwrap().messages.len();
        self.state.marks(before, &self.reply()).len()
    }
}

#[test]
fn the_first_minute_goes_step_by_step() {
    let mut page = Page::first_visit();
    assert_eq!(page.state.tour, Some(Tour::Ask));
    assert_eq!(
        page.n_marks(),
        0,
        "nothing is revealed before the visitor's own verdict"
    );
    page.judge(Outcome::Fail);
    assert_eq!((page.state.tour, page.n_marks()), (Some(Tour::Compare), 1));
    page.act(Action::TourAdvanced);
    assert_eq!(page.state.tour, Some(Tour::Evade));
    page.write(&page.reply().replace("Sure!", "Of course."));
    assert_eq!(
        page.state.tour,
        Some(Tour::Evade),
        "the check still sees it"
    );
    page.write(
        &page
            .reply()
            .replace("The Glass Coast", "that Danish sea novel"),
    );
    assert_eq!(page.state.tour, Some(Tour::Evade), "not in mid-word");
    page.act(Action::TourAdvanced);
    assert_eq!(page.state.tour, Some(Tour::Overrule));
    assert_eq!(
        page.state.chosen_row().unwrap().status,
        Status::NoBreakFound
    );
    page.judge(Outcome::Fail);
    assert_eq!(page.state.tour, Some(Tour::Share));
    assert_eq!(page.state.chosen_row().unwrap().status, Status::Broken);
    page.act(Action::DialogOpened(Dialog::Share));
    assert_eq!(page.state.tour, None);
}

#[test]
fn an_emptied_reply_does_not_count_as_getting_past_the_check() {
    let mut page = Page::first_visit();
    page.judge(Outcome::Fail);
    page.act(Action::TourAdvanced);
    page.write("");
    page.act(Action::TourAdvanced);
    assert_eq!(page.state.tour, Some(Tour::Evade));
}

#[test]
fn a_run_of_typing_is_undone_at_once() {
    let mut page = Page::first_visit();
    let original = page.reply();
    page.write("a");
    page.write("ab");
    page.act(Action::Paused);
    page.write("abc");
    page.act(Action::Undone(stamp("u1")));
    assert_eq!(page.reply(), "ab");
    page.act(Action::Undone(stamp("u2")));
    assert_eq!(page.reply(), original);
    assert!(!page.state.history.can_undo());
    page.act(Action::Redone(stamp("u3")));
    assert_eq!(page.reply(), "ab");
}

#[test]
fn saying_it_again_keeps_reason_words_and_what_was_set_aside() {
    let mut page = Page::first_visit();
    let check = page.state.chosen_row().unwrap().checks[0].check.clone();
    page.act(Action::ReasonWritten("a title anyone may know".to_owned()));
    let aside = page.state.set_aside(&check, true, stamp("o1")).unwrap();
    page.do_and_settle(Action::Edited(Edit::VerdictGiven(Box::new(aside))));
    let status = |page: &Page| page.state.chosen_row().unwrap().status;
    assert_eq!(status(&page), Status::Kept);
    page.judge(Outcome::Pass);
    let own = page.state.own_verdict().unwrap();
    assert_eq!(own.explanation, "a title anyone may know");
    assert_eq!(own.overrules, std::slice::from_ref(&check));
    assert_eq!(status(&page), Status::Kept);
    page.judge(Outcome::Fail);
    assert_eq!(status(&page), Status::Broken);
    let back = page.state.set_aside(&check, false, stamp("o2")).unwrap();
    assert_eq!(back.overrules, [] as [&str; 0]);
}

#[test]
fn a_reason_written_afterwards_is_one_event_and_one_step_back() {
    let mut page = Page::first_visit();
    page.judge(Outcome::Fail);
    let n_events = page.state.workspace().verdicts.len();
    for text in ["i", "it", "it names a book"] {
        let mut verdict = page.state.own_verdict().unwrap().clone();
        (verdict.id, verdict.explanation) = ("r1".to_owned(), text.to_owned());
        page.do_and_settle(Action::Edited(Edit::VerdictReasoned(Box::new(verdict))));
    }
    assert_eq!(page.state.reason(), "it names a book");
    assert_eq!(page.state.workspace().verdicts.len(), n_events + 1);
    page.act(Action::Undone(stamp("u1")));
    assert_eq!(page.state.reason(), "");
    assert_eq!(page.state.own_verdict().unwrap().outcome, Outcome::Fail);
}

#[test]
fn another_question_or_another_reply_is_not_judged_yet() {
    let mut page = Page::first_visit();
    page.judge(Outcome::Fail);
    let reply = page.reply();
    let question = MessageAt {
        scenario: 0,
        output: None,
        message: page.state.scenario().unwrap().messages.len() - 1,
    };
    let ask = |page: &mut Page, text: &str| {
        let said = Edit::MessageSaid(question, text.to_owned());
        page.do_and_settle(Action::Edited(said));
    };
    let asked = page.state.scenario().unwrap().messages[question.message]
        .content
        .clone();
    ask(&mut page, "I am Mrs Okafor. What have I still got out?");
    assert_eq!(page.state.own_verdict(), None);
    let row = page.state.chosen_row().unwrap();
    assert!(row.verdicts[0].older_context && !row.verdicts[0].older_reply);
    ask(&mut page, &asked);
    assert!(page.state.own_verdict().is_some());
    page.write("I cannot say.");
    assert_eq!(page.state.own_verdict(), None);
    page.write(&reply);
    assert!(page.state.own_verdict().is_some());
}

#[test]
fn a_reply_still_to_be_written_cannot_be_judged() {
    let mut page = Page::first_visit();
    page.do_and_settle(Action::Edited(Edit::ReplyAdded(0, stamp("added"))));
    assert!(page.state.awaits_reply());
    assert_eq!(page.state.judged(Outcome::Pass, stamp("v9")), None);
}

#[test]
fn sender_and_reader_of_a_link_remain_two() {
    let mut sender = Page::first_visit();
    sender.judge(Outcome::Fail);
    let workspace = sender.state.workspace().as_ref().clone();
    let focus = Focus {
        clause: sender.state.chosen.clause.clone().unwrap(),
        transcript: sender.state.transcript_id(),
        source: None,
        evidence: None,
        extra: Default::default(),
    };
    let mut reader = Page::first_visit();
    let opened = Box::new(Opened {
        workspace,
        focus: Some(focus),
    });
    reader.act(Action::LinkOpened {
        id: "l".to_owned(),
        opened,
    });
    reader
        .engine
        .open(reader.state.workspace().as_ref().clone());
    reader.sent = reader.state.workspace().clone();
    reader.settle();
    assert_eq!(reader.state.own_verdict(), None);
    reader.judge(Outcome::Pass);
    let row = reader.state.chosen_row().unwrap();
    let said: Vec<_> = row
        .verdicts
        .iter()
        .map(|it| (it.source.name(), it.outcome))
        .collect();
    assert_eq!(
        said,
        [("the sender", Outcome::Fail), ("", Outcome::Pass)],
        "neither replaces the other"
    );
}

#[test]
fn what_was_said_in_a_reword_test_is_undone_too() {
    let mut page = Page::first_visit();
    let source = crate::verdict::Source::Person {
        name: "Ann".to_owned(),
    };
    let verdict = Verdict {
        id: "v".to_owned(),
        ..Verdict::of("c", "t", source, Outcome::Fail).in_trial("list")
    };
    let changes = crate::engine::Changes {
        verdicts: Some(crate::workspace::patch::Splice {
            at: 0,
            remove: 0,
            insert: vec![Arc::new(VerdictEvent::Given(verdict))],
        }),
        ..Default::default()
    };
    page.act(Action::Edited(Edit::Acted(Box::new(changes))));
    let stand = |page: &Page| all_standing(&page.state.workspace().verdicts).len();
    assert_eq!(stand(&page), 1);
    page.act(Action::Undone(stamp("u1")));
    assert_eq!(stand(&page), 0);
    page.act(Action::Redone(stamp("u2")));
    assert_eq!(stand(&page), 1);
}

#[test]
fn undoing_a_verdict_withdraws_it_and_the_log_only_grows() {
    let mut page = Page::first_visit();
    page.judge(Outcome::Fail);
    let stand = |page: &Page| standing(&page.state.workspace().verdicts).len();
    assert_eq!(stand(&page), 1);
    page.act(Action::Undone(stamp("u1")));
    assert_eq!(
        (stand(&page), page.state.workspace().verdicts.len()),
        (0, 2)
    );
    page.act(Action::Redone(stamp("u2")));
    assert_eq!(
        (stand(&page), page.state.workspace().verdicts.len()),
        (1, 3)
    );
}

#[test]
fn what_was_added_is_chosen_and_a_choice_never_dangles() {
    let mut page = Page::first_visit();
    page.act(Action::Edited(Edit::ReplyAdded(0, stamp("added"))));
    assert_eq!(page.state.chosen.output, 2);
    page.act(Action::Edited(Edit::ReplyDeleted(0, 2)));
    assert_eq!(page.state.chosen.output, 1);
    page.act(Action::Edited(Edit::ScenarioDuplicated(
        0,
        "copy".to_owned(),
    )));
    assert_eq!(
        page.state.scenario().unwrap().family.as_deref(),
        Some("someone-elses-loans")
    );
    for _ in 0..8 {
        page.act(Action::Edited(Edit::ScenarioDeleted(0)));
    }
    assert_eq!(
        (page.state.scenario(), page.state.chosen.scenario),
        (None, 0)
    );
}

#[test]
fn renaming_who_replied_takes_the_verdicts_along() {
    let mut page = Page::first_visit();
    page.judge(Outcome::Fail);
    page.do_and_settle(Action::Edited(Edit::ReplyCandidate(
        0,
        0,
        "desk-1".to_owned(),
    )));
    assert_eq!(page.state.chosen_row().unwrap().verdicts.len(), 1);
}

#[test]
fn a_shared_page_leaves_own_work_as_it_was() {
    let mut page = Page::first_visit();
    page.write("mine");
    let opened = Opened {
        workspace: bundled::workspace(&bundled::all()[0]),
        focus: Some(Focus::on_clause("be-brief")),
    };
    let link = Action::LinkOpened {
        id: "l".to_owned(),
        opened: Box::new(opened),
    };
    page.act(link.clone());
    assert_eq!(
        (page.state.view, page.state.work.as_str()),
        (View::Finding, "l")
    );
    page.act(Action::SharedLeft);
    assert_eq!(
        (page.reply().as_str(), page.state.work.as_str()),
        ("mine", "w")
    );
    page.act(link);
    page.act(Action::CopyKept("copy".to_owned()));
    assert_eq!(
        (page.state.shared.is_none(), page.state.work.as_str()),
        (true, "copy")
    );
    assert_eq!(page.state.saved, Saved::Pending);
}

#[test]
fn a_sheet_lies_over_the_view_it_was_opened_on() {
    let mut page = Page::first_visit();
    let sheet = |name: &str| Action::SheetShown(Some(name.into()));
    let open = |page: &Page| page.state.sheet.as_deref().unwrap_or_default().to_owned();
    page.act(sheet("clauses"));
    page.act(sheet("coverage"));
    assert_eq!(
        (open(&page).as_str(), page.state.view),
        ("coverage", View::Play)
    );

    // Someone else's link opens on what it is about; its own sheets lie over that.
    let opened = Opened {
        workspace: bundled::workspace(&bundled::all()[0]),
        focus: Some(Focus::on_clause("be-brief")),
    };
    page.act(Action::LinkOpened {
        id: "l".to_owned(),
        opened: Box::new(opened),
    });
    assert_eq!((open(&page).as_str(), page.state.view), ("", View::Finding));
    page.act(sheet("clauses"));
    page.act(Action::SheetShown(None));
    assert_eq!(page.state.view, View::Finding);
    page.act(sheet("clauses"));
    page.act(Action::SharedLeft);
    assert_eq!((open(&page).as_str(), page.state.view), ("", View::Play));

    // Other work opens on the same sheet; a view closes it.
    page.act(sheet("testability"));
    page.act(Action::WorkOpened {
        id: "other".to_owned(),
        workspace: Box::new(bundled::blank()),
        first_visit: false,
    });
    assert_eq!(open(&page), "testability");
    page.act(Action::ViewOpened(View::Play));
    assert_eq!(open(&page), "");
}

#[test]
fn what_changed_during_a_save_is_still_to_be_saved() {
    let mut page = Page::first_visit();
    page.write("first");
    let saving = page.state.workspace().clone();
    page.write("second");
    page.act(Action::WorkSaved(saving));
    assert_eq!(page.state.saved, Saved::Pending);
    page.act(Action::WorkSaved(page.state.workspace().clone()));
    assert_eq!(page.state.saved, Saved::Here);
}

#[test]
fn a_failed_save_is_said_until_one_succeeds() {
    let mut page = Page::first_visit();
    page.write("first");
    let failed = Saved::Impossible("full".to_owned());
    page.act(Action::SaveBecame(failed.clone()));
    let notice = Notice::error("full", "").offering(Offer::File);
    page.act(Action::Noticed(notice));
    page.write("second");
    assert_eq!(page.state.saved, failed);
    page.act(Action::WorkSaved(page.state.workspace().clone()));
    assert_eq!(
        (&page.state.saved, &page.state.notice),
        (&Saved::Here, &None)
    );
}

#[test]
fn work_changed_in_another_tab_goes_on_as_a_copy() {
    let mut page = Page::first_visit();
    page.write("mine");
    let forked = |from: &str| Action::WorkForked {
        from: from.to_owned(),
        to: "copy".to_owned(),
        title: "Mine (copy)".to_owned(),
    };
    page.act(forked("someone else's"));
    assert_eq!(page.state.work, "w");
    let opened = Opened {
        workspace: bundled::workspace(&bundled::all()[0]),
        focus: None,
    };
    page.act(Action::LinkOpened {
        id: "l".to_owned(),
        opened: Box::new(opened),
    });
    page.act(forked("w"));
    assert_eq!(page.state.work, "l");
    page.act(Action::SharedLeft);
    assert_eq!(page.state.work, "copy");
    assert_eq!(page.state.workspace().title, "Mine (copy)");
    assert_eq!(page.reply(), "mine");
    assert_eq!(page.state.saved, Saved::Pending);
}

#[test]
fn marks_vanish_when_their_words_do() {
    let mut page = Page::first_visit();
    page.judge(Outcome::Fail);
    let at = MessageAt {
        scenario: 0,
        output: Some(0),
        message: 0,
    };
    let moved = format!("Well. {}", page.reply());
    page.act(Action::Edited(Edit::MessageSaid(at, moved)));
    assert_eq!(page.n_marks(), 0, "findings are one keystroke old");
    page.settle();
    assert_eq!(page.n_marks(), 1);
}

#[test]
fn what_was_typed_into_the_spec_of_other_work_is_left_out() {
    let mut page = Page::first_visit();
    let (n_opened, text) = (page.state.n_opened, Arc::<str>::from("# Typed"));
    let edit = Edit::SpecText { n_opened, text };
    let spec = |state: &AppState| state.workspace().spec.text.clone();
    let in_time = page.state.apply(Action::Edited(edit.clone())).unwrap();
    assert_eq!(&*spec(&in_time), "# Typed");
    let (before, workspace) = (spec(&page.state), page.state.workspace().as_ref().clone());
    page.act(Action::WorkOpened {
        id: "other".to_owned(),
        workspace: Box::new(workspace),
        first_visit: false,
    });
    page.act(Action::Edited(edit));
    assert_eq!(spec(&page.state), before);
}

#[test]
fn an_altered_spec_says_in_how_many_clauses_and_undoing_takes_it_back() {
    let mut page = Page::first_visit();
    let altered = |page: &Page| page.state.known.spec.altered.clone();
    assert_eq!(altered(&page), None);
    let n_opened = page.state.n_opened;
    let text = page.state.workspace().spec.text.to_string();
    let changed = text.replace("must never tell anyone", "must never tell strangers");
    page.do_and_settle(Action::Edited(Edit::SpecText {
        n_opened,
        text: changed.into(),
    }));
    let found = altered(&page).unwrap();
    assert_eq!(found.n_clauses, Some(1));
    assert_eq!(found.here, ["keep-loans-private"]);

    // Opened again as it was saved, it still knows.
    let saved = serde_json::to_string(page.state.workspace().as_ref()).unwrap();
    let mut engine = Engine::default();
    engine.open(serde_json::from_str(&saved).unwrap());
    while engine.step(Budget(50)).done < engine.step(Budget(50)).total {}
    let again = engine.take_findings().spec.unwrap();
    assert_eq!(again.altered, Some(found));

    page.act(Action::Paused);
    let undo = Action::Undone(page.stamp());
    page.do_and_settle(undo);
    assert_eq!(altered(&page), None);
}

#[test]
fn what_points_at_words_is_known_with_everything_else_it_points_at() {
    let mut page = Page::first_visit();
    page.judge(Outcome::Fail);
    let message = page.state.scenario().unwrap().messages.len();
    let said = "The Glass Coast, and again The Glass Coast.";
    page.write(said);
    let clauses = |page: &Page, byte: usize| {
        let all = page.state.pointing_at(Spot { message, byte });
        let of = |(span, it): &(Span, Pointing<'_>)| {
            (
                it.row.clause.clone(),
                it.kind,
                span.start,
                it.said.evidence().len(),
            )
        };
        all.iter().map(of).collect::<Vec<_>>()
    };
    let broken = |start| ("keep-loans-private".to_owned(), MarkKind::Broken, start, 2);
    assert_eq!(clauses(&page, 0), [broken(0)]);
    assert_eq!(clauses(&page, 30), [broken(27)]);
    assert_eq!(clauses(&page, 15), [], "after the words");
    let elsewhere = Spot {
        message: 99,
        byte: 0,
    };
    assert_eq!(page.state.pointing_at(elsewhere), []);
}

#[test]
fn marks_that_meet_have_lines_of_their_own() {
    #[track_caller]
    fn check(spans: &[(usize, usize)], lanes: &[u8]) {
        let mut marks: Vec<_> = spans.iter().map(|it| mark(it.0, it.1)).collect();
        marks::give_lanes(&mut marks);
        assert_eq!(marks.iter().map(|it| it.lane).collect::<Vec<_>>(), lanes);
    }
    check(&[(0, 4), (4, 8)], &[0, 0]);
    check(&[(0, 6), (4, 8), (6, 9), (8, 9)], &[0, 1, 0, 1]);
    check(&[(0, 9), (0, 9), (0, 9), (0, 9), (9, 10)], &[0, 1, 2, 2, 0]);
}

fn mark(start: usize, end: usize) -> Mark {
    Mark {
        span: Span::new(start, end),
        kind: MarkKind::Broken,
        clause: "c".to_owned(),
        by: String::new(),
        chosen: false,
        lane: 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn segments_cover_the_text_once(
        marks in prop::collection::vec((0..30_usize, 0..30_usize), 0..6), length in 0..30_usize
    ) {
        let marks: Vec<_> =
            marks.into_iter().map(|(a, b)| mark(a.min(length), b.clamp(a, length.max(a)).min(length))).collect();
        let pieces = segments(length, &marks);
        let mut at = 0;
        for piece in &pieces {
            prop_assert_eq!(piece.span.start, at);
            at = piece.span.end;
            for (index, mark) in marks.iter().enumerate() {
                prop_assert_eq!(piece.marks.contains(&index), mark.span.overlaps(piece.span));
            }
        }
        prop_assert_eq!(at, length);
    }

    #[test]
    fn edits_of_what_is_not_there_change_nothing(
        kind in 0..12_u8, scenario in 7..99_usize, output in prop::option::of(0..9_usize)
    ) {
        let mut page = Page::first_visit();
        let before = page.state.workspace().clone();
        let at = MessageAt { scenario, output, message: 50 };
        let edit = match kind {
            0 => Edit::MessageSaid(at, "x".to_owned()),
            1 => Edit::MessageDeleted(at),
            2 => Edit::MessageMoved(at, 1),
            3 => Edit::MessageDuplicated(at),
            4 => Edit::ToolCallSet(at, 0, String::new(), String::new()),
            5 => Edit::ToolCallDeleted(at, 0),
            6 => Edit::ReplyDeleted(scenario, 0),
            7 => Edit::ReplyCandidate(scenario, 0, "x".to_owned()),
            8 => Edit::ScenarioDeleted(scenario),
            9 => Edit::ScenarioTitled(scenario, "x".to_owned()),
            10 => Edit::MessageMoved(MessageAt { scenario: 0, output: Some(0), message: 0 }, -1),
            _ => Edit::MessageSpokenBy(at, Role::Tool),
        };
        page.act(Action::Edited(edit));
        prop_assert!(Arc::ptr_eq(&before, page.state.workspace()));
    }
}

/// Most keys in a reply find what was found before; the views are not drawn for them.
#[test]
fn findings_without_news_look_the_same() {
    let mut page = Page::first_visit();
    page.act(Action::TourSkipped);
    let arrives = |page: &mut Page, took_ms: u32, findings: Findings| {
        page.n_requests += 1;
        let (request, findings) = (page.n_requests, Box::new(findings));
        page.act(Action::FindingsArrived {
            request,
            findings,
            took_ms,
        });
    };
    let before = page.state.clone();
    for took_ms in [1, 6, 19, 3] {
        arrives(&mut page, took_ms, Findings::default());
        assert!(before.looks_like(&page.state), "{took_ms}");
        assert!(before != page.state);
    }
    assert_eq!(page.state.known.took_under, 20);
    arrives(&mut page, 70, Findings::default());
    assert_eq!(page.state.known.took_under, 100);
    // It stays where it says much the same, and goes where it does not.
    for (took_ms, under) in [(30, 100), (13, 100), (9, 20), (1_200, 2_000)] {
        arrives(&mut page, took_ms, Findings::default());
        assert_eq!(page.state.known.took_under, under, "{took_ms}");
    }
    let before = page.state.clone();
    arrives(
        &mut page,
        1_200,
        Findings {
            removed: vec!["gone".to_owned()],
            ..Findings::default()
        },
    );
    assert!(!before.looks_like(&page.state));
}
