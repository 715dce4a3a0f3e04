//! The forms of `patches`, and what a plan comes to in each.

use clap::ValueEnum;

use crate::config;
use crate::flux::Controller;
use crate::krm::{Documents, Finding, Object, Severity};
use crate::plan::Plan;
use crate::render::{Native, Scope, aks_extension, flux_instance, helm, kustomization, patched};
use crate::resolve::{components, is_sharded, resolve};
use crate::yaml::Node;

/// The forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
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

impl Format {
    /// Whether kustomize reads it.
    pub(super) fn is_kustomize(self) -> bool {
        matches!(self, Format::Patches | Format::Kustomization | Format::Component)
    }
}

/// What comes out: a text, or what kustomize is to read.
#[derive(Debug)]
pub(super) enum Output {
    Text(String),
    Native(Box<Native>),
}

impl Output {
    /// As it is printed.
    pub(super) fn text(&self, format: Format, namespace: &str) -> String {
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

/// The settings of the AKS extension.
pub(super) fn settings(config: &Node<'_>) -> Result<Output, Vec<Finding>> {
    match config::load(Some(config)) {
        (Some(config), _) => aks_extension::settings(&config).map(Output::Text),
        // Its findings were said.
        (None, _) => Err(Vec::new()),
    }
}

/// What the plan comes to in a format.
pub(super) fn output(
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
            let mut native = match &resolution {
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
            native.patched = resolution.as_ref().and_then(|_| patched(plan, &objects)).map(|o| {
                Finding::warning("the manifests have already what a patch would set here")
                    .remedy("name those that kustomize is to patch, not those that it has built")
                    .about(o)
                    .offset(Some(o.node.span.start))
            });
            Ok(Output::Native(Box::new(native)))
        }
    }
}

/// That a tenant's ServiceAccount is no part of what installs Flux.
fn elsewhere(tenant: &config::Tenant) -> Finding {
    let message = format!(
        "the ServiceAccount {} in namespace {:?} is not part of this: it is not annotated",
        tenant.name, tenant.namespace
    );
    let remedy = "annotate it where it is kept, with apply or patches, or write create: true";
    Finding::warning(message).remedy(remedy).at(tenant.place.clone())
}
