//! Points in time as files give them: RFC 3339 with a zone, or seconds since 1970.

use crate::message::Message;
use serde_json::Value;

/// The fields of a message that may say when it was sent.
const FIELDS: [&str; 3] = ["time", "timestamp", "created_at"];

/// A point in time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Time {
    /// Since the beginning of 1970, UTC.
    pub(super) seconds: i64,
    /// As it was written.
    pub(super) text: String,
}

/// When a message was sent; an error with what is written there, where that says no time.
pub(super) fn of_message(message: &Message) -> Option<Result<Time, String>> {
    let mut fields = FIELDS.iter().filter_map(|it| message.extra.get(*it));
    let value = fields.find(|it| !it.is_null())?;
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(
        read(&text)
            .map(|seconds| Time {
                seconds,
                text: text.clone(),
            })
            .ok_or(text),
    )
}

/// The second that a text means, without fractions; `None` where it is no time or has no zone.
pub(super) fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    let whole = text.split('.').next().unwrap_or_default();
    if let (Ok(number), true) = (whole.parse::<i64>(), whole.len() > 8) {
        // Milliseconds have been beyond this for as long as there have been logs.
        return Some(if number.unsigned_abs() > 100_000_000_000 {
            number.div_euclid(1000)
        } else {
            number
        });
    }
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let zone = rest.strip_prefix('.').map_or(rest, |it| {
        it.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    let offset = match zone {
        "Z" | "z" => 0,
        zone => {
            let (sign, zone) = (zone.get(..1)?, zone.get(1..)?);
            let (hours, minutes) = zone.split_once(':')?;
            let seconds = number(hours, 2, 23)? * 3600 + number(minutes, 2, 59)? * 60;
            match sign {
                "+" => seconds,
                "-" => -seconds,
                _ => return None,
            }
        }
    };
    let days = days(date)?;
    let mut parts = clock.split(':');
    let mut next = |most| number(parts.next()?, 2, most);
    let (hours, minutes, seconds) = (next(23)?, next(59)?, next(60)?);
    if parts.next().is_some() {
        return None;
    }
    Some(days * 86_400 + hours * 3600 + minutes * 60 + seconds - offset)
}

/// The number that so many digits are, up to `most`.
fn number(text: &str, n_digits: usize, most: i64) -> Option<i64> {
    let is_number = text.len() == n_digits && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|it| is_number && *it <= most)
}

/// Days from the beginning of 1970 to a date of the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let mut next = |n_digits, most| number(parts.next()?, n_digits, most);
    let (year, month, day) = (next(4, 9999)?, next(2, 12)?, next(2, 31)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let most = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if month == 0 || day == 0 || day > most || parts.next().is_some() {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn times_are_read_with_their_zone() {
        #[track_caller]
        fn check(text: &str, seconds: Option<i64>) {
            assert_eq!(read(text), seconds, "{text}");
        }
        check("1970-01-01T00:00:00Z", Some(0));
        check("2031-03-18T00:00:00Z", Some(1_931_558_400));
        check("2031-03-18T01:00:00+01:00", Some(1_931_558_400));
        check("2031-03-17 23:59:59.999-00:00", Some(1_931_558_399));
        check("2000-02-29T12:00:00Z", Some(951_825_600));
        check("1969-12-31T23:59:59Z", Some(-1));
        check("1931558400", Some(1_931_558_400));
        check("1931558400.25", Some(1_931_558_400));
        check("1931558400123", Some(1_931_558_400));
        check("-9223372036854775808", Some(-9_223_372_036_854_776));
        check("9223372036854775807", Some(9_223_372_036_854_775));
        check("9223372036854775808", None);
        for none in [
            "2031-03-18T00:00:00",
            "2031-03-18",
            "2031-02-29T00:00:00Z",
            "2031-13-01T00:00:00Z",
            "2031-03-18T24:00:00Z",
            "2031-03-18T00:00Z",
            "2031-03-18T00:00:00+1",
            "tomorrow",
            "ü031-03-18T00:00:00Z",
            "",
        ] {
            check(none, None);
        }
    }
}
