//! Short codes: the labels of one rater on a list of items, short enough to say aloud.
//!
//! `7K2M-Q0XA-3B9F`: parts of four letters. The first part is three letters of fingerprint of the list,
//! each further one is five labels in three letters; the fourth letter of every part checks it, so a
//! mistyped code says which part is wrong. Ten labels are twelve letters. Letters are Crockford's:
//! capitals or not, O is 0, I and L are 1, there is no U.

use super::Item;
use crate::text::{Span, sha256};
use crate::verdict::Outcome;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Labels in a part. 5⁵ combinations fit into three letters.
const IN_PART: usize = 5;

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// [`fingerprint`] of the list labelled, below 2¹⁵.
    pub list: u16,
    /// The labels in the order of the list, `None` where not judged. Filled up to a multiple of five.
    pub labels: Vec<Option<Outcome>>,
}

/// Why a code is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// A letter or two of one part, or of several, are not as they were made.
    #[error("part {} of the code is mistyped", list_parts(parts))]
    Mistyped {
        /// The parts, from 1.
        parts: Vec<usize>,
    },
    /// Letters are missing or too many.
    #[error("part {part} of the code has {found} letters, not 4")]
    Length {
        /// The part, from 1.
        part: usize,
        /// Its letters.
        found: usize,
    },
    /// There is nothing but the part that names the list.
    #[error("the code has no labels")]
    NoLabels,
}

fn list_parts(parts: &[usize]) -> String {
    let parts: Vec<String> = parts.iter().map(usize::to_string).collect();
    parts.join(" and ")
}

/// A code in a text, or something that must have been one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub code: Result<Code, CodeFault>,
}

/// What tells lists of items apart: 15 bits of a hash of the items, in order.
pub fn fingerprint<'a>(items: impl IntoIterator<Item = &'a Item>) -> u16 {
    let mut words = String::from("plumbline 1");
    for item in items {
        for field in [
            &item.clause,
            &item.clause_hash,
            &item.item,
            &item.reply_hash,
            &item.context_hash,
        ] {
            // Lengths keep fields apart, whatever they hold.
            words.push_str(&format!("\n{} {field}", field.len()));
        }
    }
    let digits = sha256(words.as_bytes());
    u16::from_str_radix(&digits[..4], 16).unwrap_or(0) >> 1
}

/// The code of `labels` on the list with this [`fingerprint`].
pub fn encode(list: u16, labels: &[Option<Outcome>]) -> String {
    let mut values = vec![list & 0x7fff];
    values.extend(labels.chunks(IN_PART).map(|chunk| {
        let filled = chunk.iter().copied().chain(std::iter::repeat(None));
        filled
            .take(IN_PART)
            .fold(0, |sum, label| sum * 5 + digit(label))
    }));
    let parts = values.iter().enumerate().map(|(at, value)| {
        let data = [value >> 10, value >> 5 & 31, value & 31];
        let all = data.into_iter().chain([check(data, at)]);
        all.map(|it| char::from(LETTERS[usize::from(it)]))
            .collect::<String>()
    });
    parts.collect::<Vec<_>>().join("-")
}

/// Reads a code as typed.
///
/// # Errors
/// [`CodeFault`] says which part is wrong.
pub fn decode(code: &str) -> Result<Code, CodeFault> {
    let parts: Vec<&str> = code.trim().split('-').collect();
    let mut values = Vec::new();
    let mut mistyped = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let found = part.chars().count();
        if found != 4 {
            return Err(CodeFault::Length {
                part: at + 1,
                found,
            });
        }
        match value(part, at) {
            Some(value) => values.push(value),
            None => mistyped.push(at + 1),
        }
    }
    if !mistyped.is_empty() {
        return Err(CodeFault::Mistyped { parts: mistyped });
    }
    match values.split_first() {
        Some((list, labels)) if !labels.is_empty() => Ok(Code {
            list: *list,
            labels: labels.iter().flat_map(|it| labels_of(*it)).collect(),
        }),
        _ => Err(CodeFault::NoLabels),
    }
}

/// Finds codes in a chat or a spreadsheet. With a fault come those that begin as codes of one of
/// `lists` do, or in which only that beginning is wrong; other words with hyphens are left alone.
pub fn find(text: &str, lists: &[u16]) -> Vec<Found> {
    let is_inside = |it: char| it.is_alphanumeric() || it == '-';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_inside).map(|it| at + it) {
        let end = text[start..]
            .find(|it| !is_inside(it))
            .map_or(text.len(), |it| start + it);
        at = end;
        let word = &text[start..end];
        let code = decode(word);
        if code.is_ok() || looks_like_one(word, lists) {
            let span = Span::new(start, end);
            found.push(Found { span, code });
        }
    }
    found
}

fn looks_like_one(word: &str, lists: &[u16]) -> bool {
    let mut parts = word
        .split('-')
        .enumerate()
        .map(|(at, part)| value(part, at));
    let Some(first) = parts.next() else {
        return false;
    };
    let labels: Vec<_> = parts.collect();
    let is_known = first.is_some_and(|it| lists.contains(&it));
    is_known && !labels.is_empty() || labels.len() > 1 && labels.iter().all(Option::is_some)
}

