//! Which outside thing is this? Link discovery from a spec in the repository, and what people decided of it.
//!
//! A [`spec`] says what is compared with what. [`source`] reads both sides into packed [`mod@column`]s, [`prepare`] applies
//! the [`transform`] chains and builds the candidate [`index`] and [`block`]s, [`run`] compares ([`comparator`],
//! [`vectors`]), [`combine`]s, [`assignment`] keeps one link a record, [`decide`] chooses what is enough.

pub mod assignment;
pub mod block;
pub mod column;
pub mod combine;
pub mod comparator;
pub mod decide;
pub mod describe;
pub mod evaluate;
pub mod facts;
pub mod findings;
pub mod index;
pub mod linkset;
pub mod merge;
pub mod prepare;
pub mod run;
pub mod source;
pub mod spec;
pub mod task;
pub mod transform;
pub mod vectors;
