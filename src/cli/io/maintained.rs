//! The files that `patches` keeps: a user's kustomization.yaml, or the folder of a Component.

use std::path::Path;

use anyhow::bail;

use crate::diagnostic::Diagnostic;
use crate::plan::Plan;
use crate::render::{Format, Native, kustomization};

use super::component;
use super::input::Input;
use super::target::File;

/// Files to bring up to date.
#[derive(Debug, Default)]
pub(crate) struct Maintained {
    pub(crate) files: Vec<File>,
    /// How many parts of ours they have.
    pub(crate) parts: usize,
    /// What there is to say. With an error no file is to be written.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The file that the diagnostics are about.
    pub(crate) input: Option<Input>,
    /// Whether it is not YAML at all.
    pub(crate) unreadable: bool,
}

impl Maintained {
    /// What is kept at a path in a format. `source` is the number of its text in diagnostics.
    pub(crate) fn at(
        path: &Path,
        format: Format,
        plan: &Plan,
        native: &Native,
        source: usize,
    ) -> anyhow::Result<Maintained> {
        match format {
            Format::Component => {
                let files = component::files(path, native, &plan.namespace)?;
                let old = files.iter().filter_map(|file| file.old.as_deref());
                let parts = old.map(component::parts).sum();
                Ok(Maintained { files, parts, ..Maintained::default() })
            }
            Format::Kustomization if !path.exists() => {
                let new = Some(kustomization::body(native, &plan.namespace));
                let file = File { path: path.to_owned(), old: None, new };
                Ok(Maintained { files: vec![file], ..Maintained::default() })
            }
            _ => Maintained::kustomization(path, plan, native, source),
        }
    }

    /// The user's kustomization.yaml with our entries brought up to date.
    fn kustomization(
        path: &Path,
        plan: &Plan,
        native: &Native,
        source: usize,
    ) -> anyhow::Result<Maintained> {
        if path.is_dir() {
            let name = path.display();
            bail!("{name} is a folder: name its kustomization.yaml, or write --format component");
        }
        let input = Input::read(path)?;
        let done = kustomization::maintain(&input.text, plan, native, source);
        let new = done.splices.apply(&input.text, 0..input.text.len());
        let old = Some(input.text.clone());
        Ok(Maintained {
            files: vec![File { path: path.to_owned(), old, new: Some(new) }],
            parts: done.ours,
            diagnostics: done.diagnostics,
            input: Some(input),
            unreadable: done.unreadable,
        })
    }
}
