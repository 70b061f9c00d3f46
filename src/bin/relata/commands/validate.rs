//! `relata validate`: any data against any shapes, without a project.

use crate::arguments::{Global, ReportFormat, Validate};
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::limits::{Crossed, Watch};
use crate::report;
use crate::terminal::Terminal;
use oxrdf::{BlankNode, NamedOrBlankNode, Term, TripleRef};
use relata::convert::{Packing, Syntax, of_name};
use relata::diagnostic::{Diagnostic, Source, any_error};
use relata::external;
use relata::project::Project;
use relata::shacl::{
    Finding, Full, Graph, Id, Limits, Loader, Places, Report, Shapes, Spot, Terms, Validation,
    Wording, validate,
};
use relata::store::Cancel;
use relata::turtle::{self, Format, write_turtle};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Files that were read into one graph.
struct Read {
    graph: Graph,
    files: Vec<File>,
    prefixes: Vec<(String, String)>,
}

/// A file that places can be found in.
enum File {
    /// It is read again for the places that are asked for; its blank nodes have this before their labels.
    Text(Arc<Source>, Format, String),
    /// Its reader knows no places: its name, and the nodes it describes.
    Plain(String, FxHashSet<Id>),
}

impl Read {
    /// Where these spots are.
    fn places(&self, terms: &Terms, spots: impl IntoIterator<Item = Spot>) -> Places {
        let mut places = Places::new(spots, &self.graph);
        for file in &self.files {
            match file {
                File::Text(source, format, scope) => places.read(terms, source, *format, scope),
                File::Plain(name, nodes) => places.file(name, nodes),
            }
        }
        places
    }
}

/// Validates and reports.
pub fn run(arguments: &Validate, global: &Global, terminal: &mut Terminal) -> Outcome {
    let human = arguments.format == ReportFormat::Human;
    let cancel = Cancel::new();
    let watch = watch(arguments, cancel.clone())?;
    let mut terms = Terms::new();
    let shapes_files = read(&arguments.shapes, "s", true, global, &mut terms)?;
    let (shapes, mut faults) = Shapes::read(&shapes_files.graph, &terms, &shapes_files.prefixes);
    let data = read(&arguments.data, "f", human, global, &mut terms)?;
    let limits = Limits {
        cancel: cancel.clone(),
        ..Limits::default()
    };
    let failed = faults
        .iter()
        .any(|fault| fault.severity == relata::diagnostic::Severity::Error);
    let mut validation = if failed {
        Validation::default()
    } else {
        validate(
            &mut terms,
            &data.graph,
            &shapes_files.graph,
            &shapes,
            &limits,
        )
    };
    watch.stop();
    if cancel.is_cancelled() {
        let (message, help) = crossed(Crossed::Time, arguments);
        return Err(Failure::Limit(message, help));
    }
    validation.faults.append(&mut faults);
    let prefixes = prefixes(&data.prefixes, &shapes_files.prefixes);
    let report = Report {
        validation: &validation,
        shapes: &shapes,
        data: &data.graph,
        wording: Wording {
            terms: &terms,
            prefixes: &prefixes,
        },
    };
    let shown: &[Finding] = if human {
        &validation.findings[..validation.findings.len().min(report::MOST)]
    } else {
        &[]
    };
    let spots = validation.faults.iter().filter_map(|fault| fault.spot());
    let asked = shown.iter().map(|finding| report.asked_at(finding));
    let in_shapes = shapes_files.places(&terms, spots.chain(asked));
    let told: Vec<Diagnostic> = validation
        .faults
        .iter()
        .map(|fault| fault.diagnostic(&in_shapes))
        .collect();
    if any_error(&told) {
        return Err(Failure::Findings(told));
    }
    report::findings(terminal, &told);
    match arguments.format {
        ReportFormat::Turtle => {
            terminal.data(&write_turtle(&report.triples(), &prefixes))?;
        }
        ReportFormat::Json => {
            let json = serde_json::to_string_pretty(&report.json())?;
            terminal.data(&format!("{json}\n"))?;
        }
        ReportFormat::Human => {
            let spots = shown.iter().flat_map(|finding| report.spots(finding));
            let in_data = data.places(&terms, spots);
            report::results(terminal, validation.findings.len(), |number| {
                report.diagnostic(&shown[number], &in_data, &in_shapes)
            });
        }
    }
    summary(&validation, &data.graph, shapes.len(), terminal);
    Ok(if validation.conforms() {
        Verdict::Yes
    } else {
        Verdict::No
    })
}

fn summary(validation: &Validation, data: &Graph, shapes: usize, terminal: &mut Terminal) {
    if shapes == 0 {
        terminal.warn("the files of `--shapes` hold no shape, so nothing was asked of the data");
    }
    if validation.is_cut_off {
        terminal.warn("there are more results than were looked for");
    }
    let verdict = if validation.conforms() {
        "the data conform".to_owned()
    } else {
        many(validation.findings.len(), "result")
    };
    terminal.say(
        "Validated",
        &format!(
            "{} against {}: {verdict}",
            many(data.len(), "triple"),
            many(shapes, "shape")
        ),
    );
}

