//! Bounds on what one command may take: stack, time, memory.

use relata::store::Cancel;
use std::time::{Duration, Instant};

/// Runs the command on a thread whose stack holds every nesting that the limits let through.
pub fn on_wide_stack(run: impl FnOnce() -> u8 + Send + 'static) -> u8 {
    let stack = 64 << 20;
    match std::thread::Builder::new()
        .name("relata".into())
        .stack_size(stack)
        .spawn(run)
    {
        Ok(thread) => thread.join().unwrap_or(101),
        Err(_) => 3,
    }
}

/// Watches a query from beside it: at the deadline it is cancelled, and if it does not heed that, the process ends.
///
/// Nothing can have been printed by then: an answer is printed whole or not at all.
pub struct Watch {
    done: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

impl Watch {
    /// Starts watching. `over` is called once in the watching thread when a limit is crossed and the query goes on.
    pub fn start(
        timeout: Duration,
        memory: u64,
        cancel: Cancel,
        over: impl FnOnce(Crossed) + Send + 'static,
    ) -> Self {
        let done = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let seen = std::sync::Arc::clone(&done);
        let begin = Instant::now();
        // without this thread there is no limit, and a machine that has no thread to give has other worries
        let _ = std::thread::Builder::new()
            .name("watch".into())
            .spawn(move || {
                let mut pause = Duration::from_millis(2);
                loop {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(50));
                    if seen.load(std::sync::atomic::Ordering::Acquire) {
                        return;
                    }
                    let crossed = if begin.elapsed() >= timeout {
                        Crossed::Time
                    } else if resident().is_some_and(|bytes| bytes > memory) {
                        Crossed::Memory
                    } else {
                        continue;
                    };
                    cancel.cancel();
                    // a moment to end in order; what does not heed the cancelling is ended from here
                    std::thread::sleep(Duration::from_millis(if crossed == Crossed::Time {
                        300
                    } else {
                        0
                    }));
                    if !seen.load(std::sync::atomic::Ordering::Acquire) {
                        over(crossed);
                    }
                    return;
                }
            });
        Self { done }
    }

    /// The query is over.
    pub fn stop(&self) {
        self.done.store(true, std::sync::atomic::Ordering::Release);
    }
}

/// The limit that was crossed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossed {
    /// `--timeout`
    Time,
    /// `--max-memory`
    Memory,
}

/// Bytes of memory in use, where the system tells.
fn resident() -> Option<u64> {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm")
        .ok()?
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()?;
    Some(pages * 4096)
}
