//! From sources to `dist/`: the WebAssembly modules, their JavaScript, one style sheet, one page.
//!
//! The engine is built twice: a small one that every visitor gets, and the whole one with the
//! parts that few checks need.
//!
//! Trunk is not used. It would be one more program to install and to keep in step; what it does
//! here is little: `cargo build` a few times, `wasm-bindgen` as a library of the very version in
//! Cargo.lock, and file names with hashes. Every address in the result is relative, so `dist/`
//! works from any folder of any static host.

use crate::{plain, root, setup, shell};
use anyhow::{Context, Result, ensure};
use base64::Engine;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;
use xtask::files::list;
use xtask::names::shorten;

const TARGET: &str = "wasm32-unknown-unknown";

/// Content-Security-Policy of the page; `{boot}` is the hash of its one inline script.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' '{boot}'; \
    style-src 'self'; img-src 'self' data: blob:; font-src 'self'; worker-src 'self' blob:; \
    manifest-src 'self'; connect-src 'self' https: http://localhost:* http://127.0.0.1:*; \
    base-uri 'none'; form-action 'none'";

/// A WebAssembly module.
struct Module {
    /// What it is called in `dist/`.
    name: &'static str,
    /// The program it is made from.
    bin: &'static str,
    features: &'static str,
    /// How our own code is optimised, as in a profile. Libraries are always built for size.
    level: &'static str,
}

const SMALL: &str = "z";
const FAST: &str = "s";

const PAGE: Module = Module {
    name: "page",
    bin: "page",
    features: "page",
    level: SMALL,
};
const ENGINE: Module = Module {
    name: "engine",
    bin: "engine",
    features: "engine",
    level: SMALL,
};
/// Checks that need what the small engine lacks run in this one (`plumbline::check::Part`). It is
/// fetched for long work, so it may weigh a twelfth more and take half the time.
const WHOLE_ENGINE: Module = Module {
    name: "engine-whole",
    bin: "engine",
    features: "engine,conduct,html,study,tables",
    level: FAST,
};

/// What `cargo xtask bench` measures reading a spec with.
const SPEC_BENCH: Module = Module {
    name: "spec-bench",
    bin: "spec-bench",
    features: "engine",
    level: SMALL,
};

/// A module's JavaScript and its code.
type Bound = (String, Vec<u8>);

/// The files of `dist/` whose names change with their content, so that caches never mix versions.
struct Dist<'d> {
    folder: &'d Path,
    /// Names in the folder by the names that templates use.
    names: BTreeMap<String, String>,
}

impl Dist<'_> {
    fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let (stem, extension) = name.split_once('.').context("a file needs an extension")?;
        let hashed = format!("{stem}-{}.{extension}", hex(&Sha256::digest(content), 6));
        fs::write(self.folder.join(&hashed), content)?;
        self.names.insert(name.to_owned(), hashed);
        Ok(())
    }

    /// A file that this build goes without: its name is empty.
    fn lacks(&mut self, name: &str) {
        self.names.insert(name.to_owned(), String::new());
    }

    /// `text` with `{{name}}` replaced by the file's name in `dist/`.
    fn fill(&self, text: &str) -> String {
        self.names
            .iter()
            .fold(text.to_owned(), |text, (name, file)| {
                text.replace(&format!("{{{{{name}}}}}"), file)
            })
    }
}

/// Builds `dist/` and returns its path.
pub(crate) fn build() -> Result<PathBuf> {
    setup::wasm_target()?;
    same_bindgen_version()?;
    let build = build_id()?;
    let make = |module: Module| {
        compile(&module, &build)?;
        Ok((module.name, bind(&target(), module.bin)?))
    };
    // Both engines come from one program, so each is taken before the next is compiled.
    let modules = [PAGE, ENGINE, WHOLE_ENGINE].map(make);
    let modules = modules.into_iter().collect::<Result<BTreeMap<_, _>>>()?;
    let dist = root().join("dist");
    let fresh = root().join("target").join("dist");
    remove(&fresh)?;
    fs::create_dir_all(&fresh)?;
    write_all(&fresh, &modules)?;
    remove(&dist)?;
    fs::rename(&fresh, &dist).context("cannot put dist/ in its place")?;
    Ok(dist)
}

