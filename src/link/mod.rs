//! Which outside thing is this? Link discovery from a spec in the repository, and what people decided of it.
//!
//! A [`task`] is a [`spec`] with everything it names. Its [`sides`] are read into packed columns, [`prepare`]d (texts folded, words
//! and values numbered, long targets portion by portion), and [`run`]: [`candidates`] says which pairs are compared at all,
//! [`score`] how alike they are and who takes whom, [`decide`] what is enough. The [`linkset`] is the record of what was found and
//! judged; [`evaluate`] holds a run against known links, [`doubts`] says what looks like a mistake, [`seek`] whom a person means; [`mod@draft`] makes a spec to
//! begin with.

pub mod candidates;
pub mod decide;
pub mod doubts;
pub mod draft;
pub mod evaluate;
pub mod linkset;
pub mod prepare;
mod radix;
pub mod run;
pub mod score;
pub mod seek;
pub mod sides;
pub mod spec;
pub mod task;
