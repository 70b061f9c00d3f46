//! From the rows of a table to triples, by a stored CONSTRUCT whose variables are the columns.
//!
//! The idea is TARQL's: a mapping is one more query, read and checked like the rest. Rows are joined in as `VALUES`
//! where the pattern begins, so that BIND and FILTER see them; an empty cell is unbound.

use super::records::{SEVERAL, SEVERAL_TEXT};
use super::table::Table;
use super::template::Template;
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
    let named = variables(&mapping.text);
    let filled = Template::of(&template, &pattern);
    let rows = Rows::of(table, names, (&named, filled.as_ref()), split);
    let store = Store::in_memory()?;
    let ask = |query| match answer(&store, query, &Cancel::new()) {
        Ok(answer) => Ok(answer),
        Err(error) => Err(std::io::Error::other(error.to_string())),
    };
    let batch = |batch: &&[csv::StringRecord]| -> std::io::Result<Vec<Triple>> {
        let (bindings, copies) = rows.bindings(batch);
        let values = GraphPattern::Values {
            variables: rows.variables.clone(),
            bindings,
        };
        let pattern = lead(pattern.clone(), &values);
        let (dataset, base_iri) = (dataset.clone(), base_iri.clone());
        let Some(filled) = &filled else {
            let answer = ask(Query::Construct {
                template: template.clone(),
                dataset,
                pattern,
                base_iri,
            })?;
            return Ok(match answer {
                Answer::Graph(triples) => triples,
                _ => Vec::new(),
            });
        };
        let mut wanted = filled.solved(&rows.filled);
        wanted.push(rows.mark.clone());
        let answer = ask(Query::Select {
            dataset,
            pattern: GraphPattern::Project {
                inner: Box::new(pattern),
                variables: wanted,
            },
            base_iri,
        })?;
        Ok(match answer {
            Answer::Solutions {
                rows: solutions, ..
            } => filled.fill(&rows.filled, &solutions, &copies),
            _ => Vec::new(),
        })
    };
    let batches: Vec<&[csv::StringRecord]> = table.rows.chunks(BATCH).collect();
    let mut triples = Vec::new();
    for answer in in_parallel(&batches, batch) {
        triples.extend(answer?);
    }
    Ok(triples)
}

/// What comes of each, in their order.
fn in_parallel<T: Sync, R: Send>(all: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = all.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = all
            .chunks(share)
            .map(|share| scope.spawn(|| share.iter().map(&each).collect::<Vec<_>>()))
            .collect();
        shares
            .into_iter()
            .flat_map(|share| match share.join() {
                Ok(answers) => answers,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

/// How rows become bindings: of the columns that the mapping names, and no others.
struct Rows<'a> {
    /// Columns that are bound, their variables first among `variables`.
    bound: Vec<Place<'a>>,
    /// What is bound: these columns, and the number that tells which rows a solution is of.
    variables: Vec<Variable>,
    mark: Variable,
    /// Columns that only the template asks for, and their places.
    filled: Vec<Variable>,
    others: Vec<Place<'a>>,
    /// A cell of one value stands in every copy of its row.
    repeats: bool,
}

/// Where a column's cell stands in a row, and the sign between its values, where it can hold several.
type Place<'a> = (usize, Option<&'a str>);

/// Values of cells that the template alone asks for: of each group of copies of a row, of each copy, of each column.
pub(super) type Copies = Vec<Vec<Vec<Option<Literal>>>>;

impl<'a> Rows<'a> {
    /// `named` are the variables of the mapping, `template` what can be filled without asking.
    fn of(
        table: &'a Table,
        names: Vec<String>,
        (named, template): (&BTreeSet<&str>, Option<&Template>),
        split: &'a BTreeMap<String, String>,
    ) -> Self {
        let mut mark = "row".to_owned();
        while named.contains(mark.as_str()) || names.contains(&mark) {
            mark.push('_');
        }
        let mut rows = Self {
            bound: Vec::new(),
            variables: Vec::new(),
            mark: Variable::new_unchecked(mark),
            filled: Vec::new(),
            others: Vec::new(),
            repeats: table.several.is_some(),
        };
        for (place, (column, name)) in table.columns.iter().zip(names).enumerate() {
            if !named.contains(name.as_str()) {
                continue;
            }
            let several = (table.several == Some(SEVERAL)).then_some(SEVERAL_TEXT);
            let sign = split.get(column).map(String::as_str).or(several);
            let place = (place, sign.filter(|sign| !sign.is_empty()));
            let variable = Variable::new_unchecked(name);
            if template.is_some_and(|template| !template.asks(&variable)) {
                rows.filled.push(variable);
                rows.others.push(place);
            } else {
                rows.variables.push(variable);
                rows.bound.push(place);
            }
        }
        rows.variables.push(rows.mark.clone());
        rows
    }

    /// One binding for each row, or for each copy of it where the copies differ in what is bound; and what else they hold.
    fn bindings(&self, batch: &[csv::StringRecord]) -> (Vec<Vec<Option<GroundTerm>>>, Copies) {
        let (mut bindings, mut all) = (Vec::new(), Copies::new());
        for row in batch {
            let [bound, others] = [&self.bound, &self.others].map(|places| {
                let cells = places.iter().map(|place| self.values(row, *place));
                cells.collect::<Vec<_>>()
            });
            let several = |cells: &[Values<'_>]| cells.iter().filter_map(Values::count).max();
            let count = several(&bound).max(several(&others)).unwrap_or(1);
            let copies = (0..count).map(|copy| others.iter().map(|cell| cell.get(copy)).collect());
            let groups: Copies = match several(&bound) {
                None => vec![copies.collect()],
                Some(_) => copies.map(|copy| vec![copy]).collect(),
            };
            for (copy, group) in groups.into_iter().enumerate() {
                let cells = bound.iter().map(|cell| cell.get(copy));
                let cells = cells.map(|value| value.map(GroundTerm::Literal));
                let mark = Literal::from(all.len() as u64);
                bindings.push(cells.chain([Some(GroundTerm::Literal(mark))]).collect());
                all.push(group);
            }
        }
        (bindings, all)
    }

    fn values<'r>(&self, row: &'r csv::StringRecord, (place, sign): Place<'_>) -> Values<'r> {
        let cell = &row[place];
        match sign {
            Some(sign) if !self.repeats || cell.contains(sign) => {
                Values::Several(cell.split(sign).map(str::trim).collect())
            }
            _ => Values::One(cell),
        }
    }
}

/// What a cell holds: one value in every copy of its row, or one after the other.
enum Values<'r> {
    One(&'r str),
    Several(Vec<&'r str>),
}

impl Values<'_> {
    fn count(&self) -> Option<usize> {
        match self {
            Self::One(_) => None,
            Self::Several(values) => Some(values.len()),
        }
    }

    fn get(&self, copy: usize) -> Option<Literal> {
        let value = match self {
            Self::One(value) => value,
            Self::Several(values) => values.get(copy)?,
        };
        (!value.is_empty()).then(|| Literal::from(*value))
    }
}

/// The variables that a query names.
pub(super) fn variables(query: &str) -> BTreeSet<&str> {
    tokens(query)
        .into_iter()
        .filter(|token| token.kind == Kind::Variable)
        .map(|token| &query[token.span.start + 1..token.span.end])
        .collect()
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
