//! Lasting labels for blank nodes: from what is said of them nearby, never from what the file called them.
//!
//! Canonical numbers (RDFC-1.0) are the wrong tool for a file under revision: one more blank node renumbers the rest. Here
//! a label is a digest of the node's own statements where these tell it from all others, of its neighbours' where they
//! do not, and of its whole connected part at last. So a statement changes the labels of the nodes near it and of no other.
//!
//! Nodes of one connected part that are alike in all this are told apart one at a time, each time in the way that gives
//! the least outcome. Real ties are symmetries, where any choice writes the same bytes. The search is bounded by
//! `WORK`; a graph made to defeat it is written rightly, though perhaps under other labels from another input order.

use super::{Dataset, Id, triple};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// The most statements hashed while ties are broken, over the whole dataset.
const WORK: usize = 2_000_000;
/// Characters of a label's digest, where these are enough.
const SHORT: usize = 8;

/// What tells the parts of a triple term from a statement.
const TERM: &str = "<<(";

type Colour = u128;

/// A lasting label, `_:b` and a digest, for each blank node; the token with these labels for each triple term that holds
/// a blank node.
///
/// ```
/// # use relata::dataset::{Dataset, DEFAULT_GRAPH, blank::labels};
/// let mut dataset = Dataset::new();
/// let [x, y, p] = ["_:x", "_:y", "<http://e/p>"].map(|token| dataset.intern(token));
/// let one = dataset.intern("\"1\"");
/// dataset.insert([x, p, one, DEFAULT_GRAPH]);
/// dataset.settle();
/// let before = labels(&dataset)[&x].clone();
/// dataset.insert([y, p, p, DEFAULT_GRAPH]);
/// dataset.settle();
/// assert_eq!(labels(&dataset)[&x], before);
/// ```
pub fn labels(dataset: &Dataset) -> HashMap<Id, String> {
    let web = Web::of(dataset);
    if web.nodes.is_empty() {
        return HashMap::new();
    }
    let own = web.own();
    let near = web.refined(&own);
    let whole = web.whole(&own);
    let chosen = choose(&[&own, &near, &whole]);
    // a short label is given up by those alone that share it, so that one more node lengthens no other label
    let short = |colour: Colour| colour >> (128 - 4 * SHORT);
    let mut begun: HashMap<Colour, usize> = HashMap::with_capacity(chosen.len());
    for colour in &chosen {
        *begun.entry(short(*colour)).or_insert(0) += 1;
    }
    let mut labels: HashMap<Id, String> = web
        .nodes
        .iter()
        .zip(chosen)
        .filter(|(id, _)| dataset.is_blank(**id))
        .map(|(id, colour)| {
            let hex = format!("{colour:032x}");
            let length = if begun[&short(colour)] == 1 {
                SHORT
            } else {
                hex.len()
            };
            (*id, format!("_:b{}", &hex[..length]))
        })
        .collect();
    for id in dataset.triple_terms() {
        let Some(parts) = dataset.triple(id) else {
            continue;
        };
        if parts.iter().any(|part| labels.contains_key(part)) {
            let token = |part: Id| {
                labels
                    .get(&part)
                    .map_or_else(|| dataset.token(part), String::as_str)
            };
            labels.insert(id, triple::token(parts.map(token)));
        }
    }
    labels
}

/// For each node the first of its colours that no other node has.
fn choose(levels: &[&Vec<Colour>]) -> Vec<Colour> {
    let last = levels.len() - 1;
    let counts: Vec<HashMap<Colour, usize>> = levels.iter().map(|level| count(level)).collect();
    (0..levels[0].len())
        .map(|node| {
            (0..last)
                .map(|at| (at, levels[at][node]))
                .find(|(at, colour)| counts[*at][colour] == 1)
                .map_or(levels[last][node], |(_, colour)| colour)
        })
        .collect()
}

fn count(colours: &[Colour]) -> HashMap<Colour, usize> {
    let mut counts = HashMap::new();
    for colour in colours {
        *counts.entry(*colour).or_insert(0) += 1;
    }
    counts
}

/// A statement seen from one of its blank nodes.
struct Edge {
    /// Digest of all that is no blank node, and of where the blank nodes stand.
    ground: Colour,
    /// The other blank nodes, by place in [`Web::nodes`]; `None` for the node itself and for other terms.
    others: [Option<usize>; 3],
}

