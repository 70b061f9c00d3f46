//! Reads one side of a link spec into packed columns: from the project, a pinned dataset, or a file beside the spec.
//!
//! Each property is asked by itself, so that several values are a set and never a product of one another.

use super::column::Column;
use super::long::Long;
use super::rows::{TableSide, from_table};
use super::spec::Side;
use crate::diagnostic::{Diagnostic, Source, nearest};
use crate::external::scan::TableFile;
use crate::external::{self, Failure, compressed, rows, table};
use crate::project::{Project, shorten};
use crate::query::{Answer, answer, syntax};
use crate::store::{Cancel, Store};
use oxrdf::{NamedNode, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// The records of one side.
#[derive(Debug, Default)]
pub struct Records {
    /// The IRI of each.
    pub ids: Column,
    /// Its properties as they are written.
    pub properties: BTreeMap<String, Column>,
    /// Digest of what they were read from, hexadecimal; empty for the project.
    pub digest: String,
    /// What is doubtful about the dataset they were read from: that it is not pinned, or read in another way than then.
    pub doubt: Option<Diagnostic>,
    /// Paths that lead to nothing.
    pub unfound: Vec<Unfound>,
}

/// A path of a spec that leads to nothing.
#[derive(Debug)]
pub struct Unfound {
    /// The property it is one of.
    pub property: String,
    /// The path as written.
    pub path: String,
    /// A property of the things that is spelt nearly so.
    pub near: Option<String>,
}

impl Records {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Some of the records, in the order in which they are named, with nothing said of where they came from.
    pub fn pick(&self, records: &[u32]) -> Result<Self, Failure> {
        let pick = |column: &Column| full(column.pick(records.iter().map(|at| *at as usize)));
        let mut properties = BTreeMap::new();
        for (name, column) in &self.properties {
            properties.insert(name.clone(), pick(column)?);
        }
        Ok(Self {
            ids: pick(&self.ids)?,
            properties,
            ..Self::default()
        })
    }
}

/// Where a side is read from.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The project, for its graph and datasets; a spec may stand alone with files.
    pub project: Option<&'a Project>,
    /// The folder that files are relative to.
    pub folder: &'a Path,
    /// Prefixes for classes, patterns and paths.
    pub prefixes: &'a [(String, String)],
    /// The language whose names are shown, where a thing has several.
    pub language: Option<&'a str>,
    /// The spec, and which of its parts is read: `source` or `target`.
    pub spec: &'a Arc<Source>,
    /// See above.
    pub which: &'static str,
}

impl Place<'_> {
    /// Points a finding at a word of the part that is read.
    pub fn blame(self, finding: Diagnostic, word: &str) -> Diagnostic {
        finding.at(self.spec, find(self.spec, self.which, word), "")
    }
}

/// Where a word stands in a part of a spec: in quotation marks, in braces, or at all; the part's head where it does not.
fn find(spec: &Source, part: &str, word: &str) -> std::ops::Range<usize> {
    let begin = spec.text.find(&format!("[{part}]")).unwrap_or(0);
    let rest = &spec.text[begin..];
    let own = format!("\n[{part}.");
    let end = rest
        .match_indices("\n[")
        .map(|(at, _)| at)
        .find(|at| *at > 0 && !rest[*at..].starts_with(&own))
        .unwrap_or(rest.len());
    let forms = [format!("\"{word}"), format!("{{{word}}}"), word.to_owned()];
    let found = forms.iter().find_map(|form| {
        let at = rest[..end].find(form.as_str())?;
        Some(begin + at + form.find(word)?)
    });
    match found {
        Some(at) if !word.is_empty() => at..at + word.len(),
        _ => begin..begin + part.len() + 2,
    }
}

/// A side that was opened.
pub struct Opened<'a> {
    /// The records that are at hand.
    pub records: Records,
    /// Where the others are, if there are others.
    pub long: Option<Long<'a>>,
}

impl Opened<'_> {
    fn whole(records: Records) -> Self {
        Self {
            records,
            long: None,
        }
    }
}

