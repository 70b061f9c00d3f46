//! What is wrong with a user's file, as plain data: a code, a message, places with their excerpts, notes and remedies.
//!
//! Nothing here renders anything; the binary draws these for a terminal, another program may draw them elsewhere.
//! A fault in the user's files is always a [`Diagnostic`] in a list, so that one run can report all of them;
//! `Err` is kept for a machine that failed (disk, lock, network).

use std::ops::Range;
use std::sync::Arc;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something the user may want to know.
    Note,
    /// Something doubtful that stops nothing.
    Warning,
    /// Something wrong: the command cannot give a right answer.
    Error,
}

impl Severity {
    /// The word a reader sees: `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A text with a name, for excerpts: a file of the project, or what was typed on the command line.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// How the reader finds it: a path relative to the project, or a word such as `<expression>`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// Wraps a text with its name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            text: text.into(),
        })
    }

    /// One line of a file that is too large to be kept, at its place, counted from 1; and the offset at which it begins.
    ///
    /// ```
    /// # use relata::diagnostic::Source;
    /// let (source, start) = Source::line("a.csv", 3, "x,y");
    /// assert_eq!(source.position(start + 2), (3, 3));
    /// ```
    pub fn line(name: impl Into<String>, number: usize, text: &str) -> (Arc<Self>, usize) {
        let before = number.saturating_sub(1);
        let mut all = "\n".repeat(before);
        all.push_str(text);
        (Self::new(name, all), before)
    }

    /// Line and column of a byte offset, both from 1, the column in Unicode code points.
    ///
    /// An offset past the end, or inside a character, counts as the nearest character boundary before it.
    ///
    /// ```
    /// # use relata::diagnostic::Source;
    /// let source = Source::new("a.ttl", "één\ntwee");
    /// assert_eq!(source.position(4), (1, 3));
    /// assert_eq!(source.position(6), (2, 1));
    /// ```
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..self.boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }

    /// The byte offset of a line and column as [`Source::position`] counts them, clamped to the text.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let mut start = 0;
        for _ in 1..line {
            match self.text[start..].find('\n') {
                Some(at) => start += at + 1,
                None => return self.text.len(),
            }
        }
        let line = self.text[start..].split('\n').next().unwrap_or("");
        start
            + line
                .char_indices()
                .nth(column.saturating_sub(1))
                .map_or(line.len(), |(at, _)| at)
    }

    /// The span clamped to the text and to character boundaries; never empty where the text has a character to show.
    pub fn clamp(&self, span: Range<usize>) -> Range<usize> {
        let start = self.boundary(span.start);
        let mut end = span.end.min(self.text.len()).max(start);
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    /// The part of a span that stands on its first line.
    ///
    /// ```
    /// # use relata::diagnostic::Source;
    /// assert_eq!(Source::new("a.ttl", "[ :a\n1 ]").first_line(0..8), 0..4);
    /// ```
    pub fn first_line(&self, span: Range<usize>) -> Range<usize> {
        let span = self.clamp(span);
        let end = self.text[span.clone()]
            .find('\n')
            .map_or(span.end, |at| span.start + at);
        span.start..end
    }

    fn boundary(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// A marked stretch of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where the stretch lies.
    pub source: Arc<Source>,
    /// Byte offsets, end exclusive.
    pub span: Range<usize>,
    /// What is to be said of the stretch; may be empty.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// The rule's code, family letter and number, such as `S001`; ARCHITECTURE.md lists the families.
    pub code: &'static str,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// Where: the first label is the place itself, the others are places that explain it.
    pub labels: Vec<Label>,
    /// What is worth knowing about it.
    pub notes: Vec<String>,
    /// What to do about it.
    pub helps: Vec<String>,
    /// A change that mends it, where it is sure.
    pub fix: Option<Box<Fix>>,
}

/// A change to a file that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes that go; empty where something is only put in.
    pub span: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl Diagnostic {
    /// An error with a code and a message; add places and remedies with the methods below.
    ///
    /// ```
    /// # use relata::diagnostic::{Diagnostic, Source};
    /// let source = Source::new("data/a.ttl", "ent:rusia");
    /// let fault = Diagnostic::error("V003", "unknown entity `ent:rusia`")
    ///     .at(&source, 0..9, "declared nowhere")
    ///     .help("an entity with a near name exists: `ent:russia`");
    /// assert_eq!(fault.place(), Some(("data/a.ttl", 1, 1)));
    /// ```
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning with a code and a message.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note with a code and a message.
    pub fn remark(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            fix: None,
        }
    }

    /// Adds a place: a byte span of a source and what to say of it.
    #[must_use]
    pub fn at(mut self, source: &Arc<Source>, span: Range<usize>, text: impl Into<String>) -> Self {
        let span = source.clamp(span);
        self.labels.push(Label {
            source: Arc::clone(source),
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Adds the change that mends it. Only for what is sure: nobody is asked.
    #[must_use]
    pub fn fix(
        mut self,
        source: &Arc<Source>,
        span: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        self.fix = Some(Box::new(Fix {
            source: Arc::clone(source),
            span,
            text: text.into(),
        }));
        self
    }

    /// Adds a remedy where there is one.
    #[must_use]
    pub fn maybe_help(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.help(text),
            None => self,
        }
    }

    /// Name of the source, line and column of the first place, both from 1.
    pub fn place(&self) -> Option<(&str, usize, usize)> {
        self.labels.first().map(|label| {
            let (line, column) = label.source.position(label.span.start);
            (label.source.name.as_str(), line, column)
        })
    }
}

/// True where at least one finding is an error.
pub fn any_error(findings: &[Diagnostic]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

/// The candidate nearest to what was written, if one is near enough to be meant ("did you mean").
///
/// ```
/// # use relata::diagnostic::nearest;
/// assert_eq!(nearest("form", ["from", "to"]), Some("from"));
/// assert_eq!(nearest("colour", ["from", "to"]), None);
/// ```
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let longest = 200;
    if written.chars().count() > longest {
        return None;
    }
    let folded = written.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != written && candidate.len() <= 4 * longest)
        .map(|candidate| {
            (
                strsim::osa_distance(&folded, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(3) / 3).min(4))
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_code_points() {
        let source = Source::new("x", "a\n“é”\u{1F600}b");
        assert_eq!(source.position(source.offset(2, 5)), (2, 5));
        assert_eq!(source.position(usize::MAX), (2, 6));
    }

    #[test]
    fn a_span_never_cuts_a_character() {
        let source = Source::new("x", "é");
        assert_eq!(source.clamp(1..1), 0..2);
        assert_eq!(source.clamp(5..9), 2..2);
    }
}
