//! `relata link judge`: records one judgement.

use super::Setting;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use oxrdf::{NamedOrBlankNode, Term};
use relata::link::linkset::judgement;
use relata::link::task::Task;
use relata::project::{Project, write_atomically};
use relata::sssom::{self, Mapping, MappingSet, NO_TERM_FOUND};

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
}

/// Adds the judgement to the linkset.
pub fn run(setting: &Setting, spec: &str, judged: &Judged<'_>, terminal: &mut Terminal) -> Outcome {
    let task = setting.task(spec)?;
    let record = task.record().map_err(outside)?;
    let (source, target) = (
        task.expand(judged.source),
        judged.target.map(|target| task.expand(target)),
    );
    if target.is_none() && !judged.holds {
        return Err(Failure::Usage(
            "`--not` needs the thing that it is not".into(),
            "without one, nothing was found".into(),
        ));
    }
    for iri in [Some(&source), target.as_ref()].into_iter().flatten() {
        if oxrdf::NamedNode::new(iri.as_str()).is_err() {
            return Err(Failure::Usage(
                format!("`{iri}` is neither an IRI nor a name with a known prefix"),
                "prefixes stand in `relata.toml` and in the spec".into(),
            ));
        }
    }
    let label = |of: &dyn Fn(&Mapping) -> Option<String>| {
        record.mappings.iter().find_map(of).unwrap_or_default()
    };
    let mut source_label =
        label(&|mapping| (mapping.subject == source).then(|| mapping.subject_label.clone()));
    if let (true, Some(project)) = (source_label.is_empty(), &setting.project) {
        source_label = own_label(project, &source)?;
    }
    let target_label = label(&|mapping| {
        (Some(&mapping.object) == target.as_ref()).then(|| mapping.object_label.clone())
    });
    let object = target
        .as_deref()
        .map(|target| (target, target_label.as_str()));
    let mut row = judgement(
        &task,
        (&source, &source_label),
        object,
        judged.holds,
        judged.author,
        &super::super::today(),
    );
    row.comment = judged.because.unwrap_or_default().to_owned();
    put(&task, setting, row)?;
    terminal.say(
        "Judged",
        &format!(
            "{} {} {}",
            judged.source,
            if judged.holds { "is" } else { "is not" },
            judged.target.unwrap_or("nothing that was found")
        ),
    );
    Ok(Verdict::Yes)
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

/// Adds a judgement to the linkset as it stands now, and writes it, while nobody else does.
pub fn put(task: &Task, setting: &Setting, row: Mapping) -> Result<(), Failure> {
    let _held = task.hold()?;
    let mut record = task.record().map_err(outside)?;
    add(&mut record, row);
    save(task, setting, &mut record)
}

/// Adds a judgement; one of the same day that cannot hold beside it gives way, that is a change of mind: one about the same
/// pair, nothing found where something is, a link where nothing is.
fn add(record: &mut MappingSet, row: Mapping) {
    let links = |mapping: &Mapping| !mapping.negated && mapping.object != NO_TERM_FOUND;
    let nothing = |mapping: &Mapping| mapping.object == NO_TERM_FOUND;
    record.mappings.retain(|known| {
        !(known.is_judgement()
            && known.subject == row.subject
            && known.date == row.date
            && (known.object == row.object
                || (nothing(known) && links(&row))
                || (links(known) && nothing(&row))))
    });
    record.mappings.push(row);
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
