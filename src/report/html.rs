//! Set text as one HTML file: no script, nothing to fetch, no word of an input as markup.

use crate::prose::{Kind, Node};

const STYLE: &str = include_str!("style.css");

/// The file, with a title.
pub(super) fn write(title: &str, nodes: &[Node]) -> String {
    let mut out =
        String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    // Should anything slip in after all, it could still run and fetch nothing.
    out.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    escape(title, &mut out);
    out.push_str("</title>\n<style>\n");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n<main>\n");
    for node in nodes {
        element(node, &mut out);
        out.push('\n');
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn element(node: &Node, out: &mut String) {
    match node.kind {
        Kind::Text => escape(&node.text, out),
        Kind::Link => link(node, out),
        Kind::Table => table(node, out),
        kind => match tag(kind, &node.text) {
            Some((tag, attributes)) => {
                out.push_str(&["<", tag, attributes, ">"].concat());
                children(node, out);
                out.push_str(&["</", tag, ">"].concat());
            }
            None => children(node, out),
        },
    }
}

fn children(node: &Node, out: &mut String) {
    node.children.iter().for_each(|it| element(it, out));
}

/// An element's name and attributes; `None` where what stands in it says it all.
fn tag(kind: Kind, text: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Kind::Heading1 => ("h1", ""),
        Kind::Heading2 => ("h2", ""),
        Kind::Heading3 => ("h3", ""),
        Kind::Paragraph => ("p", ""),
        Kind::List => ("ul", ""),
        Kind::Item => ("li", ""),
        Kind::Strong => ("strong", ""),
        Kind::Emphasis => ("em", ""),
        Kind::Literal => ("code", ""),
        Kind::Caption => ("caption", ""),
        Kind::Row => ("tr", ""),
        Kind::HeadCell => ("th", " scope=\"col\""),
        Kind::RowHead => ("th", " scope=\"row\""),
        Kind::Cell if text == "number" => ("td", " class=\"number\""),
        Kind::Cell => ("td", ""),
        Kind::Part if text == "hint" => ("small", ""),
        // Who has no mouse scrolls it by keys.
        Kind::Part => ("div", " class=\"wide\" tabindex=\"0\""),
        _ => return None,
    })
}

fn link(node: &Node, out: &mut String) {
    let Some(address) = node.address() else {
        return children(node, out);
    };
    out.push_str("<a rel=\"noreferrer\" href=\"");
    escape(address, out);
    out.push_str("\">");
    children(node, out);
    out.push_str("</a>");
}

fn table(table: &Node, out: &mut String) {
    let is_row = |it: &&Node| it.kind == Kind::Row;
    out.push_str("<table>");
    for node in table.children.iter().filter(|it| !is_row(it)) {
        if node.kind == Kind::Head {
            out.push_str("<thead>");
            children(node, out);
            out.push_str("</thead>");
        } else {
            element(node, out);
        }
    }
    out.push_str("<tbody>\n");
    for row in table.children.iter().filter(is_row) {
        element(row, out);
        out.push('\n');
    }
    out.push_str("</tbody></table>");
}

fn escape(words: &str, out: &mut String) {
    for it in words.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            it => out.push(it),
        }
    }
}
