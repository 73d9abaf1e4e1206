//! Files of a folder.

use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Adds the files of a folder and of those in it, without hidden ones: those are what editors and
/// file managers leave behind.
///
/// # Errors
///
/// The system's, where a folder cannot be read.
pub fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_files_are_not_listed() -> Result<()> {
        let folder = tempfile::tempdir()?;
        fs::create_dir_all(folder.path().join(".git"))?;
        for name in ["a.css", ".DS_Store", ".git/b.css"] {
            fs::write(folder.path().join(name), "")?;
        }
        let mut files = Vec::new();
        list(folder.path(), &mut files)?;
        assert_eq!(files, [folder.path().join("a.css")]);
        Ok(())
    }
}
