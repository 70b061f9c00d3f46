//! Bytes of a file as they come: unpacked on the way, and their digest taken, so that none has to be held.

use super::files::hexadecimal;
use super::{Failure, compressed};
use crate::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fs::File;
use std::io::{Error, Read, Result};
use std::path::Path;
use std::rc::Rc;

/// Bytes that come one after the other.
pub struct Inflow<'a> {
    /// The name that people know the file by.
    pub name: String,
    reader: Box<dyn Read + 'a>,
    hasher: Option<Rc<RefCell<Sha256>>>,
    is_packed: bool,
}

impl<'a> Inflow<'a> {
    /// Opens a file, which is unpacked where the end of its name says that it is packed. With `digested`, [`Self::digest`]
    /// tells the digest of the file.
    pub fn open(path: &Path, name: &str, digested: bool) -> Result<Inflow<'static>> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let hasher = digested.then(|| Rc::new(RefCell::new(Sha256::new())));
        let read: Box<dyn Read> = match &hasher {
            Some(hasher) => Box::new(Hashed(file, Rc::clone(hasher))),
            None => Box::new(file),
        };
        Ok(Inflow {
            name: name.to_owned(),
            reader: compressed::reader(name, read, length)?,
            hasher,
            is_packed: compressed::split_name(name).1.is_some(),
        })
    }

    /// Bytes at hand, unpacked.
    pub fn of_bytes(name: &str, bytes: &'a [u8]) -> Self {
        Self {
            name: name.to_owned(),
            reader: Box::new(bytes),
            hasher: None,
            is_packed: false,
        }
    }

    /// Adds bytes to a buffer until it holds so many, or all; true where nothing is left.
    pub(super) fn fill(
        &mut self,
        buffer: &mut Vec<u8>,
        until: usize,
    ) -> std::result::Result<bool, Failure> {
        let wanted = until.saturating_sub(buffer.len());
        let read = self.reader.by_ref().take(wanted as u64).read_to_end(buffer);
        match read {
            Ok(read) => Ok(read < wanted),
            Err(error) => Err(self.fault(error)),
        }
    }

    /// All bytes, and the digest where it was asked for; no more than [`compressed::MOST`].
    pub fn whole(mut self) -> std::result::Result<(Vec<u8>, String), Failure> {
        let mut bytes = Vec::new();
        let most = usize::try_from(compressed::MOST).unwrap_or(usize::MAX);
        if !self.fill(&mut bytes, most.saturating_add(1))? {
            let error = compressed::too_large(compressed::MOST);
            return Err(self.torn(&error).into());
        }
        Ok((bytes, self.digest()?))
    }

    /// The SHA-256 of the file, hexadecimal, which is read to its end for it; empty where it was not asked for.
    pub fn digest(mut self) -> std::result::Result<String, Failure> {
        let Some(hasher) = self.hasher.take() else {
            return Ok(String::new());
        };
        if let Err(error) = std::io::copy(&mut self.reader, &mut std::io::sink()) {
            return Err(self.fault(error));
        }
        drop(self.reader);
        let digest = hasher.take().finalize();
        Ok(hexadecimal(&digest))
    }

    fn fault(&self, error: Error) -> Failure {
        match self.is_packed {
            true => self.torn(&error).into(),
            false => error.into(),
        }
    }

    fn torn(&self, error: &Error) -> Diagnostic {
        let name = &self.name;
        Diagnostic::error("D014", format!("`{name}` cannot be unpacked: {error}"))
            .help("fetch it again; a download that broke off unpacks to an error")
    }
}

/// A file whose digest is taken as it is read.
struct Hashed(File, Rc<RefCell<Sha256>>);

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.borrow_mut().update(&buffer[..read]);
        Ok(read)
    }
}
