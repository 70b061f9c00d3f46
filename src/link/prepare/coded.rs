//! The values that are compared, as numbers: equal texts have one number, and the numbers of a record lie side by side.
//!
//! Pairs come in no order that a cache could follow, so that a pair costs the places of memory it touches: here one a
//! record, where packed texts need three a value. What repeats (towns, the words of names) is compared by number and its
//! likeness remembered. Records of which a comparison has several values, and weighed trigrams, are not found here.

use crate::link::prepare::outline::Outline;
use crate::link::prepare::words::Words;
use crate::link::score::comparator::{self, Measure};
use crate::link::sides::column::Column;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The record has no value.
const NONE: u32 = u32::MAX;
/// The likeness must be computed from the column.
const ELSEWHERE: u32 = u32::MAX - 1;
/// Marks a text of the target where a text is named by its number.
const TARGET: u32 = 1 << 31;
/// Likenesses that one thread remembers of a comparison.
const REMEMBERED: usize = 1 << 12;

/// The values of both sides.
pub struct Coded {
    sides: [Rows; 2],
    values: Vec<Values>,
}

/// One side's records.
#[derive(Default)]
struct Rows {
    /// Where each record begins.
    starts: Vec<u32>,
    /// Of each record, a number a comparison; behind these, packed, the names it has. Their numbers say where.
    numbers: Vec<u32>,
}

impl Rows {
    fn row(&self, record: usize) -> &[u32] {
        &self.numbers[self.starts[record] as usize..]
    }
}

/// One comparison, as [`Coded`] takes it.
#[derive(Clone, Copy)]
pub(in crate::link) struct Piece<'a> {
    /// The measure.
    pub measure: Measure,
    /// Both sides.
    pub columns: [&'a Column; 2],
    /// Their words, where names are compared.
    pub words: Option<&'a Arc<Words>>,
    /// Likenesses under this one all count the same: any of them may be given for another.
    pub floor: f64,
}

/// What the numbers of a comparison stand for.
enum Values {
    /// Nothing: all are elsewhere.
    Elsewhere,
    /// A number, where the text is one.
    Numbers(Vec<Option<f64>>),
    /// Names, packed behind the row.
    Names(Arc<Words>),
    /// Texts, each once.
    Texts(Texts),
}

/// Texts, each once.
struct Texts {
    /// Where it stands for the first time.
    first: Vec<u32>,
    /// True where a text is wholly like itself whatever it holds.
    whole: bool,
    /// What tells, where edits are counted, that a likeness lies under the floor; else empty.
    outlines: Vec<Outline>,
    floor: f64,
}

/// Likenesses that one thread remembers, each where its pair belongs.
pub struct Memo(Vec<Vec<(u64, Option<f64>)>>);

