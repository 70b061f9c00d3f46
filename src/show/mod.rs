//! All about one thing: an entity, a claim, a situation, a sentence; how well the sentences are covered; the kinds.

mod kinds;
mod why;

pub use kinds::Kinds;
pub use why::{Asked, Explanation, Place, Reasons};

use crate::diagnostic::nearest;
use crate::ontology::{dcterms, doco, rdf, rdfs, rlt, schema, skos};
use crate::project::{Attached, Graphs, Project};
use crate::query::format::cell_text;
use crate::text::{Kind, stretch};
use crate::turtle::write::natural;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A heading and the rows under it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// What the rows are.
    pub title: String,
    /// Rows of equal length.
    pub rows: Vec<Vec<String>>,
}

/// Looks things up in the project's files.
pub struct Viewer<'a> {
    project: &'a Project,
    prefixes: Vec<(String, String)>,
    text: Option<&'a Attached>,
    about: HashMap<&'a str, Vec<&'a Quad>>,
    to: HashMap<&'a str, Vec<&'a Quad>>,
    graphs: &'a Graphs,
}

impl<'a> Viewer<'a> {
    /// Prepares to look things up; with the text, sentences show their words.
    pub fn new(project: &'a Project, graphs: &'a Graphs, text: Option<&'a Attached>) -> Self {
        let mut about: HashMap<&str, Vec<&Quad>> = HashMap::new();
        let mut to: HashMap<&str, Vec<&Quad>> = HashMap::new();
        for quad in graphs.quads() {
            if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
                about.entry(subject.as_str()).or_default().push(quad);
            }
            if let Term::NamedNode(object) = &quad.object {
                to.entry(object.as_str()).or_default().push(quad);
            }
        }
        Self {
            project,
            prefixes: project.prefixes(),
            text,
            about,
            to,
            graphs,
        }
    }

    /// Every label and other spelling, with the things that bear it.
    fn spellings(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for quad in self.graphs.quads() {
            let spells = is_label(quad) || quad.predicate == skos::ALT_LABEL;
            if let (true, NamedOrBlankNode::NamedNode(thing), Term::Literal(label)) =
                (spells, &quad.subject, &quad.object)
            {
                found
                    .entry(label.value())
                    .or_default()
                    .insert(thing.as_str());
            }
        }
        found
    }

    /// The thing of that name: an IRI, a prefixed name, a local name, a label or another
    /// spelling, letter case aside; else what is wrong and what to do.
    pub fn find(&self, written: &str) -> Result<NamedNode, (String, String)> {
        let known = |iri: &str| self.about.contains_key(iri) || self.to.contains_key(iri);
        let base = &self.project.manifest.base;
        let mut candidates = vec![written.trim_matches(['<', '>']).to_owned()];
        if let Some((prefix, local)) = written.split_once(':') {
            candidates.extend(
                self.prefixes
                    .iter()
                    .filter(|(name, _)| name == prefix)
                    .map(|(_, namespace)| format!("{namespace}{local}")),
            );
        }
        candidates
            .extend(["", "entity/", "situation/"].map(|folder| format!("{base}{folder}{written}")));
        candidates.extend(
            self.prefixes
                .iter()
                .map(|(_, namespace)| format!("{namespace}{written}")),
        );
        if let Some(iri) = candidates.into_iter().find(|iri| known(iri)) {
            return Ok(NamedNode::new_unchecked(iri));
        }
        let labels = self.spellings();
        let folded = written.to_lowercase();
        let exact: BTreeSet<&str> = labels.get(written).into_iter().flatten().copied().collect();
        let found = if exact.is_empty() {
            labels
                .iter()
                .filter(|(label, _)| label.to_lowercase() == folded)
                .flat_map(|(_, things)| things.iter().copied())
                .collect()
        } else {
            exact
        };
        let names: Vec<String> = found.iter().map(|iri| self.short(iri)).collect();
        match (found.first(), found.len()) {
            (Some(only), 1) => return Ok(NamedNode::new_unchecked(*only)),
            (Some(_), _) => {
                return Err((
                    format!("several things are called `{written}`"),
                    format!("say which: {}", names.join(", ")),
                ));
            }
            (None, _) => {}
        }
        let local = |iri: &'a str| {
            iri.strip_prefix(base.as_str())
                .map(|rest| rest.rsplit('/').next().unwrap_or(rest))
        };
        let names: BTreeSet<&str> = self
            .about
            .keys()
            .filter_map(|iri| local(iri))
            .chain(labels.keys().copied())
            .collect();
        let near = nearest(
            written.rsplit(':').next().unwrap_or(written),
            names.iter().copied(),
        );
        Err((
            format!("nothing is called `{written}`"),
            near.map_or_else(|| self.examples(), |near| format!("did you mean `{near}`?")),
        ))
    }

    /// How things are named, by the first entity, claim and sentence of the project.
    fn examples(&self) -> String {
        let first = |fits: &dyn Fn(&Quad) -> bool| {
            self.graphs
                .quads()
                .filter(|quad| fits(quad))
                .filter_map(subject)
                .min_by(|a, b| natural(a, b))
                .map(|iri| format!("`{}`", self.short(iri)))
        };
        let entities = format!("{}entity/", self.project.manifest.base);
        let is_entity = |quad: &Quad| {
            is_label(quad) && subject(quad).is_some_and(|iri| iri.starts_with(&entities))
        };
        let is_a = |class: NamedNodeRef<'static>| {
            move |quad: &Quad| {
                quad.predicate == rdf::TYPE
                    && matches!(&quad.object, Term::NamedNode(node) if node.as_ref() == class)
            }
        };
        let names: Vec<String> = [
            first(&is_entity),
            first(&is_a(rlt::CLAIM)),
            first(&is_a(doco::SENTENCE)),
        ]
        .into_iter()
        .flatten()
        .chain(["a label".to_owned()])
        .collect();
        format!("names are such as {}", names.join(", "))
    }

    /// All about a thing.
    pub fn show(&self, thing: &NamedNode) -> Vec<Part> {
        let mut parts = vec![self.facts(thing)];
        if let Some(words) = self.words(thing) {
            parts.push(Part {
                title: "words".into(),
                rows: vec![vec![words]],
            });
        }
        let claims = self.claims_about(thing);
        if !claims.is_empty() {
            parts.push(Part {
                title: "claims".into(),
                rows: claims.iter().map(|claim| self.claim_row(claim)).collect(),
            });
        }
        let made = self.claims_made(thing);
        if !made.is_empty() {
            parts.push(Part {
                title: format!("claims made: {}", made.len()),
                rows: made,
            });
        }
        let mut contents: Vec<&NamedNode> = self.objects(thing.as_str(), rlt::CONTENT.as_str());
        contents.sort_by(|a, b| natural(a.as_str(), b.as_str()));
        for situation in contents {
            let mut part = self.facts(situation);
            part.title = format!("situation {}", self.short(situation.as_str()));
            parts.push(part);
        }
        let mentions: Vec<Vec<String>> = self
            .to
            .get(thing.as_str())
            .into_iter()
            .flatten()
            .filter(|quad| quad.predicate == schema::MENTIONS)
            .filter_map(|quad| subject(quad).map(|name| vec![self.short(name)]))
            .collect();
        if !mentions.is_empty() {
            let names: Vec<String> = sorted(mentions).into_iter().flatten().collect();
            parts.push(Part {
                title: "named in".into(),
                rows: vec![vec![names.join(" ")]],
            });
        }
        parts
    }

    /// Claims per section and sentence; sentences that carry none are named in the last part.
    pub fn coverage(&self) -> Vec<Part> {
        let passages = self.project.known_passages(self.graphs);
        let claims = |name: &str| {
            let iri = self.project.name(name);
            self.to
                .get(iri.as_str())
                .into_iter()
                .flatten()
                .filter(|quad| quad.predicate == rlt::ANCHOR)
                .count()
        };
        let mut sections: Vec<Vec<String>> = Vec::new();
        let (mut bare, mut all_sentences, mut all_claims) = (Vec::new(), 0, 0);
        let mut rows = Vec::new();
        for section in passages
            .iter()
            .filter(|passage| matches!(passage.kind, Kind::Section | Kind::FrontSection))
        {
            let inside = passages.iter().filter(|passage| {
                passage.kind == Kind::Sentence
                    && passage.start >= section.start
                    && passage.end <= section.end
            });
            let (mut sentences, mut count) = (0, 0);
            for sentence in inside {
                let found = claims(&sentence.name);
                sentences += 1;
                count += found;
                rows.push(vec![sentence.name.clone(), found.to_string()]);
                if found == 0 {
                    bare.push(sentence.name.clone());
                }
            }
            (all_sentences, all_claims) = (all_sentences + sentences, all_claims + count);
            sections.push(vec![
                section.label.clone(),
                sentences.to_string(),
                count.to_string(),
            ]);
        }
        sections.push(vec![
            "all".into(),
            all_sentences.to_string(),
            all_claims.to_string(),
        ]);
        sections.insert(
            0,
            vec!["section".into(), "sentences".into(), "claims".into()],
        );
        rows.insert(0, vec!["sentence".into(), "claims".into()]);
        let without = if bare.is_empty() {
            format!("none: {all_sentences} of {all_sentences} carry a claim")
        } else {
            bare.join(" ")
        };
        vec![
            Part {
                title: "claims by section".into(),
                rows: sections,
            },
            Part {
                title: "claims by sentence".into(),
                rows,
            },
            Part {
                title: "sentences without a claim".into(),
                rows: vec![vec![without]],
            },
        ]
    }

    /// Everything stated of a thing, labels beside names.
    fn facts(&self, thing: &NamedNode) -> Part {
        let mut rows: Vec<Vec<String>> = self
            .about
            .get(thing.as_str())
            .into_iter()
            .flatten()
            .map(|quad| {
                let predicate = if quad.predicate == rdf::TYPE {
                    "a".to_owned()
                } else {
                    self.short(quad.predicate.as_str())
                };
                let object = match &quad.object {
                    Term::NamedNode(node) => match self.label(node.as_str()) {
                        Some(label) => format!("{} ({label})", self.short(node.as_str())),
                        None => self.short(node.as_str()),
                    },
                    other => cell_text(other, &self.prefixes),
                };
                vec![predicate, object]
            })
            .collect();
        rows.sort_by(|a, b| {
            let rank = |row: &Vec<String>| match row[0].as_str() {
                "a" => 0,
                "rdfs:label" => 1,
                _ => 2,
            };
            rank(a)
                .cmp(&rank(b))
                .then_with(|| a[0].cmp(&b[0]))
                .then_with(|| natural(&a[1], &b[1]))
        });
        rows.dedup();
        Part {
            title: self.short(thing.as_str()),
            rows,
        }
    }

    /// The claims that somebody makes, a short row for each: an author makes most of them.
    fn claims_made(&self, thing: &NamedNode) -> Vec<Vec<String>> {
        let made: BTreeSet<&str> = self
            .to
            .get(thing.as_str())
            .into_iter()
            .flatten()
            .filter(|quad| quad.predicate == rlt::CLAIMANT)
            .filter_map(|quad| subject(quad))
            .collect();
        let mut made: Vec<&str> = made.into_iter().collect();
        made.sort_by(|a, b| natural(a, b));
        made.into_iter()
            .map(|claim| {
                vec![
                    self.short(claim),
                    self.label(claim).unwrap_or_default().to_owned(),
                ]
            })
            .collect()
    }

    /// Claims anchored in a passage, or whose situation involves the thing.
    fn claims_about(&self, thing: &NamedNode) -> Vec<&'a str> {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for quad in self.to.get(thing.as_str()).into_iter().flatten() {
            let Some(name) = subject(quad) else { continue };
            match quad.predicate.as_ref() {
                rlt::ANCHOR | rlt::CONTENT | rlt::STATED_IN => {
                    found.insert(name);
                }
                _ => {
                    let contents = self
                        .to
                        .get(name)
                        .into_iter()
                        .flatten()
                        .filter(|quad| quad.predicate == rlt::CONTENT);
                    found.extend(contents.filter_map(|quad| subject(quad)));
                }
            }
        }
        let mut found: Vec<&str> = found.into_iter().collect();
        found.sort_by(|a, b| natural(a, b));
        found
    }

    fn claim_row(&self, claim: &&'a str) -> Vec<String> {
        let one = |property: &str| {
            let names: Vec<String> = self
                .objects(claim, property)
                .iter()
                .map(|node| {
                    self.label(node.as_str())
                        .map_or_else(|| self.short(node.as_str()), str::to_owned)
                })
                .collect();
            names.join(", ")
        };
        let quote = self.literal(claim, rlt::QUOTE.as_str()).unwrap_or_default();
        let anchor: Vec<String> = self
            .objects(claim, rlt::ANCHOR.as_str())
            .iter()
            .map(|node| self.short(node.as_str()))
            .collect();
        let how = [
            one(rlt::MODALITY.as_str()),
            one(rlt::CERTAINTY.as_str()),
            one(rlt::POLARITY.as_str()),
        ]
        .join(", ");
        vec![
            self.short(claim),
            self.label(claim).unwrap_or_default().to_owned(),
            one(rlt::CLAIMANT.as_str()),
            how,
            anchor.join(" "),
            in_marks(quote),
        ]
    }

    /// The words of a passage where the text is attached.
    fn words(&self, thing: &NamedNode) -> Option<String> {
        let number = |property: &str| {
            self.literal(thing.as_str(), property)?
                .parse::<usize>()
                .ok()
        };
        let text = &self.text?.text;
        stretch(
            text,
            number(rlt::START.as_str())?,
            number(rlt::END.as_str())?,
        )
        .map(str::to_owned)
    }

    fn objects(&self, subject: &str, property: &str) -> Vec<&'a NamedNode> {
        self.about
            .get(subject)
            .into_iter()
            .flatten()
            .filter(|quad| quad.predicate.as_str() == property)
            .filter_map(|quad| match &quad.object {
                Term::NamedNode(node) => Some(node),
                _ => None,
            })
            .collect()
    }

    fn literal(&self, subject: &str, property: &str) -> Option<&'a str> {
        self.about
            .get(subject)?
            .iter()
            .find(|quad| quad.predicate.as_str() == property)
            .and_then(|quad| match &quad.object {
                Term::Literal(literal) => Some(literal.value()),
                _ => None,
            })
    }

    fn label(&self, iri: &str) -> Option<&'a str> {
        self.about
            .get(iri)?
            .iter()
            .find(|quad| is_label(quad))
            .and_then(|quad| match &quad.object {
                Term::Literal(literal) => Some(literal.value()),
                _ => None,
            })
    }

    fn short(&self, iri: &str) -> String {
        crate::project::shorten(&self.prefixes, iri)
    }
}

