//! Claims as [schema.org `Claim`](https://schema.org/Claim)s, in the JSON-LD that search engines and fact checkers read.
//!
//! A claim has an author, an appearance (the quotation in its sentence in the document), a first appearance where the text
//! reports what another document says, what it is about, and when that was so. schema.org knows neither how firmly nor whether
//! yes or no: both stand as defined terms among the keywords, so that nobody takes a denial for its contrary unseen. Nothing
//! is reviewed here, so there is no `ClaimReview`, to which alone `itemReviewed` belongs.

use super::about::About;
use super::json::Json;
use super::{Format, Vocabulary};
use crate::dataset::{Dataset, Id};
use crate::diagnostic::Diagnostic;
use crate::ontology::{dcterms, rdf, rdfs, rlt};
use std::collections::BTreeSet;
use std::io::Write;

/// schema.org JSON-LD.
pub struct SchemaOrg;

/// Our classes of agents and places, and theirs.
const CLASSES: &[(&str, &str)] = &[
    (
        "https://w3id.org/relata/ns#Polity",
        "GovernmentOrganization",
    ),
    ("https://w3id.org/relata/ns#Instrument", "CreativeWork"),
    ("http://xmlns.com/foaf/0.1/Person", "Person"),
    ("http://xmlns.com/foaf/0.1/Group", "Organization"),
    ("http://xmlns.com/foaf/0.1/Organization", "Organization"),
    ("http://www.w3.org/ns/org#Organization", "Organization"),
    (
        "http://www.w3.org/ns/org#OrganizationalUnit",
        "Organization",
    ),
];
const SCHEMA: &str = "https://schema.org/";

impl Format for SchemaOrg {
    fn name(&self) -> &'static str {
        "schemaorg"
    }

    fn extension(&self) -> &'static str {
        "schemaorg.jsonld"
    }

    fn media_type(&self) -> &'static str {
        "application/ld+json"
    }

    fn summary(&self) -> &'static str {
        "schema.org Claim JSON-LD, with author, appearance and subject matter"
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
        let mut graph = Vec::new();
        let document = vocabulary.background.document.as_deref();
        graph.extend(document.map(|document| work(&about, vocabulary, document)));
        let mut count = 0;
        for claim in about.claims() {
            if let Some(iri) = about.iri(claim) {
                told.insert(claim);
                count += 1;
                graph.push(one(&about, vocabulary, claim, iri));
            }
        }
        // the whole IRI of the context is what consumers look for
        let whole = Json::map([
            ("@context", Json::text("https://schema.org")),
            ("@graph", Json::List(graph)),
        ]);
        out.write_all(whole.pretty().as_bytes())?;
        let others = about.untold(&told);
        Ok(if others == 0 {
            Vec::new()
        } else {
            vec![
                Diagnostic::remark("E004", format!("{count} claims are written; of their situations only what is involved, where and when, and what is said of {others} other things is left out"))
                    .note("certainty, modality and polarity are keywords: schema.org has no property for them")
                    .help("`--format turtle` holds everything"),
            ]
        })
    }
}

/// The document that is encoded.
fn work(about: &About<'_>, vocabulary: &Vocabulary, iri: &str) -> Json {
    let id = about.find(&format!("<{iri}>"));
    let class = id
        .and_then(|id| {
            about
                .values(id, rdf::TYPE)
                .iter()
                .filter_map(|class| about.iri(*class))
                .find_map(|class| class.strip_prefix(SCHEMA).map(str::to_owned))
        })
        .unwrap_or_else(|| "CreativeWork".to_owned());
    let mut entries = vec![
        ("@type".to_owned(), Json::Text(class)),
        ("@id".to_owned(), Json::text(iri)),
    ];
    if let Some(id) = id {
        let title = about.value(id, dcterms::TITLE).or_else(|| about.label(id));
        push(&mut entries, "name", title.map(Json::Text));
        let makers = about.values(id, dcterms::CREATOR);
        push_all(
            &mut entries,
            "author",
            makers.iter().map(|maker| thing(about, *maker)),
        );
        let day = about.value(id, dcterms::DATE);
        push(&mut entries, "datePublished", day.map(Json::Text));
        let languages = about.values(id, dcterms::LANGUAGE);
        let languages = languages
            .iter()
            .map(|language| Json::Text(about.plain(*language)));
        push_all(&mut entries, "inLanguage", languages);
    } else {
        let title = vocabulary.background.title.clone();
        push(&mut entries, "name", title.map(Json::Text));
    }
    Json::Map(entries)
}

