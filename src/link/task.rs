//! A spec with everything it names: both sides read, earlier judgements known.

use super::prepare::{Linked, Prepared};
use super::run::{Judged, Outcome, Stage, run};
use super::source::{Place, Records, read};
use super::spec::{Side, Spec};
use crate::diagnostic::{Diagnostic, Source, any_error};
use crate::external::Failure;
use crate::project::Project;
use crate::sssom::{self, MappingSet, State};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of the project that holds specs and linksets.
pub const FOLDER: &str = "links";
/// The ending of a linkset's file.
pub const ENDING: &str = ".sssom.tsv";

/// A spec, read.
pub struct Task {
    /// Its name: the file's without ending.
    pub name: String,
    /// What it says.
    pub spec: Spec,
    /// Its text.
    pub source: Arc<Source>,
    /// The folder it lies in.
    pub folder: PathBuf,
    /// Prefixes of the spec, then those of the project.
    pub prefixes: Vec<(String, String)>,
    /// The linkset that belongs to it.
    pub linkset: PathBuf,
}

impl Task {
    /// Reads a spec: a path ending in `.toml`, or the name of one in the project's `links/`.
    pub fn read(project: Option<&Project>, directory: &Path, named: &str) -> Result<Self, Failure> {
        let path = match project {
            Some(project) if !named.ends_with(".toml") => {
                project.root.join(FOLDER).join(format!("{named}.toml"))
            }
            _ => directory.join(named),
        };
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Failure::from(
                Diagnostic::error("L003", format!("cannot read the spec `{named}`: {error}"))
                    .help("name a file that ends in `.toml`, or a spec in the project's `links/` without the ending"),
            )
        })?;
        let shown = project
            .and_then(|project| path.strip_prefix(&project.root).ok())
            .unwrap_or(Path::new(named));
        let source = Source::new(shown.to_string_lossy().replace('\\', "/"), text);
        let spec = Spec::parse(&source).map_err(Failure::Findings)?;
        let mut prefixes: Vec<(String, String)> = spec.prefixes.clone().into_iter().collect();
        let usual = project.map_or_else(
            || {
                crate::ontology::PREFIXES
                    .iter()
                    .map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned()))
                    .collect()
            },
            Project::prefixes,
        );
        for (name, iri) in usual {
            if !prefixes.iter().any(|(known, _)| *known == name) {
                prefixes.push((name, iri));
            }
        }
        let name = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let linkset = folder.join(format!("{name}{ENDING}"));
        Ok(Self {
            name,
            spec,
            source,
            folder,
            prefixes,
            linkset,
        })
    }

    /// Where its sides are read from.
    pub fn place<'a>(&'a self, project: Option<&'a Project>) -> Place<'a> {
        Place {
            project,
            folder: &self.folder,
            prefixes: &self.prefixes,
        }
    }

    /// Reads both sides.
    pub fn sides(&self, project: Option<&Project>) -> Result<[Records; 2], Failure> {
        let place = self.place(project);
        let (source, target) = std::thread::scope(|scope| {
            let target = scope.spawn(|| read(&self.spec.target, place));
            let source = read(&self.spec.source, place);
            match target.join() {
                Ok(target) => (source, target),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        let sides = [source?, target?];
        for (name, side) in ["source", "target"].into_iter().zip(&sides) {
            if side.is_empty() {
                return Err(Diagnostic::error("L014", format!("`{name}` holds nothing to link"))
                    .help("look at its `class`, `pattern` or `query`, and at the prefixes; a table needs rows")
                    .into());
            }
        }
        Ok(sides)
    }

    /// What looks like a mistake in what was read: datasets that are not as they were pinned, properties that nothing has.
    pub fn doubts(&self, sides: &[Records; 2]) -> Vec<String> {
        let mut doubts = Vec::new();
        for (name, side) in ["source", "target"].into_iter().zip(sides) {
            if let Some(doubt) = &side.doubt {
                let help = doubt.helps.first().map_or("", String::as_str);
                doubts.push(format!("{} ({}): {help}", doubt.message, doubt.code));
            }
            for (property, column) in &side.properties {
                if column.value_count() == 0 {
                    doubts.push(format!(
                        "nothing of `{name}` has a `{property}`: look at what `properties` says of it"
                    ));
                }
            }
        }
        doubts
    }

    /// Reads the linkset as it stands; empty where there is none.
    pub fn record(&self) -> Result<MappingSet, Failure> {
        read_linkset(&self.linkset, &self.name)
    }

    /// Waits until no other process changes the linkset, and keeps others from it for as long as the file is open: whoever
    /// reads, adds and writes back between would lose what another adds meanwhile. The spec is what is locked, since the
    /// linkset is replaced at every change.
    pub fn hold(&self) -> std::io::Result<std::fs::File> {
        let spec = std::fs::File::open(self.folder.join(format!("{}.toml", self.name)))?;
        spec.lock()?;
        Ok(spec)
    }

    /// Prepares both sides.
    pub fn prepare(&self, sides: &[Records; 2]) -> Result<Prepared, Failure> {
        let mut linked = Linked::new();
        for name in self
            .spec
            .blocks
            .iter()
            .filter_map(|block| block.through.as_ref())
        {
            let path = self.folder.join(format!("{name}{ENDING}"));
            if path.is_file() {
                let set = read_linkset(&path, name)?;
                let pairs = sssom::judgements(&set)
                    .accepted()
                    .map(|(a, b, _)| (a.to_owned(), b.to_owned()))
                    .collect();
                linked.insert(name.clone(), pairs);
            }
        }
        Prepared::of(&self.spec, [&sides[0], &sides[1]], &linked)
    }

    /// Runs it; `shard` is the number of a shard, from 0, and how many there are.
    pub fn run(
        &self,
        sides: &[Records; 2],
        prepared: &Prepared,
        record: &MappingSet,
        shard: Option<(usize, usize)>,
        tell: &(dyn Fn(Stage) + Sync),
    ) -> Outcome {
        let records: Vec<u32> = (0..sides[0].len())
            .filter(|at| {
                shard.is_none_or(|(number, of)| shard_of(sides[0].ids.only(*at), of) == number)
            })
            .map(|at| at as u32)
            .collect();
        run(&self.spec, prepared, &records, &judged(sides, record), tell)
    }

    /// The IRI that a name on the command line or in a list stands for.
    pub fn expand(&self, written: &str) -> String {
        let bare = written.trim_matches(['<', '>']);
        match bare.split_once(':') {
            Some((prefix, local)) if !local.starts_with("//") => self
                .prefixes
                .iter()
                .find(|(name, _)| name == prefix)
                .map_or_else(
                    || bare.to_owned(),
                    |(_, namespace)| format!("{namespace}{local}"),
                ),
            _ => bare.to_owned(),
        }
    }

    /// The property of an accepted link, in full.
    pub fn predicate(&self) -> String {
        self.expand(&self.spec.predicate)
    }

    /// The property that people are shown of a side.
    pub fn label<'a>(&'a self, side: usize) -> &'a str {
        let of = |side: &'a Side, at: usize| {
            side.label
                .as_deref()
                .or_else(|| {
                    self.spec
                        .comparisons
                        .first()
                        .and_then(|comparison| comparison.sides()[at].first())
                        .map(String::as_str)
                })
                .unwrap_or("")
        };
        if side == 0 {
            of(&self.spec.source, 0)
        } else {
            of(&self.spec.target, 1)
        }
    }
}

