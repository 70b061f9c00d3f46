//! Gives the rows of a table one after the other, block by block: a table of any length needs the memory of one block.

use super::Failure;
use super::cut::Cut;
use super::encoding::{decode, table_not_utf8};
use super::inflow::Inflow;
use super::table::other_delimiter;
use crate::diagnostic::{Diagnostic, Source};
use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Bytes that are read at once, and the longest row: nothing but a quotation mark that is never closed makes longer ones.
const SIZES: [usize; 2] = [1 << 20, 1 << 26];
/// Faults that are told of one table.
const TOLD: usize = 20;

/// How a table is written.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The sign between cells.
    pub delimiter: u8,
    /// The encoding; UTF-8, or UTF-16 with its mark, where none is named.
    pub encoding: Option<&'a str>,
    /// The names of the columns, where the table has no head.
    pub columns: Option<&'a [String]>,
}

impl Default for Form<'_> {
    fn default() -> Self {
        Self {
            delimiter: b',',
            encoding: None,
            columns: None,
        }
    }
}

/// What takes the rows: the names of the columns, and the cells as they are written, with spaces around. It may end the
/// reading.
pub type Take<'t> = &'t mut dyn FnMut(&[String], &[&str]) -> ControlFlow<()>;

/// A table that lies in a file, and how it is written.
#[derive(Debug, Clone)]
pub struct TableFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The name that people know it by.
    pub name: String,
    /// See [`Form`].
    pub delimiter: u8,
    /// See [`Form`].
    pub encoding: Option<String>,
    /// See [`Form`].
    pub columns: Option<Vec<String>>,
}

impl TableFile {
    /// Gives each row to `take`, as [`scan`] does; the names of the columns come back, and with `digested` the SHA-256 of the
    /// file, hexadecimal, unless `take` ended the reading.
    pub fn scan(&self, digested: bool, take: Take<'_>) -> Result<(Vec<String>, String), Failure> {
        let mut inflow = Inflow::open(&self.path, &self.name, digested)?;
        let form = Form {
            delimiter: self.delimiter,
            encoding: self.encoding.as_deref(),
            columns: self.columns.as_deref(),
        };
        let mut is_ended = false;
        let columns = scan(&mut inflow, &form, &mut |columns, row| {
            let flow = take(columns, row);
            is_ended = flow.is_break();
            flow
        })?;
        let digest = if is_ended {
            String::new()
        } else {
            inflow.digest()?
        };
        Ok((columns, digest))
    }
}

/// Gives each row to `take`; the names of the columns come back. Faults are those of [`super::table::read`], all of them up to
/// twenty; rows before the first have been given.
///
/// ```
/// use relata::external::inflow::Inflow;
/// use relata::external::scan::{Form, scan};
/// use std::ops::ControlFlow;
/// let mut names = Vec::new();
/// let mut bytes = Inflow::of_bytes("a.csv", b"id,name\n1,x\n2,y\n");
/// let columns = scan(&mut bytes, &Form::default(), &mut |_, row| {
///     names.push(row[1].to_owned());
///     ControlFlow::Continue(())
/// });
/// assert_eq!(columns.ok(), Some(vec!["id".to_owned(), "name".to_owned()]));
/// assert_eq!(names, ["x", "y"]);
/// ```
pub fn scan(
    inflow: &mut Inflow<'_>,
    form: &Form<'_>,
    take: Take<'_>,
) -> Result<Vec<String>, Failure> {
    scan_by(SIZES, inflow, form, take)
}

