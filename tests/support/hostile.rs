//! Texts that would take long to read if some part of reading them were not linear.

#![allow(dead_code, reason = "a test needs the pieces, a bench the texts")]

/// Pieces that a spec is made of, broken ones among them.
pub(crate) const PIECES: [&str; 72] = [
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "\r\n",
    "\u{feff}",
    "\0",
    "---\n",
    "title: x\n",
    "# ",
    "## ",
    "A title",
    " {#id}",
    " {#id authority=root}",
    " {authority=bos tags=a,b}",
    "\n===\n",
    "\n---\n",
    "!!! meta \"Why\"\n",
    "    body\n",
    "**Example**: ask\n",
    "~~~xml\n",
    "~~~\n",
    "```checks\n",
    "```\n",
    "  ```\n",
    "- type: contains\n",
    "<system>\n",
    "under_18: true\n",
    "</system>\n",
    "<user>",
    "</user>\n",
    "<assistant>",
    "<!-- GOOD: why -->\n",
    "<!-- BAD[#id], why -->",
    "</assistant>\n",
    "*</comparison>\n",
    "<comparison>\n",
    "</comparison>\n",
    "[...]\n",
    "- ",
    "* ",
    "1. ",
    "  - ",
    "> ",
    "Claude should never:\n",
    "The assistant must not lie. ",
    "You MAY skip it. ",
    "Never do it. ",
    "e.g. This",
    "“quoted” ",
    "[?](#id)",
    "[a](#b-c)",
    "[^a1]",
    "`code must`",
    "|a|b|\n|-|-|\n",
    "<div>\n",
    "é",
    "😀",
    "。",
    "’s",
    "&lt;",
    "[",
    "](#",
    " {#mark strength=may}",
    " {clause=no sentences=2}",
    " {authority=boss}",
    "<!-- plumbline: ignore two-demands -->",
    "<!-- plumbline: ignore x, vague-demand in section -->\n",
    "<!-- plumbline: so -->\n\n",
    "We want Claude to be:\n",
    "The bot must be good and should not be kind. ",
];

/// Pieces that open something and never close it, and the like.
pub(crate) const BOMBS: [&str; 26] = [
    ">",
    "[",
    "]",
    "](",
    "](#",
    "[^",
    ".[^",
    ". ",
    "*",
    "_",
    "`",
    "\"",
    "a.",
    "!",
    "!!! ",
    "{",
    "}",
    "{#",
    "<",
    "- - ",
    "a must ",
    "<!--",
    "<!-- plumbline: ",
    "{#a",
    "{#a}",
    "a must. {#a} ",
];

/// Hostile texts of about `n_bytes` bytes, with what they are made of.
pub(crate) fn texts(n_bytes: usize) -> Vec<(String, String)> {
    let repeated = |piece: &str| piece.repeat(n_bytes.div_ceil(piece.len()));
    let pieces = PIECES.into_iter().chain(BOMBS);
    let mut all: Vec<_> = pieces.map(|it| (format!("{it:?}"), repeated(it))).collect();
    let comparison = "<comparison>\n<assistant>\n<!-- BAD[#x] -->\n</assistant>\n</comparison>\n";
    let conversation = |body: &str| format!("**Example**: x\n~~~xml\n{body}");
    for (name, text) in [
        ("opened only", conversation(&repeated("<user>\n"))),
        ("comparisons", conversation(&repeated(comparison))),
        ("headings", repeated("# A {#a}\n\nIt must be.\n")),
        ("dangling", repeated("[a](#b) It must be.\n\n")),
        ("lists", repeated("- Claude must not.\n  - x:\n    - y\n")),
        ("front", format!("---\n{}", repeated("a: b\n"))),
        ("one long title", long_title(n_bytes)),
    ] {
        all.push((name.to_owned(), text));
    }
    all
}

/// Half of the text is a heading; sections and rules below it fill the other half.
pub(crate) fn long_title(n_bytes: usize) -> String {
    let below = "## B\n\nIt must be.\n".repeat(n_bytes / 36);
    format!("# {}\n\n{below}", "word ".repeat(n_bytes / 10))
}
