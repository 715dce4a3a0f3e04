//! How many inputs were accepted, and how many different ones were edited.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

static ACCEPTED: AtomicU64 = AtomicU64::new(0);
static EDITED: AtomicU64 = AtomicU64::new(0);
static DIFFERENT: AtomicU64 = AtomicU64::new(0);

/// A bit for every hash that was seen: two inputs may share one, so that too few are counted and
/// never too many. Of 20 million it takes 1 in 100 for one that it has seen.
static SEEN: LazyLock<Vec<AtomicU64>> =
    LazyLock::new(|| (0..1 << 24).map(|_| AtomicU64::new(0)).collect());

/// Counts an input that was accepted, once each; now and then the counts are printed.
pub(crate) fn count(input: &str, edited: bool) {
    let accepted = ACCEPTED.fetch_add(1, Ordering::Relaxed) + 1;
    if edited {
        EDITED.fetch_add(1, Ordering::Relaxed);
        DIFFERENT.fetch_add(u64::from(is_new(input)), Ordering::Relaxed);
    }
    if accepted.is_multiple_of(1_000) {
        let (edited, different) = (&EDITED, &DIFFERENT);
        eprintln!(
            "counted: {accepted} accepted, {edited:?} edited, {different:?} of these different"
        );
    }
}

fn is_new(input: &str) -> bool {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let hash = hasher.finish();
    let (word, bit) = ((hash >> 6) as usize % SEEN.len(), 1 << (hash % 64));
    SEEN[word].fetch_or(bit, Ordering::Relaxed) & bit == 0
}
