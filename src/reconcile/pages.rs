//! Pages for people: what the service is, a field to try it, an entity in full and in brief.
//!
//! No script, nothing from elsewhere, every text of the data escaped. Links go to http(s) alone.

use super::catalogue::Catalogue;
use super::manifest::About;
use super::matching::Candidate;
use crate::dataset::Id;
use crate::dataset::term::{View, unescape};
use crate::serve::escape;

/// The style sheet of all pages.
pub const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
body.brief{font-size:.9rem;margin:.6rem;padding:0}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
.brief h1{font-size:1.05rem;margin:0}
h2{font-size:1.1rem;margin:1.8rem 0 .4rem}
p{margin:.4rem 0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #8884;overflow-wrap:anywhere}
th{font-weight:600}
.brief th{width:35%}
code,pre,input{font:.9em/1.4 ui-monospace,monospace}
pre{overflow-x:auto;padding:.6rem;border:1px solid #8886}
input,button{font-size:1rem;padding:.35rem .5rem}
.quiet{opacity:.75}
a:focus-visible,input:focus-visible,button:focus-visible{outline:3px solid #36c;outline-offset:2px}
";

/// The most values of one property on a page.
const VALUES: usize = 50;

fn page(title: &str, class: &str, language: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><link rel=\"stylesheet\" href=\"style.css\"></head>\n<body class=\"{class}\">\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(language),
        escape(title)
    )
}

/// What the service is, and how it is used.
pub fn front(about: &About, catalogue: &Catalogue, here: &str) -> String {
    let (name, address) = (escape(&about.name), escape(&format!("{here}/")));
    let types: String = catalogue_types(catalogue)
        .map(|(iri, name, count)| {
            format!(
                "<tr><td>{}</td><td>{count}</td><td><code>{}</code></td></tr>\n",
                escape(name),
                escape(iri)
            )
        })
        .collect();
    let body = format!(
        "<h1>{name}</h1>\n\
         <p>This is a reconciliation service. It finds out which of {count} entities a name in a table means: it is sent names, \
         such as those of a column, and gives back the entities that may be meant, each with a score from 0 to 100.</p>\n\
         <form action=\"try\"><label>Try a name: <input name=\"query\" required></label> <button>Find</button></form>\n\
         <h2>In OpenRefine</h2>\n\
         <ol>\n<li>Open the menu of a column: <b>Reconcile</b>, <b>Start reconciling…</b></li>\n\
         <li>Press <b>Add standard service…</b> and paste this address:<pre>{address}</pre></li>\n\
         <li>Choose a type, or none; add columns that tell namesakes apart, such as a country.</li>\n\
         <li>Afterwards <b>Edit column</b>, <b>Add columns from reconciled values…</b> fetches what is known of the entities.</li>\n</ol>\n\
         <h2>By a program</h2>\n\
         <p>Version 0.2 of the protocol at this address, the draft of 1.0 at <code>{address}1.0-draft/</code>:</p>\n\
         <pre>curl -d 'queries={{\"q0\":{{\"query\":\"{example}\"}}}}' {address}\n\
         curl -H 'Content-Type: application/json' {address}1.0-draft/match \\\n  \
         -d '{{\"queries\":[{{\"conditions\":[{{\"matchType\":\"name\",\"propertyValue\":\"{example}\"}}]}}]}}'</pre>\n\
         <h2>Types</h2>\n<table><tr><th scope=\"col\">Type</th><th scope=\"col\">Entities</th><th scope=\"col\">Identifier</th></tr>\n{types}</table>\n\
         <p class=\"quiet\">Nothing can be changed here, nothing is recorded, nothing is sent anywhere.</p>\n",
        count = catalogue.len(),
        example = escape(if catalogue.is_empty() {
            "a name"
        } else {
            catalogue.name(0)
        }),
    );
    page(&about.name, "", "en", &body)
}

fn catalogue_types(catalogue: &Catalogue) -> impl Iterator<Item = (&str, &str, usize)> {
    let mut types: Vec<_> = catalogue.classes().iter().collect();
    types.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.iri.cmp(&b.iri)));
    types
        .into_iter()
        .take(50)
        .map(|class| (class.iri.as_str(), class.name.as_str(), class.count))
}

