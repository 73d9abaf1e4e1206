//! Templates in the values of checks, as promptfoo writes them: the part of Nunjucks that stands
//! in such values.
//!
//! `{{ expression }}` is replaced by its value, `{% if %}…{% elif %}…{% else %}…{% endif %}`,
//! `{% for x in list %}…{% endfor %}`, `{% set x = … %}` and `{% raw %}…{% endraw %}` are
//! followed, `{# … #}` is left out; a `-` inside a tag takes the white space beside it away.
//! A name that no variable has stands for nothing. Nothing is escaped. Functions, macros,
//! inclusion and inheritance are not read.

mod expression;
mod filter;
mod lexer;
mod parse;
mod tags;

use serde_json::{Map, Value};
use std::ops::Range;

/// What a template may grow to, in bytes.
const MAX_OUTPUT: usize = 1 << 20;
/// How many pieces a template may put together, loops included.
const MAX_STEPS: usize = 100_000;
/// How deep tags and brackets may nest.
const MAX_DEPTH: usize = 50;

/// A text with its templates replaced.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rendered {
    pub(crate) text: String,
    /// Names that no variable has, and that were not given a default, each once.
    pub(crate) unknown: Vec<String>,
}

/// Why a template cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TemplateFault {
    /// Where in the text, in bytes.
    pub(crate) at: Range<usize>,
    /// One lower-case clause.
    pub(crate) message: String,
}

