//! Which rules count, and how much: `[check]` in `relata.toml` and the flags of the command.

use super::explain;
use crate::diagnostic::{Diagnostic, Severity, Source, nearest};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Severities other than those the rules have by themselves.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// By code, or by family (`V`): `None` allows it.
    severities: BTreeMap<String, Option<Severity>>,
    /// Only findings of these codes or families, where any are named.
    only: Vec<String>,
    /// Whether warnings count as errors.
    deny_warnings: bool,
}

impl Profile {
    /// Lets the findings of a code or family go.
    pub fn allow(&mut self, code: &str) {
        self.severities.insert(code.to_owned(), None);
    }

    /// Gives the findings of a code or family a severity.
    pub fn set(&mut self, code: &str, severity: Severity) {
        self.severities.insert(code.to_owned(), Some(severity));
    }

    /// Keeps the findings of this code or family, and of others that are named so.
    pub fn only(&mut self, code: &str) {
        self.only.push(code.to_owned());
    }

    /// Counts warnings as errors.
    pub fn deny_warnings(&mut self) {
        self.deny_warnings = true;
    }

    /// The findings as the profile has them. A syntax fault stays an error whatever is said of it.
    pub fn apply(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings
            .into_iter()
            .filter(|finding| {
                self.only.is_empty() || self.only.iter().any(|code| names(code, finding.code))
            })
            .filter_map(|mut finding| {
                let said = self
                    .severities
                    .get(finding.code)
                    .or_else(|| self.severities.get(&finding.code[..1]));
                match said {
                    Some(_)
                        if finding.code.starts_with('S') && finding.severity == Severity::Error => {
                    }
                    Some(None) => return None,
                    Some(Some(severity)) => finding.severity = *severity,
                    None => {}
                }
                if self.deny_warnings && finding.severity == Severity::Warning {
                    finding.severity = Severity::Error;
                }
                Some(finding)
            })
            .collect()
    }

    /// The profile of a manifest: lists of codes or families by what they are to count as. What names no rule is told.
    pub fn of_manifest(
        lists: &BTreeMap<String, Vec<String>>,
        source: &Arc<Source>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut profile = Self::default();
        let mut faults = Vec::new();
        for (word, codes) in lists {
            for code in codes {
                if let Some(fault) = unknown(code) {
                    let at = source
                        .text
                        .find(&format!("\"{code}\""))
                        .map_or(0..0, |at| at..at + code.len() + 2);
                    faults.push(fault.at(source, at, "in `[check]`"));
                    continue;
                }
                match word.as_str() {
                    "allow" => profile.allow(code),
                    "note" => profile.set(code, Severity::Note),
                    "warn" => profile.set(code, Severity::Warning),
                    "deny" => profile.set(code, Severity::Error),
                    other => {
                        let at = source
                            .text
                            .find(other)
                            .map_or(0..0, |at| at..at + other.len());
                        faults.push(
                            Diagnostic::error(
                                "P005",
                                format!("`{other}` is nothing a rule can count as"),
                            )
                            .at(source, at, "in `[check]`")
                            .help("`allow`, `note`, `warn` or `deny`, each with a list of codes"),
                        );
                        break;
                    }
                }
            }
        }
        (profile, faults)
    }
}

/// The finding for a code that names neither a rule nor a family.
pub fn unknown(code: &str) -> Option<Diagnostic> {
    let known = || explain::all().map(|rule| rule.code);
    if known().any(|known| names(code, known)) {
        return None;
    }
    let fault = Diagnostic::error(
        "P005",
        format!("`{}` is no rule", code.chars().take(40).collect::<String>()),
    );
    Some(match nearest(code, known()) {
        Some(near) => fault.help(format!(
            "did you mean `{near}`? `relata explain` lists them all"
        )),
        None => fault.help("`relata explain` lists them all"),
    })
}

fn names(written: &str, code: &str) -> bool {
    written == code || (written.len() == 1 && code.starts_with(written))
}
