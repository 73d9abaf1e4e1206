//! The command as it is called: real process, real pipes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "command/agree.rs"]
mod agree;
#[path = "command/credentials.rs"]
mod credentials;
#[path = "command/diff.rs"]
mod diff;
#[path = "support/work.rs"]
mod made;
#[path = "command/report.rs"]
mod report;
mod support;

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;

const PLUMBLINE: &str = env!("CARGO_BIN_EXE_plumbline");
const SHOP: &str = "links/bicycle-shop.md";
const GOOD: &str =
    r#"{"id":"a","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]}"#;

/// What a call printed, and its exit code.
#[derive(Debug)]
struct Ran {
    out: String,
    said: String,
    code: Option<i32>,
}

/// Runs the command in `tests/fixtures`, so that messages name short paths.
fn run(args: &[&str], input: impl AsRef<[u8]>) -> Ran {
    finish(Command::new(PLUMBLINE).args(args), input.as_ref())
}

fn finish(command: &mut Command, input: &[u8]) -> Ran {
    let mut child = command
        .current_dir(fixtures())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = thread::spawn(move || {
        let _ = stdin.write_all(&input); // A command that has seen enough closes its end.
    });
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ran {
        out: String::from_utf8(stdout).unwrap(),
        said: String::from_utf8(stderr).unwrap(),
        code: status.code(),
    }
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn rows(ran: &Ran) -> Vec<Value> {
    let rows = ran.out.lines().map(serde_json::from_str);
    rows.collect::<Result<_, _>>().unwrap()
}

/// Each row as `transcript clause check outcome quotes`; how checks word things is theirs.
fn brief(ran: &Ran) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |row: Value| {
        let words = row["evidence"].as_array().unwrap();
        let quotes = words.iter().map(|words| text(&words["quote"]));
        let fields = ["transcript", "clause", "check", "outcome"].map(|key| text(&row[key]));
        fields
            .into_iter()
            .chain(quotes)
            .collect::<Vec<_>>()
            .join(" ")
    };
    rows(ran).into_iter().map(line).collect()
}

/// The faults a call reported, without their remedies: `file:line: severity[code]`.
fn faults(ran: &Ran) -> Vec<&str> {
    let lines = ran.said.lines().filter(|line| !line.starts_with("  "));
    lines
        .map(|line| line.split_once("]: ").map_or(line, |it| it.0))
        .collect()
}

#[test]
fn checks_of_a_spec_a_pack_a_list_and_a_record_all_run() {
    let sources = ["--spec", SHOP, "--checks", "command/pack.yaml"];
    let further = ["--checks", "command/list.yaml", "command/records.jsonl"];
    let ran = run(&[&["check"], &sources[..], &further].concat(), "");
    let expected = [
        "neighbour#a#1 private private/1 fail Your neighbour her bicycle",
        "neighbour#a#1 brief brief/1 pass",
        "neighbour#a#1 private private/2 pass",
        "neighbour#a#1 no-such-clause looks-first fail",
        "neighbour#a#1 - list/1 pass",
        "neighbour#a#1 - list/2 error",
        "neighbour#b#1 private private/1 pass",
        "neighbour#b#1 brief brief/1 pass",
        "neighbour#b#1 private private/2 pass",
        "neighbour#b#1 no-such-clause looks-first fail",
        "neighbour#b#1 - list/1 pass",
        "neighbour#b#1 - list/2 error",
        "own-check private private/1 not-applicable",
        "own-check brief brief/1 pass",
        "own-check private private/2 pass",
        "own-check no-such-clause looks-first pass see",
        "own-check - list/1 pass",
        "own-check - list/2 error",
        "own-check - scenario/1 pass see",
        "own-check - scenario/2 error",
    ];
    assert_eq!(brief(&ran), expected);
    let expected = [
        "command/pack.yaml:7: warning[unknown-clause",
        "command/list.yaml:2: error[missing-parameter",
        "command/records.jsonl:3: error[unknown-type",
    ];
    assert_eq!(faults(&ran), expected);
    assert_eq!(ran.code, Some(0));
}

