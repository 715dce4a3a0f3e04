//! Object identity on the controllers: the feature gate, and the flags that go with it.

use crate::cloud::AUTHORITY_HOST;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Controller, FEATURE_GATES, GATE, Lockdown, Version};
use crate::plan::{ObjectIdentity, Reason};
use crate::yaml::{Node, Path};

use super::arguments::{self, Argument, asked, gate, mentions, not_read};
use super::permission::{self, Candidate};
use super::{Context, Resolution, container, flux_instance, presence, version};

/// Gives the controllers what object identity asks of them.
pub(super) fn resolve(context: &Context<'_, '_, '_>, out: &mut Resolution) {
    let Context { plan, controllers, .. } = context;
    if plan.aks_to_azure {
        let message = "object identity for Azure on AKS is unstable in Flux \
                       (https://github.com/fluxcd/flux2/issues/5359)";
        out.say(Diagnostic::new(code::AKS_TO_AZURE, message));
    }
    let Some(wanted) = &plan.object_identity else { return };
    let deployments: Vec<Deployment> = wanted
        .controllers_reached()
        .flat_map(|controller| {
            let objects = controllers.of(controller).deployments.iter();
            objects.map(move |&object| Deployment {
                controller,
                object,
                version: version::of(context, object),
            })
        })
        .collect();
    if wanted.asks_controllers() {
        presence(context, wanted, &deployments, out);
    }
    versions(wanted, &deployments, out);
    for deployment in &deployments {
        let errors = wanted.flags_without_gate(deployment.version);
        let is_flagged = wanted
            .lockdown
            .iter()
            .any(|(flag, _)| flag.controllers().contains(&deployment.controller));
        if is_flagged && !errors.is_empty() {
            errors.into_iter().for_each(|error| out.say(error));
        } else if is_new_enough(wanted, deployment, out) {
            edit(context, wanted, deployment, out);
        }
    }
    flux_instance::object_identity(context, wanted, out);
    let newest = |controller: Controller| {
        let of_deployments = deployments.iter().filter(|d| d.controller == controller);
        let newest = of_deployments.filter_map(|d| d.version).max();
        let instances = controllers.of(controller).instances.iter();
        let possible = instances.filter_map(|&object| flux_instance::newest(context, object)).max();
        newest.or(possible).or(context.installed).or(plan.flux_version)
    };
    let present = wanted.controllers_reached().filter(|c| controllers.is_present(*c));
    let candidates: Vec<Candidate> =
        present.map(|controller| Candidate { controller, newest: newest(controller) }).collect();
    always_on(context, wanted, &candidates, out);
    permission::resolve(context, wanted, &candidates, out);
}

/// A Deployment that object identity is for.
struct Deployment {
    controller: Controller,
    object: usize,
    version: Option<Version>,
}

/// Says which controllers are not there.
fn presence(
    context: &Context<'_, '_, '_>,
    wanted: &ObjectIdentity,
    deployments: &[Deployment],
    out: &mut Resolution,
) {
    if deployments.is_empty() {
        let has_instance = |c: Controller| !context.controllers.of(c).instances.is_empty();
        if !wanted.controllers_reached().any(has_instance) {
            let message = format!(
                "objectLevel matches nothing: there is no Deployment of a Flux controller in \
                 namespace {:?}",
                context.plan.namespace
            );
            let nothing = Diagnostic::new(code::NOTHING_MATCHED, message)
                .help(presence::controllers_found(context.objects));
            out.say(nothing.path(Path::keys(["spec", "objectLevel"])));
        }
        return;
    }
    let is_there = |c: &Controller| deployments.iter().any(|d| d.controller == *c);
    for controller in wanted.controllers.iter().flatten().filter(|c| !is_there(c)) {
        let message =
            format!("{controller} is not among the manifests, so it gets no object identity");
        let absent = Diagnostic::new(code::CONTROLLER_ABSENT, message);
        out.say(absent.help("remove it from objectLevel.controllers"));
    }
}

/// Says that a version is not known, or that some have the gate and others have it no more.
fn versions(wanted: &ObjectIdentity, deployments: &[Deployment], out: &mut Resolution) {
    if deployments.iter().any(|deployment| deployment.version.is_none()) {
        wanted.version_unknown().into_iter().for_each(|unknown| out.say(unknown));
    }
    let told = |is_ended: bool| {
        let of_era = deployments.iter().filter(|d| {
            let gate = d.controller.gate().zip(d.version);
            gate.is_some_and(|(gate, version)| gate.has_ended(version) == is_ended)
        });
        let mut names: Vec<String> =
            of_era.filter_map(|d| Some(format!("{} of {}", d.controller, d.version?))).collect();
        names.dedup();
        names.join(", ")
    };
    let (old, new) = (told(false), told(true));
    if !old.is_empty() && !new.is_empty() && wanted.is_used() {
        let message = format!(
            "the controllers are of several versions of Flux: {old} with the feature gate of \
             object identity, {new} without it; each gets what its version needs"
        );
        let help = "bring all controllers to one version";
        out.say(Diagnostic::new(code::SEVERAL_VERSIONS, message).help(help));
    }
}

