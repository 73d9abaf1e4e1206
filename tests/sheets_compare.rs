//! The sheets that compare two versions, suggest clauses, and offer what can be decided.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::engine::{Act, Budget};
use plumbline::prose::{Kind, Node};
use plumbline::protocol::{Job, Output, Reply, Request, Session};
use plumbline::spec::{Adjustment, Change};
use plumbline::workspace::patch::diff;
use plumbline::workspace::{SpecDocument, Workspace};
use serde_json::json;
use std::sync::Arc;

const OLD: &str = "\
## Brief {#brief authority=platform}

The assistant must use at most five words.

```checks
- {type: word-count, max: 5, decides: both}
```

## Kind {#kind authority=platform}

The assistant must be kind. It must never shout.
";

const NEW: &str = "\
## Brief {#brief authority=root}

The assistant must use at most two words.

```checks
- {type: word-count, max: 2, decides: both}
```

## Kind {#kind authority=root}

The assistant must be kind. It must never shout.
";

/// The new version, with a reply of three words and a person's verdict on the old clause.
fn workspace() -> Workspace {
    let mut workspace = Workspace::new(SpecDocument::written("new.md", NEW));
    let record = json!({"id": "a", "title": "A greeting", "clauses": ["brief"],
        "messages": [{"role": "user", "content": "Say something kind"}],
        "outputs": [{"candidate": "m", "epoch": 1, "origin": {"kind": "written"},
            "messages": [{"role": "assistant", "content": "You are welcome"}]}]});
    workspace.scenarios = vec![Arc::new(serde_json::from_value(record).unwrap())];
    let verdict = json!({"id": "v", "clause": "brief", "clause_hash": "older",
        "transcript": "a#m#1", "source": {"kind": "person", "name": "Ada"},
        "outcome": "pass", "time": "2026-01-01T00:00:00Z"});
    let verdict = Arc::new(serde_json::from_value(verdict).unwrap());
    workspace.verdicts.push(verdict);
    workspace
}

/// Posts jobs under growing numbers and works everything off.
struct Page {
    session: Session,
    id: u64,
}

impl Page {
    fn open(workspace: Workspace) -> Page {
        let session = Session::default();
        let mut page = Page { session, id: 0 };
        page.ask(Job::Open(Box::new(workspace)));
        page
    }

    /// The final reply to a job.
    fn ask(&mut self, job: Job) -> Reply {
        self.id += 1;
        let id = self.id;
        let mut replies = self.session.post(Request { id, job });
        while self.session.is_busy() {
            replies.extend(self.session.step(Budget(1)));
        }
        let is_final = |it: &Reply| match it {
            Reply::Done { id: of, .. } | Reply::Failed { id: of, .. } => *of == id,
            Reply::Progress { .. } | Reply::Hello { .. } => false,
        };
        let mut finals = replies.into_iter().filter(is_final);
        let last = finals.next().expect("a final reply");
        assert!(finals.next().is_none(), "one final reply");
        last
    }

    fn sheet(&mut self, address: &str) -> Node {
        let reply = self.ask(Job::Sheet(address.to_owned()));
        let Reply::Done { output, .. } = reply else {
            panic!("{reply:?}")
        };
        let Output::Sheet(sheet) = *output else {
            panic!("{output:?}")
        };
        sheet
    }

    fn compare_with(&mut self, text: &str) {
        self.compare_with_named("old.md", text);
    }

    fn compare_with_named(&mut self, name: &str, text: &str) {
        let (name, text) = (name.to_owned(), text.into());
        let reply = self.ask(Job::Compare { name, text });
        assert!(matches!(reply, Reply::Done { .. }), "{reply:?}");
    }
}

fn of_kind<'n>(node: &'n Node, kind: Kind, found: &mut Vec<&'n Node>) {
    if node.kind == kind {
        found.push(node);
    }
    for child in &node.children {
        of_kind(child, kind, found);
    }
}

fn words(node: &Node, kind: Kind) -> Vec<String> {
    let mut found = Vec::new();
    of_kind(node, kind, &mut found);
    found.iter().map(|it| it.words()).collect()
}

fn texts(node: &Node, kind: Kind) -> Vec<&str> {
    let mut found = Vec::new();
    of_kind(node, kind, &mut found);
    found.iter().map(|it| it.text.as_str()).collect()
}

#[test]
fn without_another_version_the_sheet_says_how_to_choose_one() {
    let sheet = Page::open(workspace()).sheet("compare");
    assert!(sheet.words().contains("Choose another version"));
    assert!(texts(&sheet, Kind::Button).contains(&"compare-file "));
    assert!(!texts(&sheet, Kind::Button).contains(&"compare-published "));
}

