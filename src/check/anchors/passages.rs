//! A014: claims, and no passages at all. A005: a passage is not where the passages' file says, by the digest of its words.

use super::Anchored;
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::project::PASSAGES_FILE;
use crate::text::sha256;
use oxrdf::NamedOrBlankNode;

pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) {
    if anchored.passages.is_empty() && !anchored.anchors.is_empty() {
        found.push(
            Diagnostic::error(
                "A014",
                format!("there are claims and no passages: `{PASSAGES_FILE}` is missing or says none"),
            )
            .help("bring the file back, from Git if it was there; `relata anchor` makes it anew, and may number the passages otherwise"),
        );
    }
    if anchored.positions.is_none() {
        return;
    }
    for passage in anchored.passages.values() {
        if anchored.words(passage).map(sha256).as_deref() == Some(passage.sha256.as_str()) {
            continue;
        }
        let fault = Diagnostic::error(
            "A005",
            format!(
                "passage `{}` is not where `data/passages.ttl` says",
                passage.name
            ),
        );
        let name = NamedOrBlankNode::from(anchored.project.name(&passage.name));
        let place = anchored.files.iter().find_map(|file| {
            let mut quads = file.reading.quads.iter();
            let located = quads.find(|located| {
                located.quad.subject == name && located.quad.predicate == rlt::SHA256
            })?;
            Some((&file.source, located.object))
        });
        let fault = match place {
            Some((source, span)) => fault.at(source, span.range(), "the digest of other words"),
            None => fault,
        };
        found.push(fault.help("`relata anchor` makes the passages again and tells what moved"));
    }
}
