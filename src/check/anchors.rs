//! Claims against their passages: every quotation and hedge resolves, every passage still has its digest, every time is EDTF.

use super::Report;
use super::rules::Read;
use crate::diagnostic::{Diagnostic, Source};
use crate::ontology::{dcterms, rdf, rlt, schema};
use crate::project::{Graphs, MENTIONS_FILE, Project, mentions};
use crate::store::time::{Reading, stamps};
use crate::text::{Kind, LONGEST_RUN, Passage, Positions, Quotation, Resolution, sha256};
use crate::turtle::tree::Span;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Adds what is wrong with claims and passages to the report. Without the text, what needs it is left out.
pub(super) fn check(
    project: &Project,
    graphs: &Graphs,
    files: &[Read],
    text: Option<&str>,
    report: &mut Report,
) {
    let places = Places::of(files);
    let positions = text.map(Positions::new);
    let stretch = |start, end| positions.as_ref()?.stretch(start, end);
    let passages: HashMap<_, _> = project
        .known_passages(graphs)
        .into_iter()
        .map(|passage| (project.name(&passage.name), passage))
        .collect();
    if text.is_some() {
        for passage in passages.values() {
            if stretch(passage.start, passage.end).map(sha256).as_deref()
                != Some(passage.sha256.as_str())
            {
                report.findings.push(
                    Diagnostic::error(
                        "A005",
                        format!(
                            "passage `{}` is not where `data/passages.ttl` says",
                            passage.name
                        ),
                    )
                    .help("`relata anchor` makes the passages again and tells what moved"),
                );
            }
        }
    }
    if let Some(text) = text {
        names(project, graphs, text, report);
    }
    let mut anchors: HashMap<&NamedOrBlankNode, &Term> = HashMap::new();
    let mut claims: HashSet<&NamedOrBlankNode> = HashSet::new();
    for quad in graphs.quads() {
        if quad.predicate == rlt::ANCHOR {
            anchors.insert(&quad.subject, &quad.object);
        } else if quad.predicate == rdf::TYPE && is(&quad.object, rlt::CLAIM) {
            claims.insert(&quad.subject);
        }
    }
    report.claims = claims.len();
    let (mut resolved, mut quotations) = (0, 0);
    for file in &graphs.files {
        for quad in &file.quads {
            if quad.predicate == rlt::TIME {
                time(&places, quad, report);
            }
            if quad.predicate != rlt::QUOTE && quad.predicate != rlt::HEDGE {
                continue;
            }
            quotations += 1;
            let (Term::Literal(written), Some(Term::NamedNode(anchor))) =
                (&quad.object, anchors.get(&quad.subject))
            else {
                report.findings.push(
                    places
                        .at(
                            quad,
                            Diagnostic::error(
                                "A006",
                                format!("{} is quoted from nowhere", subject(project, quad)),
                            ),
                        )
                        .help("give the claim an `rlt:anchor`"),
                );
                continue;
            };
            let Some(passage) = passages.get(anchor) else {
                let near = crate::diagnostic::nearest(
                    anchor.as_str(),
                    passages.keys().map(|name| name.as_str()),
                )
                .map(|near| format!("did you mean `{}`?", project.shorten(near)));
                report.findings.push(
                    places
                        .at(
                            quad,
                            Diagnostic::error(
                                "A006",
                                format!(
                                    "{} has no passage `{}` to stand in",
                                    subject(project, quad),
                                    project.shorten(anchor.as_str())
                                ),
                            ),
                        )
                        .maybe_help(near),
                );
                continue;
            };
            let Some(quotation) = Quotation::parse(written.value()) else {
                report.findings.push(places.at(
                    quad,
                    Diagnostic::error("A002", "the quotation holds no words"),
                ));
                continue;
            };
            if quotation.longest_run() > LONGEST_RUN
                && !is_name(graphs, written.value(), passage.kind)
            {
                report.findings.push(
                    places
                        .at(
                            quad,
                            Diagnostic::warning(
                                "A003",
                                format!(
                                    "{} words of the text stand together, more than {LONGEST_RUN}",
                                    quotation.longest_run()
                                ),
                            ),
                        )
                        .help(
                            "leave out the middle: the first and the last words, with `…` between",
                        ),
                );
            }
            let Some(words) = stretch(passage.start, passage.end) else {
                continue;
            };
            match quotation.resolve(words) {
                Resolution::Found(_) => resolved += 1,
                Resolution::Ambiguous { count } => report.findings.push(
                    places
                        .at(
                            quad,
                            Diagnostic::error(
                                "A001",
                                format!(
                                    "the quotation fits {count} stretches of `{}`",
                                    passage.name
                                ),
                            ),
                        )
                        .help("quote a word more on either side"),
                ),
                Resolution::NotFound { part, near } => {
                    let fault = places.at(
                        quad,
                        Diagnostic::error(
                            "A002",
                            format!("`{part}` does not stand in `{}`", passage.name),
                        ),
                    );
                    report.findings.push(match near {
                        Some((near, why)) => {
                            let fault = fault.help(format!("the text has `{near}`: {why}"));
                            places.mended(quad, &part, &near, words, fault)
                        }
                        None => fault.help("quote the text's own words, in their order"),
                    });
                }
            }
        }
    }
    if let Some(positions) = &positions {
        times(project, graphs, &places, &passages, positions, report);
    }
    report.quotations = text.map(|_| (resolved, quotations));
    let covered: HashSet<&Term> = anchors.values().copied().collect();
    let mut bare: Vec<&str> = passages
        .iter()
        .filter(|(name, passage)| {
            passage.kind == Kind::Sentence && !covered.contains(&Term::from((*name).clone()))
        })
        .map(|(_, passage)| passage.name.as_str())
        .collect();
    bare.sort_unstable();
    if !bare.is_empty() && !claims.is_empty() {
        let shown: Vec<&str> = bare.iter().take(12).copied().collect();
        let more = if bare.len() > shown.len() {
            ", …"
        } else {
            ""
        };
        report.findings.push(
            Diagnostic::remark(
                "A007",
                format!(
                    "{} no claim: {}{more}",
                    match bare.len() {
                        1 => "one sentence carries".to_owned(),
                        many => format!("{many} sentences carry"),
                    },
                    shown.join(", ")
                ),
            )
            .help("`relata show coverage` counts the claims of every sentence"),
        );
    }
}

