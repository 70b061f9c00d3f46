//! Writes Turtle and TriG that are the same to the byte whatever the order the triples came in.
//!
//! Subjects, predicates and objects stand in natural order (`c2` before `c10`), types first, labels next; only the
//! prefixes used are declared. Lexical forms, datatypes and language tags are written as they were authored. A blank
//! node that is referred to once stands inline, one that nothing refers to is `[]`; the others have lasting labels
//! ([`crate::dataset::blank`]) and stand last, so that a triple elsewhere changes no other line.

use super::prefixes::Prefixes;
use crate::dataset::Dataset;
pub use crate::dataset::order::natural;
use crate::dataset::order::{Row, Sorted};
use crate::dataset::shape::Shape;
use crate::dataset::term::{View, is_triple, view};
use crate::dataset::triple::atoms;
use oxrdf::Triple;
use std::io::Write;

const RDF_TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// Statements that one thread writes at a time.
const PIECE: usize = 1 << 15;
/// Objects share a line up to this many characters.
const LINE: usize = 120;

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
    let dataset = Dataset::of_triples(triples);
    let mut bytes = Vec::new();
    // writing into memory does not fail, and what is written is made of texts
    let _ = write_dataset(&dataset, prefixes, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes a dataset as TriG, which is Turtle where it has no named graphs.
pub fn write_dataset(
    dataset: &Dataset,
    prefixes: &[(String, String)],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let sorted = Sorted::of(dataset);
    let shape = Shape::of(&sorted);
    let prefixes = Prefixes::new(prefixes);
    let mut writer = Writer {
        sorted: &sorted,
        shape: &shape,
        prefixes: &prefixes,
        used: used(&sorted, &prefixes),
        graph: 0,
        level: 0,
    };
    writer.head(out)?;
    let mut first = true;
    for rows in sorted.graphs() {
        writer.graph(rows, &mut first, out)?;
    }
    Ok(())
}

/// Which prefixes some term needs: found before anything is written, since they stand on top.
fn used(sorted: &Sorted<'_>, prefixes: &Prefixes) -> Vec<bool> {
    let mut used = vec![false; prefixes.len()];
    let mut need_atom = |token: &str| {
        let iri = match token.as_bytes().first() {
            Some(b'<') => &token[1..token.len() - 1],
            Some(b'"') if token.ends_with('>') && number(token).is_none() => {
                match token.rfind("\"^^<") {
                    Some(at) => &token[at + 4..token.len() - 1],
                    None => return,
                }
            }
            _ => return,
        };
        if let Some((at, _)) = prefixes.shorten(iri) {
            used[at] = true;
        }
    };
    let mut need = |token: &str| {
        if is_triple(token) {
            atoms(token).for_each(&mut need_atom);
        } else {
            need_atom(token);
        }
    };
    sorted
        .predicates
        .iter()
        .map(|predicate| sorted.token(*predicate))
        .filter(|predicate| *predicate != RDF_TYPE)
        .for_each(&mut need);
    sorted.tokens_beside_predicates().for_each(need);
    used
}

struct Writer<'a> {
    sorted: &'a Sorted<'a>,
    shape: &'a Shape,
    prefixes: &'a Prefixes,
    used: Vec<bool>,
    /// The graph that is being written, by rank.
    graph: u32,
    /// Levels of indentation around it: one inside the braces of TriG.
    level: usize,
}

