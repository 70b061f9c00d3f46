//! A spec with everything it names: both sides read, earlier judgements known.

use crate::diagnostic::{Diagnostic, Source, any_error};
use crate::external::Failure;
use crate::link::linkset::outlasts;
use crate::link::prepare::Linked;
use crate::link::prepare::portions::Portions;
use crate::link::run::{Judged, Outcome, Stage, run};
use crate::link::sides::Sides;
use crate::link::sides::source::{Place, Records, open};
use crate::link::spec::Spec;
use crate::ontology::usual_prefixes;
use crate::parallel::both;
use crate::project::{Project, hold};
use crate::sssom::{self, MappingSet, NO_TERM_FOUND, State};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of the project that holds specs and linksets.
pub const FOLDER: &str = "links";
/// The ending of a linkset's file.
pub const ENDING: &str = ".sssom.tsv";

/// The number of a shard, from 0, and how many there are.
pub type Shard = (usize, usize);

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
        let usual = project.map_or_else(usual_prefixes, Project::prefixes);
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
        let task = Self {
            name,
            spec,
            source,
            folder,
            prefixes,
            linkset,
        };
        let at_odds = task.lists_at_odds();
        if at_odds.is_empty() {
            Ok(task)
        } else {
            Err(Failure::Findings(at_odds))
        }
    }

    /// Where a side is read from, `source` or `target`.
    fn place<'a>(&'a self, project: Option<&'a Project>, which: &'static str) -> Place<'a> {
        Place {
            project,
            folder: &self.folder,
            prefixes: &self.prefixes,
            language: project
                .and_then(|project| project.manifest.text.as_ref())
                .map(|text| text.language.as_str()),
            spec: &self.source,
            which,
        }
    }

    /// The linkset of a shard, from 0, beside that of the whole.
    pub fn shard(&self, (number, of): (usize, usize)) -> PathBuf {
        let name = format!("{}.{}-{of}{ENDING}", self.name, number + 1);
        self.folder.join(name)
    }

    /// Opens both sides for a run: a target of more than one part stays where it is, but for the records that the linkset as it
    /// stands and the lists of the spec speak of. Of a shard, only its own part of the source is here, where no score depends
    /// on the others.
    pub fn open<'a>(
        &'a self,
        project: Option<&'a Project>,
        record: &MappingSet,
        shard: Option<Shard>,
    ) -> Result<Sides<'a>, Failure> {
        let listed = self.listed().map(|(_, pair)| self.expand(&pair[1]));
        let judged = record.mappings.iter().filter(|row| row.is_judgement());
        let wanted = judged.map(|row| row.object.clone()).chain(listed).collect();
        let mut sides = self.opened(project, (self.spec.candidates.part, &wanted))?;
        if let Some(shard) = shard.filter(|_| !self.spec.weighs_rarity()) {
            let own = self.of_shard(&sides.records[0], Some(shard));
            let source = sides.records[0].pick(&own)?;
            let whole = std::mem::replace(&mut sides.records[0], source);
            sides.records[0].digest = whole.digest;
            sides.records[0].doubt = whole.doubt;
            sides.records[0].unfound = whole.unfound;
        }
        Ok(sides)
    }

    /// Reads both sides, of a long target only some records and those that are wanted.
    pub fn glance(
        &self,
        project: Option<&Project>,
        wanted: &HashSet<String>,
    ) -> Result<[Records; 2], Failure> {
        let part = self.spec.candidates.part;
        self.opened(project, (part, wanted))
            .map(|sides| sides.records)
    }

    /// Opens both sides with all records at hand.
    pub fn open_whole<'a>(&'a self, project: Option<&'a Project>) -> Result<Sides<'a>, Failure> {
        self.opened(project, (usize::MAX, &HashSet::new()))
    }

    fn opened<'a>(
        &'a self,
        project: Option<&'a Project>,
        (most, wanted): (usize, &HashSet<String>),
    ) -> Result<Sides<'a>, Failure> {
        let own = [(&self.spec.source, "source"), (&self.spec.target, "target")];
        let [source, target] = both(own, |(side, which)| {
            // the source is never parted: what is found for it is kept for all of it
            let most = if which == "source" { usize::MAX } else { most };
            open(side, self.place(project, which), most, wanted)
        });
        let [source, target] = match (source, target) {
            (Err(Failure::Findings(mut all)), Err(Failure::Findings(others))) => {
                all.extend(others);
                return Err(Failure::Findings(all));
            }
            (source, target) => [source?, target?],
        };
        let sides = Sides::of(source.records, target);
        for (name, count) in ["source", "target"].into_iter().zip(sides.counts()) {
            if count == 0 {
                return Err(Diagnostic::error("L014", format!("`{name}` holds nothing to link"))
                    .help("look at its `class`, `pattern` or `query`, and at the prefixes; a table needs rows")
                    .into());
            }
        }
        Ok(sides)
    }

    /// Reads the linkset as it stands; empty where there is none.
    pub fn record(&self) -> Result<MappingSet, Failure> {
        let shown = self.source.name.trim_end_matches(".toml");
        read_linkset(&self.linkset, &format!("{shown}{ENDING}"))
    }

    /// Of the linkset as it stands what a run asks for and leaves as it is: rows of people and of other tools.
    pub fn lasting(&self) -> Result<MappingSet, Failure> {
        let shown = self.source.name.trim_end_matches(".toml");
        match linkset_text(&self.linkset, &format!("{shown}{ENDING}"))? {
            Some(source) => whole(sssom::read_only(&source, &|row| {
                outlasts(row) || row.object == NO_TERM_FOUND
            })),
            None => Ok(MappingSet::default()),
        }
    }

    /// Waits until no other process changes the linkset, and keeps others from it for as long as the file is open: whoever
    /// reads, adds and writes back between would lose what another adds meanwhile. The spec is what is locked, since the
    /// linkset is replaced at every change.
    pub fn hold(&self) -> std::io::Result<std::fs::File> {
        hold(&self.folder.join(format!("{}.toml", self.name)))
    }

    /// Prepares both sides.
    pub fn prepare<'a>(&'a self, sides: &'a Sides<'a>) -> Result<Portions<'a>, Failure> {
        let mut linked = Linked::new();
        for name in self
            .spec
            .blocks
            .iter()
            .filter_map(|block| block.through.as_ref())
        {
            let path = self.folder.join(format!("{name}{ENDING}"));
            if path.is_file() {
                let set = read_linkset(&path, &format!("{name}{ENDING}"))?;
                let pairs = sssom::judgements(&set)
                    .accepted()
                    .map(|(a, b, _)| (a.to_owned(), b.to_owned()))
                    .collect();
                linked.insert(name.clone(), pairs);
            }
        }
        Portions::of(&self.spec, sides, linked)
    }

    /// Runs it, all of it or a shard.
    pub fn run(
        &self,
        portions: &Portions<'_>,
        record: &MappingSet,
        shard: Option<Shard>,
        tell: &(dyn Fn(Stage) + Sync),
    ) -> Result<Outcome, Failure> {
        let records = self.of_shard(&portions.sides.records[0], shard);
        run(portions, &records, &judged(portions.sides, record), tell)
    }

    /// The source's records of a shard.
    fn of_shard(&self, source: &Records, shard: Option<Shard>) -> Vec<u32> {
        (0..source.len())
            .filter(|at| {
                shard.is_none_or(|(number, of)| shard_of(source.ids.only(*at), of) == number)
            })
            .map(|at| at as u32)
            .collect()
    }

    /// The IRI that a name on the command line or in a list stands for, encoded as those of a table are.
    pub fn expand(&self, written: &str) -> String {
        let bare = written.trim_matches(['<', '>']);
        let known = bare.split_once(':').and_then(|(prefix, local)| {
            let known = self.prefixes.iter().find(|(name, _)| name == prefix);
            known
                .filter(|_| !local.starts_with("//"))
                .map(|(_, namespace)| format!("{namespace}{local}"))
        });
        crate::link::sides::rows::escaped(known.as_deref().unwrap_or(bare))
    }

    /// The property of an accepted link, in full.
    pub fn predicate(&self) -> String {
        self.expand(&self.spec.predicate)
    }

    /// The properties that people are shown of a side, as one text: its `label`, or all of what is compared first.
    pub fn label(&self, side: usize) -> &[String] {
        let own = [&self.spec.source, &self.spec.target][side];
        match (&own.label, self.spec.comparisons.first()) {
            (Some(label), _) => std::slice::from_ref(label),
            (None, Some(comparison)) => comparison.sides()[side],
            (None, None) => &[],
        }
    }
}

