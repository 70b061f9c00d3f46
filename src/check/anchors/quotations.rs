//! A001, A002, A003, A006: the words that a claim quotes, and its hedge, stand once in its passage, and are few.
//!
//! One file for four codes, because they are the steps of one question: is there a passage (A006), are there words and not
//! too many (A003), do they stand there (A002), and once (A001).

use super::{Anchored, tell};
use crate::diagnostic::Diagnostic;
use crate::ontology::rlt;
use crate::project::Graphs;
use crate::text::{Kind, LONGEST_RUN, Passage, Quotation, Resolution};
use oxrdf::{Quad, Term};

/// How many quotations and hedges resolved, and how many there are.
pub(super) fn check(anchored: &Anchored<'_>, found: &mut Vec<Diagnostic>) -> (usize, usize) {
    let (mut resolved, mut all) = (0, 0);
    for quad in anchored.graphs.quads() {
        if quad.predicate != rlt::QUOTE && quad.predicate != rlt::HEDGE {
            continue;
        }
        all += 1;
        let Some(passage) = passage(anchored, quad, found) else {
            continue;
        };
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        let Some(quotation) = Quotation::parse(written.value()) else {
            let fault = Diagnostic::error("A002", format!("{} holds no words", what(quad)))
                .help("quote the first and the last words, with `…` between");
            tell(found, &anchored.places, quad, fault);
            continue;
        };
        if quotation.longest_run() > LONGEST_RUN
            && !is_name(anchored.graphs, written.value(), passage.kind)
        {
            let fault = Diagnostic::warning(
                "A003",
                format!(
                    "{} words of the text stand together, more than {LONGEST_RUN}",
                    quotation.longest_run()
                ),
            )
            .help("leave out the middle: the first and the last words, with `…` between; for a text of your own, `[check] allow = [\"A003\"]` in `relata.toml`");
            tell(found, &anchored.places, quad, fault);
        }
        if let Some(words) = anchored.words(passage)
            && resolves(anchored, quad, passage, &quotation, words, found)
        {
            resolved += 1;
        }
    }
    (resolved, all)
}

fn what(quad: &Quad) -> &'static str {
    if quad.predicate == rlt::HEDGE {
        "the hedge"
    } else {
        "the quotation"
    }
}

/// The passage that something is quoted from; A006 where there is none.
fn passage<'a>(
    anchored: &'a Anchored<'_>,
    quad: &Quad,
    found: &mut Vec<Diagnostic>,
) -> Option<&'a Passage> {
    let fault = match (anchored.anchors.get(&quad.subject), &quad.object) {
        (Some(Term::NamedNode(anchor)), Term::Literal(_)) => {
            if let Some(passage) = anchored.passage(anchor) {
                return Some(passage);
            }
            Diagnostic::error(
                "A006",
                format!(
                    "{} has no passage `{}` to stand in",
                    anchored.subject(quad),
                    anchored.project.shorten(anchor.as_str())
                ),
            )
            .help("`relata show coverage` lists the sentences; was the text changed, `relata anchor` has told which are lost")
        }
        (_, Term::Literal(_)) => Diagnostic::error(
            "A006",
            format!("{} is quoted from nowhere", anchored.subject(quad)),
        )
        .help("give the claim an `rlt:anchor`: the sentence that it stands in, such as `:s14`"),
        _ => Diagnostic::error("A006", format!("{} is no text", what(quad)))
            .help("write the words of the text between quotation marks"),
    };
    tell(found, &anchored.places, quad, fault);
    None
}

/// True where the words stand once in the passage; A001 or A002 where they do not.
fn resolves(
    anchored: &Anchored<'_>,
    quad: &Quad,
    passage: &Passage,
    quotation: &Quotation,
    words: &str,
    found: &mut Vec<Diagnostic>,
) -> bool {
    match quotation.resolve(words) {
        Resolution::Found(_) => return true,
        Resolution::Ambiguous { count } => {
            let fault = Diagnostic::error(
                "A001",
                format!(
                    "{} fits {count} stretches of `{}`",
                    what(quad),
                    passage.name
                ),
            )
            .help("quote a word more on either side");
            tell(found, &anchored.places, quad, fault);
        }
        Resolution::NotFound { part, near } => {
            let fault = Diagnostic::error(
                "A002",
                if quotation.parts.len() == 1 {
                    format!(
                        "{} `{part}` does not stand in `{}`",
                        what(quad),
                        passage.name
                    )
                } else {
                    format!(
                        "`{part}`, a part of {}, does not stand in `{}`",
                        what(quad),
                        passage.name
                    )
                },
            );
            let fault = anchored.places.at(quad, fault);
            found.push(match near {
                Some((near, why)) => {
                    let fault = fault.help(format!("the text has `{near}`: {why}"));
                    anchored.places.mended(quad, &part, &near, words, fault)
                }
                None => fault.help("quote the text's own words, in their order"),
            });
        }
    }
    false
}

/// Names of things and the wordings that documents gave may be longer than a lemma.
fn is_name(graphs: &Graphs, written: &str, kind: Kind) -> bool {
    kind != Kind::Sentence || graphs.quads().any(|quad| {
        (quad.predicate == rlt::HEDGE || quad.predicate != rlt::QUOTE)
            && matches!(&quad.object, Term::Literal(literal) if written.contains(literal.value()) && literal.value().split_whitespace().count() > LONGEST_RUN)
    })
}
