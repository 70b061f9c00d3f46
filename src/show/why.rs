//! Why does the graph say so? Where a triple stands, which sentence carries it, and, where it follows, by which rule from what.

use crate::diagnostic::Source;
use crate::ontology::{rdf, rdfs, rlt, xsd};
use crate::project::{Attached, Graphs, Project};
use crate::query::{Answer, Catalogue, answer, derived};
use crate::store::{Cancel, Store, derive};
use crate::text::{Passage, stretch};
use crate::turtle::Format;
use crate::turtle::tree::{Located, read};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// What is asked for; `None` stands for anything.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The subject.
    pub subject: Option<NamedNode>,
    /// The predicate.
    pub predicate: Option<NamedNode>,
    /// The object.
    pub object: Option<Term>,
}

impl Asked {
    fn fits(&self, quad: &Quad) -> bool {
        self.subject.as_ref().is_none_or(
            |wanted| matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if node == wanted),
        ) && self
            .predicate
            .as_ref()
            .is_none_or(|wanted| quad.predicate == *wanted)
            && self
                .object
                .as_ref()
                .is_none_or(|wanted| quad.object == *wanted)
    }
}

/// Why one triple is in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The triple, short names where prefixes fit.
    pub statement: String,
    /// Where files state it.
    pub places: Vec<Place>,
    /// The passage that a claim is anchored in: its name, and its words where the text is at hand.
    pub passage: Option<(String, Option<String>)>,
    /// The rule by which it follows, in words; `None` where it is stated.
    pub rule: Option<String>,
    /// What it follows from, or which claims speak of it.
    pub because: Vec<Explanation>,
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// Its bytes.
    pub span: Range<usize>,
}

/// Looks for reasons.
pub struct Reasons<'a> {
    project: &'a Project,
    graphs: &'a Graphs,
    passages: BTreeMap<String, Passage>,
    text: Option<&'a Attached>,
    located: Vec<(Arc<Source>, Located)>,
}

impl<'a> Reasons<'a> {
    /// Reads the files again, with the place of everything.
    pub fn new(project: &'a Project, graphs: &'a Graphs, text: Option<&'a Attached>) -> Self {
        let mut located = Vec::new();
        for (number, file) in graphs.files.iter().enumerate() {
            let Some(format) = file
                .source
                .name
                .rsplit_once('.')
                .and_then(|(_, end)| Format::from_extension(end))
            else {
                continue;
            };
            let reading = read(&file.source, format, &format!("f{number}-"), None);
            located.extend(
                reading
                    .quads
                    .into_iter()
                    .map(|quad| (Arc::clone(&file.source), quad)),
            );
        }
        let passages = project
            .known_passages(graphs)
            .into_iter()
            .map(|passage| (project.name(&passage.name).into_string(), passage))
            .collect();
        Self {
            project,
            graphs,
            passages,
            text,
            located,
        }
    }

    /// All triples that fit, each with its reasons, at most `most`; what is stated before what follows.
    pub fn explain(&self, asked: &Asked, most: usize) -> std::io::Result<Vec<Explanation>> {
        let mut found: Vec<Explanation> = Vec::new();
        let mut seen = BTreeSet::new();
        for (_, located) in &self.located {
            if found.len() < most && asked.fits(&located.quad) && seen.insert(key(&located.quad)) {
                found.push(self.stated(&located.quad, true));
            }
        }
        let follows = derive::derive(self.graphs.quads(), &self.project.manifest.base);
        for quad in &follows {
            if found.len() < most && asked.fits(quad) && seen.insert(key(quad)) {
                found.push(self.followed(quad));
            }
        }
        if found.len() < most {
            self.constructed(asked, most, &mut seen, &mut found)?;
        }
        Ok(found)
    }

