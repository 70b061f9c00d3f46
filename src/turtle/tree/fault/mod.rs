//! What is wrong with a Turtle file, in words: the cause where it lies, and what to write instead.

mod declarations;
mod lines;
mod triples;

pub(super) use declarations::*;
pub(super) use lines::*;
pub(super) use triples::*;

use super::token::{Kind, Span, Token};
use crate::diagnostic::{Diagnostic, Source, nearest};
use crate::turtle::Format;
use std::ops::Range;
use std::sync::Arc;

/// Prefixes that a reader can be expected to mean by their usual names.
const USUAL: &[(&str, &str)] = &[
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("schema", "https://schema.org/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("edtf", "http://id.loc.gov/datatypes/edtf/"),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("bibo", "http://purl.org/ontology/bibo/"),
    ("cito", "http://purl.org/spar/cito/"),
    ("doco", "http://purl.org/spar/doco/"),
    ("rlt", "https://w3id.org/relata/ns#"),
    ("kind", "https://w3id.org/relata/kinds#"),
];

/// The namespace that a prefix has everywhere.
pub(super) fn usual(prefix: &str) -> Option<&'static str> {
    USUAL
        .iter()
        .find(|(name, _)| *name == prefix)
        .map(|(_, namespace)| *namespace)
}

fn error(
    code: &'static str,
    message: impl Into<String>,
    source: &Arc<Source>,
    span: Range<usize>,
    label: impl Into<String>,
) -> Diagnostic {
    Diagnostic::error(code, message).at(source, source.clamp(span), label)
}

/// The marks that Git leaves where two versions could not be merged, where a file has them.
pub(super) fn merge_marks(source: &Arc<Source>) -> Option<Diagnostic> {
    let text = &source.text;
    let find = |mark: &str, from: usize| {
        let rest = text.get(from..)?;
        if from == 0 && rest.starts_with(mark) {
            return Some(0);
        }
        let at = rest.find(&format!("\n{mark}"))?;
        Some(from + at + 1)
    };
    let line = |at: usize| source.first_line(at..text.len());
    let ours = find("<<<<<<< ", 0)?;
    let theirs = find(">>>>>>> ", ours)?;
    Some(
        error(
            "S032",
            "two versions of this file are not merged",
            source,
            line(ours),
            "the one begins here",
        )
        .at(source, line(theirs), "the other ends here")
        .help("keep what is meant of the two, and take the marks away"),
    )
}

/// The place behind the last character of a span: where a sign is missing.
fn behind(span: Span) -> Range<usize> {
    let end = span.end as usize;
    end..end
}

/// A token's words, cut where they are long.
fn shown(written: &str) -> String {
    let line = written.lines().next().unwrap_or("");
    let mut short: String = line.chars().take(40).collect();
    if short.len() < written.len() {
        short.push('…');
    }
    short
}

fn name_of(token: Token, written: &str) -> String {
    match token.kind {
        Kind::End => "the end of the file".to_owned(),
        Kind::Bad if written.chars().all(|c| c.is_control() || c == '\u{FEFF}') => {
            format!(
                "the control character U+{:04X}",
                written.chars().next().map_or(0, u32::from)
            )
        }
        _ => format!("`{}`", shown(written)),
    }
}

pub(super) fn unexpected(
    source: &Arc<Source>,
    token: Token,
    written: &str,
    expected: &str,
) -> Diagnostic {
    let found = name_of(token, written);
    let fault = error(
        "S001",
        format!("{expected} is expected, not {found}"),
        source,
        token.span.range(),
        format!("not {expected}"),
    );
    let last = source
        .text
        .get(..token.span.start as usize)
        .unwrap_or("")
        .trim_end();
    match written {
        ";" | "," if last.ends_with('.') => fault.help(format!(
            "the `.` before it has ended the statement: write `;` in its place, and take this `{written}` away"
        )),
        "=" => fault.help("in Turtle nothing is set equal: subject, predicate, object, then `.`"),
        ")" | "]" | "}" | ">>" | ")>>" | "|}" => {
            fault.help(format!("take `{written}` away, or open it before"))
        }
        _ if written.starts_with(['“', '”', '‘', '’', '„']) => {
            fault.help("Turtle delimits strings with straight quotation marks `\"`")
        }
        _ if token.kind == Kind::Bad => fault.help("take it away, or put it into a string"),
        _ => fault.help("a statement is a subject, a predicate and an object, and ends with `.`"),
    }
}

