//! A request in a format.

use crate::cloud::Needs;
use crate::config::Tenant;
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Version};
use crate::krm::{Documents, Object};
use crate::patch::{Scope, token_creation};
use crate::plan::{Plan, Purpose, ServiceAccount};
use crate::render::{
    Chart, Format, Installation, KustomizeParts, Values, aks_extension, flux_instance, patched,
    permission_added,
};
use crate::resolve::{Resolution, decisive_version, instances, is_sharded};
use crate::run::pipeline::{Request, settle};
use crate::run::traceless::traceless;
use crate::yaml::{Edit, Node};

use super::fault::{
    already_patched, builds_itself, needs_component, not_part, other_account, permission_missing,
};
use super::output::{Destination, Output};

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

impl Rendered {
    /// An output of which nothing more is to be known.
    fn of(output: Output, diagnostics: Vec<Diagnostic>) -> Rendered {
        let (patched, has_permission) = (None, None);
        Rendered { output, diagnostics, patched, has_permission, is_incomplete: false }
    }
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
        return extension(request, manifests);
    }
    let objects: Vec<Object<'_, '_>> = manifests.iter().flat_map(Documents::objects).collect();
    let (mut said, resolution) = if manifests.is_empty() {
        (without_manifests(request, config, format, to)?, None)
    } else {
        let (said, resolution) = with_manifests(request, config, manifests, &objects, format)?;
        (said, Some(resolution))
    };
    let plan = &request.plan;
    let rendering = Rendering::of(plan, &objects, resolution.as_ref(), to);
    let refused = rendering.refused(format);
    if !refused.is_empty() {
        return Err(refused);
    }
    let output = match (format, format.chart()) {
        (_, Some(chart)) => Output::Values(rendering.values(chart, &mut said)?),
        (Format::FluxInstance, _) => {
            let scope = Scope::FluxInstance { sharded: is_sharded(rendering.spec()) };
            Output::Text(flux_instance::documents(plan, &rendering.parts(scope))?)
        }
        _ => return rendering.kustomize(format, said),
    };
    said.extend(plan.tenants.iter().filter(|tenant| !tenant.create).map(not_part));
    Ok(Rendered::of(output, said))
}

