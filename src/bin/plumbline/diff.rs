//! `plumbline diff`: what changed from one version of a spec to the next.

use crate::args::DiffArgs;
use crate::diff_page;
use crate::input::Input;
use crate::problem::{Failure, Problem, report};
use plumbline::spec::diff::{Version, diff, diff_json};
use plumbline::spec::{Spec, parse};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(args: &DiffArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    if args.old == args.new && args.old == Path::new("-") {
        let hint = "name a file for one of the two versions";
        return Err(Problem::new("<stdin>", "it can be read only once", hint).into());
    }
    let (old, new) = (Document::read(&args.old)?, Document::read(&args.new)?);
    let found = diff(old.version(), new.version());
    if args.json {
        let (from, to) = (file_name(&args.old), file_name(&args.new));
        let json = diff_json(&found, &new.spec, &from, &to);
        serde_json::to_writer_pretty(&mut *out, &json).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{} → {}\n", old.name, new.name)?;
        diff_page::write(&found, [&old.text, &new.text], out)?;
    }
    out.flush()?;
    for document in [&old, &new] {
        let diagnostics = document.spec.diagnostics.iter();
        diagnostics.for_each(|it| report(&document.name, it));
    }
    Ok(ExitCode::SUCCESS)
}

/// A version as read.
struct Document {
    name: String,
    text: String,
    spec: Spec,
}

impl Document {
    fn read(path: &Path) -> Result<Document, Problem> {
        let (name, text) = Input::open(path)?.text()?;
        let spec = parse(&text);
        Ok(Document { name, text, spec })
    }

    fn version(&self) -> Version<'_> {
        Version {
            spec: &self.spec,
            source: &self.text,
        }
    }
}

/// The file's name without its folder.
fn file_name(path: &Path) -> String {
    let name = path.file_name().filter(|_| path != Path::new("-"));
    name.map_or("<stdin>".into(), |it| it.to_string_lossy().into_owned())
}
