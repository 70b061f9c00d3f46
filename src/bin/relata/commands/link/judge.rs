//! `relata link judge`: records one judgement.

use super::{Setting, astray};
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use relata::link::linkset::answer::{Effect, add, effect, said, take_back};
use relata::link::linkset::{judgement, label};
use relata::link::sides::source::Records;
use relata::link::task::Task;
use relata::project::{Project, write_atomically};
use relata::sssom::{self, Mapping, MappingSet};

/// What is judged.
pub struct Judged<'a> {
    /// The thing to be linked.
    pub source: &'a str,
    /// What it is linked to; `None` where nothing was found.
    pub target: Option<&'a str>,
    /// False where the link does not hold.
    pub holds: bool,
    /// Why.
    pub because: Option<&'a str>,
    /// Who judges.
    pub author: &'a str,
    /// Also of things that the spec does not read.
    pub force: bool,
}

/// Adds the judgement to the linkset.
pub fn run(setting: &Setting, spec: &str, judged: &Judged<'_>, terminal: &mut Terminal) -> Outcome {
    let task = setting.task(spec)?;
    let record = task.record().map_err(outside)?;
    if judged.target.is_none() && !judged.holds {
        return Err(Failure::Usage(
            "`--not` needs the thing that it is not".into(),
            "without one, nothing was found".into(),
        ));
    }
    let mut named = Named {
        setting,
        task: &task,
        record: &record,
        sides: None,
        force: judged.force,
    };
    let (source, source_label) = named.find(0, judged.source)?;
    let target = judged
        .target
        .map(|target| named.find(1, target))
        .transpose()?;
    let object = target
        .as_ref()
        .map(|(target, label)| (target.as_str(), label.as_str()));
    let mut row = judgement(
        &task,
        (&source, &source_label),
        object,
        judged.holds,
        judged.author,
        &super::super::today(),
    );
    row.comment = judged.because.unwrap_or_default().to_owned();
    let put = put(&task, setting, row)?;
    terminal.say(
        "Judged",
        &format!(
            "{} {} {}",
            judged.source,
            if judged.holds { "is" } else { "is not" },
            judged.target.unwrap_or("nothing that was found")
        ),
    );
    put.tell(terminal);
    Ok(Verdict::Yes)
}

/// Finds what a person names: in the linkset, else among what the spec reads, which takes longer.
struct Named<'a> {
    setting: &'a Setting,
    task: &'a Task,
    record: &'a MappingSet,
    sides: Option<[Records; 2]>,
    force: bool,
}

impl Named<'_> {
    /// The IRI and the label.
    fn find(&mut self, side: usize, written: &str) -> Result<(String, String), Failure> {
        let iri = self.task.expand(written);
        let of = |mapping: &Mapping| match side {
            0 => (mapping.subject.clone(), mapping.subject_label.clone()),
            _ => (mapping.object.clone(), mapping.object_label.clone()),
        };
        let mut known = self
            .record
            .mappings
            .iter()
            .map(of)
            .filter(|(known, _)| *known == iri);
        if let Some(first) = known.next() {
            let label = [first.1].into_iter().chain(known.map(|(_, label)| label));
            let label = label.into_iter().find(|label| !label.is_empty());
            return Ok((iri, label.unwrap_or_default()));
        }
        if self.force {
            return self.forced(written, iri);
        }
        let sides = match &mut self.sides {
            Some(sides) => sides,
            none => {
                let project = self.setting.project.as_ref();
                let sides = self.task.open_whole(project).map(|sides| sides.records);
                none.insert(sides.map_err(|failure| match failure {
                    relata::external::Failure::Findings(mut findings) => {
                        if let Some(last) = findings.last_mut() {
                            last.helps.push(
                                "`--force` judges without looking whether the things are there"
                                    .into(),
                            );
                        }
                        Failure::Findings(findings)
                    }
                    machine @ relata::external::Failure::Machine(_) => outside(machine),
                })?)
            }
        };
        let at = self.task.seek(sides, side, written).map_err(|mut found| {
            if self.task.unknown_prefix(written).is_none() {
                found
                    .help
                    .push_str(" (`--force` judges what the spec does not read)");
            }
            astray(found)
        })?;
        let iri = sides[side].ids.only(at).to_owned();
        Ok((iri, label(self.task, sides, side, at)))
    }

    /// What is named without looking for it; a prefix that nobody declared is a slip even then.
    fn forced(&self, written: &str, iri: String) -> Result<(String, String), Failure> {
        if let Some(unknown) = self.task.unknown_prefix(written) {
            return Err(astray(unknown));
        }
        if NamedNode::new(iri.as_str()).is_err() {
            return Err(Failure::Usage(
                format!("`{written}` is neither an IRI nor a name with a known prefix"),
                "prefixes stand in `relata.toml` and in the spec".into(),
            ));
        }
        let label = match &self.setting.project {
            Some(project) => own_label(project, &iri)?,
            None => String::new(),
        };
        Ok((iri, label))
    }
}

