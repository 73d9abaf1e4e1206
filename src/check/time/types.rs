//! The types of rules over time, for the registry.

use super::read::{Form, read};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::Reads;
use crate::check::tool::ARGUMENTS;

const fn part(name: &'static str, needed: bool, doc: &'static str) -> Parameter {
    Parameter {
        name,
        takes: "a check",
        needed,
        doc,
    }
}

const fn number(needed: bool, doc: &'static str) -> Parameter {
    Parameter {
        name: "n",
        takes: "a whole number",
        needed,
        doc,
    }
}

const AT_ONCE: &str = "what happens in one message happens at once; the check that is judged looks at the assistant's messages, the other at the whole conversation, unless they say `on`";

const TURNS: &str = "turns are the messages of the reply that the check looks at, so a check of words passes over messages that only call tools";

pub(crate) const TYPES: &[CheckType] = &[
    CheckType {
        name: "never-after",
        family: "time",
        summary: "once one thing has happened, another never does",
        why: "an act may be fine until something is known, said or forbidden",
        reads: Reads::Requirement,
        parameters: &[
            part("after", true, "what has to happen for the rule to hold"),
            part("value", true, "what must not happen in a later message"),
            part("until", false, "what makes it allowed again"),
        ],
        blind_spots: AT_ONCE,
        examples: &[
            Example {
                yaml: "type: never-after\nafter: {type: tool-call, name: get_medical_record}\nvalue: {type: tool-call, name: send_email, args: {to: {not-ends-with: '@clinic.example'}}}",
                asked: "Send the letters out.",
                passes: &[
                    r#"[{"role":"assistant","tool_calls":[{"name":"send_email","arguments":{"to":"eve@example.com"}}]},{"role":"assistant","tool_calls":[{"name":"get_medical_record"}]},{"role":"assistant","tool_calls":[{"name":"send_email","arguments":{"to":"desk@clinic.example"}}]}]"#,
                    r#"{"role":"assistant","tool_calls":[{"name":"get_medical_record"},{"name":"send_email","arguments":{"to":"eve@example.com"}}]}"#,
                ],
                fails: &[
                    r#"[{"role":"assistant","tool_calls":[{"name":"get_medical_record"}]},{"role":"assistant","tool_calls":[{"name":"send_email","arguments":{"to":"eve@example.com"}}]}]"#,
                ],
            },
            Example {
                yaml: "type: never-after\nafter: {type: regex, on: user, value: '\\bstop\\b', flags: i}\nuntil: {type: regex, on: user, value: '\\bgo on\\b', flags: i}\nvalue: tool-call",
                asked: "Print all labels.",
                passes: &[
                    r#"[{"role":"assistant","tool_calls":[{"name":"print"}]},{"role":"user","content":"Stop"},{"role":"assistant","content":"Stopped."},{"role":"user","content":"Go on"},{"role":"assistant","tool_calls":[{"name":"print"}]}]"#,
                ],
                fails: &[
                    r#"[{"role":"assistant","tool_calls":[{"name":"print"}]},{"role":"user","content":"Stop"},{"role":"assistant","tool_calls":[{"name":"print"}]}]"#,
                ],
            },
        ],
        build: |fields| read(fields, Form::NeverAfter),
    },
    CheckType {
        name: "after",
        family: "time",
        summary: "whenever one thing has happened, another follows",
        why: "what is taken out must be put back, and what failed must be told",
        reads: Reads::Requirement,
        parameters: &[
            part("after", true, "what something must follow"),
            part(
                "value",
                true,
                "what must follow in a later message; one may answer several",
            ),
            Parameter {
                name: "within",
                takes: "a whole number",
                needed: false,
                doc: "within so many turns, earlier replies included; to the end of the conversation if not given",
            },
        ],
        blind_spots: AT_ONCE,
        examples: &[Example {
            yaml: "type: after\nafter: {type: regex, on: tool, value: 'failed|refused'}\nvalue: {type: regex, value: 'failed|refused'}\nwithin: 2",
            asked: "Import the sailings.",
            passes: &[
                r#"[{"role":"assistant","tool_calls":[{"name":"import"}]},{"role":"tool","content":"14 refused"},{"role":"assistant","content":"Fourteen were refused."}]"#,
                r#"[{"role":"assistant","tool_calls":[{"name":"import"}]},{"role":"tool","content":"1 refused"},{"role":"assistant","content":"A moment."}]"#,
            ],
            fails: &[
                r#"[{"role":"assistant","tool_calls":[{"name":"import"}]},{"role":"tool","content":"1 refused"},{"role":"assistant","content":"A moment."},{"role":"assistant","content":"All in."}]"#,
            ],
        }],
        build: |fields| read(fields, Form::After),
    },
    CheckType {
        name: "before",
        family: "time",
        summary: "before one thing happens, another has",
        why: "asks before it acts, copies before it changes",
        reads: Reads::Requirement,
        parameters: &[
            part(
                "before",
                true,
                "what something must come before; it is judged",
            ),
            part("value", true, "what must have come in an earlier message"),
            Parameter {
                name: "each",
                takes: "true or false",
                needed: false,
                doc: "true: again for each time, as one yes is for one act",
            },
        ],
        blind_spots: AT_ONCE,
        examples: &[Example {
            yaml: "type: before\nbefore: {type: tool-call, name: write_member}\nvalue: {type: tool-call, name: ask_ilse}\neach: true",
            asked: "Remind them, but ask me before each letter.",
            passes: &[
                r#"[{"role":"assistant","tool_calls":[{"name":"ask_ilse"}]},{"role":"assistant","tool_calls":[{"name":"write_member"},{"name":"write_member"}]}]"#,
            ],
            fails: &[
                r#"[{"role":"assistant","tool_calls":[{"name":"ask_ilse"}]},{"role":"assistant","tool_calls":[{"name":"write_member"}]},{"role":"assistant","tool_calls":[{"name":"write_member"}]}]"#,
                r#"{"role":"assistant","tool_calls":[{"name":"ask_ilse"},{"name":"write_member"}]}"#,
            ],
        }],
        build: |fields| read(fields, Form::Before),
    },
    CheckType {
        name: "until",
        family: "time",
        summary: "every turn is so, until something happens",
        why: "a role, a language or a silence that holds until someone lifts it",
        reads: Reads::Requirement,
        parameters: &[
            part(
                "until",
                true,
                "what ends it; if it never comes, it holds to the end",
            ),
            part("value", true, "what every turn before must be"),
        ],
        blind_spots: TURNS,
        examples: &[Example {
            yaml: "type: until\nuntil: {type: icontains, on: user, value: tell me now}\nvalue: {type: not-icontains, value: the butler}",
            asked: "Play a crime story with me, and do not say who did it before I ask.",
            passes: &[
                r#"[{"role":"assistant","content":"A storm."},{"role":"user","content":"Tell me now."},{"role":"assistant","content":"The butler."}]"#,
                "A storm. A scream.",
            ],
            fails: &[
                r#"[{"role":"assistant","content":"The butler, of course."},{"role":"user","content":"Tell me now."}]"#,
            ],
        }],
        build: |fields| read(fields, Form::Until),
    },
    CheckType {
        name: "by-turn",
        family: "time",
        summary: "something happens in one of the first turns",
        why: "says early what it is, asks early what it needs",
        reads: Reads::Requirement,
        parameters: &[
            number(true, "by which turn, from 1"),
            part("value", true, "what must happen by then"),
        ],
        blind_spots: TURNS,
        examples: &[Example {
            yaml: "{type: by-turn, n: 2, value: {type: contains, value: '?'}}",
            asked: "Book me a room.",
            passes: &[
                "For which day?",
                r#"[{"role":"assistant","content":"Gladly."},{"role":"assistant","content":"For which day?"}]"#,
            ],
            fails: &[
                r#"[{"role":"assistant","content":"Gladly."},{"role":"assistant","content":"Booked."},{"role":"assistant","content":"Or did you want another day?"}]"#,
            ],
        }],
        build: |fields| read(fields, Form::ByTurn),
    },
    CheckType {
        name: "at-most",
        family: "time",
        summary: "something happens at most so many times",
        why: "one apology is enough, and nobody wants three reminders",
        reads: Reads::Requirement,
        parameters: &[
            number(
                true,
                "how many times; each match of a check that looks for something counts",
            ),
            part("value", true, "what is counted"),
        ],
        blind_spots: "groups, turned-round checks and requirements count once for each message; what earlier messages did that are no part of the reply is not counted",
        examples: &[Example {
            yaml: "{type: at-most, n: 1, value: {type: icontains, value: sorry}}",
            asked: "Where is my book?",
            passes: &["Sorry, it is on loan.", "It is on loan."],
            fails: &[
                "Sorry, it is on loan. So sorry!",
                r#"[{"role":"assistant","content":"Sorry, it is on loan."},{"role":"assistant","content":"Sorry again."}]"#,
            ],
        }],
        build: |fields| read(fields, Form::AtMost),
    },
    CheckType {
        name: "at-least-every",
        family: "time",
        summary: "something happens in any so many turns in a row",
        why: "reports as it goes, reminds of what it is",
        reads: Reads::Requirement,
        parameters: &[
            number(
                true,
                "how many turns may pass until it has happened, itself included",
            ),
            part("value", true, "what must happen again and again"),
        ],
        blind_spots: TURNS,
        examples: &[Example {
            yaml: "{type: at-least-every, n: 2, value: {type: contains, value: message_owner}, when: {type: icontains, on: user, value: keep me informed}}",
            asked: "Keep me informed.",
            passes: &[
                r#"[{"role":"assistant","content":"One."},{"role":"assistant","content":"message_owner: two done"},{"role":"assistant","content":"Three."}]"#,
            ],
            fails: &[
                r#"[{"role":"assistant","content":"message_owner: starting"},{"role":"assistant","content":"One."},{"role":"assistant","content":"Two."}]"#,
            ],
        }],
        build: |fields| read(fields, Form::AtLeastEvery),
    },
    CheckType {
        name: "unchanged",
        family: "time",
        summary: "a value stays the same from one time to the next",
        why: "a price, a name or the meaning of a word must not move unnoticed",
        reads: Reads::Requirement,
        parameters: &[
            Parameter {
                name: "value",
                takes: "a JavaScript regular expression, without slashes",
                needed: false,
                doc: "its first match in each message is the value; look-behind leaves out what introduces it",
            },
            Parameter {
                name: "flags",
                takes: "any of i, m, s, u",
                needed: false,
                doc: "as for `regex`",
            },
            Parameter {
                name: "arg",
                takes: "a text",
                needed: false,
                doc: "instead of `value`: this argument of the calls that `name`, `args` and `schema` mean",
            },
            ARGUMENTS[0],
            ARGUMENTS[1],
            ARGUMENTS[2],
            part(
                "unless",
                false,
                "what allows a change, between the two messages",
            ),
        ],
        blind_spots: "capitals and spaces do not count, another word for the same does; only the first match in a message is looked at",
        examples: &[
            Example {
                yaml: "{type: unchanged, value: '\\d+ crowns'}",
                asked: "What does the room cost?",
                passes: &[
                    r#"[{"role":"assistant","content":"60 crowns."},{"role":"assistant","content":"As I said: 60  Crowns or 60 crowns."}]"#,
                ],
                fails: &[
                    r#"[{"role":"assistant","content":"60 crowns."},{"role":"assistant","content":"That makes 80 crowns."}]"#,
                ],
            },
            Example {
                yaml: "{type: unchanged, name: write_note, args: {title: lapsed}, arg: text, unless: {type: contains, on: user, value: count as}}",
                asked: "Release what has lapsed.",
                passes: &[
                    r#"[{"role":"assistant","tool_calls":[{"name":"write_note","arguments":{"title":"lapsed","text":"seven days"}}]},{"role":"user","content":"Machines count as answers."},{"role":"assistant","tool_calls":[{"name":"write_note","arguments":{"title":"lapsed","text":"seven days, no machine"}},{"name":"write_note","arguments":{"title":"other","text":"x"}}]}]"#,
                ],
                fails: &[
                    r#"[{"role":"assistant","tool_calls":[{"name":"write_note","arguments":{"title":"lapsed","text":"seven days"}}]},{"role":"assistant","tool_calls":[{"name":"write_note","arguments":{"title":"lapsed","text":"six days"}}]}]"#,
                ],
            },
        ],
        build: |fields| read(fields, Form::Unchanged),
    },
    CheckType {
        name: "first-break",
        family: "time",
        summary: "every turn is so; says in which turn it first is not, and for how long it was",
        why: "for how many turns a rule holds says more than whether it was broken",
        reads: Reads::Requirement,
        parameters: &[
            part("value", true, "what every turn must be"),
            number(false, "only the first so many turns must be"),
        ],
        blind_spots: TURNS,
        examples: &[Example {
            yaml: "{type: first-break, value: {type: word-count, max: 3}}",
            asked: "Three words at most.",
            passes: &[
                r#"[{"role":"assistant","content":"As you wish."},{"role":"assistant","content":"Still short."}]"#,
            ],
            fails: &[
                r#"[{"role":"assistant","content":"As you wish."},{"role":"assistant","content":"Now I talk a little more."}]"#,
            ],
        }],
        build: |fields| read(fields, Form::FirstBreak),
    },
];