/// What is kept of who is named where is what the text says, in both directions.
fn names(project: &Project, graphs: &Graphs, text: &str, report: &mut Report) {
    let kept: BTreeSet<(String, String)> = graphs
        .files
        .iter()
        .filter(|file| file.source.name == MENTIONS_FILE)
        .flat_map(|file| &file.quads)
        .filter(|quad| quad.predicate == schema::MENTIONS)
        .map(|quad| (quad.subject.to_string(), quad.object.to_string()))
        .collect();
    let found: BTreeSet<(String, String)> = mentions(project, graphs, text)
        .into_iter()
        .map(|triple| (triple.subject.to_string(), triple.object.to_string()))
        .collect();
    let differences: Vec<String> = found
        .difference(&kept)
        .map(|pair| (pair, "is named and not kept"))
        .chain(
            kept.difference(&found)
                .map(|pair| (pair, "is kept and not named")),
        )
        .map(|((passage, thing), how)| {
            let (passage, thing) = (local(passage), local(thing));
            format!("`{thing}` {how}: {passage}")
        })
        .collect();
    if differences.is_empty() {
        return;
    }
    let longest = 12;
    let mut finding = Diagnostic::warning(
        "A010",
        format!("`{MENTIONS_FILE}` is not what the text says"),
    );
    for difference in differences.iter().take(longest) {
        finding = finding.note(difference.clone());
    }
    if differences.len() > longest {
        finding = finding.note(format!("{} more", differences.len() - longest));
    }
    report
        .findings
        .push(finding.help("`relata anchor` makes the file again"));
}

/// The last part of a name as it is written between angle brackets.
fn local(name: &str) -> &str {
    let name = name.trim_end_matches('>');
    name.rsplit(['/', '#', '<']).next().unwrap_or(name)
}

/// The years of a situation's time stand in the sentence of one of its claims, in its paragraph or section, or in the
/// section's heading, or are those of the text itself.
fn times(
    project: &Project,
    graphs: &Graphs,
    places: &Places<'_>,
    passages: &HashMap<NamedNode, Passage>,
    positions: &Positions<'_>,
    report: &mut Report,
) {
    let mut anchors: HashMap<&NamedOrBlankNode, &NamedNode> = HashMap::new();
    let mut contents: HashMap<&Term, Vec<&NamedOrBlankNode>> = HashMap::new();
    let mut inferred: HashSet<&NamedOrBlankNode> = HashSet::new();
    for quad in graphs.quads() {
        match (quad.predicate.as_ref(), &quad.object) {
            (rlt::ANCHOR, Term::NamedNode(passage)) => {
                anchors.insert(&quad.subject, passage);
            }
            (rlt::CONTENT, situation) => contents.entry(situation).or_default().push(&quad.subject),
            (rlt::BASIS, basis) if !is(basis, rlt::EXPLICIT) => {
                inferred.insert(&quad.subject);
            }
            _ => {}
        }
    }
    // what holds "now" holds on the day of the text
    let document = NamedOrBlankNode::from(project.document());
    let today: String = graphs
        .quads()
        .filter(|quad| quad.subject == document && quad.predicate == dcterms::DATE)
        .map(|quad| quad.object.to_string())
        .collect();
    for quad in graphs.quads().filter(|quad| quad.predicate == rlt::TIME) {
        let Term::Literal(written) = &quad.object else {
            continue;
        };
        let situation = Term::from(quad.subject.clone());
        let claims: Vec<_> = contents
            .get(&situation)
            .into_iter()
            .flatten()
            .filter(|claim| !inferred.contains(*claim))
            .collect();
        if claims.is_empty() {
            continue;
        }
        let mut around = today.clone();
        for claim in &claims {
            let mut here = anchors
                .get(**claim)
                .and_then(|anchor| passages.get(*anchor));
            // the sentence, its paragraph, and the section with its heading
            while let Some(passage) = here {
                around.push_str(positions.stretch(passage.start, passage.end).unwrap_or(""));
                around.push_str(&passage.label);
                here = passage
                    .part_of
                    .as_ref()
                    .and_then(|name| passages.get(&project.name(name)));
            }
        }
        let missing: Vec<&str> = years(written.value())
            .filter(|year| !around.contains(year) && !around.contains(&format!("{}0s", &year[..3])))
            .collect();
        if let Some(year) = missing.first() {
            report.findings.push(
                places
                    .at(quad, Diagnostic::warning("A009", format!("{year} stands neither in the sentence nor anywhere in its section")))
                    .help("take the time from the text; where you infer it, say so: `rlt:basis rlt:inferred` with an `rlt:confidence`"),
            );
        }
    }
}

