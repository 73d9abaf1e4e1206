//! With the feature `tables`: packs what is known about languages, for `src/check/language`, and
//! finds NLTK's model of English sentences, for `src/check/english`.
//!
//! Both are data files of crates that Cargo.lock pins: `langdetect`, which offers its profiles
//! only in a form three times as large, and `punkt`, which no compiler of today builds (it asks
//! for features that never became stable) and which is therefore a dependency for no target.
//! Where they cannot be found the build goes on without and says so; the checks that need them
//! are errors then.

#[cfg(feature = "tables")]
mod folders;
#[cfg(feature = "tables")]
mod profiles;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build");
    #[cfg(feature = "tables")]
    tables()?;
    Ok(())
}

#[cfg(feature = "tables")]
fn tables() -> std::io::Result<()> {
    use std::path::PathBuf;
    use std::{env, fs};

    println!("cargo::rerun-if-changed=Cargo.lock");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let packed = folders::of("langdetect-0.1.0").and_then(|it| profiles::pack(&it));
    let model =
        folders::of("punkt-1.0.5").and_then(|it| fs::read(it.join("src/data/english.json")));
    for (file, content) in [("profiles.bin", packed), ("english.json", model)] {
        if let Err(error) = &content {
            println!("cargo::warning=no {file}: {error}");
        }
        fs::write(out.join(file), content.unwrap_or_default())?;
    }
    Ok(())
}