#[test]
fn another_version_may_come_from_an_address_or_from_other_work() {
    let mut page = Page::open(workspace());
    let sheet = page.sheet("compare");
    let mut ways = texts(&sheet, Kind::Sheet).into_iter();
    let way = ways.find(|it| it.starts_with("compare/"));
    let sheet = page.sheet(way.expect("a way to give an address"));
    assert_eq!(texts(&sheet, Kind::Search), ["address="]);
    assert!(texts(&sheet, Kind::Button).contains(&"compare-address "));
    assert!(texts(&sheet, Kind::Button).contains(&"compare-works "));
    let sheet = page.sheet("compare/from%2Fworks?works=a1%20My%20draft%0Ab2%20Theirs%0A");
    let offered: Vec<_> = texts(&sheet, Kind::Button)
        .into_iter()
        .filter(|it| it.starts_with("compare-work "))
        .collect();
    assert_eq!(offered, ["compare-work a1", "compare-work b2"]);
    assert!(words(&sheet, Kind::Button).contains(&"My draft".to_owned()));
    let sheet = page.sheet("compare/from%2Fworks?works=");
    assert!(sheet.words().contains("no other work"), "{}", sheet.words());
}

#[test]
fn what_changed_what_flips_and_which_verdicts_are_older_stand_on_the_sheet() {
    let mut page = Page::open(workspace());
    page.compare_with(OLD);
    let sheet = page.sheet("compare");
    let said = sheet.words();
    assert!(said.contains("From old.md to new.md."), "{said}");
    // A change of vocabulary is one fact.
    assert!(said.contains("platform root, in 2 sections"), "{said}");
    assert!(!said.contains("Re-ranked"), "{said}");
    assert!(words(&sheet, Kind::Deleted).contains(&"five".to_owned()));
    assert!(words(&sheet, Kind::Inserted).contains(&"two".to_owned()));
    let rows = words(&sheet, Kind::Row);
    let is_flip = |it: &String| {
        let [scenario, kept, broken] =
            ["A greeting", "✓ kept", "✗ broken"].map(|word| it.find(word));
        scenario.is_some() && kept.is_some() && kept < broken
    };
    assert!(rows.iter().any(is_flip), "{rows:?}");
    let is_older = |it: &String| it.contains("Ada") && it.contains("reworded");
    assert!(rows.iter().any(is_older), "{rows:?}");
    assert!(texts(&sheet, Kind::Button).contains(&"scenario 0 brief a"));

    // The other way round, words that went are words that came.
    let sheet = page.sheet("compare?newer=1");
    assert!(sheet.words().contains("From new.md to old.md."));
    assert!(words(&sheet, Kind::Deleted).contains(&"two".to_owned()));
}

#[test]
fn the_dates_in_their_names_say_which_version_is_newer() {
    for (here, other, from_to) in [
        (
            "A spec, 2025-10-27",
            "a-spec-2025-12-18.md",
            "From A spec, 2025-10-27 to a-spec-2025-12-18.md.",
        ),
        (
            "A spec, 2025-12-18",
            "a-spec-2025-10-27.md",
            "From a-spec-2025-10-27.md to A spec, 2025-12-18.",
        ),
        (
            "2025-12-18",
            "2025-12-18, second issue",
            "From 2025-12-18 to 2025-12-18, second issue.",
        ),
        (
            "A spec, 2025-12-18",
            "draft.md",
            "From draft.md to A spec, 2025-12-18.",
        ),
    ] {
        let mut workspace = workspace();
        workspace.spec.name = here.to_owned();
        let mut page = Page::open(workspace);
        page.compare_with_named(other, OLD);
        let sheet = page.sheet("compare");
        assert!(sheet.words().contains(from_to), "{}", sheet.words());
        // And the other way round, and back.
        let swap = |sheet: &Node| {
            let mut links = Vec::new();
            of_kind(sheet, Kind::Sheet, &mut links);
            let link = links.iter().find(|it| it.words() == "The other way round");
            link.unwrap().text.clone()
        };
        let there = swap(&sheet);
        let turned = page.sheet(there.trim_start_matches("#/sheet/"));
        assert!(!turned.words().contains(from_to), "{there}");
        let back = swap(&turned);
        let sheet = page.sheet(back.trim_start_matches("#/sheet/"));
        assert!(sheet.words().contains(from_to), "{back}");
    }
}

#[test]
fn a_comparison_follows_the_work() {
    let mut page = Page::open(workspace());
    page.compare_with(OLD);
    page.sheet("compare");
    let mut same = workspace();
    same.spec.text = OLD.into();
    page.ask(Job::Patch(diff(&workspace(), &same)));
    let sheet = page.sheet("compare");
    assert!(
        sheet.words().contains("Nothing changed."),
        "{}",
        sheet.words()
    );

    // Other work is not compared with what that one was.
    page.ask(Job::Open(Box::new(workspace())));
    let sheet = page.sheet("compare/old.md");
    assert!(sheet.words().contains("“old.md” is not kept."));
    assert!(sheet.words().contains("Choose another version"));
}

