//! `relata completions` and `relata man`.

use crate::arguments::Arguments;
use crate::failure::{Outcome, Verdict};
use crate::terminal::Terminal;
use clap::CommandFactory;
use relata::project::write_atomically;
use std::path::Path;

/// Prints the completion script of a shell.
pub fn completions(shell: clap_complete::Shell, terminal: &Terminal) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "relata", &mut script);
    terminal.data(&String::from_utf8_lossy(&script))?;
    Ok(Verdict::Yes)
}

/// Writes a manual page for relata and one for each command.
pub fn man(directory: &Path, terminal: &mut Terminal) -> Outcome {
    let command = Arguments::command();
    let mut pages = vec![("relata".to_owned(), command.clone())];
    for sub in command.get_subcommands() {
        let name = format!("relata-{}", sub.get_name());
        pages.push((name.clone(), sub.clone()));
    }
    let count = pages.len();
    for (name, command) in pages {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        write_atomically(&directory.join(format!("{name}.1")), &page)?;
    }
    terminal.say(
        "Wrote",
        &format!("{count} manual pages to {}", directory.display()),
    );
    Ok(Verdict::Yes)
}
