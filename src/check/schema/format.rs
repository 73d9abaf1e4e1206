//! The formats that strings and numbers of a schema may be asked to have.

use crate::check::pattern::{Flags, Pattern, Stopped};
use serde_json::Value;

/// A format, ready to judge values.
#[derive(Clone, Debug)]
pub(super) struct Format {
    name: &'static str,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    /// Anything.
    Free,
    /// A pattern for texts; case does not count.
    Matches(Pattern),
    /// A text that passes.
    Text(TextTest),
    /// A whole number of so many bits.
    Whole(f64),
}

const FREE: [&str; 4] = ["float", "double", "password", "binary"];

/// Whether a text has a format.
type TextTest = fn(&str) -> bool;

const TEXTS: [(&str, TextTest); 9] = [
    ("date", is_date),
    ("time", |text| is_time(text, true)),
    ("iso-time", |text| is_time(text, false)),
    ("date-time", |text| is_date_time(text, true)),
    ("iso-date-time", |text| is_date_time(text, false)),
    ("ipv4", |text| text.parse::<core::net::Ipv4Addr>().is_ok()),
    ("ipv6", |text| text.parse::<core::net::Ipv6Addr>().is_ok()),
    ("regex", is_regex),
    ("hostname", is_hostname),
];

/// One byte as `%` and two digits, or one of the characters of a name; RFC 3986, section 2.
const UNRESERVED: &str = "a-z0-9\\-._~!$&'()*+,;=";
/// A character of a path segment, RFC 3986 `pchar`.
const PCHAR: &str = "(?:[a-z0-9\\-._~!$&'()*+,;=:@]|%[0-9a-f]{2})";

impl Format {
    /// The format called `name`, if there is one.
    pub(super) fn named(name: &str) -> Option<Format> {
        let free = FREE
            .iter()
            .find(|it| **it == name)
            .map(|name| (*name, Test::Free));
        let text = TEXTS
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(name, test)| (*name, Test::Text(*test)));
        let (name, test) = free
            .or(text)
            .or_else(|| whole(name))
            .or_else(|| by_pattern(name))?;
        Some(Format { name, test })
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Whether `value` has the format; values of another type have every format.
    pub(super) fn takes(&self, value: &Value) -> Result<bool, Stopped> {
        Ok(match (&self.test, value) {
            (Test::Matches(pattern), Value::String(text)) => {
                // A fragment alone is a reference, not an address.
                (self.name != "uri" || text.contains(['/', ':'])) && pattern.is_match(text)?
            }
            (Test::Text(test), Value::String(text)) => test(text),
            (Test::Whole(limit), Value::Number(number)) => {
                let number = number.as_f64().unwrap_or(f64::NAN);
                number.fract() == 0.0 && -limit <= number && number < *limit
            }
            _ => true,
        })
    }
}

fn whole(name: &str) -> Option<(&'static str, Test)> {
    match name {
        "int32" => Some(("int32", Test::Whole(2_147_483_648.0))),
        "int64" => Some(("int64", Test::Whole(f64::INFINITY))),
        _ => None,
    }
}

fn by_pattern(name: &str) -> Option<(&'static str, Test)> {
    let (name, source) = match name {
        "duration" => ("duration", "^P(?!$)(?:(?:\\d+Y)?(?:\\d+M)?(?:\\d+D)?(?:T(?=\\d)(?:\\d+H)?(?:\\d+M)?(?:\\d+S)?)?|\\d+W)$".to_owned()),
        "email" => ("email", email()),
        "uri" => ("uri", format!("^[a-z][a-z0-9+\\-.]*:(?:{}){}$", hierarchy(), TAIL.replace("PCHAR", PCHAR))),
        "uri-reference" => {
            let source = format!("^(?:[a-z][a-z0-9+\\-.]*:)?(?:{})?{}$", hierarchy(), TAIL.replace("PCHAR", PCHAR));
            // The reference takes a quotation mark too.
            ("uri-reference", source.replace("!$&'", "!$&'\""))
        }
        "uri-template" => ("uri-template", uri_template()),
        "url" => ("url", url()),
        "uuid" => ("uuid", "^(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$".to_owned()),
        "json-pointer" => ("json-pointer", "^(?:/(?:[^~/]|~[01])*)*$".to_owned()),
        "json-pointer-uri-fragment" => {
            ("json-pointer-uri-fragment", "^#(?:/(?:[a-z0-9_\\-.!$&'()*+,;:=@]|%[0-9a-f]{2}|~[01])*)*$".to_owned())
        }
        "relative-json-pointer" => ("relative-json-pointer", "^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)$".to_owned()),
        "byte" => ("byte", "^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$".to_owned()),
        _ => return None,
    };
    let flags = Flags {
        ignore_case: name != "duration",
        unicode: name == "url",
        // One line that is right is enough there.
        multiline: name == "byte",
        ..Flags::default()
    };
    let pattern = Pattern::new(&source, flags).ok()?;
    Some((name, Test::Matches(pattern)))
}

/// Query and fragment.
const TAIL: &str = "(?:\\?(?:PCHAR|[/?])*)?(?:#(?:PCHAR|[/?])*)?";

/// What follows the scheme in RFC 3986.
fn hierarchy() -> String {
    let authority = format!(
        "(?:(?:[{UNRESERVED}:@]|%[0-9a-f]{{2}})*@)?(?:\\[(?:{}|v[0-9a-f]+\\.[{UNRESERVED}:]+)\\]|(?:[{UNRESERVED}]|%[0-9a-f]{{2}})*)(?::\\d*)?",
        ipv6()
    );
    format!("//{authority}(?:/{PCHAR}*)*|/(?:{PCHAR}+(?:/{PCHAR}*)*)?|{PCHAR}+(?:/{PCHAR}*)*")
}

