//! How `sync` says what it found: the messages about each cluster, and a line for it.

use std::path::Path;

use crate::cli::Exit;
use crate::cli::io::File;
use crate::cli::output::{Console, unified};
use crate::diagnostic::{Diagnostic, Source, code};
use crate::run::effective::Effective;

use super::cluster::{Cluster, Prepared, State};
use super::fleet::Fleet;
use super::order::Cause;
use super::sync::Sync;

/// What there is to say of each cluster.
#[derive(Debug)]
pub(crate) struct Reports<'r> {
    pub(crate) fleet: &'r Fleet,
    pub(crate) prepared: &'r [Prepared],
    /// What was built for each of them; empty if nothing was.
    pub(crate) built: &'r [Option<Effective>],
    pub(crate) arguments: &'r Sync,
}

impl Reports<'_> {
    /// Says it, cluster by cluster; returns how the command ends.
    pub(crate) fn say(&self, console: &Console) -> anyhow::Result<Exit> {
        let mut exit = Exit::Done;
        for (index, (cluster, prepared)) in
            self.fleet.clusters.iter().zip(self.prepared).enumerate()
        {
            let built = self.built.get(index).and_then(Option::as_ref);
            self.say_messages(cluster, prepared, built, console)?;
            if self.arguments.diff {
                for File { path, old, new } in prepared.files.iter().filter(|f| f.is_stale()) {
                    let [old, new] = [old, new].map(|text| text.as_deref().unwrap_or_default());
                    let name = path.display().to_string();
                    console.print(&unified(&name, old, new, console.is_colored()))?;
                }
            }
            let (line, ends) = self.status(cluster, prepared, built);
            let name = cluster.name(&self.fleet.repository);
            console.print(&format!("{name}: {line}\n"))?;
            exit = exit.max(ends);
        }
        Ok(exit)
    }

    fn say_messages(
        &self,
        cluster: &Cluster,
        prepared: &Prepared,
        built: Option<&Effective>,
        console: &Console,
    ) -> anyhow::Result<()> {
        console.say(&prepared.diagnostics, &cluster.sources(prepared))?;
        match &prepared.state {
            State::NoTarget(none) if cluster.is_named => {
                console.say(std::slice::from_ref(none), &cluster.sources(prepared))?;
            }
            State::Ready { target, .. } if target.is_before_bootstrap => {
                let name = cluster.name(&self.fleet.repository);
                console.note(&format!(
                    "note: {name}: what flux bootstrap makes is not there yet: the output is for \
                     Flux's own names and labels, and for the fluxVersion of the config; run sync \
                     again once it is"
                ))?;
            }
            _ => {}
        }
        if let Some(restart) = prepared.restart.as_ref().filter(|_| self.arguments.writes()) {
            let name = cluster.name(&self.fleet.repository);
            console.note(&format!(
                "note: {name}: pods get an identity when they start: once applied, run"
            ))?;
            console.note(&format!("  {}", restart.command()))?;
        }
        let Some(Effective { diagnostics, sources, .. }) = built else { return Ok(()) };
        let name = |file| self.fleet.repository.name(file).display().to_string();
        let names: Vec<String> = sources.iter().map(|(file, _)| name(file)).collect();
        let texts = names.iter().zip(sources).map(|(name, (_, text))| Source::new(name, text));
        console.say(diagnostics, &texts.collect::<Vec<_>>())?;
        Ok(())
    }

    /// The line of a cluster, and how it lets the command end.
    fn status(
        &self,
        cluster: &Cluster,
        prepared: &Prepared,
        built: Option<&Effective>,
    ) -> (String, Exit) {
        let is_check = self.arguments.check;
        // A check that could not look at something has not found drift.
        let unknown = if is_check { Exit::Usage } else { Exit::Fault };
        let is_incomplete = match &prepared.state {
            State::NoTarget(_) if cluster.is_named => {
                return ("no place for its output".to_owned(), unknown);
            }
            State::NoTarget(none) => return (format!("passed over: {}", none.message), Exit::Done),
            State::Fault(Cause::Unreadable) => return ("can't be read".to_owned(), Exit::Usage),
            State::Fault(Cause::Config) => return ("at fault".to_owned(), unknown),
            State::Fault(Cause::Resources) => return ("in conflict".to_owned(), Exit::Fault),
            State::Ready { is_incomplete, .. } => *is_incomplete,
        };
        let stale = prepared.files.iter().filter(|file| file.is_stale());
        let folder = self.fleet.repository.name(cluster.path.parent().unwrap_or(&cluster.path));
        let below = |path: &Path| path.strip_prefix(&folder).unwrap_or(path).display().to_string();
        let stale: Vec<String> = stale.map(|file| below(&file.path)).collect();
        let (mut line, mut exit) = match (stale.as_slice(), self.arguments.writes()) {
            ([], _) => ("up to date".to_owned(), Exit::Done),
            (files, true) => (format!("written: {}", files.join(", ")), Exit::Done),
            (files, false) => (format!("stale: {}", files.join(", ")), Exit::Fault),
        };
        if !is_check && !self.arguments.writes() {
            exit = Exit::Done;
        }
        let Some(built) = built else {
            let exit = if is_check && is_incomplete { exit.max(Exit::Fault) } else { exit };
            return (line, exit);
        };
        if built.differs || is_incomplete {
            line = format!("in conflict; {line}");
            exit = exit.max(Exit::Fault);
        }
        if built.is_unbuilt {
            line.push_str("; not built");
            exit = exit.max(if is_check { Exit::Usage } else { Exit::Done });
        }
        let is_empty = |diagnostic: &&Diagnostic| diagnostic.code == code::BUILD_EMPTY;
        if let Some(empty) = built.diagnostics.iter().find(is_empty) {
            line = format!("{line}; {}", empty.message);
        }
        (line, exit)
    }
}
