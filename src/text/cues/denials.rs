//! Words that say that something is not so.

pub(super) const DENIALS: &[&str] = &[
    "not",
    "never",
    "no",
    "no longer",
    "no more",
    "none",
    "no one",
    "nobody",
    "nothing",
    "neither",
    "nor",
    "without",
    "hardly",
    "scarcely",
    "denied",
    "denies",
    "cannot",
    "failed to",
    "fails to",
    "didn't",
    "doesn't",
    "don't",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "hasn't",
    "haven't",
    "hadn't",
    "can't",
    "won't",
    "couldn't",
    "wouldn't",
];

/// What holds such a word and denies nothing, or nothing that is a claim.
pub(super) const NONE: &[&str] = &[
    "not only",
    "no more than",
    "not more than",
    "no fewer than",
    "no less than",
    "not less than",
    "did not deny",
    "does not deny",
    "not denied",
];

#[cfg(test)]
mod tests {
    use crate::text::cues::{Hint, found};

    #[test]
    fn a_denial_is_shown_whole_and_a_comparison_is_none() {
        assert_eq!(
            found("The mill no longer runs, and no more than ten looms are left."),
            [(Hint::Denial, "no longer")]
        );
        assert_eq!(found("He did not deny it."), []);
    }
}
