//! Reports: what they count, how they are written, and that nothing in a work can change what they
//! are.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/work.rs"]
mod made;

use made::{judge, work};
use plumbline::engine::report::file;
use plumbline::engine::{Act, Budget, Engine};
use plumbline::prose::{Kind, Node};
use plumbline::protocol::{Job, Output, Reply, Request, Session};
use plumbline::report::{ABOUT, Format, MOST_BROKEN, Report, TextState};
use plumbline::transcript::Scenario;
use plumbline::verdict::{Combine, SourceKind, Status, VerdictEvent};
use plumbline::workspace::{SpecDocument, Workspace, bundled};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

const FORMATS: [Format; 3] = [Format::Markdown, Format::Html, Format::Csv];

/// An engine that has checked a work.
fn checked(work: &Workspace) -> Engine {
    let mut engine = Engine::default();
    engine.open(work.clone());
    engine.step(Budget(usize::MAX));
    engine
}

fn report(work: &Workspace) -> Report {
    checked(work).report().unwrap()
}

fn written(work: &Workspace, format: Format) -> String {
    file(&checked(work), format).unwrap().1
}

/// The lines of a section of the Markdown.
fn section(work: &Workspace, heading: &str) -> String {
    let text = written(work, Format::Markdown);
    let start = format!("\n## {heading}\n\n");
    let (_, rest) = text.split_once(&start).expect(heading);
    rest.split("\n## ").next().unwrap().trim_end().to_owned()
}

/// Fields of CSV, by line.
fn table(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut is_quoted, mut rest) = (false, text.chars().peekable());
    while let Some(it) = rest.next() {
        match it {
            '"' if is_quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {
                assert_eq!(rest.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            it => cell.push(it),
        }
    }
    assert!(row.is_empty() && cell.is_empty() && !is_quoted);
    rows
}

/// Elements of an HTML file, each closed where it must be, and all its text.
fn elements(html: &str) -> (BTreeSet<String>, String) {
    let (mut names, mut open, mut words) = (BTreeSet::new(), Vec::<String>::new(), String::new());
    let mut rest = html.strip_prefix("<!doctype html>\n").unwrap();
    while let Some((before, after)) = rest.split_once('<') {
        if open.last().is_none_or(|it| it != "style") {
            words.push_str(before);
        }
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name)),
            None => {
                let name = tag.split(' ').next().unwrap();
                assert!(!tag.contains(" on") && !tag.contains(" style="), "{tag}");
                names.insert(name.to_owned());
                if name != "meta" {
                    open.push(name.to_owned());
                }
            }
        }
    }
    assert_eq!(open, [] as [String; 0]);
    (names, words)
}

#[test]
fn clauses_are_counted_as_everywhere_else() {
    let report = report(&work());
    let of = |id: &str| {
        let clause = report.clauses.iter().find(|it| it.id == id).unwrap();
        let statuses = [
            Status::Kept,
            Status::Broken,
            Status::Unclear,
            Status::NotApplicable,
            Status::NoBreakFound,
            Status::NotJudged,
        ];
        (statuses.map(|it| clause.counts.n(it)), clause.n_older_words)
    };
    assert_eq!(of("private"), ([1, 1, 1, 0, 0, 0], 1));
    assert_eq!(of("kind"), ([2, 1, 0, 0, 0, 0], 0));
    assert_eq!(of("brief"), ([1, 1, 0, 0, 0, 0], 0));
    // The one verdict on it is of a reply that changed since.
    assert_eq!(of("way-on"), ([0, 0, 0, 0, 0, 2], 0));
    // Nobody answered where it is asked about.
    assert_eq!(of("sing"), ([0; 6], 0));
    let judged = &report.judged;
    let n = (judged.n_replies, judged.n_scenarios, judged.n_without_reply);
    assert_eq!((n, judged.n_written), ((5, 2, 1), 1));
    assert_eq!(report.n_verdicts_elsewhere, 1);
}

#[test]
fn who_says_broken_is_told_with_the_words() {
    let report = report(&work());
    let private = &report.clauses[0];
    let told: Vec<_> = private
        .broken
        .iter()
        .map(|it| {
            (
                it.reply.transcript.as_str(),
                it.is_asked,
                it.said[0].why.as_str(),
            )
        })
        .collect();
    let expected = [
        ("neighbour#model-a#1", true, "names a loan"),
        // A hit where nobody asks is told and enters no count.
        ("late#model-a#1", false, "names a loan"),
    ];
    assert_eq!(told, expected);
    let kind = &report.clauses[2].broken[0];
    let who: Vec<_> = kind.said.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        who,
        ["Ann"],
        "who settled it, in place of what each had said"
    );
}

