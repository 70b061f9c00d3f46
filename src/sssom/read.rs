//! Reads SSSOM TSV; every faulty row is reported with its line, and no row is lost in silence.

use super::head::head;
use super::row::Table;
use super::slots::{COLUMNS, NEEDED};
use super::{Mapping, MappingSet};
use crate::diagnostic::{Diagnostic, Source, nearest};
use std::sync::Arc;

/// The most faults reported for one file.
const MOST: usize = 20;

/// Reads a file; what is wrong with it comes back beside what could be read.
///
/// ```
/// # use relata::{diagnostic::Source, sssom};
/// let text = "#curie_map:\n#  e: http://e/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\ne:a\tskos:exactMatch\te:b\tsemapv:ManualMappingCuration\n";
/// let (set, faults) = sssom::read(&Source::new("a.sssom.tsv", text));
/// assert!(faults.is_empty());
/// assert_eq!(set.mappings[0].object, "http://e/b");
/// let (_, faults) = sssom::read(&Source::new("a.sssom.tsv", text.replace("e:b", "f:b")));
/// assert!(faults[0].message.contains("`f`"));
/// ```
pub fn read(source: &Arc<Source>) -> (MappingSet, Vec<Diagnostic>) {
    read_only(source, &|_| true)
}

/// As [`read`], but for rows that are not to be kept: they are looked at and let go.
pub fn read_only(
    source: &Arc<Source>,
    keep: &dyn Fn(&Mapping) -> bool,
) -> (MappingSet, Vec<Diagnostic>) {
    let mut set = MappingSet::default();
    let mut faults = Vec::new();
    if let Some(at) = merge_mark(&source.text) {
        faults.push(
            Diagnostic::error("L010", "the marks of a merge conflict stand in the file")
                .at(source, at..at + 7, "here")
                .help("keep the rows of both sides, and take the three lines of marks out"),
        );
        return (set, faults);
    }
    let body = head(source, &mut set, &mut faults);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(true)
        .from_reader(&source.text.as_bytes()[body..]);
    let columns: Vec<String> = reader
        .headers()
        .map(|columns| columns.iter().map(|name| name.trim().to_owned()).collect())
        .unwrap_or_default();
    faults.extend(faulty_columns(source, body, &columns));
    if crate::diagnostic::any_error(&faults) {
        return (set, faults);
    }
    let prefixes = set.prefixes.clone();
    let mut table = Table::of(source, &columns, &prefixes, faults);
    for row in reader.records() {
        if table.faults.len() >= MOST {
            break;
        }
        match row {
            Ok(row) => set.mappings.extend(table.row(&row, body).filter(keep)),
            Err(error) => table
                .faults
                .push(Diagnostic::error("L010", error.to_string()).at(source, body..body, "")),
        }
    }
    (set, table.faults)
}

/// Where a line is one that git leaves between two sides.
fn merge_mark(text: &str) -> Option<usize> {
    let begins = |at: usize| {
        ["<<<<<<< ", ">>>>>>> "]
            .iter()
            .any(|mark| text[at..].starts_with(mark))
    };
    let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    lines.into_iter().find(|at| begins(*at))
}

