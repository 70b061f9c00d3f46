//! Which properties name a thing, and what a term is called that nobody named.
//!
//! Every vocabulary has its own `name`. The last part of the IRI tells well enough which properties are names; who knows
//! better says `--name`.

/// How a property names a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// The name people are shown; the number ranks several, the least first.
    Main(u8),
    /// Another name of the same thing.
    Other,
}

/// How a property names what has it; `None` where it does not.
///
/// ```ignore
/// assert_eq!(naming("http://www.w3.org/2004/02/skos/core#altLabel"), Some(Naming::Other));
/// ```
pub fn naming(property: &str) -> Option<Naming> {
    if property == "http://xmlns.com/foaf/0.1/title" {
        return None;
    }
    let local: String = local(property)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    Some(match local.as_str() {
        "preflabel" | "preferredname" => Naming::Main(0),
        "label" => Naming::Main(1),
        "name" => Naming::Main(2),
        "title" => Naming::Main(3),
        "altlabel" | "hiddenlabel" | "alternatename" | "alternativename" | "alias"
        | "variantname" | "alternative" | "abbrev" | "abbreviation" | "acronym" | "localname"
        | "officialname" | "shortname" | "nick" | "formername" => Naming::Other,
        _ => return None,
    })
}

/// The properties that describe a thing, best first.
pub const DESCRIPTIONS: &[&str] = &[
    "http://www.w3.org/2004/02/skos/core#definition",
    "https://schema.org/description",
    "http://purl.org/dc/terms/description",
    "http://www.w3.org/2000/01/rdf-schema#comment",
    "http://www.w3.org/2004/02/skos/core#scopeNote",
];

/// The last part of an IRI.
pub fn local(iri: &str) -> &str {
    let end = iri.trim_end_matches(['/', '#']);
    end.rsplit(['/', '#', ':']).next().unwrap_or(end)
}

/// The last part of an IRI as words: `countryCode` is `country code`.
pub fn words(iri: &str) -> String {
    let mut words = String::new();
    let mut small = false;
    for c in local(iri).chars() {
        if c.is_uppercase() && small {
            words.push(' ');
            words.extend(c.to_lowercase());
            small = false;
        } else {
            words.push(if matches!(c, '_' | '-') { ' ' } else { c });
            small = c.is_lowercase();
        }
    }
    if words.trim().is_empty() {
        iri.to_owned()
    } else {
        words
    }
}

/// A number of entities, in words.
pub fn counted(count: usize) -> String {
    match count {
        1 => "1 entity".to_owned(),
        count => format!("{count} entities"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_the_end_of_the_property() {
        assert_eq!(
            naming("http://www.w3.org/2004/02/skos/core#prefLabel"),
            Some(Naming::Main(0))
        );
        assert_eq!(
            naming("http://www.geonames.org/ontology#name"),
            Some(Naming::Main(2))
        );
        assert_eq!(
            naming("http://www.w3.org/2004/02/skos/core#altLabel"),
            Some(Naming::Other)
        );
        assert_eq!(naming("https://schema.org/givenName"), None);
        assert_eq!(naming("http://xmlns.com/foaf/0.1/title"), None);
    }

    #[test]
    fn a_term_without_a_label_is_called_by_its_own_words() {
        assert_eq!(
            words("http://www.geonames.org/ontology#countryCode"),
            "country code"
        );
        assert_eq!(words("http://e/SHACLShape"), "SHACLShape");
        assert_eq!(words("http://e/part_of"), "part of");
        assert_eq!(words("http://e/"), "e");
    }
}
