//! Columns for a person: wide characters counted right, long cells wrapped, nothing cut.

use super::answer::Answer;
use super::format::cell_text;
use unicode_width::UnicodeWidthStr;

/// Replaces what could steer a terminal or turn text around: control characters and bidirectional controls.
///
/// ```
/// # use relata::query::table::harmless;
/// assert_eq!(harmless("a\u{1b}[2Jb\u{202e}"), "a<U+001B>[2Jb<U+202E>");
/// ```
pub fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if is_harmful(character) {
            safe.push_str(&format!("<U+{:04X}>", u32::from(character)));
        } else {
            safe.push(character);
        }
    }
    safe
}

/// True for characters that never reach a terminal as they are.
pub fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{2028}' | '\u{2029}')
}

/// The answer as a table no wider than `width` columns where that is possible; a cell that does not fit is wrapped.
pub fn table(answer: &Answer, prefixes: &[(String, String)], width: usize) -> String {
    let (names, rows): (Vec<String>, Vec<Vec<String>>) = match answer {
        Answer::Boolean(truth) => return format!("{}\n", if *truth { "yes" } else { "no" }),
        Answer::Solutions { variables, rows } => (
            variables.clone(),
            rows.iter()
                .map(|row| {
                    row.iter()
                        .map(|cell| {
                            cell.as_ref()
                                .map_or(String::new(), |term| cell_text(term, prefixes))
                        })
                        .collect()
                })
                .collect(),
        ),
        Answer::Graph(triples) => (
            ["subject", "predicate", "object"]
                .map(str::to_owned)
                .to_vec(),
            triples
                .iter()
                .map(|triple| {
                    [
                        &triple.subject.clone().into(),
                        &triple.predicate.clone().into(),
                        &triple.object,
                    ]
                    .map(|term| cell_text(term, prefixes))
                    .to_vec()
                })
                .collect(),
        ),
    };
    draw(&names, &rows, width)
}

/// Draws columns with a head; see [`table`].
pub fn draw(names: &[String], rows: &[Vec<String>], width: usize) -> String {
    let safe: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| harmless(cell)).collect())
        .collect();
    let names: Vec<String> = names.iter().map(|name| harmless(name)).collect();
    let widths = widths(&names, &safe, width);
    let mut text = String::new();
    line(&mut text, &names, &widths);
    text.push_str(
        &widths
            .iter()
            .map(|width| "─".repeat(width + 2))
            .collect::<Vec<_>>()
            .join("┼"),
    );
    text.push('\n');
    for row in &safe {
        line(&mut text, row, &widths);
    }
    text
}

/// One row, on as many lines as its longest wrapped cell needs.
fn line(text: &mut String, cells: &[String], widths: &[usize]) {
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| {
            if cell.width() <= *width {
                vec![cell.clone()]
            } else {
                textwrap::wrap(cell, textwrap::Options::new(*width))
                    .into_iter()
                    .map(|part| part.into_owned())
                    .collect()
            }
        })
        .collect();
    for index in 0..wrapped.iter().map(Vec::len).max().unwrap_or(1) {
        let parts: Vec<String> = wrapped
            .iter()
            .zip(widths)
            .map(|(cell, width)| {
                let part = cell.get(index).map_or("", String::as_str);
                format!(" {part}{} ", " ".repeat(width.saturating_sub(part.width())))
            })
            .collect();
        text.push_str(parts.join("│").trim_end());
        text.push('\n');
    }
}

/// Natural widths where they fit; else the widest columns give way, none below a readable least.
fn widths(names: &[String], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let least = 12;
    let mut widths: Vec<usize> = names
        .iter()
        .enumerate()
        .map(|(column, name)| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.width())
                .chain([name.width()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let room = width.saturating_sub(3 * names.len());
    loop {
        let total: usize = widths.iter().sum();
        let Some(widest) = (0..widths.len()).max_by_key(|column| widths[*column]) else {
            return widths;
        };
        if total <= room || widths[widest] <= least {
            return widths;
        }
        let second = widths
            .iter()
            .enumerate()
            .filter(|(column, _)| *column != widest)
            .map(|(_, width)| *width)
            .max()
            .unwrap_or(0);
        let target = (widths[widest].saturating_sub(total - room))
            .max(second.min(widths[widest] - 1))
            .max(least);
        widths[widest] = target;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let text = draw(
            &["a".into(), "b".into()],
            &[
                vec!["의견".into(), "x".into()],
                vec!["ab".into(), "y".into()],
            ],
            80,
        );
        assert_eq!(text, " a    │ b\n──────┼───\n 의견 │ x\n ab   │ y\n");
    }

    #[test]
    fn a_long_cell_is_wrapped_and_not_cut() {
        let long = "one two three four five six seven eight nine ten eleven twelve";
        let text = draw(
            &["n".into(), "words".into()],
            &[vec!["1".into(), long.into()]],
            40,
        );
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(long.split(' ').all(|word| text.contains(word)));
    }
}
