//! Cuts a table's text into rows and cells without copying them: rows as nearly all are at once, by the places of their
//! separators; what is unusual (a quote within quotes, a line break in a cell) by the `csv` reader, row by row.

use memchr::{memchr, memchr3};

/// The rows of a text, one after the other.
pub(super) struct Cut<'a> {
    text: &'a str,
    delimiter: u8,
    quoting: bool,
    at: usize,
    line: u64,
    whole: bool,
    unusual: csv::StringRecord,
}

/// A row: the line on which it begins, counted from 1, and its cells.
pub(super) type Row<'r> = (u64, &'r [&'r str]);

impl<'a> Cut<'a> {
    /// The rows of a text, of which the first stands on this line; with `quoting`, a cell may stand in double quotes. Unless the
    /// text is `whole`, more of it follows, and a row that reaches its end is not given: it may go on.
    pub(super) fn of(
        text: &'a str,
        delimiter: u8,
        quoting: bool,
        (line, whole): (u64, bool),
    ) -> Self {
        Self {
            text,
            delimiter,
            quoting,
            at: 0,
            line,
            whole,
            unusual: csv::StringRecord::new(),
        }
    }

    /// How much of the text has been given, in bytes, and the line on which the rest begins.
    pub(super) fn given(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    /// Gives the next row to `take`; `None` after the last one.
    pub(super) fn next<R>(
        &mut self,
        room: &mut Vec<&'a str>,
        take: impl FnOnce(Row<'_>) -> R,
    ) -> Option<Result<R, csv::Error>> {
        let bytes = self.text.as_bytes();
        while let Some(byte @ (b'\n' | b'\r')) = bytes.get(self.at) {
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        if self.at >= bytes.len() {
            return None;
        }
        room.clear();
        if let Some(next) = self.plain(room) {
            if next == bytes.len() && !self.whole {
                return None;
            }
            let row = (self.line, room.as_slice());
            self.at = next;
            self.line += 1;
            return Some(Ok(take(row)));
        }
        self.unusual(take)
    }

    /// Cuts a row that holds no line break and no quote but around cells; where the next one begins.
    fn plain(&self, cells: &mut Vec<&'a str>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            let (cell, end) = if self.quoting && bytes.get(at) == Some(&b'"') {
                let end = at + 1 + memchr(b'"', &bytes[at + 1..])?;
                let cell = &self.text[at + 1..end];
                if memchr::memchr2(b'\n', b'\r', cell.as_bytes()).is_some() {
                    return None;
                }
                (cell, end + 1)
            } else {
                let rest = &bytes[at..];
                let end = memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
                (&self.text[at..at + end], at + end)
            };
            cells.push(cell);
            match bytes.get(end) {
                None => return Some(end),
                Some(b'\n') => return Some(end + 1),
                Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Some(end + 2),
                Some(byte) if *byte == self.delimiter => at = end + 1,
                Some(_) => return None,
            }
        }
    }

    fn unusual<R>(&mut self, take: impl FnOnce(Row<'_>) -> R) -> Option<Result<R, csv::Error>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quoting(self.quoting)
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(1 << 10)
            .from_reader(&self.text.as_bytes()[self.at..]);
        if let Err(error) = reader.read_record(&mut self.unusual) {
            return Some(Err(error));
        }
        let end = self.at + reader.position().byte() as usize;
        if end == self.text.len() && !self.whole {
            return None;
        }
        let line = self.line;
        self.at = end;
        self.line += reader.position().line() - 1;
        let cells: Vec<&str> = self.unusual.iter().collect();
        Some(Ok(take((line, &cells))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str, delimiter: u8, quoting: bool) -> Vec<Vec<String>> {
        let (mut rows, mut room) = (Cut::of(text, delimiter, quoting, (1, true)), Vec::new());
        let mut all = Vec::new();
        while let Some(row) = rows.next(&mut room, |(_, cells)| {
            cells.iter().map(|cell| (*cell).to_owned()).collect()
        }) {
            all.push(row.unwrap());
        }
        all
    }

    fn read(text: &str, delimiter: u8, quoting: bool) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.delimiter(delimiter).quoting(quoting).flexible(true);
        let mut reader = reader.has_headers(false).from_reader(text.as_bytes());
        let row = |row: Result<csv::StringRecord, csv::Error>| {
            row.unwrap().iter().map(str::to_owned).collect()
        };
        reader.records().map(row).collect()
    }

    proptest! {
        /// Whatever a table holds, it is cut as the `csv` reader reads it.
        #[test]
        fn rows_are_those_of_the_csv_reader(text in "[a,;\"\n\ré\t ]{0,40}", quoting: bool) {
            for delimiter in [b',', b';'] {
                prop_assert_eq!(cut(&text, delimiter, quoting), read(&text, delimiter, quoting));
            }
        }
    }

    #[test]
    fn rows_know_their_lines() {
        let text = "a,b\n\n\"x\ny\",z\r\nq,\"r\"\n";
        let mut rows = Cut::of(text, b',', true, (1, true));
        let (mut room, mut lines) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next(&mut room, |(line, cells)| (line, cells.len())) {
            lines.push(row.unwrap());
        }
        assert_eq!(lines, [(1, 2), (3, 2), (5, 2)]);
    }
}
