//! One property of all records, packed: all values in one text, so that a million names cost their letters and 8 bytes.
//! Where values repeat (towns, years) each text is kept once and values are the numbers of texts.

use ahash::RandomState;
use hashbrown::HashTable;

/// The values of one property, record by record; a record may have none, one or several.
#[derive(Debug, Clone)]
pub struct Column {
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
    /// The number of each value's text; without them value and text have one number.
    codes: Option<Vec<u32>>,
    /// The first value of each record; one more at the end.
    first: Vec<u32>,
}

impl Default for Column {
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
            codes: None,
            first: vec![0],
        }
    }
}

impl Column {
    /// Adds a record with its values; empty ones are left out. `None` where the column would pass 4 GiB.
    #[must_use]
    pub fn push<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) -> Option<()> {
        for value in values.into_iter().filter(|value| !value.is_empty()) {
            let text = self.add(value)?;
            if let Some(codes) = &mut self.codes {
                codes.push(text);
            }
        }
        self.close()
    }

    /// Adds a text; its number.
    fn add(&mut self, text: &str) -> Option<u32> {
        let number = u32::try_from(self.ends.len()).ok()?;
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        Some(number)
    }

    /// Ends a record.
    fn close(&mut self) -> Option<()> {
        self.first.push(u32::try_from(self.value_count()).ok()?);
        Some(())
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.first.len() - 1
    }

    /// True where there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of values of all records.
    pub fn value_count(&self) -> usize {
        self.codes.as_ref().map_or(self.ends.len(), Vec::len)
    }

    /// Number of texts that are kept: of values that repeat, fewer than there are values.
    pub fn text_count(&self) -> usize {
        self.ends.len()
    }

    /// True where a good part of the records, more than one in fifty, have several values.
    pub fn has_several(&self) -> bool {
        let several = self.first.windows(2).filter(|ends| ends[1] - ends[0] > 1);
        50 * several.count() > self.len()
    }

    /// The numbers of a record's values.
    pub fn range(&self, record: usize) -> std::ops::Range<usize> {
        self.first[record] as usize..self.first[record + 1] as usize
    }

    /// The number of a value's text.
    pub fn code(&self, number: usize) -> usize {
        self.codes
            .as_ref()
            .map_or(number, |codes| codes[number] as usize)
    }

    /// A text by its number.
    pub fn text(&self, code: usize) -> &str {
        let begin = match code {
            0 => 0,
            _ => self.ends[code - 1] as usize,
        };
        &self.text[begin..self.ends[code] as usize]
    }

    /// A value by its number.
    pub fn value(&self, number: usize) -> &str {
        self.text(self.code(number))
    }

    /// A record's values.
    pub fn values(&self, record: usize) -> impl Iterator<Item = &str> + Clone {
        self.range(record).map(|number| self.value(number))
    }

    /// A record's first value, empty where it has none.
    pub fn only(&self, record: usize) -> &str {
        self.values(record).next().unwrap_or("")
    }

    /// Some of the records, in the order in which they are named. `None` as in [`Self::push`].
    pub fn pick(&self, records: impl IntoIterator<Item = usize>) -> Option<Self> {
        let mut packing = Packing::default();
        for record in records {
            for value in self.values(record) {
                packing.add(value)?;
            }
            packing.close()?;
        }
        packing.finish()
    }

    /// The same records with each text made anew; a value whose text becomes empty goes. `None` as in [`Self::push`].
    pub fn made(&self, mut make: impl FnMut(&str, &mut String)) -> Option<Self> {
        let mut room = String::new();
        let Some(codes) = &self.codes else {
            let mut column = Self::default();
            column.ends.reserve(self.ends.len());
            column.first.reserve(self.first.len());
            column.text.reserve(self.text.len());
            for record in 0..self.len() {
                for value in self.values(record) {
                    room.clear();
                    make(value, &mut room);
                    if !room.is_empty() {
                        column.add(&room)?;
                    }
                }
                column.close()?;
            }
            return Some(column);
        };
        let mut column = Self {
            codes: Some(Vec::with_capacity(codes.len())),
            ..Self::default()
        };
        let mut anew: Vec<Option<u32>> = Vec::with_capacity(self.ends.len());
        for code in 0..self.ends.len() {
            room.clear();
            make(self.text(code), &mut room);
            anew.push(match room.is_empty() {
                true => None,
                false => Some(column.add(&room)?),
            });
        }
        for ends in self.first.windows(2) {
            let values = &codes[ends[0] as usize..ends[1] as usize];
            if let Some(codes) = &mut column.codes {
                codes.extend(values.iter().filter_map(|code| anew[*code as usize]));
            }
            column.close()?;
        }
        Some(column)
    }
}

