//! JSON-LD 1.1, compacted with a context of the vocabulary, one node a thing.
//!
//! The context comes from the ontology alone (which properties point to things, which carry a datatype) and from the
//! prefixes used, never from the values, so that one more statement does not change how the others are written.

use super::json::Json;
use super::{Coercion, Format, Vocabulary};
use crate::dataset::Dataset;
use crate::dataset::order::{Row, Sorted, natural};
use crate::dataset::shape::Shape;
use crate::dataset::term::{View, unescape, view};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::turtle::Prefixes;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write;

const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// JSON-LD, compacted.
pub struct JsonLd;

impl Format for JsonLd {
    fn name(&self) -> &'static str {
        "jsonld"
    }

    fn extension(&self) -> &'static str {
        "jsonld"
    }

    fn media_type(&self) -> &'static str {
        "application/ld+json"
    }

    fn summary(&self) -> &'static str {
        "JSON-LD 1.1, compacted with a context of the vocabulary"
    }

    fn holds_graphs(&self) -> bool {
        true
    }

    fn write(
        &self,
        dataset: &Dataset,
        vocabulary: &Vocabulary,
        out: &mut dyn Write,
    ) -> std::io::Result<Vec<Diagnostic>> {
        let sorted = Sorted::of(dataset);
        let shape = Shape::of(&sorted);
        let writer = Writer::new(dataset, &sorted, &shape, vocabulary);
        let mut nodes = Vec::new();
        for rows in sorted.graphs() {
            let graph = rows[0].g;
            let written = writer.graph(rows);
            match sorted.token(graph) {
                "" => nodes = written,
                _ => nodes.push(Json::Map(vec![
                    ("@id".into(), Json::Text(writer.name(graph))),
                    ("@graph".into(), Json::List(written)),
                ])),
            }
        }
        let document = Json::map([
            ("@context", writer.context()),
            ("@graph", Json::List(nodes)),
        ]);
        out.write_all(document.pretty().as_bytes())?;
        Ok(writer.losses.into_inner())
    }
}

struct Writer<'a> {
    sorted: &'a Sorted<'a>,
    shape: &'a Shape,
    vocabulary: &'a Vocabulary,
    prefixes: Prefixes,
    used: RefCell<Used>,
    losses: RefCell<Vec<Diagnostic>>,
}

/// What the context must say for what was written.
#[derive(Default)]
struct Used {
    prefixes: BTreeSet<usize>,
    terms: BTreeMap<String, (String, Coercion)>,
    base: bool,
    vocab: bool,
}

impl<'a> Writer<'a> {
    fn new(
        dataset: &Dataset,
        sorted: &'a Sorted<'a>,
        shape: &'a Shape,
        vocabulary: &'a Vocabulary,
    ) -> Self {
        // `urn:a:b` would be read with a prefix `urn`, so no prefix may be named like a scheme in use
        let schemes = schemes(dataset);
        let prefixes: Vec<(String, String)> = vocabulary
            .prefixes
            .iter()
            .filter(|(name, namespace)| {
                !name.is_empty()
                    && !schemes.contains(name.as_str())
                    && namespace.ends_with([':', '/', '?', '#', '[', ']', '@'])
            })
            .cloned()
            .collect();
        Self {
            sorted,
            shape,
            vocabulary,
            prefixes: Prefixes::new(&prefixes),
            used: RefCell::default(),
            losses: RefCell::default(),
        }
    }

