//! What may stand before a document's element: the XML declaration and the document type.

use super::characters::is_space;
use super::document::{Checked, Reader};

impl<'t> Reader<'t> {
    /// `<?xml …?>` at the very beginning.
    pub(super) fn declaration(&mut self) -> Checked<()> {
        let is_there = self
            .rest()
            .strip_prefix("<?xml")
            .is_some_and(|it| it.starts_with(|it| is_space(it) || it == '?'));
        if !is_there {
            return Ok(());
        }
        self.at += "<?xml".len();
        let mut expected: &[&str] = &["version"];
        loop {
            let space = self.space();
            if self.eat("?>") {
                break;
            }
            if !space {
                return self.fault("space is missing in the XML declaration");
            }
            expected = self.declared(expected)?;
        }
        if expected == ["version"] {
            self.fault("the XML declaration has no version")
        } else {
            Ok(())
        }
    }

    /// One `name="value"` of the declaration; what may follow it.
    fn declared(&mut self, expected: &[&str]) -> Checked<&'static [&'static str]> {
        let name = self.take_while(|it| !is_space(it) && it != '=' && it != '?');
        if !expected.contains(&name) {
            return self.fault("the XML declaration is faulty");
        }
        self.space();
        self.expect("=", "the XML declaration is faulty")?;
        self.space();
        let value = self.quoted("the XML declaration is faulty")?;
        let (holds, next): (bool, &[&str]) = match name {
            "version" => {
                let digits = value.strip_prefix("1.").unwrap_or_default();
                (
                    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()),
                    &["encoding", "standalone"],
                )
            }
            "encoding" => {
                let is_part = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
                (
                    value.starts_with(|it: char| it.is_ascii_alphabetic())
                        && value.chars().all(is_part),
                    &["standalone"],
                )
            }
            _ => {
                self.standalone = value == "yes";
                (matches!(value, "yes" | "no"), &[])
            }
        };
        if holds {
            Ok(next)
        } else {
            self.fault("the XML declaration is faulty")
        }
    }

    pub(super) fn quoted(&mut self, reason: &'static str) -> Checked<&'t str> {
        match self.rest().chars().next() {
            Some('"') => {
                self.at += 1;
                self.until("\"", reason)
            }
            Some('\'') => {
                self.at += 1;
                self.until("'", reason)
            }
            _ => self.fault(reason),
        }
    }

    /// `<!DOCTYPE name SYSTEM "…">`, `<!DOCTYPE name PUBLIC "…" "…">`.
    pub(super) fn doctype(&mut self) -> Checked<()> {
        const FAULTY: &str = "the document type is faulty";
        if self.seen_root || std::mem::replace(&mut self.seen_doctype, true) {
            return self.fault("the document type is not at the beginning");
        }
        if !self.space() {
            return self.fault(FAULTY);
        }
        self.name(FAULTY)?;
        let space = self.space();
        let public = self.rest().starts_with("PUBLIC");
        if space && (public || self.rest().starts_with("SYSTEM")) {
            self.at += "SYSTEM".len();
            let is_public =
                |it: char| it.is_ascii_alphanumeric() || " \r\n-'()+,./:=?;!*#@$_%".contains(it);
            if public && !(self.space() && self.quoted(FAULTY)?.chars().all(is_public)) {
                return self.fault(FAULTY);
            }
            if !self.space() || self.quoted(FAULTY)?.contains('#') {
                return self.fault(FAULTY);
            }
            self.space();
            self.external = !self.standalone;
        }
        self.expect(">", FAULTY)
    }
}
