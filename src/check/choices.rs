//! "Did you mean …": the nearest of a list of names.

/// The name in `names` that `word` most likely stands for, if one is near.
pub(crate) fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let reach = (word.len() / 3).clamp(1, 3);
    let distances = names.into_iter().map(|name| (distance(&word, name), name));
    let near = distances.filter(|(distance, _)| *distance <= reach);
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Levenshtein distance, where `_` and `-` are one character.
fn distance(word: &[char], name: &str) -> usize {
    let same = |a: char, b: char| a == b || (matches!(a, '_' | ' ') && b == '-');
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (above, letter) in name.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (at, other) in word.iter().enumerate() {
            let swap = diagonal + usize::from(!same(*other, letter));
            diagonal = row[at + 1];
            row[at + 1] = swap.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[word.len()]
}

/// “did you mean `name`?”, where a name is near.
pub(crate) fn did_you_mean<'n>(
    word: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    nearest(word, names).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_offered_if_it_is_near() {
        let names = ["contains", "icontains", "is-json", "word-count"];
        let check = |word: &str, expected: Option<&str>| assert_eq!(nearest(word, names), expected);
        check("contain", Some("contains"));
        check("is_json", Some("is-json"));
        check("wordcount", Some("word-count"));
        check("javascript", None);
    }
}
