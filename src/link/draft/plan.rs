//! What a draft compares with what, how, and how one score is made of it: the advice of `docs/linking.md`, as rules.

use super::kind::{Counted, Kind, advice, kind};
use super::pairing::{Pair, pairs};
use super::sample::{Property, Sample};
use super::within::{is_said_twice, is_within, vocabulary, within};
use rustc_hash::FxHashSet;

/// Records of a side from which on keys decide what is compared.
pub(super) const MANY: usize = 100_000;
/// Records of a side below which weights are not learned.
const FEW: usize = 200;

/// The share of values that are different, below which a property seldom tells one thing from another.
const SELDOM: f64 = 0.3;

/// How many times the words of a title a description may have to be joined with it.
const DROWNS: f64 = 6.0;

/// A property as the spec names it.
#[derive(Debug, Clone)]
pub(super) struct Used {
    pub name: String,
    /// Its place among those of its side.
    pub at: usize,
}

/// A comparison.
#[derive(Debug)]
pub(super) struct Compared {
    /// Its properties on either side.
    pub sides: [Vec<Used>; 2],
    pub kind: Kind,
    pub measure: &'static str,
    pub why: String,
    pub tolerance: Option<f64>,
    /// True where it seldom tells.
    pub is_light: bool,
    /// True where a side has nothing but IRIs.
    pub is_local: bool,
    /// How many values are different, and how many records have one.
    telling: f64,
    filled: f64,
    words: f64,
}

/// What is compared, and how.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub compared: Vec<Compared>,
    /// `em`, or the mean, and why.
    pub learns: bool,
    pub combine_why: &'static str,
    /// What brings records together, where there are many.
    pub keys: Vec<Vec<String>>,
    /// Properties that correspond and are not compared, with why; by their places on either side.
    pub left: Vec<([usize; 2], &'static str)>,
    /// True where nothing corresponds.
    pub is_open: bool,
    pub doubts: Vec<String>,
}

impl Compared {
    /// True where it compares what things are called.
    fn is_name(&self, sides: &[Sample; 2]) -> bool {
        matches!(
            self.kind,
            Kind::Text | Kind::Long | Kind::Person | Kind::Part | Kind::Word
        ) && self.sides[0].iter().any(|used| {
            let name = &sides[0].properties[used.at].name;
            name.split('-').any(|part| {
                ["name", "label", "title", "surname", "names"].contains(&part)
                    || part.ends_with("name")
            })
        })
    }
}

impl Plan {
    pub(super) fn of(sides: &[Sample; 2]) -> Self {
        let mut plan = Self::default();
        let mut taken = FxHashSet::default();
        let mut pairs = pairs(sides);
        plan.leave_long(sides, &mut pairs);
        let is_long =
            pairs.iter().any(|pair| pair.kind == Kind::Long) || is_said_twice(sides, &pairs);
        if is_long {
            plan.join(sides, &pairs, &mut taken);
        } else {
            plan.leave_empty(sides, &mut pairs);
            plan.parts(sides, &pairs, &mut taken);
            for pair in pairs.iter().filter(|pair| !matches!(pair.kind, Kind::Part)) {
                plan.compared.push(single(sides, pair, &mut taken));
            }
        }
        if plan.compared.is_empty() {
            plan.open(sides);
        }
        // what names a thing is shown to people, and goes first; then what says most
        let rank = |one: &Compared| {
            let first = usize::from(one.is_name(sides)) + usize::from(!one.is_light);
            first as f64 + one.telling * one.filled
        };
        plan.compared.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        if let [only] = plan.compared.as_mut_slice()
            && matches!(only.kind, Kind::Word | Kind::Part)
        {
            only.measure = "tfidf";
            only.why = "the best choice for the only text; `levenshtein` for words with typing errors, `names` for persons".to_owned();
        }
        plan.combine(sides, is_long);
        plan.bring_together(sides);
        plan
    }