fn many(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The prefixes of data and shapes and SHACL's own; of two with one name the first counts.
fn prefixes(data: &[(String, String)], shapes: &[(String, String)]) -> Vec<(String, String)> {
    let own = ("sh".to_owned(), "http://www.w3.org/ns/shacl#".to_owned());
    let mut found: Vec<(String, String)> = Vec::new();
    for prefix in data.iter().chain(shapes).chain([&own]) {
        if !found.iter().any(|(name, _)| *name == prefix.0) {
            found.push(prefix.clone());
        }
    }
    found
}

/// Reads files into one graph; their texts are kept only where places in them are to be shown.
fn read(
    paths: &[PathBuf],
    scope: &str,
    keep: bool,
    global: &Global,
    terms: &mut Terms,
) -> Result<Read, Failure> {
    let mut loader = Loader::new(terms);
    let (mut files, mut prefixes, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (number, path) in paths.iter().enumerate() {
        if let Some(dataset) = path.to_str().and_then(|name| name.strip_prefix("dataset:")) {
            let project = super::project(global)?;
            files.push(of_dataset(
                dataset,
                &project,
                &format!("{scope}{number}-"),
                &mut loader,
            )?);
            prefixes.extend(project.prefixes());
            continue;
        }
        let syntax = syntax_of(path)?;
        let text = super::read_rdf(&super::path(global, path))?;
        let name = path.display().to_string();
        let scope = format!("{scope}{number}-");
        let Some(format) = spanned(syntax) else {
            let (nodes, found) = loader
                .read_plain(&name, &text, syntax, &scope)
                .map_err(|error| unreadable(&name, &error))?;
            faults.extend(found);
            files.push(File::Plain(name, nodes));
            continue;
        };
        let source = Source::new(name, text);
        let found = loader
            .read(&source, format, &scope)
            .map_err(|full| too_much(full, path))?;
        faults.extend(found);
        if format != Format::NTriples && format != Format::NQuads {
            prefixes.extend(turtle::read::prefixes(&source.text));
        }
        if keep {
            files.push(File::Text(source, format, scope));
        }
    }
    if any_error(&faults) {
        return Err(Failure::Findings(faults));
    }
    Ok(Read {
        graph: loader.finish(),
        files,
        prefixes,
    })
}

/// What an external dataset says: one of the manifest, such as the recorded answers of an endpoint.
fn of_dataset(
    name: &str,
    project: &Project,
    scope: &str,
    loader: &mut Loader<'_>,
) -> Result<File, Failure> {
    let quads = external::quads(project, name).map_err(outside)?;
    let shown = format!("dataset:{name}");
    let mut nodes = FxHashSet::default();
    let scoped = |node: &BlankNode| BlankNode::new_unchecked(format!("{scope}{}", node.as_str()));
    for mut quad in quads {
        if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
            quad.subject = scoped(node).into();
        }
        if let Term::BlankNode(node) = &quad.object {
            quad.object = scoped(node).into();
        }
        let triple = TripleRef::new(&quad.subject, &quad.predicate, &quad.object);
        let subject = loader
            .add(triple)
            .map_err(|full| too_much(full, Path::new(&shown)))?;
        nodes.insert(subject);
    }
    Ok(File::Plain(shown, nodes))
}

/// The format as the reader of spans knows it; `None` for RDF/XML and JSON-LD.
fn spanned(syntax: Syntax) -> Option<Format> {
    Some(match syntax {
        Syntax::Turtle => Format::Turtle,
        Syntax::TriG => Format::TriG,
        Syntax::NTriples => Format::NTriples,
        Syntax::NQuads => Format::NQuads,
        Syntax::RdfXml | Syntax::JsonLd => return None,
    })
}

fn syntax_of(path: &Path) -> Result<Syntax, Failure> {
    let shown = path.display();
    match of_name(&path.to_string_lossy()) {
        (Ok(syntax), Packing::None) => Ok(syntax),
        (Ok(_), _) => Err(Failure::Usage(
            format!("`{shown}` is packed"),
            "unpack it, or let `relata convert` do it".into(),
        )),
        (Err(help), _) => Err(Failure::Usage(
            format!("the name of `{shown}` names no format"),
            format!("{help}; files end in `.ttl`, `.trig`, `.nt`, `.nq`, `.rdf` or `.jsonld`"),
        )),
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(Full) => too_much(Full, Path::new(name)),
        // the guards of XML and JSON refuse what is beyond their limits
        None => Failure::Usage(
            format!("`{name}` cannot be read: {error}"),
            "mend the file, or write it in another format".into(),
        ),
    }
}

fn too_much(full: Full, path: &Path) -> Failure {
    Failure::Limit(
        format!("`{}` is too much: {full}", path.display()),
        "validate it in parts".into(),
    )
}

fn watch(arguments: &Validate, cancel: Cancel) -> Result<Watch, Failure> {
    let Ok(timeout) = Duration::try_from_secs_f64(arguments.timeout) else {
        return Err(Failure::Usage(
            format!("`{}` is no number of seconds", arguments.timeout),
            "say for example `--timeout 60`".into(),
        ));
    };
    let (time, memory) = (
        crossed(Crossed::Time, arguments),
        crossed(Crossed::Memory, arguments),
    );
    Ok(Watch::start(
        timeout,
        arguments.max_memory << 20,
        cancel,
        move |what| {
            let (message, help) = if what == Crossed::Time { time } else { memory };
            Terminal::last_words(&message, &help);
            std::process::exit(4);
        },
    ))
}

fn crossed(what: Crossed, arguments: &Validate) -> (String, String) {
    match what {
        Crossed::Time => (
            format!(
                "the validation took longer than {} s and was given up",
                arguments.timeout
            ),
            "allow more with `--timeout SECONDS`".into(),
        ),
        Crossed::Memory => (
            format!(
                "the validation took more than {} MiB and was given up",
                arguments.max_memory
            ),
            "allow more with `--max-memory MIB`".into(),
        ),
    }
}
