//! The outline of a spec as JSON, for `plumbline spec --json`.

use super::{Clause, Example, Grade, Reference, ReferenceForm, Section, Spec};
use serde_json::{Value, json};

/// The outline of `spec`, which was read from `source`: title, front matter, sections, clauses,
/// references, diagnostics, totals.
pub fn outline_json(spec: &Spec, source: &str) -> Value {
    json!({
        "title": spec.title,
        "front_matter": spec.front_matter,
        "sections": spec.sections.iter().map(section_json).collect::<Vec<_>>(),
        "clauses": spec.clauses.iter().map(|it| clause_json(spec, it, source)).collect::<Vec<_>>(),
        "references": spec.references.iter().map(reference_json).collect::<Vec<_>>(),
        "diagnostics": spec.diagnostics,
        "totals": totals(spec, source),
    })
}

fn section_json(section: &Section) -> Value {
    json!({
        "id": section.id,
        "slug": section.slug,
        "title": section.title,
        "depth": section.depth,
        "parent": section.parent,
        "authority": section.authority,
        "rank": section.rank,
        "tags": section.tags,
        "attrs": section.attrs,
        "line": section.line,
        "end_line": section.end_line,
        "examples": section.examples.iter().map(example_json).collect::<Vec<_>>(),
        "commentary": section.commentary,
        "footnotes": section.footnotes,
    })
}

fn example_json(example: &Example) -> Value {
    let mut value = json!(example);
    let roles: Vec<_> = example.prefix.iter().map(|message| message.role).collect();
    value["roles"] = json!(roles);
    value
}

fn clause_json(spec: &Spec, clause: &Clause, source: &str) -> Value {
    json!({
        "id": clause.id,
        "title": clause.title,
        "section": spec.sections.get(clause.section).map(Section::key),
        "kind": clause.kind,
        "authority": clause.authority,
        "strength": clause.strength,
        "line": clause.line,
        "hash": clause.hash,
        "text": spec.words(clause, source),
    })
}

fn reference_json(reference: &Reference) -> Value {
    let mut value = json!(reference);
    value["exists"] = json!(reference.resolved_by.is_some());
    value
}

fn totals(spec: &Spec, source: &str) -> Value {
    let authorities = spec
        .sections
        .iter()
        .filter_map(|it| it.authority.as_deref());
    let examples = || spec.sections.iter().flat_map(|it| &it.examples);
    let n_with_authority = spec
        .sections
        .iter()
        .filter(|it| it.authority.is_some())
        .count();
    json!({
        "sections": spec.sections.len(),
        "sections_with_id": spec.sections.iter().filter(|it| it.id.is_some()).count(),
        "clauses_with_authority": n_with_authority,
        "clauses": spec.clauses.len(),
        "by_authority": tally(authorities.map(str::to_owned)),
        "by_depth": tally(spec.sections.iter().map(|it| it.depth.to_string())),
        "examples": examples().count(),
        "comparisons": examples().map(|it| it.comparisons).sum::<usize>(),
        "candidates": candidate_totals(spec),
        "under_18_examples": examples().filter(|it| it.flags.iter().any(|flag| flag == "under_18")).count(),
        "commentary_blocks": spec.sections.iter().map(|it| it.commentary.len()).sum::<usize>(),
        "references": reference_totals(spec),
        "footnotes": spec.sections.iter().map(|it| it.footnotes.len()).sum::<usize>(),
        "fences": spec.fences.len(),
        "fences_without_example": spec.fences.iter().filter(|it| !it.example).count(),
        "heading_like_lines_in_fences": heading_like_lines(spec, source),
        "checks_blocks": spec.check_blocks.len(),
    })
}

/// How often each word occurs, words in alphabetical order.
fn tally(words: impl Iterator<Item = String>) -> Value {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    json!(counts)
}

fn candidate_totals(spec: &Spec) -> Value {
    let examples = spec.sections.iter().flat_map(|it| &it.examples);
    let all: Vec<_> = examples.flat_map(|it| &it.candidates).collect();
    let graded = |grade: Grade| all.iter().filter(|it| it.grade == grade).count();
    json!({
        "good": graded(Grade::Good),
        "bad": graded(Grade::Bad),
        "ok": graded(Grade::Ok),
        "unmarked": graded(Grade::Unmarked),
        "total": all.len(),
        "with_comment": all.iter().filter(|it| it.comment.is_some()).count(),
    })
}

fn reference_totals(spec: &Spec) -> Value {
    let all = &spec.references;
    let written = |form: ReferenceForm| all.iter().filter(|it| it.form == form).count();
    let places = all
        .iter()
        .filter_map(|it| json!(it.place).as_str().map(str::to_owned));
    json!({
        "auto": written(ReferenceForm::Auto),
        "named": written(ReferenceForm::Named),
        "grade": written(ReferenceForm::Grade),
        "total": all.len(),
        "dangling": all.iter().filter(|it| it.resolved_by.is_none()).count(),
        "by_place": tally(places),
    })
}

/// Lines in fenced blocks that a naive reader would take for headings.
fn heading_like_lines(spec: &Spec, source: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for fence in &spec.fences {
        let body = fence.body.slice(source).unwrap_or("");
        for (line, text) in (fence.line + 1..).zip(body.lines()) {
            if is_heading_like(text) {
                found.push(json!({"line": line, "text": text.trim()}));
            }
        }
    }
    found
}

fn is_heading_like(line: &str) -> bool {
    let text = line.trim_start_matches(' ');
    let after = text.trim_start_matches('#');
    let n_hashes = text.len() - after.len();
    let is_title = after.starts_with([' ', '\t']) && !after.trim().is_empty();
    line.len() - text.len() <= 3 && (1..=6).contains(&n_hashes) && is_title
}