/// The settings of the AKS extension, which has no manifests.
fn extension(
    request: &mut Request,
    manifests: &[Documents<'_>],
) -> Result<Rendered, Vec<Diagnostic>> {
    if let Some(file) = manifests.first() {
        let message = "the AKS extension takes no manifests";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help("leave the files out");
        return Err(vec![error.source(file.source()).span(0..0)]);
    }
    let settings = aks_extension::settings(&request.config)?;
    let mut diagnostics = std::mem::take(&mut request.diagnostics);
    diagnostics.extend(aks_extension::undocumented(&request.config));
    Ok(Rendered::of(Output::Text(settings), diagnostics))
}

/// What there is to say of a config alone.
fn without_manifests(
    request: &mut Request,
    config: &Node<'_>,
    format: Format,
    to: Destination<'_>,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut said = std::mem::take(&mut request.diagnostics);
    said.extend(traceless(&request.config, &request.plan, |_| true));
    // Kept values of a FluxInstance may tell the version.
    if !(to.is_kept() && format == Format::FluxInstanceValues) {
        said.extend(request.plan.without_manifests(request.plan.flux_version));
    }
    settle(Some(config), &mut said, request.plan.strict)?;
    Ok(said)
}

/// What a config changes in manifests, and what there is to say of that.
fn with_manifests(
    request: &mut Request,
    config: &Node<'_>,
    manifests: &[Documents<'_>],
    objects: &[Object<'_, '_>],
    format: Format,
) -> Result<(Vec<Diagnostic>, Resolution), Vec<Diagnostic>> {
    // A tenant's ServiceAccount that the chart is not to make is not in what it renders.
    let is_outside = |tenant: &mut Tenant| format.chart().is_some() && !tenant.create;
    let outside: Vec<Tenant> = request.plan.tenants.extract_if(.., is_outside).collect();
    let edit = |edits: &[(usize, &Edit)]| {
        manifests.iter().map(|manifest| manifest.edit(objects, edits)).collect()
    };
    // A chart renders the manifests anew: what they are now is not changed.
    let purpose = if format.chart().is_some() { Purpose::Tell } else { Purpose::Make };
    let changes = request.change(Some(config), objects, edit, purpose)?;
    request.plan.tenants.extend(outside);
    let mut said = changes.diagnostics;
    if purpose == Purpose::Make {
        said.extend(changes.changes);
    }
    Ok((said, changes.resolution))
}

/// A plan, and what is known of where it is to work. Without manifests all of Flux is assumed.
struct Rendering<'r> {
    plan: &'r Plan,
    objects: &'r [Object<'r, 'r>],
    resolution: Option<&'r Resolution>,
    /// The FluxInstance among the manifests.
    instance: Option<&'r Object<'r, 'r>>,
    /// The version of Flux.
    version: Option<Version>,
    to: Destination<'r>,
}

impl<'r> Rendering<'r> {
    fn of(
        plan: &'r Plan,
        objects: &'r [Object<'r, 'r>],
        resolution: Option<&'r Resolution>,
        to: Destination<'r>,
    ) -> Rendering<'r> {
        let instance = instances(objects, &plan.namespace).first().map(|index| &objects[*index]);
        let version = match (instance, resolution) {
            (Some(instance), _) => decisive_version(instance.node.get("spec"), plan.flux_version),
            (None, Some(resolution)) => resolution.installed.or(plan.flux_version),
            (None, None) => plan.flux_version,
        };
        Rendering { plan, objects, resolution, instance, version, to }
    }

    /// The fields of the FluxInstance.
    fn spec(&self) -> Option<&Node<'_>> {
        self.instance.and_then(|instance| instance.node.get("spec"))
    }

    fn is_present(&self, controller: Controller) -> bool {
        self.resolution.is_none_or(|found| found.present.contains(&controller))
    }

    /// That the format can't give identities to ServiceAccounts of these names.
    fn refused(&self, format: Format) -> Vec<Diagnostic> {
        let is_refused = |account: &&ServiceAccount| match format {
            // The chart's pods run under the usual ServiceAccount.
            Format::HelmValues => true,
            // Manifests were searched for the account already.
            Format::FluxInstance | Format::FluxInstanceValues => {
                let mut needs = account.needs.iter();
                self.resolution.is_none() && needs.any(Needs::needs_service_account)
            }
            _ => false,
        };
        let accounts = self.plan.service_accounts.iter();
        let others = accounts.filter(|a| !self.plan.accounts.is_usual(a.controller));
        others.filter(is_refused).map(|account| other_account(self.plan, account)).collect()
    }

    /// The patches and objects of the plan, whatever the manifests are.
    fn parts(&self, scope: Scope) -> KustomizeParts {
        let is_present = |controller| self.is_present(controller);
        let mut parts = KustomizeParts::of_plan(self.plan, scope, self.version, is_present);
        // What is there already is not added again.
        if let Some(resolution) = self.resolution {
            parts.permission = permission_added(resolution);
        }
        parts
    }

    /// The values of a chart. What they settle is taken out of what was `said`.
    fn values(&self, chart: Chart, said: &mut Vec<Diagnostic>) -> Result<Values, Vec<Diagnostic>> {
        let installation = Installation {
            version: self.version,
            present: Controller::ALL.into_iter().filter(|c| self.is_present(*c)).collect(),
            sharded: is_sharded(self.spec()),
            permission: self.resolution.map(permission_added),
        };
        let values = Values::of(self.plan, chart, installation)?;
        said.retain(|said| !values.settle(said.code));
        // Kept values may say more of what is installed.
        said.extend(values.missing_objects().filter(|_| !self.to.is_kept()));
        Ok(values)
    }

    /// What kustomize is to add, and whether the manifests have it already.
    fn kustomize(
        &self,
        format: Format,
        mut said: Vec<Diagnostic>,
    ) -> Result<Rendered, Vec<Diagnostic>> {
        if let Some(instance) = self.instance {
            return Err(vec![builds_itself(instance)]);
        }
        let Rendering { plan, objects, resolution, .. } = *self;
        let scope = Scope::Kustomization { moves: self.to.namespace().is_some() };
        let parts = match resolution {
            Some(resolution) => KustomizeParts::of_manifests(plan, scope, objects, resolution),
            None => self.parts(scope),
        };
        let is_folder = format == Format::Component && self.to.is_kept();
        if !parts.accounts.is_empty() && !is_folder {
            return Err(vec![needs_component()]);
        }
        let lacks_permission = !parts.permission.is_empty() && !is_folder;
        if lacks_permission {
            said.push(permission_missing(&parts));
        }
        let satisfied = resolution.map_or(&[][..], |found| &found.satisfied);
        let role = objects.iter().find(|object| token_creation::is_role(object));
        Ok(Rendered {
            patched: patched(plan, objects, satisfied).map(already_patched),
            has_permission: role.map(already_patched),
            is_incomplete: lacks_permission && resolution.is_some(),
            ..Rendered::of(Output::Kustomize(parts), said)
        })
    }
}
