//! A config and those that it extends: `spec.base` names the next one, in another file.
//!
//! The texts are put together as one, each behind the one that it wins over, so that every value
//! of the merged config keeps its file, line and column.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Location, Source, code};
use crate::yaml::{Entry, Kind, Node, Style};

use super::file::{ConfigFile, NoConfig};
use super::merge::merge;

/// How many configs one may extend, one behind the other.
const MOST_BASES: usize = 5;

/// A config's file and those below it.
#[derive(Debug)]
pub(crate) struct Layers {
    /// The files, each of which wins over those behind it.
    files: Vec<ConfigFile>,
    /// What is wrong with the way to them.
    faults: Vec<Diagnostic>,
}

/// A `base` that was followed: the file's index, and the place of the value.
#[derive(Clone)]
struct Step {
    file: usize,
    place: Location,
}

impl Layers {
    /// Follows `base` from each of `files`, of which a later one wins over those before it. What a
    /// `base` leads to has to lie in the folder `root`, a path without links; `read` reads it.
    pub(crate) fn follow(
        files: Vec<ConfigFile>,
        root: &Path,
        read: &dyn Fn(&Path) -> Result<String, String>,
    ) -> Layers {
        let mut layers = Layers { files: Vec::new(), faults: Vec::new() };
        for file in files.into_iter().rev() {
            layers.files.push(file);
            layers.extend(root, read);
        }
        layers
    }

    /// Adds what the last file extends.
    fn extend(&mut self, root: &Path, read: &dyn Fn(&Path) -> Result<String, String>) {
        let mut steps: Vec<Step> = Vec::new();
        while let Some((base, place)) = self.base_of_last() {
            let step = Step { file: self.files.len() - 1, place };
            match self.next(&base, &step, &steps, root, read) {
                Ok(next) => self.files.push(next),
                Err(fault) => return self.faults.push(*fault),
            }
            steps.push(step);
        }
    }

    /// The text and the place of the `base` in the last file.
    fn base_of_last(&self) -> Option<(String, Location)> {
        let index = self.files.len().checked_sub(1)?;
        let config = self.files[index].config().ok()?;
        let base = config.at(&["spec", "base"])?;
        let start = self.start(index);
        let span = start + base.span.start..start + base.span.end;
        let place = Location { span: Some(span), ..Location::default() };
        Some((base.string().filter(|_| !base.is_null())?.to_owned(), place))
    }

    /// The file that `base` leads to.
    fn next(
        &self,
        base: &str,
        step: &Step,
        steps: &[Step],
        root: &Path,
        read: &dyn Fn(&Path) -> Result<String, String>,
    ) -> Result<ConfigFile, Box<Diagnostic>> {
        let fault = |code: Code, message: String, help: &str| {
            Box::new(Diagnostic::new(code, message).help(help).at(step.place.clone()))
        };
        let Some(own) = &self.files[step.file].path else {
            let message =
                format!("base {base:?} is relative to the config's file, and there is none");
            return Err(fault(code::BASE_UNREADABLE, message, "name the config as a file"));
        };
        if Path::new(base).is_absolute() || base.starts_with(['/', '\\']) || base.contains("://") {
            let message = format!("base {base:?} is not a relative path");
            return Err(fault(code::BASE_OUTSIDE, message, "write it relative to this file"));
        }
        if base.trim().is_empty() {
            let message = format!("base {base:?} names no file");
            return Err(fault(code::BASE_UNREADABLE, message, "name one, or leave base out"));
        }
        let path = own.parent().unwrap_or(Path::new("")).join(base);
        let unreadable = |reason: String| {
            let message = format!("base {base:?}: {reason}");
            fault(code::BASE_UNREADABLE, message, "name the file of a config")
        };
        let real = fs::canonicalize(&path)
            .map_err(|error| unreadable(format!("{} can't be read: {error}", path.display())))?;
        if !real.starts_with(root) {
            let message = format!("base {base:?} leads out of the repository");
            let mut fault = fault(code::BASE_OUTSIDE, message, "keep it inside of the repository");
            fault.help = Some(format!(
                "it is {}, and the repository is {}: keep it inside",
                real.display(),
                root.display()
            ));
            return Err(fault);
        }
        let way = |fault: Box<Diagnostic>| {
            let way = steps.iter().fold(*fault, |fault, step| {
                fault.related("on the way from this base", step.place.clone())
            });
            Box::new(way)
        };
        let first = steps.first().map_or(step.file, |first| first.file);
        let is_met = |file: &ConfigFile| {
            file.path.as_ref().and_then(|path| fs::canonicalize(path).ok()) == Some(real.clone())
        };
        if self.files[first..].iter().any(is_met) {
            let message = format!("base {base:?} leads back to a config that extends this one");
            return Err(way(fault(code::ENDLESS_BASE, message, "take one of these bases out")));
        }
        if steps.len() == MOST_BASES {
            let message =
                format!("base {base:?} is one more than the {MOST_BASES} that are followed");
            return Err(way(fault(code::ENDLESS_BASE, message, "put some of these into one file")));
        }
        let text = read(&path).map_err(unreadable)?;
        Ok(ConfigFile { name: shown(&path, &real), path: Some(path), text })
    }

