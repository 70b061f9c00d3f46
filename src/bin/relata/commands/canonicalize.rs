//! `relata canonicalize` and `relata hash`: a dataset by what it says.

use super::convert::{open, side};
use crate::arguments::{Canonicalize, Global, HashAlgorithm};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::convert::packed::unpack;
use relata::convert::{Conversion, gather};
use relata::dataset::canonical::{Algorithm, Refused, canonicalize};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Prints the canonical form, or its digest.
pub fn run(
    arguments: &Canonicalize,
    digest: bool,
    global: &Global,
    terminal: &mut Terminal,
) -> Outcome {
    let (from, packing) = side(&arguments.input, arguments.from.as_deref(), "--from")?;
    let name = arguments.input.display().to_string();
    let (input, _) = open(
        &super::path(global, &arguments.input),
        Arc::new(AtomicU64::new(0)),
    )?;
    let input = unpack(input, packing)?;
    let conversion = Conversion {
        base: arguments.base.as_deref(),
        ..Conversion::new(&name, from, from)
    };
    let (mut dataset, _, outcome) = gather(input, &conversion, &mut |_| {})?;
    if outcome.skipped > 0 {
        let path = super::path(global, &arguments.input);
        return Err(super::diff::fault(&path, &name, outcome.faults, None));
    }
    dataset.settle();
    let algorithm = match arguments.algorithm {
        HashAlgorithm::Sha256 => Algorithm::Sha256,
        HashAlgorithm::Sha384 => Algorithm::Sha384,
    };
    let canonical = canonicalize(&dataset, algorithm).map_err(|error| {
        let message = format!("`{name}` cannot be canonicalized: {error}");
        match error {
            Refused::TooComplex => Failure::Limit(
                message,
                "give blank nodes names, or say more of each; `relata convert --pretty` sorts without telling them apart".into(),
            ),
            Refused::TripleTerms => Failure::Usage(
                message,
                "`relata convert --pretty` writes such a file the same to the byte every time".into(),
            ),
        }
    })?;
    if digest {
        terminal.data(&format!(
            "{}  {name}\n",
            algorithm.digest(&canonical.nquads)
        ))?;
    } else {
        terminal.data(&canonical.nquads)?;
    }
    Ok(Verdict::Yes)
}
