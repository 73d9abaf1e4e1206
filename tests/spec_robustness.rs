//! Whatever the text, reading it ends soon, panics never, and points only into the text.

#[path = "support/hostile.rs"]
mod hostile;

use hostile::PIECES;
use plumbline::spec::{CODES, Spec, advice, outline_json, parse};
use plumbline::text::Span;
use proptest::prelude::*;

fn check_spans(spec: &Spec, source: &str) {
    let sections = spec.sections.iter().map(|it| it.span);
    let clauses = spec
        .clauses
        .iter()
        .flat_map(|it| [Some(it.span), it.stem])
        .flatten();
    let fences = spec.fences.iter().flat_map(|it| [it.span, it.body]);
    let other = spec.check_blocks.iter().map(|it| it.body);
    let found = spec.references.iter().map(|it| it.span);
    let faults = spec.diagnostics.iter().map(|it| it.span);
    let all = sections
        .chain(clauses)
        .chain(fences)
        .chain(other)
        .chain(found)
        .chain(faults);
    for span in all
        .chain(spec.not_rules.iter().chain(&spec.marks).copied())
        .chain(spec.demands.iter().flat_map(|it| [it.sentence, it.words]))
        .chain(spans_of_content(spec))
    {
        assert!(span.slice(source).is_some(), "{span:?} does not fit");
    }
}

fn spans_of_content(spec: &Spec) -> Vec<Span> {
    let mut spans = Vec::new();
    for section in &spec.sections {
        spans.extend(section.commentary.iter().map(|it| it.span));
        for example in &section.examples {
            spans.push(example.span);
            spans.extend(
                example
                    .prefix
                    .iter()
                    .chain(&example.trailing)
                    .map(|it| it.span),
            );
            spans.extend(example.candidates.iter().map(|it| it.span));
        }
    }
    spans
}

fn check(source: &str) {
    let mut spec = parse(source);
    let advice = advice(&spec, source, &|_| false);
    assert!(advice.is_sorted_by_key(|it| it.span.start));
    check_order(&spec);
    spec.diagnostics.extend(advice);
    for found in &spec.diagnostics {
        assert!(CODES.contains(&found.code.as_str()), "{}", found.code);
    }
    check_spans(&spec, source);
    outline_json(&spec, source);
}

/// Sections follow each other without gaps, ids are unique, diagnostics are in order.
fn check_order(spec: &Spec) {
    for pair in spec.sections.windows(2) {
        assert_eq!(pair[0].span.end, pair[1].span.start, "{:?}", pair[0].title);
        assert!(pair[0].end_line < pair[1].line || pair[0].depth == 0);
    }
    assert!(spec.diagnostics.is_sorted_by_key(|it| it.span.start));
    assert!(spec.not_rules.is_sorted_by(|a, b| a.end <= b.start));
    assert!(spec.marks.is_sorted_by(|a, b| a.end <= b.start));
    assert!(spec.clauses.is_sorted_by_key(|it| it.span.start));
    let mut ids: Vec<_> = spec.clauses.iter().map(|it| &it.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), spec.clauses.len(), "clauses share an id");
}

/// Unoptimized, the tests look less far so as not to hold up those who run them all the time.
const N_CASES: u32 = if cfg!(debug_assertions) { 300 } else { 5000 };
const HOSTILE_BYTES: usize = if cfg!(debug_assertions) {
    40_000
} else {
    1_000_000
};

proptest! {
    #![proptest_config(ProptestConfig { cases: N_CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_spec(source in any::<String>()) {
        check(&source);
    }

    #[test]
    fn any_mixture_of_fragments_is_a_spec(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)
    ) {
        check(&pieces.concat());
    }

    #[test]
    fn windows_line_ends_change_no_content(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)
    ) {
        let unix = pieces.concat().replace('\r', "");
        let (one, other) = (parse(&unix), parse(&unix.replace('\n', "\r\n")));
        let titles = |spec: &Spec| {
            let rows = spec.sections.iter();
            rows.map(|it| (it.title.clone(), it.line, it.end_line)).collect::<Vec<_>>()
        };
        prop_assert_eq!(titles(&one), titles(&other));
        let hashes = |spec: &Spec| {
            spec.clauses.iter().map(|it| it.hash.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(hashes(&one), hashes(&other));
    }
}

/// No time is measured here: were it not in proportion to the text, this would not end soon.
/// `cargo bench --bench hostile` measures it.
#[test]
fn hostile_texts_are_answered() {
    for (name, text) in hostile::texts(HOSTILE_BYTES) {
        let spec = parse(&text);
        let advice = advice(&spec, &text, &|_| false);
        let n_found = spec.clauses.len() + advice.len();
        assert!(n_found <= 2 * text.len() + 2, "{name}: {n_found}");
    }
}

/// What lies below a section names it. A heading of two megabytes is not repeated there.
#[test]
fn a_long_heading_is_not_repeated_below() {
    let below = "## B\n\nIt must be, see [?](#a).\n\n".repeat(2000);
    for heading in [
        "word ".repeat(400_000),
        format!("A {{#{}}}", "a".repeat(2_000_000)),
    ] {
        let source = format!("# {heading}\n\nIt must be.\n\n{below}");
        let spec = parse(&source);
        assert_eq!(spec.sections.len(), 2001);
        let size = serde_json::to_string(&spec).expect("a spec is JSON").len();
        assert!(size < 6 * source.len(), "{size} bytes of {}", source.len());
    }
}

#[test]
fn bombs_are_answered() {
    check(&">".repeat(10_000));
    check(&"[".repeat(10_000));
    check(&format!("{}x\n", "> ".repeat(10_000)));
    check(&"- ".repeat(10_000));
    let spec = parse(&"# A heading\n".repeat(100_000));
    assert_eq!(spec.sections.len(), 100_000);
    assert_eq!(
        spec.sections[99_999].slug.as_deref(),
        Some("a-heading-99999")
    );
    let line = "The assistant must be kind. ".repeat(5_000_000 / 28);
    assert_eq!(parse(&line).clauses.len(), 5_000_000 / 28);
}

#[test]
fn odd_ends_and_beginnings() {
    for source in [
        "",
        "\n",
        "\u{feff}",
        "\u{feff}# A",
        "\0",
        "# A\0",
        "#",
        "~~~",
        "---",
        "---\n---",
        "\t# A",
        "!!! a",
    ] {
        check(source);
    }
    assert_eq!(parse("").sections.len(), 0);
    assert_eq!(parse("\n \n").sections.len(), 0);
    assert_eq!(parse("\u{feff}# A").sections[0].title, "A");
    assert_eq!(parse("---\nx: 1\n---\n# A").sections[0].line, 4);
}
