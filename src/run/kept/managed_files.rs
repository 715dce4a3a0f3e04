//! The files that `patches` keeps: a user's kustomization.yaml, the folder of a Component, or a
//! user's values of a Helm chart.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Failure, code};
use crate::patch::Writes;
use crate::plan::{Plan, Purpose};
use crate::render::component::PERMISSION;
use crate::render::{
    self, ByHand, Entries, Format, KustomizeParts, Values, kustomization, manage_values,
};
use crate::repository::{Files, Root};
use crate::run::take_over::{TakenOver, take_over};
use crate::run::{Input, Restart, is_installed};
use crate::yaml::Node;

use super::File;
use super::component;
use super::listed_config::listed;

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
    ) -> Result<ManagedFiles, Failure> {
        match format {
            Format::Component => {
                let files = component::files(path, parts, plan, purpose)?;
                let old = files.iter().filter_map(|file| file.old.as_deref());
                let managed = old.map(render::component::count).sum();
                let mut found = ManagedFiles { managed, ..ManagedFiles::default() };
                for File { path, old, .. } in &files {
                    let Some(text) = old.as_ref().filter(|_| found.diagnostics.is_empty()) else {
                        continue;
                    };
                    let said = render::component::said(text, parts, plan, purpose);
                    found.diagnostics.extend(said.into_iter().map(|d| d.source(source)));
                    let name = path.display().to_string();
                    found.input =
                        Some(Input { name, path: Some(path.clone()), text: text.clone() });
                }
                Ok(ManagedFiles { files, ..found })
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
    ) -> Result<ManagedFiles, Failure> {
        if path.is_dir() {
            let name = path.display();
            let help = "name its kustomization.yaml, or use --format component";
            return Err(unusable(format!("{name} is a folder: {help}")));
        }
        if !path.exists() {
            let message = format!("{} can't be read: it is absent", path.display());
            let help = "make it first; with --format kustomization --write makes one that is \
                        complete";
            return Err(Diagnostic::new(code::FILE_ACCESS, message).help(help).into());
        }
        let input = Input::of_file(path)?;
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

    /// The pods to be started anew once the files are written. `manifests` are those that are
    /// patched, and `beside` is a kustomization.yaml in which patches by hand may do the same.
    pub(crate) fn restart(
        &self,
        plan: &Plan,
        manifests: &[&str],
        beside: Option<&str>,
    ) -> Option<Restart> {
        let old = self.files.iter().filter_map(|file| file.old.as_deref());
        let new = self.files.iter().filter_map(|file| file.new.as_deref());
        let writes = [Writes::of(old.chain(beside)), Writes::of(new.chain(beside))];
        Restart::by_patches(plan, writes.each_ref(), |c| is_installed(plan, manifests, c))
            .or_else(|| Restart::by_values(plan, &self.changes))
    }

    /// Warns where the kustomization.yaml lists the config, which stands in this file.
    pub(crate) fn warn_of_listed(&mut self, config: &Node<'_>, file: &Path, source: usize) {
        let Some(Input { text, path: Some(path), .. }) = &self.input else { return };
        let folder = path.parent().unwrap_or(Path::new(""));
        let listed = listed(text, folder, config, file).into_iter();
        self.diagnostics.extend(listed.map(|diagnostic| diagnostic.source(source)));
    }

    /// Takes patches by hand that the managed ones make superfluous out of the kustomization.yaml.
    /// An error is one of the diagnostics.
    pub(crate) fn take_over(&mut self, config: &str, source: usize) -> Result<(), Failure> {
        let ([file], Some(input)) = (self.files.as_mut_slice(), &self.input) else { return Ok(()) };
        let Some(new) = &file.new else { return Ok(()) };
        let root = Root::above(&file.path, Path::new("."))?;
        let Some(path) = root.relative(&file.path) else {
            let name = &input.name;
            return Err(unusable(format!(
                "{name} is neither in a repository nor below the working directory"
            )));
        };
        let told = match take_over(&Files::new(root), &path, new, Entries::Of(config)) {
            Ok(TakenOver { text, taken, left, other }) => {
                file.new = Some(text);
                let by_hand = ByHand::of(&input.text).map_err(|_| unusable(&input.name))?;
                let taken = taken.into_iter().map(|number| (number, taken_over()));
                let left = left.into_iter().map(|number| (number, left_there()));
                let told = taken.chain(left).chain(other);
                let at = |(number, diagnostic): (usize, Diagnostic)| {
                    let (path, span) = by_hand.place(number)?;
                    Some(diagnostic.path(path).span(span))
                };
                told.filter_map(at).collect()
            }
            Err(error) => vec![*error],
        };
        // What else was said of them is said no more.
        let is_told = |known: &Diagnostic| {
            known.code == code::PATCHED_BY_HAND
                && told.iter().any(|told| told.location.path == known.location.path)
        };
        self.diagnostics.retain(|known| !is_told(known));
        self.diagnostics.extend(told.into_iter().map(|diagnostic| diagnostic.source(source)));
        Ok(())
    }

    /// A user's values, brought up to date. `source` is the index of their text in diagnostics.
    pub(crate) fn values(
        path: &Path,
        plan: &Plan,
        values: &Values,
        purpose: Purpose,
        source: usize,
    ) -> Result<ManagedFiles, Failure> {
        if path.is_dir() {
            return Err(unusable(format!("{} is a folder: name a values file", path.display())));
        }
        let input = if path.exists() { Some(Input::of_file(path)?) } else { None };
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

/// That the place that was named can't be it.
fn unusable(message: impl Into<String>) -> Failure {
    Failure::new(code::COMMAND_LINE, message)
}

/// That a patch goes.
fn taken_over() -> Diagnostic {
    let message = "this patch by hand is removed: the managed ones do the same";
    Diagnostic::new(code::TAKEN_OVER, message)
}

/// That a patch stays.
fn left_there() -> Diagnostic {
    let message = "this patch by hand stays: kustomize would build something else without it";
    let help = "have the config reach the same controllers, or remove the patch yourself";
    Diagnostic::new(code::NOT_TAKEN_OVER, message).help(help)
}
