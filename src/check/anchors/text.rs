//! A004: the attached text is not the one that was encoded.

use crate::check::{Report, manifest_place};
use crate::diagnostic::Diagnostic;
use crate::project::{Project, TextState};

pub(super) fn check(project: &Project, state: &TextState, report: &mut Report) {
    match state {
        TextState::Absent(path) => report.unchecked.push(format!(
            "the text is not attached (no `{}`), so quotations, hedges and passages were not compared with it",
            path.strip_prefix(&project.root).unwrap_or(path).display()
        )),
        TextState::Changed(_, digest) => report.findings.push(
            Diagnostic::error("A004", "the attached text is not the one that was encoded")
                .at(&project.source, manifest_place(project, "sha256"), format!("the file's digest is {digest}"))
                .help("`relata anchor` re-anchors the passages to a changed text, `relata text attach FILE` brings back the old one"),
        ),
        TextState::None | TextState::Attached(_) => {}
    }
}