/// Words in quotation marks, unless they begin or end with one of their own: two together say nothing more.
///
/// ```
/// # use relata::show::in_marks;
/// assert_eq!(in_marks("The Rhine … 1929"), "“The Rhine … 1929”");
/// assert_eq!(in_marks("“We had … no hope”"), "“We had … no hope”");
/// ```
pub fn in_marks(words: &str) -> String {
    let marks = ['“', '”', '"', '„', '«', '»'];
    if words.starts_with(marks) || words.ends_with(marks) {
        words.to_owned()
    } else {
        format!("“{words}”")
    }
}

/// Counts of what the graph holds: a name and a number each.
pub fn stats(graphs: &Graphs) -> Vec<(String, usize)> {
    let count = |class: NamedNodeRef<'_>| {
        graphs
            .quads()
            .filter(|quad| {
                quad.predicate == rdf::TYPE
                    && matches!(&quad.object, Term::NamedNode(node) if node.as_ref() == class)
            })
            .count()
    };
    let used = |property: NamedNodeRef<'_>| {
        graphs
            .quads()
            .filter(|quad| quad.predicate == property)
            .count()
    };
    vec![
        ("files".into(), graphs.files.len()),
        ("triples".into(), graphs.quads().count()),
        ("passages".into(), count(rlt::PASSAGE)),
        ("sentences".into(), count(doco::SENTENCE)),
        ("claims".into(), count(rlt::CLAIM)),
        ("events".into(), count(rlt::EVENT)),
        ("states".into(), count(rlt::STATE)),
        ("influences".into(), count(rlt::INFLUENCE)),
        ("dated situations".into(), used(rlt::TIME)),
        ("hedged claims".into(), used(rlt::HEDGE)),
        ("mentions".into(), used(schema::MENTIONS)),
        ("parts of wholes".into(), used(dcterms::IS_PART_OF)),
    ]
}

fn is_label(quad: &Quad) -> bool {
    quad.predicate == rdfs::LABEL || quad.predicate == skos::PREF_LABEL
}

fn subject(quad: &Quad) -> Option<&str> {
    match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

fn sorted(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.sort_by(|a, b| natural(&a[0], &b[0]));
    rows
}
