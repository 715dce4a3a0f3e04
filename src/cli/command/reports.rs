//! How `sync` says what it found: the messages about each cluster, and a line for it.

use std::path::Path;

use crate::cli::Exit;
use crate::cli::io::File;
use crate::cli::output::{Console, fit_for_line, unified};
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
    /// Whether the files are written.
    pub(crate) is_written: bool,
}

impl Reports<'_> {
    /// Says it, cluster by cluster; returns how the command ends.
    pub(crate) fn say(&self, console: &Console) -> anyhow::Result<Exit> {
        let mut exit = Exit::Done;
        let mut is_stale = false;
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
            let line = fit_for_line(&format!("{name}: {line}")) + "\n";
            match ends {
                Exit::Done => console.tell(&line)?,
                _ => console.print(&line)?,
            }
            exit = exit.max(ends);
            is_stale |= prepared.files.iter().any(File::is_stale);
        }
        if self.arguments.check && is_stale {
            console.note("note: the same command without --check writes this")?;
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
            State::NoTarget { fault, is_meant: true } => {
                console.say(std::slice::from_ref(fault), &cluster.sources(prepared))?;
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
        if let Some(restart) = prepared.restart.as_ref().filter(|_| self.is_written) {
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
            State::NoTarget { is_meant: true, .. } => {
                return ("no place for its output".to_owned(), unknown);
            }
            State::NoTarget { fault, .. } => {
                return (format!("passed over: {}", fault.message), Exit::Done);
            }
            State::Fault(Cause::Unreadable) => return ("can't be read".to_owned(), Exit::Usage),
            State::Fault(Cause::Config) => return ("at fault".to_owned(), unknown),
            State::Fault(Cause::Resources) => return ("in conflict".to_owned(), Exit::Fault),
            State::Ready { is_incomplete, .. } => *is_incomplete,
        };
        let stale = prepared.files.iter().filter(|file| file.is_stale());
        let folder = self.fleet.repository.name(cluster.path.parent().unwrap_or(&cluster.path));
        let below = |path: &Path| path.strip_prefix(&folder).unwrap_or(path).display().to_string();
        let stale: Vec<String> = stale.map(|file| below(&file.path)).collect();
        let files = stale.join(", ");
        let mut said = Vec::new();
        let mut exit = Exit::Done;
        if is_incomplete || built.is_some_and(|built| built.differs) {
            said.push("in conflict".to_owned());
            // To print a difference is no look at the build.
            exit = if built.is_some() || is_check { Exit::Fault } else { Exit::Done };
        }
        match (stale.is_empty(), self.is_written, self.arguments.writes()) {
            (true, ..) => {}
            (false, true, _) => said.push(format!("written: {files}")),
            (false, false, true) => {
                said.push(format!("not written, as another config is at fault: {files}"));
            }
            (false, false, false) => {
                said.push(format!("stale: {files}"));
                exit = exit.max(if is_check { Exit::Fault } else { Exit::Done });
            }
        }
        if built.is_some_and(|built| built.is_unbuilt) {
            said.push("not built".to_owned());
            exit = exit.max(if is_check { Exit::Usage } else { Exit::Done });
        }
        if said.is_empty() {
            said.push("up to date".to_owned());
        }
        let is_empty = |diagnostic: &&Diagnostic| diagnostic.code == code::BUILD_EMPTY;
        let empty = built.and_then(|built| built.diagnostics.iter().find(is_empty));
        said.extend(empty.map(|empty| empty.message.clone()));
        (said.join("; "), exit)
    }
}