#[test]
fn a_row_has_the_fields_the_design_names() {
    let ran = run(&["check", "--spec", SHOP, "command/records.jsonl"], "");
    for row in rows(&ran) {
        let keys: Vec<_> = row
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let first = [
            "transcript",
            "clause",
            "check",
            "outcome",
            "evidence",
            "explanation",
        ];
        assert_eq!(keys[..6], first);
        assert!(matches!(keys[6..], [] | ["score"]), "{row}");
        assert!(!row["explanation"].as_str().unwrap().is_empty(), "{row}");
    }
}

#[test]
fn evidence_is_bytes_of_the_messages_content() {
    let ran = run(&["check", "--spec", SHOP, "command/records.jsonl"], "");
    let record = std::fs::read_to_string(fixtures().join("command/records.jsonl")).unwrap();
    let record: Value = serde_json::from_str(record.lines().next().unwrap()).unwrap();
    let reply = record["outputs"][0]["messages"][0]["content"]
        .as_str()
        .unwrap();
    let rows = rows(&ran);
    let evidence = rows[0]["evidence"].as_array().unwrap();
    assert_eq!(evidence.len(), 2);
    for words in evidence {
        let at = |key: &str| usize::try_from(words[key].as_u64().unwrap()).unwrap();
        assert_eq!(at("message"), 1);
        assert_eq!(&reply[at("start")..at("end")], words["quote"]);
    }
}

#[test]
fn a_faulty_record_is_a_diagnostic_and_an_error_and_the_rest_runs() {
    let ran = run(&["check", "--spec", SHOP, "command/faulty.jsonl"], "");
    let expected = [
        "good private private/1 not-applicable",
        "good brief brief/1 pass",
        "line-2 - - error",
        "wrong - - error",
        "line-4 - - error",
        "half private private/1 not-applicable",
        "half brief brief/1 pass",
    ];
    assert_eq!(brief(&ran), expected);
    insta::assert_snapshot!(ran.said);
    let wrong = "command/faulty.jsonl:3: `messages`: expected a list, found `none`";
    assert_eq!(rows(&ran)[3]["explanation"], wrong);
    assert_eq!(ran.code, Some(0));
}

#[test]
fn a_table_is_for_people() {
    let args = [
        "check",
        "--format",
        "table",
        "--spec",
        SHOP,
        "command/records.jsonl",
    ];
    let ran = run(&args, "");
    let lines: Vec<_> = ran.out.lines().collect();
    let columns =
        "OUTCOME         TRANSCRIPT                    CHECK                         EXPLANATION";
    let row = "fail            neighbour#a#1                 private/1                     ";
    assert_eq!(lines[0], columns);
    assert!(lines[1].starts_with(row), "{}", ran.out);
    assert_eq!(
        lines[10],
        "8 results: 1 fail, 5 pass, 1 not-applicable, 1 error"
    );
    assert_eq!(lines.len(), 11);
}

/// Each row of `--by clause` as `transcript clause status quotes`, with `-` before what enters no
/// rate.
fn by_clause(ran: &Ran) -> Vec<String> {
    let line = |row: Value| {
        let aside = if row["applies"] == true { "" } else { "-" };
        let fields = ["transcript", "clause", "status"]
            .map(|key| row[key].as_str().unwrap_or("-").to_owned());
        let quotes = row["evidence"].as_array().unwrap().iter();
        let quotes = quotes.map(|it| it["quote"].as_str().unwrap().to_owned());
        let words: Vec<_> = fields.into_iter().chain(quotes).collect();
        format!("{aside}{}", words.join(" "))
    };
    rows(ran).into_iter().map(line).collect()
}

#[test]
fn clauses_are_judged_by_the_rules_of_the_page() {
    let sources = ["check", "--by", "clause", "--spec", SHOP];
    let more = [
        "--checks",
        "command/pack.yaml",
        "--checks",
        "command/list.yaml",
    ];
    let ran = run(
        &[&sources[..], &more, &["command/records.jsonl"]].concat(),
        "",
    );
    let expected = [
        "neighbour#a#1 private broken Your neighbour her bicycle",
        "-neighbour#a#1 brief kept",
        "neighbour#b#1 private no-break-found",
        "-neighbour#b#1 brief kept",
        "-own-check private no-break-found",
        "-own-check brief kept",
    ];
    assert_eq!(by_clause(&ran), expected, "{}", ran.said);
    let row = &rows(&ran)[2];
    assert_eq!(row["explanation"], "no break found (2 checks looked)");
    assert_eq!(row["checks"][0]["outcome"], "pass");
}