/// What is wrong with the names of the columns.
fn faulty_columns(source: &Arc<Source>, body: usize, columns: &[String]) -> Vec<Diagnostic> {
    let line = source.text[body..].lines().next().unwrap_or("");
    let span = body..body + line.len();
    let fault = |message: String| {
        Diagnostic::error("L010", message).at(source, span.clone(), "the names of the columns")
    };
    let missing: Vec<&str> = NEEDED
        .into_iter()
        .filter(|needed| !columns.iter().any(|column| column == needed))
        .collect();
    if missing.len() == NEEDED.len() {
        let (message, help) = if line.trim().is_empty() {
            (
                "has no table",
                "a row with the names of the columns follows the head, then a row for each link",
            )
        } else if NEEDED.iter().all(|needed| line.contains(needed)) {
            (
                "has no tabs between its columns",
                "save it as text with tabs, not commas or semicolons",
            )
        } else {
            (
                "does not begin with the names of its columns",
                "the first row after the head names them: subject_id, predicate_id, object_id, mapping_justification and others",
            )
        };
        return vec![fault(format!("`{}` {message}", source.name)).help(help)];
    }
    let mut faults = Vec::new();
    for needed in missing {
        let fault = fault(format!("`{}` has no column `{needed}`", source.name));
        let near = nearest(needed, columns.iter().map(String::as_str))
            .filter(|near| !COLUMNS.contains(near));
        faults.push(match near {
            Some(near) => fault.help(format!("is `{near}` meant to be it?")),
            None => fault,
        });
    }
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].contains(column) {
            faults.push(
                fault(format!("two columns are named `{column}`")).help("rename one of them"),
            );
        }
        if COLUMNS.contains(&column.as_str()) {
            continue;
        }
        let near = nearest(column, COLUMNS.iter().copied())
            .filter(|near| !columns.iter().any(|known| known == near) && !NEEDED.contains(near));
        if let Some(near) = near {
            faults.push(
                Diagnostic::warning("L010", format!("SSSOM has no column `{column}`"))
                    .at(source, span.clone(), "the names of the columns")
                    .help(format!("did you mean `{near}`?")),
            );
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "#curie_map:\n#  a: \"http://a/\"\n#  b: \"http://b/\"\n#license: \"http://l/\"\n";
    const NAMES: &str = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tmapping_justification\tmapping_date\tconfidence\n";
    const ROW: &str =
        "a:1\tskos:exactMatch\t\tb:1\tone\tsemapv:ManualMappingCuration\t2026-01-31\t1.0\n";

    fn told(text: &str) -> Vec<String> {
        let source = Source::new("l.sssom.tsv", text);
        let told = |fault: Diagnostic| {
            let line = fault.place().map_or(0, |(_, line, _)| line);
            let column = fault.place().map_or(0, |(_, _, column)| column);
            let help = fault.helps.join(" ");
            format!("{}:{line}:{column} {} {help}", fault.code, fault.message)
        };
        read(&source).1.into_iter().map(told).collect()
    }

    /// The damage is done to the second of two rows, in line 7.
    #[test]
    fn each_damage_is_told_where_it_is() {
        let whole = format!("{HEAD}{NAMES}{ROW}{}", ROW.replace(":1\t", ":2\t"));
        assert_eq!(told(&whole), [""; 0]);
        let last = |from: &str, to: &str| {
            let at = whole.rfind(from).unwrap();
            format!("{}{to}{}", &whole[..at], &whole[at + from.len()..])
        };
        let first = |from: &str, to: &str| whole.replacen(from, to, 1);
        for (text, words) in [
            (last("\t1.0", ""), "L010:7:1 7 cells under 8 columns"),
            (last("1.0", "1.0\tmore"), "L010:7:1 9 cells under 8"),
            (
                last("one", "\"one"),
                "L010:7:1 5 cells under 8 columns a quotation mark opens a cell",
            ),
            (
                last("b:2", "bb:2"),
                "L011:7:22 prefix `bb` is not declared did you mean `b`?",
            ),
            (
                last("b:2", "the second"),
                "L012:7:22 `the second` in `object_id` is no name",
            ),
            (
                last("b:2", "b:2 3"),
                "L012:7:22 `b:2 3` in `object_id` stands for no IRI",
            ),
            (last("a:2", ""), "L012:7:1 `subject_id` is empty"),
            (
                last("1.0", "1,0"),
                "L012:7:70 `1,0` is no confidence a number from 0 to 1, with a point",
            ),
            (last("1.0", "NaN"), "L012:7:70 `NaN` is no confidence"),
            (
                last("2026-01-31", "31.1.2026"),
                "L012:7:59 `31.1.2026` is no day",
            ),
            (
                last("2026-01-31", "2026-02-30"),
                "L012:7:59 `2026-02-30` is no day",
            ),
            (last("\t\tb", "\tnot\tb"), "L012:7:21 `not` is no modifier"),
            (
                last("exactMatch", "exactmatch"),
                "L012:7:5 `skos:exactmatch` is no term for `predicate_id` did you mean `exactMatch`?",
            ),
            (
                last("Curation", "Curatoin"),
                "did you mean `ManualMappingCuration`?",
            ),
            (
                last("one", "o\u{0}ne"),
                "L012:7:26 a control character stands in `object_label`",
            ),
            (
                format!("{whole}{ROW}"),
                "L016:8:1 the row stands twice, first in line 6",
            ),
            (
                format!("{whole}<<<<<<< ours\n"),
                "L010:8:1 the marks of a merge conflict",
            ),
            (
                first("object_id", "object_ID"),
                "L010:5:1 `l.sssom.tsv` has no column `object_id` is `object_ID` meant",
            ),
            (
                first("object_label", "object_id"),
                "L010:5:1 two columns are named `object_id`",
            ),
            (
                first("object_label", "object_lable"),
                "L010:5:1 SSSOM has no column `object_lable` did you mean `object_label`?",
            ),
            (
                first("license", "licence"),
                "L010:4:1 SSSOM has no metadata `licence` did you mean `license`?",
            ),
            (
                first("#  b:", "#  a: \"http://other/\"\n#  b:"),
                "L010:3:1 prefix `a` is declared twice",
            ),
            (
                first("#license:", "#licensed\n#license:"),
                "L010:4:1 a line of the head",
            ),
            (
                whole.replace('\t', ","),
                "L010:5:1 `l.sssom.tsv` has no tabs between its columns",
            ),
            (
                whole.replace(NAMES, ""),
                "L010:5:1 `l.sssom.tsv` does not begin with the names of its columns",
            ),
            (HEAD.to_owned(), "L010:5:1 `l.sssom.tsv` has no table"),
            (String::new(), "L010:1:1 `l.sssom.tsv` has no table"),
        ] {
            let found = told(&text);
            assert_eq!(found.len(), 1, "{words}: {found:#?}");
            assert!(found[0].contains(words), "{words}: {found:#?}");
        }
        // without its prefixes no row can be read, and each prefix is told once
        let bare = whole.replace(
            "#curie_map:\n#  a: \"http://a/\"\n#  b: \"http://b/\"\n",
            "",
        );
        let found = told(&bare);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert_eq!(read(&Source::new("l", bare)).0.mappings, []);
    }

    #[test]
    fn how_others_save_it_changes_nothing() {
        let whole = format!("{HEAD}{NAMES}{ROW}\n{}", ROW.replace(":1\t", ":2\t"));
        let rows = |text: &str| {
            let (set, faults) = read(&Source::new("l", text));
            assert_eq!(faults, [], "{text}");
            (set.prefixes, set.mappings)
        };
        let wanted = rows(&whole);
        assert_eq!(wanted.1.len(), 2);
        for text in [
            whole.replace('\n', "\r\n"),
            format!("\u{feff}{whole}"),
            whole.replace("#", "# "),
            whole.replace("#  ", "#\t"),
            whole.replace("\tone\t", "\t\"one\"\t"),
            whole.trim_end().to_owned(),
        ] {
            assert_eq!(rows(&text), wanted, "{text}");
        }
    }
}
