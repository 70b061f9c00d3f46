//! Claims as annotations of the W3C's [Web Annotation Data Model](https://www.w3.org/TR/annotation-model/), for annotation tools
//! and libraries: the body is the claim, the target the words of the document that say it.
//!
//! The target is the document with a selector: the position of the sentence, in code points as the model has them, and within
//! it the quotation, no more of which stands here than the project holds. An elided quotation is a range: it begins where its
//! first words begin and ends, since the end of a range is exclusive, at the empty place right behind its last words.

use super::about::About;
use super::json::Json;
use super::{Format, Vocabulary};
use crate::dataset::{Dataset, Id};
use crate::diagnostic::Diagnostic;
use crate::ontology::{rdfs, rlt};
use crate::text::Quotation;
use oxrdf::NamedNodeRef;
use std::collections::BTreeSet;
use std::io::Write;

/// Web Annotation JSON-LD.
pub struct Annotations;

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// What is said of a claim: key, property, and whether its values are names of things.
const OF_CLAIM: &[(&str, NamedNodeRef<'static>, bool)] = &[
    ("claimant", rlt::CLAIMANT, true),
    ("statedIn", rlt::STATED_IN, true),
    ("modality", rlt::MODALITY, true),
    ("certainty", rlt::CERTAINTY, true),
    ("hedge", rlt::HEDGE, false),
    ("polarity", rlt::POLARITY, true),
    ("basis", rlt::BASIS, true),
    ("confidence", rlt::CONFIDENCE, true),
    ("content", rlt::CONTENT, true),
];

impl Format for Annotations {
    fn name(&self) -> &'static str {
        "webannotation"
    }

    fn extension(&self) -> &'static str {
        "annotations.jsonld"
    }

    fn media_type(&self) -> &'static str {
        "application/ld+json;profile=\"http://www.w3.org/ns/anno.jsonld\""
    }

    fn summary(&self) -> &'static str {
        "W3C Web Annotation JSON-LD, each claim the body, its words in the document the target"
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
        let about = About::of(dataset, vocabulary);
        let mut told = BTreeSet::new();
        let mut unplaced = Vec::new();
        let mut items = Vec::new();
        for claim in about.claims() {
            let Some(iri) = about.iri(claim) else {
                continue;
            };
            told.insert(claim);
            let (target, is_placed) = target(&about, vocabulary, claim);
            if !is_placed {
                unplaced.push(about.short(claim));
            }
            let mut entries = vec![
                ("id", Json::Text(format!("{iri}/annotation"))),
                ("type", Json::text("Annotation")),
                ("motivation", Json::text("describing")),
            ];
            if let Some(license) = &vocabulary.background.license {
                entries.push(("rights", Json::text(license)));
            }
            entries.push(("body", Json::List(bodies(&about, claim, &iri))));
            entries.push(("target", target));
            items.push(object(entries));
        }
        let total = items.len();
        out.write_all(collection(vocabulary, items, total).pretty().as_bytes())?;
        Ok(losses(&about, &told, total, &unplaced))
    }
}

/// All annotations as one collection with one page.
fn collection(vocabulary: &Vocabulary, items: Vec<Json>, total: usize) -> Json {
    let mut terms = vec![("rlt", Json::text(rlt::NAMESPACE))];
    for (key, property, is_name) in OF_CLAIM {
        let id = ("@id", Json::Text(format!("rlt:{}", local(property))));
        terms.push((
            key,
            if *is_name {
                Json::map([id, ("@type", Json::text("@id"))])
            } else {
                Json::map([id])
            },
        ));
    }
    terms.push(("Claim", Json::text("rlt:Claim")));
    let context = Json::List(vec![Json::text(CONTEXT), object(terms)]);
    let mut entries = vec![("@context", context)];
    let name = |local: &str| {
        vocabulary
            .base
            .as_ref()
            .map(|base| Json::Text(format!("{base}{local}")))
    };
    entries.extend(name("annotations").map(|id| ("id", id)));
    entries.push(("type", Json::text("AnnotationCollection")));
    if let Some(title) = &vocabulary.background.title {
        entries.push(("label", Json::text(title)));
    }
    entries.push(("total", Json::Bare(total.to_string())));
    let mut page = Vec::new();
    page.extend(name("annotations/1").map(|id| ("id", id)));
    page.push(("type", Json::text("AnnotationPage")));
    page.push(("startIndex", Json::Bare("0".into())));
    page.push(("items", Json::List(items)));
    entries.push(("first", object(page)));
    object(entries)
}

