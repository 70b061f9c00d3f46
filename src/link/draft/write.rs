//! Puts a draft down as TOML, with why beside each choice and what else could be said.

use super::kind::{advice, kind};
use super::plan::{Compared, MANY, Plan, Used};
use super::sample::{Property, Sample, word};
use crate::external::quoted;
use std::fmt::Write;

const SIDES: [&str; 2] = ["source", "target"];

/// The spec.
pub(super) fn spec(name: &str, sides: &[Sample; 2], plan: &Plan) -> String {
    let mut text = format!(
        "# Drafted by `relata link new` from a look at the values: change what you know better.\n\
         #     relata link run {name} -o -    shows the links and writes nothing; without `-o -` it writes them\n\
         #     relata link review {name}      asks about what is open\n\
         # docs/linking.md explains every key.\n\
         title = {}\n",
        quoted(&format!(
            "{} to {}",
            shown(&sides[0].named, 60),
            shown(&sides[1].named, 60)
        ))
    );
    text.push_str("# cardinality = \"1:n\"  # where a thing of the source may have several partners; \"n:1\" the other way round\n");
    let prefixes: Vec<_> = sides.iter().flat_map(|side| &side.prefixes).collect();
    if !prefixes.is_empty() {
        text.push_str("\n[prefixes]\n");
    }
    for (prefix, iri) in prefixes {
        line(&mut text, &format!("{prefix} = {}", quoted(iri)), "");
    }
    for side in 0..2 {
        side_of(&mut text, sides, side, plan);
    }
    candidates(&mut text, sides, plan);
    if plan.is_open {
        text.push_str("\n# Nothing of one side looks like anything of the other: put here what corresponds.\n");
    }
    for compared in &plan.compared {
        comparison(&mut text, compared, plan.learns);
    }
    text.push_str("\n[decide]\n");
    let combine = if plan.learns { "em" } else { "weighted" };
    line(
        &mut text,
        &format!("combine = \"{combine}\""),
        plan.combine_why,
    );
    line(
        &mut text,
        "accept = \"auto\"",
        "chosen from the scores; a number from 0 to 1, or \"review\" for nothing without a person",
    );
    text
}

/// A line with what is to be said of it.
fn line(text: &mut String, written: &str, why: &str) {
    text.push_str(written);
    if !why.is_empty() {
        let _ = write!(text, "  # {}", shown(why, 400));
    }
    text.push('\n');
}

