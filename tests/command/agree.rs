//! `plumbline agree`: labels of several raters in, figures and what they differ on out.

use super::{Ran, faults, fixtures, run};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const KEPT: &str = "pass";
const BROKEN: &str = "fail";

fn agree(args: &[&str]) -> Ran {
    run(&[&["agree", "--bootstrap", "50"], args].concat(), "")
}

fn agree_on(rows: &str) -> Ran {
    run(&["agree", "--bootstrap", "50"], rows)
}

fn read(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{}", ran.said);
    serde_json::from_str(&ran.out).unwrap()
}

fn value(figure: &Value) -> f64 {
    figure["value"].as_f64().unwrap()
}

/// A verdict of a person; its id says who, on what and the how manieth.
fn verdict(who: &str, clause: &str, transcript: &str, outcome: &str) -> Value {
    json!({"id": format!("{who}-{clause}-{transcript}-{outcome}"), "clause": clause,
           "clause_hash": hash(clause), "transcript": transcript,
           "source": {"kind": "person", "name": who}, "outcome": outcome,
           "explanation": format!("{who} says {outcome}"), "time": "2031-03-01T10:00:00Z"})
}

/// Of the clauses of `agree/desk.md`, as `plumbline spec --json` says.
fn hash(clause: &str) -> &'static str {
    match clause {
        "brief" => "3451436834ace7bd",
        _ => "4fe936cf2f12d70a",
    }
}

/// Writes a workspace file with these verdicts on the spec `agree/desk.md`; gives its path.
fn workspace(name: &str, verdicts: &[Value]) -> String {
    let spec = fs::read_to_string(fixtures().join("agree/desk.md")).unwrap();
    let workspace = json!({"plumbline": 1,
        "spec": {"name": "desk.md", "origin": {"kind": "written"}, "text": spec},
        "verdicts": verdicts});
    write(name, &workspace.to_string())
}

