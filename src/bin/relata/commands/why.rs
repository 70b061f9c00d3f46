//! `relata why`: where a triple comes from.

use crate::arguments::Why;
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use oxrdf::{Literal, NamedNode, Term};
use relata::project::{Project, TextState};
use relata::query::parameter;
use relata::query::table::harmless;
use relata::show::{Asked, Explanation, Reasons, Viewer, in_marks};

/// Explains the triples that fit.
pub fn run(arguments: &Why, project: &Project, terminal: &mut Terminal) -> Outcome {
    let graphs = super::graphs(project)?;
    let state = project.text()?;
    let text = match &state {
        TextState::Attached(attached) => Some(attached),
        _ => None,
    };
    let viewer = Viewer::new(project, &graphs, text);
    let thing = |written: &str| {
        viewer
            .find(written)
            .map_err(|(message, help)| Failure::Usage(message, help))
    };
    let any = |written: &str| matches!(written, "_" | "?");
    let mut asked = Asked::default();
    if !any(&arguments.subject) {
        asked.subject = Some(thing(&arguments.subject)?);
    }
    if let Some(written) = arguments
        .predicate
        .as_deref()
        .filter(|written| !any(written))
    {
        asked.predicate = Some(predicate(written, project)?);
    }
    if let Some(written) = arguments.object.as_deref().filter(|written| !any(written)) {
        asked.object = Some(match literal(written, project)? {
            Some(literal) => literal.into(),
            None => thing(written).map(Term::from)?,
        });
    }
    let found = Reasons::new(project, &graphs, text).explain(&asked, arguments.limit)?;
    if found.is_empty() {
        terminal.warn("neither the files nor what follows from them say so");
        if let (Some(subject), Some(_)) = (&asked.subject, &asked.predicate) {
            terminal.hint(&format!(
                "`relata why {} _ _` tells what is said of it",
                project.shorten(subject.as_str())
            ));
        }
        return Ok(Verdict::No);
    }
    let mut said = String::new();
    let parts: Vec<String> = found
        .iter()
        .map(|explanation| draw(explanation, 0, &mut said))
        .collect();
    terminal.data(&parts.join("\n"))?;
    if found.len() == arguments.limit {
        terminal.hint("there may be more; `--limit N` shows N");
    }
    Ok(Verdict::Yes)
}

/// `said` is the passage whose words were shown last: they are not shown again.
fn draw(explanation: &Explanation, depth: usize, said: &mut String) -> String {
    let indent = "  ".repeat(depth);
    let mut text = format!("{indent}{}\n", harmless(&explanation.statement));
    for place in &explanation.places {
        let (line, column) = place.source.position(place.span.start);
        text.push_str(&format!(
            "{indent}  stated in {}:{line}:{column}\n",
            harmless(&place.source.name)
        ));
    }
    if let Some((name, words)) = &explanation.passage
        && name != said
    {
        let words = words.as_ref().map_or_else(String::new, |words| {
            format!(" {}", in_marks(&harmless(&words.replace('\n', " "))))
        });
        text.push_str(&format!("{indent}  in {}{words}\n", harmless(name)));
        name.clone_into(said);
    }
    if let Some(rule) = &explanation.rule {
        text.push_str(&format!("{indent}  follows: {}\n", harmless(rule)));
    }
    if !explanation.because.is_empty() {
        text.push_str(&format!(
            "{indent}  {}\n",
            if explanation.rule.is_some() {
                "from"
            } else {
                "claimed by"
            }
        ));
        for reason in &explanation.because {
            text.push_str(&draw(reason, depth + 2, said));
        }
    }
    text
}

fn predicate(written: &str, project: &Project) -> Result<NamedNode, Failure> {
    if written == "a" {
        return Ok(oxrdf::vocab::rdf::TYPE.into_owned());
    }
    parameter::iri(written, &project.prefixes())
        .map_err(|refusal| Failure::Usage(refusal.0, refusal.1))
}

/// A literal in quotation marks, with its language or datatype; `None` where it is something else.
fn literal(written: &str, project: &Project) -> Result<Option<Literal>, Failure> {
    if let Some(rest) = written.strip_prefix('"') {
        let Some((value, tail)) = rest.rsplit_once('"') else {
            return Err(Failure::Usage(
                format!("`{written}` is not closed"),
                "in a shell: '\"1996\"^^edtf:EDTF'".into(),
            ));
        };
        if let Some(tag) = tail.strip_prefix('@') {
            return Ok(Some(Literal::new_language_tagged_literal_unchecked(
                value,
                tag.to_lowercase(),
            )));
        }
        if let Some(datatype) = tail.strip_prefix("^^") {
            return Ok(Some(Literal::new_typed_literal(
                value,
                predicate(datatype, project)?,
            )));
        }
        return Ok(Some(Literal::new_simple_literal(value)));
    }
    let whole = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    Ok(whole.then(|| Literal::new_typed_literal(written, oxrdf::vocab::xsd::INTEGER)))
}
