//! Results as diagnostics: a code for each component, the place in the data, the place of the shape, and a remedy.

use super::fault::Fault;
use super::finding::{Finding, Way};
use super::id::Id;
use super::names;
use super::path::Path;
use super::place::{Place, Places, Spot};
use super::report::Report;
use super::shape::{Constraint, Target};
use super::wording::Wording;
use crate::diagnostic::{Diagnostic, Severity, nearest};

/// The most results that are told in the notes of another.
const MOST_DETAILS: usize = 4;
/// The most places that one result points at.
const MOST_PLACES: usize = 3;

/// The code of a fault in the shapes themselves.
pub const SHAPES_CODE: &str = "C001";

/// The code of a constraint's results.
pub fn code(constraint: &Constraint) -> &'static str {
    match constraint {
        Constraint::Class(_) => "C010",
        Constraint::Datatype(_) => "C011",
        Constraint::NodeKind(_) => "C012",
        Constraint::MinCount(_) => "C020",
        Constraint::MaxCount(_) => "C021",
        Constraint::Range(..) => "C030",
        Constraint::MinLength(_) | Constraint::MaxLength(_) => "C040",
        Constraint::Pattern(..) => "C041",
        Constraint::LanguageIn(_) => "C042",
        Constraint::UniqueLang => "C043",
        Constraint::Equals(_) => "C050",
        Constraint::Disjoint(_) => "C051",
        Constraint::LessThan(_) | Constraint::LessThanOrEquals(_) => "C052",
        Constraint::Not(_) => "C060",
        Constraint::And(_) => "C061",
        Constraint::Or(_) => "C062",
        Constraint::Xone(_) => "C063",
        Constraint::Node(_) | Constraint::Property(_) => "C070",
        Constraint::QualifiedMin(_) | Constraint::QualifiedMax(_) => "C071",
        Constraint::Closed(_) => "C080",
        Constraint::HasValue(_) => "C081",
        Constraint::In(..) => "C082",
        Constraint::Sparql(_) => "C090",
        Constraint::Component(..) => "C091",
    }
}

impl Report<'_> {
    /// The places in the data that a result is shown at.
    pub fn spots(&self, finding: &Finding) -> Vec<Spot> {
        let constraint = finding.constraint(self.shapes);
        if is_missing(finding, constraint) {
            return vec![self.reason(finding)];
        }
        let most = if points_at_all(constraint) {
            MOST_PLACES
        } else {
            1
        };
        let mut spots: Vec<Spot> = finding
            .triples(self.data, self.shapes)
            .into_iter()
            .map(Spot::triple)
            .take(most)
            .collect();
        if spots.is_empty() {
            spots.push(Spot::node(finding.focus));
        }
        spots
    }

    /// Where a node that lacks something shows why it should have it: the property that made it a target or, of a choice
    /// between shapes, a property that one of them looks at; else where the node is described.
    fn reason(&self, finding: &Finding) -> Spot {
        let stated = |predicate: Id| {
            let object = self.data.objects(finding.focus, predicate).next()?;
            Some(Spot::triple([finding.focus, predicate, object]))
        };
        let spot = match finding.constraint(self.shapes) {
            Constraint::Or(list) | Constraint::Xone(list) | Constraint::And(list) => {
                let inner = list.iter().flat_map(|shape| &self.shapes.get(*shape).constraints);
                inner
                    .filter_map(|constraint| match constraint {
                        Constraint::Property(shape) => self.shapes.get(*shape).path.as_ref(),
                        _ => None,
                    })
                    .find_map(|path| match path {
                        Path::Predicate(predicate) => stated(*predicate),
                        _ => None,
                    })
            }
            _ => self
                .shapes
                .list
                .iter()
                .filter(|holder| {
                    holder.constraints.iter().any(
                        |held| matches!(held, Constraint::Property(shape) if *shape == finding.shape),
                    )
                })
                .flat_map(|holder| &holder.targets)
                .find_map(|target| match target {
                    Target::SubjectsOf(predicate) => stated(*predicate),
                    _ => None,
                }),
        };
        spot.unwrap_or(Spot::node(finding.focus))
    }

    /// The place in the shapes that asks what a result violates: the path, or the shape where it has none.
    pub fn asked_at(&self, finding: &Finding) -> Spot {
        let shape = finding.shape(self.shapes);
        match (&shape.path, shape.path_node) {
            (Some(_), Some(node)) => Spot::triple([shape.node, names::PATH, node]),
            _ => Spot::node(shape.node),
        }
    }

    /// A result as a diagnostic. `data` knows where its [`Report::spots`] are, `shapes` where it is asked.
    ///
    /// A severity of the shape's own making counts as an error.
    pub fn diagnostic(&self, finding: &Finding, data: &Places, shapes: &Places) -> Diagnostic {
        let shape = finding.shape(self.shapes);
        let constraint = finding.constraint(self.shapes);
        let words = self.words(finding);
        // the author's own message says what is meant; ours says what is the case
        let message = self
            .messages(finding)
            .into_iter()
            .min_by_key(|message| match message.language() {
                Some(tag) if tag.starts_with("en") => 0,
                None => 1,
                Some(_) => 2,
            })
            .map_or_else(|| words.clone(), |message| message.value().to_owned());
        let mut diagnostic = match shape.severity {
            names::WARNING => Diagnostic::warning(code(constraint), message.clone()),
            names::INFO => Diagnostic::remark(code(constraint), message.clone()),
            _ => Diagnostic::error(code(constraint), message.clone()),
        };
        let has_own = message != words;
        // that some shape in brackets is not met tells nothing beside the author's words
        let label = if !has_own || asks_shapes(constraint) {
            ""
        } else {
            words.as_str()
        };
        for (number, spot) in self.spots(finding).into_iter().enumerate() {
            let label = if number == 0 { label } else { "and here" };
            diagnostic = show(diagnostic, data.get(spot), label, "the data stand");
        }
        if diagnostic.labels.is_empty() && !label.is_empty() {
            diagnostic = diagnostic.note(label.to_owned());
        }
        let asked = shapes.get(self.asked_at(finding));
        diagnostic = show(
            diagnostic,
            asked,
            "the shape that asks it",
            "the shape that asks it stands",
        );
        let is_choice = matches!(constraint, Constraint::Or(_) | Constraint::Xone(_));
        let details = if has_own && is_choice {
            &[]
        } else {
            finding.details.as_slice()
        };
        for detail in details.iter().take(MOST_DETAILS) {
            diagnostic = diagnostic.note(self.words(detail));
        }
        diagnostic.maybe_help(remedy(
            finding,
            constraint,
            shape.path.as_ref(),
            &self.wording,
        ))
    }
}

