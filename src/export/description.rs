//! A description of the dataset in [VoID](https://www.w3.org/TR/void/), [DCAT](https://www.w3.org/TR/vocab-dcat-3/) and
//! [PROV-O](https://www.w3.org/TR/prov-o/): what is in it, how much of it, whose it is, where it comes from, in which files.
//!
//! Every number is counted from what is exported, and no clock enters, so that the same dataset gives the same description.

use super::manifest::Written;
use super::{Format, Vocabulary};
use crate::dataset::canonical::{Algorithm, canonicalize};
use crate::dataset::term::{View, push_literal, view};
use crate::dataset::{DEFAULT_GRAPH, Dataset, Id};
use crate::diagnostic::Diagnostic;
use crate::ontology::{dcterms, rdf, rdfs, rlt, xsd};
use crate::turtle::write::write_dataset;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// VoID and DCAT in Turtle.
pub struct Void;

const VOID: &str = "http://rdfs.org/ns/void#";
const DCAT: &str = "http://www.w3.org/ns/dcat#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const SPDX: &str = "http://spdx.org/rdf/terms#";
const MEDIA: &str = "https://www.iana.org/assignments/media-types/";

impl Format for Void {
    fn name(&self) -> &'static str {
        "void"
    }

    fn extension(&self) -> &'static str {
        "void.ttl"
    }

    fn media_type(&self) -> &'static str {
        "text/turtle"
    }

    fn summary(&self) -> &'static str {
        "VoID and DCAT in Turtle: counts, licence, digest and provenance of the dataset, not the dataset"
    }

    fn holds_graphs(&self) -> bool {
        true
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        describe(dataset, vocabulary, &[], out)?;
        Ok(Vec::new())
    }
}

/// Writes the description of a dataset and of the files it was written into.
pub fn describe(
    dataset: &Dataset,
    vocabulary: &Vocabulary,
    files: &[Written],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut made = Made {
        written: Dataset::new(),
        blanks: 0,
    };
    let whole = vocabulary
        .base
        .as_ref()
        .map_or_else(|| made.blank(), |base| format!("<{base}>"));
    let merged = dataset.merged();
    made.identity(&whole, vocabulary, &merged);
    made.counts(&whole, &merged);
    made.partitions(&whole, &merged);
    made.linksets(&whole, vocabulary, &merged);
    made.graphs(&whole, dataset);
    for file in files {
        made.distribution(&whole, file);
    }
    made.written.settle();
    let mut prefixes = vocabulary.prefixes.clone();
    for (name, namespace) in [
        ("void", VOID),
        ("dcat", DCAT),
        ("prov", PROV),
        ("spdx", SPDX),
    ] {
        if !prefixes
            .iter()
            .any(|(known, iri)| known == name || iri == namespace)
        {
            prefixes.push((name.to_owned(), namespace.to_owned()));
        }
    }
    write_dataset(&made.written, &prefixes, out)
}

struct Made {
    written: Dataset,
    blanks: usize,
}

impl Made {
    fn blank(&mut self) -> String {
        self.blanks += 1;
        format!("_:n{}", self.blanks)
    }

    fn add(&mut self, subject: &str, property: &str, object: &str) {
        let [s, p, o] =
            [subject, &format!("<{property}>"), object].map(|token| self.written.intern(token));
        self.written.insert([s, p, o, DEFAULT_GRAPH]);
    }

    fn text(&mut self, subject: &str, property: &str, text: &str) {
        let token = literal(text, xsd::STRING.as_str());
        self.add(subject, property, &token);
    }

    fn number(&mut self, subject: &str, property: &str, number: usize) {
        let token = literal(&number.to_string(), xsd::INTEGER.as_str());
        self.add(subject, property, &token);
    }

    fn void(&mut self, subject: &str, local: &str, number: usize) {
        self.number(subject, &format!("{VOID}{local}"), number);
    }