/// What stands in one line of a comment.
fn shown(text: &str, most: usize) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(most).map(plain).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn side_of(text: &mut String, sides: &[Sample; 2], at: usize, plan: &Plan) {
    let side = &sides[at];
    let which = SIDES[at];
    let _ = write!(text, "\n[{which}]\n");
    for (key, why) in &side.keys {
        line(text, key, why);
    }
    if side.is_rows {
        let (form, why) = id(sides, at);
        line(text, &format!("id = {}", quoted(&form)), &why);
    }
    let used: Vec<&Used> = plan
        .compared
        .iter()
        .flat_map(|compared| &compared.sides[at])
        .collect();
    let _ = write!(text, "\n[{which}.properties]\n");
    for one in &used {
        let property = &side.properties[one.at];
        let paths: Vec<String> = property.paths.iter().map(|path| quoted(path)).collect();
        let paths = match paths.as_slice() {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        line(
            text,
            &format!("{} = {paths}", key(&one.name)),
            &described(property),
        );
    }
    let unused = |(place, property): (usize, &Property)| {
        let is_used = used.iter().any(|one| one.at == place);
        if is_used {
            return None;
        }
        let why = match plan.left.iter().find(|(pair, _)| pair[at] == place) {
            Some((_, why)) => (*why).to_owned(),
            None if side.id.as_ref() == property.paths.first() => "identifies the rows; where both sides have the same identifiers, compare them with `exact`".to_owned(),
            None if property.values.is_empty() => "empty".to_owned(),
            None => format!("nothing like it in the {}", SIDES[1 - at]),
        };
        Some(format!(
            "#     {} = {}: {why}; {}\n",
            key(&property.name),
            quoted(&property.paths.join(" ")),
            described(property)
        ))
    };
    let unused: Vec<String> = side
        .properties
        .iter()
        .enumerate()
        .filter_map(unused)
        .collect();
    if !unused.is_empty() {
        text.push_str("# not used:\n");
        text.push_str(&unused.concat());
    }
    if side.beyond > 0 {
        let _ = writeln!(text, "# {} more columns were not looked at", side.beyond);
    }
}

/// A key of TOML.
fn key(name: &str) -> String {
    let is_bare = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_bare {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// What the values of a property are, with one of them.
fn described(property: &Property) -> String {
    let Some(example) = property.values.first() else {
        return "no value".to_owned();
    };
    let often = match property.filled {
        filled if filled < 0.95 => format!(" in {:.0} %", 100.0 * filled),
        _ => String::new(),
    };
    format!(
        "{}{often}, such as {}",
        advice(kind(&[property])).0,
        shown(example, 40)
    )
}

/// The form of the IRIs of a table's rows, and why.
fn id(sides: &[Sample; 2], at: usize) -> (String, String) {
    let stem = |side: &Sample| {
        let file = side.named.rsplit(['/', '\\']).next().unwrap_or("");
        word(file.split('.').next().unwrap_or(""))
    };
    let mut own = stem(&sides[at]);
    if own.is_empty() || own == stem(&sides[1 - at]) {
        own = SIDES[at].to_owned();
    }
    let any = "any IRI will do, best the one its publisher gives";
    let Some(column) = &sides[at].id else {
        let why =
            format!("no column tells the rows apart: {{row}} is the number of the row; {any}");
        return (format!("https://example.org/{own}/{{row}}"), why);
    };
    let property = sides[at]
        .properties
        .iter()
        .find(|property| property.paths.first() == Some(column));
    let is_iri = property.is_some_and(|property| {
        !property.values.is_empty()
            && property
                .values
                .iter()
                .all(|value| value.starts_with("http://") || value.starts_with("https://"))
    });
    match is_iri {
        true => (format!("{{{column}}}"), "the column holds IRIs".to_owned()),
        false => (
            format!("https://example.org/{own}/{{{column}}}"),
            format!("another in each row; {any}"),
        ),
    }
}

fn candidates(text: &mut String, sides: &[Sample; 2], plan: &Plan) {
    let most = sides[0].count.max(sides[1].count);
    if plan.keys.is_empty() {
        if most > MANY {
            text.push_str("\n# Of each thing the twenty most alike by trigrams are compared, which takes minutes with so many records; `[candidates]`\n# with `keys` of two properties takes seconds.\n");
        }
        return;
    }
    text.push_str("\n[candidates]\n# With so many records only those are compared that agree in one of these; `index = [\"");
    text.push_str(&plan.keys[0][0].replace(":tokens", ""));
    text.push_str("\"]` would add the most alike by trigrams.\nkeys = [\n");
    for tuple in &plan.keys {
        let parts: Vec<String> = tuple.iter().map(|part| quoted(part)).collect();
        let _ = writeln!(text, "    [{}],", parts.join(", "));
    }
    text.push_str("]\n");
    line(
        text,
        "largest = 300",
        "a key that more records share is passed over",
    );
}

fn comparison(text: &mut String, compared: &Compared, learns: bool) {
    let list = |used: &[Used]| {
        let names: Vec<String> = used.iter().map(|used| quoted(&used.name)).collect();
        match names.as_slice() {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        }
    };
    let [source, target] = [0, 1].map(|side| list(&compared.sides[side]));
    text.push_str("\n[[compare]]\n");
    if source == target {
        line(text, &format!("property = {source}"), "");
    } else {
        line(text, &format!("source = {source}"), "");
        line(text, &format!("target = {target}"), "");
    }
    line(
        text,
        &format!("measure = \"{}\"", compared.measure),
        &compared.why,
    );
    if compared.kind == super::kind::Kind::Phone {
        line(text, "transform = [\"digits\"]", "");
    }
    if compared.is_local {
        line(
            text,
            "transform = [\"local-name\", \"words\", \"fold\"]",
            "nothing names the things of a side, so that the ends of their IRIs are compared",
        );
    }
    if let Some(tolerance) = compared.tolerance {
        line(
            text,
            &format!("tolerance = {tolerance:?}"),
            "half of what the middle half of the values spans: a guess",
        );
    }
    if compared.is_light && !learns {
        line(text, "weight = 0.2", "it seldom tells by itself");
    }
}
