//! How alike a pair is: each comparison by itself, all of them together, and which pairs are taken of those that exclude one another.

pub mod assignment;
pub mod combine;
pub mod comparator;
