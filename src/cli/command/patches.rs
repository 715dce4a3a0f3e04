//! `patches`: a config in the forms that Flux itself builds.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};

use crate::cli::Exit;
use crate::cli::io::{ConfigArguments, Given, bring, read_all, with_config};
use crate::cli::output::Console;
use crate::diagnostic::{Diagnostic, Severity, Source, code};
use crate::flux::COMPONENTS_FILE;
use crate::plan::{Plan, Purpose};
use crate::render::Format;
use crate::repository::is_kustomization;
use crate::run::bootstrap::is_blank;
use crate::run::kept::{Cause, File, Moved, Order, Ready, Stopped};
use crate::run::listing::{Listing, home, listing};
use crate::run::patches::Output;
use crate::run::{Input, Repository, Restart};

use super::effective::Check;

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
    /// Maintain the entries of this program in this kustomization.yaml, with `--format component`
    /// the files of this folder, with a chart's format its values in this values file or HelmRelease
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    write: Option<PathBuf>,
    /// Say what --write would change there, and exit with 1 if anything
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, conflicts_with = "write")]
    check: Option<PathBuf>,
    /// Leave out the last step of --write and --check: that kustomize or kubectl builds what holds
    /// the entries, and the build is held against the config
    #[arg(long)]
    no_build: bool,
    /// With --write: take over the entries of a config of another name, which is what this one was
    /// called before
    #[arg(long, requires = "write")]
    replace: bool,
    /// With --write: remove patches by hand that the entries of this program repeat, if kustomize
    /// builds the same without them
    #[arg(long, requires = "write")]
    take_over: bool,
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
    if path.is_some() && arguments.format == Format::FluxInstance {
        bail!(
            "--write and --check keep what kustomize builds: edit the FluxInstance with `apply -c \
             CONFIG --write FILE`, and check it with `apply -c CONFIG --check FILE`"
        );
    }
    if path.is_some() && !arguments.format.is_kept() {
        bail!(
            "--write and --check are for the formats of kustomize and Helm; send the output of this \
             one into a file, and pipe it into `diff FILE -` to check that"
        );
    }
    let has_patches = matches!(arguments.format, Format::Patches | Format::Kustomization);
    if arguments.take_over && !has_patches {
        bail!("--take-over is for a kustomization.yaml, in which patches by hand can stand");
    }
    if path == Some(Path::new("-")) {
        bail!("--write and --check want a file or a folder, and stdin is neither");
    }
    // A check that could not look at everything has not found drift.
    let fault = if arguments.check.is_some() { Exit::Usage } else { Exit::Fault };
    let inputs = |stdin| match arguments.files.as_slice() {
        [] => Ok(Vec::new()),
        files => read_all(files, stdin),
    };
    with_config(&arguments.config, inputs, fault, console, |given| make(arguments, path, given))
}

fn make(arguments: &Patches, path: Option<&Path>, given: &Given<'_>) -> anyhow::Result<Exit> {
    let Given { config, inputs, sources, fault, console } = *given;
    let mut texts: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    if let Some(empty) = inputs.iter().find(|input| is_before_bootstrap(input)) {
        // What stands beside it has none of the controllers.
        texts.clear();
        console.note(&format!("note: {} is empty until flux bootstrap fills it", empty.name))?;
    }
    let purpose = match arguments {
        Patches { check: Some(_), .. } => Purpose::Tell,
        Patches { replace: true, .. } => Purpose::Replace,
        _ => Purpose::Make,
    };
    let moved = match (path, arguments.format) {
        (Some(folder), Format::Component) => {
            let repository = Repository::around(folder, &[])?;
            let home = home(repository.survey.files(), &repository.folder);
            Moved::by_what_lists(&repository.folder, home, &repository)
        }
        (Some(file), Format::Patches | Format::Kustomization) => Moved::by(file),
        _ => None,
    };
    let order = Order {
        config,
        manifests: &texts,
        format: arguments.format,
        path,
        moved: moved.as_ref(),
        purpose,
        file: Path::new(sources[0].name),
        take_over: arguments.take_over,
    };
    let ready = match order.ready()? {
        Ok(ready) => ready,
        Err(stopped) => {
            let Stopped { diagnostics, input, cause } = *stopped;
            let sources = with_file(&sources[..=texts.len()], input.as_ref());
            let exit = if cause == Cause::Unreadable { Exit::Usage } else { fault };
            return console.stop(&diagnostics, &sources, exit);
        }
    };
    let Ready { plan, output, files, diagnostics, is_incomplete } = ready;
    let sources =
        with_file(&sources[..=texts.len()], files.as_ref().and_then(|files| files.input.as_ref()));
    console.say(&diagnostics, &sources)?;
    if let Some(found) = files.as_ref().filter(|_| purpose == Purpose::Tell) {
        // What a check finds is no fault, with strict neither.
        console.say(&found.changes, &sources)?;
    }
    if texts.is_empty() && has_patches(&output) {
        say_assumptions(&plan, console)?;
    }
    match files {
        Some(files) => {
            let is_check = arguments.check.is_some();
            // Before the bootstrap there are no pods.
            let has_pods = !inputs.iter().any(is_before_bootstrap);
            let restart = has_pods.then(|| files.restart(&plan, &texts, None)).flatten();
            if let (Output::Values(_), Some(path)) = (&output, path) {
                let mut exit = bring(&files.files, is_check, restart, console)?;
                // A HelmRelease has its values for itself.
                let is_file = |file: &File| file.is_stale() && !is_release(file);
                if !is_check && files.files.iter().any(is_file) {
                    say_how_helm_merges(console)?;
                }
                if !arguments.no_build {
                    let repository = Repository::around_file(path, &files.files)?;
                    let manifests = (arguments.format, texts.as_slice());
                    let check = Check { config, repository: &repository, is_check, console };
                    exit = exit.max(check.release(path, manifests, &diagnostics)?);
                }
                return Ok(if is_check && is_incomplete { exit.max(Exit::Fault) } else { exit });
            }
            let path = path.unwrap_or(Path::new(""));
            let kept = Kept { path, files: files.files, restart };
            let exit = keep(arguments, kept, given, &diagnostics)?;
            Ok(if is_check && is_incomplete { exit.max(Exit::Fault) } else { exit })
        }
        None => {
            let text = output.text(arguments.format, &plan.namespace);
            console.print(&text)?;
            if arguments.format == Format::Kustomization && text.contains("${") {
                say_what_terraform_expands(console)?;
            }
            Ok(Exit::Done)
        }
    }
}

