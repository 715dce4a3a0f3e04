//! The files that `patches` keeps: a user's kustomization.yaml, or the folder of a Component.

use std::path::Path;

use anyhow::bail;

use crate::plan::Plan;
use crate::render::{Native, kustomization};
use crate::report;

use super::component;
use super::console::Console;
use super::formats::Format;
use super::input::Input;
use super::message::Source;
use super::target::File;

/// Files to bring up to date.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) files: Vec<File>,
    /// How many parts of ours they have.
    pub(super) parts: usize,
    /// Whether a file is refused, as was said.
    pub(super) refused: bool,
    /// Whether it is no YAML at all.
    pub(super) unreadable: bool,
}

impl Kept {
    /// What is kept at a path in a format.
    pub(super) fn at(
        path: &Path,
        format: Format,
        plan: &Plan,
        native: &Native,
        sources: &[Source<'_>],
        console: &Console,
    ) -> anyhow::Result<Kept> {
        match format {
            Format::Component => {
                let files = component::files(path, native, &plan.namespace)?;
                let old = files.iter().filter_map(|file| file.old.as_deref());
                let parts = old.map(component::parts).sum();
                Ok(Kept { files, parts, ..Kept::default() })
            }
            Format::Kustomization if !path.exists() => {
                let new = Some(kustomization::body(native, &plan.namespace));
                let file = File { path: path.to_owned(), old: None, new };
                Ok(Kept { files: vec![file], ..Kept::default() })
            }
            _ => Kept::kustomization(path, plan, native, sources, console),
        }
    }

    /// The user's kustomization.yaml with our entries brought up to date.
    fn kustomization(
        path: &Path,
        plan: &Plan,
        native: &Native,
        sources: &[Source<'_>],
        console: &Console,
    ) -> anyhow::Result<Kept> {
        if path.is_dir() {
            let name = path.display();
            bail!("{name} is a folder: name its kustomization.yaml, or write --format component");
        }
        let input = Input::read(path)?;
        let done = kustomization::maintain(&input.text, plan, native, sources.len());
        let sources: Vec<Source<'_>> = sources.iter().cloned().chain([input.source()]).collect();
        let mut findings = done.findings;
        let refused = report::raise(&mut findings, plan.strict);
        console.say(&findings, &sources)?;
        let new = done.splices.apply(&input.text, 0..input.text.len());
        let file = File { path: path.to_owned(), old: Some(input.text), new: Some(new) };
        let (parts, unreadable) = (done.ours, done.unreadable);
        Ok(Kept { files: vec![file], parts, refused, unreadable })
    }
}