/// Builds the module that reading a spec in the page is measured with, and gives its folder.
pub(crate) fn build_spec_bench() -> Result<PathBuf> {
    setup::wasm_target()?;
    compile(&SPEC_BENCH, "bench")?;
    let (script, code) = bind(&target(), SPEC_BENCH.bin)?;
    let folder = target().join("spec-bench");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("spec-bench.js"), script)?;
    fs::write(folder.join("spec-bench.wasm"), code)?;
    Ok(folder)
}

/// Where cargo puts what it compiles: elsewhere where someone said so.
pub(crate) fn target() -> PathBuf {
    let said = std::env::var_os("CARGO_TARGET_DIR");
    // Cargo runs in the root, so a relative folder begins there.
    root().join(said.unwrap_or_else(|| "target".into()))
}

/// The library that writes the JavaScript must be of the version that is compiled in.
fn same_bindgen_version() -> Result<()> {
    let lock = fs::read_to_string(root().join("Cargo.lock"))?;
    let version = |name: &str| {
        let entry = lock
            .split("[[package]]")
            .find(|it| it.contains(&format!("name = \"{name}\"\n")))?;
        entry
            .lines()
            .find_map(|line| line.strip_prefix("version = "))
            .map(str::to_owned)
    };
    let (used, compiled) = (version("wasm-bindgen-cli-support"), version("wasm-bindgen"));
    ensure!(
        used == compiled,
        "Cargo.lock has wasm-bindgen {compiled:?} and wasm-bindgen-cli-support {used:?}; \
         set the latter in xtask/Cargo.toml to the version of the former"
    );
    Ok(())
}

/// A name for these sources, by which page and engine know that they belong together.
fn build_id() -> Result<String> {
    let mut files = Vec::new();
    for folder in ["build", "src", "www", "specs"] {
        list(&root().join(folder), &mut files)?;
    }
    files.extend([root().join("Cargo.lock"), root().join("Cargo.toml")]);
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        let name = file.strip_prefix(root()).unwrap_or(&file);
        hasher.update(name.to_string_lossy().as_bytes());
        hasher.update(fs::read(&file)?);
    }
    Ok(hex(&hasher.finalize(), 6))
}

fn compile(module: &Module, build: &str) -> Result<()> {
    let target = target();
    let level = format!("profile.wasm.opt-level={:?}", module.level);
    let arguments = [
        "build",
        "--config",
        &level,
        "--target-dir",
        &target.to_string_lossy(),
        "--profile",
        "wasm",
        "--target",
        TARGET,
        "--no-default-features",
        "--features",
        module.features,
        "--bin",
        module.bin,
    ];
    // Hashing is the small loop here: what is hashed is short, what is downloaded is not.
    let mut flags = vec![
        "--cfg".to_owned(),
        r#"sha2_backend_soft="compact""#.to_owned(),
    ];
    flags.extend(plain_paths());
    let flags = flags.join("\u{1f}");
    let environment = [
        ("PLUMBLINE_BUILD", build),
        ("CARGO_ENCODED_RUSTFLAGS", &flags),
    ];
    shell::run("cargo", &arguments, &environment)
}

/// Panic messages name source files; without this they would name folders of this machine, and
/// the same sources would give other bytes on another one.
fn plain_paths() -> impl Iterator<Item = String> {
    let home = std::env::var("CARGO_HOME").map(PathBuf::from).ok();
    let home = home.or_else(|| std::env::home_dir().map(|it| it.join(".cargo")));
    let sources = home.and_then(|it| fs::read_dir(it.join("registry").join("src")).ok());
    let registries = sources
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|it| it.path());
    let remap = |path: PathBuf| format!("--remap-path-prefix={}=", path.display());
    let folders: Vec<_> = registries.chain([root()]).collect();
    folders.into_iter().map(remap)
}

