//! A lenient reading of XML, only good for asking which elements there are.
//!
//! It is the reading that promptfoo's paths go through: closing tags close whatever is open,
//! names may be anything, and several elements of one name become a list.

use crate::check::js;
use serde_json::{Map, Value};

/// How many elements may be open at once.
const MAX_OPEN: usize = 101;
/// Names that are refused.
const REFUSED: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// The elements of `text`, or `None` where a tag is never closed.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader {
        text,
        at: 0,
        open: vec![Element::default()],
    };
    while let Some(found) = reader.text[reader.at..].find('<') {
        let words = &reader.text[reader.at..reader.at + found];
        reader.at += found;
        reader.markup(words)?;
    }
    while reader.open.len() > 1 {
        reader.close();
    }
    reader.open.pop().map(Element::value)
}

/// The first of `paths` that leads to nothing.
pub(super) fn missing<'p>(tree: &Value, paths: &'p [String]) -> Option<&'p str> {
    let leads = |path: &&String| path.split('.').try_fold(tree, step).is_some();
    paths.iter().find(|path| !leads(path)).map(String::as_str)
}

fn step<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => {
            let index = key
                .parse::<usize>()
                .ok()
                .filter(|it| it.to_string() == key)?;
            items.get(index)
        }
        Value::Object(map) => map.get(key),
        _ => None,
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The elements that are open, the whole text first.
    open: Vec<Element>,
}

#[derive(Default)]
struct Element {
    name: String,
    attributes: Map<String, Value>,
    children: Map<String, Value>,
    text: Option<String>,
}

impl Element {
    fn named(name: &str) -> Option<Element> {
        (!REFUSED.contains(&name)).then(|| Element {
            name: name.to_owned(),
            ..Element::default()
        })
    }

    fn add(&mut self, name: String, value: Value) {
        match self.children.get_mut(&name) {
            None => drop(self.children.insert(name, value)),
            Some(Value::Array(items)) => items.push(value),
            Some(other) => {
                let first = other.take();
                *other = Value::Array(vec![first, value]);
            }
        }
    }

    /// Text alone is the value; nothing at all is an empty text.
    fn value(self) -> Value {
        let text = self.text.filter(|it| !it.is_empty()).map(Value::String);
        if self.children.is_empty() && self.attributes.is_empty() {
            return text.unwrap_or_else(|| Value::String(String::new()));
        }
        let mut map = self.children;
        map.extend(text.map(|text| ("#text".to_owned(), text)));
        map.extend(self.attributes);
        Value::Object(map)
    }
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn top(&mut self) -> Option<&mut Element> {
        self.open.last_mut()
    }

    /// What begins with the `<` here, after `words`.
    fn markup(&mut self, words: &str) -> Option<()> {
        let rest = self.rest();
        if rest.starts_with("</") {
            self.add_text(js::trim(words));
            self.skip_past(">")?;
            self.close();
        } else if rest.starts_with("<?") {
            self.add_text(js::trim(words));
            self.instruction()?;
        } else if rest.starts_with("<!--") {
            self.hold(words);
            self.at += 4;
            self.skip_past("-->")?;
        } else if rest.starts_with("<!D") {
            self.hold(words);
            self.at += tag_end(rest, ">", true)? + 1;
        } else if rest.starts_with("<![") {
            self.add_text(js::trim(words));
            let end = rest.find("]]>")?;
            self.add_text(rest.get(9..end).unwrap_or_default());
            self.at += end + 3;
        } else {
            self.hold(words);
            self.opening()?;
        }
        Some(())
    }

    fn skip_past(&mut self, end: &str) -> Option<()> {
        self.at += self.rest().find(end)? + end.len();
        Some(())
    }

    /// A comment does not end a text; outside all elements a text is left out.
    fn hold(&mut self, words: &str) {
        if self.open.len() > 1 {
            self.add_text(js::trim(words));
        }
    }