#[test]
fn the_rule_decides_who_counts_and_is_said() {
    let mut work = work();
    work.rule.sources = vec![SourceKind::Model, SourceKind::Person];
    work.rule.combine = Combine::FirstDecides;
    assert_eq!(
        section(&work, "Which verdicts count"),
        "The first that decided is believed, in this order: models, then people. What the others \
         say is only shown. What checks say does not count."
    );
    let report = report(&work);
    assert_eq!(report.clauses[0].n_broken, 0, "checks do not count");
    let rows = table(&written(&work, Format::Csv));
    let by_model = |row: &&Vec<String>| row[2] == "neighbour#model-a#2" && row[6] == "kind";
    let row = rows.iter().find(by_model).unwrap();
    assert_eq!(
        (row[11].as_str(), row[12].as_str()),
        ("kept", "model judge-1")
    );
}

#[test]
fn what_was_settled_is_told_beside_both_sides_and_enters_no_agreement() {
    let report = report(&work());
    assert_eq!(report.n_contested, 1);
    let item = &report.contested[0];
    let said = |all: &[plumbline::report::Said]| {
        let all = all
            .iter()
            .map(|it| format!("{} {}: {}", it.name, it.outcome.word(), it.why));
        all.collect::<Vec<_>>()
    };
    assert_eq!(
        said(&item.said),
        ["Ann kept: short, not rude", "Bo broken: sends her away"]
    );
    assert_eq!(
        said(&item.settled),
        ["Ann broken: We agreed: it should have offered help."]
    );
    let agreement = &report.agreement;
    assert_eq!((agreement.n_pairs, agreement.n_agreeing), (2, 1));
    assert_eq!(agreement.raw.value, Some(0.5));
    assert!(report.clauses.iter().all(|it| it.n_contested == 0));
    let text = written(&work(), Format::Markdown);
    assert!(!text.contains("What other words change"), "{text}");
}

#[test]
fn what_people_differ_on_is_marked_where_it_is_counted() {
    let mut work = work();
    let is_settled = |it: &Arc<VerdictEvent>| match it.as_ref() {
        VerdictEvent::Given(it) => it.is_settled(),
        VerdictEvent::Withdrawal { .. } => false,
    };
    work.verdicts.retain(|it| !is_settled(it));
    let table = section(&work, "Clause by clause");
    assert_eq!(
        table.matches("1 reply that people differ on").count(),
        1,
        "{table}"
    );
}

#[test]
fn checks_are_held_against_the_specs_own_examples() {
    let report = report(&work());
    let of = |check: &str| {
        let records = report.records.iter().filter(|it| it.name == check);
        records
            .map(|it| (it.is_of_examples, it.caught, it.alarms))
            .collect::<Vec<_>>()
    };
    // Bo's verdict is of older words, and people's labels count all the same.
    assert_eq!(of("private/1")[0], (true, [1, 1], [0, 1]));
    assert_eq!(of("brief/1"), []);
    assert_eq!(report.n_checks_without_record, 1);
    assert_eq!(report.n_models_without_record, 1);
}

#[test]
fn a_model_that_judged_is_held_against_people() {
    let mut work = work();
    let model = json!({"source": {"kind": "model", "name": "judge-1"}});
    let transcript = "neighbour#model-a#2";
    for (who, outcome, clause) in [
        ("Ann", "pass", "kind"),
        ("", "fail", "private"),
        ("", "fail", "brief"),
        ("Ann", "fail", "brief"),
    ] {
        let more = if who.is_empty() { &model } else { &json!({}) };
        judge(
            &mut work,
            (who, outcome),
            (clause, transcript),
            more.clone(),
        );
    }
    let report = report(&work);
    let record = report.records.last().unwrap();
    // Kept by both; broken by both; kept by Bo alone.
    assert_eq!((record.name.as_str(), record.caught), ("judge-1", [1, 1]));
    assert_eq!((record.alarms, report.n_models_without_record), ([1, 2], 0));
}

