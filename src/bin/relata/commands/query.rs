//! `relata query`: lists the stored queries, or runs one, or any other.

use crate::arguments::{Global, Query};
use crate::failure::{Failure, Outcome, Verdict};
use crate::hints::{doubts, tell, within};
use crate::limits::{Crossed, Watch};
use crate::report;
use crate::terminal::Terminal;
use oxrdf::{NamedOrBlankNode, Term};
use relata::diagnostic::Source;
use relata::ontology::{rdfs, skos};
use relata::project::{Graphs, Project, write_atomically};
use relata::query::empty::why_empty;
use relata::query::{Answer, Catalogue, Format, Stored, format, read, syntax, table};
use relata::store::{Cancel, EvaluationError};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// Runs the command.
pub fn run(arguments: &Query, global: &Global, terminal: &mut Terminal) -> Outcome {
    let name = arguments
        .words
        .first()
        .filter(|_| arguments.expression.is_none() && arguments.file.is_none());
    if arguments.help && name.is_none() {
        terminal.data(&general_help())?;
        return Ok(Verdict::Yes);
    }
    let project = super::project(global)?;
    let given = parameters(
        &arguments.words[usize::from(name.is_some())..],
        &project,
        name.map(String::as_str),
    )?;
    let mut typed = None;
    let (query, prefixes) = match (&arguments.expression, &arguments.file, name) {
        (Some(text), _, _) => {
            typed = Some(Source::new("<expression>", text.clone()));
            other(&project, "<expression>", text.clone(), &given)?
        }
        (None, Some(path), _) if path.as_os_str() == "-" => {
            let mut text = String::new();
            std::io::stdin().take(1 << 20).read_to_string(&mut text)?;
            other(&project, "<standard input>", text, &given)?
        }
        (None, Some(path), _) => {
            let text = super::read_text(&super::path(global, path))?;
            typed = Some(Source::new(path.to_string_lossy(), text.clone()));
            other(&project, &path.to_string_lossy(), text, &given)?
        }
        (None, None, Some(name)) => {
            let Some(stored) = Stored::named(&project, name)? else {
                let (message, help) = Catalogue::read(&project)?
                    .find(name)
                    .err()
                    .unwrap_or_default();
                return Err(Failure::Usage(message, help));
            };
            if arguments.help {
                terminal.data(&document(&stored))?;
                return Ok(Verdict::Yes);
            }
            let named = || match arguments.dataset.as_slice() {
                [] => super::graphs(&project),
                names => Ok(super::graphs_of(&project, names)?),
            };
            let given = super::names::resolve(&stored, &project, given, named)?;
            (
                stored
                    .prepare(&project, &given)
                    .map_err(Failure::Findings)?,
                project.prefixes(),
            )
        }
        (None, None, None) if !arguments.dataset.is_empty() => {
            return Err(Failure::Usage(
                "`--dataset` says what is asked, and no query is given".into(),
                "name a stored query, or give one with `-e` or `-f`".into(),
            ));
        }
        (None, None, None) => return list(&project, terminal),
    };
    let format = choose(arguments, terminal)?;
    if let Some(path) = &arguments.output {
        let path = super::path(global, path);
        guard(&project, &path)?;
    }
    let (store, graphs) = if arguments.dataset.is_empty() {
        super::load(&project, Some(&query))?
    } else {
        let keep = arguments.labels || arguments.why || terminal.shows_hints();
        super::load_datasets(&project, &arguments.dataset, &query, keep, terminal)?
    };
    let cancel = Cancel::new();
    let seconds = arguments.timeout;
    if !(seconds > 0.0 && seconds < 1e9) {
        return Err(Failure::Usage(
            format!("`{seconds:e}` seconds are no time-out"),
            "give seconds above 0 and below a billion".into(),
        ));
    }
    let (memory, color_free_width) = (arguments.max_memory, terminal.width());
    let watch = Watch::start(
        Duration::from_secs_f64(seconds),
        memory << 20,
        cancel.clone(),
        move |crossed| {
            let (message, help) = limit(crossed, seconds, memory);
            Terminal::last_words(&message, &help);
            std::process::exit(4);
        },
    );
    // told again only where nothing comes back
    let asked = (arguments.why || terminal.shows_hints()).then(|| query.clone());
    if let Some(source) = &typed {
        doubts(source, &query, &project, &graphs, terminal);
    }
    let (results, explanation) = if arguments.explain {
        match store.explain(query, &cancel) {
            Ok((results, explanation)) => (results, Some(explanation)),
            Err(error) => (Err(error), None),
        }
    } else {
        (store.query(query, &cancel), None)
    };
    let answer = results.and_then(read);
    watch.stop();
    let answer = answer.map_err(|error| refusal(&error, seconds, memory))?;
    if let Some(explanation) = explanation {
        let mut plan = Vec::new();
        explanation.write_in_json(&mut plan)?;
        terminal.rendered(&plan_text(&plan));
    }
    let answer = if arguments.labels {
        with_labels(answer, &graphs)
    } else {
        answer
    };
    let format = format.unwrap_or(match (&answer, terminal.is_read_by_a_person()) {
        (Answer::Graph(_), _) => Format::Turtle,
        (_, true) => Format::Table,
        (_, false) => Format::Tsv,
    });
    if !format.holds(&answer) {
        let (kind, fit) = match answer {
            Answer::Graph(_) => (
                "a graph",
                "turtle, ntriples, trig, nquads, rdfxml, jsonld or table",
            ),
            Answer::Boolean(_) => ("yes or no", "table, json or xml"),
            Answer::Solutions { .. } => ("rows", "table, csv, tsv, json, xml or md"),
        };
        return Err(Failure::Usage(
            format!("`{}` cannot hold {kind}", format.name()),
            format!("use {fit}"),
        ));
    }
    let text = match format {
        Format::Table => table::table(&answer, &prefixes, color_free_width),
        _ => format::write(&answer, format, &prefixes).ok_or_else(|| {
            Failure::Usage(
                format!("`{}` cannot hold this graph", format.name()),
                "use turtle".into(),
            )
        })?,
    };
    match &arguments.output {
        None => terminal.data(&text)?,
        Some(path) => {
            let path = super::path(global, path);
            write_atomically(&path, text.as_bytes())
                .map_err(|error| anyhow::anyhow!("cannot write `{}`: {error}", path.display()))?;
            terminal.say(
                "Wrote",
                &format!("{} to {}", count(&answer), path.display()),
            );
        }
    }
    if arguments.output.is_none() && terminal.is_read_by_a_person() && terminal.shows_hints() {
        terminal.rendered(&count(&answer));
    }
    let nothing = answer.is_empty() || answer == Answer::Boolean(false);
    if let (true, Some(asked)) = (nothing, &asked) {
        let reason = why_empty(&store, asked, &within(&cancel, arguments.why));
        tell(&reason, arguments.why, &project, &graphs, terminal);
    }
    // the process ends here: giving the memory back piece by piece would take longer than the query
    std::mem::forget(graphs);
    Ok(if answer == Answer::Boolean(false) {
        Verdict::No
    } else {
        Verdict::Yes
    })
}