/// The files to bring up to date, and the path that they were asked for by.
struct Kept<'k> {
    path: &'k Path,
    files: Vec<File>,
    restart: Option<Restart>,
}

/// Brings files up to date, or says what is stale; then looks at what is built of them. `said` is
/// what was said of the manifests.
fn keep(
    arguments: &Patches,
    kept: Kept<'_>,
    given: &Given<'_>,
    said: &[Diagnostic],
) -> anyhow::Result<Exit> {
    let Kept { path, mut files, restart } = kept;
    let Given { config, console, .. } = *given;
    let is_check = arguments.check.is_some();
    let is_component = arguments.format == Format::Component;
    let folder = if is_component { path } else { path.parent().unwrap_or(Path::new("")) };
    let mut unlisted = None;
    if is_component {
        let repository = Repository::around(folder, &files)?;
        let Repository { survey, folder } = &repository;
        match listing(survey, survey.files(), folder, home(survey.files(), folder)) {
            Listing::Listed => {}
            Listing::Add { file, text } => files.push(File {
                path: repository.name(&file),
                old: repository.survey.files().text(&file),
                new: Some(text),
            }),
            Listing::Nowhere(nowhere) => unlisted = Some(*nowhere),
        }
    }
    if let Some(refused) = unlisted.iter().find(|d| d.code == code::NO_KUSTOMIZATION) {
        return console.stop(std::slice::from_ref(refused), &[], Exit::Fault);
    }
    let mut exit = bring(&files, is_check, restart, console)?;
    if let Some(unlisted) = unlisted {
        let severity = if is_check { Severity::Error } else { Severity::Warning };
        console.say(&[unlisted.severity(severity)], &[])?;
        return Ok(if is_check { exit.max(Exit::Fault) } else { exit });
    }
    if !arguments.no_build && !is_component && !is_kustomization(path) {
        let severity = if is_check { Severity::Error } else { Severity::Warning };
        console.say(&[not_read(path, arguments.format).severity(severity)], &[])?;
        return Ok(if is_check { Exit::Usage } else { exit });
    }
    if !arguments.no_build {
        let repository = Repository::around(folder, &files)?;
        let check = Check { config, repository: &repository, is_check, console };
        exit = exit.max(check.folder(said)?);
    }
    Ok(exit)
}

/// That kustomize does not read a file, so that nothing is built of it.
fn not_read(path: &Path, format: Format) -> Diagnostic {
    let message = format!("{} is not built: kustomize reads no file of this name", path.display());
    let help = match format {
        Format::Kustomization => {
            "for a file that Terraform reads, leave the build out with --no-build; one that \
             kustomize is to read is called kustomization.yaml"
        }
        _ => "call it kustomization.yaml, or leave the build out with --no-build",
    };
    Diagnostic::new(code::NOT_BUILT, message).help(help)
}

/// The sources of a command, and the file that is kept.
fn with_file<'s>(sources: &[Source<'s>], file: Option<&'s Input>) -> Vec<Source<'s>> {
    sources.iter().cloned().chain(file.map(Input::source)).collect()
}

/// Whether a file is the one that `flux bootstrap` fills, and was not filled yet.
fn is_before_bootstrap(input: &Input) -> bool {
    let is_it = |path: &PathBuf| path.file_name().is_some_and(|name| name == COMPONENTS_FILE);
    input.path.as_ref().is_some_and(is_it) && is_blank(&input.text)
}

/// Whether values stand in a HelmRelease.
fn is_release(file: &File) -> bool {
    let text = file.new.as_deref().unwrap_or_default();
    text.lines().any(|line| line.trim_end() == "kind: HelmRelease")
}

/// Says what happens to lists in two values files.
fn say_how_helm_merges(console: &Console) -> anyhow::Result<()> {
    console.note("note: of a list that two values files have, Helm takes the last file's")?;
    console.note("  help: name this file last, and have these lists in no other file behind -f")?;
    Ok(())
}

/// Says what becomes of a substitution of Flux in Terraform, whose provider for Flux takes a whole
/// kustomization.
fn say_what_terraform_expands(console: &Console) -> anyhow::Result<()> {
    console.note("note: Terraform expands ${NAME} itself, in a heredoc and in templatefile()")?;
    console.note("  help: read the file with file(), or write $${NAME} in a heredoc")?;
    Ok(())
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
