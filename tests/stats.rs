//! Statistics against reference vectors computed by scipy, statsmodels, scikit-learn,
//! krippendorff and irrCAC.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a test, helpers included"
)]

#[path = "support/data.rs"]
mod data;

use plumbline::stats::alpha::{Metric, krippendorff};
use plumbline::stats::classification::{Confusion, auc, average_precision};
use plumbline::stats::gwet::gwet;
use plumbline::stats::kappa::{Weights, cohen, cohen_standard_error, fleiss};
use plumbline::stats::multiple::{benjamini_hochberg, holm};
use plumbline::stats::proportions::{clopper_pearson, newcombe, wilson};
use plumbline::stats::tables::{fisher, mcnemar};
use plumbline::stats::{Interval, Undefined, bootstrap, calibration};
use serde_json::{Value, json};

/// Statistics of the vectors that this crate does not have yet.
const NOT_YET: [&str; 3] = ["kaplan_meier", "logrank", "weighted_logistic"];
const RUN: [&str; 16] = [
    "wilson",
    "clopper_pearson",
    "newcombe",
    "fisher",
    "mcnemar",
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "gwet_ac",
    "benjamini_hochberg",
    "bootstrap",
    "brier",
    "ece",
    "roc_auc",
    "precision_recall_f1",
    "mcc",
];

fn vectors() -> Option<Value> {
    let folder = data::folder("stats", "503 cases of 19 statistics")?;
    Some(data::json(&folder.join("vectors.json"))["statistics"].take())
}

