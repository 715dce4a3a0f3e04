//! `patches`: a config in the forms that Flux itself builds.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};

use crate::cli::Exit;
use crate::cli::io::{ConfigArguments, Given, Input, ManagedFiles, bring, with_config};
use crate::cli::output::Console;
use crate::diagnostic::{Severity, Source};
use crate::plan::{Plan, Purpose};
use crate::render::{Format, KustomizeParts};
use crate::run::patches::{Output, manifests, render};
use crate::run::pipeline::{Request, settle};

use super::apply::unreadable_manifest;

#[derive(Debug, Args)]
pub(crate) struct Patches {
    #[command(flatten)]
    config: ConfigArguments,
    /// The manifests that are to be patched, `-` for stdin; with them the output is exact, and what
    /// does not match is an error. Without FILE nothing is read
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value = "patches")]
    format: Format,
    /// Maintain the entries of this program in this kustomization.yaml, or with `--format
    /// component` the files of this folder
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    write: Option<PathBuf>,
    /// Say what --write would change there, and exit with 1 if anything
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, conflicts_with = "write")]
    check: Option<PathBuf>,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.summary()))
    }
}

pub(crate) fn run(arguments: &Patches, console: &Console) -> anyhow::Result<Exit> {
    let path = arguments.write.as_deref().or(arguments.check.as_deref());
    if path.is_some() && !arguments.format.is_kustomize() {
        bail!(
            "--write and --check are for kustomize's formats; send the output of this one into a file"
        );
    }
    if path == Some(Path::new("-")) {
        bail!("--write and --check want a file or a folder, and stdin is neither");
    }
    // A check that could not look at everything has not found drift.
    let fault = if arguments.check.is_some() { Exit::Usage } else { Exit::Fault };
    let inputs = |config: &Input| match arguments.files.as_slice() {
        [] => Ok(Vec::new()),
        files => Input::read_all(files, config),
    };
    with_config(&arguments.config, inputs, fault, console, |given| make(arguments, path, given))
}

fn make(arguments: &Patches, path: Option<&Path>, given: &Given<'_>) -> anyhow::Result<Exit> {
    let Given { config, inputs, sources, fault, console } = *given;
    let mut request = match Request::read(Some(config)) {
        Ok(request) => request,
        Err(problems) => return console.stop(&problems, sources, fault),
    };
    let texts: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    let manifests = match manifests(&request, &texts) {
        Ok(manifests) => manifests,
        Err(text) => return console.stop(&[unreadable_manifest(&text)], sources, Exit::Usage),
    };
    let rendered = render(&mut request, config, &manifests, arguments.format, path.is_some());
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(mut problems) => {
            crate::config::locate(Some(config), &mut problems);
            return console.stop(&problems, sources, fault);
        }
    };
    let plan = &request.plan;
    let purpose = if arguments.check.is_some() { Purpose::Tell } else { Purpose::Make };
    let mut diagnostics = rendered.diagnostics;
    let mut patched = rendered.patched;
    let mut files = None;
    if let (Output::Kustomize(parts), Some(path)) = (&rendered.output, path) {
        let found = ManagedFiles::at(path, arguments.format, plan, parts, purpose, sources.len())?;
        patched = patched.map(|patched| patched.severity(loss(&found, parts)));
        diagnostics.extend(found.diagnostics.iter().cloned());
        let lost = rendered.has_permission.filter(|_| found.drops_permission());
        diagnostics.extend(lost.map(|lost| lost.severity(Severity::Error)));
        files = Some(found);
    }
    diagnostics.extend(patched);
    let input = files.as_ref().and_then(|files| files.input.as_ref());
    let sources: Vec<Source<'_>> =
        sources.iter().cloned().chain(input.map(Input::source)).collect();
    if let Err(problems) = settle(Some(config), &mut diagnostics, plan.strict) {
        let unreadable = files.as_ref().is_some_and(|files| files.unreadable);
        return console.stop(&problems, &sources, if unreadable { Exit::Usage } else { fault });
    }
    console.say(&diagnostics, &sources)?;
    if texts.is_empty() && has_patches(&rendered.output) {
        say_assumptions(plan, console)?;
    }
    match files {
        Some(files) => {
            let is_check = arguments.check.is_some();
            let exit = bring(&files.files, is_check, console)?;
            Ok(if is_check && rendered.is_incomplete { Exit::Fault } else { exit })
        }
        None => {
            console.print(&rendered.output.text(arguments.format, &plan.namespace))?;
            Ok(Exit::Done)
        }
    }
}

/// How bad it is that the manifests are patched already: parts of the file would go because they
/// have done their work, or all are there.
fn loss(files: &ManagedFiles, parts: &KustomizeParts) -> Severity {
    match files.managed.cmp(&parts.count()) {
        Ordering::Greater => Severity::Error,
        Ordering::Equal if parts.count() > 0 => Severity::Info,
        _ => Severity::Warning,
    }
}

fn has_patches(output: &Output) -> bool {
    matches!(output, Output::Kustomize(parts) if !parts.patches.is_empty())
}

/// Says what is taken for granted where no manifests are given.
fn say_assumptions(plan: &Plan, console: &Console) -> anyhow::Result<()> {
    let label = match plan.has_deployment_targets() {
        true => ", the label app.kubernetes.io/component",
        false => "",
    };
    let assumed = format!("  assumed: namespace {:?}{label}", plan.namespace);
    let object_identity = [
        "  and for object identity Flux 2.7 or later, no --feature-gates yet, and the",
        "  controller's container in front, with args",
    ];
    let wants_arguments = plan.object_identity.iter().filter(|wanted| wanted.asks_controllers());
    let lines = [
        "note: without manifests nothing says whether the patches match, and kustomize",
        "  passes over one that does not",
        assumed.as_str(),
    ]
    .into_iter()
    .chain(wants_arguments.flat_map(|_| object_identity))
    .chain(["  help: name the manifests too, for example gotk-components.yaml"]);
    for line in lines {
        console.note(line)?;
    }
    Ok(())
}
