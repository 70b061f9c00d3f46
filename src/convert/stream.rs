//! Reads any syntax statement by statement, and converts what is not made of lines.

use super::budget::Gap;
use super::emit::{Emitter, head};
use super::guard::{JsonGuard, XmlGuard};
use super::sample::Sample;
use super::xml::XmlEmitter;
use super::{Conversion, GRAPHS, MOST_FAULTS, Outcome, Syntax};
use crate::dataset::term;
use crate::diagnostic::{Diagnostic, Source};
use crate::turtle::Format;
use crate::turtle::read::{EachTokens, StreamError, stream};
use oxrdf::Quad;
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
        _ => input,
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
    if conversion.to == Syntax::JsonLd {
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

/// JSON-LD is written by oxrdfio, statement by statement.
fn with_terms(
    input: Box<dyn Read + Send + '_>,
    output: &mut dyn Write,
    conversion: &Conversion<'_>,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<Outcome> {
    let mut writer = RdfSerializer::from_format(conversion.to.format()).for_writer(output);
    let mut outcome = Outcome::default();
    let mut losses = Losses::default();
    let (skipped, faults) = read(
        input,
        conversion.name,
        conversion.from,
        conversion.base,
        &mut |quad| {
            if quad.object.is_triple() {
                losses.add(
                    conversion,
                    &quad.to_string(),
                    "a triple term, which JSON-LD 1.1 does not know",
                );
                return Ok(conversion.lenient);
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
    outcome.skipped = skipped + losses.count;
    outcome.faults = faults;
    outcome.faults.append(&mut losses.told);
    Ok(outcome)
}

/// Statements that the output's format cannot hold.
#[derive(Default)]
struct Losses {
    count: u64,
    told: Vec<Diagnostic>,
}

impl Losses {
    fn add(&mut self, conversion: &Conversion<'_>, statement: &str, why: &str) {
        self.count += 1;
        if self.told.len() < MOST_FAULTS {
            let format = conversion.to.name();
            let short: String = statement.chars().take(200).collect();
            let fault = Diagnostic::error("E001", format!("{format} cannot hold `{short}`"))
                .note(why)
                .help(if why == GRAPHS {
                    "write TriG, N-Quads or JSON-LD; `--lenient` leaves named graphs out"
                } else {
                    "write Turtle or N-Triples; `--lenient` leaves such statements out"
                });
            self.told.push(fault);
        }
    }
}

/// True where the fast reader will do.
pub(super) fn is_fast(conversion: &Conversion<'_>) -> bool {
    matches!(conversion.from, Syntax::Turtle | Syntax::TriG)
        && !conversion.lenient
        && !conversion.precise
        && conversion.base.is_none()
}

/// Reads Turtle or TriG up to the first fault, and no further than a bound without a statement.
pub(super) fn read_fast(
    input: Box<dyn Read + Send + '_>,
    from: Syntax,
    each: &mut EachTokens<'_>,
) -> Result<(), StreamError> {
    let format = if from == Syntax::Turtle {
        Format::Turtle
    } else {
        Format::TriG
    };
    let (input, since) = Gap::new(input);
    let input = BufReader::with_capacity(1 << 18, input);
    stream(input, format, &mut |s, p, o, g| {
        since.set(0);
        each(s, p, o, g)
    })
}

/// Reads on this thread and hands over texts.
fn with_tokens(
    input: Box<dyn Read + Send + '_>,
    conversion: &Conversion<'_>,
    blocks: &SyncSender<(String, u64)>,
) -> std::io::Result<Outcome> {
    let mut writer = Writer::new(conversion, blocks);
    let read = if is_fast(conversion) {
        let mut each = |s: &str, p: &str, o: &str, g: &str| writer.statement(s, p, o, g);
        match read_fast(input, conversion.from, &mut each) {
            Ok(()) => Ok((0, Vec::new())),
            Err(StreamError::Syntax(message, line)) => {
                Ok((1, vec![syntax_fault(conversion.name, message, line)]))
            }
            Err(StreamError::Io(error)) => Err(error),
        }
    } else {
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
    };
    let (skipped, mut faults) = match read {
        // the writer ended it: what it cannot hold is told below
        Err(_) if writer.ended => (0, Vec::new()),
        read => read?,
    };
    writer.finish()?;
    faults.append(&mut writer.losses.told);
    Ok(Outcome {
        statements: writer.statements,
        skipped: skipped + writer.losses.count,
        faults,
        broken: false,
    })
}

/// The fast reader's fault, of which nothing but the line is at hand.
pub(super) fn syntax_fault(name: &str, message: String, line: Option<u64>) -> Diagnostic {
    let place = line.map_or_else(String::new, |line| format!(", line {line}"));
    let source = Source::new(format!("{name}{place}"), "");
    Diagnostic::error("S001", message)
        .at(&source, 0..0, "")
        .help("`--lenient` reads on after a fault, and reads RDF nested deeper than 128 levels")
}

/// Gathers statements into texts; the first ones are kept until prefixes are chosen from them.
struct Writer<'a> {
    conversion: &'a Conversion<'a>,
    blocks: &'a SyncSender<(String, u64)>,
    kept: Vec<[String; 4]>,
    /// There once the prefixes are chosen.
    out: Option<Out>,
    statements: u64,
    /// What the output cannot hold.
    losses: Losses,
    /// True where a loss ended the reading.
    ended: bool,
}

/// What writes the statements.
enum Out {
    Text(Emitter),
    Xml(XmlEmitter),
}

impl Out {
    fn new(conversion: &Conversion<'_>, sample: Sample) -> Self {
        let prefixes = Arc::new(sample.prefixes(conversion.prefixes));
        if conversion.to == Syntax::RdfXml {
            return Self::Xml(XmlEmitter::new(prefixes));
        }
        let mut emitter = Emitter::turtle(Arc::clone(&prefixes));
        emitter.text = head(&prefixes);
        Self::Text(emitter)
    }

    fn statement(&mut self, [s, p, o, g]: [&str; 4]) -> Result<(), &'static str> {
        match self {
            Self::Text(emitter) => {
                emitter.statement(s, p, o, g);
                Ok(())
            }
            Self::Xml(emitter) => emitter.statement(s, p, o),
        }
    }

    fn text(&mut self) -> &mut String {
        match self {
            Self::Text(emitter) => &mut emitter.text,
            Self::Xml(emitter) => &mut emitter.text,
        }
    }

    fn close(&mut self) {
        match self {
            Self::Text(emitter) => emitter.close(),
            Self::Xml(emitter) => emitter.close(),
        }
    }
}

impl<'a> Writer<'a> {
    fn new(conversion: &'a Conversion<'a>, blocks: &'a SyncSender<(String, u64)>) -> Self {
        let is_lines = matches!(conversion.to, Syntax::NTriples | Syntax::NQuads);
        Self {
            conversion,
            blocks,
            kept: Vec::new(),
            out: is_lines.then(|| Out::Text(Emitter::lines())),
            statements: 0,
            losses: Losses::default(),
            ended: false,
        }
    }

    fn statement(&mut self, s: &str, p: &str, o: &str, g: &str) -> std::io::Result<()> {
        if self.out.is_some() {
            return self.write([s, p, o, g]);
        }
        self.kept.push([s, p, o, g].map(str::to_owned));
        if self.kept.len() >= SAMPLE {
            self.choose()?;
        }
        Ok(())
    }

    /// Chooses prefixes and writes what was kept.
    fn choose(&mut self) -> std::io::Result<()> {
        let mut sample = Sample::default();
        for token in self.kept.iter().flatten() {
            sample.see(token);
        }
        self.out = Some(Out::new(self.conversion, sample));
        for tokens in std::mem::take(&mut self.kept) {
            self.write([&tokens[0], &tokens[1], &tokens[2], &tokens[3]])?;
        }
        Ok(())
    }

    fn write(&mut self, tokens: [&str; 4]) -> std::io::Result<()> {
        let Some(out) = &mut self.out else {
            return Ok(());
        };
        let written = if tokens[3].is_empty() || self.conversion.to.holds_graphs() {
            out.statement(tokens)
        } else {
            Err(GRAPHS)
        };
        if let Err(why) = written {
            let said = tokens.join(" ");
            self.losses.add(self.conversion, said.trim_end(), why);
            self.ended = !self.conversion.lenient;
            return if self.ended {
                Err(Error::other(why))
            } else {
                Ok(())
            };
        }
        self.statements += 1;
        if out.text().len() >= BLOCK {
            let room = String::with_capacity(BLOCK + (BLOCK >> 3));
            let text = std::mem::replace(out.text(), room);
            self.send(text)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> std::io::Result<()> {
        if self.out.is_none() {
            match self.choose() {
                Err(_) if self.ended => {}
                chosen => chosen?,
            }
        }
        if let Some(mut out) = self.out.take() {
            out.close();
            let text = std::mem::take(out.text());
            self.send(text)?;
        }
        Ok(())
    }

    fn send(&self, text: String) -> std::io::Result<()> {
        // nobody receives where writing has failed, which is told there
        self.blocks
            .send((text, self.statements))
            .map_err(|_| Error::from(std::io::ErrorKind::BrokenPipe))
    }
}