/// A query that is not stored; a header it may have is honoured.
fn other(
    project: &Project,
    name: &str,
    text: String,
    given: &[(String, String)],
) -> Result<(spargebra::Query, Vec<(String, String)>), Failure> {
    let source = Source::new(name, text);
    if source.text.starts_with("#+") {
        let stored = Stored::from_source(project, name.to_owned(), source);
        return Ok((
            stored.prepare(project, given).map_err(Failure::Findings)?,
            project.prefixes(),
        ));
    }
    if let Some((name, _)) = given.first() {
        return Err(Failure::Usage(
            format!("`{name}=…` is given, and the query declares no parameter"),
            "declare it in a `#+ params:` header".into(),
        ));
    }
    let query = syntax::parse(&source, &project.prefixes()).map_err(Failure::Findings)?;
    Ok((query, project.prefixes()))
}

fn parameters(
    words: &[String],
    project: &Project,
    query: Option<&str>,
) -> Result<Vec<(String, String)>, Failure> {
    words
        .iter()
        .map(|word| {
            if let Some((name, value)) = word.split_once('=') {
                return Ok((name.to_owned(), value.to_owned()));
            }
            let stored = query.map(|name| Stored::named(project, name));
            let taken: Vec<String> = match stored.transpose()?.flatten() {
                Some(stored) => stored
                    .header
                    .parameters
                    .into_iter()
                    .map(|parameter| format!("`{}=…`", parameter.name))
                    .collect(),
                None => Vec::new(),
            };
            Err(Failure::Usage(
                format!("`{word}` is no parameter"),
                if taken.is_empty() {
                    "parameters are written NAME=VALUE, and this query takes none".into()
                } else {
                    format!(
                        "parameters are written NAME=VALUE; this query takes {}",
                        taken.join(", ")
                    )
                },
            ))
        })
        .collect()
}

