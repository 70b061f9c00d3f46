//! Writes triples as Turtle that is the same to the byte whatever the order they came in.
//!
//! Subjects, predicates and objects stand in natural order (`c2` before `c10`), types first, labels next; only the
//! prefixes used are declared. Lexical forms, datatypes and language tags are written as they were authored. A blank
//! node that is referred to once stands inline; the others are numbered by their local structure, so that a triple
//! elsewhere does not renumber them.

use oxrdf::{BlankNode, Literal, NamedOrBlankNode, Term, Triple};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Blank nodes are inlined no deeper than this; deeper ones get a label.
const DEEPEST: usize = 16;

/// The triples as Turtle with the prefixes they use.
///
/// ```
/// # use oxrdf::{NamedNode, Triple, Literal};
/// let name = |local: &str| NamedNode::new_unchecked(format!("http://e/{local}"));
/// let triples = [Triple::new(name("a10"), name("p"), Literal::from("x")), Triple::new(name("a2"), name("p"), name("b"))];
/// let prefixes = [("e".to_owned(), "http://e/".to_owned())];
/// let text = relata::turtle::write_turtle(&triples, &prefixes);
/// assert_eq!(text, "@prefix e: <http://e/> .\n\ne:a2\n    e:p e:b .\n\ne:a10\n    e:p \"x\" .\n");
/// ```
pub fn write_turtle(triples: &[Triple], prefixes: &[(String, String)]) -> String {
    let mut writer = Writer::new(triples, prefixes);
    let body = writer.body();
    let mut head = String::new();
    let used: BTreeMap<&str, &str> = prefixes
        .iter()
        .filter(|(name, _)| writer.used.contains(name))
        .map(|(name, namespace)| (name.as_str(), namespace.as_str()))
        .collect();
    for (name, namespace) in &used {
        head.push_str(&format!("@prefix {name}: <{}> .\n", escape_iri(namespace)));
    }
    match (used.is_empty(), body.is_empty()) {
        (true, _) | (_, true) => body,
        _ => format!("{head}\n{body}"),
    }
}

/// Compares names as people do: runs of digits by their number.
///
/// ```
/// # use relata::turtle::write::natural;
/// assert!(natural("c2", "c10").is_lt());
/// ```
pub fn natural(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left, right);
    loop {
        let digits =
            |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (m, n) = (digits(a), digits(b));
        if m > 0 && n > 0 {
            let (x, y) = (
                a[..m].trim_start_matches('0'),
                b[..n].trim_start_matches('0'),
            );
            let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
            if order.is_ne() {
                return order;
            }
            (a, b) = (&a[m..], &b[n..]);
            continue;
        }
        match (a.chars().next(), b.chars().next()) {
            (Some(x), Some(y)) if x == y => (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]),
            (Some(x), Some(y)) => return x.cmp(&y),
            (None, None) => return left.cmp(right),
            (x, y) => return x.is_some().cmp(&y.is_some()),
        }
    }
}

struct Writer<'a> {
    prefixes: &'a [(String, String)],
    used: BTreeSet<String>,
    subjects: HashMap<NamedOrBlankNode, Vec<&'a Triple>>,
    inline: HashSet<BlankNode>,
    labels: HashMap<BlankNode, String>,
}

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

impl<'a> Writer<'a> {
    fn new(triples: &'a [Triple], prefixes: &'a [(String, String)]) -> Self {
        let mut seen = HashSet::new();
        let mut subjects: HashMap<NamedOrBlankNode, Vec<&Triple>> = HashMap::new();
        let mut references: HashMap<&BlankNode, Vec<&NamedOrBlankNode>> = HashMap::new();
        for triple in triples.iter().filter(|triple| seen.insert(*triple)) {
            subjects
                .entry(triple.subject.clone())
                .or_default()
                .push(triple);
            if let Term::BlankNode(node) = &triple.object {
                references.entry(node).or_default().push(&triple.subject);
            }
        }
        let colours = colours(&seen);
        let mut writer = Self {
            prefixes,
            used: BTreeSet::new(),
            subjects,
            inline: HashSet::new(),
            labels: HashMap::new(),
        };
        writer.inline = inline(&references);
        let mut labelled: Vec<&BlankNode> = colours
            .keys()
            .filter(|node| !writer.inline.contains(*node))
            .copied()
            .collect();
        labelled.sort_by(|a, b| {
            colours[a]
                .cmp(&colours[b])
                .then_with(|| natural(a.as_str(), b.as_str()))
        });
        writer.labels = labelled
            .into_iter()
            .enumerate()
            .map(|(at, node)| (node.clone(), format!("_:b{}", at + 1)))
            .collect();
        writer
    }

