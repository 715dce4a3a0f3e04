//! The effective check at the end of what writes and of what checks files that kustomize builds.

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::diagnostic::{Diagnostic, Severity, Source, code};
use crate::repository::Builder;
use crate::run::Repository;
use crate::run::effective::{Effective, effective};
use crate::yaml::Node;

/// Builds what the folder of a repository is a part of, and says what differs from a config.
/// `said` is what was said of the manifests.
pub(crate) fn check_build(
    config: &Node<'_>,
    repository: &Repository,
    said: &[Diagnostic],
    is_check: bool,
    console: &Console,
) -> anyhow::Result<Exit> {
    let Some(builder) = Builder::find() else { return without_builder(is_check, console) };
    let Repository { survey, folder } = repository;
    let mut effective = effective(config, survey, &builder, folder, said, 0)?;
    if is_check {
        effective.deny_unbuilt();
    }
    let Effective { diagnostics, sources, built, is_unbuilt, differs, .. } = effective;
    let names = sources.iter().map(|(file, _)| repository.name(file).display().to_string());
    let names: Vec<String> = names.collect();
    let sources: Vec<Source<'_>> =
        names.iter().zip(&sources).map(|(name, (_, text))| Source::new(name, text)).collect();
    console.say(&diagnostics, &sources)?;
    match (is_unbuilt && is_check, differs) {
        (true, _) => Ok(Exit::Usage),
        (false, true) => Ok(Exit::Fault),
        (false, false) => {
            let folders =
                built.iter().map(|folder| repository.name(folder).join("").display().to_string());
            let folders: Vec<String> = folders.collect();
            let empty = diagnostics.iter().find(|diagnostic| diagnostic.code == code::BUILD_EMPTY);
            match empty {
                Some(empty) => console.note(&empty.message)?,
                None if built.is_empty() => {}
                None => {
                    let folders = folders.join(", ");
                    console.note(&format!("built {folders}: it carries what the config asks"))?;
                }
            }
            Ok(Exit::Done)
        }
    }
}

/// Says that there is no program that builds: a check then has not found out what it is for.
pub(super) fn without_builder(is_check: bool, console: &Console) -> anyhow::Result<Exit> {
    let message =
        "neither kustomize nor kubectl is on the PATH: what would be built is not checked";
    let help = "install one of them, or leave the build out with --no-build";
    let (severity, exit) = match is_check {
        true => (Severity::Error, Exit::Usage),
        false => (Severity::Warning, Exit::Done),
    };
    console
        .say(&[Diagnostic::new(code::NO_BUILDER, message).help(help).severity(severity)], &[])?;
    Ok(exit)
}
