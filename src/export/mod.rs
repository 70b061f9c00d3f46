//! What leaves the project: its graph, byte-stable, from the files and never from the store.
//!
//! Each format is a file of this folder and a line of [`FORMATS`].

mod about;
mod annotation;
pub mod comments;
pub mod description;
mod dot;
mod gexf;
mod graphml;
mod json;
mod jsonld;
pub mod manifest;
mod mermaid;
mod nanopub;
mod network;
mod nquads;
mod ntriples;
mod rdfxml;
mod reified;
mod schemaorg;
mod tables;
mod trig;
mod turtle;

pub use annotation::Annotations;
pub use description::Void;
pub use dot::Dot;
pub use gexf::Gexf;
pub use graphml::GraphMl;
pub use json::Json;
pub use jsonld::JsonLd;
pub use mermaid::Mermaid;
pub use nanopub::Nanopub;
pub use nquads::NQuads;
pub use ntriples::NTriples;
pub use rdfxml::RdfXml;
pub use reified::Reified;
pub use schemaorg::SchemaOrg;
pub use tables::{Claims, Entities, Timeline};
pub use trig::TriG;
pub use turtle::Turtle;

use crate::dataset::{DEFAULT_GRAPH, Dataset};
use crate::diagnostic::{Diagnostic, nearest};
use crate::ontology::{edtf, rdf, rdfs, xsd};
use crate::project::{File, Graphs, Project};
use crate::query::derived::{Relation, relations};
use crate::store::derive::{derive, held_claims};
use oxrdf::{NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// A way to write a dataset.
pub trait Format: Sync {
    /// What it is called on the command line.
    fn name(&self) -> &'static str;
    /// How its files end, without the dot.
    fn extension(&self) -> &'static str;
    /// Its media type.
    fn media_type(&self) -> &'static str;
    /// What it is, in a line.
    fn summary(&self) -> &'static str;
    /// True where it tells graphs apart; else it is given all triples in one.
    fn holds_graphs(&self) -> bool {
        false
    }
    /// True where it is made from the whole graph behind the dataset too, and one file of it holds everything.
    fn is_whole(&self) -> bool {
        false
    }
    /// The columns, where it is a table.
    fn columns(&self) -> Vec<&'static str> {
        Vec::new()
    }
    /// Writes the dataset; gives what the format could not hold. A finding that is an error means that what was
    /// written must not be taken for the whole.
    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>>;
}

/// All formats.
pub const FORMATS: &[&dyn Format] = &[
    &Turtle,
    &TriG,
    &NTriples,
    &NQuads,
    &RdfXml,
    &JsonLd,
    &Nanopub,
    &Reified,
    &Annotations,
    &SchemaOrg,
    &GraphMl,
    &Gexf,
    &Dot,
    &Mermaid,
    &Claims,
    &Entities,
    &Timeline,
    &Void,
];

/// The format of that name or file extension.
///
/// ```
/// assert_eq!(relata::export::format("ttl").unwrap().name(), "turtle");
/// assert!(relata::export::format("jsonl").is_err_and(|help| help.contains("`jsonld`")));
/// ```
pub fn format(name: &str) -> Result<&'static dyn Format, String> {
    let folded = name.to_ascii_lowercase();
    let names = || FORMATS.iter().map(|format| format.name());
    FORMATS
        .iter()
        .find(|format| format.name() == folded || format.extension() == folded)
        .copied()
        .ok_or_else(|| {
            let near = nearest(&folded, names())
                .map_or_else(String::new, |near| format!("did you mean `{near}`? "));
            let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            format!("{near}formats are {}", all.join(", "))
        })
}

/// The format that a file's name ends like: the longest ending that is one, so that `x.entities.csv` is no table of claims.
///
/// ```
/// use relata::export::format_of_file;
/// assert_eq!(format_of_file("out/kg.entities.csv").unwrap().name(), "entities");
/// assert_eq!(format_of_file("entities.csv").unwrap().name(), "entities");
/// assert_eq!(format_of_file("kg.ttl").unwrap().name(), "turtle");
/// ```
pub fn format_of_file(name: &str) -> Option<&'static dyn Format> {
    let name = name.to_ascii_lowercase();
    let name = name.rsplit(['/', '\\']).next().unwrap_or("");
    FORMATS
        .iter()
        .filter(|format| {
            let ending = format.extension();
            name.strip_suffix(ending).is_some_and(|rest| {
                rest.ends_with('.') || (rest.is_empty() && ending.contains('.'))
            })
        })
        .max_by_key(|format| format.extension().len())
        .copied()
}

