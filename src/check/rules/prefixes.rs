//! V007: a prefix bound to an IRI that is nearly that of a well-known vocabulary, or to two in one file.

use super::Read;
use super::vocabularies::KNOWN;
use crate::diagnostic::Diagnostic;

const MORE: &[&str] = &[
    "https://schema.org/",
    "http://www.w3.org/ns/dcat#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/2006/time#",
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "http://www.opengis.net/ont/geosparql#",
    "http://id.loc.gov/datatypes/edtf/",
    "http://purl.org/ontology/bibo/",
    "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "https://w3id.org/relata/ns#",
    "https://w3id.org/relata/kinds#",
];

/// `own` are the namespaces of the project and of relata: a term beside them is one that no query finds.
pub(super) fn check(file: &Read, own: &[&str], found: &mut Vec<Diagnostic>) {
    let known = || {
        KNOWN
            .iter()
            .map(|(namespace, _)| *namespace)
            .chain(MORE.iter().copied())
            .chain(own.iter().copied())
    };
    for (index, declared) in file.reading.prefixes.iter().enumerate() {
        let written = declared.namespace.as_str();
        if known().any(|namespace| namespace == written) || written == "http://schema.org/" {
            continue;
        }
        let bare = |iri: &str| {
            iri.trim_start_matches("http://")
                .trim_start_matches("https://")
                .trim_start_matches("www.")
                .trim_end_matches(['#', '/'])
                .to_ascii_lowercase()
        };
        if let Some(meant) = known().find(|namespace| bare(namespace) == bare(written)) {
            let is_own = own.contains(&meant);
            let what = if is_own {
                "the project's own"
            } else {
                "a well-known"
            };
            let message = format!(
                "`{}:` is nearly the prefix of {what} vocabulary",
                declared.name
            );
            found.push(
                if is_own {
                    Diagnostic::error("V007", message)
                } else {
                    Diagnostic::warning("V007", message)
                }
                .at(
                    &file.source,
                    declared.span.range(),
                    "its terms are other terms",
                )
                .help(format!("did you mean `<{meant}>`?")),
            );
        }
        let earlier = file.reading.prefixes[..index].iter().find(|earlier| {
            earlier.name == declared.name && earlier.namespace != declared.namespace
        });
        if let Some(earlier) = earlier {
            found.push(
                Diagnostic::warning(
                    "V007",
                    format!("`{}:` is declared twice, for two namespaces", declared.name),
                )
                .at(
                    &file.source,
                    declared.span.range(),
                    "from here on it means this",
                )
                .at(&file.source, earlier.span.range(), "before, it meant this")
                .help("give one of them another name"),
            );
        }
    }
}
