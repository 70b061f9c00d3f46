//! Reads any syntax statement by statement, and converts what is not made of lines.

use super::emit::{Emitter, head};
use super::guard::{JsonGuard, TripleGuard, XmlGuard};
use super::sample::Sample;
use super::{Conversion, GRAPHS, MOST_FAULTS, Outcome, Syntax, TRIPLES, edition};
use crate::dataset::term;
use crate::diagnostic::{Diagnostic, Source};
use crate::turtle::Format;
use crate::turtle::read::{StreamError, stream};
use oxrdf::{Quad, Term};
use oxrdfio::{RdfParseError, RdfParser, RdfSerializer};
use std::io::{BufReader, Error, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Bytes handed from the reading thread to the writing one at a time.
const BLOCK: usize = 1 << 20;
/// Statements that prefixes are chosen from.
const SAMPLE: usize = 5_000;

/// What is done with each quad; false ends the reading.
pub type Each<'a> = dyn FnMut(Quad) -> std::io::Result<bool> + 'a;

/// Reads quads of any syntax with the precise reader, which goes on after a fault where the syntax lets it; gives the
/// number of faults and the first of them in words.
///
/// ```
/// # use relata::convert::{read, Syntax};
/// let mut count = 0;
/// let text = "<http://e/a> <http://e/b> 1 .\n<http://e/a> <http://e/b> <http://e/c> .\n";
/// let (skipped, faults) = read(Box::new(text.as_bytes()), "a.nt", Syntax::NTriples, None, &mut |_| { count += 1; Ok(true) }).unwrap();
/// assert_eq!((count, skipped, faults.len()), (1, 1, 1));
/// ```
pub fn read(
    input: Box<dyn Read + '_>,
    name: &str,
    syntax: Syntax,
    base: Option<&str>,
    each: &mut Each<'_>,
) -> std::io::Result<(u64, Vec<Diagnostic>)> {
    let mut parser = RdfParser::from_format(syntax.format());
    if let Some(base) = base {
        parser = parser.with_base_iri(base).map_err(|error| {
            Error::new(
                std::io::ErrorKind::InvalidInput,
                format!("`{base}` is no base: {error}"),
            )
        })?;
    }
    let input: Box<dyn Read + '_> = match syntax {
        Syntax::RdfXml => Box::new(XmlGuard::new(input)),
        Syntax::JsonLd => Box::new(JsonGuard::new(input)),
        _ => Box::new(TripleGuard::new(input)),
    };
    let mut faults = Vec::new();
    let mut skipped = 0;
    for item in parser.for_reader(BufReader::with_capacity(BLOCK, input)) {
        match item {
            Ok(quad) => {
                if !each(quad)? {
                    break;
                }
            }
            Err(RdfParseError::Io(error)) => return Err(error),
            Err(RdfParseError::Syntax(error)) => {
                skipped += 1;
                if faults.len() < MOST_FAULTS {
                    faults.push(fault(name, &error));
                }
            }
        }
    }
    Ok((skipped, faults))
}

/// A fault of which nothing but the place is at hand.
fn fault(name: &str, error: &oxrdfio::RdfSyntaxError) -> Diagnostic {
    let message = error.to_string();
    let place = error.location().map_or_else(String::new, |place| {
        format!(", line {}", place.start.line + 1)
    });
    let source = Source::new(format!("{name}{place}"), "");
    Diagnostic::error("S001", message)
        .at(&source, 0..0, "")
        .help("`--lenient` leaves out what is wrong and tells what")
}

/// Converts a stream of any syntax.
pub fn convert(
    input: Box<dyn Read + Send + '_>,
    output: &mut dyn Write,
    conversion: &Conversion<'_>,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<Outcome> {
    if matches!(conversion.to, Syntax::RdfXml | Syntax::JsonLd) {
        return with_terms(input, output, conversion, progress);
    }
    let (blocks, written) = sync_channel::<(String, u64)>(4);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || with_tokens(input, conversion, &blocks));
        for (text, statements) in written {
            output.write_all(text.as_bytes())?;
            progress(statements);
        }
        reading
            .join()
            .unwrap_or_else(|_| Err(Error::other("the reading thread ended")))
    })
}

/// RDF/XML and JSON-LD are written by oxrdfio, statement by statement.
fn with_terms(
    input: Box<dyn Read + Send + '_>,
    output: &mut dyn Write,
    conversion: &Conversion<'_>,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<Outcome> {
    let mut writer = RdfSerializer::from_format(conversion.to.format()).for_writer(output);
    let mut outcome = Outcome::default();
    let mut lost = None;
    let (skipped, faults) = read(
        input,
        conversion.name,
        conversion.from,
        conversion.base,
        &mut |quad| {
            if !quad.graph_name.is_default_graph() && !conversion.to.holds_graphs() {
                lost = Some(GRAPHS);
                return Ok(false);
            }
            if conversion.to == Syntax::JsonLd && matches!(quad.object, Term::Triple(_)) {
                lost = Some(TRIPLES);
                return Ok(false);
            }
            writer.serialize_quad(&quad)?;
            outcome.statements += 1;
            if outcome.statements % 10_000 == 0 {
                progress(outcome.statements);
            }
            Ok(true)
        },
    )?;
    writer.finish()?;
    outcome.skipped = skipped + u64::from(lost.is_some());
    outcome.faults = faults;
    if let Some(lost) = lost {
        outcome
            .faults
            .push(super::fault_of_line(conversion.name, 1, 0, lost, ""));
    }
    Ok(outcome)
}

