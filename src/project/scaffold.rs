//! The files of a new project: manifest, ontology, shapes, passages, a place for entities and claims, first queries.

use super::{Manifest, Project, passages_file};
use crate::diagnostic::{Diagnostic, Source};
use crate::text::{Kind, Passage, authors, date, passages, sha256, slug, stretch};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What a new project is made from.
#[derive(Debug, Clone)]
pub struct Scaffold {
    /// Its name.
    pub name: String,
    /// The IRI its things are named under.
    pub base: String,
    /// Language of the text.
    pub language: String,
    /// The text.
    pub text: Option<String>,
}

/// Stored queries that serve any text.
const QUERIES: &[(&str, &str)] = &[
    ("sections", include_str!("../../queries/sections.rq")),
    ("timeline", include_str!("../../queries/timeline.rq")),
    ("claims", include_str!("../../queries/claims.rq")),
    ("hedged", include_str!("../../queries/hedged.rq")),
    ("about", include_str!("../../queries/about.rq")),
    ("causes", include_str!("../../queries/causes.rq")),
    ("quantities", include_str!("../../queries/quantities.rq")),
    ("reported", include_str!("../../queries/reported.rq")),
    ("vocabulary", include_str!("../../queries/vocabulary.rq")),
];

/// The files, each with its path in the project. The findings tell what is wrong with the wishes.
pub fn scaffold(wanted: &Scaffold) -> Result<Vec<(PathBuf, String)>, Vec<Diagnostic>> {
    let wishes = faults(wanted);
    if !wishes.is_empty() {
        return Err(wishes);
    }
    let text = wanted.text.as_deref().unwrap_or("");
    // what is quoted has been checked: an IRI, a name, a language tag, a digest
    let quote = |text: &str| format!("\"{text}\"");
    let measures = wanted.text.as_ref().map_or_else(String::new, |text| {
        format!(
            "length = {}\nsha256 = {}\n",
            text.chars().count(),
            quote(&sha256(text))
        )
    });
    let manifest = format!(
        "# The project: what it is called, where its things live, and which text it encodes.\nname = {}\nbase = {}\n\n[prefixes]\n\"\" = {1}\nent = {}\nsit = {}\n\n# The text is no part of the project; `relata text attach FILE` brings the local copy.\n[text]\nfile = \"text/article.md\"\nlanguage = {}\n{measures}",
        quote(&wanted.name),
        quote(&wanted.base),
        quote(&format!("{}entity/", wanted.base)),
        quote(&format!("{}situation/", wanted.base)),
        quote(&wanted.language),
    );
    let source = Source::new(super::MANIFEST_FILE, manifest.clone());
    let project = Project {
        root: PathBuf::new(),
        manifest: Manifest::parse(&source)?,
        source,
    };
    let prefixes = format!(
        "@prefix : <{0}> .\n@prefix ent: <{0}entity/> .\n@prefix sit: <{0}situation/> .\n@prefix rlt: <https://w3id.org/relata/ns#> .\n@prefix kind: <https://w3id.org/relata/kinds#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
        wanted.base
    );
    let found = passages(text, &[]);
    let persons = persons(text, &found);
    let mut files = vec![
        (PathBuf::from("relata.toml"), manifest),
        (
            ".gitignore".into(),
            "# the text may be protected: it is attached, never stored\n/text/\n# datasets that are fetched again where they are wanted\n/.relata/\n".into(),
        ),
        (
            "ontology/relata.ttl".into(),
            include_str!("../../ontology/relata.ttl").into(),
        ),
        (
            "ontology/kinds.ttl".into(),
            include_str!("../../ontology/kinds.ttl").into(),
        ),
        (
            "ontology/shapes.ttl".into(),
            include_str!("../../ontology/shapes.ttl").into(),
        ),
        ("data/passages.ttl".into(), passages_file(&project, &found)),
        (
            "data/document.ttl".into(),
            document(&prefixes, wanted, &found, &persons),
        ),
        (
            "data/entities.ttl".into(),
            format!(
                "# Who and what the text names: one entry each, every spelling of the text among its labels.\n{prefixes}@prefix org: <http://www.w3.org/ns/org#> .\n@prefix schema: <https://schema.org/> .\n\n{}",
                people(&persons, &wanted.language)
            ),
        ),
        (
            "data/claims.ttl".into(),
            format!(
                "# What the text says: claims and their situations. `relata claim s01 \"first … last\"` prints one to fill in.\n{prefixes}@prefix cito: <http://purl.org/spar/cito/> .\n"
            ),
        ),
    ];
    files.extend(QUERIES.iter().map(|(name, text)| {
        (
            PathBuf::from(format!("queries/{name}.rq")),
            (*text).to_owned(),
        )
    }));
    if let Some(text) = &wanted.text {
        files.push(("text/article.md".into(), text.clone()));
    }
    Ok(files)
}

