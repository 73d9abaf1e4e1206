//! Front matter: metadata between two `---` lines at the start of a document.

use serde_json::{Map, Value};

/// Reads the front matter of `text` and says how many bytes it takes, closing line included.
///
/// Only `key: value` and lists of `- item` are understood. Other lines are passed over: metadata
/// is never a reason to refuse a document.
pub(super) fn read(text: &str) -> Option<(Map<String, Value>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| is_rule(line))?;
    let (mut at, mut found) = (first.len(), FrontMatter::default());
    for line in lines {
        at += line.len();
        if is_rule(line) {
            return Some((found.entries, at));
        }
        found.read_line(line);
    }
    None
}

/// Whether `text` begins as front matter does, so that a line further down could make it some.
pub(super) fn may_begin(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .lines()
        .next()
        .is_some_and(is_rule)
}

fn is_rule(line: &str) -> bool {
    line.trim() == "---"
}

#[derive(Default)]
struct FrontMatter {
    entries: Map<String, Value>,
    key: Option<String>,
}

impl FrontMatter {
    fn read_line(&mut self, line: &str) {
        let entry = line.trim();
        if entry.is_empty() || entry.starts_with('#') || self.read_item(entry) {
            return;
        }
        if let Some((key, value)) = entry.split_once(':').filter(|_| !starts_with_space(line)) {
            let key = key.trim().to_owned();
            self.entries.insert(key.clone(), scalar(value));
            self.key = Some(key);
        }
    }

    /// Whether the line was an item of the list under the last key.
    fn read_item(&mut self, entry: &str) -> bool {
        let Some(item) = entry
            .strip_prefix('-')
            .filter(|rest| starts_with_space(rest))
        else {
            return false;
        };
        let value = self.key.as_ref().and_then(|key| self.entries.get_mut(key));
        match value {
            Some(Value::Array(items)) => items.push(unquoted(item).into()),
            Some(empty @ Value::Null) => *empty = Value::from(vec![unquoted(item)]),
            _ => return false,
        }
        true
    }
}

fn starts_with_space(text: &str) -> bool {
    text.starts_with(char::is_whitespace)
}

fn scalar(value: &str) -> Value {
    Some(unquoted(value))
        .filter(|it| !it.is_empty())
        .map_or(Value::Null, Value::from)
}

fn unquoted(value: &str) -> &str {
    value.trim().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_and_lists_are_read_and_the_rest_passed_over() {
        let text = "---\n# not: a heading\ntitle: \"A: b\"\nempty:\nlist:\n - x\n  - \"y\"\n  deep: z\njunk\n---\n# H";
        let (found, end) = read(text).unwrap();
        assert_eq!(
            Value::from(found),
            json!({"title": "A: b", "empty": null, "list": ["x", "y"]})
        );
        assert_eq!(&text[end..], "# H");
    }

    #[test]
    fn a_rule_without_an_end_is_no_front_matter() {
        assert_eq!(read("---\ntitle: x\n"), None);
        assert_eq!(read("text\n---\n---\n"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("---\r\n---").map(|it| it.1), Some(8));
    }
}