/// Reads a side, but of a table of more than `most` rows only some that are spread over it, and those named in `wanted`.
pub fn open<'a>(
    side: &'a Side,
    place: Place<'a>,
    most: usize,
    wanted: &HashSet<String>,
) -> Result<Opened<'a>, Failure> {
    match (&side.dataset, &side.file) {
        (Some(name), _) => {
            let project = place.project.ok_or_else(|| {
                let message = format!("`dataset = \"{name}\"` needs a project");
                let finding = Diagnostic::error("L003", message)
                    .help("run it inside a project, or say `file`");
                place.blame(finding, name)
            })?;
            if name == "project" {
                let (store, graphs) = Store::load(project)?;
                if graphs.is_broken() {
                    return Err(Failure::Findings(graphs.faults));
                }
                return from_store(side, &store, place).map(Opened::whole);
            }
            let (digest, doubt) = external::checked(project, name)?;
            let mut opened = match (&side.id, rows(project, name)?) {
                (Some(_), Some(file)) => opened(side, place, (file, false), (most, wanted))?,
                (Some(_), None) => {
                    let table = table(project, name)?;
                    Opened::whole(from_table(side, (name, place), &table)?)
                }
                (None, _) => {
                    let store = Store::in_memory()?;
                    store.insert(external::quads(project, name)?)?;
                    Opened::whole(from_store(side, &store, place)?)
                }
            };
            opened.records.digest = digest;
            opened.records.doubt = doubt;
            Ok(opened)
        }
        (None, Some(file)) => beside(side, file, place, (most, wanted)),
        (None, None) => {
            Err(Diagnostic::error("L002", "a side has neither `dataset` nor `file`").into())
        }
    }
}

fn opened<'a>(
    side: &'a Side,
    place: Place<'a>,
    (file, digested): (TableFile, bool),
    (most, wanted): (usize, &HashSet<String>),
) -> Result<Opened<'a>, Failure> {
    let table = TableSide {
        side,
        place,
        file: &file,
        digested,
    };
    if let Some(records) = table.all(most)? {
        return Ok(Opened::whole(records));
    }
    let (records, long) = Long::of(side, place, (file, digested), wanted)?;
    let long = Some(long);
    Ok(Opened { records, long })
}

/// Opens a file beside the spec.
fn beside<'a>(
    side: &'a Side,
    file: &str,
    place: Place<'a>,
    how: (usize, &HashSet<String>),
) -> Result<Opened<'a>, Failure> {
    let path = place.folder.join(file);
    let absent = |error: std::io::Error| {
        let finding = Diagnostic::error("L003", format!("cannot read `{file}`: {error}"))
            .help("files are named relative to the spec");
        Failure::from(place.blame(finding, file))
    };
    let (plain, _) = compressed::split_name(file);
    if side.id.is_some() {
        let delimiter = side.delimiter.as_ref();
        let delimiter = delimiter.and_then(|sign| sign.bytes().next());
        let table = TableFile {
            path,
            name: file.to_owned(),
            delimiter: delimiter
                .or_else(|| table::delimiter(plain))
                .unwrap_or(b','),
            encoding: side.encoding.clone(),
            columns: side.columns.clone(),
        };
        return opened(side, place, (table, true), how).map_err(|failure| match failure {
            Failure::Machine(error) => absent(error),
            findings => findings,
        });
    }
    let packed = std::fs::read(&path).map_err(absent)?;
    let digest = crate::text::sha256(&packed);
    let bytes = compressed::unpack(file, &packed).map_err(|error| {
        Diagnostic::error("D014", format!("`{file}` cannot be unpacked: {error}"))
    })?;
    drop(packed);
    let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
    let store = Store::in_memory()?;
    store.insert(external::rdf(file, ending, bytes)?)?;
    let mut records = from_store(side, &store, place)?;
    records.digest = digest;
    Ok(Opened::whole(records))
}

/// What a column took; refuses more than it can hold.
pub(super) fn full<T>(pushed: Option<T>) -> Result<T, Failure> {
    pushed.ok_or_else(|| {
        Diagnostic::error("L005", "one property holds more than 4 GiB of text")
            .help("link in shards: `relata link run --shard 1/8`")
            .into()
    })
}

/// The values of one property of a thing: the place of the path that gives it, how near its language is to the wanted one,
/// and the text. So the first is what people are shown.
type Values = BTreeSet<(usize, u8, String)>;