/// RFC 3986's `IPv6address`: eight groups, or fewer around one `::`.
fn ipv6() -> String {
    let group = "[0-9a-f]{1,4}";
    let byte = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    let last = format!("(?:{group}:{group}|{byte}(?:\\.{byte}){{3}})");
    let mut forms = vec![format!("(?:{group}:){{6}}{last}")];
    for before in 0..=5 {
        let left = if before == 0 {
            String::new()
        } else {
            format!("(?:{group}(?::{group}){{0,{}}})?", before - 1)
        };
        forms.push(format!("{left}::(?:{group}:){{{}}}{last}", 5 - before));
    }
    forms.push(format!("(?:{group}(?::{group}){{0,5}})?::{group}"));
    forms.push(format!("(?:{group}(?::{group}){{0,6}})?::"));
    forms.join("|")
}

/// The form of RFC 5322 that mail servers accept: words with dots, a host with at least one.
fn email() -> String {
    let atom = "[a-z0-9!#$%&'*+/=?^_`{|}~\\-]+";
    let label = "[a-z0-9](?:[a-z0-9\\-]*[a-z0-9])?";
    format!("^{atom}(?:\\.{atom})*@(?:{label}\\.)+{label}$")
}

/// RFC 6570: text and `{…}` with names.
fn uri_template() -> String {
    let name =
        "(?:[a-z0-9_]|%[0-9a-f]{2})+(?:\\.(?:[a-z0-9_]|%[0-9a-f]{2})+)*(?::[1-9][0-9]{0,3}|\\*)?";
    let text = "[^\\x00-\\x20\"'<>%\\\\^`{|}]|%[0-9a-f]{2}";
    format!("^(?:{text}|\\{{[+#./;?&=,!@|]?{name}(?:,{name})*\\}})*$")
}

/// Addresses of public servers on the web.
fn url() -> String {
    let letter = "[a-z0-9\\u{a1}-\\u{ffff}]";
    let byte = "(?:1?\\d{1,2}|2[0-4]\\d|25[0-5])";
    let private = "(?!(?:10|127)(?:\\.\\d{1,3}){3})(?!(?:169\\.254|192\\.168|172\\.(?:1[6-9]|2\\d|3[01]))(?:\\.\\d{1,3}){2})";
    let address = format!(
        "(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3])(?:\\.{byte}){{2}}\\.(?:[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-4])"
    );
    let label = format!("(?:{letter}+-)*{letter}+");
    let name = format!("{label}(?:\\.{label})*\\.[a-z\\u{{a1}}-\\u{{ffff}}]{{2,}}");
    format!(
        "^(?:https?|ftp)://(?:\\S+(?::\\S*)?@)?(?:{private}{address}|{name})(?::\\d{{2,5}})?(?:/[^\\s]*)?$"
    )
}

fn is_regex(text: &str) -> bool {
    let has_z = text
        .match_indices("\\Z")
        .any(|(at, _)| at > 0 && !text[..at].ends_with('\\'));
    let pattern = Pattern::new(text, Flags::default());
    !has_z && pattern.map_or_else(|fault| !fault.is_invalid(), |_| true)
}

fn is_hostname(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=253).contains(&name.len()) && name.split('.').all(is_label)
}

/// So many digits, and what follows them.
fn digits(text: &str, n: usize) -> Option<(u32, &str)> {
    let digits = text
        .get(..n)
        .filter(|it| it.bytes().all(|it| it.is_ascii_digit()))?;
    Some((digits.parse().ok()?, &text[n..]))
}

fn is_date(text: &str) -> bool {
    let read = || {
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        Some(rest.is_empty() && (1..=days).contains(&day))
    };
    read().unwrap_or(false)
}

/// `hh:mm:ss`, a fraction, an offset; a leap second only where it falls on 23:59 of UTC.
fn is_time(text: &str, needs_offset: bool) -> bool {
    let read = || {
        let (hour, rest) = digits(text, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (second, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            rest = fraction.get(length..).filter(|_| length > 0)?;
        }
        let (sign, hours, minutes) = offset(rest, needs_offset)?;
        if hours > 23 || minutes > 59 || hour > 23 || minute > 59 {
            return Some(false);
        }
        let utc = (i64::from(hour) * 60 + i64::from(minute))
            - sign * (i64::from(hours) * 60 + i64::from(minutes));
        Some(second < 60 || second < 61 && utc.rem_euclid(24 * 60) == 24 * 60 - 1)
    };
    read().unwrap_or(false)
}

/// Sign, hours and minutes of `Z`, `+hh:mm`, `+hhmm`, `+hh`.
fn offset(text: &str, needed: bool) -> Option<(i64, u32, u32)> {
    match text {
        "" if !needed => return Some((1, 0, 0)),
        "z" | "Z" => return Some((1, 0, 0)),
        _ => {}
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = digits(text.strip_prefix(['+', '-'])?, 2)?;
    if rest.is_empty() {
        return Some((sign, hours, 0));
    }
    let (minutes, rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    rest.is_empty().then_some((sign, hours, minutes))
}

fn is_date_time(text: &str, needs_offset: bool) -> bool {
    let split =
        text.split_once(|it: char| matches!(it, 't' | 'T') || crate::check::js::is_space(it));
    split.is_some_and(|(date, time)| is_date(date) && is_time(time, needs_offset))
}
