//! A difference in words, for somebody who reads history and not RDF: plain, or as Markdown for a review.

use super::{Change, Difference, Kind, Status, Thing};
use crate::dataset::term::{View, unescape, view};
use crate::ontology::rlt;
use crate::turtle::Prefixes;

/// How the words are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// For a terminal.
    Plain,
    /// Markdown.
    Markdown,
}

/// Rows shown of a query's answer.
const ROWS: usize = 5;
/// New rows looked at for the one that a row became.
const NEAR: usize = 200;
/// Characters shown of a value.
const LONGEST: usize = 100;

/// Writes a difference; empty where there is none.
pub fn write(difference: &Difference, prefixes: &Prefixes, style: Style) -> String {
    let mut text = String::new();
    let tell = Teller { prefixes, style };
    for things in difference.things.chunk_by(|a, b| a.kind == b.kind) {
        tell.things(&mut text, things);
    }
    tell.ontology(&mut text, difference);
    tell.answers(&mut text, difference);
    text
}

pub(super) struct Teller<'a> {
    pub prefixes: &'a Prefixes,
    pub style: Style,
}

impl Teller<'_> {
    fn heading(&self, text: &mut String, title: &str) {
        if !text.is_empty() {
            text.push('\n');
        }
        match self.style {
            Style::Plain => text.push_str(&format!("{title}\n")),
            Style::Markdown => text.push_str(&format!("### {title}\n\n")),
        }
    }

    fn things(&self, text: &mut String, things: &[Thing]) {
        let count = |status| things.iter().filter(|thing| thing.status == status).count();
        let counts: Vec<String> = [Status::Added, Status::Removed, Status::Changed]
            .into_iter()
            .filter(|status| count(*status) > 0)
            .map(|status| format!("{} {}", count(status), status.as_str()))
            .collect();
        self.heading(
            text,
            &format!("{}: {}", things[0].kind.plural(), counts.join(", ")),
        );
        let along = things.iter().filter(|thing| thing.is_along()).count();
        let folds = along > 1;
        for thing in things.iter().filter(|thing| !(folds && thing.is_along())) {
            self.thing(text, thing);
        }
        if folds {
            let bullet = if self.style == Style::Plain {
                "  ~ "
            } else {
                "- "
            };
            text.push_str(&format!("{bullet}{}\n", super::along(along)));
        }
    }

    fn thing(&self, text: &mut String, thing: &Thing) {
        let sign = match thing.status {
            Status::Added => '+',
            Status::Removed => '-',
            Status::Changed => '~',
        };
        let label = thing
            .label
            .as_deref()
            .map_or_else(String::new, |label| format!("  {}", self.value(label)));
        let moved = if thing.is_moved() { "  (moved)" } else { "" };
        match self.style {
            Style::Plain => text.push_str(&format!(
                "  {sign} {}{label}{moved}\n",
                self.value(&thing.name)
            )),
            Style::Markdown => text.push_str(&format!(
                "- **{}** `{}`{}{moved}\n",
                thing.status.as_str(),
                self.value(&thing.name),
                escape(&label)
            )),
        }
        for change in &thing.changes {
            if thing.status == Status::Changed || self.is_telling(thing.kind, change) {
                self.change(text, change);
            }
        }
    }

    /// What is worth saying of a thing that is new or gone: of a claim how it is put, of a mention whom it names.
    pub fn is_telling(&self, kind: Kind, change: &Change) -> bool {
        let telling = match kind {
            Kind::Claim => &[
                rlt::QUOTE,
                rlt::ANCHOR,
                rlt::CERTAINTY,
                rlt::MODALITY,
                rlt::POLARITY,
            ][..],
            Kind::Situation => &[rlt::KIND, rlt::TIME],
            Kind::Mention | Kind::Link => return true,
            _ => return false,
        };
        telling
            .iter()
            .any(|property| change.property == property.to_string())
    }

    fn change(&self, text: &mut String, change: &Change) {
        let name = self.property(&change.property);
        let list = |values: &[String]| {
            let values: Vec<String> = values.iter().map(|value| self.value(value)).collect();
            values.join(", ")
        };
        let (removed, added) = (list(&change.removed), list(&change.added));
        let said = match (removed.is_empty(), added.is_empty()) {
            (false, false) => format!("{name}: {removed} -> {added}"),
            (false, true) => format!("{name}: no longer {removed}"),
            _ => format!("{name}: {added}"),
        };
        match self.style {
            Style::Plain => text.push_str(&format!("      {said}\n")),
            Style::Markdown => text.push_str(&format!("  - {}\n", escape(&said))),
        }
    }

    fn ontology(&self, text: &mut String, difference: &Difference) {
        if difference.ontology.is_empty() {
            return;
        }
        let breaking: Vec<_> = difference
            .ontology
            .iter()
            .filter(|effect| effect.is_breaking)
            .collect();
        let verdict = if breaking.is_empty() {
            "non-breaking"
        } else {
            "breaking"
        };
        self.heading(text, &format!("ontology change: {verdict}"));
        for effect in breaking {
            let bullet = if self.style == Style::Plain {
                "  ! "
            } else {
                "- "
            };
            text.push_str(&format!(
                "{bullet}{}: {}\n",
                self.value(&effect.term),
                effect.why
            ));
        }
    }

    fn answers(&self, text: &mut String, difference: &Difference) {
        if difference.answers.is_empty() {
            return;
        }
        self.heading(text, &answers_title(difference.answers.len()));
        for changed in &difference.answers {
            let bullet = if self.style == Style::Plain {
                "  "
            } else {
                "- "
            };
            let rows = self.rows(changed);
            text.push_str(&format!(
                "{bullet}{}: {}\n",
                changed.query,
                rows_title(&rows)
            ));
            let hidden = rows.len().saturating_sub(ROWS);
            for row in rows.iter().take(ROWS) {
                let line = row.line();
                match self.style {
                    Style::Plain => text.push_str(&format!("      {line}\n")),
                    Style::Markdown => {
                        text.push_str(&format!("  - `{}`\n", line.replace('`', "'")));
                    }
                }
            }
            if hidden > 0 {
                let begin = if self.style == Style::Plain {
                    "      "
                } else {
                    "  - "
                };
                text.push_str(&format!("{begin}and {hidden} more\n"));
            }
        }
    }

    /// The rows of an answer that are gone, new or otherwise. A row that is gone and a new one that share most of their cells
    /// are one row that changed.
    pub fn rows(&self, changed: &super::answers::Changed) -> Vec<RowChange> {
        let split = |rows: &[String]| -> Vec<Vec<String>> {
            rows.iter()
                .map(|row| row.split('\t').map(|cell| self.cell(cell)).collect())
                .collect()
        };
        let (removed, mut added) = (split(&changed.removed), split(&changed.added));
        let mut rows = Vec::new();
        for row in removed {
            let alike = |other: &Vec<String>| {
                let same = row.iter().zip(other).filter(|(a, b)| a == b).count();
                (other.len() == row.len() && same * 2 > row.len()).then_some(same)
            };
            // the last of the nearest ones, looked for among so many rows as a person would
            let nearest = (0..added.len().min(NEAR)).max_by_key(|at| alike(&added[*at]));
            match nearest.filter(|at| alike(&added[*at]).is_some()) {
                Some(at) => rows.push(RowChange::Changed(row, added.remove(at))),
                None => rows.push(RowChange::Removed(row)),
            }
        }
        rows.extend(added.into_iter().map(RowChange::Added));
        rows
    }

    /// A cell of an answer: names are shortened, the rest stands as it is.
    pub fn cell(&self, cell: &str) -> String {
        if cell.starts_with('<') && cell.ends_with('>') {
            self.value(cell)
        } else {
            cell.to_owned()
        }
    }

    /// The last word of a property; of a blank node's property, where it hangs.
    pub fn property(&self, property: &str) -> String {
        match property.split_once(' ') {
            Some((_, own)) => format!("[…] {}", self.property(own)),
            None => property
                .trim_end_matches('>')
                .rsplit(['#', '/', ':'])
                .next()
                .unwrap_or("")
                .to_owned(),
        }
    }

    /// A token as a reader meets it: concepts of our own by their last word, things with their prefix, texts in quotes.
    pub fn value(&self, token: &str) -> String {
        match view(token) {
            View::Iri(iri) => {
                match (iri.strip_prefix(rlt::NAMESPACE), self.prefixes.shorten(iri)) {
                    (Some(local), _) => local.to_owned(),
                    (None, Some((at, local))) => format!("{}:{local}", self.prefixes.get(at).0),
                    (None, None) => format!("<{iri}>"),
                }
            }
            View::Blank(_) => "[…]".to_owned(),
            // readers bound how deep these nest
            View::Triple([subject, predicate, object]) => format!(
                "<<( {} {} {} )>>",
                self.value(subject),
                self.value(predicate),
                self.value(object)
            ),
            View::Literal {
                value, datatype, ..
            } => {
                let value = shorten(&unescape(value));
                let is_number = datatype.is_some_and(|datatype| datatype.contains("XMLSchema#"));
                if is_number {
                    value
                } else {
                    format!("\u{201c}{value}\u{201d}")
                }
            }
        }
    }
}

