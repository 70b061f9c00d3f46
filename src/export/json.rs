//! JSON with keys in the order they are given: what the JSON-LD formats are made of.

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// A string.
    Text(String),
    /// A number or truth value, as it is written.
    Bare(String),
    /// An array.
    List(Vec<Json>),
    /// An object, keys in order.
    Map(Vec<(String, Json)>),
}

/// Objects share a line up to this many characters.
const LINE: usize = 100;

impl Json {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object.
    pub fn map<const N: usize>(entries: [(&str, Json); N]) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// The value itself where there is one, an array where there are several or none.
    pub fn one_or_list(mut values: Vec<Json>) -> Self {
        match values.len() {
            1 => values.remove(0),
            _ => Self::List(values),
        }
    }

    /// The value over several lines, small objects on one.
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        self.push(&mut text, 0);
        text.push('\n');
        text
    }

    fn push(&self, text: &mut String, level: usize) {
        match self {
            Self::Text(value) => text.push_str(&quoted(value)),
            Self::Bare(value) => text.push_str(value),
            Self::List(values) if values.is_empty() => text.push_str("[]"),
            Self::Map(entries) if entries.is_empty() => text.push_str("{}"),
            _ => {
                if let Some(line) = self.one_line() {
                    text.push_str(&line);
                    return;
                }
                let (open, close) = if matches!(self, Self::List(_)) {
                    ('[', ']')
                } else {
                    ('{', '}')
                };
                text.push(open);
                match self {
                    Self::List(values) => {
                        for (at, value) in values.iter().enumerate() {
                            begin(text, at, level + 1);
                            value.push(text, level + 1);
                        }
                    }
                    Self::Map(entries) => {
                        for (at, (key, value)) in entries.iter().enumerate() {
                            begin(text, at, level + 1);
                            text.push_str(&quoted(key));
                            text.push_str(": ");
                            value.push(text, level + 1);
                        }
                    }
                    Self::Text(_) | Self::Bare(_) => {}
                }
                begin(text, 0, level);
                text.push(close);
            }
        }
    }

    /// A small object of plain values, or a short list of them, on one line.
    fn one_line(&self) -> Option<String> {
        let entries = match self {
            Self::Map(entries) => entries,
            Self::List(values) => return list_on_one_line(values),
            Self::Text(_) | Self::Bare(_) => return None,
        };
        let mut parts = Vec::new();
        for (key, value) in entries.iter().take(3) {
            let plain = match value {
                Self::Text(value) => quoted(value),
                Self::Bare(value) => value.clone(),
                _ => return None,
            };
            parts.push(format!("{}: {plain}", quoted(key)));
        }
        let line = format!("{{{}}}", parts.join(", "));
        (entries.len() <= 2 && line.chars().count() <= LINE).then_some(line)
    }
}

fn list_on_one_line(values: &[Json]) -> Option<String> {
    let mut line = String::from("[");
    for (at, value) in values.iter().enumerate() {
        line.push_str(if at > 0 { ", " } else { "" });
        match value {
            Json::Text(value) => line.push_str(&quoted(value)),
            Json::Bare(value) => line.push_str(value),
            _ => return None,
        }
        if line.len() > LINE {
            return None;
        }
    }
    line.push(']');
    Some(line)
}

fn begin(text: &mut String, at: usize, level: usize) {
    text.push_str(if at > 0 { ",\n" } else { "\n" });
    for _ in 0..level {
        text.push_str("  ");
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
