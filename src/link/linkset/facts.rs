//! What an external dataset says of the things that the project's accepted links lead to: a small file of facts, so that
//! queries can set the text's claims beside it where the dataset itself is not at hand.

use crate::diagnostic::Diagnostic;
use crate::external::{self, Failure};
use crate::ontology::rdfs;
use crate::project::{Project, shorten};
use crate::turtle::write_turtle;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};

/// What a dataset says of linked things.
#[derive(Debug)]
pub struct Facts {
    /// As Turtle, with a head that says whose they are and under which licence.
    pub text: String,
    /// Number of triples.
    pub count: usize,
    /// What is doubtful about the dataset: that it is not pinned, or read in another way than then.
    pub doubt: Option<Diagnostic>,
}

/// The facts. A dataset that is not the one that was pinned is refused.
///
/// Of each linked thing everything is taken that is a literal, a type, or leads to another linked thing; with `only`, these
/// predicates alone. What is not linked is left out, but for what `leading` asks for: things that one of these predicates leads
/// from to a linked thing, such as all members of an organisation. Of them that much is taken, their types, and their texts.
pub fn facts(
    project: &Project,
    name: &str,
    only: &[NamedNode],
    leading: &[NamedNode],
) -> Result<Facts, Failure> {
    let entry = external::entry(project, name)?;
    let (digest, doubt) = external::checked(project, name)?;
    let linked = linked(project)?;
    let is_linked =
        |term: &Term| matches!(term, Term::NamedNode(node) if linked.contains(node.as_str()));
    let quads = external::quads(project, name)?;
    let beside: BTreeSet<&str> = quads
        .iter()
        .filter(|quad| leading.contains(&quad.predicate) && is_linked(&quad.object))
        .filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(subject) => Some(subject.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    let mut found = BTreeMap::new();
    for quad in &quads {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
            continue;
        };
        let is_type = quad.predicate == oxrdf::vocab::rdf::TYPE && quad.object.is_named_node();
        let kept = if linked.contains(subject.as_str()) {
            (only.is_empty() || only.contains(&quad.predicate))
                && (is_type || is_linked(&quad.object) || quad.object.is_literal())
        } else {
            beside.contains(subject.as_str())
                && (is_type
                    || is_text(&quad.object)
                    || (leading.contains(&quad.predicate) && is_linked(&quad.object)))
        };
        if kept {
            let triple = Triple::new(
                quad.subject.clone(),
                quad.predicate.clone(),
                quad.object.clone(),
            );
            found.insert(triple.to_string(), triple);
        }
    }
    let triples: Vec<Triple> = found.into_values().collect();
    let mut head = format!(
        "# What {} says of the things linked to it",
        entry.title.as_deref().unwrap_or(name)
    );
    if let Some(publisher) = &entry.publisher {
        head.push_str(&format!(", by {publisher}"));
    }
    head.push_str(&format!(".\n# Written by `relata dataset facts {name}"));
    for (option, predicates) in [("only", only), ("leading", leading)] {
        for predicate in predicates {
            // as a shell takes it: a name with a prefix, or the IRI without its brackets
            let written = shorten(&project.prefixes(), predicate.as_str());
            head.push_str(&format!(" --{option} {}", written.trim_matches(['<', '>'])));
        }
    }
    head.push_str("`, not by hand.\n");
    if let Some(license) = &entry.license {
        head.push_str(&format!("# Licence: {license}\n"));
    }
    head.push_str(&format!("# From the file with sha256 {digest}.\n"));
    // one line each in the head, whatever the manifest holds
    let head: String = head
        .lines()
        .map(|line| format!("{}\n", line.replace(char::is_control, " ")))
        .collect();
    let prefixes = prefixes(project, &triples);
    Ok(Facts {
        text: format!("{head}{}", write_turtle(&triples, &prefixes)),
        count: triples.len(),
        doubt,
    })
}

/// True for a text, in whatever language; numbers and days are none.
fn is_text(term: &Term) -> bool {
    use oxrdf::vocab::{rdf, xsd};
    matches!(term, Term::Literal(literal) if [xsd::STRING, rdf::LANG_STRING].contains(&literal.datatype()))
}

/// Everything that accepted links lead to.
fn linked(project: &Project) -> std::io::Result<BTreeSet<String>> {
    let graphs = project.read_graphs(|_| {})?;
    Ok(graphs
        .files
        .iter()
        .filter(|file| file.source.name.ends_with(crate::link::task::ENDING))
        .flat_map(|file| &file.quads)
        .filter_map(|quad| match &quad.object {
            Term::NamedNode(node) => Some(node.as_str().to_owned()),
            _ => None,
        })
        .collect())
}

/// The project's prefixes, and made-up ones for namespaces that have none.
fn prefixes(project: &Project, triples: &[Triple]) -> Vec<(String, String)> {
    let mut prefixes = project.prefixes();
    let mut number = 0;
    for triple in triples {
        let iri = triple.predicate.as_str();
        if shorten(&prefixes, iri).starts_with('<')
            && let Some(at) = iri.rfind(['#', '/'])
        {
            number += 1;
            prefixes.push((format!("p{number}"), iri[..=at].to_owned()));
        }
    }
    if !prefixes
        .iter()
        .any(|(_, namespace)| namespace == rdfs::NAMESPACE)
    {
        prefixes.push(("rdfs".into(), rdfs::NAMESPACE.into()));
    }
    prefixes
}