    /// The one config that they come to.
    ///
    /// # Errors
    /// What keeps a file from being read, or the files from being merged.
    pub(crate) fn config(&self) -> Result<Node<'_>, NoConfig> {
        let mut fault = NoConfig { diagnostics: self.faults.clone(), is_unreadable: false };
        let mut configs = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            let start = self.start(index);
            match file.config() {
                Ok(mut config) => {
                    moved(&mut config, start);
                    configs.push(config);
                }
                Err(none) => {
                    fault.is_unreadable |= none.is_unreadable;
                    fault.diagnostics.extend(none.diagnostics.into_iter().map(|mut diagnostic| {
                        let span = diagnostic.location.span.unwrap_or_default();
                        diagnostic.location.span = Some(start + span.start..start + span.end);
                        diagnostic
                    }));
                }
            }
        }
        if !fault.diagnostics.is_empty() {
            return Err(fault);
        }
        configs.iter_mut().for_each(take_base);
        merge(configs).map_err(|diagnostics| NoConfig { diagnostics, is_unreadable: false })
    }

    /// All of them as one text, as messages need it.
    pub(crate) fn source(&self) -> Source<'_> {
        let sources = self.files.iter().rev().map(ConfigFile::source);
        sources.reduce(|next, source| source.followed_by(next)).unwrap_or(Source::new("", ""))
    }

    /// Where a file's text begins in that of all.
    fn start(&self, index: usize) -> usize {
        self.files[..index].iter().fold(0, |start, file| Source::behind(start + file.text.len()))
    }
}

/// Takes the `base` that was followed out of a config: one that is left is an error.
fn take_base(config: &mut Node<'_>) {
    let Kind::Mapping { entries, .. } = &mut config.kind else { return };
    let spec = entries.iter_mut().find(|entry| entry.key.is("spec"));
    if let Some(Entry { value: Node { kind: Kind::Mapping { entries, .. }, .. }, .. }) = spec {
        let base = entries.iter().position(|e| e.key.is("base") && e.value.string().is_some());
        base.map(|index| entries.remove(index));
    }
}

/// Moves the spans of a tree behind the texts before it.
fn moved(node: &mut Node<'_>, by: usize) {
    node.span = node.span.start + by..node.span.end + by;
    match &mut node.kind {
        Kind::Scalar { style: Style::Block { end, .. }, .. } => *end += by,
        Kind::Mapping { entries, .. } => entries.iter_mut().for_each(|entry| {
            moved(&mut entry.key, by);
            moved(&mut entry.value, by);
        }),
        Kind::Sequence { items, .. } => items.iter_mut().for_each(|item| moved(item, by)),
        Kind::Scalar { .. } | Kind::Alias { .. } => {}
    }
}

/// The path without its `..`, where that leads to the same file.
fn shown(path: &Path, real: &Path) -> String {
    let mut short = PathBuf::new();
    for part in path.components() {
        match (part, short.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => {
                short.pop();
            }
            (Component::CurDir, _) => {}
            (part, _) => short.push(part),
        }
    }
    let is_same = fs::canonicalize(&short).is_ok_and(|short| short == real);
    if is_same { short } else { path.to_owned() }.display().to_string()
}
