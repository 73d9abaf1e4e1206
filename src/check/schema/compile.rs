//! A schema's JSON → its rules.

use super::format::Format;
use super::keywords::{accepts_everything, check_known, check_shapes, fault};
use super::patterns::SchemaPattern;
use super::{Bound, Counted, Properties, Rule, Schema, SchemaFault, Type};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How many schemas and subschemas may be in use.
const MAX_PARTS: usize = 10_000;

const KNOWN_DIALECTS: [&str; 2] = [
    "http://json-schema.org/draft-07/schema",
    "http://json-schema.org/schema",
];

type Compiled<T> = Result<T, SchemaFault>;

pub(super) fn compile(schema: &Value) -> Compiled<Schema> {
    check_shapes(schema, "")?;
    check_dialect(schema)?;
    let mut ids = BTreeMap::new();
    collect_ids(schema, "", &mut ids)?;
    let mut compiler = Compiler {
        root: schema,
        ids,
        known: BTreeMap::new(),
        parts: Vec::new(),
    };
    let root = compiler.part(schema, "")?;
    let parts = compiler
        .parts
        .into_iter()
        .map(Option::unwrap_or_default)
        .collect();
    Ok(Schema { parts, root })
}

fn check_dialect(schema: &Value) -> Compiled<()> {
    match schema.get("$schema").and_then(Value::as_str) {
        Some(dialect) if !KNOWN_DIALECTS.contains(&dialect.trim_end_matches('#')) => {
            let shown = crate::text::shorten(dialect, 80);
            Err(fault(
                "/$schema",
                format!("`{shown}` is not draft 7, which is judged here"),
            ))
        }
        _ => Ok(()),
    }
}

/// The pointers of all subschemas with an `$id`, under it.
fn collect_ids(schema: &Value, path: &str, ids: &mut BTreeMap<String, String>) -> Compiled<()> {
    let holds_values = |key: &str| matches!(key, "enum" | "const" | "default" | "examples");
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(id)) = map.get("$id")
                && ids.insert(id.clone(), path.to_owned()).is_some()
            {
                let shown = crate::text::shorten(id, 60);
                return Err(fault(path, format!("the `$id` `{shown}` is given twice")));
            }
            map.iter()
                .filter(|(key, _)| !holds_values(key))
                .try_for_each(|(key, value)| {
                    collect_ids(value, &format!("{path}/{}", escaped(key)), ids)
                })
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(at, item)| collect_ids(item, &format!("{path}/{at}"), ids)),
        _ => Ok(()),
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

struct Compiler<'s> {
    root: &'s Value,
    ids: BTreeMap<String, String>,
    /// Parts by the pointer they stand at; a part that refers to itself is found here.
    known: BTreeMap<String, usize>,
    /// `None` while a part is being compiled.
    parts: Vec<Option<Vec<Rule>>>,
}

impl<'s> Compiler<'s> {
    fn part(&mut self, schema: &'s Value, path: &str) -> Compiled<usize> {
        if let Some(known) = self.known.get(path) {
            return Ok(*known);
        }
        let index = self.parts.len();
        if index >= MAX_PARTS {
            return Err(fault(path, format!("it has more than {MAX_PARTS} parts")));
        }
        self.known.insert(path.to_owned(), index);
        self.parts.push(None);
        let rules = match schema {
            Value::Object(map) => self.rules(map, path)?,
            Value::Bool(false) => vec![Rule::Never],
            _ => Vec::new(),
        };
        self.parts[index] = Some(rules);
        Ok(index)
    }

    fn below(&mut self, schema: &'s Value, path: &str, key: &str) -> Compiled<usize> {
        self.part(schema, &format!("{path}/{}", escaped(key)))
    }

    fn rules(&mut self, map: &'s Map<String, Value>, path: &str) -> Compiled<Vec<Rule>> {
        check_known(map, path)?;
        check_ignored(map, path)?;
        let mut rules = Vec::new();
        if let Some(types) = types_of(map) {
            rules.push(Rule::Types(types));
        }
        // What a reference leads to is asked first.
        for (key, value) in map
            .iter()
            .filter(|(key, _)| *key == "$ref")
            .chain(map.iter().filter(|(key, _)| *key != "$ref"))
        {
            let key_path = format!("{path}/{}", escaped(key));
            if let Some(rule) = plain_rule(key, value, &key_path)? {
                rules.push(rule);
            } else if let Some(rule) = self.applied(key, value, map, &key_path)? {
                rules.push(rule);
            }
        }
        self.properties(map, path, &mut rules)?;
        Ok(rules)
    }