    fn add_text(&mut self, words: &str) {
        if let Some(top) = self.top().filter(|_| !words.is_empty()) {
            top.text.get_or_insert_default().push_str(words);
        }
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return; // It closes nothing that is open.
        }
        let Some(element) = self.open.pop() else {
            return;
        };
        let name = element.name.clone();
        let value = element.value();
        if let Some(parent) = self.top() {
            parent.add(name, value);
        }
    }

    fn instruction(&mut self) -> Option<()> {
        let rest = self.rest();
        let end = tag_end(rest, "?>", false)?;
        let (name, attributes) = split_tag(&rest[1..end]);
        let mut element = Element::named(name)?;
        element.attributes = read_attributes(attributes);
        self.open.push(element);
        self.close();
        self.at += end + 2;
        Some(())
    }

    fn opening(&mut self) -> Option<()> {
        let rest = self.rest();
        let end = tag_end(rest, ">", false)?;
        let inside = &rest[1..end];
        let closes = inside.ends_with('/');
        let (name, attributes) = split_tag(inside.strip_suffix('/').unwrap_or(inside));
        if !closes && self.open.len() > MAX_OPEN {
            return None;
        }
        let mut element = Element::named(name)?;
        element.attributes = read_attributes(attributes);
        self.open.push(element);
        if closes {
            self.close();
        }
        self.at += end + 1;
        Some(())
    }
}

/// Where a tag ends: `end` outside quotation marks, and outside brackets where those count.
fn tag_end(text: &str, end: &str, brackets: bool) -> Option<usize> {
    let (mut at, mut depth) = (1, 0_usize);
    while let Some(found) = text[at..].find(['"', '\'', '[', ']', '>', '?']) {
        at += found;
        let mark = &text[at..at + 1];
        match mark {
            "\"" | "'" => at += 1 + text[at + 1..].find(mark)?,
            "[" if brackets => depth += 1,
            "]" if brackets => depth = depth.saturating_sub(1),
            _ if depth == 0 && text[at..].starts_with(end) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn split_tag(inside: &str) -> (&str, &str) {
    inside.split_once(js::is_space).unwrap_or((inside, ""))
}

/// `name="value"`, `name='value'`, `name`.
fn read_attributes(text: &str) -> Map<String, Value> {
    let mut attributes = Map::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|it| js::is_space(it) || it == '=');
        if rest.is_empty() {
            return attributes;
        }
        let end = rest
            .find(|it| js::is_space(it) || it == '=')
            .unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start_matches(js::is_space);
        let value = rest
            .strip_prefix('=')
            .map(|it| it.trim_start_matches(js::is_space))
            .and_then(quoted);
        let value = match value {
            Some((value, after)) => {
                rest = after;
                Value::String(value.to_owned())
            }
            None => Value::Bool(true),
        };
        attributes.insert(format!("@_{name}"), value);
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    text[1..].split_once(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_become_a_tree() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let found = read(text).map_or_else(|| "faulty".to_owned(), |it| it.to_string());
            assert_eq!(found, expected, "{text}");
        }
        check(
            "<a><b>1</b><b/><c d='2' e>x</c></a>",
            r##"{"a":{"b":["1",""],"c":{"#text":"x","@_d":"2","@_e":true}}}"##,
        );
        check("<a><b></a></b>", r#"{"a":{"b":""}}"#);
        check(
            "<?xml version='1.0'?><a/>",
            r#"{"?xml":{"@_version":"1.0"},"a":""}"#,
        );
        check("x <a> y<!-- <b> --> z</a>", r#"{"a":"yz"}"#);
        check("<a><![CDATA[<x>]]></a>", r#"{"a":"<x>"}"#);
        check("<a b=\">\">", r#"{"a":{"@_b":">"}}"#);
        check("<a", "faulty");
        check("<constructor/>", "faulty");
        check(&"<a>".repeat(200), "faulty");
    }

    #[test]
    fn paths_lead_to_elements() {
        let tree = read("<r><a><b>1</b></a><c/><c><d/></c></r>").unwrap();
        let check = |path: &str, expected: bool| {
            let path = [path.to_owned()];
            assert_eq!(missing(&tree, &path).is_none(), expected, "{path:?}");
        };
        check("r", true);
        check("r.a.b", true);
        check("r.a.b.c", false);
        check("a", false);
        check("r.c.d", false);
        check("r.c.1.d", true);
        check("r.c.01.d", false);
        check("", false);
    }
}
