//! What a draft knows of a side: how it is read, what identifies its records, and some values of each property.

use super::graph;
use crate::diagnostic::{Diagnostic, nearest};
use crate::external::inflow::Inflow;
use crate::external::scan::TableFile;
use crate::external::{self, Failure, compressed, quoted, records, table};
use crate::link::prepare::transform::{Step, apply};
use crate::link::score::comparator::number;
use crate::project::Project;
use oxrdf::Quad;
use rustc_hash::{FxHashSet, FxHasher};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Records of a side that are looked at, spread over it.
pub(super) const LOOKED: usize = 5_000;

/// Letters of a value, and columns of a table, that are looked at.
const LETTERS: usize = 2_000;
const COLUMNS: usize = 200;

/// One side.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// As it was named.
    pub named: String,
    /// The classes of its things, where it is RDF: those that were chosen, and all.
    pub classes: [Vec<String>; 2],
    /// The keys of the spec that say how it is read, as they are written, each with why.
    pub keys: Vec<(String, String)>,
    /// Prefixes that its paths need.
    pub prefixes: BTreeMap<String, String>,
    /// True where its records are rows of a table.
    pub is_rows: bool,
    /// The column that tells its rows apart.
    pub id: Option<String>,
    pub properties: Vec<Property>,
    /// Columns that were not looked at.
    pub beyond: usize,
    /// Number of its records.
    pub count: usize,
}

/// What is known of a property.
#[derive(Debug, Default, Clone)]
pub(super) struct Property {
    /// A word for it.
    pub name: String,
    /// The columns or paths it comes from.
    pub paths: Vec<String>,
    /// Its values in the records that were looked at.
    pub values: Vec<String>,
    /// The share of records that have one.
    pub filled: f64,
}

/// Where a side is looked for, and from where a file is named in the spec.
#[derive(Clone, Copy)]
pub(super) struct Where<'a> {
    pub project: Option<&'a Project>,
    /// The folder that the user's names are relative to.
    pub directory: &'a Path,
    /// The folder that the spec will lie in.
    pub folder: &'a Path,
    /// The encoding of tables that are not UTF-8.
    pub encoding: Option<&'a str>,
    pub prefixes: &'a [(String, String)],
    /// Classes of the other side, which are chosen where this side has one of them, or one that is called so.
    pub classes: &'a [String],
}

/// Reads a side: a dataset of the project, `project`, or a file.
pub(super) fn read(named: &str, place: Where<'_>) -> Result<Sample, Failure> {
    let mut sample = match place.project {
        Some(project) if named == "project" => graph::of_project(project, place)?,
        Some(project) if project.manifest.datasets.contains_key(named) => {
            of_dataset(project, named, place)?
        }
        _ => of_file(named, place)?,
    };
    if sample.count == 0 {
        let message = format!("`{named}` holds nothing to link");
        return Err(Diagnostic::error("L014", message)
            .help("a table needs a row with the names of its columns and rows below it; RDF needs things with IRIs")
            .into());
    }
    named.clone_into(&mut sample.named);
    distinguish(&mut sample.properties);
    Ok(sample)
}

/// Gives each property a name of its own.
fn distinguish(properties: &mut [Property]) {
    let mut taken = FxHashSet::default();
    for property in properties {
        let whole = property.name.clone();
        let mut number = 1;
        while !taken.insert(property.name.clone()) {
            number += 1;
            property.name = format!("{whole}-{number}");
        }
    }
}

fn of_dataset(project: &Project, named: &str, place: Where<'_>) -> Result<Sample, Failure> {
    external::checked(project, named)?;
    let entry = external::entry(project, named)?;
    let (plain, _) = compressed::split_name(&entry.source);
    let written = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = entry.format.as_deref().unwrap_or(written);
    let mut sample = if entry.construct.is_some() {
        graph::of_quads(&external::quads(project, named)?, place, false)
    } else if let Some(file) = external::rows(project, named)? {
        of_table(&file)?
    } else if records::is_ending(ending) {
        let table = table(project, named)?;
        let mut rows = Rows::of(&table.columns);
        for row in 0..table.rows.len() {
            let cells = (0..table.columns.len()).map(|column| table.values(row, column));
            rows.take(cells.map(|values| values.iter().map(|v| (*v).to_owned()).collect()));
        }
        rows.sample()
    } else {
        graph::of_quads(&external::quads(project, named)?, place, false)
    };
    let key = format!("dataset = {}", quoted(named));
    sample.keys.insert(0, (key, "of relata.toml".to_owned()));
    Ok(sample)
}

fn of_file(named: &str, place: Where<'_>) -> Result<Sample, Failure> {
    let path = place.directory.join(named);
    if !path.is_file() {
        return Err(absent(named, place).into());
    }
    let (plain, _) = compressed::split_name(named);
    let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
    if records::is_ending(ending) {
        let message = format!("`{named}` is no table and no RDF: it holds records");
        return Err(Diagnostic::error("D007", message)
            .help(format!("`relata dataset add NAME {named}` makes it a dataset of a project, which can be linked"))
            .into());
    }
    let mut sample = if external::is_rdf(ending) {
        let (bytes, _) = Inflow::open(&path, named, false)?.whole()?;
        let quads: Vec<Quad> = external::rdf(named, ending, bytes)?;
        graph::of_quads(&quads, place, false)
    } else {
        of_written(named, plain, path.clone(), place.encoding)?
    };
    let key = format!("file = {}", quoted(&relative(&path, place.folder)));
    sample.keys.insert(0, (key, String::new()));
    Ok(sample)
}

