//! `relata test`: the stored queries against their expected answers, and the lists of what must and must not be linked.

use crate::arguments::{Test, TestFormat};
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::limits::Watch;
use crate::report;
use crate::terminal::Terminal;
use relata::competency::{self, Case, Verdict as Ended, cases, run as run_case};
use relata::link::linkset::findings::{Expectation, expectations};
use relata::project::Project;
use relata::query::Catalogue;
use relata::store::Cancel;
use std::time::Duration;

/// Runs the tests whose name holds one of the filters.
pub fn run(arguments: &Test, project: &Project, terminal: &mut Terminal) -> Outcome {
    let catalogue = Catalogue::read(project)?;
    let (store, _) = super::load(project, None)?;
    let cases = cases(project, &catalogue);
    let expectations = expectations(project).map_err(outside)?;
    let link = |expectation: &Expectation| format!("link {}", expectation.spec);
    let names: Vec<String> = cases
        .iter()
        .map(Case::name)
        .chain(expectations.iter().map(link))
        .collect();
    let filters = &arguments.filters;
    // all are looked at before anything is written
    for filter in filters {
        if !names.iter().any(|name| name.contains(filter)) {
            return Err(Failure::Usage(
                format!("no test has `{filter}` in its name"),
                "`relata query` lists the stored queries".into(),
            ));
        }
    }
    let is_chosen =
        |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(filter));
    let chosen: Vec<_> = cases
        .into_iter()
        .filter(|case| is_chosen(&case.name()))
        .collect();
    let expectations: Vec<_> = expectations
        .into_iter()
        .filter(|expectation| is_chosen(&link(expectation)))
        .collect();
    let mut outcomes = Vec::new();
    for case in &chosen {
        let cancel = Cancel::new();
        let name = case.name();
        let watch = Watch::start(
            Duration::from_secs(60),
            4 << 30,
            cancel.clone(),
            move |_| {
                Terminal::last_words(
                    &format!("test `{name}` took more than 60 s or 4 GiB"),
                    "run it alone with `relata query --timeout`",
                );
                std::process::exit(4);
            },
        );
        let outcome = run_case(project, &store, case, arguments.accept, &cancel)?;
        watch.stop();
        outcomes.push(outcome);
    }
    match arguments.format {
        TestFormat::Human => human(&outcomes, &expectations, terminal)?,
        TestFormat::Junit => terminal.data(&junit(&outcomes, &expectations))?,
    }
    let failed = outcomes.iter().any(|outcome| is_failure(&outcome.verdict))
        || expectations.iter().any(|expectation| !expectation.met);
    Ok(if failed { Verdict::No } else { Verdict::Yes })
}

/// Tells of the pairs that must or must never be linked.
fn links(expectations: &[Expectation], terminal: &Terminal) -> Result<(), Failure> {
    for expectation in expectations {
        let sign = if expectation.met { "ok" } else { "FAILED" };
        terminal.data(&format!("{sign:>6}  {}\n", wanted(expectation)))?;
    }
    Ok(())
}

/// What a list of a spec wants of a pair.
fn wanted(expectation: &Expectation) -> String {
    let [a, b] = &expectation.pair;
    let word = if expectation.linked { "is" } else { "is not" };
    format!("link {}: {a} {word} {b}", expectation.spec)
}

fn is_failure(verdict: &Ended) -> bool {
    matches!(
        verdict,
        Ended::Different(_) | Ended::Faulty(_) | Ended::Failed(_)
    )
}

fn human(
    outcomes: &[competency::Outcome],
    expectations: &[Expectation],
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    links(expectations, terminal)?;
    let mut passed = expectations.iter().filter(|pair| pair.met).count();
    let mut failed = expectations.len() - passed;
    if failed > 0 {
        terminal.hint(
            "the lists only test: `relata link judge` decides what is linked, `relata link explain` says why it is not",
        );
    }
    let mut unwritten = Vec::new();
    for outcome in outcomes {
        let millis = outcome.time.as_millis();
        let mut lines = Vec::new();
        let sign = match &outcome.verdict {
            Ended::Passed | Ended::Accepted(_) => {
                passed += 1;
                "ok"
            }
            Ended::Unwritten => {
                unwritten.push(outcome.name.as_str());
                "--"
            }
            Ended::Different(difference) => {
                failed += 1;
                lines.clone_from(difference);
                "FAILED"
            }
            Ended::Failed(why) => {
                failed += 1;
                lines.push(why.clone());
                "FAILED"
            }
            Ended::Faulty(faults) => {
                failed += 1;
                report::findings(terminal, faults);
                "FAILED"
            }
        };
        let note = match &outcome.verdict {
            Ended::Accepted(true) => ", written",
            Ended::Unwritten => ", no expected answer",
            _ => "",
        };
        terminal.data(&format!(
            "{sign:>6}  {}: {} ({millis} ms{note})\n",
            outcome.name, outcome.summary
        ))?;
        if !lines.is_empty() {
            let file = outcome.file.as_deref().unwrap_or("");
            terminal.data(&format!(
                "        tests/{file} (-) differs from the answer (+)\n"
            ))?;
            for line in &lines {
                terminal.data(&format!("        {line}\n"))?;
            }
            terminal.hint(&format!(
                "if the new answer is right: relata test {} --accept",
                outcome.name
            ));
        }
    }
    if !unwritten.is_empty() {
        terminal.hint(&format!(
            "{} without an expected answer; `relata test NAME --accept` writes it",
            unwritten.join(", ")
        ));
    }
    terminal.data(&format!("{passed} passed, {failed} failed\n"))?;
    Ok(())
}

/// JUnit's XML, as CI servers read it.
fn junit(outcomes: &[competency::Outcome], expectations: &[Expectation]) -> String {
    let failures = outcomes
        .iter()
        .filter(|outcome| is_failure(&outcome.verdict))
        .count()
        + expectations.iter().filter(|pair| !pair.met).count();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"relata\" tests=\"{}\" failures=\"{failures}\">\n",
        outcomes.len() + expectations.len()
    );
    for expectation in expectations {
        text.push_str(&format!(
            "<testcase classname=\"links\" name=\"{}\">{}</testcase>\n",
            escape(&wanted(expectation)),
            match expectation.met {
                true => "",
                false => "<failure message=\"the linkset says otherwise\"/>",
            }
        ));
    }
    for outcome in outcomes {
        text.push_str(&format!(
            "<testcase classname=\"queries\" name=\"{}\" time=\"{:.3}\">",
            escape(&outcome.name),
            outcome.time.as_secs_f64()
        ));
        match &outcome.verdict {
            Ended::Different(lines) => text.push_str(&format!(
                "<failure message=\"another answer\">{}</failure>",
                escape(&lines.join("\n"))
            )),
            Ended::Failed(why) => text.push_str(&format!(
                "<failure message=\"failed\">{}</failure>",
                escape(why)
            )),
            Ended::Faulty(faults) => {
                let messages: Vec<String> =
                    faults.iter().map(|fault| fault.message.clone()).collect();
                text.push_str(&format!(
                    "<failure message=\"faulty\">{}</failure>",
                    escape(&messages.join("\n"))
                ));
            }
            Ended::Unwritten => text.push_str("<skipped message=\"no expected answer\"/>"),
            Ended::Passed | Ended::Accepted(_) => {}
        }
        text.push_str("</testcase>\n");
    }
    text.push_str("</testsuite>\n</testsuites>\n");
    text
}

fn escape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            c if c.is_control() && c != '\n' && c != '\t' => format!("\\u{{{:X}}}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}