/// How plain strings of a property are meant in formats that can leave the rest unsaid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Coercion {
    /// As strings.
    #[default]
    None,
    /// As names of things.
    Thing,
    /// As values of this datatype.
    Datatype(String),
    /// As text in this language.
    Language(String),
}

/// How to write short and readable.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Prefixes, name without colon and namespace; earlier ones count first.
    pub prefixes: Vec<(String, String)>,
    /// What plain strings mean, by property.
    pub coercions: BTreeMap<String, Coercion>,
    /// The IRI under which the project's things are named.
    pub base: Option<String>,
    /// The project's name, where there is one.
    pub name: Option<String>,
    /// What formats that are made of claims know besides.
    pub background: Background,
}

/// What a format that is made of claims knows of the project besides the dataset it writes.
#[derive(Debug, Clone, Default)]
pub struct Background {
    /// Everything the files say, in one graph.
    pub whole: Dataset,
    /// The claims that a reader may take as held, as canonical tokens.
    pub held: BTreeSet<String>,
    /// How kinds of situations become properties.
    pub relations: Vec<Relation>,
    /// What a reader calls the project.
    pub title: Option<String>,
    /// The licence of the data, an IRI.
    pub license: Option<String>,
    /// The document that is encoded, an IRI.
    pub document: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

impl Vocabulary {
    /// Prefixes of the project and its files, and what its ontology says of properties.
    pub fn of(project: &Project, graphs: &Graphs) -> Self {
        let mut prefixes = project.prefixes();
        for (name, namespace) in graphs.files.iter().flat_map(|file| &file.prefixes) {
            if !prefixes
                .iter()
                .any(|(known, iri)| known == name || iri == namespace)
            {
                prefixes.push((name.clone(), namespace.clone()));
            }
        }
        let mut coercions = BTreeMap::new();
        if let Some(text) = &project.manifest.text {
            for property in [rdfs::LABEL, rdfs::COMMENT] {
                let language = Coercion::Language(text.language.to_ascii_lowercase());
                coercions.insert(property.as_str().to_owned(), language);
            }
        }
        for quad in graphs.quads() {
            if let (NamedOrBlankNode::NamedNode(property), Term::NamedNode(value)) =
                (&quad.subject, &quad.object)
                && let Some(coercion) = coercion(quad, value)
            {
                coercions.insert(property.as_str().to_owned(), coercion);
            }
        }
        Self {
            prefixes,
            coercions,
            base: Some(project.manifest.base.clone()),
            name: Some(project.manifest.name.clone()),
            background: Background::default(),
        }
    }