/// Reads on this thread and hands over texts.
fn with_tokens(
    input: Box<dyn Read + Send + '_>,
    conversion: &Conversion<'_>,
    blocks: &SyncSender<(String, u64)>,
) -> std::io::Result<Outcome> {
    let mut writer = Writer::new(conversion, blocks);
    let format = match conversion.from {
        Syntax::Turtle => Some(Format::Turtle),
        Syntax::TriG => Some(Format::TriG),
        _ => None,
    };
    let (precise, input) = match format {
        Some(_) if !conversion.needs_precision() => edition::look(input)?,
        _ => (true, input),
    };
    let (mut skipped, mut faults) = match format {
        Some(format) if !precise => {
            let input = BufReader::with_capacity(1 << 18, input);
            match stream(input, format, &mut |s, p, o, g| {
                writer.statement(s, p, o, g)
            }) {
                Ok(()) => (0, Vec::new()),
                Err(StreamError::Syntax(message, line)) => {
                    (1, vec![syntax_fault(conversion.name, message, line)])
                }
                Err(StreamError::Beyond) => (1, vec![beyond(conversion.name)]),
                Err(StreamError::Io(_)) if writer.graphs => (1, Vec::new()),
                Err(StreamError::Io(error)) => return Err(error),
            }
        }
        _ => {
            let mut tokens = [const { String::new() }; 4];
            read(
                input,
                conversion.name,
                conversion.from,
                conversion.base,
                &mut |quad| {
                    term::set_tokens(&mut tokens, &quad);
                    writer.statement(&tokens[0], &tokens[1], &tokens[2], &tokens[3])?;
                    Ok(true)
                },
            )
            .or_else(|error| {
                if writer.graphs {
                    Ok((1, Vec::new()))
                } else {
                    Err(error)
                }
            })?
        }
    };
    if writer.graphs {
        skipped = skipped.max(1);
        faults.push(super::fault_of_line(conversion.name, 1, 0, GRAPHS, ""));
    }
    let statements = writer.finish()?;
    Ok(Outcome {
        statements,
        skipped,
        faults,
    })
}

/// The fast reader's fault, of which nothing but the line is at hand.
pub(super) fn syntax_fault(name: &str, message: String, line: Option<u64>) -> Diagnostic {
    let place = line.map_or_else(String::new, |line| format!(", line {line}"));
    let source = Source::new(format!("{name}{place}"), "");
    Diagnostic::error("S001", message)
        .at(&source, 0..0, "")
        .help("`--lenient` reads on after a fault, RDF nested deeper than 128 levels, and RDF 1.2 that begins late in a stream")
}

/// Syntax that the fast reader leaves to the precise one, met too late to change readers.
pub(super) fn beyond(name: &str) -> Diagnostic {
    let source = Source::new(name, "");
    Diagnostic::error(
        "S001",
        "the syntax of RDF 1.2 begins behind the first megabyte of the stream",
    )
    .at(&source, 0..0, "")
    .help("begin the stream with `VERSION \"1.2\"`; or give files for input and output, for a file can be read again")
}

/// Gathers statements into texts; the first ones are kept until prefixes are chosen from them.
struct Writer<'a> {
    conversion: &'a Conversion<'a>,
    blocks: &'a SyncSender<(String, u64)>,
    kept: Vec<[String; 4]>,
    /// There once the prefixes are chosen.
    emitter: Option<Emitter>,
    statements: u64,
    /// True where a named graph was met that the output cannot hold.
    graphs: bool,
}

impl<'a> Writer<'a> {
    fn new(conversion: &'a Conversion<'a>, blocks: &'a SyncSender<(String, u64)>) -> Self {
        let is_lines = matches!(conversion.to, Syntax::NTriples | Syntax::NQuads);
        Self {
            conversion,
            blocks,
            kept: Vec::new(),
            emitter: is_lines.then(Emitter::lines),
            statements: 0,
            graphs: false,
        }
    }

    fn statement(
        &mut self,
        subject: &str,
        predicate: &str,
        object: &str,
        graph: &str,
    ) -> std::io::Result<()> {
        if !graph.is_empty() && !self.conversion.to.holds_graphs() {
            self.graphs = true;
            return Err(Error::other(GRAPHS));
        }
        self.statements += 1;
        let Some(emitter) = &mut self.emitter else {
            self.kept
                .push([subject, predicate, object, graph].map(str::to_owned));
            if self.kept.len() >= SAMPLE {
                self.choose();
            }
            return Ok(());
        };
        emitter.statement(subject, predicate, object, graph);
        if emitter.text.len() >= BLOCK {
            let text = std::mem::replace(
                &mut emitter.text,
                String::with_capacity(BLOCK + (BLOCK >> 3)),
            );
            self.send(text)?;
        }
        Ok(())
    }

    /// Chooses prefixes and writes what was kept.
    fn choose(&mut self) {
        let mut sample = Sample::default();
        for token in self.kept.iter().flatten() {
            sample.see(token);
        }
        let prefixes = Arc::new(sample.prefixes(self.conversion.prefixes));
        let mut emitter = Emitter::turtle(Arc::clone(&prefixes));
        emitter.text = head(&prefixes);
        for [subject, predicate, object, graph] in std::mem::take(&mut self.kept) {
            emitter.statement(&subject, &predicate, &object, &graph);
        }
        self.emitter = Some(emitter);
    }

    fn finish(mut self) -> std::io::Result<u64> {
        if self.emitter.is_none() {
            self.choose();
        }
        if let Some(mut emitter) = self.emitter.take() {
            emitter.close();
            self.send(emitter.text)?;
        }
        Ok(self.statements)
    }

    fn send(&self, text: String) -> std::io::Result<()> {
        // nobody receives where writing has failed, which is told there
        self.blocks
            .send((text, self.statements))
            .map_err(|_| Error::from(std::io::ErrorKind::BrokenPipe))
    }
}
