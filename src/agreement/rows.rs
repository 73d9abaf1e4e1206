//! Rows `item,rater,label` as spreadsheets and scripts write them: a table with a head, or JSON
//! Lines. Columns or fields `clause` and `reason` are read where they are there; others are not.

use crate::diagnostic::Diagnostic;
use crate::json;
use crate::text::shorten;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// One label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What was judged.
    pub item: String,
    /// By whom.
    pub rater: String,
    /// What they said, as written.
    pub label: String,
    /// The clause judged; empty where the row names none.
    pub clause: String,
    /// Why, in the rater's words.
    pub reason: String,
}

/// How many further lines a row may go on in.
pub const LIMIT_LINES: usize = 50;

/// The columns read; the first three are needed.
const COLUMNS: [&str; 5] = ["item", "rater", "label", "clause", "reason"];

impl Row {
    /// A row of the values of [`COLUMNS`], none of the first three empty.
    fn new(values: [Cow<'_, str>; COLUMNS.len()], line: u32) -> Result<Row, Diagnostic> {
        let [item, rater, label, clause, reason] = values.map(|it| it.trim().to_owned());
        let needed = COLUMNS.iter().zip([&item, &rater, &label]);
        let missing: Vec<_> = needed
            .filter(|it| it.1.is_empty())
            .map(|it| *it.0)
            .collect();
        if !missing.is_empty() {
            let message = format!("the row has no `{}`", missing.join("` and no `"));
            let hint = "fill it in, or delete the row; it is left out and the others count";
            let fault = Diagnostic::error("label-row", 0..0, line, message);
            return Err(fault.with_hint(hint));
        }
        Ok(Row {
            item,
            rater,
            label,
            clause,
            reason,
        })
    }
}

/// The head of a table: what separates its fields, and where the columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    delimiter: char,
    places: [Option<usize>; 5],
    n_columns: usize,
}

impl Head {
    /// Reads the first line of a table. Commas, semicolons and tabs separate.
    ///
    /// # Errors
    /// A diagnostic where a column that is needed is not named.
    pub fn read(text: &str, line: u32) -> Result<Head, Diagnostic> {
        let text = text.trim_start_matches('\u{feff}');
        let n = |it: &char| text.matches(*it).count();
        // The last of several greatest: commas where there are none at all.
        let delimiter = ['\t', ';', ','].into_iter().max_by_key(n).unwrap_or(',');
        let names = fields(text, delimiter).unwrap_or_default();
        let names: Vec<String> = names.iter().map(|it| it.trim().to_lowercase()).collect();
        let places = COLUMNS.map(|column| names.iter().position(|it| it == column));
        let missing = COLUMNS
            .iter()
            .zip(&places)
            .take(3)
            .find(|it| it.1.is_none());
        if let Some((column, _)) = missing {
            let message = format!(
                "the first line names no column `{column}`: {}",
                shorten(text, 60)
            );
            let hint = "begin the table with the line `item,rater,label`, or give a workspace file \
                        or records with verdicts";
            let fault = Diagnostic::error("label-head", 0..0, line, message);
            return Err(fault.with_hint(hint));
        }
        Ok(Head {
            delimiter,
            places,
            n_columns: names.len(),
        })
    }

    /// Whether `text` ends inside quotation marks, so that the row goes on in the next line.
    pub fn is_open(&self, text: &str) -> bool {
        text.contains('"') && fields(text, self.delimiter) == Err(Broken::Open)
    }