#[test]
fn a_records_own_verdicts_count_for_its_clauses() {
    let verdict = |id: &str, clause: &str, outcome: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","time":"","clause":"{clause}","transcript":"a","source":{{"kind":"person","name":"Jo"}},"outcome":"{outcome}"{more}}}"#
        )
    };
    let record = |verdicts: &[String]| {
        GOOD.replacen(
            '{',
            &format!(r#"{{"verdicts":[{}],"#, verdicts.join(",")),
            1,
        )
    };
    let pass = verdict(
        "1",
        "safety",
        "pass",
        r#","explanation":"says nothing of it""#,
    );
    let other = verdict("2", "brief", "fail", r#","output_hash":"0""#);
    let withdrawn = verdict("3", "prices", "fail", "");
    let withdrawal = r#"{"id":"4","time":"","withdraws":"3"}"#.to_owned();
    let judged = record(&[pass, other, withdrawn, withdrawal]);
    // The same record twice, and one without verdicts under the same id.
    let input = [judged.as_str(), &judged, GOOD].join("\n");
    let ran = run(&["check", "--by", "clause", "--spec", SHOP], input);
    let judged = ["-a private not-judged", "a safety kept", "-a brief kept"];
    let bare = ["-a private not-judged", "-a brief kept"];
    let expected = [&judged[..], &judged, &bare].concat();
    assert_eq!(by_clause(&ran), expected, "{}", ran.said);
    assert_eq!(rows(&ran)[1]["explanation"], "Jo: says nothing of it");
}

#[test]
fn clauses_are_counted_and_a_broken_one_can_fail_the_run() {
    let sources = [
        "check",
        "--by",
        "clause",
        "--spec",
        SHOP,
        "command/records.jsonl",
    ];
    let ran = run(
        &[&sources[..], &["--format", "table", "--fail-on", "fail"]].concat(),
        "",
    );
    let foot: Vec<_> = ran.out.lines().rev().take(2).collect();
    assert_eq!(
        foot[1],
        "0 kept, 1 broken; 0 unclear, 1 no break found, 0 not judged; 0 do not apply, 4 not asked"
    );
    assert!(foot[0].ends_with("Not evidence that a model is aligned."));
    assert_eq!(ran.code, Some(1));
    let bad = run(
        &[
            "check",
            "--by",
            "clause",
            "--spec",
            SHOP,
            "--fail-on",
            "error",
        ],
        "no record\n".to_owned() + GOOD,
    );
    assert_eq!(rows(&bad)[0]["status"], "error");
    assert_eq!(bad.code, Some(1));
    let without = run(&["check", "--by", "clause"], GOOD);
    assert!(without.said.contains("--spec"), "{}", without.said);
    assert_eq!(without.code, Some(2));
}

#[test]
fn exit_codes_say_what_was_asked() {
    #[track_caller]
    fn check(args: &[&str], input: &str, code: i32) {
        let ran = run(&[&["check"], args].concat(), input);
        assert_eq!(ran.code, Some(code), "{args:?} {ran:?}");
    }
    let failing = &["--spec", SHOP, "command/records.jsonl"];
    check(failing, "", 0);
    check(&[failing, &["--fail-on", "fail"][..]].concat(), "", 1);
    check(&[failing, &["--fail-on", "error"][..]].concat(), "", 1);
    check(&["--spec", SHOP, "--fail-on", "fail"], GOOD, 0);
    check(&["--spec", SHOP, "--fail-on", "error"], GOOD, 0);
    check(
        &["--checks", "command/list.yaml", "--fail-on", "error"],
        "",
        1,
    );
    check(&["--fail-on", "error"], &format!("{GOOD}\n{{"), 1);
    check(&[], "", 0);
    check(&[], "\n \n", 0);
    check(&[], "no record\n", 2);
    check(&[], "[\n{}\n]\n", 2);
    check(&["no-such-file.jsonl"], "", 2);
    check(&["no-such-file.jsonl", "-"], GOOD, 0);
    check(&["--spec", "no-such-file.md"], GOOD, 2);
    check(&["--checks", "no-such-file.yaml"], GOOD, 2);
    check(&["--format", "xml"], GOOD, 2);
}

#[test]
fn unreadable_inputs_get_a_sentence_and_a_remedy() {
    #[track_caller]
    fn check(args: &[&str], input: &[u8], said: &str) {
        let ran = run(args, input);
        assert_eq!((ran.said.as_str(), ran.code), (said, Some(2)), "{args:?}");
        assert_eq!(ran.out, "");
    }
    let empty = "<stdin>: error: it is empty\n  give a file with something in it\n";
    check(&["spec", "-"], b"\n \n", empty);
    check(&["link", "decode"], b"", empty);
    let binary = "<stdin>: error: it is binary, not text\n  give a text file in UTF-8, unpacked\n";
    check(&["spec", "-"], b"PK\x03\x04\x00\x00", binary);
    check(&["check"], b"PK\x03\x04\x00\x00", binary);
    check(
        &["spec", "links"],
        b"",
        "links: error: it is a directory\n  name the files in it\n",
    );
    check(
        &["check", "nothing.jsonl"],
        b"",
        "nothing.jsonl: error: there is no such file\n  check the path\n",
    );
    check(
        &["check"],
        b"{\n  \"id\": \"a\"\n}\n",
        "<stdin>:1: error: it is one JSON document, not one record per line\n  \
         write each record on a line of its own, for example with `jq -c '.[]'`\n",
    );
    let huge = vec![b'a'; 50_000_001];
    let large = "<stdin>: error: it is larger than 50 MB\n  give a smaller file\n";
    check(&["spec", "-"], &huge, large);
}

#[test]
fn bytes_that_are_no_utf8_are_read_and_reported() {
    let said = "<stdin>:2: warning[not-utf8]: bytes that are not UTF-8 are read as `\u{fffd}`\n  \
                save the file as UTF-8\n";
    let spec = run(&["spec", "-"], b"# Caf\xc3\xa9\n\xe9\n");
    assert_eq!((spec.said.as_str(), spec.code), (said, Some(0)));
    assert!(spec.out.contains("Café"));

    let [before, after] = GOOD.split("ho").collect::<Vec<_>>()[..] else {
        panic!("one reply")
    };
    let record = [b"\n", before.as_bytes(), b"h\xff", after.as_bytes()].concat();
    let checked = run(&["check", "--spec", SHOP], record);
    assert!(checked.said.starts_with(said), "{checked:?}");
    assert_eq!(rows(&checked).len(), 2);
}

#[test]
fn a_line_beyond_the_limit_is_left_out() {
    let mut input = vec![b'x'; 50_000_001];
    input.extend_from_slice(format!("\n{GOOD}\n").as_bytes());
    let ran = run(&["check", "--spec", SHOP], input);
    let outcomes: Vec<_> = rows(&ran)
        .iter()
        .map(|row| row["transcript"].clone())
        .collect();
    assert_eq!(outcomes, ["line-1", "a", "a"], "{}", ran.said);
    assert!(
        ran.said.contains("<stdin>:1: error[line-too-long]"),
        "{}",
        ran.said
    );
}

/// A reader that has seen enough is no failure; no output is lost to a panic.
#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    #[track_caller]
    fn check(args: &str, input: &[u8]) {
        let script = format!("{{ \"$0\" {args}; echo \"exit $?\" >&2; }} | head -n 1");
        let ran = finish(Command::new("sh").args(["-c", &script, PLUMBLINE]), input);
        assert_eq!(ran.said, "exit 0\n", "{args}");
    }
    let many = format!("{GOOD}\n").repeat(20_000);
    check(&format!("check --spec {SHOP}"), many.as_bytes());
    let long = "## Be kind\n\nYou must be kind.\n\n".repeat(20_000);
    check("spec - 2>/dev/null", long.as_bytes());
    check(&format!("diff {SHOP} - 2>/dev/null"), long.as_bytes());
    check("spec --json - 2>/dev/null", long.as_bytes());
}