#[test]
fn who_asks_again_gets_what_was_begun_and_who_asked_first_is_told() {
    let mut page = Page::open(workspace());
    page.compare_with(OLD);
    let ask = |id| Request {
        id,
        job: Job::Sheet("compare".to_owned()),
    };
    assert_eq!(page.session.post(ask(90)), []);
    page.session.step(Budget(1));
    let replies = page.session.post(ask(91));
    let output = Box::new(Output::Overtaken);
    assert_eq!(replies, [Reply::Done { id: 90, output }]);
    let mut replies = Vec::new();
    while page.session.is_busy() {
        replies.extend(page.session.step(Budget(1)));
    }
    let last = replies.pop().expect("a reply");
    assert!(matches!(last, Reply::Done { id: 91, .. }), "{last:?}");
}

#[test]
fn clauses_are_suggested_with_a_reason_until_they_are_named() {
    let mut page = Page::open(workspace());
    let sheet = page.sheet("suggested/a");
    assert_eq!(texts(&sheet, Kind::Button), ["about kind"]);
    assert!(
        sheet.words().contains("shares “kind” with its title"),
        "{}",
        sheet.words()
    );
    let mut named = workspace();
    Arc::make_mut(&mut named.scenarios[0])
        .clauses
        .push("kind".to_owned());
    page.ask(Job::Patch(diff(&workspace(), &named)));
    assert_eq!(page.sheet("suggested/a").children, []);
    assert_eq!(page.sheet("suggested/gone").children, []);
}

/// Every new scenario has a title, which tells nothing of what it will be about.
#[test]
fn nothing_is_suggested_before_something_is_said() {
    let mut page = Page::open(workspace());
    let mut blank = workspace();
    let scenario = Arc::make_mut(&mut blank.scenarios[0]);
    scenario.title = "Be kind".to_owned();
    for message in &mut scenario.messages {
        Arc::make_mut(message).content = " ".to_owned();
    }
    page.ask(Job::Patch(diff(&workspace(), &blank)));
    assert_eq!(page.sheet("suggested/a").children, []);
}

#[test]
fn each_decision_that_a_clauses_page_offers_can_be_made() {
    let mut page = Page::open(workspace());
    let sheet = page.sheet("clause/kind");
    let buttons = texts(&sheet, Kind::Button);
    let offered: Vec<_> = buttons
        .iter()
        .filter_map(|it| it.strip_prefix("do adjust "))
        .collect();
    assert!(offered.len() > 5, "{offered:?}");
    for change in offered {
        serde_json::from_str::<Change>(change).expect("a change");
        assert!(!adjusted(&mut page, change).is_empty(), "{change}");
    }
    assert!(buttons.contains(&"do save-markdown"));
}

/// All that is decided after a change.
fn adjusted(page: &mut Page, change: &str) -> Vec<Arc<Adjustment>> {
    let what = format!("adjust {change}");
    let act = Act {
        what,
        ..Act::default()
    };
    let Reply::Done { output, .. } = page.ask(Job::Act(Box::new(act))) else {
        panic!("{change}")
    };
    match *output {
        Output::Acted(acted) => acted.changes.adjustments.expect("a decision"),
        other => panic!("{change}: {other:?}"),
    }
}

/// The work after a decision.
fn decided(page: &mut Page, work: &Workspace, change: &str) -> Workspace {
    let all = adjusted(page, change);
    let mut new = work.clone();
    new.spec.adjustments = all;
    page.ask(Job::Patch(diff(work, &new)));
    new
}

#[test]
fn what_was_decided_is_listed_and_can_be_taken_back() {
    let mut page = Page::open(workspace());
    assert!(!texts(&page.sheet("clauses"), Kind::Select).contains(&"decided="));
    let work = decided(&mut page, &workspace(), r#"{"Demote":{"clause":"kind"}}"#);
    let grade = r#"{"Grade":{"clause":"brief","strength":"may","authority":null}}"#;
    let work = decided(&mut page, &work, grade);
    assert!(texts(&page.sheet("clauses"), Kind::Select).contains(&"decided="));
    let take_back = |sheet: &Node| {
        let buttons = texts(sheet, Kind::Button).into_iter();
        let mut changes = buttons.filter_map(|it| it.strip_prefix("do adjust "));
        let only = changes
            .next()
            .expect("a button that takes it back")
            .to_owned();
        assert_eq!(changes.next(), None, "one decision of each kind");
        only
    };
    let others = page.sheet("clauses?decided=other");
    assert!(
        others.words().contains("one clause, may"),
        "{}",
        others.words()
    );
    take_back(&others);
    let demoted = page.sheet("clauses?decided=no-rule");
    assert!(demoted.words().contains("no rule"), "{}", demoted.words());
    let work = decided(&mut page, &work, &take_back(&demoted));
    assert_eq!(work.spec.adjustments.len(), 1, "the other decision stays");
    let sheet = page.sheet("clauses?decided=no-rule");
    assert!(sheet.words().contains("You decided nothing like that"));
    assert!(texts(&page.sheet("clauses"), Kind::Sheet).contains(&"clause/kind"));
}
