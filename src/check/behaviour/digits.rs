//! Check digits: what tells a number that was given out from one that was typed at random.
//!
//! Each takes what its shape lets through, as ASCII without separators, and says whether the number
//! is one. Sources: ISO/IEC 7812 (Luhn), ISO/IEC 7064 and 13616 (IBAN, China, Germany), Verhoeff
//! (1969), and the issuing authorities' own rules.

/// A digit's value, else a letter's from 10 on.
fn value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte.to_ascii_uppercase().saturating_sub(b'A')) + 10,
    }
}

fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + '_ {
    text.bytes().map(value)
}

/// The sum of digits by `weights`.
fn weighted(text: &str, weights: &[u32]) -> u32 {
    digits(text).zip(weights).map(|(a, b)| a * b).sum()
}

/// What is left of the number in `text` by `modulus`; letters count as two digits.
fn rest(text: &str, modulus: u32) -> u32 {
    text.bytes().fold(0, |rest, byte| {
        let digit = value(byte);
        let base = if digit < 10 { 10 } else { 100 };
        (rest * base + digit) % modulus
    })
}

/// The part of `text` from `start` to `end`, as a number.
fn number(text: &str, start: usize, end: usize) -> u32 {
    text.get(start..end)
        .and_then(|it| it.parse().ok())
        .unwrap_or(0)
}