/// Whatever comes in, memory stays bounded: records are read one by one, links unpack to a limit.
#[cfg(target_os = "linux")]
#[test]
fn memory_stays_within_bounds() {
    #[track_caller]
    fn check(kilobytes: u32, args: &str, input: &[u8]) -> Ran {
        let script = format!("ulimit -v {kilobytes} && exec \"$0\" {args}");
        finish(Command::new("sh").args(["-c", &script, PLUMBLINE]), input)
    }
    let many = format!("{}\n", GOOD.replace("ho", &"ho ".repeat(300_000))).repeat(60);
    assert!(many.len() > 50_000_000);
    let ran = check(40_000, "check --checks command/pack.yaml", many.as_bytes());
    assert_eq!(
        (ran.out.lines().count(), ran.code),
        (120, Some(0)),
        "{}",
        ran.said
    );

    let ran = check(100_000, "link decode", support::bomb(1000).as_bytes());
    let said = "<stdin>: error: the link unpacks to more than 8000000 bytes\n  \
                pass the workspace on as a file instead\n";
    assert_eq!((ran.said.as_str(), ran.code), (said, Some(2)));
}

#[test]
fn a_spec_is_outlined() {
    let ran = run(&["spec", SHOP], "");
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.said.as_str(), ran.code), ("", Some(0)));
    let json: Value = serde_json::from_str(&run(&["spec", "--json", SHOP], "").out).unwrap();
    let keys: Vec<_> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    for key in [
        "title",
        "sections",
        "clauses",
        "references",
        "diagnostics",
        "totals",
    ] {
        assert!(keys.contains(&key), "{key} in {keys:?}");
    }
    assert_eq!(json["clauses"][0]["id"], "private");
}

