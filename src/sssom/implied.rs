//! What follows from what people said: A is B and B is not C, so A is not C.
//!
//! Things that people accepted as the same form classes; a denial between two things holds between all of their classes.

use std::collections::{BTreeMap, BTreeSet};

/// Classes of what is the same, and which of them are not.
#[derive(Debug, Default)]
pub(super) struct Implied<'a> {
    parents: BTreeMap<&'a str, &'a str>,
    apart: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Implied<'a> {
    /// Takes judgements: two things, and whether they are the same.
    pub(super) fn of(judged: impl Iterator<Item = ((&'a str, &'a str), bool)> + Clone) -> Self {
        let mut implied = Self::default();
        for ((a, b), _) in judged.clone().filter(|(_, same)| *same) {
            let (a, b) = (implied.class(a), implied.class(b));
            if a != b {
                implied.parents.insert(a.max(b), a.min(b));
            }
        }
        for ((a, b), _) in judged.filter(|(_, same)| !*same) {
            let (a, b) = (implied.class(a), implied.class(b));
            implied.apart.insert((a.min(b), a.max(b)));
        }
        implied
    }

    fn class<'b>(&self, thing: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let mut at = thing;
        while let Some(parent) = self.parents.get(at) {
            at = parent;
        }
        at
    }

    /// Of things on two sides the pairs between which a denial holds.
    pub(super) fn denied<'b>(
        &self,
        subjects: &[&'b str],
        objects: &[&'b str],
    ) -> Vec<(&'b str, &'b str)>
    where
        'a: 'b,
    {
        let by_class = |things: &[&'b str]| {
            let mut classes: BTreeMap<&'b str, Vec<&'b str>> = BTreeMap::new();
            for thing in things {
                classes.entry(self.class(thing)).or_default().push(thing);
            }
            classes
        };
        let (subjects, objects) = (by_class(subjects), by_class(objects));
        let of = |class: &str, known: &BTreeMap<&'b str, Vec<&'b str>>| {
            known.get(class).cloned().unwrap_or_default()
        };
        let mut denied = Vec::new();
        for (a, b) in &self.apart {
            let ways = if a == b {
                vec![(a, b)]
            } else {
                vec![(a, b), (b, a)]
            };
            for (left, right) in ways {
                for subject in of(left, &subjects) {
                    denied.extend(of(right, &objects).iter().map(|object| (subject, *object)));
                }
            }
        }
        denied
    }

    /// Whether two things are the same; `None` where nothing follows. Both at once is a contradiction and counts as not.
    pub(super) fn same(&self, a: &str, b: &str) -> Option<bool> {
        let (a, b) = (self.class(a), self.class(b));
        if self.apart.contains(&(a.min(b), a.max(b))) {
            Some(false)
        } else {
            (a == b).then_some(true)
        }
    }
}
