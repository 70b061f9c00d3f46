//! The project's RDF files, each a named graph; of a linkset in SSSOM, the graph holds the accepted links.

use super::Project;
use crate::diagnostic::{Diagnostic, Source, any_error};
use crate::sssom::{self, MappingSet};
use crate::turtle::tree::{Reading, read};
use crate::turtle::{self, Format, Parsed};
use oxrdf::{GraphName, NamedNode, Quad};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folders that hold RDF.
const FOLDERS: &[&str] = &["ontology", "data", "links"];

/// One RDF file, read.
#[derive(Debug)]
pub struct File {
    /// The file's text under its name relative to the project, with `/` between folders.
    pub source: Arc<Source>,
    /// What it says, every quad in the graph named after the file.
    pub quads: Vec<Quad>,
    /// The prefixes it declares.
    pub prefixes: Vec<(String, String)>,
}

impl File {
    /// The first folder of its path: `ontology`, `data` or `links`.
    pub fn folder(&self) -> &str {
        self.source.name.split('/').next().unwrap_or("")
    }
}

/// What is known of a file beside what it says.
#[derive(Debug)]
pub enum Beside {
    /// Of a file of RDF: where each of its triples stands.
    Places(Reading),
    /// Of a linkset: its rows.
    Links(MappingSet),
}

/// Everything the project's files say.
#[derive(Debug, Default)]
pub struct Graphs {
    /// The files in the order of their names.
    pub files: Vec<File>,
    /// What is wrong with them.
    pub faults: Vec<Diagnostic>,
}

impl Graphs {
    /// All quads of all files.
    pub fn quads(&self) -> impl Iterator<Item = &Quad> + Clone {
        self.files.iter().flat_map(|file| &file.quads)
    }

    /// True where a fault makes the graph unfit to be asked.
    pub fn is_broken(&self) -> bool {
        any_error(&self.faults)
    }
}

impl Project {
    /// Reads all RDF files of the project, on two threads, and hands each to `each` as soon as it is read.
    ///
    /// `each` sees the files in no particular order; what is returned is in the order of their names.
    pub fn read_graphs(&self, each: impl FnMut(&File)) -> std::io::Result<Graphs> {
        let readers = Readers {
            rdf: &|source, format, scope| (turtle::parse(source, format, scope), ()),
            links: &|_| (),
        };
        Ok(self.read_by(&readers, each)?.0)
    }

    /// Reads all RDF files with the place of everything, each once: the graphs, and beside each file that can be read what more
    /// is known of it.
    pub fn read_graphs_with_places(&self) -> std::io::Result<(Graphs, Vec<Option<Beside>>)> {
        let rdf = |source: &Arc<Source>, format, scope: &str| {
            let reading = read(source, format, scope, None);
            let parsed = Parsed {
                quads: reading
                    .quads
                    .iter()
                    .map(|located| located.quad.clone())
                    .collect(),
                prefixes: turtle::read::prefixes(&source.text),
                faults: reading.faults.clone(),
            };
            (parsed, Beside::Places(reading))
        };
        let readers = Readers {
            rdf: &rdf,
            links: &Beside::Links,
        };
        self.read_by(&readers, |_| {})
    }

