//! Which property of one side corresponds to which of the other: by like names, and by values made of the same trigrams.
//!
//! Trigrams are counted, not values compared: of two samples of long tables few records are in both.

use super::kind::{Kind, kind};
use super::sample::{Property, Sample};
use crate::link::prepare::transform::{Step, apply};
use crate::link::score::comparator::{number, trigrams};
use rustc_hash::{FxHashMap, FxHashSet};

/// Values of a property whose trigrams are counted.
const COUNTED: usize = 2_000;

/// Words for the same, a line each.
const SAME: [&str; 12] = [
    "name label title names fullname",
    "phone telephone tel phonenumber phonenumer mobile fax",
    "maker manufacturer brand vendor producer",
    "address addr street strasse",
    "postcode zip zipcode postal postalcode plz",
    "year date published released released-year",
    "birth born dob birthdate birthday birthyear",
    "description text abstract summary content comment",
    "city town place suburb municipality",
    "surname lastname lname familyname family last",
    "given givenname firstname fname forename first",
    "country state nation",
];

/// Two properties that correspond, by their places on either side.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub at: [usize; 2],
    pub kind: Kind,
    /// How alike the names are, from 0 to 1.
    pub names: f64,
    /// How alike the values are, from 0 to 1.
    pub values: f64,
}

/// How a property looks.
struct Look {
    kind: Option<Kind>,
    grams: FxHashMap<u64, f64>,
    different: FxHashSet<String>,
    /// The middle half of what are numbers.
    middle: Option<[f64; 2]>,
}

impl Look {
    fn of(property: &Property) -> Self {
        let mut look = Self {
            kind: (!property.values.is_empty()).then(|| kind(&[property])),
            grams: FxHashMap::default(),
            different: FxHashSet::default(),
            middle: None,
        };
        let step = property.values.len().div_ceil(COUNTED).max(1);
        for value in property.values.iter().step_by(step) {
            let folded = apply(&[Step::Fold], value);
            for gram in trigrams(&folded) {
                *look.grams.entry(gram).or_default() += 1.0;
            }
            look.different.insert(folded);
        }
        let mut numbers: Vec<f64> = property
            .values
            .iter()
            .filter_map(|value| number(value))
            .collect();
        if 10 * numbers.len() > 9 * property.values.len() && !numbers.is_empty() {
            numbers.sort_by(f64::total_cmp);
            look.middle = Some([1, 3].map(|quarter| numbers[quarter * (numbers.len() - 1) / 4]));
        }
        look
    }

    /// How alike two look, from 0 to 1.
    fn alike(&self, other: &Self) -> f64 {
        let length = |look: &Self| {
            look.grams
                .values()
                .map(|count| count * count)
                .sum::<f64>()
                .sqrt()
        };
        let product: f64 = self
            .grams
            .iter()
            .filter_map(|(gram, count)| Some(count * other.grams.get(gram)?))
            .sum();
        let cosine = product / (length(self) * length(other)).max(1.0);
        let common = self.different.intersection(&other.different).count();
        let fewer = self.different.len().min(other.different.len()).max(1);
        let alike = cosine.max(common as f64 / fewer as f64);
        match (self.middle, other.middle) {
            (Some([a, b]), Some([c, d])) if a <= d && c <= b => alike.max(0.6),
            _ => alike,
        }
    }
}

/// How alike two names are.
fn named_alike(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    let (a, b) = (left.replace('-', ""), right.replace('-', ""));
    let means = |name: &str| {
        SAME.iter()
            .position(|line| line.split(' ').any(|word| word == name))
    };
    if means(&a).is_some() && means(&a) == means(&b) {
        return 0.8;
    }
    let words = |name: &str| {
        name.split('-')
            .map(str::to_owned)
            .collect::<FxHashSet<String>>()
    };
    let (mine, theirs) = (words(left), words(right));
    let common = mine.intersection(&theirs).count() as f64;
    let alike = 2.0 * common / (mine.len() + theirs.len()) as f64;
    let kin = |mine: &FxHashSet<String>| mine.iter().find_map(|word| means(word));
    let kin = f64::from(u8::from(kin(&mine).is_some() && kin(&mine) == kin(&theirs)));
    alike.max(0.5 * kin)
}

/// True where values of the two kinds can be compared at all.
fn fit(left: Kind, right: Kind) -> bool {
    let group = |kind| match kind {
        Kind::Person | Kind::Part | Kind::Text | Kind::Long | Kind::Word => 0,
        Kind::Category => 1,
        Kind::Code | Kind::Phone => 2,
        Kind::Year | Kind::Number | Kind::Date => 3,
        Kind::Place => 4,
    };
    let (a, b) = (group(left).min(group(right)), group(left).max(group(right)));
    a == b || matches!((a, b), (0, 1) | (1, 2 | 3) | (2, 3) | (0, 2))
}

/// The pairs, the surest first, each property in one of them.
pub(super) fn pairs(sides: &[Sample; 2]) -> Vec<Pair> {
    let looks = sides
        .each_ref()
        .map(|side| side.properties.iter().map(Look::of).collect::<Vec<_>>());
    let mut found = Vec::new();
    let mut alike: Vec<([usize; 2], f64)> = Vec::new();
    for (left, mine) in looks[0].iter().enumerate() {
        for (right, theirs) in looks[1].iter().enumerate() {
            let both = [&sides[0].properties[left], &sides[1].properties[right]];
            let is_id = [0, 1].map(|at| sides[at].id.as_ref() == both[at].paths.first());
            let (Some(a), Some(b)) = (mine.kind, theirs.kind) else {
                continue;
            };
            if is_id != [false; 2] || !fit(a, b) {
                continue;
            }
            let names = named_alike(&both[0].name, &both[1].name);
            let values = mine.alike(theirs);
            alike.push(([left, right], values));
            let enough = if names >= 1.0 {
                0.2
            } else if names >= 0.5 {
                0.35
            } else {
                0.7
            };
            // numbers look alike whatever they count
            let is_vague = names < 0.5
                && [a, b]
                    .iter()
                    .any(|kind| matches!(kind, Kind::Number | Kind::Year | Kind::Code));
            if values >= enough && !is_vague {
                let kind = kind(&both);
                found.push(Pair {
                    at: [left, right],
                    kind,
                    names,
                    values,
                });
            }
        }
    }
    found.retain(|pair| pair.names >= 0.5 || is_clear(pair, &alike));
    found.sort_by(|a, b| {
        let sure = |pair: &Pair| pair.names + pair.values;
        sure(b).total_cmp(&sure(a)).then(a.at.cmp(&b.at))
    });
    let mut taken: [FxHashSet<usize>; 2] = Default::default();
    found.retain(|pair| {
        let is_free = (0..2).all(|side| !taken[side].contains(&pair.at[side]));
        if is_free {
            for (taken, at) in taken.iter_mut().zip(pair.at) {
                taken.insert(at);
            }
        }
        is_free
    });
    found
}

/// True where no other property is nearly as like one of a pair as the other is.
fn is_clear(pair: &Pair, alike: &[([usize; 2], f64)]) -> bool {
    alike.iter().all(|(at, values)| {
        let is_rival = *at != pair.at && (at[0] == pair.at[0] || at[1] == pair.at[1]);
        !is_rival || values + 0.15 < pair.values
    })
}
