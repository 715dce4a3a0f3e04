//! A config in the forms that Flux itself builds, where functions can't run.

use crate::cloud::Needs;
use crate::config::Tenant;
use crate::diagnostic::{Diagnostic, code, has_errors};
use crate::flux::Controller;
use crate::krm::{Documents, Object};
use crate::patch::{Scope, token_creation};
use crate::plan::{Plan, Purpose, ServiceAccount};
use crate::render::{
    Format, Installation, KustomizeParts, Values, aks_extension, component, flux_instance,
    kustomization, patched, permission_added,
};
use crate::resolve::{decisive_version, instances, is_sharded};
use crate::yaml::{Edit, Node, Path};

use super::UnreadableText;
use super::apply::read;
use super::pipeline::{Request, settle};
use super::traceless::traceless;

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
///
/// ```
/// use flux_workload_identity::{Format, patches, yaml};
///
/// let config = "\
/// apiVersion: v1
/// kind: ConfigMap
/// data: {provider: gcp, services: gcs, serviceAccountEmail: flux@acme.iam.gserviceaccount.com}
/// ";
/// let config = yaml::parse(config, 0..config.len()).unwrap().unwrap();
/// let patches = patches(&config, &[], Format::Patches).unwrap();
/// assert!(!patches.failed() && patches.text.starts_with("patches:\n- target:\n"));
/// // A manifest that none of them matches is an error, and there is no text.
/// let other = ["apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other}\n"];
/// let patches = flux_workload_identity::patches(&config, &other, Format::Patches).unwrap();
/// assert!(patches.failed() && patches.text.is_empty());
/// ```
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
    let to = Destination::Printed;
    let files = self::manifests(&request, manifests, to)?;
    let rendered = match render(&mut request, config, &files, format, to) {
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

/// What comes out: a text, what kustomize is to add, or values of a Helm chart.
#[derive(Debug)]
pub(crate) enum Output {
    Text(String),
    Kustomize(KustomizeParts),
    Values(Values),
}

impl Output {
    /// As it is printed.
    pub(crate) fn text(&self, format: Format, namespace: &str) -> String {
        match (self, format) {
            (Output::Text(text), _) => text.clone(),
            (Output::Values(values), _) => values.text(),
            (Output::Kustomize(parts), Format::Kustomization) => {
                kustomization::body(parts, namespace)
            }
            (Output::Kustomize(parts), Format::Component) => component::body(parts, namespace),
            (Output::Kustomize(parts), _) => kustomization::fields(parts, namespace),
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
    /// That the manifests hold the permission that a Component adds: they may hold that of the
    /// Component itself.
    pub(crate) has_permission: Option<Diagnostic>,
    /// Whether manifests would still not work with the output: an object is missing that it can't
    /// add.
    pub(crate) is_incomplete: bool,
}

/// Where the output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination<'d> {
    /// It is printed.
    Printed,
    /// Into a file or a folder that is kept: a Component may have several files there.
    Kept {
        /// The namespace that kustomize puts everything into, by the kustomization that the file is
        /// or that lists the folder.
        namespace: Option<&'d str>,
    },
}

impl Destination<'_> {
    fn is_kept(self) -> bool {
        self != Destination::Printed
    }

    fn namespace(&self) -> Option<&str> {
        match self {
            Destination::Kept { namespace } => *namespace,
            Destination::Printed => None,
        }
    }
}

/// Reads the manifests that are to be patched, if there are any.
pub(crate) fn manifests<'a>(
    request: &Request,
    texts: &[&'a str],
    to: Destination<'_>,
) -> Result<Vec<Documents<'a>>, UnreadableText> {
    if texts.is_empty() { Ok(Vec::new()) } else { read(&request.plan, texts, to.namespace()) }
}