fn one(about: &About<'_>, vocabulary: &Vocabulary, claim: Id, iri: String) -> Json {
    let mut entries = vec![
        ("@type".to_owned(), Json::text("Claim")),
        ("@id".to_owned(), Json::Text(iri)),
    ];
    let labels = about.values(claim, rdfs::LABEL);
    let language = labels
        .first()
        .and_then(|label| about.language(label.to_owned()));
    push(&mut entries, "text", about.label(claim).map(Json::Text));
    push(&mut entries, "inLanguage", language.map(Json::text));
    let authors = about.values(claim, rlt::CLAIMANT);
    push_all(
        &mut entries,
        "author",
        authors.iter().map(|author| thing(about, *author)),
    );
    push(
        &mut entries,
        "appearance",
        appearance(about, vocabulary, claim),
    );
    let reported = about.values(claim, rlt::STATED_IN);
    push_all(
        &mut entries,
        "firstAppearance",
        reported.iter().map(|work| thing(about, *work)),
    );
    let mut matters = BTreeSet::new();
    let (mut places, mut times) = (Vec::new(), Vec::new());
    for situation in about.values(claim, rlt::CONTENT) {
        for role in [rlt::SUBJECT, rlt::OBJECT, rlt::THEME, rlt::PRODUCED] {
            matters.extend(about.values(situation, role));
        }
        places.extend(about.values(situation, rlt::PLACE));
        times.extend(about.values(situation, rlt::TIME));
    }
    let matters: Vec<Id> = matters
        .into_iter()
        .filter(|id| about.iri(*id).is_some())
        .collect();
    push_all(
        &mut entries,
        "about",
        about
            .sorted(matters)
            .iter()
            .map(|matter| thing(about, *matter)),
    );
    push_all(
        &mut entries,
        "contentLocation",
        places.iter().map(|place| {
            let mut known = entries_of(about, *place, "Place");
            known.dedup();
            Json::Map(known)
        }),
    );
    push_all(
        &mut entries,
        "temporalCoverage",
        times.iter().map(|time| Json::Text(about.plain(*time))),
    );
    let terms = [rlt::MODALITY, rlt::CERTAINTY, rlt::POLARITY, rlt::BASIS];
    let terms = terms
        .iter()
        .flat_map(|property| about.values(claim, *property));
    push_all(
        &mut entries,
        "keywords",
        terms.map(|term| defined(about, term)),
    );
    let license = vocabulary.background.license.clone();
    push(
        &mut entries,
        "license",
        license.map(|iri| Json::map([("@id", Json::Text(iri))])),
    );
    Json::Map(entries)
}

/// The quotation, the sentence it stands in, and the document.
fn appearance(about: &About<'_>, vocabulary: &Vocabulary, claim: Id) -> Option<Json> {
    let document = vocabulary.background.document.as_ref();
    let whole = document.map(|iri| Json::map([("@id", Json::text(iri))]));
    let sentence = about.values(claim, rlt::ANCHOR).first().map(|passage| {
        let mut entries = vec![("@type".to_owned(), Json::text("CreativeWork"))];
        push(&mut entries, "@id", about.iri(*passage).map(Json::Text));
        push(&mut entries, "name", about.label(*passage).map(Json::Text));
        push(&mut entries, "isPartOf", whole.clone());
        Json::Map(entries)
    });
    match about.value(claim, rlt::QUOTE) {
        Some(quote) => {
            let mut entries = vec![
                ("@type".to_owned(), Json::text("Quotation")),
                ("text".to_owned(), Json::Text(quote)),
            ];
            push(&mut entries, "isPartOf", sentence.or(whole));
            Some(Json::Map(entries))
        }
        None => sentence.or(whole),
    }
}

/// A thing with its name, so that no look-up is needed to read it.
fn thing(about: &About<'_>, id: Id) -> Json {
    if about.iri(id).is_none() {
        return Json::Text(about.plain(id));
    }
    let class = about
        .values(id, rdf::TYPE)
        .iter()
        .filter_map(|class| about.iri(*class))
        .find_map(|class| {
            let ours = CLASSES.iter().find(|(ours, _)| *ours == class);
            ours.map(|(_, theirs)| (*theirs).to_owned())
                .or_else(|| class.strip_prefix(SCHEMA).map(str::to_owned))
        });
    Json::Map(entries_of(about, id, class.as_deref().unwrap_or("Thing")))
}

fn entries_of(about: &About<'_>, id: Id, class: &str) -> Vec<(String, Json)> {
    let mut entries = vec![("@type".to_owned(), Json::text(class))];
    push(&mut entries, "@id", about.iri(id).map(Json::Text));
    push(&mut entries, "name", about.label(id).map(Json::Text));
    entries
}

fn defined(about: &About<'_>, term: Id) -> Json {
    let name = about.label(term).or_else(|| {
        about
            .iri(term)?
            .rsplit(['#', '/'])
            .next()
            .map(str::to_owned)
    });
    let mut entries = vec![("@type".to_owned(), Json::text("DefinedTerm"))];
    push(&mut entries, "@id", about.iri(term).map(Json::Text));
    push(&mut entries, "name", name.map(Json::Text));
    Json::Map(entries)
}

fn push(entries: &mut Vec<(String, Json)>, key: &str, value: Option<Json>) {
    entries.extend(value.map(|value| (key.to_owned(), value)));
}

fn push_all(entries: &mut Vec<(String, Json)>, key: &str, values: impl Iterator<Item = Json>) {
    let values: Vec<Json> = values.collect();
    if !values.is_empty() {
        entries.push((key.to_owned(), Json::one_or_list(values)));
    }
}
