//! Which blank nodes stand inside the statement that refers to them, and which chains of them are lists.
//!
//! Turtle, JSON-LD and RDF/XML share this: a blank node referred to once, in its own graph and in no cycle, needs no name.

use super::order::{Row, Sorted};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Blank nodes stand inside one another no deeper than this; the next one gets a label.
pub const DEEPEST: u32 = 16;

const RDF: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// How the blank nodes of a sorted dataset are written.
#[derive(Debug, Default)]
pub struct Shape {
    /// The statements of each blank node, by graph and node.
    about: HashMap<(u32, u32), Range<usize>>,
    inline: HashSet<u32>,
    anonymous: HashSet<u32>,
    cells: HashMap<u32, (u32, u32)>,
}

impl Shape {
    /// Looks at all rows once.
    pub fn of(sorted: &Sorted<'_>) -> Self {
        let mut shape = Self::default();
        let mut references: HashMap<u32, Vec<&Row>> = HashMap::new();
        let mut homes: HashMap<u32, Option<u32>> = HashMap::new();
        // a triple term names the blank nodes in it, as a graph does
        let mut names: HashSet<u32> = sorted.inside().collect();
        let mut home = |node: u32, graph: u32| {
            let known = homes.entry(node).or_insert(Some(graph));
            if *known != Some(graph) {
                *known = None;
            }
        };
        for (at, row) in sorted.rows.iter().enumerate() {
            if sorted.is_blank(row.s) {
                let range = shape.about.entry((row.g, row.s)).or_insert(at..at);
                range.end = at + 1;
                home(row.s, row.g);
            }
            if sorted.is_blank(row.o) {
                let known = references.entry(row.o).or_default();
                if known.len() < 2 {
                    known.push(row);
                }
                home(row.o, row.g);
            }
            if sorted.is_blank(row.g) {
                names.insert(row.g);
            }
        }
        let at_home =
            |node: u32| homes.get(&node).copied().flatten().is_some() && !names.contains(&node);
        let parents: HashMap<u32, &Row> = references
            .iter()
            .filter(|(node, rows)| rows.len() == 1 && at_home(**node))
            .map(|(node, rows)| (*node, rows[0]))
            .collect();
        shape.anonymous = homes
            .keys()
            .filter(|node| !references.contains_key(node) && at_home(**node))
            .copied()
            .collect();
        shape.find_lists(sorted, &parents);
        shape.find_inline(sorted, &parents);
        shape
    }

    /// The statements about a blank node in a graph.
    pub fn about<'a>(&self, sorted: &'a Sorted<'_>, graph: u32, node: u32) -> &'a [Row] {
        self.about
            .get(&(graph, node))
            .map_or(&[], |range| &sorted.rows[range.clone()])
    }

    /// True where the node is written inside the one statement that refers to it.
    pub fn is_inline(&self, node: u32) -> bool {
        self.inline.contains(&node)
    }

    /// True where nothing refers to the node, so that it needs no label.
    pub fn is_anonymous(&self, node: u32) -> bool {
        self.anonymous.contains(&node)
    }

    /// The items of the list that an inline node begins; `None` where it begins none.
    pub fn list(&self, node: u32) -> Option<Vec<u32>> {
        let mut items = Vec::new();
        let mut at = Some(node);
        while let Some((first, rest)) = at.and_then(|cell| self.cells.get(&cell)) {
            items.push(*first);
            at = Some(*rest);
        }
        (!items.is_empty()).then_some(items)
    }

    /// Cells of well-formed lists: one first, one rest, and the rest such a cell or the end.
    fn find_lists(&mut self, sorted: &Sorted<'_>, parents: &HashMap<u32, &Row>) {
        let term = |local: &str| format!("{RDF}{local}>");
        let (first, rest, nil) = (term("first"), term("rest"), term("nil"));
        let cell = |node: u32| {
            let graph = parents.get(&node)?.g;
            let [a, b] = self.about(sorted, graph, node) else {
                return None;
            };
            (sorted.predicate(a) == first && sorted.predicate(b) == rest).then_some((a.o, b.o))
        };
        let mut cells = HashMap::new();
        let mut broken = HashSet::new();
        for node in parents.keys() {
            let mut chain = Vec::new();
            let mut seen = HashSet::new();
            let mut at = *node;
            let ends = loop {
                if cells.contains_key(&at) || sorted.token(at) == nil {
                    break true;
                }
                match cell(at) {
                    Some((item, next)) if !broken.contains(&at) && seen.insert(at) => {
                        chain.push((at, (item, next)));
                        at = next;
                    }
                    _ => break false,
                }
            };
            if ends {
                cells.extend(chain);
            } else {
                broken.extend(chain.into_iter().map(|(cell, _)| cell));
            }
        }
        self.cells = cells;
    }

    /// Follows each node to the one that holds it; nodes of a cycle, and those too deep, hold themselves.
    fn find_inline(&mut self, sorted: &Sorted<'_>, parents: &HashMap<u32, &Row>) {
        let mut depth: HashMap<u32, u32> = HashMap::new();
        for node in parents.keys() {
            let mut path: Vec<u32> = Vec::new();
            let mut on_path: HashMap<u32, usize> = HashMap::new();
            let mut at = *node;
            // upwards to a node whose depth is known
            while !depth.contains_key(&at) {
                if let Some(begin) = on_path.get(&at) {
                    for member in &path[*begin..] {
                        depth.insert(*member, 0);
                    }
                    break;
                }
                let Some(row) = parents.get(&at).filter(|_| sorted.is_blank(at)) else {
                    depth.insert(at, 0);
                    break;
                };
                on_path.insert(at, path.len());
                path.push(at);
                at = row.s;
            }
            for member in path.into_iter().rev() {
                if depth.contains_key(&member) {
                    continue;
                }
                let parent = parents[&member].s;
                let above = depth.get(&parent).copied().unwrap_or(0);
                let in_one_list = self.cells.contains_key(&member)
                    && self
                        .cells
                        .get(&parent)
                        .is_some_and(|(_, rest)| *rest == member);
                let own = if in_one_list && above > 0 {
                    above
                } else {
                    above + 1
                };
                depth.insert(member, if own > DEEPEST { 0 } else { own });
            }
        }
        self.inline = parents
            .keys()
            .filter(|node| depth.get(node).is_some_and(|depth| *depth > 0))
            .copied()
            .collect();
        // a list is written as one only where all its cells stand inside
        let inline = &self.inline;
        let broken: Vec<u32> = self
            .cells
            .keys()
            .filter(|cell| !inline.contains(cell))
            .copied()
            .collect();
        for cell in broken {
            self.cells.remove(&cell);
        }
    }
}
