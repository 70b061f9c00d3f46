//! The order in which everything is written: natural, the same whatever order the quads came in.

use super::{Dataset, Id, Kind};
use crate::dataset::blank;
use crate::dataset::rank::sort_natural;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// Compares names as people do: runs of digits by their number.
///
/// ```
/// # use relata::dataset::order::natural;
/// assert!(natural("c2", "c10").is_lt());
/// assert!(natural("a1b", "a01b").is_ne());
/// ```
pub fn natural(left: &str, right: &str) -> Ordering {
    let (a, b) = (left.as_bytes(), right.as_bytes());
    let mut at = common(a, b);
    if at == a.len() && at == b.len() {
        return Ordering::Equal;
    }
    let digit = |bytes: &[u8], at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // the bytes may differ in the middle of a number, which is compared whole
    while at > 0 && a[at - 1].is_ascii_digit() && (digit(a, at) || digit(b, at)) {
        at -= 1;
    }
    let (mut i, mut j) = (at, at);
    loop {
        if digit(a, i) && digit(b, j) {
            let (m, n) = (number(a, i), number(b, j));
            let (x, y) = (significant(&a[i..m]), significant(&b[j..n]));
            let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
            if order.is_ne() {
                return order;
            }
            (i, j) = (m, n);
            continue;
        }
        match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) if x == y => (i, j) = (i + 1, j + 1),
            (Some(x), Some(y)) => return x.cmp(y),
            // equal but for leading zeros
            (None, None) => return a.cmp(b),
            (x, y) => return x.is_some().cmp(&y.is_some()),
        }
    }
}

/// Length of the common beginning.
pub(super) fn common(a: &[u8], b: &[u8]) -> usize {
    let mut at = 0;
    for (x, y) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        if x != y {
            break;
        }
        at += 8;
    }
    at + a[at..]
        .iter()
        .zip(&b[at..])
        .take_while(|(x, y)| x == y)
        .count()
}

/// Where the run of digits ends.
fn number(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

fn significant(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros..]
}

/// A quad by ranks; `p` counts in [`Sorted::predicates`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Graph.
    pub g: u32,
    /// Subject.
    pub s: u32,
    /// Predicate.
    pub p: u32,
    /// Object.
    pub o: u32,
}

impl Row {
    /// The four in one number, which compares in one step.
    fn number(self) -> u128 {
        [self.g, self.s, self.p, self.o]
            .iter()
            .fold(0, |number, part| number << 32 | u128::from(*part))
    }
}

/// A dataset in the order of writing: graph, subject, predicate (types first, labels next), object; IRIs, then
/// literals, triple terms, and blank nodes, which carry their lasting labels.
#[derive(Debug)]
pub struct Sorted<'a> {
    dataset: &'a Dataset,
    labels: HashMap<Id, String>,
    /// Terms by rank.
    order: Vec<Id>,
    /// Ranks of the predicates in the order of writing.
    pub predicates: Vec<u32>,
    /// The quads.
    pub rows: Vec<Row>,
    /// The first rank of a triple term, and of a blank node.
    triples: u32,
    blanks: u32,
    /// The blank nodes inside triple terms.
    inside: HashSet<u32>,
}

impl<'a> Sorted<'a> {
    /// Sorts a settled dataset.
    pub fn of(dataset: &'a Dataset) -> Self {
        let labels = blank::labels(dataset);
        let count = Id::try_from(dataset.term_count()).expect("numbered as such");
        let token = |id: Id| {
            labels
                .get(&id)
                .map_or_else(|| dataset.token(id), String::as_str)
        };
        let mut order: Vec<Id> = (0..count).collect();
        order.sort_by_key(|id| dataset.kind(*id));
        for same in order.chunk_by_mut(|a, b| dataset.kind(*a) == dataset.kind(*b)) {
            sort_natural(same, &token);
        }
        let mut rank = vec![0u32; order.len()];
        for (at, id) in (0u32..).zip(&order) {
            rank[*id as usize] = at;
        }
        let first = |wanted: Kind| {
            u32::try_from(order.partition_point(|id| dataset.kind(*id) < wanted))
                .expect("no more than there are terms")
        };
        let (triples, blanks) = (first(Kind::Triple), first(Kind::Blank));
        let inside = dataset
            .triple_terms()
            .into_iter()
            .filter_map(|id| dataset.triple(id))
            .flatten()
            .filter(|id| dataset.is_blank(*id))
            .map(|id| rank[id as usize])
            .collect();
        let (predicates, place) = predicates(dataset, &rank, &order);
        let rows = rows(dataset, &order, &rank, &place);
        Self {
            dataset,
            labels,
            order,
            predicates,
            rows,
            triples,
            blanks,
            inside,
        }
    }

