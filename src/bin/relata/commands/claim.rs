//! `relata claim`: a claim to fill in, so that nobody types names and offsets.

use crate::arguments::Claim;
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::diagnostic::nearest;
use relata::ontology::{dcterms, schema};
use relata::project::{Graphs, Project, TextState};
use relata::text::{Hint, LONGEST_RUN, Quotation, Resolution, cues, stretch};
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
    let text = project.text()?;
    let mut hints = Hints::default();
    match &text {
        TextState::Attached(attached) => {
            let words = stretch(&attached.text, passage.start, passage.end).unwrap_or("");
            hints = Hints::of(words);
            match quotation.resolve(words) {
                Resolution::Found(span) => terminal.say("Found", &format!("“{}”", &words[span])),
                Resolution::Ambiguous { count } => {
                    return Err(Failure::Usage(
                        format!("the quotation fits {count} stretches of `{wanted}`"),
                        "quote a word more on either side".into(),
                    ));
                }
                Resolution::NotFound { part, near } => {
                    let help = near.map_or_else(
                        || format!("the sentence is: {words}"),
                        |(words, why)| format!("the text has `{words}`: {why}"),
                    );
                    return Err(Failure::Usage(
                        format!("`{part}` does not stand in `{wanted}`"),
                        help,
                    ));
                }
            }
        }
        _ => terminal.warn("the text is not attached, so the words were not looked up"),
    }
    let base = &project.manifest.base;
    let number = wanted.trim_start_matches('s');
    let taken = |name: &str| {
        graphs
            .quads()
            .any(|quad| quad.subject.to_string() == format!("<{base}{name}>"))
    };
    let stem = if wanted.starts_with('s') {
        format!("c{number}")
    } else {
        format!("c{wanted}")
    };
    let letter = ('a'..='z')
        .map(|letter| format!("{stem}{letter}"))
        .find(|name| !taken(name))
        .unwrap_or_else(|| format!("{stem}-next"));
    let anchor = format!("<{base}{wanted}>");
    let mentioned: Vec<String> = graphs
        .quads()
        .filter(|quad| quad.predicate == schema::MENTIONS && quad.subject.to_string() == anchor)
        .filter_map(|quad| match &quad.object {
            oxrdf::Term::NamedNode(node) => Some(project.shorten(node.as_str())),
            _ => None,
        })
        .collect();
    let named = if mentioned.is_empty() {
        String::new()
    } else {
        format!("    # named in this sentence: {}\n", mentioned.join(" "))
    };
    let short = |local: &str| project.shorten(&format!("{base}{local}"));
    let quoted = quote.replace('\\', "\\\\").replace('"', "\\\"");
    terminal.data(&format!(
        "{claim} a rlt:Claim ;
    rdfs:label \"FILL IN: the claim in your own words\"@en ;
    rlt:anchor {anchor} ;
    rlt:quote \"{quoted}\" ;
    rlt:claimant {claimants} ;           # who is committed to it
    rlt:modality rlt:asserted ;         # asserted, attributed, evaluated, predicted{modality}
    rlt:certainty rlt:certain ;         # certain, probable, possible (the last two with rlt:hedge \"…\"){certainty}
    rlt:polarity rlt:affirmed ;         # affirmed, denied{polarity}
    rlt:content {situation} .

{situation} a rlt:Event ;               # rlt:Event, rlt:State or rlt:Influence
    rdfs:label \"FILL IN: what happened or held\"@en ;
{named}    rlt:kind kind:FILL-IN ;             # see ontology/kinds.ttl
    rlt:subject ent:FILL-IN .           # who acts or has; rlt:object towards whom, rlt:theme what about
    # where the text gives a time, end with:  ; rlt:time \"{year}\"^^edtf:EDTF .
",
        modality = hints.modality,
        certainty = hints.certainty,
        polarity = hints.polarity,
        year = hints.year,
        claimants = claimants(project, &graphs),
        claim = short(&letter),
        anchor = short(wanted),
        situation = project.shorten(&format!("{base}situation/{letter}")),
    ))?;
    Ok(Verdict::Yes)
}

/// Whoever wrote the text, where the graph says it: the claims of a text are its authors' own unless it reports them.
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

/// What the words of the sentence hint at, as comments behind the lines of the stub.
struct Hints {
    modality: String,
    certainty: String,
    polarity: String,
    /// The year to put into the time.
    year: String,
}

impl Default for Hints {
    fn default() -> Self {
        Self {
            modality: String::new(),
            certainty: String::new(),
            polarity: String::new(),
            year: "…".to_owned(),
        }
    }
}

impl Hints {
    fn of(sentence: &str) -> Self {
        let found = cues(sentence);
        let words = |wanted: &[Hint]| -> Vec<&str> {
            found
                .iter()
                .filter(|(hint, _)| wanted.contains(hint))
                .map(|(_, at)| &sentence[at.clone()])
                .collect()
        };
        let comment = |wanted: &[Hint], advice: &str| match words(wanted).as_slice() {
            [] => String::new(),
            some => {
                let some: Vec<String> = some.iter().map(|cue| format!("`{cue}`")).collect();
                format!("\n    # the sentence has {}: {advice}", some.join(", "))
            }
        };
        Self {
            modality: comment(
                &[Hint::Report],
                "if somebody else says it, attributed, with that claimant",
            ) + &comment(
                &[Hint::Forecast],
                "if it lies after the text's date, predicted",
            ),
            certainty: comment(
                &[Hint::Hedge],
                "if that weakens this claim, probable or possible, with rlt:hedge",
            ),
            polarity: comment(
                &[Hint::Denial],
                "if this claim is what is said not to be so, denied",
            ),
            year: words(&[Hint::Year]).first().map_or_else(
                || "…".to_owned(),
                |year| match year.strip_suffix("0s") {
                    Some(decade) => format!("{decade}X"),
                    None => (*year).to_owned(),
                },
            ),
        }
    }
}
