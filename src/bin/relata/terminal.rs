//! The only file that prints: data to standard output, everything else to standard error.

use crate::arguments::{ColorChoice, Global};
use relata::query::table::{harmless, is_harmful};
use std::io::{IsTerminal, Write};

/// Where a command talks to its user.
pub struct Terminal {
    color: bool,
    quiet: bool,
    width: usize,
    stdout_is_terminal: bool,
    stderr_is_terminal: bool,
}

impl Terminal {
    /// Looks once at the streams and the environment.
    pub fn new(global: &Global) -> Self {
        let stderr_is_terminal = std::io::stderr().is_terminal();
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let color = match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                !set("NO_COLOR")
                    && (set("CLICOLOR_FORCE")
                        || (stderr_is_terminal
                            && std::env::var("TERM").is_ok_and(|term| term != "dumb")))
            }
        };
        let width = global
            .width
            .or_else(|| {
                std::env::var("COLUMNS")
                    .ok()
                    .and_then(|columns| columns.parse().ok())
            })
            .unwrap_or_else(terminal_width)
            .clamp(20, 1000);
        Self {
            color,
            quiet: global.quiet > 0,
            width,
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal,
        }
    }

    /// True where a person reads standard output.
    pub fn is_read_by_a_person(&self) -> bool {
        self.stdout_is_terminal
    }

    /// True where messages may be coloured.
    pub fn is_coloured(&self) -> bool {
        self.color
    }

    /// Columns of the terminal.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes what was asked for. On a terminal, control characters of the data show as their numbers.
    pub fn data(&self, text: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.stdout_is_terminal && text.chars().any(|c| is_harmful(c) && c != '\n') {
            let safe: Vec<String> = text
                .split('\n')
                .map(|line| harmless(&line.replace('\t', "    ")))
                .collect();
            out.write_all(safe.join("\n").as_bytes())?;
        } else {
            out.write_all(text.as_bytes())?;
        }
        out.flush()
    }

    /// Says something that a user need not read: a verb and what was done.
    pub fn say(&mut self, verb: &str, what: &str) {
        if !self.quiet {
            let verb = self.paint("32;1", &format!("{verb:>12}"));
            self.line(&format!("{verb} {}", harmless(what)));
        }
    }

    /// Says how far a long work has come, on the line where it said so before; only to a person.
    pub fn progress(&mut self, what: &str) {
        if self.shows_hints() {
            let line: String = harmless(what)
                .chars()
                .take(self.width.saturating_sub(1))
                .collect();
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{line}");
        }
    }

    /// Wipes what was said of the progress.
    pub fn progress_ended(&mut self) {
        if self.shows_hints() {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
        }
    }

    /// Standard output for bytes that go there as they are; the name says why nothing else prints.
    pub fn stream() -> impl Write {
        std::io::stdout().lock()
    }

    /// Says what could be done next.
    pub fn hint(&mut self, text: &str) {
        if !self.quiet {
            let word = self.paint("36", "hint");
            self.line(&format!("{word}: {}", harmless(text)));
        }
    }

    /// Says that something is doubtful.
    pub fn warn(&mut self, text: &str) {
        let word = self.paint("33;1", "warning");
        self.line(&format!("{word}: {}", harmless(text)));
    }

    /// Says what went wrong and what to do.
    pub fn error(&mut self, message: &str, help: &str) {
        let word = self.paint("31;1", "error");
        self.line(&format!("{word}: {}", harmless(message)));
        if !help.is_empty() {
            let word = self.paint("36", "help");
            self.line(&format!("{word}: {}", harmless(help)));
        }
    }

    /// Says an error from a thread that ends the process.
    pub fn last_words(message: &str, help: &str) {
        let _ = writeln!(
            std::io::stderr().lock(),
            "error: {}\nhelp: {}",
            harmless(message),
            harmless(help)
        );
    }

    /// Writes a rendered message as it is; the renderer has taken care of control characters.
    pub fn rendered(&mut self, text: &str) {
        self.line(text);
    }

    /// Nothing is buffered beyond what the system holds.
    pub fn flush(&mut self) {
        let _ = std::io::stdout().flush();
        let _ = std::io::stderr().flush();
    }

    /// True where standard error is a terminal.
    pub fn shows_hints(&self) -> bool {
        self.stderr_is_terminal && !self.quiet
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, text: &str) {
        // a closed standard error leaves nobody to tell
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}

/// Prints clap's help to standard output, its errors to standard error; gives the exit code.
pub fn usage(error: &clap::Error) -> std::process::ExitCode {
    let _ = error.print();
    std::process::ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

/// Width of the terminal as clap's own help sees it, 100 where nothing tells.
fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}
