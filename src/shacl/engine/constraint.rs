//! One constraint held against the value nodes of one focus node, each component as its section says (SHACL 4 to 6).

use super::{Engine, Out, Place, Values};
use crate::shacl::finding::Way;
use crate::shacl::id::Id;
use crate::shacl::lexical::is_well_formed;
use crate::shacl::order::Value;
use crate::shacl::shape::{Bound, Constraint, Qualified, ShapeId};
use crate::shacl::sparql::{Outcome, SparqlConstraint};
use oxrdf::Term;
use std::cmp::Ordering;

impl Engine<'_> {
    pub(super) fn constraint(&mut self, place: Place<'_>, values: &Values<'_>, out: &mut Out<'_>) {
        match place.constraint {
            Constraint::Class(class) => {
                let classes = self.below(*class);
                self.each(place, values, out, |engine, value| {
                    engine.has_class(value, &classes)
                });
            }
            Constraint::Datatype(datatype) => self.each(place, values, out, |engine, value| {
                engine.terms.datatype(value) == Some(*datatype)
                    && is_well_formed(engine.terms, value)
            }),
            Constraint::NodeKind(kind) => self.each(place, values, out, |engine, value| {
                kind.allows(engine.terms, value)
            }),
            Constraint::Range(bound, limit) => self.range(place, values, *bound, *limit, out),
            Constraint::MinLength(least) => self.each(place, values, out, |engine, value| {
                engine.length(value).is_some_and(|length| length >= *least)
            }),
            Constraint::MaxLength(most) => self.each(place, values, out, |engine, value| {
                engine.length(value).is_some_and(|length| length <= *most)
            }),
            Constraint::Pattern(_, regex) => self.each(place, values, out, |engine, value| {
                !engine.terms.is_blank(value) && regex.is_match(engine.terms.text_of(value))
            }),
            Constraint::LanguageIn(tags) => self.each(place, values, out, |engine, value| {
                engine
                    .terms
                    .language_of(value)
                    .is_some_and(|tag| tags.iter().any(|range| language_matches(tag, range)))
            }),
            Constraint::In(_, set) => {
                self.each(place, values, out, |_, value| set.contains(&value));
            }
            Constraint::Disjoint(other) => {
                let (data, focus) = (self.data, place.focus);
                self.each(place, values, out, |_, value| {
                    !data.contains(focus, *other, value)
                });
            }
            Constraint::Not(shape) => self.each(place, values, out, |engine, value| {
                !engine.conforms(*shape, value)
            }),
            Constraint::Node(shape) => self.logical(place, values, &[*shape], 1..=1, out),
            Constraint::And(shapes) => {
                self.logical(place, values, shapes, shapes.len()..=shapes.len(), out);
            }
            Constraint::Or(shapes) => self.logical(place, values, shapes, 1..=usize::MAX, out),
            Constraint::Xone(shapes) => self.logical(place, values, shapes, 1..=1, out),
            Constraint::Property(shape) => {
                for value in values.iter() {
                    self.evaluate(*shape, value, out);
                    if out.is_settled() {
                        return;
                    }
                }
            }
            _ => self.whole(place, values, out),
        }
    }

    /// Constraints about the value nodes together.
    fn whole(&mut self, place: Place<'_>, values: &Values<'_>, out: &mut Out<'_>) {
        let is_violated = match place.constraint {
            Constraint::MinCount(least) => (values.len() as u64) < *least,
            Constraint::MaxCount(most) => values.len() as u64 > *most,
            Constraint::HasValue(wanted) => !values.contains(*wanted),
            Constraint::QualifiedMin(qualified) => {
                self.qualified(values, qualified) < qualified.count
            }
            Constraint::QualifiedMax(qualified) => {
                self.qualified(values, qualified) > qualified.count
            }
            _ => return self.set(place, values, out),
        };
        if is_violated {
            self.violation(place, None, out);
        }
    }

    /// Constraints about the value nodes together that may be violated in several ways.
    fn set(&mut self, place: Place<'_>, values: &Values<'_>, out: &mut Out<'_>) {
        match place.constraint {
            Constraint::UniqueLang => self.unique_lang(place, values, out),
            Constraint::Equals(other) => self.equals(place, values, *other, out),
            Constraint::LessThan(other) => self.less(place, values, *other, false, out),
            Constraint::LessThanOrEquals(other) => self.less(place, values, *other, true, out),
            Constraint::Closed(allowed) => {
                let data = self.data;
                for value in values.iter() {
                    for [predicate, object] in data.about(value) {
                        if !allowed.contains(predicate) {
                            let way = Way::Predicate(*predicate);
                            let place = Place {
                                focus: value,
                                ..place
                            };
                            self.note(place, way, Some(*object), out, |_, _| {});
                        }
                    }
                }
            }
            Constraint::Sparql(query) | Constraint::Component(_, query) => {
                self.sparql(place, query, values, out);
            }
            _ => {}
        }
    }

    /// Notes each value that does not fit.
    fn each(
        &mut self,
        place: Place<'_>,
        values: &Values<'_>,
        out: &mut Out<'_>,
        mut fits: impl FnMut(&mut Self, Id) -> bool,
    ) {
        for value in values.iter() {
            if !fits(self, value) {
                self.violation(place, Some(value), out);
                if out.is_settled() {
                    return;
                }
            }
        }
    }

    /// Notes each value that conforms to fewer or more of some shapes than is wanted.
    fn logical(
        &mut self,
        place: Place<'_>,
        values: &Values<'_>,
        shapes: &[ShapeId],
        wanted: std::ops::RangeInclusive<usize>,
        out: &mut Out<'_>,
    ) {
        for value in values.iter() {
            let mut fitting = 0;
            for (seen, shape) in shapes.iter().enumerate() {
                // the verdict is settled: too many already, or no more needed, or too few left
                let left = shapes.len() - seen;
                if fitting > *wanted.end()
                    || (fitting >= *wanted.start() && fitting + left <= *wanted.end())
                    || (*wanted.end() == usize::MAX && fitting >= *wanted.start())
                    || fitting + left < *wanted.start()
                {
                    break;
                }
                fitting += usize::from(self.conforms(*shape, value));
            }
            if wanted.contains(&fitting) {
                continue;
            }
            let way = if place.has_path {
                Way::Shape
            } else {
                Way::None
            };
            let too_few = fitting < *wanted.start();
            self.note(place, way, Some(value), out, |engine, finding| {
                if too_few {
                    finding.details = engine.details(shapes, value);
                }
            });
            if out.is_settled() {
                return;
            }
        }
    }

    fn range(
        &mut self,
        place: Place<'_>,
        values: &Values<'_>,
        bound: Bound,
        limit: Id,
        out: &mut Out<'_>,
    ) {
        self.each(place, values, out, |engine, value| {
            let terms = &*engine.terms;
            let (Some(value), Some(limit)) = (Value::of(terms, value), Value::of(terms, limit))
            else {
                return false;
            };
            match (bound, value.compare(&limit)) {
                (_, None) => false,
                (Bound::MinExclusive, Some(order)) => order == Ordering::Greater,
                (Bound::MinInclusive, Some(order)) => order != Ordering::Less,
                (Bound::MaxExclusive, Some(order)) => order == Ordering::Less,
                (Bound::MaxInclusive, Some(order)) => order != Ordering::Greater,
            }
        });
    }

    /// Characters of a literal or an IRI; a blank node has no length.
    fn length(&self, value: Id) -> Option<u64> {
        (!self.terms.is_blank(value)).then(|| self.terms.text_of(value).chars().count() as u64)
    }

    /// One result for each language that two values share (SHACL 4.4.5).
    fn unique_lang(&mut self, place: Place<'_>, values: &Values<'_>, out: &mut Out<'_>) {
        if values.len() < 2 {
            return;
        }
        let mut tags: Vec<String> = values
            .iter()
            .filter_map(|value| self.terms.language_of(value))
            .map(str::to_ascii_lowercase)
            .collect();
        tags.sort_unstable();
        let groups = tags.chunk_by(|a, b| a == b);
        for _ in groups.filter(|group| group.len() > 1) {
            self.violation(place, None, out);
        }
    }

    fn equals(&mut self, place: Place<'_>, values: &Values<'_>, other: Id, out: &mut Out<'_>) {
        let (data, focus) = (self.data, place.focus);
        self.each(place, values, out, |_, value| {
            data.contains(focus, other, value)
        });
        for object in data.objects(focus, other) {
            if out.is_settled() {
                return;
            }
            if !values.contains(object) {
                self.violation(place, Some(object), out);
            }
        }
    }

    /// One result for each pair that is not in order (SHACL 4.5.3 and 4.5.4).
    fn less(
        &mut self,
        place: Place<'_>,
        values: &Values<'_>,
        other: Id,
        or_equal: bool,
        out: &mut Out<'_>,
    ) {
        let data = self.data;
        for value in values.iter() {
            for object in data.objects(place.focus, other) {
                let terms = &*self.terms;
                let order = Value::of(terms, value)
                    .zip(Value::of(terms, object))
                    .and_then(|(value, object)| value.compare(&object));
                let fits = match order {
                    Some(Ordering::Less) => true,
                    Some(Ordering::Equal) => or_equal,
                    Some(Ordering::Greater) | None => false,
                };
                if !fits {
                    self.violation(place, Some(value), out);
                    if out.is_settled() {
                        return;
                    }
                }
            }
        }
    }

    /// How many values conform to a qualified shape, and to none beside it.
    fn qualified(&mut self, values: &Values<'_>, qualified: &Qualified) -> u64 {
        let mut count = 0;
        for value in values.iter() {
            let counts = self.conforms(qualified.shape, value)
                && !qualified
                    .siblings
                    .iter()
                    .any(|sibling| self.conforms(*sibling, value));
            count += u64::from(counts);
        }
        count
    }

    fn sparql(
        &mut self,
        place: Place<'_>,
        query: &SparqlConstraint,
        values: &Values<'_>,
        out: &mut Out<'_>,
    ) {
        let asked: Vec<Option<Id>> = if query.is_ask() {
            values.iter().map(Some).collect()
        } else {
            vec![None]
        };
        for value in asked {
            if self.is_over() || self.cancel.is_cancelled() {
                return;
            }
            let shape = self.shapes.get(place.shape).node;
            let most = self.most.saturating_sub(self.found);
            let outcome = self.runner.ask(
                query,
                self.terms,
                self.data,
                self.graph,
                shape,
                place.focus,
                value,
                most,
            );
            match outcome {
                Err(why) => self.fail(format!("a query of a shape failed: {why}"), place.shape),
                Ok(Outcome::Answer(true)) => {}
                Ok(Outcome::Answer(false)) => {
                    let way = if place.has_path {
                        Way::Shape
                    } else {
                        Way::None
                    };
                    self.note(place, way, value, out, |engine, finding| {
                        if let Some(value) = value {
                            finding.messages =
                                engine
                                    .runner
                                    .ask_messages(query, engine.terms, place.focus, value);
                        }
                    });
                }
                Ok(Outcome::Found(solutions)) => {
                    for solution in solutions {
                        let mut way = if place.has_path {
                            Way::Shape
                        } else {
                            Way::None
                        };
                        if let Some(path @ Term::NamedNode(_)) = &solution.path {
                            way = self.intern(path, place.shape).map_or(way, Way::Predicate);
                        }
                        let value = match &solution.value {
                            Some(value) => self.intern(value, place.shape),
                            None => (!place.has_path).then_some(place.focus),
                        };
                        self.note(place, way, value, out, |_, finding| {
                            finding.messages = solution.messages;
                        });
                    }
                }
            }
            if out.is_settled() {
                return;
            }
        }
    }
}

/// SPARQL's `langMatches` for a basic range in lower case (RFC 4647, 3.3.1).
fn language_matches(tag: &str, range: &str) -> bool {
    if range == "*" {
        return !tag.is_empty();
    }
    tag.get(..range.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(range))
        && matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
}

#[cfg(test)]
mod tests {
    use super::language_matches;

    #[test]
    fn a_range_matches_whole_parts_of_a_tag() {
        assert!(language_matches("en-GB", "en"));
        assert!(language_matches("EN", "en"));
        assert!(language_matches("de", "*"));
        assert!(!language_matches("eng", "en"));
        assert!(!language_matches("e", "en"));
    }
}
