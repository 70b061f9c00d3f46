//! Values of parameters: numbers, truth values, names, lists, each with its fault in words.

use super::Reader;
use crate::shacl::fault::Fault;
use crate::shacl::id::Id;
use crate::shacl::lists;
use crate::shacl::names;
use crate::shacl::shape::ShapeId;

impl Reader<'_> {
    /// Notes that a value does not fit: `why` says what would.
    pub(super) fn fault(&mut self, node: Id, predicate: Id, object: Id, why: &str) {
        let message = format!(
            "{} has {} {}: {why}",
            self.wording.name(node),
            self.wording.name(predicate),
            self.wording.name(object)
        );
        self.faults.push(Fault::new(node, predicate, message));
    }

    /// True for an IRI.
    pub(super) fn iri(&mut self, node: Id, predicate: Id, object: Id) -> bool {
        let fits = self.terms.is_iri(object);
        if !fits {
            self.fault(node, predicate, object, "it takes an IRI");
        }
        fits
    }

    /// A truth value; false where it is none. The specification means the literal `true`: `"1"^^xsd:boolean` switches
    /// nothing on, which is rarely what its writer thought, so it is told.
    pub(super) fn boolean(&mut self, node: Id, predicate: Id, object: Id) -> bool {
        if self.terms.datatype(object) == Some(names::XSD_BOOLEAN) {
            match self.terms.text_of(object) {
                "true" => return true,
                "false" | "0" => return false,
                "1" => {
                    let message = format!(
                        "{} has {} `\"1\"^^xsd:boolean`, which switches nothing on",
                        self.wording.name(node),
                        self.wording.name(predicate)
                    );
                    let fault = Fault::new(node, predicate, message).warning();
                    self.faults.push(fault.help("write `true`"));
                    return false;
                }
                _ => {}
            }
        }
        self.fault(node, predicate, object, "it takes `true` or `false`");
        false
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, node: Id, predicate: Id, object: Id) -> Option<u64> {
        let number = (self.terms.datatype(object) == Some(names::XSD_INTEGER))
            .then(|| self.terms.text_of(object))
            .and_then(|text| text.strip_prefix('+').unwrap_or(text).parse().ok());
        if number.is_none() {
            self.fault(node, predicate, object, "it takes a whole number from 0");
        }
        number
    }

    /// The members of a list.
    pub(super) fn list(&mut self, node: Id, predicate: Id, object: Id) -> Option<Vec<Id>> {
        match lists::read(self.graph, object) {
            Ok(members) => Some(members),
            Err(why) => {
                let message = format!(
                    "{} of {} takes a list: {why}",
                    self.wording.name(predicate),
                    self.wording.name(node)
                );
                self.faults.push(Fault::new(node, predicate, message));
                None
            }
        }
    }

    /// The shapes of a list of shapes.
    pub(super) fn shapes(&mut self, node: Id, predicate: Id, object: Id) -> Option<Vec<ShapeId>> {
        let members = self.list(node, predicate, object)?;
        Some(
            members
                .into_iter()
                .map(|member| self.number(member))
                .collect(),
        )
    }
}