fn from_store(side: &Side, store: &Store, place: Place<'_>) -> Result<Records, Failure> {
    let mut read = Reading {
        place,
        values: BTreeMap::new(),
        members: BTreeSet::new(),
        unfound: Vec::new(),
    };
    match &side.query {
        Some(query) => read.query(side, query, store)?,
        None => read.paths(side, store)?,
    }
    let mut records = Records {
        unfound: read.unfound,
        ..Records::default()
    };
    for member in &read.members {
        full(records.ids.push([member.as_str()]))?;
    }
    for name in side.properties.keys() {
        let own = read.values.remove(name.as_str()).unwrap_or_default();
        let mut column = Column::default();
        for member in &read.members {
            let mut told = BTreeSet::new();
            let values = own.get(member).into_iter().flatten();
            let each = values.map(|(_, _, text)| text.as_str());
            full(column.push(each.filter(|text| told.insert(*text))))?;
        }
        records.properties.insert(name.clone(), column);
    }
    Ok(records)
}

/// What a store has given so far.
struct Reading<'a> {
    place: Place<'a>,
    values: BTreeMap<String, HashMap<String, Values>>,
    members: BTreeSet<String>,
    unfound: Vec<Unfound>,
}

impl Reading<'_> {
    fn add(&mut self, property: &str, thing: &str, at: usize, value: &Term) {
        let own = match self.values.get_mut(property) {
            Some(own) => own,
            None => self.values.entry(property.to_owned()).or_default(),
        };
        let value = (at, strangeness(value, self.place.language), text(value));
        match own.get_mut(thing) {
            Some(values) => values.insert(value),
            None => own.entry(thing.to_owned()).or_default().insert(value),
        };
    }

    fn query(&mut self, side: &Side, query: &str, store: &Store) -> Result<(), Failure> {
        let (variables, rows) = select(store, query, query, self.place)?;
        let position = |name: &str| variables.iter().position(|variable| variable == name);
        let Some(this) = position("this") else {
            let finding = Diagnostic::error("L006", "the query does not select `?this`")
                .help("`?this` is the thing to be linked");
            return Err(self.place.blame(finding, query).into());
        };
        for row in &rows {
            let Some(Term::NamedNode(node)) = &row[this] else {
                continue;
            };
            self.members.insert(node.as_str().to_owned());
            for (name, sources) in &side.properties {
                for (at, source) in sources.0.iter().enumerate() {
                    let value = position(source.trim_start_matches('?'))
                        .and_then(|position| row[position].as_ref());
                    if let Some(value) = value {
                        self.add(name, node.as_str(), at, value);
                    }
                }
            }
        }
        Ok(())
    }

    fn paths(&mut self, side: &Side, store: &Store) -> Result<(), Failure> {
        let which = membership(side);
        let suspect = match (&side.pattern, side.class.0.as_slice()) {
            (Some(pattern), _) => pattern.clone(),
            (None, classes) => classes.join(" "),
        };
        let all = format!("SELECT DISTINCT ?this WHERE {{ {which} }}");
        for row in select(store, &all, &suspect, self.place)?.1 {
            if let Some(Term::NamedNode(node)) = &row[0] {
                self.members.insert(node.as_str().to_owned());
            }
        }
        // a thing that has a value is there: asking for both would pair every value with everything else said of the thing
        let of_which = match (&side.pattern, side.class.0.as_slice()) {
            (None, []) => "FILTER(isIRI(?this))",
            _ => &which,
        };
        let mut faults = Vec::new();
        for (name, paths) in &side.properties {
            for (at, path) in paths.0.iter().enumerate() {
                if path == "?this" {
                    for member in self.members.clone() {
                        let this = Term::NamedNode(NamedNode::new_unchecked(member.as_str()));
                        self.add(name, &member, at, &this);
                    }
                    continue;
                }
                let query = format!(
                    "SELECT DISTINCT ?this ?value WHERE {{ {of_which} ?this {path} ?value }}"
                );
                let rows = match select(store, &query, path, self.place) {
                    Ok((_, rows)) => rows,
                    Err(Failure::Findings(found)) => {
                        faults.extend(found);
                        continue;
                    }
                    Err(machine) => return Err(machine),
                };
                if rows.is_empty() {
                    let unfound = Unfound {
                        property: name.clone(),
                        path: path.clone(),
                        near: near(store, &which, path, self.place)?,
                    };
                    self.unfound.push(unfound);
                }
                for row in rows {
                    if let (Some(Term::NamedNode(node)), Some(value)) = (&row[0], &row[1]) {
                        self.add(name, node.as_str(), at, value);
                    }
                }
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Failure::Findings(faults))
        }
    }
}

