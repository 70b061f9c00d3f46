//! Records of JSON and YAML as the rows of a table, so that the one way of mapping (a CONSTRUCT over columns) serves them too.
//!
//! A record is a map somewhere in the file; where is said by a path such as `concepts.*`. Its values, however deep, become
//! columns named by their path (`prefLabel.en`), a list several values of one cell.

use super::encoding::not_utf8;
use super::table::Table;
use crate::diagnostic::{Diagnostic, Source};
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::{BTreeMap, HashMap};

/// Stands between the values of one cell; it can stand in no text that a person wrote.
pub const SEVERAL: char = '\u{1f}';
/// The same as a text.
pub(super) const SEVERAL_TEXT: &str = "\u{1f}";
/// The column of the key that `*` stood for.
pub const KEY: &str = "_key";
/// The column of the file's name, without its ending.
pub const FILE: &str = "_file";
/// The deepest nesting.
const DEEPEST: usize = 128;
/// The most columns.
const WIDEST: usize = 2000;

/// A file's content; a scalar of nothing is `None`.
enum Node {
    Scalar(Option<String>),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// True for an ending whose files hold records.
///
/// ```
/// assert!(relata::external::records::is_ending("yml") && !relata::external::records::is_ending("csv"));
/// ```
pub fn is_ending(ending: &str) -> bool {
    matches!(ending, "json" | "jsonl" | "ndjson" | "yaml" | "yml")
}

/// The records of some files, each with its name and bytes; `ending` says what they are written in, `path` where in them
/// the records lie: names and `*` (each value of a map, each member of a list), with `.` between. No path means the whole
/// file, or each member where it is a list.
///
/// ```
/// let file = ("a.yaml".to_owned(), b"things:\n  7: {name: {en: seven}, alt: [VII, '7']}\n".to_vec());
/// let table = relata::external::records::read(&[file], "yaml", Some("things.*")).unwrap();
/// assert_eq!(table.columns, ["_file", "_key", "name.en", "alt"]);
/// assert_eq!(table.values(0, 3), ["VII", "7"]);
/// ```
pub fn read(
    files: &[(String, Vec<u8>)],
    ending: &str,
    path: Option<&str>,
) -> Result<Table, Vec<Diagnostic>> {
    let mut rows = Rows::default();
    let mut faults = Vec::new();
    for (name, bytes) in files {
        if let Err(fault) = one_file(name, bytes, ending, path, &mut rows) {
            faults.push(*fault);
            if faults.len() >= 20 {
                break;
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if rows.rows.is_empty() {
        return Err(vec![Diagnostic::error("D015", "no record was found").help(
            match path {
                Some(path) => format!("look whether `records = \"{path}\"` leads to maps"),
                None => "say `records`: the path to them, such as `records = \"things.*\"`".into(),
            },
        )]);
    }
    Ok(rows.table())
}

fn one_file(
    name: &str,
    bytes: &[u8],
    ending: &str,
    path: Option<&str>,
    rows: &mut Rows,
) -> Result<(), Box<Diagnostic>> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Box::new(not_utf8(name, bytes, error.valid_up_to())))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let roots = match ending {
        "yaml" | "yml" => yaml(name, text)?,
        _ => json(name, text)?,
    };
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = stem.split_once('.').map_or(stem, |(stem, _)| stem);
    for root in &roots {
        let mut found = Vec::new();
        match path {
            Some(path) => {
                let steps: Vec<&str> = path.split('.').collect();
                select(root, &steps, None, &mut found);
            }
            None => match root {
                Node::List(members) => found.extend(members.iter().map(|member| (None, member))),
                other => found.push((None, other)),
            },
        }
        for (key, record) in found {
            if let Node::Map(fields) = record {
                rows.add(stem, key, fields).map_err(|message| {
                    let mut fault = fault(name, "", 0, &message);
                    if path.is_none()
                        && let Some(path) = suggestion(root)
                    {
                        fault.helps = vec![format!(
                            "the whole file was taken for one record: say where they lie, such as `records = \"{path}\"`"
                        )];
                    }
                    Box::new(fault)
                })?;
            }
        }
    }
    Ok(())
}

/// Where the records of a file lie that is none itself: the largest of its fields that holds maps alone, and several.
fn suggestion(root: &Node) -> Option<String> {
    let Node::Map(fields) = root else { return None };
    let is_map = |node: &Node| matches!(node, Node::Map(_));
    let records = |node: &Node| match node {
        Node::Map(fields) if fields.iter().all(|(_, value)| is_map(value)) => fields.len(),
        Node::List(members) if members.iter().all(is_map) => members.len(),
        _ => 0,
    };
    let (name, most) = fields
        .iter()
        .map(|(name, value)| (name, records(value)))
        .max_by_key(|(_, count)| *count)?;
    (most > 1).then(|| format!("{name}.*"))
}

fn select<'a>(
    node: &'a Node,
    steps: &[&str],
    key: Option<&'a str>,
    found: &mut Vec<(Option<&'a str>, &'a Node)>,
) {
    match (steps, node) {
        ([], node) => found.push((key, node)),
        (["*", rest @ ..], Node::Map(fields)) => {
            for (name, value) in fields {
                select(value, rest, Some(name), found);
            }
        }
        (["*", rest @ ..], Node::List(members)) => {
            for member in members {
                select(member, rest, key, found);
            }
        }
        ([name, rest @ ..], Node::Map(fields)) => {
            for (_, value) in fields.iter().filter(|(known, _)| known == name) {
                select(value, rest, key, found);
            }
        }
        _ => {}
    }
}

/// Rows whose columns are not known before the last is read.
#[derive(Default)]
struct Rows {
    columns: Vec<String>,
    places: HashMap<String, usize>,
    rows: Vec<BTreeMap<usize, String>>,
}

impl Rows {
    fn add(
        &mut self,
        file: &str,
        key: Option<&str>,
        fields: &[(String, Node)],
    ) -> Result<(), String> {
        let mut cells: Vec<(String, Vec<String>)> = vec![(FILE.to_owned(), vec![file.to_owned()])];
        if let Some(key) = key {
            cells.push((KEY.to_owned(), vec![key.to_owned()]));
        }
        flatten("", fields, &mut cells)?;
        let mut row = BTreeMap::new();
        for (column, values) in cells {
            let place = match self.places.get(&column) {
                Some(place) => *place,
                None if self.columns.len() >= WIDEST => {
                    return Err(format!("the records have more than {WIDEST} fields"));
                }
                None => {
                    self.columns.push(column.clone());
                    self.places.insert(column, self.columns.len() - 1);
                    self.columns.len() - 1
                }
            };
            let mut cell = String::new();
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    cell.push(SEVERAL);
                }
                cell.extend(value.trim().chars().filter(|c| *c != SEVERAL));
            }
            row.insert(place, cell);
        }
        self.rows.push(row);
        Ok(())
    }

    fn table(self) -> Table {
        let width = self.columns.len();
        Table {
            rows: self
                .rows
                .iter()
                .map(|row| {
                    (0..width)
                        .map(|at| row.get(&at).map_or("", String::as_str))
                        .collect()
                })
                .collect(),
            columns: self.columns,
            several: Some(SEVERAL),
        }
    }
}

