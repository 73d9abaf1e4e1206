//! Which prefixes may stand for which namespaces.

pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
pub(super) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Whether a prefix may stand for a namespace.
pub(super) fn may_bind(prefix: &str, namespace: &str) -> bool {
    match (prefix, namespace) {
        ("xml", namespace) => namespace == XML,
        ("xmlns", _) | (_, XML | XMLNS) => false,
        (prefix, "") => prefix.is_empty(),
        _ => true,
    }
}
