//! `plumbline report`: a workspace file in, a page to hand in out.

use super::made::work;
use super::run;
use plumbline::engine::report::file as report_file;
use plumbline::engine::{Budget, Engine};
use plumbline::report::Format;
use plumbline::workspace::file;

#[test]
fn the_report_is_told_in_markdown() {
    let ran = run(&["report", "-"], file::write(&work()));
    assert_eq!((ran.said.as_str(), ran.code), ("", Some(0)));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn each_format_is_what_the_page_gives() {
    let mut engine = Engine::default();
    engine.open(work());
    engine.step(Budget(usize::MAX));
    let text = file::write(&work());
    for (name, format) in [
        ("markdown", Format::Markdown),
        ("html", Format::Html),
        ("csv", Format::Csv),
    ] {
        let ran = run(&["report", "--format", name], &text);
        let (_, expected) = report_file(&engine, format).unwrap();
        assert_eq!(ran.out, expected, "{name}");
    }
}

#[test]
fn a_share_link_is_reported_on_as_it_stands() {
    let link = include_str!("../fixtures/links/written-three-scenarios.link").trim();
    let direct = run(&["report", link], "");
    let read = run(
        &["report", "links/written-three-scenarios.workspace.json"],
        "",
    );
    assert_eq!(
        (direct.code, &direct.out),
        (Some(0), &read.out),
        "{}",
        direct.said
    );
    assert_eq!(run(&["report", "-"], link).out, read.out);
}

#[test]
fn what_is_no_work_is_said() {
    #[track_caller]
    fn check(args: &[&str], input: &str, said: &str) {
        let ran = run(&[&["report"], args].concat(), input);
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{}", ran.said);
        assert!(ran.said.starts_with(said), "{}", ran.said);
        assert_eq!(ran.said.trim_end().lines().count(), 2, "{}", ran.said);
    }
    check(
        &["no-such-file"],
        "",
        "no-such-file: error: there is no such file",
    );
    check(&["-"], "", "<stdin>: error: it is empty");
    check(
        &["-"],
        "{\"id\":\"a\"}",
        "<stdin>: error: the file has no `plumbline` version",
    );
    check(
        &["-"],
        "{\"plumbline\":99}",
        "<stdin>: error: the workspace uses format 99",
    );
    check(
        &["command/records.jsonl"],
        "",
        "command/records.jsonl: error: the workspace is not JSON",
    );
}

#[test]
fn faults_of_the_spec_are_told_on_standard_error() {
    let mut work = work();
    let text = work
        .spec
        .text
        .replace("type: word-count", "type: no-such-type");
    work.spec.text = text.into();
    let ran = run(&["report"], file::write(&work));
    assert_eq!(ran.code, Some(0));
    let said = "<stdin>: line 38 of the spec: error[unknown-type]: ";
    assert!(ran.said.starts_with(said), "{}", ran.said);
    assert!(
        ran.out.contains("5 runs of checks ended in an error"),
        "{}",
        ran.out
    );
}
