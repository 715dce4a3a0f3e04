//! `patches`: the Plan in the forms that Flux itself builds.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum, ValueHint};

use crate::apply;
use crate::flux::Controller;
use crate::krm::{Documents, Finding, Object, Severity};
use crate::plan::Plan;
use crate::render::{Native, Scope, aks_extension, flux_instance, helm, kustomization, patched};
use crate::resolve::{components, is_sharded, resolve};
use crate::{config as configs, report};

use super::Exit;
use super::apply::unread;
use super::component;
use super::config::{ConfigArguments, config};
use super::console::Console;
use super::input::Input;
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

/// The forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The patches field of a kustomization.yaml, to paste
    Patches,
    /// A complete kustomization.yaml over gotk-components.yaml and gotk-sync.yaml
    Kustomization,
    /// A kustomize Component
    Component,
    /// The fields of a FluxInstance of the Flux Operator
    FluxInstance,
    /// Values of the Helm chart flux2
    HelmValues,
    /// Settings of the AKS extension microsoft.flux
    AksExtension,
}

/// What comes out: a text, or what goes into files.
enum Output {
    Text(String),
    Native {
        native: Native,
        /// That the manifests may be patched already.
        patched: Option<Finding>,
    },
}

pub(super) fn run(arguments: &Patches, console: &Console) -> anyhow::Result<Exit> {
    let place = arguments.write.as_deref().or(arguments.check.as_deref());
    let maintained =
        matches!(arguments.format, Format::Patches | Format::Kustomization | Format::Component);
    if place.is_some() && !maintained {
        bail!(
            "--write and --check are for kustomize's formats; send the output of this one into a file"
        );
    }
    let file = arguments.config.file()?;
    let inputs = match arguments.files.as_slice() {
        [] => Vec::new(),
        files => Input::read_all(files)?,
    };
    let sources: Vec<Source<'_>> =
        [&file.0].into_iter().chain(&inputs).map(Input::source).collect();
    // A check that could not look at everything has not found drift.
    let fault = if arguments.check.is_some() { Exit::Usage } else { Exit::Fault };
    let documents = match file.documents() {
        Ok(documents) => documents,
        Err(finding) => {
            console.say(&[*finding], &sources)?;
            return Ok(Exit::Usage);
        }
    };
    let config = match config(&documents) {
        Ok(config) => config,
        Err(finding) => {
            console.say(&[*finding], &sources)?;
            return Ok(fault);
        }
    };
    let (plan, mut findings) = Plan::read(Some(config));
    let Some(plan) = plan else {
        console.say(&findings, &sources)?;
        return Ok(fault);
    };
    let texts: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    let manifests = if texts.is_empty() { Ok(Vec::new()) } else { apply::read(&plan, &texts) };
    let manifests = match manifests {
        Ok(manifests) => manifests,
        Err(unreadable) => {
            console.say(&[unread(&unreadable)], &sources)?;
            return Ok(Exit::Usage);
        }
    };
    let output = match arguments.format {
        Format::AksExtension => settings(config),
        format => output(format, &plan, &manifests, place.is_some(), &mut findings),
    };
    configs::own(Some(config), &mut findings);
    let failed = report::raise(&mut findings, plan.strict);
    console.say(&findings, &sources)?;
    let output = match output {
        Ok(output) => output,
        Err(mut errors) => {
            configs::own(Some(config), &mut errors);
            console.say(&errors, &sources)?;
            return Ok(fault);
        }
    };
    if failed {
        return Ok(fault);
    }
    let any = matches!(&output, Output::Native { native, .. } if !native.patches.is_empty());
    if texts.is_empty() && any {
        assumed(&plan, console)?;
    }
    match (output, place) {
        (Output::Text(text), _) => {
            console.print(&text)?;
            Ok(Exit::Done)
        }
        (Output::Native { native, patched }, None) => {
            console.say(patched.as_slice(), &sources)?;
            console.print(&text_of(arguments.format, &native, &plan.namespace))?;
            Ok(Exit::Done)
        }
        (Output::Native { native, patched }, Some(path)) => {
            let (files, ours) = match arguments.format {
                Format::Component => {
                    let files = component::files(path, &native, &plan.namespace)?;
                    let ours = files.iter().filter_map(|file| file.old.as_deref());
                    let ours = ours.map(component::parts).sum();
                    (files, ours)
                }
                Format::Kustomization if !path.exists() => {
                    let new = Some(kustomization::body(&native, &plan.namespace));
                    (vec![target::File { path: path.to_owned(), old: None, new }], 0)
                }
                _ => match kustomization_file(path, &plan, &native, &sources, console)? {
                    Ok(found) => found,
                    Err(exit) => return Ok(exit.unwrap_or(fault)),
                },
            };
            if let Some(mut finding) = patched {
                // Parts of ours would go because they have done their work.
                let lost = ours > native.parts();
                finding.severity = if lost { Severity::Error } else { Severity::Info };
                console.say(&[finding], &sources)?;
                if lost {
                    return Ok(fault);
                }
            }
            target::bring(&files, arguments.check.is_some(), console)
        }
    }
}

fn settings(config: &crate::yaml::Node<'_>) -> Result<Output, Vec<Finding>> {
    match configs::load(Some(config)) {
        (Some(config), _) => aks_extension::settings(&config).map(Output::Text),
        // Its findings were said.
        (None, _) => Err(Vec::new()),
    }
}

