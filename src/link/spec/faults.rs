//! What is wrong with a spec, all of it at once and each at its place.
//!
//! A spec is written by hand and seldom, so that every message says what would be right.

use crate::diagnostic::{Diagnostic, Source, nearest};
use crate::link::candidates::block::Take;
use crate::link::score::comparator::Measure;
use crate::link::spec::unread::unread;
use crate::link::spec::{Combine, Side, Spec, Threshold};
use std::sync::Arc;

impl Spec {
    /// Reads a spec; what is wrong with it comes back as findings, all of them.
    pub fn parse(source: &Arc<Source>) -> Result<Self, Vec<Diagnostic>> {
        let spec: Self =
            toml::from_str(&source.text).map_err(|error| vec![unread(source, &error)])?;
        let mut faults = Faults {
            source,
            found: Vec::new(),
        };
        faults.sides(&spec);
        faults.comparisons(&spec);
        faults.candidates(&spec);
        faults.decision(&spec);
        if faults.found.is_empty() {
            Ok(spec)
        } else {
            Err(faults.found)
        }
    }
}

struct Faults<'a> {
    source: &'a Arc<Source>,
    found: Vec<Diagnostic>,
}

impl Faults<'_> {
    /// A fault at the first place where the word stands: in quotation marks, in square brackets, or as a key.
    fn refuse(&mut self, word: &str, message: impl Into<String>, help: impl Into<String>) {
        let text = &self.source.text;
        let forms = [format!("\"{word}"), format!("[{word}"), format!("\n{word}")];
        let at = forms
            .iter()
            .filter(|_| !word.is_empty())
            .find_map(|form| text.find(form.as_str()))
            .map_or(0..0, |at| at + 1..at + 1 + word.len());
        self.found.push(
            Diagnostic::error("L002", message.into())
                .at(self.source, at, "")
                .help(help.into()),
        );
    }

    fn sides(&mut self, spec: &Spec) {
        for (name, side) in [("source", &spec.source), ("target", &spec.target)] {
            if side.dataset.is_some() == side.file.is_some() {
                self.refuse(
                    name,
                    format!("`{name}` needs either `dataset` or `file`"),
                    "`dataset = \"project\"` is the project's own graph, `file` is relative to the spec",
                );
            }
            if side.properties.is_empty() {
                self.refuse(
                    name,
                    format!("`{name}` has no properties"),
                    "such as `properties = { name = \"rdfs:label\" }`",
                );
            }
            if let Some(id) = &side.id {
                self.id(name, id);
            }
            self.table(name, side);
        }
    }

    /// The form of a row's IRI: different for each row, and an IRI whatever its cells hold.
    fn id(&mut self, name: &str, id: &str) {
        if !id.contains('{') {
            self.refuse(
                id,
                format!("`id` gives every row of `{name}` the same IRI"),
                "put a column in braces, such as `https://example.org/{id}`, or `{row}` for the number of the row",
            );
            return;
        }
        let whole: String = id
            .split('}')
            .map(|piece| match piece.split_once('{') {
                Some((before, _)) => crate::link::sides::rows::escaped(before) + "x",
                None => crate::link::sides::rows::escaped(piece),
            })
            .collect();
        // what begins with a cell is as good as its cells are
        if !id.starts_with('{') && oxrdf::NamedNode::new(whole).is_err() {
            self.refuse(
                id,
                format!("`id` makes no IRIs of the rows of `{name}`"),
                "it begins with a scheme, such as `https://example.org/{id}`",
            );
        }
    }

    fn table(&mut self, name: &str, side: &Side) {
        let is_table = side.file.as_ref().is_some_and(|file| {
            let (plain, _) = crate::external::compressed::split_name(file);
            crate::external::table::delimiter(plain).is_some()
        });
        if is_table && side.id.is_none() {
            self.refuse(
                name,
                format!("the rows of `{name}` have no IRI"),
                "say `id = \"https://example.org/{column}\"`, its columns in braces, or `{row}`",
            );
        }
        if let Some(sign) = &side.delimiter
            && (sign.len() != 1 || !sign.is_ascii())
        {
            self.refuse(
                sign,
                format!("`delimiter` of `{name}` is not one ASCII character"),
                "for a tab, `\"\\t\"`",
            );
        }
    }

    /// Properties must be there.
    fn known(&mut self, spec: &Spec, sides: [&[String]; 2]) {
        for (name, side, names) in [
            ("source", &spec.source, sides[0]),
            ("target", &spec.target, sides[1]),
        ] {
            for property in names
                .iter()
                .filter(|property| !side.properties.contains_key(*property))
            {
                let near = nearest(property, side.properties.keys().map(String::as_str));
                let all = || {
                    side.properties
                        .keys()
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                self.refuse(
                    property,
                    format!("`{name}` has no property `{property}`"),
                    near.map_or_else(
                        || format!("its properties are {}", all()),
                        |near| format!("did you mean `{near}`?"),
                    ),
                );
            }
        }
        if sides.iter().any(|names| names.is_empty()) {
            self.refuse(
                "",
                "a comparison or block names no property",
                "`property`, or `source` and `target`",
            );
        }
    }

    fn comparisons(&mut self, spec: &Spec) {
        if spec.comparisons.is_empty() {
            self.refuse(
                "compare",
                "nothing is compared",
                "add a `[[compare]]` with `property` and `measure`",
            );
        }
        for comparison in &spec.comparisons {
            self.known(spec, comparison.sides());
            let shown = comparison.shown();
            for (key, value) in [
                ("required", comparison.required),
                ("missing", comparison.missing),
            ] {
                if value.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
                    self.refuse(
                        key,
                        format!("`{key}` of `{shown}` lies between 0 and 1"),
                        "it is a likeness",
                    );
                }
            }
            if !(comparison.weight >= 0.0 && comparison.weight.is_finite()) {
                self.refuse(
                    "weight",
                    format!("`weight` of `{shown}` is less than 0"),
                    "0 leaves the comparison out",
                );
            }
            let tolerance = comparison.tolerance();
            if !(tolerance >= 0.0 && tolerance.is_finite()) {
                self.refuse(
                    "tolerance",
                    format!("`tolerance` of `{shown}` is less than 0"),
                    "days for `date`, kilometres for `geo`",
                );
            }
            if tolerance > 0.0
                && !matches!(
                    comparison.measure,
                    Measure::Number | Measure::Date | Measure::Geo
                )
            {
                self.refuse(
                    "tolerance",
                    format!("`{shown}` has a `tolerance`, which its measure does not know"),
                    "`number`, `date` and `geo` do",
                );
            }
            let falling = comparison.levels.windows(2).all(|two| two[0] > two[1]);
            if comparison.levels.is_empty() || !falling {
                self.refuse(
                    "levels",
                    format!("`levels` of `{shown}` do not fall"),
                    "such as `[0.999, 0.9, 0.7]`",
                );
            }
        }
        if spec.decide.combine == Combine::Weighted
            && !spec.comparisons.is_empty()
            && spec
                .comparisons
                .iter()
                .all(|comparison| comparison.weight == 0.0)
        {
            self.refuse(
                "weight",
                "nothing weighs anything",
                "leave `weight` out, or give one comparison more than 0",
            );
        }
        for block in &spec.blocks {
            let [a, b] = block.sides().map(|name| {
                if name.is_empty() {
                    Vec::new()
                } else {
                    vec![name.to_owned()]
                }
            });
            self.known(spec, [&a, &b]);
        }
    }

    fn candidates(&mut self, spec: &Spec) {
        let candidates = &spec.candidates;
        for tuple in &candidates.keys {
            let names: Vec<String> = tuple
                .0
                .iter()
                .map(|part| part.split(':').next().unwrap_or("").to_owned())
                .collect();
            self.known(spec, [&names, &names]);
            for part in &tuple.0 {
                if let Some((_, how)) = part.split_once(':')
                    && Take::named(how).is_none()
                {
                    self.refuse(
                        part,
                        format!("`{how}` is no part of a key"),
                        "tokens, token-pairs, token-initial, initials, deletions or prefix-N",
                    );
                }
            }
        }
        if let Some(list) = &candidates.index {
            self.known(spec, [&list.0, &list.0]);
        }
        if candidates.count == 0 || candidates.largest == 0 {
            self.refuse(
                "candidates",
                "no candidate is allowed",
                "`count` and `largest` are at least 1; 20 and 2000 unless said",
            );
        }
        if candidates.part == 0 {
            self.refuse(
                "part",
                "a part of no records",
                "`part` is how many records of the target are prepared at once, 1000000 unless said",
            );
        }
    }

    fn decision(&mut self, spec: &Spec) {
        if spec.is_torn() {
            self.refuse(
                "one-to-one",
                format!(
                    "`one-to-one` says otherwise than `cardinality`, which is `{}`",
                    spec.cardinality()
                ),
                "`cardinality` says all: take `one-to-one` out",
            );
        }
        if let (Threshold::At(accept), Threshold::At(review)) =
            (spec.decide.accept, spec.decide.review)
            && review > accept
        {
            self.refuse(
                "review",
                format!("review from {review} on, and accept from {accept} on"),
                "`review` is the lower of the two",
            );
        }
        if let Some(gold) = &spec.gold {
            if gold.file.is_none() && gold.same.is_none() {
                self.refuse(
                    "gold",
                    "`gold` names no known links",
                    "say `file`, or `same` with two forms of IRI",
                );
            }
            let forms = [&gold.source, &gold.target].into_iter().flatten();
            for form in forms.chain(gold.same.iter().flatten()) {
                if !form.contains("{}") {
                    self.refuse(
                        form,
                        format!("`{form}` has no place for what a cell holds"),
                        "write `{}` where it belongs",
                    );
                }
            }
            if gold.f1.is_some_and(|f1| !(0.0..=1.0).contains(&f1)) {
                self.refuse(
                    "f1",
                    "`f1` lies between 0 and 1",
                    "it is the least that `relata link eval` takes for a success",
                );
            }
        }
    }
}