/// Renders a request in a format.
///
/// # Errors
/// The problems, if one is an error.
pub(crate) fn render(
    request: &mut Request,
    config: &Node<'_>,
    manifests: &[Documents<'_>],
    format: Format,
    to: Destination<'_>,
) -> Result<Rendered, Vec<Diagnostic>> {
    if format == Format::AksExtension {
        let output = Output::Text(extension(request, manifests)?);
        let mut diagnostics = std::mem::take(&mut request.diagnostics);
        diagnostics.extend(aks_extension::undocumented(&request.config));
        return Ok(Rendered {
            output,
            diagnostics,
            patched: None,
            has_permission: None,
            is_incomplete: false,
        });
    }
    let objects: Vec<Object<'_, '_>> = manifests.iter().flat_map(Documents::objects).collect();
    let mut diagnostics = Vec::new();
    let mut resolution = None;
    if manifests.is_empty() {
        diagnostics.append(&mut request.diagnostics);
        diagnostics.extend(traceless(&request.config, &request.plan, |_| true));
        // Kept values of a FluxInstance may tell the version.
        if !(to.is_kept() && format == Format::FluxInstanceValues) {
            diagnostics.extend(request.plan.without_manifests(request.plan.flux_version));
        }
        settle(Some(config), &mut diagnostics, request.plan.strict)?;
    } else {
        // A tenant's ServiceAccount that the chart is not to make is not in what it renders.
        let is_outside = |tenant: &mut Tenant| format.chart().is_some() && !tenant.create;
        let outside: Vec<Tenant> = request.plan.tenants.extract_if(.., is_outside).collect();
        let edit = |edits: &[(usize, &Edit)]| {
            manifests.iter().map(|manifest| manifest.edit(&objects, edits)).collect()
        };
        // A chart renders the manifests anew: what they are now is not changed.
        let purpose = if format.chart().is_some() { Purpose::Tell } else { Purpose::Make };
        let mut changes = request.change(Some(config), &objects, edit, purpose)?;
        request.plan.tenants.extend(outside);
        diagnostics.append(&mut changes.diagnostics);
        if purpose == Purpose::Make {
            diagnostics.append(&mut changes.changes);
        }
        resolution = Some(changes.resolution);
    }
    let plan = &request.plan;
    let instance = instances(&objects, &plan.namespace).first().map(|index| &objects[*index]);
    // Without manifests all of Flux is assumed.
    let present =
        |c: Controller| resolution.as_ref().is_none_or(|found| found.present.contains(&c));
    let spec = instance.and_then(|instance| instance.node.get("spec"));
    let scope = Scope::FluxInstance { sharded: is_sharded(spec) };
    let version = match (instance, &resolution) {
        (Some(_), _) => decisive_version(spec, plan.flux_version),
        (None, Some(resolution)) => resolution.installed.or(plan.flux_version),
        (None, None) => plan.flux_version,
    };
    let of_plan = |scope| {
        let mut parts = KustomizeParts::of_plan(plan, scope, version, present);
        // What is there already is not added again.
        if let Some(resolution) = &resolution {
            parts.permission = permission_added(resolution);
        }
        parts
    };
    let is_refused = |account: &ServiceAccount| match format {
        // The chart's pods run under the usual ServiceAccount.
        Format::HelmValues => true,
        // Manifests were searched for the account already.
        Format::FluxInstance | Format::FluxInstanceValues => {
            resolution.is_none() && account.needs.iter().any(Needs::needs_service_account)
        }
        _ => false,
    };
    let other = |a: &&ServiceAccount| !plan.accounts.is_usual(a.controller) && is_refused(a);
    let refused: Vec<Diagnostic> =
        plan.service_accounts.iter().filter(other).map(|a| other_account(plan, a)).collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    let output = match (format, format.chart()) {
        (_, Some(chart)) => {
            let installation = Installation {
                version,
                present: Controller::ALL.into_iter().filter(|c| present(*c)).collect(),
                sharded: is_sharded(spec),
                permission: resolution.as_ref().map(permission_added),
            };
            let values = Values::of(plan, chart, installation)?;
            diagnostics.retain(|said| !values.settle(said.code));
            // Kept values may say more of what is installed.
            diagnostics.extend(values.missing_objects().filter(|_| !to.is_kept()));
            Output::Values(values)
        }
        (Format::FluxInstance, _) => Output::Text(flux_instance::documents(plan, &of_plan(scope))?),
        _ => {
            if let Some(instance) = instance {
                return Err(vec![builds_itself(instance)]);
            }
            let scope = Scope::Kustomization { moves: to.namespace().is_some() };
            let parts = match &resolution {
                Some(resolution) => KustomizeParts::of_manifests(plan, scope, &objects, resolution),
                None => of_plan(scope),
            };
            let is_folder = format == Format::Component && to.is_kept();
            if !parts.accounts.is_empty() && !is_folder {
                return Err(vec![needs_component()]);
            }
            let lacks_permission = !parts.permission.is_empty() && !is_folder;
            if lacks_permission {
                diagnostics.push(permission_missing(&parts));
            }
            let satisfied = resolution.as_ref().map_or(&[][..], |found| &found.satisfied);
            let patched = patched(plan, &objects, satisfied).map(already_patched);
            let role = objects.iter().find(|object| token_creation::is_role(object));
            return Ok(Rendered {
                output: Output::Kustomize(parts),
                diagnostics,
                patched,
                has_permission: role.map(already_patched),
                is_incomplete: lacks_permission && resolution.is_some(),
            });
        }
    };
    diagnostics.extend(plan.tenants.iter().filter(|tenant| !tenant.create).map(not_part));
    Ok(Rendered { output, diagnostics, patched: None, has_permission: None, is_incomplete: false })
}

/// The settings of the AKS extension, which has no manifests.
fn extension(request: &Request, manifests: &[Documents<'_>]) -> Result<String, Vec<Diagnostic>> {
    if let Some(file) = manifests.first() {
        let message = "the AKS extension takes no manifests";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help("leave the files out");
        return Err(vec![error.source(file.source()).span(0..0)]);
    }
    aks_extension::settings(&request.config)
}

/// That what installs Flux makes the ServiceAccounts of the controllers itself, and no others.
fn other_account(plan: &Plan, account: &ServiceAccount) -> Diagnostic {
    let controller = account.controller;
    let message = format!(
        "this format can't give an identity to the ServiceAccount {}: what installs Flux makes \
         the one called {controller}",
        plan.accounts.of(controller)
    );
    let help = "leave serviceAccount out, or edit that ServiceAccount with apply";
    let path = account.identities.first().map(|identity| identity.path.clone());
    Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help).path(path.unwrap_or_default())
}

/// That the operator builds Flux without kustomize's files.
fn builds_itself(instance: &Object<'_, '_>) -> Diagnostic {
    let message = "a FluxInstance builds Flux without a kustomization.yaml";
    let help = "edit it with `apply --write` and check it with `apply --check`; --format \
                flux-instance prints the fields to paste";
    Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help).at(instance.location())
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

/// That patches can't give the controllers the permission that they lack.
fn permission_missing(parts: &KustomizeParts) -> Diagnostic {
    let message = "a patch can't add the ClusterRole and the ClusterRoleBinding that let the \
                   controllers create tokens, without which object identity does not work";
    let help = "use --format component --write FOLDER; or keep these in a file beside the \
                manifests, list it under resources, and name it on the command line behind the \
                manifests:";
    let missing = Diagnostic::new(code::PERMISSION_NOT_ADDED, message).help(help);
    let example = component::documents(&parts.permission);
    missing.example(example.trim_end()).path(Path::keys(["spec", "objectLevel"]))
}

/// That an object has already what a patch would set.
fn already_patched(object: &Object<'_, '_>) -> Diagnostic {
    let message = "the manifests already have what a patch would set here";
    let help = "name the manifests that kustomize is to patch, not those that it has built";
    Diagnostic::new(code::ALREADY_PATCHED, message).help(help).at(object.location())
}

/// That a tenant's ServiceAccount is no part of what installs Flux.
fn not_part(tenant: &Tenant) -> Diagnostic {
    let message = format!(
        "the ServiceAccount {} in namespace {:?} is not part of the output: it is not annotated",
        tenant.name, tenant.namespace
    );
    let help = "annotate it where it is kept, with apply or patches, or set create: true";
    Diagnostic::new(code::NOT_PART, message).help(help).path(tenant.path.clone())
}