    /// Rules that hold other schemas.
    fn applied(
        &mut self,
        key: &str,
        value: &'s Value,
        map: &'s Map<String, Value>,
        path: &str,
    ) -> Compiled<Option<Rule>> {
        Ok(Some(match key {
            "$ref" => Rule::Refers(self.reference(value.as_str().unwrap_or_default(), path)?),
            "items" => self.items(value, map, path)?,
            "contains" => Rule::Contains(self.part(value, path)?),
            "propertyNames" => Rule::Names(self.part(value, path)?),
            "not" => Rule::Not(self.part(value, path)?),
            "allOf" => Rule::All(self.list(value, path)?),
            "anyOf" => match accepting(value, path)? {
                // The other alternatives are then not even looked at.
                true => return Ok(None),
                false => Rule::Any(self.list(value, path)?),
            },
            "oneOf" => Rule::One(self.list(value, path)?),
            "if" => return self.condition(value, map, path),
            _ => return Ok(None),
        }))
    }

    /// `if` with `then` and `else`, of which those that accept everything do not count.
    fn condition(
        &mut self,
        value: &'s Value,
        map: &'s Map<String, Value>,
        path: &str,
    ) -> Compiled<Option<Rule>> {
        let base = path.strip_suffix("/if").unwrap_or_default();
        let mut branch = |key: &str| {
            let schema = map.get(key).filter(|it| !accepts_everything(it));
            schema.map(|it| self.below(it, base, key)).transpose()
        };
        let (then, otherwise) = (branch("then")?, branch("else")?);
        if then.is_none() && otherwise.is_none() {
            return Ok(None);
        }
        let condition = self.part(value, path)?;
        Ok(Some(Rule::If {
            condition,
            then,
            otherwise,
        }))
    }

    fn list(&mut self, value: &'s Value, path: &str) -> Compiled<Vec<usize>> {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        items
            .iter()
            .enumerate()
            .map(|(at, item)| self.part(item, &format!("{path}/{at}")))
            .collect()
    }

    fn items(
        &mut self,
        value: &'s Value,
        map: &'s Map<String, Value>,
        path: &str,
    ) -> Compiled<Rule> {
        if !value.is_array() {
            return Ok(Rule::Items {
                first: Vec::new(),
                rest: Some(self.part(value, path)?),
            });
        }
        let first = self.list(value, path)?;
        let base = path.strip_suffix("/items").unwrap_or_default();
        let rest = map
            .get("additionalItems")
            .map(|it| self.below(it, base, "additionalItems"));
        Ok(Rule::Items {
            first,
            rest: rest.transpose()?,
        })
    }

    fn properties(
        &mut self,
        map: &'s Map<String, Value>,
        path: &str,
        rules: &mut Vec<Rule>,
    ) -> Compiled<()> {
        let entries = |key: &str| {
            map.get(key)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
        };
        let mut properties = Properties::default();
        for (name, schema) in entries("properties") {
            let part = self.below(schema, &format!("{path}/properties"), name)?;
            properties.named.push((name.clone(), part));
        }
        for (source, schema) in entries("patternProperties") {
            if let Value::Object(map) = schema {
                check_known(map, &format!("{path}/patternProperties"))?;
            }
            if accepts_everything(schema) && !map.contains_key("additionalProperties") {
                continue;
            }
            let at = format!("{path}/patternProperties");
            let pattern = SchemaPattern::new(source, &at)?;
            check_disjoint(&pattern, schema, &properties, &at)?;
            properties
                .patterns
                .push((pattern, self.below(schema, &at, source)?));
        }
        let additional = map.get("additionalProperties");
        properties.additional = additional
            .map(|it| self.below(it, path, "additionalProperties"))
            .transpose()?;
        rules.push(Rule::Properties(properties));
        for (name, needed) in entries("dependencies") {
            rules.push(match needed.as_array() {
                Some(names) => Rule::Dependency(name.clone(), texts(names)),
                None => Rule::DependencySchema(
                    name.clone(),
                    self.below(needed, &format!("{path}/dependencies"), name)?,
                ),
            });
        }
        Ok(())
    }

    /// The part that a reference names: a pointer into this schema, or an `$id` in it.
    fn reference(&mut self, reference: &str, path: &str) -> Compiled<usize> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let own = self
            .root
            .get("$id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let start = if base.is_empty() || base == own {
            Some("")
        } else {
            self.id(base)
        };
        let pointer = match start {
            Some(start) if fragment.is_empty() => Some(start.to_owned()),
            Some(start) if fragment.starts_with('/') => {
                Some(format!("{start}{}", unescaped(fragment)))
            }
            Some(_) => self.id(&format!("#{fragment}")).map(str::to_owned),
            None => None,
        };
        let root = self.root;
        let found = pointer.and_then(|pointer| Some((root.pointer(&pointer)?, pointer)));
        let Some((schema, pointer)) = found.filter(|(it, _)| it.is_object() || it.is_boolean())
        else {
            let shown = crate::text::shorten(reference, 80);
            return Err(fault(
                path,
                format!("`{shown}` refers to nothing in this schema"),
            ));
        };
        self.part(schema, &pointer)
    }

    fn id(&self, id: &str) -> Option<&str> {
        let ends = |known: &str| known == id || known.ends_with(&format!("/{id}"));
        self.ids
            .iter()
            .find(|(known, _)| ends(known))
            .map(|(_, pointer)| &pointer[..])
    }
}

