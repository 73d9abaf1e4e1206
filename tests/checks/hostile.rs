//! Texts and lists that want to take time, memory or the stack.

use crate::support::{answer, one, reply, talk};
use plumbline::check::{View, read_checks, read_values};
use plumbline::verdict::Evidence;
use serde_json::json;

use plumbline::check::CheckOutcome::{Error, Fail, NotApplicable, Pass};

#[test]
fn hostile_yaml_is_bounded() {
    let deep = format!("- {}{}", "[".repeat(200), "]".repeat(200));
    let mut laughs = "- &a0 {type: contains, value: lol}\n".to_owned();
    for n in 1..20 {
        let alias = format!("*a{} , ", n - 1).repeat(10);
        laughs.push_str(&format!("- &a{n} [{alias}]\n"));
    }
    let huge = format!("- {{type: contains, value: {}}}", "x".repeat(2 << 20));
    let open = format!("- {}", "{a: ".repeat(5000));
    let dashes = "- ".repeat(5000);
    for yaml in [
        deep,
        laughs,
        huge,
        open,
        dashes,
        "\0\u{1}- [".to_owned(),
        "- &a [*a]".to_owned(),
        "? : -".to_owned(),
    ] {
        let (_, diagnostics) = read_checks(&yaml, None);
        assert!(!diagnostics.is_empty(), "{}", &yaml[..yaml.len().min(40)]);
    }
    let nested = (0..500).fold(json!("is-json"), |inner, _| json!({"any-of": [inner]}));
    let (_, diagnostics) = read_values(&[nested]);
    assert!(!diagnostics.is_empty());
}

#[test]
fn hostile_replies_are_answered() {
    let yaml = "\
- {icontains: İ}\n- {regex: '(\\w+\\s?)+$', flags: i}\n- {type: regex, value: 'a.*z|a'}\n- {type: word-count, max: 5}
- {type: sentence-count, max: 5}\n- {type: character-count, max: 5}\n- {type: paragraph-count, max: 5}
- {type: max-questions, value: 0}\n- is-json\n- is-refusal\n- {type: overlap, with: user, min_words: 2}\n- {contains-word: a}\n";
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    let size = 200_000;
    for piece in [
        "a",
        "a ",
        "\u{301}",
        "\0",
        "?",
        "a? ",
        "[",
        "İ",
        "\u{200d}👩",
        "\n",
        "I can't ",
    ] {
        let words = piece.repeat(size / piece.len());
        let transcript = talk(&[&format!("user: {words}"), &format!("assistant: {words}")]);
        let view = View::new(&transcript);
        for check in &checks {
            let result = check.run_on(&view);
            assert_ne!(result.outcome, Error, "{}", check.type_name);
            for evidence in &result.evidence {
                let Evidence::Words {
                    message,
                    span,
                    quote,
                    ..
                } = evidence
                else {
                    continue;
                };
                assert_eq!(
                    span.slice(&transcript.messages[*message].content),
                    Some(&quote[..])
                );
            }
        }
    }
}

#[test]
fn large_and_deep_replies_are_answered() {
    let yaml = "\
- {levenshtein: ana}\n- {rouge-n: ana}\n- {bleu: ana}\n- {gleu: ana}\n- is-html\n- contains-html\n- is-xml\n- contains-xml
- {is-xml: a.b}\n- {contains-xml: a.b}\n- contains-json\n- {is-json: {type: array}}\n- {contains-json: {type: object, required: [a]}}
- {type: tool-call-f1, value: [a]}\n- {type: is-valid-openai-tools-call}\n- {equals: {a: 1}}\n- {type: regex, value: '(?=a)b'}\n- {type: regex, value: '(.)\\1x'}\n";
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    let size = 1 << 15;
    for piece in [
        "a ", "\u{301}", "\0", "[", "{", "{a: ", "{\"a\":", "<a>", "<a b='", "<b><i>", "</a>",
        "&amp;", "{}", "\"", "👩", "<!--", "<a/>", "İ", "{a}",
    ] {
        let reply = piece.repeat(size / piece.len());
        let transcript = answer(&reply);
        let view = View::new(&transcript);
        for check in &checks {
            let result = check.run_on(&view);
            assert!(
                !result.explanation.is_empty(),
                "{} {piece}",
                check.type_name
            );
        }
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let outcome = |yaml: &str| one(yaml).run(&answer(&deep)).outcome;
    assert_eq!(outcome("{type: is-json}"), Pass);
    assert_eq!(outcome("is-json: {type: array}"), Error);
    assert_eq!(outcome("equals: {a: 1}"), Fail);
}

#[test]
fn a_pattern_that_backtracks_without_end_is_an_error() {
    let words = "a".repeat(40_000);
    for yaml in [
        "{type: regex, value: '(?=(a+)+$b)a'}",
        "{type: not-regex, value: '^(a*)*\\1b'}",
    ] {
        let result = reply(yaml, &words);
        let stopped = "the pattern took too many steps on this text, and was stopped";
        assert_eq!(
            (result.outcome, &result.explanation[..]),
            (Error, stopped),
            "{yaml}"
        );
    }
    assert_eq!(
        reply("{type: regex, value: '(\\w+) \\1'}", "the the").outcome,
        Pass
    );
}

#[test]
fn ten_megabytes_are_answered() {
    let yaml = "\
- {levenshtein: word}\n- contains-html\n- is-html\n- is-xml\n- contains-xml\n- contains-json\n- {is-json: {type: array}}
- {type: tool-call-f1, value: [a]}\n- {type: regex, value: '(?<=x)y'}\n- {type: not-regex, value: '(?=word)z'}\n";
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    let transcript = talk(&[
        "user: hi",
        &format!("assistant: {}", "word ".repeat(2 << 20)),
    ]);
    let view = View::new(&transcript);
    for check in &checks {
        let expected = if check.type_name == "not-regex" {
            Pass
        } else {
            Fail
        };
        assert_eq!(check.run_on(&view).outcome, expected, "{}", check.type_name);
    }
}

/// Each message is read once by each signal, however many come after it.
#[test]
fn long_conversations_are_read_once() {
    let lines: Vec<_> = (0..2000)
        .map(|n| match n % 4 {
            0 => format!("system: The code of day {n} is TIDE-{n}. Answer in {n} words at most."),
            1 => format!("user: Where does the ferry number {n} go 😊? Mail me at a{n}@tern.example."),
            2 => format!("tool: “the ferry number {n} goes to the island”, 12{n} and 13{n} and 14{n}"),
            _ => format!(
                "assistant: The code of day {n} is TIDE-{n} 😊, “the ferry number {n} goes to an island” with 15{n}, a{n}@tern.example."
            ),
        })
        .collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let transcript = talk(&lines);
    let view = View::new(&transcript);
    let types = plumbline::check::registry().iter();
    let signals: Vec<_> = types
        .filter(|it| it.family == "behaviour signals")
        .collect();
    assert!(signals.len() > 10);
    for it in signals {
        let rule = format!("{{type: at-most, n: 9999, value: {{type: {}}}}}", it.name);
        let outcome = one(&rule).run_on(&view).outcome;
        assert!(matches!(outcome, Pass | NotApplicable), "{}", it.name);
    }
}
