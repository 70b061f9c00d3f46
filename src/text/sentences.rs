//! Splits a paragraph into sentences.
//!
//! A sentence ends at `.`, `!`, `?`, `…` or their ideographic kin, with the closing quotation marks and brackets behind
//! it, where white space and something that can open a sentence follow, unless the word before the stop is an abbreviation,
//! an initial or a number within a sentence. Ideographic stops end a sentence without white space.

/// Words after which a full stop seldom ends a sentence.
const ABBREVIATIONS: &[&str] = &[
    "Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Sr", "Jr", "Gen", "Col", "Lt", "Sgt", "Capt", "Rev",
    "Hon", "Gov", "Sen", "Rep", "No", "Nos", "Vol", "vol", "pp", "p", "ed", "eds", "fig", "Fig",
    "cf", "vs", "e.g", "i.e", "viz", "ca", "approx", "resp", "Jan", "Feb", "Mar", "Apr", "Jun",
    "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Mt", "al", "op", "cit", "ibid",
    // German, French, Spanish, Russian
    "bzw", "z.B", "d.h", "u.a", "Hr", "Fr", "Nr", "Bd", "Hrsg", "vgl", "usw", "M", "Mme", "Mlle",
    "Mgr", "Sra", "Srta", "Ud", "Uds", "г", "гг", "им", "т.е", "т.д", "т.п", "др", "проф", "акад",
    "см", "стр",
];

/// The byte spans of the sentences of a paragraph, white space between them left out.
///
/// ```
/// # use relata::text::sentences;
/// let text = "Dr. Li came in 1999. “Good,” said V. V. Orlov. 끝났다.";
/// let found: Vec<_> = sentences(text, &[]).into_iter().map(|span| &text[span]).collect();
/// assert_eq!(found, ["Dr. Li came in 1999.", "“Good,” said V. V. Orlov.", "끝났다."]);
/// ```
pub fn sentences(paragraph: &str, more: &[String]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = skip_space(paragraph, 0);
    let mut at = start;
    while let Some(stop) = paragraph[at..].chars().next() {
        let after_stop = at + stop.len_utf8();
        if !matches!(stop, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡') {
            at = after_stop;
            continue;
        }
        let ideographic = matches!(stop, '。' | '！' | '？' | '｡');
        let mut end = after_stop;
        while let Some(next) = paragraph[end..]
            .chars()
            .next()
            .filter(|c| closes(*c) || matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？'))
        {
            end += next.len_utf8();
        }
        let note = footnote(&paragraph[end..]);
        let next = skip_space(paragraph, end + note);
        let divided = next > end + note || (ideographic && note == 0) || next == paragraph.len();
        if divided
            && next < paragraph.len()
            && !(stop == '.' && end == after_stop && is_abbreviation(&paragraph[start..at], more))
            && opens(&paragraph[next..])
        {
            found.push(start..end + note);
            start = next;
            at = next;
        } else {
            at = end;
        }
    }
    let rest = paragraph[start..].trim_end();
    if !rest.is_empty() {
        found.push(start..start + rest.len());
    }
    found
}

fn skip_space(text: &str, from: usize) -> usize {
    from + (text[from..].len() - text[from..].trim_start().len())
}

fn closes(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '】' | '*'
    )
}

/// Length of a footnote's number that touches the stop: superscript digits, or `[12]`.
fn footnote(rest: &str) -> usize {
    let superscript: usize = rest
        .chars()
        .take_while(|c| matches!(c, '⁰'..='⁹' | '¹' | '²' | '³'))
        .map(char::len_utf8)
        .sum();
    if superscript > 0 {
        return superscript;
    }
    match rest
        .strip_prefix('[')
        .and_then(|inner| inner.split_once(']'))
    {
        Some((digits, _))
            if !digits.is_empty()
                && digits.len() <= 3
                && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            digits.len() + 2
        }
        _ => 0,
    }
}

/// True where the rest can be the beginning of a sentence.
fn opens(rest: &str) -> bool {
    let first = rest.chars().find(|c| {
        !matches!(
            c,
            '"' | '\'' | '“' | '‘' | '«' | '‹' | '(' | '[' | '¿' | '¡' | '「' | '『' | '*' | '_'
        )
    });
    first.is_some_and(|c| {
        c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase())
    })
}

fn is_abbreviation(before: &str, more: &[String]) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '‘'))
        .next()
        .unwrap_or("");
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.')
        && word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    initial
        || dotted
        || ABBREVIATIONS.contains(&word)
        || more.iter().any(|known| known.trim_end_matches('.') == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, &["Abt".into()])
            .into_iter()
            .map(|span| &text[span])
            .collect()
    }

    #[test]
    fn stops_inside_a_sentence_do_not_end_it() {
        assert_eq!(
            split("It rose 3.5 per cent, i.e. little. See p. 4, fig. 2 and Abt. Nine."),
            [
                "It rose 3.5 per cent, i.e. little.",
                "See p. 4, fig. 2 and Abt. Nine."
            ]
        );
        assert_eq!(
            split("The U.S. Senate voted. They won."),
            ["The U.S. Senate voted.", "They won."]
        );
    }

    #[test]
    fn closing_marks_and_notes_belong_to_the_sentence_they_close() {
        assert_eq!(
            split("He called it “a partnership.” Then he left (at last!). Nobody spoke.² Fine."),
            [
                "He called it “a partnership.”",
                "Then he left (at last!).",
                "Nobody spoke.²",
                "Fine."
            ]
        );
    }

    #[test]
    fn ideographic_stops_need_no_space() {
        assert_eq!(split("他来了。她走了！好"), ["他来了。", "她走了！", "好"]);
    }

    #[test]
    fn one_long_line_takes_linear_time() {
        let text = "Aa. ".repeat(200_000);
        assert_eq!(sentences(&text, &[]).len(), 200_000);
    }
}
