//! What can be wrong with the project's linksets: contradictions, several links where one is meant, stale digests, links of what
//! is gone.

use crate::diagnostic::{Diagnostic, Source};
use crate::external::Lock;
use crate::link::task::{ENDING, FOLDER, Task};
use crate::project::{File, Graphs, Project};
use crate::sssom::{self, MappingSet, State};
use ahash::HashSet;
use oxrdf::NamedOrBlankNode;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A linkset as it was read: its text under its name relative to the project, and its rows.
pub type Linkset = (Arc<Source>, MappingSet);

/// Everything doubtful or wrong with specs and linksets, of which `linksets` are all there are. Faults of syntax in linksets are
/// told where files are read.
pub fn findings(
    project: &Project,
    graphs: &Graphs,
    linksets: &[Linkset],
) -> std::io::Result<Vec<Diagnostic>> {
    let things = things(graphs);
    let mut findings = gone(project, graphs, linksets, &things);
    let lock = match Lock::read(project) {
        Ok(lock) => lock,
        Err(crate::external::Failure::Findings(faults)) => {
            findings.extend(faults);
            Lock::default()
        }
        Err(crate::external::Failure::Machine(error)) => return Err(error),
    };
    let specs = names(project)?;
    for name in &specs {
        match Task::read(Some(project), &project.root, name) {
            Ok(task) => {
                if !graphs.is_broken() {
                    findings.extend(listed_and_gone(project, &task, &things));
                }
                if let Some(found) = of_spec(linksets, name) {
                    findings.extend(linkset(found, name, Some(&task), &lock));
                }
            }
            Err(crate::external::Failure::Findings(faults)) => findings.extend(faults),
            Err(crate::external::Failure::Machine(error)) => return Err(error),
        }
    }
    // links that were written by hand, or brought from elsewhere, have no spec
    for found in linksets {
        if let Some(name) = name_of(&found.0)
            && !specs.iter().any(|spec| spec == name)
        {
            findings.extend(linkset(found, name, None, &lock));
        }
    }
    Ok(findings)
}

/// The name of a linkset that lies in the folder of links itself.
fn name_of(source: &Source) -> Option<&str> {
    let file = source.name.strip_prefix(FOLDER)?.strip_prefix('/')?;
    let name = file.strip_suffix(ENDING)?;
    (!name.contains('/')).then_some(name)
}

/// The linkset that a spec makes.
fn of_spec<'a>(linksets: &'a [Linkset], name: &str) -> Option<&'a Linkset> {
    linksets
        .iter()
        .find(|(source, _)| name_of(source) == Some(name))
}

/// What the project's own files say something of.
fn things(graphs: &Graphs) -> HashSet<&str> {
    let data = graphs.files.iter().filter(|file| !is_linkset(file));
    data.flat_map(|file| &file.quads)
        .filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect()
}

fn is_linkset(file: &File) -> bool {
    file.source.name.ends_with(ENDING)
}

/// Pairs of a spec's lists that name a thing of the project which the project does not have.
fn listed_and_gone(project: &Project, task: &Task, things: &HashSet<&str>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (list, pair) in task.listed() {
        for written in pair {
            let thing = task.expand(written);
            if !thing.starts_with(&project.manifest.base) || things.contains(thing.as_str()) {
                continue;
            }
            let at = task.source.text.find(written.as_str());
            findings.push(
                Diagnostic::warning(
                    "L023",
                    format!("the project has no `{written}`, which `{list}` names"),
                )
                .at(
                    &task.source,
                    at.map_or(0..0, |at| at..at + written.len()),
                    "",
                )
                .help("give it the name it has now, or take the pair out"),
            );
        }
    }
    findings
}

