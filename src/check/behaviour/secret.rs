//! `secret`: keys and passwords.
//!
//! **Looks for** keys in the shapes of well-known issuers, blocks of private keys, addresses with a
//! password in them, and words such as `password` or `api_key` given a value that looks made by
//! chance: at least eight characters, of several kinds, hardly one twice.
//! **Why**: clauses on security; logs of agents.
//! **Passes** where there is one.
//! **Blind spots**: passwords made of plain words, keys of other issuers with no name before them,
//! keys cut in pieces. Keys made up for an example are found like real ones, unless they say
//! `example`, `your` or `xxx`.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::parts::conduct;
use crate::check::pattern::{Flags, Pattern};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Look, Reads};
use crate::check::view::View;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "secret",
    family: super::FAMILY,
    summary: "keys of well-known issuers, private keys, passwords",
    why: "for clauses on security, and for what agents write into logs and calls",
    reads: Reads::Finder,
    parameters: &[],
    blind_spots: "misses passwords of plain words and other issuers' keys with no name before them; finds keys made up for an example like real ones",
    examples: &[Example {
        yaml: "type: secret",
        asked: "How do I log in?",
        passes: &[
            "Use AKIAQ7DJ2LMW4KTZ9XPB.",
            "password: t8#Kq2!vZr",
            "-----BEGIN RSA PRIVATE KEY-----",
            "postgres://tern:n3st-9@db.example/loans",
        ],
        fails: &[
            "Set AWS_ACCESS_KEY_ID to your key.",
            "password: <your password>",
            "The key is AKIAIOSFODNN7EXAMPLE.",
            "Your password is required to log in.",
        ],
    }],
    build: conduct(|_| Ok(Body::Looks(Box::new(Secret)))),
}];

/// The shapes of keys, by issuer, as they are told in the issuers' own documents.
const SHAPES: &[&str] = &[
    "(?:AKIA|ASIA)[0-9A-Z]{16}",                  // Amazon
    "gh[opsur]_[0-9A-Za-z]{36}",                  // GitHub
    "github_pat_[0-9A-Za-z_]{40}",                // GitHub
    "glpat-[0-9A-Za-z_-]{20}",                    // GitLab
    "xox[abeprs]-[0-9A-Za-z-]{10}",               // Slack
    "AIza[0-9A-Za-z_-]{35}",                      // Google
    "[rs]k_(?:live|test)_[0-9A-Za-z]{16}",        // Stripe
    "sk-[0-9A-Za-z_-]{20}",                       // OpenAI, Anthropic
    "npm_[0-9A-Za-z]{36}",                        // npm
    "pypi-[0-9A-Za-z_-]{40}",                     // PyPI
    "hf_[0-9A-Za-z]{30}",                         // Hugging Face
    "dop_v1_[0-9a-f]{40}",                        // DigitalOcean
    "SG\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{20}", // SendGrid
    "[0-9]{8,10}:AA[0-9A-Za-z_-]{30}",            // Telegram
    "eyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10,}\\.[0-9A-Za-z_-]{10}", // JSON Web Token
];

static KEYS: LazyLock<Pattern> = LazyLock::new(|| {
    let source = format!(
        r"\b(?:{})[0-9A-Za-z_-]*|-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|\b[a-z][a-z0-9+]*://[^\s:/@]+:[^\s:/@]{{3,}}@",
        SHAPES.join("|")
    );
    Pattern::new(&source, Flags::default()).expect("our own shapes are valid patterns")
});

/// A name and the value it is given.
static ASSIGNED: LazyLock<Pattern> = LazyLock::new(|| {
    super::pattern(
        r#"(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_ -]?key|access[_ -]?key|private[_ -]?key|credentials?)\w*["\x27`*]*(?:\s*[:=]+\s*| is (?:now )?)["\x27`*]*[^\s"\x27`,;<>{}*]{8,}"#,
    )
});

#[derive(Debug)]
struct Secret;

