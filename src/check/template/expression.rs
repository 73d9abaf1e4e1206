//! Expressions in templates: values, what is in them, comparisons, filters.

use super::lexer::{Token, tokens};
use super::tags::fault;
use super::{MAX_DEPTH, TemplateFault, filter};
use crate::check::js;
use serde_json::{Map, Value};
use std::ops::Range;

/// An expression, and where it stands where that matters.
#[derive(Debug)]
pub(super) enum Expression {
    Constant(Value),
    Variable(String),
    List(Vec<Expression>),
    Member(Box<Expression>, Box<Expression>),
    Filter {
        name: String,
        at: Range<usize>,
        input: Box<Expression>,
        arguments: Vec<Expression>,
    },
    Not(Box<Expression>),
    Negative(Box<Expression>),
    IsDefined(Box<Expression>),
    Binary(&'static str, Box<Expression>, Box<Expression>),
    Either {
        condition: Box<Expression>,
        then: Box<Expression>,
        otherwise: Option<Box<Expression>>,
    },
}

type Parsed = Result<Expression, TemplateFault>;

/// Reads a whole expression; `offset` is where it begins in the template.
pub(super) fn parse(text: &str, offset: usize) -> Parsed {
    Parser::new(tokens(text, offset)?, offset + text.len()).whole()
}

pub(super) struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<(Token, Range<usize>)>>,
    end: usize,
    depth: usize,
}

/// Operators between two values, loosest first.
const LEVELS: [&[&str]; 6] = [
    &["or"],
    &["and"],
    &["in", "==", "===", "!=", "!==", "<", ">", "<=", ">="],
    &["~"],
    &["+", "-"],
    &["*", "/", "%"],
];

impl Parser {
    pub(super) fn new(tokens: Vec<(Token, Range<usize>)>, end: usize) -> Parser {
        Parser {
            tokens: tokens.into_iter().peekable(),
            end,
            depth: 0,
        }
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        self.tokens.next().map(|(token, _)| token)
    }

    /// An expression, after which nothing may follow.
    pub(super) fn whole(mut self) -> Parsed {
        let expression = self.expression()?;
        match self.tokens.next() {
            None => Ok(expression),
            Some((token, at)) => Err(fault(
                at,
                format!("the template ends before `{}`", describe(&token)),
            )),
        }
    }

    fn place(&mut self) -> Range<usize> {
        let end = self.end;
        self.tokens
            .peek()
            .map_or(end..end + 2, |(_, at)| at.clone())
    }

    /// Takes the next word if it is `word`.
    fn eat(&mut self, word: &str) -> bool {
        let is_next = |token: &Token| match token {
            Token::Name(name) => name == word,
            Token::Sign(sign) => *sign == word,
            _ => false,
        };
        self.tokens.next_if(|(token, _)| is_next(token)).is_some()
    }

    fn expect(&mut self, sign: &str) -> Result<(), TemplateFault> {
        let place = self.place();
        if self.eat(sign) {
            Ok(())
        } else {
            Err(fault(place, format!("`{sign}` is missing in the template")))
        }
    }