/// What is wrong with the wishes, each fault once.
fn faults(wanted: &Scaffold) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if oxrdf::NamedNode::new(wanted.base.as_str()).is_err() || wanted.base.contains(['"', '\\']) {
        faults.push(
            Diagnostic::error(
                "P002",
                format!("the base `{}` is not an absolute IRI", shown(&wanted.base)),
            )
            .help("for example `--base https://example.org/my-project/`"),
        );
    } else if !wanted.base.ends_with(['/', '#']) {
        faults.push(
            Diagnostic::error(
                "P002",
                format!(
                    "the base `{}` does not end in `/` or `#`",
                    shown(&wanted.base)
                ),
            )
            .help(format!(
                "names are put behind it as they are; did you mean `{}/`?",
                shown(&wanted.base)
            )),
        );
    }
    if oxrdf::Literal::new_language_tagged_literal("", wanted.language.as_str()).is_err() {
        faults.push(
            Diagnostic::error(
                "P003",
                format!("`{}` is not a language tag", shown(&wanted.language)),
            )
            .help("a BCP 47 tag, for example `en`, `de` or `zh-Hans`"),
        );
    }
    if wanted.text.as_ref().is_some_and(|text| {
        passages(text, &[])
            .iter()
            .all(|passage| passage.kind != Kind::Sentence)
    }) {
        faults.push(
            Diagnostic::error("P004", "the text has no sentence")
                .help("is it the right file? a text is UTF-8, plain or Markdown, paragraphs divided by empty lines"),
        );
    }
    faults
}

fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

/// The authors whom the byline names, each with a local name of its own; none where that is not sure.
fn persons(text: &str, found: &[Passage]) -> Vec<(String, String)> {
    let persons: Vec<(String, String)> = authors(text, found)
        .into_iter()
        .map(|name| (slug(&name), name))
        .collect();
    let names: BTreeSet<&str> = persons.iter().map(|(local, _)| local.as_str()).collect();
    if names.len() == persons.len() {
        persons
    } else {
        Vec::new()
    }
}

/// The entries of the authors.
fn people(persons: &[(String, String)], language: &str) -> String {
    if persons.is_empty() {
        return "# Give the author the name that the text gives: rename `ent:author` here and in data/document.ttl, or, where several\n# wrote it, make an entry of each and name them all as dcterms:creator there and as rlt:claimant of a claim.\nent:author a foaf:Person ;\n    rdfs:label \"the author\"@en .\n".to_owned();
    }
    let entries: Vec<String> = persons
        .iter()
        .map(|(local, name)| {
            let label = oxrdf::Literal::new_language_tagged_literal_unchecked(
                name,
                language.to_lowercase(),
            );
            format!("ent:{local} a foaf:Person ;\n    rdfs:label {label} .\n")
        })
        .collect();
    format!(
        "# Read from the byline: look at it.\n{}",
        entries.join("\n")
    )
}

/// The file that describes the text: what it is called, and places for what only a reader knows.
fn document(
    prefixes: &str,
    wanted: &Scaffold,
    found: &[Passage],
    persons: &[(String, String)],
) -> String {
    let title = found
        .iter()
        .find(|passage| passage.kind == Kind::Title)
        .and_then(|passage| stretch(wanted.text.as_deref()?, passage.start, passage.end));
    let named = title.map_or_else(
        || {
            format!(
                "    rdfs:label {}@en ;\n",
                oxrdf::Literal::from(wanted.name.as_str())
            )
        },
        |title| {
            let title = oxrdf::Literal::new_language_tagged_literal_unchecked(
                title,
                wanted.language.to_lowercase(),
            );
            format!("    rdfs:label {title} ;\n    dcterms:title {title} ;\n")
        },
    );
    let creators: Vec<String> = persons
        .iter()
        .map(|(local, _)| format!("ent:{local}"))
        .collect();
    let creators = if creators.is_empty() {
        "ent:author".to_owned()
    } else {
        creators.join(" , ")
    };
    // a prediction begins after this day, and `check` holds times against it
    let day = date(wanted.text.as_deref().unwrap_or(""), found).map_or_else(
        || "    # dcterms:date \"1999-12-31\"^^xsd:date ;\n".to_owned(),
        |day| format!("    dcterms:date \"{day}\"^^xsd:date ;\n"),
    );
    format!(
        "# The text itself: what its own front matter says of it. Take the sign # away where you know more.
{prefixes}@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .

:article a schema:CreativeWork ;
{named}    # dcterms:publisher \"who published it\"@en ;
{day}    # dcterms:source <https://example.org/where-it-stands> ;
    dcterms:creator {creators} ;
    dcterms:language \"{}\" .
",
        wanted.language
    )
}