/// Every scalar under a map, with the path to it.
fn flatten(
    path: &str,
    fields: &[(String, Node)],
    cells: &mut Vec<(String, Vec<String>)>,
) -> Result<(), String> {
    for (name, value) in fields {
        let column = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match value {
            Node::Scalar(None) => {}
            Node::Scalar(Some(text)) => cells.push((column, vec![text.clone()])),
            Node::Map(fields) => flatten(&column, fields, cells)?,
            Node::List(members) => list(&column, members, cells)?,
        }
    }
    Ok(())
}

/// A list of scalars is one cell of several values; a list of maps one such cell for each field, the k-th value of each from
/// the k-th map.
fn list(
    column: &str,
    members: &[Node],
    cells: &mut Vec<(String, Vec<String>)>,
) -> Result<(), String> {
    let mut own = Vec::new();
    let mut nested: Vec<(String, Vec<String>)> = Vec::new();
    for (at, member) in members.iter().enumerate() {
        match member {
            Node::Scalar(text) => own.extend(text.clone()),
            Node::List(_) => return Err(format!("a list stands within the list `{column}`")),
            Node::Map(fields) => {
                let mut of_member = Vec::new();
                flatten(column, fields, &mut of_member)?;
                for (name, values) in of_member {
                    let [value] = values.as_slice() else {
                        return Err(format!("a list stands within the list `{column}`"));
                    };
                    let place = nested.iter().position(|(known, _)| *known == name);
                    let place = place.unwrap_or_else(|| {
                        nested.push((name, Vec::new()));
                        nested.len() - 1
                    });
                    nested[place].1.resize(at, String::new());
                    nested[place].1.push(value.clone());
                }
            }
        }
    }
    if !own.is_empty() {
        cells.push((column.to_owned(), own));
    }
    cells.extend(nested);
    Ok(())
}

fn json(name: &str, text: &str) -> Result<Vec<Node>, Box<Diagnostic>> {
    fn node(value: serde_json::Value) -> Node {
        match value {
            serde_json::Value::Null => Node::Scalar(None),
            serde_json::Value::Bool(truth) => Node::Scalar(Some(truth.to_string())),
            serde_json::Value::Number(number) => Node::Scalar(Some(number.to_string())),
            serde_json::Value::String(text) => Node::Scalar(Some(text)),
            serde_json::Value::Array(members) => {
                Node::List(members.into_iter().map(node).collect())
            }
            serde_json::Value::Object(fields) => Node::Map(
                fields
                    .into_iter()
                    .map(|(name, value)| (name, node(value)))
                    .collect(),
            ),
        }
    }
    serde_json::Deserializer::from_str(text)
        .into_iter::<serde_json::Value>()
        .map(|value| {
            value
                .map(node)
                .map_err(|error| Box::new(fault(name, text, error.line(), &error.to_string())))
        })
        .collect()
}

