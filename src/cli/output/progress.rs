//! A line on a terminal that tells how far a long run is.

use std::io::{IsTerminal, Stderr};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::run::Progress;

use super::stream::{file, write_all};

/// What ends sooner needs no line.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(100);

/// Does the work. If that takes long and stderr is a terminal, a line there tells how far it is, until
/// it ends.
pub(super) fn shown<R>(stderr: &Stderr, progress: &Progress, work: impl FnOnce() -> R) -> R {
    // The main thread may hold the lock of the stream all along: this one has a file of its own.
    let terminal = file(stderr).ok().filter(|_| stderr.is_terminal());
    let Some(mut terminal) = terminal else { return work() };
    let (end, ended) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut line = String::new();
            let mut wait = PATIENCE;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = BETWEEN;
                if let Some((done, all)) = progress.so_far() {
                    line = format!("\r{done} of {all} clusters");
                    // What can't be shown is not needed.
                    let _ = write_all(&mut terminal, &[&line]);
                }
            }
            let blank = " ".repeat(line.len().saturating_sub(1));
            if !line.is_empty() {
                let _ = write_all(&mut terminal, &["\r", &blank, "\r"]);
            }
        });
        let result = work();
        drop(end);
        result
    })
}
