//! Which record is meant by what a person typed: an IRI, a name with a prefix, the end of an IRI, or a label.

use crate::diagnostic::nearest;
use crate::link::linkset::label;
use crate::link::prepare::transform::{Step, apply_into};
use crate::link::sides::source::Records;
use crate::link::task::Task;

/// The most records whose labels are looked through for one spelt nearly so.
const LOOKED: usize = 200_000;

/// Why no record is meant: what is wrong, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Astray {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Task {
    /// The record of a side, 0 or 1, that is meant.
    pub fn seek(&self, sides: &[Records; 2], side: usize, written: &str) -> Result<usize, Astray> {
        let ids = &sides[side].ids;
        let iri = self.expand(written);
        if let Some(at) = (0..ids.len()).find(|at| ids.only(*at) == iri) {
            return Ok(at);
        }
        if let Some(astray) = self.unknown_prefix(written) {
            return Err(astray);
        }
        let is_end = |at: &usize| {
            let before = ids.only(*at).strip_suffix(iri.as_str());
            before.is_some_and(|before| before.ends_with(['/', '#', ':', '=']))
        };
        let mut meant: Vec<usize> = (0..ids.len()).filter(is_end).collect();
        if meant.is_empty() {
            meant = self.labelled(sides, side, written);
        }
        let name = ["source", "target"][side];
        match meant.as_slice() {
            [only] => Ok(*only),
            [] => Err(Astray {
                message: format!("`{written}` is nothing that the spec reads as `{name}`"),
                help: self.near(sides, side, written).map_or_else(
                    || "name it by its IRI, the end of it, or its label; `class` and `pattern` of the spec say what is read".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                ),
            }),
            several => Err(Astray {
                message: format!("`{written}` may mean {} things of `{name}`", several.len()),
                help: format!(
                    "say which: {}{}",
                    several.iter().take(5).map(|at| ids.only(*at)).collect::<Vec<_>>().join(", "),
                    if several.len() > 5 { ", …" } else { "" }
                ),
            }),
        }
    }

    /// What is wrong with a name whose prefix nobody declared; `urn:isbn:…` goes in angle brackets.
    pub fn unknown_prefix(&self, written: &str) -> Option<Astray> {
        let (prefix, local) = written.split_once(':')?;
        let is_name = !prefix.is_empty()
            && prefix
                .chars()
                .all(|c| c.is_alphanumeric() || "-_.".contains(c));
        let known = || self.prefixes.iter().map(|(name, _)| name.as_str());
        if !is_name || local.starts_with("//") || known().any(|name| name == prefix) {
            return None;
        }
        Some(Astray {
            message: format!("prefix `{prefix}:` is declared neither in the spec nor in the project"),
            help: nearest(prefix, known()).map_or_else(
                || "declare it under `[prefixes]` of the spec; an IRI such as `urn:…` goes in angle brackets".to_owned(),
                |near| format!("did you mean `{near}:{local}`?"),
            ),
        })
    }

    fn labelled(&self, sides: &[Records; 2], side: usize, written: &str) -> Vec<usize> {
        let fold = |text: &str| {
            let mut folded = String::new();
            apply_into(&[Step::Fold], text, &mut folded);
            folded
        };
        let wanted = fold(written);
        if wanted.is_empty() {
            return Vec::new();
        }
        let columns = || {
            self.label(side)
                .iter()
                .filter_map(|name| sides[side].properties.get(name))
        };
        (0..sides[side].len())
            .filter(|at| {
                columns().any(|column| column.values(*at).any(|value| fold(value) == wanted))
                    || (self.label(side).len() > 1
                        && fold(&label(self, sides, side, *at)) == wanted)
            })
            .collect()
    }

    fn near(&self, sides: &[Records; 2], side: usize, written: &str) -> Option<String> {
        let labels: Vec<String> = (0..sides[side].len().min(LOOKED))
            .map(|at| label(self, sides, side, at))
            .collect();
        nearest(written, labels.iter().map(String::as_str)).map(str::to_owned)
    }
}
