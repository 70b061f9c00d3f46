//! Reads a whole stream into memory, for what needs all of it at once: sorting, comparing, hashing.

use super::sample::Sample;
use super::{Conversion, Outcome, Syntax, lines, stream};
use crate::dataset::{Dataset, term};
use crate::turtle::read::StreamError;
use std::io::{Error, Read};

/// Terms that prefixes are chosen from.
const SAMPLE: usize = 20_000;

/// Prefixes, name without colon and namespace.
pub type Pairs = Vec<(String, String)>;

/// Reads a stream into a dataset, with prefixes that suit it.
pub fn gather(
    input: Box<dyn Read + Send + '_>,
    conversion: &Conversion<'_>,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<(Dataset, Pairs, Outcome)> {
    match gather_all(input, conversion, progress) {
        Err(error) if super::is_refusal(&error) => Ok((
            Dataset::new(),
            Vec::new(),
            super::refused(conversion.name, &error),
        )),
        other => other,
    }
}

fn gather_all(
    input: Box<dyn Read + Send + '_>,
    conversion: &Conversion<'_>,
    progress: &mut dyn FnMut(u64),
) -> std::io::Result<(Dataset, Pairs, Outcome)> {
    let mut gathered = Gathered::default();
    let outcome = match conversion.from {
        Syntax::NTriples | Syntax::NQuads => lines::each(input, conversion, &mut |tokens| {
            gathered.take(tokens);
            if gathered.count % 100_000 == 0 {
                progress(gathered.count);
            }
        })?,
        Syntax::Turtle | Syntax::TriG if stream::is_fast(conversion) => {
            let read = stream::read_fast(input, conversion.from, &mut |s, p, o, g| {
                gathered.take([s, p, o, g]);
                if gathered.count % 100_000 == 0 {
                    progress(gathered.count);
                }
                Ok(())
            });
            match read {
                Ok(()) => Outcome::default(),
                Err(StreamError::Syntax(message, line)) => Outcome {
                    skipped: 1,
                    faults: vec![stream::syntax_fault(conversion.name, message, line)],
                    ..Outcome::default()
                },
                Err(StreamError::Io(error)) => return Err(error),
            }
        }
        _ => slowly(input, conversion, &mut gathered)?,
    };
    gathered.dataset.settle();
    let statements = gathered.count;
    let prefixes = gathered.sample.prefixes(conversion.prefixes);
    let pairs = (0..prefixes.len())
        .map(|at| prefixes.get(at))
        .map(|(name, namespace)| (name.to_owned(), namespace.to_owned()))
        .collect();
    Ok((
        gathered.dataset,
        pairs,
        Outcome {
            statements,
            ..outcome
        },
    ))
}

fn slowly(
    input: Box<dyn Read + Send + '_>,
    conversion: &Conversion<'_>,
    gathered: &mut Gathered,
) -> Result<Outcome, Error> {
    let mut tokens = [const { String::new() }; 4];
    let (skipped, faults) = stream::read(
        input,
        conversion.name,
        conversion.from,
        conversion.base,
        &mut |quad| {
            term::set_tokens(&mut tokens, &quad);
            gathered.take([&tokens[0], &tokens[1], &tokens[2], &tokens[3]]);
            Ok(true)
        },
    )?;
    Ok(Outcome {
        skipped,
        faults,
        ..Outcome::default()
    })
}

#[derive(Default)]
struct Gathered {
    dataset: Dataset,
    sample: Sample,
    count: u64,
    /// The last subject and predicate, which mostly come again.
    last: [(String, u32); 2],
}

impl Gathered {
    fn take(&mut self, [subject, predicate, object, graph]: [&str; 4]) {
        if self.count < SAMPLE as u64 {
            for token in [subject, predicate, object, graph] {
                self.sample.see(token);
            }
        }
        self.count += 1;
        for (last, token) in self.last.iter_mut().zip([subject, predicate]) {
            if last.0 != token {
                last.0.clear();
                last.0.push_str(token);
                last.1 = self.dataset.intern(token);
            }
        }
        let object = self.dataset.intern(object);
        let graph = if graph.is_empty() {
            0
        } else {
            self.dataset.intern(graph)
        };
        self.dataset
            .insert([self.last[0].1, self.last[1].1, object, graph]);
    }
}
