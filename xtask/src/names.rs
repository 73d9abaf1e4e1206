//! Short names for what a module imports.
//!
//! wasm-bindgen calls each import by its purpose and a hash. The module and its JavaScript hold
//! hundreds of such names, nobody reads them, and hashes cannot be packed: they are 8 KB of the
//! page's weight.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{ImportSectionReader, Imports, Parser, Payload};

/// The section of a module with its imports.
const IMPORTS: u8 = 2;

/// The same script and module, which call what is imported by short names.
///
/// # Errors
///
/// Where the module is none.
pub fn shorten(script: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    let names = short_names(script);
    let mut short = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        match key(line).and_then(|it| Some((it, names.get(it)?))) {
            Some((name, other)) => short.push_str(&line.replacen(name, other, 1)),
            None => short.push_str(line),
        }
    }
    Ok((short, rename_imports(module, &names)?))
}

/// The names that may be others, by what they are. Their order in the script counts, so that two
/// modules with one script stay so.
fn short_names(script: &str) -> BTreeMap<&str, String> {
    let keys = script.lines().filter_map(key);
    // A name that stands elsewhere too is left as it is.
    let once = keys.filter(|it| script.matches(it).count() == 1);
    once.enumerate()
        .map(|(at, name)| (name, format!("_{at}")))
        .collect()
}

/// The name in a line of the script that gives an import: `__wbg_…_HASH: function(…`.
fn key(line: &str) -> Option<&str> {
    let (name, _) = line.trim_start().split_once(": function(")?;
    let (purpose, hash) = name.rsplit_once('_')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|it| it.is_ascii_hexdigit());
    (is_hash && purpose.starts_with("__wb")).then_some(name)
}

fn rename_imports(module: &[u8], names: &BTreeMap<&str, String>) -> Result<Vec<u8>> {
    let mut new = Vec::with_capacity(module.len());
    let mut copied = 0;
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ImportSection(section) = payload.context("this is no module")? else {
            continue;
        };
        let range = section.range();
        let starts = starts(section)?;
        let mut body = Vec::new();
        write_number(&mut body, starts.len());
        let ends = starts.iter().skip(1).copied().chain([range.end]);
        for (start, end) in starts.iter().copied().zip(ends) {
            rename_import(&module[start..end], names, &mut body)?;
        }
        // Before the section's content stand its number and its length.
        let head = section_head(module, &range).context("an import section has a head")?;
        new.extend_from_slice(&module[copied..head]);
        new.push(IMPORTS);
        write_number(&mut new, body.len());
        new.extend_from_slice(&body);
        copied = range.end;
    }
    new.extend_from_slice(&module[copied..]);
    Ok(new)
}

/// Where each import begins.
fn starts(section: ImportSectionReader<'_>) -> Result<Vec<usize>> {
    let start = |it: wasmparser::Result<(usize, Imports<'_>)>| match it? {
        (at, Imports::Single(..)) => Ok(at),
        _ => bail!("imports in groups are not known here"),
    };
    section.into_iter_with_offsets().map(start).collect()
}

/// Where the head of a section begins whose content is at `range`.
fn section_head(module: &[u8], range: &Range<usize>) -> Option<usize> {
    let mut length = Vec::new();
    write_number(&mut length, range.len());
    // The length may be written longer than need be.
    (length.len()..=5).find_map(|n| {
        let head = range.start.checked_sub(n + 1)?;
        let (read, at) = read_number(module, head + 1)?;
        (module[head] == IMPORTS && read == range.len() && at == range.start).then_some(head)
    })
}

/// An import: the module it is of, its name, and what it is.
fn rename_import(import: &[u8], names: &BTreeMap<&str, String>, to: &mut Vec<u8>) -> Result<()> {
    let parts = || {
        let (of_length, of_start) = read_number(import, 0)?;
        let (length, start) = read_number(import, of_start + of_length)?;
        let name = std::str::from_utf8(import.get(start..start + length)?).ok()?;
        Some((
            &import[..of_start + of_length],
            name,
            &import[start + length..],
        ))
    };
    let (of, name, what) = parts().context("an import has a name")?;
    let name = names.get(name).map_or(name, String::as_str);
    to.extend_from_slice(of);
    write_number(to, name.len());
    to.extend_from_slice(name.as_bytes());
    to.extend_from_slice(what);
    Ok(())
}

/// An unsigned number in LEB128, and where what follows begins.
fn read_number(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        number |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some((number, at));
        }
        shift += 7;
    }
}

fn write_number(to: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = number.to_le_bytes()[0] & 0x7f;
        number >>= 7;
        to.push(if number == 0 { byte } else { byte | 0x80 });
        if number == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports a function of each name from `m`.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut body = vec![u8::try_from(names.len()).expect("few")];
        for name in names {
            body.extend([1, b'm', u8::try_from(name.len()).expect("short")]);
            body.extend(name.bytes());
            body.extend([0, 0]);
        }
        let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02".to_vec();
        write_number(&mut module, body.len());
        module.extend(body);
        module
    }

    #[test]
    fn script_and_module_agree_on_short_names() {
        let (long, other) = ("__wbg_new_0123456789abcdef", "__wbg_log_fedcba9876543210");
        let script = format!(
            "const imports = {{\n    {long}: function(a) {{\n    }},\n    {other}: function(b) {{\n    }},\n    memory: it,\n}};\nsay(\"{other}\");\n"
        );
        let (script, module) = shorten(&script, &module(&[long, "kept", other])).expect("a module");
        assert!(script.contains("    _0: function(a)"), "{script}");
        // This one stands elsewhere too.
        assert!(
            script.contains(&format!("    {other}: function(b)")),
            "{script}"
        );
        let found = Parser::new(0).parse_all(&module).find_map(|it| match it {
            Ok(Payload::ImportSection(section)) => {
                let names = section
                    .into_imports()
                    .map(|it| it.map(|it| it.name.to_owned()));
                Some(names.collect::<Result<Vec<_>, _>>().expect("imports"))
            }
            _ => None,
        });
        assert_eq!(found.expect("imports"), ["_0", "kept", other]);
    }

    #[test]
    fn what_is_no_module_is_told() {
        assert!(shorten("", b"no module").is_err());
    }
}
