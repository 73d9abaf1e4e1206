//! The reference: IFEval's verifiers inside the Python package `lm_eval`, in an environment of
//! their own under `target/`.

use crate::bundle::target;
use crate::shell::output;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use xtask::programs::find;

/// What the verifiers need, and nothing else of lm_eval's.
const PACKAGES: [&str; 4] = [
    "langdetect==1.0.9",
    "nltk==3.9.2",
    "immutabledict",
    "packaging",
];
const VERIFIERS: &str = "lm_eval==0.4.13";
const SCRIPT: &str = include_str!("reference.py");

/// A Python that can run the verifiers.
pub(super) struct Reference {
    python: PathBuf,
    /// Where NLTK looks for its data: a folder of the right name, without data. The types that
    /// need it are not measured.
    nltk_data: PathBuf,
    script: PathBuf,
}

impl Reference {
    /// Makes the environment where it is missing.
    pub(super) fn set_up() -> Result<Reference> {
        let folder = target().join("ifeval-reference");
        let bin = if cfg!(windows) { "Scripts" } else { "bin" };
        let python = folder.join(bin).join("python");
        if !python.is_file() {
            let system = find(&["python3", "python"]).context("there is no python3 here")?;
            let (system, folder) = (system.to_string_lossy(), folder.to_string_lossy());
            succeed(&system, &["-m", "venv", &folder]).context("python3 cannot make a venv")?;
        }
        let own = python.to_string_lossy();
        if succeed(
            &own,
            &["-c", "import langdetect, nltk, immutabledict, packaging"],
        )
        .is_err()
        {
            pip(&own, &PACKAGES)?;
            pip(&own, &["--no-deps", VERIFIERS])?;
        }
        let (nltk_data, script) = (folder.join("nltk_data"), folder.join("reference.py"));
        fs::create_dir_all(nltk_data.join("tokenizers/punkt_tab"))?;
        fs::write(&script, SCRIPT)?;
        Ok(Reference {
            python,
            nltk_data,
            script,
        })
    }

    /// One round over the responses of `file`: a line of JSON.
    pub(super) fn round(&self, file: &str) -> Result<String> {
        let output = Command::new(&self.python)
            .arg(&self.script)
            .arg(file)
            .env("NLTK_DATA", &self.nltk_data)
            .output()?;
        if !output.status.success() {
            bail!(
                "the reference failed: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

fn pip(python: &str, packages: &[&str]) -> Result<()> {
    println!("installing {} for the reference", packages.join(" "));
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    succeed(python, &[&install[..], packages].concat()).context("pip cannot install the reference")
}

fn succeed(program: &str, arguments: &[&str]) -> Result<()> {
    output(program, arguments)
        .map(|_| ())
        .with_context(|| format!("`{program}` failed"))
}