pub(super) fn missing_dot(source: &Arc<Source>, statement: Span, next: Option<Span>) -> Diagnostic {
    let fault = error(
        "S010",
        "this statement does not end: `.` is missing",
        source,
        behind(statement),
        "`.` is missing here",
    )
    .help("write ` .` at the end of the statement");
    match next {
        Some(next) => fault.at(source, next.range(), "the next one begins here"),
        None => fault,
    }
}

pub(super) fn missing_semicolon(source: &Arc<Source>, last: Span, next: Span) -> Diagnostic {
    error(
        "S011",
        "`;` is missing between an object and the next predicate",
        source,
        behind(last),
        "`;` is missing here",
    )
    .at(source, next.range(), "read as a predicate")
    .help("`;` goes on with the same subject, `.` ends the statement")
}

pub(super) fn missing_comma(
    source: &Arc<Source>,
    last: Span,
    next: Token,
    written: &str,
) -> Diagnostic {
    let before = source
        .text
        .get(..last.start as usize)
        .unwrap_or("")
        .trim_end();
    let is_name = source
        .text
        .get(last.range())
        .is_some_and(|name| name.contains(':') && !name.starts_with(['"', '\'', '<', '_']));
    // `:a , rdfs:label "x"`: what reads as an object was meant as the next property
    if is_name && before.ends_with(',') {
        return error(
            "S012",
            "`,` stands where `;` should",
            source,
            before.len() - 1..before.len(),
            "`;` is meant here",
        )
        .at(source, last.range(), "then this is the next property")
        .help("`,` gives the same property one more object, `;` goes on with the next property");
    }
    let fault = error(
        "S012",
        "a sign is missing between two objects",
        source,
        behind(last),
        "`,` is missing here",
    )
    .at(source, next.span.range(), "read as one object more");
    match next.kind {
        Kind::Word | Kind::Name => fault.help(format!("`,` divides objects; if `{}` belongs to a text, put the whole text between quotation marks", shown(written))),
        _ => fault.help("`,` divides objects of the same predicate; inside a string, `\"` is written `\\\"`"),
    }
}

pub(super) fn undeclared<'a>(
    source: &Arc<Source>,
    span: Span,
    prefix: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let mut names: Vec<&str> = known.filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    let fault = error(
        "S013",
        format!("the prefix `{prefix}:` is not declared in this file"),
        source,
        span.start as usize..span.start as usize + prefix.len() + 1,
        "not declared",
    );
    match (
        USUAL.iter().find(|(name, _)| *name == prefix),
        nearest(prefix, names.iter().copied()),
    ) {
        (Some((name, namespace)), _) => {
            let line = format!("@prefix {name}: <{namespace}> .");
            // beside the other declarations, below what the file says of itself on top
            let first = source.text.find("@prefix").unwrap_or(0);
            fault.help(format!("add on top of the file: `{line}`")).fix(
                source,
                first..first,
                line + "\n",
            )
        }
        (None, Some(near)) => fault.help(format!("did you mean `{near}:`?")),
        (None, None) => fault.help(format!(
            "declare it on top of the file: `@prefix {prefix}: <…> .`"
        )),
    }
}

pub(super) fn open_text(source: &Arc<Source>, span: Span, written: &str) -> Diagnostic {
    let long = written.starts_with("\"\"\"") || written.starts_with("'''");
    let quote = &written[..1];
    let first = span.start as usize;
    let fault = error(
        "S014",
        "this string is not closed",
        source,
        first..first + if long { 3 } else { 1 },
        "opened here",
    );
    if long {
        fault.help(format!("close it with `{}`", &written[..3]))
    } else {
        fault
            .at(source, behind(span), format!("`{quote}` is missing, perhaps here"))
            .help(format!("close it with `{quote}`; a string of several lines stands between three: `{quote}{quote}{quote}`"))
    }
}

