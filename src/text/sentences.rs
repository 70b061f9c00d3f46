//! Splits a paragraph into sentences.
//!
//! A sentence ends at `.`, `!`, `?`, `…` or their ideographic kin, with the closing quotation marks and brackets behind
//! it, where white space and something that can open a sentence follow, unless the word before the stop is an abbreviation,
//! an initial, an ordinal or the number of a list's item. Ideographic stops end a sentence without white space.

use super::abbreviations::{Habit, habit, starts};

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
        if !is_stop(stop) {
            at = after_stop;
            continue;
        }
        let ideographic = matches!(stop, '。' | '！' | '？' | '｡');
        let mut end = after_stop;
        while let Some(next) = paragraph[end..]
            .chars()
            .next()
            .filter(|c| closes(*c) || is_stop(*c))
        {
            end += next.len_utf8();
        }
        let note = footnote(&paragraph[end..]);
        let next = skip_space(paragraph, end + note);
        let divided = next > end + note || (ideographic && note == 0) || next == paragraph.len();
        if divided
            && next < paragraph.len()
            && !(stop == '.'
                && end == after_stop
                && goes_on(&paragraph[start..at], &paragraph[next..], more))
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

fn is_stop(character: char) -> bool {
    matches!(
        character,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡' | '؟' | '۔' | '।'
    )
}

fn skip_space(text: &str, from: usize) -> usize {
    from + (text[from..].len() - text[from..].trim_start().len())
}

/// True of what closes behind a stop that it touches; `“` and `«` close in German.
fn closes(character: char) -> bool {
    matches!(
        character,
        '“' | '‘'
            | '«'
            | '‹'
            | '"'
            | '\''
            | '”'
            | '’'
            | '»'
            | '›'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '*'
    )
}

/// Length of the notes' signs that touch the stop: superscript digits, `[12]`, `[3, 4]`, `[^note]`, one after another.
fn footnote(rest: &str) -> usize {
    let mut length = 0;
    while let Some(next) = one_note(&rest[length..]) {
        length += next;
    }
    length
}

/// The longest sign of a note, in bytes.
const LONGEST_NOTE: usize = 40;

fn one_note(rest: &str) -> Option<usize> {
    let superscript: usize = rest
        .chars()
        .take_while(|c| matches!(c, '⁰'..='⁹' | '¹' | '²' | '³'))
        .map(char::len_utf8)
        .sum();
    if superscript > 0 {
        return Some(superscript);
    }
    let inner = rest.strip_prefix('[')?;
    let end = inner.bytes().take(LONGEST_NOTE).position(|b| b == b']')?;
    let sign = &inner[..end];
    let is_note = match sign.strip_prefix('^') {
        Some(name) => !name.is_empty() && !name.contains(char::is_whitespace),
        None => {
            sign.bytes().any(|b| b.is_ascii_digit())
                && sign
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–'))
                // four digits are a year in brackets
                && sign.split(|c: char| !c.is_ascii_digit()).all(|number| number.len() <= 3)
        }
    };
    is_note.then_some(end + 2)
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
        c.is_uppercase()
            || c.is_numeric()
            || (c.is_alphabetic() && !c.is_lowercase())
            || is_picture(c)
    })
}

/// True of pictures, such as emoji, notes of music and hearts.
fn is_picture(c: char) -> bool {
    matches!(u32::from(c), 0x2600..=0x27BF | 0x2B50..=0x2B55 | 0x1F000..=0x1FAFF)
}

/// True where a sentence goes on behind a full stop: `before` is the sentence up to the stop, `rest` what follows it.
fn goes_on(before: &str, rest: &str, more: &[String]) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '‘'))
        .next()
        .unwrap_or("");
    let next: &str = rest
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("");
    let before_number = next.starts_with(|c: char| c.is_numeric());
    let letters = word.chars().count();
    let numbered = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let alone = word.len() == before.trim_start().len();
    // the number or letter of a list's item opens its sentence
    if alone
        && ((numbered && letters <= 3) || (letters == 1 && word.chars().all(char::is_alphabetic)))
    {
        return true;
    }
    if more.iter().any(|known| known.trim_end_matches('.') == word) {
        return true;
    }
    if numbered {
        return letters <= 2 && super::abbreviations::follows_an_ordinal(next);
    }
    if letters == 1 && word.chars().all(char::is_lowercase) {
        // `z. B.`, `т. е.`, `c. 1200`
        let spaced =
            next.chars().count() == 1 && rest.get(next.len()..).is_some_and(|r| r.starts_with('.'));
        if spaced {
            return true;
        }
    }
    match habit(word) {
        Some(Habit::NeverEnds) => true,
        Some(Habit::BeforeNumbers) => before_number,
        Some(Habit::MayEnd) => before_number || !starts(next),
        // the He and the An of this world have initials too
        Some(Habit::Initial) => next.chars().count() < 3 || !starts(next),
        None => false,
    }
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
    fn abbreviations_keep_their_habits() {
        for whole in [
            "Built c. 1200 and later.",
            "Cf. Smith on this.",
            "Approx. 300 men came.",
            "It cost Rs. 500 then.",
            "Viele, z. B. Berlin, litten.",
            "Am 3. März 1992 kam er.",
            "Im 19. Jahrhundert war es so.",
            "Am 3. Okt. 1990 war es so weit.",
            "Le 3 déc. 1990, il partit.",
            "Vgl. Schmidt dazu.",
            "Там был Адм. Колчак.",
            "В 1992 г. Ельцин посетил Китай.",
            "The U.S. Senate sat.",
            "Said J. He of it.",
            "1. The first point holds.",
            "See Smith et al. (1999) on it.",
        ] {
            assert_eq!(split(whole), [whole]);
        }
        for (two, first) in [
            ("He left the U.S. He never came back.", "He left the U.S."),
            ("They said no. Then he left.", "They said no."),
            ("It was World War I. The war ended.", "It was World War I."),
            ("It rose in 1999. The rest fell.", "It rose in 1999."),
            ("Apples, pears, etc. Nobody came.", "Apples, pears, etc."),
            (
                "He worked at Acme Inc. The firm failed.",
                "He worked at Acme Inc.",
            ),
            (
                "Er rief: „Es ist gut.“ Dann ging er.",
                "Er rief: „Es ist gut.“",
            ),
            ("He said so.[^1] Then he left.", "He said so.[^1]"),
            ("He said so.[1][2, 3] Then he left.", "He said so.[1][2, 3]"),
        ] {
            let found = split(two);
            assert_eq!(found.len(), 2, "{two}: {found:?}");
            assert_eq!(found[0], first);
        }
    }

    #[test]
    fn a_picture_can_open_a_sentence() {
        assert_eq!(
            split("It stopped! 🎵 They sang. ☀️ The sun rose 🙂 at last."),
            [
                "It stopped!",
                "🎵 They sang.",
                "☀️ The sun rose 🙂 at last."
            ]
        );
    }

    #[test]
    fn ideographic_stops_need_no_space() {
        assert_eq!(split("هل عاد؟ نعم."), ["هل عاد؟", "نعم."]);
        assert_eq!(split("他来了。她走了！好"), ["他来了。", "她走了！", "好"]);
    }

    #[test]
    fn one_long_line_takes_linear_time() {
        let text = "Aa. ".repeat(200_000);
        assert_eq!(sentences(&text, &[]).len(), 200_000);
    }
}
