//! Tables: CSV, TSV and their like, one row a record, the first row the names of the columns.

use crate::diagnostic::{Diagnostic, Source};

/// A table read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns, trimmed.
    pub columns: Vec<String>,
    /// The rows; each has as many cells as there are columns.
    pub rows: Vec<csv::StringRecord>,
    /// What stands between the values of one cell, where cells can hold several.
    pub several: Option<char>,
}

impl Table {
    /// The values of a cell: one, or several where the table says so; an empty cell is one empty value.
    pub fn values(&self, row: usize, column: usize) -> Vec<&str> {
        let cell = &self.rows[row][column];
        match self.several {
            Some(sign) => cell.split(sign).collect(),
            None => vec![cell],
        }
    }
}

/// The separator that a file's name stands for.
pub fn delimiter(name: &str) -> Option<u8> {
    match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "csv" => Some(b','),
        "tsv" | "tab" => Some(b'\t'),
        _ => None,
    }
}

/// Reads a table. A file that is not UTF-8 is read as Latin-1, which older data sets come in.
///
/// A row with more or fewer cells than the head is a fault with its line; all of them are reported.
///
/// ```
/// let table = relata::external::table::read("a.csv", b"id, name\n1,\"x, y\"\n", b',').unwrap();
/// assert_eq!(table.columns, ["id", "name"]);
/// assert_eq!(&table.rows[0][1], "x, y");
/// assert_eq!(relata::external::table::read("a.csv", b"id,name\n1\n", b',').unwrap_err().len(), 1);
/// ```
pub fn read(name: &str, bytes: &[u8], delimiter: u8) -> Result<Table, Vec<Diagnostic>> {
    read_named(name, bytes, delimiter, None)
}

/// Reads a table; where names of columns are given, the file has no head and its first row is a row like the others.
pub fn read_named(
    name: &str,
    bytes: &[u8],
    delimiter: u8,
    columns: Option<&[String]>,
) -> Result<Table, Vec<Diagnostic>> {
    let mut rows = Vec::new();
    let columns = scan(name, bytes, delimiter, columns, |_, row| {
        let mut row = row.clone();
        row.trim();
        rows.push(row);
    })?;
    Ok(Table {
        columns,
        rows,
        several: None,
    })
}

/// Gives each row to `take` with the names of the columns, which come back; no row is kept. Cells are given as they are
/// written, with spaces around. The faults are those of [`read_named`]; rows before the first fault have been given.
pub fn scan(
    name: &str,
    bytes: &[u8],
    delimiter: u8,
    columns: Option<&[String]>,
    mut take: impl FnMut(&[String], &csv::StringRecord),
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let latin;
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => {
            latin = bytes
                .iter()
                .map(|byte| char::from(*byte))
                .collect::<String>();
            &latin
        }
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .flexible(true)
        .has_headers(columns.is_none())
        .trim(csv::Trim::Headers)
        .from_reader(text.as_bytes());
    let fault = |line: u64, message: String| {
        let source = Source::new(
            name,
            text.lines()
                .nth(line.saturating_sub(1) as usize)
                .unwrap_or("")
                .chars()
                .take(400)
                .collect::<String>(),
        );
        Diagnostic::error("D010", format!("{message} (line {line} of `{name}`)"))
            .at(&source, 0..source.text.len(), "")
            .help("mend the file, or say `delimiter` where it is named")
    };
    let head = reader
        .headers()
        .map_err(|error| vec![fault(1, error.to_string())])?
        .clone();
    let columns: Vec<String> = match columns {
        Some(columns) => columns.to_vec(),
        None => head.iter().map(str::to_owned).collect(),
    };
    let mut faults = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if columns[..index].contains(column) {
            faults.push(fault(1, format!("two columns are named `{column}`")));
        }
    }
    let mut row = csv::StringRecord::new();
    while faults.len() < 20 {
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) if row.len() == columns.len() => {
                if faults.is_empty() {
                    take(&columns, &row);
                }
            }
            Ok(true) => {
                let line = row.position().map_or(0, csv::Position::line);
                faults.push(fault(
                    line,
                    format!("{} cells under {} columns", row.len(), columns.len()),
                ));
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(fault(line, error.to_string()));
            }
        }
    }
    if faults.is_empty() {
        Ok(columns)
    } else {
        Err(faults)
    }
}
