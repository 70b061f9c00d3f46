//! Which outside thing is this? Link discovery from a spec in the repository, and what people decided of it.
//!
//! A [`spec`] says what is compared with what. [`source`] reads both sides into packed [`mod@column`]s, [`prepare`] has the
//! [`transform`] chains applied ([`texts`]), numbers their [`words`] and builds what brings [`candidates`] together ([`index`],
//! [`block`]), [`run`] compares ([`coded`], [`comparator`], [`vectors`]), [`combine`]s, [`assignment`] keeps one link a record,
//! [`decide`] chooses by [`evidence`] what is enough. [`doubts`] says what looks like a mistake, [`why`] what became of a pair, [`answer`] adds
//! what a person judged. [`mod@draft`] makes a spec to begin with.

pub mod answer;
pub mod assignment;
pub mod block;
pub mod candidates;
pub mod cardinality;
mod chance;
pub mod coded;
pub mod column;
pub mod combine;
pub mod comparator;
pub mod decide;
pub mod describe;
pub mod doubts;
pub mod draft;
pub mod evaluate;
pub mod evidence;
pub mod facts;
mod faults;
pub mod findings;
pub mod index;
pub mod linkset;
pub mod long;
pub mod merge;
mod naming;
mod outline;
pub mod portions;
pub mod prepare;
mod radix;
pub mod reach;
mod rows;
pub mod run;
pub mod seek;
pub mod sides;
pub mod source;
pub mod spec;
pub mod task;
pub mod texts;
pub mod transform;
pub mod vectors;
pub mod why;
pub mod words;

use crate::parallel;
