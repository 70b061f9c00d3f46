//! The values that are compared, as numbers: equal texts have one number, and the numbers of a record lie side by side.
//!
//! Pairs come in no order that a cache could follow, so that a pair costs the places of memory it touches: here one a
//! record, where packed texts need three a value. What repeats (towns, the words of names) is compared by number and its
//! likeness remembered. Records of which a comparison has several values, and weighed trigrams, are not found here.

use super::column::Column;
use super::comparator::{self, Measure, PARTS};
use rustc_hash::FxHashMap;

/// The record has no value.
const NONE: u32 = u32::MAX;
/// The likeness must be computed from the column.
const ELSEWHERE: u32 = u32::MAX - 1;
/// Marks a value of the target where a text is named by its place.
const TARGET: u32 = 1 << 31;
/// Likenesses that one thread remembers of a comparison.
const REMEMBERED: usize = 1 << 14;

/// The values of both sides.
pub struct Coded {
    rows: [Vec<u32>; 2],
    values: Vec<Values>,
}

/// What the numbers of a comparison stand for.
enum Values {
    /// Nothing: all are elsewhere.
    Elsewhere,
    /// A number, where the text is one.
    Numbers(Vec<Option<f64>>),
    /// A place in `lists`, where the number of words stands and after it the words.
    Names { lists: Vec<u32>, words: Words },
    /// Where the text stands for the first time.
    Texts(Vec<u32>),
}

/// Likenesses that one thread remembers, each where its pair belongs.
pub struct Memo(Vec<Vec<(u64, Option<f64>)>>);

impl Coded {
    /// Numbers the values of each comparison.
    pub(super) fn of(compared: &[(Measure, [&Column; 2])]) -> Self {
        let made = super::parallel::each(compared, |(measure, columns)| match measure {
            Measure::Tfidf => (
                Values::Elsewhere,
                columns.map(|column| vec![ELSEWHERE; column.len()]),
            ),
            Measure::Names => names(*columns),
            measure => texts(*measure, *columns),
        });
        let rows = [0, 1].map(|side| {
            let count = compared
                .first()
                .map_or(0, |(_, columns)| columns[side].len());
            let mut rows = Vec::with_capacity(count * made.len());
            for record in 0..count {
                for (_, codes) in &made {
                    rows.push(codes[side][record]);
                }
            }
            rows
        });
        Self {
            rows,
            values: made.into_iter().map(|(values, _)| values).collect(),
        }
    }

    /// Room for what one thread remembers.
    pub fn memo(&self) -> Memo {
        let room = |values: &Values| match values {
            Values::Texts(_) => vec![(u64::MAX, None); REMEMBERED],
            _ => Vec::new(),
        };
        Memo(self.values.iter().map(room).collect())
    }

    /// The likeness of a pair; `None` where it is not found here, `Some(None)` where a side has no value.
    pub(super) fn likeness(
        &self,
        at: usize,
        [source, target]: [usize; 2],
        (measure, columns, tolerance): (Measure, [&Column; 2], f64),
        memo: &mut Memo,
    ) -> Option<Option<f64>> {
        let width = self.values.len();
        let (a, b) = (
            self.rows[0][source * width + at],
            self.rows[1][target * width + at],
        );
        if a == NONE || b == NONE {
            return Some(None);
        }
        if a == ELSEWHERE || b == ELSEWHERE {
            return None;
        }
        match &self.values[at] {
            Values::Elsewhere => None,
            Values::Numbers(numbers) => Some(
                numbers[a as usize]
                    .zip(numbers[b as usize])
                    .map(|(a, b)| comparator::near(a, b, tolerance)),
            ),
            Values::Names { lists, words } => {
                let list = |at: u32| {
                    let (at, count) = (at as usize, lists[at as usize] as usize);
                    &lists[at + 1..=at + count]
                };
                Some(Some(words.names(list(a), list(b))))
            }
            Values::Texts(first) => {
                let key = u64::from(a) << 32 | u64::from(b);
                let slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % REMEMBERED;
                let known = &mut memo.0[at][slot];
                if known.0 != key {
                    let text = |code: u32| {
                        let place = first[code as usize];
                        columns[usize::from(place & TARGET != 0)].value((place & !TARGET) as usize)
                    };
                    let found = comparator::similarity(measure, text(a), text(b), tolerance);
                    *known = (key, found);
                }
                Some(known.1)
            }
        }
    }
}

