//! `relata convert`: from one RDF format to another.

use crate::arguments::{Convert, Global};
use crate::failure::{Failure, Outcome, Verdict};
use crate::report;
use crate::terminal::Terminal;
use relata::convert::packed::{Pack, unpack};
use relata::convert::{Conversion, Packing, Syntax, convert, gather, of_name};
use relata::diagnostic::any_error;
use relata::export::{self, Vocabulary};
use relata::project::AtomicFile;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Converts a file or a stream.
pub fn run(arguments: &Convert, global: &Global, terminal: &mut Terminal) -> Outcome {
    let (from, unpacking) = side(&arguments.input, arguments.from.as_deref(), "--from")?;
    let (to, packing) = side(&arguments.output, arguments.to.as_deref(), "--to")?;
    let name = if is_standard(&arguments.input) {
        "standard input".to_owned()
    } else {
        arguments.input.display().to_string()
    };
    let mut conversion = Conversion {
        base: arguments.base.as_deref(),
        lenient: arguments.lenient,
        ..Conversion::new(&name, from, to)
    };
    let job = Job {
        input: super::path(global, &arguments.input),
        output: super::path(global, &arguments.output),
        unpacking,
        packing,
        pretty: arguments.pretty,
    };
    let (mut outcome, mut time) = job.once(&conversion, terminal)?;
    // the fast reader knows RDF 1.1 alone and stops at the first fault; what can be read twice is then read by the precise one
    if outcome.skipped > 0 && is_turtle(from) && !conversion.lenient && job.can_repeat() {
        conversion.precise = true;
        (outcome, time) = job.once(&conversion, terminal)?;
    }
    if is_void(&outcome, arguments.lenient) {
        return Err(Failure::Findings(outcome.faults));
    }
    report::findings(terminal, &outcome.faults);
    if outcome.skipped > 0 {
        terminal.warn(&format!(
            "{} statements or lines were left out",
            outcome.skipped
        ));
    }
    terminal.say(
        "Converted",
        &format!(
            "{} statements in {:.1} s",
            outcome.statements,
            time.as_secs_f64()
        ),
    );
    Ok(if outcome.skipped > 0 {
        Verdict::No
    } else {
        Verdict::Yes
    })
}

/// From where to where, and how.
struct Job {
    input: PathBuf,
    output: PathBuf,
    unpacking: Packing,
    packing: Packing,
    pretty: bool,
}

impl Job {
    /// True where a second reading finds the same input and leaves nothing of the first in the output.
    fn can_repeat(&self) -> bool {
        self.input.is_file() && !is_standard(&self.output)
    }

    fn once(
        &self,
        conversion: &Conversion<'_>,
        terminal: &mut Terminal,
    ) -> Result<(Done, Duration), Failure> {
        let read = Arc::new(AtomicU64::new(0));
        let (input, size) = open(&self.input, Arc::clone(&read))?;
        let input = unpack(input, self.unpacking)?;
        let mut meter = Meter::new(read, size, terminal);
        let outcome = if is_standard(&self.output) {
            let stream = BufWriter::with_capacity(1 << 20, Terminal::stream());
            let mut out = Pack::new(stream, self.packing)?;
            let outcome = work(input, &mut out, conversion, self.pretty, &mut meter)?;
            out.finish()?;
            outcome
        } else {
            into_file(&self.output, self.packing, conversion.lenient, |out| {
                work(input, out, conversion, self.pretty, &mut meter)
            })?
        };
        Ok((outcome, meter.end()))
    }
}

