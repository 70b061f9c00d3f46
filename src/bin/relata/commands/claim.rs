//! `relata claim`: a claim to fill in, so that nobody types names and offsets.

use super::claim_hints::Hints;
use super::claim_stub::Stub;
use crate::arguments::Claim;
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::diagnostic::nearest;
use relata::ontology::{dcterms, schema};
use relata::project::{Graphs, Project, TextState};
use relata::show::Kinds;
use relata::text::{Kind, LONGEST_RUN, Passage, Quotation, Resolution, stretch};
use std::collections::BTreeSet;

/// Prints the stub; the words are looked up in the text where it is attached.
pub fn run(arguments: &Claim, project: &Project, terminal: &mut Terminal) -> Outcome {
    let graphs = super::graphs(project)?;
    let passages = project.known_passages(&graphs);
    let wanted = arguments.sentence.trim_start_matches(':');
    let Some(passage) = passages.iter().find(|passage| passage.name == wanted) else {
        let near = nearest(wanted, passages.iter().map(|passage| passage.name.as_str()));
        let help = near.map_or_else(
            || "`relata show coverage` lists the sentences".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::Usage(
            format!("no passage is called `{wanted}`"),
            help,
        ));
    };
    let quote = arguments.quote.replace("...", "…");
    let Some(quotation) = Quotation::parse(&quote) else {
        return Err(Failure::Usage(
            "the quotation holds no words".into(),
            "for example \"By 1999 … been signed\"".into(),
        ));
    };
    if quotation.longest_run() > LONGEST_RUN {
        terminal.warn(&format!("{} words stand together; at most {LONGEST_RUN} are kept of a text that is not yours: put … in the middle", quotation.longest_run()));
    }
    let mut hints = Hints::default();
    let mut kinds = Vec::new();
    match &project.text()? {
        TextState::Attached(attached) => {
            let words = stretch(&attached.text, passage.start, passage.end).unwrap_or("");
            let span = look_up(&quotation, passage, words)?;
            terminal.say("Found", &format!("“{}”", &words[span.clone()]));
            kinds = Kinds::of(&graphs).meant_by(&words[span.clone()]);
            hints = Hints::of(words, &span, passage.kind == Kind::Sentence);
        }
        TextState::Changed(..) => terminal.warn(
            "the attached text is not the one that was encoded, so the words were not looked up: `relata anchor` re-anchors the passages to it",
        ),
        TextState::Absent(_) | TextState::None => {
            terminal.warn("the text is not attached, so the words were not looked up");
        }
    }
    let stub = Stub {
        project,
        names: free_names(project, &graphs, wanted),
        passage: wanted,
        quote: &quote,
        claimants: claimants(project, &graphs),
        mentioned: mentioned(project, &graphs, wanted),
        kinds: kinds.iter().map(|kind| project.shorten(kind)).collect(),
        hints: &hints,
    };
    terminal.data(&stub.to_string())?;
    Ok(Verdict::Yes)
}

/// The stretch of the passage that is quoted.
fn look_up(
    quotation: &Quotation,
    passage: &Passage,
    words: &str,
) -> Result<std::ops::Range<usize>, Failure> {
    let name = &passage.name;
    match quotation.resolve(words) {
        Resolution::Found(span) => Ok(span),
        Resolution::Ambiguous { count } => Err(Failure::Usage(
            format!("the quotation fits {count} stretches of `{name}`"),
            "quote a word more on either side".into(),
        )),
        Resolution::NotFound { part, near } => {
            let what = if passage.kind == Kind::Sentence {
                "sentence"
            } else {
                "passage"
            };
            let help = near.map_or_else(
                || format!("the {what} is: {words}"),
                |(words, why)| format!("the text has `{words}`: {why}"),
            );
            Err(Failure::Usage(
                format!("`{part}` does not stand in `{name}`"),
                help,
            ))
        }
    }
}

/// The first two names that no claim of the passage has: `c14b` and `c14c`, `c-sec-lead-a`.
fn free_names(project: &Project, graphs: &Graphs, passage: &str) -> [String; 2] {
    let base = &project.manifest.base;
    let number = passage.strip_prefix('s').unwrap_or(passage);
    let stem = if number.starts_with(|c: char| c.is_ascii_digit()) {
        format!("c{number}")
    } else if passage.ends_with(|c: char| c.is_ascii_digit()) && !passage.contains('-') {
        format!("c{passage}")
    } else {
        format!("c-{passage}-")
    };
    let taken = |name: &str| {
        let iri = format!("<{base}{name}>");
        graphs.quads().any(|quad| quad.subject.to_string() == iri)
    };
    let mut free = ('a'..='z')
        .map(|letter| format!("{stem}{letter}"))
        .filter(|name| !taken(name));
    let first = free.next().unwrap_or_else(|| format!("{stem}-next"));
    let second = free.next().unwrap_or_else(|| format!("{stem}-after"));
    [first, second]
}

/// Whoever wrote the text, where the graph says it.
fn claimants(project: &Project, graphs: &Graphs) -> String {
    let document = oxrdf::NamedOrBlankNode::from(project.document());
    let creators: BTreeSet<String> = graphs
        .quads()
        .filter(|quad| quad.predicate == dcterms::CREATOR && quad.subject == document)
        .filter_map(|quad| match &quad.object {
            oxrdf::Term::NamedNode(node) => Some(project.shorten(node.as_str())),
            _ => None,
        })
        .collect();
    if creators.is_empty() {
        return "ent:author".to_owned();
    }
    creators.into_iter().collect::<Vec<_>>().join(" , ")
}

/// The things whose names stand in the passage.
fn mentioned(project: &Project, graphs: &Graphs, passage: &str) -> Vec<String> {
    let anchor = format!("<{}{passage}>", project.manifest.base);
    graphs
        .quads()
        .filter(|quad| quad.predicate == schema::MENTIONS && quad.subject.to_string() == anchor)
        .filter_map(|quad| match &quad.object {
            oxrdf::Term::NamedNode(node) => Some(project.shorten(node.as_str())),
            _ => None,
        })
        .collect()
}