/// What was found for a name that a person tried.
pub fn tried(catalogue: &Catalogue, query: &str, candidates: &[Candidate]) -> String {
    let rows: String = candidates
        .iter()
        .map(|candidate| {
            let entity = candidate.entity;
            format!(
                "<tr><td>{}</td><td><a href=\"view?id={}\"><bdi>{}</bdi></a></td><td><bdi>{}</bdi></td><td>{}</td></tr>\n",
                candidate.score,
                encoded(catalogue.id(entity)),
                escape(catalogue.name(entity)),
                escape(&catalogue.description(entity)),
                if candidate.sure { "sure" } else { "" },
            )
        })
        .collect();
    let found = if candidates.is_empty() {
        "<p>Nothing is named like that.</p>\n".to_owned()
    } else {
        format!(
            "<table><tr><th scope=\"col\">Score</th><th scope=\"col\">Entity</th><th scope=\"col\">What it is</th><th scope=\"col\">Match</th></tr>\n{rows}</table>\n"
        )
    };
    let body = format!(
        "<h1><bdi>{0}</bdi></h1>\n{found}<form action=\"try\"><label>Another name: <input name=\"query\" required value=\"{0}\"></label> <button>Find</button></form>\n<p><a href=\"./\">What this is</a></p>\n",
        escape(query)
    );
    page(query, "", "en", &body)
}

/// An entity: all that is said of it, or as much as fits beside a candidate.
pub fn entity(about: &About, catalogue: &Catalogue, entity: usize, brief: bool) -> String {
    let name = catalogue.name(entity);
    let types: Vec<String> = catalogue
        .types(entity)
        .map(|class| escape(&class.name))
        .collect();
    let mut body = format!(
        "<h1><bdi>{}</bdi></h1>\n<p class=\"quiet\">{}</p>\n",
        escape(name),
        types.join(", ")
    );
    let id = catalogue.id(entity);
    body.push_str(&format!("<p>{}</p>\n", link(id, id)));
    body.push_str("<table>\n");
    let (mut last, mut rows, mut values): (Option<Id>, usize, usize) = (None, 0, 0);
    for (property, value) in catalogue.facts(entity) {
        values = if last == Some(property.term) {
            values + 1
        } else {
            0
        };
        let (most_rows, most_values) = if brief { (6, 3) } else { (usize::MAX, VALUES) };
        if values == most_values {
            body.push_str("<tr><th></th><td>…</td></tr>\n");
        }
        if values >= most_values || rows >= most_rows && values == 0 {
            continue;
        }
        let head = if values == 0 {
            rows += 1;
            format!("<th scope=\"row\">{}</th>", escape(&property.name))
        } else {
            "<th></th>".to_owned()
        };
        last = Some(property.term);
        body.push_str(&format!(
            "<tr>{head}<td>{}</td></tr>\n",
            shown(catalogue, value)
        ));
    }
    body.push_str("</table>\n");
    page(
        name,
        if brief { "brief" } else { "" },
        &about.language,
        &body,
    )
}

/// A few words on a thing, for a client that puts them into a page of its own: no links, no style.
pub fn flyout(name: &str, description: &str) -> String {
    format!(
        "<p><b>{}</b></p><p>{}</p>",
        escape(name),
        escape(description)
    )
}

fn shown(catalogue: &Catalogue, term: Id) -> String {
    match catalogue.view(term) {
        View::Literal {
            value, language, ..
        } => {
            let text = escape(&unescape(value));
            match language {
                Some(tag) => format!(
                    "<bdi lang=\"{}\">{text}</bdi> <span class=\"quiet\">{0}</span>",
                    escape(tag)
                ),
                None => format!("<bdi>{text}</bdi>"),
            }
        }
        View::Iri(iri) => match catalogue.entity_of(term) {
            Some(thing) => format!(
                "<a href=\"view?id={}\"><bdi>{}</bdi></a>",
                encoded(iri),
                escape(catalogue.name(thing))
            ),
            None => link(iri, &catalogue.short(iri)),
        },
        View::Blank(_) => "<span class=\"quiet\">(unnamed)</span>".to_owned(),
        View::Triple(_) => format!("<bdi>{}</bdi>", escape(&catalogue.title(term))),
    }
}

/// A link where the address is one of the web; else the text alone.
fn link(iri: &str, text: &str) -> String {
    let text = escape(text.trim_start_matches('<').trim_end_matches('>'));
    if iri.starts_with("https://") || iri.starts_with("http://") {
        format!(
            "<a href=\"{}\" rel=\"noopener noreferrer\">{text}</a>",
            escape(iri)
        )
    } else {
        text
    }
}

/// A text as one component of an address.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
