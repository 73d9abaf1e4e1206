//! The native record: JSON Lines, one scenario per line.
//!
//! Records come from people's scripts, so a line that cannot be used is a [`Diagnostic`] and the
//! rest is read.

use super::Scenario;
use crate::diagnostic::{Diagnostic, Severity};
use crate::json;
use crate::text::Span;
use crate::verdict::Origin;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Shown with lines that hold something else.
const SHAPE: &str =
    r#"a record is one line: {"id":"…","messages":[{"role":"user","content":"…"},…]}"#;

/// Reads all records of a file. Spans are bytes of `text`.
///
/// A second record with an id that was used before gets another one, so that verdicts on the two
/// are not mixed up.
pub fn read(text: &str) -> (Vec<Scenario>, Vec<Diagnostic>) {
    read_from(text, None)
}

/// The same of a file: what does not say where it came from came from `origin`.
pub fn read_from(text: &str, origin: Option<&Origin>) -> (Vec<Scenario>, Vec<Diagnostic>) {
    let (mut scenarios, mut diagnostics) = (Vec::new(), Vec::new());
    let (mut ids, mut at) = (BTreeSet::new(), 0);
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let (scenario, mut found) = read_line(line, number);
        if let Some(mut scenario) = scenario {
            found.extend(make_unique(&mut scenario, &mut ids, line, number));
            if let Some(origin) = origin {
                say_origin(&mut scenario, line, origin);
            }
            scenarios.push(scenario);
        }
        diagnostics.extend(found.into_iter().map(|it| it.shifted(at, 0)));
        at += line.len();
    }
    (scenarios, diagnostics)
}

/// Reads one line of a file, for those who cannot hold the file: `number` is the 1-based line.
/// `None` for a blank line and for one that cannot be used. Spans are bytes of `line`; whether
/// ids are unique is for the caller to see.
pub fn read_line(line: &str, number: u32) -> (Option<Scenario>, Vec<Diagnostic>) {
    let record = line.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if record.is_empty() {
        return (None, Vec::new());
    }
    let start = line.find(record).unwrap_or(0);
    let (scenario, diagnostics) = Reader { record, number }.read();
    let diagnostics = diagnostics.into_iter().map(|it| it.shifted(start, 0));
    (scenario, diagnostics.collect())
}

/// One record as a line of a file, without the line break.
pub fn write(scenario: &Scenario) -> String {
    serde_json::to_string(scenario).expect("all keys of a scenario are strings")
}

struct Reader<'a> {
    record: &'a str,
    number: u32,
}

