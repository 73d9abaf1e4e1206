//! `regex`: a JavaScript regular expression.
//!
//! **Looks for** a match of the pattern anywhere in the message; `^` and `$` are the ends of the
//! message unless the flag `m` makes them the ends of lines.
//! **Why**: shapes that fixed words cannot describe: dates, amounts, numbers of things.
//! **Passes** where there is a match; with `not-`, where there is none in any message.
//! **Blind spots**: patterns match what they say, not what was meant; `.` stops at line breaks,
//! `\w` and `\b` know ASCII letters only, and `(?i)` does not exist (`flags: i` does). A pattern
//! with look-around or back-references that backtracks too much on a text is stopped, which is an
//! error, never a pass.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::grams::Needed;
use crate::check::node::Node;
use crate::check::pattern::{FaultKind, Flags, Pattern, PatternFault};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Look, Reads};
use crate::check::view::View;
use crate::text::Span;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "regex",
    family: "text",
    summary: "a match of a JavaScript regular expression",
    why: "for shapes that fixed words cannot describe: dates, amounts, numbers",
    reads: Reads::Finder,
    parameters: &[
        Parameter {
            name: "value",
            takes: "a JavaScript regular expression, without slashes",
            needed: true,
            doc: "the pattern; single quotes keep its backslashes as they are",
        },
        Parameter {
            name: "flags",
            takes: "any of i, m, s, u",
            needed: false,
            doc: "i ignores case, m makes ^ and $ match at lines, s lets `.` match line breaks, u is Unicode mode",
        },
    ],
    blind_spots: "`.` stops at line breaks; \\w and \\b know only ASCII letters; a pattern that backtracks too much is stopped and judges nothing",
    examples: &[
        Example {
            yaml: "{type: regex, value: '\\b\\d{1,2} (May|June)\\b'}",
            asked: "When is it due?",
            passes: &["It is due on 3 May."],
            fails: &["It is due in May.", "3 may"],
        },
        Example {
            yaml: "{type: not-regex, value: '^- ', flags: m}",
            asked: "Without lists, please: what do you lend?",
            passes: &["Books - and tools."],
            fails: &["We lend:\n- books\n- tools"],
        },
    ],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    let node = fields.needed("value", "the pattern")?;
    let source = text_of(node, "value")?;
    let flags_node = fields.get("flags");
    let flags = fields.text("flags")?.unwrap_or_default();
    let flags = Flags::read(flags).map_err(|fault| fault_at(flags_node.unwrap_or(node), fault))?;
    let pattern = Pattern::new(source, flags).map_err(|fault| fault_at(node, fault))?;
    let needed = Needed::as_written(pattern.texts().iter().map(String::as_str));
    Ok(Body::Looks(Box::new(RegexSearch { pattern, needed })))
}

/// The fault at its place in the source, where the pattern stands there letter for letter.
fn fault_at(node: &Node, fault: PatternFault) -> Fault {
    let span = if fault.at.is_empty() {
        node.span
    } else {
        node.place_of(fault.at.clone())
    };
    let code = match fault.kind {
        FaultKind::Invalid => "invalid-pattern",
        FaultKind::TooLarge => "pattern-too-large",
    };
    let span = if span.is_empty() {
        Span::default()
    } else {
        span
    };
    Fault {
        span,
        hint: fault.hint,
        ..Fault::new(node, code, fault.message)
    }
}

#[derive(Debug)]
struct RegexSearch {
    pattern: Pattern,
    /// What every match has.
    needed: Needed,
}

impl Check for RegexSearch {
    fn aim(&self) -> String {
        format!("a match of {}", self.pattern.literal())
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let mut matches = match self.pattern.find_all(view.text(message)) {
            Ok(matches) => matches,
            Err(stopped) => return Look::stopped(stopped.to_string()),
        };
        // Where there are words to show, matches of nothing are noise.
        if matches.ranges.iter().any(|range| !range.is_empty()) {
            matches.ranges.retain(|range| !range.is_empty());
        } else {
            matches.ranges.truncate(1);
        }
        if matches.ranges.is_empty() {
            return Look::missing(self.aim());
        }
        Look {
            uncounted: matches.cut,
            ..Look::found(message, matches.ranges)
        }
    }

    fn holds(&self, view: &View, message: usize) -> Option<bool> {
        if !self.pattern.always_ends() {
            return None;
        }
        if !view.may_have(message, &self.needed) {
            return Some(false);
        }
        self.pattern.quick_match(view.text(message))
    }

    fn times(&self, view: &View, message: usize) -> Result<Option<u32>, String> {
        let is_match = self.pattern.is_match(view.text(message));
        if !is_match.map_err(|it| it.to_string())? {
            return Ok(Some(0));
        }
        let look = self.look(view, message);
        look.stopped.clone().map_or(Ok(Some(look.times())), Err)
    }
}
