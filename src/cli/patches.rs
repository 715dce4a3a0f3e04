//! `patches`: the Plan in the forms that Flux itself builds.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueHint};

use crate::apply;
use crate::krm::Severity;
use crate::plan::Plan;
use crate::{config as configs, report};

use super::Exit;
use super::apply::unread;
use super::config::{ConfigArguments, config};
use super::console::Console;
use super::formats::{Format, Output, output};
use super::input::Input;
use super::kept::Kept;
use super::message::Source;
use super::target;

#[derive(Debug, Args)]
pub(super) struct Patches {
    #[command(flatten)]
    config: ConfigArguments,
    /// The manifests that are to be patched; with them the output is exact, and what does not
    /// match is an error
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value = "patches")]
    format: Format,
    /// Maintain our entries in this kustomization.yaml, or with `--format component` the files of
    /// this folder
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    write: Option<PathBuf>,
    /// Say what --write would change there, and exit with 1 if anything
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, conflicts_with = "write")]
    check: Option<PathBuf>,
}

pub(super) fn run(arguments: &Patches, console: &Console) -> anyhow::Result<Exit> {
    let place = arguments.write.as_deref().or(arguments.check.as_deref());
    if place.is_some() && !arguments.format.is_kustomize() {
        bail!(
            "--write and --check are for kustomize's formats; send the output of this one into a file"
        );
    }
    if place == Some(Path::new("-")) {
        bail!("--write and --check want a file or a folder, and stdin is none");
    }
    let file = arguments.config.file()?;
    let inputs = match arguments.files.as_slice() {
        [] => Vec::new(),
        files => Input::read_all(files, &file.0)?,
    };
    let sources: Vec<Source<'_>> =
        [&file.0].into_iter().chain(&inputs).map(Input::source).collect();
    // A check that could not look at everything has not found drift.
    let fault = if arguments.check.is_some() { Exit::Usage } else { Exit::Fault };
    let documents = match file.documents() {
        Ok(documents) => documents,
        Err(finding) => return console.stop(&[*finding], &sources, Exit::Usage),
    };
    let config = match config(&documents) {
        Ok(config) => config,
        Err(finding) => return console.stop(&[*finding], &sources, fault),
    };
    let (read, mut findings) = Plan::read(Some(config));
    let Some((checked, plan)) = read else { return console.stop(&findings, &sources, fault) };
    let texts: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    let manifests = if texts.is_empty() { Ok(Vec::new()) } else { apply::read(&plan, &texts) };
    let manifests = match manifests {
        Ok(manifests) => manifests,
        Err(unreadable) => return console.stop(&[unread(&unreadable)], &sources, Exit::Usage),
    };
    let output = output(arguments.format, &checked, &plan, &manifests, place.is_some());
    let mut output = match output {
        Ok((output, more)) => {
            findings.extend(more);
            Some(output)
        }
        Err(errors) => {
            findings.extend(errors);
            None
        }
    };
    let mut kept = None;
    if let Some(Output::Native(native, patched)) = &mut output {
        if let Some(path) = place {
            let found = Kept::at(path, arguments.format, &plan, native, sources.len())?;
            // Parts of ours would go because they have done their work; or all are there.
            let severity = match found.parts.cmp(&native.parts()) {
                Ordering::Greater => Severity::Error,
                Ordering::Equal if native.parts() > 0 => Severity::Info,
                _ => Severity::Warning,
            };
            patched.iter_mut().for_each(|finding| finding.severity = severity);
            findings.extend(found.findings.iter().cloned());
            kept = Some(found);
        }
        findings.extend(patched.take().map(|finding| *finding));
    }
    let target = kept.as_ref().and_then(|kept| kept.input.as_ref()).map(Input::source);
    let sources: Vec<Source<'_>> = sources.into_iter().chain(target).collect();
    configs::own(Some(config), &mut findings);
    let failed = report::raise(&mut findings, plan.strict);
    console.say(&findings, &sources)?;
    let Some(output) = output.filter(|_| !failed) else {
        let unreadable = kept.is_some_and(|kept| kept.unreadable);
        return Ok(if unreadable { Exit::Usage } else { fault });
    };
    let any = matches!(&output, Output::Native(native, _) if !native.patches.is_empty());
    if texts.is_empty() && any {
        assumed(&plan, console)?;
    }
    match kept {
        Some(kept) => target::bring(&kept.files, arguments.check.is_some(), console),
        None => {
            console.print(&output.text(arguments.format, &plan.namespace))?;
            Ok(Exit::Done)
        }
    }
}

/// Says what is taken for granted where no manifests are given.
fn assumed(plan: &Plan, console: &Console) -> anyhow::Result<()> {
    let mut lines = vec![
        "note: without manifests nothing says whether the patches match, and kustomize".to_owned(),
        "  passes over one that does not".to_owned(),
        format!("  assumed: namespace {:?}, the label app.kubernetes.io/component", plan.namespace),
    ];
    if plan.gate.is_some() {
        lines.push(
            "  and for object level Flux 2.7 or later, no --feature-gates yet, and the\n  \
             controller's container in front, with args"
                .to_owned(),
        );
    }
    lines.push("  help: name the manifests too, for example gotk-components.yaml".to_owned());
    console.note(&lines.join("\n"))?;
    Ok(())
}
