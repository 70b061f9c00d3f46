//! Drafts a link spec from a look at both sides, so that linking begins with a file to change and not with a page to read.
//!
//! `sample` reads a side (`graph` where it is RDF), `kind` tells what its values are, `pairing` what corresponds,
//! `plan` what is compared how (`within` what is joined), by the advice of `docs/linking.md`, and `write` puts it down with why beside it. Known
//! links play no part, and no run is made.

mod graph;
mod kind;
mod pairing;
mod plan;
mod sample;
mod within;
mod write;

use super::spec::Spec;
use crate::diagnostic::Source;
use crate::external::Failure;
use crate::ontology::usual_prefixes;
use crate::project::Project;
use std::path::Path;

/// What is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The name of the spec.
    pub name: &'a str,
    /// The things to be linked, and what they are linked to: each a dataset of the project, `project`, or a file.
    pub sides: [&'a str; 2],
    /// The encoding of tables that are not UTF-8.
    pub encoding: Option<&'a str>,
    /// The folder that names of files are relative to.
    pub directory: &'a Path,
    /// The folder that the spec will lie in.
    pub folder: &'a Path,
}

/// A spec that was drafted.
#[derive(Debug)]
pub struct Draft {
    /// Its text, which [`Spec::parse`] takes.
    pub text: String,
    /// How many records each side has.
    pub counts: [usize; 2],
    /// What is compared, in words.
    pub compared: Vec<String>,
    /// What to look at before it is run.
    pub doubts: Vec<String>,
}

/// Drafts a spec. A side that cannot be read is a finding; where nothing corresponds, the draft has a place to fill in.
pub fn draft(project: Option<&Project>, wish: &Wish<'_>) -> Result<Draft, Failure> {
    let mut prefixes = project.map_or_else(usual_prefixes, Project::prefixes);
    let read = |side: usize, prefixes: &[(String, String)], classes: &[String]| {
        let place = sample::Where {
            project,
            directory: wish.directory,
            folder: wish.folder,
            encoding: wish.encoding,
            prefixes,
            classes,
        };
        sample::read(wish.sides[side], place)
    };
    let mut source = read(0, &prefixes, &[]);
    let mut known = Vec::new();
    if let Ok(source) = &source {
        prefixes.extend(source.prefixes.clone());
        known.clone_from(&source.classes[0]);
    }
    let target = read(1, &prefixes, &known);
    if let (Ok(first), Ok(target)) = (&source, &target) {
        // what only the target is made of, such as an ontology's classes, is looked for in the source too
        let has = |classes: &[String], other: &[String]| {
            classes.iter().any(|class| other.contains(class))
        };
        if !has(&first.classes[0], &target.classes[1]) && has(&target.classes[0], &first.classes[1])
        {
            source = read(0, &prefixes, &target.classes[0]);
        }
    }
    let sides = match (source, target) {
        (Err(Failure::Findings(mut all)), Err(Failure::Findings(others))) => {
            all.extend(others);
            return Err(Failure::Findings(all));
        }
        (source, target) => [source?, target?],
    };
    let plan = plan::Plan::of(&sides);
    let text = write::spec(wish.name, &sides, &plan);
    Spec::parse(&Source::new(format!("{}.toml", wish.name), text.clone()))
        .map_err(Failure::Findings)?;
    Ok(Draft {
        text,
        counts: [sides[0].count, sides[1].count],
        compared: plan.shown(),
        doubts: plan.doubts,
    })
}