fn choose(arguments: &Query, _terminal: &Terminal) -> Result<Option<Format>, Failure> {
    if let Some(name) = &arguments.format {
        return Format::named(name).map(Some).ok_or_else(|| {
            let near =
                relata::diagnostic::nearest(name, Format::NAMES.iter().map(|(name, _)| *name));
            let all = "formats are table, csv, tsv, json, xml, md; for graphs turtle, ntriples";
            Failure::Usage(
                format!("`{name}` is no format"),
                near.map_or_else(
                    || all.to_owned(),
                    |near| format!("did you mean `{near}`? {all}"),
                ),
            )
        });
    }
    let extension = arguments
        .output
        .as_ref()
        .and_then(|path| path.extension())
        .and_then(|extension| extension.to_str());
    match extension {
        None => Ok(None),
        Some(extension) => Format::named(extension).map(Some).ok_or_else(|| {
            Failure::Usage(
                format!("`.{extension}` is the extension of no format"),
                "say which with `--format`: table, csv, tsv, json, xml, md; for graphs turtle, ntriples".into(),
            )
        }),
    }
}

/// Refuses to write an answer over what the project is made of, or into a folder that is not there.
fn guard(project: &Project, path: &Path) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Ok(folder) = folder.canonicalize() else {
        return Err(Failure::Usage(
            format!("there is no folder `{}`", folder.display()),
            "make it first, or look at the name".into(),
        ));
    };
    let target = folder.join(path.file_name().unwrap_or_default());
    let root = project.root.canonicalize()?;
    let inside = target.strip_prefix(&root).unwrap_or(Path::new(""));
    let first = inside.iter().next().and_then(|part| part.to_str());
    let own = matches!(
        first,
        Some("ontology" | "data" | "links" | "queries" | "tests" | "text")
    ) || inside == Path::new("relata.toml");
    if own && target.exists() {
        return Err(Failure::Usage(
            format!(
                "`{}` belongs to the project and is not overwritten by an answer",
                inside.display()
            ),
            "write to another file; `relata test --accept` writes expected answers".into(),
        ));
    }
    Ok(())
}

fn limit(crossed: Crossed, seconds: f64, memory: u64) -> (String, String) {
    match crossed {
        Crossed::Time => (
            format!("the query took longer than {seconds} s and was given up"),
            "narrow it, or allow more with `--timeout SECONDS`".into(),
        ),
        Crossed::Memory => (
            format!("the query took more than {memory} MiB and was given up"),
            "narrow it, or allow more with `--max-memory MIB`".into(),
        ),
    }
}

fn refusal(error: &EvaluationError, seconds: f64, memory: u64) -> Failure {
    match error {
        EvaluationError::Cancelled => {
            let (message, help) = limit(Crossed::Time, seconds, memory);
            Failure::Limit(message, help)
        }
        EvaluationError::Service(_) => Failure::Usage(
            "the query calls SERVICE, and relata asks no network".into(),
            "load the data into the project instead".into(),
        ),
        other => {
            let text = other.to_string();
            if text.contains("ervice") {
                return Failure::Usage(
                    "the query calls SERVICE, and relata asks no network".into(),
                    "load the data into the project instead".into(),
                );
            }
            Failure::Machine(anyhow::anyhow!("the query failed: {text}"))
        }
    }
}

fn count(answer: &Answer) -> String {
    match answer {
        Answer::Solutions { rows, .. } => format!(
            "{} row{}",
            rows.len(),
            if rows.len() == 1 { "" } else { "s" }
        ),
        Answer::Graph(triples) => format!(
            "{} triple{}",
            triples.len(),
            if triples.len() == 1 { "" } else { "s" }
        ),
        Answer::Boolean(_) => "1 truth value".to_owned(),
    }
}