/// The claim as a thing with its properties, and its sentence for whoever shows texts.
fn bodies(about: &About<'_>, claim: Id, iri: &str) -> Vec<Json> {
    let mut entries = vec![("id", Json::text(iri)), ("type", Json::text("Claim"))];
    for (key, property, _) in OF_CLAIM {
        let values = about.values(claim, *property);
        if !values.is_empty() {
            let texts = values.iter().map(|id| Json::Text(about.plain(*id)));
            entries.push((key, Json::one_or_list(texts.collect())));
        }
    }
    let mut bodies = vec![object(entries)];
    for label in about.values(claim, rdfs::LABEL) {
        let mut text = vec![
            ("type", Json::text("TextualBody")),
            ("value", Json::Text(about.plain(label))),
            ("format", Json::text("text/plain")),
        ];
        if let Some(language) = about.language(label) {
            text.push(("language", Json::text(language)));
        }
        bodies.push(object(text));
    }
    bodies
}

/// The words that say the claim, and whether their place in the document is known.
fn target(about: &About<'_>, vocabulary: &Vocabulary, claim: Id) -> (Json, bool) {
    let passage = about.values(claim, rlt::ANCHOR).first().copied();
    let quotation = about
        .value(claim, rlt::QUOTE)
        .and_then(|quote| Quotation::parse(&quote))
        .map(|quotation| quoted(&quotation.parts));
    let position = passage.and_then(|passage| {
        let offset = |property| about.value(passage, property)?.parse::<u64>().ok();
        Some((offset(rlt::START)?, offset(rlt::END)?))
    });
    let place = position.map(|(start, end)| {
        let mut entries = vec![
            ("type", Json::text("TextPositionSelector")),
            ("start", Json::Bare(start.to_string())),
            ("end", Json::Bare(end.to_string())),
        ];
        entries.extend(quotation.clone().map(|within| ("refinedBy", within)));
        object(entries)
    });
    let is_placed = place.is_some();
    let selector = place.or(quotation);
    let source = vocabulary
        .background
        .document
        .clone()
        .or_else(|| about.iri(passage?));
    let mut entries = vec![("type", Json::text("SpecificResource"))];
    // the passage is the very thing that is selected
    if let Some(name) = passage.and_then(|passage| about.iri(passage)) {
        entries.push(("scope", Json::Text(name)));
    }
    entries.extend(source.map(|source| ("source", Json::Text(source))));
    entries.extend(selector.map(|selector| ("selector", selector)));
    (object(entries), is_placed)
}

fn quoted(parts: &[String]) -> Json {
    let words = |exact: &str, prefix: Option<&str>| {
        let mut entries = vec![
            ("type", Json::text("TextQuoteSelector")),
            ("exact", Json::text(exact)),
        ];
        entries.extend(prefix.map(|prefix| ("prefix", Json::text(prefix))));
        object(entries)
    };
    match parts {
        [first, .., last] => object(vec![
            ("type", Json::text("RangeSelector")),
            ("startSelector", words(first, None)),
            ("endSelector", words("", Some(last))),
        ]),
        [whole] => words(whole, None),
        [] => Json::Map(Vec::new()),
    }
}

fn losses(
    about: &About<'_>,
    told: &BTreeSet<Id>,
    total: usize,
    unplaced: &[String],
) -> Vec<Diagnostic> {
    let mut losses = Vec::new();
    let others = about.untold(told);
    if others > 0 {
        losses.push(
            Diagnostic::remark("E004", format!("{total} claims are annotations; their situations are named and not described, and what is said of {others} other things is left out"))
                .help("`--format turtle` holds everything"),
        );
    }
    if !unplaced.is_empty() {
        losses.push(
            Diagnostic::remark(
                "E007",
                format!(
                    "{} annotations have no position: nothing says where their passage lies",
                    unplaced.len()
                ),
            )
            .note(format!("without a position: {}", unplaced.join(", ")))
            .help("`relata anchor` writes where the passages of the attached text lie"),
        );
    }
    losses
}

fn local(property: &NamedNodeRef<'_>) -> String {
    property
        .as_str()
        .trim_start_matches(rlt::NAMESPACE)
        .to_owned()
}

fn object(entries: Vec<(&str, Json)>) -> Json {
    Json::Map(
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}
