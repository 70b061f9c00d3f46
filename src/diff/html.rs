//! A difference as a page for a browser: one file, no script, nothing fetched, every text escaped.
//!
//! What is gone is struck through and what is new underlined, so that colour carries nothing alone.

use super::human::{RowChange, Style, Teller, answers_title, rows_title};
use super::{Change, Difference, Status, Thing};
use crate::turtle::Prefixes;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}\
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #bbb}\
h3{font-size:1rem;margin:1rem 0 .2rem}code{font-size:.9em;color:#555}\
table{border-collapse:collapse;margin:.2rem 0 .8rem}td,th{padding:.15rem .7rem .15rem 0;vertical-align:top;text-align:left;font-weight:400}\
th{color:#555}del{background:#fdecea;text-decoration:line-through}ins{background:#e7f5e9;text-decoration:underline}\
.mark{display:inline-block;min-width:5em;color:#555}\
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}code,th,.mark{color:#aaa}del{background:#5a2420}ins{background:#1f4a27}}";

/// Writes a difference as a whole page; `names` are what the old and the new state are called.
pub fn write(difference: &Difference, prefixes: &Prefixes, names: &[&str; 2]) -> String {
    let tell = Teller {
        prefixes,
        style: Style::Plain,
    };
    let title = format!("What changed from {} to {}", names[0], names[1]);
    let title = escape(&title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    if difference.is_empty() {
        page.push_str("<p>Nothing changed in meaning.</p>\n");
    } else {
        page.push_str(&format!(
            "<p>{} statements are gone, {} are new.</p>\n",
            difference.removed.len(),
            difference.added.len()
        ));
    }
    ontology(&mut page, &tell, difference);
    for things in difference.things.chunk_by(|a, b| a.kind == b.kind) {
        page.push_str(&format!(
            "<section>\n<h2>{}</h2>\n",
            capital(things[0].kind.plural())
        ));
        let along = things.iter().filter(|thing| thing.is_along()).count();
        let folds = along > 1;
        for thing in things.iter().filter(|thing| !(folds && thing.is_along())) {
            one(&mut page, &tell, thing);
        }
        if folds {
            page.push_str(&format!("<p>{}</p>\n", super::along(along)));
        }
        page.push_str("</section>\n");
    }
    answers(&mut page, &tell, difference);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// The verdict stands first: it is what a reader of the whole must know.
fn ontology(page: &mut String, tell: &Teller<'_>, difference: &Difference) {
    if difference.ontology.is_empty() {
        return;
    }
    let breaking: Vec<_> = difference
        .ontology
        .iter()
        .filter(|effect| effect.is_breaking)
        .collect();
    if breaking.is_empty() {
        page.push_str(
            "<p><strong>The ontology changed; nothing that relies on it breaks.</strong></p>\n",
        );
        return;
    }
    page.push_str(
        "<section>\n<h2>The change of the ontology may break what relies on it</h2>\n<ul>\n",
    );
    for effect in breaking {
        page.push_str(&format!(
            "<li><code>{}</code>: {}</li>\n",
            escape(&tell.value(&effect.term)),
            escape(&effect.why)
        ));
    }
    page.push_str("</ul>\n</section>\n");
}

fn one(page: &mut String, tell: &Teller<'_>, thing: &Thing) {
    let name = escape(&tell.value(&thing.name));
    let label = thing
        .label
        .as_deref()
        .map_or_else(|| name.clone(), |label| escape(&tell.value(label)));
    let element = match thing.status {
        Status::Added => "ins",
        Status::Removed => "del",
        Status::Changed => "span",
    };
    let moved = if thing.is_moved() {
        "moved"
    } else {
        thing.status.as_str()
    };
    page.push_str(&format!(
        "<h3><span class=\"mark\">{moved}</span> <{element}>{label}</{element}> <code>{name}</code></h3>\n"
    ));
    let changes: Vec<&Change> = thing
        .changes
        .iter()
        .filter(|change| thing.status == Status::Changed || tell.is_telling(thing.kind, change))
        .collect();
    if changes.is_empty() {
        return;
    }
    page.push_str("<table>\n");
    for change in changes {
        let list = |values: &[String], element: &str| {
            let values: Vec<String> = values
                .iter()
                .map(|value| format!("<{element}>{}</{element}>", escape(&tell.value(value))))
                .collect();
            values.join(", ")
        };
        let (was, is) = (list(&change.removed, "del"), list(&change.added, "ins"));
        let arrow = if was.is_empty() || is.is_empty() {
            ""
        } else {
            " → "
        };
        page.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{was}{arrow}{is}</td></tr>\n",
            escape(&tell.property(&change.property))
        ));
    }
    page.push_str("</table>\n");
}

fn answers(page: &mut String, tell: &Teller<'_>, difference: &Difference) {
    if difference.answers.is_empty() {
        return;
    }
    page.push_str(&format!(
        "<section>\n<h2>{}</h2>\n",
        capital(&answers_title(difference.answers.len()))
    ));
    for changed in &difference.answers {
        let rows = tell.rows(changed);
        page.push_str(&format!(
            "<details>\n<summary><code>{}</code>: {}</summary>\n<table>\n",
            escape(&changed.query),
            rows_title(&rows)
        ));
        for row in &rows {
            page.push_str(&row_of(row));
        }
        page.push_str("</table>\n</details>\n");
    }
    page.push_str("</section>\n");
}

fn row_of(row: &RowChange) -> String {
    let whole = |cells: &[String], element: &str| -> String {
        cells
            .iter()
            .map(|cell| format!("<td><{element}>{}</{element}></td>", escape(cell)))
            .collect()
    };
    let cells = match row {
        RowChange::Removed(cells) => whole(cells, "del"),
        RowChange::Added(cells) => whole(cells, "ins"),
        RowChange::Changed(old, new) => old
            .iter()
            .zip(new)
            .map(|(was, is)| {
                if was == is {
                    format!("<td>{}</td>", escape(is))
                } else {
                    format!(
                        "<td><del>{}</del> → <ins>{}</ins></td>",
                        escape(was),
                        escape(is)
                    )
                }
            })
            .collect(),
    };
    format!("<tr>{cells}</tr>\n")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A text that cannot be taken for markup; controls and marks that turn the direction of writing are shown by number.
fn escape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '"' => plain.push_str("&quot;"),
            '\'' => plain.push_str("&#39;"),
            '\n' | '\t' => plain.push(' '),
            c if c.is_control()
                || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') =>
            {
                plain.push_str(&format!("U+{:04X}", u32::from(c)));
            }
            c => plain.push(c),
        }
    }
    plain
}
