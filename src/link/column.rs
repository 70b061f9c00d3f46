//! One property of all records, packed: all values in one text, so that a million names cost their letters and 8 bytes.

/// The values of one property, record by record; a record may have none, one or several.
#[derive(Debug, Clone)]
pub struct Column {
    text: String,
    /// Where each value ends in the text.
    ends: Vec<u32>,
    /// The first value of each record; one more at the end.
    first: Vec<u32>,
}

impl Default for Column {
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
            first: vec![0],
        }
    }
}

impl Column {
    /// Adds a record with its values; empty ones are left out. `None` where the column would pass 4 GiB.
    #[must_use]
    pub fn push<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) -> Option<()> {
        for value in values {
            self.add(value)?;
        }
        self.close()
    }

    /// Adds a value to the record that [`Self::close`] ends; an empty one is left out. `None` as in [`Self::push`].
    #[must_use]
    pub fn add(&mut self, value: &str) -> Option<()> {
        if !value.is_empty() {
            self.text.push_str(value);
            self.ends.push(u32::try_from(self.text.len()).ok()?);
        }
        Some(())
    }

    /// Ends a record. `None` as in [`Self::push`].
    #[must_use]
    pub fn close(&mut self) -> Option<()> {
        self.first.push(u32::try_from(self.ends.len()).ok()?);
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

    /// A value by its number.
    pub fn value(&self, number: usize) -> &str {
        let begin = if number == 0 {
            0
        } else {
            self.ends[number - 1] as usize
        };
        &self.text[begin..self.ends[number] as usize]
    }

    /// A record's values.
    pub fn values(&self, record: usize) -> impl Iterator<Item = &str> + Clone {
        self.range(record).map(|number| self.value(number))
    }

    /// A record's first value, empty where it has none.
    pub fn only(&self, record: usize) -> &str {
        self.values(record).next().unwrap_or("")
    }
}
