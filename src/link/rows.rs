//! Records from the rows of a table: the IRI made of cells, the properties of columns.

use super::column::{Column, Packing};
use super::source::{Place, Records, full};
use super::spec::Side;
use crate::diagnostic::{Diagnostic, nearest};
use crate::external::scan::TableFile;
use crate::external::{Failure, table};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

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
    named: (&'a str, Place<'a>),
    form: &'a str,
}

impl<'a> Rows<'a> {
    /// Finds the columns that the side names; those that are not there are told, all of them.
    pub(super) fn of(
        side: &'a Side,
        named: (&'a str, Place<'a>),
        columns: &[String],
        several: Option<char>,
    ) -> Result<Self, Failure> {
        let (table, place) = named;
        if columns.iter().all(String::is_empty) {
            let message = format!("`{table}`, the table of `{}`, is empty", place.which);
            let finding = Diagnostic::error("L004", message)
                .help("its first row names the columns, or `columns` does in the spec");
            return Err(place
                .blame(finding, side.file.as_deref().unwrap_or(table))
                .into());
        }
        let mut absent = Vec::new();
        let mut cell = |name: &str| {
            find(columns, name).unwrap_or_else(|| {
                absent.push(no_column(table, place, columns, name));
                Cell::Row
            })
        };
        let mut template = Vec::new();
        let form = side.id.as_deref().unwrap_or("");
        for piece in form.split('}') {
            template.push(match piece.split_once('{') {
                Some((before, name)) => (escaped(before), Some(cell(name))),
                None => (escaped(piece), None),
            });
        }
        let mut properties = Vec::new();
        for (name, sources) in &side.properties {
            let cells = sources.0.iter().map(|source| cell(source)).collect();
            properties.push((name.as_str(), cells, Packing::default()));
        }
        if !absent.is_empty() {
            return Err(Failure::Findings(absent));
        }
        Ok(Self {
            template,
            properties,
            several,
            ids: Column::default(),
            id: String::new(),
            named,
            form,
        })
    }

    /// Takes a row.
    pub(super) fn take(&mut self, row: &[&str]) -> Result<(), Failure> {
        let number = self.ids.len();
        self.id.clear();
        for (before, cell) in &self.template {
            self.id.push_str(before);
            match cell {
                Some(Cell::Column(column)) => {
                    let is_begin = self.id.is_empty();
                    escape_into(row[*column].trim(), is_begin, &mut self.id);
                }
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
        // a form that begins with a cell is as good as its cells are
        if matches!(self.template.first(), Some((before, _)) if before.is_empty()) {
            are_iris(&self.ids, self.named, self.form)?;
        }
        once(&self.ids, self.named, self.form)?;
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
fn find(columns: &[String], name: &str) -> Option<Cell> {
    let at = columns.iter().position(|column| column == name);
    at.map(Cell::Column).or(match name {
        "row" | "{row}" => Some(Cell::Row),
        "index" | "{index}" => Some(Cell::Index),
        "?this" => Some(Cell::This),
        _ => None,
    })
}

fn no_column(table: &str, place: Place<'_>, columns: &[String], name: &str) -> Diagnostic {
    let which = place.which;
    let finding = Diagnostic::error(
        "L004",
        format!("`{table}`, the table of `{which}`, has no column `{name}`"),
    );
    let near = nearest(name, columns.iter().map(String::as_str));
    let other = table::other_delimiter(columns, b'\0');
    place.blame(finding, name).help(match (near, other) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(sign)) => {
            let sign = sign.escape_default();
            format!("its head has `{sign}`: say `delimiter = \"{sign}\"`")
        }
        (None, None) if columns.is_empty() => "it is empty".to_owned(),
        (None, None) => format!("its columns are {}", columns.join(", ")),
    })
}

/// Reads the rows of a dataset as a side says.
pub(super) fn from_table(
    side: &Side,
    named: (&str, Place<'_>),
    table: &table::Table,
) -> Result<Records, Failure> {
    let mut rows = Rows::of(side, named, &table.columns, table.several)?;
    for row in &table.rows {
        rows.take(&row.iter().collect::<Vec<_>>())?;
    }
    rows.records()
}

/// Reads the rows of a file as a side says; with `digested`, the records tell its digest. What is wrong with the file is told
/// before what the side asks of it.
pub(super) fn from_file(
    side: &Side,
    place: Place<'_>,
    file: &TableFile,
    digested: bool,
) -> Result<Records, Failure> {
    let mut rows: Option<Result<Rows<'_>, Failure>> = None;
    let (columns, digest) = file.scan(digested, &mut |columns, row| {
        let made = rows.get_or_insert_with(|| Rows::of(side, (&file.name, place), columns, None));
        if let Ok(rows_of) = made
            && let Err(failure) = rows_of.take(row)
        {
            *made = Err(failure);
        }
        ControlFlow::Continue(())
    })?;
    let rows = rows.unwrap_or_else(|| Rows::of(side, (&file.name, place), &columns, None))?;
    Ok(Records {
        digest,
        ..rows.records()?
    })
}

/// Refuses names that are no IRIs: no link to one could ever be written.
fn are_iris(ids: &Column, (table, place): (&str, Place<'_>), form: &str) -> Result<(), Failure> {
    let mut not = (0..ids.len()).filter(|at| oxrdf::NamedNode::new(ids.only(*at)).is_err());
    let Some(first) = not.next() else {
        return Ok(());
    };
    let message = format!(
        "{} of {} rows of `{table}` have a name that is no IRI: `{}` in row {}",
        not.count() + 1,
        ids.len(),
        ids.only(first),
        first + 1
    );
    let finding = Diagnostic::error("L015", message)
        .help("put a scheme before it in `id`, such as `https://example.org/{column}`");
    Err(place.blame(finding, form).into())
}

/// Refuses records of one IRI: nobody could tell which of them is linked.
fn once(ids: &Column, (table, place): (&str, Place<'_>), form: &str) -> Result<(), Failure> {
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
    let message = match again.as_slice() {
        [] => return Ok(()),
        [only] => format!("a row of `{table}` has the IRI of an earlier row: `{only}`"),
        [first, ..] => format!(
            "{} rows of `{table}` have the IRI of an earlier row, such as `{first}`",
            again.len()
        ),
    };
    let finding = Diagnostic::error("L009", message).help(
        "`id` must hold a column that tells the rows apart, or `{row}`, the number of the row",
    );
    Err(place.blame(finding, form).into())
}

/// Percent-encodes what may not stand in an IRI; a percent sign too, unless the cell is the beginning of an IRI.
fn escape_into(cell: &str, is_begin: bool, iri: &mut String) {
    let may_not =
        |byte: u8| byte <= b' ' || b"<>\"{}|\\^`".contains(&byte) || (byte == b'%' && !is_begin);
    let mut rest = cell;
    while let Some(at) = rest.bytes().position(may_not) {
        iri.push_str(&rest[..at]);
        iri.push_str(&format!("%{:02X}", rest.as_bytes()[at]));
        rest = &rest[at + 1..];
    }
    iri.push_str(rest);
}

/// Percent-encodes what may not stand in an IRI; what is encoded already stays.
pub(super) fn escaped(written: &str) -> String {
    let mut iri = String::with_capacity(written.len());
    escape_into(written, true, &mut iri);
    iri
}