/// What the plan comes to in a format.
fn output(
    format: Format,
    plan: &Plan,
    manifests: &[Documents<'_>],
    written: bool,
    findings: &mut Vec<Finding>,
) -> Result<Output, Vec<Finding>> {
    let objects: Vec<Object<'_, '_>> = manifests.iter().flat_map(Documents::objects).collect();
    let resolution = (!manifests.is_empty()).then(|| resolve(plan, &objects));
    if let Some(resolution) = &resolution {
        findings.extend(resolution.findings.iter().cloned());
    }
    if findings.iter().any(|f| f.severity == Severity::Error) {
        return Err(Vec::new());
    }
    let instance = objects.iter().find(|o| o.kind() == "FluxInstance");
    let present = |c: Controller| match (&resolution, instance) {
        (_, Some(instance)) => components(instance).contains(&c),
        (Some(resolution), None) => resolution.present.contains(&c),
        // source-watcher uses no cloud.
        (None, None) => true,
    };
    if matches!(format, Format::FluxInstance | Format::HelmValues) {
        findings.extend(plan.tenants.iter().filter(|tenant| !tenant.create).map(elsewhere));
    }
    match format {
        Format::FluxInstance => {
            let scope = Scope::FluxInstance { sharded: instance.is_some_and(is_sharded) };
            let native = Native::of_plan(plan, scope, present);
            flux_instance::documents(plan, &native).map(Output::Text)
        }
        Format::HelmValues => {
            let native = Native::of_plan(plan, Scope::FluxInstance { sharded: false }, present);
            Ok(Output::Text(helm::values(plan, &native, present)))
        }
        _ => {
            if let Some(instance) = instance {
                let message = "a FluxInstance builds Flux without a kustomization.yaml";
                let remedy = "write --format flux-instance, or edit it with apply";
                let error = Finding::error(message).about(instance).remedy(remedy);
                return Err(vec![error.offset(Some(instance.node.span.start))]);
            }
            let native = match &resolution {
                Some(resolution) => Native::of_manifests(plan, &objects, resolution),
                None => Native::of_plan(plan, Scope::Kustomization, present),
            };
            let kept = format == Format::Component && written;
            if !native.accounts.is_empty() && !kept {
                let message = "a patch can't add the ServiceAccounts that create: true asks for";
                let remedy = "use --format component --write FOLDER, or add them to the \
                              resources and name these as FILE";
                let at = "spec.objectLevel.serviceAccounts";
                return Err(vec![Finding::error(message).remedy(remedy).at(at)]);
            }
            let patched = resolution.as_ref().and_then(|_| patched(plan, &objects)).map(|o| {
                Finding::warning("the manifests have already what a patch would set here")
                    .remedy("name those that kustomize is to patch, not those that it has built")
                    .about(o)
                    .offset(Some(o.node.span.start))
            });
            Ok(Output::Native { native, patched })
        }
    }
}

/// That a tenant's ServiceAccount is no part of what installs Flux.
fn elsewhere(tenant: &configs::Tenant) -> Finding {
    let message = format!(
        "the ServiceAccount {} in namespace {:?} is not part of this: it is not annotated",
        tenant.name, tenant.namespace
    );
    let remedy = "annotate it where it is kept, with apply or patches, or write create: true";
    Finding::warning(message).remedy(remedy).at(tenant.place.clone())
}

fn text_of(format: Format, native: &Native, namespace: &str) -> String {
    match format {
        Format::Kustomization => kustomization::body(native, namespace),
        Format::Component => kustomization::component(native, namespace, &[]),
        _ => kustomization::fields(native, namespace),
    }
}

/// The user's kustomization.yaml with our entries brought up to date, and how many it has. If it is
/// refused, how to exit if that is known.
fn kustomization_file(
    path: &Path,
    plan: &Plan,
    native: &Native,
    sources: &[Source<'_>],
    console: &Console,
) -> anyhow::Result<Result<(Vec<target::File>, usize), Option<Exit>>> {
    if path.is_dir() {
        let name = path.display();
        bail!("{name} is a folder: name its kustomization.yaml, or write --format component");
    }
    let input = Input::read(path)?;
    let done = kustomization::maintain(&input.text, plan, native, sources.len());
    let sources: Vec<Source<'_>> = sources.iter().cloned().chain([input.source()]).collect();
    let mut findings = done.findings;
    let failed = report::raise(&mut findings, plan.strict);
    console.say(&findings, &sources)?;
    if failed {
        return Ok(Err(done.unreadable.then_some(Exit::Usage)));
    }
    let new = done.splices.apply(&input.text, 0..input.text.len());
    let file = target::File { path: path.to_owned(), old: Some(input.text), new: Some(new) };
    Ok(Ok((vec![file], done.ours)))
}

/// Says what is taken for granted where no manifests are given.
fn assumed(plan: &Plan, console: &Console) -> anyhow::Result<()> {
    let mut lines = vec![format!(
        "note: without manifests nothing says whether the patches match, and kustomize passes\n  \
         over one that does not: namespace {:?}, Deployments with the label\n  \
         app.kubernetes.io/component are assumed",
        plan.namespace
    )];
    if plan.gate.is_some() {
        lines.push(
            "  and, for object level, Flux 2.7 or later without --feature-gates so far".to_owned(),
        );
    }
    lines.push("  help: name them too, for example gotk-components.yaml".to_owned());
    console.note(&lines.join("\n"))?;
    Ok(())
}
