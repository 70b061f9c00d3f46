//! Names of the terms that the tool itself reads or writes, and the project's own hierarchy of classes and properties.
//!
//! The terms are documented where they are declared, in `ontology/relata.ttl`.

pub mod hierarchy;

pub use hierarchy::Hierarchy;

/// Declares IRIs as constants, a namespace at a time.
macro_rules! names {
    ($($(#[$doc:meta])* $module:ident = $namespace:literal { $($name:ident = $local:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        pub mod $module {
            use oxrdf::NamedNodeRef;
            /// The namespace itself.
            pub const NAMESPACE: &str = $namespace;
            $(#[doc = concat!("`", $namespace, $local, "`")]
            pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $local));)*
        }
    )*};
}

names! {
    /// relata's own vocabulary.
    rlt = "https://w3id.org/relata/ns#" {
        CLAIM = "Claim", SITUATION = "Situation", EVENT = "Event", STATE = "State", INFLUENCE = "Influence",
        PASSAGE = "Passage", CONTENT = "content", CLAIMANT = "claimant", STATED_IN = "statedIn", ANCHOR = "anchor",
        QUOTE = "quote", HEDGE = "hedge", MODALITY = "modality", CERTAINTY = "certainty", POLARITY = "polarity",
        BASIS = "basis", CONFIDENCE = "confidence", RESTATES = "restates", KIND = "kind", INVOLVES = "involves",
        TIME = "time", TIME_TEXT = "timeText", START = "start", END = "end", SHA256 = "sha256", LENGTH = "length",
        POSITION = "position", READING = "reading", HELD = "held", ASSERTED = "asserted", EVALUATED = "evaluated",
        ATTRIBUTED = "attributed", PREDICTED = "predicted", SUBJECT = "subject", OBJECT = "object", THEME = "theme",
        PRODUCED = "produced", VALUE = "value", NUMBER = "number", COMPARATOR = "comparator", PER = "per", PLACE = "place",
        INSTRUMENT = "Instrument", POLITY = "Polity", OF = "of", CERTAIN = "certain", AFFIRMED = "affirmed", EXPLICIT = "explicit",
    }
    /// RDF.
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" { TYPE = "type", REIFIES = "reifies" }
    /// RDF Schema.
    rdfs = "http://www.w3.org/2000/01/rdf-schema#" {
        LABEL = "label", COMMENT = "comment", SUB_CLASS_OF = "subClassOf", SUB_PROPERTY_OF = "subPropertyOf",
    }
    /// SKOS.
    skos = "http://www.w3.org/2004/02/skos/core#" {
        PREF_LABEL = "prefLabel", ALT_LABEL = "altLabel", HIDDEN_LABEL = "hiddenLabel", SCOPE_NOTE = "scopeNote", IN_SCHEME = "inScheme", BROADER = "broader",
        NOTE = "note", EDITORIAL_NOTE = "editorialNote",
    }
    /// Dublin Core terms.
    dcterms = "http://purl.org/dc/terms/" { DATE = "date", IS_PART_OF = "isPartOf", TITLE = "title", LANGUAGE = "language",
        CREATOR = "creator" }
    /// The Simple Event Model, for the derived time stamps.
    sem = "http://semanticweb.cs.vu.nl/2009/11/sem/" {
        EARLIEST_BEGIN = "hasEarliestBeginTimeStamp", LATEST_BEGIN = "hasLatestBeginTimeStamp",
        EARLIEST_END = "hasEarliestEndTimeStamp", LATEST_END = "hasLatestEndTimeStamp",
    }
    /// DoCO, the document components ontology.
    doco = "http://purl.org/spar/doco/" {
        SENTENCE = "Sentence", PARAGRAPH = "Paragraph", SECTION = "Section", TITLE = "Title",
        SECTION_TITLE = "SectionTitle", TEXT_CHUNK = "TextChunk", FRONT_MATTER = "FrontMatter", BODY_MATTER = "BodyMatter",
    }
    /// CiTO, how one claim bears on another.
    cito = "http://purl.org/spar/cito/" { DISPUTES = "disputes", QUALIFIES = "qualifies" }
    /// schema.org.
    schema = "https://schema.org/" { MENTIONS = "mentions" }
    /// XML Schema datatypes.
    xsd = "http://www.w3.org/2001/XMLSchema#" { DATE = "date", INTEGER = "integer", STRING = "string" }
    /// The Library of Congress's datatype of extended dates.
    edtf = "http://id.loc.gov/datatypes/edtf/" { EDTF = "EDTF" }
}

/// The namespace of the kinds of situations.
pub const KINDS: &str = "https://w3id.org/relata/kinds#";

/// The prefixes every project may use on the command line without declaring them.
pub const PREFIXES: &[(&str, &str)] = &[
    ("rlt", rlt::NAMESPACE),
    ("kind", KINDS),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", xsd::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("dcterms", dcterms::NAMESPACE),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("schema", schema::NAMESPACE),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("sem", sem::NAMESPACE),
    ("doco", doco::NAMESPACE),
    ("cito", cito::NAMESPACE),
    ("edtf", edtf::NAMESPACE),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("bibo", "http://purl.org/ontology/bibo/"),
];

/// [`PREFIXES`], as a list that others can be added to.
pub fn usual_prefixes() -> Vec<(String, String)> {
    let each = PREFIXES.iter();
    each.map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned()))
        .collect()
}
