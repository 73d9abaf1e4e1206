//! The one list of check types, from which the page's catalogue, the YAML schema, the command's
//! `checks` and the docs are made.

use crate::check::fields::Build;
use crate::check::result::{Decides, Reads};
use crate::check::{
    behaviour, compose, counts, equality, html, ifeval, json, language, overlap, refusal, regex,
    scope, similarity, text_search, time, tool, xml,
};
use crate::message::{Message, Role};
use crate::transcript::Transcript;
use serde::Serialize;
use std::sync::{Arc, LazyLock};

/// A type of check: what it looks for, and everything people need to use it.
#[derive(Clone, Debug, Serialize)]
pub struct CheckType {
    /// Its name in files; `not-` before it turns it round.
    pub name: &'static str,
    /// The family it stands under in the catalogue.
    pub family: &'static str,
    /// One line: what it looks for or wants.
    pub summary: &'static str,
    /// What it is good for.
    pub why: &'static str,
    /// Whether it looks for something or states a property; decides the default `turn`.
    pub reads: Reads,
    /// Its own parameters; those every check has are in [`COMMON`].
    pub parameters: &'static [Parameter],
    /// What it misses, and what it takes for a hit that is none.
    pub blind_spots: &'static str,
    /// Checks of this type with replies that pass and fail; run as tests.
    pub examples: &'static [Example],
    #[serde(skip)]
    pub(crate) build: Build,
}

/// A parameter of a check.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Parameter {
    /// Its name in files.
    pub name: &'static str,
    /// What it takes, in words.
    pub takes: &'static str,
    /// Whether the check cannot do without.
    pub needed: bool,
    /// What it means.
    pub doc: &'static str,
}

/// A check and replies it passes and fails.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Example {
    /// The check, as one item of a list (without the `- `).
    pub yaml: &'static str,
    /// What the user asked. A text that begins with `[{"role"` is all that was said before, as JSON.
    pub asked: &'static str,
    /// Replies that pass. A text that begins with `{"role"` is a whole message as JSON, one that
    /// begins with `[{"role"` all messages that follow.
    pub passes: &'static [&'static str],
    /// Replies that fail.
    pub fails: &'static [&'static str],
}

/// The parameters every check has.
pub const COMMON: &[Parameter] = &[
    common(
        "type",
        "a name of the catalogue",
        "what to look for; `not-` before it turns it round",
    ),
    common(
        "id",
        "a text",
        "what results call the check, else clause and number; and what others `use`",
    ),
    common(
        "use",
        "the id of a check",
        "instead of `type`: that check again, with what is said beside it changed",
    ),
    common(
        "on",
        "output, assistant, user, system, developer, tool or conversation",
        "where to look",
    ),
    common(
        "turn",
        "any, every, first, last or a number",
        "which of the messages there count",
    ),
    common(
        "when",
        "a check",
        "the check applies only where this one passes",
    ),
    common(
        "decides",
        "break, both or nothing",
        "what the result may say about the clause",
    ),
    common("why", "a text", "the reason, for readers"),
    common(
        "weight",
        "a number",
        "how much it counts in a set; 0 makes it a signal",
    ),
    common(
        "threshold",
        "a number",
        "from what score on a type with a score passes; for a set, its mean",
    ),
    common(
        "loose",
        "true or false",
        "IFEval's lenient reading of its types; kept by others",
    ),
    common("metric", "a text", "kept"),
    common(
        "vars",
        "a mapping",
        "what the templates in `value` stand for, as in `{{ name }}`",
    ),
    common(
        "provider_config",
        "a mapping",
        "the tools that were offered, for types about calls",
    ),
];

const fn common(name: &'static str, takes: &'static str, doc: &'static str) -> Parameter {
    Parameter {
        name,
        takes,
        needed: false,
        doc,
    }
}

impl CheckType {
    /// What a check of this type may decide where its author does not say.
    pub fn decides(&self) -> Decides {
        if self.family == behaviour::FAMILY {
            return Decides::Nothing;
        }
        Decides::Break
    }

    /// The turn that counts where the author names none.
    pub fn default_turn(&self) -> &'static str {
        match self.reads {
            Reads::Finder => "any",
            Reads::Requirement => "every",
        }
    }
}

impl Example {
    pub(crate) const fn new(
        asked: &'static str,
        yaml: &'static str,
        passes: &'static [&'static str],
        fails: &'static [&'static str],
    ) -> Example {
        Example {
            yaml,
            asked,
            passes,
            fails,
        }
    }

    /// The conversation in which `reply` is the output.
    pub fn transcript(&self, reply: &str) -> Transcript {
        let read = |text: &str| -> Option<Vec<Message>> {
            match text {
                it if it.starts_with("{\"role\"") => {
                    serde_json::from_str(it).ok().map(|it| vec![it])
                }
                it if it.starts_with("[{\"role\"") => serde_json::from_str(it).ok(),
                _ => None,
            }
        };
        let question = || vec![Message::new(Role::User, self.asked)];
        let answer = || vec![Message::new(Role::Assistant, reply)];
        let mut messages = read(self.asked).unwrap_or_else(question);
        messages.extend(read(reply).unwrap_or_else(answer));
        let messages = messages.into_iter().map(Arc::new).collect();
        Transcript::of_messages("example".to_owned(), messages)
    }
}

/// All check types, families together.
pub fn registry() -> &'static [CheckType] {
    static TYPES: LazyLock<Vec<CheckType>> = LazyLock::new(|| {
        let own = [
            equality::TYPES,
            text_search::TYPES,
            regex::TYPES,
            counts::TYPES,
            json::TYPES,
            xml::TYPES,
            html::TYPES,
            refusal::TYPES,
            similarity::TYPES,
            overlap::TYPES,
            scope::TYPES,
            compose::TYPES,
            time::TYPES,
            language::TYPES,
        ];
        own.iter()
            .chain(&behaviour::FAMILIES)
            .chain(&tool::TYPES)
            .chain(ifeval::FAMILIES)
            .flat_map(|it| it.iter().cloned())
            .collect()
    });
    &TYPES
}

/// The type called `name`, without `not-`.
pub(crate) fn find(name: &str) -> Option<&'static CheckType> {
    registry().iter().find(|it| it.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckOutcome, read_checks};

    #[test]
    fn every_example_passes_and_fails_as_it_says() {
        for check_type in registry() {
            assert!(
                !check_type.examples.is_empty(),
                "{} has no example",
                check_type.name
            );
            for example in check_type.examples {
                let (checks, diagnostics) = read_checks(example.yaml, None);
                assert_eq!(diagnostics, [], "{}", example.yaml);
                assert_eq!(
                    checks[0].type_name.trim_start_matches("not-"),
                    check_type.name
                );
                assert!(!example.passes.is_empty() && !example.fails.is_empty());
                for (replies, outcome) in [
                    (example.passes, CheckOutcome::Pass),
                    (example.fails, CheckOutcome::Fail),
                ] {
                    for reply in replies {
                        let result = checks[0].run(&example.transcript(reply));
                        assert_eq!(
                            result.outcome, outcome,
                            "{}\n{reply}\n{result:?}",
                            example.yaml
                        );
                        assert!(!result.explanation.is_empty());
                    }
                }
            }
        }
    }

    #[test]
    fn names_are_unique_and_never_begin_with_not() {
        let mut names: Vec<_> = registry().iter().map(|it| it.name).collect();
        assert!(names.iter().all(|name| !name.starts_with("not-")));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), registry().len());
    }
}