impl Reader<'_> {
    fn read(&self) -> (Option<Scenario>, Vec<Diagnostic>) {
        if json::depth(self.record) > json::MAX_DEPTH {
            let message = format!(
                "the record is nested more than {} levels deep",
                json::MAX_DEPTH
            );
            return (None, vec![self.fault("record-too-deep", message)]);
        }
        let (record, lone) = json::replace_lone_surrogates(self.record);
        let mut diagnostics =
            Vec::from_iter(lone.first().map(|at| self.surrogates(*at, lone.len())));
        let read = serde_json::from_str::<Scenario>(&record);
        let read = read.or_else(|error| {
            let (scenario, note) = self.with_id(&record).ok_or(error)?;
            diagnostics.push(note);
            Ok(scenario)
        });
        match read {
            Ok(scenario) if is_blank(&scenario, &record) => {
                let message = "the record has neither `messages` nor `outputs`";
                let fault = self.fault("not-a-record", message).with_hint(SHAPE);
                (None, vec![fault])
            }
            Ok(mut scenario) => {
                diagnostics.extend(self.number_outputs(&mut scenario));
                (Some(scenario), diagnostics)
            }
            Err(error) => {
                diagnostics.push(self.unreadable(&error, &record));
                (None, diagnostics)
            }
        }
    }

    /// The record with an id, where that is all that keeps it from being one.
    fn with_id(&self, record: &str) -> Option<(Scenario, Diagnostic)> {
        let mut value: Value = serde_json::from_str(record).ok()?;
        let fields = value.as_object_mut()?;
        let (id, message) = match fields.get("id") {
            None | Some(Value::Null) => {
                let id = format!("line-{}", self.number);
                let message = format!("the record has no `id` and is called `{id}` here");
                (id, message)
            }
            Some(Value::Number(number)) => {
                let message = format!("the record's `id` is the number {number}, read as text");
                (number.to_string(), message)
            }
            Some(_) => return None,
        };
        fields.insert("id".to_owned(), Value::String(id));
        let scenario = serde_json::from_str(&value.to_string()).ok()?;
        let note = self.diagnostic(Severity::Note, "record-id", message);
        let hint = "give the record an `id` of its own, in quotation marks";
        Some((scenario, note.with_hint(hint)))
    }

    fn number_outputs(&self, scenario: &mut Scenario) -> Option<Diagnostic> {
        let message = match scenario.number_outputs() {
            0 => return None,
            1 => "one output has candidate and epoch of another and is counted as a further try"
                .to_owned(),
            n => format!(
                "{n} outputs have candidate and epoch of others and are counted as further tries"
            ),
        };
        let note = self.diagnostic(Severity::Note, "repeated-output", message);
        Some(note.with_hint("give each output of a candidate its own `epoch`"))
    }

    fn unreadable(&self, error: &serde_json::Error, record: &str) -> Diagnostic {
        let fault = json::explain(error, record);
        if fault.is_syntax {
            let message = format!("column {} is not JSON: {}", fault.column, fault.reason);
            self.fault("bad-json", message).with_hint(SHAPE)
        } else if fault.path.is_empty() {
            self.fault("not-a-record", fault.reason).with_hint(SHAPE)
        } else {
            let message = format!("`{}`: {}", fault.path, fault.reason);
            self.fault("bad-field", message)
                .with_hint("correct this field; the other records are used")
        }
    }

    fn surrogates(&self, at: usize, n: usize) -> Diagnostic {
        let message = match n {
            1 => "half a character (a lone surrogate) is read as `\u{fffd}`".to_owned(),
            _ => format!("{n} half characters (lone surrogates) are read as `\u{fffd}`"),
        };
        let span = Span::new(at, at + 6);
        Diagnostic::warning("lone-surrogate", span, self.number, message)
            .with_hint("whatever wrote this record cut the text inside a character")
    }

    fn fault(&self, code: &str, message: impl Into<String>) -> Diagnostic {
        self.diagnostic(Severity::Error, code, message)
    }

    fn diagnostic(&self, severity: Severity, code: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(severity, code, 0..self.record.len(), self.number, message)
    }
}

/// An output that says nothing of its origin reads as pasted, so the line itself is asked.
fn say_origin(scenario: &mut Scenario, line: &str, origin: &Origin) {
    if scenario.is_run() {
        scenario.origin.get_or_insert_with(|| origin.clone());
    }
    let (unsaid, mut record) = (Origin::default(), None);
    for (at, output) in scenario.outputs.iter_mut().enumerate() {
        if output.origin != unsaid {
            continue;
        }
        let record = record.get_or_insert_with(|| {
            let (line, _) = json::replace_lone_surrogates(line);
            let line = line.trim_start_matches('\u{feff}');
            serde_json::from_str::<Value>(line).unwrap_or_default()
        });
        if record["outputs"][at].get("origin").is_none() {
            Arc::make_mut(output).origin = origin.clone();
        }
    }
}

/// Whether there is nothing to read and the record does not even say so: another format.
fn is_blank(scenario: &Scenario, record: &str) -> bool {
    scenario.messages.is_empty()
        && scenario.outputs.is_empty()
        && serde_json::from_str::<Value>(record)
            .is_ok_and(|it| it.get("messages").is_none() && it.get("outputs").is_none())
}

