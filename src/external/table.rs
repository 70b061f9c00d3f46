//! Tables: CSV, TSV and their like, one row a record, the first row the names of the columns.

use super::cut::Cut;
use super::encoding::decode;
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

/// Reads a table in UTF-8; [`encoding::decode`](super::encoding::decode) makes it of others.
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
        rows.push(row.iter().map(|cell| cell.trim()).collect());
    })?;
    Ok(Table {
        columns,
        rows,
        several: None,
    })
}

/// The sign that parts the cells of a head which another one leaves whole.
pub(crate) fn other_delimiter(columns: &[String], delimiter: u8) -> Option<char> {
    let [whole] = columns else { return None };
    [';', '\t', '|', ',']
        .into_iter()
        .find(|sign| whole.contains(*sign) && u32::from(*sign) != u32::from(delimiter))
}

/// Gives each row to `take` with the names of the columns, which come back; no row is kept. Cells are given as they are
/// written, with spaces around. The faults are those of [`read_named`]; rows before the first fault have been given.
pub fn scan(
    name: &str,
    bytes: &[u8],
    delimiter: u8,
    columns: Option<&[String]>,
    mut take: impl FnMut(&[String], &[&str]),
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let text = decode(name, bytes, None).map_err(|fault| vec![*fault])?;
    let mut rows = Cut::of(&text, delimiter, delimiter != b'\t');
    let mut room = Vec::new();
    let fault = |line: u64, message: String| {
        let row = text.lines().nth(line.saturating_sub(1) as usize);
        let row: String = row.unwrap_or("").chars().take(400).collect();
        let (source, start) = Source::line(name, line as usize, &row);
        Diagnostic::error("D010", message)
            .at(&source, start..start + row.len(), "")
            .help("mend the file, or say `delimiter` where it is named")
    };
    let columns: Vec<String> = match columns {
        Some(columns) => columns.to_vec(),
        None => rows
            .next(&mut room, |(_, head)| {
                head.iter().map(|name| name.trim().to_owned()).collect()
            })
            .unwrap_or(Ok(Vec::new()))
            .map_err(|error| vec![fault(1, error.to_string())])?,
    };
    let other = other_delimiter(&columns, delimiter);
    let mut faults = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if columns[..index].contains(column) {
            faults.push(fault(1, format!("two columns are named `{column}`")));
        }
    }
    while faults.len() < 20 {
        let told = rows.next(&mut room, |(line, row)| {
            if row.len() != columns.len() {
                if let Some(sign) = other {
                    let sign = sign.escape_default();
                    let other = format!(
                        "the head has `{sign}` and no `{}`",
                        char::from(delimiter).escape_default()
                    );
                    let help = format!("say `delimiter = \"{sign}\"` where the file is named");
                    let mut fault = fault(1, other);
                    fault.helps = vec![help];
                    return Some(fault);
                }
                let count = format!("{} cells under {} columns", row.len(), columns.len());
                return Some(fault(line, count));
            }
            if faults.is_empty() {
                take(&columns, row);
            }
            None
        });
        match told {
            None => break,
            Some(Ok(Some(told))) => {
                faults.push(told);
                if other.is_some() {
                    break;
                }
            }
            Some(Ok(None)) => {}
            Some(Err(error)) => {
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
