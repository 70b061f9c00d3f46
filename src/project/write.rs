//! Writes a file whole or not at all. Every error names the file.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes into a temporary file beside the target, syncs it, then renames it: a fault leaves the old file as it was.
pub fn write_atomically(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(content)?;
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
            tempfile::Builder::new()
                .prefix(".relata-")
                .suffix(".tmp")
                .tempfile_in(folder)
        };
        Ok(Self {
            path: path.to_owned(),
            file: make().map_err(|error| named(path, &error))?,
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