/// Every field of the cases of `name` is computed and is the reference's, `ignored` apart.
fn compare(name: &str, ignored: &[&str], compute: impl Fn(&Value) -> Vec<(&'static str, Value)>) {
    compare_cases(name, ignored, |case| compute(&case["in"]));
}

/// As [`compare`]; `compute` sees the whole case.
fn compare_cases(
    name: &str,
    ignored: &[&str],
    compute: impl Fn(&Value) -> Vec<(&'static str, Value)>,
) {
    let Some(vectors) = vectors() else { return };
    let tolerance = vectors[name]["rel_tolerance"].as_f64().unwrap();
    let cases = vectors[name]["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    let mut differences = Vec::new();
    for case in cases {
        let values = compute(case);
        for (field, expected) in case["out"].as_object().unwrap() {
            if field == "note" || ignored.contains(&field.as_str()) {
                continue;
            }
            let value = values.iter().find(|it| it.0 == field).map(|it| &it.1);
            let value = value.unwrap_or_else(|| panic!("{name} does not compute `{field}`"));
            if !is_close(value, expected, tolerance) {
                let id = &case["id"];
                differences.push(format!("{id} {field}: {value}, expected {expected}"));
            }
        }
    }
    println!("{name}: {} cases", cases.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn is_close(value: &Value, expected: &Value, tolerance: f64) -> bool {
    match (value, expected) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_close(a, b, tolerance))
        }
        (Value::Object(a), Value::Object(b)) => {
            let same = |(field, b)| a.get(field).is_some_and(|a| is_close(a, b, tolerance));
            b.iter().all(same)
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= tolerance * b.abs().max(1.0)
        }
        _ => value == expected,
    }
}

/// As the vectors write it: null where undefined, "inf" where infinite.
fn wire(value: Result<f64, Undefined>) -> Value {
    match value {
        Err(_) => Value::Null,
        Ok(it) if it.is_nan() => json!("a NaN, which is never given"),
        Ok(it) if it.is_infinite() => json!(if it > 0.0 { "inf" } else { "-inf" }),
        Ok(it) => json!(it),
    }
}

fn ends(it: Result<Interval, Undefined>) -> Vec<(&'static str, Value)> {
    let (lower, upper) = (it.map(|it| it.lower), it.map(|it| it.upper));
    vec![("lower", wire(lower)), ("upper", wire(upper))]
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn count_u32(value: &Value) -> u32 {
    count(value) as u32
}

fn label(value: &Value) -> usize {
    count(value) as usize
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value, number)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn booleans(value: &Value) -> Vec<bool> {
    list(value, |it| count(it) == 1)
}

#[test]
fn stat_every_statistic_is_run_or_named_as_not_yet_run() {
    let Some(vectors) = vectors() else { return };
    for (name, statistic) in vectors.as_object().unwrap() {
        if NOT_YET.contains(&name.as_str()) {
            let n = statistic["cases"].as_array().unwrap().len();
            println!("{name}: {n} cases not yet run");
        } else {
            assert!(RUN.contains(&name.as_str()), "`{name}` has no test");
        }
    }
}

#[test]
fn stat_wilson() {
    compare("wilson", &[], |it| {
        let alpha = number(&it["alpha"]);
        ends(wilson(count(&it["k"]), count(&it["n"]), alpha))
    });
}

#[test]
fn stat_clopper_pearson() {
    compare("clopper_pearson", &[], |it| {
        let alpha = number(&it["alpha"]);
        ends(clopper_pearson(count(&it["k"]), count(&it["n"]), alpha))
    });
}

#[test]
fn stat_newcombe() {
    compare("newcombe", &[], |it| {
        let sample = |k: &str, n: &str| (count(&it[k]), count(&it[n]));
        let alpha = number(&it["alpha"]);
        let value = newcombe(sample("k1", "n1"), sample("k2", "n2"), alpha);
        let mut fields = ends(value.map(|it| it.interval));
        fields.push(("diff", wire(value.map(|it| it.difference))));
        fields
    });
}

#[test]
fn stat_fisher() {
    compare("fisher", &[], |it| {
        let cell = |row: usize, column: usize| count_u32(&it["table"][row][column]);
        let value = fisher([[cell(0, 0), cell(0, 1)], [cell(1, 0), cell(1, 1)]]);
        vec![
            ("p_two_sided", json!(value.p_two_sided)),
            ("p_less", json!(value.p_less)),
            ("p_greater", json!(value.p_greater)),
            ("odds_ratio_sample", wire(value.odds_ratio)),
            (
                "odds_ratio_conditional_mle",
                wire(value.conditional_odds_ratio),
            ),
        ]
    });
}

#[test]
fn stat_mcnemar() {
    compare("mcnemar", &[], |it| {
        let value = mcnemar(count_u32(&it["b"]), count_u32(&it["c"]));
        vec![
            ("p_exact", json!(value.p_exact)),
            ("p_midp", json!(value.p_mid)),
        ]
    });
}

#[test]
fn stat_cohen_kappa() {
    compare("cohen_kappa", &[], |it| {
        let (first, second) = (list(&it["rater1"], label), list(&it["rater2"], label));
        let pairs: Vec<_> = first.into_iter().zip(second).collect();
        let n = label(&it["categories"]);
        let kappa = |weights| wire(cohen(&pairs, n, weights));
        vec![
            ("unweighted", kappa(Weights::Unweighted)),
            ("linear", kappa(Weights::Linear)),
            ("quadratic", kappa(Weights::Quadratic)),
            ("se_unweighted", wire(cohen_standard_error(&pairs, n))),
        ]
    });
}

#[test]
fn stat_fleiss_kappa() {
    compare("fleiss_kappa", &[], |it| {
        let counts = list(&it["counts"], |row| list(row, count_u32));
        vec![("kappa", wire(fleiss(&counts)))]
    });
}

/// The labels each unit got, from rows of raters with null for a gap.
fn units(ratings: &Value) -> Vec<Vec<usize>> {
    let rows = ratings.as_array().unwrap();
    let n_units = rows.first().map_or(0, |it| it.as_array().unwrap().len());
    let of_unit = |unit: usize| {
        let given = rows.iter().map(|row| &row[unit]);
        given.filter(|it| !it.is_null()).map(label).collect()
    };
    (0..n_units).map(of_unit).collect()
}

#[test]
fn stat_krippendorff_alpha() {
    compare("krippendorff_alpha", &[], |it| {
        let (units, n) = (units(&it["ratings"]), label(&it["categories"]));
        let alpha = |metric| wire(krippendorff(&units, n, metric));
        vec![
            ("nominal", alpha(Metric::Nominal)),
            ("ordinal", alpha(Metric::Ordinal)),
            ("interval", alpha(Metric::Interval)),
        ]
    });
}

/// Chance agreement without a pair of ratings is given by irrCAC and not here.
#[test]
fn stat_gwet() {
    compare("gwet_ac", &["chance_agreement"], gwet_fields);
    let Some(vectors) = vectors() else { return };
    for case in vectors["gwet_ac"]["cases"].as_array().unwrap() {
        let fields = gwet_fields(&case["in"]);
        let (_, chance) = fields.iter().find(|it| it.0 == "chance_agreement").unwrap();
        let is_same = is_close(chance, &case["out"]["chance_agreement"], 1e-9);
        assert!(is_same || case["out"]["ac1"].is_null(), "{case} {chance}");
    }
}

fn gwet_fields(it: &Value) -> Vec<(&'static str, Value)> {
    let (units, n) = (units(&it["ratings"]), label(&it["categories"]));
    let of = |weights| gwet(&units, n, weights);
    let ac1 = of(Weights::Unweighted);
    let coefficient = |weights| wire(of(weights).map(|it| it.coefficient));
    vec![
        ("ac1", coefficient(Weights::Unweighted)),
        ("ac2_linear", coefficient(Weights::Linear)),
        ("ac2_quadratic", coefficient(Weights::Quadratic)),
        ("percent_agreement", wire(ac1.map(|it| it.observed))),
        ("chance_agreement", wire(ac1.map(|it| it.chance))),
        ("se_ac1", wire(ac1.and_then(|it| it.standard_error))),
    ]
}

#[test]
fn stat_benjamini_hochberg_and_holm() {
    compare("benjamini_hochberg", &[], |it| {
        let (p, alpha) = (numbers(&it["p"]), number(&it["alpha"]));
        let q = benjamini_hochberg(&p).unwrap();
        let reject: Vec<_> = q.iter().map(|it| *it <= alpha).collect();
        vec![
            ("q_bh", json!(q)),
            ("reject_bh", json!(reject)),
            ("p_holm", json!(holm(&p).unwrap())),
        ]
    });
}

fn statistic(name: &str, data: &[f64]) -> f64 {
    let n = data.len() as f64;
    let mean = data.iter().sum::<f64>() / n;
    match name {
        "mean" => mean,
        "std_ddof1" => {
            let squares: f64 = data.iter().map(|it| (it - mean).powi(2)).sum();
            (squares / (n - 1.0)).sqrt()
        }
        "median" => {
            let mut sorted = data.to_vec();
            sorted.sort_by(f64::total_cmp);
            f64::midpoint(sorted[(data.len() - 1) / 2], sorted[data.len() / 2])
        }
        _ => panic!("`{name}` is not a statistic of this test"),
    }
}

/// The estimate is an input of the intervals, to the bit: whether a replicate ties with it can
/// hang on the last one (case r06). That it is the statistic of the data is compared apart.
#[test]
fn stat_bootstrap() {
    compare_cases("bootstrap", &[], |case| {
        let it = &case["in"];
        let (data, replicates) = (numbers(&it["data"]), numbers(&it["replicates"]));
        let (name, alpha) = (it["statistic"].as_str().unwrap(), number(&it["alpha"]));
        let own = statistic(name, &data);
        let estimate = number(&case["out"]["estimate"]);
        let without = |at: usize| statistic(name, &[&data[..at], &data[at + 1..]].concat());
        let left_out: Vec<_> = (0..data.len()).map(without).collect();
        let interval = |it: Result<Interval, Undefined>| json!({"lower": wire(it.map(|it| it.lower)), "upper": wire(it.map(|it| it.upper))});
        let bca = bootstrap::bca(estimate, &replicates, &left_out, alpha);
        vec![
            ("estimate", json!(own)),
            (
                "percentile",
                interval(bootstrap::percentile(&replicates, alpha)),
            ),
            (
                "basic",
                interval(bootstrap::basic(estimate, &replicates, alpha)),
            ),
            ("bca", interval(bca)),
            (
                "standard_error",
                wire(bootstrap::standard_error(&replicates)),
            ),
            ("derived_z0", wire(bootstrap::bias(estimate, &replicates))),
            (
                "derived_acceleration",
                wire(bootstrap::acceleration(&left_out)),
            ),
        ]
    });
}

#[test]
fn stat_brier() {
    compare("brier", &[], |it| {
        let (y, p) = (booleans(&it["y"]), numbers(&it["p"]));
        vec![
            ("brier", wire(calibration::brier(&y, &p))),
            ("log_loss", wire(calibration::log_loss(&y, &p))),
        ]
    });
}

#[test]
fn stat_ece() {
    compare("ece", &[], |it| {
        let (y, p, n) = (booleans(&it["y"]), numbers(&it["p"]), label(&it["bins"]));
        let bins = calibration::reliability(&y, &p, n).unwrap_or_default();
        let counts: Vec<_> = bins.iter().map(|it| it.n).collect();
        let rates: Vec<_> = bins.iter().map(|it| it.rate).collect();
        let means: Vec<_> = bins.iter().map(|it| it.mean_p).collect();
        vec![
            ("ece", wire(calibration::ece(&y, &p, n))),
            ("mce", wire(calibration::mce(&y, &p, n))),
            ("bin_rate", json!(rates)),
            ("bin_mean_p", json!(means)),
            ("bin_counts_nonempty", json!(counts)),
        ]
    });
}

#[test]
fn stat_auc() {
    compare("roc_auc", &[], |it| {
        let (y, score) = (booleans(&it["y"]), numbers(&it["score"]));
        vec![
            ("auc", wire(auc(&y, &score))),
            ("average_precision", wire(average_precision(&y, &score))),
        ]
    });
}

fn confusion(it: &Value) -> Confusion {
    let (y, pred) = (booleans(&it["y"]), booleans(&it["pred"]));
    Confusion::count(y.into_iter().zip(pred))
}

#[test]
fn stat_precision_recall_f1() {
    compare("precision_recall_f1", &[], |it| {
        let it = confusion(it);
        vec![
            ("tp", json!(it.true_positives)),
            ("fp", json!(it.false_positives)),
            ("fn", json!(it.false_negatives)),
            ("tn", json!(it.true_negatives)),
            ("precision", wire(it.precision())),
            ("recall", wire(it.recall())),
            ("f1", wire(it.f1())),
            ("accuracy", wire(it.accuracy())),
        ]
    });
}

/// scikit-learn's 0 for an undefined coefficient is a convention, not a value.
#[test]
fn stat_mcc() {
    compare("mcc", &["mcc_sklearn_convention"], |it| {
        vec![("mcc", wire(confusion(it).mcc()))]
    });
}
