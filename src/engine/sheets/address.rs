//! Addresses of sheets: `clause/privacy`, `clauses?strength=must&q=lyrics`. What stands after
//! `#/sheet/` in the page's address is one.

use crate::text::Span;

/// A sheet as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The sheet's name.
    pub(super) name: String,
    /// What follows the name after a `/`, such as a clause's id.
    pub(super) of: String,
    options: Vec<(String, String)>,
}

impl Asked {
    /// Reads an address. Every text is one; what names no sheet is told on a sheet.
    pub(super) fn read(address: &str) -> Asked {
        let (path, options) = address.split_once('?').unwrap_or((address, ""));
        let (name, of) = path.split_once('/').unwrap_or((path, ""));
        let option = |it: &str| {
            let (name, value) = it.split_once('=')?;
            Some((decode(name), decode(&value.replace('+', " "))))
        };
        Asked {
            name: decode(name),
            of: decode(of),
            options: options.split('&').filter_map(option).collect(),
        }
    }

    /// The value of an option; empty where it is not set.
    pub(super) fn option(&self, name: &str) -> &str {
        let found = self.options.iter().find(|it| it.0 == name);
        found.map_or("", |it| &it.1)
    }
}

/// Writes the address of the sheet called `name`, `of` something where that is not empty.
pub fn address(name: &str, of: &str, options: &[(&str, &str)]) -> String {
    let mut address = name.to_owned();
    if !of.is_empty() {
        address.push('/');
        encode(of, &mut address);
    }
    let mut sign = '?';
    for (name, value) in options {
        address.push(sign);
        address.push_str(name);
        address.push('=');
        encode(value, &mut address);
        sign = '&';
    }
    address
}

/// As JavaScript's `encodeURIComponent` does, so that page and engine write the same address.
fn encode(text: &str, address: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            address.push(byte.into());
        } else {
            address.push('%');
            address.push(HEX[usize::from(byte >> 4)].into());
            address.push(HEX[usize::from(byte & 15)].into());
        }
    }
}

/// A `%` that begins no byte stands for itself.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let digits = Span::new(at + 1, at + 3).slice(text);
        let escaped = digits.filter(|_| *byte == b'%');
        let escaped = escaped.and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        #[track_caller]
        fn check(of: &str, words: &str) {
            let asked = Asked::read(&address("clauses", of, &[("q", words), ("has", "checks")]));
            let read = (asked.name.as_str(), asked.of.as_str(), asked.option("q"));
            assert_eq!(read, ("clauses", of, words));
            assert_eq!(asked.option("has"), "checks");
        }
        check("privacy", "lyrics");
        check("", "50 % & more? a+b=c #1");
        check("a/b?c", "ungefähr „so“");
    }

    #[test]
    fn whatever_is_typed_is_read() {
        let asked = Asked::read("clauses?q=100%&q2&=&x=a+b%zz%e2%82");
        assert_eq!(asked.option("q"), "100%");
        assert_eq!(asked.option("x"), "a b%zz\u{fffd}");
        assert_eq!(asked.option("q2"), "");
    }
}
