//! Tables: CSV, TSV and their like, one row a record, the first row the names of the columns.

use super::Failure;
use super::inflow::Inflow;
use super::scan::{Form, scan};
use crate::diagnostic::Diagnostic;
use std::ops::ControlFlow;

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

/// Reads a table in UTF-8, or in UTF-16 with its mark; [`encoding::decode`](super::encoding::decode) makes text of others.
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
    let mut rows = Vec::new();
    let form = Form {
        delimiter,
        ..Form::default()
    };
    let columns = scan(&mut Inflow::of_bytes(name, bytes), &form, &mut |_, row| {
        rows.push(row.iter().map(|cell| cell.trim()).collect());
        ControlFlow::Continue(())
    });
    match columns {
        Ok(columns) => Ok(Table {
            columns,
            rows,
            several: None,
        }),
        Err(Failure::Findings(faults)) => Err(faults),
        // bytes at hand are read without a fault of the machine
        Err(Failure::Machine(error)) => Err(vec![Diagnostic::error("D010", error.to_string())]),
    }
}

/// The sign that parts the cells of a head which another one leaves whole.
pub(crate) fn other_delimiter(columns: &[String], delimiter: u8) -> Option<char> {
    let [whole] = columns else { return None };
    [';', '\t', '|', ',']
        .into_iter()
        .find(|sign| whole.contains(*sign) && u32::from(*sign) != u32::from(delimiter))
}