fn is_turtle(syntax: Syntax) -> bool {
    matches!(syntax, Syntax::Turtle | Syntax::TriG)
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Syntax and packing of one end.
pub(super) fn side(
    path: &Path,
    named: Option<&str>,
    flag: &str,
) -> Result<(Syntax, Packing), Failure> {
    let name = path.to_string_lossy();
    let (by_name, packing) = of_name(&name);
    let (syntax, packing) = match named {
        // `nt.gz` says both, where a name says nothing
        Some(named) => {
            let (syntax, said) = of_name(&format!(".{named}"));
            let syntax = syntax.map_err(|help| {
                Failure::Usage(format!("`{flag} {named}` names no format"), help)
            })?;
            (syntax, if said == Packing::None { packing } else { said })
        }
        None => {
            let syntax = by_name.map_err(|help| {
                Failure::Usage(
                    format!("the name `{name}` says no format"),
                    format!("say `{flag} FORMAT`; {help}"),
                )
            })?;
            (syntax, packing)
        }
    };
    Ok((syntax, packing))
}

/// Opens an input that counts what is read of it; gives its size where it has one.
pub(super) fn open(
    path: &Path,
    read: Arc<AtomicU64>,
) -> Result<(Box<dyn Read + Send>, Option<u64>), Failure> {
    if is_standard(path) {
        let input = Counted {
            input: std::io::stdin(),
            read,
        };
        return Ok((Box::new(input), None));
    }
    let unreadable = |error: std::io::Error| {
        Failure::Usage(
            format!("cannot read `{}`: {error}", path.display()),
            "look at the name".into(),
        )
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_dir() {
        return Err(Failure::Usage(
            format!("`{}` is a folder", path.display()),
            "convert its files one by one".into(),
        ));
    }
    Ok((Box::new(Counted { input: file, read }), Some(about.len())))
}

struct Counted<R> {
    input: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

type Done = relata::convert::Outcome;

/// True where nothing of what was written may stand.
fn is_void(done: &Done, lenient: bool) -> bool {
    done.broken || (done.skipped > 0 && !lenient)
}

/// Writes beside the target and puts it in place where all went well.
fn into_file(
    path: &Path,
    packing: Packing,
    lenient: bool,
    work: impl FnOnce(&mut dyn Write) -> Result<Done, Failure>,
) -> Result<Done, Failure> {
    if path.is_dir() {
        return Err(Failure::Usage(
            format!("`{}` is a folder", path.display()),
            "name the file to write".into(),
        ));
    }
    // every error of the file names it
    let file = AtomicFile::create(path)?;
    let mut out = Pack::new(BufWriter::with_capacity(1 << 20, file), packing)?;
    let done = work(&mut out)?;
    if !is_void(&done, lenient) {
        let file = out.finish()?;
        let file = file
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.commit()?;
    }
    Ok(done)
}

fn work(
    input: Box<dyn Read + Send>,
    out: &mut dyn Write,
    conversion: &Conversion<'_>,
    pretty: bool,
    meter: &mut Meter<'_>,
) -> Result<Done, Failure> {
    let mut progress = |statements| meter.show(statements);
    if !pretty {
        return Ok(convert(input, out, conversion, &mut progress)?);
    }
    let (mut dataset, prefixes, mut done) = gather(input, conversion, &mut progress)?;
    if is_void(&done, conversion.lenient) {
        return Ok(done);
    }
    meter.sorts(done.statements);
    dataset.freeze();
    let vocabulary = Vocabulary {
        prefixes,
        ..Vocabulary::default()
    };
    let format = export::format(conversion.to.name())
        .map_err(|help| Failure::Usage("no such format".into(), help))?;
    let losses = export::write(format, &dataset, &vocabulary, out)?;
    if any_error(&losses) {
        return Err(Failure::Findings(losses));
    }
    done.faults.extend(losses);
    Ok(done)
}

/// Shows how far the work has come, twice a second.
struct Meter<'a> {
    begin: Instant,
    shown: Instant,
    read: Arc<AtomicU64>,
    size: Option<u64>,
    terminal: &'a mut Terminal,
}

impl<'a> Meter<'a> {
    fn new(read: Arc<AtomicU64>, size: Option<u64>, terminal: &'a mut Terminal) -> Self {
        Self {
            begin: Instant::now(),
            shown: Instant::now(),
            read,
            size,
            terminal,
        }
    }

    fn show(&mut self, statements: u64) {
        if self.shown.elapsed() < Duration::from_millis(500) {
            return;
        }
        self.shown = Instant::now();
        let seconds = self.begin.elapsed().as_secs_f64();
        let read = self.read.load(Ordering::Relaxed);
        let rate = statements as f64 / seconds / 1e6;
        let left = self
            .size
            .filter(|_| read > 0)
            .map_or_else(String::new, |size| {
                let share = read as f64 / size.max(1) as f64;
                format!(
                    ", {:.0} %, {:.0} s left",
                    share * 100.0,
                    seconds / share - seconds
                )
            });
        self.terminal.progress(&format!(
            "{statements} statements, {rate:.2} million a second{left}"
        ));
    }

    /// Shows that all is read, and that sorting and writing it takes a while.
    fn sorts(&mut self, statements: u64) {
        if self.begin.elapsed() > Duration::from_millis(500) {
            self.terminal
                .progress(&format!("sorting and writing {statements} statements"));
        }
    }

    fn end(self) -> Duration {
        self.terminal.progress_ended();
        self.begin.elapsed()
    }
}
