//! Grades of replies in examples: `GOOD: why`, `BAD[#section]: why`, `OK`.

use super::Grade;

/// A grade taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Graded<'a> {
    pub(super) grade: Grade,
    pub(super) comment: Option<&'a str>,
    pub(super) blames: Option<&'a str>,
}

/// Reads the words of a comment. One that is no grade is kept as the comment of an unmarked reply.
pub(super) fn read(text: &str) -> Graded<'_> {
    graded(text).unwrap_or(Graded {
        grade: Grade::Unmarked,
        comment: Some(text),
        blames: None,
    })
}

fn graded(text: &str) -> Option<Graded<'_>> {
    let (grade, rest) = word(text)?;
    let (blames, rest) = blamed(rest);
    let reason = rest.trim_start();
    if reason.is_empty() {
        return Some(Graded {
            grade,
            comment: None,
            blames,
        });
    }
    let comment = reason.strip_prefix([':', ','])?.trim_start();
    Some(Graded {
        grade,
        comment: Some(comment).filter(|it| !it.is_empty()),
        blames,
    })
}

fn word(text: &str) -> Option<(Grade, &str)> {
    let words = [
        ("GOOD", Grade::Good),
        ("BAD", Grade::Bad),
        ("OK", Grade::Ok),
    ];
    words
        .into_iter()
        .find_map(|(word, grade)| Some((grade, text.strip_prefix(word)?)))
}

fn blamed(text: &str) -> (Option<&str>, &str) {
    let link = text.strip_prefix("[#").and_then(|it| it.split_once(']'));
    let is_id = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
    match link.filter(|(id, _)| !id.is_empty() && id.chars().all(is_id)) {
        Some((id, rest)) => (Some(id), rest),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_may_have_a_reason_and_blame_a_section() {
        #[track_caller]
        fn check(text: &str, grade: Grade, comment: Option<&str>, blames: Option<&str>) {
            assert_eq!(
                read(text),
                Graded {
                    grade,
                    comment,
                    blames
                },
                "{text}"
            );
        }
        check("GOOD", Grade::Good, None, None);
        check("OK: fine", Grade::Ok, Some("fine"), None);
        check("GOOD, but long", Grade::Good, Some("but long"), None);
        check(
            "BAD[#be_kind]: rude",
            Grade::Bad,
            Some("rude"),
            Some("be_kind"),
        );
        check("BAD[#be_kind]", Grade::Bad, None, Some("be_kind"));
        check("BAD :", Grade::Bad, None, None);
        check("BAD [#x]", Grade::Unmarked, Some("BAD [#x]"), None);
        check("GOODNESS", Grade::Unmarked, Some("GOODNESS"), None);
        check("good", Grade::Unmarked, Some("good"), None);
        check("GOOD why", Grade::Unmarked, Some("GOOD why"), None);
    }
}
