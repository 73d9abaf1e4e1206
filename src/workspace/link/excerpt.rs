use crate::spec::Spec;

/// The sections of the clauses called `clause_ids`, as they stand in `source`, headings with their
/// attributes included, in document order: what a link carries of a public spec.
///
/// Clauses keep their ids and hashes in an excerpt, so verdicts on them still fit.
pub fn excerpt(spec: &Spec, source: &str, clause_ids: &[&str]) -> String {
    let mut sections: Vec<usize> = spec
        .clauses
        .iter()
        .filter(|clause| clause_ids.contains(&clause.id.as_str()))
        .map(|clause| clause.section)
        .collect();
    // Clauses stand in document order, so their sections do.
    sections.dedup();
    sections
        .into_iter()
        .filter_map(|at| spec.sections.get(at)?.span.slice(source))
        .map(with_blank_line)
        .collect()
}

/// A section's last line may end the document without a line break.
fn with_blank_line(section: &str) -> String {
    format!("{}\n\n", section.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::parse;

    #[track_caller]
    fn check(source: &str, titles: &[&str], expected: &str) {
        let spec = parse(source);
        let is_wanted = |title: &str| titles.iter().any(|it| title.starts_with(it));
        let wanted = spec.clauses.iter().filter(|it| is_wanted(&it.title));
        let mut ids: Vec<_> = wanted.map(|clause| clause.id.as_str()).collect();
        assert_eq!(ids.len(), titles.len(), "{:?}", spec.clauses);
        ids.push("no-such-clause");

        let excerpt = excerpt(&spec, source, &ids);
        assert_eq!(excerpt, expected);
        for clause in parse(&excerpt).clauses {
            let twin = spec.clauses.iter().find(|it| it.id == clause.id).unwrap();
            assert_eq!((&clause.hash, &clause.title), (&twin.hash, &twin.title));
        }
    }

    #[test]
    fn clauses_of_an_excerpt_keep_their_ids_and_hashes() {
        check(
            "# X\n\n## A {#a authority=root}\n\nBe kind.\n\n## B\n\nb\n\n## C {#c authority=user}\n\nBe brief.",
            &["C", "A"],
            "## A {#a authority=root}\n\nBe kind.\n\n## C {#c authority=user}\n\nBe brief.\n\n",
        );
        check(
            "# X\n\nThe desk must open.\n\n## B\n\nStaff must never:\n\n- shout,\n- run.\n\n## C\n\nIt should close.\n",
            &["run", "shout"],
            "## B\n\nStaff must never:\n\n- shout,\n- run.\n\n",
        );
        check("It must rain.", &[], "");
    }
}
