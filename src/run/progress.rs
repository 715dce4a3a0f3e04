//! How far a run is that looks at many clusters.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many there are, and how many are done: counted by the threads that work, and read by the one
/// that tells.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    all: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    /// Says how many there are.
    pub(crate) fn begin(&self, all: usize) {
        self.all.store(all, Ordering::Relaxed);
    }

    /// One is done.
    pub(crate) fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many are done, of how many; none as long as it is not known how many there are.
    pub(crate) fn so_far(&self) -> Option<(usize, usize)> {
        let (done, all) = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
        (all > 0).then_some((done, all))
    }
}
