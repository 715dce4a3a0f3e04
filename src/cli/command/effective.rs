//! The effective check at the end of what writes and of what checks files that kustomize builds.

use std::path::{Path, PathBuf};

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::diagnostic::{Diagnostic, Severity, Source, code};
use crate::render::Format;
use crate::repository::Builder;
use crate::run::Repository;
use crate::run::effective::{
    Effective, effective, effective_instances, effective_release, no_builder,
};
use crate::yaml::Node;

/// What is held against a config, and how it is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check<'c> {
    pub(crate) config: &'c Node<'c>,
    pub(crate) repository: &'c Repository,
    pub(crate) is_check: bool,
    pub(crate) console: &'c Console,
}

impl Check<'_> {
    /// Builds what the folder of the repository is a part of, and says what differs from the config.
    /// `said` is what was said of the manifests.
    pub(crate) fn folder(self, said: &[Diagnostic]) -> anyhow::Result<Exit> {
        let Repository { survey, folder } = self.repository;
        self.say(effective(self.config, survey, Builder::find().as_ref(), folder, said)?)
    }

    /// The same of the HelmRelease in a file. `manifests` are what its chart renders, with the format
    /// of its values.
    pub(crate) fn release(
        self,
        file: &Path,
        manifests: (Format, &[&str]),
        said: &[Diagnostic],
    ) -> anyhow::Result<Exit> {
        let Check { config, repository, .. } = self;
        let (survey, file) = (&repository.survey, repository.file(file));
        let builder = Builder::find();
        self.say(effective_release(config, survey, builder.as_ref(), &file, manifests, said)?)
    }

    /// The same of the FluxInstances in a file, over the manifests of the controllers.
    pub(crate) fn instances(
        self,
        file: &Path,
        manifests: &[&str],
        said: &[Diagnostic],
    ) -> anyhow::Result<Exit> {
        let Check { config, repository, .. } = self;
        let (survey, file) = (&repository.survey, repository.file(file));
        let builder = Builder::find();
        self.say(effective_instances(config, survey, builder.as_ref(), &file, manifests, said)?)
    }

    fn say(self, effective: Effective) -> anyhow::Result<Exit> {
        tell(effective, |file| self.repository.name(file), self.is_check, self.console)
    }
}

/// Says what a check of builds comes to; returns how the command ends. `name` is how messages call a
/// file.
pub(super) fn tell(
    mut effective: Effective,
    name: impl Fn(&Path) -> PathBuf,
    is_check: bool,
    console: &Console,
) -> anyhow::Result<Exit> {
    if is_check {
        effective.deny_unbuilt();
    }
    let Effective { diagnostics, sources, built, is_unbuilt, differs, lacks_builder, .. } =
        effective;
    let names = sources.iter().map(|(file, _)| name(file).display().to_string());
    let names: Vec<String> = names.collect();
    let sources: Vec<Source<'_>> =
        names.iter().zip(&sources).map(|(name, (_, text))| Source::new(name, text)).collect();
    console.say(&diagnostics, &sources)?;
    match (is_unbuilt && is_check, differs) {
        (true, _) => return Ok(Exit::Usage),
        (false, true) => return Ok(Exit::Fault),
        (false, false) if lacks_builder => return without_builder(is_check, console),
        (false, false) => {}
    }
    let empty = diagnostics.iter().find(|diagnostic| diagnostic.code == code::BUILD_EMPTY);
    match empty {
        Some(empty) => console.note(&empty.message)?,
        None if built.is_empty() => {}
        None => {
            let folders = built.iter().map(|folder| name(folder).join("").display().to_string());
            let folders = folders.collect::<Vec<_>>().join(", ");
            console.note(&format!("built {folders}: it carries what the config asks"))?;
        }
    }
    Ok(Exit::Done)
}

/// Says that there is no program that builds: a check then has not found out what it is for.
pub(super) fn without_builder(is_check: bool, console: &Console) -> anyhow::Result<Exit> {
    let (severity, exit) = match is_check {
        true => (Severity::Error, Exit::Usage),
        false => (Severity::Warning, Exit::Done),
    };
    console.say(&[no_builder("what would be built").severity(severity)], &[])?;
    Ok(exit)
}