    fn expression(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let place = self.place();
            return Err(fault(place, "brackets of the template nest too deeply"));
        }
        let value = self.level(0)?;
        let value = if self.eat("if") {
            let condition = Box::new(self.level(0)?);
            let otherwise = if self.eat("else") {
                Some(Box::new(self.expression()?))
            } else {
                None
            };
            Expression::Either {
                condition,
                then: Box::new(value),
                otherwise,
            }
        } else {
            value
        };
        self.depth -= 1;
        Ok(value)
    }

    fn level(&mut self, level: usize) -> Parsed {
        let Some(signs) = LEVELS.get(level) else {
            return self.unary();
        };
        if level == 2 && self.eat("not") {
            return Ok(Expression::Not(Box::new(self.level(2)?)));
        }
        let mut left = self.level(level + 1)?;
        loop {
            if level == 2 && self.eat("is") {
                left = self.test(left)?;
            } else if let Some(sign) = signs.iter().find(|sign| self.eat(sign)) {
                left = Expression::Binary(sign, Box::new(left), Box::new(self.level(level + 1)?));
            } else {
                return Ok(left);
            }
        }
    }

    /// `is defined`, `is not defined`.
    fn test(&mut self, value: Expression) -> Parsed {
        let place = self.place();
        let negated = self.eat("not");
        let defined = Expression::IsDefined(Box::new(value));
        let asks = match self.next() {
            Some(Token::Name(name)) if name == "defined" => negated,
            Some(Token::Name(name)) if name == "undefined" => !negated,
            _ => {
                return Err(fault(
                    place,
                    "of tests, templates read only `is defined` here",
                ));
            }
        };
        Ok(if asks {
            Expression::Not(Box::new(defined))
        } else {
            defined
        })
    }

    fn unary(&mut self) -> Parsed {
        let is_negative = self.eat("-");
        let value = self.primary()?;
        let value = if is_negative {
            Expression::Negative(Box::new(value))
        } else {
            value
        };
        self.filters(value)
    }

    fn filters(&mut self, mut input: Expression) -> Parsed {
        while self.eat("|") {
            let at = self.place();
            let Some(Token::Name(name)) = self.next() else {
                return Err(fault(at, "a filter's name is missing in the template"));
            };
            let arguments = if self.eat("(") {
                self.list(")")?
            } else {
                Vec::new()
            };
            if !filter::is_known(&name) {
                return Err(fault(at, format!("there is no template filter `{name}`")));
            }
            input = Expression::Filter {
                name,
                at,
                input: Box::new(input),
                arguments,
            };
        }
        Ok(input)
    }

    /// Expressions with commas up to `close`.
    fn list(&mut self, close: &str) -> Result<Vec<Expression>, TemplateFault> {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.expression()?);
            if !self.eat(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(items)
    }

    fn primary(&mut self) -> Parsed {
        let place = self.place();
        let mut value = match self.next() {
            Some(Token::Text(text)) => Expression::Constant(Value::String(text)),
            Some(Token::Number(number)) => Expression::Constant(number_value(number)),
            Some(Token::Name(name)) => named(name),
            Some(Token::Sign("(")) => {
                let inner = self.expression()?;
                self.expect(")")?;
                inner
            }
            Some(Token::Sign("[")) => Expression::List(self.list("]")?),
            _ => return Err(fault(place, "a value is missing in the template")),
        };
        loop {
            let place = self.place();
            if self.eat(".") {
                let Some(Token::Name(name)) = self.next() else {
                    return Err(fault(place, "a name is missing in the template"));
                };
                let key = Expression::Constant(Value::String(name));
                value = Expression::Member(Box::new(value), Box::new(key));
            } else if self.eat("[") {
                let key = self.expression()?;
                self.expect("]")?;
                value = Expression::Member(Box::new(value), Box::new(key));
            } else if self.eat("(") {
                return Err(fault(place, "functions in templates are not read here"));
            } else {
                return Ok(value);
            }
        }
    }
}

fn describe(token: &Token) -> String {
    match token {
        Token::Name(text) | Token::Text(text) => text.clone(),
        Token::Number(number) => js::float_text(*number),
        Token::Sign(sign) => (*sign).to_owned(),
    }
}

fn named(name: String) -> Expression {
    match &name[..] {
        "true" => Expression::Constant(Value::Bool(true)),
        "false" => Expression::Constant(Value::Bool(false)),
        "none" | "null" => Expression::Constant(Value::Null),
        _ => Expression::Variable(name),
    }
}

/// A number as JSON; what is no number JSON has is nothing.
pub(super) fn number_value(number: f64) -> Value {
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}