fn is_date(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Cards, and others: every second digit from the right doubled.
pub(super) fn luhn(text: &str) -> bool {
    let doubled = |(at, digit): (usize, u32)| match (at % 2, digit * 2) {
        (0, _) => digit,
        (_, twice @ 0..=9) => twice,
        (_, twice) => twice - 9,
    };
    digits(text).rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// Of 13 to 19 digits, by an issuer that exists.
pub(super) fn card(text: &str) -> bool {
    let all_same = text.bytes().all(|it| Some(it) == text.bytes().next());
    (13..=19).contains(&text.len())
        && matches!(text.as_bytes()[0], b'2'..=b'6')
        && !all_same
        && luhn(text)
}

pub(super) fn iban(text: &str) -> bool {
    let (head, account) = text.split_at(4);
    (15..=34).contains(&text.len()) && rest(&[account, head].concat(), 97) == 1
}

/// Spain: eight digits and a letter; foreigners' begin with X, Y or Z for 0, 1, 2.
pub(super) fn spain(text: &str) -> bool {
    let first = match text.as_bytes()[0] {
        letter @ b'X'..=b'Z' => char::from(letter - b'X' + b'0'),
        digit @ b'0'..=b'9' => char::from(digit),
        _ => return false,
    };
    let (number, letter) = text[1..].split_at(7);
    let rest = rest(&[first.encode_utf8(&mut [0; 4]), number].concat(), 23);
    letter.bytes().next() == Some(b"TRWAGMYFPDXBNJZSQVHLCKE"[rest as usize])
}

/// Italy: sixteen characters, those at odd places by a table.
pub(super) fn italy(text: &str) -> bool {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let at = |byte: u8| match byte {
        b'0'..=b'9' => byte - b'0',
        _ => byte - b'A',
    };
    let sum = |(place, byte): (usize, u8)| match place % 2 {
        0 => ODD[usize::from(at(byte))],
        _ => u32::from(at(byte)),
    };
    let (body, letter) = text.split_at(15);
    let total: u32 = body.bytes().enumerate().map(sum).sum();
    letter.bytes().next().map(at).map(u32::from) == Some(total % 26)
}

/// France: thirteen digits and what 97 lacks of their rest.
pub(super) fn france(text: &str) -> bool {
    matches!(text.as_bytes()[0], b'1' | b'2')
        && (1..=12).contains(&number(text, 3, 5))
        && 97 - rest(&text[..13], 97) == number(text, 13, 15)
}

/// Germany's tax number: eleven digits, one digit two or three times among the first ten.
pub(super) fn germany(text: &str) -> bool {
    let mut seen = [0_u8; 10];
    text[..10]
        .bytes()
        .for_each(|it| seen[value(it) as usize] += 1);
    let repeated = seen.iter().filter(|it| **it > 1).count();
    let most = seen.iter().copied().max().unwrap_or(0);
    let product = digits(&text[..10]).fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    let check = (11 - product) % 10;
    !text.starts_with('0') && repeated == 1 && most <= 3 && Some(check) == digits(text).last()
}

/// Poland: eleven digits that begin with a date.
pub(super) fn poland(text: &str) -> bool {
    let sum = weighted(text, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    is_date(number(text, 2, 4) % 20, number(text, 4, 6)) && sum.is_multiple_of(10)
}

/// Sweden: a date and four digits; ten of them count.
pub(super) fn sweden(text: &str) -> bool {
    let text = &text[text.len() - 10..];
    is_date(number(text, 2, 4), number(text, 4, 6)) && luhn(text)
}

/// Finland: a date, three digits, and a character by the rest of 31.
pub(super) fn finland(text: &str) -> bool {
    let number_of = [&text[..6], &text[6..9]].concat();
    let rest = rest(&number_of, 31);
    is_date(number(text, 2, 4), number(text, 0, 2))
        && text.bytes().last() == Some(b"0123456789ABCDEFHJKLMNPRSTUVWXY"[rest as usize])
}

/// Belgium: a date, three digits, and what 97 lacks of their rest (born from 2000 on: with a 2
/// before).
pub(super) fn belgium(text: &str) -> bool {
    let check = number(text, 9, 11);
    let of = |text: &str| 97 - rest(text, 97) == check;
    of(&text[..9]) || of(&["2", &text[..9]].concat())
}

/// Brazil: nine digits and two, each by the rest of 11.
pub(super) fn brazil(text: &str) -> bool {
    let digit = |n: usize| {
        let sum: u32 = digits(&text[..n])
            .zip((2..=u32::try_from(n).unwrap_or(0) + 1).rev())
            .map(|(a, b)| a * b)
            .sum();
        sum * 10 % 11 % 10 == number(text, n, n + 1)
    };
    let all_same = text.bytes().all(|it| Some(it) == text.bytes().next());
    digit(9) && digit(10) && !all_same
}

/// China: seventeen digits with a date, and a digit or X.
pub(super) fn china(text: &str) -> bool {
    let sum = weighted(
        &text[..17],
        &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2],
    );
    is_date(number(text, 10, 12), number(text, 12, 14))
        && text.bytes().last() == Some(b"10X98765432"[(sum % 11) as usize])
}

/// Britain's health service: ten digits by the rest of 11.
pub(super) fn britain_health(text: &str) -> bool {
    let check = 11 - weighted(&text[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    check % 11 == number(text, 9, 10) && check != 10
}

/// India: twelve digits by Verhoeff's scheme.
pub(super) fn india(text: &str) -> bool {
    const TURNED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    /// The group of the pentagon's symmetries.
    fn product(a: u32, b: u32) -> u32 {
        match (a / 5, b / 5) {
            (0, 0) => (a + b) % 5,
            (0, _) => 5 + (a + b) % 5,
            (_, 0) => 5 + (a + 5 - b) % 5,
            _ => (a + 5 - b % 5) % 5,
        }
    }
    let turned = |digit: u32, times: usize| {
        (0..times % 8).fold(digit, |it, _| u32::from(TURNED[it as usize]))
    };
    let all = digits(text).rev().enumerate();
    let check = all.fold(0, |check, (at, digit)| product(check, turned(digit, at)));
    !text.starts_with(['0', '1']) && check == 0
}

/// The United States: no check digit, but numbers that are never given out.
pub(super) fn united_states(text: &str) -> bool {
    let (area, group, serial) = (number(text, 0, 3), number(text, 3, 5), number(text, 5, 9));
    !matches!(area, 0 | 666 | 900..) && group > 0 && serial > 0
}

/// Britain's insurance: no check digit, but beginnings that are never given out.
pub(super) fn britain(text: &str) -> bool {
    let never = ["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"];
    let head = &text[..2];
    !never.contains(&head)
        && !head.contains(['D', 'F', 'I', 'Q', 'U', 'V'])
        && !head.ends_with('O')
        && matches!(text.as_bytes()[8], b'A'..=b'D')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that the rules' own documents print, and the same with one digit changed.
    #[test]
    fn each_rule_knows_one_digit_from_another() {
        #[track_caller]
        fn check(rule: fn(&str) -> bool, right: &str, wrong: &str) {
            assert!(rule(right), "{right}");
            assert!(!rule(wrong), "{wrong}");
        }
        check(card, "4111111111111111", "4111111111111112");
        check(iban, "GB82WEST12345698765432", "GB82WEST12345698765431");
        check(iban, "DE89370400440532013000", "DE89370400440532013001");
        check(spain, "12345678Z", "12345678A");
        check(spain, "X1234567L", "Y1234567L");
        check(italy, "RSSMRA85T10A562S", "RSSMRA85T10A562T");
        check(france, "255081416802538", "255081416802539");
        check(germany, "86095742719", "86095742718");
        check(poland, "44051401359", "44051401358");
        check(sweden, "8112189876", "8112189875");
        check(finland, "131052308T", "131052308S");
        check(belgium, "85073003328", "85073003329");
        check(brazil, "52998224725", "52998224724");
        check(china, "11010519491231002X", "110105194912310021");
        check(britain_health, "9434765919", "9434765918");
        check(india, "234123412346", "234123412347");
        check(united_states, "078051120", "666051120");
        check(britain, "AB123456C", "BG123456C");
    }
}