fn make_unique(
    scenario: &mut Scenario,
    ids: &mut BTreeSet<String>,
    line: &str,
    number: u32,
) -> Option<Diagnostic> {
    if ids.insert(scenario.id.clone()) {
        return None;
    }
    let old = scenario.id.clone();
    let mut suffixed = (2..).map(|n| format!("{old}-{n}"));
    scenario.rename(suffixed.find(|id| ids.insert(id.clone()))?);
    let span = 0..line.trim_end().len();
    let message = format!(
        "an earlier record is called `{old}` too; this one is called `{}` here",
        scenario.id
    );
    Some(
        Diagnostic::warning("duplicate-id", span, number, message)
            .with_hint("give each record an `id` of its own, or verdicts on the two are mixed up"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Message, Role};
    use crate::verdict::{OriginKind, VerdictEvent};
    use proptest::prelude::*;

    /// One line in; ids of the records and messages of the diagnostics out.
    fn outcome(text: &str) -> (Vec<String>, Vec<String>) {
        let (scenarios, diagnostics) = read(text);
        let messages = diagnostics.into_iter().map(|it| it.message).collect();
        (scenarios.into_iter().map(|it| it.id).collect(), messages)
    }

    #[test]
    fn a_bad_line_is_reported_and_the_rest_is_kept() {
        let text =
            "\u{feff}{\"id\":\"a\",\"messages\":[]}\r\n\n{\"id\":\n{\"id\":\"b\",\"messages\":[]}";
        let (scenarios, diagnostics) = read(text);
        let ids: Vec<_> = scenarios.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        let [fault] = &diagnostics[..] else {
            panic!("{diagnostics:?}")
        };
        assert_eq!((fault.line, fault.span.slice(text)), (3, Some("{\"id\":")));
    }

    #[test]
    fn faults_say_what_is_wrong_with_a_record() {
        #[track_caller]
        fn check(line: &str, ids: &[&str], messages: &[&str]) {
            let (found, said) = outcome(line);
            assert_eq!(found, ids, "{line}: {said:?}");
            assert_eq!(said, messages, "{line}");
        }
        check(r#"{"id":"a","messages":[]}"#, &["a"], &[]);
        check(r#"{"id":"a","outputs":null}"#, &["a"], &[]);
        check(
            r#"{"messages":[]}"#,
            &["line-1"],
            &["the record has no `id` and is called `line-1` here"],
        );
        check(
            r#"{"id":1001,"messages":[]}"#,
            &["1001"],
            &["the record's `id` is the number 1001, read as text"],
        );
        check(
            r#"{"prompt":"hi","response":"ho"}"#,
            &[],
            &["the record has neither `messages` nor `outputs`"],
        );
        check("[1]", &[], &["expected an object, found a list"]);
        check("hello", &[], &["column 1 is not JSON: expected a value"]);
        check(
            r#"{"id":"a","messages":[{"role":"robot"}]}"#,
            &[],
            &[
                "`messages[0].role`: unknown variant `robot`, expected one of `system`, `developer`, `user`, `assistant`, `tool`",
            ],
        );
        check(
            r#"{"id":"a","messages":[{"role":"user","content":"\ud83d"}]}"#,
            &["a"],
            &["half a character (a lone surrogate) is read as `\u{fffd}`"],
        );
        let deep = format!(
            "{{\"id\":\"a\",\"messages\":[],\"x\":{}1{}}}",
            "[".repeat(70),
            "]".repeat(70)
        );
        check(
            &deep,
            &[],
            &["the record is nested more than 64 levels deep"],
        );
    }

    #[test]
    fn records_with_one_id_are_told_apart() {
        let line = r#"{"id":"a","messages":[]}"#;
        let (ids, messages) =
            outcome(&[line, r#"{"id":"a-2","messages":[]}"#, line, line].join("\n"));
        assert_eq!(ids, ["a", "a-2", "a-3", "a-4"]);
        assert_eq!(messages.len(), 2);
    }

    #[test]
    fn a_record_is_written_as_it_was_read() {
        let line =
            r#"{"id":"s","messages":[{"role":"user","content":"hi\n"}],"minutes":0.1,"later":[1]}"#;
        let (scenario, _) = read_line(line, 1);
        assert_eq!(write(&scenario.unwrap()), line);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_spans_lie_in_it(
            text in "(\\PC|\n|\\\\ud83d|[{}\\[\\]\",:]|\"id\":|\"messages\":|null){0,40}"
        ) {
            for diagnostic in read(&text).1 {
                prop_assert!(diagnostic.span.slice(&text).is_some(), "{:?}", diagnostic);
            }
        }

        #[test]
        fn what_is_written_is_read(
            id in any::<String>(),
            content in any::<String>(),
            minutes in prop::num::f64::NORMAL,
        ) {
            let mut scenario = Scenario::new(id);
            scenario.messages = vec![Arc::new(Message::new(Role::User, content))];
            scenario.minutes = Some(minutes);
            let line = write(&scenario);
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(read(&line), (vec![scenario], Vec::new()));
        }
    }

    #[test]
    fn what_is_read_from_a_file_says_so_unless_it_says_otherwise() {
        let text = "\u{feff}{\"id\":\"a\",\"outputs\":[{},{\"origin\":{\"kind\":\"pasted\"}},{\"origin\":{\"kind\":\"run\"}}]}\n\
            {\"id\":\"b\",\"messages\":[{\"role\":\"assistant\"}]}\n\
            {\"id\":\"c\",\"messages\":[{\"role\":\"assistant\"}],\"origin\":{\"kind\":\"written\"}}\n\
            {\"id\":\"d\",\"messages\":[{\"role\":\"user\"}]}";
        let file = serde_json::from_str(r#"{"kind":"imported","file":"x.jsonl"}"#).unwrap();
        let (scenarios, _) = read_from(text, Some(&file));
        let kinds = scenarios.iter().map(|it| {
            let of_outputs = it.outputs.iter().map(|it| it.origin.kind);
            let own = it.origin.iter().map(|it| it.kind);
            of_outputs.chain(own).collect::<Vec<_>>()
        });
        use OriginKind::*;
        let expected = [
            vec![Imported, Pasted, Run],
            vec![Imported],
            vec![Written],
            vec![],
        ];
        assert_eq!(kinds.collect::<Vec<_>>(), expected);
        assert_eq!(scenarios[0].outputs[0].origin, file);
    }

    #[test]
    fn verdicts_follow_a_record_to_its_new_id() {
        let line = r#"{"id":"a","messages":[],"verdicts":[{"id":"v","time":"","clause":"c","transcript":"a#m#1","source":{"kind":"person"},"outcome":"pass"},{"id":"w","time":"","clause":"c","transcript":"ab","source":{"kind":"person"},"outcome":"pass"}]}"#;
        let (scenarios, _) = read(&[line, line].join("\n"));
        let judged = |scenario: &Scenario| {
            let transcript = |event: &Arc<VerdictEvent>| match event.as_ref() {
                VerdictEvent::Given(it) => it.transcript.clone(),
                VerdictEvent::Withdrawal { .. } => String::new(),
            };
            scenario.verdicts.iter().map(transcript).collect::<Vec<_>>()
        };
        assert_eq!(judged(&scenarios[0]), ["a#m#1", "ab"]);
        assert_eq!(judged(&scenarios[1]), ["a-2#m#1", "ab"]);
    }

    #[test]
    fn outputs_with_one_name_and_epoch_become_tries_of_their_own() {
        let record = r#"{"id":"a","messages":[{"role":"user","content":"?"}],"outputs":[{"messages":[{"role":"assistant","content":"A"}]},{"messages":[{"role":"assistant","content":"B"}]}]}"#;
        let (scenarios, diagnostics) = read(record);
        let ids: Vec<_> = scenarios[0]
            .transcripts()
            .into_iter()
            .map(|it| it.id)
            .collect();
        assert_eq!(ids, ["a##1", "a##2"]);
        assert_eq!(diagnostics[0].code, "repeated-output");
    }
}
