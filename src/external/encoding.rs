//! Bytes of a table as text: UTF-8 unless said otherwise, and older encodings of Europe by their names.
//!
//! An encoding is never guessed: Latin-1 takes any bytes, so that Polish names would become other names without a word.

use crate::diagnostic::{Diagnostic, Source};
use std::borrow::Cow;

/// The encodings that can be named, the usual name first.
const NAMED: &[(&[&str], Encoding)] = &[
    (&["utf-8", "utf8"], Encoding::Utf8),
    (&["utf-16le"], Encoding::Utf16(u16::from_le_bytes)),
    (&["utf-16be"], Encoding::Utf16(u16::from_be_bytes)),
    (
        &["latin-1", "latin1", "iso-8859-1"],
        Encoding::Upper(LATIN_1),
    ),
    (
        &["iso-8859-2", "latin-2", "latin2"],
        Encoding::Upper(LATIN_2),
    ),
    (&["windows-1250", "cp1250"], Encoding::Upper(WINDOWS_1250)),
    (&["windows-1251", "cp1251"], Encoding::Upper(WINDOWS_1251)),
    (&["windows-1252", "cp1252"], Encoding::Upper(WINDOWS_1252)),
];

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16(fn([u8; 2]) -> u16),
    /// One byte a character; these are the last of the 256, the others stand for their number. U+FFFD is no character.
    Upper(&'static str),
}

const LATIN_1: &str = "";
const LATIN_2: &str = "Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{ad}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
const WINDOWS_1250: &str = "€\u{fffd}‚\u{fffd}„…†‡\u{fffd}‰Š‹ŚŤŽŹ\u{fffd}‘’“”•–—\u{fffd}™š›śťžź\u{a0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{ad}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
const WINDOWS_1251: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{fffd}™љ›њќћџ\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";
const WINDOWS_1252: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

/// Where the sign for 0xA0 and what follows stands for its own number, only the first 32 are listed.
fn upper(listed: &str) -> Vec<char> {
    let mut all: Vec<char> = (0..=255u8).map(char::from).collect();
    let listed: Vec<char> = listed.chars().collect();
    let from = match listed.len() {
        32 => 128,
        count => 256 - count,
    };
    for (at, c) in listed.into_iter().enumerate() {
        all[from + at] = c;
    }
    all
}

/// The text that the bytes are in the encoding of that name; in UTF-8, or in UTF-16 with a byte order mark, where none is
/// named. What cannot be read so is a fault with its line.
///
/// ```
/// use relata::external::encoding::decode;
/// assert_eq!(decode("a.csv", b"Stanis\xb3aw", Some("iso-8859-2")).unwrap(), "Stanisław");
/// assert_eq!(decode("a.csv", b"\xff\xfea\0", None).unwrap(), "a");
/// let fault = decode("a.csv", b"name\nStanis\xb3aw", None).unwrap_err();
/// assert_eq!(fault.place(), Some(("a.csv", 2, 7)));
/// ```
pub fn decode<'a>(
    name: &str,
    bytes: &'a [u8],
    encoding: Option<&str>,
) -> Result<Cow<'a, str>, Box<Diagnostic>> {
    let encoding = match (encoding, bytes) {
        (Some(named), _) => named_so(named)?,
        (None, [0xff, 0xfe, ..]) => Encoding::Utf16(u16::from_le_bytes),
        (None, [0xfe, 0xff, ..]) => Encoding::Utf16(u16::from_be_bytes),
        (None, _) => {
            let zero = bytes.iter().take(1 << 12).position(|byte| *byte == 0);
            if let Some(at) = zero {
                let message = format!("`{name}` is no text: it has a byte of zero");
                return Err(Box::new(bad_line(name, bytes, (at, 0), message).help(
                    "a workbook is saved as CSV first; UTF-16 without a mark is read with `encoding = \"utf-16le\"`",
                )));
            }
            Encoding::Utf8
        }
    };
    let text = match encoding {
        Encoding::Utf8 => Cow::Borrowed(
            std::str::from_utf8(bytes)
                .map_err(|error| Box::new(table_not_utf8(name, bytes, error.valid_up_to(), 0)))?,
        ),
        Encoding::Utf16(unit) => {
            let units = bytes
                .chunks(2)
                .map(|pair| unit([pair[0], *pair.get(1).unwrap_or(&0)]));
            let text = char::decode_utf16(units).collect::<Result<String, _>>();
            Cow::Owned(text.map_err(|_| {
                Box::new(
                    Diagnostic::error("D006", format!("`{name}` is not UTF-16"))
                        .help("say the right `encoding`, or save it as UTF-8"),
                )
            })?)
        }
        Encoding::Upper(listed) => {
            let signs = upper(listed);
            let none = |byte: &u8| signs[usize::from(*byte)] == '\u{fffd}';
            if let Some(at) = bytes.iter().position(none) {
                let message = format!(
                    "`{name}` is in another encoding: the byte {:#04x} stands for nothing in the one that is named",
                    bytes[at]
                );
                return Err(Box::new(
                    bad_line(name, bytes, (at, 0), message).help("say the right `encoding`"),
                ));
            }
            Cow::Owned(bytes.iter().map(|byte| signs[usize::from(*byte)]).collect())
        }
    };
    Ok(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Cow::Owned(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Cow::Owned(text)
        }
    })
}