/// The runs of four digits in a date.
fn years(date: &str) -> impl Iterator<Item = &str> {
    date.split(|c: char| !c.is_ascii_digit())
        .filter(|part| part.len() == 4)
}

fn time(places: &Places<'_>, quad: &Quad, report: &mut Report) {
    let Term::Literal(written) = &quad.object else {
        return;
    };
    if let Err((_, why)) = stamps(written.value(), Reading::Within) {
        report.findings.push(
            places
                .at(
                    quad,
                    Diagnostic::error(
                        "A008",
                        format!("`{}` is no EDTF date: {why}", written.value()),
                    ),
                )
                .help("for example `1996`, `1994~/1996~`, `/1999`, `2001/..`"),
        );
    }
}

fn subject(project: &Project, quad: &Quad) -> String {
    match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => format!("`{}`", project.shorten(node.as_str())),
        NamedOrBlankNode::BlankNode(_) => "a claim without a name".to_owned(),
    }
}

/// Names of things and the wordings that documents gave may be longer than a lemma.
fn is_name(graphs: &Graphs, written: &str, kind: Kind) -> bool {
    kind != Kind::Sentence || graphs.quads().any(|quad| {
        (quad.predicate == rlt::HEDGE || quad.predicate != rlt::QUOTE)
            && matches!(&quad.object, Term::Literal(literal) if written.contains(literal.value()) && literal.value().split_whitespace().count() > LONGEST_RUN)
    })
}

/// Where the literals that are checked here stand.
struct Places<'a>(
    HashMap<(&'a NamedOrBlankNode, &'a NamedNode, &'a Term), (&'a Arc<Source>, Span)>,
);

impl<'a> Places<'a> {
    fn of(files: &'a [Read]) -> Self {
        let wanted = [rlt::TIME, rlt::QUOTE, rlt::HEDGE];
        let located = files.iter().flat_map(|file| {
            file.reading
                .quads
                .iter()
                .map(move |located| (file, located))
        });
        Self(
            located
                .filter(|(_, located)| wanted.contains(&located.quad.predicate.as_ref()))
                .map(|(file, located)| {
                    let quad = &located.quad;
                    (
                        (&quad.subject, &quad.predicate, &quad.object),
                        (&file.source, located.object),
                    )
                })
                .collect(),
        )
    }

    /// Puts the text's own words in place of a part of a quotation, where the quotation resolves then.
    fn mended(
        &self,
        quad: &Quad,
        part: &str,
        near: &str,
        words: &str,
        diagnostic: Diagnostic,
    ) -> Diagnostic {
        let Some((source, span)) = self.0.get(&(&quad.subject, &quad.predicate, &quad.object))
        else {
            return diagnostic;
        };
        let written = source.text.get(span.range()).unwrap_or("");
        if written.matches(part).count() != 1 || near.contains(['"', '\\', '\n']) {
            return diagnostic;
        }
        let new = written.replacen(part, near, 1);
        let resolves = Quotation::parse(new.trim_matches('"'))
            .is_some_and(|quotation| matches!(quotation.resolve(words), Resolution::Found(_)));
        if resolves && new.starts_with('"') && new.ends_with('"') {
            diagnostic.fix(source, span.range(), new)
        } else {
            diagnostic
        }
    }

    fn at(&self, quad: &Quad, diagnostic: Diagnostic) -> Diagnostic {
        match self.0.get(&(&quad.subject, &quad.predicate, &quad.object)) {
            Some((source, span)) => diagnostic.at(source, span.range(), ""),
            None => diagnostic,
        }
    }
}

fn is(term: &Term, name: NamedNodeRef<'_>) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_ref() == name)
}