fn write(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("agree");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Krippendorff's data of four observers with gaps; α as he gives it, AC1 as Gwet does.
#[test]
fn the_textbook_data_has_the_textbook_figures() {
    let read = read(&agree(&["agree/krippendorff.csv"]));
    let overall = &read["overall"];
    let published = [
        ("krippendorff_alpha", 0.743),
        ("krippendorff_alpha_ordinal", 0.815),
        ("gwet_ac1", 0.775),
    ];
    for (name, expected) in published {
        assert!((value(&overall[name]) - expected).abs() < 0.001, "{name}");
        assert!(overall[name]["interval"]["lower"].as_f64() < overall[name]["value"].as_f64());
    }
    assert_eq!(overall["raw_agreement"]["n_items"], 11);
    assert_eq!(read["pairs"].as_array().unwrap().len(), 6);
    assert_eq!(overall["fleiss_kappa"]["n_items"], 8);
}

#[test]
fn pairs_have_cohens_kappa() {
    let rows = "item,rater,label\na,Jo,1\na,Li,1\nb,Jo,1\nb,Li,1\nc,Jo,2\nc,Li,2\nd,Jo,2\nd,Li,1\n";
    let pair = &read(&agree_on(rows))["pairs"][0];
    assert_eq!(pair["raters"], json!(["Jo", "Li"]));
    assert_eq!(
        (&pair["n_items"], &pair["agreeing"]),
        (&json!(4), &json!(3))
    );
    assert!((value(&pair["cohen_kappa"]) - 0.5).abs() < 1e-9);
}

#[test]
fn what_has_no_value_says_why() {
    let same = read(&agree_on(
        "item,rater,label\na,Jo,no\na,Li,no\nb,Jo,no\nb,Li,no\n",
    ));
    let alpha = &same["overall"]["krippendorff_alpha"];
    assert_eq!(alpha["value"], Value::Null);
    assert_eq!(alpha["undefined"], "every rating is the same label");
    let raw = &same["overall"]["raw_agreement"];
    assert_eq!((value(raw), &raw["interval"]), (1.0, &Value::Null));
    assert!(
        raw["interval_undefined"]
            .as_str()
            .unwrap()
            .contains("too alike")
    );
    let ordinal = &same["overall"]["krippendorff_alpha_ordinal"];
    assert_eq!(ordinal["undefined"], "no order of the labels is known");

    let apart = read(&agree_on("item,rater,label\na,Jo,yes\nb,Li,no\n"));
    let pair = &apart["pairs"][0];
    for name in [
        "raw_agreement",
        "cohen_kappa",
        "krippendorff_alpha",
        "gwet_ac1",
    ] {
        assert_eq!(pair[name]["undefined"], "no unit was rated twice", "{name}");
    }
}

#[test]
fn an_order_may_be_given() {
    let rows =
        "item,rater,label\na,Jo,fail\na,Li,unclear\nb,Jo,pass\nb,Li,pass\nc,Jo,fail\nc,Li,fail\n";
    let ordered = |order| read(&run(&["agree", "--order", order], rows));
    let whole = ordered("fail,unclear,pass");
    assert_eq!(whole["labels"], json!(["fail", "unclear", "pass"]));
    assert!(value(&whole["overall"]["krippendorff_alpha_ordinal"]) > 0.5);
    let part = ordered("fail,pass");
    let reason = "the label `unclear` has no place in the order given";
    assert_eq!(
        part["overall"]["krippendorff_alpha_ordinal"]["undefined"],
        reason
    );
}

#[test]
fn verdicts_withdrawn_or_replaced_do_not_count() {
    let first = verdict("Jo", "kind", "a", KEPT);
    let second = verdict("Jo", "kind", "a", BROKEN);
    let early = workspace("early.json", std::slice::from_ref(&first));
    let late = workspace("late.json", &[first, second]);
    let third = verdict("Li", "kind", "a", BROKEN);
    let gone = verdict("Mo", "kind", "a", KEPT);
    let withdrawal = json!({"id": "w", "withdraws": gone["id"], "time": "2031-03-02T10:00:00Z"});
    let others = workspace("others.json", &[third, gone, withdrawal]);
    let read = read(&agree(&[&early, &late, &others]));
    assert_eq!(value(&read["overall"]["raw_agreement"]), 1.0);
    assert_eq!(
        (&read["overall"]["n_raters"], &read["n_withdrawn"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(read["conflicts"], json!([]));
}

#[test]
fn verdicts_under_older_words_are_told_of_each_clause() {
    let mut older = verdict("Jo", "kind", "a", KEPT);
    older["clause_hash"] = json!("0000000000000000");
    let path = workspace("older.json", &[older, verdict("Li", "kind", "a", BROKEN)]);
    let read = read(&agree(&[&path]));
    let clause = &read["clauses"][0];
    assert_eq!(
        (&clause["clause"], &clause["n_older_words"]),
        (&json!("kind"), &json!(1))
    );
    assert_eq!(
        clause["krippendorff_alpha"]["undefined"],
        "no unit was rated twice"
    );
}

#[test]
fn one_name_with_two_labels_is_kept_said_and_counts_nowhere() {
    let one = workspace("one.json", &[verdict("Jo", "kind", "a", KEPT)]);
    let two = workspace("two.json", &[verdict("Jo", "kind", "a", BROKEN)]);
    let ran = agree(&[&one, &two]);
    let said = "plumbline agree: warning[label-conflict]: `Jo` gave `a` under `kind` the labels \
                `fail` and `pass`\n  if these are two people";
    assert!(ran.said.contains(said), "{}", ran.said);
    let read = read(&ran);
    assert_eq!(read["overall"]["n_ratings"], 0);
    let reasons = read["conflicts"][0]["said"].as_array().unwrap().iter();
    let reasons: Vec<_> = reasons.map(|it| it["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["Jo says fail", "Jo says pass"]);
}

#[test]
fn the_most_contested_items_come_first_with_all_reasons() {
    let rows = "item,rater,label,reason\n\
                a,Jo,pass,\na,Li,pass,\na,Mo,fail,\"she asked, twice\"\n\
                b,Jo,pass,polite\nb,Li,fail,curt\nc,Jo,pass,\nc,Li,pass,\n";
    let read = read(&agree_on(rows));
    assert_eq!(read["n_contested"], 2);
    let first = &read["contested"][0];
    assert_eq!(
        (&first["item"], &first["disagreement"]),
        (&json!("b"), &json!(0.5))
    );
    let said = json!([{"rater": "Jo", "label": "pass", "reason": "polite"},
                      {"rater": "Li", "label": "fail", "reason": "curt"}]);
    assert_eq!(first["said"], said);
    assert_eq!(
        read["contested"][1]["said"][2]["reason"],
        "she asked, twice"
    );
}

/// A record's verdict without hashes is of the words and the reply that the others judged.
#[test]
fn workspaces_records_and_rows_meet_on_one_item() {
    let file = workspace("meet.json", &[verdict("Jo", "kind", "a", KEPT)]);
    let mut bare = verdict("Li", "kind", "a", KEPT);
    bare.as_object_mut().unwrap().shift_remove("clause_hash");
    let record = json!({"id": "a", "messages": [{"role": "assistant", "content": "A"}],
                        "verdicts": [bare]});
    let records = write("meet.jsonl", &record.to_string());
    let row = json!({"item": "a", "rater": "Mo", "label": "fail", "clause": "kind"});
    let rows = write("rows.jsonl", &row.to_string());
    let overall = read(&agree(&[&file, &records, &rows]))["overall"].take();
    assert_eq!(
        (&overall["n_items"], &overall["n_raters"]),
        (&json!(1), &json!(3))
    );
}

#[test]
fn models_are_raters_only_when_asked_for() {
    let mut model = verdict("M", "kind", "a", KEPT);
    model["source"] = json!({"kind": "model", "name": "judge-7"});
    let path = workspace("model.json", &[model, verdict("Jo", "kind", "a", KEPT)]);
    let people = read(&agree(&[&path]));
    assert_eq!(
        (&people["overall"]["n_raters"], &people["n_models_left_out"]),
        (&json!(1), &json!(1))
    );
    let all = read(&agree(&["--models", &path]));
    assert_eq!(all["raters"][1]["rater"], "model judge-7");
}

#[test]
fn faulty_rows_are_told_with_their_line_and_the_others_count() {
    let rows = "item,rater,label\na,Jo,yes\na,Li\n\n\"b,Jo,no\nb,Li,no\n";
    let ran = agree_on(rows);
    assert_eq!(
        faults(&ran),
        ["<stdin>:3: error[label-row", "<stdin>:5: error[label-row"]
    );
    assert_eq!(read(&ran)["overall"]["n_ratings"], 2);
    let lines = "{\"item\":\"a\",\"rater\":\"Jo\",\"label\":\"yes\"}\n{\"item\":\"b\"}\n{\"item\":";
    let ran = agree_on(lines);
    assert_eq!(
        faults(&ran),
        ["<stdin>:2: error[label-row", "<stdin>:3: error[bad-json"]
    );
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    #[track_caller]
    fn check(text: &str, message: &str) {
        let ran = agree_on(text);
        assert_eq!(ran.code, Some(2), "{text}");
        assert!(ran.said.contains(message), "{}", ran.said);
        assert_eq!(ran.out, "");
    }
    check("", "<stdin>: error: it is empty");
    check(
        "Dear all,\nI agree.\n",
        "<stdin>:1: error[label-head]: the first line names no column `item`",
    );
    check(
        "{\"plumbline\":1,\"spec\":",
        "the file may be cut or edited; open a whole copy of it",
    );
    check("[{\"item\":1}]", "jq -c '.[]'");
    let measurements: String = (0..60).map(|it| format!("{it},Jo,{it}\n")).collect();
    check(
        &format!("item,rater,label\n{measurements}"),
        "60 different labels",
    );
    let cut = write("cut.json", "{\"plumbline\":1,\"spec\":");
    let rest = agree(&[&cut, "agree/krippendorff.csv"]);
    assert_eq!(rest.code, Some(0), "the other file counts");
    assert!(rest.said.contains("cut.json: error: "), "{}", rest.said);
}

#[test]
fn names_that_differ_only_in_capitals_are_told() {
    let ran = agree_on("item,rater,label\na,Jo,yes\na,jo,Yes\n");
    assert!(
        ran.said
            .contains("the raters `Jo` and `jo` differ only in capitals")
    );
    assert!(
        ran.said
            .contains("the labels `Yes` and `yes` differ only in capitals")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// The order of files changes no byte, nor does a file that comes twice.
    #[test]
    fn order_and_repetition_change_no_byte(
        given in prop::collection::vec((0_usize..3, 0_usize..3, 0_usize..4, 0_usize..3), 1..20),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
        again in 0_usize..3,
    ) {
        let (raters, outcomes) = (["Jo", "Li", "Mo"], ["pass", "fail", "unclear"]);
        let of_file = |file: usize| {
            let own = given.iter().filter(|it| it.0 == file);
            let verdict = |it: &(usize, usize, usize, usize)| {
                let transcript = ["a", "b", "c", "d"][it.2];
                verdict(raters[it.1], "brief", transcript, outcomes[it.3])
            };
            workspace(&format!("merge-{file}.json"), &own.map(verdict).collect::<Vec<_>>())
        };
        let files = [of_file(0), of_file(1), of_file(2)];
        let straight = agree(&[&files[0], &files[1], &files[2]]);
        let [a, b, c] = [0, 1, 2].map(|it| files[order[it]].as_str());
        let turned = agree(&[a, b, c, &files[again]]);
        prop_assert_eq!(straight.code, Some(0));
        prop_assert_eq!(straight.out, turned.out);
    }
}
