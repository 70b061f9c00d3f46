//! Converts N-Triples and N-Quads on all cores: blocks of whole lines are worked on at once and written in their order.

use super::emit::{Emitter, head};
use super::sample::Sample;
use super::{Conversion, Outcome, Syntax, fault_of_line};
use crate::diagnostic::Diagnostic;
use crate::turtle::Prefixes;
use crate::turtle::line::statement;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

/// Bytes of a block.
const BLOCK: usize = 2 << 20;
/// Bytes of the longest line.
const LONGEST: usize = 16 << 20;
/// Bytes that prefixes are chosen from.
const SAMPLE: usize = 256 << 10;
/// Faults of one block that are kept in words; the others are counted.
const MOST_FAULTS: usize = 20;

/// A block's number and bytes, or why reading failed.
type Block = (usize, std::io::Result<Vec<u8>>);

/// What became of a block.
#[derive(Default)]
struct Worked {
    text: String,
    /// Where tokens end in the text, where it is made of tokens.
    ends: Vec<u32>,
    statements: u64,
    skipped: u64,
    lines: usize,
    /// Line in the block from 0, byte in the line, message, the line itself.
    faults: Vec<(usize, usize, &'static str, String)>,
}

/// Converts a stream of lines.
pub fn convert(
    mut input: Box<dyn Read + Send + '_>,
    output: &mut dyn Write,
    conversion: &Conversion<'_>,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<Outcome> {
    let (first, rest, more) = begin(&mut *input)?;
    let prefixes = match conversion.to {
        Syntax::Turtle | Syntax::TriG => Some(Arc::new(choose(&first, conversion))),
        _ => None,
    };
    if let Some(prefixes) = &prefixes {
        output.write_all(head(prefixes).as_bytes())?;
    }
    let work = |block: &[u8]| work(block, conversion, prefixes.as_ref());
    on_all_cores(
        &mut *input,
        (first, rest, more),
        conversion,
        &work,
        &mut |outcome, worked| {
            if outcome.skipped == 0 || conversion.lenient {
                output.write_all(worked.text.as_bytes())?;
                progress(outcome.statements);
            }
            Ok(())
        },
    )
}

/// What was read of an input already: its first block, what follows that, and whether more follows.
type Begun = (Vec<u8>, Vec<u8>, bool);

/// Works on blocks on all cores, and gives what comes of them in their order, with what has become of all so far. Ends
/// after the first block with a fault, where faults are not to be left out.
fn on_all_cores(
    input: &mut (dyn Read + Send),
    (first, rest, more): Begun,
    conversion: &Conversion<'_>,
    work: &(dyn Fn(&[u8]) -> Worked + Sync),
    give: &mut dyn FnMut(&Outcome, &Worked) -> std::io::Result<()>,
) -> std::io::Result<Outcome> {
    let workers = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(1, 8);
    let (to_work, blocks) = sync_channel::<Block>(workers);
    let (done, results) = sync_channel::<(usize, std::io::Result<Worked>)>(workers);
    let blocks = Mutex::new(blocks);
    std::thread::scope(|scope| {
        scope.spawn(move || feed(input, first, rest, more, &to_work));
        for _ in 0..workers {
            let (blocks, done) = (&blocks, done.clone());
            scope.spawn(move || {
                while let Some((number, block)) = next(blocks) {
                    if done
                        .send((number, block.map(|bytes| work(&bytes))))
                        .is_err()
                    {
                        return;
                    }
                }
            });
        }
        drop(done);
        let given = give_in_order(&results, conversion, give);
        // whoever still waits to hand over finds nobody and ends
        drop(results);
        if let Ok(blocks) = blocks.lock() {
            while blocks.try_recv().is_ok() {}
        }
        given
    })
}

/// Reads the first block, without a byte order mark.
fn begin(input: &mut dyn Read) -> std::io::Result<Begun> {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    let more = read_block(input, &mut rest, &mut first)?;
    if first.starts_with(b"\xEF\xBB\xBF") {
        first.drain(..3);
    }
    Ok((first, rest, more))
}

fn next(blocks: &Mutex<Receiver<Block>>) -> Option<Block> {
    blocks.lock().ok()?.recv().ok()
}

fn feed(
    input: &mut dyn Read,
    first: Vec<u8>,
    mut rest: Vec<u8>,
    mut more: bool,
    to_work: &SyncSender<Block>,
) {
    if to_work.send((0, Ok(first))).is_err() {
        return;
    }
    for number in 1.. {
        if !more && rest.is_empty() {
            return;
        }
        let mut block = Vec::with_capacity(BLOCK + (BLOCK >> 4));
        match read_block(input, &mut rest, &mut block) {
            Ok(still) => more = still,
            Err(error) => {
                // nobody left to tell means that writing has failed and tells itself
                let _ = to_work.send((number, Err(error)));
                return;
            }
        }
        if to_work.send((number, Ok(block))).is_err() {
            return;
        }
    }
}

/// Fills a block with whole lines; what follows the last of them goes to `rest`. False at the end of the input.
fn read_block(
    input: &mut dyn Read,
    rest: &mut Vec<u8>,
    block: &mut Vec<u8>,
) -> std::io::Result<bool> {
    std::mem::swap(rest, block);
    rest.clear();
    loop {
        let want = BLOCK.saturating_sub(block.len()).max(BLOCK / 8);
        let seen = block.len();
        let more = Read::take(&mut *input, want as u64).read_to_end(block)? > 0;
        if !more {
            return Ok(false);
        }
        if block.len() >= BLOCK
            && let Some(end) = memchr::memrchr(b'\n', &block[seen..])
        {
            rest.extend_from_slice(&block[seen + end + 1..]);
            block.truncate(seen + end + 1);
            return Ok(true);
        }
        if block.len() > LONGEST {
            return Err(std::io::Error::new(
                std::io::ErrorKind::InvalidData,
                "a line of more than 16 MiB is refused",
            ));
        }
    }
}

fn choose(block: &[u8], conversion: &Conversion<'_>) -> Prefixes {
    let mut sample = Sample::default();
    let text = String::from_utf8_lossy(&block[..block.len().min(SAMPLE)]);
    for read in text
        .lines()
        .filter_map(|line| statement(line, conversion.from == Syntax::NQuads).ok()?)
    {
        for token in [&read.subject, &read.predicate, &read.object, &read.graph] {
            sample.see(token);
        }
    }
    sample.prefixes(conversion.prefixes)
}

fn work(block: &[u8], conversion: &Conversion<'_>, prefixes: Option<&Arc<Prefixes>>) -> Worked {
    let mut emitter = prefixes.map_or_else(Emitter::lines, |prefixes| {
        Emitter::turtle(Arc::clone(prefixes))
    });
    emitter.text.reserve(block.len());
    let mut worked = statements(block, conversion, &mut |[s, p, o, g]| {
        emitter.statement(s, p, o, g);
    });
    emitter.close();
    worked.text = emitter.text;
    worked
}

/// Gives each statement of a stream of lines on this thread; they are read on the others.
pub fn each(
    mut input: Box<dyn Read + Send + '_>,
    conversion: &Conversion<'_>,
    take: &mut dyn FnMut([&str; 4]),
) -> std::io::Result<Outcome> {
    let begun = begin(&mut *input)?;
    let work = |block: &[u8]| tokens(block, conversion);
    on_all_cores(&mut *input, begun, conversion, &work, &mut |_, worked| {
        let mut begin = 0;
        for statement in worked.ends.chunks_exact(4) {
            take(std::array::from_fn(|at| {
                let end = statement[at] as usize;
                &worked.text[std::mem::replace(&mut begin, end)..end]
            }));
        }
        Ok(())
    })
}

/// The tokens of a block, four for each statement.
fn tokens(block: &[u8], conversion: &Conversion<'_>) -> Worked {
    let mut text = String::with_capacity(block.len());
    let mut ends = Vec::with_capacity(block.len() / 32);
    let mut worked = statements(block, conversion, &mut |statement| {
        for token in statement {
            text.push_str(token);
            ends.push(u32::try_from(text.len()).expect("blocks are far below 4 GiB"));
        }
    });
    (worked.text, worked.ends) = (text, ends);
    worked
}

/// Gives each statement of a block.
fn statements(
    block: &[u8],
    conversion: &Conversion<'_>,
    give: &mut dyn FnMut([&str; 4]),
) -> Worked {
    let mut worked = Worked::default();
    let with_graph = conversion.from == Syntax::NQuads;
    let mut take = |at: usize, line: &str| {
        // a carriage return ends a line too
        for line in line.split('\r') {
            match statement(line, with_graph) {
                Ok(None) => {}
                Ok(Some(read)) if !read.graph.is_empty() && !conversion.to.holds_graphs() => {
                    worked.fault(at, 0, super::GRAPHS, line);
                }
                Ok(Some(read)) => {
                    worked.statements += 1;
                    give([&read.subject, &read.predicate, &read.object, &read.graph]);
                }
                Err((column, message)) => worked.fault(at, column, message, line),
            }
        }
    };
    let mut count = 0;
    if let Ok(text) = std::str::from_utf8(block) {
        let mut begin = 0;
        for end in memchr::memchr_iter(b'\n', block).chain([block.len()]) {
            if begin < end {
                take(count, &text[begin..end]);
            }
            begin = (end + 1).min(block.len());
            count += 1;
        }
    } else {
        let mut broken = Vec::new();
        for (at, line) in block.split(|byte| *byte == b'\n').enumerate() {
            match std::str::from_utf8(line) {
                Ok(line) => take(at, line),
                Err(error) => broken.push((
                    at,
                    error.valid_up_to(),
                    String::from_utf8_lossy(line).into_owned(),
                )),
            }
            count += 1;
        }
        for (at, column, line) in broken {
            worked.fault(
                at,
                column,
                "not UTF-8: this byte belongs to no character",
                &line,
            );
        }
        worked.faults.sort_by_key(|fault| fault.0);
    }
    worked.lines = count - usize::from(block.last() == Some(&b'\n'));
    worked
}

impl Worked {
    fn fault(&mut self, line: usize, column: usize, message: &'static str, text: &str) {
        self.skipped += 1;
        if self.faults.len() < MOST_FAULTS {
            let mut begin = column.saturating_sub(200);
            while !text.is_char_boundary(begin) {
                begin -= 1;
            }
            let shown: String = text[begin..].chars().take(400).collect();
            self.faults.push((line, column - begin, message, shown));
        }
    }
}

fn give_in_order(
    results: &Receiver<(usize, std::io::Result<Worked>)>,
    conversion: &Conversion<'_>,
    give: &mut dyn FnMut(&Outcome, &Worked) -> std::io::Result<()>,
) -> std::io::Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut waiting = BTreeMap::new();
    let (mut turn, mut lines) = (0, 0);
    for (number, worked) in results {
        waiting.insert(number, worked);
        while let Some(worked) = waiting.remove(&turn) {
            let mut worked = worked?;
            turn += 1;
            outcome.add(&mut worked, &mut lines, conversion);
            give(&outcome, &worked)?;
            if outcome.skipped > 0 && !conversion.lenient {
                return Ok(outcome);
            }
        }
    }
    Ok(outcome)
}

impl Outcome {
    /// Adds what became of the next block, which begins after `lines` lines.
    fn add(&mut self, worked: &mut Worked, lines: &mut usize, conversion: &Conversion<'_>) {
        let room = super::MOST_FAULTS.saturating_sub(self.faults.len());
        for (line, column, message, text) in worked.faults.drain(..).take(room) {
            let number = *lines + line + 1;
            let fault: Diagnostic = fault_of_line(conversion.name, number, column, message, &text);
            self.faults.push(fault);
        }
        *lines += worked.lines;
        self.statements += worked.statements;
        self.skipped += worked.skipped;
    }
}
