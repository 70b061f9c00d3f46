//! The YAML in the `#+` lines on top of a stored query, as a tree whose nodes know their places.
//!
//! It is read as events. Anchors and aliases are refused, nesting and length are bounded: a header is a page of words.

use crate::diagnostic::{Diagnostic, Source};
use saphyr_parser::{Event, Parser, Span};
use std::ops::Range;
use std::sync::Arc;

const DEEPEST: usize = 32;
const LONGEST: usize = 64 << 10;

/// A value of the header with its place.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Scalar(String, Range<usize>),
    List(Vec<Node>, Range<usize>),
    Map(Vec<(String, Range<usize>, Node)>, Range<usize>),
}

impl Node {
    pub fn span(&self) -> Range<usize> {
        match self {
            Self::Scalar(_, span) | Self::List(_, span) | Self::Map(_, span) => span.clone(),
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// The scalars of a list, or the one scalar.
    pub fn texts(&self) -> Vec<(String, Range<usize>)> {
        match self {
            Self::Scalar(text, span) => vec![(text.clone(), span.clone())],
            Self::List(items, _) => items.iter().flat_map(Self::texts).collect(),
            Self::Map(..) => Vec::new(),
        }
    }
}

/// The header's lines, each as long as in the file so that places stay true: the mark is blanked out.
pub(super) fn lines(text: &str) -> Option<String> {
    let mut yaml = String::new();
    for line in text.split_inclusive('\n') {
        let Some(rest) = line.strip_prefix("#+") else {
            break;
        };
        yaml.push_str("  ");
        yaml.push_str(rest);
    }
    (!yaml.trim().is_empty()).then_some(yaml)
}

/// The tree of the YAML, whose places are those of the file.
pub(super) fn tree(source: &Arc<Source>, yaml: &str) -> Result<Option<Node>, Box<Diagnostic>> {
    let place = |span: &Span| {
        let at = |marker: &saphyr_parser::Marker| source.offset(marker.line(), marker.col() + 1);
        at(&span.start)..at(&span.end).max(at(&span.start))
    };
    let refuse = |message: String, span: Range<usize>| {
        Box::new(Diagnostic::error("Q010", message).at(source, span, "here"))
    };
    if yaml.len() > LONGEST {
        return Err(refuse(
            format!("the header is longer than {} KiB", LONGEST >> 10),
            0..2,
        ));
    }
    // open lists and maps; a map also holds the key that waits for its value
    type Open = (
        Option<Vec<(String, Range<usize>, Node)>>,
        Vec<Node>,
        Option<(String, Range<usize>)>,
        Range<usize>,
    );
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(yaml) {
        let (event, span) = event.map_err(|error| {
            let at = source.offset(error.marker().line(), error.marker().col() + 1);
            let mut fault = refuse(
                format!("the header is no valid YAML: {}", error.info()),
                at..at + 1,
            );
            let line = source.first_line(at..source.text.len());
            let begin = source.text[..line.start].rfind('\n').map_or(0, |at| at + 1);
            // a colon inside a text begins one more key
            if source.text[begin..line.end].matches(": ").count() > 1 {
                fault.helps.push(
                    "a text that holds a colon and a space stands between quotation marks: `summary: \"…: …\"`".to_owned(),
                );
            }
            fault
        })?;
        let span = place(&span);
        let node = match event {
            Event::Alias(_) => {
                return Err(refuse("aliases have no place in a header".into(), span));
            }
            Event::Scalar(text, _, 0, _) => Node::Scalar(text.into_owned(), span),
            Event::SequenceStart(0, _) | Event::MappingStart(0, _) => {
                if open.len() >= DEEPEST {
                    return Err(refuse(
                        format!("the header is nested deeper than {DEEPEST}"),
                        span,
                    ));
                }
                let is_map = matches!(event, Event::MappingStart(..));
                open.push((is_map.then(Vec::new), Vec::new(), None, span));
                continue;
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => {
                return Err(refuse("anchors have no place in a header".into(), span));
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some((Some(entries), _, _, begin)) => Node::Map(entries, begin.start..span.end),
                Some((None, items, _, begin)) => Node::List(items, begin.start..span.end),
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            None => root = Some(node),
            Some((None, items, _, _)) => items.push(node),
            Some((Some(entries), _, key @ None, _)) => match node {
                Node::Scalar(text, span) => {
                    if entries.iter().any(|(known, _, _)| *known == text) {
                        return Err(refuse(format!("`{text}` stands twice"), span));
                    }
                    *key = Some((text, span));
                }
                other => return Err(refuse("a key must be a word".into(), other.span())),
            },
            Some((Some(entries), _, key @ Some(_), _)) => {
                if let Some((name, span)) = key.take() {
                    entries.push((name, span, node));
                }
            }
        }
    }
    Ok(root)
}
