//! A text read as a browser reads a page.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeSink};
use html5ever::{Attribute, QualName, TokenizerResult};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

/// Longer texts are no page, as in promptfoo; in UTF-16 units.
const MAX_UNITS: usize = 10 << 20;
/// Browsers do not nest deeper either.
const MAX_DEPTH: usize = 512;
/// How much is read before limits are looked at, in bytes.
const PIECE: usize = 4096;

/// The elements of the HTML Standard.
const ELEMENTS: &str = " a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var video wbr ";

/// Why `text`, which has no white space around it, is not a page of HTML; `Err` where a limit was
/// reached.
pub(super) fn fault(text: &str) -> Result<Option<&'static str>, String> {
    if text.is_empty() {
        return Ok(Some("it is blank"));
    }
    if text.len() > MAX_UNITS && text.encode_utf16().count() > MAX_UNITS {
        return Ok(Some("it is too long"));
    }
    if text
        .get(..5)
        .is_some_and(|it| it.eq_ignore_ascii_case("<?xml"))
    {
        return Ok(Some("it is XML"));
    }
    if !text.contains('<') {
        return Ok(Some("it has no element"));
    }
    let page = read(text)?;
    Ok(if !page.body_is_written() && page.has_text_in_body() {
        Some("text stands outside its elements")
    } else if !page.has_known_element() {
        Some("it has no element that HTML knows")
    } else {
        None
    })
}

fn read(text: &str) -> Result<Page, String> {
    let page = Page::new();
    let tag = page.tag.clone();
    let too_deep = page.too_deep.clone();
    let builder = TreeBuilder::new(page, Default::default());
    let tokenizer = Tokenizer::new(Watch { builder, tag }, Default::default());
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) =
            rest.split_at(crate::text::floor_boundary(rest, PIECE.min(rest.len())));
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(piece));
        while let TokenizerResult::Script(_) = tokenizer.feed(&queue) {}
        if too_deep.get() {
            return Err(format!("the HTML nests deeper than {MAX_DEPTH} elements"));
        }
        rest = after;
    }
    tokenizer.end();
    Ok(tokenizer.sink.builder.sink)
}

/// Tells the page which tag is being read, so that it knows which elements were written and
/// which are only implied.
struct Watch {
    builder: TreeBuilder<usize, Page>,
    tag: Rc<RefCell<Option<String>>>,
}

impl TokenSink for Watch {
    type Handle = usize;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<usize> {
        *self.tag.borrow_mut() = match &token {
            Token::TagToken(Tag {
                kind: TagKind::StartTag,
                name,
                ..
            }) => Some(name.to_string()),
            _ => None,
        };
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        *self.tag.borrow_mut() = None;
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The nodes of a page; number 0 is the page itself. Only what the questions need is kept: who
/// stands in whom, not in what order.
struct Page {
    nodes: RefCell<Vec<Node>>,
    tag: Rc<RefCell<Option<String>>>,
    too_deep: Rc<Cell<bool>>,
}

struct Node {
    parent: Option<usize>,
    /// Those put into it; some may have moved away since.
    children: Vec<usize>,
    kind: Kind,
    depth: usize,
}

enum Kind {
    Element {
        name: QualName,
        /// It stands in the text; else it is implied.
        is_written: bool,
        /// Where the children of a template are.
        contents: Option<usize>,
    },
    Text {
        is_blank: bool,
    },
    Other,
}

impl Page {
    fn new() -> Page {
        let page = Page {
            nodes: RefCell::default(),
            tag: Rc::default(),
            too_deep: Rc::default(),
        };
        page.add(Kind::Other);
        page
    }

    fn add(&self, kind: Kind) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            parent: None,
            children: Vec::new(),
            kind,
            depth: 0,
        });
        nodes.len() - 1
    }

    fn put(&self, parent: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                let is_blank = crate::check::js::trim(&text).is_empty();
                self.add(Kind::Text { is_blank })
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent].depth + 1;
        nodes[parent].children.push(child);
        nodes[child].parent = Some(parent);
        nodes[child].depth = depth;
        if let Kind::Element {
            contents: Some(contents),
            ..
        } = nodes[child].kind
        {
            nodes[contents].depth = depth;
        }
        if depth > MAX_DEPTH {
            self.too_deep.set(true);
        }
    }

    /// The element called `body`, and whether it was written.
    fn body(&self) -> Option<(usize, bool)> {
        let nodes = self.nodes.borrow();
        let is_body = |(at, node): (usize, &Node)| match &node.kind {
            Kind::Element {
                name, is_written, ..
            } if &*name.local == "body" => Some((at, *is_written)),
            _ => None,
        };
        nodes.iter().enumerate().find_map(is_body)
    }

    fn body_is_written(&self) -> bool {
        self.body().is_some_and(|(_, is_written)| is_written)
    }

    fn has_text_in_body(&self) -> bool {
        let body = self.body().map(|(at, _)| at);
        let is_text = |node: &Node| matches!(node.kind, Kind::Text { is_blank: false });
        self.nodes
            .borrow()
            .iter()
            .any(|node| body.is_some() && node.parent == body && is_text(node))
    }

    fn has_known_element(&self) -> bool {
        let nodes = self.nodes.borrow();
        let is_known = |node: &Node| match &node.kind {
            Kind::Element {
                name, is_written, ..
            } => {
                let name = name.local.to_ascii_lowercase();
                let counts = *is_written || !matches!(&*name, "html" | "head" | "body");
                counts && (name.contains('-') || ELEMENTS.contains(&format!(" {name} ")))
            }
            _ => false,
        };
        // What is in a template, or was taken out of the page, is not in it.
        let is_inside = |node: &Node| {
            let mut top = node.parent;
            while let Some(parent) = top.filter(|it| *it != 0) {
                top = nodes[parent].parent;
            }
            top == Some(0)
        };
        nodes.iter().any(|node| is_known(node) && is_inside(node))
    }
}