/// Values after which it is first asked whether they repeat.
const FIRST_LOOK: usize = 4096;

/// A column in the making, which finds out by itself whether its values repeat.
#[derive(Debug)]
pub struct Packing {
    column: Column,
    /// The numbers of the texts, as long as they seem to repeat.
    known: Option<HashTable<u32>>,
    hasher: RandomState,
    look: usize,
}

impl Default for Packing {
    fn default() -> Self {
        Self {
            column: Column {
                codes: Some(Vec::new()),
                ..Column::default()
            },
            known: Some(HashTable::new()),
            hasher: RandomState::new(),
            look: FIRST_LOOK,
        }
    }
}

impl Packing {
    /// Adds a value to the record that [`Self::close`] ends; an empty one is left out. `None` as in [`Column::push`].
    #[must_use]
    pub fn add(&mut self, value: &str) -> Option<()> {
        if value.is_empty() {
            return Some(());
        }
        let (Some(known), Some(codes)) = (&mut self.known, &mut self.column.codes) else {
            return self.column.add(value).map(drop);
        };
        let hash = self.hasher.hash_one(value);
        let texts = (&self.column.text, &self.column.ends);
        let text = |code: u32| {
            let (text, ends) = texts;
            let begin = code
                .checked_sub(1)
                .map_or(0, |before| ends[before as usize]);
            &text[begin as usize..ends[code as usize] as usize]
        };
        if let Some(code) = known.find(hash, |code| text(*code) == value) {
            codes.push(*code);
        } else {
            let code = u32::try_from(self.column.ends.len()).ok()?;
            let rehash = |code: &u32| self.hasher.hash_one(text(*code));
            known.insert_unique(hash, code, rehash);
            codes.push(code);
            self.column.add(value)?;
        }
        if self.column.value_count() == self.look {
            self.look *= 2;
            if 2 * self.column.text_count() > self.column.value_count() {
                self.spread()?;
            }
        }
        Some(())
    }

    /// Keeps each value for itself from now on.
    fn spread(&mut self) -> Option<()> {
        let packed = std::mem::take(&mut self.column);
        for number in 0..packed.value_count() {
            self.column.add(packed.value(number))?;
        }
        self.column.first = packed.first;
        self.known = None;
        Some(())
    }

    /// Ends a record. `None` as in [`Column::push`].
    #[must_use]
    pub fn close(&mut self) -> Option<()> {
        self.column.close()
    }

    /// Number of records so far.
    pub fn len(&self) -> usize {
        self.column.len()
    }

    /// True where no record has been ended.
    pub fn is_empty(&self) -> bool {
        self.column.is_empty()
    }

    /// The column; `None` as in [`Column::push`].
    pub fn finish(mut self) -> Option<Column> {
        if 2 * self.column.text_count() > self.column.value_count() && self.known.is_some() {
            self.spread()?;
        }
        Some(self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether values are kept once or each for itself, they read alike.
    #[test]
    fn a_column_reads_alike_however_it_is_kept() {
        for distinct in [1, 3, 5_000, 20_000] {
            let value = |at: usize| format!("text {}", at * 7919 % distinct);
            let (mut packing, mut plain) = (Packing::default(), Column::default());
            for record in 0..10_000 {
                let values = [value(record), String::new(), value(record + 1)];
                let own = &values[..record % 4 % 3 + usize::from(record % 5 == 0)];
                for value in own {
                    packing.add(value).unwrap();
                }
                packing.close().unwrap();
                plain.push(own.iter().map(String::as_str)).unwrap();
            }
            let packed = packing.finish().unwrap();
            assert_eq!(packed.codes.is_some(), distinct < 5_000, "{distinct}");
            assert_eq!(packed.len(), plain.len());
            let short = |text: &str, into: &mut String| {
                if !text.ends_with('1') {
                    into.push_str(&text[4..]);
                }
            };
            let made = [packed.made(short).unwrap(), plain.made(short).unwrap()];
            for record in 0..plain.len() {
                let all = |column: &Column| -> Vec<String> {
                    column.values(record).map(str::to_owned).collect()
                };
                assert_eq!(all(&packed), all(&plain));
                assert_eq!(all(&made[0]), all(&made[1]));
            }
        }
    }
}
