//! Whether a text is a well-formed XML 1.0 document with namespaces.
//!
//! Source: XML 1.0 (fifth edition) and Namespaces in XML 1.0. A document type may name an external
//! subset, whose entities are then taken to exist; an internal one is refused.

use super::characters::{is_allowed, is_name_character, is_name_start, is_space};
use super::namespaces::{XML, XMLNS, may_bind};
use std::collections::BTreeMap;

/// Why a text is no document, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct XmlFault {
    pub(super) at: usize,
    pub(super) reason: &'static str,
}

pub(super) type Checked<T> = Result<T, XmlFault>;

/// Checks all of `text`.
pub(super) fn check(text: &str) -> Checked<()> {
    let mut reader = Reader {
        text,
        at: 0,
        open: Vec::new(),
        seen_root: false,
        seen_doctype: false,
        standalone: false,
        external: false,
    };
    reader.eat("\u{feff}");
    reader.declaration()?;
    while reader.at < text.len() {
        reader.next()?;
    }
    match reader.open.last() {
        Some(_) => reader.fault("an element is never closed"),
        None if !reader.seen_root => reader.fault("there is no element"),
        None => Ok(()),
    }
}

pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) at: usize,
    open: Vec<Element<'t>>,
    pub(super) seen_root: bool,
    pub(super) seen_doctype: bool,
    pub(super) standalone: bool,
    /// Entities may be declared elsewhere.
    pub(super) external: bool,
}

struct Element<'t> {
    name: &'t str,
    /// The prefixes it declares; the empty one is the default.
    namespaces: BTreeMap<&'t str, &'t str>,
}