impl TreeSink for Page {
    type Handle = usize;
    type Output = Page;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Page {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target].kind {
            Kind::Element { name, .. } => name,
            _ => unreachable!("only elements are asked for their names"),
        })
    }

    fn create_element(
        &self,
        name: QualName,
        _attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> usize {
        let contents = flags.template.then(|| self.add(Kind::Other));
        let is_written = self.tag.borrow().as_deref() == Some(&*name.local);
        self.add(Kind::Element {
            name,
            is_written,
            contents,
        })
    }

    fn create_comment(&self, _text: StrTendril) -> usize {
        self.add(Kind::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> usize {
        self.add(Kind::Other)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.put(*parent, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        previous: &usize,
        child: NodeOrText<usize>,
    ) {
        let parent = self.nodes.borrow()[*element].parent;
        self.put(parent.unwrap_or(*previous), child);
    }

    fn append_doctype_to_document(
        &self,
        _name: StrTendril,
        _public: StrTendril,
        _system: StrTendril,
    ) {
    }

    fn get_template_contents(&self, target: &usize) -> usize {
        match self.nodes.borrow()[*target].kind {
            Kind::Element {
                contents: Some(contents),
                ..
            } => contents,
            _ => *target,
        }
    }

    fn same_node(&self, a: &usize, b: &usize) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let parent = self.nodes.borrow()[*sibling].parent;
        self.put(parent.unwrap_or_default(), child);
    }

    fn add_attrs_if_missing(&self, _target: &usize, _attributes: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &usize) {
        self.nodes.borrow_mut()[*target].parent = None;
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        for child in children {
            if self.nodes.borrow()[child].parent == Some(*node) {
                self.put(*new_parent, NodeOrText::AppendNode(child));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn pages_are_read_as_browsers_do() {
        const OUTSIDE: Option<&str> = Some("text stands outside its elements");
        const UNKNOWN: Option<&str> = Some("it has no element that HTML knows");
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            assert_eq!(fault(text), Ok(expected), "{text}");
        }
        check("<p>hi", None);
        check("<P>X</P><p>Y", None);
        check("<div>x</div> tail", OUTSIDE);
        check("<body>x", None);
        check("x<body>", OUTSIDE);
        check("<html>", None);
        check("<p>a<div>b</div>c</p>", OUTSIDE);
        check("<b><p>x</b>y</p>", None);
        check("<table><tr><td>x</table>", None);
        check("<table>x</table>", OUTSIDE);
        check("<foo>x</foo>", UNKNOWN);
        check("<x-foo>x</x-foo>", None);
        check("<foo><b>x</b></foo>", None);
        check("<template><p>x</p></template>", None);
        check("<foo><!-- <p> --></foo>", UNKNOWN);
        check("</p>", UNKNOWN);
        check("<div></p></div>", None);
        check("</div>", UNKNOWN);
        check("<br>&nbsp;&#32;", None);
        check("<title>x</title>", None);
        check("<script>if (a < b) x</script>", None);
        check("a < b > c", OUTSIDE);
        check("<?xml version=\"1.0\"?><p/>", Some("it is XML"));
        check("<svg><title>x</title></svg>", None);
        check("<frameset><frame></frameset>", UNKNOWN);
    }

    #[test]
    fn limits_end_the_reading() {
        assert!(fault(&"<div>".repeat(100_000)).is_err());
        assert!(fault(&"<b><i><div>".repeat(1000)).is_err());
        let _ = fault(&"<b><p>".repeat(100_000));
        assert_eq!(fault(&"<p>x".repeat(100_000)), Ok(None));
        assert_eq!(
            fault(&"<".repeat(1 << 20)),
            Ok(Some("text stands outside its elements"))
        );
        assert_eq!(fault(&"<p>".repeat(4 << 20)), Ok(Some("it is too long")));
    }
}
