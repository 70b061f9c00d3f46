//! Sorts many names in natural order, looking at each a few times instead of at two for every comparison.
//!
//! Names share long beginnings (namespaces), and millions of them fit into no cache: comparing them in pairs waits for
//! memory. So a group of names is sorted by the sixteen bytes that follow what all of them share, written so that numbers
//! count as numbers; names alike in these make a group of their own, and so on.

use super::order::{common, natural, sort_on_two_threads};

/// Groups smaller than this are compared in pairs.
const FEW: usize = 12;
/// Groups inside groups; what is alike for longer is compared in pairs.
const DEEPEST: usize = 64;
/// Names that are worth a thread.
const MANY: usize = 50_000;

/// Sorts items by the natural order of their names.
///
/// ```
/// # use relata::dataset::rank::sort_natural;
/// let names = ["<http://e/c10>", "<http://e/c2>", "<http://e/c02>", "<http://d/>"];
/// let mut order = [0u32, 1, 2, 3];
/// sort_natural(&mut order, &|at| names[at as usize]);
/// assert_eq!(order, [3, 2, 1, 0]);
/// ```
pub fn sort_natural<'a>(items: &mut [u32], name: &(dyn Fn(u32) -> &'a str + Sync)) {
    Group {
        name,
        shared: 0,
        depth: 0,
    }
    .sort(items, true);
}

/// Items whose names were alike so far.
#[derive(Clone, Copy)]
struct Group<'a, 'b> {
    name: &'b (dyn Fn(u32) -> &'a str + Sync),
    /// Bytes known to be the same in all.
    shared: usize,
    depth: usize,
}

impl Group<'_, '_> {
    fn sort(self, items: &mut [u32], alone: bool) {
        let Some(first) = items
            .first()
            .filter(|_| items.len() >= FEW && self.depth < DEEPEST)
        else {
            return self.compare(items);
        };
        let shared = self.shared((self.name)(*first).as_bytes(), items);
        let mut keyed: Vec<(u128, u32)> = items
            .iter()
            .map(|item| (key(&(self.name)(*item).as_bytes()[shared..]), *item))
            .collect();
        if keyed.iter().all(|one| one.0 == keyed[0].0) {
            return self.compare(items);
        }
        if alone {
            sort_on_two_threads(&mut keyed, &|a, b| a.0.cmp(&b.0));
        } else {
            keyed.sort_by_key(|one| one.0);
        }
        for (item, one) in items.iter_mut().zip(&keyed) {
            *item = one.1;
        }
        let alike: Vec<usize> = keyed.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).collect();
        drop(keyed);
        let below = Self {
            shared,
            depth: self.depth + 1,
            ..self
        };
        below.sort_each(items, &alike, alone);
    }

    /// Sorts the groups that follow one another, of these lengths; two halves of them at once where that is worth it.
    fn sort_each(self, items: &mut [u32], lengths: &[usize], alone: bool) {
        let half = items.len() / 2;
        if !alone || items.len() < MANY || lengths.iter().any(|length| *length > half) {
            let mut rest = items;
            for length in lengths {
                let (group, others) = rest.split_at_mut(*length);
                if group.len() > 1 {
                    self.sort(group, alone && group.len() > half);
                }
                rest = others;
            }
            return;
        }
        let (mut at, mut groups) = (0, 0);
        while at < half {
            at += lengths[groups];
            groups += 1;
        }
        let (left, right) = items.split_at_mut(at);
        std::thread::scope(|scope| {
            scope.spawn(|| self.sort_each(left, &lengths[..groups], false));
            self.sort_each(right, &lengths[groups..], false);
        });
    }

    fn compare(self, items: &mut [u32]) {
        items.sort_by(|a, b| natural((self.name)(*a), (self.name)(*b)));
    }

    /// Length of the beginning that all names share, which ends before a number.
    fn shared(self, first: &[u8], items: &[u32]) -> usize {
        let mut shared = first.len();
        for item in items {
            let name = (self.name)(*item).as_bytes();
            let more = &first[self.shared..shared];
            shared = self.shared + common(more, &name[self.shared..shared.min(name.len())]);
        }
        while shared > 0 && first[shared - 1].is_ascii_digit() {
            shared -= 1;
        }
        shared
    }
}

/// Sixteen bytes that are in order as the names are; names they do not tell apart may still differ.
///
/// A number is written as a zero digit, the count of its digits without leading zeros, and these.
fn key(name: &[u8]) -> u128 {
    let mut bytes = [0u8; 16];
    let (mut at, mut filled) = (0, 0);
    while filled < bytes.len() && at < name.len() {
        if !name[at].is_ascii_digit() {
            bytes[filled] = name[at];
            (at, filled) = (at + 1, filled + 1);
            continue;
        }
        let end = name[at..]
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .map_or(name.len(), |length| at + length);
        let begin = name[at..end]
            .iter()
            .position(|byte| *byte != b'0')
            .map_or(end, |zeros| at + zeros);
        let count = u8::try_from(end - begin).unwrap_or(u8::MAX);
        for byte in [b'0', count].iter().chain(&name[begin..end]) {
            if let Some(room) = bytes.get_mut(filled) {
                *room = *byte;
            }
            filled += 1;
        }
        if count == u8::MAX {
            // longer numbers are told apart elsewhere
            for byte in bytes.iter_mut().skip(filled - (end - begin)) {
                *byte = 0;
            }
            break;
        }
        at = end;
    }
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_comparing_in_pairs() {
        let mut state = 7u32;
        let mut random = move |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        let pieces = [
            "a",
            "b",
            "0",
            "1",
            "9",
            "00",
            "10",
            "é",
            "/",
            "#",
            "http://example.org/",
            "-",
            "x1",
            "~",
        ];
        let mut names: Vec<String> = (0..20_000)
            .map(|_| {
                (0..random(9))
                    .map(|_| pieces[random(14) as usize])
                    .collect()
            })
            .collect();
        for long in [254, 255, 256, 300, 301] {
            for digit in ["1", "2"] {
                names.push(format!("x{}", digit.repeat(long)));
                names.push(format!("x{}b", digit.repeat(long)));
            }
        }
        names.sort();
        names.dedup();
        let mut fast: Vec<u32> = (0..).take(names.len()).collect();
        let mut slow = fast.clone();
        slow.sort_by(|a, b| natural(&names[*a as usize], &names[*b as usize]));
        // from another order than the names stand in
        fast.reverse();
        sort_natural(&mut fast, &|at| &names[at as usize]);
        assert!(fast == slow);
    }

    #[test]
    fn names_alike_for_long_do_not_nest_without_end() {
        let names: Vec<String> = (0..300).map(|n| "a".repeat(17 * n)).collect();
        let mut order: Vec<u32> = (0..300).rev().collect();
        sort_natural(&mut order, &|at| &names[at as usize]);
        assert!(order.is_sorted());
    }
}