impl<'t> Reader<'t> {
    pub(super) fn fault<T>(&self, reason: &'static str) -> Checked<T> {
        Err(XmlFault {
            at: self.at,
            reason,
        })
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    pub(super) fn expect(&mut self, text: &str, reason: &'static str) -> Checked<()> {
        if self.eat(text) {
            Ok(())
        } else {
            self.fault(reason)
        }
    }

    pub(super) fn take_while(&mut self, test: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|it| !test(it)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    pub(super) fn space(&mut self) -> bool {
        !self.take_while(is_space).is_empty()
    }

    /// Everything up to `end`, which is taken too; only characters that XML allows.
    pub(super) fn until(&mut self, end: &str, reason: &'static str) -> Checked<&'t str> {
        let rest = self.rest();
        let Some(length) = rest.find(end) else {
            return self.fault(reason);
        };
        let inside = &rest[..length];
        self.allowed(inside)?;
        self.at += length + end.len();
        Ok(inside)
    }

    fn allowed(&mut self, text: &str) -> Checked<()> {
        match text.find(|it| !is_allowed(it)) {
            None => Ok(()),
            Some(at) => {
                self.at += at;
                self.fault("a character is not allowed in XML")
            }
        }
    }

    pub(super) fn name(&mut self, reason: &'static str) -> Checked<&'t str> {
        if !self.rest().starts_with(is_name_start) {
            return self.fault(reason);
        }
        Ok(self.take_while(is_name_character))
    }

    /// One piece: text, a tag, a comment, …
    fn next(&mut self) -> Checked<()> {
        let rest = self.rest();
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            return self.characters(&rest[..end]);
        }
        if self.eat("<!--") {
            return self.comment();
        }
        if self.eat("<![CDATA[") {
            return self.cdata();
        }
        if self.eat("<!DOCTYPE") {
            return self.doctype();
        }
        if self.eat("<?") {
            return self.instruction();
        }
        if self.eat("</") {
            return self.closing();
        }
        self.opening()
    }

    fn characters(&mut self, text: &'t str) -> Checked<()> {
        if self.open.is_empty() {
            return match text.find(|it| !is_space(it)) {
                None => {
                    self.at += text.len();
                    Ok(())
                }
                Some(at) => {
                    self.at += at;
                    self.fault("text stands outside the element")
                }
            };
        }
        if let Some(at) = text.find("]]>") {
            self.at += at;
            return self.fault("`]]>` stands in the text");
        }
        self.references(text)?;
        self.at += text.len();
        Ok(())
    }

    /// Characters with `&…;` among them.
    fn references(&mut self, text: &'t str) -> Checked<()> {
        self.allowed(text)?;
        for (at, _) in text.match_indices('&') {
            let rest = &text[at + 1..];
            let name = rest.find(';').map(|end| &rest[..end]);
            if !name.is_some_and(|name| self.is_entity(name)) {
                self.at += at;
                return self.fault("`&` begins no known entity");
            }
        }
        Ok(())
    }

    fn is_entity(&self, name: &str) -> bool {
        let number = match name.strip_prefix('#') {
            None if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") => return true,
            None => {
                return self.external
                    && name.starts_with(is_name_start)
                    && name.chars().all(is_name_character);
            }
            Some(digits) => match digits.strip_prefix('x') {
                Some(digits) if digits.bytes().all(|it| it.is_ascii_hexdigit()) => {
                    u32::from_str_radix(digits, 16)
                }
                None if digits.bytes().all(|it| it.is_ascii_digit()) => digits.parse(),
                _ => return false,
            },
        };
        number.ok().and_then(char::from_u32).is_some_and(is_allowed)
    }

    fn comment(&mut self) -> Checked<()> {
        self.until("--", "a comment is never closed")?;
        self.expect(">", "`--` stands in a comment")
    }

    fn cdata(&mut self) -> Checked<()> {
        if self.open.is_empty() {
            return self.fault("text stands outside the element");
        }
        self.until("]]>", "a CDATA section is never closed")
            .map(drop)
    }

    fn instruction(&mut self) -> Checked<()> {
        if !self.rest().starts_with(|it| is_name_start(it) && it != ':') {
            return self.fault("a processing instruction has no target");
        }
        let target = self.take_while(|it| is_name_character(it) && it != ':');
        if target.eq_ignore_ascii_case("xml") {
            return self.fault("the XML declaration is not at the beginning");
        }
        if !self.rest().starts_with(|it| is_space(it) || it == '?') {
            return self.fault("a processing instruction's target is no name");
        }
        self.until("?>", "a processing instruction is never closed")
            .map(drop)
    }

    fn closing(&mut self) -> Checked<()> {
        let name = self.take_while(is_name_character);
        self.space();
        match self.open.last() {
            Some(element) if element.name == name && !name.is_empty() => {}
            _ => return self.fault("a closing tag closes nothing that is open"),
        }
        self.expect(">", "a closing tag is faulty")?;
        self.open.pop();
        Ok(())
    }

    fn opening(&mut self) -> Checked<()> {
        let start = self.at;
        self.at += 1;
        let name = self.name("`<` begins no tag")?;
        if self.open.is_empty() && std::mem::replace(&mut self.seen_root, true) {
            self.at = start;
            return self.fault("there is more than one element");
        }
        let mut attributes = Vec::new();
        let closes = loop {
            let space = self.space();
            if self.eat(">") {
                break false;
            }
            if self.eat("/") {
                self.expect(">", "`/` in a tag is not followed by `>`")?;
                break true;
            }
            if !space {
                return self.fault("a tag is faulty");
            }
            attributes.push(self.attribute()?);
        };
        let end = self.at;
        self.at = start;
        self.open_element(name, &attributes)?;
        self.at = end;
        if closes {
            self.open.pop();
        }
        Ok(())
    }

    fn attribute(&mut self) -> Checked<(&'t str, &'t str)> {
        let name = self.name("an attribute's name is faulty")?;
        self.space();
        self.expect("=", "an attribute has no value")?;
        self.space();
        let start = self.at;
        let value = self.quoted("an attribute's value is not in quotation marks")?;
        let end = self.at;
        self.at = start + 1;
        if value.contains('<') {
            return self.fault("`<` stands in an attribute");
        }
        self.references(value)?;
        self.at = end;
        Ok((name, value))
    }

    /// Opens an element and checks its names against the prefixes that are declared.
    fn open_element(&mut self, name: &'t str, attributes: &[(&'t str, &'t str)]) -> Checked<()> {
        let mut namespaces = BTreeMap::new();
        for (name, value) in attributes {
            let (prefix, local) = self.split(name)?;
            let declares = if prefix == "xmlns" {
                Some(local)
            } else {
                (*name == "xmlns").then_some("")
            };
            let Some(declared) = declares else { continue };
            let value = value.trim_matches(crate::check::js::is_space);
            if !may_bind(declared, value) {
                return self.fault("a namespace is declared that must not be");
            }
            namespaces.insert(declared, value);
        }
        self.open.push(Element { name, namespaces });
        let (prefix, _) = self.split(name)?;
        if prefix == "xmlns"
            || !prefix.is_empty() && self.namespace(prefix).is_none_or(str::is_empty)
        {
            return self.fault("an element's prefix is not declared");
        }
        self.different(attributes)
    }

    fn different(&self, attributes: &[(&'t str, &'t str)]) -> Checked<()> {
        let mut seen = std::collections::BTreeSet::new();
        for (name, _) in attributes {
            let (prefix, local) = self.split(name)?;
            let namespace = if prefix.is_empty() {
                Some("")
            } else {
                self.namespace(prefix)
            };
            let Some(namespace) = namespace else {
                return self.fault("an attribute's prefix is not declared");
            };
            if !seen.insert((namespace, prefix.is_empty(), local)) {
                return self.fault("an attribute is given twice");
            }
        }
        Ok(())
    }

    fn split(&self, name: &'t str) -> Checked<(&'t str, &'t str)> {
        match name.split_once(':') {
            None => Ok(("", name)),
            Some((prefix, local))
                if !prefix.is_empty() && !local.is_empty() && !local.contains(':') =>
            {
                Ok((prefix, local))
            }
            Some(_) => self.fault("a name has a colon too many"),
        }
    }

    fn namespace(&self, prefix: &str) -> Option<&'t str> {
        match prefix {
            "xml" => Some(XML),
            "xmlns" => Some(XMLNS),
            _ => self
                .open
                .iter()
                .rev()
                .find_map(|it| it.namespaces.get(prefix).copied()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn documents_are_well_formed_or_not() {
        for good in [
            "<a/>",
            " <a></a>\n",
            "<?xml version=\"1.0\" encoding='UTF-8' standalone=\"yes\" ?><a/>",
            "<!-- c --><a/><!-- d -->",
            "<a b=\"1\" c='&lt;&#65;&#x1F600;'>&amp;]]&gt;<![CDATA[<&]]></a >",
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a SYSTEM 'x'><a>&e;</a>",
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD\" \"http://x\"><html/>",
            "<?p q?><a><?p??></a>",
            "<x:a xmlns:x='u'><x:b x:c='1' c='2'/></x:a>",
            "<a xmlns='u'><b xmlns=''/></a>",
            "\u{feff}<a/>",
            "<é.·/>",
            "<a>\u{85}</a>",
            "<a xml:lang='de'/>",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, reason) in [
            ("", "there is no element"),
            ("x", "text stands outside the element"),
            ("<a>", "an element is never closed"),
            ("<a/><b/>", "there is more than one element"),
            ("<a/>x", "text stands outside the element"),
            ("<A></a>", "a closing tag closes nothing that is open"),
            (
                "<a><b></a></b>",
                "a closing tag closes nothing that is open",
            ),
            ("<1/>", "`<` begins no tag"),
            ("<a b=1/>", "an attribute's value is not in quotation marks"),
            ("<a b/>", "an attribute has no value"),
            ("<a b='x' b='y'/>", "an attribute is given twice"),
            ("<a>&nbsp;</a>", "`&` begins no known entity"),
            ("<a>&</a>", "`&` begins no known entity"),
            ("<a>&#0;</a>", "`&` begins no known entity"),
            ("<a>]]></a>", "`]]>` stands in the text"),
            ("<a>\u{1}</a>", "a character is not allowed in XML"),
            ("<!-- a -- b --><a/>", "`--` stands in a comment"),
            ("<?xml?><a/>", "the XML declaration has no version"),
            (
                "<a/><?xml version='1.0'?>",
                "the XML declaration is not at the beginning",
            ),
            (
                "<!DOCTYPE a [<!ENTITY e 'x'>]><a/>",
                "the document type is faulty",
            ),
            ("<x:a/>", "an element's prefix is not declared"),
            ("<a x:b='1'/>", "an attribute's prefix is not declared"),
            ("<a:b:c/>", "a name has a colon too many"),
            ("<a b='<'/>", "`<` stands in an attribute"),
            ("<a b='1'c='2'/>", "a tag is faulty"),
            ("< a/>", "`<` begins no tag"),
            ("<![CDATA[x]]>", "text stands outside the element"),
            (
                "<a xmlns:x=''/>",
                "a namespace is declared that must not be",
            ),
            (
                "<x:a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>",
                "an attribute is given twice",
            ),
        ] {
            assert_eq!(check(bad).map_err(|it| it.reason), Err(reason), "{bad}");
        }
    }
}
