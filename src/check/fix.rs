//! Mends what can be mended surely: the changes that findings carry, applied to the texts of their files.

use crate::diagnostic::{Diagnostic, Fix, Source};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file with its faults mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The file as it was.
    pub source: Arc<Source>,
    /// Its text now.
    pub text: String,
    /// What was mended: code, line, message.
    pub done: Vec<(&'static str, usize, String)>,
}

/// Applies the changes that findings carry, file by file. Of changes that overlap, the first is made; another run makes the
/// rest.
///
/// ```
/// # use relata::{check::mend, diagnostic::{Diagnostic, Source}};
/// let source = Source::new("a.ttl", "abc");
/// let finding = Diagnostic::warning("H005", "b is no c").fix(&source, 1..2, "c");
/// assert_eq!(mend(&[finding])[0].text, "acc");
/// ```
pub fn mend(findings: &[Diagnostic]) -> Vec<Mended> {
    let mut files: BTreeMap<&str, Vec<(&Fix, &Diagnostic)>> = BTreeMap::new();
    for finding in findings {
        if let Some(fix) = &finding.fix {
            files
                .entry(&fix.source.name)
                .or_default()
                .push((fix, finding));
        }
    }
    files
        .into_values()
        .filter_map(|mut fixes| {
            fixes.sort_by_key(|(fix, _)| (fix.span.start, fix.span.end));
            // one text is put in once, however many findings ask for it
            fixes.dedup_by(|(one, _), (other, _)| one.span == other.span && one.text == other.text);
            let source = Arc::clone(&fixes.first()?.0.source);
            let mut text = String::with_capacity(source.text.len());
            let mut done = Vec::new();
            let mut at = 0;
            for (fix, finding) in fixes {
                let Some(kept) = source.text.get(at..fix.span.start) else {
                    continue;
                };
                text.push_str(kept);
                text.push_str(&fix.text);
                at = fix.span.end;
                let line = finding.place().map_or(1, |(_, line, _)| line);
                done.push((finding.code, line, finding.message.clone()));
            }
            text.push_str(source.text.get(at..)?);
            Some(Mended { source, text, done })
        })
        .collect()
}
