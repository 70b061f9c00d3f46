//! `relata stats`: how much of everything.

use crate::failure::{Outcome, Verdict};
use crate::terminal::Terminal;
use relata::project::Project;
use relata::show::stats;

/// Counts the graph.
pub fn run(project: &Project, terminal: &mut Terminal) -> Outcome {
    let graphs = super::graphs(project)?;
    let rows = stats(&graphs);
    let lines: Vec<String> = if terminal.is_read_by_a_person() {
        rows.iter()
            .map(|(name, count)| format!("{count:>8}  {name}\n"))
            .collect()
    } else {
        rows.iter()
            .map(|(name, count)| format!("{name}\t{count}\n"))
            .collect()
    };
    terminal.data(&lines.concat())?;
    Ok(Verdict::Yes)
}
