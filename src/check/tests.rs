//! T001: a file of expected answers that no query has.

use super::Report;
use crate::diagnostic::{Diagnostic, nearest};
use crate::project::Project;
use crate::query::Catalogue;

/// Looks through `tests/` for answers of queries that are not there.
pub(super) fn check(
    project: &Project,
    catalogue: &Catalogue,
    report: &mut Report,
) -> std::io::Result<()> {
    let folder = project.root.join("tests");
    if !folder.is_dir() {
        return Ok(());
    }
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    for name in names {
        let Some((stem, "tsv")) = name.rsplit_once('.') else {
            continue;
        };
        let known = catalogue
            .queries
            .iter()
            .any(|query| query.name == stem || query.source.text.contains(&format!("{stem}.tsv")));
        if !known {
            let near = nearest(
                stem,
                catalogue.queries.iter().map(|query| query.name.as_str()),
            );
            report.findings.push(
                Diagnostic::warning("T001", format!("`tests/{name}` is the answer of no query"))
                    .maybe_help(near.map(|near| format!("did you mean `tests/{near}.tsv`?")))
                    .help(format!("a query of that name is `queries/{stem}.rq`; without one nothing reads this file")),
            );
        }
    }
    Ok(())
}