impl Check for Secret {
    fn aim(&self) -> String {
        "a key or password".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let found = KEYS
            .find_all(text)
            .and_then(|keys| Ok((keys, ASSIGNED.find_all(text)?)));
        let (keys, assigned) = match found {
            Ok(found) => found,
            Err(stopped) => return Look::stopped(stopped.to_string()),
        };
        let uncounted = keys.cut || assigned.cut;
        let mut ranges = keys.ranges;
        ranges.retain(|it| !is_placeholder(&text[it.clone()]));
        let n_keys = ranges.len();
        for range in assigned.ranges {
            let value = value_of(text, &range);
            // Keys stand in order, and none in another.
            let before = ranges[..n_keys].partition_point(|it| it.end <= value.start);
            let is_known = before < n_keys && ranges[before].start < value.end;
            if looks_made(&text[value.clone()]) && !is_known {
                ranges.push(value);
            }
        }
        if ranges.is_empty() {
            return Look::missing(self.aim());
        }
        ranges.sort_by_key(|it| it.start);
        Look {
            uncounted,
            ..Look::found(message, ranges)
        }
    }
}

/// What stands for something else.
fn is_placeholder(key: &str) -> bool {
    let key = key.to_lowercase();
    let signs = [
        "example",
        "your",
        "xxx",
        "...",
        "***",
        "placeholder",
        "changeme",
        "000000",
        "123456789",
    ];
    signs.iter().any(|it| key.contains(it))
}

/// The value at the end of an assignment, without the marks after it.
fn value_of(text: &str, range: &Range<usize>) -> Range<usize> {
    // The mark of byte order is white space to patterns alone.
    let is_end = |it: char| it.is_whitespace() || "\u{feff}\"'`=<>{}*".contains(it);
    let words = text[range.clone()].trim_end_matches(['.', ')', ']', '?', '!']);
    let before = words.trim_end_matches(|it| !is_end(it));
    let start = before.len();
    // `password:value` has no space between.
    let named = words[start..].find(':').filter(|at| {
        words[start..start + at]
            .chars()
            .all(|it| it.is_alphabetic() || it == '_')
    });
    let start = named.map_or(start, |at| start + at + 1);
    range.start + start..range.start + words.len()
}

/// Whether a value looks made by chance: of several kinds of characters, hardly one twice.
fn looks_made(value: &str) -> bool {
    let has = |kind: fn(&char) -> bool| usize::from(value.chars().any(|it| kind(&it)));
    let kinds = has(char::is_ascii_lowercase)
        + has(char::is_ascii_uppercase)
        + has(char::is_ascii_digit)
        + has(char::is_ascii_punctuation);
    let n = value.chars().count();
    let mut different: Vec<char> = value.chars().collect();
    different.sort_unstable();
    different.dedup();
    let has_digit = value.contains(|it: char| it.is_ascii_digit());
    let is_call = value.contains(['(', '$', '/', '@']) && !has_digit;
    n >= 8
        && has_digit
        && kinds >= 2
        && different.len() * 2 >= n.min(24)
        && !is_call
        && !is_placeholder(value)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn keys_and_made_up_values_are_found() {
        let yaml = "type: secret";
        for (reply, expected) in [
            (
                "Use ghp_n3vWq8RtYb2KzLm5XcJd7HsGf4TpUa9EoI1Q now",
                "ghp_n3vWq8RtYb2KzLm5XcJd7HsGf4TpUa9EoI1Q",
            ),
            (
                "sk-ant-api03-Zk3vQ8mW1xR7tY2nB5",
                "sk-ant-api03-Zk3vQ8mW1xR7tY2nB5",
            ),
            ("API_KEY=\"q7Tz-91xKpLw\"", "q7Tz-91xKpLw"),
            ("The Wi-Fi password is Gull7Nest4.", "Gull7Nest4"),
            ("passwd:Gull7Nest4", "Gull7Nest4"),
            ("password:\tGull7Nest4", "Gull7Nest4"),
            ("password:\r\nGull7Nest4", "Gull7Nest4"),
            ("mot de passe, password:\u{a0}Gull7Nest4", "Gull7Nest4"),
            ("password\u{2009}=\u{202f}Gull7Nest4", "Gull7Nest4"),
            ("The password is\u{3000}Gull7Nest4", "Gull7Nest4"),
            ("The password is\u{feff}Gull7Nest4", "Gull7Nest4"),
            ("api\u{a0}key: q7Tz-91xKpLw", "q7Tz-91xKpLw"),
        ] {
            check(yaml, reply, &[expected]);
        }
        // Near misses: too short, a name, words, another's place, repeated letters.
        for reply in [
            "ghp_n3vWq8",
            "Pick a password: something long",
            "token = os.environ['TOKEN_2']",
            "The password is yourpassword1.",
            "password: aaaaaaaaaaaaaaa1",
            "Read https://tern.example:8080/a@b",
            "the token count is 128000000 in total",
        ] {
            check(yaml, reply, &[]);
        }
    }
}