/// The documents of a YAML file. Aliases are refused: a few lines of them unfold to gigabytes.
fn yaml(name: &str, text: &str) -> Result<Vec<Node>, Box<Diagnostic>> {
    enum Open {
        List(Vec<Node>),
        Map(Vec<(String, Node)>, Option<String>),
    }
    let refuse = |line: usize, message: String| Box::new(fault(name, text, line, &message));
    let mut documents = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event
            .map_err(|error| refuse(error.marker().line(), format!("no YAML: {}", error.info())))?;
        let line = span.start.line();
        let node = match event {
            Event::Alias(_) => {
                return Err(refuse(line, "aliases are not read".into()));
            }
            Event::Scalar(text, style, ..) => Node::Scalar(
                (style != ScalarStyle::Plain || !matches!(text.as_ref(), "" | "~" | "null"))
                    .then(|| text.into_owned()),
            ),
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() >= DEEPEST {
                    return Err(refuse(line, format!("nested deeper than {DEEPEST}")));
                }
                open.push(match event {
                    Event::SequenceStart(..) => Open::List(Vec::new()),
                    _ => Open::Map(Vec::new(), None),
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(members)) => Node::List(members),
                Some(Open::Map(fields, _)) => Node::Map(fields),
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            None => documents.push(node),
            Some(Open::List(members)) => members.push(node),
            Some(Open::Map(fields, waiting)) => match (waiting.take(), node) {
                (Some(key), value) => fields.push((key, value)),
                (None, Node::Scalar(key)) => *waiting = Some(key.unwrap_or_default()),
                (None, _) => return Err(refuse(line, "a key is a list or a map".into())),
            },
        }
    }
    Ok(documents)
}

fn fault(name: &str, text: &str, line: usize, message: &str) -> Diagnostic {
    let excerpt: String = text
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or("")
        .chars()
        .take(400)
        .collect();
    let (source, start) = Source::line(name, line, &excerpt);
    Diagnostic::error("D015", format!("`{name}`: {message}"))
        .at(&source, start..start + excerpt.len(), "")
        .help("mend the file, or fetch it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str, ending: &str, path: Option<&str>) -> Result<Table, Vec<Diagnostic>> {
        read(
            &[("a.x".to_owned(), text.as_bytes().to_vec())],
            ending,
            path,
        )
    }

    #[test]
    fn json_and_yaml_give_the_same_rows() {
        let json = r#"{"a":[{"n":1,"l":[{"x":"p"},{"x":"q","y":"r"}],"none":null}]}"#;
        let yaml = "a:\n- n: 1\n  l:\n  - x: p\n  - {x: q, y: r}\n  none: ~\n";
        let of_json = table(json, "json", Some("a.*")).unwrap();
        let of_yaml = table(yaml, "yaml", Some("a.*")).unwrap();
        assert_eq!(of_yaml.columns, ["_file", "n", "l.x", "l.y"]);
        assert_eq!(of_yaml.values(0, 3), ["", "r"]);
        for column in &of_yaml.columns {
            let at = |table: &Table| {
                let place = table.columns.iter().position(|known| known == column);
                table
                    .values(0, place.unwrap())
                    .iter()
                    .map(|value| (*value).to_owned())
                    .collect::<Vec<_>>()
            };
            assert_eq!(at(&of_json), at(&of_yaml), "{column}");
        }
        assert_eq!(
            table("{\"n\":1}\n{\"n\":2}\n", "jsonl", None)
                .unwrap()
                .rows
                .len(),
            2
        );
    }

    #[test]
    fn a_file_that_is_no_record_is_told_where_they_lie() {
        let many: Vec<String> = (0..2100)
            .map(|n| format!("\"{n}\":{{\"a\":{n}}}"))
            .collect();
        let text = format!(
            "{{\"v\":1,\"few\":[{{}},{{}}],\"things\":{{{}}}}}",
            many.join(",")
        );
        let faults = table(&text, "json", None).unwrap_err();
        assert!(
            faults[0].helps[0].contains("`records = \"things.*\"`"),
            "{faults:?}"
        );
        assert_eq!(
            table(&text, "json", Some("things.*")).unwrap().rows.len(),
            2100
        );
    }

    #[test]
    fn hostile_and_broken_files_are_faults() {
        for (text, ending) in [
            ("a: &x [1]\nb: *x\n", "yaml"),
            ("a: [1\n", "yaml"),
            ("{\"a\": [1, [2]]}", "json"),
            ("{\"a\": ", "json"),
            ("7", "json"),
            ("", "yaml"),
        ] {
            let faults = table(text, ending, None).unwrap_err();
            assert_eq!(faults[0].code, "D015", "{text}");
        }
        let deep = format!("{}1{}", "[".repeat(300), "]".repeat(300));
        assert!(table(&deep, "yaml", None).is_err() && table(&deep, "json", None).is_err());
    }
}