/// Reads a linkset's file, which people know by the name `shown`; empty where there is none.
pub fn read_linkset(path: &Path, shown: &str) -> Result<MappingSet, Failure> {
    match linkset_text(path, shown)? {
        Some(source) => whole(sssom::read(&source)),
        None => Ok(MappingSet::default()),
    }
}

fn linkset_text(path: &Path, shown: &str) -> Result<Option<Arc<Source>>, Failure> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let message = format!("cannot read `{shown}`: {error}");
            return Err(std::io::Error::new(error.kind(), message).into());
        }
    };
    let text = utf8(bytes, shown)?;
    Ok(Some(Source::new(shown, text)))
}

/// A set with which nothing is wrong.
fn whole((set, faults): (MappingSet, Vec<Diagnostic>)) -> Result<MappingSet, Failure> {
    match any_error(&faults) {
        true => Err(Failure::Findings(faults)),
        false => Ok(set),
    }
}

/// The text of a linkset, which is UTF-8.
pub(in crate::link) fn utf8(bytes: Vec<u8>, shown: &str) -> Result<String, Diagnostic> {
    let is_utf16 = [[0xFF, 0xFE], [0xFE, 0xFF]]
        .iter()
        .any(|mark| bytes.starts_with(mark));
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        let (said, from) = if is_utf16 {
            ("it is UTF-16".to_owned(), "UTF-16")
        } else {
            (format!("line {line} is not UTF-8"), "LATIN1")
        };
        Diagnostic::error("L010", format!("`{shown}` cannot be read: {said}")).help(format!(
            "save it as UTF-8, or `iconv -f {from} -t UTF-8 {shown}`"
        ))
    })
}

/// The shard of a record: by the digest of its IRI, so that it is the same on every machine.
fn shard_of(iri: &str, of: usize) -> usize {
    // FNV-1a, 64 bits
    let hash = iri.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash % of.max(1) as u64) as usize
}

fn judged(sides: &Sides<'_>, record: &MappingSet) -> Judged {
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
        let ids = &sides.records[side].ids;
        for at in 0..ids.len() {
            let id = ids.only(at);
            if wanted[side].contains(id) {
                numbers[side].insert(id, sides.number(side, at));
            }
        }
    }
    let number = |(a, b): &(String, String)| {
        Some((*numbers[0].get(a.as_str())?, *numbers[1].get(b.as_str())?))
    };
    let denied = sssom::denied(record, &judgements);
    judged.rejected.extend(denied.iter().filter_map(number));
    for (pair, (state, row)) in &judgements.pairs {
        let Some(pair) = number(pair) else {
            continue;
        };
        match state {
            State::Accepted if record.mappings[*row].is_judgement() => {
                judged.accepted.insert(pair);
            }
            State::Rejected => {
                judged.rejected.insert(pair);
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