fn named_so(named: &str) -> Result<Encoding, Box<Diagnostic>> {
    let wanted = named.to_ascii_lowercase().replace('_', "-");
    NAMED
        .iter()
        .find(|(names, _)| names.contains(&wanted.as_str()))
        .map(|(_, encoding)| *encoding)
        .ok_or_else(|| {
            let usual: Vec<&str> = NAMED.iter().map(|(names, _)| names[0]).collect();
            Box::new(
                Diagnostic::error("D018", format!("`{named}` names no encoding that is read"))
                    .help(format!(
                        "{}; others are converted before: `iconv -f {named} -t utf-8 FILE > NEW`",
                        usual.join(", ")
                    )),
            )
        })
}

/// That a file is not UTF-8 from a byte on, with its line as far as it can be read.
pub(super) fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Diagnostic {
    after_lines(name, bytes, at, 0)
}

/// The same of a table, where an encoding can be named, from a part of it that begins after so many lines.
pub(super) fn table_not_utf8(name: &str, bytes: &[u8], at: usize, lines: usize) -> Diagnostic {
    let mut fault = after_lines(name, bytes, at, lines);
    let named = "say `encoding` where it is named: latin-1, iso-8859-2, windows-1250, -1251 or -1252, whichever it is";
    fault.helps.insert(0, named.to_owned());
    fault
}

fn after_lines(name: &str, bytes: &[u8], at: usize, lines: usize) -> Diagnostic {
    bad_line(name, bytes, (at, lines), format!("`{name}` is not UTF-8")).help(
        "convert it, with its own encoding in place of latin1: `iconv -f latin1 -t utf-8 FILE > NEW`",
    )
}

fn bad_line(name: &str, bytes: &[u8], (at, lines): (usize, usize), message: String) -> Diagnostic {
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |before| before + 1);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |after| at + after);
    let line = 1 + lines + memchr::memchr_iter(b'\n', &bytes[..start]).count();
    let before = String::from_utf8_lossy(&bytes[at.saturating_sub(200).max(start)..at]);
    let after = String::from_utf8_lossy(&bytes[at..end.min(at + 200)]).into_owned();
    let first = after.chars().next().map_or(0, char::len_utf8);
    let (shown, place) = (before.trim_start_matches('\u{fffd}'), before.len());
    let place = place - (before.len() - shown.len());
    let (source, from) = Source::line(name, line, &format!("{shown}{}", after.trim_end()));
    Diagnostic::error("D006", message).at(
        &source,
        from + place..from + place + first,
        "the first byte that is not",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_encoding_reads_what_it_is_for() {
        for (named, bytes, text) in [
            ("Latin1", &b"Jos\xe9"[..], "José"),
            ("latin-2", b"\xa3\xf3d\xbc", "Łódź"),
            ("windows-1250", b"\x8elutava \xb9\xb3", "Žlutava ął"),
            ("cp1251", b"\xcc\xee\xf1\xea\xe2\xe0", "Москва"),
            ("windows-1252", b"\x80 \x93Jos\xe9\x94", "€ “José”"),
            ("utf-16be", b"\0a\x01\x41", "aŁ"),
            ("utf-8", b"\xef\xbb\xbfa\0", "a\0"),
        ] {
            assert_eq!(decode("a", bytes, Some(named)).unwrap(), text, "{named}");
        }
        for (listed, count) in [
            (LATIN_2, 95),
            (WINDOWS_1250, 128),
            (WINDOWS_1251, 128),
            (WINDOWS_1252, 32),
        ] {
            assert_eq!(listed.chars().count(), count);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let fault = |bytes, named| *decode("a.csv", bytes, named).unwrap_err();
        assert_eq!(
            fault(b"a\nb\x81", Some("cp1250")).place(),
            Some(("a.csv", 2, 2))
        );
        assert_eq!(fault(b"a\nb\0", None).place(), Some(("a.csv", 2, 2)));
        assert_eq!(fault(b"a", Some("koi8-r")).code, "D018");
        assert_eq!(fault(b"\0\xd8", Some("utf-16le")).code, "D006");
        let long = [vec![b'\xb3'; 900], vec![b'\n'; 3]].concat();
        assert_eq!(fault(&long, None).place(), Some(("a.csv", 1, 1)));
    }
}