fn absent(named: &str, place: Where<'_>) -> Diagnostic {
    let finding = Diagnostic::error(
        "L003",
        format!("`{named}` is neither a file nor a dataset of the project"),
    );
    let Some(project) = place.project else {
        return finding.help("a file is named from the current folder; there is no project here, so there are no datasets");
    };
    let datasets: Vec<&str> = project
        .manifest
        .datasets
        .keys()
        .map(String::as_str)
        .collect();
    match nearest(named, datasets.iter().copied().chain(["project"])) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!(
            "a file is named from the current folder; datasets are project (its own graph){}",
            datasets
                .iter()
                .map(|name| format!(", {name}"))
                .collect::<String>()
        )),
    }
}

/// How a file is named from a folder, both of which are there or will be.
fn relative(path: &Path, folder: &Path) -> String {
    let whole = |path: &Path| {
        let mut known = path.to_owned();
        let mut rest = Vec::new();
        // of a folder that is not there yet, what is there of it
        loop {
            if let Ok(found) = known.canonicalize() {
                return rest
                    .iter()
                    .rev()
                    .fold(found, |path: PathBuf, part| path.join(part));
            }
            match (known.file_name().map(ToOwned::to_owned), known.parent()) {
                (Some(name), Some(parent)) => {
                    let parent = match parent.as_os_str().is_empty() {
                        true => PathBuf::from("."),
                        false => parent.to_owned(),
                    };
                    rest.push(name);
                    known = parent;
                }
                _ => return path.to_owned(),
            }
        }
    };
    let (path, folder) = (whole(path), whole(folder));
    let common = path
        .components()
        .zip(folder.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = folder.components().skip(common).map(|_| "..".to_owned());
    let down = path.components().skip(common);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A table beside nothing that says how it is written: the sign between its cells and whether it has a head are seen.
fn of_written(
    named: &str,
    plain: &str,
    path: PathBuf,
    encoding: Option<&str>,
) -> Result<Sample, Failure> {
    let usual = table::delimiter(plain);
    let file = TableFile {
        path,
        name: named.to_owned(),
        delimiter: usual.unwrap_or(b','),
        encoding: None,
        columns: None,
    };
    match (as_seen(file.clone(), usual), encoding) {
        (Err(Failure::Findings(faults)), Some(encoding)) if is_not_utf8(&faults) => {
            let encoding = Some(encoding.to_owned());
            as_seen(TableFile { encoding, ..file }, usual)
        }
        (Err(Failure::Findings(mut faults)), None) if is_not_utf8(&faults) => {
            if let Some(first) = faults.first_mut() {
                let help = "here: `--encoding latin-1` or another; it is not guessed";
                first.helps.push(help.to_owned());
            }
            Err(Failure::Findings(faults))
        }
        (read, _) => read,
    }
}

fn is_not_utf8(faults: &[Diagnostic]) -> bool {
    faults
        .iter()
        .any(|fault| fault.code == "D006" && fault.message.ends_with("is not UTF-8"))
}

fn as_seen(mut file: TableFile, usual: Option<u8>) -> Result<Sample, Failure> {
    let mut keys = Vec::new();
    let cells = |file: &TableFile| {
        let head = file.scan(false, &mut |_, _| ControlFlow::Break(()));
        head.map_or(0, |(columns, _)| columns.len())
    };
    let signs = [file.delimiter, b';', b'\t', b'|', b',', b'#'];
    let mut most = 1;
    for sign in signs {
        let count = cells(&TableFile {
            delimiter: sign,
            ..file.clone()
        });
        if count > most {
            (most, file.delimiter) = (count, sign);
        }
        if count > 1 && usual == Some(sign) {
            break;
        }
    }
    if usual.is_none() && most == 1 {
        // one text a line: a comma may stand in it
        file.delimiter = b'\t';
    }
    if usual.unwrap_or(b',') != file.delimiter {
        let sign = char::from(file.delimiter).escape_default();
        keys.push((format!("delimiter = \"{sign}\""), String::new()));
    }
    if let Some(encoding) = &file.encoding {
        let why = "it is not UTF-8".to_owned();
        keys.push((format!("encoding = {}", quoted(encoding)), why));
    }
    let (head, _) = file.scan(false, &mut |_, _| ControlFlow::Break(()))?;
    if let Some(columns) = headless(&head, usual.is_some()) {
        let each: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
        let why = "its first row seems to be no head; if it is one, take this line out".to_owned();
        keys.push((format!("columns = [{}]", each.join(", ")), why));
        file.columns = Some(columns);
    }
    let mut sample = of_table(&file)?;
    sample.keys = keys;
    Ok(sample)
}

/// Names for the columns of a table whose first row names none.
fn headless(head: &[String], is_usual: bool) -> Option<Vec<String>> {
    let is_value = |cell: &String| number(cell).is_some();
    match head {
        [only] if !is_usual && !super::kind::is_label(&word(only)) => {
            (!only.is_empty()).then(|| vec!["name".to_owned()])
        }
        [_, _, ..] if head.iter().any(is_value) => {
            Some((1..=head.len()).map(|at| format!("c{at}")).collect())
        }
        _ => None,
    }
}

fn of_table(file: &TableFile) -> Result<Sample, Failure> {
    let mut rows: Option<Rows> = None;
    file.scan(false, &mut |columns, row| {
        let rows = rows.get_or_insert_with(|| Rows::of(columns));
        rows.take(row.iter().map(|cell| vec![cell.trim().to_owned()]));
        ControlFlow::Continue(())
    })?;
    Ok(rows.map(Rows::sample).unwrap_or_default())
}

/// A word for a column or a property, of small letters and digits.
pub(super) fn word(name: &str) -> String {
    let local = apply(&[Step::LocalName, Step::Words, Step::Fold], name);
    local.replace(' ', "-")
}

/// Rows of which some are kept, and what all of them tell of what identifies them.
struct Rows {
    columns: Vec<String>,
    /// What each column has held so far, as long as it is another token in each row.
    different: Vec<Option<FxHashSet<u64>>>,
    kept: Vec<Vec<Vec<String>>>,
    seen: usize,
    step: usize,
}

impl Rows {
    fn of(columns: &[String]) -> Self {
        Self {
            columns: columns.to_vec(),
            different: vec![Some(FxHashSet::default()); columns.len()],
            kept: Vec::new(),
            seen: 0,
            step: 1,
        }
    }

    fn take(&mut self, cells: impl Iterator<Item = Vec<String>>) {
        let row: Vec<Vec<String>> = cells.collect();
        for (known, cell) in self.different.iter_mut().zip(&row) {
            let Some(set) = known else { continue };
            let one = cell.first().map_or("", String::as_str);
            let mut hasher = FxHasher::default();
            one.hash(&mut hasher);
            let is_token = !one.is_empty() && !one.contains(char::is_whitespace);
            if !is_token || !set.insert(hasher.finish()) {
                *known = None;
            }
        }
        if self.seen.is_multiple_of(self.step) {
            let short = |value: String| match value.char_indices().nth(LETTERS) {
                Some((end, _)) => value[..end].to_owned(),
                None => value,
            };
            let kept = row
                .into_iter()
                .map(|cell| cell.into_iter().map(short).collect());
            self.kept.push(kept.collect());
            if self.kept.len() == 2 * LOOKED {
                let mut at = 0;
                self.kept.retain(|_| {
                    at += 1;
                    at % 2 == 1
                });
                self.step *= 2;
            }
        }
        self.seen += 1;
    }

    fn sample(self) -> Sample {
        let id = (self.columns.len() > 1).then(|| self.id()).flatten();
        let mut properties = Vec::new();
        for (at, column) in self.columns.iter().take(COLUMNS).enumerate() {
            let mut values = Vec::new();
            let mut filled = 0usize;
            for row in &self.kept {
                let own = row[at].iter().filter(|value| !value.is_empty());
                let before = values.len();
                values.extend(own.cloned());
                filled += usize::from(values.len() > before);
            }
            properties.push(Property {
                name: Some(word(column))
                    .filter(|word| !word.is_empty())
                    .unwrap_or_else(|| format!("c{}", at + 1)),
                paths: vec![column.clone()],
                values,
                filled: filled as f64 / self.kept.len().max(1) as f64,
            });
        }
        Sample {
            is_rows: true,
            id,
            properties,
            count: self.seen,
            beyond: self.columns.len().saturating_sub(COLUMNS),
            ..Sample::default()
        }
    }

    /// The column that identifies a row: one that is named like an identifier, else the first with digits in it.
    fn id(&self) -> Option<String> {
        let able = |at: &usize| {
            self.different[*at].is_some()
                && !self.columns[*at].contains(['{', '}'])
                && !self.columns[*at].is_empty()
        };
        let able: Vec<usize> = (0..self.columns.len()).filter(able).collect();
        let is_named = |at: &&usize| {
            let name = word(&self.columns[**at]);
            let mut words = name.split('-');
            words.any(|word| {
                [
                    "id",
                    "uri",
                    "iri",
                    "key",
                    "identifier",
                    "code",
                    "isbn",
                    "doi",
                    "sku",
                    "nr",
                    "no",
                ]
                .contains(&word)
            }) || name.ends_with("id")
        };
        let has_digits = |at: &&usize| {
            let cells = self.kept.iter().filter_map(|row| row[**at].first());
            let (mut all, mut with) = (0, 0);
            for cell in cells {
                all += 1;
                with += usize::from(cell.bytes().any(|byte| byte.is_ascii_digit()));
            }
            10 * with > 9 * all
        };
        let found = able
            .iter()
            .find(is_named)
            .or_else(|| able.iter().find(has_digits));
        found.map(|at| self.columns[*at].clone())
    }
}
