//! Does the items of a list on all cores: an item is taken by whichever thread is free.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many threads there is work for.
pub(crate) fn threads(items: usize) -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.max(1))
}

/// What each of two gives, made at the same time; a panic of one goes on in the caller.
pub(crate) fn both<T: Send, R: Send>(items: [T; 2], make: impl Fn(T) -> R + Sync) -> [R; 2] {
    let [a, b] = items;
    std::thread::scope(|scope| {
        let b = scope.spawn(|| make(b));
        let a = make(a);
        match b.join() {
            Ok(b) => [a, b],
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// What each item gives, in the order of the list; a panic of one goes on in the caller.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else {
                return made;
            };
            made.push((at, make(item)));
        }
    };
    let mut made: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads(items.len()))
            .map(|_| scope.spawn(work))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(made) => made,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    made.sort_unstable_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn outcomes_are_in_the_order_of_the_list() {
        let numbers: Vec<u32> = (0..1000).collect();
        let squares = super::each(&numbers, |number| number * number);
        assert!(
            squares
                .iter()
                .zip(&numbers)
                .all(|(square, n)| *square == n * n)
        );
        assert_eq!(squares.len(), numbers.len());
        assert!(super::each(&[], |number: &u32| *number).is_empty());
    }
}