fn scan_by(
    [block, most]: [usize; 2],
    inflow: &mut Inflow<'_>,
    form: &Form<'_>,
    take: Take<'_>,
) -> Result<Vec<String>, Failure> {
    // a mark at the beginning is not cut
    let (mut buffer, mut wanted, mut line, mut is_first) = (Vec::new(), block.max(4), 1, true);
    let mut scanning = Scanning {
        name: inflow.name.clone(),
        delimiter: form.delimiter,
        columns: form.columns.map(<[String]>::to_vec),
        other: None,
        faults: Vec::new(),
    };
    scanning.named("");
    loop {
        let mut is_last = inflow.fill(&mut buffer, wanted)?;
        let is_whole = is_first && (form.encoding.is_some() || is_utf16(&buffer));
        if is_whole && !is_last {
            // only UTF-8 is cut into blocks
            inflow.fill(&mut buffer, usize::MAX)?;
            is_last = true;
        }
        let (text, skipped) = if is_first && (is_whole || is_last) {
            let text = decode(&inflow.name, &buffer, form.encoding).map_err(|fault| *fault)?;
            (text, 0)
        } else {
            let text = utf8(&inflow.name, &buffer, line as usize - 1, is_last)?;
            let rest = match is_first {
                true => without_mark(&inflow.name, text)?,
                false => text,
            };
            (Cow::Borrowed(rest), text.len() - rest.len())
        };
        let quoting = form.delimiter != b'\t';
        let mut rows = Cut::of(&text, form.delimiter, quoting, (line, is_last));
        let flow = scanning.block((&text, line), &mut rows, &mut *take);
        let (given, next) = rows.given();
        if is_last || flow.is_break() {
            return scanning.finish();
        }
        if given == 0 && wanted >= most {
            let message = format!("a row of more than {} MiB", most >> 20);
            let mut fault = scanning.fault((&text, line), line, message);
            let never = "a quotation mark that is never closed makes one row of all that follows";
            fault.helps.insert(0, never.to_owned());
            scanning.faults.push(fault);
            return scanning.finish();
        }
        wanted = if given == 0 { 2 * wanted } else { block };
        (line, is_first) = (next, false);
        buffer.drain(..skipped + given);
    }
}

fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// The text of a block that begins after so many lines; what is left of a character at its end is left for the next.
fn utf8<'b>(name: &str, block: &'b [u8], lines: usize, is_last: bool) -> Result<&'b str, Failure> {
    let error = match std::str::from_utf8(block) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let valid = error.valid_up_to();
    if error.error_len().is_some() || is_last {
        return Err(table_not_utf8(name, block, valid, lines).into());
    }
    // it was found to be valid just now
    Ok(std::str::from_utf8(&block[..valid]).unwrap_or_default())
}

/// What stands behind a byte order mark, of a file that may be no text at all.
fn without_mark<'t>(name: &str, text: &'t str) -> Result<&'t str, Failure> {
    let end = (0..=text.len().min(1 << 12)).rfind(|end| text.is_char_boundary(*end));
    let begin = &text[..end.unwrap_or(0)];
    decode(name, begin.as_bytes(), None).map_err(|fault| *fault)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// What is known of a table while its rows are given.
struct Scanning {
    name: String,
    delimiter: u8,
    columns: Option<Vec<String>>,
    /// The sign that would part the head, which this delimiter leaves whole.
    other: Option<char>,
    faults: Vec<Diagnostic>,
}

impl Scanning {
    /// Looks at the names of the columns, once they are known.
    fn named(&mut self, text: &str) {
        let columns = self.columns.take().unwrap_or_default();
        self.other = other_delimiter(&columns, self.delimiter);
        for (index, column) in columns.iter().enumerate() {
            if columns[..index].contains(column) {
                let message = format!("two columns are named `{column}`");
                let fault = self.fault((text, 1), 1, message);
                self.faults.push(fault);
            }
        }
        self.columns = (!columns.is_empty()).then_some(columns);
    }

    /// Gives the rows of a block, which begins on the line `first`.
    fn block<'b>(
        &mut self,
        (text, first): (&'b str, u64),
        rows: &mut Cut<'b>,
        take: Take<'_>,
    ) -> ControlFlow<()> {
        let mut room = Vec::new();
        if self.columns.is_none() {
            let head = rows.next(&mut room, |(_, head)| {
                head.iter().map(|name| name.trim().to_owned()).collect()
            });
            match head {
                None => return ControlFlow::Continue(()),
                Some(Ok(head)) => self.columns = Some(head),
                Some(Err(error)) => return self.broken((text, first), &error),
            }
            self.named(text);
        }
        let columns = self.columns.take().unwrap_or_default();
        let mut flow = ControlFlow::Continue(());
        while flow.is_continue() && self.faults.len() < TOLD {
            let told = rows.next(&mut room, |(line, row)| {
                if row.len() != columns.len() {
                    return Err((line, row.len()));
                }
                match self.faults.is_empty() {
                    true => Ok(take(&columns, row)),
                    false => Ok(ControlFlow::Continue(())),
                }
            });
            flow = match told {
                None => break,
                Some(Ok(Ok(flow))) => flow,
                Some(Ok(Err((line, cells)))) => self.uneven((text, first), line, (cells, &columns)),
                Some(Err(error)) => self.broken((text, first), &error),
            };
        }
        self.columns = Some(columns);
        if self.faults.len() < TOLD {
            flow
        } else {
            ControlFlow::Break(())
        }
    }