impl Coded {
    /// Numbers the values of each comparison; `None` where a side would need more than 4 thousand million numbers.
    pub(in crate::link) fn of(compared: &[Piece<'_>]) -> Option<Self> {
        let made = crate::parallel::each(compared, |piece| match piece.words {
            _ if piece.measure == Measure::Tfidf => (
                Values::Elsewhere,
                piece.columns.map(|column| vec![ELSEWHERE; column.len()]),
            ),
            Some(words) => names(words, piece.columns),
            None => texts(piece),
        });
        let [a, b] = crate::parallel::both([0usize, 1], |side| {
            let mut rows = Rows::default();
            let count = compared
                .first()
                .map_or(0, |piece| piece.columns[side].len());
            for record in 0..count {
                let start = rows.numbers.len();
                rows.starts.push(u32::try_from(start).ok()?);
                rows.numbers
                    .extend(made.iter().map(|(_, codes)| codes[side][record]));
                for (at, (values, _)) in made.iter().enumerate() {
                    let number = rows.numbers[start + at];
                    if let Values::Names(words) = values
                        && !matches!(number, NONE | ELSEWHERE)
                    {
                        rows.numbers[start + at] = (rows.numbers.len() - start) as u32;
                        words.pack(side, number as usize, &mut rows.numbers);
                    }
                }
            }
            Some(rows)
        });
        Some(Self {
            sides: [a?, b?],
            values: made.into_iter().map(|(values, _)| values).collect(),
        })
    }

    /// Has the rows of some pairs fetched from memory, all at once where one after the other would be waited for.
    pub(in crate::link) fn fetch(&self, pairs: impl Iterator<Item = [usize; 2]>) {
        if self.values.is_empty() {
            return;
        }
        let first = |side: usize, record| self.sides[side].row(record).first().copied();
        let seen = pairs.fold(0, |seen, [source, target]| {
            seen ^ first(0, source).unwrap_or(0) ^ first(1, target).unwrap_or(0)
        });
        std::hint::black_box(seen);
    }

    /// Room for what one thread remembers.
    pub fn memo(&self) -> Memo {
        let room = |values: &Values| match values {
            Values::Texts(..) => vec![(u64::MAX, None); REMEMBERED],
            _ => Vec::new(),
        };
        Memo(self.values.iter().map(room).collect())
    }

    /// The likeness of a pair; `None` where it is not found here, `Some(None)` where a side has no value.
    pub(in crate::link) fn likeness(
        &self,
        at: usize,
        [source, target]: [usize; 2],
        (measure, columns, tolerance): (Measure, [&Column; 2], f64),
        memo: &mut Memo,
    ) -> Option<Option<f64>> {
        let values = self.values.get(at)?;
        let [left, right] = [self.sides[0].row(source), self.sides[1].row(target)];
        let (a, b) = (left[at], right[at]);
        if a == NONE || b == NONE {
            return Some(None);
        }
        if a == ELSEWHERE || b == ELSEWHERE {
            return None;
        }
        match values {
            Values::Elsewhere => None,
            Values::Numbers(numbers) => Some(
                numbers[a as usize]
                    .zip(numbers[b as usize])
                    .map(|(a, b)| comparator::near(a, b, tolerance)),
            ),
            Values::Names(words) => {
                Some(Some(words.names(&left[a as usize..], &right[b as usize..])))
            }
            Values::Texts(texts) if texts.whole && a == b => Some(Some(1.0)),
            Values::Texts(texts) => {
                if let Some(under) = texts.under(a, b) {
                    return Some(Some(under));
                }
                let key = u64::from(a) << 32 | u64::from(b);
                let slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % REMEMBERED;
                let known = &mut memo.0[at][slot];
                if known.0 != key {
                    let text = |code: u32| {
                        let place = texts.first[code as usize];
                        columns[usize::from(place & TARGET != 0)].text((place & !TARGET) as usize)
                    };
                    let found = comparator::similarity(measure, text(a), text(b), tolerance);
                    *known = (key, found);
                }
                Some(known.1)
            }
        }
    }
}

impl Texts {
    /// A likeness under the floor, where outlines tell that it lies there.
    fn under(&self, a: u32, b: u32) -> Option<f64> {
        let (a, b) = (
            self.outlines.get(a as usize)?,
            self.outlines.get(b as usize)?,
        );
        let (edits, longer) = a.apart(*b)?;
        let most = 1.0 - f64::from(edits) / f64::from(longer);
        (most < self.floor).then_some(most)
    }
}

/// The number of each record's one value, from the numbers of its side's texts.
fn codes(columns: [&Column; 2], numbers: [&dyn Fn(usize) -> u32; 2]) -> [Vec<u32>; 2] {
    [0, 1].map(|side| {
        let column = columns[side];
        (0..column.len())
            .map(|record| {
                let range = column.range(record);
                match range.len() {
                    0 => NONE,
                    1 => numbers[side](column.code(range.start)),
                    _ => ELSEWHERE,
                }
            })
            .collect()
    })
}

fn texts(piece: &Piece<'_>) -> (Values, [Vec<u32>; 2]) {
    let columns = piece.columns;
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut first: Vec<u32> = Vec::new();
    let numbers: Vec<Vec<u32>> = columns
        .iter()
        .enumerate()
        .map(|(side, column)| {
            (0..column.text_count())
                .map(|text| {
                    if text >= TARGET as usize {
                        return ELSEWHERE;
                    }
                    *known.entry(column.text(text)).or_insert_with(|| {
                        first.push(text as u32 | if side == 1 { TARGET } else { 0 });
                        first.len() as u32 - 1
                    })
                })
                .collect()
        })
        .collect();
    let codes = codes(
        columns,
        [&|text| numbers[0][text], &|text| numbers[1][text]],
    );
    let text = |place: &u32| {
        let column = columns[usize::from(place & TARGET != 0)];
        column.text((place & !TARGET) as usize)
    };
    let values = match piece.measure {
        Measure::Number => Values::Numbers(
            first
                .iter()
                .map(|at| comparator::number(text(at)))
                .collect(),
        ),
        measure => {
            let of_edits = measure == Measure::Levenshtein && piece.floor > 0.0;
            let outlined = first.iter().take(if of_edits { first.len() } else { 0 });
            Values::Texts(Texts {
                outlines: outlined.map(|at| Outline::of(text(at))).collect(),
                first,
                whole: measure.is_whole_of_itself(),
                floor: piece.floor,
            })
        }
    };
    (values, codes)
}

fn names(words: &Arc<Words>, columns: [&Column; 2]) -> (Values, [Vec<u32>; 2]) {
    let number = |text| u32::try_from(text).unwrap_or(ELSEWHERE);
    let codes = codes(columns, [&number, &number]);
    (Values::Names(Arc::clone(words)), codes)
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
            let words = Arc::new(Words::of(both).unwrap());
            let piece = |measure| Piece {
                measure,
                columns: both,
                words: (measure == Measure::Names).then_some(&words),
                floor: 0.0,
            };
            let coded = Coded::of(&[piece(Measure::Number), piece(measure)]).unwrap();
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
