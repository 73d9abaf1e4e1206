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

/// A figure is the fraction, up to the last digits of a sum.
#[track_caller]
fn is(figure: &Value, (top, bottom): (u32, u32)) {
    let expected = f64::from(top) / f64::from(bottom);
    assert!((value(figure) - expected).abs() < 1e-12, "{figure}");
}

/// The number of items and of ratings of a figure.
fn counts(figure: &Value) -> [u64; 2] {
    ["n_items", "n_ratings"].map(|it| figure[it].as_u64().unwrap())
}

/// The names that `key` holds in each of a list.
fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    let list = list.as_array().unwrap().iter();
    list.map(|it| it[key].as_str().unwrap()).collect()
}

/// A verdict with fields that later versions brought.
fn with(mut verdict: Value, fields: &[(&str, Value)]) -> Value {
    for (key, it) in fields {
        verdict[*key] = it.clone();
    }
    verdict
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
    workspace_of(name, &spec, verdicts)
}

/// The same on another spec.
fn workspace_of(name: &str, spec: &str, verdicts: &[Value]) -> String {
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

/// Krippendorff's data of four observers with gaps: α as he gives it (0.743 and 0.815), AC1 as Gwet
/// does (0.775), all worked out in fractions.
#[test]
fn the_textbook_data_has_the_textbook_figures() {
    let read = read(&agree(&["agree/krippendorff.csv"]));
    let overall = &read["overall"];
    is(&overall["raw_agreement"], (43, 55));
    is(&overall["krippendorff_alpha"], (113, 152));
    is(&overall["krippendorff_alpha_ordinal"], (108_577, 133_160));
    is(&overall["fleiss_kappa"], (229, 357));
    is(&overall["gwet_ac1"], (31_825, 41_041));
    assert_eq!(
        ["agreeing_pairs", "pairs"].map(|it| &overall[it]),
        [&json!(43), &json!(55)]
    );
    assert_eq!(counts(&overall["raw_agreement"]), [11, 40]);
    assert_eq!(counts(&overall["krippendorff_alpha"]), [11, 40]);
    assert_eq!(counts(&overall["fleiss_kappa"]), [8, 32]);
    assert_eq!(counts(&overall["gwet_ac1"]), [12, 41]);
    assert_eq!(read["labels"], json!(["1", "2", "3", "4", "5"]));
    assert_eq!(read["ordered"], json!(true));
}

/// With one seed each interval is the same everywhere: these were drawn by an implementation that
/// walked through every item of every resample.
#[test]
fn a_seed_gives_the_same_intervals_everywhere() {
    let args = ["agree", "--bootstrap", "300", "agree/krippendorff.csv"];
    let read = read(&run(&args, ""));
    let check = |figure: &Value, lower: f64, upper: f64| {
        let bounds = &figure["interval"];
        let ends = ["lower", "upper"].map(|it| bounds[it].as_f64().unwrap());
        assert!((ends[0] - lower).abs() < 1e-12, "{bounds}");
        assert!((ends[1] - upper).abs() < 1e-12, "{bounds}");
        assert_eq!(bounds["n_resamples"], json!(300));
    };
    let overall = &read["overall"];
    check(&overall["raw_agreement"], 0.5836808340016039, 1.0);
    check(&overall["krippendorff_alpha"], 0.44578284628177717, 1.0);
    check(
        &overall["krippendorff_alpha_ordinal"],
        0.47454212190183365,
        1.0,
    );
    check(
        &overall["fleiss_kappa"],
        0.27272727272727276,
        0.9643956043956052,
    );
    check(&overall["gwet_ac1"], 0.5669783004746547, 1.0);
    check(&read["pairs"][0]["cohen_kappa"], 0.43749999999999994, 1.0);
}

#[test]
fn pairs_have_cohens_kappa() {
    let read = read(&agree(&["agree/krippendorff.csv"]));
    let pairs = read["pairs"].as_array().unwrap();
    let expected = [
        ("A", "B", 9, (8, 9), (49, 58), (98, 115)),
        ("A", "C", 8, (5, 8), (11, 23), (43, 88)),
        ("A", "D", 9, (8, 9), (17, 20), (6, 7)),
        ("B", "C", 9, (2, 3), (32, 59), (64, 115)),
        ("B", "D", 10, (9, 10), (67, 77), (134, 153)),
        ("C", "D", 10, (7, 10), (8, 13), (32, 51)),
    ];
    assert_eq!(pairs.len(), expected.len());
    for (pair, (a, b, n, raw, kappa, alpha)) in pairs.iter().zip(expected) {
        assert_eq!(pair["raters"], json!([a, b]));
        assert_eq!(pair["n_items"], json!(n));
        is(&pair["raw_agreement"], raw);
        is(&pair["cohen_kappa"], kappa);
        is(&pair["krippendorff_alpha"], alpha);
        assert_eq!(counts(&pair["gwet_ac1"]), [n, 2 * n]);
    }
}

#[test]
fn figures_come_at_once_without_resamples() {
    let read = read(&run(
        &["agree", "--bootstrap", "0", "agree/krippendorff.csv"],
        "",
    ));
    for figure in [
        &read["overall"]["krippendorff_alpha"],
        &read["pairs"][0]["cohen_kappa"],
    ] {
        assert!(figure["value"].is_number());
        assert_eq!(figure["interval"], Value::Null);
        assert_eq!(figure["interval_undefined"], "not asked for");
    }
    is(&read["overall"]["krippendorff_alpha"], (113, 152));
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
    // Totals 3, 1, 2. One pair apart by (3/2 + 1/2)² = 4; all pairs by 3·4 + 2·(3/2)² + 6·(7/2)² = 90.
    is(&whole["overall"]["krippendorff_alpha_ordinal"], (7, 9));
    is(&whole["overall"]["krippendorff_alpha"], (6, 11));
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
    assert_eq!(texts(&read["raters"], "rater"), ["Jo", "Li"]);
}

#[test]
fn withdrawn_verdicts_of_models_are_counted_apart() {
    let of_model = |outcome: &str| {
        let given = verdict("M", "kind", "a", outcome);
        with(
            given,
            &[("source", json!({"kind": "model", "name": "judge-7"}))],
        )
    };
    let path = workspace(
        "gone-model.json",
        &[
            of_model(KEPT),
            of_model(BROKEN),
            verdict("Jo", "kind", "a", KEPT),
        ],
    );
    let numbers = |args: &[&str]| {
        let read = read(&agree(args));
        ["n_withdrawn", "n_models_withdrawn", "n_models_left_out"]
            .map(|it| read[it].as_u64().unwrap())
    };
    assert_eq!(numbers(&[&path]), [0, 1, 1]);
    assert_eq!(numbers(&["--models", &path]), [0, 1, 0]);
}

#[test]
fn verdicts_under_older_words_are_told_of_each_clause() {
    let older = with(
        verdict("Jo", "kind", "a", KEPT),
        &[("clause_hash", json!("0000000000000000"))],
    );
    let brief = verdict("Li", "brief", "a", KEPT);
    let path = workspace(
        "older.json",
        &[older, verdict("Li", "kind", "a", BROKEN), brief],
    );
    let ran = agree(&[&path]);
    let read = read(&ran);
    assert_eq!(texts(&read["clauses"], "clause"), ["brief", "kind"]);
    assert_eq!(read["clauses"][0]["editions"], Value::Null, "all of one");
    let clause = &read["clauses"][1];
    assert_eq!(
        (&clause["n_older_words"], &clause["n_ratings"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        clause["editions"],
        json!([
            {"clause_hash": "0000000000000000", "is_current": false,
             "raters": [{"rater": "Jo", "n_ratings": 0, "n_older_words": 1}]},
            {"clause_hash": "4fe936cf2f12d70a", "is_current": true,
             "raters": [{"rater": "Li", "n_ratings": 1, "n_older_words": 0}]},
        ])
    );
    assert_eq!(
        clause["krippendorff_alpha"]["undefined"],
        "no unit was rated twice"
    );
    let said = "plumbline agree: note: not all labels under `kind` are of the same words (older words \
                0000000000000000: Jo; words 4fe936cf2f12d70a: Li)";
    assert!(ran.said.contains(said), "{}", ran.said);
}

/// Two workspaces with two editions of a spec: each is current by its own, labels are compared only
/// on the same words, and who labelled which is said clause by clause.
#[test]
fn editions_of_a_spec_are_told_apart_clause_by_clause() {
    const NEW: &str = "The assistant must be kind and fair.";
    let spec = fs::read_to_string(fixtures().join("agree/desk.md")).unwrap();
    let spec = spec.replace("The assistant must be kind.", NEW);
    let new_hash = plumbline::spec::parse(&spec).clauses[1].hash.clone();
    let on_new = |who: &str| {
        let given = verdict(who, "kind", "a", BROKEN);
        with(given, &[("clause_hash", json!(new_hash))])
    };
    let new = workspace_of(
        "edition-2.json",
        &spec,
        &[
            on_new("Bo"),
            on_new("Cy"),
            // Given under the first edition, and not again: of older words by its own spec, though
            // another workspace has these words yet.
            verdict("Di", "kind", "a", KEPT),
            verdict("Bo", "brief", "a", KEPT),
        ],
    );
    let old = workspace(
        "edition-1.json",
        &[
            verdict("Ann", "kind", "a", KEPT),
            verdict("Ann", "brief", "a", KEPT),
        ],
    );
    let straight = agree(&[&old, &new]);
    let read = read(&straight);
    let [brief, kind] = [&read["clauses"][0], &read["clauses"][1]];
    assert_eq!(
        (&brief["clause"], &brief["pairs"]),
        (&json!("brief"), &json!(1))
    );
    assert_eq!(brief["editions"], Value::Null);
    let rater = |name: &str, n: usize, n_older: usize| json!({"rater": name, "n_ratings": n, "n_older_words": n_older});
    let mut editions = [
        json!({"clause_hash": "4fe936cf2f12d70a", "is_current": true,
               "raters": [rater("Ann", 1, 0), rater("Di", 0, 1)]}),
        json!({"clause_hash": new_hash, "is_current": true,
               "raters": [rater("Bo", 1, 0), rater("Cy", 1, 0)]}),
    ];
    editions.sort_by_key(|it| it["clause_hash"].as_str().map(str::to_owned));
    assert_eq!(kind["editions"], json!(editions));
    assert_eq!(
        ["n_ratings", "pairs", "n_older_words", "n_versions"].map(|it| kind[it].as_u64().unwrap()),
        [3, 1, 1, 2]
    );
    assert_eq!(agree(&[&new, &old]).out, straight.out);
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
    assert_eq!(first["counts"], json!({"fail": 1, "pass": 1}));
    assert_eq!(texts(&read["contested"], "item"), ["b", "a"]);
    let second = read["contested"][1]["disagreement"].as_f64().unwrap();
    assert!((second - 4.0 / 9.0).abs() < 1e-12, "{second}");
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
    let read = read(&agree(&[&file, &records, &rows]));
    let overall = &read["overall"];
    assert_eq!(
        ["n_items", "n_raters", "agreeing_pairs", "pairs"].map(|it| overall[it].as_u64().unwrap()),
        [1, 3, 1, 3]
    );
    assert_eq!(read["contested"][0]["clause_hash"], hash("kind"));
}

/// Each hash that was not noted is taken, by itself, for the only one there is.
#[test]
fn a_context_that_was_not_noted_is_unknown_by_itself() {
    let on = |who: &str, outcome: &str, hashes: &[(&str, &str)]| {
        let fields: Vec<_> = hashes.iter().map(|(key, it)| (*key, json!(it))).collect();
        with(verdict(who, "kind", "a", outcome), &fields)
    };
    let (reply, context) = (("output_hash", "r1"), ("context_hash", "c1"));
    let met = |name: &str, third: Value| {
        let given = [
            on("Jo", KEPT, &[reply, context]),
            on("Li", BROKEN, &[reply]),
            third,
        ];
        let read = read(&agree(&[&workspace(name, &given)]));
        let overall = &read["overall"];
        (
            overall["n_items"].as_u64().unwrap(),
            overall["pairs"].as_u64().unwrap(),
        )
    };
    assert_eq!(met("context-1.json", on("Mo", KEPT, &[context])), (1, 3));
    // Another conversation around the same reply: whose context Li's verdict has is unknown.
    let other = on("Mo", KEPT, &[reply, ("context_hash", "c2")]);
    assert_eq!(met("context-2.json", other), (3, 0));
    // Another reply: its context says nothing of this one's.
    let other = on("Mo", KEPT, &[("output_hash", "r2"), ("context_hash", "c2")]);
    assert_eq!(met("context-3.json", other), (2, 1));
}

/// A decision after discussion is shown with what was said, and is nobody's label.
#[test]
fn settled_verdicts_enter_nothing_and_are_shown() {
    let settled = [
        ("settled", json!(true)),
        ("explanation", json!("we read it again")),
    ];
    let settle = |who: &str, outcome: &str, time: &str| {
        let given = verdict(who, "kind", "a", outcome);
        let given = with(given, &settled);
        with(
            given,
            &[
                ("time", json!(time)),
                ("id", json!(format!("settled-{time}"))),
            ],
        )
    };
    let path = workspace(
        "settled.json",
        &[
            verdict("Jo", "kind", "a", KEPT),
            settle("Jo", KEPT, "2031-03-02T10:00:00Z"),
            verdict("Li", "kind", "a", BROKEN),
            settle("Li", BROKEN, "2031-03-03T10:00:00Z"),
            verdict("Jo", "brief", "a", KEPT),
            verdict("Li", "brief", "a", KEPT),
        ],
    );
    // In another log, written down by someone else later.
    let late = workspace(
        "settled-late.json",
        &[settle("Mo", "unclear", "2031-03-04T10:00:00Z")],
    );
    let read_one = read(&agree(&[&path]));
    let overall = &read_one["overall"];
    assert_eq!(
        ["n_raters", "n_ratings", "agreeing_pairs", "pairs"]
            .map(|it| overall[it].as_u64().unwrap()),
        [2, 4, 1, 2]
    );
    assert_eq!(
        (&read_one["n_settled"], &read_one["n_withdrawn"]),
        (&json!(1), &json!(1))
    );
    let by = |who: &str, label: &str, time: &str| json!({"by": who, "label": label, "reason": "we read it again", "time": time});
    let item = &read_one["contested"][0];
    assert_eq!(item["settled"], by("Li", "fail", "2031-03-03T10:00:00Z"));
    assert_eq!(texts(&item["said"], "rater"), ["Jo", "Li"]);
    let both = read(&agree(&[&late, &path]));
    assert_eq!(
        both["contested"][0]["settled"],
        by("Mo", "unclear", "2031-03-04T10:00:00Z")
    );
    assert_eq!(both["overall"], read_one["overall"]);
}

/// Two raters with one name are told apart by the ids that the page gave them.
#[test]
fn raters_with_one_name_and_two_ids_are_two() {
    let of = |id: &str, outcome: &str| {
        let given = verdict("Ann", "kind", "a", outcome);
        let id = [
            ("rater", json!(id)),
            ("id", json!(format!("{id}-{outcome}"))),
        ];
        with(given, &id)
    };
    let one = workspace("ann-1.json", &[of("q7", KEPT)]);
    let two = workspace(
        "ann-2.json",
        &[of("b2", BROKEN), verdict("Ann (2)", "kind", "a", KEPT)],
    );
    let ran = agree(&[&one, &two]);
    let said = "plumbline agree: note: 2 raters are called `Ann`: `Ann`, `Ann (3)`";
    assert!(ran.said.contains(said), "{}", ran.said);
    let read_both = read(&ran);
    assert_eq!(
        texts(&read_both["raters"], "rater"),
        ["Ann", "Ann (2)", "Ann (3)"]
    );
    let labels = texts(&read_both["contested"][0]["said"], "label");
    assert_eq!(
        labels,
        ["fail", "pass", "pass"],
        "in the order of their ids"
    );
    assert_eq!(read_both["conflicts"], json!([]));
    assert_eq!(read_both["namesakes"], json!({"Ann": ["Ann", "Ann (3)"]}));
    // Both in one log: neither replaces the other.
    let merged = workspace("ann-merged.json", &[of("q7", KEPT), of("b2", BROKEN)]);
    assert_eq!(read(&agree(&[&merged]))["overall"]["n_ratings"], 2);
    // A row has no id: with one Ann it is hers, so that two labels are a conflict.
    let row = "item,rater,label,clause\na,Ann,fail,kind\n";
    let alone = read(&run(&["agree", &one, "-"], row));
    assert_eq!(alone["conflicts"][0]["rater"], "Ann");
}

/// Hands counted in a room are many raters of whom nobody is anyone in particular.
#[test]
fn hands_of_a_tally_enter_all_but_pairs() {
    let hand = |n: usize, outcome: &str| {
        let given = verdict(&format!("hand {n}"), "kind", "a", outcome);
        with(given, &[("tally", json!(true))])
    };
    let path = workspace(
        "tally.json",
        &[
            hand(1, KEPT),
            hand(2, KEPT),
            hand(3, BROKEN),
            verdict("Ann", "kind", "a", KEPT),
            verdict("Bo", "kind", "a", KEPT),
        ],
    );
    let read = read(&agree(&[&path]));
    let overall = &read["overall"];
    assert_eq!(
        ["n_raters", "agreeing_pairs", "pairs"].map(|it| overall[it].as_u64().unwrap()),
        [5, 6, 10]
    );
    is(&overall["raw_agreement"], (3, 5));
    assert_eq!(counts(&overall["fleiss_kappa"]), [1, 5]);
    assert_eq!(read["pairs"].as_array().unwrap().len(), 1);
    assert_eq!(read["pairs"][0]["raters"], json!(["Ann", "Bo"]));
    let about = read["about_tally"].as_str().unwrap();
    assert!(about.starts_with("Hands counted in a room enter agreement, but no pairs"));
    let hands = read["raters"].as_array().unwrap().iter();
    assert_eq!(hands.filter(|it| it["is_tally"] == true).count(), 3);
}

#[test]
fn numbers_are_labels_by_their_value() {
    let rows = "item,rater,label\na,Jo,1\na,Li,1.0\nb,Jo,10\nb,Li, 09\nc,Jo,2\nc,Li,+2\na,Jo,01\n";
    let whole = read(&agree_on(rows));
    assert_eq!(whole["labels"], json!(["1", "2", "9", "10"]));
    is(&whole["overall"]["raw_agreement"], (2, 3));
    assert_eq!(whole["conflicts"], json!([]));
    let ordered = read(&run(&["agree", "--order", "1.0,2,9,10"], rows));
    assert_eq!(ordered["labels"], json!(["1", "2", "9", "10"]));
    assert_eq!(ordered["ordered"], json!(true));
    // Among other words they are words.
    let mixed = read(&agree_on("item,rater,label\na,Jo,1\na,Li,1.0\na,Mo,none\n"));
    assert_eq!(mixed["labels"], json!(["1", "1.0", "none"]));
    is(&mixed["overall"]["raw_agreement"], (0, 3));
}

#[test]
fn people_without_a_name_are_said() {
    let path = workspace(
        "nameless.json",
        &[
            verdict("", "kind", "a", KEPT),
            verdict("", "brief", "a", KEPT),
        ],
    );
    let ran = agree(&[&path]);
    let said = "plumbline agree: note: 2 verdicts are of people without a name\n  ";
    assert!(ran.said.contains(said), "{}", ran.said);
    assert_eq!(texts(&read(&ran)["raters"], "rater"), ["(no name)"]);
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
    let read_rows = read(&ran);
    assert_eq!(read_rows["overall"]["n_ratings"], 2);
    assert_eq!(texts(&read_rows["raters"], "rater"), ["Jo", "Li"]);
    let lines = "{\"item\":\"a\",\"rater\":\"Jo\",\"label\":\"yes\"}\n{\"item\":\"b\"}\n{\"item\":";
    let ran = agree_on(lines);
    assert_eq!(
        faults(&ran),
        ["<stdin>:2: error[label-row", "<stdin>:3: error[bad-json"]
    );
}

/// Rows count by the line they begin in, also after quoted fields over several lines, whether these
/// close or not.
#[test]
fn lines_are_right_after_rows_of_several() {
    let rows = "item,rater,label,reason\na,Jo,yes,\"one\ntwo\n\nfive\"\nb,Jo\n\n\"c\nd\",Jo\ne,Jo,\"no\" way\n\
                f,\"Jo,no\ng,Jo\nh,Jo,no\n";
    let ran = agree_on(rows);
    let lines = ["6", "8", "10", "11", "12"].map(|it| format!("<stdin>:{it}: error[label-row"));
    assert_eq!(faults(&ran), lines);
    assert!(
        ran.said
            .contains("after closing quotation marks stands `way`"),
        "{}",
        ran.said
    );
    assert!(
        ran.said
            .contains("<stdin>:11: error[label-row]: quotation marks open")
    );
    assert_eq!(read(&ran)["overall"]["n_ratings"], 2);
}

#[test]
fn help_says_what_a_call_gives() {
    let ran = run(&["agree", "--help"], "");
    let help = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        help.starts_with("Say how far raters agree, as JSON"),
        "{help}"
    );
    assert!(
        help.contains(
            "Exit code 2 means that nothing was readable, or not the spec that was asked for."
        ),
        "{help}"
    );
}

#[test]
fn only_what_is_wholly_unreadable_ends_with_2() {
    #[track_caller]
    fn check(text: &[u8], code: i32, n_ratings: Option<u64>) {
        let ran = run(&["agree", "--bootstrap", "0"], text);
        assert_eq!(ran.code, Some(code), "{}", ran.said);
        let read = serde_json::from_str::<Value>(&ran.out).ok();
        assert_eq!(
            read.and_then(|it| it["overall"]["n_ratings"].as_u64()),
            n_ratings
        );
    }
    check(b"item,rater,label\n", 0, Some(0));
    check(b"item,rater,label\na,Jo\n", 2, None);
    check(b"item,rater,label\na,Jo\na,Li,no\n", 0, Some(1));
    // What stands before the fault was read.
    check(b"item,rater,label\na,Jo,no\nb,\0,no\n", 0, Some(1));
    check(b"\0item,rater,label\n", 2, None);
    check(b"{\"id\":\"a\",\"messages\":[]}\n", 0, Some(0));
    check(
        b"{\"item\":\n{\"item\":\"a\",\"rater\":\"Jo\",\"label\":\"no\"}\n",
        0,
        Some(1),
    );
    check(b"{\"item\":\n", 2, None);
    let missing = run(&["agree", "no-such-file.csv", "agree/krippendorff.csv"], "");
    assert_eq!(missing.code, Some(0));
    assert_eq!(run(&["agree", "no-such-file.csv"], "").code, Some(2));
    // Without the spec asked for, older words would count unseen.
    let spec = run(
        &["agree", "--spec", "no-such.md", "agree/krippendorff.csv"],
        "",
    );
    assert_eq!((spec.code, spec.out.as_str()), (Some(2), ""));
}

#[test]
fn a_workspace_is_known_by_its_outermost_key() {
    let spec = fs::read_to_string(fixtures().join("agree/desk.md")).unwrap();
    // The version comes last, as a program that sorts keys writes it.
    let late = json!({"a": "x".repeat(1_000), "spec": {"name": "desk.md", "origin": {"kind": "written"}, "text": spec},
                      "verdicts": [verdict("Jo", "kind", "a", KEPT)], "plumbline": 1});
    for (name, text) in [
        ("late.json", late.to_string()),
        (
            "late-pretty.json",
            serde_json::to_string_pretty(&late).unwrap(),
        ),
    ] {
        let ran = agree(&[&write(name, &text)]);
        assert_eq!(read(&ran)["overall"]["n_ratings"], 1, "{}", ran.said);
    }
    // A record and a label that speak of it are none.
    let record = json!({"note": {"plumbline": 1}, "id": "plumbline",
                        "messages": [{"role": "assistant", "content": "\"plumbline\": 1"}],
                        "verdicts": [verdict("Jo", "kind", "plumbline", KEPT)]});
    assert_eq!(
        read(&agree_on(&record.to_string()))["overall"]["n_ratings"],
        1
    );
    let pretty = serde_json::to_string_pretty(&record).unwrap();
    let ran = agree_on(&pretty);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.said
            .contains("it is one JSON document, not one record per line"),
        "{}",
        ran.said
    );
}

#[test]
fn too_many_kinds_of_labels_are_not_measured() {
    let measurements: String = (0..60)
        .map(|it| format!("{it},Jo,x{it}\n{it},Li,x{it}\n"))
        .collect();
    let ran = agree_on(&format!("item,rater,label\n{measurements}0,Mo,x1\n"));
    let reason = "there are 60 different labels, such as `x0`; up to 50 are measured";
    let said = format!("plumbline agree: warning[label-kinds]: {reason}\n  check that the column");
    assert!(ran.said.contains(&said), "{}", ran.said);
    let read = read(&ran);
    let figures = [
        &read["overall"]["krippendorff_alpha"],
        &read["pairs"][0]["cohen_kappa"],
    ];
    for figure in figures {
        assert_eq!(
            (&figure["value"], &figure["undefined"]),
            (&Value::Null, &json!(reason))
        );
    }
    assert_eq!(read["labels"], json!([]));
    assert_eq!(
        (&read["n_contested"], &read["overall"]["pairs"]),
        (&json!(1), &json!(62))
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
        given in prop::collection::vec((0_usize..3, 0_usize..3, 0_usize..4, 0_usize..3, 0_usize..6), 1..20),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
        again in 0_usize..3,
    ) {
        let (raters, outcomes) = (["Jo", "Li", "Mo"], ["pass", "fail", "unclear"]);
        let fields: [&[(&str, Value)]; 6] = [
            &[],
            &[("settled", json!(true))],
            &[("tally", json!(true))],
            &[("rater", json!("x"))],
            &[("rater", json!("y"))],
            &[("clause_hash", json!("0000000000000000"))],
        ];
        let of_file = |file: usize| {
            let own = given.iter().filter(|it| it.0 == file);
            let verdict = |it: &(usize, usize, usize, usize, usize)| {
                let transcript = ["a", "b", "c", "d"][it.2];
                let given = verdict(raters[it.1], "brief", transcript, outcomes[it.3]);
                with(given, fields[it.4])
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
