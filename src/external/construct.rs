//! From the rows of a table to triples, by a stored CONSTRUCT whose variables are the columns.
//!
//! The idea is TARQL's: a mapping is one more query, read and checked like the rest. Rows are joined in as `VALUES`
//! where the pattern begins, so that BIND and FILTER see them; an empty cell is unbound.

use super::records::{SEVERAL, SEVERAL_TEXT};
use super::table::Table;
use crate::diagnostic::{Diagnostic, Source, nearest};
use crate::query::lint::tokens::{Kind, tokens};
use crate::query::{Answer, answer, syntax};
use crate::store::{Cancel, Store};
use oxrdf::{Literal, Triple, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rows that one evaluation takes.
const BATCH: usize = 1000;

/// The variable that a column's name becomes: letters, digits and `_`, anything else as `_`.
///
/// ```
/// assert_eq!(relata::external::construct::variable("ISO3166-1-Alpha-2"), "ISO3166_1_Alpha_2");
/// ```
pub fn variable(column: &str) -> String {
    let name: String = column
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    if name.is_empty() {
        "_".to_owned()
    } else {
        name
    }
}

/// The triples that the query makes of the rows; `split` names columns whose cells hold several values, and the sign
/// between them. The k-th value of each such column stands in the k-th copy of the row: a set, never a product.
pub fn construct(
    table: &Table,
    mapping: &Arc<Source>,
    prefixes: &[(String, String)],
    split: &BTreeMap<String, String>,
) -> Result<Vec<Triple>, super::Failure> {
    let query = syntax::parse(mapping, prefixes).map_err(super::Failure::Findings)?;
    let Query::Construct {
        template,
        dataset,
        pattern,
        base_iri,
    } = query
    else {
        return Err(
            Diagnostic::error("D011", format!("`{}` constructs nothing", mapping.name))
                .at(mapping, 0..0, "")
                .help("a mapping is a CONSTRUCT whose variables are the columns")
                .into(),
        );
    };
    let mut names = Vec::new();
    for column in &table.columns {
        let name = variable(column);
        if names.contains(&name) {
            return Err(
                Diagnostic::error("D012", format!("two columns become `?{name}`"))
                    .help("rename one of them in the file")
                    .into(),
            );
        }
        names.push(name);
    }
    let faults = unbound(&pattern, mapping, table, &names);
    if !faults.is_empty() {
        return Err(super::Failure::Findings(faults));
    }
    // the parser projects the variables that the pattern binds, and knows nothing of the columns
    let pattern = match pattern {
        GraphPattern::Project { inner, .. } => *inner,
        other => other,
    };
    let rows = Rows::of(table, names, mapping, split);
    let query = |bindings| Query::Construct {
        template: template.clone(),
        dataset: dataset.clone(),
        pattern: lead(
            pattern.clone(),
            &GraphPattern::Values {
                variables: rows.variables.clone(),
                bindings,
            },
        ),
        base_iri: base_iri.clone(),
    };
    let store = Store::in_memory()?;
    let batches: Vec<&[csv::StringRecord]> = table.rows.chunks(BATCH).collect();
    let ask = |batch: &&[csv::StringRecord]| match answer(
        &store,
        query(rows.bindings(batch)),
        &Cancel::new(),
    ) {
        Ok(Answer::Graph(triples)) => Ok(triples),
        Ok(_) => Ok(Vec::new()),
        Err(error) => Err(std::io::Error::other(error.to_string())),
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = batches.len().div_ceil(workers).max(1);
    let answers: Vec<std::io::Result<Vec<Triple>>> = std::thread::scope(|scope| {
        let shares: Vec<_> = batches
            .chunks(share)
            .map(|share| scope.spawn(|| share.iter().map(ask).collect::<Vec<_>>()))
            .collect();
        shares
            .into_iter()
            .flat_map(|share| match share.join() {
                Ok(answers) => answers,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    let mut triples = Vec::new();
    for answer in answers {
        triples.extend(answer?);
    }
    Ok(triples)
}

/// How rows become bindings: of the columns that the mapping names, and no others.
struct Rows<'a> {
    /// Their places in a row.
    places: Vec<usize>,
    variables: Vec<Variable>,
    /// The sign between the values of each, where it can hold several.
    splits: Vec<Option<&'a str>>,
    /// A cell of one value stands in every copy of its row.
    repeats: bool,
}

impl<'a> Rows<'a> {
    fn of(
        table: &'a Table,
        names: Vec<String>,
        mapping: &Source,
        split: &'a BTreeMap<String, String>,
    ) -> Self {
        let named: BTreeSet<&str> = tokens(&mapping.text)
            .into_iter()
            .filter(|token| token.kind == Kind::Variable)
            .map(|token| &mapping.text[token.span.start + 1..token.span.end])
            .collect();
        let mut rows = Self {
            places: Vec::new(),
            variables: Vec::new(),
            splits: Vec::new(),
            repeats: table.several.is_some(),
        };
        for (place, (column, name)) in table.columns.iter().zip(names).enumerate() {
            if !named.contains(name.as_str()) {
                continue;
            }
            let several = (table.several == Some(SEVERAL)).then_some(SEVERAL_TEXT);
            let sign = split.get(column).map(String::as_str).or(several);
            rows.places.push(place);
            rows.variables.push(Variable::new_unchecked(name));
            rows.splits.push(sign.filter(|sign| !sign.is_empty()));
        }
        rows
    }

    fn bindings(&self, batch: &[csv::StringRecord]) -> Vec<Vec<Option<GroundTerm>>> {
        batch.iter().flat_map(|row| self.copies(row)).collect()
    }

    /// A row as often as its longest cell has values.
    fn copies(&self, row: &csv::StringRecord) -> Vec<Vec<Option<GroundTerm>>> {
        let term =
            |text: &str| (!text.is_empty()).then(|| GroundTerm::Literal(Literal::from(text)));
        let cells = || {
            self.places
                .iter()
                .map(|place| &row[*place])
                .zip(&self.splits)
        };
        let count = cells()
            .filter_map(|(cell, sign)| sign.map(|sign| cell.split(sign).count()))
            .max()
            .unwrap_or(1);
        let mut copies = vec![Vec::with_capacity(self.places.len()); count];
        for (cell, sign) in cells() {
            match sign {
                Some(sign) if !self.repeats || cell.contains(sign) => {
                    let mut parts = cell.split(sign);
                    for copy in &mut copies {
                        copy.push(parts.next().and_then(|part| term(part.trim())));
                    }
                }
                _ => {
                    let only = term(cell);
                    for copy in &mut copies {
                        copy.push(only.clone());
                    }
                }
            }
        }
        copies
    }
}

/// Faults for variables that neither a column nor the pattern binds: what needs them would be left out in silence.
fn unbound(
    pattern: &GraphPattern,
    mapping: &Arc<Source>,
    table: &Table,
    names: &[String],
) -> Vec<Diagnostic> {
    let mut bound: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    pattern.on_in_scope_variable(|variable| {
        bound.insert(variable.as_str());
    });
    let mut faults = Vec::new();
    for token in tokens(&mapping.text) {
        let name = &mapping.text[token.span.clone()];
        if token.kind != Kind::Variable || !bound.insert(&name[1..]) {
            continue;
        }
        let near = nearest(&name[1..], names.iter().map(String::as_str));
        let help = near.map_or_else(
            || {
                let shown: Vec<&str> = table.columns.iter().take(40).map(String::as_str).collect();
                format!("the columns are {}", shown.join(", "))
            },
            |near| format!("did you mean `?{near}`?"),
        );
        faults.push(
            Diagnostic::error("D016", format!("no column becomes `{name}`"))
                .at(mapping, token.span, "used here")
                .help(help),
        );
    }
    faults
}

/// Joins the rows in before everything else.
fn lead(pattern: GraphPattern, rows: &GraphPattern) -> GraphPattern {
    let into = |inner: Box<GraphPattern>| Box::new(lead(*inner, rows));
    match pattern {
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => GraphPattern::Extend {
            inner: into(inner),
            variable,
            expression,
        },
        GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
            expr,
            inner: into(inner),
        },
        GraphPattern::Join { left, right } => GraphPattern::Join {
            left: into(left),
            right,
        },
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => GraphPattern::LeftJoin {
            left: into(left),
            right,
            expression,
        },
        GraphPattern::Minus { left, right } => GraphPattern::Minus {
            left: into(left),
            right,
        },
        GraphPattern::Union { left, right } => GraphPattern::Union {
            left: into(left),
            right: into(right),
        },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: into(inner) },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: into(inner) },
        other => GraphPattern::Join {
            left: Box::new(rows.clone()),
            right: Box::new(other),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_becomes_triples_and_split_cells_a_set() {
        let table =
            super::super::table::read("t.csv", b"id,name,alt\n1,A,x|y\n2,,\n", b',').unwrap();
        let mapping = Source::new(
            "m.rq",
            "CONSTRUCT { ?s <http://e/name> ?name ; <http://e/alt> ?alt } WHERE { BIND(IRI(CONCAT('http://e/', ?id)) AS ?s) }",
        );
        let split = BTreeMap::from([("alt".to_owned(), "|".to_owned())]);
        let Ok(triples) = construct(&table, &mapping, &[], &split) else {
            panic!("not constructed")
        };
        assert_eq!(triples.len(), 3, "{triples:?}");
        let Err(super::super::Failure::Findings(faults)) =
            construct(&table, &Source::new("m.rq", "ASK {}"), &[], &split)
        else {
            panic!("accepted")
        };
        assert_eq!(faults[0].code, "D011");
    }
}