/// The blank nodes and the statements about them.
///
/// A triple term with blank nodes in it is a node as well, of which its parts are said: so what stands inside it and what
/// refers to it meet in it.
struct Web {
    nodes: Vec<Id>,
    edges: Vec<Vec<Edge>>,
}

impl Web {
    fn of(dataset: &Dataset) -> Self {
        let mut place: HashMap<Id, usize> = HashMap::new();
        let mut web = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
        };
        let mut open: HashSet<Id> = HashSet::new();
        let mut terms: Vec<([Id; 3], Id, &str)> = Vec::new();
        for id in dataset.triple_terms() {
            let Some([subject, predicate, object]) = dataset.triple(id) else {
                continue;
            };
            if dataset.is_blank(subject) || dataset.is_blank(object) || open.contains(&object) {
                open.insert(id);
                terms.push(([id, object, subject], predicate, TERM));
            }
        }
        let is_node = |id: Id| dataset.is_blank(id) || open.contains(&id);
        let quads = dataset
            .quads()
            .iter()
            .map(|quad| ([quad[0], quad[2], quad[3]], quad[1], ""));
        for (ends, predicate, kind) in quads.chain(terms.iter().copied()) {
            if !ends.iter().any(|id| is_node(*id)) {
                continue;
            }
            let blanks = ends.map(|id| {
                is_node(id).then(|| {
                    *place.entry(id).or_insert_with(|| {
                        web.nodes.push(id);
                        web.edges.push(Vec::new());
                        web.nodes.len() - 1
                    })
                })
            });
            for node in distinct(blanks) {
                let mut text = Sha256::new();
                text.update(kind);
                text.update(dataset.token(predicate));
                for (end, blank) in ends.iter().zip(blanks) {
                    text.update([0]);
                    match blank {
                        None => text.update(dataset.token(*end)),
                        Some(other) if other == node => text.update("_:self"),
                        Some(_) => text.update("_:other"),
                    }
                }
                web.edges[node].push(Edge {
                    ground: finish(text),
                    others: blanks.map(|blank| blank.filter(|other| *other != node)),
                });
            }
        }
        web
    }

    /// What each node's own statements say, its neighbours unseen.
    fn own(&self) -> Vec<Colour> {
        self.edges
            .iter()
            .map(|edges| digest(0, edges.iter().map(|edge| edge.ground).collect()))
            .collect()
    }

    /// One look further: each colour with those of the neighbours.
    fn refined(&self, colours: &[Colour]) -> Vec<Colour> {
        (0..self.nodes.len())
            .map(|node| self.look(node, |other| colours[other], colours[node]))
            .collect()
    }

    fn look(&self, node: usize, colour: impl Fn(usize) -> Colour, own: Colour) -> Colour {
        let around = self.edges[node]
            .iter()
            .filter(|edge| edge.others.iter().any(Option::is_some))
            .map(|edge| mix(edge, &colour))
            .collect();
        digest(own, around)
    }

    /// A colour for each node that no other node of its connected part has, nor one of another part that differs.
    fn whole(&self, own: &[Colour]) -> Vec<Colour> {
        let mut colours = self.swept(own);
        let mut work = WORK;
        let mut copies: HashMap<Colour, Colour> = HashMap::new();
        for part in self.parts() {
            self.tell_apart(&part, &mut colours, &mut work);
            // parts that are alike in everything are numbered; which gets which number does not show
            let certificate = digest(1, part.iter().map(|node| colours[*node]).collect());
            let copy = copies.entry(certificate).or_insert(0);
            for node in &part {
                colours[*node] = digest(*copy, vec![colours[*node], certificate]);
            }
            *copy += 1;
        }
        colours
    }

    /// Colours from everything below a node, then from everything above it, in one sweep each; this alone tells the
    /// nodes of any tree apart, however deep it is. Nodes in or beyond a cycle keep what they had.
    fn swept(&self, own: &[Colour]) -> Vec<Colour> {
        let below = self.sweep(own, true);
        self.sweep(&below, false)
    }

    fn sweep(&self, start: &[Colour], downwards: bool) -> Vec<Colour> {
        // subject (0) points to object (1); the graph's name (2) counts as a subject of all its statements
        let points = |edge: &Edge| {
            let (to, from) = if downwards {
                (edge.others[1], [None, None])
            } else {
                (None, [edge.others[0], edge.others[2]])
            };
            [to, from[0], from[1]]
        };
        let mut colours = start.to_vec();
        let mut waiting: Vec<usize> = Vec::new();
        let mut dependants: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        let mut missing = vec![0usize; self.nodes.len()];
        for (node, edges) in self.edges.iter().enumerate() {
            for other in edges.iter().flat_map(points).flatten() {
                dependants[other].push(node);
                missing[node] += 1;
            }
            if missing[node] == 0 {
                waiting.push(node);
            }
        }
        while let Some(node) = waiting.pop() {
            let around = self.edges[node]
                .iter()
                .filter(|edge| points(edge).iter().any(Option::is_some))
                .map(|edge| {
                    mix(edge, &|other| {
                        if points(edge).contains(&Some(other)) {
                            colours[other]
                        } else {
                            0
                        }
                    })
                })
                .collect();
            colours[node] = digest(colours[node], around);
            for dependant in std::mem::take(&mut dependants[node]) {
                missing[dependant] -= 1;
                if missing[dependant] == 0 {
                    waiting.push(dependant);
                }
            }
        }
        colours
    }

    /// The connected parts, each a list of nodes.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.nodes.len()];
        let mut parts = Vec::new();
        for start in 0..self.nodes.len() {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let mut part = vec![start];
            let mut at = 0;
            while let Some(node) = part.get(at).copied() {
                at += 1;
                for other in self.edges[node]
                    .iter()
                    .flat_map(|edge| edge.others)
                    .flatten()
                {
                    if !std::mem::replace(&mut seen[other], true) {
                        part.push(other);
                    }
                }
            }
            parts.push(part);
        }
        parts
    }

    /// Gives every node of a connected part a colour of its own.
    fn tell_apart(&self, part: &[usize], colours: &mut [Colour], work: &mut usize) {
        if is_discrete(part, colours) {
            return;
        }
        self.settle(part, colours, work);
        self.split_twins(part, colours);
        self.settle(part, colours, work);
        while let Some(tied) = smallest_tie(part, colours) {
            if *work == 0 {
                // out of patience: the order of the input decides
                for (number, node) in (0..).zip(part) {
                    colours[*node] = digest(2, vec![colours[*node], number]);
                }
                return;
            }
            let mut best: Option<(Colour, Vec<Colour>)> = None;
            for candidate in tied {
                let mut tried: Vec<Colour> = colours.to_vec();
                tried[candidate] = digest(3, vec![tried[candidate]]);
                *work = work.saturating_sub(colours.len() / 64);
                self.settle(part, &mut tried, work);
                let certificate = digest(4, part.iter().map(|node| tried[*node]).collect());
                if best.as_ref().is_none_or(|(least, _)| certificate < *least) {
                    best = Some((certificate, tried));
                }
                if *work == 0 {
                    break;
                }
            }
            if let Some((_, chosen)) = best {
                colours.copy_from_slice(&chosen);
            }
        }
    }

    /// Refines the colours of a part until their number stands still.
    fn settle(&self, part: &[usize], colours: &mut [Colour], work: &mut usize) {
        let distinct = |colours: &[Colour]| {
            part.iter()
                .map(|node| colours[*node])
                .collect::<HashSet<_>>()
                .len()
        };
        let cost: usize = part.iter().map(|node| self.edges[*node].len()).sum();
        let mut known = distinct(colours);
        while known < part.len() && *work > 0 {
            *work = work.saturating_sub(cost);
            let next: Vec<Colour> = part
                .iter()
                .map(|node| self.look(*node, |other| colours[other], colours[*node]))
                .collect();
            for (node, colour) in part.iter().zip(next) {
                colours[*node] = colour;
            }
            let now = distinct(colours);
            if now == known {
                return;
            }
            known = now;
        }
    }

    /// Numbers the nodes that have the same statements with the same neighbours: they can change places unnoticed.
    fn split_twins(&self, part: &[usize], colours: &mut [Colour]) {
        let mut groups: HashMap<Colour, Colour> = HashMap::new();
        for node in part {
            let around = self.edges[*node]
                .iter()
                .map(|edge| mix(edge, &|other| other as Colour))
                .collect();
            let number = groups.entry(digest(colours[*node], around)).or_insert(0);
            if *number > 0 {
                colours[*node] = digest(5, vec![colours[*node], *number]);
            }
            *number += 1;
        }
    }
}

