//! What the config of one cluster comes to, before anything is written.

use std::path::Path;

use crate::config::{NoConfig, OutputForm, locate};
use crate::diagnostic::{Diagnostic, Failure, Source, code};
use crate::flux::COMPONENTS_FILE;
use crate::plan::Purpose;
use crate::render::Format;
use crate::repository::Kustomization;
use crate::run::kept::{Cause, File, Moved, Order, Ready, Stopped};
use crate::run::pipeline::Request;
use crate::run::{Applied, Input, Repository, Restart, apply};
use crate::yaml::Node;

use super::components::list_components;
use super::outputs::{refuse_other_places, refuse_same_outputs};
use super::repeated::repeated;
use super::target::{Target, target};
use super::trace::trace;
use super::{ClusterFile, Fleet, Mode};

/// What a config comes to.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) state: State,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The texts behind the config's that the diagnostics count in, with their names.
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) files: Vec<File>,
    /// The pods to be started anew once the files are written and applied.
    pub(crate) restart: Option<Restart>,
}

/// How far it got.
#[derive(Debug)]
pub(crate) enum State {
    /// The files are known.
    Ready {
        target: Target,
        /// Whether the manifests would still not work with them.
        is_incomplete: bool,
    },
    /// There is no place for its output.
    NoTarget {
        fault: Box<Diagnostic>,
        /// Whether it was to have one: the command line names it, or it had one before.
        is_meant: bool,
    },
    Fault(Cause),
}

impl Prepared {
    /// What a config comes to in the repository of a fleet.
    ///
    /// # Errors
    /// What can't be read.
    pub(super) fn of(
        file: &ClusterFile,
        fleet: &Fleet,
        purpose: Purpose,
    ) -> Result<Prepared, Failure> {
        let config = match file.layers.config() {
            Ok(config) => config,
            Err(NoConfig { diagnostics, is_unreadable }) => {
                let cause = if is_unreadable { Cause::Unreadable } else { Cause::Config };
                return Ok(Prepared::fault(cause, diagnostics));
            }
        };
        let request = match Request::read(Some(&config)) {
            Ok(request) => request,
            Err(problems) => return Ok(Prepared::fault(Cause::Config, problems)),
        };
        let folder = file.path.parent().unwrap_or(&file.path);
        let Fleet { repository, walked, .. } = fleet;
        let files = repository.survey.files();
        let name = &request.plan.name;
        let target = match target(request.config.output.as_ref(), name, folder, files, walked) {
            Ok(target) => target,
            Err(mut none) => {
                locate(Some(&config), std::slice::from_mut(&mut none));
                if none.code != code::NO_TARGET {
                    return Ok(Prepared::fault(Cause::Config, vec![*none]));
                }
                let trace = trace(files, folder, name);
                let is_meant = file.is_named || trace.is_some();
                if let Some(file) = trace {
                    let file = repository.name(&file);
                    none.message =
                        format!("{}; yet {} is of an earlier run", none.message, file.display());
                    let help = format!(
                        "list {COMPONENTS_FILE} there again; or, if this cluster has no Flux any \
                         more, remove the config and what was written for it"
                    );
                    none.help = Some(help);
                }
                return Ok(Prepared::in_state(State::NoTarget { fault: none, is_meant }));
            }
        };
        if target.form == OutputForm::FluxInstance {
            return edit(&config, target, repository, purpose);
        }
        keep(&config, &repository.name(&file.path), target, repository, purpose)
    }

    /// What it is about can't be read.
    pub(super) fn unreadable(failure: &Failure) -> Prepared {
        let fault = Diagnostic::new(code::FILE_ACCESS, failure.to_string());
        Prepared::fault(Cause::Unreadable, vec![fault])
    }

    fn in_state(state: State) -> Prepared {
        let (diagnostics, texts, files) = Default::default();
        Prepared { state, diagnostics, texts, files, restart: None }
    }

    fn fault(cause: Cause, diagnostics: Vec<Diagnostic>) -> Prepared {
        Prepared { diagnostics, ..Prepared::in_state(State::Fault(cause)) }
    }

    /// Whether it keeps a run from writing.
    pub(super) fn is_fault(&self) -> bool {
        matches!(self.state, State::Fault(_) | State::NoTarget { is_meant: true, .. })
    }

    /// The files that are not as they should be.
    pub(crate) fn stale(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is_stale())
    }

    /// The sources of what was said of it. The first one is that of the config.
    pub(crate) fn sources<'s>(&'s self, file: &'s ClusterFile) -> Vec<Source<'s>> {
        let texts = self.texts.iter().map(|(name, text)| Source::new(name, text));
        [file.layers.source()].into_iter().chain(texts).collect()
    }
}

