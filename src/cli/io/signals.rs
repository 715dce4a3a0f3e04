//! Signals that end the program, held back while temporary files are on the disk.

use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use signal_hook::SigId;
use signal_hook::consts::{SIGINT, SIGTERM};

/// Holds SIGINT and SIGTERM back until it is dropped or [`Signals::obey`] is called.
#[derive(Debug)]
pub(super) struct Signals {
    /// The signal that arrived; 0 if none did.
    arrived: Arc<AtomicUsize>,
    hooks: Vec<SigId>,
}

impl Signals {
    pub(super) fn defer() -> anyhow::Result<Signals> {
        let arrived = Arc::new(AtomicUsize::new(0));
        let mut hooks = Vec::new();
        for signal in [SIGINT, SIGTERM] {
            let number = usize::try_from(signal).unwrap_or_default();
            let hook = signal_hook::flag::register_usize(signal, Arc::clone(&arrived), number);
            hooks.push(hook.context("signals can't be held back")?);
        }
        // Past the limit for a file's size the write fails, in place of the program.
        #[cfg(unix)]
        {
            let past = Arc::new(AtomicBool::new(false));
            let hook = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, past);
            hooks.push(hook.context("signals can't be held back")?);
        }
        Ok(Signals { arrived, hooks })
    }

    /// Whether a signal has arrived.
    pub(super) fn arrived(&self) -> bool {
        self.arrived.load(Ordering::SeqCst) != 0
    }

    /// Does what the signal that has arrived asks for, if one has: the program ends by it.
    pub(super) fn obey(&self) {
        let signal = i32::try_from(self.arrived.load(Ordering::SeqCst)).unwrap_or_default();
        if signal != 0 {
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for hook in self.hooks.drain(..) {
            signal_hook::low_level::unregister(hook);
        }
    }
}
