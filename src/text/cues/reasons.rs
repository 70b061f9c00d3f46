//! Words that join two situations, why and on what condition, and words of what somebody wants.

use super::Hint;
use std::ops::Range;

pub(super) const CAUSES: &[&str] = &[
    "because",
    "because of",
    "due to",
    "owing to",
    "thanks to",
    "as a result",
    "as a consequence",
    "result of",
    "led to",
    "leads to",
    "caused",
    "causes",
    "caused by",
    "resulted in",
    "results in",
    "brought about",
    "consequently",
    "therefore",
    "hence",
    "which is why",
];

pub(super) const CONDITIONS: &[&str] = &[
    "if",
    "only if",
    "unless",
    "provided that",
    "provided",
    "on condition that",
    "as long as",
    "so long as",
    "in case",
    "in the event of",
];

pub(super) const AIMS: &[&str] = &[
    "hopes to",
    "hope to",
    "hoped to",
    "hopes that",
    "hoped that",
    "plans to",
    "plan to",
    "planned to",
    "wants to",
    "want to",
    "wanted to",
    "wishes to",
    "wished to",
    "aims to",
    "aim to",
    "aimed to",
    "aim was to",
    "aim is to",
    "intends to",
    "intend to",
    "intended to",
    "seeks to",
    "seek to",
    "sought to",
    "tries to",
    "try to",
    "tried to",
    "in order to",
];

/// What holds such a word and gives neither reason nor condition.
pub(super) const NONE: &[&str] = &["even if", "what if", "is due to open", "provided by"];

/// `Without it they fail`: what opens a sentence so is a condition more often than a denial.
pub(super) fn read_again(sentence: &str, at: &Range<usize>, hint: Hint) -> Hint {
    let opens = at.start == 0 || sentence[..at.start].trim_end().ends_with([',', ';']);
    if opens && sentence[at.clone()].eq_ignore_ascii_case("without") {
        Hint::Condition
    } else {
        hint
    }
}

#[cfg(test)]
mod tests {
    use crate::text::cues::{Hint, found};

    #[test]
    fn reasons_conditions_and_aims_are_told_apart() {
        assert_eq!(
            found("Due to frost the crop failed, which led to riots."),
            [(Hint::Cause, "Due to"), (Hint::Cause, "led to")]
        );
        assert_eq!(
            found("Unless rain falls, the town plans to leave."),
            [(Hint::Condition, "Unless"), (Hint::Aim, "plans to")]
        );
        assert_eq!(found("He walked on as if blind."), [(Hint::Hedge, "as if")]);
    }

    #[test]
    fn without_opens_a_condition_or_denies() {
        assert_eq!(
            found("Without rain nothing grows."),
            [(Hint::Condition, "Without"), (Hint::Denial, "nothing")]
        );
        assert_eq!(
            found("They left without a word."),
            [(Hint::Denial, "without")]
        );
    }
}