    /// What it is, whose, and where from.
    fn identity(&mut self, whole: &str, vocabulary: &Vocabulary, merged: &Dataset) {
        let kind = rdf::TYPE.as_str();
        for class in [
            format!("<{VOID}Dataset>"),
            format!("<{DCAT}Dataset>"),
            format!("<{PROV}Entity>"),
        ] {
            self.add(whole, kind, &class);
        }
        let about = &vocabulary.background;
        if let Some(title) = about.title.as_ref().or(vocabulary.name.as_ref()) {
            self.text(whole, dcterms::TITLE.as_str(), title);
        }
        if let Some(license) = &about.license {
            self.add(
                whole,
                "http://purl.org/dc/terms/license",
                &format!("<{license}>"),
            );
        }
        if let Some(document) = &about.document {
            self.add(
                whole,
                &format!("{PROV}wasDerivedFrom"),
                &format!("<{document}>"),
            );
        }
        if let Some(base) = &vocabulary.base {
            self.text(whole, &format!("{VOID}uriSpace"), base);
        }
        // what could take for ever has no digest
        if let Ok(canonical) = canonicalize(merged, Algorithm::Sha256) {
            let digest = Algorithm::Sha256.digest(&canonical.nquads);
            self.text(
                whole,
                "http://purl.org/dc/terms/identifier",
                &format!("rdfc-1.0-sha256:{digest}"),
            );
        }
        let (activity, agent) = (self.blank(), self.blank());
        self.add(whole, &format!("{PROV}wasGeneratedBy"), &activity);
        self.add(&activity, kind, &format!("<{PROV}Activity>"));
        self.add(&activity, &format!("{PROV}wasAssociatedWith"), &agent);
        self.add(&agent, kind, &format!("<{PROV}SoftwareAgent>"));
        self.text(
            &agent,
            rdfs::LABEL.as_str(),
            concat!("relata ", env!("CARGO_PKG_VERSION")),
        );
    }

    fn counts(&mut self, whole: &str, merged: &Dataset) {
        let quads = merged.quads();
        let distinct = |at: usize| quads.iter().map(|quad| quad[at]).collect::<BTreeSet<Id>>();
        self.void(whole, "triples", quads.len());
        self.void(whole, "distinctSubjects", distinct(0).len());
        self.void(whole, "distinctObjects", distinct(2).len());
        self.void(whole, "properties", distinct(1).len());
        let kind = merged.find(&rdf::TYPE.to_string());
        let typed: BTreeSet<Id> = quads
            .iter()
            .filter(|quad| Some(quad[1]) == kind && !merged.is_blank(quad[0]))
            .map(|quad| quad[0])
            .collect();
        self.void(whole, "entities", typed.len());
        // an example a reader can begin with: a claim, where there is one
        let claim = merged.find(&rlt::CLAIM.to_string());
        let example = quads
            .iter()
            .filter(|quad| Some(quad[1]) == kind && Some(quad[2]) == claim)
            .map(|quad| merged.token(quad[0]))
            .filter(|token| token.starts_with('<'))
            .min();
        if let Some(example) = example {
            self.add(whole, &format!("{VOID}exampleResource"), example);
        }
    }

    /// How many of each class, how many statements of each property, and the vocabularies they are of.
    fn partitions(&mut self, whole: &str, merged: &Dataset) {
        let kind = merged.find(&rdf::TYPE.to_string());
        let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
        let mut properties: BTreeMap<&str, usize> = BTreeMap::new();
        for quad in merged.quads() {
            *properties.entry(merged.token(quad[1])).or_default() += 1;
            if Some(quad[1]) == kind && merged.token(quad[2]).starts_with('<') {
                *classes.entry(merged.token(quad[2])).or_default() += 1;
            }
        }
        self.void(whole, "classes", classes.len());
        for (partition, local, count, all) in [
            ("classPartition", "class", "entities", &classes),
            ("propertyPartition", "property", "triples", &properties),
        ] {
            for (term, number) in all {
                let part = self.blank();
                self.add(whole, &format!("{VOID}{partition}"), &part);
                self.add(&part, &format!("{VOID}{local}"), term);
                self.void(&part, count, *number);
            }
        }
        let vocabularies: BTreeSet<&str> = classes
            .keys()
            .chain(properties.keys())
            .map(|term| namespace(term.trim_matches(['<', '>'])))
            .collect();
        for vocabulary in vocabularies {
            self.add(
                whole,
                &format!("{VOID}vocabulary"),
                &format!("<{vocabulary}>"),
            );
        }
    }