fn distinct(blanks: [Option<usize>; 3]) -> impl Iterator<Item = usize> {
    let [a, b, c] = blanks;
    [a, b.filter(|_| b != a), c.filter(|_| c != a && c != b)]
        .into_iter()
        .flatten()
}

fn is_discrete(part: &[usize], colours: &[Colour]) -> bool {
    let mut seen = HashSet::new();
    part.iter().all(|node| seen.insert(colours[*node]))
}

/// The smallest class of nodes that share a colour; of several such the one of the least colour.
fn smallest_tie(part: &[usize], colours: &[Colour]) -> Option<Vec<usize>> {
    let mut classes: HashMap<Colour, Vec<usize>> = HashMap::new();
    for node in part {
        classes.entry(colours[*node]).or_default().push(*node);
    }
    classes
        .into_iter()
        .filter(|(_, nodes)| nodes.len() > 1)
        .min_by_key(|(colour, nodes)| (nodes.len(), *colour))
        .map(|(_, nodes)| nodes)
}

/// A statement with the colours of its other blank nodes.
fn mix(edge: &Edge, colour: &impl Fn(usize) -> Colour) -> Colour {
    let mut text = Sha256::new();
    text.update(edge.ground.to_be_bytes());
    for other in edge.others {
        text.update(other.map_or(0, colour).to_be_bytes());
    }
    finish(text)
}