/// The value of a part, if it is one.
fn value(part: &str, at: usize) -> Option<u16> {
    let letters: Vec<u16> = part.chars().map(letter).collect::<Option<_>>()?;
    let [a, b, c, checked] = letters[..] else {
        return None;
    };
    let value = a << 10 | b << 5 | c;
    let is_whole = at == 0 || value < 5_u16.pow(5);
    (is_whole && check([a, b, c], at) == checked).then_some(value)
}

fn letter(character: char) -> Option<u16> {
    let letter = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = LETTERS.iter().position(|it| char::from(*it) == letter)?;
    u16::try_from(at).ok()
}

/// The letter that checks a part: a sum over GF(32), in which each place weighs differently. So one
/// wrong letter, two that changed places, and two parts that changed places never go unseen.
fn check([a, b, c]: [u16; 3], at: usize) -> u16 {
    let place = u16::try_from(at % 31 + 1).unwrap_or(1);
    times(a, 2) ^ times(b, 4) ^ times(c, 8) ^ place
}

/// Product in GF(32) by x⁵ + x² + 1.
fn times(mut a: u16, mut b: u16) -> u16 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 32 != 0 {
            a ^= 0b10_0101;
        }
        b >>= 1;
    }
    product
}

fn digit(label: Option<Outcome>) -> u16 {
    let at = Outcome::ALL.iter().position(|it| Some(*it) == label);
    at.and_then(|it| u16::try_from(it + 1).ok()).unwrap_or(0)
}

fn labels_of(value: u16) -> impl Iterator<Item = Option<Outcome>> {
    let digits = (0..5)
        .rev()
        .map(move |at| usize::from(value / 5_u16.pow(at) % 5));
    digits.map(|it| Outcome::ALL.get(it.wrapping_sub(1)).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn label() -> impl Strategy<Value = Option<Outcome>> {
        prop::option::of(prop::sample::select(&Outcome::ALL[..]))
    }

    fn ten() -> String {
        encode(
            12_345,
            &[
                Some(Outcome::Pass),
                None,
                Some(Outcome::Fail),
                None,
                None,
                None,
                None,
                Some(Outcome::Unclear),
                None,
                Some(Outcome::NotApplicable),
            ],
        )
    }

    #[test]
    fn ten_labels_are_twelve_letters() {
        let code = ten();
        assert_eq!(code.replace('-', "").len(), 12);
        assert_eq!(code, "C1SB-0N34-02FW", "frozen: old codes stay readable");
    }

    #[test]
    fn codes_are_found_in_a_chat() {
        let code = ten();
        let typed = code.to_lowercase().replace('0', "o").replace('1', "l");
        let mut wrong = code.clone();
        wrong.replace_range(6..7, "Z");
        let chat = format!(
            "[10:04] Ann: {code}\nBo (well-done-team!) – „{typed}“; Cy\t{wrong}\n2031-03-04"
        );
        let found = find(&chat, &[12_345]);
        let faults: Vec<_> = found.iter().map(|it| it.code.clone().err()).collect();
        let fault = CodeFault::Mistyped { parts: vec![2] };
        assert_eq!(faults, [None, None, Some(fault.clone())]);
        assert_eq!(found[0].span.slice(&chat), Some(code.as_str()));
        assert_eq!(found[0].code, found[1].code);
        assert_eq!(fault.to_string(), "part 2 of the code is mistyped");
    }

    #[test]
    fn a_part_that_is_cut_is_named() {
        let fault = decode(&ten()[..13]).unwrap_err();
        assert_eq!(fault, CodeFault::Length { part: 3, found: 3 });
        assert_eq!(decode(&ten()[..4]), Err(CodeFault::NoLabels));
    }

    #[test]
    fn lists_differ_by_their_items_in_order() {
        let item = |name: &str| Item {
            item: name.to_owned(),
            ..Item::default()
        };
        let list = |names: [&str; 2]| fingerprint(&names.map(item));
        assert_ne!(list(["a", "b"]), list(["b", "a"]));
        assert_ne!(list(["a", "b"]), list(["ab", ""]));
        assert!(list(["a", "b"]) < 1 << 15);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_again(list in 0_u16..1 << 15, labels in prop::collection::vec(label(), 1..40)) {
            let code = decode(&encode(list, &labels)).expect("a code");
            prop_assert_eq!(code.list, list);
            prop_assert_eq!(&code.labels[..labels.len()], &labels[..]);
            prop_assert!(code.labels[labels.len()..].iter().all(Option::is_none));
        }

        /// One wrong letter, or two neighbours that changed places, is seen and its part named.
        #[test]
        fn a_mistyped_part_is_named(
            list in 0_u16..1 << 15, labels in prop::collection::vec(label(), 10),
            part in 0_usize..3, at in 0_usize..4, letter in 0_usize..32, swaps in any::<bool>(),
        ) {
            let code = encode(list, &labels);
            let mut letters: Vec<char> = code.chars().collect();
            let place = part * 5 + at;
            if swaps && at < 3 {
                letters.swap(place, place + 1);
            } else {
                letters[place] = char::from(LETTERS[letter]);
            }
            let typed: String = letters.into_iter().collect();
            prop_assume!(typed != code);
            prop_assert_eq!(decode(&typed), Err(CodeFault::Mistyped { parts: vec![part + 1] }));
        }
    }
}
