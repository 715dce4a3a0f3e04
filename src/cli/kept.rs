//! The files that `patches` keeps: a user's kustomization.yaml, or the folder of a Component.

use std::path::Path;

use anyhow::bail;

use crate::krm::Finding;
use crate::plan::Plan;
use crate::render::{Native, kustomization};

use super::component;
use super::formats::Format;
use super::input::Input;
use super::target::File;

/// Files to bring up to date.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) files: Vec<File>,
    /// How many parts of ours they have.
    pub(super) parts: usize,
    /// What there is to say. With an error no file is to be written.
    pub(super) findings: Vec<Finding>,
    /// The file that the findings are about.
    pub(super) input: Option<Input>,
    /// Whether it is no YAML at all.
    pub(super) unreadable: bool,
}

impl Kept {
    /// What is kept at a path in a format. `source` is the number of its text in findings.
    pub(super) fn at(
        path: &Path,
        format: Format,
        plan: &Plan,
        native: &Native,
        source: usize,
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
            _ => Kept::kustomization(path, plan, native, source),
        }
    }

    /// The user's kustomization.yaml with our entries brought up to date.
    fn kustomization(
        path: &Path,
        plan: &Plan,
        native: &Native,
        source: usize,
    ) -> anyhow::Result<Kept> {
        if path.is_dir() {
            let name = path.display();
            bail!("{name} is a folder: name its kustomization.yaml, or write --format component");
        }
        let input = Input::read(path)?;
        let done = kustomization::maintain(&input.text, plan, native, source);
        let new = done.splices.apply(&input.text, 0..input.text.len());
        let old = Some(input.text.clone());
        Ok(Kept {
            files: vec![File { path: path.to_owned(), old, new: Some(new) }],
            parts: done.ours,
            findings: done.findings,
            input: Some(input),
            unreadable: done.unreadable,
        })
    }
}
