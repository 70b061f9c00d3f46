//! `relata link`: links to external datasets, one file for each thing to do.

mod eval;
mod explain;
mod export;
mod judge;
mod merge;
mod new;
mod review;
mod run;
mod stats;

use crate::arguments::{Global, LinkCommand};
use crate::failure::{Failure, Outcome, outside};
use crate::terminal::Terminal;
use relata::link::seek::Astray;
use relata::link::task::Task;
use relata::project::{Missing, Project};

/// What every link command begins with.
struct Setting {
    project: Option<Project>,
    directory: std::path::PathBuf,
}

impl Setting {
    fn task(&self, spec: &str) -> Result<Task, Failure> {
        Task::read(self.project.as_ref(), &self.directory, spec).map_err(outside)
    }
}

/// A thing that was named and not found, as a failure of the command.
fn astray(astray: Astray) -> Failure {
    Failure::Usage(astray.message, astray.help)
}

/// Does what was asked.
pub fn run(command: &LinkCommand, global: &Global, terminal: &mut Terminal) -> Outcome {
    let directory = super::directory(global)?;
    // a spec may stand alone, with files beside it; faults of a project that is there are told
    let project = match Project::find(&directory) {
        Ok(project) => Some(project),
        Err(Missing::NotFound) => None,
        Err(other) => return Err(crate::failure::missing(other, &directory)),
    };
    let setting = Setting { project, directory };
    match command {
        LinkCommand::New {
            name,
            source,
            target,
            encoding,
            output,
            dry_run,
        } => {
            let asked = new::Asked {
                name,
                sides: [source, target],
                encoding: encoding.as_deref(),
                output: output.as_deref(),
                dry_run: *dry_run,
            };
            new::run(&setting, &asked, terminal)
        }
        LinkCommand::Run {
            spec,
            shard,
            output,
            dry_run,
        } => run::run(
            &setting,
            spec,
            shard.as_deref(),
            output.as_deref(),
            *dry_run,
            terminal,
        ),
        LinkCommand::Eval { spec, gold, show } => {
            eval::run(&setting, spec, gold.as_deref(), *show, terminal)
        }
        LinkCommand::Explain {
            spec,
            source,
            target,
        } => explain::run(&setting, spec, source, target, terminal),
        LinkCommand::Review {
            spec,
            plain,
            all,
            author,
        } => review::run(&setting, spec, *plain, *all, author, terminal),
        LinkCommand::Judge {
            spec,
            source,
            target,
            not,
            because,
            author,
            force,
        } => {
            let judged = judge::Judged {
                source,
                target: target.as_deref(),
                holds: !not,
                because: because.as_deref(),
                author,
                force: *force,
            };
            judge::run(&setting, spec, &judged, terminal)
        }
        LinkCommand::Export {
            spec,
            format,
            same_as,
            bare,
            all,
            output,
        } => {
            let how = export::How {
                format: format.as_deref(),
                same_as: *same_as,
                bare: *bare,
                all: *all,
                output: output.as_deref(),
            };
            export::run(&setting, spec, &how, terminal)
        }
        LinkCommand::Stats { spec } => stats::run(&setting, spec.as_deref(), terminal),
        LinkCommand::Merge {
            spec,
            shards,
            output,
        } => merge::run(&setting, spec, shards, output.as_deref(), terminal),
    }
}
