//! Words that make a claim less than certain, and words that put it into the future.

pub(super) const HEDGES: &[&str] = &[
    "it seems",
    "it seemed",
    "it appears",
    "it appeared",
    "it is possible",
    "it is not impossible",
    "not impossible",
    "not inconceivable",
    "not unlikely",
    "it is likely",
    "it is probable",
    "seems",
    "seem",
    "seemed",
    "seemingly",
    // what appears only comes into sight; what appears to be so is hedged
    "appears to",
    "appear to",
    "appeared to",
    "appears that",
    "apparently",
    "perhaps",
    "maybe",
    "possibly",
    "probably",
    "presumably",
    "supposedly",
    "likely",
    "unlikely",
    "may have",
    "might have",
    "could have",
    "may",
    "might",
    "could",
    "would",
    "must have",
    "is thought",
    "are thought",
    "was thought",
    "were thought",
    "is believed",
    "are believed",
    "was believed",
    "were believed",
    "arguably",
    "tends to",
    "tend to",
    "suggests",
    "suggest",
    "indicates",
    "as if",
    "as though",
    "in all likelihood",
    "to some extent",
];

pub(super) const FORECASTS: &[&str] = &[
    "will",
    "shall",
    "is going to",
    "are going to",
    "is expected",
    "are expected",
    "is set to",
    "are set to",
    "is due to open",
    "in the future",
];

#[cfg(test)]
mod tests {
    use crate::text::cues::{Hint, found};

    #[test]
    fn what_appears_to_be_is_hedged_and_what_appears_is_not() {
        assert_eq!(
            found("The second case appeared in spring and appears to be mild."),
            [(Hint::Hedge, "appears to")]
        );
    }

    #[test]
    fn a_double_denial_is_a_hedge_and_no_denial() {
        assert_eq!(
            found("It is not impossible that she left."),
            [(Hint::Hedge, "It is not impossible")]
        );
        assert_eq!(
            found("A bridge is expected soon; it will probably stand."),
            [
                (Hint::Forecast, "is expected"),
                (Hint::Forecast, "will"),
                (Hint::Hedge, "probably")
            ]
        );
    }
}