fn write_all(folder: &Path, modules: &BTreeMap<&str, Bound>) -> Result<()> {
    let www = root().join("www");
    let mut dist = Dist {
        folder,
        names: BTreeMap::new(),
    };
    for (name, (_, code)) in modules {
        dist.add(&format!("{name}.wasm"), code)?;
    }
    for name in [PAGE.name, ENGINE.name] {
        dist.add(&format!("{name}.js"), modules[name].0.as_bytes())?;
    }
    ensure!(
        modules[ENGINE.name].0 == modules[WHOLE_ENGINE.name].0,
        "both engines must be driven by the same JavaScript, and wasm-bindgen wrote two"
    );
    let worker = dist.fill(&fs::read_to_string(www.join("worker.js"))?);
    dist.add("worker.js", worker.as_bytes())?;
    dist.add("style.css", styles(&www)?.as_bytes())?;
    // `icon.svg` drawn at 48 pixels: browsers that look at the icon at every change of the address
    // make a document of a drawing each time, which costs more than a key does.
    dist.add("icon.png", &fs::read(www.join("icons/icon.png"))?)?;
    match setup::editor() {
        Some(script) => dist.add("editor.js", &fs::read(script)?)?,
        None => dist.lacks("editor.js"),
    }
    copy_specs(folder)?;
    let boot = dist.fill(&fs::read_to_string(www.join("boot.js"))?);
    let page = dist.fill(&fs::read_to_string(www.join("index.html"))?);
    let page = page
        .replace("{{policy}}", &policy(&boot))
        .replace("{{boot}}", &boot);
    fs::write(folder.join("index.html"), page)?;
    Ok(())
}

/// The specs that come along, under their own names: the page fetches them when they are wanted
/// and knows their hashes.
fn copy_specs(dist: &Path) -> Result<()> {
    let specs = dist.join("specs");
    fs::create_dir_all(&specs)?;
    let mut files = Vec::new();
    list(&root().join("specs"), &mut files)?;
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let is_text = name.ends_with(".md") || name.ends_with(".scenarios.jsonl");
        if is_text && name != "README.md" {
            fs::copy(&file, specs.join(&*name))?;
        }
    }
    Ok(())
}

/// Builds the empty page that start-up is compared with and returns its folder.
pub(crate) fn build_empty() -> Result<PathBuf> {
    let target = target().join("empty-page");
    let manifest = root().join("xtask").join("empty-page").join("Cargo.toml");
    let (manifest, folder) = (manifest.to_string_lossy(), target.to_string_lossy());
    let arguments = [
        "build",
        "--profile",
        "wasm",
        "--target",
        TARGET,
        "--manifest-path",
        &manifest,
        "--target-dir",
        &folder,
    ];
    shell::run("cargo", &arguments, &[])?;
    let (script, code) = bind(&target, "empty-page")?;
    let dist = target.join("dist");
    fs::create_dir_all(&dist)?;
    fs::write(dist.join("page.js"), script)?;
    fs::write(dist.join("page.wasm"), code)?;
    let page = root().join("xtask").join("empty-page").join("index.html");
    fs::copy(page, dist.join("index.html"))?;
    Ok(dist)
}

/// Runs wasm-bindgen on a module compiled into `target`: its JavaScript and its code.
fn bind(target: &Path, module: &str) -> Result<Bound> {
    let compiled = target
        .join(TARGET)
        .join("wasm")
        .join(format!("{module}.wasm"));
    let out = target.join("bindgen").join(module);
    remove(&out)?;
    Bindgen::new()
        .input_path(&compiled)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(module)
        .generate(&out)
        .with_context(|| format!("wasm-bindgen cannot read {}", compiled.display()))?;
    let script = plain::script(&fs::read_to_string(out.join(format!("{module}.js")))?);
    shorten(&script, &fs::read(out.join(format!("{module}_bg.wasm")))?)
}

fn styles(www: &Path) -> Result<String> {
    let mut files = Vec::new();
    list(&www.join("styles"), &mut files)?;
    files.sort();
    let text = |file: &PathBuf| Ok(plain::style(&fs::read_to_string(file)?));
    files.iter().map(text).collect()
}

fn policy(boot: &str) -> String {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(boot.as_bytes()));
    POLICY.replace("{boot}", &format!("sha256-{hash}"))
}

fn hex(bytes: &[u8], n: usize) -> String {
    bytes
        .iter()
        .take(n)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
