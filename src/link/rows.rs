//! Records from the rows of a table: the IRI made of cells, the properties of columns.

use super::column::Column;
use super::source::{Records, full};
use super::spec::Side;
use crate::diagnostic::{Diagnostic, nearest};
use crate::external::{Failure, table};

/// What a cell of a record comes from.
#[derive(Clone, Copy)]
enum Cell {
    Column(usize),
    /// The number of the row, from 1.
    Row,
    /// The number of the row, from 0.
    Index,
    /// The IRI of the record.
    This,
}

/// Reads the rows as a side says.
pub(super) fn from_table(side: &Side, table: &table::Table) -> Result<Records, Failure> {
    let template = side.id.as_deref().unwrap_or("");
    let find = |name: &str| {
        let at = table.columns.iter().position(|column| column == name);
        let counted = match name {
            "row" | "{row}" => Some(Cell::Row),
            "index" | "{index}" => Some(Cell::Index),
            "?this" => Some(Cell::This),
            _ => None,
        };
        at.map(Cell::Column).or(counted).ok_or_else(|| {
            let near = nearest(name, table.columns.iter().map(String::as_str));
            Diagnostic::error("L004", format!("the table has no column `{name}`")).help(
                near.map_or_else(
                    || format!("its columns are {}", table.columns.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            )
        })
    };
    let mut parts: Vec<(String, Option<Cell>)> = Vec::new();
    for piece in template.split('}') {
        match piece.split_once('{') {
            Some((before, name)) => parts.push((before.to_owned(), Some(find(name)?))),
            None => parts.push((piece.to_owned(), None)),
        }
    }
    let mut records = Records::default();
    let mut id = String::new();
    for (number, row) in table.rows.iter().enumerate() {
        id.clear();
        for (before, cell) in &parts {
            id.push_str(before);
            match cell {
                Some(Cell::Column(column)) => escape_into(&row[*column], &mut id),
                Some(Cell::Row) => id.push_str(&(number + 1).to_string()),
                Some(Cell::Index) => id.push_str(&number.to_string()),
                Some(Cell::This) | None => {}
            }
        }
        full(records.ids.push([id.as_str()]))?;
    }
    once(&records.ids)?;
    for (name, columns) in &side.properties {
        let cells = columns
            .0
            .iter()
            .map(|column| find(column))
            .collect::<Result<Vec<_>, _>>()?;
        let mut column = Column::default();
        for number in 0..table.rows.len() {
            // only where a cell asks for it: a million rows are a million strings
            let counted = |asked: fn(&Cell) -> bool, number: usize| {
                if cells.iter().any(asked) {
                    number.to_string()
                } else {
                    String::new()
                }
            };
            let index = counted(|cell| matches!(cell, Cell::Index), number);
            let counted = counted(|cell| matches!(cell, Cell::Row), number + 1);
            let mut values: Vec<&str> = Vec::new();
            for cell in &cells {
                match cell {
                    Cell::Column(at) => values.extend(table.values(number, *at)),
                    Cell::Row => values.push(&counted),
                    Cell::Index => values.push(&index),
                    Cell::This => values.push(records.ids.only(number)),
                }
            }
            full(column.push(values))?;
        }
        records.properties.insert(name.clone(), column);
    }
    Ok(records)
}

/// Refuses records of one IRI: nobody could tell which of them is linked.
fn once(ids: &Column) -> Result<(), Failure> {
    let mut seen = rustc_hash::FxHashSet::default();
    let again: Vec<&str> = (0..ids.len())
        .map(|record| ids.only(record))
        .filter(|id| !seen.insert(*id))
        .collect();
    match again.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(Diagnostic::error(
            "L009",
            format!(
                "{} rows have the IRI of an earlier row, such as `{first}`",
                again.len()
            ),
        )
        .help(
            "`id` must hold a column that tells the rows apart, or `{row}`, the number of the row",
        )
        .into()),
    }
}

/// Percent-encodes what may not stand in an IRI.
fn escape_into(cell: &str, iri: &mut String) {
    for c in cell.chars() {
        if c <= ' ' || "<>\"{}|\\^`%".contains(c) {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                iri.push_str(&format!("%{byte:02X}"));
            }
        } else {
            iri.push(c);
        }
    }
}
