//! Set text as Markdown that stays what it is: every sign of an input stands for itself.

use crate::prose::{Kind, Node};

/// The Markdown of the report's nodes.
pub(super) fn write(nodes: &[Node]) -> String {
    let mut out = String::new();
    blocks(nodes, 0, &mut out);
    out
}

/// Blocks with an empty line between them, so many columns from the margin.
fn blocks(nodes: &[Node], indent: usize, out: &mut String) {
    for node in nodes {
        if !out.is_empty() && !matches!(node.kind, Kind::Row) {
            out.push('\n');
        }
        block(node, indent, out);
    }
}

fn block(node: &Node, indent: usize, out: &mut String) {
    match node.kind {
        Kind::Heading1 => line("# ", node, out),
        Kind::Heading2 => line("## ", node, out),
        Kind::Heading3 => line("### ", node, out),
        Kind::List => list(node, indent, out),
        Kind::Table => table(node, out),
        Kind::Part => blocks_within(node, indent, out),
        _ => line("", node, out),
    }
}

fn blocks_within(node: &Node, indent: usize, out: &mut String) {
    for child in &node.children {
        block(child, indent, out);
    }
}

fn line(sign: &str, node: &Node, out: &mut String) {
    out.push_str(sign);
    out.push_str(&at_start(inline(&node.children)));
    out.push('\n');
}

fn list(node: &Node, indent: usize, out: &mut String) {
    for item in &node.children {
        let is_block = |it: &&Node| it.kind == Kind::List;
        let words: Vec<_> = item.children.iter().filter(|it| !is_block(it)).collect();
        out.push_str(&" ".repeat(indent));
        out.push_str("- ");
        out.push_str(&at_start(inline(words)));
        out.push('\n');
        for inner in item.children.iter().filter(is_block) {
            list(inner, indent + 2, out);
        }
    }
}

fn table(node: &Node, out: &mut String) {
    for child in &node.children {
        match child.kind {
            Kind::Head => {
                for head in &child.children {
                    row(head, out);
                    out.push_str(&"| --- ".repeat(head.children.len()));
                    out.push_str("|\n");
                }
            }
            Kind::Row => row(child, out),
            // The heading above says what table it is.
            _ => {}
        }
    }
}

fn row(row: &Node, out: &mut String) {
    for cell in &row.children {
        out.push_str("| ");
        out.push_str(&inline(&cell.children).replace('|', "\\|"));
        out.push(' ');
    }
    out.push_str("|\n");
}

fn inline<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> String {
    let mut out = String::new();
    for node in nodes {
        match node.kind {
            Kind::Text => out.push_str(&escaped(&node.text)),
            Kind::Literal => out.push_str(&code(&node.words())),
            Kind::Strong => around("**", node, &mut out),
            Kind::Emphasis => around("*", node, &mut out),
            Kind::Link => match node.address().filter(|it| is_plain_address(it)) {
                Some(address) => out.push_str(&["<", address, ">"].concat()),
                None => out.push_str(&inline(&node.children)),
            },
            // Small print goes on in the same line.
            Kind::Part => {
                out.push_str(" · ");
                out.push_str(&inline(&node.children));
            }
            _ => out.push_str(&inline(&node.children)),
        }
    }
    out
}

fn around(sign: &str, node: &Node, out: &mut String) {
    let words = inline(&node.children);
    // Signs around nothing would be a line across.
    if !words.trim().is_empty() {
        out.push_str(&[sign, words.trim(), sign].concat());
    }
}

/// Whether an address can stand between angle brackets.
fn is_plain_address(address: &str) -> bool {
    let ends = |it: char| it.is_whitespace() || it.is_control() || matches!(it, '<' | '>' | '|');
    !address.contains(ends)
}

/// Words with a sign before each that Markdown would take for its own.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut before = ' ';
    let mut rest = words.chars().peekable();
    while let Some(it) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let is_sign = match it {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' => true,
            // Within a word it is none.
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '&' => next.is_alphanumeric() || next == '#',
            '#' => next.is_ascii_digit(),
            // What looks like an address becomes a link in many readers.
            ':' => next == '/',
            '.' => out.ends_with("www"),
            '@' => next.is_alphanumeric(),
            _ => false,
        };
        if is_sign {
            out.push('\\');
        }
        out.push(it);
        before = it;
    }
    out
}

/// Words at the start of a line, where some signs begin a block.
fn at_start(words: String) -> String {
    let words = words.trim().to_owned();
    let n_digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let after = words.as_bytes().get(n_digits);
    let at = match words.chars().next() {
        Some('#' | '+' | '-' | '=' | '>' | '|' | ':') => Some(0),
        _ if n_digits > 0 && matches!(after, Some(b'.' | b')')) => Some(n_digits),
        _ => None,
    };
    match at {
        Some(at) => [&words[..at], "\\", &words[at..]].concat(),
        None => words,
    }
}

/// A piece of code, fenced with more grave accents than stand in it.
fn code(words: &str) -> String {
    let mut longest = 0;
    for run in words.split(|it| it != '`') {
        longest = longest.max(run.len());
    }
    let fence = "`".repeat(longest + 1);
    let is_open = words.is_empty() || words.starts_with(['`', ' ']) || words.ends_with(['`', ' ']);
    let space = if is_open { " " } else { "" };
    [&fence, space, words, space, &fence].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::parts::{said, text};
    use crate::report::tables::{Table, cell};
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    /// What a reader of GitHub's Markdown sees as words and code, and how many other things it sees.
    fn seen(markdown: &str) -> (String, usize) {
        let (mut words, mut n_others) = (String::new(), 0);
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_MATH;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(it) | Event::Code(it) => words.push_str(&it),
                Event::Start(_) => n_others += 1,
                Event::End(_) => {}
                _ => n_others += 100,
            }
        }
        (words, n_others)
    }

    proptest! {
        #[test]
        fn every_sign_stands_for_itself(
            words in "([-+*_#>=|:.!~$&;@`<\\[\\](){}\\\\a1 \"'/]|https://|www\\.|&lt;|é|\n){0,24}"
        ) {
            let plain = words.trim().replace('\n', " ");
            let markdown = write(&[said(Kind::Paragraph, &words)]);
            let expected = (plain.clone(), usize::from(!plain.is_empty()));
            prop_assert_eq!(seen(&markdown), expected, "{}", markdown);

            let item = node_of(Kind::List, vec![node_of(Kind::Item, vec![text(&words)])]);
            let (found, n) = seen(&write(&[item]));
            prop_assert_eq!((found, n), (plain.clone(), 2));

            let mut table = Table::new("", &["a", "b"], 9);
            table.row(vec![said(Kind::Literal, "x|y")], vec![cell(&words)]);
            let (found, n) = seen(&write(&table.done()));
            // Table, head, row, and four cells.
            prop_assert_eq!((found, n), (["abx|y", &plain].concat(), 7));
        }

        #[test]
        fn code_is_what_it_was(words in "[`a |\\\\*]{1,12}") {
            let markdown = write(&[node_of(Kind::Paragraph, vec![said(Kind::Literal, &words)])]);
            let (found, _) = seen(&markdown);
            prop_assert_eq!(found.trim(), words.trim(), "{}", markdown);
        }
    }

    fn node_of(kind: Kind, children: Vec<Node>) -> Node {
        Node {
            children,
            ..Node::new(kind, "")
        }
    }
}