    /// Tells of a row with more or fewer cells than the head.
    fn uneven(
        &mut self,
        block: (&str, u64),
        line: u64,
        (cells, columns): (usize, &[String]),
    ) -> ControlFlow<()> {
        let (Some(sign), [head]) = (self.other, columns) else {
            let count = format!("{cells} cells under {} columns", columns.len());
            let fault = self.fault(block, line, count);
            self.faults.push(fault);
            return ControlFlow::Continue(());
        };
        let sign = sign.escape_default();
        let given = char::from(self.delimiter).escape_default();
        let mut fault = self.fault(
            (head, 1),
            1,
            format!("the head has `{sign}` and no `{given}`"),
        );
        fault.helps = vec![format!(
            "say `delimiter = \"{sign}\"` where the file is named"
        )];
        self.faults.push(fault);
        ControlFlow::Break(())
    }

    /// Tells what the reader of unusual rows found.
    fn broken(&mut self, block: (&str, u64), error: &csv::Error) -> ControlFlow<()> {
        let line = error.position().map_or(0, csv::Position::line);
        let fault = self.fault(block, block.1 + line.saturating_sub(1), error.to_string());
        self.faults.push(fault);
        ControlFlow::Break(())
    }

    fn fault(&self, (text, first): (&str, u64), line: u64, message: String) -> Diagnostic {
        let row = text.lines().nth(line.saturating_sub(first) as usize);
        let row: String = row.unwrap_or("").chars().take(400).collect();
        let (source, start) = Source::line(&self.name, line as usize, &row);
        Diagnostic::error("D010", message)
            .at(&source, start..start + row.len(), "")
            .help("mend the file, or say `delimiter` where it is named")
    }

    fn finish(self) -> Result<Vec<String>, Failure> {
        match self.faults.is_empty() {
            true => Ok(self.columns.unwrap_or_default()),
            false => Err(Failure::Findings(self.faults)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Told = Result<(Vec<String>, Vec<Vec<String>>), Vec<(String, usize)>>;

    fn told(block: usize, bytes: &[u8], delimiter: u8) -> Told {
        let form = Form {
            delimiter,
            ..Form::default()
        };
        let mut rows = Vec::new();
        let mut take = |_: &[String], row: &[&str]| {
            rows.push(row.iter().map(|cell| (*cell).to_owned()).collect());
            ControlFlow::Continue(())
        };
        let mut inflow = Inflow::of_bytes("t.csv", bytes);
        match scan_by([block, 1 << 12], &mut inflow, &form, &mut take) {
            Ok(columns) => Ok((columns, rows)),
            Err(Failure::Findings(faults)) => Err(faults
                .into_iter()
                .map(|fault| {
                    let line = fault.place().map_or(0, |(_, line, _)| line);
                    (fault.message, line)
                })
                .collect()),
            Err(Failure::Machine(error)) => panic!("{error}"),
        }
    }

    proptest! {
        /// However a table falls into blocks, the same rows are given and the same faults told.
        #[test]
        fn blocks_change_nothing(text in "\u{feff}?[ab]{1,2}[,;][cé]{1,2}\r?\n([a,;\"é\u{4e2d}]{0,3}[,;\n]{0,2}\r?\n?){0,12}", size in 1usize..9) {
            for delimiter in [b',', b';'] {
                let whole = told(1 << 11, text.as_bytes(), delimiter);
                prop_assert_eq!(told(size, text.as_bytes(), delimiter), whole);
            }
        }
    }

    #[test]
    fn what_is_no_text_is_told_with_its_line() {
        let bytes = [b"a,b\n1,2\n".repeat(30), b"x,\xff\n".to_vec()].concat();
        let fault = ("`t.csv` is not UTF-8".to_owned(), 61);
        assert_eq!(told(16, &bytes, b','), Err(vec![fault]));
        // a character that the end of the file cuts off
        let fault = ("`t.csv` is not UTF-8".to_owned(), 2);
        assert_eq!(told(4, b"a\n\xc3", b','), Err(vec![fault]));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_ends_the_reading() {
        let bytes = [b"a,b\n1,\"2\n".to_vec(), b"x,y\n".repeat(5000)].concat();
        let faults = told(64, &bytes, b',').unwrap_err();
        assert_eq!(faults, [("a row of more than 0 MiB".to_owned(), 2)]);
    }
}