/// Decides of the configs of a fleet what depends on the others, once each is known by itself.
pub(super) fn settle(fleet: &Fleet, prepared: &mut [Prepared], mode: Mode) {
    list_components(&fleet.repository, prepared, mode);
    refuse_same_outputs(fleet, prepared);
    refuse_other_places(fleet, prepared);
}

/// What a config comes to in the form of `patches`.
fn keep(
    config: &Node<'_>,
    file: &Path,
    target: Target,
    repository: &Repository,
    purpose: Purpose,
) -> Result<Prepared, Failure> {
    let inputs = target.manifests.iter().map(|path| Input::of_file(&repository.name(path)));
    let inputs: Vec<Input> = inputs.collect::<Result<_, _>>()?;
    let texts: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    let path = repository.name(&target.path);
    let Some(format) = target.format() else { return edit(config, target, repository, purpose) };
    let moved = match target.form {
        OutputForm::Component => {
            Moved::by_what_lists(&target.path, target.kustomization.as_deref(), repository)
        }
        OutputForm::Kustomization => Moved::by(&path),
        _ => None,
    };
    // In what lists a Component patches by hand may do the same.
    let parent = target.kustomization.as_deref().filter(|_| format == Format::Component);
    let parent = parent.and_then(|folder| {
        let read = Kustomization::read(repository.survey.files(), folder).ok()??;
        let path = repository.name(&read.file);
        let name = path.display().to_string();
        Some(Input { name, path: Some(path), text: read.text.to_string() })
    });
    let order = Order {
        config,
        manifests: &texts,
        format,
        path: Some(&path),
        moved: moved.as_ref(),
        purpose,
        file,
        take_over: false,
    };
    let mut restart = None;
    let (state, diagnostics, kept, files) = match order.ready()? {
        Ok(Ready { plan, files, mut diagnostics, is_incomplete, .. }) => {
            let files = files.unwrap_or_default();
            // Before the bootstrap there are no pods.
            if !target.is_before_bootstrap {
                restart = files.restart(&plan, &texts, parent.as_ref().map(|p| &*p.text));
            }
            if let Some(parent) = &parent {
                let component = files.files.iter().find_map(|file| file.new.as_deref());
                let source = 1 + inputs.len() + usize::from(files.input.is_some());
                let repeated = repeated(&parent.text, component.unwrap_or_default());
                diagnostics.extend(repeated.into_iter().map(|d| d.source(source)));
            }
            if purpose == Purpose::Tell {
                diagnostics.extend(files.changes);
            }
            (State::Ready { target, is_incomplete }, diagnostics, files.input, files.files)
        }
        Err(stopped) => {
            let Stopped { diagnostics, input, cause } = *stopped;
            (State::Fault(cause), diagnostics, input, Vec::new())
        }
    };
    let texts = shown(inputs.into_iter().chain(kept).chain(parent), &diagnostics);
    Ok(Prepared { state, diagnostics, texts, files, restart })
}

/// What a config comes to in the file of a FluxInstance.
fn edit(
    config: &Node<'_>,
    target: Target,
    repository: &Repository,
    purpose: Purpose,
) -> Result<Prepared, Failure> {
    let input = Input::of_file(&repository.name(&target.path))?;
    let Applied { outputs, mut diagnostics, changes, restart, failed, .. } =
        match apply(config, &[&input.text], purpose) {
            Ok(applied) => applied,
            Err(text) => {
                let diagnostics = vec![text.told()];
                let texts = shown([input], &diagnostics);
                return Ok(Prepared { texts, ..Prepared::fault(Cause::Unreadable, diagnostics) });
            }
        };
    diagnostics.extend(changes);
    let new = outputs.first().map(|output| output.slices().concat());
    let old = Some(input.text.clone());
    let file = File { path: repository.name(&target.path), old, new };
    let texts = shown([input], &diagnostics);
    if failed {
        return Ok(Prepared { texts, ..Prepared::fault(Cause::Resources, diagnostics) });
    }
    let state = State::Ready { target, is_incomplete: false };
    Ok(Prepared { diagnostics, texts, files: vec![file], restart, ..Prepared::in_state(state) })
}

/// The texts that diagnostics are about; of the others no more than the name. Those of all clusters
/// are kept until the last one is done.
fn shown(
    inputs: impl IntoIterator<Item = Input>,
    diagnostics: &[Diagnostic],
) -> Vec<(String, String)> {
    let inputs = inputs.into_iter().enumerate();
    let is_meant = |source: usize| {
        diagnostics.iter().any(|d| {
            d.location.source == source || d.related.iter().any(|r| r.location.source == source)
        })
    };
    inputs
        .map(|(index, input)| {
            let text = if is_meant(index + 1) { input.text } else { String::new() };
            (input.name, text)
        })
        .collect()
}
