//! Candidates for a query, scored, and whether one of them is surely meant.
//!
//! One way, with nothing to tune. Names are found by the fold of `link` (any script, case and marks aside), by trigrams
//! and, where short, by an edit; the likeness of two names is the better of their parts in any order and their edits.
//! The score is the mean of the name, counted twice, and each property that a candidate has, in hundredths. A match is
//! declared only where nothing is left to guess: see [`Candidate::sure`].

use super::catalogue::Catalogue;
use super::qualifier::{Pattern, Qualifier};
use super::query::{Condition, Quantifier, Query, Subject, Value};
use crate::dataset::Id;
use crate::dataset::term::{View, unescape};
use crate::link::candidates::block::{Buckets, Keys, Part, Take};
use crate::link::candidates::index::{Index, Probe};
use crate::link::prepare::transform::{Step, apply};
use crate::link::prepare::vectors::{Vectors, Vocabulary};
use crate::link::score::comparator::{Measure, similarity};
use crate::link::sides::column::Column;
use std::sync::Mutex;

/// Candidates that are given where a query does not say.
pub const USUAL: usize = 10;
/// The most candidates that are given.
const MOST: usize = 200;
/// Names compared of one query; more of them where types or properties may rule most out.
const COMPARED: [usize; 2] = [100, 1_000];
/// Names that fold alike beyond which nothing is sure.
const NAMESAKES: usize = 2_000;
/// A name less alike than this is no candidate.
const FLOOR: f64 = 0.5;
/// A condition is met from this likeness on.
const MET: f64 = 0.9;
/// An alternative name counts this much of a name that is shown by right, so that of two the latter comes first.
const OTHER_NAME: f64 = 0.99;
/// Values shorter than this are codes: equal or not.
const CODE: usize = 4;

/// An entity that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its number.
    pub entity: usize,
    /// From 0 to 100.
    pub score: f64,
    /// True where nothing is left to guess: it is named letter for letter as the query says (case and forms of
    /// characters aside), every property that was given is known and agrees, and no other entity of the types asked for
    /// is named alike and agrees as well. By a name that is not its first, only where a type or property was given that
    /// bears it out.
    pub sure: bool,
    /// What the score is made of.
    pub features: Vec<Feature>,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its identifier: `name`, `id` or the property that was asked for.
    pub id: String,
    /// What people are shown.
    pub name: String,
    /// From 0 to 1.
    pub value: f64,
}

/// A catalogue with what finding needs.
pub struct Matcher {
    /// What is served.
    pub catalogue: Catalogue,
    folded: Column,
    /// Every beginning of a word in a name: the name and where in its fold, in the order of what follows from there.
    words: Vec<(u32, u32)>,
    vocabulary: Vocabulary,
    vectors: Vectors,
    index: Index,
    edits: Buckets,
    probes: Mutex<Vec<Probe>>,
}

/// How alike a name of the query and a candidate's are.
#[derive(Debug, Clone, Copy)]
struct Named {
    likeness: f64,
    /// The same letters, case and forms of characters aside.
    literal: bool,
    /// The name is shown by right.
    main: bool,
}

fn fold(text: &str) -> String {
    apply(&[Step::Fold], text)
}

fn letters(text: &str) -> String {
    apply(&[Step::Normalize, Step::Lower], text)
}

fn alike(left: &str, right: &str) -> f64 {
    let measure = |measure| similarity(measure, left, right, 0.0).unwrap_or(0.0);
    if left == right {
        1.0
    } else {
        measure(Measure::Names).max(measure(Measure::Levenshtein))
    }
}

fn deletions(column: &Column) -> [Part<'_>; 1] {
    [Part::Text(column, Take::Deletions)]
}

impl Matcher {
    /// Builds the indexes.
    pub fn new(catalogue: Catalogue) -> Self {
        let mut folded = Column::default();
        let names = catalogue.names();
        for name in 0..names.len() {
            // never longer than 4 GiB: a fold is about as long as its name, of which there are as much at most
            let _ = folded.push([fold(names.only(name)).as_str()]);
        }
        let mut words: Vec<(u32, u32)> = Vec::new();
        for name in 0..folded.len() {
            let text = folded.only(name);
            let after_space = text.match_indices(' ').map(|(at, _)| at + 1);
            let starts = std::iter::once(0)
                .chain(after_space)
                .filter(|at| *at < text.len());
            words.extend(starts.map(|at| (name as u32, at as u32)));
        }
        let rest = |word: &(u32, u32)| &folded.only(word.0 as usize)[word.1 as usize..];
        words.sort_unstable_by(|a, b| rest(a).cmp(rest(b)).then(a.cmp(b)));
        let vocabulary = Vocabulary::of([&folded, &Column::default()]);
        let vectors = Vectors::of(&folded, &vocabulary);
        let index = Index::of(&folded, &vectors, &vocabulary);
        let edits = Buckets::of(&deletions(&folded), folded.len());
        Self {
            catalogue,
            folded,
            words,
            vocabulary,
            vectors,
            index,
            edits,
            probes: Mutex::new(Vec::new()),
        }
    }