    /// The same with what formats of claims need besides.
    pub fn with_background(mut self, project: &Project, graphs: &Graphs) -> std::io::Result<Self> {
        let text = project.manifest.text.as_ref();
        self.background = Background {
            whole: Dataset::of_quads(graphs.quads()).merged(),
            held: held_claims(graphs.quads())
                .iter()
                .map(ToString::to_string)
                .collect(),
            relations: relations(project)?,
            title: project.manifest.title.clone(),
            license: project.manifest.license.clone(),
            document: text.map(|text| format!("{}{}", project.manifest.base, text.document)),
            language: text.map(|text| text.language.clone()),
        };
        Ok(self)
    }
}

fn coercion(quad: &Quad, value: &oxrdf::NamedNode) -> Option<Coercion> {
    let object_property = "http://www.w3.org/2002/07/owl#ObjectProperty";
    if quad.predicate == rdf::TYPE && value.as_str() == object_property {
        return Some(Coercion::Thing);
    }
    let written_as_text = [xsd::DATE, edtf::EDTF];
    (quad.predicate.as_str() == "http://www.w3.org/2000/01/rdf-schema#range"
        && written_as_text.contains(&value.as_ref()))
    .then(|| Coercion::Datatype(value.as_str().to_owned()))
}

/// What goes into an export besides the data.
#[derive(Debug, Clone, Default)]
pub struct Include {
    /// The ontology files too.
    pub ontology: bool,
    /// The derived graph too.
    pub derived: bool,
    /// The links to other datasets too.
    pub links: bool,
    /// Only the files of this name, of this folder, or the graph of this IRI.
    pub graph: Option<String>,
}

/// The quads of an export, as authored, each file a graph; or what to do about a graph that is not there.
pub fn dataset(project: &Project, graphs: &Graphs, include: &Include) -> Result<Dataset, String> {
    let chosen = chosen(project, graphs, include)?;
    let mut dataset = Dataset::new();
    let mut buffer = String::new();
    for quad in chosen.iter().flat_map(|file| &file.quads) {
        dataset.insert_quad(quad, &mut buffer);
    }
    if include.derived {
        for quad in derive(graphs.quads(), &project.manifest.base) {
            dataset.insert_quad(&quad, &mut buffer);
        }
    }
    dataset.settle();
    Ok(dataset)
}

/// The same, file by file, each under its name without the ending; what is derived is the last.
pub fn parts(
    project: &Project,
    graphs: &Graphs,
    include: &Include,
) -> Result<Vec<(String, Dataset)>, String> {
    let chosen = chosen(project, graphs, include)?;
    let stem = |file: &File| {
        let name = file.source.name.as_str();
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_owned()
    };
    let mut parts: Vec<(String, Dataset)> = chosen
        .iter()
        .map(|file| {
            let shared = chosen
                .iter()
                .filter(|other| stem(other) == stem(file))
                .count()
                > 1;
            let name = if shared {
                file.source.name.clone()
            } else {
                stem(file)
            };
            (name, Dataset::of_quads(&file.quads))
        })
        .collect();
    if include.derived {
        let derived = derive(graphs.quads(), &project.manifest.base);
        parts.push(("derived".to_owned(), Dataset::of_quads(&derived)));
    }
    Ok(parts)
}

/// The comments of the files of an export.
pub fn comments(
    project: &Project,
    graphs: &Graphs,
    include: &Include,
) -> Result<comments::Comments, String> {
    let mut comments = comments::Comments::default();
    for file in chosen(project, graphs, include)? {
        let extension = file.source.name.rsplit('.').next().unwrap_or("");
        if let Some(format) = crate::turtle::Format::from_extension(extension) {
            comments.add(&file.source, format);
        }
    }
    Ok(comments)
}

fn chosen<'a>(
    project: &Project,
    graphs: &'a Graphs,
    include: &Include,
) -> Result<Vec<&'a File>, String> {
    let chosen: Vec<&File> = graphs
        .files
        .iter()
        .filter(|file| match (&include.graph, file.folder()) {
            (Some(wanted), _) => is_named(project, file, wanted),
            (None, "ontology") => include.ontology,
            (None, "links") => include.links,
            (None, _) => true,
        })
        .collect();
    if let (Some(wanted), true) = (&include.graph, chosen.is_empty()) {
        let names = || graphs.files.iter().map(|file| file.source.name.as_str());
        let near = nearest(wanted, names());
        return Err(near.map_or_else(
            || {
                format!(
                    "graphs are files and folders of files: {}",
                    names().collect::<Vec<_>>().join(", ")
                )
            },
            |near| format!("did you mean `{near}`?"),
        ));
    }
    Ok(chosen)
}

fn is_named(project: &Project, file: &File, wanted: &str) -> bool {
    let name = file.source.name.as_str();
    let wanted = wanted.trim_end_matches('/');
    name == wanted
        || name
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.starts_with('/'))
        || project.graph_name(name).as_str() == wanted
}

/// A statement that a format cannot hold whole: the export must not be taken for all of it.
fn loss(format: &str, statement: &str, why: &str, help: &str) -> Diagnostic {
    let short: String = statement.chars().take(200).collect();
    Diagnostic::error("E001", format!("{format} cannot hold `{short}`"))
        .note(why)
        .help(help)
}

/// Writes a dataset in a format, in one graph where the format has only one.
pub fn write(
    format: &dyn Format,
    dataset: &Dataset,
    vocabulary: &Vocabulary,
    out: &mut dyn Write,
) -> std::io::Result<Vec<Diagnostic>> {
    let one_graph = dataset.quads().iter().all(|quad| quad[3] == DEFAULT_GRAPH);
    if format.holds_graphs() || one_graph {
        return format.write(dataset, vocabulary, out);
    }
    format.write(&dataset.merged(), vocabulary, out)
}
