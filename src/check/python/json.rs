//! What Python's `json.loads` accepts: JSON, and `NaN`, `Infinity`, `-Infinity`; no byte-order
//! mark, no control characters in strings, no whole number of more than 4300 digits.
//!
//! Reads without recursion. Python does not: where it would give up, [`Fault::TooDeep`].
//!
//! Source: CPython 3.11, `Modules/_json.c`.

/// How deep lists and objects may nest; about what Python's limit of 1000 frames leaves.
const MAX_DEPTH: usize = 990;
/// Digits of a whole number that Python converts.
const MAX_DIGITS: usize = 4300;

/// Why a text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not JSON from this byte on.
    NotJson(usize),
    /// It nests deeper than Python reads.
    TooDeep,
}

type Read<T> = Result<T, Fault>;

/// Reads `text` as one value with nothing but white space around it.
pub(crate) fn check(text: &str) -> Read<()> {
    let mut reader = Reader {
        text: text.as_bytes(),
        at: 0,
        open: Vec::new(),
    };
    reader.skip_space();
    reader.value()?;
    while let Some(object) = reader.open.pop() {
        reader.skip_space();
        if reader.eat(if object { b"}" } else { b"]" }) {
            continue;
        }
        reader.open.push(object);
        reader.expect(b",")?;
        reader.skip_space();
        if object {
            reader.key()?;
        }
        reader.value()?;
    }
    reader.skip_space();
    if reader.at < text.len() {
        Err(reader.fault())
    } else {
        Ok(())
    }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    /// For each open bracket whether it is an object's.
    open: Vec<bool>,
}

impl Reader<'_> {
    fn rest(&self) -> &[u8] {
        &self.text[self.at..]
    }

    fn fault(&self) -> Fault {
        Fault::NotJson(self.at)
    }

    fn eat(&mut self, word: &[u8]) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn expect(&mut self, word: &[u8]) -> Read<()> {
        if self.eat(word) {
            Ok(())
        } else {
            Err(self.fault())
        }
    }

    fn skip_space(&mut self) {
        let is_space = |it: &&u8| matches!(it, b' ' | b'\t' | b'\n' | b'\r');
        self.at += self.rest().iter().take_while(is_space).count();
    }

    /// Reads a value, and opens lists and objects as far as their first value that is neither.
    fn value(&mut self) -> Read<()> {
        loop {
            let is_object = match self.rest().first() {
                Some(b'{') => true,
                Some(b'[') => false,
                _ => return self.scalar(),
            };
            if self.open.len() == MAX_DEPTH {
                return Err(Fault::TooDeep);
            }
            self.at += 1;
            self.skip_space();
            if self.eat(if is_object { b"}" } else { b"]" }) {
                return Ok(());
            }
            self.open.push(is_object);
            if is_object {
                self.key()?;
            }
        }
    }

    fn key(&mut self) -> Read<()> {
        self.string()?;
        self.skip_space();
        self.expect(b":")?;
        self.skip_space();
        Ok(())
    }

    fn scalar(&mut self) -> Read<()> {
        const WORDS: [&[u8]; 6] = [
            b"null",
            b"true",
            b"false",
            b"NaN",
            b"Infinity",
            b"-Infinity",
        ];
        if self.rest().first() == Some(&b'"') {
            return self.string();
        }
        if WORDS.iter().any(|word| self.eat(word)) {
            return Ok(());
        }
        self.number()
    }

    fn string(&mut self) -> Read<()> {
        self.expect(b"\"")?;
        loop {
            match self.rest().first() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(0x20..) => self.at += 1,
                _ => return Err(self.fault()),
            }
        }
        self.at += 1;
        Ok(())
    }

    fn escape(&mut self) -> Read<()> {
        let is_hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
        let length = match self.rest().get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if self.rest().get(2..6).is_some_and(is_hex) => 6,
            _ => return Err(self.fault()),
        };
        self.at += length;
        Ok(())
    }

    fn number(&mut self) -> Read<()> {
        let start = self.at;
        self.eat(b"-");
        let n_digits = self.digits();
        let begins_with_0 = self.text.get(self.at - n_digits) == Some(&b'0');
        match n_digits {
            0 => return Err(Fault::NotJson(start)),
            n if n > 1 && begins_with_0 => self.at -= n - 1,
            _ => {}
        }
        let is_whole = !self.fraction() & !self.exponent();
        if is_whole && n_digits > MAX_DIGITS {
            return Err(Fault::NotJson(start));
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let n = self
            .rest()
            .iter()
            .take_while(|it| it.is_ascii_digit())
            .count();
        self.at += n;
        n
    }

    /// What is no fraction is left for whoever comes next to refuse.
    fn fraction(&mut self) -> bool {
        let back = self.at;
        let found = self.eat(b".") && self.digits() > 0;
        self.at = if found { self.at } else { back };
        found
    }

    fn exponent(&mut self) -> bool {
        let back = self.at;
        let found = (self.eat(b"e") || self.eat(b"E")) && {
            let _ = self.eat(b"-") || self.eat(b"+");
            self.digits() > 0
        };
        self.at = if found { self.at } else { back };
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_what_python_reads() {
        #[track_caller]
        fn check(text: &str, expected: Result<(), Fault>) {
            assert_eq!(super::check(text), expected, "{text}");
        }
        let bad = |at| Err(Fault::NotJson(at));
        for text in [
            "{}",
            " [1, -0.5e+3, {\"a\": null}]\n",
            "NaN",
            "-Infinity",
            "\"\\ud800\"",
        ] {
            check(text, Ok(()));
        }
        check("{\"a\":1,}", bad(7));
        check("{\"a\" 1}", bad(5));
        check("[1 2]", bad(3));
        check("01", bad(1));
        check("1.", bad(1));
        check("1e", bad(1));
        check("-", bad(0));
        check("nan", bad(0));
        check("\"\t\"", bad(1));
        check("\"\\x41\"", bad(1));
        check("\"\\u00g0\"", bad(1));
        check("[", bad(1));
        check("\"a", bad(2));
        check("\u{feff}1", bad(0));
        check("1\u{a0}", bad(1));
        check(&"9".repeat(4300), Ok(()));
        check(&"9".repeat(4301), bad(0));
        check(&format!("{}e1", "9".repeat(5000)), Ok(()));
        check(&format!("{}{}", "[".repeat(900), "]".repeat(900)), Ok(()));
        check(&"[".repeat(100_000), Err(Fault::TooDeep));
        check(&"{\"a\":".repeat(100_000), Err(Fault::TooDeep));
    }
}
