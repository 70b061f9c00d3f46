//! How a command can end, and the exit code of each end.

use crate::report;
use crate::terminal::Terminal;
use relata::diagnostic::Diagnostic;
use relata::project::Missing;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// Faults of the user's files, arguments or manifest.
    Findings(Vec<Diagnostic>),
    /// The arguments do not make sense together: what is wrong, and what to do.
    Usage(String, String),
    /// A limit was crossed: what is wrong, and what to do.
    Limit(String, String),
    /// The machine failed.
    Machine(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Machine(error.into())
    }
}

/// What a command gives back: whether the answer is yes.
pub type Outcome = Result<Verdict, Failure>;

/// The answer to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Done, or yes. Exit code 0.
    Yes,
    /// Findings, failed tests, ASK false. Exit code 1.
    No,
}

/// Turns the absence of a project into a failure.
pub fn missing(missing: Missing, directory: &std::path::Path) -> Failure {
    match missing {
        Missing::NotFound => Failure::Usage(
            format!("no `relata.toml` in `{}` or above it", directory.display()),
            "`relata new NAME` makes a project, `-C DIR` goes to one".into(),
        ),
        Missing::Faulty(faults) => Failure::Findings(faults),
        Missing::Unreadable(path, error) => Failure::Machine(
            anyhow::Error::new(error).context(format!("cannot read `{}`", path.display())),
        ),
    }
}

/// Turns the failure of a dataset or a link run into the command's.
pub fn outside(failure: relata::external::Failure) -> Failure {
    match failure {
        relata::external::Failure::Findings(findings) => Failure::Findings(findings),
        relata::external::Failure::Machine(error) => Failure::Machine(error.into()),
    }
}

/// Reports how a command ended and gives its exit code: 0 yes, 1 no, 2 usage or faulty files, 3 the machine, 4 a limit.
pub fn finish(outcome: Outcome, terminal: &mut Terminal) -> i32 {
    match outcome {
        Ok(Verdict::Yes) => 0,
        Ok(Verdict::No) => 1,
        Err(Failure::Findings(findings)) => {
            report::findings(terminal, &findings);
            2
        }
        Err(Failure::Usage(message, help)) => {
            terminal.error(&message, &help);
            2
        }
        Err(Failure::Limit(message, help)) => {
            terminal.error(&message, &help);
            4
        }
        Err(Failure::Machine(error)) if is_broken_pipe(&error) => 0,
        Err(Failure::Machine(error)) => {
            terminal.error(&format!("{error:#}"), remedy(&error));
            3
        }
    }
}

/// A reader that closed the pipe has seen enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// What can be done about an error of the machine; empty where nothing is known.
fn remedy(error: &anyhow::Error) -> &'static str {
    use std::io::ErrorKind;
    let kind = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<std::io::Error>())
        .map(std::io::Error::kind);
    match kind {
        Some(ErrorKind::PermissionDenied) => {
            "look at the permissions of the file and of its folder"
        }
        Some(ErrorKind::NotFound) => "look at the name; a link may lead nowhere",
        Some(ErrorKind::NotADirectory | ErrorKind::AlreadyExists) => {
            "a file stands where a folder is wanted"
        }
        Some(ErrorKind::IsADirectory) => "a folder stands where a file is wanted",
        Some(ErrorKind::ReadOnlyFilesystem) => "nothing can be written there; choose another place",
        Some(
            ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::TimedOut,
        ) => {
            "nobody answers there: look at the address and at your network, and try again later; what was here before stays"
        }
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            "make room and try again; what stood there before is whole"
        }
        _ => "",
    }
}