    /// A row that begins with the line `first`, with those of the next lines that its quoted fields
    /// go on in, and how many these are. Where the marks do not close within [`LIMIT_LINES`], the
    /// first line alone is at fault, and the others are rows.
    pub fn whole<'t>(
        &self,
        first: &'t str,
        next: impl Iterator<Item = &'t str>,
    ) -> (Cow<'t, str>, usize) {
        if !self.is_open(first) {
            return (Cow::Borrowed(first), 0);
        }
        let mut text = first.to_owned();
        for (n, line) in (1..=LIMIT_LINES).zip(next) {
            text.push('\n');
            text.push_str(line);
            match fields(&text, self.delimiter) {
                Ok(_) => return (Cow::Owned(text), n),
                Err(Broken::Open) => {}
                // They met the marks of another row.
                Err(Broken::After(_)) => break,
            }
        }
        (Cow::Borrowed(first), 0)
    }

    /// Reads a row that begins in `line`.
    ///
    /// # Errors
    /// A diagnostic where it lacks a field, has more than the head, quotation marks stay open, or
    /// words stand after those that close.
    pub fn row(&self, text: &str, line: u32) -> Result<Row, Diagnostic> {
        let values = fields(text, self.delimiter).map_err(|it| it.fault(line))?;
        if let Some(surplus) = values.get(self.n_columns..)
            && surplus.iter().any(|it| !it.trim().is_empty())
        {
            let (found, expected) = (values.len(), self.n_columns);
            let message = format!("the row has {found} fields, the first line {expected}");
            let hint = "put fields that hold a separator in quotation marks; the row is left out";
            let fault = Diagnostic::error("label-row", 0..0, line, message);
            return Err(fault.with_hint(hint));
        }
        let value = |at: Option<usize>| {
            let value = at.and_then(|it| values.get(it));
            Cow::Borrowed(value.map_or("", |it| it.as_ref()))
        };
        Row::new(self.places.map(value), line)
    }
}

/// Why a row cannot be cut into fields.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Broken {
    /// Quotation marks stay open.
    Open,
    /// Words stand after marks that close. Spreadsheets guess, each its own way; most often marks
    /// inside the field were meant.
    After(String),
}

impl Broken {
    fn fault(self, line: u32) -> Diagnostic {
        let (message, hint) = match self {
            Broken::Open => (
                "quotation marks open here and never close".to_owned(),
                "close them, or write \"\" for one inside a field",
            ),
            Broken::After(words) => (
                format!(
                    "after closing quotation marks stands `{}`",
                    shorten(&words, 30)
                ),
                "write \"\" for a mark inside a field; the row is left out",
            ),
        };
        Diagnostic::error("label-row", 0..0, line, message).with_hint(hint)
    }
}

/// The fields of a row by RFC 4180. Blanks around quotation marks are let pass.
fn fields(text: &str, delimiter: char) -> Result<Vec<Cow<'_, str>>, Broken> {
    let mut fields = Vec::new();
    let mut rest = text.trim_end_matches(['\r', '\n']);
    loop {
        let (field, after) = field(rest, delimiter)?;
        fields.push(field);
        match after.strip_prefix(delimiter) {
            Some(next) => rest = next,
            None => return Ok(fields),
        }
    }
}

/// The first field, and what follows it: nothing, or the delimiter and further fields.
fn field(text: &str, delimiter: char) -> Result<(Cow<'_, str>, &str), Broken> {
    let is_blank = |it: char| it.is_whitespace() && it != delimiter;
    let Some(mut rest) = text.trim_start_matches(is_blank).strip_prefix('"') else {
        let end = text.find(delimiter).unwrap_or(text.len());
        return Ok((Cow::Borrowed(&text[..end]), &text[end..]));
    };
    let mut field = String::new();
    loop {
        let (words, after) = rest.split_once('"').ok_or(Broken::Open)?;
        field.push_str(words);
        match after.strip_prefix('"') {
            Some(inside) => {
                field.push('"');
                rest = inside;
            }
            None => {
                let after = after.trim_start_matches(is_blank);
                if after.is_empty() || after.starts_with(delimiter) {
                    return Ok((Cow::Owned(field), after));
                }
                let end = after.find(delimiter).unwrap_or(after.len());
                return Err(Broken::After(after[..end].trim_end().to_owned()));
            }
        }
    }
}

/// Whether a line of JSON is a label rather than a record.
pub fn is_label(fields: &Map<String, Value>) -> bool {
    let has = |it: &str| fields.contains_key(it);
    !has("messages") && !has("outputs") && COLUMNS[..3].iter().any(|it| has(it))
}

/// Reads an object `{"item":…,"rater":…,"label":…}`; numbers and `true` are read as text.
///
/// # Errors
/// A diagnostic where a field is missing or holds a list or an object.
pub fn of_json(fields: &Map<String, Value>, line: u32) -> Result<Row, Diagnostic> {
    let nested = COLUMNS.iter().find(|it| {
        let value = fields.get(**it);
        value.is_some_and(|it| it.is_array() || it.is_object())
    });
    if let Some(column) = nested {
        let message = format!("`{column}` holds a list or an object");
        let fault = Diagnostic::error("label-row", 0..0, line, message);
        return Err(fault.with_hint("write one label per line, each field as text"));
    }
    let value = |column: &str| match fields.get(column) {
        None | Some(Value::Null) => Cow::Borrowed(""),
        Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
        Some(other) => Cow::Owned(other.to_string()),
    };
    Row::new(COLUMNS.map(value), line)
}