/// Adds a place with its label; of a file that is read without spans, its name in a note.
fn show(diagnostic: Diagnostic, place: Option<&Place>, label: &str, what: &str) -> Diagnostic {
    match place {
        Some(Place::Stretch(source, span)) => diagnostic.at(source, span.clone(), label),
        Some(Place::File(name)) => {
            let note = format!("{what} in `{name}`, whose format is read without lines");
            if diagnostic.notes.contains(&note) {
                diagnostic
            } else {
                diagnostic.note(note)
            }
        }
        None => diagnostic,
    }
}

/// True where what is asked is only said by other shapes.
fn asks_shapes(constraint: &Constraint) -> bool {
    !constraint.uses().is_empty()
}

/// True where every value is as much to blame as the next.
fn points_at_all(constraint: &Constraint) -> bool {
    matches!(
        constraint,
        Constraint::MaxCount(_) | Constraint::UniqueLang | Constraint::QualifiedMax(_)
    )
}

/// True where the fault is that something is not there, so that only its subject can be shown.
fn is_missing(finding: &Finding, constraint: &Constraint) -> bool {
    finding.value.is_none()
        && matches!(
            constraint,
            Constraint::MinCount(_) | Constraint::HasValue(_) | Constraint::QualifiedMin(_)
        )
        || finding.value == Some(finding.focus) && finding.path == Way::None
}

fn remedy(
    finding: &Finding,
    constraint: &Constraint,
    path: Option<&Path>,
    wording: &Wording<'_>,
) -> Option<String> {
    let value = || finding.value.map(|value| wording.name(value));
    Some(match constraint {
        Constraint::Datatype(datatype)
            if wording.terms.datatype(finding.value?) == Some(names::XSD_STRING) =>
        {
            format!(
                "write `{}^^{}`",
                wording.bare(finding.value?),
                wording.bare(*datatype)
            )
        }
        Constraint::Class(class) => format!(
            "say that {} is a {}, or name another",
            value()?,
            wording.name(*class)
        ),
        Constraint::HasValue(wanted) => match path {
            Some(Path::Predicate(path)) => {
                format!("add `{} {}`", wording.bare(*path), wording.bare(*wanted))
            }
            _ => format!("add {}", wording.name(*wanted)),
        },
        Constraint::In(members, _) => {
            let written = wording.bare(finding.value?);
            let all: Vec<String> = members.iter().map(|id: &Id| wording.bare(*id)).collect();
            // the prefix, which all share, makes none of them nearer
            let name = |written: &str| {
                written
                    .rsplit_once(':')
                    .map_or(0, |(prefix, _)| prefix.len() + 1)
            };
            let short = &written[name(&written)..];
            let near = nearest(short, all.iter().map(|one| &one[name(one)..]));
            let near = near.and_then(|near| all.iter().find(|one| one.ends_with(near)));
            match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("take one of {}", wording.names(members)),
            }
        }
        Constraint::Closed(_) => "take it away, or let the shape know it".to_owned(),
        Constraint::MaxCount(_) => "keep the one that is meant".to_owned(),
        _ => return None,
    })
}

impl Fault {
    /// The place in the shapes that it is shown at.
    pub fn spot(&self) -> Option<Spot> {
        let node = self.node?;
        Some(match self.predicate {
            Some(predicate) => Spot::property(node, predicate),
            None => Spot::node(node),
        })
    }

    /// A fault of the shapes as a diagnostic; `shapes` knows where its [`Fault::spot`] is.
    pub fn diagnostic(&self, shapes: &Places) -> Diagnostic {
        let diagnostic = match self.severity {
            Severity::Error => Diagnostic::error(SHAPES_CODE, self.message.clone()),
            Severity::Warning => Diagnostic::warning(SHAPES_CODE, self.message.clone()),
            Severity::Note => Diagnostic::remark(SHAPES_CODE, self.message.clone()),
        };
        let place = self.spot().and_then(|spot| shapes.get(spot));
        show(diagnostic, place, "", "it stands").maybe_help(self.help.clone())
    }
}
