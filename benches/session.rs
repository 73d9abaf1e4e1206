//! How fast a whole session works, as the page uses it: a request as JSON text in, findings as
//! JSON text out. `cargo xtask bench` runs the same requests in a browser's worker.
//!
//! - `session requests FILE FOLDER`: writes requests to open work into the folder: sets of IFEval's
//!   checks on the real responses of the file, and `many`, 5,000 outputs and 200 clauses with a
//!   check each. Of each set two: `SET.json` opens it, `SET.edit.json` changes a bit of it.
//! - `session rounds FOLDER N`: prints one line of JSON per round: seconds to `open` each set, to
//!   check all of it `again`, and to check it after the `edit`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for `xtask`"
)]
#![expect(clippy::disallowed_methods, reason = "this program owns the clock")]

#[path = "support/responses.rs"]
mod responses;

use plumbline::engine::Budget;
use plumbline::protocol::{Job, Reply, Request, Session};
use plumbline::workspace::patch::diff;
use plumbline::workspace::{SpecDocument, Workspace};
use responses::{Response, SETS, responses, values};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// As in `src/bin/engine.rs`.
const SLICE: Budget = Budget(200);
const N_OUTPUTS: usize = 5_000;
const N_CLAUSES: usize = 200;
/// Outputs of a scenario.
const EPOCHS: usize = 50;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| it != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["requests", file, folder] => write_requests(&responses(file), Path::new(folder)),
        ["rounds", folder, n] => rounds(Path::new(folder), n.parse().unwrap()),
        _ => println!("give `requests FILE FOLDER` or `rounds FOLDER N`; `cargo xtask bench` does"),
    }
}

fn write_requests(responses: &[Response], folder: &Path) {
    let write = |name: &str, old: &Workspace, new: &Workspace| {
        let open = Job::Open(Box::new(old.clone()));
        for (file, id, job) in [
            (format!("{name}.json"), 1, open),
            (format!("{name}.edit.json"), 3, Job::Patch(diff(old, new))),
        ] {
            let text = serde_json::to_string(&Request { id, job }).unwrap();
            fs::write(folder.join(file), text).unwrap();
        }
    };
    for (name, is_in, loose) in SETS {
        let old = own_checks(responses, |it| values(it, is_in, loose));
        let mut new = old.clone();
        let first = Arc::make_mut(&mut new.scenarios[0]);
        first.checks.push(json!({"type": "contains", "value": "x"}));
        write(name, &old, &new);
    }
    let old = many(responses);
    let new = Workspace {
        spec: SpecDocument::written("many", old.spec.text.replacen("fool 0", "dolt", 1)),
        ..old.clone()
    };
    write("many", &old, &new);
}

/// A scenario with checks of its own for each response.
fn own_checks(responses: &[Response], checks: impl Fn(&Response) -> Vec<Value>) -> Workspace {
    let mut workspace = Workspace::new(SpecDocument::written("none", ""));
    let scenario = |(at, response): (usize, &Response)| {
        let outputs = [output(0, response)];
        let scenario = json!({
            "id": format!("s{at}"), "messages": [], "outputs": outputs, "checks": checks(response)
        });
        Arc::new(serde_json::from_value(scenario).unwrap())
    };
    workspace.scenarios = responses.iter().enumerate().map(scenario).collect();
    workspace
}

fn output(epoch: usize, response: &Response) -> Value {
    let text = &response.transcript.messages[0].content;
    json!({
        "candidate": "m", "epoch": epoch, "origin": {"kind": "written"},
        "messages": [{"role": "assistant", "content": text}]
    })
}

/// Many outputs, and many clauses with a check each.
fn many(responses: &[Response]) -> Workspace {
    let mut spec = "# Many\n".to_owned();
    for at in 0..N_CLAUSES {
        let check = match at % 10 {
            0 => format!("{{type: not-icontains, value: fool {at}}}"),
            1..=4 => format!("{{type: not-icontains, value: as an AI number {at}}}"),
            5 | 6 => format!("{{type: not-contains-any, value: [I cannot {at}, sorry {at}]}}"),
            7 | 8 => format!(r#"{{type: not-regex, value: "secret\\s+number {at}"}}"#),
            _ => format!("{{type: word-count, max: {}}}", 1000 + at),
        };
        write!(
            spec,
            "\n## Rule {at} {{#rule-{at} authority=root}}\n\nThe assistant must not do the thing called {at}.\n\n```checks\n- {check}\n```\n"
        )
        .unwrap();
    }
    let mut workspace = Workspace::new(SpecDocument::written("many", spec));
    let all: Vec<_> = responses.iter().cycle().take(N_OUTPUTS).collect();
    let scenario = |(at, some): (usize, &[&Response])| {
        let outputs: Vec<_> = (0..).zip(some).map(|(at, it)| output(at, it)).collect();
        let scenario = json!({"id": format!("s{at}"), "messages": [], "outputs": outputs});
        Arc::new(serde_json::from_value(scenario).unwrap())
    };
    workspace.scenarios = all.chunks(EPOCHS).enumerate().map(scenario).collect();
    workspace
}

fn rounds(folder: &Path, n: usize) {
    let sets: Vec<_> = SETS.iter().map(|it| it.0).chain(["many"]).collect();
    for _ in 0..n {
        let mut line = Map::new();
        for set in &sets {
            line.insert((*set).to_owned(), measure(folder, set));
        }
        println!("{}", Value::Object(line));
    }
}

fn measure(folder: &Path, set: &str) -> Value {
    let read = |name: String| fs::read_to_string(folder.join(name)).unwrap();
    let (open, edit) = (
        read(format!("{set}.json")),
        read(format!("{set}.edit.json")),
    );
    let mut session = Session::default();
    let open = seconds(&mut session, &open);
    let again = seconds(&mut session, r#"{"id":2,"job":"Recheck"}"#);
    let edit = seconds(&mut session, &edit);
    json!({"open": open.0, "again": again.0, "edit": edit.0, "n": again.1, "n_edit": edit.1})
}

/// How long a request takes until its final reply is text, and how many checks ran.
fn seconds(session: &mut Session, request: &str) -> (f64, u32) {
    let clock = Instant::now();
    let request: Request = serde_json::from_str(request).unwrap();
    let mut replies = session.post(request);
    let mut last = String::new();
    let mut n_runs = 0;
    loop {
        for reply in replies {
            if let Reply::Done { output, .. } = &reply
                && let plumbline::protocol::Output::Findings(findings) = output.as_ref()
            {
                n_runs = findings.n_runs;
            }
            last = serde_json::to_string(&reply).unwrap();
        }
        if !session.is_busy() {
            break;
        }
        replies = session.step(SLICE);
    }
    assert!(last.starts_with(r#"{"Done"#), "{last}");
    (clock.elapsed().as_secs_f64(), n_runs)
}
