//! A set of quads held compactly: every term once, as its canonical N-Triples text, and quads as four numbers.
//!
//! Writers, differences and hashes work on this and not on the store, because it keeps every lexical form as it was
//! authored; and because five million triples fit into some hundred megabytes of it.

pub mod blank;
pub mod canonical;
pub mod order;
pub mod rank;
pub mod shape;
pub mod term;
pub mod triple;
pub mod xml;

use hashbrown::{DefaultHashBuilder, HashTable};
use oxrdf::{Quad, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::BuildHasher;

/// The number of a term in its dataset.
pub type Id = u32;

/// The number that stands for the default graph; its text is empty.
pub const DEFAULT_GRAPH: Id = 0;

/// What a term is, in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The name of the default graph, which is empty.
    DefaultGraph,
    /// An IRI.
    Iri,
    /// A literal.
    Literal,
    /// A triple term.
    Triple,
    /// A blank node.
    Blank,
}

impl Kind {
    fn of(token: &str) -> Self {
        match token.as_bytes().first() {
            None => Self::DefaultGraph,
            Some(b'<') if term::is_triple(token) => Self::Triple,
            Some(b'<') => Self::Iri,
            Some(b'"') => Self::Literal,
            Some(_) => Self::Blank,
        }
    }
}

/// A set of quads.
///
/// ```
/// # use relata::dataset::{Dataset, DEFAULT_GRAPH};
/// let mut dataset = Dataset::new();
/// let [a, p] = ["<http://e/a>", "<http://e/p>"].map(|token| dataset.intern(token));
/// let one = dataset.intern("\"01\"^^<http://www.w3.org/2001/XMLSchema#integer>");
/// dataset.insert([a, p, one, DEFAULT_GRAPH]);
/// dataset.settle();
/// assert_eq!(dataset.token(dataset.quads()[0][2]), "\"01\"^^<http://www.w3.org/2001/XMLSchema#integer>");
/// ```
#[derive(Debug, Clone)]
pub struct Dataset {
    text: String,
    /// Where each term's text begins; one more than there are terms.
    starts: Vec<usize>,
    /// What each term is: asked for so often that looking into the text for it would wait for memory.
    kinds: Vec<Kind>,
    /// Half the hash of each term beside its number, so that growing the table looks at no text.
    index: HashTable<(u32, Id)>,
    hasher: DefaultHashBuilder,
    quads: Vec<[Id; 4]>,
    /// Subject, predicate and object of each triple term; these are terms of the dataset too.
    triples: FxHashMap<Id, [Id; 3]>,
}

impl Default for Dataset {
    fn default() -> Self {
        Self::new()
    }
}

impl Dataset {
    /// A dataset without quads.
    pub fn new() -> Self {
        let mut dataset = Self {
            text: String::new(),
            starts: vec![0],
            kinds: Vec::new(),
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            quads: Vec::new(),
            triples: FxHashMap::default(),
        };
        dataset.intern("");
        dataset
    }

