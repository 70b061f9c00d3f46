//! Claims against their passages: what stands where in the text is laid out here once, and each rule of family A is a file.
//!
//! Without the text, what needs it is left out, and the report says so.

mod coverage;
mod mentions;
mod modalities;
mod numbers;
mod passages;
mod places;
mod quotations;
mod text;
mod time_words;
mod times;
mod unencoded;
mod years;

use super::Report;
use super::rules::Read;
use crate::diagnostic::Diagnostic;
use crate::ontology::{rdf, rlt};
use crate::project::{Graphs, Project, TextState};
use crate::text::{Passage, Positions};
use ahash::{HashMap, HashSet};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use places::Places;
use std::collections::BTreeMap;

/// The most passages that are taken to lie within one another.
const DEEPEST: usize = 16;

/// What the rules look at.
struct Anchored<'a> {
    project: &'a Project,
    graphs: &'a Graphs,
    files: &'a [Read],
    places: Places<'a>,
    /// The passages by local name.
    passages: BTreeMap<String, Passage>,
    /// The local names of passages by their IRIs.
    names: HashMap<NamedNode, String>,
    /// The text, where it is attached.
    positions: Option<Positions<'a>>,
    /// Where each claim stands.
    anchors: HashMap<&'a NamedOrBlankNode, &'a Term>,
    claims: HashSet<&'a NamedOrBlankNode>,
    /// The claims of each situation.
    contents: HashMap<&'a Term, Vec<&'a NamedOrBlankNode>>,
    /// The claims that the encoder inferred.
    inferred: HashSet<&'a NamedOrBlankNode>,
}

impl<'a> Anchored<'a> {
    fn new(
        project: &'a Project,
        graphs: &'a Graphs,
        files: &'a [Read],
        text: Option<&'a str>,
    ) -> Self {
        let passages: BTreeMap<String, Passage> = project
            .known_passages(graphs)
            .into_iter()
            .map(|passage| (passage.name.clone(), passage))
            .collect();
        let names = passages
            .keys()
            .map(|name| (project.name(name), name.clone()))
            .collect();
        let mut anchors: HashMap<&NamedOrBlankNode, &Term> = HashMap::default();
        let mut claims: HashSet<&NamedOrBlankNode> = HashSet::default();
        let mut contents: HashMap<&Term, Vec<&NamedOrBlankNode>> = HashMap::default();
        let mut inferred: HashSet<&NamedOrBlankNode> = HashSet::default();
        for quad in graphs.quads() {
            if quad.predicate == rlt::ANCHOR {
                anchors.insert(&quad.subject, &quad.object);
            } else if quad.predicate == rdf::TYPE && is(&quad.object, rlt::CLAIM) {
                claims.insert(&quad.subject);
            } else if quad.predicate == rlt::CONTENT {
                contents
                    .entry(&quad.object)
                    .or_default()
                    .push(&quad.subject);
            } else if quad.predicate == rlt::BASIS && !is(&quad.object, rlt::EXPLICIT) {
                inferred.insert(&quad.subject);
            }
        }
        Self {
            project,
            graphs,
            files,
            places: Places::of(files),
            passages,
            names,
            positions: text.map(Positions::new),
            anchors,
            claims,
            contents,
            inferred,
        }
    }

    /// The claims of a situation that say what the text itself says.
    fn explicit(&self, situation: &NamedOrBlankNode) -> Vec<&'a NamedOrBlankNode> {
        let claims = self.contents.get(&Term::from(situation.clone()));
        let claims = claims.into_iter().flatten().copied();
        claims
            .filter(|claim| !self.inferred.contains(claim))
            .collect()
    }

    /// The passage that a claim stands in, and those that this one is part of, the nearest first.
    fn around(&self, claim: &NamedOrBlankNode) -> impl Iterator<Item = &Passage> {
        let anchor = match self.anchors.get(claim) {
            Some(Term::NamedNode(anchor)) => self.passage(anchor),
            _ => None,
        };
        let above = |passage: &&Passage| self.passages.get(passage.part_of.as_ref()?);
        // what is part of itself, by a slip, ends
        std::iter::successors(anchor, above).take(DEEPEST)
    }

    /// The passage of a name.
    fn passage(&self, name: &NamedNode) -> Option<&Passage> {
        self.passages.get(self.names.get(name)?)
    }

    /// The words of a passage, where the text is attached and long enough.
    fn words(&self, passage: &Passage) -> Option<&'a str> {
        self.positions.as_ref()?.stretch(passage.start, passage.end)
    }

    /// How messages call the subject of a quad.
    fn subject(&self, quad: &Quad) -> String {
        match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => {
                format!("`{}`", self.project.shorten(node.as_str()))
            }
            NamedOrBlankNode::BlankNode(_) => "a claim without a name".to_owned(),
        }
    }
}

/// What is wrong with claims and passages.
pub(super) fn check(
    project: &Project,
    graphs: &Graphs,
    files: &[Read],
    state: &TextState,
) -> Report {
    let mut report = Report::default();
    text::check(project, state, &mut report);
    let words = match state {
        TextState::Attached(attached) => Some(attached.text.as_str()),
        _ => None,
    };
    let anchored = Anchored::new(project, graphs, files, words);
    report.claims = anchored.claims.len();
    passages::check(&anchored, &mut report.findings);
    if anchored.passages.is_empty() && !anchored.anchors.is_empty() {
        report.quotations = words.map(|_| (0, 0));
        return report;
    }
    let resolved = quotations::check(&anchored, &mut report.findings);
    report.quotations = words.map(|_| resolved);
    times::check(&anchored, &mut report.findings);
    years::check(&anchored, &mut report.findings);
    modalities::check(&anchored, &mut report.findings);
    numbers::check(&anchored, &mut report.findings);
    time_words::check(&anchored, &mut report.findings);
    unencoded::check(&anchored, &mut report.findings);
    // what cannot be read names nothing
    if let Some(words) = words
        && !graphs.is_broken()
    {
        mentions::check(&anchored, words, &mut report.findings);
    }
    coverage::check(&anchored, &mut report.findings);
    report
}

fn is(term: &Term, name: NamedNodeRef<'_>) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_ref() == name)
}

/// Adds a finding at the object of a quad.
fn tell(found: &mut Vec<Diagnostic>, places: &Places<'_>, quad: &Quad, diagnostic: Diagnostic) {
    found.push(places.at(quad, diagnostic));
}