/// The number of each record's one value, as `number` gives it out; it is told the side, the value's number and its text.
fn codes<'a>(
    columns: [&'a Column; 2],
    mut number: impl FnMut(usize, usize, &'a str) -> u32,
) -> [Vec<u32>; 2] {
    [0, 1].map(|side| {
        let column = columns[side];
        (0..column.len())
            .map(|record| {
                let range = column.range(record);
                match range.len() {
                    0 => NONE,
                    1 => number(side, range.start, column.value(range.start)),
                    _ => ELSEWHERE,
                }
            })
            .collect()
    })
}

fn texts(measure: Measure, columns: [&Column; 2]) -> (Values, [Vec<u32>; 2]) {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut first: Vec<u32> = Vec::new();
    let mut numbers = Vec::new();
    let codes = codes(columns, |side, value, text| {
        if value >= TARGET as usize {
            return ELSEWHERE;
        }
        *known.entry(text).or_insert_with(|| {
            first.push(value as u32 | if side == 1 { TARGET } else { 0 });
            if measure == Measure::Number {
                numbers.push(comparator::number(text));
            }
            first.len() as u32 - 1
        })
    });
    let values = match measure {
        Measure::Number => Values::Numbers(numbers),
        _ => Values::Texts(first),
    };
    (values, codes)
}

fn names(columns: [&Column; 2]) -> (Values, [Vec<u32>; 2]) {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut words = Words::default();
    let mut lists: Vec<u32> = Vec::new();
    let codes = codes(columns, |_, _, text| {
        let at = lists.len();
        if at >= TARGET as usize {
            return ELSEWHERE;
        }
        lists.push(0);
        for word in comparator::words(text) {
            let number = match known.get(word) {
                Some(number) => *number,
                None => {
                    let Some(number) = words.add(word) else {
                        lists.truncate(at);
                        return ELSEWHERE;
                    };
                    known.insert(word, number);
                    number
                }
            };
            lists.push(number);
        }
        lists[at] = (lists.len() - at - 1) as u32;
        at as u32
    });
    (Values::Names { lists, words }, codes)
}

/// The words of names, each once.
#[derive(Default)]
struct Words {
    texts: Column,
    traits: Vec<Trait>,
}

/// What tells of a word that it is unlike another, without a look at its text.
#[derive(Clone, Copy)]
struct Trait {
    /// Length in bytes.
    length: u32,
    /// Made of ASCII, and of more than one letter.
    plain: bool,
    /// The letters that it has, as bits.
    letters: u64,
}

impl Words {
    fn add(&mut self, word: &str) -> Option<u32> {
        let number = u32::try_from(self.traits.len()).ok()?;
        let length = u32::try_from(word.len()).ok()?;
        self.texts.push([word])?;
        self.traits.push(Trait {
            length,
            plain: word.is_ascii() && length > 1,
            letters: word
                .bytes()
                .fold(0, |letters, byte| letters | 1 << (byte & 63)),
        });
        Some(number)
    }

    fn names(&self, a: &[u32], b: &[u32]) -> f64 {
        if a == b {
            return 1.0;
        }
        let mut lengths = [[0; PARTS]; 2];
        let mut alike = [[0.0; PARTS]; PARTS];
        for (i, left) in a.iter().enumerate() {
            lengths[0][i] = self.traits[*left as usize].length as usize;
            for (j, right) in b.iter().enumerate() {
                alike[i][j] = self.part(*left, *right);
            }
        }
        for (j, right) in b.iter().enumerate() {
            lengths[1][j] = self.traits[*right as usize].length as usize;
        }
        comparator::align(&alike, [&lengths[0][..a.len()], &lengths[1][..b.len()]])
    }

    fn part(&self, left: u32, right: u32) -> f64 {
        if left == right {
            return 1.0;
        }
        let (a, b) = (self.traits[left as usize], self.traits[right as usize]);
        if a.plain && b.plain {
            let longer = a.length.max(b.length);
            // an edit gives a word one letter that it lacks, or takes one from it
            let edits = (a.letters & !b.letters)
                .count_ones()
                .max((b.letters & !a.letters).count_ones());
            if 2 * a.length.min(b.length) < longer || 5 * edits > 2 * longer {
                return 0.0;
            }
        }
        comparator::part(
            self.texts.value(left as usize),
            self.texts.value(right as usize),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&[&str]]) -> Column {
        let mut column = Column::default();
        for values in values {
            column.push(values.iter().copied()).unwrap();
        }
        column
    }

    /// What is found by number must be what the texts give, to the last bit.
    #[test]
    fn numbers_tell_what_texts_tell() {
        let texts: Vec<&[&str]> = vec![
            &["boris yeltsin"],
            &["b yeltsin"],
            &["yeltsin boris"],
            &["boris yelstin"],
            &["x"],
            &[],
            &["1990"],
            &["1991"],
            &["jiang zemin"],
            &["zemin jang"],
            &["münchen nord"],
            &["munchen"],
            &["a b c d e f g h i j"],
            &["a b c d e f g h k l"],
            &["y"],
            &["two", "values"],
            &["çelik"],
            &["celik"],
        ];
        let columns = [column(&texts), column(&texts)];
        for measure in [
            Measure::Names,
            Measure::Levenshtein,
            Measure::Number,
            Measure::Exact,
            Measure::JaroWinkler,
        ] {
            let both = [&columns[0], &columns[1]];
            let coded = Coded::of(&[(Measure::Number, both), (measure, both)]);
            let mut memo = coded.memo();
            for _ in 0..2 {
                for (a, left) in texts.iter().enumerate() {
                    for (b, right) in texts.iter().enumerate() {
                        let found = coded.likeness(1, [a, b], (measure, both, 2.0), &mut memo);
                        match (left.len(), right.len()) {
                            (0, _) | (_, 0) => assert_eq!(found, Some(None)),
                            (1, 1) => assert_eq!(
                                found,
                                Some(comparator::similarity(measure, left[0], right[0], 2.0)),
                                "{measure:?} {left:?} {right:?}"
                            ),
                            _ => assert_eq!(found, None),
                        }
                    }
                }
            }
        }
    }
}