#[test]
fn advice_is_given_to_those_who_ask() {
    let spec = "# A {#a authority=user}\n\nThe bot must ask and should not run.\n\n```checks\n- {type: contains, value: x}\n```\n";
    assert_eq!(run(&["spec", "-"], spec).said, "");
    let said = run(&["spec", "--advice", "-"], spec).said;
    assert!(said.starts_with("<stdin>:3: note[two-demands]: "), "{said}");
    let json: Value = serde_json::from_str(&run(&["spec", "--json", "-"], spec).out).unwrap();
    assert_eq!(json["diagnostics"][0]["severity"], "note");
}

#[test]
fn a_document_gets_ids_after_its_clauses() {
    let ran = run(
        &["spec", "--with-ids", "-"],
        "It is late.\n\nYou must ask. So.\n",
    );
    assert!(
        ran.out.starts_with("It is late.\n\nYou must ask. {#top-"),
        "{}",
        ran.out
    );
    assert!(ran.out.ends_with("} So.\n"), "{}", ran.out);
}

#[test]
fn faults_in_a_specs_checks_point_at_its_lines() {
    let spec = "# A\n\n## B {#b authority=user}\n\nBe kind.\n\n```checks\n- type: contains\n  value: x\n- type: no-such\n```\n";
    let ran = run(&["spec", "-"], spec);
    assert!(
        ran.said.starts_with("<stdin>:10: error[unknown-type]"),
        "{}",
        ran.said
    );
    let ran = run(&["spec", "--json", "-"], spec);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["diagnostics"][0]["line"], 10);
}

#[test]
fn a_workspace_becomes_a_link_and_back() {
    let file = "workspaces/written.json";
    let encoded = run(&["link", "encode", file], "");
    assert!(encoded.out.starts_with("#1d"), "{encoded:?}");
    let expected = std::fs::read_to_string(fixtures().join(file)).unwrap();
    assert_eq!(run(&["link", "decode"], &encoded.out).out, expected);
    assert_eq!(
        run(&["link", "decode", encoded.out.trim_end()], "").out,
        expected
    );

    let link = "links/public-excerpt.link";
    let inspected = run(&["link", "decode", "--inspect", link], "");
    let payload = std::fs::read_to_string(fixtures().join("links/public-excerpt.json")).unwrap();
    assert_eq!(inspected.out, payload);
    let decoded = run(&["link", "decode", link], "");
    assert!(
        decoded.said.contains("opens on the clause `safety`"),
        "{decoded:?}"
    );
    assert!(decoded.said.contains("only an excerpt"), "{decoded:?}");
}

