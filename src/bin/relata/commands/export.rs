//! `relata export`: the graph as it was authored.

use crate::arguments::{Export, Global, Included};
use crate::failure::{Failure, Outcome, Verdict};
use crate::report;
use crate::terminal::Terminal;
use relata::dataset::Dataset;
use relata::diagnostic::any_error;
use relata::export::comments::Comments;
use relata::export::manifest::Written;
use relata::export::{self, Format, Include, Vocabulary, description, manifest};
use relata::project::{Graphs, Project, write_atomically};
use relata::turtle;
use std::path::Path;

/// Writes the graph to standard output, into a file, or into a folder.
pub fn run(arguments: &Export, global: &Global, terminal: &mut Terminal) -> Outcome {
    let project = super::project(global)?;
    let formats = formats(arguments)?;
    let include = Include {
        ontology: arguments.include.contains(&Included::Ontology),
        derived: arguments.include.contains(&Included::Derived),
        links: arguments.include.contains(&Included::Links),
        graph: arguments.graph.clone(),
    };
    let graphs = super::graphs(&project)?;
    let mut vocabulary = Vocabulary::of(&project, &graphs);
    let output = arguments
        .output
        .as_deref()
        .map(|path| super::path(global, path));
    let folder = output.as_deref().filter(|path| is_folder(path));
    // the description of a folder needs what formats of claims need
    if folder.is_some() || formats.iter().any(|format| format.is_whole()) {
        vocabulary = vocabulary.with_background(&project, &graphs)?;
    }
    let work = Work {
        project: &project,
        graphs: &graphs,
        include: &include,
        vocabulary: &vocabulary,
        with_comments: arguments.comments,
    };
    if let Some(folder) = folder {
        return work.fill_folder(&formats, folder, terminal);
    }
    let dataset = work.dataset()?;
    let comments = work.comments(&include)?;
    let text = work.written(formats[0], &dataset, &comments, terminal)?;
    match output {
        None => terminal.data(&text)?,
        Some(path) => {
            save(&path, &text)?;
            terminal.say(
                "Exported",
                &format!(
                    "{} (sha256 {})",
                    path.display(),
                    relata::text::sha256(&text)
                ),
            );
        }
    }
    Ok(Verdict::Yes)
}

/// The formats that were asked for, at least one; several only into a folder.
fn formats(arguments: &Export) -> Result<Vec<&'static dyn Format>, Failure> {
    let file = arguments
        .output
        .as_ref()
        .filter(|path| !is_folder(path))
        .map(|path| path.to_string_lossy().into_owned());
    let mut formats: Vec<&'static dyn Format> = Vec::new();
    for name in &arguments.format {
        let format = export::format(name)
            .map_err(|help| Failure::Usage(format!("cannot export `{name}`"), help))?;
        if !formats.iter().any(|known| known.name() == format.name()) {
            formats.push(format);
        }
    }
    if formats.is_empty() {
        formats.push(match &file {
            Some(name)
                if name
                    .rsplit(['/', '\\'])
                    .next()
                    .is_some_and(|name| name.contains('.')) =>
            {
                export::format_of_file(name).ok_or_else(|| {
                    let ending = name.rsplit('.').next().unwrap_or_default();
                    let help = export::format(ending).err().unwrap_or_default();
                    Failure::Usage(format!("`.{ending}` names no format"), help)
                })?
            }
            _ => &export::Turtle,
        });
    }
    let is_fill_folder = arguments.output.is_some() && file.is_none();
    if formats.len() > 1 && !is_fill_folder {
        return Err(Failure::Usage(
            format!("{} formats go into a folder", formats.len()),
            "name one with a slash at its end: `-o out/`".into(),
        ));
    }
    if let Some(format) = formats
        .iter()
        .find(|format| arguments.comments && syntax(**format).is_none())
    {
        return Err(Failure::Usage(
            format!("`{}` holds no comments", format.name()),
            "`--comments` is for `turtle` and `trig`".into(),
        ));
    }
    Ok(formats)
}

/// The syntax of a format that holds comments.
fn syntax(format: &dyn Format) -> Option<turtle::Format> {
    match format.name() {
        "turtle" => Some(turtle::Format::Turtle),
        "trig" => Some(turtle::Format::TriG),
        _ => None,
    }
}