/// What became of a row of an answer; cells are ready to show.
pub(super) enum RowChange {
    Removed(Vec<String>),
    Added(Vec<String>),
    Changed(Vec<String>, Vec<String>),
}

impl RowChange {
    /// The row on a line: a changed one with its first cells that stayed, and what changed.
    fn line(&self) -> String {
        match self {
            Self::Removed(cells) => format!("- {}", shorten(&cells.join(" | "))),
            Self::Added(cells) => format!("+ {}", shorten(&cells.join(" | "))),
            Self::Changed(old, new) => {
                let stays: Vec<&str> = old
                    .iter()
                    .zip(new)
                    .filter(|(a, b)| a == b && !a.is_empty())
                    .map(|(cell, _)| cell.as_str())
                    .take(2)
                    .collect();
                let changes: Vec<String> = old
                    .iter()
                    .zip(new)
                    .filter(|(a, b)| a != b)
                    .map(|(a, b)| format!("{} -> {}", shorten(a), shorten(b)))
                    .collect();
                format!("~ {}: {}", shorten(&stays.join(" | ")), changes.join(", "))
            }
        }
    }
}

/// `2 stored queries answer otherwise`.
pub(super) fn answers_title(count: usize) -> String {
    if count == 1 {
        "1 stored query answers otherwise".to_owned()
    } else {
        format!("{count} stored queries answer otherwise")
    }
}

/// `1 row gone, 2 rows new`.
pub(super) fn rows_title(rows: &[RowChange]) -> String {
    let count = |is: fn(&RowChange) -> bool| rows.iter().filter(|row| is(row)).count();
    [
        (
            count(|row| matches!(row, RowChange::Changed(..))),
            "changed",
        ),
        (count(|row| matches!(row, RowChange::Removed(_))), "gone"),
        (count(|row| matches!(row, RowChange::Added(_))), "new"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} row{plural} {what}")
    })
    .collect::<Vec<_>>()
    .join(", ")
}

fn shorten(text: &str) -> String {
    let one_line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if one_line.chars().count() <= LONGEST {
        return one_line;
    }
    let short: String = one_line.chars().take(LONGEST).collect();
    format!("{short}…")
}

/// Markdown's own characters, made plain.
fn escape(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#'
        ) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}