    /// Statements that lead from our things into another dataset, by property and namespace.
    fn linksets(&mut self, whole: &str, vocabulary: &Vocabulary, merged: &Dataset) {
        let Some(base) = &vocabulary.base else { return };
        let ours = |token: &str| token.starts_with(&format!("<{base}"));
        let mut links: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for [subject, property, object, _] in merged.quads() {
            let [s, p, o] = [subject, property, object].map(|id| merged.token(*id));
            if ours(s)
                && super::tables::LINKS.contains(&p.trim_matches(['<', '>']))
                && let View::Iri(iri) = view(o)
                && !ours(o)
            {
                *links.entry((p, namespace(iri))).or_default() += 1;
            }
        }
        for ((property, namespace), number) in links {
            let (set, other) = (self.blank(), self.blank());
            self.add(&set, rdf::TYPE.as_str(), &format!("<{VOID}Linkset>"));
            self.add(whole, &format!("{VOID}subset"), &set);
            self.add(&set, &format!("{VOID}linkPredicate"), property);
            self.add(&set, &format!("{VOID}subjectsTarget"), whole);
            self.add(&set, &format!("{VOID}objectsTarget"), &other);
            self.add(&other, rdf::TYPE.as_str(), &format!("<{VOID}Dataset>"));
            self.text(&other, &format!("{VOID}uriSpace"), namespace);
            self.void(&set, "triples", number);
        }
    }

    /// The graphs, which are the project's files.
    fn graphs(&mut self, whole: &str, dataset: &Dataset) {
        let mut graphs: BTreeMap<&str, usize> = BTreeMap::new();
        for quad in dataset.quads() {
            *graphs.entry(dataset.token(quad[3])).or_default() += 1;
        }
        for (graph, number) in graphs {
            if graph.starts_with('<') {
                self.add(whole, &format!("{VOID}subset"), graph);
                self.add(graph, rdf::TYPE.as_str(), &format!("<{VOID}Dataset>"));
                self.void(graph, "triples", number);
            }
        }
    }

    /// A file that holds it, or a part of it, named relative to the folder: nobody but its publisher knows the address.
    fn distribution(&mut self, whole: &str, file: &Written) {
        let (node, digest) = (self.blank(), self.blank());
        self.add(whole, &format!("{DCAT}distribution"), &node);
        self.add(&node, rdf::TYPE.as_str(), &format!("<{DCAT}Distribution>"));
        self.text(&node, dcterms::TITLE.as_str(), file.name());
        self.add(
            &node,
            &format!("{DCAT}mediaType"),
            &format!(
                "<{MEDIA}{}>",
                file.media_type().split(';').next().unwrap_or("")
            ),
        );
        let size = literal(
            &file.bytes().to_string(),
            "http://www.w3.org/2001/XMLSchema#nonNegativeInteger",
        );
        self.add(&node, &format!("{DCAT}byteSize"), &size);
        self.add(&node, &format!("{SPDX}checksum"), &digest);
        self.add(&digest, rdf::TYPE.as_str(), &format!("<{SPDX}Checksum>"));
        self.add(
            &digest,
            &format!("{SPDX}algorithm"),
            &format!("<{SPDX}checksumAlgorithm_sha256>"),
        );
        let value = literal(file.sha256(), "http://www.w3.org/2001/XMLSchema#hexBinary");
        self.add(&digest, &format!("{SPDX}checksumValue"), &value);
    }
}

fn literal(value: &str, datatype: &str) -> String {
    let mut token = String::new();
    push_literal(&mut token, value, None, datatype);
    token
}

/// An IRI up to its last `#` or `/`.
fn namespace(iri: &str) -> &str {
    iri.rfind(['#', '/']).map_or(iri, |at| &iri[..=at])
}