/// What is open stands at `open`: its opening sign.
pub(super) fn unclosed(source: &Arc<Source>, open: Span, last: Span) -> Diagnostic {
    let opening = source.text.get(open.range()).unwrap_or("");
    let (closing, what) = match opening {
        "(" => (")", "the list of its parts ends"),
        "<<" => (">>", "the triple ends"),
        "<<(" => (")>>", "the triple ends"),
        "{|" => ("|}", "the annotation ends"),
        _ => ("]", "the list of its parts ends"),
    };
    error(
        "S015",
        format!("`{opening}` is not closed"),
        source,
        open.range(),
        "opened here",
    )
    .at(
        source,
        behind(last),
        format!("`{closing}` is missing before here"),
    )
    .help(format!("write `{closing}` where {what}"))
}

pub(super) fn unclosed_graph(source: &Arc<Source>, open: Span, last: Span) -> Diagnostic {
    error(
        "S015",
        "`{` is not closed",
        source,
        open.range(),
        "opened here",
    )
    .at(source, behind(last), "`}` is missing before here")
    .help("write `}` where the graph ends")
}

pub(super) fn stray_closing(source: &Arc<Source>, span: Span, written: &str) -> Diagnostic {
    error(
        "S015",
        format!("`{written}` closes nothing"),
        source,
        span.range(),
        "nothing is open here",
    )
    .help(format!("take `{written}` away, or open it before"))
}

pub(super) fn escape(source: &Arc<Source>, span: Range<usize>) -> Diagnostic {
    let written = source
        .text
        .get(source.clamp(span.clone()))
        .unwrap_or("\\")
        .to_owned();
    error("S016", format!("`{}` is no escape", shown(&written)), source, span, "means nothing")
        .help("a backslash itself is written `\\\\`; escapes are \\t \\n \\r \\b \\f \\\" \\' \\\\ and \\u with four, \\U with eight hexadecimal digits")
}

pub(super) fn bad_iri(source: &Arc<Source>, span: Span, written: &str) -> Diagnostic {
    let start = span.start as usize;
    let inner = written.trim_start_matches('<').trim_end_matches('>');
    if !written.ends_with('>') {
        return error(
            "S017",
            "this IRI is not closed",
            source,
            start..start + 1,
            "opened here",
        )
        .at(source, behind(span), "`>` is missing, perhaps here")
        .help("close it with `>`");
    }
    let found = inner
        .char_indices()
        .find(|(_, c)| matches!(c, '\0'..=' ' | '<' | '"' | '{' | '}' | '|' | '^' | '`'));
    let (at, character) = found.unwrap_or((0, ' '));
    let place = start + 1 + at;
    let escaped: String = character
        .to_string()
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    let what = if character == ' ' {
        "a space".to_owned()
    } else if character.is_control() {
        format!("U+{:04X}", u32::from(character))
    } else {
        format!("`{character}`")
    };
    error(
        "S017",
        format!("an IRI holds no {}", what.trim_start_matches("a ")),
        source,
        place..place + character.len_utf8(),
        format!("{what} inside an IRI"),
    )
    .help(format!("write it `{escaped}`, or take it away"))
}

pub(super) fn iri(source: &Arc<Source>, span: Span, words: &str) -> Diagnostic {
    error(
        "S017",
        "this is no IRI",
        source,
        span.range(),
        words.trim_end_matches('.').to_lowercase(),
    )
    .help("an IRI begins with its scheme: `<https://example.org/thing>`")
}

