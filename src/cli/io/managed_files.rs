//! The files that `patches` keeps: a user's kustomization.yaml, the folder of a Component, or a
//! user's values of a Helm chart.

use std::path::Path;

use anyhow::bail;

use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, Purpose};
use crate::render::component::PERMISSION;
use crate::render::{self, Format, KustomizeParts, Values, kustomization, manage_values};

use super::component;
use super::input::Input;
use super::target::File;

/// Files to bring up to date.
#[derive(Debug, Default)]
pub(crate) struct ManagedFiles {
    pub(crate) files: Vec<File>,
    /// How many managed parts they have.
    pub(crate) managed: usize,
    /// What there is to say. With an error no file is to be written.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What is changed in values, one diagnostic for each scalar.
    pub(crate) changes: Vec<Diagnostic>,
    /// The file that the diagnostics are about.
    pub(crate) input: Option<Input>,
    /// Whether it is not YAML at all.
    pub(crate) unreadable: bool,
}

impl ManagedFiles {
    /// Whether the permission to create tokens is taken out of a Component.
    pub(crate) fn drops_permission(&self) -> bool {
        let is_it = |file: &File| file.path.file_name().is_some_and(|name| name == PERMISSION);
        self.files.iter().any(|file| file.new.is_none() && is_it(file))
    }

    /// What is managed at a path in a format. `source` is the index of its text in diagnostics.
    pub(crate) fn at(
        path: &Path,
        format: Format,
        plan: &Plan,
        parts: &KustomizeParts,
        purpose: Purpose,
        source: usize,
    ) -> anyhow::Result<ManagedFiles> {
        match format {
            Format::Component => {
                let files = component::files(path, parts, plan, purpose)?;
                let old = files.iter().filter_map(|file| file.old.as_deref());
                let managed = old.map(render::component::count).sum();
                Ok(ManagedFiles { files, managed, ..ManagedFiles::default() })
            }
            Format::Kustomization if !path.exists() => {
                let new = Some(kustomization::body(parts, &plan.namespace));
                let file = File { path: path.to_owned(), old: None, new };
                Ok(ManagedFiles { files: vec![file], ..ManagedFiles::default() })
            }
            _ => ManagedFiles::kustomization(path, plan, parts, purpose, source),
        }
    }

    /// The user's kustomization.yaml with its managed entries brought up to date.
    fn kustomization(
        path: &Path,
        plan: &Plan,
        parts: &KustomizeParts,
        purpose: Purpose,
        source: usize,
    ) -> anyhow::Result<ManagedFiles> {
        if path.is_dir() {
            let name = path.display();
            bail!("{name} is a folder: name its kustomization.yaml, or use --format component");
        }
        let input = Input::read(path)?;
        let done = render::manage(&input.text, plan, parts, purpose, source);
        let new = done.splices.apply(&input.text, 0..input.text.len());
        let old = Some(input.text.clone());
        Ok(ManagedFiles {
            files: vec![File { path: path.to_owned(), old, new: Some(new) }],
            managed: done.managed,
            diagnostics: done.diagnostics,
            input: Some(input),
            unreadable: done.unreadable,
            ..ManagedFiles::default()
        })
    }

    /// A user's values, brought up to date. `source` is the index of their text in diagnostics.
    pub(crate) fn values(
        path: &Path,
        plan: &Plan,
        values: &Values,
        purpose: Purpose,
        source: usize,
    ) -> anyhow::Result<ManagedFiles> {
        if path.is_dir() {
            bail!("{} is a folder: name a values file", path.display());
        }
        let input = if path.exists() { Some(Input::read(path)?) } else { None };
        let old = input.as_ref().map(|input| input.text.clone());
        let text = old.as_deref().unwrap_or_default();
        let done = manage_values(text, plan, values, purpose, source);
        let new = done.splices.apply(text, 0..text.len());
        // A file is not made to hold nothing.
        let new = Some(new).filter(|new| old.is_some() || !new.is_empty());
        let file = File { path: path.to_owned(), old, new };
        let files = if file.old.is_some() || file.new.is_some() { vec![file] } else { Vec::new() };
        Ok(ManagedFiles {
            files,
            diagnostics: done.diagnostics,
            changes: done.changes,
            input,
            unreadable: done.unreadable,
            ..ManagedFiles::default()
        })
    }
}
