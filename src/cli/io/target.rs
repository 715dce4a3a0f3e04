//! Files to bring up to date, or to find stale.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Context;

use crate::cli::Exit;
use crate::cli::output::{Console, say_restart, unified};
use crate::flux::Controller;
use crate::patch::Reached;
use crate::run::Restart;
use crate::run::kept::File;

use super::replace::{Wanted, replace};

/// Writes the files that are stale; with `check` prints what differs instead. `restart` is told if
/// something was written.
pub(crate) fn bring(
    files: &[File],
    check: bool,
    restart: Option<Restart>,
    console: &Console,
) -> anyhow::Result<Exit> {
    let stale: Vec<&File> = files.iter().filter(|file| file.is_stale()).collect();
    if check {
        return compare(files, &stale, console);
    }
    write(&stale)?;
    for file in files {
        let name = file.path.display();
        let what = match file {
            file if !file.is_stale() => "nothing to change",
            File { new: Some(_), .. } => "written",
            _ => "removed",
        };
        console.note(&format!("{name}: {what}"))?;
    }
    if let Some(restart) = restart.filter(|_| !stale.is_empty()) {
        say_restart(&restart, console)?;
    }
    Ok(Exit::Done)
}

/// Writes files, all of them or none.
pub(crate) fn write(stale: &[&File]) -> anyhow::Result<()> {
    for File { path, old, new } in stale {
        if let (None, Some(_), Some(folder)) = (old, new, path.parent()) {
            let name = folder.display();
            fs::create_dir_all(folder).with_context(|| format!("{name} can't be made"))?;
        }
    }
    let wanted: Vec<Wanted<'_>> = stale
        .iter()
        .map(|File { path, old, new }| Wanted {
            path,
            old: old.as_deref(),
            new: new.as_deref().map(|text| vec![text]),
        })
        .collect();
    replace(&wanted)
}

/// Prints how files differ from what they should be, and says what was checked.
fn compare(files: &[File], stale: &[&File], console: &Console) -> anyhow::Result<Exit> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    for File { path, old, new } in stale {
        let name = path.display().to_string();
        console.print(&unified(&name, &text(old), &text(new), console.is_colored()))?;
    }
    if stale.is_empty() {
        for file in files {
            let reached = match Reached::of(&text(&file.new)) {
                Reached { entries: 0, .. } => String::new(),
                reached => format!(": {reached}"),
            };
            console.note(&format!("{}: up to date{reached}", file.path.display()))?;
        }
        return Ok(Exit::Done);
    }
    let before = reached(files, |file| &file.old);
    let mut new = reached(files, |file| &file.new);
    new.retain(|controller| !before.contains(controller));
    if !before.is_empty() && !new.is_empty() {
        let new = new.join(", ");
        console.note(&format!("note: new in Flux or in the config, and not reached yet: {new}"))?;
    }
    console.note("note: the same command with --write in place of --check writes this")?;
    Ok(Exit::Fault)
}

/// The names of the controllers that the managed entries of texts reach.
fn reached(files: &[File], text: fn(&File) -> &Option<String>) -> Vec<&'static str> {
    let texts = files.iter().filter_map(|file| text(file).as_deref());
    let controllers: BTreeSet<_> = texts.flat_map(|text| Reached::of(text).controllers).collect();
    controllers.into_iter().map(Controller::name).collect()
}