    fn graph(&self, rows: &[Row]) -> Vec<Json> {
        let mut nodes = Vec::new();
        let mut unnamed = Vec::new();
        for about in rows.chunk_by(|a, b| a.s == b.s) {
            let subject = about[0].s;
            if self.shape.is_inline(subject) {
                continue;
            }
            let id = (!self.shape.is_anonymous(subject)).then(|| self.name(subject));
            let node = self.node(id.clone(), about);
            if self.sorted.is_blank(subject) {
                let said = self.node(None, about).pretty();
                unnamed.push((said, id, node));
            } else {
                nodes.push(node);
            }
        }
        unnamed.sort_by(|a, b| natural(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
        nodes.extend(unnamed.into_iter().map(|(_, _, node)| node));
        nodes
    }

    fn node(&self, id: Option<String>, about: &[Row]) -> Json {
        let mut entries = Vec::new();
        if let Some(id) = id {
            entries.push(("@id".to_owned(), Json::Text(id)));
        }
        for rows in about.chunk_by(|a, b| a.p == b.p) {
            let View::Iri(predicate) = view(self.sorted.predicate(&rows[0])) else {
                continue;
            };
            let predicate = unescape(predicate);
            let held = self.held(rows);
            let mut rows = held.as_slice();
            if rows.is_empty() {
                continue;
            }
            if predicate == RDF_TYPE {
                let named = rows.partition_point(|row| self.sorted.token(row.o).starts_with('<'));
                let classes: Vec<Json> = rows[..named]
                    .iter()
                    .filter_map(|row| match view(self.sorted.token(row.o)) {
                        View::Iri(iri) => Some(Json::Text(self.class(&unescape(iri)))),
                        _ => None,
                    })
                    .collect();
                if named > 0 {
                    entries.push(("@type".to_owned(), Json::one_or_list(classes)));
                }
                rows = &rows[named..];
                if rows.is_empty() {
                    continue;
                }
            }
            let (key, coercion) = self.property(&predicate);
            entries.push((key, Json::one_or_list(self.objects(rows, &coercion))));
        }
        Json::Map(entries)
    }

    /// The statements without those that JSON-LD 1.1 cannot hold, which are told.
    fn held(&self, rows: &[Row]) -> Vec<Row> {
        let (lost, held) = rows.iter().partition::<Vec<Row>, _>(|row| {
            matches!(view(self.sorted.token(row.o)), View::Triple(_))
        });
        for row in lost {
            let said = [
                self.sorted.token(row.s),
                self.sorted.predicate(&row),
                self.sorted.token(row.o),
            ]
            .join(" ");
            let loss = super::loss(
                "JSON-LD",
                &said,
                "JSON-LD 1.1 has no triple terms, which are of RDF 1.2",
                "every other RDF format can: `--format turtle`",
            );
            let mut losses = self.losses.borrow_mut();
            if !losses.contains(&loss) {
                losses.push(loss);
            }
        }
        held
    }

    fn objects(&self, rows: &[Row], coercion: &Coercion) -> Vec<Json> {
        let named = rows.partition_point(|row| !self.sorted.is_blank(row.o));
        let mut values: Vec<Json> = rows
            .iter()
            .map(|row| self.value(row.o, row.g, coercion))
            .collect();
        values[named..].sort_by_cached_key(Json::pretty);
        values
    }

    fn value(&self, rank: u32, graph: u32, coercion: &Coercion) -> Json {
        match view(self.sorted.token(rank)) {
            View::Literal {
                value,
                language: Some(language),
                direction: Some(direction),
                ..
            } => Json::map([
                ("@direction", Json::text(direction)),
                ("@language", Json::text(language)),
                ("@value", Json::text(unescape(value))),
            ]),
            View::Literal {
                value,
                language,
                datatype,
                ..
            } => self.literal(&unescape(value), language, datatype, coercion),
            View::Blank(_) if self.shape.is_inline(rank) => match self.shape.list(rank) {
                Some(items) => {
                    let items = items
                        .into_iter()
                        .map(|item| self.value(item, graph, coercion));
                    Json::map([("@list", Json::List(items.collect()))])
                }
                None => self.node(None, self.shape.about(self.sorted, graph, rank)),
            },
            _ if *coercion == Coercion::Thing => Json::Text(self.name(rank)),
            _ => Json::map([("@id", Json::Text(self.name(rank)))]),
        }
    }

    fn literal(
        &self,
        value: &str,
        language: Option<&str>,
        datatype: Option<&str>,
        coercion: &Coercion,
    ) -> Json {
        let text = Json::text(value);
        if let Some(language) = language {
            return match coercion {
                Coercion::Language(usual) if usual == language => text,
                _ => Json::map([("@language", Json::text(language)), ("@value", text)]),
            };
        }
        let Some(datatype) = datatype.map(unescape) else {
            return match coercion {
                Coercion::None => text,
                _ => Json::map([("@value", text)]),
            };
        };
        if matches!(coercion, Coercion::Datatype(usual) if *usual == datatype) {
            return text;
        }
        let bare = match datatype.strip_prefix(XSD) {
            Some("integer") => is_canonical_integer(value),
            Some("boolean") => matches!(value, "true" | "false"),
            _ => false,
        };
        if bare && !matches!(coercion, Coercion::Datatype(_)) {
            return Json::Bare(value.to_owned());
        }
        Json::map([
            ("@type", Json::Text(self.class(&datatype))),
            ("@value", text),
        ])
    }

    /// A thing's name where JSON-LD reads it relative to the base: subjects, objects, graphs.
    fn name(&self, rank: u32) -> String {
        let token = self.sorted.token(rank);
        let View::Iri(iri) = view(token) else {
            return token.to_owned();
        };
        let iri = unescape(iri);
        if let Some(base) = self
            .vocabulary
            .base
            .as_deref()
            .filter(|base| base.ends_with('/'))
            && let Some(local) = iri.strip_prefix(base)
            && is_name(local)
        {
            self.used.borrow_mut().base = true;
            return local.to_owned();
        }
        self.compact(&iri)
    }

    /// A class's or datatype's name, which JSON-LD reads relative to the vocabulary.
    fn class(&self, iri: &str) -> String {
        match iri.strip_prefix(rlt::NAMESPACE) {
            Some(local) if self.is_term(local) => {
                self.used.borrow_mut().vocab = true;
                local.to_owned()
            }
            _ => self.compact(iri),
        }
    }

    /// A property's key, and what its plain strings mean.
    fn property(&self, iri: &str) -> (String, Coercion) {
        let key = self.class(iri);
        let coercion = self
            .vocabulary
            .coercions
            .get(iri)
            .cloned()
            .unwrap_or_default();
        if coercion != Coercion::None {
            let mut used = self.used.borrow_mut();
            used.terms
                .insert(key.clone(), (iri.to_owned(), coercion.clone()));
        }
        (key, coercion)
    }

    fn is_term(&self, local: &str) -> bool {
        is_name(local) && (0..self.prefixes.len()).all(|at| self.prefixes.get(at).0 != local)
    }

    fn compact(&self, iri: &str) -> String {
        match self.prefixes.shorten(iri) {
            Some((at, local)) if !local.is_empty() => {
                self.used.borrow_mut().prefixes.insert(at);
                format!("{}:{local}", self.prefixes.get(at).0)
            }
            _ => iri.to_owned(),
        }
    }

    fn context(&self) -> Json {
        // what the definitions themselves refer to is used too
        let definitions: Vec<(String, Json)> = {
            let terms = self.used.borrow().terms.clone();
            terms
                .into_iter()
                .map(|(key, (iri, coercion))| (key, self.definition(&iri, &coercion)))
                .collect()
        };
        let used = self.used.borrow();
        let mut entries = vec![("@version".to_owned(), Json::Bare("1.1".into()))];
        if let Some(base) = self.vocabulary.base.as_ref().filter(|_| used.base) {
            entries.push(("@base".into(), Json::text(base)));
        }
        if used.vocab {
            entries.push(("@vocab".into(), Json::text(rlt::NAMESPACE)));
        }
        let mut prefixes: Vec<(&str, &str)> = used
            .prefixes
            .iter()
            .map(|at| self.prefixes.get(*at))
            .collect();
        prefixes.sort_unstable();
        entries.extend(
            prefixes
                .into_iter()
                .map(|(name, namespace)| (name.to_owned(), Json::text(namespace))),
        );
        entries.extend(definitions);
        Json::Map(entries)
    }

    fn definition(&self, iri: &str, coercion: &Coercion) -> Json {
        let id = ("@id", Json::Text(self.compact(iri)));
        match coercion {
            Coercion::None => Json::map([id]),
            Coercion::Thing => Json::map([id, ("@type", Json::text("@id"))]),
            Coercion::Datatype(datatype) => {
                Json::map([id, ("@type", Json::Text(self.compact(datatype)))])
            }
            Coercion::Language(language) => Json::map([id, ("@language", Json::text(language))]),
        }
    }
}

/// The schemes of all IRIs.
fn schemes(dataset: &Dataset) -> HashSet<&str> {
    dataset
        .quads()
        .iter()
        .flatten()
        .filter_map(|id| {
            let token = dataset.token(*id);
            let iri = match view(token) {
                View::Iri(iri) => iri,
                View::Literal { datatype, .. } => datatype?,
                View::Blank(_) | View::Triple(_) => return None,
            };
            iri.split(':').next()
        })
        .collect()
}

/// A name that JSON-LD cannot take for anything else.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// An integer whose JSON number is read back with the same digits by every reader.
fn is_canonical_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() <= 15
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && text != "-0"
        && (digits == "0" || digits.starts_with(|c: char| ('1'..='9').contains(&c)))
}