    /// The quads of the common vocabulary, each once.
    pub fn of_quads<'a>(quads: impl IntoIterator<Item = &'a Quad>) -> Self {
        let mut dataset = Self::new();
        let mut buffer = String::new();
        for quad in quads {
            dataset.insert_quad(quad, &mut buffer);
        }
        dataset.settle();
        dataset
    }

    /// The triples of the common vocabulary in the default graph, each once.
    pub fn of_triples<'a>(triples: impl IntoIterator<Item = &'a Triple>) -> Self {
        let mut dataset = Self::new();
        let mut buffer = String::new();
        for triple in triples {
            let mut term = |push: &dyn Fn(&mut String)| {
                buffer.clear();
                push(&mut buffer);
                dataset.intern(&buffer)
            };
            let subject = term(&|text| term::push_subject(text, &triple.subject));
            let predicate = term(&|text| term::push_iri(text, triple.predicate.as_str()));
            let object = term(&|text| term::push_term(text, &triple.object));
            dataset.insert([subject, predicate, object, DEFAULT_GRAPH]);
        }
        dataset.settle();
        dataset
    }

    /// Adds one quad of the common vocabulary; `buffer` is scratch space.
    pub fn insert_quad(&mut self, quad: &Quad, buffer: &mut String) {
        let mut term = |push: &dyn Fn(&mut String)| {
            buffer.clear();
            push(buffer);
            self.intern(buffer)
        };
        let subject = term(&|text| term::push_subject(text, &quad.subject));
        let predicate = term(&|text| term::push_iri(text, quad.predicate.as_str()));
        let object = term(&|text| term::push_term(text, &quad.object));
        let graph = term(&|text| term::push_graph(text, &quad.graph_name));
        self.insert([subject, predicate, object, graph]);
    }

    /// The number of a term given as canonical N-Triples text, which is kept where it is new.
    ///
    /// # Panics
    ///
    /// Past four thousand million distinct terms, which no machine this runs on can hold.
    pub fn intern(&mut self, token: &str) -> Id {
        let half = self.half(token);
        if let Some(id) = self.look_up(half, token) {
            return id;
        }
        let id = Id::try_from(self.term_count()).expect("terms are fewer than 2^32");
        self.text.push_str(token);
        self.starts.push(self.text.len());
        self.kinds.push(Kind::of(token));
        self.index
            .insert_unique(whole(half), (half, id), |known| whole(known.0));
        if self.kind(id) == Kind::Triple {
            let parts = triple::parts(token).map(|part| self.intern(part));
            self.triples.insert(id, parts);
        }
        id
    }

    /// Subject, predicate and object of a triple term; `None` for every other term.
    pub fn triple(&self, id: Id) -> Option<[Id; 3]> {
        self.triples.get(&id).copied()
    }

    /// The triple terms that the quads speak of, those that stand inside others before these.
    pub fn triple_terms(&self) -> Vec<Id> {
        if self.triples.is_empty() {
            return Vec::new();
        }
        let mut found: FxHashSet<Id> = FxHashSet::default();
        let mut open: Vec<Id> = self.quads.iter().map(|quad| quad[2]).collect();
        while let Some(id) = open.pop() {
            if let Some([_, _, object]) = self.triple(id)
                && found.insert(id)
            {
                open.push(object);
            }
        }
        let mut found: Vec<Id> = found.into_iter().collect();
        // what stands inside is shorter
        found.sort_unstable_by_key(|id| (self.token(*id).len(), *id));
        found
    }

    /// The number of a term, where the dataset has it.
    pub fn find(&self, token: &str) -> Option<Id> {
        self.look_up(self.half(token), token)
    }

    fn look_up(&self, half: u32, token: &str) -> Option<Id> {
        self.index
            .find(whole(half), |(other, id)| {
                *other == half && self.token(*id) == token
            })
            .map(|(_, id)| *id)
    }

    /// Half the hash of a token.
    fn half(&self, token: &str) -> u32 {
        (self.hasher.hash_one(token) >> 32) as u32
    }

    /// A term's canonical N-Triples text; empty for the default graph.
    pub fn token(&self, id: Id) -> &str {
        &self.text[self.starts[id as usize]..self.starts[id as usize + 1]]
    }

    /// True where the term is a blank node.
    pub fn is_blank(&self, id: Id) -> bool {
        self.kind(id) == Kind::Blank
    }

    /// What the term is.
    pub fn kind(&self, id: Id) -> Kind {
        self.kinds[id as usize]
    }

    /// Number of terms, the default graph's name counted.
    pub fn term_count(&self) -> usize {
        self.starts.len() - 1
    }

    /// Adds a quad: subject, predicate, object, graph.
    pub fn insert(&mut self, quad: [Id; 4]) {
        self.quads.push(quad);
    }

    /// Sorts the quads by number and drops repetitions; what was inserted is a set only after this.
    pub fn settle(&mut self) {
        self.quads.sort_unstable();
        self.quads.dedup();
    }

    /// The quads: subject, predicate, object, graph.
    pub fn quads(&self) -> &[[Id; 4]] {
        &self.quads
    }

    /// Gives up what only adding needs, to write in less memory.
    pub fn freeze(&mut self) {
        self.index = HashTable::new();
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.quads.shrink_to_fit();
    }

    /// The same quads with every blank node named by its local structure, see [`blank::labels`].
    #[must_use]
    pub fn relabelled(&self) -> Self {
        let labels = blank::labels(self);
        let mut other = Self::new();
        for quad in &self.quads {
            let named = quad.map(|id| {
                other.intern(
                    labels
                        .get(&id)
                        .map_or_else(|| self.token(id), String::as_str),
                )
            });
            other.insert(named);
        }
        other.settle();
        other
    }

    /// All triples in the default graph.
    #[must_use]
    pub fn merged(&self) -> Self {
        let mut other = self.clone();
        for quad in &mut other.quads {
            quad[3] = DEFAULT_GRAPH;
        }
        other.settle();
        other
    }

    /// Adds the quads of another dataset, its blank nodes with `scope` before their labels.
    pub fn append(&mut self, other: &Self, scope: &str) {
        for quad in &other.quads {
            let quad = quad.map(|id| {
                let scoped = |label: &str| Some(format!("_:{scope}{}", label.get(2..)?));
                self.intern(&triple::renamed(other.token(id), scoped))
            });
            self.insert(quad);
        }
    }

    /// A quad as a line of canonical N-Quads, without its end of line.
    pub fn line(&self, quad: &[Id; 4]) -> String {
        let [subject, predicate, object, graph] = quad.map(|id| self.token(id));
        let gap = if graph.is_empty() { "" } else { " " };
        format!("{subject} {predicate} {object} {graph}{gap}.")
    }
}

/// A hash with all its bits mixed, of half a hash.
fn whole(half: u32) -> u64 {
    u64::from(half).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