/// Whether one of several alternatives accepts everything.
fn accepting(alternatives: &Value, path: &str) -> Compiled<bool> {
    for schema in alternatives.as_array().into_iter().flatten() {
        if let Value::Object(map) = schema {
            check_known(map, path)?;
        }
        if accepts_everything(schema) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `%20` in a fragment is a space.
fn unescaped(fragment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = fragment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|it| std::str::from_utf8(it).ok());
        match code.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn texts(items: &[Value]) -> Vec<String> {
    items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn types_of(map: &Map<String, Value>) -> Option<Vec<Type>> {
    let mut types = match map.get("type")? {
        Value::Array(items) => items
            .iter()
            .filter_map(|it| Type::from_name(it.as_str()?))
            .collect(),
        name => vec![Type::from_name(name.as_str()?)?],
    };
    if map.get("nullable") == Some(&Value::Bool(true)) {
        types.push(Type::Null);
    }
    Some(types)
}

/// Refuses keywords that would do nothing where they stand.
fn check_ignored(map: &Map<String, Value>, path: &str) -> Compiled<()> {
    let has = |key: &str| map.contains_key(key);
    let message = if has("if") && !has("then") && !has("else") {
        "`if` does nothing without `then` or `else`"
    } else if !has("if") && (has("then") || has("else")) {
        "`then` and `else` do nothing without `if`"
    } else if has("additionalItems") && !map.get("items").is_some_and(Value::is_array) {
        "`additionalItems` does nothing unless `items` is a list"
    } else if has("nullable") && !has("type") {
        "`nullable` does nothing without `type`"
    } else if map.get("nullable") == Some(&Value::Bool(false))
        && types_of(map).is_some_and(|it| it.contains(&Type::Null))
    {
        "`nullable: false` contradicts the type `null`"
    } else {
        return Ok(());
    };
    Err(fault(path, message))
}

/// Refuses a pattern that takes in a property that is named too.
fn check_disjoint(
    pattern: &SchemaPattern,
    schema: &Value,
    properties: &Properties,
    path: &str,
) -> Compiled<()> {
    let taken = |(name, _): &&(String, usize)| pattern.is_match(name).unwrap_or(false);
    match properties.named.iter().find(taken) {
        Some((name, _)) if !accepts_everything(schema) => Err(fault(
            path,
            format!(
                "the property `{name}` is named and matches `{}` too",
                pattern.source()
            ),
        )),
        _ => Ok(()),
    }
}

/// Rules that hold no other schema.
fn plain_rule(key: &str, value: &Value, path: &str) -> Compiled<Option<Rule>> {
    let number = value.as_f64().unwrap_or_default();
    Ok(Some(match key {
        "enum" => Rule::Enum(value.as_array().cloned().unwrap_or_default()),
        "const" => Rule::Enum(vec![value.clone()]),
        "maximum" => Rule::Number(Bound::AtMost, number),
        "exclusiveMaximum" => Rule::Number(Bound::LessThan, number),
        "minimum" => Rule::Number(Bound::AtLeast, number),
        "exclusiveMinimum" => Rule::Number(Bound::MoreThan, number),
        "multipleOf" => Rule::MultipleOf(number),
        "maxLength" => Rule::Size(Counted::Letters, Bound::AtMost, number),
        "minLength" => Rule::Size(Counted::Letters, Bound::AtLeast, number),
        "maxItems" => Rule::Size(Counted::Items, Bound::AtMost, number),
        "minItems" => Rule::Size(Counted::Items, Bound::AtLeast, number),
        "maxProperties" => Rule::Size(Counted::Properties, Bound::AtMost, number),
        "minProperties" => Rule::Size(Counted::Properties, Bound::AtLeast, number),
        "uniqueItems" if *value == Value::Bool(true) => Rule::Unique,
        "required" => Rule::Required(texts(
            value.as_array().map(Vec::as_slice).unwrap_or_default(),
        )),
        "pattern" => Rule::Pattern(SchemaPattern::new(
            value.as_str().unwrap_or_default(),
            path,
        )?),
        "format" => {
            let name = value.as_str().unwrap_or_default();
            let format = Format::named(name);
            Rule::Format(format.ok_or_else(|| {
                fault(
                    path,
                    format!("there is no format `{}`", crate::text::shorten(name, 60)),
                )
            })?)
        }
        _ => return Ok(None),
    }))
}
