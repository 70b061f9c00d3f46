//! Records from the rows of a table: the IRI made of cells, the properties of columns.

use crate::diagnostic::{Diagnostic, nearest};
use crate::external::scan::TableFile;
use crate::external::{Failure, table};
use crate::link::sides::column::{Column, Packing};
use crate::link::sides::naming::Naming;
use crate::link::sides::source::{Place, Records, full};
use crate::link::spec::Side;
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
pub(in crate::link) struct Rows<'a> {
    template: Vec<(String, Option<Cell>)>,
    properties: Vec<(&'a str, Vec<Cell>, Packing)>,
    /// What stands between the values of one cell.
    several: Option<char>,
    ids: Column,
    /// The name of the row at hand.
    id: String,
    /// Rows so far, whether or not they were kept.
    seen: usize,
    naming: Naming,
    named: (&'a str, Place<'a>),
    form: &'a str,
}

impl<'a> Rows<'a> {
    /// Finds the columns that the side names; those that are not there are told, all of them.
    pub(in crate::link) fn of(
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
        let is_doubtful = matches!(template.first(), Some((before, _)) if before.is_empty());
        Ok(Self {
            template,
            properties,
            several,
            ids: Column::default(),
            id: String::new(),
            seen: 0,
            naming: Naming::new(is_doubtful),
            named,
            form,
        })
    }

    /// Takes a row.
    pub(in crate::link) fn take(&mut self, row: &[&str]) -> Result<(), Failure> {
        self.look(row);
        self.check();
        self.keep(row)
    }

    /// Makes the name of the next row; its number, from 0.
    pub(in crate::link) fn look(&mut self, row: &[&str]) -> usize {
        let number = self.seen;
        self.seen += 1;
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
        number
    }

    /// The name of the row that was looked at last.
    pub(in crate::link) fn id(&self) -> &str {
        &self.id
    }

    /// How many rows were looked at.
    pub(in crate::link) fn seen(&self) -> usize {
        self.seen
    }

    /// True where the row that was looked at last is the first with a value of some property; `filled` tells of which there
    /// was one.
    pub(in crate::link) fn fills(&self, row: &[&str], filled: &mut [bool]) -> bool {
        let mut is_first = false;
        for ((_, cells, _), filled) in self.properties.iter().zip(filled) {
            let has = |cell: &Cell| match cell {
                Cell::Column(at) => !row[*at].trim().is_empty(),
                Cell::Row | Cell::Index | Cell::This => true,
            };
            if !*filled && cells.iter().any(has) {
                (*filled, is_first) = (true, true);
            }
        }
        is_first
    }

    /// Keeps only some of the rows that are kept.
    pub(in crate::link) fn thin(&mut self, stays: impl Fn(usize) -> bool) -> Result<(), Failure> {
        let records = self.drain()?;
        let picked: Vec<u32> = (0..records.len() as u32)
            .filter(|at| stays(*at as usize))
            .collect();
        self.ids = full(records.ids.pick(picked.iter().map(|at| *at as usize)))?;
        for (name, _, packing) in &mut self.properties {
            if let Some(column) = records.properties.get(*name) {
                for record in &picked {
                    for value in column.values(*record as usize) {
                        full(packing.add(value))?;
                    }
                    full(packing.close())?;
                }
            }
        }
        Ok(())
    }

    /// Has the name of the row that was looked at last checked with all others.
    pub(in crate::link) fn check(&mut self) {
        self.naming.see(&self.id);
    }

    /// What is wrong with the names that were checked; `again` gives them once more.
    pub(in crate::link) fn checked(
        &mut self,
        again: crate::link::sides::naming::Again<'_>,
    ) -> Result<(), Failure> {
        let naming = std::mem::replace(&mut self.naming, Naming::new(false));
        naming.look(self.named, self.form, again)
    }

    /// Keeps the row that was looked at last.
    pub(in crate::link) fn keep(&mut self, row: &[&str]) -> Result<(), Failure> {
        let number = self.seen - 1;
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

    /// The rows that were kept, which are kept no longer.
    pub(in crate::link) fn drain(&mut self) -> Result<Records, Failure> {
        let mut properties = BTreeMap::new();
        for (name, _, packing) in &mut self.properties {
            let column = full(std::mem::take(packing).finish())?;
            properties.insert((*name).to_owned(), column);
        }
        Ok(Records {
            ids: std::mem::take(&mut self.ids),
            properties,
            ..Records::default()
        })
    }

    /// The records of all rows, which were all taken.
    pub(in crate::link) fn records(mut self) -> Result<Records, Failure> {
        let ids = std::mem::take(&mut self.ids);
        self.checked(&mut |see| {
            (0..ids.len()).for_each(|record| see(ids.only(record)));
            Ok(())
        })?;
        self.ids = ids;
        self.drain()
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
pub(in crate::link) fn from_table(
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

/// What is done with each row.
type Look<'t, 'a> = &'t mut dyn FnMut(&mut Rows<'a>, &[&str]) -> Result<ControlFlow<()>, Failure>;

/// What makes records of a table: the side, where it is read from, and the table.
#[derive(Clone, Copy)]
pub(in crate::link) struct TableSide<'a> {
    pub side: &'a Side,
    pub place: Place<'a>,
    pub file: &'a TableFile,
    /// Whether the digest of the file is wanted.
    pub digested: bool,
}

impl<'a> TableSide<'a> {
    /// Reads all rows; `None` where they are more than `most`.
    pub(in crate::link) fn all(self, most: usize) -> Result<Option<Records>, Failure> {
        let mut is_long = false;
        let (rows, digest) = self.each(&mut |rows, row| {
            is_long = rows.seen() == most;
            if is_long {
                return Ok(ControlFlow::Break(()));
            }
            rows.take(row)?;
            Ok(ControlFlow::Continue(()))
        })?;
        if is_long {
            return Ok(None);
        }
        let mut records = rows.records()?;
        records.digest = digest;
        Ok(Some(records))
    }

    /// Has each row looked at by `take`; what was kept, and the digest, where it is wanted. What is wrong with the file is told
    /// before what the side asks of it.
    pub(in crate::link) fn each(self, take: Look<'_, 'a>) -> Result<(Rows<'a>, String), Failure> {
        let named = (self.file.name.as_str(), self.place);
        let mut rows: Option<Result<Rows<'a>, Failure>> = None;
        let (columns, digest) = self.file.scan(self.digested, &mut |columns, row| {
            let made = rows.get_or_insert_with(|| Rows::of(self.side, named, columns, None));
            let Ok(rows_of) = made else {
                return ControlFlow::Continue(());
            };
            take(rows_of, row).unwrap_or_else(|failure| {
                *made = Err(failure);
                ControlFlow::Break(())
            })
        })?;
        let rows = rows.unwrap_or_else(|| Rows::of(self.side, named, &columns, None))?;
        Ok((rows, digest))
    }
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
pub(in crate::link) fn escaped(written: &str) -> String {
    let mut iri = String::with_capacity(written.len());
    escape_into(written, true, &mut iri);
    iri
}
