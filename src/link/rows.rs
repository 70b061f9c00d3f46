//! Records from the rows of a table: the IRI made of cells, the properties of columns.

use super::column::{Column, Packing};
use super::source::{Records, full};
use super::spec::Side;
use crate::diagnostic::{Diagnostic, nearest};
use crate::external::{Failure, table};
use std::collections::BTreeMap;

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

/// What a side makes of rows, one given after the other.
pub(super) struct Rows<'a> {
    template: Vec<(String, Option<Cell>)>,
    properties: Vec<(&'a str, Vec<Cell>, Packing)>,
    /// What stands between the values of one cell.
    several: Option<char>,
    ids: Column,
    id: String,
}

impl<'a> Rows<'a> {
    /// Finds the columns that the side names.
    pub(super) fn of(
        side: &'a Side,
        columns: &[String],
        several: Option<char>,
    ) -> Result<Self, Failure> {
        let mut template = Vec::new();
        for piece in side.id.as_deref().unwrap_or("").split('}') {
            template.push(match piece.split_once('{') {
                Some((before, name)) => (before.to_owned(), Some(find(columns, name)?)),
                None => (piece.to_owned(), None),
            });
        }
        let mut properties = Vec::new();
        for (name, sources) in &side.properties {
            let cells = sources
                .0
                .iter()
                .map(|source| find(columns, source))
                .collect::<Result<Vec<_>, _>>()?;
            properties.push((name.as_str(), cells, Packing::default()));
        }
        Ok(Self {
            template,
            properties,
            several,
            ids: Column::default(),
            id: String::new(),
        })
    }

    /// Takes a row.
    pub(super) fn take(&mut self, row: &[&str]) -> Result<(), Failure> {
        let number = self.ids.len();
        self.id.clear();
        for (before, cell) in &self.template {
            self.id.push_str(before);
            match cell {
                Some(Cell::Column(column)) => escape_into(row[*column].trim(), &mut self.id),
                Some(Cell::Row) => self.id.push_str(&(number + 1).to_string()),
                Some(Cell::Index) => self.id.push_str(&number.to_string()),
                Some(Cell::This) | None => {}
            }
        }
        full(self.ids.push([self.id.as_str()]))?;
        for (_, cells, column) in &mut self.properties {
            for cell in cells.iter() {
                let added = match (cell, self.several) {
                    (Cell::Column(at), None) => column.add(row[*at].trim()),
                    (Cell::Column(at), Some(sign)) => row[*at]
                        .trim()
                        .split(sign)
                        .try_for_each(|value| column.add(value)),
                    (Cell::Row, _) => column.add(&(number + 1).to_string()),
                    (Cell::Index, _) => column.add(&number.to_string()),
                    (Cell::This, _) => column.add(&self.id),
                };
                full(added)?;
            }
            full(column.close())?;
        }
        Ok(())
    }

    /// The records of all rows.
    pub(super) fn records(self) -> Result<Records, Failure> {
        once(&self.ids)?;
        let mut properties = BTreeMap::new();
        for (name, _, packing) in self.properties {
            properties.insert(name.to_owned(), full(packing.finish())?);
        }
        Ok(Records {
            ids: self.ids,
            properties,
            ..Records::default()
        })
    }
}

/// What a name in a side stands for.
fn find(columns: &[String], name: &str) -> Result<Cell, Diagnostic> {
    let at = columns.iter().position(|column| column == name);
    let counted = match name {
        "row" | "{row}" => Some(Cell::Row),
        "index" | "{index}" => Some(Cell::Index),
        "?this" => Some(Cell::This),
        _ => None,
    };
    at.map(Cell::Column).or(counted).ok_or_else(|| {
        let near = nearest(name, columns.iter().map(String::as_str));
        Diagnostic::error("L004", format!("the table has no column `{name}`")).help(
            match (near, table::other_delimiter(columns, b'\0')) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(sign)) => {
                    let sign = sign.escape_default();
                    format!("its head has `{sign}`: say `delimiter = \"{sign}\"`")
                }
                (None, None) if columns.is_empty() => "it is empty".to_owned(),
                (None, None) => format!("its columns are {}", columns.join(", ")),
            },
        )
    })
}

/// Reads the rows of a dataset as a side says.
pub(super) fn from_table(side: &Side, table: &table::Table) -> Result<Records, Failure> {
    let mut rows = Rows::of(side, &table.columns, table.several)?;
    for row in &table.rows {
        rows.take(&row.iter().collect::<Vec<_>>())?;
    }
    rows.records()
}

/// Reads the rows of a file as a side says. What is wrong with the file is told before what the side asks of it.
pub(super) fn from_bytes(
    side: &Side,
    name: &str,
    bytes: &[u8],
    delimiter: u8,
) -> Result<Records, Failure> {
    let mut rows: Option<Result<Rows<'_>, Failure>> = None;
    let columns = table::scan(
        name,
        bytes,
        delimiter,
        side.columns.as_deref(),
        |columns, row| {
            let made = rows.get_or_insert_with(|| Rows::of(side, columns, None));
            if let Ok(rows_of) = made
                && let Err(failure) = rows_of.take(row)
            {
                *made = Err(failure);
            }
        },
    )
    .map_err(Failure::Findings)?;
    rows.unwrap_or_else(|| Rows::of(side, &columns, None))?
        .records()
}

/// Refuses records of one IRI: nobody could tell which of them is linked.
fn once(ids: &Column) -> Result<(), Failure> {
    let hasher = ahash::RandomState::new();
    let mut hashes: Vec<(u64, u32)> = (0..ids.len())
        .map(|record| (hasher.hash_one(ids.only(record)), record as u32))
        .collect();
    hashes.sort_unstable();
    let mut again: Vec<u32> = Vec::new();
    for same in hashes
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.len() > 1)
    {
        for (at, (_, record)) in same.iter().enumerate() {
            let id = ids.only(*record as usize);
            if same[..at]
                .iter()
                .any(|(_, earlier)| ids.only(*earlier as usize) == id)
            {
                again.push(*record);
            }
        }
    }
    again.sort_unstable();
    let again: Vec<&str> = again
        .iter()
        .map(|record| ids.only(*record as usize))
        .collect();
    match again.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(Diagnostic::error(
            "L009",
            match again.len() {
                1 => format!("a row has the IRI of an earlier row: `{first}`"),
                many => format!("{many} rows have the IRI of an earlier row, such as `{first}`"),
            },
        )
        .help(
            "`id` must hold a column that tells the rows apart, or `{row}`, the number of the row",
        )
        .into()),
    }
}

/// Percent-encodes what may not stand in an IRI.
fn escape_into(cell: &str, iri: &mut String) {
    let may_not = |byte: u8| byte <= b' ' || b"<>\"{}|\\^`%".contains(&byte);
    let mut rest = cell;
    while let Some(at) = rest.bytes().position(may_not) {
        iri.push_str(&rest[..at]);
        iri.push_str(&format!("%{:02X}", rest.as_bytes()[at]));
        rest = &rest[at + 1..];
    }
    iri.push_str(rest);
}
