//! What the words of a passage hint at for a claim, those of the quoted stretch apart from the rest of the sentence.
//!
//! A hint is a line of comment. A line that begins with `# ` is a property that holds once the `# ` is taken away; a line that
//! begins with `## ` is advice, and never Turtle.

use relata::text::{Hint, Quantity, cues, quantities, speaker, times};
use std::collections::BTreeSet;
use std::ops::Range;

/// Where in the stub a hint belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Behind `rlt:modality`.
    Modality,
    /// Behind `rlt:certainty`.
    Certainty,
    /// Behind `rlt:polarity`.
    Polarity,
    /// In the situation, before its last property.
    Situation,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Hints {
    /// The lines, each for its place; without the indentation.
    lines: Vec<(Line, String)>,
    /// The kinds of influence that the quoted words speak of, as local names.
    pub influences: BTreeSet<&'static str>,
}

impl Hints {
    /// Looks at the quoted stretch first; `is_sentence` tells whether the rest of the passage is near enough to matter.
    pub fn of(passage: &str, quoted: &Range<usize>, is_sentence: bool) -> Self {
        let mut found = Self::default();
        let inside = |at: &Range<usize>| at.start < quoted.end && quoted.start < at.end;
        let mut said: Vec<(Hint, bool, String)> = Vec::new();
        let mut hedges = Vec::new();
        for (hint, at) in cues(passage) {
            let here = inside(&at);
            if !here && !is_sentence {
                continue;
            }
            let words = one_line(&passage[at.clone()]);
            let who = if hint < Hint::Forecast {
                speaker(passage, &at)
            } else {
                None
            };
            let shown = who.map_or_else(
                || format!("`{words}`"),
                |who| format!("`{words}` ({}?)", one_line(who)),
            );
            let entry = (hint, here, shown);
            if !said.contains(&entry) {
                said.push(entry);
            }
            if here && matches!(hint, Hint::Hedge | Hint::Belief | Hint::Doubt) {
                hedges.push(format!("# rlt:hedge {} ;", quote(&words)));
            }
            match hint {
                Hint::Cause if here => found.influences.insert("cause"),
                Hint::Condition if here => found.influences.insert("condition"),
                _ => false,
            };
        }
        found.advise(&said);
        for hedge in hedges {
            found.add(Line::Certainty, hedge);
        }
        found.times(passage, &inside, is_sentence);
        found.quantities(passage, &inside, is_sentence);
        found
    }

    /// The lines for a place, each indented and ended.
    pub fn lines(&self, line: Line) -> String {
        self.lines
            .iter()
            .filter(|(place, _)| *place == line)
            .map(|(_, text)| format!("    {text}\n"))
            .collect()
    }

    /// True where a line holds once its `# ` is taken away.
    pub fn has_properties(&self) -> bool {
        !self.influences.is_empty() || self.lines.iter().any(|(_, text)| text.starts_with("# "))
    }

    fn add(&mut self, line: Line, text: String) {
        if !self.lines.contains(&(line, text.clone())) {
            self.lines.push((line, text));
        }
    }

    /// One line of advice for each kind of hint, the quoted words before the others.
    fn advise(&mut self, said: &[(Hint, bool, String)]) {
        for here in [true, false] {
            let kinds: BTreeSet<Hint> = said
                .iter()
                .filter(|(_, inside, _)| *inside == here)
                .map(|(hint, _, _)| *hint)
                .collect();
            for kind in kinds {
                let words: Vec<&str> = said
                    .iter()
                    .filter(|(hint, inside, _)| *hint == kind && *inside == here)
                    .map(|(_, _, words)| words.as_str())
                    .collect();
                let (line, advice) = advice(kind);
                self.add(
                    line,
                    format!("## {} {}: {advice}", place(here), words.join(", ")),
                );
            }
        }
    }

    fn times(&mut self, passage: &str, inside: &dyn Fn(&Range<usize>) -> bool, is_sentence: bool) {
        let (here, elsewhere): (Vec<_>, Vec<_>) = times(passage)
            .into_iter()
            .partition(|time| inside(&time.at));
        for time in here.into_iter().chain(elsewhere) {
            let words = one_line(&passage[time.at.clone()]);
            if inside(&time.at) {
                let edtf = time.edtf;
                self.add(
                    Line::Situation,
                    format!("# rlt:time \"{edtf}\"^^edtf:EDTF ;"),
                );
                self.add(
                    Line::Situation,
                    format!("# rlt:timeText {} ;", quote(&words)),
                );
            } else if is_sentence {
                self.add(
                    Line::Situation,
                    format!(
                        "## {} `{words}`: if it dates this, rlt:time \"{}\"",
                        place(false),
                        time.edtf
                    ),
                );
            }
        }
    }

    fn quantities(
        &mut self,
        passage: &str,
        inside: &dyn Fn(&Range<usize>) -> bool,
        is_sentence: bool,
    ) {
        let (here, elsewhere): (Vec<_>, Vec<_>) = quantities(passage)
            .into_iter()
            .partition(|found| inside(&found.at));
        for found in here.into_iter().chain(elsewhere) {
            let words = one_line(&passage[found.at.clone()]);
            if inside(&found.at) {
                self.add(Line::Situation, format!("## {} `{words}`:", place(true)));
                self.add(Line::Situation, property(&found, &words));
            } else if is_sentence {
                self.add(
                    Line::Situation,
                    format!(
                        "## {} `{words}`: a quantity of this only if it counts it",
                        place(false)
                    ),
                );
            }
        }
    }
}