#[test]
fn the_three_files_and_the_sheet_say_the_same_twice() {
    let work = work();
    for format in FORMATS {
        assert_eq!(written(&work, format), written(&work, format));
    }
    let mut session = Session::default();
    let open = Job::Open(Box::new(work.clone()));
    session.post(Request { id: 1, job: open });
    while session.is_busy() {
        session.step(Budget(7));
    }
    let job = Job::Sheet("report".to_owned());
    let replies = session.post(Request { id: 2, job });
    let [Reply::Done { output, .. }] = replies.as_slice() else {
        panic!("{replies:?}")
    };
    let Output::Sheet(sheet) = output.as_ref() else {
        panic!("{output:?}")
    };
    assert_eq!(sheet.text, "Report: Desk, first round");
    let act = |id: u64, what: &str, session: &mut Session| {
        let act = Act {
            what: what.to_owned(),
            ..Act::default()
        };
        let job = Job::Act(Box::new(act));
        match session.post(Request { id, job }).pop() {
            Some(Reply::Done { output, .. }) => match *output {
                Output::Acted(acted) => *acted,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let acts: Vec<_> = of_kind(sheet, Kind::Button)
        .iter()
        .filter_map(|it| {
            it.text
                .strip_prefix("do ")
                .map(|it| it.trim_end().to_owned())
        })
        .collect();
    let saved: Vec<_> = (3..)
        .zip(&acts)
        .map(|(id, what)| act(id, what, &mut session))
        .map(|it| if it.file.is_empty() { it.copy } else { it.text })
        .collect();
    let expected = [
        Format::Markdown,
        Format::Markdown,
        Format::Html,
        Format::Csv,
    ];
    assert_eq!(saved, expected.map(|it| written(&work, it)));
    let links: Vec<_> = of_kind(sheet, Kind::Sheet)
        .iter()
        .map(|it| it.text.clone())
        .collect();
    assert!(links.contains(&"clause/private".to_owned()), "{links:?}");
    assert!(sheet.words().contains(ABOUT));
}

fn of_kind(node: &Node, kind: Kind) -> Vec<&Node> {
    let inner = node.children.iter().flat_map(|it| of_kind(it, kind));
    (node.kind == kind)
        .then_some(node)
        .into_iter()
        .chain(inner)
        .collect()
}

#[test]
fn the_html_is_whole_and_has_nothing_to_run_or_fetch() {
    let html = written(&work(), Format::Html);
    let (names, words) = elements(&html);
    for name in ["script", "img", "iframe", "link", "base", "form"] {
        assert!(!names.contains(name), "{name}");
    }
    assert!(html.contains("<html lang=\"en\">") && html.contains("<th scope=\"row\">"));
    let main = words.trim_start();
    assert!(main.starts_with("Report: Desk, first round"), "the title");
    let (_, main) = html.split_once("<main>\n").unwrap();
    assert!(main.starts_with(&format!("<p><strong>{ABOUT}</strong></p>")));
}

/// A work in which every text that someone else chooses tries to be something else.
fn hostile(words: &str) -> Workspace {
    let mut work = work();
    words.clone_into(&mut work.title);
    let text = work.spec.text.replace("Keep loans private", words);
    work.spec.text = text.into();
    for scenario in &mut work.scenarios {
        let scenario = Arc::make_mut(scenario);
        words.clone_into(&mut scenario.title);
        for output in &mut scenario.outputs {
            let output = Arc::make_mut(output);
            output.candidate = words.to_owned();
            let details = &mut output.origin.details;
            details.insert("file".to_owned(), json!(words));
        }
        scenario.number_outputs();
    }
    let transcript = work.scenarios[0].transcripts()[0].id.clone();
    let quote = json!([{"message": 1, "start": 0, "end": 1, "quote": words}]);
    for (who, outcome) in [(words, "fail"), ("Bo", "pass")] {
        let more = json!({"explanation": words, "evidence": quote});
        judge(&mut work, (who, outcome), ("private", &transcript), more);
    }
    work
}

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</style></title><h1>All kept</h1>",
    "[all kept](https://example.org) ![x](https://example.org/x.png)",
    "a | b | c\n\n# All kept\n\n- 1\n",
    "**bold** `code` ~~gone~~ &lt; &amp; \\",
    "https://example.org www.example.org",
    "1. first --- === > + <https://example.org>",
];

#[test]
fn no_text_of_a_work_becomes_markup() {
    let (plain, _) = elements(&written(&work(), Format::Html));
    let count = |work: &Workspace| {
        let text = written(work, Format::Markdown);
        let mut counts = [0; 4];
        for event in Parser::new_ext(
            &text,
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
        ) {
            match event {
                Event::Start(Tag::Heading { .. }) => counts[0] += 1,
                Event::Start(Tag::TableCell) => counts[1] += 1,
                Event::Start(Tag::Item) => counts[2] += 1,
                Event::Html(_) | Event::InlineHtml(_) => counts[3] += 1,
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough) => {
                    counts[3] += 1;
                }
                _ => {}
            }
        }
        counts
    };
    let harmless = count(&hostile("words"));
    assert_eq!(harmless[3], 0);
    for words in HOSTILE {
        let work = hostile(words);
        let (names, said) = elements(&written(&work, Format::Html));
        assert_eq!(names, plain, "{words}");
        let flat = words.trim().replace('\n', " ");
        let escaped = flat
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let escaped = escaped.replace('"', "&quot;");
        assert!(said.contains(&escaped), "{words}");
        assert_eq!(count(&work), harmless, "{words}");
    }
}

#[test]
fn signs_that_turn_words_around_are_shown() {
    let text = written(&hostile("kept \u{202e}nekorb\u{7}"), Format::Markdown);
    assert!(!text.contains(['\u{202e}', '\u{7}']));
    assert!(text.contains("kept \u{fffd}nekorb\u{fffd}"));
}

#[test]
fn the_table_has_a_row_for_each_clause_and_reply_and_no_formula() {
    let rows = table(&written(&work(), Format::Csv));
    assert!(rows.iter().all(|it| it.len() == 15), "{rows:?}");
    assert!(rows[1..].iter().all(|it| it[0] == ABOUT));
    let brief = |row: &Vec<String>| [2, 6, 10, 11, 12].map(|at| row[at].clone()).join(" | ");
    let found: Vec<_> = rows[1..].iter().map(brief).collect();
    insta::assert_snapshot!(found.join("\n"));
    let rows = table(&written(&hostile("=HYPERLINK(\"x\")"), Format::Csv));
    assert_eq!(
        (&*rows[1][1], &*rows[1][3]),
        ("'=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")")
    );
    let starts = |it: &String| it.starts_with(['=', '+', '-', '@', '\t']);
    assert!(!rows.iter().flatten().any(starts));
}

#[test]
fn made_up_data_is_called_so() {
    let text = written(&bundled::workspace(&bundled::all()[0]), Format::Markdown);
    let first: Vec<_> = text.lines().filter(|it| !it.is_empty()).take(3).collect();
    let said = "**Made-up data: all 17 replies were written by hand, no model said them.**";
    assert_eq!(
        first,
        [
            &*format!("**{ABOUT}**"),
            "# Report: Library desk charter",
            said
        ]
    );
    let rows = table(&written(&work(), Format::Csv));
    let origin = |id: &str| &rows.iter().find(|it| it[2] == id).unwrap()[5];
    assert_eq!(origin("late##1"), "written here: made-up data");
    assert_eq!(origin("neighbour#model-a#1"), "read from a file runs.jsonl");
}

#[test]
fn an_altered_text_and_an_excerpt_say_so() {
    let mut work = bundled::workspace(&bundled::all()[0]);
    assert_eq!(report(&work).spec.state, TextState::Same);
    let text = work
        .spec
        .text
        .replace("must never tell anyone", "should not tell anyone");
    work.spec.text = text.into();
    assert_eq!(report(&work).spec.state, TextState::Altered(Some(1)));
    assert!(section(&work, "The spec").contains("1 clause differs from the published text."));
    work.spec.excerpt = true;
    assert_eq!(report(&work).spec.state, TextState::Excerpt);
}

#[test]
fn a_work_with_nothing_in_it_has_a_report_too() {
    for format in FORMATS {
        let (name, text) = file(&checked(&bundled::blank()), format).unwrap();
        assert!(name.starts_with("report-work-without-a-title."), "{name}");
        assert!(!text.is_empty());
    }
    let blank = bundled::blank();
    assert!(written(&blank, Format::Markdown).starts_with(&format!("**{ABOUT}**\n\n# ")));
    assert_eq!(
        section(&blank, "What was judged"),
        "Nothing yet: this work has no reply."
    );
    assert!(Engine::default().report().is_none());
}

#[test]
fn a_thousand_replies_make_no_longer_report() {
    let outputs: Vec<Value> = (1..=1000)
        .map(|n| {
            json!({"candidate": "m", "epoch": n, "origin": {"kind": "pasted"},
                "messages": [{"role": "assistant", "content": "The Glass Coast"}]})
        })
        .collect();
    let record = json!({"id": "a", "clauses": ["private"], "outputs": outputs,
        "messages": [{"role": "user", "content": "What did she borrow?"}]});
    let spec = SpecDocument::written("", made::SPEC);
    let mut work = Workspace::new(spec);
    work.scenarios = vec![Arc::new(
        serde_json::from_value::<Scenario>(record).unwrap(),
    )];
    let text = written(&work, Format::Markdown);
    assert!(text.len() < 20_000, "{}", text.len());
    assert!(text.contains("980 more are in the CSV."), "{text}");
    assert_eq!(report(&work).clauses[0].broken.len(), MOST_BROKEN);
    let rows = table(&written(&work, Format::Csv));
    // Beside the head: brevity is nothing that the scenario asks about, and kept.
    let private: Vec<_> = rows.iter().filter(|it| it[6] == "private").collect();
    assert_eq!(private.len(), 1000);
    let tries = private.iter().map(|it| it[4].parse::<usize>().unwrap());
    assert!(tries.eq(1..=1000), "in the order of the work");
}