    fn body(&mut self) -> String {
        let mut order: Vec<(bool, String, NamedOrBlankNode)> = self
            .subjects
            .keys()
            .filter(|subject| !matches!(subject, NamedOrBlankNode::BlankNode(node) if self.inline.contains(node)))
            .map(|subject| match subject {
                NamedOrBlankNode::NamedNode(node) => (false, node.as_str().to_owned(), subject.clone()),
                NamedOrBlankNode::BlankNode(node) => (true, self.labels.get(node).cloned().unwrap_or_default(), subject.clone()),
            })
            .collect();
        order.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| natural(&a.1, &b.1)));
        let blocks: Vec<String> = order
            .into_iter()
            .map(|(_, _, subject)| {
                let name = match &subject {
                    NamedOrBlankNode::NamedNode(node) => self.iri(node.as_str()),
                    NamedOrBlankNode::BlankNode(node) => self
                        .labels
                        .get(node)
                        .cloned()
                        .unwrap_or_else(|| node.to_string()),
                };
                let lines = self.predicates(&subject, 1);
                format!("{name}\n    {} .\n", lines.join(" ;\n    "))
            })
            .collect();
        blocks.join("\n")
    }

    /// `predicate objects` of a subject, in order.
    fn predicates(&mut self, subject: &NamedOrBlankNode, depth: usize) -> Vec<String> {
        let mut grouped: BTreeMap<(u8, Natural), Vec<&'a Term>> = BTreeMap::new();
        for triple in self.subjects.get(subject).cloned().unwrap_or_default() {
            let iri = triple.predicate.as_str();
            let rank = if iri == format!("{RDF}type") {
                0
            } else if iri.ends_with("label") || iri.ends_with("Label") {
                1
            } else {
                2
            };
            grouped
                .entry((rank, Natural(iri.to_owned())))
                .or_default()
                .push(&triple.object);
        }
        grouped
            .into_iter()
            .map(|((rank, Natural(iri)), objects)| {
                let mut written: Vec<String> = objects
                    .into_iter()
                    .map(|object| self.term(object, depth))
                    .collect();
                written.sort_by(|a, b| natural(a, b));
                let predicate = if rank == 0 {
                    "a".to_owned()
                } else {
                    self.iri(&iri)
                };
                let one_line = written.join(" , ");
                if one_line.chars().count() > 120 && written.len() > 1 {
                    format!(
                        "{predicate}\n{0}{1}",
                        "    ".repeat(depth + 1),
                        written.join(&format!(" ,\n{}", "    ".repeat(depth + 1)))
                    )
                } else {
                    format!("{predicate} {one_line}")
                }
            })
            .collect()
    }

    fn term(&mut self, term: &Term, depth: usize) -> String {
        match term {
            Term::NamedNode(node) => self.iri(node.as_str()),
            Term::Literal(literal) => self.literal(literal),
            Term::BlankNode(node) if self.inline.contains(node) => {
                let subject = NamedOrBlankNode::from(node.clone());
                if let Some(items) = self.collection(node) {
                    let items: Vec<String> = items
                        .into_iter()
                        .map(|item| self.term(item, depth + 1))
                        .collect();
                    return format!("( {} )", items.join(" "));
                }
                let lines = self.predicates(&subject, depth + 1);
                match lines.len() {
                    0 => "[]".to_owned(),
                    1 => format!("[ {} ]", lines[0]),
                    _ => {
                        let indent = "    ".repeat(depth + 1);
                        format!(
                            "[\n{indent}{}\n{}]",
                            lines.join(&format!(" ;\n{indent}")),
                            "    ".repeat(depth)
                        )
                    }
                }
            }
            Term::BlankNode(node) => self
                .labels
                .get(node)
                .cloned()
                .unwrap_or_else(|| node.to_string()),
            #[expect(
                unreachable_patterns,
                reason = "triple terms exist where a dependency turns RDF 1.2 on"
            )]
            other => other.to_string(),
        }
    }

    /// The items of a well-formed list whose cells are all inline.
    fn collection(&self, head: &BlankNode) -> Option<Vec<&'a Term>> {
        let mut items = Vec::new();
        let mut cell = head.clone();
        loop {
            let triples = self.subjects.get(&NamedOrBlankNode::from(cell.clone()))?;
            let object = |local: &str| {
                triples
                    .iter()
                    .find(|triple| triple.predicate.as_str() == format!("{RDF}{local}"))
                    .map(|triple| &triple.object)
            };
            let (first, rest) = (object("first")?, object("rest")?);
            if triples.len() != 2 {
                return None;
            }
            items.push(first);
            match rest {
                Term::NamedNode(node) if node.as_str() == format!("{RDF}nil") => {
                    return Some(items);
                }
                Term::BlankNode(node) if self.inline.contains(node) => cell = node.clone(),
                _ => return None,
            }
        }
    }

    fn iri(&mut self, iri: &str) -> String {
        let fitting = self
            .prefixes
            .iter()
            .filter_map(|(name, namespace)| {
                Some((name, namespace.len(), iri.strip_prefix(namespace.as_str())?))
            })
            .filter(|(_, length, local)| *length > 0 && is_plain_local(local))
            .max_by_key(|(name, length, _)| (*length, std::cmp::Reverse(*name)));
        match fitting {
            Some((name, _, local)) => {
                self.used.insert(name.clone());
                format!("{name}:{local}")
            }
            None => format!("<{}>", escape_iri(iri)),
        }
    }

    fn literal(&mut self, literal: &Literal) -> String {
        let value = literal.value();
        if let Some(language) = literal.language() {
            return format!("{}@{language}", quoted(value));
        }
        let datatype = literal.datatype();
        match datatype.as_str().strip_prefix(XSD) {
            Some("string") => quoted(value),
            Some("integer") if is_integer(value) => value.to_owned(),
            Some("decimal") if is_decimal(value) => value.to_owned(),
            Some("boolean") if matches!(value, "true" | "false") => value.to_owned(),
            _ => format!("{}^^{}", quoted(value), self.iri(datatype.as_str())),
        }
    }
}

