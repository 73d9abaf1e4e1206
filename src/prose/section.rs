//! A section of a spec as set text: its words with the clauses set off, its examples as
//! conversations, its commentary apart.

use super::markdown::{Setter, Words};
use super::{Kind, Node};
use crate::message::Role;
use crate::spec::{Candidate, Clause, ClauseKind, Example, ExampleMessage, Grade, Section, Spec};
use crate::text::Span;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Sets the section at index `at` of `spec`, which was read from `source`. Empty where there is
/// no such section.
pub fn section(spec: &Spec, source: &str, at: usize) -> Vec<Node> {
    let Some(section) = spec.sections.get(at) else {
        return Vec::new();
    };
    let words: Vec<_> = parts(spec, at)
        .map(|it| Words {
            span: it.span,
            clause: it.id.clone(),
        })
        .collect();
    let example = |block: Span| conversation(spec, section, source, block);
    let mut nodes = Vec::new();
    let mut from = section.span.start;
    let prose = |from: usize, to: usize, nodes: &mut Vec<Node>| {
        let span = Span::new(from, to);
        let setter = Setter {
            offset: from,
            words: &words,
            title_of: &|id| title_of(spec, id),
            block: &example,
        };
        nodes.extend(setter.set(span.slice(source).unwrap_or_default()));
    };
    for comment in &section.commentary {
        prose(from, comment.span.start, &mut nodes);
        let title = comment.title.as_ref().unwrap_or(&comment.kind);
        nodes.push(Node {
            children: plain(spec, &comment.text),
            ..Node::new(Kind::Commentary, title)
        });
        from = comment.span.end;
    }
    prose(from, section.span.end, &mut nodes);
    nodes
}

/// What set text of a section depends on: the same fingerprint, the same nodes.
pub fn fingerprint(spec: &Spec, source: &str, at: usize) -> String {
    let Some(section) = spec.sections.get(at) else {
        return String::new();
    };
    let text = section.span.slice(source).unwrap_or_default();
    // Page and engine are of one build, so the hash need not be the same in the next.
    let mut hasher = DefaultHasher::new();
    (at, text).hash(&mut hasher);
    for clause in spec.clauses.iter().filter(|it| it.section == at) {
        let from = clause.span.start - section.span.start;
        (&clause.id, from, clause.strength).hash(&mut hasher);
    }
    // References by title change with the titles.
    if text.contains("[?]") {
        spec.sections
            .iter()
            .for_each(|it| it.title.hash(&mut hasher));
    }
    format!("{:x}", hasher.finish())
}

/// Sets the words of `clause` up to its first example, commentary or check: the rule itself.
pub fn rule(spec: &Spec, source: &str, clause: &Clause) -> Vec<Node> {
    let after = spec
        .not_rules
        .iter()
        .filter(|it| it.start > clause.span.start);
    let end = after.map(|it| it.start).min().unwrap_or(clause.span.end);
    let span = Span::new(clause.span.start, end.min(clause.span.end));
    plain(spec, span.slice(source).unwrap_or_default())
}

/// What the rule of `clause` is kept under: it changes with the clause's words.
pub fn rule_key(clause: &Clause) -> String {
    format!("rule {} {}", clause.id, clause.hash)
}

fn plain(spec: &Spec, text: &str) -> Vec<Node> {
    let setter = Setter {
        offset: 0,
        words: &[],
        title_of: &|id| title_of(spec, id),
        block: &|_| None,
    };
    setter.set(text)
}

fn title_of(spec: &Spec, id: &str) -> Option<String> {
    let section = spec.sections.iter().find(|it| it.key() == id)?;
    Some(section.title.replace(['*', '`'], ""))
}

/// Clauses that are parts of the section's words.
fn parts(spec: &Spec, at: usize) -> impl Iterator<Item = &Clause> {
    let here = spec.clauses.iter().filter(move |it| it.section == at);
    here.filter(|it| it.kind != ClauseKind::Section)
}

/// The example whose text stands in `block`, as a conversation.
fn conversation(spec: &Spec, section: &Section, source: &str, block: Span) -> Option<Node> {
    let body = |it: &Example| Some(spec.fences.iter().find(|f| f.line == it.fence_line)?.body);
    let mut examples = section.examples.iter();
    let example = examples.find(|it| body(it).is_some_and(|body| block.contains(body)))?;
    let mut turns: Vec<_> = example
        .prefix
        .iter()
        .chain(&example.trailing)
        .map(Turn::of_message)
        .chain(example.candidates.iter().map(Turn::of_candidate))
        .collect();
    // A graded message outside a comparison stands in both lists.
    turns.sort_unstable_by_key(|turn| (turn.span.start, turn.grade.is_none()));
    turns.dedup_by_key(|turn| turn.span);
    Some(Node {
        children: turns.iter().map(|it| it.set(spec, source)).collect(),
        ..Node::new(Kind::Conversation, "")
    })
}

/// A message or graded reply of an example.
struct Turn {
    role: Role,
    grade: Option<Node>,
    span: Span,
}

impl Turn {
    fn of_message(message: &ExampleMessage) -> Turn {
        Turn {
            role: message.role,
            grade: None,
            span: message.span,
        }
    }

    fn of_candidate(candidate: &Candidate) -> Turn {
        let kind = match candidate.grade {
            Grade::Good => Kind::Good,
            Grade::Bad => Kind::Bad,
            Grade::Ok => Kind::Ok,
            Grade::Unmarked => Kind::Remark,
        };
        let comment = candidate.comment.as_deref().unwrap_or_default();
        Turn {
            role: candidate.role,
            grade: Some(Node::new(kind, comment)),
            span: candidate.span,
        }
    }

    fn set(&self, spec: &Spec, source: &str) -> Node {
        let said = self.span.slice(source).unwrap_or_default();
        // An indented example is no block of code.
        let lines: Vec<_> = said.lines().map(str::trim_end).collect();
        let filled = lines.iter().filter(|it| !it.trim_start().is_empty());
        let indent = filled.map(|it| it.len() - it.trim_start().len()).min();
        let indent = indent.unwrap_or(0);
        let lines: Vec<_> = lines
            .iter()
            .map(|it| it.get(indent..).unwrap_or(""))
            .collect();
        let mut children: Vec<_> = self.grade.iter().cloned().collect();
        children.extend(plain(spec, &lines.join("\n")));
        Node {
            children,
            ..Node::new(Kind::Turn, self.role.name())
        }
    }
}
