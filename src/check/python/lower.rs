//! `str.lower()`.

use super::chars::is_newer_capital;

/// `text.lower()`, which is Unicode's full lower case: `İ` becomes two characters, and `Σ` at the
/// end of a word `ς`.
pub(crate) fn lowered(text: &str) -> String {
    if !text.contains(is_newer_capital) {
        return text.to_lowercase();
    }
    // Python sees no letter in these; they end a word for the rule about `Σ`.
    let mut lowered = String::with_capacity(text.len());
    for piece in text.split_inclusive(is_newer_capital) {
        let last = piece.chars().next_back().filter(|it| is_newer_capital(*it));
        let letters = &piece[..piece.len() - last.map_or(0, char::len_utf8)];
        lowered.push_str(&letters.to_lowercase());
        lowered.extend(last);
    }
    lowered
}

/// How many bytes `character` takes in lower case.
pub(crate) fn lowered_length(character: char) -> usize {
    if is_newer_capital(character) {
        return character.len_utf8();
    }
    character.to_lowercase().map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use super::lowered;

    #[test]
    fn lower_case_is_that_of_unicode_14() {
        assert_eq!(lowered("ΟΔΟΣ İx"), "οδος i̇x");
        assert_eq!(lowered("ΑΣ\u{a7cb}Α"), "ας\u{a7cb}α");
        assert_eq!(lowered("\u{10d50}A"), "\u{10d50}a");
    }
}