#[test]
fn a_link_that_cannot_be_opened_says_why() {
    #[track_caller]
    fn check(args: &[&str], input: &str, said: &str) {
        let ran = run(&[&["link"], args].concat(), input);
        assert_eq!((ran.said.as_str(), ran.code), (said, Some(2)));
    }
    check(
        &["decode"],
        "#1dAbCdEfGh",
        "<stdin>: error: the link is incomplete or was altered\n  \
         ask for it again, or copy it whole\n",
    );
    check(
        &["decode"],
        "hello",
        "<stdin>: error: there is no Plumbline link in this text\n  \
         paste the whole address, from `https://` to its end\n",
    );
    check(
        &["encode"],
        "{\"plumbline\": 2}",
        "<stdin>: error: the workspace uses format 2, this version reads formats up to 1\n  \
         reload the page, or update Plumbline, and open it again\n",
    );
}

#[test]
fn all_types_of_checks_are_listed_for_people_and_programs() {
    let listed = run(&["checks"], "");
    assert_eq!((listed.code, listed.said.as_str()), (Some(0), ""));
    for line in ["\n  regex ", "\n  levenshtein ", "\n      flags: "] {
        assert!(listed.out.contains(line), "{line}: {}", listed.out);
    }
    let data: Value = serde_json::from_str(&run(&["checks", "--json"], "").out).unwrap();
    let types = data.as_array().unwrap();
    assert_eq!(types.len(), plumbline::check::registry().len());
    let has_all = |it: &Value| it["name"].is_string() && !it["examples"][0]["yaml"].is_null();
    assert!(types.iter().all(has_all));
}

#[test]
fn clauses_are_suggested_per_transcript_with_reasons_and_familiarity() {
    let record = r#"{"id":"s","messages":[{"role":"user","content":"What did she repair?"}],"outputs":[{"candidate":"m","messages":[]}]}"#;
    let args = ["suggest", "--spec", SHOP, "--checks", "command/about.yaml"];
    let ran = run(&args, format!("{GOOD}\nnonsense\n{record}\n"));
    let [plain, bad, other] = &rows(&ran)[..] else {
        panic!("{ran:?}")
    };
    let transcripts = [plain, bad, other].map(|it| it["transcript"].as_str().unwrap());
    assert_eq!(transcripts, ["a", "line-2", "s#m#1"]);
    let keys: Vec<_> = other.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["transcript", "clauses", "familiarity"]);
    assert_eq!(other["clauses"][0]["id"], "private");
    let reason = serde_json::json!({"from": "about", "words": ["did she"]});
    assert_eq!(other["clauses"][0]["reasons"][0], reason);
    assert!(other["clauses"][0]["score"].as_f64() > other["clauses"][1]["score"].as_f64());
    let error = bad["error"].as_str().unwrap();
    assert!(error.starts_with("<stdin>:2: "), "{error}");
    assert_eq!(
        faults(&ran),
        [
            "command/about.yaml:5: warning[unknown-clause",
            "<stdin>:2: error[bad-json"
        ]
    );
    assert_eq!(ran.code, Some(0));
}

#[test]
fn a_pack_for_another_spec_warns_once_and_is_not_refused() {
    let pack = "../../specs/packs/claudes-constitution.yml";
    let ran = run(&["suggest", "--spec", SHOP, "--checks", pack], GOOD);
    let warning = "warning[other-spec]: the spec has none of the 54 clauses of this pack\n  \
                   it is made for the spec `claudes-constitution`\n";
    assert!(ran.said.ends_with(warning), "{}", ran.said);
    assert_eq!(ran.said.matches("warning").count(), 1);
    assert_eq!((rows(&ran).len(), ran.code), (1, Some(0)));
}

#[test]
fn nothing_to_suggest_for_is_exit_2() {
    let ran = run(&["suggest", "--spec", SHOP], "nonsense\n");
    let said = "plumbline suggest: error: none of 1 lines is a record";
    assert!(ran.said.contains(said), "{}", ran.said);
    assert_eq!(ran.code, Some(2));
    assert_eq!(
        run(&["suggest", "--spec", "no-such.md"], GOOD).code,
        Some(2)
    );
    let ran = run(
        &[
            "suggest",
            "--spec",
            "-",
            "links/written-three-scenarios.json",
        ],
        "No rules.",
    );
    assert!(
        ran.said
            .contains("note: the spec has no clauses to suggest"),
        "{}",
        ran.said
    );
}
