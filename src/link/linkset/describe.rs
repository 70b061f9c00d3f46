//! Accepted links as triples, with the account of how each came about.
//!
//! The set is a `void:Linkset` (<https://www.w3.org/TR/void/#linkset>), the run a `prov:Activity`
//! (<https://www.w3.org/TR/prov-o/>), each row an `owl:Axiom` after SSSOM's RDF form. A link that a person denied and a
//! search that found nothing are never direct triples; like what is open, they are part of the account only where asked for.

use crate::diagnostic::Diagnostic;
use crate::ontology::rdf;
use crate::sssom::{Judgements, Mapping, MappingSet, NO_TERM_FOUND, State, judgements};
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// `owl:sameAs` in place of the linkset's own property.
    pub same_as: bool,
    /// Also how each link came about.
    pub account: bool,
    /// In the account also what was denied, not found, or is open, each with its state.
    pub all: bool,
}

/// The triples of a linkset; links whose ends are no IRIs are faults, for they could not be written.
pub fn describe(set: &MappingSet, how: Described) -> Result<Vec<Triple>, Vec<Diagnostic>> {
    let mut triples = Vec::new();
    let mut faults = Vec::new();
    let judged = judgements(set);
    let same_as = "http://www.w3.org/2002/07/owl#sameAs";
    for (_, _, row) in judged.accepted() {
        let mapping = &set.mappings[row];
        let predicate = if how.same_as {
            same_as
        } else {
            &mapping.predicate
        };
        match triple(&mapping.subject, predicate, &mapping.object) {
            Some(triple) => triples.push(triple),
            None if faults.len() < MOST => faults.push(
                Diagnostic::error(
                    "L012",
                    format!(
                        "the link from `{}` by `{predicate}` to `{}` cannot be written: one of them is no IRI",
                        mapping.subject, mapping.object
                    ),
                )
                .help("mend the names in the linkset, or what makes them in the spec, and run it again"),
            ),
            None => {}
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if how.account {
        account(set, &judged, how.all, &mut triples);
    }
    Ok(triples)
}

/// The most faults that are told.
const MOST: usize = 20;

fn triple(subject: &str, predicate: &str, object: &str) -> Option<Triple> {
    let node = |iri: &str| NamedNode::new(iri).ok();
    Some(Triple::new(node(subject)?, node(predicate)?, node(object)?))
}

fn account(set: &MappingSet, judged: &Judgements, all: bool, triples: &mut Vec<Triple>) {
    let links = triples.len();
    let Some(name) = set
        .metadata("mapping_set_id")
        .and_then(|iri| NamedNode::new(iri).ok())
    else {
        return;
    };
    let run = NamedNode::new_unchecked(format!("{}#run", name.as_str()));
    let node = NamedNode::new_unchecked;
    let void = |local: &str| node(format!("http://rdfs.org/ns/void#{local}"));
    let prov = |local: &str| node(format!("http://www.w3.org/ns/prov#{local}"));
    let sssom = |local: &str| node(format!("https://w3id.org/sssom/{local}"));
    let owl = |local: &str| node(format!("http://www.w3.org/2002/07/owl#{local}"));
    let mut put = |subject: NamedOrBlankNode, predicate: NamedNode, object: Term| {
        triples.push(Triple::new(subject, predicate, object));
    };
    put(
        name.clone().into(),
        rdf::TYPE.into_owned(),
        void("Linkset").into(),
    );
    put(
        name.clone().into(),
        rdf::TYPE.into_owned(),
        sssom("MappingSet").into(),
    );
    put(
        name.clone().into(),
        void("triples"),
        Literal::from(links as u64).into(),
    );
    put(
        name.clone().into(),
        prov("wasGeneratedBy"),
        run.clone().into(),
    );
    put(
        run.clone().into(),
        rdf::TYPE.into_owned(),
        prov("Activity").into(),
    );
    for (key, value) in &set.metadata {
        match key.as_str() {
            "license" => {
                if let Ok(license) = NamedNode::new(value.as_str()) {
                    put(
                        name.clone().into(),
                        node("http://purl.org/dc/terms/license".into()),
                        license.into(),
                    );
                }
            }
            "mapping_set_title" => put(
                name.clone().into(),
                node("http://purl.org/dc/terms/title".into()),
                Literal::from(value.as_str()).into(),
            ),
            "mapping_set_id" => {}
            other => put(
                run.clone().into(),
                sssom(other),
                Literal::from(value.as_str()).into(),
            ),
        }
    }
    let is_linked = |mapping: &Mapping| {
        !mapping.negated && judged.state(&mapping.subject, &mapping.object) == State::Accepted
    };
    for (number, mapping) in set.mappings.iter().enumerate() {
        if !all && !is_linked(mapping) {
            continue;
        }
        let ends = [
            &mapping.subject,
            &mapping.predicate,
            &mapping.object,
            &mapping.justification,
        ]
        .map(|iri| NamedNode::new(iri.as_str()).ok());
        let [
            Some(subject),
            Some(predicate),
            Some(object),
            Some(justification),
        ] = ends
        else {
            continue;
        };
        let row = BlankNode::new_unchecked(format!("row{number}"));
        let nothing = object.as_str() == NO_TERM_FOUND;
        put(
            row.clone().into(),
            rdf::TYPE.into_owned(),
            owl("Axiom").into(),
        );
        put(row.clone().into(), owl("annotatedSource"), subject.into());
        put(
            row.clone().into(),
            owl("annotatedProperty"),
            predicate.into(),
        );
        put(row.clone().into(), owl("annotatedTarget"), object.into());
        put(
            row.clone().into(),
            sssom("mapping_justification"),
            justification.into(),
        );
        if mapping.negated && !nothing {
            put(
                row.clone().into(),
                sssom("predicate_modifier"),
                sssom("NegatedPredicate").into(),
            );
        }
        if let Some(confidence) = mapping.confidence {
            let value = Literal::new_typed_literal(
                format!("{confidence:.4}"),
                node("http://www.w3.org/2001/XMLSchema#decimal".into()),
            );
            put(row.clone().into(), sssom("confidence"), value.into());
        }
        for (local, value) in [
            ("author_label", &mapping.author),
            ("mapping_date", &mapping.date),
            ("mapping_tool", &mapping.tool),
            ("comment", &mapping.comment),
            ("other", &mapping.other),
        ] {
            if !value.is_empty() {
                put(
                    row.clone().into(),
                    sssom(local),
                    Literal::from(value.as_str()).into(),
                );
            }
        }
    }
}