/// Reads a line of JSON as an object.
///
/// # Errors
/// A diagnostic where it is none.
pub fn object(text: &str, line: u32) -> Result<Map<String, Value>, Diagnostic> {
    let fault = |code: &str, message: String| {
        let hint = r#"a label is one line: {"item":"…","rater":"…","label":"…"}; it is left out"#;
        Diagnostic::error(code, 0..0, line, message).with_hint(hint)
    };
    if json::depth(text) > json::MAX_DEPTH {
        let message = format!(
            "the line is nested more than {} levels deep",
            json::MAX_DEPTH
        );
        return Err(fault("label-too-deep", message));
    }
    let (text, _) = json::replace_lone_surrogates(text);
    serde_json::from_str(&text).map_err(|error| {
        let it = json::explain(&error, &text);
        let message = if it.is_syntax {
            format!("column {} is not JSON: {}", it.column, it.reason)
        } else {
            it.reason
        };
        fault("bad-json", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        Head::read(text, 1).expect("a head")
    }

    #[test]
    fn tables_of_spreadsheets_are_read() {
        #[track_caller]
        fn check(first: &str, row: &str, expected: [&str; 5]) {
            let row = head(first).row(row, 2).expect("a row");
            let read = [&row.item, &row.rater, &row.label, &row.clause, &row.reason];
            assert_eq!(read, expected);
        }
        check("item,rater,label", "a,Jo,pass", ["a", "Jo", "pass", "", ""]);
        check(
            "\u{feff}Label;Item;RATER\r",
            "1;a;Jo\r\n",
            ["a", "Jo", "1", "", ""],
        );
        check(
            "item\trater\tlabel\tmine",
            "a\tJo\tno",
            ["a", "Jo", "no", "", ""],
        );
        check(
            "rater,reason,item,label,clause",
            "Jo,\"well, \"\"no\"\"\nnever\", a ,fail,c",
            ["a", "Jo", "fail", "c", "well, \"no\"\nnever"],
        );
        check(
            "item,rater,label",
            " \"a\" ,Jo \"the\" B,\"no\"  ",
            ["a", "Jo \"the\" B", "no", "", ""],
        );
        check(
            "item\trater\tlabel",
            "\"a\"\t\"\"\"Jo\"\"\"\t no",
            ["a", "\"Jo\"", "no", "", ""],
        );
    }

    #[test]
    fn faults_of_rows_say_what_is_missing() {
        #[track_caller]
        fn check(row: &str, message: &str) {
            let fault = head("item,rater,label").row(row, 7).unwrap_err();
            assert_eq!((fault.message.as_str(), fault.line), (message, 7));
            assert!(fault.hint.is_some());
        }
        check("a,Jo", "the row has no `label`");
        check("a,,", "the row has no `rater` and no `label`");
        check("a,Jo,no,why", "the row has 4 fields, the first line 3");
        check("a,\"Jo,no", "quotation marks open here and never close");
        check(
            r#"a,"Jo" B.,no"#,
            "after closing quotation marks stands `B.`",
        );
        check(
            r#"a,Jo,"She said "no", twice""#,
            "after closing quotation marks stands `no\"`",
        );
        let fault = Head::read("a,Jo,pass", 1).unwrap_err();
        assert_eq!(
            fault.message,
            "the first line names no column `item`: a,Jo,pass"
        );
    }

    #[test]
    fn labels_in_json_may_be_numbers() {
        let fields = object(r#"{"item":7,"rater":"Jo","label":2}"#, 1).expect("an object");
        let row = of_json(&fields, 1).expect("a row");
        assert_eq!((row.item.as_str(), row.label.as_str()), ("7", "2"));
        let fields = object(r#"{"item":"a","rater":"Jo","label":null}"#, 1).expect("an object");
        assert!(is_label(&fields));
        assert_eq!(
            of_json(&fields, 1).unwrap_err().message,
            "the row has no `label`"
        );
    }
}