    /// The text of the term of that rank, a blank node under its lasting label.
    pub fn token(&self, rank: u32) -> &str {
        let id = self.order[rank as usize];
        if rank < self.triples {
            self.dataset.token(id)
        } else {
            self.labels
                .get(&id)
                .map_or_else(|| self.dataset.token(id), String::as_str)
        }
    }

    /// The texts of graphs, subjects and objects, each once, in the order in which they lie in memory.
    pub fn tokens_beside_predicates(&self) -> impl Iterator<Item = &str> {
        let mut found = vec![false; self.order.len()];
        for [s, _, o, g] in self.dataset.quads() {
            for id in [s, o, g] {
                found[*id as usize] = true;
            }
        }
        (0..)
            .zip(found)
            .filter(|(_, found)| *found)
            .map(|(id, _)| self.dataset.token(id))
    }

    /// True where the rank is a blank node's.
    pub fn is_blank(&self, rank: u32) -> bool {
        rank >= self.blanks
    }

    /// The blank nodes that stand inside triple terms, by rank: they need labels.
    pub fn inside(&self) -> impl Iterator<Item = u32> {
        self.inside.iter().copied()
    }

    /// The predicate's text.
    pub fn predicate(&self, row: &Row) -> &str {
        self.token(self.predicates[row.p as usize])
    }

    /// The rows of each graph, the default graph first.
    pub fn graphs(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunk_by(|a, b| a.g == b.g)
    }
}

/// The quads in the order of writing.
///
/// Those of one subject lie together in a settled dataset: so subjects are taken in their order, and only what is said of
/// one is sorted. The time for this grows in line with the quads.
fn rows(dataset: &Dataset, order: &[Id], rank: &[u32], place: &[u32]) -> Vec<Row> {
    let quads = dataset.quads();
    let mut ends = vec![0usize; order.len()];
    for (at, quad) in (1..).zip(quads) {
        ends[quad[0] as usize] = at;
    }
    let mut rows: Vec<Row> = Vec::with_capacity(quads.len());
    for subject in order {
        let about = &quads[..ends[*subject as usize]];
        let begin = rows.len();
        rows.extend(
            about
                .iter()
                .rev()
                .take_while(|quad| quad[0] == *subject)
                .map(|[s, p, o, g]| Row {
                    g: rank[*g as usize],
                    s: rank[*s as usize],
                    p: place[*p as usize],
                    o: rank[*o as usize],
                }),
        );
        sort_on_two_threads(&mut rows[begin..], &|a, b| a.number().cmp(&b.number()));
    }
    if rows.windows(2).any(|pair| pair[0].g != pair[1].g) {
        sort_on_two_threads(&mut rows, &|a, b| a.number().cmp(&b.number()));
    }
    rows
}

/// The predicates in the order of writing, by rank, and the place of each by its number.
fn predicates(dataset: &Dataset, rank: &[u32], order: &[Id]) -> (Vec<u32>, Vec<u32>) {
    let mut used = vec![false; dataset.term_count()];
    for quad in dataset.quads() {
        used[quad[1] as usize] = true;
    }
    let mut found: Vec<u32> = rank
        .iter()
        .zip(&used)
        .filter(|(_, used)| **used)
        .map(|(rank, _)| *rank)
        .collect();
    found.sort_by_key(|rank| (weight(dataset.token(order[*rank as usize])), *rank));
    let mut place = vec![0u32; order.len()];
    for (at, rank) in (0u32..).zip(&found) {
        place[order[*rank as usize] as usize] = at;
    }
    (found, place)
}

/// Types first, labels next.
fn weight(predicate: &str) -> u8 {
    if predicate == "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" {
        0
    } else if predicate.ends_with("label>") || predicate.ends_with("Label>") {
        1
    } else {
        2
    }
}

/// Sorts two halves at once, then the nearly sorted whole.
pub(super) fn sort_on_two_threads<T: Send + Copy>(
    items: &mut [T],
    compare: &(dyn Fn(&T, &T) -> Ordering + Sync),
) {
    let worth_a_thread = 50_000;
    if items.len() >= worth_a_thread {
        let (left, right) = items.split_at_mut(items.len() / 2);
        std::thread::scope(|scope| {
            scope.spawn(|| left.sort_by(|a, b| compare(a, b)));
            right.sort_by(|a, b| compare(a, b));
        });
    }
    // the stable sort finds the two runs and merges them
    items.sort_by(|a, b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_count_as_numbers_wherever_the_names_part() {
        let sorted = [
            "a", "a01", "a1", "a2", "a10", "a10b", "a11", "b", "x1y2", "x1y10",
        ];
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                assert_eq!(natural(a, b), i.cmp(&j), "{a} {b}");
            }
        }
    }
}