/// A string that sorts naturally.
#[derive(PartialEq, Eq)]
struct Natural(String);

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        natural(&self.0, &other.0)
    }
}

/// Blank nodes that are referred to exactly once, in no cycle and not too deep.
fn inline(references: &HashMap<&BlankNode, Vec<&NamedOrBlankNode>>) -> HashSet<BlankNode> {
    let single = |node: &BlankNode| {
        references
            .get(node)
            .filter(|from| from.len() == 1)
            .map(|from| from[0])
    };
    references
        .keys()
        .filter(|node| {
            let mut at: &BlankNode = node;
            for _ in 0..DEEPEST {
                match single(at) {
                    None => return at != **node,
                    Some(NamedOrBlankNode::NamedNode(_)) => return true,
                    Some(NamedOrBlankNode::BlankNode(next)) => at = next,
                }
            }
            false
        })
        .map(|node| (*node).clone())
        .collect()
}

/// A colour for each blank node from what surrounds it, refined until the number of colours stands still.
fn colours<'a>(triples: &HashSet<&'a Triple>) -> HashMap<&'a BlankNode, String> {
    let mut colours: HashMap<&BlankNode, String> = HashMap::new();
    for triple in triples {
        if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
            colours.insert(node, String::new());
        }
        if let Term::BlankNode(node) = &triple.object {
            colours.insert(node, String::new());
        }
    }
    let mut distinct = 0;
    for _ in 0..colours.len().min(DEEPEST) {
        let mut around: HashMap<&BlankNode, Vec<String>> = HashMap::new();
        for triple in triples {
            let subject = match &triple.subject {
                NamedOrBlankNode::BlankNode(node) => colours[node].clone(),
                NamedOrBlankNode::NamedNode(node) => node.to_string(),
            };
            let object = match &triple.object {
                Term::BlankNode(node) => colours[node].clone(),
                other => other.to_string(),
            };
            if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
                around
                    .entry(node)
                    .or_default()
                    .push(format!("> {} {object}", triple.predicate));
            }
            if let Term::BlankNode(node) = &triple.object {
                around
                    .entry(node)
                    .or_default()
                    .push(format!("< {} {subject}", triple.predicate));
            }
        }
        colours = around
            .into_iter()
            .map(|(node, mut lines)| {
                lines.sort_unstable();
                (node, crate::text::sha256(lines.join("\n")))
            })
            .collect();
        let now = colours.values().collect::<HashSet<_>>().len();
        if now == distinct {
            break;
        }
        distinct = now;
    }
    colours
}

fn is_plain_local(local: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    local.chars().all(plain) && !local.starts_with('-')
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let bare = text.strip_prefix(['+', '-']).unwrap_or(text);
    bare.split_once('.').is_some_and(|(whole, part)| {
        !part.is_empty()
            && whole
                .bytes()
                .chain(part.bytes())
                .all(|b| b.is_ascii_digit())
    })
}

fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => text.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

fn escape_iri(iri: &str) -> String {
    let mut text = String::with_capacity(iri.len());
    for character in iri.chars() {
        if matches!(
            character,
            '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\'
        ) {
            text.push_str(&format!("\\u{:04X}", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text
}