    /// Leaves out descriptions that many lack, and those beside which a title would drown.
    fn leave_long(&mut self, sides: &[Sample; 2], pairs: &mut Vec<Pair>) {
        let words = |pair: &Pair, side: usize| {
            Counted::of(sides[side].properties[pair.at[side]].values.iter()).words
        };
        let titles: Vec<Pair> = pairs
            .iter()
            .filter(|pair| matches!(pair.kind, Kind::Text | Kind::Person))
            .cloned()
            .collect();
        pairs.retain(|pair| {
            let is_drowning = |side: usize| {
                let title = titles
                    .iter()
                    .map(|title| words(title, side))
                    .fold(0.0, f64::max);
                !titles.is_empty() && words(pair, side) > DROWNS * title
            };
            let why = match pair.kind {
                Kind::Long if filled(sides, pair) < 0.5 => "too often empty",
                Kind::Long if (0..2).any(is_drowning) => {
                    "so long that the shorter texts would drown in it"
                }
                _ => return true,
            };
            self.left.push((pair.at, why));
            false
        });
    }

    /// Leaves out what few records have beside others.
    fn leave_empty(&mut self, sides: &[Sample; 2], pairs: &mut Vec<Pair>) {
        let most = pairs
            .iter()
            .map(|pair| filled(sides, pair))
            .fold(0.0, f64::max);
        pairs.retain(|pair| {
            let stays = filled(sides, pair) >= most / 4.0;
            if !stays {
                self.left.push((pair.at, "too often empty"));
            }
            stays
        });
    }

    /// All texts as one, with what says the same in another place.
    fn join(&mut self, sides: &[Sample; 2], pairs: &[Pair], taken: &mut FxHashSet<String>) {
        let within = within(sides, pairs);
        let is_text = |pair: &Pair| {
            let is_measure =
                pair.kind == Kind::Text && !within.contains(&pair.at) && filled(sides, pair) < 0.9;
            let is_model = pair.kind == Kind::Code
                && pair.names >= 0.5
                && Counted::of(sides[0].properties[pair.at[0]].values.iter()).telling() > SELDOM;
            is_model
                || within.contains(&pair.at)
                || matches!(
                    pair.kind,
                    Kind::Text | Kind::Long | Kind::Person | Kind::Word
                ) && !is_measure
        };
        let mut joined: [Vec<Used>; 2] = Default::default();
        let mut texts: Vec<&Pair> = pairs.iter().filter(|pair| is_text(pair)).collect();
        texts.sort_by_key(|pair| (pair.kind == Kind::Long, pair.at));
        for pair in &texts {
            let name = free(&sides[0].properties[pair.at[0]].name, taken);
            for (side, used) in joined.iter_mut().enumerate() {
                used.push(Used {
                    name: name.clone(),
                    at: pair.at[side],
                });
            }
        }
        for pair in pairs.iter().filter(|pair| !is_text(pair)) {
            self.left.push((pair.at, "beside long texts it seldom tells; a comparison of its own with `weight = 0.2` would try"));
        }
        let words = [0, 1].map(|side| {
            vocabulary(
                joined[side]
                    .iter()
                    .map(|used| &sides[side].properties[used.at]),
            )
        });
        for side in 0..2 {
            for (at, property) in sides[side].properties.iter().enumerate() {
                let is_paired = pairs.iter().any(|pair| pair.at[side] == at);
                if !is_paired && is_within(property, &words[1 - side], 0.7) {
                    joined[side].push(Used {
                        name: free(&property.name, taken),
                        at,
                    });
                }
            }
        }
        let mut compared = compared(sides, joined, Kind::Long);
        compared.why = "texts that say the same in different places are joined to one; rare trigrams count more".to_owned();
        self.compared.push(compared);
    }

    /// The parts of a person's name as one.
    fn parts(&mut self, sides: &[Sample; 2], pairs: &[Pair], taken: &mut FxHashSet<String>) {
        let mut parts: Vec<&Pair> = pairs
            .iter()
            .filter(|pair| pair.kind == Kind::Part)
            .collect();
        parts.sort_by_key(|pair| pair.at);
        if parts.is_empty() {
            return;
        }
        let mut joined: [Vec<Used>; 2] = Default::default();
        for pair in &parts {
            let name = free(&sides[0].properties[pair.at[0]].name, taken);
            for (side, used) in joined.iter_mut().enumerate() {
                used.push(Used {
                    name: name.clone(),
                    at: pair.at[side],
                });
            }
        }
        let kind = if parts.len() == 1 {
            Kind::Part
        } else {
            Kind::Person
        };
        let mut compared = compared(sides, joined, kind);
        if kind == Kind::Person {
            compared.why =
                "the parts of a name in one comparison, in any order, misspelt, or as an initial"
                    .to_owned();
        }
        self.compared.push(compared);
    }

