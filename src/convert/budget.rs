//! Bounds what a stream may make of memory and disk: bytes without a statement, and how far packed bytes may swell.
//!
//! The fast reader of Turtle holds a token whole, however long, and a packed file of a megabyte can unpack to a gigabyte.

use std::cell::Cell;
use std::io::{Error, ErrorKind, Read};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that may be read without a statement.
const LONGEST: u64 = 16 << 20;
/// Bytes that may be unpacked before the packing is doubted.
const FREE: u64 = 64 << 20;
/// The most that a byte may unpack to; RDF packs to a tenth or a thirtieth.
const MOST: u64 = 100;

/// Refuses an input that goes on and on without a statement.
#[derive(Debug)]
pub struct Gap<R> {
    input: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Gap<R> {
    /// Guards an input; whoever reads it sets the cell to zero at each statement.
    pub fn new(input: R) -> (Self, Rc<Cell<u64>>) {
        let since = Rc::new(Cell::new(0));
        let counter = Rc::clone(&since);
        (Self { input, since }, counter)
    }
}

impl<R: Read> Read for Gap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        let since = self.since.get() + length as u64;
        if since > LONGEST {
            return Err(refused("16 MiB without a statement are refused"));
        }
        self.since.set(since);
        Ok(length)
    }
}

/// Counts what is read.
#[derive(Debug)]
pub struct Tally<R> {
    input: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Tally<R> {
    /// Counts what is read of an input.
    pub fn new(input: R) -> (Self, Arc<AtomicU64>) {
        let read = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&read);
        (Self { input, read }, counter)
    }
}

impl<R: Read> Read for Tally<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Refuses what unpacks to far more than RDF does, and tells what is torn apart from what the machine did.
#[derive(Debug)]
pub struct Swell<R> {
    unpacked: R,
    packed: Arc<AtomicU64>,
    length: u64,
}

impl<R: Read> Swell<R> {
    /// Guards unpacked bytes; `packed` counts those they come from.
    pub fn new(unpacked: R, packed: Arc<AtomicU64>) -> Self {
        Self {
            unpacked,
            packed,
            length: 0,
        }
    }
}

impl<R: Read> Read for Swell<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.unpacked.read(buffer).map_err(|error| {
            if error.raw_os_error().is_some() || error.kind() == ErrorKind::Interrupted {
                error
            } else {
                refused(&format!("torn or damaged: it cannot be unpacked: {error}"))
            }
        })?;
        self.length += length as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if self.length > FREE && self.length / MOST > packed {
            return Err(refused(
                "it unpacks to more than a hundred times its size; where you trust it, unpack it first",
            ));
        }
        Ok(length)
    }
}

fn refused(why: &str) -> Error {
    Error::new(ErrorKind::InvalidData, why)
}