pub(super) fn relative(source: &Arc<Source>, span: Span, written: &str) -> Diagnostic {
    let inner = written.trim_matches(['<', '>']);
    let fault = error(
        "S018",
        format!("`{}` is relative to nothing", shown(written)),
        source,
        span.range(),
        "a relative IRI",
    );
    let looks_prefixed = inner.split_once(':').is_some();
    if inner.starts_with("www.") {
        fault.help(format!("did you mean `<https://{inner}>`?"))
    } else if looks_prefixed {
        fault.help(format!(
            "a name with a prefix stands without angle brackets: `{inner}`"
        ))
    } else {
        fault.help("write it in full, or with a prefix, or declare `@base <https://example.org/> .` on top")
    }
}

pub(super) fn language(source: &Arc<Source>, span: Span, tag: &str) -> Diagnostic {
    if let Some((_, direction)) = tag.split_once("--")
        && !matches!(direction, "ltr" | "rtl")
    {
        return error(
            "S019",
            format!("`{}` is no base direction", shown(direction)),
            source,
            span.range(),
            "neither `ltr` nor `rtl`",
        )
        .help("for example `@ar--rtl` or `@en--ltr`, in small letters");
    }
    error(
        "S019",
        format!("`{}` is no language tag", shown(tag)),
        source,
        span.range(),
        "not as BCP 47 has it",
    )
    .help("for example `@en`, `@ru` or `@zh-Hans`")
}

pub(super) fn subject(
    source: &Arc<Source>,
    token: Token,
    written: &str,
    format: Format,
) -> Diagnostic {
    if token.kind == Kind::Word {
        let fault = error(
            "S001",
            format!("`{}` cannot begin a statement", shown(written)),
            source,
            token.span.range(),
            "neither a name nor an IRI",
        );
        return match nearest(written, ["@prefix", "@base", "prefix", "base"]) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None if matches!(format, Format::Turtle) && written.eq_ignore_ascii_case("graph") => {
                fault.help("graphs stand in TriG files, `.trig`")
            }
            None => fault.help(format!(
                "a name has a prefix, if an empty one: `:{}`",
                shown(written)
            )),
        };
    }
    error(
        "S020",
        "a text or a number cannot be a subject",
        source,
        token.span.range(),
        "a literal",
    )
    .help(
        "a statement is about a thing: begin with its name; or is the `.` before it one too many?",
    )
}

pub(super) fn predicate(source: &Arc<Source>, token: Token, written: &str) -> Diagnostic {
    let fault = |label: &str| {
        error(
            "S021",
            format!("`{}` cannot be a predicate", shown(written)),
            source,
            token.span.range(),
            label.to_owned(),
        )
    };
    match token.kind {
        Kind::Blank => fault("a blank node").help("a predicate is an IRI or a name with a prefix"),
        Kind::Word if written == "A" => fault("a capital").help("did you mean `a`?"),
        Kind::Word => fault("neither a name nor an IRI").help(format!(
            "a name has a prefix, if an empty one: `:{}`; only `a` stands alone",
            shown(written)
        )),
        _ => fault("a literal")
            .help("is a predicate missing before it, or a `,` instead of the `;`?"),
    }
}

pub(super) fn curly_text(source: &Arc<Source>, span: Span, written: &str) -> Diagnostic {
    let first = written.chars().next().unwrap_or('“');
    let inner = written.trim_start_matches(first);
    let inner = inner
        .char_indices()
        .next_back()
        .map_or("", |(at, _)| &inner[..at]);
    error(
        "S022",
        format!("`{first}` does not delimit a string"),
        source,
        span.range(),
        "words between such marks are no string",
    )
    .help(format!(
        "use straight quotation marks: `\"{}\"`",
        shown(inner)
    ))
}

pub(super) fn no_object(source: &Arc<Source>, last: Span, token: Token) -> Diagnostic {
    let sign = source.text.get(token.span.range()).unwrap_or("").to_owned();
    let after_comma = source.text.get(last.range()) == Some(",");
    let (message, label) = if after_comma {
        (
            format!("an object is missing between `,` and `{sign}`"),
            "one object more is promised here",
        )
    } else {
        ("this predicate has no object".to_owned(), "what of it?")
    };
    error("S023", message, source, last.range(), label)
        .at(
            source,
            token.span.range(),
            "an object is expected before this",
        )
        .help(if after_comma {
            format!("take the `,` away, or write what is missing before `{sign}`")
        } else {
            "write the object, or take the predicate away".to_owned()
        })
}