impl Expression {
    /// The value in `scope`; `None` where there is none, with the name told in `unknown`.
    pub(super) fn value(
        &self,
        scope: &Map<String, Value>,
        unknown: &mut Vec<String>,
    ) -> Result<Option<Value>, TemplateFault> {
        Ok(match self {
            Expression::Constant(value) => Some(value.clone()),
            Expression::Variable(name) => variable(name, scope, unknown),
            Expression::List(items) => {
                let values = items
                    .iter()
                    .map(|it| Ok(it.value(scope, unknown)?.unwrap_or_default()));
                Some(Value::Array(values.collect::<Result<_, TemplateFault>>()?))
            }
            Expression::Member(of, key) => {
                let of = of.value(scope, unknown)?;
                let key = key.value(scope, unknown)?;
                of.zip(key).and_then(|(of, key)| member(&of, &key))
            }
            Expression::Filter {
                name,
                at,
                input,
                arguments,
            } => {
                // Whatever has a default may be missing.
                let told = if matches!(&name[..], "default" | "d") {
                    &mut Vec::new()
                } else {
                    &mut *unknown
                };
                let input = input.value(scope, told)?;
                let values = arguments
                    .iter()
                    .map(|it| Ok(it.value(scope, unknown)?.unwrap_or_default()));
                let arguments = values.collect::<Result<Vec<_>, TemplateFault>>()?;
                filter::apply(name, input, &arguments)
                    .map_err(|message| fault(at.clone(), message))?
            }
            Expression::Not(inner) => Some(Value::Bool(!inner.holds(scope)?)),
            Expression::IsDefined(inner) => {
                Some(Value::Bool(inner.value(scope, &mut Vec::new())?.is_some()))
            }
            Expression::Negative(inner) => Some(number_value(-number(
                &inner.value(scope, unknown)?.unwrap_or_default(),
            ))),
            Expression::Binary(sign, left, right) => {
                return binary(sign, left, right, scope, unknown);
            }
            Expression::Either {
                condition,
                then,
                otherwise,
            } => {
                if condition.holds(scope)? {
                    then.value(scope, unknown)?
                } else {
                    otherwise
                        .as_ref()
                        .map(|it| it.value(scope, unknown))
                        .transpose()?
                        .flatten()
                }
            }
        })
    }

    fn holds(&self, scope: &Map<String, Value>) -> Result<bool, TemplateFault> {
        Ok(self
            .value(scope, &mut Vec::new())?
            .is_some_and(|it| js::is_truthy(&it)))
    }
}

fn variable(name: &str, scope: &Map<String, Value>, unknown: &mut Vec<String>) -> Option<Value> {
    let value = scope.get(name).cloned();
    if value.is_none() && !unknown.iter().any(|it| it == name) {
        unknown.push(name.to_owned());
    }
    value
}

fn member(of: &Value, key: &Value) -> Option<Value> {
    let name = js::text_of(key);
    match of {
        Value::Object(map) => map.get(&name).cloned(),
        Value::Array(items) if name == "length" => Some(items.len().into()),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?).cloned(),
        Value::String(text) if name == "length" => Some(text.encode_utf16().count().into()),
        _ => None,
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Null => 0.0,
        other => js::number_of(&js::text_of(other)).unwrap_or(f64::NAN),
    }
}

fn binary(
    sign: &str,
    left: &Expression,
    right: &Expression,
    scope: &Map<String, Value>,
    unknown: &mut Vec<String>,
) -> Result<Option<Value>, TemplateFault> {
    if matches!(sign, "and" | "or") {
        let decides = left.holds(scope)? == (sign == "or");
        return if decides {
            left.value(scope, unknown)
        } else {
            right.value(scope, unknown)
        };
    }
    let left = left.value(scope, unknown)?;
    let right = right.value(scope, unknown)?;
    let (a, b) = (
        left.clone().unwrap_or_default(),
        right.clone().unwrap_or_default(),
    );
    Ok(Some(match sign {
        "==" => Value::Bool(loosely_equal(&a, &b)),
        "!=" => Value::Bool(!loosely_equal(&a, &b)),
        "===" => Value::Bool(left.is_some() == right.is_some() && js::same(&a, &b)),
        "!==" => Value::Bool(left.is_some() != right.is_some() || !js::same(&a, &b)),
        "<" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_lt())),
        ">" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_gt())),
        "<=" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_le())),
        ">=" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_ge())),
        "in" => Value::Bool(contains(&b, &a)),
        "~" => Value::String(js::text_of(&a) + &js::text_of(&b)),
        "+" if a.is_string() || b.is_string() => Value::String(js::text_of(&a) + &js::text_of(&b)),
        "+" => number_value(number(&a) + number(&b)),
        "-" => number_value(number(&a) - number(&b)),
        "*" => number_value(number(&a) * number(&b)),
        "/" => number_value(number(&a) / number(&b)),
        _ => number_value(number(&a) % number(&b)),
    }))
}

fn loosely_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => {
            js::same(a, b)
        }
        _ => number(a) == number(b),
    }
}

fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => number(a).partial_cmp(&number(b)),
    }
}

fn contains(whole: &Value, part: &Value) -> bool {
    match whole {
        Value::Array(items) => items.iter().any(|it| js::same(it, part)),
        Value::Object(map) => map.contains_key(&js::text_of(part)),
        Value::String(text) => text.contains(&js::text_of(part)),
        _ => false,
    }
}