/// The label of a thing in the project's files; empty where it has none.
fn own_label(project: &Project, thing: &str) -> std::io::Result<String> {
    let graphs = project.read_graphs(|_| {})?;
    let label = graphs
        .files
        .iter()
        .flat_map(|file| &file.quads)
        .find_map(|quad| match (&quad.subject, &quad.object) {
            (NamedOrBlankNode::NamedNode(node), Term::Literal(label))
                if node.as_str() == thing
                    && quad.predicate.as_str() == "http://www.w3.org/2000/01/rdf-schema#label" =>
            {
                Some(label.value().to_owned())
            }
            _ => None,
        });
    Ok(label.unwrap_or_default())
}

/// A judgement that was recorded.
pub struct Put {
    /// The row.
    pub row: Mapping,
    /// What it replaced.
    pub replaced: Vec<Mapping>,
    effect: Effect,
}

impl Put {
    /// Tells what the judgement replaces, undoes and contradicts.
    pub fn tell(&self, terminal: &mut Terminal) {
        for replaced in &self.replaced {
            terminal.say(
                "Replaced",
                &format!("{} ({})", said(replaced), replaced.object),
            );
        }
        for undone in &self.effect.undone {
            terminal.say("Rejected", &format!("{undone}, which the run had accepted"));
        }
        for odds in &self.effect.at_odds {
            terminal.warn(odds);
        }
        if !self.effect.at_odds.is_empty() {
            terminal.hint("judge one of them anew; on the same day, one author's answer replaces the one before");
        }
    }
}

/// Adds a judgement to the linkset as it stands now, and writes it, while nobody else does.
pub fn put(task: &Task, setting: &Setting, row: Mapping) -> Result<Put, Failure> {
    let _held = task.hold()?;
    let before = task.record().map_err(outside)?;
    let mut record = before.clone();
    let replaced = add(&mut record, row.clone());
    let put = Put {
        effect: effect(task, &before, &record, &row),
        row,
        replaced,
    };
    save(task, setting, &mut record)?;
    Ok(put)
}

/// Takes a judgement back. False where somebody else has taken it out meanwhile.
pub fn undo(task: &Task, setting: &Setting, put: &Put) -> Result<bool, Failure> {
    let _held = task.hold()?;
    let mut record = task.record().map_err(outside)?;
    let is_there = take_back(&mut record, &put.row, &put.replaced);
    if is_there {
        save(task, setting, &mut record)?;
    }
    Ok(is_there)
}

/// Writes the linkset, whole or not at all.
fn save(task: &Task, setting: &Setting, record: &mut MappingSet) -> Result<(), Failure> {
    if record.prefixes.is_empty() {
        record.prefixes.clone_from(&task.prefixes);
    } else {
        for (name, namespace) in &task.prefixes {
            if !record
                .prefixes
                .iter()
                .any(|(known, iri)| known == name || iri == namespace)
            {
                record.prefixes.push((name.clone(), namespace.clone()));
            }
        }
    }
    if record.metadata.is_empty() {
        let manifest = setting.project.as_ref().map(|project| &project.manifest);
        let base = manifest.map_or("https://example.org/", |manifest| manifest.base.as_str());
        let license = manifest
            .and_then(|manifest| manifest.license.clone())
            .unwrap_or_else(|| "https://w3id.org/sssom/license/unspecified".to_owned());
        record.metadata = vec![
            (
                "mapping_set_id".to_owned(),
                format!("{base}links/{}", task.name),
            ),
            ("license".to_owned(), license),
        ];
    }
    write_atomically(&task.linkset, sssom::write(record).as_bytes()).map_err(|error| {
        anyhow::anyhow!("cannot write `{}`: {error}", task.linkset.display()).into()
    })
}
