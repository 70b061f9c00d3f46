//! `relata check`: everything that can be wrong, in one pass.

use crate::failure::{Outcome, Verdict};
use crate::report;
use crate::terminal::Terminal;
use relata::check::check;
use relata::diagnostic::any_error;
use relata::project::Project;

/// Checks the project and reports all findings.
pub fn run(project: &Project, terminal: &mut Terminal) -> Outcome {
    let checked = check(project)?;
    report::findings(terminal, &checked.findings);
    terminal.say(
        "Checked",
        &format!(
            "{} files, {} triples, {} claims, {} shapes, {} stored queries",
            checked.files, checked.triples, checked.claims, checked.shapes, checked.queries
        ),
    );
    if let Some((resolved, all)) = checked.quotations {
        terminal.say(
            "Quotations",
            &format!("{resolved} of {all} quotations and hedges found in the text"),
        );
    }
    for unchecked in &checked.unchecked {
        terminal.say("Not checked", unchecked);
    }
    Ok(if any_error(&checked.findings) {
        Verdict::No
    } else {
        Verdict::Yes
    })
}
