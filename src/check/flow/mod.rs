//! Mappings in braces as YAML 1.2 reads them, which takes in nearly all JSON and much that is
//! nearly JSON: names without quotation marks, single ones, commas at the end.
//!
//! This is the reader for braces found in running text, where only yes or no and the value matter;
//! checks themselves are read by `yaml`. It follows YAML's core schema with timestamps and merge
//! keys, and refuses mappings and lists as keys.

mod scalar;

use crate::check::js;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How deep lists and mappings may nest.
const MAX_DEPTH: usize = 100;
/// What aliases may expand to, in nodes.
const MAX_NODES: usize = 100_000;

/// Reads `text`, which is one mapping in braces and perhaps comments, or `None` where it is not.
pub(crate) fn read(text: &str) -> Option<Value> {
    if text.contains('\0') {
        return None;
    }
    let mut reader = Reader {
        text,
        at: 0,
        anchors: BTreeMap::new(),
        depth: 0,
        nodes: 0,
    };
    let value = reader.collection()?;
    reader.skip_space(true);
    reader.rest().is_empty().then_some(value)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    anchors: BTreeMap<&'t str, Value>,
    depth: usize,
    nodes: usize,
}

/// A node, and whether it stood there as a plain `<<`.
struct Read {
    value: Value,
    is_merge: bool,
    /// A moment, which cannot be a key.
    is_time: bool,
}

impl Read {
    fn of(value: Value) -> Read {
        Read {
            value,
            is_merge: false,
            is_time: false,
        }
    }
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

fn is_blank(character: Option<char>) -> bool {
    character.is_none_or(|it| matches!(it, ' ' | '\t' | '\n' | '\r'))
}

fn is_indicator(character: char) -> bool {
    matches!(character, ',' | '[' | ']' | '{' | '}')
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn eat(&mut self, character: char) -> bool {
        let found = self.rest().starts_with(character);
        self.at += if found { character.len_utf8() } else { 0 };
        found
    }

    fn skip_while(&mut self, test: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|it| !test(it)).unwrap_or(rest.len());
    }

    /// White space, and comments after it; whether there was a line break.
    fn skip_space(&mut self, comments: bool) -> bool {
        let start = self.at;
        loop {
            self.skip_while(|it| it == ' ' || it == '\t' || is_break(it));
            let before = self.text[..self.at].chars().next_back();
            if !(comments && is_blank(before) && self.rest().starts_with('#')) {
                return self.text[start..self.at].contains(is_break);
            }
            self.skip_while(|it| !is_break(it));
        }
    }

    fn begins_line(&self) -> bool {
        self.at == 0 || self.text[..self.at].ends_with(is_break)
    }

    /// Whether `---` or `...` stands alone at the beginning of this line.
    fn at_separator(&self) -> bool {
        let rest = self.rest();
        let after = rest
            .strip_prefix("---")
            .or_else(|| rest.strip_prefix("..."));
        self.begins_line() && after.is_some_and(|it| is_blank(it.chars().next()))
    }

    fn collection(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let value = if self.eat('{') {
            self.mapping()?
        } else {
            self.list()?
        };
        self.depth -= 1;
        Some(value)
    }

    fn mapping(&mut self) -> Option<Value> {
        let mut map = Map::new();
        let mut merged = Vec::new();
        loop {
            self.skip_space(true);
            if self.eat('}') {
                return Some(Value::Object(map));
            }
            let (key, value) = self.pair()?;
            if key.is_merge {
                merge(&mut map, value, &mut merged)?;
            } else {
                let name = key_of(&key)?;
                merged.retain(|it| *it != name);
                map.insert(name, value);
            }
            self.skip_space(true);
            if !self.eat(',') && !self.rest().starts_with('}') {
                return None;
            }
        }
    }

    /// A key and what stands after its colon, either of which may be missing.
    fn pair(&mut self) -> Option<(Read, Value)> {
        self.explicit_mark();
        if self.rest().starts_with(',') {
            return None;
        }
        let key = self.node()?.unwrap_or(Read::of(Value::Null));
        self.skip_space(true);
        if !self.eat(':') {
            return Some((key, Value::Null));
        }
        self.skip_space(true);
        Some((key, self.node()?.map_or(Value::Null, |it| it.value)))
    }

    fn explicit_mark(&mut self) -> bool {
        let is_explicit =
            self.peek() == Some('?') && self.second().is_some() && is_blank(self.second());
        if is_explicit {
            self.at += 1;
            self.skip_space(true);
        }
        is_explicit
    }

