//! Files to bring up to date, or to find stale.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use crate::cli::Exit;
use crate::cli::output::{Console, unified};

use super::replace::{Wanted, replace};

/// A file as it is and as it should be; no text where there is no file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

impl File {
    pub(crate) fn is_stale(&self) -> bool {
        self.old != self.new
    }
}

/// Writes the files that are stale; with `check` prints what differs instead.
pub(crate) fn bring(files: &[File], check: bool, console: &Console) -> anyhow::Result<Exit> {
    let stale: Vec<&File> = files.iter().filter(|file| file.is_stale()).collect();
    if check {
        for File { path, old, new } in &stale {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let name = path.display().to_string();
            console.print(&unified(&name, &text(old), &text(new), console.is_colored()))?;
        }
        return Ok(if stale.is_empty() { Exit::Done } else { Exit::Fault });
    }
    for File { path, old, new } in &stale {
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
    replace(&wanted)?;
    for file in files {
        let name = file.path.display();
        let what = match file {
            file if !file.is_stale() => "nothing to change",
            File { new: Some(_), .. } => "written",
            _ => "removed",
        };
        console.note(&format!("{name}: {what}"))?;
    }
    Ok(Exit::Done)
}