    fn short(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => self.project.shorten(node.as_str()),
            Term::Literal(literal)
                if literal.language().is_none() && literal.datatype() != xsd::STRING =>
            {
                let value = oxrdf::Literal::new_simple_literal(literal.value());
                format!(
                    "{value}^^{}",
                    self.project.shorten(literal.datatype().as_str())
                )
            }
            other => other.to_string(),
        }
    }

    fn statement(&self, quad: &Quad) -> String {
        let subject = self.short(&quad.subject.clone().into());
        let predicate = if quad.predicate == rdf::TYPE {
            "a".to_owned()
        } else {
            self.project.shorten(quad.predicate.as_str())
        };
        format!("{subject} {predicate} {}", self.short(&quad.object))
    }

    fn places(&self, quad: &Quad) -> Vec<Place> {
        self.located
            .iter()
            .filter(|(_, located)| {
                located.quad.subject == quad.subject
                    && located.quad.predicate == quad.predicate
                    && located.quad.object == quad.object
            })
            .map(|(source, located)| Place {
                source: Arc::clone(source),
                span: located.predicate.start as usize..located.object.end as usize,
            })
            .collect()
    }

    /// A triple of a file. With `claims`, the claims about its subject come with it, or the passage if it is a claim itself.
    fn stated(&self, quad: &Quad, claims: bool) -> Explanation {
        let mut explanation = Explanation {
            statement: self.statement(quad),
            places: self.places(quad),
            passage: self.passage(&quad.subject),
            rule: None,
            because: Vec::new(),
        };
        if claims && explanation.passage.is_none() {
            let content: Vec<&Quad> = self
                .graphs
                .quads()
                .filter(|other| {
                    other.predicate == rlt::CONTENT
                        && Term::from(quad.subject.clone()) == other.object
                })
                .collect();
            explanation.because = content
                .into_iter()
                .map(|content| self.stated(content, false))
                .collect();
        }
        explanation
    }

    /// The passage that a claim is anchored in.
    fn passage(&self, claim: &NamedOrBlankNode) -> Option<(String, Option<String>)> {
        let anchor = self
            .graphs
            .quads()
            .find(|quad| quad.predicate == rlt::ANCHOR && quad.subject == *claim)?;
        let Term::NamedNode(node) = &anchor.object else {
            return None;
        };
        let words = self
            .passages
            .get(node.as_str())
            .and_then(|passage| stretch(&self.text?.text, passage.start, passage.end))
            .map(str::to_owned);
        Some((self.project.shorten(node.as_str()), words))
    }

    /// A triple of the derived graph that fixed rules make.
    fn followed(&self, quad: &Quad) -> Explanation {
        let about = |predicates: &[oxrdf::NamedNodeRef<'_>]| -> Vec<&Quad> {
            self.graphs
                .quads()
                .filter(|other| {
                    other.subject == quad.subject && predicates.contains(&other.predicate.as_ref())
                })
                .collect()
        };
        let (rule, from): (String, Vec<&Quad>) = if quad.predicate == rlt::READING {
            (
                "a claim is held that is the text's own, certain, affirmed and explicit, and that no other claim disputes".to_owned(),
                about(&[rlt::MODALITY, rlt::CERTAINTY, rlt::POLARITY, rlt::BASIS]),
            )
        } else if quad
            .predicate
            .as_str()
            .starts_with(crate::ontology::sem::NAMESPACE)
        {
            (
                "a day that bounds the time, by EDTF: an event lies within its time, a state holds throughout it".to_owned(),
                about(&[rlt::TIME, rdf::TYPE]),
            )
        } else {
            let axiom = if quad.predicate == rdf::TYPE {
                rdfs::SUB_CLASS_OF
            } else {
                rdfs::SUB_PROPERTY_OF
            };
            let goal = if quad.predicate == rdf::TYPE {
                quad.object.clone()
            } else {
                Term::from(quad.predicate.clone())
            };
            let mut from: Vec<&Quad> = if quad.predicate == rdf::TYPE {
                about(&[rdf::TYPE])
            } else {
                self.graphs
                    .quads()
                    .filter(|other| other.subject == quad.subject && other.object == quad.object)
                    .collect()
            };
            from.retain(|base| self.leads(&lower(base), &goal, axiom).is_some());
            let steps: Vec<&Quad> = from
                .iter()
                .filter_map(|base| self.leads(&lower(base), &goal, axiom))
                .flatten()
                .collect();
            from.extend(steps);
            let word = if quad.predicate == rdf::TYPE {
                "class"
            } else {
                "property"
            };
            (
                format!("what has the lower {word} has the higher one"),
                from,
            )
        };
        Explanation {
            statement: self.statement(quad),
            places: Vec::new(),
            passage: None,
            rule: Some(rule),
            because: from
                .into_iter()
                .map(|quad| self.stated(quad, false))
                .collect(),
        }
    }

    /// The axioms that lead from a class or property up to another, the shortest way.
    fn leads(&self, from: &Term, to: &Term, axiom: oxrdf::NamedNodeRef<'_>) -> Option<Vec<&Quad>> {
        let mut ways: Vec<(Term, Vec<&Quad>)> = vec![(from.clone(), Vec::new())];
        let mut seen = BTreeSet::from([from.to_string()]);
        while !ways.is_empty() {
            let mut next = Vec::new();
            for (here, way) in ways {
                if here == *to && !way.is_empty() {
                    return Some(way);
                }
                for quad in self.graphs.quads().filter(|quad| {
                    quad.predicate == axiom && Term::from(quad.subject.clone()) == here
                }) {
                    if seen.insert(quad.object.to_string()) {
                        let mut way = way.clone();
                        way.push(quad);
                        next.push((quad.object.clone(), way));
                    }
                }
            }
            ways = next;
        }
        None
    }

    /// Triples that the project's own deriving queries construct, with the claims among what they matched.
    fn constructed(
        &self,
        asked: &Asked,
        most: usize,
        seen: &mut BTreeSet<String>,
        found: &mut Vec<Explanation>,
    ) -> std::io::Result<()> {
        let (store, _) = Store::load(self.project)?;
        let cancel = Cancel::new();
        let fault = |error: crate::store::EvaluationError| std::io::Error::other(error.to_string());
        for stored in Catalogue::read(self.project)?.queries {
            if !derived::is_deriving(&stored) {
                continue;
            }
            let Ok(Query::Construct {
                template,
                dataset,
                pattern,
                base_iri,
            }) = stored.prepare(self.project, &[])
            else {
                continue;
            };
            let query = Query::Construct {
                template: template.clone(),
                dataset: dataset.clone(),
                pattern: pattern.clone(),
                base_iri: base_iri.clone(),
            };
            let Answer::Graph(triples) = answer(&store, query, &cancel).map_err(fault)? else {
                continue;
            };
            for triple in triples {
                let quad = triple.in_graph(oxrdf::GraphName::DefaultGraph);
                if found.len() >= most || !asked.fits(&quad) || !seen.insert(key(&quad)) {
                    continue;
                }
                let mut because = Vec::new();
                for made in &template {
                    let Some(bindings) = bindings(made, &quad) else {
                        continue;
                    };
                    let (variables, row): (Vec<_>, Vec<_>) = bindings.into_iter().unzip();
                    let values = GraphPattern::Values {
                        variables,
                        bindings: vec![row],
                    };
                    let names: Vec<oxrdf::Variable> = crate::query::lint::visible(&pattern)
                        .into_iter()
                        .filter(|name| !name.starts_with("_:"))
                        .map(oxrdf::Variable::new_unchecked)
                        .collect();
                    let query = Query::Select {
                        dataset: dataset.clone(),
                        pattern: GraphPattern::Project {
                            inner: Box::new(GraphPattern::Join {
                                left: Box::new(pattern.clone()),
                                right: Box::new(values),
                            }),
                            variables: names,
                        },
                        base_iri: base_iri.clone(),
                    };
                    if let Answer::Solutions { rows, .. } =
                        answer(&store, query, &cancel).map_err(fault)?
                    {
                        let claims: BTreeSet<String> = rows
                            .into_iter()
                            .flatten()
                            .flatten()
                            .filter_map(|term| match term {
                                Term::NamedNode(node) => Some(node.into_string()),
                                _ => None,
                            })
                            .collect();
                        for claim in claims {
                            let subject = NamedOrBlankNode::from(NamedNode::new_unchecked(claim));
                            let content = self.graphs.quads().find(|quad| {
                                quad.predicate == rlt::CONTENT && quad.subject == subject
                            });
                            because.extend(content.map(|quad| self.stated(quad, false)));
                        }
                    }
                }
                found.push(Explanation {
                    statement: self.statement(&quad),
                    places: Vec::new(),
                    passage: None,
                    rule: Some(format!("{}: {}", stored.source.name, stored.header.summary)),
                    because,
                });
            }
        }
        Ok(())
    }
}