    /// Where nothing corresponds: what names the things of either side, for a person to look at.
    fn open(&mut self, sides: &[Sample; 2]) {
        self.is_open = true;
        let best = |side: &Sample| {
            let value = |property: &Property| {
                let is_text = matches!(
                    kind(&[property]),
                    Kind::Text | Kind::Person | Kind::Word | Kind::Long
                );
                let is_id = side.id.as_ref() == property.paths.first();
                (
                    u8::from(is_text),
                    u8::from(!is_id),
                    (1000.0 * property.filled) as u32,
                )
            };
            (0..side.properties.len())
                .max_by_key(|at| (value(&side.properties[*at]), usize::MAX - at))
                .unwrap_or(0)
        };
        let at = sides.each_ref().map(best);
        let used = [0, 1].map(|side| {
            vec![Used {
                name: sides[side].properties[at[side]].name.clone(),
                at: at[side],
            }]
        });
        let both = [&sides[0].properties[at[0]], &sides[1].properties[at[1]]];
        self.compared.push(compared(sides, used, kind(&both)));
        let has = |side: &Sample| {
            side.properties
                .iter()
                .map(|property| property.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        self.doubts.push(format!(
            "no property of `{}` looks like one of `{}`, so the comparison is a guess to be replaced: the source has {}; the target has {}",
            sides[0].named, sides[1].named, has(&sides[0]), has(&sides[1])
        ));
    }

    fn combine(&mut self, sides: &[Sample; 2], is_long: bool) {
        let is_short = self.compared.iter().all(|one| one.words <= 4.0);
        let properties: usize = self.compared.iter().map(|one| one.sides[0].len()).sum();
        let filled = self.compared.iter().map(|one| one.filled).sum::<f64>()
            / self.compared.len().max(1) as f64;
        let fewest = sides[0].count.min(sides[1].count);
        let several = is_short && properties >= 4 && self.compared.len() >= 3;
        self.learns = several && fewest >= FEW && filled >= 0.7;
        self.combine_why = if self.learns {
            "how much each comparison tells is learned from the data; \"weighted\" is the mean"
        } else if is_long || self.compared.len() == 1 {
            "one comparison is its own score"
        } else if several && fewest < FEW {
            "the weighted mean; \"em\" learns weights, and needs some hundred records"
        } else if several {
            "the weighted mean; \"em\" learns weights, and goes wrong where much is empty"
        } else {
            "the weighted mean; \"em\" learns weights where there are four and more short properties"
        };
    }

    /// Keys for long sides: a pair with one damaged property still agrees in another.
    fn bring_together(&mut self, sides: &[Sample; 2]) {
        if sides[0].count.max(sides[1].count) <= MANY || self.is_open {
            return;
        }
        let names = |one: &Compared| -> Vec<String> {
            one.sides[0].iter().map(|used| used.name.clone()).collect()
        };
        let is_text = |one: &&Compared| {
            matches!(
                one.kind,
                Kind::Person | Kind::Text | Kind::Part | Kind::Word
            )
        };
        let Some(main) = self.compared.iter().find(is_text) else {
            return;
        };
        let others: Vec<String> = self
            .compared
            .iter()
            .filter(|one| !std::ptr::eq(*one, main) && one.sides[0].len() == 1 && one.filled > 0.5)
            .filter(|one| {
                !matches!(
                    one.kind,
                    Kind::Number | Kind::Place | Kind::Text | Kind::Long
                )
            })
            .take(3)
            .flat_map(names)
            .collect();
        let whole = main.sides[0].len() == 1;
        if others.is_empty() && whole {
            return;
        }
        let mut keys = Vec::new();
        for part in names(main) {
            let token = if whole {
                format!("{part}:tokens")
            } else {
                part
            };
            keys.extend(
                others
                    .iter()
                    .map(|other| vec![token.clone(), other.clone()]),
            );
        }
        if whole {
            let name = &main.sides[0][0].name;
            keys.push(vec![format!("{name}:token-pairs")]);
            if let [a, b, ..] = others.as_slice() {
                keys.push(vec![format!("{name}:initials"), a.clone(), b.clone()]);
            }
        } else {
            keys.push(names(main));
            if let [a, b, ..] = others.as_slice() {
                keys.push(vec![a.clone(), b.clone()]);
            }
        }
        self.keys = keys;
    }

    /// What is compared, in words.
    pub(super) fn shown(&self) -> Vec<String> {
        let names = |used: &[Used]| {
            used.iter()
                .map(|used| used.name.as_str())
                .collect::<Vec<_>>()
                .join("+")
        };
        self.compared
            .iter()
            .map(|one| format!("{} ({})", names(&one.sides[0]), one.measure))
            .collect()
    }
}

/// The share of records that have both properties of a pair, at most.
fn filled(sides: &[Sample; 2], pair: &Pair) -> f64 {
    (0..2)
        .map(|side| sides[side].properties[pair.at[side]].filled)
        .fold(1.0, f64::min)
}

/// A name that no other property of the spec has.
fn free(name: &str, taken: &mut FxHashSet<String>) -> String {
    let mut own = name.to_owned();
    let mut number = 1;
    while !taken.insert(own.clone()) {
        number += 1;
        own = format!("{name}-{number}");
    }
    own
}

fn single(sides: &[Sample; 2], pair: &Pair, taken: &mut FxHashSet<String>) -> Compared {
    let name = free(&sides[0].properties[pair.at[0]].name, taken);
    let used = pair.at.map(|at| {
        vec![Used {
            name: name.clone(),
            at,
        }]
    });
    compared(sides, used, pair.kind)
}

fn compared(sides: &[Sample; 2], used: [Vec<Used>; 2], kind: Kind) -> Compared {
    let of = |side: usize| {
        used[side]
            .iter()
            .map(move |used| &sides[side].properties[used.at])
    };
    let all = || of(0).chain(of(1));
    let counted = [0, 1].map(|side| Counted::of(of(side).flat_map(|property| &property.values)));
    let filled = |side: usize| of(side).map(|property| property.filled).fold(0.0, f64::max);
    let (_, mut measure, why) = advice(kind);
    let is_short = all()
        .flat_map(|property| &property.values)
        .map(|value| value.chars().count())
        .max()
        .unwrap_or(0)
        <= 3;
    if kind == Kind::Code && is_short {
        measure = "exact";
    }
    let telling = counted[0].telling().min(counted[1].telling());
    Compared {
        kind,
        measure,
        why: why.to_owned(),
        tolerance: match kind {
            Kind::Number => Some(tolerance(
                &all()
                    .flat_map(|property| &property.values)
                    .collect::<Vec<_>>(),
            )),
            Kind::Place => Some(10.0),
            _ => None,
        },
        is_light: matches!(kind, Kind::Category | Kind::Number | Kind::Year)
            || telling < SELDOM && kind != Kind::Person,
        is_local: all().any(|property| property.paths == ["?this"]),
        telling,
        filled: filled(0).min(filled(1)),
        words: counted[0].words.max(counted[1].words),
        sides: used,
    }
}

/// Half of what the middle half of the numbers spans, to one digit.
fn tolerance(values: &[&String]) -> f64 {
    let mut numbers: Vec<f64> = values
        .iter()
        .filter_map(|value| crate::link::score::comparator::number(value))
        .collect();
    numbers.sort_by(f64::total_cmp);
    let quarter = |quarter: usize| {
        numbers
            .get(quarter * numbers.len() / 4)
            .copied()
            .unwrap_or(0.0)
    };
    let span = (quarter(3) - quarter(1)) / 2.0;
    if !(span > 0.0 && span.is_finite()) {
        return 1.0;
    }
    let size = 10f64.powf(span.log10().floor());
    let rounded = (span / size).round() * size;
    // what is written reads as it was meant, such as 0.3 and not 0.30000000000000004
    format!("{rounded:.6}")
        .parse()
        .ok()
        .filter(|number| *number > 0.0)
        .unwrap_or(span)
}
