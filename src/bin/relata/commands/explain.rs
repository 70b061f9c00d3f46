//! `relata explain`: what a rule is for.

use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::check::{all_rules, explain};
use relata::diagnostic::nearest;

/// Prints the page of a rule, or the list of all.
pub fn run(code: Option<&str>, terminal: &mut Terminal) -> Outcome {
    let Some(code) = code else {
        let list: String = all_rules()
            .map(|rule| format!("{}  {}\n", rule.code, rule.summary))
            .collect();
        terminal.data(&list)?;
        return Ok(Verdict::Yes);
    };
    let Some(rule) = explain(code) else {
        let upper = code.to_uppercase();
        let near = nearest(&upper, all_rules().map(|rule| rule.code));
        return Err(Failure::Usage(
            format!("no rule is called `{code}`"),
            near.map_or_else(
                || "`relata explain` lists them all".to_owned(),
                |near| format!("did you mean `{near}`? `relata explain` lists them all"),
            ),
        ));
    };
    terminal.data(&format!(
        "{}: {}\n\n{}\n",
        rule.code, rule.summary, rule.text
    ))?;
    Ok(Verdict::Yes)
}
