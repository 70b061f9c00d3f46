//! The `relata` command: parses arguments, calls one operation of the library, renders what it gives.

mod arguments;
mod commands;
mod failure;
mod hints;
mod limits;
mod messages;
mod report;
mod revision;
mod terminal;

use clap::Parser;

fn main() -> std::process::ExitCode {
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return terminal::usage(&error),
    };
    let mut terminal = terminal::Terminal::new(&arguments.global);
    // deep syntax is refused by limits; the wide stack is the margin under them
    let code = limits::on_wide_stack(move || {
        let result = commands::run(&arguments, &mut terminal);
        let code = failure::finish(result, &mut terminal);
        terminal.flush();
        // the store is left to the operating system: freeing it term by term would take longer than the query
        std::process::exit(code);
    });
    std::process::ExitCode::from(code)
}
