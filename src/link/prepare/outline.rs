//! What tells of two texts how far apart they are at least, without a look at their letters.

/// A text in two words of memory.
#[derive(Debug, Clone, Copy)]
pub(in crate::link) struct Outline {
    /// Twice the length in bytes, and one more where it is made of ASCII and of more than one letter.
    length: u32,
    /// Its first letter.
    pub(in crate::link) first: char,
    /// The letters that it has, as bits.
    letters: u64,
}

impl Outline {
    /// The outline of a text of less than 2 GiB.
    pub(in crate::link) fn of(text: &str) -> Self {
        let plain = text.is_ascii() && text.len() > 1;
        Self {
            length: (text.len() as u32) << 1 | u32::from(plain),
            first: text.chars().next().unwrap_or(' '),
            letters: text
                .bytes()
                .fold(0, |letters, byte| letters | 1 << (byte & 63)),
        }
    }

    /// Its length in bytes.
    pub(in crate::link) fn len(self) -> u32 {
        self.length >> 1
    }

    /// How many edits apart two texts are at least, and the length of the longer; `None` where nothing tells.
    pub(in crate::link) fn apart(self, other: Self) -> Option<(u32, u32)> {
        if self.length & other.length & 1 == 0 {
            return None;
        }
        // an edit gives a text one letter that it lacks, or takes one from it
        let lacks = (other.letters & !self.letters).count_ones();
        let gives = (self.letters & !other.letters).count_ones();
        let (a, b) = (self.len(), other.len());
        Some((lacks.max(gives).max(a.abs_diff(b)), a.max(b)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_texts_are_nearer_than_their_outlines_say() {
        let texts = [
            "ab",
            "ba",
            "abc",
            "moskva",
            "moscow",
            "mokba",
            "x y",
            "kyiv kiev",
            "aaaa",
        ];
        for a in texts {
            for b in texts {
                let edits = rapidfuzz::distance::osa::distance(a.bytes(), b.bytes());
                let (least, longer) = Outline::of(a).apart(Outline::of(b)).unwrap();
                assert!(least as usize <= edits, "{a} {b}");
                assert_eq!(longer as usize, a.len().max(b.len()));
            }
        }
        assert_eq!(Outline::of("é").apart(Outline::of("ab")), None);
    }
}