/// Rows about things of the project that the project does not have any more: one finding for each thing and linkset.
fn gone(
    project: &Project,
    graphs: &Graphs,
    linksets: &[Linkset],
    things: &HashSet<&str>,
) -> Vec<Diagnostic> {
    if graphs.is_broken() {
        // what a broken file says of its things is not known
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (source, set) in linksets {
        if set.shard().is_some() {
            continue;
        }
        let subjects: BTreeSet<&str> = set
            .mappings
            .iter()
            .map(|mapping| mapping.subject.as_str())
            .filter(|subject| subject.starts_with(&project.manifest.base))
            .collect();
        for subject in subjects.iter().filter(|subject| !things.contains(*subject)) {
            findings.push(
                Diagnostic::warning("L023", format!("the project has no `{subject}`"))
                    .at(source, row(source, subject, ""), "and its links are judged")
                    .help("give its rows the name it has now, or take them out"),
            );
        }
    }
    findings
}

/// The names of the project's specs, sorted.
pub fn names(project: &Project) -> std::io::Result<Vec<String>> {
    in_folder(project, ".toml")
}

/// The names of the files in the folder of links that end so, sorted.
fn in_folder(project: &Project, ending: &str) -> std::io::Result<Vec<String>> {
    let folder = project.root.join(FOLDER);
    let mut names = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let file = entry?.file_name();
            if let Some(name) = file.to_str().and_then(|file| file.strip_suffix(ending)) {
                names.push(name.to_owned());
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn linkset(
    (source, set): &Linkset,
    name: &str,
    task: Option<&Task>,
    lock: &Lock,
) -> Vec<Diagnostic> {
    if set.shard().is_some() {
        return Vec::new();
    }
    let judged = sssom::judgements(set);
    let mut findings = Vec::new();
    for (subject, object) in &judged.contradictions {
        findings.push(
            Diagnostic::error("L020", format!("`{subject}` is and is not `{object}`"))
                .at(
                    source,
                    row(source, subject, object),
                    "two judgements of one day, or what follows from others",
                )
                .help("take one of the two rows out"),
        );
    }
    let once = task.map_or([true; 2], |task| task.spec.cardinality().once());
    if once.contains(&true) {
        let mut of: [BTreeMap<&str, Vec<&str>>; 2] = [BTreeMap::new(), BTreeMap::new()];
        for (subject, object, _) in judged.accepted() {
            if once[0] {
                of[0].entry(subject).or_default().push(object);
            }
            if once[1] {
                of[1].entry(object).or_default().push(subject);
            }
        }
        for (thing, others) in of.iter().flatten().filter(|(_, others)| others.len() > 1) {
            findings.push(
                Diagnostic::warning(
                    "L021",
                    format!(
                        "`{thing}` is linked to {} things: {}",
                        others.len(),
                        others.join(", ")
                    ),
                )
                .at(source, row(source, thing, others[0]), "one of them")
                .help(
                    "reject all but one, or say `cardinality` in the spec: `1:n`, `n:1` or `n:n`",
                ),
            );
        }
    }
    for thing in &judged.nothing_found {
        if judged
            .pairs
            .iter()
            .any(|((subject, _), (state, _))| subject == thing && *state == State::Accepted)
        {
            findings.push(
                Diagnostic::error(
                    "L020",
                    format!("nothing was found for `{thing}`, and it is linked"),
                )
                .at(source, row(source, thing, ""), "")
                .help("take one of the rows out"),
            );
        }
    }
    if let Some(task) = task {
        for (key, side) in [
            ("subject_source_version", &task.spec.source),
            ("object_source_version", &task.spec.target),
        ] {
            let pinned = side.dataset.as_ref().and_then(|dataset| lock.find(dataset));
            if let (Some(pinned), Some(made)) = (pinned, set.metadata(key))
                && made != format!("sha256:{}", pinned.sha256)
            {
                findings.push(
                    Diagnostic::warning(
                        "L022",
                        format!(
                            "the links were made with another version of `{}` than the one pinned",
                            pinned.name
                        ),
                    )
                    .at(source, row(source, key, ""), "")
                    .help(format!(
                        "`relata link run {name}` makes them anew; judgements stay"
                    )),
                );
            }
        }
    }
    findings
}

/// One pair of a must-link or must-not-link list, and whether the linkset agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Name of the spec.
    pub spec: String,
    /// The pair as written.
    pub pair: [String; 2],
    /// True for must-link.
    pub linked: bool,
    /// True where the linkset agrees.
    pub met: bool,
}

/// Compares the must-link and must-not-link lists of all specs with what is accepted.
pub fn expectations(project: &Project) -> Result<Vec<Expectation>, crate::external::Failure> {
    let mut found = Vec::new();
    for name in names(project)? {
        let task = Task::read(Some(project), &project.root, &name)?;
        found.extend(expected(&task, &task.record()?));
    }
    Ok(found)
}

/// Compares the lists of one spec with what a linkset accepts.
pub fn expected(task: &Task, set: &MappingSet) -> Vec<Expectation> {
    let judged = sssom::judgements(set);
    let lists = [
        (&task.spec.must_link, true),
        (&task.spec.must_not_link, false),
    ];
    let pairs = lists
        .into_iter()
        .flat_map(|(pairs, linked)| pairs.iter().map(move |pair| (pair, linked)));
    pairs
        .map(|(pair, linked)| {
            let state = judged.state(&task.expand(&pair[0]), &task.expand(&pair[1]));
            Expectation {
                spec: task.name.clone(),
                pair: pair.clone(),
                linked,
                met: (state == State::Accepted) == linked,
            }
        })
        .collect()
}

/// The first line of a linkset that names both of these.
fn row(source: &Source, one: &str, other: &str) -> std::ops::Range<usize> {
    // rows have names with prefixes: what stands behind the namespace is the same
    let local = |name: &'_ str| {
        name.rsplit(['/', '#', ':'])
            .find(|part| !part.is_empty())
            .unwrap_or("")
            .to_owned()
    };
    let (one, other) = (local(one), local(other));
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        if line.contains(&one) && line.contains(&other) && !line.starts_with("#  ") {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    0..0
}