impl Writer<'_> {
    fn head(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut declared: Vec<(&str, &str)> = (0..self.prefixes.len())
            .filter(|at| self.used[*at])
            .map(|at| self.prefixes.get(at))
            .collect();
        declared.sort_unstable();
        for (name, namespace) in &declared {
            let mut iri = String::new();
            crate::dataset::term::push_iri(&mut iri, namespace);
            writeln!(out, "@prefix {name}: {iri} .")?;
        }
        if !declared.is_empty() {
            writeln!(out)?;
        }
        Ok(())
    }

    /// One graph: its subjects in order, those without a name last, by what is said of them.
    fn graph(
        &mut self,
        rows: &[Row],
        first: &mut bool,
        out: &mut dyn Write,
    ) -> std::io::Result<()> {
        self.graph = rows[0].g;
        let name = self.sorted.token(self.graph);
        self.level = usize::from(!name.is_empty());
        let mut text = String::new();
        let begins = |first: &mut bool| if std::mem::take(first) { "" } else { "\n" };
        if self.level == 1 {
            text.push_str(begins(first));
            self.push_rank(&mut text, self.graph, 0);
            text.push_str(" {\n");
            *first = true;
        }
        let (named, unnamed) =
            rows.split_at(rows.partition_point(|row| !self.sorted.is_blank(row.s)));
        if !named.is_empty() {
            text.push_str(begins(first));
            out.write_all(text.as_bytes())?;
            text.clear();
        }
        let mut gap = "";
        in_pieces(named, &|rows| self.named(rows), &mut |text| {
            out.write_all(std::mem::replace(&mut gap, "\n").as_bytes())?;
            out.write_all(text.as_bytes())
        })?;
        let mut blocks: Vec<(String, &str)> = Vec::new();
        in_pieces(unnamed, &|rows| self.unnamed(rows), &mut |more| {
            blocks.extend(more);
            Ok(())
        })?;
        blocks.sort_by(|a, b| natural(&a.0, &b.0).then_with(|| a.1.cmp(b.1)));
        for (block, label) in blocks {
            text.push_str(begins(first));
            self.indent(&mut text, self.level);
            text.push_str(label);
            text.push_str(&block);
        }
        if self.level == 1 {
            text.push_str("}\n");
        }
        *first = false;
        out.write_all(text.as_bytes())
    }

    /// Subjects with a name, an empty line between them.
    fn named(&self, rows: &[Row]) -> String {
        let mut text = String::new();
        for about in rows.chunk_by(|a, b| a.s == b.s) {
            if !text.is_empty() {
                text.push('\n');
            }
            self.indent(&mut text, self.level);
            self.push_rank(&mut text, about[0].s, 0);
            self.push_block(&mut text, about);
        }
        text
    }

    /// Subjects without a name that stand in no other: what is said of each, and its label.
    fn unnamed(&self, rows: &[Row]) -> Vec<(String, &str)> {
        rows.chunk_by(|a, b| a.s == b.s)
            .filter(|about| !self.shape.is_inline(about[0].s))
            .map(|about| {
                let label = if self.shape.is_anonymous(about[0].s) {
                    "[]"
                } else {
                    self.sorted.token(about[0].s)
                };
                let mut block = String::new();
                self.push_block(&mut block, about);
                (block, label)
            })
            .collect()
    }

    fn push_block(&self, text: &mut String, about: &[Row]) {
        text.push('\n');
        self.indent(text, self.level + 1);
        self.push_predicates(text, about, self.level + 1);
        text.push_str(" .\n");
    }

    /// `predicate objects` of a subject, in order, parted by semicolons.
    fn push_predicates(&self, text: &mut String, about: &[Row], level: usize) {
        for (at, rows) in about.chunk_by(|a, b| a.p == b.p).enumerate() {
            if at > 0 {
                text.push_str(" ;\n");
                self.indent(text, level);
            }
            let predicate = self.sorted.predicate(&rows[0]);
            if predicate == RDF_TYPE {
                text.push('a');
            } else {
                self.push_iri(text, predicate);
            }
            match rows {
                [row] => {
                    text.push(' ');
                    self.push_rank(text, row.o, level);
                }
                rows => self.push_objects(text, rows, level),
            }
        }
    }

    fn push_objects(&self, text: &mut String, rows: &[Row], level: usize) {
        let named = rows.partition_point(|row| !self.sorted.is_blank(row.o));
        let mut written: Vec<String> = rows
            .iter()
            .map(|row| {
                let mut one = String::new();
                self.push_rank(&mut one, row.o, level);
                one
            })
            .collect();
        written[named..].sort_by(|a, b| natural(a, b));
        let length: usize = written.iter().map(|one| one.chars().count() + 3).sum();
        let many_lines = length > LINE && written.len() > 1;
        for (at, one) in written.iter().enumerate() {
            if at > 0 {
                text.push_str(" ,");
            }
            if many_lines {
                text.push('\n');
                self.indent(text, level + 1);
            } else {
                text.push(' ');
            }
            text.push_str(one);
        }
    }

    fn push_rank(&self, text: &mut String, rank: u32, level: usize) {
        let token = self.sorted.token(rank);
        if self.sorted.is_blank(rank) {
            self.push_blank(text, rank, token, level);
        } else if is_triple(token) {
            self.push_triple(text, token);
        } else {
            self.push_atom(text, token);
        }
    }

    fn push_atom(&self, text: &mut String, token: &str) {
        match token.as_bytes().first() {
            Some(b'<') => self.push_iri(text, token),
            Some(b'"') => self.push_literal(text, token),
            _ => text.push_str(token),
        }
    }

    /// A triple term on one line; the blank nodes in it have labels.
    fn push_triple(&self, text: &mut String, token: &str) {
        let mut rest = token;
        let mut depth = 0;
        while let View::Triple([subject, predicate, object]) = view(rest) {
            text.push_str("<<( ");
            self.push_atom(text, subject);
            text.push(' ');
            self.push_iri(text, predicate);
            text.push(' ');
            (rest, depth) = (object, depth + 1);
        }
        self.push_atom(text, rest);
        text.push_str(&" )>>".repeat(depth));
    }

    fn push_blank(&self, text: &mut String, rank: u32, token: &str, level: usize) {
        if !self.shape.is_inline(rank) {
            text.push_str(token);
            return;
        }
        if let Some(items) = self.shape.list(rank) {
            text.push_str("( ");
            for item in items {
                self.push_rank(text, item, level + 1);
                text.push(' ');
            }
            text.push(')');
            return;
        }
        let about = self.shape.about(self.sorted, self.graph, rank);
        let several = about.first().map(|row| row.p) != about.last().map(|row| row.p);
        match about {
            [] => text.push_str("[]"),
            about if several => {
                text.push_str("[\n");
                self.indent(text, level + 1);
                self.push_predicates(text, about, level + 1);
                text.push('\n');
                self.indent(text, level);
                text.push(']');
            }
            about => {
                text.push_str("[ ");
                self.push_predicates(text, about, level + 1);
                text.push_str(" ]");
            }
        }
    }

    fn push_iri(&self, text: &mut String, token: &str) {
        match self.prefixes.shorten(&token[1..token.len() - 1]) {
            Some((at, local)) => {
                text.push_str(self.prefixes.get(at).0);
                text.push(':');
                text.push_str(local);
            }
            None => text.push_str(token),
        }
    }

    fn push_literal(&self, text: &mut String, token: &str) {
        if !token.ends_with('>') {
            text.push_str(token);
        } else if let Some(number) = number(token) {
            text.push_str(number);
        } else if let Some(at) = token.rfind("\"^^<") {
            text.push_str(&token[..at + 3]);
            self.push_iri(text, &token[at + 3..]);
        } else {
            text.push_str(token);
        }
    }

    fn indent(&self, text: &mut String, level: usize) {
        for _ in 0..level {
            text.push_str("    ");
        }
    }
}

