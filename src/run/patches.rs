//! A config in the forms that Flux itself builds, where functions can't run.

use crate::config::Tenant;
use crate::diagnostic::{Diagnostic, code, has_errors};
use crate::flux::Controller;
use crate::krm::{Documents, Object};
use crate::patch::Scope;
use crate::render::{Format, Native, aks_extension, flux_instance, helm, kustomization, patched};
use crate::resolve::{instances, is_sharded};
use crate::yaml::{Edit, Node, Path};

use super::UnreadableText;
use super::apply::read;
use super::pipeline::{Purpose, Request, settle};

/// A config in one of the forms.
#[derive(Debug)]
pub struct Patches {
    /// The text; empty with an error.
    pub text: String,
    /// What there is to say. Sources are the config (0) and the manifests (from 1).
    pub diagnostics: Vec<Diagnostic>,
}

impl Patches {
    /// Whether an error left no text.
    pub fn failed(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

/// Writes a config in a format, for the manifests that are to be patched. Without manifests all
/// controllers of Flux are assumed to be there.
///
/// # Errors
/// A manifest that is not YAML or JSON.
pub fn patches(
    config: &Node<'_>,
    manifests: &[&str],
    format: Format,
) -> Result<Patches, UnreadableText> {
    let failed = |diagnostics| Ok(Patches { text: String::new(), diagnostics });
    let mut request = match Request::read(Some(config)) {
        Ok(request) => request,
        Err(problems) => return failed(problems),
    };
    let files = if manifests.is_empty() { Vec::new() } else { read(&request.plan, manifests)? };
    let rendered = match render(&mut request, config, &files, format, false) {
        Ok(rendered) => rendered,
        Err(problems) => return failed(problems),
    };
    let mut diagnostics = rendered.diagnostics;
    diagnostics.extend(rendered.patched);
    if let Err(problems) = settle(Some(config), &mut diagnostics, request.plan.strict) {
        return failed(problems);
    }
    let text = rendered.output.text(format, &request.plan.namespace);
    Ok(Patches { text, diagnostics })
}

/// What comes out: a text, or what kustomize is to read.
#[derive(Debug)]
pub(crate) enum Output {
    Text(String),
    Native(Box<Native>),
}

impl Output {
    /// As it is printed.
    pub(crate) fn text(&self, format: Format, namespace: &str) -> String {
        match self {
            Output::Text(text) => text.clone(),
            Output::Native(native) => match format {
                Format::Kustomization => kustomization::body(native, namespace),
                Format::Component => kustomization::component(native, namespace, &[]),
                _ => kustomization::fields(native, namespace),
            },
        }
    }
}

/// A request in a format.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) output: Output,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// That the manifests may be patched already: how bad that is depends on where the output goes.
    pub(crate) patched: Option<Diagnostic>,
}

/// Reads the manifests of a request; see [`read`].
pub(crate) fn manifests<'a>(
    request: &Request,
    texts: &[&'a str],
) -> Result<Vec<Documents<'a>>, UnreadableText> {
    if texts.is_empty() { Ok(Vec::new()) } else { read(&request.plan, texts) }
}

/// Renders a request in a format. `kept` says that the output goes into a folder of its own, where
/// it may have several files.
///
/// # Errors
/// The problems, if one is an error.
pub(crate) fn render(
    request: &mut Request,
    config: &Node<'_>,
    manifests: &[Documents<'_>],
    format: Format,
    kept: bool,
) -> Result<Rendered, Vec<Diagnostic>> {
    if format == Format::AksExtension {
        let text = extension(request, manifests)?;
        let diagnostics = std::mem::take(&mut request.diagnostics);
        return Ok(Rendered { output: Output::Text(text), diagnostics, patched: None });
    }
    let objects: Vec<Object<'_, '_>> = manifests.iter().flat_map(Documents::objects).collect();
    let changes = if manifests.is_empty() {
        None
    } else {
        let edit = |edits: &[(usize, &Edit)]| {
            manifests.iter().map(|manifest| manifest.edit(&objects, edits)).collect()
        };
        Some(request.change(Some(config), &objects, edit, Purpose::Make)?)
    };
    let plan = &request.plan;
    let mut diagnostics = std::mem::take(&mut request.diagnostics);
    let resolution = changes.map(|changes| {
        diagnostics.extend(changes.diagnostics);
        diagnostics.extend(changes.changes);
        changes.resolution
    });
    let instance = instances(&objects, &plan.namespace).first().map(|index| &objects[*index]);
    // Without manifests all of Flux is assumed.
    let present =
        |c: Controller| resolution.as_ref().is_none_or(|found| found.present.contains(&c));
    if matches!(format, Format::FluxInstance | Format::HelmValues) {
        diagnostics.extend(plan.tenants.iter().filter(|tenant| !tenant.create).map(not_part));
    }
    let mut found = None;
    let output = match format {
        Format::FluxInstance => {
            let scope = Scope::FluxInstance { sharded: instance.is_some_and(is_sharded) };
            let native = Native::of_plan(plan, scope, present);
            Output::Text(flux_instance::documents(plan, &native)?)
        }
        Format::HelmValues => {
            let native = Native::of_plan(plan, Scope::FluxInstance { sharded: false }, present);
            Output::Text(helm::values(plan, &native, present))
        }
        _ => {
            if let Some(instance) = instance {
                let message = "a FluxInstance builds Flux without a kustomization.yaml";
                let help = "write --format flux-instance, or edit it with apply";
                let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help);
                return Err(vec![error.at(instance.location())]);
            }
            let native = match &resolution {
                Some(resolution) => Native::of_manifests(plan, &objects, resolution),
                None => Native::of_plan(plan, Scope::Kustomization, present),
            };
            let in_folder = format == Format::Component && kept;
            if !native.accounts.is_empty() && !in_folder {
                return Err(vec![needs_component()]);
            }
            found = resolution.as_ref().and_then(|_| patched(plan, &objects));
            Output::Native(Box::new(native))
        }
    };
    Ok(Rendered { output, diagnostics, patched: found.map(already_patched) })
}

/// The settings of the AKS extension, which has no manifests.
fn extension(request: &Request, manifests: &[Documents<'_>]) -> Result<String, Vec<Diagnostic>> {
    if let Some(file) = manifests.first() {
        let message = "the AKS extension has no manifests of its own";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help("leave the files out");
        return Err(vec![error.source(file.source()).span(0..0)]);
    }
    aks_extension::settings(&request.config)
}

/// That patches alone can't do it.
fn needs_component() -> Diagnostic {
    let message = "a patch can't add the ServiceAccounts that create: true asks for";
    let help = "use --format component --write FOLDER, or add them to the resources and name these \
                as FILE";
    Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help).path(Path::keys([
        "spec",
        "objectLevel",
        "serviceAccounts",
    ]))
}

/// That an object has already what a patch would set.
fn already_patched(object: &Object<'_, '_>) -> Diagnostic {
    let message = "the manifests have already what a patch would set here";
    let help = "name those that kustomize is to patch, not those that it has built";
    Diagnostic::new(code::ALREADY_PATCHED, message).help(help).at(object.location())
}

/// That a tenant's ServiceAccount is no part of what installs Flux.
fn not_part(tenant: &Tenant) -> Diagnostic {
    let message = format!(
        "the ServiceAccount {} in namespace {:?} is not part of this: it is not annotated",
        tenant.name, tenant.namespace
    );
    let help = "annotate it where it is kept, with apply or patches, or write create: true";
    Diagnostic::new(code::NOT_PART, message).help(help).path(tenant.path.clone())
}