/// The properties of a quantity in one line, with what makes it true.
fn property(found: &Quantity, words: &str) -> String {
    let how = found.comparator;
    let mut line = match found.number {
        Some(number) => format!("# rlt:number {number} ; rlt:comparator rlt:{how} ;"),
        None => format!(
            "# rlt:value {}@en ; rlt:comparator rlt:{how} ;",
            quote(words)
        ),
    };
    if let (Some(per), Some(_)) = (&found.per, found.number) {
        line.push_str(&format!(" rlt:per \"{per}\"^^xsd:duration ;"));
    }
    line
}

fn place(inside: bool) -> &'static str {
    if inside {
        "the quotation has"
    } else {
        "elsewhere in the sentence"
    }
}

/// Where a hint belongs, and what to do where it is right.
fn advice(hint: Hint) -> (Line, &'static str) {
    match hint {
        Hint::Report => (
            Line::Modality,
            "if somebody else says it, attributed, with that claimant",
        ),
        Hint::ReportedDenial => (
            Line::Modality,
            "if somebody else says it is not so, attributed, with that claimant, and denied",
        ),
        Hint::Belief => (
            Line::Modality,
            "if somebody else holds it, attributed, with that claimant, probable or possible, with rlt:hedge",
        ),
        Hint::Doubt => (
            Line::Modality,
            "if somebody else doubts it, attributed, with that claimant, denied and probable, with rlt:hedge",
        ),
        Hint::Forecast => (
            Line::Modality,
            "if it lies after the text's date, predicted",
        ),
        Hint::Hedge => (
            Line::Certainty,
            "if that weakens this claim, probable or possible, with rlt:hedge",
        ),
        Hint::Denial => (
            Line::Polarity,
            "if this claim is what is said not to be so, denied",
        ),
        Hint::Cause => (
            Line::Situation,
            "why is a claim of its own, whose situation is an rlt:Influence",
        ),
        Hint::Condition => (
            Line::Situation,
            "on what condition is a claim of its own, whose situation is an rlt:Influence",
        ),
        Hint::Aim => (
            Line::Situation,
            "what is wanted is the theme of an rlt:State of kind:aim",
        ),
    }
}

/// The words as they stand, in one line: a comment ends with its line.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quote(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::{Hints, Line};

    fn of(sentence: &str, quoted: &str) -> Hints {
        let start = sentence.find(quoted).unwrap();
        Hints::of(sentence, &(start..start + quoted.len()), true)
    }

    #[test]
    fn the_quoted_stretch_comes_first_and_the_rest_is_told_apart() {
        let hints = of(
            "By 1999 it was lost, and it probably closed in 2001.",
            "it probably closed in 2001",
        );
        assert_eq!(
            hints.lines(Line::Situation),
            "    # rlt:time \"2001\"^^edtf:EDTF ;\n    # rlt:timeText \"in 2001\" ;\n    ## elsewhere in the sentence `By 1999`: if it dates this, rlt:time \"/1999\"\n"
        );
        assert!(
            hints
                .lines(Line::Certainty)
                .contains("# rlt:hedge \"probably\" ;")
        );
        let other = of("By 1999 it was lost, and it probably closed.", "By 1999");
        assert!(!other.lines(Line::Certainty).contains("rlt:hedge \""));
        assert!(
            other
                .lines(Line::Certainty)
                .contains("elsewhere in the sentence `probably`")
        );
    }

    #[test]
    fn a_word_is_named_once_and_a_speaker_with_it() {
        let hints = of(
            "We had no rain, no hay and no hope.",
            "no rain, no hay and no hope",
        );
        assert_eq!(hints.lines(Line::Polarity).matches("`no`").count(), 1);
        let hints = of("Lee denied that he paid.", "denied that he paid");
        assert!(hints.lines(Line::Modality).contains("`denied that` (Lee?)"));
    }

    #[test]
    fn quantities_and_reasons_get_their_lines() {
        let hints = of(
            "It met about three times a year because dozens asked for it.",
            "about three times a year because dozens",
        );
        let lines = hints.lines(Line::Situation);
        assert!(lines.contains("# rlt:number 3 ; rlt:comparator rlt:approximately ; rlt:per \"P1Y\"^^xsd:duration ;"), "{lines}");
        assert!(
            lines.contains("# rlt:value \"dozens\"@en ; rlt:comparator rlt:vaguely ;"),
            "{lines}"
        );
        assert!(hints.influences.contains("cause"));
    }

    #[test]
    fn a_long_passage_is_looked_at_only_where_it_is_quoted() {
        let passage = "It never rained. The mill closed in 1999.";
        let hints = Hints::of(passage, &(17..40), false);
        assert_eq!(hints.lines(Line::Polarity), "");
        assert!(hints.lines(Line::Situation).contains("\"1999\""));
    }
}