/// A digest of a set of colours, whatever their order.
fn digest(own: Colour, mut around: Vec<Colour>) -> Colour {
    around.sort_unstable();
    let mut text = Sha256::new();
    text.update(own.to_be_bytes());
    for colour in around {
        text.update(colour.to_be_bytes());
    }
    finish(text)
}

fn finish(text: Sha256) -> Colour {
    let whole = text.finalize();
    whole[..16]
        .iter()
        .fold(0, |number, byte| number << 8 | Colour::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DEFAULT_GRAPH;

    /// The dataset's lines under lasting labels, from pairs of names joined by one predicate.
    fn lines(pairs: &[(&str, &str)]) -> Vec<String> {
        let mut dataset = Dataset::new();
        let p = dataset.intern("<http://e/p>");
        for (a, b) in pairs {
            let [a, b] = [a, b].map(|name| dataset.intern(&format!("_:{name}")));
            dataset.insert([a, p, b, DEFAULT_GRAPH]);
        }
        dataset.settle();
        let again = dataset.relabelled();
        let mut lines: Vec<String> = again.quads().iter().map(|quad| again.line(quad)).collect();
        lines.sort();
        lines
    }

    #[test]
    fn symmetric_graphs_are_written_the_same_from_any_names() {
        let hexagon = [
            ("a", "b"),
            ("b", "c"),
            ("c", "d"),
            ("d", "e"),
            ("e", "f"),
            ("f", "a"),
        ];
        let triangles = [
            ("a", "b"),
            ("b", "c"),
            ("c", "a"),
            ("d", "e"),
            ("e", "f"),
            ("f", "d"),
        ];
        let other_names = [
            ("z", "q"),
            ("k", "z"),
            ("q", "k"),
            ("m", "a"),
            ("a", "y"),
            ("y", "m"),
        ];
        assert_eq!(lines(&triangles), lines(&other_names));
        assert_eq!(lines(&hexagon).len(), 6);
        assert_ne!(lines(&hexagon), lines(&triangles));
    }

    #[test]
    fn a_long_chain_is_told_apart() {
        let names: Vec<String> = (0..20_000).map(|n| format!("n{n}")).collect();
        let pairs: Vec<(&str, &str)> = names
            .windows(2)
            .map(|p| (p[0].as_str(), p[1].as_str()))
            .collect();
        let mut backwards = pairs.clone();
        backwards.reverse();
        assert!(lines(&pairs) == lines(&backwards));
    }
}
