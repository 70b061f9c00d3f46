//! Packed streams: unpacked while they are read, packed while they are written.

use super::Packing;
use super::budget::{Swell, Tally};
use std::io::{BufReader, Read, Write};

/// Unpacks while reading. Files made of several packed parts are read whole; what is torn, and what swells to more than a
/// hundred times its size, ends in an error of the kind `InvalidData`.
pub fn unpack<'a>(
    input: Box<dyn Read + Send + 'a>,
    packing: Packing,
) -> std::io::Result<Box<dyn Read + Send + 'a>> {
    if packing == Packing::None {
        return Ok(input);
    }
    let (input, packed) = Tally::new(input);
    let input = BufReader::with_capacity(1 << 16, input);
    Ok(match packing {
        Packing::None => Box::new(input),
        Packing::Gzip => Box::new(Swell::new(
            flate2::bufread::MultiGzDecoder::new(input),
            packed,
        )),
        Packing::Bzip2 => Box::new(Swell::new(
            bzip2::bufread::MultiBzDecoder::new(input),
            packed,
        )),
        Packing::Zstd => Box::new(Swell::new(
            zstd::stream::read::Decoder::with_buffer(input)?,
            packed,
        )),
    })
}

/// Packs while writing; [`Pack::finish`] writes the end.
pub enum Pack<W: Write> {
    /// As it is.
    None(W),
    /// gzip
    Gzip(flate2::write::GzEncoder<W>),
    /// bzip2
    Bzip2(bzip2::write::BzEncoder<W>),
    /// Zstandard
    Zstd(zstd::stream::write::Encoder<'static, W>),
}

impl<W: Write> Pack<W> {
    /// Begins to pack. No clock enters the output: the same input gives the same bytes.
    pub fn new(output: W, packing: Packing) -> std::io::Result<Self> {
        Ok(match packing {
            Packing::None => Self::None(output),
            Packing::Gzip => Self::Gzip(flate2::write::GzEncoder::new(
                output,
                flate2::Compression::default(),
            )),
            Packing::Bzip2 => Self::Bzip2(bzip2::write::BzEncoder::new(
                output,
                bzip2::Compression::default(),
            )),
            Packing::Zstd => Self::Zstd(zstd::stream::write::Encoder::new(output, 3)?),
        })
    }

    /// Writes the end and gives the output back.
    pub fn finish(self) -> std::io::Result<W> {
        let mut output = match self {
            Self::None(output) => output,
            Self::Gzip(encoder) => encoder.finish()?,
            Self::Bzip2(encoder) => encoder.finish()?,
            Self::Zstd(encoder) => encoder.finish()?,
        };
        output.flush()?;
        Ok(output)
    }
}

impl<W: Write> Write for Pack<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::None(output) => output.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Bzip2(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::None(output) => output.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Bzip2(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }
}