/// A property of the things that is spelt nearly like a path that leads nowhere.
fn near(
    store: &Store,
    which: &str,
    path: &str,
    place: Place<'_>,
) -> Result<Option<String>, Failure> {
    let query = format!("SELECT DISTINCT ?p WHERE {{ {which} ?this ?p ?anyOther }}");
    let rows = select(store, &query, path, place)?.1;
    let names: Vec<String> = rows
        .iter()
        .filter_map(|row| match &row[0] {
            Some(Term::NamedNode(node)) => Some(shorten(place.prefixes, node.as_str())),
            _ => None,
        })
        .collect();
    Ok(nearest(path, names.iter().map(String::as_str)).map(str::to_owned))
}

/// How far a value's language is from the wanted one: the same, none at all, English, another.
fn strangeness(value: &Term, wanted: Option<&str>) -> u8 {
    let Term::Literal(literal) = value else {
        return 1;
    };
    let Some(tag) = literal.language() else {
        return 1;
    };
    let primary = tag.split('-').next().unwrap_or(tag);
    match wanted {
        Some(wanted) if primary.eq_ignore_ascii_case(wanted) => 0,
        _ if primary.eq_ignore_ascii_case("en") => 2,
        _ => 3,
    }
}

fn membership(side: &Side) -> String {
    let mut pattern = side.pattern.clone().unwrap_or_default();
    match side.class.0.as_slice() {
        [] if pattern.is_empty() => {
            pattern.push_str("?this ?anyProperty ?anyValue . FILTER(isIRI(?this))");
        }
        [] => {}
        classes => {
            let classes: Vec<String> = classes
                .iter()
                .map(|class| {
                    if NamedNode::new(class.as_str()).is_ok() && class.contains("//") {
                        format!("<{class}>")
                    } else {
                        class.clone()
                    }
                })
                .collect();
            pattern = format!(
                "VALUES ?thisClass {{ {} }} ?this a ?thisClass . {pattern}",
                classes.join(" ")
            );
        }
    }
    pattern
}

fn text(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

type Rows = (Vec<String>, Vec<Vec<Option<Term>>>);

/// Asks the store; what is wrong with the query is told where the spec has it, in `suspect`.
fn select(store: &Store, query: &str, suspect: &str, place: Place<'_>) -> Result<Rows, Failure> {
    let source = Source::new("<link spec>", query);
    let query = syntax::parse(&source, place.prefixes).map_err(|faults| {
        let faults = faults.into_iter();
        Failure::Findings(faults.map(|fault| own(fault, suspect, place)).collect())
    })?;
    match answer(store, query, &Cancel::new()) {
        Ok(Answer::Solutions { variables, rows }) => Ok((variables, rows)),
        Ok(_) => Err(place
            .blame(
                Diagnostic::error("L006", "the query is no SELECT")
                    .help("such as `SELECT ?this ?name WHERE { … }`"),
                suspect,
            )
            .into()),
        Err(error) => Err(std::io::Error::other(error.to_string()).into()),
    }
}

/// A fault of a query made of pieces of a spec, as one of the spec.
fn own(fault: Diagnostic, suspect: &str, place: Place<'_>) -> Diagnostic {
    let prefix = fault
        .message
        .strip_prefix("unknown prefix `")
        .and_then(|rest| rest.strip_suffix('`'));
    if let Some(prefix) = prefix {
        let name = prefix.trim_end_matches(':');
        let finding = place.blame(Diagnostic::error("L006", fault.message.clone()), prefix);
        return match fault
            .helps
            .first()
            .filter(|help| help.contains("did you mean"))
        {
            Some(near) => finding.help(near),
            None => finding.help(format!(
                "declare it in the spec: `{name} = \"http://…\"` under `[prefixes]`"
            )),
        };
    }
    let mut finding = Diagnostic::error("L006", fault.message);
    finding.helps = fault.helps;
    let said = fault.labels.first().map_or("", |label| label.text.as_str());
    if !said.is_empty() {
        finding = finding.note(format!("in `{suspect}`: {said}"));
    }
    place.blame(finding, suspect)
}