/// Works on pieces of whole subjects on all cores, and gives what comes of them in their order.
fn in_pieces<T: Send>(
    rows: &[Row],
    work: &(dyn Fn(&[Row]) -> T + Sync),
    give: &mut dyn FnMut(T) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut pieces = Vec::new();
    let mut rest = rows;
    while !rest.is_empty() {
        let full = rest.len().min(PIECE);
        let last = rest[full - 1].s;
        let more = rest[full..].iter().take_while(|row| row.s == last).count();
        let (piece, others) = rest.split_at(full + more);
        pieces.push(piece);
        rest = others;
    }
    if let [piece] = pieces[..] {
        return give(work(piece));
    }
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(1, 8);
    let mut done: Vec<T> = Vec::new();
    for some in pieces.chunks(threads) {
        done = std::thread::scope(|scope| {
            let running: Vec<_> = some
                .iter()
                .map(|piece| scope.spawn(|| work(piece)))
                .collect();
            // what came of the pieces before is written meanwhile
            done.drain(..).try_for_each(&mut *give)?;
            let end = |running: std::thread::ScopedJoinHandle<'_, T>| {
                running
                    .join()
                    .unwrap_or_else(|cause| std::panic::resume_unwind(cause))
            };
            std::io::Result::Ok(running.into_iter().map(end).collect())
        })?;
    }
    done.into_iter().try_for_each(give)
}

/// The bare form of a literal that Turtle reads back as it is: integers, decimals, doubles and truth values.
pub fn number(token: &str) -> Option<&str> {
    let (value, datatype) = token
        .strip_prefix('"')?
        .strip_suffix('>')?
        .rsplit_once("\"^^<")?;
    let fits = match datatype.strip_prefix(XSD)? {
        "integer" => is_integer(value),
        "decimal" => is_decimal(value),
        "double" => is_double(value),
        "boolean" => matches!(value, "true" | "false"),
        _ => false,
    };
    fits.then_some(value)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_integer(text: &str) -> bool {
    let bare = unsigned(text);
    !bare.is_empty() && digits(bare)
}

fn is_decimal(text: &str) -> bool {
    unsigned(text)
        .split_once('.')
        .is_some_and(|(whole, part)| !part.is_empty() && digits(whole) && digits(part))
}

fn is_double(text: &str) -> bool {
    let Some((mantissa, exponent)) = unsigned(text).split_once(['e', 'E']) else {
        return false;
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    is_integer(exponent) && digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty())
}
