//! Sets of characters: the escapes, `.`, Unicode properties.

use super::set::Set;
use regex_syntax::ast::{self, Ast, ClassUnicodeKind, Position, Span};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// JavaScript's binary Unicode properties that the tables here know, long and short names.
const BINARY_PROPERTIES: &[&str] = &[
    "ASCII",
    "ASCII_Hex_Digit",
    "AHex",
    "Alphabetic",
    "Alpha",
    "Any",
    "Assigned",
    "Bidi_Control",
    "Bidi_C",
    "Bidi_Mirrored",
    "Bidi_M",
    "Case_Ignorable",
    "CI",
    "Cased",
    "Changes_When_Casefolded",
    "CWCF",
    "Changes_When_Casemapped",
    "CWCM",
    "Changes_When_Lowercased",
    "CWL",
    "Changes_When_Titlecased",
    "CWT",
    "Changes_When_Uppercased",
    "CWU",
    "Dash",
    "Default_Ignorable_Code_Point",
    "DI",
    "Deprecated",
    "Dep",
    "Diacritic",
    "Dia",
    "Emoji",
    "Emoji_Component",
    "EComp",
    "Emoji_Modifier",
    "EMod",
    "Emoji_Modifier_Base",
    "EBase",
    "Emoji_Presentation",
    "EPres",
    "Extended_Pictographic",
    "ExtPict",
    "Extender",
    "Ext",
    "Grapheme_Base",
    "Gr_Base",
    "Grapheme_Extend",
    "Gr_Ext",
    "Hex_Digit",
    "Hex",
    "IDS_Binary_Operator",
    "IDSB",
    "IDS_Trinary_Operator",
    "IDST",
    "ID_Continue",
    "IDC",
    "ID_Start",
    "IDS",
    "Ideographic",
    "Ideo",
    "Join_Control",
    "Join_C",
    "Logical_Order_Exception",
    "LOE",
    "Lowercase",
    "Lower",
    "Math",
    "Noncharacter_Code_Point",
    "NChar",
    "Pattern_Syntax",
    "Pat_Syn",
    "Pattern_White_Space",
    "Pat_WS",
    "Quotation_Mark",
    "QMark",
    "Radical",
    "Regional_Indicator",
    "RI",
    "Sentence_Terminal",
    "STerm",
    "Soft_Dotted",
    "SD",
    "Terminal_Punctuation",
    "Term",
    "Unified_Ideograph",
    "UIdeo",
    "Uppercase",
    "Upper",
    "Variation_Selector",
    "VS",
    "White_Space",
    "space",
    "XID_Continue",
    "XIDC",
    "XID_Start",
    "XIDS",
];

fn of(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(
        ranges
            .iter()
            .map(|(start, end)| ClassUnicodeRange::new(*start, *end)),
    )
}

fn negated(mut set: Set) -> Set {
    set.negate();
    set
}

/// What `.` takes without the flag `s`.
pub(super) fn no_line_end() -> Set {
    negated(of(&[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')]).into())
}

/// `\d`, `\w`, `\s` and their opposites. With `u` and `i`, `\w` takes in two more letters.
pub(super) fn escape(letter: char, ignore_case_unicode: bool) -> Option<Set> {
    let mut class = match letter.to_ascii_lowercase() {
        'd' => of(&[('0', '9')]),
        'w' => of(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        's' => white_space(),
        _ => return None,
    };
    if letter.eq_ignore_ascii_case(&'w') && ignore_case_unicode {
        class.union(&of(&[('\u{17f}', '\u{17f}'), ('\u{212a}', '\u{212a}')]));
    }
    Some(if letter.is_ascii_uppercase() {
        negated(class.into())
    } else {
        class.into()
    })
}

fn white_space() -> ClassUnicode {
    of(&[
        ('\t', '\r'),
        (' ', ' '),
        ('\u{a0}', '\u{a0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{2000}', '\u{200a}'),
        ('\u{2028}', '\u{2029}'),
        ('\u{202f}', '\u{202f}'),
        ('\u{205f}', '\u{205f}'),
        ('\u{3000}', '\u{3000}'),
        ('\u{feff}', '\u{feff}'),
    ])
}

fn named(name: &str, value: &str) -> ClassUnicodeKind {
    let op = ast::ClassUnicodeOpKind::Equal;
    ClassUnicodeKind::NamedValue {
        op,
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// The characters of `\p{text}`, or with `negative` all others; `None` where JavaScript knows no
/// such property.
pub(super) fn property(text: &str, negative: bool) -> Option<Set> {
    let is_name =
        |it: &str| !it.is_empty() && it.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let kind = match text.split_once('=') {
        Some((name @ ("General_Category" | "gc"), value)) if is_name(value) => named(name, value),
        Some((name @ ("Script" | "sc"), value)) if is_name(value) => named(name, value),
        Some((name @ ("Script_Extensions" | "scx"), value)) if is_name(value) => named(name, value),
        None if BINARY_PROPERTIES.contains(&text) => ClassUnicodeKind::Named(text.to_owned()),
        None if is_name(text) => named("gc", text),
        _ => return None,
    };
    let nowhere = Span::splat(Position::new(0, 1, 1));
    let class = ast::ClassUnicode {
        span: nowhere,
        negated: false,
        kind,
    };
    let parsed = Translator::new()
        .translate("", &Ast::class_unicode(class))
        .ok()?;
    match parsed.into_kind() {
        HirKind::Class(Class::Unicode(class)) if negative => Some(negated(class.into())),
        HirKind::Class(Class::Unicode(class)) => Some(class.into()),
        _ => None,
    }
}
