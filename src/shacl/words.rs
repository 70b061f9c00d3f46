//! What a result says where neither its shape nor its query has words of its own.

use super::finding::{Finding, Way};
use super::graph::Graph;
use super::id::Id;
use super::shape::{Bound, Constraint, NodeKind, Shapes};
use super::wording::Wording;

/// One line about a result, in lower case, terms between backticks.
pub(super) fn say(
    finding: &Finding,
    shapes: &Shapes,
    data: &Graph,
    wording: &Wording<'_>,
) -> String {
    let focus = wording.name(finding.focus);
    let value = finding
        .value
        .map_or_else(|| "a value".to_owned(), |value| wording.name(value));
    let shape = finding.shape(shapes);
    let path = match finding.path {
        Way::None => None,
        Way::Shape => shape
            .path
            .as_ref()
            .map(|path| path.write(&|id| wording.bare(id))),
        Way::Predicate(predicate) => Some(wording.bare(predicate)),
    };
    let path = path.map(|path| format!("`{path}`"));
    // what is said of a value names the node it belongs to
    let of = match &path {
        Some(path) => format!(", the {path} of {focus},"),
        None => String::new(),
    };
    let path = path.unwrap_or_else(|| "value".to_owned());
    let count = || {
        let count = shape
            .path
            .as_ref()
            .map_or(1, |path| path.values(data, finding.focus).len());
        if count == 0 {
            "no".to_owned()
        } else {
            count.to_string()
        }
    };
    let name = |id: Id| wording.name(id);
    let shape_name = |id: Id| match wording.terms.is_blank(id) {
        true => "the shape in brackets".to_owned(),
        false => wording.name(id),
    };
    // the values that it is compared with
    let rival = |other: Id| {
        let values: Vec<Id> = data.objects(finding.focus, other).collect();
        format!("{}, the {}", wording.names(&values), name(other))
    };
    match finding.constraint(shapes) {
        Constraint::Class(class) => format!("{value}{of} is no {}", name(*class)),
        Constraint::Datatype(datatype) => {
            let own = finding
                .value
                .and_then(|value| wording.terms.datatype(value));
            if own == Some(*datatype) {
                format!("{value}{of} is not what a {} looks like", name(*datatype))
            } else {
                format!("{value}{of} is no {}", name(*datatype))
            }
        }
        Constraint::NodeKind(kind) => format!("{value}{of} is no {}", kind_words(*kind)),
        Constraint::MinCount(least) => {
            format!("{focus} has {} {path}, at least {least} wanted", count())
        }
        Constraint::MaxCount(most) => {
            format!("{focus} has {} {path}, at most {most} allowed", count())
        }
        Constraint::Range(bound, limit) => {
            let words = match bound {
                Bound::MinExclusive => "greater than",
                Bound::MinInclusive => "at least",
                Bound::MaxExclusive => "less than",
                Bound::MaxInclusive => "at most",
            };
            format!("{value}{of} is not {words} {}", name(*limit))
        }
        Constraint::MinLength(least) => format!("{value}{of} is shorter than {least} characters"),
        Constraint::MaxLength(most) => format!("{value}{of} is longer than {most} characters"),
        Constraint::Pattern(pattern, _) => format!(
            "{value}{of} does not match `{}`",
            wording.terms.text_of(*pattern)
        ),
        Constraint::LanguageIn(tags) => {
            format!("{value}{of} has none of the languages {}", tags.join(", "))
        }
        Constraint::UniqueLang => format!("{focus} has two {path} of one language"),
        Constraint::Equals(other) => {
            format!("{path} and {} of {focus} differ in {value}", name(*other))
        }
        Constraint::Disjoint(other) => {
            format!("{path} and {} of {focus} share {value}", name(*other))
        }
        Constraint::LessThan(other) => {
            format!("{value}{of} is not less than {}", rival(*other))
        }
        Constraint::LessThanOrEquals(other) => {
            format!("{value}{of} is not at most {}", rival(*other))
        }
        Constraint::Not(shape) => format!(
            "{value}{of} conforms to {}, and must not",
            shape_name(shapes.get(*shape).node)
        ),
        Constraint::And(list) => {
            format!("{value}{of} does not conform to all {} shapes", list.len())
        }
        Constraint::Or(list) => format!("{value}{of} conforms to none of {} shapes", list.len()),
        Constraint::Xone(list) if finding.details.is_empty() => format!(
            "{value}{of} conforms to all {} shapes, and must to exactly one",
            list.len()
        ),
        Constraint::Xone(list) => format!(
            "{value}{of} does not conform to exactly one of {} shapes",
            list.len()
        ),
        Constraint::Node(shape) => format!(
            "{value}{of} does not conform to {}",
            shape_name(shapes.get(*shape).node)
        ),
        Constraint::Property(shape) => format!(
            "{value}{of} does not conform to {}",
            shape_name(shapes.get(*shape).node)
        ),
        Constraint::QualifiedMin(qualified) => format!(
            "{focus} has fewer than {} {path} that conform to {}",
            qualified.count,
            shape_name(shapes.get(qualified.shape).node)
        ),
        Constraint::QualifiedMax(qualified) => format!(
            "{focus} has more than {} {path} that conform to {}",
            qualified.count,
            shape_name(shapes.get(qualified.shape).node)
        ),
        Constraint::Closed(_) => {
            format!("{focus} has {path} {value}, which its shape does not know")
        }
        Constraint::HasValue(wanted) => format!("{focus} lacks {path} {}", name(*wanted)),
        Constraint::In(members, _) => {
            format!("{value}{of} is none of {}", wording.names(members))
        }
        Constraint::Sparql(_) => {
            format!(
                "{value}{of} is found by the query of {}",
                shape_name(shape.node)
            )
        }
        Constraint::Component(component, _) => {
            format!("{value}{of} does not satisfy {}", name(component.node))
        }
    }
}

fn kind_words(kind: NodeKind) -> &'static str {
    match (kind.iri, kind.blank, kind.literal) {
        (true, false, false) => "IRI",
        (false, true, false) => "blank node",
        (false, false, true) => "literal",
        (true, true, _) => "IRI or blank node",
        (true, false, true) => "IRI or literal",
        (false, ..) => "blank node or literal",
    }
}
