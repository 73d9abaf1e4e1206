//! What is sent without what only its writers read: remarks, indentation, spaces that mean nothing.

/// A style sheet without remarks and without spaces around its signs.
pub(crate) fn style(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |it| it.1);
    }
    plain.push_str(rest);
    plain.split_inclusive('\n').filter_map(rule).collect()
}

/// A line of a style sheet; `None` for an empty one. One with a quotation may mean its spaces.
fn rule(line: &str) -> Option<String> {
    let line = line.trim();
    if line.contains(['"', '\'']) {
        return Some([line, "\n"].concat());
    }
    let mut line = line.to_owned();
    for (long, short) in [
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        (";}", "}"),
        ("; ", ";"),
        (", ", ","),
    ] {
        line = line.replace(long, short);
    }
    (!line.is_empty()).then(|| line + "\n")
}

/// A script without remarks that have lines of their own and without indentation. One with a text
/// over several lines is left as it is.
pub(crate) fn script(text: &str) -> String {
    let is_open = |line: &str| line.matches('`').count() % 2 == 1;
    if text.lines().any(is_open) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut in_remark = false;
    for line in text.lines().map(str::trim) {
        in_remark |= line.starts_with("/*") && !line[2..].contains("*/");
        let is_remark =
            in_remark || line.starts_with("//") || line.starts_with("/*") && line.ends_with("*/");
        in_remark &= !line.ends_with("*/");
        if !line.is_empty() && !is_remark {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_keeps_what_it_says() {
        let text = "/* Words */\n.a, .b > i { color: red; margin: 0 1px; }\n\n.q::before { content: \"; { \"; }\n";
        let plain = ".a,.b > i{color: red;margin: 0 1px}\n.q::before { content: \"; { \"; }\n";
        assert_eq!(style(text), plain);
    }

    #[test]
    fn a_script_keeps_what_it_does() {
        let text = "/**\n * Adds.\n */\nfunction add(a, b) {\n    // Both.\n    return a + b;\n}\n";
        assert_eq!(script(text), "function add(a, b) {\nreturn a + b;\n}\n");
        let text = "const c = a\n    * b;\n/* now */ run();\n/* one line */\n";
        assert_eq!(script(text), "const c = a\n* b;\n/* now */ run();\n");
        let text = "const a = `\n    b`;\n";
        assert_eq!(script(text), text);
    }
}