/// Reads a linkset's file.
pub fn read_linkset(path: &Path, name: &str) -> Result<MappingSet, Failure> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(MappingSet::default());
        }
        Err(error) => return Err(error.into()),
    };
    let (set, faults) = sssom::read(&Source::new(format!("{name}{ENDING}"), text));
    if any_error(&faults) {
        Err(Failure::Findings(faults))
    } else {
        Ok(set)
    }
}

/// The shard of a record: by the digest of its IRI, so that it is the same on every machine.
fn shard_of(iri: &str, of: usize) -> usize {
    // FNV-1a, 64 bits
    let hash = iri.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash % of.max(1) as u64) as usize
}

fn judged(sides: &[Records; 2], record: &MappingSet) -> Judged {
    let judgements = sssom::judgements(record);
    let mut judged = Judged::default();
    let wanted: [BTreeSet<&str>; 2] = [
        judgements
            .pairs
            .keys()
            .map(|(a, _)| a.as_str())
            .chain(judgements.nothing_found.iter().map(String::as_str))
            .collect(),
        judgements.pairs.keys().map(|(_, b)| b.as_str()).collect(),
    ];
    if wanted[0].is_empty() {
        return judged;
    }
    let mut numbers: [HashMap<&str, u32>; 2] = [HashMap::new(), HashMap::new()];
    for side in 0..2 {
        for at in 0..sides[side].len() {
            let id = sides[side].ids.only(at);
            if wanted[side].contains(id) {
                numbers[side].insert(id, at as u32);
            }
        }
    }
    for ((a, b), (state, row)) in &judgements.pairs {
        let (Some(a), Some(b)) = (numbers[0].get(a.as_str()), numbers[1].get(b.as_str())) else {
            continue;
        };
        match state {
            State::Accepted if record.mappings[*row].is_judgement() => {
                judged.accepted.insert((*a, *b));
            }
            State::Rejected => {
                judged.rejected.insert((*a, *b));
            }
            _ => {}
        }
    }
    judged.nothing.extend(
        judgements
            .nothing_found
            .iter()
            .filter_map(|thing| numbers[0].get(thing.as_str())),
    );
    judged
}