/// Puts a column of labels behind every column that holds names.
fn with_labels(answer: Answer, graphs: &Graphs) -> Answer {
    let Answer::Solutions { variables, rows } = answer else {
        return answer;
    };
    let mut labels: HashMap<&str, &str> = HashMap::new();
    for quad in graphs.quads() {
        if (quad.predicate == rdfs::LABEL || quad.predicate == skos::PREF_LABEL)
            && let (NamedOrBlankNode::NamedNode(thing), Term::Literal(label)) =
                (&quad.subject, &quad.object)
        {
            labels.entry(thing.as_str()).or_insert(label.value());
        }
    }
    let named: Vec<bool> = (0..variables.len())
        .map(|column| rows.iter().any(|row| matches!(&row[column], Some(Term::NamedNode(node)) if labels.contains_key(node.as_str()))))
        .collect();
    let names = variables
        .iter()
        .zip(&named)
        .flat_map(|(name, named)| {
            [Some(name.clone()), named.then(|| format!("{name}Label"))]
                .into_iter()
                .flatten()
        })
        .collect();
    let rows = rows
        .into_iter()
        .map(|row| {
            row.into_iter()
                .zip(&named)
                .flat_map(|(cell, named)| {
                    let label = match &cell {
                        Some(Term::NamedNode(node)) => labels
                            .get(node.as_str())
                            .map(|label| Term::from(oxrdf::Literal::from(*label))),
                        _ => None,
                    };
                    [Some(cell), named.then_some(label)].into_iter().flatten()
                })
                .collect()
        })
        .collect();
    Answer::Solutions {
        variables: names,
        rows,
    }
}

fn list(project: &Project, terminal: &mut Terminal) -> Outcome {
    let catalogue = Catalogue::read(project)?;
    let rows: Vec<Vec<String>> = catalogue
        .queries
        .iter()
        .map(|query| {
            let parameters: Vec<String> = query
                .header
                .parameters
                .iter()
                .map(|parameter| match &parameter.default {
                    Some(default) => format!("{}={default}", parameter.name),
                    None if parameter.required => format!("{}=…", parameter.name),
                    None => format!("[{}=…]", parameter.name),
                })
                .collect();
            vec![
                query.name.clone(),
                query.header.summary.clone(),
                parameters.join(" "),
            ]
        })
        .collect();
    let names = ["query", "answers", "parameters"].map(str::to_owned);
    if terminal.is_read_by_a_person() {
        terminal.data(&table::draw(&names, &rows, terminal.width()))?;
    } else {
        let lines: Vec<String> = rows
            .iter()
            .map(|row| row.join("\t").trim_end().to_owned() + "\n")
            .collect();
        terminal.data(&table_safe(&lines.concat()))?;
    }
    terminal.hint("relata query NAME --help   relata query NAME name=value   relata query -e 'SELECT …'   relata query -f FILE");
    for query in &catalogue.queries {
        if !query.faults.is_empty() {
            report::findings(terminal, &query.faults);
        }
    }
    Ok(Verdict::Yes)
}

fn table_safe(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\n' | '\t') || !table::is_harmful(*c))
        .collect()
}

fn document(stored: &Stored) -> String {
    let header = &stored.header;
    let mut text = format!("{}: {}\n", stored.name, header.summary);
    if !header.description.is_empty() {
        text.push_str(&format!("\n{}\n", header.description));
    }
    if !header.parameters.is_empty() {
        text.push_str("\nParameters\n");
    }
    for parameter in &header.parameters {
        let list = if parameter.list { "list of " } else { "" };
        let mut line = format!("  {}  {list}{}", parameter.name, parameter.kind.name());
        if let Some(default) = &parameter.default {
            line.push_str(&format!(", {default} where none is given"));
        } else if parameter.required {
            line.push_str(", must be given");
        } else {
            line.push_str(", any where none is given");
        }
        if !parameter.allowed.is_empty() {
            line.push_str(&format!(", one of {}", parameter.allowed.join(", ")));
        }
        text.push_str(&line);
        text.push('\n');
        if !parameter.description.is_empty() {
            text.push_str(&format!("      {}\n", parameter.description));
        }
    }
    if !header.answers.is_empty() {
        text.push_str(&format!(
            "\nAnswers competency question {}\n",
            header.answers.join(", ")
        ));
    }
    if !header.tags.is_empty() {
        text.push_str(&format!("Tags    {}\n", header.tags.join(", ")));
    }
    text.push_str(&format!("File    {}\n", stored.source.name));
    text
}

fn general_help() -> String {
    use clap::CommandFactory;
    let mut command = crate::arguments::Arguments::command();
    command.build();
    command
        .find_subcommand_mut("query")
        .map_or_else(String::new, |query| query.render_long_help().to_string())
}

/// The engine's plan, indented.
fn plan_text(json: &[u8]) -> String {
    serde_json::from_slice::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| String::from_utf8_lossy(json).into_owned())
}