/// Whether anything in `text` could be a template.
pub(crate) fn is_template(text: &str) -> bool {
    ["{{", "{%", "{#", "#}"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// Replaces the templates in `text`.
pub(crate) fn render(text: &str, vars: &Map<String, Value>) -> Result<Rendered, TemplateFault> {
    let pieces = tags::parse(text)?;
    let mut renderer = Renderer {
        scope: vars.clone(),
        rendered: Rendered::default(),
        steps: 0,
    };
    renderer.all(&pieces)?;
    Ok(renderer.rendered)
}

/// A piece of a template.
#[derive(Debug)]
enum Piece<'t> {
    Text(&'t str),
    Value(expression::Expression),
    /// Conditions with what follows each; the last may have none.
    If(Vec<(Option<expression::Expression>, Vec<Piece<'t>>)>),
    For(Box<Loop<'t>>),
    Set(String, expression::Expression),
}

/// `{% for … %}`.
#[derive(Debug)]
struct Loop<'t> {
    names: Vec<String>,
    list: expression::Expression,
    body: Vec<Piece<'t>>,
    /// What stands there instead where the list is empty.
    otherwise: Vec<Piece<'t>>,
    /// Whether the body asks for the number of the round.
    counts: bool,
}

struct Renderer {
    scope: Map<String, Value>,
    rendered: Rendered,
    steps: usize,
}

impl Renderer {
    fn all(&mut self, pieces: &[Piece]) -> Result<(), TemplateFault> {
        pieces.iter().try_for_each(|piece| self.piece(piece))
    }

    fn piece(&mut self, piece: &Piece) -> Result<(), TemplateFault> {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.rendered.text.len() > MAX_OUTPUT {
            let message = "the template grows without end".to_owned();
            return Err(TemplateFault { at: 0..0, message });
        }
        match piece {
            Piece::Text(text) => self.rendered.text.push_str(text),
            Piece::Value(expression) => {
                let value = self.value(expression)?.unwrap_or_default();
                if !value.is_null() {
                    self.rendered
                        .text
                        .push_str(&crate::check::js::text_of(&value));
                }
            }
            Piece::If(branches) => return self.branches(branches),
            Piece::For(of) => return self.repeat(of),
            Piece::Set(name, expression) => {
                let value = self.value(expression)?.unwrap_or_default();
                self.scope.insert(name.clone(), value);
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        expression: &expression::Expression,
    ) -> Result<Option<Value>, TemplateFault> {
        expression.value(&self.scope, &mut self.rendered.unknown)
    }

    fn branches(
        &mut self,
        branches: &[(Option<expression::Expression>, Vec<Piece>)],
    ) -> Result<(), TemplateFault> {
        for (condition, pieces) in branches {
            let holds = match condition {
                None => true,
                Some(condition) => {
                    // A condition asks whether a variable is there; that it is not is no fault.
                    let value = condition.value(&self.scope, &mut Vec::new())?;
                    value.is_some_and(|it| crate::check::js::is_truthy(&it))
                }
            };
            if holds {
                return self.all(pieces);
            }
        }
        Ok(())
    }

    fn repeat(&mut self, of: &Loop) -> Result<(), TemplateFault> {
        let items = items_of(self.value(&of.list)?.unwrap_or_default(), of.names.len());
        if items.is_empty() {
            return self.all(&of.otherwise);
        }
        let names = || of.names.iter().map(String::as_str).chain(["loop"]);
        let hidden: Vec<_> = names().map(|name| self.scope.remove(name)).collect();
        let length = items.len();
        for (at, values) in items.into_iter().enumerate() {
            self.scope.extend(of.names.iter().cloned().zip(values));
            if of.counts {
                let round = serde_json::json!({"index": at + 1, "index0": at, "first": at == 0,
                    "last": at + 1 == length, "length": length});
                self.scope.insert("loop".to_owned(), round);
            }
            self.all(&of.body)?;
        }
        for (name, value) in names().zip(hidden) {
            self.scope.remove(name);
            self.scope
                .extend(value.map(|value| (name.to_owned(), value)));
        }
        Ok(())
    }
}

/// What a loop goes through: the items of a list, the pairs of a mapping.
fn items_of(value: Value, n_names: usize) -> Vec<Vec<Value>> {
    match value {
        Value::Array(items) if n_names < 2 => items.into_iter().map(|it| vec![it]).collect(),
        Value::Array(items) => {
            let parts = |it: Value| it.as_array().cloned().unwrap_or_default();
            items.into_iter().map(parts).collect()
        }
        Value::Object(entries) => entries
            .into_iter()
            .map(|(key, value)| vec![Value::String(key), value])
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn vars() -> Map<String, Value> {
        let vars = json!({"name": "Ana", "n": 3, "yes": true, "no": false, "nothing": null,
            "list": ["a", "b"], "map": {"k": "v", "deep": [{"x": 1.5}]}, "tag": "<i>&"});
        vars.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn templates_are_replaced_as_in_nunjucks() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(
                render(text, &vars()).map(|it| it.text).as_deref(),
                Ok(expected),
                "{text}"
            );
        }
        check("{{name}}-{{ n }}", "Ana-3");
        check("{{ tag }}", "<i>&");
        check("{{ name | upper | lower }}!", "ana!");
        check("{{ missing }}{{ nothing }}|", "|");
        check(
            "{{ missing | default(\"k\") }}{{ no | default('k', true) }}",
            "kk",
        );
        check("{{ map.k }}{{ map['deep'][0].x }}{{ missing.a.b }}", "v1.5");
        check(
            "{{ list }} {{ list | join(' + ') }} {{ list | length }} {{ name.length }}",
            "a,b a + b 2 3",
        );
        check("{% if yes %}A{% else %}B{% endif %}", "A");
        check(
            "{% if no %}A{% elif n > 2 and not no %}B{% else %}C{% endif %}",
            "B",
        );
        check(
            "{% for x in list %}{{ loop.index }}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}",
            "1a, 2b",
        );
        check(
            "{% for k, v in map %}{{ k }};{% else %}none{% endfor %}{% for x in missing %}x{% else %}none{% endfor %}",
            "k;deep;none",
        );
        check("{% set x = n + 1 %}{{ x }}", "4");
        check("{{ 'a' if n == 3 else 'b' }}{{ 'b' if n != 3 }}", "a");
        check(
            "{{ name ~ '-' ~ n }}{{ 'x' + 1 }}{{ 7 - 2 * 3 }}",
            "Ana-3x11",
        );
        check("a {#- note -#} b{# more #}", "ab");
        check("a {{- name -}} b", "aAnab");
        check("{% raw %}{{ name }}{% endraw %}", "{{ name }}");
        check("{% raw %}{{ n }}", "3");
        check("{{ \"{{name}}\" }}", "{{name}}");
        check("{{ map | dump }}", "{\"k\":\"v\",\"deep\":[{\"x\":1.5}]}");
        check("{{ 'a b'|replace('a','c')|capitalize }}", "C b");
        check("}} %} { {", "}} %} { {");
        check(
            "{{ 'b' in list }} {{ 'x' in list }} {{ n is defined }}",
            "true false true",
        );
    }

    #[test]
    fn unknown_names_are_told_unless_they_have_a_default() {
        let rendered = render(
            "{{a}}{{ b | default(1) }}{% if c %}{% endif %}{{a}}{{n}}",
            &vars(),
        )
        .unwrap();
        assert_eq!(rendered.unknown, ["a"]);
    }

    #[test]
    fn faults_say_where() {
        #[track_caller]
        fn check(text: &str, at: Range<usize>, message: &str) {
            let fault = TemplateFault {
                at,
                message: message.to_owned(),
            };
            assert_eq!(render(text, &vars()), Err(fault), "{text}");
        }
        check("é {{ name", 3..5, "this `{{` is never closed");
        check("a #}", 2..4, "`#}` closes nothing");
        check("{# a", 0..2, "this `{#` is never closed");
        check("{% if n %}x", 0..10, "this `if` has no `endif`");
        check("{% endif %}", 0..11, "`endif` ends nothing");
        check(
            "{% include 'x' %}",
            0..17,
            "the template tag `include` is not read here",
        );
        check(
            "{{ name | shout }}",
            10..15,
            "there is no template filter `shout`",
        );
        check(
            "{{ f(1) }}",
            4..5,
            "functions in templates are not read here",
        );
        check("{{ }}", 3..5, "a value is missing in the template");
        check("{{ a b }}", 5..6, "the template ends before `b`");
    }

    #[test]
    fn loops_end() {
        let many: Vec<_> = (0..1000).collect();
        let vars = json!({"m": many}).as_object().cloned().unwrap_or_default();
        let text = "{% for a in m %}{% for b in m %}xxxxxxxxxxxx{% endfor %}{% endfor %}";
        assert_eq!(
            render(text, &vars).unwrap_err().message,
            "the template grows without end"
        );
        let deep = format!("{{{{ {}1 }}}}", "(".repeat(5000));
        assert!(render(&deep, &vars).is_err());
        let deep = "{% if m %}".repeat(5000);
        assert!(render(&deep, &vars).is_err());
    }
}
