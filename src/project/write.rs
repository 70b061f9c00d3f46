//! Writes a file whole or not at all. Every error names the file.
//!
//! A process that is killed leaves its unfinished file behind, hidden beside the target. The next one that writes there takes it
//! away: a file of that name, of the same owner, an hour older than its own, that no living process holds.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What the name of an unfinished file begins and ends with; six letters or digits stand between.
const UNFINISHED: (&str, &str) = (".relata-", ".tmp");
/// How much older than a new file an unfinished one must be to be taken away.
const OLD: Duration = Duration::from_secs(3600);

/// Writes into a temporary file beside the target, syncs it, then renames it: a fault leaves the old file as it was.
pub fn write_atomically(path: &Path, content: &[u8]) -> std::io::Result<()> {
    write_in_pieces(path, |file| file.write_all(content))
}

/// As [`write_atomically`], for what is not at hand as a whole: `write` writes it, in pieces that are large.
pub fn write_in_pieces(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file).map_err(|error| named(path, &error))?;
    file.commit()
}

/// A file that takes its name only once it is whole. Dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl AtomicFile {
    /// Begins to write beside `path`; folders that are missing are made.
    pub fn create(path: &Path) -> std::io::Result<Self> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let make = || {
            std::fs::create_dir_all(folder)?;
            let made = tempfile::Builder::new()
                .prefix(UNFINISHED.0)
                .suffix(UNFINISHED.1)
                .tempfile_in(folder)?;
            // says that it is not left behind; where files cannot be locked, its age alone has to
            let _ = made.as_file().lock();
            Ok(made)
        };
        let file = make().map_err(|error| named(path, &error))?;
        sweep(folder, &file);
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// Syncs what was written and puts it in place.
    pub fn commit(self) -> std::io::Result<()> {
        let path = self.path.clone();
        self.put_in_place().map_err(|error| named(&path, &error))
    }

    fn put_in_place(self) -> std::io::Result<()> {
        self.file.as_file().sync_all()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode =
                std::fs::metadata(&self.path).map_or(0o644, |known| known.permissions().mode());
            self.file
                .as_file()
                .set_permissions(std::fs::Permissions::from_mode(mode))?;
        }
        self.file.persist(&self.path).map_err(|error| error.error)?;
        // the new name lasts through a power cut only once the folder is on disk
        #[cfg(unix)]
        if let Some(folder) = self.path.parent() {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

/// Takes away what killed processes left unfinished in a folder, once in the life of this one. What cannot be looked at or taken
/// away stays: nothing depends on it.
fn sweep(folder: &Path, new: &tempfile::NamedTempFile) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if !swept.insert(folder.to_owned()) {
        return;
    }
    let (Ok(new), Ok(entries)) = (new.as_file().metadata(), std::fs::read_dir(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        if is_unfinished(&entry.file_name().to_string_lossy())
            && entry
                .metadata()
                .is_ok_and(|found| is_left_behind(&found, &new))
            && std::fs::File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn is_unfinished(name: &str) -> bool {
    let (before, after) = UNFINISHED;
    let between = name
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after));
    between.is_some_and(|it| it.len() == 6 && it.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// True for a regular file of the owner of the new one that is much older.
fn is_left_behind(found: &std::fs::Metadata, new: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if found.uid() != new.uid() {
            return false;
        }
    }
    let age = match (found.modified(), new.modified()) {
        (Ok(found), Ok(new)) => new.duration_since(found).unwrap_or_default(),
        _ => return false,
    };
    found.is_file() && age >= OLD
}

/// Waits until no other process holds the file, and holds it until what is given back is dropped. Where the file was replaced
/// meanwhile, the new one is held.
pub fn hold(path: &Path) -> std::io::Result<std::fs::File> {
    loop {
        let file = std::fs::File::open(path)?;
        file.lock()?;
        if is_still(path, &file)? {
            return Ok(file);
        }
    }
}

#[cfg(unix)]
fn is_still(path: &Path, file: &std::fs::File) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (named, held) = (std::fs::metadata(path)?, file.metadata()?);
    Ok((named.dev(), named.ino()) == (held.dev(), held.ino()))
}

#[cfg(not(unix))]
fn is_still(_path: &Path, _file: &std::fs::File) -> std::io::Result<bool> {
    Ok(true)
}

/// The same error with the file's name before it; the operating system's words for it without those that `tempfile` adds.
fn named(path: &Path, error: &std::io::Error) -> std::io::Error {
    let words = error.raw_os_error().map_or_else(
        || error.kind().to_string(),
        |code| std::io::Error::from_raw_os_error(code).to_string(),
    );
    std::io::Error::new(
        error.kind(),
        format!("cannot write `{}`: {words}", path.display()),
    )
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let long_ago = std::time::SystemTime::now() - 2 * OLD;
        for name in [
            ".relata-aB3xY9.tmp",
            ".relata-held00.tmp",
            ".relata-young0.tmp",
            ".relata-notes.tmp",
            ".relata-notours.tmp",
            "relata-aB3xY9.tmp",
        ] {
            let file = std::fs::File::create(at(name)).unwrap();
            if !name.contains("young") {
                file.set_modified(long_ago).unwrap();
            }
        }
        std::fs::create_dir(at(".relata-folder.tmp")).unwrap();
        let held = std::fs::File::open(at(".relata-held00.tmp")).unwrap();
        held.lock().unwrap();
        write_atomically(&at("a"), b"x").unwrap();
        let mut left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(
            left,
            [
                ".relata-folder.tmp",
                ".relata-held00.tmp",
                ".relata-notes.tmp",
                ".relata-notours.tmp",
                ".relata-young0.tmp",
                "a",
                "relata-aB3xY9.tmp",
            ]
        );
    }
}