/// Says what is different where object identity can't be switched off.
fn always_on(
    context: &Context<'_, '_, '_>,
    wanted: &ObjectIdentity,
    candidates: &[Candidate],
    out: &mut Resolution,
) {
    let object_level = Path::keys(["spec", "objectLevel"]);
    let has_ended = |c: &Candidate| c.newest.is_some_and(|v| Lockdown::NEEDS_GATE.has_ended(v));
    if wanted.enabled == Some(false) && candidates.iter().any(has_ended) {
        let message = "enabled: false has no effect: from Flux 2.10 on object identity can't be \
                       switched off";
        let help = "remove it; without the permission to create tokens the source-, the \
                    notification- and the image controllers can't use it";
        let on = Diagnostic::new(code::ALWAYS_ON, message).help(help);
        out.say(on.path(object_level.key("enabled")));
    }
    let account = wanted.lockdown.iter().find(|(flag, name)| {
        // Kubernetes makes an account of this name in every namespace.
        *flag == Lockdown::Objects && name != "default"
    });
    let source = candidates.iter().find(|c| c.controller == Controller::SourceController);
    let Some((_, name)) = account.filter(|_| source.is_some_and(has_ended)) else { return };
    let namespace = &context.plan.namespace;
    let mut created = context.plan.tenants.iter().filter(|tenant| tenant.create);
    if context.index.find("v1", "ServiceAccount", namespace, name).is_empty()
        && !created.any(|tenant| (&tenant.name, &tenant.namespace) == (name, namespace))
    {
        let message = format!(
            "there is no ServiceAccount {name} in namespace {namespace:?}: from Flux 2.10 on \
             Flux's own GitRepository, which names no account, would fail"
        );
        let help = "add it to the manifests, or set defaultServiceAccount: default";
        let absent = Diagnostic::new(code::DEFAULT_ACCOUNT_ABSENT, message).help(help);
        out.say(absent.path(object_level.key("defaultServiceAccount")));
    }
}

/// Whether a controller knows what it is to get; says so if not.
fn is_new_enough(wanted: &ObjectIdentity, deployment: &Deployment, out: &mut Resolution) -> bool {
    let Deployment { controller, version, .. } = *deployment;
    let Some((gate, installed)) = controller.gate().zip(version) else { return true };
    let since = gate.first();
    let requires = |what: &str, since: Version| {
        let message =
            format!("{what} requires Flux {since}, but the manifests are for Flux {installed}");
        Diagnostic::new(code::TOO_OLD, message).help(format!("upgrade Flux to {since} or later"))
    };
    if !wanted.is_enabled() {
        return installed >= since;
    }
    let flags_since = Lockdown::VERSIONS.first();
    if !wanted.lockdown.is_empty() && installed < flags_since {
        out.say(requires("a default ServiceAccount of object identity", flags_since));
    }
    if installed >= since {
        return true;
    }
    let is_listed = wanted.controllers.is_some();
    out.say(if is_listed || installed < Version::new(2, 6) {
        requires(&format!("object identity of the {controller}"), since)
    } else {
        let message = format!("{controller} supports object identity from Flux {since}; skipped");
        Diagnostic::new(code::TOO_OLD, message).severity(Severity::Info)
    });
    false
}

/// Gate, flags and environment of one Deployment.
fn edit(
    context: &Context<'_, '_, '_>,
    wanted: &ObjectIdentity,
    deployment: &Deployment,
    out: &mut Resolution,
) {
    let Deployment { controller, object, version } = *deployment;
    let asked_for = wanted.arguments(controller, version);
    let host = wanted.authority_host(controller, version);
    let has_ended = controller.gate().zip(version).is_some_and(|(gate, v)| gate.has_ended(v));
    if asked_for.is_empty() && host.is_none() && !has_ended {
        return;
    }
    let Some(container) = container::require(context, object, out) else { return };
    let path = container.key("args");
    let there = path.find(context.objects[object].node).map(Node::items).unwrap_or_default();
    if has_ended {
        retired(context, object, &path, there, out);
    }
    match asked(there, &asked_for) {
        Err(index) => {
            let stopper = not_read();
            return out.say(stopper.at(context.objects[object].field_location(&path.index(index))));
        }
        Ok(asked) => {
            if asked.len() < asked_for.len() {
                out.satisfied.push(object);
            }
            for Argument { index, text, reason } in asked {
                out.set(object, path.index(index), text, reason);
            }
        }
    }
    if let Some(host) = host {
        let variable = (AUTHORITY_HOST, host);
        let reason = Reason::ObjectIdentity;
        container::set_variable(context, object, &container, variable, reason, out);
    }
}

/// Says that a gate is there which does nothing any more. It stays, as nothing depends on it.
fn retired(
    context: &Context<'_, '_, '_>,
    object: usize,
    path: &Path,
    there: &[Node<'_>],
    out: &mut Resolution,
) {
    let known = mentions(there, FEATURE_GATES);
    for mention in known.iter().filter(|mention| gate(&mention.value, GATE).is_some()) {
        let path = path.index(mention.index);
        out.say(arguments::retired().at(context.objects[object].field_location(&path)));
    }
}