pub(super) fn nothing_said(source: &Arc<Source>, last: Span, token: Token) -> Diagnostic {
    let sign = source.text.get(token.span.range()).unwrap_or("").to_owned();
    error(
        "S023",
        "nothing is said of this subject",
        source,
        last.range(),
        "a subject, or the words before a predicate",
    )
    .at(
        source,
        token.span.range(),
        "a predicate is expected before this",
    )
    .help(format!("write a predicate and an object before `{sign}`"))
}

pub(super) fn file_ends(source: &Arc<Source>, statement: Span, last: Span) -> Diagnostic {
    error(
        "S024",
        "the file ends in the middle of a statement",
        source,
        behind(last),
        "something is missing here",
    )
    .at(source, statement.range(), "the statement that begins here")
    .help(
        "is the file whole? a statement is a subject, a predicate and an object, and ends with `.`",
    )
}

pub(super) fn graph_in_turtle(source: &Arc<Source>, span: Span) -> Diagnostic {
    error(
        "S025",
        "`{` opens a graph, and a Turtle file holds one graph only",
        source,
        span.range(),
        "not in this format",
    )
    .help("call the file `.trig`, or write the statements without `{ }`")
}

pub(super) fn word<'a>(
    source: &Arc<Source>,
    span: Span,
    written: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let fault = error(
        "S027",
        format!("`{}` is neither a name nor a text", shown(written)),
        source,
        span.range(),
        "a word by itself",
    );
    let lower = written.to_ascii_lowercase();
    if matches!(lower.as_str(), "true" | "false") {
        return fault.help(format!("did you mean `{lower}`?"));
    }
    let mut names: Vec<&str> = known.collect();
    names.sort_unstable();
    let near = names.iter().find(|prefix| {
        prefix.len() > 1 && written.len() > prefix.len() && written.starts_with(**prefix)
    });
    match near {
        Some(prefix) => fault.help(format!(
            "is a colon missing? `{prefix}:{}`",
            shown(&written[prefix.len()..])
        )),
        None => fault.help(format!(
            "a text stands between quotation marks: `\"{0}\"`; a name has a prefix: `:{0}`",
            shown(written)
        )),
    }
}

pub(super) fn no_datatype(
    source: &Arc<Source>,
    carets: Span,
    token: Token,
    written: &str,
) -> Diagnostic {
    let at = if token.kind == Kind::Word {
        carets.to(token.span)
    } else {
        carets
    };
    let fault = error(
        "S027",
        "`^^` is followed by no datatype",
        source,
        at.range(),
        "an IRI or a name is expected",
    );
    if token.kind == Kind::Word {
        fault.help(format!("did you mean `^^xsd:{}`?", shown(written)))
    } else {
        fault.help("for example `\"1996\"^^xsd:gYear`")
    }
}

pub(super) fn stray_dot(source: &Arc<Source>, span: Span) -> Diagnostic {
    error(
        "S029",
        "this dot ends nothing",
        source,
        span.range(),
        "no statement is open here",
    )
    .help("take it away")
}

pub(super) fn dot_after_graph(source: &Arc<Source>, span: Span) -> Diagnostic {
    error(
        "S029",
        "no dot stands behind a graph",
        source,
        span.range(),
        "one too many",
    )
    .help("take it away: `}` ends the graph")
}

pub(super) fn sign_in_collection(source: &Arc<Source>, span: Span, written: &str) -> Diagnostic {
    error(
        "S030",
        "the items of a collection are divided by spaces",
        source,
        span.range(),
        "one too many",
    )
    .help(format!("take the `{written}` away: `( :a :b )`"))
}