    /// The names with a word that begins with a folded text, and whether it is their first.
    pub fn beginning<'a>(
        &'a self,
        folded: &'a str,
    ) -> impl Iterator<Item = (usize, bool)> + Clone + 'a {
        let begin = self.words.partition_point(|word| self.rest(word) < folded);
        self.words[begin..]
            .iter()
            .take_while(move |word| self.rest(word).starts_with(folded))
            .map(|word| (word.0 as usize, word.1 == 0))
    }

    /// A name's fold from one of its words on.
    fn rest(&self, word: &(u32, u32)) -> &str {
        &self.folded.only(word.0 as usize)[word.1 as usize..]
    }

    /// The names most like a text, found by trigrams and edits.
    fn near(&self, folded: &str, count: usize) -> Vec<u32> {
        let mut own = Column::default();
        let mut found = Vec::new();
        if folded.is_empty() || own.push([folded]).is_none() {
            return found;
        }
        let pool = || {
            self.probes
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        let pooled = pool().pop();
        let mut probe = pooled.unwrap_or_else(|| self.index.probe());
        let own_vectors = Vectors::of(&own, &self.vocabulary);
        let vector = own_vectors.get(0);
        self.index
            .find(vector, &self.vectors, count, &mut probe, &mut found);
        pool().push(probe);
        for key in Keys::default().of(&deletions(&own), 0) {
            let same = self.edits.find(*key, NAMESAKES).unwrap_or_default();
            found.extend(same.iter().map(|(_, name)| *name));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The candidates of a query, the best first.
    pub fn candidates(&self, query: &Query) -> Vec<Candidate> {
        let classes: Vec<Option<usize>> = query
            .types
            .iter()
            .map(|written| self.catalogue.class(written))
            .collect();
        let of_type = |entity: usize| {
            classes.is_empty()
                || classes
                    .iter()
                    .flatten()
                    .any(|class| self.catalogue.is_in(entity, *class))
        };
        let narrowed = query.conditions.len() > 1 || !classes.is_empty();
        let mut named = self.named(query, COMPARED[usize::from(narrowed)]);
        named.retain(|(entity, _)| of_type(*entity));
        let mut scored: Vec<(Candidate, Named, bool)> = named
            .into_iter()
            .filter_map(|(entity, name)| self.score(query, entity, name))
            .collect();
        // who bears the name is a rival unless a property that it has rules it out
        let is_rival = |candidate: &Candidate, name: &Named| {
            name.likeness >= 1.0 && candidate.features.iter().all(|part| part.value >= MET)
        };
        let rivals = scored
            .iter()
            .filter(|(candidate, name, _)| is_rival(candidate, name))
            .count();
        let borne_out = query.conditions.len() > 1 || !classes.is_empty();
        for (candidate, name, agrees) in &mut scored {
            candidate.sure = *agrees && name.literal && rivals == 1 && (name.main || borne_out);
        }
        // namesakes: the one that more is said of comes first
        let renown = |candidate: &Candidate| self.catalogue.renown(candidate.entity);
        scored.sort_by(|(a, ..), (b, ..)| {
            b.score
                .total_cmp(&a.score)
                .then(b.sure.cmp(&a.sure))
                .then_with(|| renown(b).cmp(&renown(a)))
                .then(a.entity.cmp(&b.entity))
        });
        scored.truncate(query.limit.unwrap_or(USUAL).min(MOST));
        scored
            .into_iter()
            .map(|(candidate, ..)| candidate)
            .collect()
    }

    /// The entities that a query's names, identifiers or properties bring, each once, with how well they are named.
    fn named(&self, query: &Query, compared: usize) -> Vec<(usize, Named)> {
        let mut found: Vec<(usize, Named)> = Vec::new();
        let mut brought = false;
        for condition in &query.conditions {
            if matches!(condition.subject, Subject::Property(_))
                || condition.quantifier == Quantifier::None
            {
                continue;
            }
            brought = true;
            for value in &condition.values {
                let (Value::Text(text) | Value::Thing(text)) = value;
                if let Some(entity) = self.catalogue.entity(text) {
                    found.push((
                        entity,
                        Named {
                            likeness: 1.0,
                            literal: true,
                            main: true,
                        },
                    ));
                }
                match (&condition.subject, condition.qualifier) {
                    (Subject::Name, Qualifier::Close) => self.by_name(text, compared, &mut found),
                    (Subject::Name, qualifier) => self.by_rule(text, qualifier, &mut found),
                    _ => {}
                }
            }
        }
        if !brought {
            // nothing but properties: everything that meets one of them
            let all = 0..self.catalogue.len();
            let name = Named {
                likeness: 0.0,
                literal: false,
                main: false,
            };
            found.extend(
                all.filter(|entity| {
                    query
                        .conditions
                        .iter()
                        .any(|condition| self.met(condition, *entity).is_some_and(|met| met >= MET))
                })
                .map(|entity| (entity, name)),
            );
        }
        found.sort_by(|(a, x), (b, y)| {
            a.cmp(b)
                .then(y.literal.cmp(&x.literal))
                .then(y.likeness.total_cmp(&x.likeness))
                .then(y.main.cmp(&x.main))
        });
        found.dedup_by_key(|(entity, _)| *entity);
        found
    }

    fn by_name(&self, text: &str, compared: usize, found: &mut Vec<(usize, Named)>) {
        let (folded, literal) = (fold(text), letters(text));
        if folded.is_empty() {
            return;
        }
        // what is equal stands before what is longer
        let equal = self
            .beginning(&folded)
            .take(NAMESAKES)
            .filter(|(name, first)| *first && self.folded.only(*name) == folded)
            .map(|(name, _)| name);
        let near = self
            .near(&folded, compared)
            .into_iter()
            .map(|name| name as usize);
        for name in equal.chain(near) {
            let likeness = alike(&folded, self.folded.only(name));
            if likeness < FLOOR {
                continue;
            }
            let (entity, main) = self.catalogue.owner(name);
            let literal = likeness >= 1.0 && letters(self.catalogue.names().only(name)) == literal;
            found.push((
                entity,
                Named {
                    likeness,
                    literal,
                    main,
                },
            ));
        }
    }

    /// The entities with a name that is this text, or fits it as a pattern; of very many the first.
    fn by_rule(&self, text: &str, qualifier: Qualifier, found: &mut Vec<(usize, Named)>) {
        let rule = Rule::of(qualifier, text);
        let literal = letters(text);
        let names = self.catalogue.names();
        let fitting =
            (0..names.len()).filter(|name| rule.fits(names.only(*name), self.folded.only(*name)));
        for name in fitting.take(NAMESAKES) {
            let (entity, main) = self.catalogue.owner(name);
            found.push((
                entity,
                Named {
                    likeness: 1.0,
                    literal: letters(names.only(name)) == literal,
                    main,
                },
            ));
        }
    }

    /// Scores a candidate; gives how it is named and whether all that was asked agrees. `None` where a condition that is
    /// required is not met.
    fn score(&self, query: &Query, entity: usize, name: Named) -> Option<(Candidate, Named, bool)> {
        let mut features: Vec<Feature> = Vec::new();
        let (mut sum, mut weight, mut agrees) = (0.0, 0.0, true);
        for condition in &query.conditions {
            let met = match (
                &condition.subject,
                condition.quantifier,
                condition.qualifier,
            ) {
                (Subject::Name, Quantifier::Any, Qualifier::Close) => Some(name.likeness),
                _ => self.met(condition, entity),
            };
            let is_met = met.is_some_and(|met| met >= MET);
            if condition.required && !is_met {
                return None;
            }
            agrees &= is_met;
            let Some(met) = met else { continue };
            let (id, shown, counts) = match &condition.subject {
                Subject::Name => ("name".to_owned(), "likeness of the name".to_owned(), 2.0),
                Subject::Id => ("id".to_owned(), "the identifier".to_owned(), 2.0),
                Subject::Property(written) => {
                    let property = self.catalogue.property(written);
                    (
                        written.clone(),
                        property.map_or(written, |property| &property.name).clone(),
                        1.0,
                    )
                }
            };
            let other_name = condition.subject == Subject::Name && !name.main;
            let met = if other_name { met * OTHER_NAME } else { met };
            sum += counts * met;
            weight += counts;
            if features.iter().all(|feature| feature.id != id) {
                let value = (met * 1e4).round() / 1e4;
                features.push(Feature {
                    id,
                    name: shown,
                    value,
                });
            }
        }
        let score = if weight > 0.0 {
            100.0 * sum / weight
        } else {
            0.0
        };
        let score = (score * 100.0).round() / 100.0;
        let candidate = Candidate {
            entity,
            score,
            sure: false,
            features,
        };
        Some((candidate, name, agrees))
    }

    /// How well an entity meets a condition; `None` where it has no value to say so.
    fn met(&self, condition: &Condition, entity: usize) -> Option<f64> {
        let each = |value: &Value| match &condition.subject {
            Subject::Id => {
                let (Value::Text(text) | Value::Thing(text)) = value;
                Some(f64::from(u8::from(
                    self.catalogue.entity(text) == Some(entity),
                )))
            }
            Subject::Name => {
                let (Value::Text(text) | Value::Thing(text)) = value;
                let rule = Rule::of(condition.qualifier, text);
                self.names_meet(&rule, entity)
            }
            Subject::Property(property) => {
                self.agreement(entity, property, value, condition.qualifier)
            }
        };
        let mut values = condition.values.iter().map(each);
        match condition.quantifier {
            Quantifier::Any => values.flatten().reduce(f64::max),
            Quantifier::All => values.try_fold(1.0, |least: f64, value| Some(least.min(value?))),
            Quantifier::None => Some(1.0 - values.flatten().fold(0.0, f64::max)),
        }
    }

    /// How well the best of an entity's names meets a rule.
    fn names_meet(&self, rule: &Rule<'_>, entity: usize) -> Option<f64> {
        let names = self.catalogue.names_at(entity);
        names
            .map(|name| {
                rule.meets(
                    self.catalogue.names().only(name),
                    self.folded.only(name),
                    alike,
                )
            })
            .reduce(f64::max)
    }

    /// How well the best of an entity's values of a property agrees with one that was given.
    fn agreement(
        &self,
        entity: usize,
        property: &str,
        given: &Value,
        qualifier: Qualifier,
    ) -> Option<f64> {
        let property = self.catalogue.property(property)?;
        let (Value::Text(text) | Value::Thing(text)) = given;
        let rule = Rule::of(qualifier, text);
        self.catalogue
            .values(entity, property.term)
            .map(|value| self.same(value, given, &rule))
            .reduce(f64::max)
    }

    fn same(&self, value: Id, given: &Value, rule: &Rule<'_>) -> f64 {
        let (Value::Text(text) | Value::Thing(text)) = given;
        match self.catalogue.view(value) {
            View::Literal { value, .. } => {
                let value = unescape(value);
                let numbers = match rule {
                    Rule::Alike(_) => similarity(Measure::Number, &value, text, 0.0),
                    _ => None,
                };
                numbers.unwrap_or_else(|| rule.meets(&value, &fold(&value), texts))
            }
            View::Iri(iri) if iri == text || iri == self.catalogue.expand(text) => 1.0,
            View::Iri(_) if matches!(given, Value::Thing(_)) => 0.0,
            View::Iri(iri) => {
                let meets = |text: &str| rule.meets(text, &fold(text), texts);
                let of_thing = self.catalogue.entity_of(value).into_iter();
                of_thing
                    .flat_map(|thing| self.catalogue.names_at(thing))
                    .map(|name| {
                        let written = self.catalogue.names().only(name);
                        rule.meets(written, self.folded.only(name), texts)
                    })
                    .chain([
                        meets(super::naming::local(iri)),
                        meets(&self.catalogue.title(value)),
                    ])
                    .fold(0.0, f64::max)
            }
            View::Blank(_) | View::Triple(_) => 0.0,
        }
    }
}

/// What a text is held against.
enum Rule<'a> {
    /// The fold of the text that was given.
    Alike(String),
    /// The text itself.
    Equal(&'a str),
    /// A pattern.
    Fits(Pattern),
}

impl<'a> Rule<'a> {
    fn of(qualifier: Qualifier, text: &'a str) -> Self {
        match qualifier {
            Qualifier::Close => Self::Alike(fold(text)),
            Qualifier::Exact => Self::Equal(text),
            Qualifier::Wildcard => Self::Fits(Pattern::of(text)),
        }
    }

    /// How well a text, and its fold, meets the rule; `alike` compares folds.
    fn meets(&self, written: &str, folded: &str, alike: impl Fn(&str, &str) -> f64) -> f64 {
        match self {
            Self::Alike(given) => alike(given, folded),
            _ => f64::from(u8::from(self.fits(written, folded))),
        }
    }

    fn fits(&self, written: &str, folded: &str) -> bool {
        match self {
            Self::Alike(given) => given == folded,
            Self::Equal(text) => {
                written == *text
                    || apply(&[Step::Normalize], written) == apply(&[Step::Normalize], text)
            }
            Self::Fits(pattern) => pattern.fits(folded),
        }
    }
}

/// The likeness of two folded values; short ones are codes.
fn texts(left: &str, right: &str) -> f64 {
    if left.is_empty() || right.is_empty() {
        0.0
    } else if left.len().min(right.len()) < CODE {
        f64::from(u8::from(left == right))
    } else {
        alike(left, right)
    }
}
