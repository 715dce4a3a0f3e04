//! The forms of `patches`, and what a plan comes to in each.

use clap::ValueEnum;

use crate::apply;
use crate::config::{Config, Tenant};
use crate::flux::Controller;
use crate::krm::{Documents, Finding, Object, Severity};
use crate::plan::Plan;
use crate::render::{Native, Scope, aks_extension, flux_instance, helm, kustomization, patched};
use crate::report;
use crate::resolve::{Resolution, instances, is_sharded, resolve};

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
    /// And that the manifests may be patched already.
    Native(Box<Native>, Option<Box<Finding>>),
}

impl Output {
    /// As it is printed.
    pub(super) fn text(&self, format: Format, namespace: &str) -> String {
        match self {
            Output::Text(text) => text.clone(),
            Output::Native(native, _) => match format {
                Format::Kustomization => kustomization::body(native, namespace),
                Format::Component => kustomization::component(native, namespace, &[]),
                _ => kustomization::fields(native, namespace),
            },
        }
    }
}

/// What the plan comes to in a format, and what there is to say about it.
pub(super) fn output(
    format: Format,
    config: &Config,
    plan: &Plan,
    manifests: &[Documents<'_>],
    written: bool,
) -> Result<(Output, Vec<Finding>), Vec<Finding>> {
    if format == Format::AksExtension {
        if let Some(file) = manifests.first() {
            let message = "the AKS extension has no manifests of its own";
            let remedy = "leave the files out";
            let mut finding = Finding::error(message).remedy(remedy).offset(Some(0));
            finding.source = file.source();
            return Err(vec![finding]);
        }
        return aks_extension::settings(config).map(|text| (Output::Text(text), Vec::new()));
    }
    let objects: Vec<Object<'_, '_>> = manifests.iter().flat_map(Documents::objects).collect();
    let resolution = (!manifests.is_empty()).then(|| resolve(plan, &objects));
    let mut findings = match &resolution {
        Some(resolution) => effects(manifests, &objects, resolution)?,
        None => Vec::new(),
    };
    let instance = instances(&objects, &plan.namespace).first().map(|place| &objects[*place]);
    // Without manifests all of Flux is assumed.
    let present =
        |c: Controller| resolution.as_ref().is_none_or(|found| found.present.contains(&c));
    if matches!(format, Format::FluxInstance | Format::HelmValues) {
        findings.extend(plan.tenants.iter().filter(|tenant| !tenant.create).map(elsewhere));
    }
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
                let message = "the manifests have already what a patch would set here";
                let remedy = "name those that kustomize is to patch, not those that it has built";
                let finding = Finding::warning(message).remedy(remedy).about(o);
                Box::new(finding.offset(Some(o.node.span.start)))
            });
            Output::Native(Box::new(native), patched)
        }
    };
    Ok((output, findings))
}

/// What the resolution says, and what its edits would change: an edit that apply refuses is
/// refused here too.
fn effects(
    manifests: &[Documents<'_>],
    objects: &[Object<'_, '_>],
    resolution: &Resolution,
) -> Result<Vec<Finding>, Vec<Finding>> {
    let mut findings = resolution.findings.clone();
    if findings.iter().any(|f| f.severity == Severity::Error) {
        return Err(findings);
    }
    let edits = report::edits(&resolution.edits);
    match apply::edit(manifests, objects, &edits) {
        Err(refused) => {
            findings.push(*refused);
            return Err(findings);
        }
        Ok(edited) => {
            for (members, edited) in edited {
                let planned = &resolution.edits[members.clone()];
                findings.extend(report::effects(&objects[members], planned, &edited));
            }
        }
    }
    findings.extend(resolution.added.iter().map(report::added));
    Ok(findings)
}

/// That a tenant's ServiceAccount is no part of what installs Flux.
fn elsewhere(tenant: &Tenant) -> Finding {
    let message = format!(
        "the ServiceAccount {} in namespace {:?} is not part of this: it is not annotated",
        tenant.name, tenant.namespace
    );
    let remedy = "annotate it where it is kept, with apply or patches, or write create: true";
    Finding::warning(message).remedy(remedy).at(tenant.place.clone())
}
