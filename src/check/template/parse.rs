//! Expressions of templates as they are written.

use super::expression::{Expression, number_value};
use super::lexer::{Token, tokens};
use super::tags::fault;
use super::{MAX_DEPTH, TemplateFault, filter};
use crate::check::js;
use serde_json::Value;
use std::ops::Range;

type Parsed = Result<Expression, TemplateFault>;

/// Reads a whole expression; `offset` is where it begins in the template.
pub(super) fn expression(text: &str, offset: usize) -> Parsed {
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
