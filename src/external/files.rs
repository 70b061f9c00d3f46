//! The files of a dataset: one, or all of a folder.
//!
//! A folder of many small files is how some publishers ship; its digest is that of the list of the files' digests, so that a
//! file that is added, taken away or changed is found out.

use sha2::Digest;
use std::io::{Error, ErrorKind, Read, Result};
use std::path::{Path, PathBuf};

/// The most files of a folder.
const MOST: usize = 100_000;

/// The dataset's files with their names, sorted: the file itself, or what a folder holds, without hidden files and folders.
pub fn files(path: &Path) -> Result<Vec<(String, PathBuf)>> {
    let named = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    if !path.is_dir() {
        return Ok(vec![(named(path), path.to_owned())]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let inside = entry?.path();
        let name = named(&inside);
        if inside.is_file() && !name.starts_with('.') {
            files.push((name, inside));
        }
        if files.len() > MOST {
            return Err(Error::new(
                ErrorKind::InvalidData,
                format!("`{}` holds more than {MOST} files", path.display()),
            ));
        }
    }
    files.sort();
    Ok(files)
}

/// Bytes of all files together.
pub fn size(path: &Path) -> Result<u64> {
    files(path)?
        .iter()
        .map(|(_, path)| std::fs::metadata(path).map(|known| known.len()))
        .sum()
}

/// SHA-256, hexadecimal: of a file, or of the lines that `sha256sum *` prints in a folder.
pub fn digest(path: &Path) -> Result<String> {
    if !path.is_dir() {
        return of_file(path);
    }
    let mut hasher = sha2::Sha256::new();
    for (name, path) in files(path)? {
        hasher.update(format!("{}  {name}\n", of_file(&path)?));
    }
    Ok(hexadecimal(&hasher.finalize()))
}

fn of_file(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = sha2::Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hexadecimal(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
