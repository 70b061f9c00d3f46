//! Records from a graph: the things that a side names, each property asked by itself, so that several values are a set and never a
//! product of one another.

use super::column::Column;
use super::source::{Place, Records, Unfound, full};
use crate::diagnostic::{Diagnostic, Source, nearest};
use crate::external::Failure;
use crate::link::spec::Side;
use crate::project::shorten;
use crate::query::{Answer, answer, syntax};
use crate::store::{Cancel, Store};
use oxrdf::{NamedNode, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The values of one property of a thing: the place of the path that gives it, how near its language is to the wanted one,
/// and the text. So the first is what people are shown.
type Values = BTreeSet<(usize, u8, String)>;

/// Asks a store for the things that a side names, and for each property of theirs.
pub(in crate::link) fn from_store(
    side: &Side,
    store: &Store,
    place: Place<'_>,
) -> Result<Records, Failure> {
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