/// A folder is one that is there, or a name that ends in a slash.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

fn save(path: &Path, text: &str) -> Result<(), Failure> {
    write_atomically(path, text.as_bytes())?;
    Ok(())
}

/// What is exported, and how.
struct Work<'a> {
    project: &'a Project,
    graphs: &'a Graphs,
    include: &'a Include,
    vocabulary: &'a Vocabulary,
    with_comments: bool,
}

impl Work<'_> {
    fn no_graph(&self, help: String) -> Failure {
        let name = self.include.graph.as_deref().unwrap_or_default();
        Failure::Usage(format!("no graph `{name}`"), help)
    }

    fn dataset(&self) -> Result<Dataset, Failure> {
        export::dataset(self.project, self.graphs, self.include).map_err(|help| self.no_graph(help))
    }

    fn comments(&self, include: &Include) -> Result<Comments, Failure> {
        if !self.with_comments {
            return Ok(Comments::default());
        }
        export::comments(self.project, self.graphs, include).map_err(|help| self.no_graph(help))
    }

    fn written(
        &self,
        format: &dyn Format,
        dataset: &Dataset,
        comments: &Comments,
        terminal: &mut Terminal,
    ) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        let losses = export::write(format, dataset, self.vocabulary, &mut bytes)?;
        if any_error(&losses) {
            return Err(Failure::Findings(losses));
        }
        report::findings(terminal, &losses);
        let text = String::from_utf8(bytes)?;
        Ok(match syntax(format) {
            Some(syntax) if !comments.is_empty() => comments.put_into(&text, syntax),
            _ => text,
        })
    }

    /// A file for each graph or, where a format makes one of the whole, that; then `datapackage.json`, which lists them with
    /// their digests, and `void.ttl`, which describes the dataset.
    fn fill_folder(
        &self,
        formats: &[&'static dyn Format],
        folder: &Path,
        terminal: &mut Terminal,
    ) -> Outcome {
        let whole = self.dataset()?;
        let mut files: Vec<(String, String)> = Vec::new();
        let mut listed = Vec::new();
        for format in formats {
            for (name, dataset, comments) in self.parts(*format, &whole)? {
                let text = self.written(*format, &dataset, &comments, terminal)?;
                listed.push(Written::of(&name, *format, &dataset, &text));
                files.push((name, text));
            }
        }
        if !formats.iter().any(|format| format.name() == "void") {
            let mut bytes = Vec::new();
            description::describe(&whole, self.vocabulary, &listed, &mut bytes)?;
            files.push(("void.ttl".into(), String::from_utf8(bytes)?));
        }
        // nothing is written before everything is made
        for (name, text) in &files {
            save(&folder.join(name), text)?;
        }
        save(
            &folder.join("datapackage.json"),
            &manifest::write(self.project, &listed),
        )?;
        terminal.say(
            "Exported",
            &format!("{} files into {}", files.len() + 1, folder.display()),
        );
        Ok(Verdict::Yes)
    }

    /// The files of a format in a folder: their names, what is in them, and their comments.
    fn parts(
        &self,
        format: &dyn Format,
        whole: &Dataset,
    ) -> Result<Vec<(String, Dataset, Comments)>, Failure> {
        if format.is_whole() {
            let name = match format.extension() {
                "csv" => "claims.csv".to_owned(),
                ending => ending.to_owned(),
            };
            return Ok(vec![(name, whole.clone(), Comments::default())]);
        }
        let parts = export::parts(self.project, self.graphs, self.include)
            .map_err(|help| self.no_graph(help))?;
        parts
            .into_iter()
            .map(|(stem, dataset)| {
                let name = format!("{stem}.{}", format.extension());
                let source = self.graphs.files.iter().map(|file| &file.source.name);
                let comments = match source.into_iter().find(|name| {
                    *name == &stem
                        || name
                            .rsplit_once('.')
                            .is_some_and(|(known, _)| known == stem)
                }) {
                    Some(file) => self.comments(&Include {
                        graph: Some(file.clone()),
                        ..self.include.clone()
                    })?,
                    None => Comments::default(),
                };
                Ok((name, dataset, comments))
            })
            .collect()
    }
}