fn key(quad: &Quad) -> String {
    format!("{} {} {}", quad.subject, quad.predicate, quad.object)
}

fn lower(quad: &Quad) -> Term {
    if quad.predicate == rdf::TYPE {
        quad.object.clone()
    } else {
        quad.predicate.clone().into()
    }
}

/// What the variables of a template must be for it to make a triple; `None` where it cannot.
fn bindings(
    made: &spargebra::term::TriplePattern,
    quad: &Quad,
) -> Option<Vec<(oxrdf::Variable, Option<GroundTerm>)>> {
    let ground = |term: &Term| match term {
        Term::NamedNode(node) => Some(GroundTerm::NamedNode(node.clone())),
        Term::Literal(literal) => Some(GroundTerm::Literal(literal.clone())),
        Term::BlankNode(_) | Term::Triple(_) => None,
    };
    let mut found = Vec::new();
    let mut fit = |pattern: &TermPattern, term: &Term| -> Option<()> {
        match pattern {
            TermPattern::Variable(variable) => found.push((variable.clone(), Some(ground(term)?))),
            TermPattern::NamedNode(node) if Term::from(node.clone()) == *term => {}
            TermPattern::Literal(literal) if Term::from(literal.clone()) == *term => {}
            _ => return None,
        }
        Some(())
    };
    fit(&made.subject, &quad.subject.clone().into())?;
    match &made.predicate {
        NamedNodePattern::NamedNode(node) if *node == quad.predicate => {}
        NamedNodePattern::NamedNode(_) => return None,
        NamedNodePattern::Variable(variable) => fit(
            &TermPattern::Variable(variable.clone()),
            &quad.predicate.clone().into(),
        )?,
    }
    fit(&made.object, &quad.object)?;
    Some(found)
}
