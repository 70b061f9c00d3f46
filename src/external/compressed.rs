//! Unpacks gzip, bzip2 and Zstandard, bounded.
//!
//! A few kilobytes can unpack to many gigabytes, so both the size and the ratio are limits, and a file that ends early
//! is an error rather than a short dataset.

use std::io::{BufReader, Error, ErrorKind, Read, Result};

/// The most bytes that a dataset may unpack to (1 GiB).
pub const MOST: u64 = 1 << 30;
/// The most bytes out for one byte in, beyond the first mebibyte.
pub const RATIO: u64 = 200;

/// The name without the ending of its compression, and the compression's ending.
pub fn split_name(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((rest, ending @ ("gz" | "bz2" | "zst"))) => (rest, Some(ending)),
        _ => (name, None),
    }
}

/// The bytes of a file, unpacked where the end of its name says that it is packed.
///
/// ```
/// # use std::io::Write;
/// let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
/// packed.write_all(b"a,b\n").unwrap();
/// let packed = packed.finish().unwrap();
/// assert_eq!(relata::external::compressed::unpack("x.csv.gz", &packed).unwrap(), b"a,b\n");
/// assert!(relata::external::compressed::unpack("x.csv.gz", &packed[..packed.len() - 9]).is_err());
/// ```
pub fn unpack(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let limit = MOST.min((1 << 20) + RATIO * bytes.len() as u64);
    match split_name(name).1 {
        Some("gz") => take(flate2::read::MultiGzDecoder::new(bytes), limit),
        Some("bz2") => take(bzip2::read::MultiBzDecoder::new(bytes), limit),
        Some("zst") => take(zstd::stream::read::Decoder::new(bytes)?, limit),
        _ if bytes.len() as u64 > MOST => Err(too_large(MOST)),
        _ => Ok(bytes.to_vec()),
    }
}

/// What unpacks a file of that name and of so many bytes as it is read. A file of any size may be read so, but none that
/// unpacks to more than [`RATIO`] times as much.
pub fn reader(name: &str, packed: Box<dyn Read>, length: u64) -> Result<Box<dyn Read>> {
    let unpacked: Box<dyn Read> = match split_name(name).1 {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(packed))),
        Some("bz2") => Box::new(bzip2::read::MultiBzDecoder::new(packed)),
        Some("zst") => Box::new(zstd::stream::read::Decoder::new(packed)?),
        _ => return Ok(packed),
    };
    let limit = (1 << 20) + RATIO * length;
    Ok(Box::new(Limited {
        reader: unpacked,
        left: limit,
        limit,
    }))
}

/// A reader that gives up where more comes than may.
struct Limited {
    reader: Box<dyn Read>,
    left: u64,
    limit: u64,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| too_large(self.limit))?;
        Ok(read)
    }
}

fn take(mut reader: impl Read, limit: u64) -> Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    reader.by_ref().take(limit + 1).read_to_end(&mut unpacked)?;
    if unpacked.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(unpacked)
}

pub(super) fn too_large(limit: u64) -> Error {
    Error::new(
        ErrorKind::InvalidData,
        format!("unpacks to more than {} MiB", limit >> 20),
    )
}