    fn list(&mut self) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space(true);
            if self.eat(']') {
                return Some(Value::Array(items));
            }
            items.push(self.item()?);
            self.skip_space(true);
            if !self.eat(',') && !self.rest().starts_with(']') {
                return None;
            }
        }
    }

    /// An item, which is a mapping of one pair where a colon follows it on the same line.
    fn item(&mut self) -> Option<Value> {
        let is_explicit = self.explicit_mark();
        if self.rest().starts_with(',') {
            return None;
        }
        let start = self.at;
        let key = self.node()?;
        self.skip_space(true);
        let same_line = !self.text[start..self.at].contains(is_break);
        let is_pair = self.rest().starts_with(':') && (is_explicit || same_line);
        if !is_pair && !is_explicit {
            return key.map(|it| it.value);
        }
        let mut value = Value::Null;
        if self.eat(':') {
            self.skip_space(true);
            value = self.node()?.map_or(Value::Null, |it| it.value);
        }
        let mut map = Map::new();
        map.insert(key_of(&key.unwrap_or(Read::of(Value::Null)))?, value);
        Some(Value::Object(map))
    }

    /// A node; `Some(None)` where there is none, `None` where it is faulty.
    fn node(&mut self) -> Option<Option<Read>> {
        if self.at_separator() {
            return Some(None);
        }
        let (mut anchor, mut as_text) = (None, false);
        loop {
            match self.peek() {
                Some('&') if anchor.is_none() => anchor = Some(self.name()?),
                Some('!') if !as_text => {
                    self.tag()?;
                    as_text = true;
                }
                _ => break,
            }
            // What begins a line does not belong to properties before it.
            if self.skip_space(true) && self.begins_line() {
                break;
            }
        }
        let properties = anchor.is_some() || as_text;
        let read = match self.peek() {
            _ if properties && self.begins_line() => None,
            Some('{' | '[') if !as_text => Some(Read::of(self.collection()?)),
            Some('\'' | '"') => Some(Read::of(Value::String(self.quoted()?))),
            Some('*') if !properties => Some(Read::of(self.alias()?)),
            _ => self.plain(as_text)?,
        };
        let empty = Read::of(if as_text {
            Value::String(String::new())
        } else {
            Value::Null
        });
        let read = read.or(properties.then_some(empty));
        if let Some((name, read)) = anchor.zip(read.as_ref()) {
            self.anchors.insert(name, read.value.clone());
        }
        Some(read)
    }

    /// The name after `&` or `*`.
    fn name(&mut self) -> Option<&'t str> {
        self.at += 1;
        let start = self.at;
        self.skip_while(|it| !is_blank(Some(it)) && !is_indicator(it));
        Some(&self.text[start..self.at]).filter(|it| !it.is_empty())
    }

    /// Of tags, only those that make a text of what follows are known.
    fn tag(&mut self) -> Option<()> {
        let start = self.at;
        self.skip_while(|it| !is_blank(Some(it)) && !is_indicator(it));
        matches!(&self.text[start..self.at], "!" | "!!str").then_some(())
    }

    fn alias(&mut self) -> Option<Value> {
        let name = self.name()?;
        let value = self.anchors.get(name)?;
        self.nodes += count(value);
        (self.nodes <= MAX_NODES).then(|| value.clone())
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn key_of(key: &Read) -> Option<String> {
    match &key.value {
        Value::Array(_) | Value::Object(_) => None,
        _ if key.is_time => None,
        value => Some(js::text_of(value)),
    }
}

/// Adds what a merge key gives, unless it is there.
fn merge(map: &mut Map<String, Value>, value: Value, merged: &mut Vec<String>) -> Option<()> {
    let sources = match value {
        Value::Array(items) => items,
        other => vec![other],
    };
    for source in sources {
        let Value::Object(source) = source else {
            return None;
        };
        for (key, value) in source {
            if !map.contains_key(&key) {
                merged.push(key.clone());
                map.insert(key, value);
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn braces_are_read_as_yaml_does() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let found = read(text).map_or_else(|| "faulty".to_owned(), |it| it.to_string());
            assert_eq!(found, expected, "{text}");
        }
        check(
            r#"{"a": [1, {"b": null}], 'c': "\u0041\/",}"#,
            r#"{"a":[1,{"b":null}],"c":"A/"}"#,
        );
        check("{name: A, age: 3}", r#"{"name":"A","age":3}"#);
        check("{braces}", r#"{"braces":null}"#);
        check("{? a : b}", r#"{"a":"b"}"#);
        check(
            "{a: True, b: yes, c: ~}",
            r#"{"a":true,"b":"yes","c":null}"#,
        );
        check(
            "{a: 0x1F, b: 0o17, c: +5, d: 1e3, e: .5, f: 1_000, g: 010}",
            r#"{"a":31,"b":15,"c":5,"d":1000.0,"e":0.5,"f":"1_000","g":10}"#,
        );
        check("{a:1}", r#"{"a:1":null}"#);
        check("{\"a\":1}", r#"{"a":1}"#);
        check("{a: b: c}", "faulty");
        check("{{a: 1}}", "faulty");
        check("{,}", "faulty");
        check("{a,,b}", "faulty");
        check("{a: \"x\" y}", "faulty");
        check("{- a}", "faulty");
        check(
            "{-a, :a, ?a, a::b}",
            r#"{"-a":null,":a":null,"?a":null,"a::b":null}"#,
        );
        check("{: a}", r#"{"null":"a"}"#);
        check("{a #c}", "faulty");
        check("{a # c\n} # d", r#"{"a":null}"#);
        check("{a: b}c", "faulty");
        check("{\ta: b\n  c\n\n d }", r#"{"a":"b c\nd"}"#);
        check("{<<: {a: 1}, b: 2}", r#"{"a":1,"b":2}"#);
        check("{a: &x 1, b: *x}", r#"{"a":1,"b":1}"#);
        check("{a: *x}", "faulty");
        check("{a: [b: c, d]}", r#"{"a":[{"b":"c"},"d"]}"#);
        check("{\"a\":\"b\n---\nc\"}", "faulty");
        check("{\u{1}}", "faulty");
        check("{a: !x b}", "faulty");
        check("{a: ! 1, b: !!str 1}", r#"{"a":"1","b":"1"}"#);
        check("{\"\\q\":1}", "faulty");
        check("{a: 2024-01-01}", r#"{"a":{}}"#);
        check("{2024-01-01}", "faulty");
        check(
            r#"{"\ud83d\ude00\ud83d": "x\
            y"}"#,
            "{\"😀\u{fffd}\":\"xy\"}",
        );
        check("{a", "faulty");
        check(&"{a: ".repeat(200), "faulty");
    }
}
