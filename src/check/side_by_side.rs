//! Runs the parts of a check on two threads; what each finds comes back by its place, whoever was faster.

use super::Report;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A part of a check.
pub(super) type Part<'a> = dyn Fn() -> std::io::Result<Report> + Sync + 'a;
type Made = std::io::Result<Report>;

/// What the parts make: the first list on the thread of the caller, the second on whichever thread has time, each in its order.
///
/// Syntax that its author may nest belongs to the first list: the caller knows how wide its stack is.
pub(super) fn side_by_side<const OWN: usize, const SHARED: usize>(
    own: [&Part<'_>; OWN],
    shared: [&Part<'_>; SHARED],
) -> ([Made; OWN], [Made; SHARED]) {
    let made: [OnceLock<Made>; SHARED] = std::array::from_fn(|_| OnceLock::new());
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let (Some(part), Some(place)) = (shared.get(at), made.get(at)) else {
                return;
            };
            place.get_or_init(*part);
        }
    };
    let own = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let own = own.map(|part| part());
        work();
        if let Err(panic) = other.join() {
            std::panic::resume_unwind(panic);
        }
        own
    });
    let shared = made.map(|made| {
        made.into_inner()
            .expect("both threads end only when every part was taken and made")
    });
    (own, shared)
}