    /// Reads all files with readers that may give more than their quads.
    fn read_by<T: Send>(
        &self,
        readers: &Readers<'_, T>,
        mut each: impl FnMut(&File),
    ) -> std::io::Result<(Graphs, Vec<Option<T>>)> {
        let paths = self.rdf_files()?;
        // the largest first keeps both threads busy to the end
        let size = |index: &usize| {
            let known = std::fs::metadata(self.root.join(&paths[*index]));
            std::cmp::Reverse(known.map_or(0, |known| known.len()))
        };
        let mut order: Vec<usize> = (0..paths.len()).collect();
        order.sort_by_cached_key(size);
        let next = std::sync::atomic::AtomicUsize::new(0);
        let (sender, receiver) = std::sync::mpsc::channel();
        let mut results: Vec<Option<Read<T>>> = paths.iter().map(|_| None).collect();
        std::thread::scope(|scope| {
            for _ in 0..paths.len().min(2) {
                let (sender, next, paths, order) = (sender.clone(), &next, &paths, &order);
                scope.spawn(move || {
                    loop {
                        let place = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let Some(&index) = order.get(place) else {
                            return;
                        };
                        let read = self.read_file(&paths[index], index, readers);
                        if sender.send((index, read)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for (index, read) in receiver {
                if let Ok((file, ..)) = &read {
                    each(file);
                }
                results[index] = Some(read);
            }
        });
        let mut graphs = Graphs::default();
        let mut more = Vec::with_capacity(results.len());
        for read in results.into_iter().flatten() {
            let (file, faults, extra) = read?;
            graphs.files.push(file);
            graphs.faults.extend(faults);
            more.push(extra);
        }
        Ok((graphs, more))
    }

    /// Paths of the RDF files and linksets relative to the project, sorted.
    pub fn rdf_files(&self) -> std::io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for folder in FOLDERS {
            self.collect(Path::new(folder), 0, &mut found)?;
        }
        found.sort();
        Ok(found)
    }

    fn collect(
        &self,
        folder: &Path,
        depth: usize,
        found: &mut Vec<PathBuf>,
    ) -> std::io::Result<()> {
        let deepest = 8;
        let full = self.root.join(folder);
        if depth > deepest || !full.is_dir() {
            return Ok(());
        }
        for entry in std::fs::read_dir(full)? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                self.collect(&path, depth + 1, found)?;
            } else if (format_of(&path).is_some() || is_linkset(&path))
                && is_regular(&self.root.join(&path))
            {
                found.push(path);
            }
        }
        Ok(())
    }

    fn read_file<T>(&self, path: &Path, index: usize, readers: &Readers<'_, T>) -> Read<T> {
        let name = path.to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(self.root.join(path)).map_err(|error| {
            std::io::Error::new(error.kind(), format!("cannot read `{name}`: {error}"))
        })?;
        let (text, bad) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                (
                    String::from_utf8_lossy(error.as_bytes()).into_owned(),
                    Some(valid),
                )
            }
        };
        let source = Source::new(name, text);
        if let Some(at) = bad {
            let fault = Diagnostic::error("S003", format!("`{}` is not UTF-8", source.name))
                .at(&source, at..at + 1, "this byte belongs to no character")
                .help("save the file as UTF-8");
            return Ok((
                File {
                    source,
                    quads: Vec::new(),
                    prefixes: Vec::new(),
                },
                vec![fault],
                None,
            ));
        }
        if is_linkset(path) {
            let graph = self.graph_name(&source.name);
            let (set, faults) = sssom::read(&source);
            let file = accepted_links(source, &set, &graph);
            return Ok((file, faults, Some((readers.links)(set))));
        }
        let format = format_of(path).unwrap_or(Format::Turtle);
        let (mut parsed, extra) = (readers.rdf)(&source, format, &format!("f{index}-"));
        let graph = self.graph_name(&source.name);
        for quad in &mut parsed.quads {
            if quad.graph_name == GraphName::DefaultGraph {
                quad.graph_name = graph.clone().into();
            }
        }
        Ok((
            File {
                source,
                quads: parsed.quads,
                prefixes: parsed.prefixes,
            },
            parsed.faults,
            Some(extra),
        ))
    }

    /// The name of the graph that holds a file: its path under the project's base.
    pub fn graph_name(&self, name: &str) -> NamedNode {
        let mut iri = self.manifest.base.clone();
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_') {
                iri.push(char::from(byte));
            } else {
                iri.push_str(&format!("%{byte:02X}"));
            }
        }
        NamedNode::new_unchecked(iri)
    }
}

/// False for what could block for ever: a pipe, a device, a socket. A dangling link counts, so that reading it says so.
fn is_regular(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |found| found.is_file())
}

/// A file, what is wrong with it, and what its reader gave besides.
type Read<T> = std::io::Result<(File, Vec<Diagnostic>, Option<T>)>;

/// Reads a text; blank nodes get the last in front of their labels.
type Reader<T> = dyn Fn(&Arc<Source>, Format, &str) -> (Parsed, T) + Sync;

/// How files are read.
struct Readers<'a, T> {
    rdf: &'a Reader<T>,
    /// What is kept of a linkset beside the accepted links.
    links: &'a (dyn Fn(MappingSet) -> T + Sync),
}

fn format_of(path: &Path) -> Option<Format> {
    path.extension()
        .and_then(|extension| extension.to_str())
        .and_then(Format::from_extension)
}

fn is_linkset(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".sssom.tsv")
}

/// The accepted links of a linkset; what a person denied or looked for in vain is no triple, and a shard is part of nothing
/// until it is merged.
fn accepted_links(source: Arc<Source>, set: &MappingSet, graph: &NamedNode) -> File {
    let is_whole = set.shard().is_none();
    let node = |iri: &str| NamedNode::new(iri).ok();
    let quads = sssom::judgements(set)
        .accepted()
        .filter(|_| is_whole)
        .filter_map(|(subject, object, row)| {
            let predicate = node(&set.mappings[row].predicate)?;
            Some(Quad::new(
                node(subject)?,
                predicate,
                node(object)?,
                graph.clone(),
            ))
        })
        .collect();
    File {
        source,
        quads,
        prefixes: set.prefixes.clone(),
    }
}
