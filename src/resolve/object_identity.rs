//! The feature gate of object-level identity, and the flags that go with it.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Controller, FEATURE_GATES, GATE, Lockdown, Version};
use crate::plan::{Gate, Reason};
use crate::yaml::{Node, Path};

use super::arguments::{gate, is_true, mentions, stopper, with_gate};
use super::{Context, Resolution, container, permission, presence};

/// Switches object-level identity on for the controllers that the Plan names.
pub(super) fn resolve(context: &Context<'_, '_, '_>, out: &mut Resolution) {
    let Context { plan, controllers, installed, .. } = context;
    if plan.aks_to_azure {
        let message = "object-level identity for Azure on AKS is unstable in Flux \
                       (https://github.com/fluxcd/flux2/issues/5359)";
        out.say(Diagnostic::new(code::AKS_TO_AZURE, message));
    }
    let Some(gate) = &plan.gate else { return };
    let has_deployment = |c: &Controller| !controllers.of(*c).deployments.is_empty();
    let reached: Vec<Controller> = gate.controllers_reached().filter(has_deployment).collect();
    if reached.is_empty() {
        let has_instance = |c: Controller| !controllers.of(c).instances.is_empty();
        if !gate.controllers_reached().any(has_instance) {
            let message = format!(
                "objectLevel matches nothing: there is no Deployment of a Flux controller in \
                 namespace {:?}",
                plan.namespace
            );
            let nothing = Diagnostic::new(code::NOTHING_MATCHED, message)
                .help(presence::controllers_found(context.objects));
            out.say(nothing.path(Path::keys(["spec", "objectLevel"])));
        }
        return;
    }
    for controller in gate.controllers.iter().flatten().filter(|c| !reached.contains(c)) {
        let message =
            format!("{controller} is not among the manifests, so it gets no feature gate");
        let absent = Diagnostic::new(code::CONTROLLER_ABSENT, message);
        out.say(absent.help("remove it from objectLevel.controllers"));
    }
    if installed.is_none() {
        let message = "the version of Flux is unknown; object-level identity requires 2.6, its \
                       lockdown flags and the helm-controller 2.7";
        let help = "check the version before you apply this";
        out.say(Diagnostic::new(code::VERSION_UNKNOWN, message).help(help));
    }
    for controller in reached {
        if installed.is_none_or(|installed| is_new_enough(controller, gate, installed, out)) {
            for &object in &controllers.of(controller).deployments {
                deployment(context, object, controller, gate, out);
            }
            permission::check(context, controller, out);
        }
    }
}

/// Whether the installed controller knows the gate; says so if not.
fn is_new_enough(
    controller: Controller,
    gate: &Gate,
    installed: Version,
    out: &mut Resolution,
) -> bool {
    let Some(since) = controller.gate_since() else { return true };
    let requires = |what: &str, since: Version| {
        let message =
            format!("{what} requires Flux {since}, but the manifests are for Flux {installed}");
        Diagnostic::new(code::TOO_OLD, message).help(format!("upgrade Flux to {since} or later"))
    };
    if !gate.lockdown.is_empty() && installed < Lockdown::SINCE {
        out.say(requires("a default ServiceAccount at object level", Lockdown::SINCE));
    }
    if installed >= since {
        return true;
    }
    let is_listed = gate.controllers.is_some();
    out.say(if is_listed || installed < Version::new(2, 6) {
        requires(&format!("object-level identity of the {controller}"), since)
    } else {
        let message =
            format!("{controller} supports object-level identity from Flux {since}; skipped");
        Diagnostic::new(code::TOO_OLD, message).severity(Severity::Info)
    });
    false
}

/// Gate, flags and environment of one Deployment.
fn deployment(
    context: &Context<'_, '_, '_>,
    object: usize,
    controller: Controller,
    wanted: &Gate,
    out: &mut Resolution,
) {
    let Some(container) = container::require(context, object, out) else { return };
    let path = container.key("args");
    let arguments = path.find(context.objects[object].node).map(Node::items).unwrap_or_default();
    let mut flags = vec![FEATURE_GATES];
    flags.extend(Lockdown::ALL.map(Lockdown::flag));
    if let Some(index) = stopper(arguments, &flags) {
        let message = "a flag after this argument would not be read as a flag";
        let help = "remove it, or give the flag its value";
        let stopper = Diagnostic::new(code::FLAG_NOT_READ, message).help(help);
        return out.say(stopper.at(context.objects[object].field_location(&path.index(index))));
    }
    let accounts =
        wanted.lockdown.iter().filter(|(flag, _)| flag.controllers().contains(&controller));
    let arguments = [feature_gates(arguments)]
        .into_iter()
        .chain(accounts.map(|(flag, account)| lockdown(arguments, flag.flag(), account)));
    let mut next = path.find(context.objects[object].node).map_or(0, |list| list.items().len());
    for Argument { index, text, reason } in arguments.flatten() {
        let index = index.unwrap_or(next);
        next = next.max(index + 1);
        out.set(object, path.index(index), text, reason);
    }
    if let Some(host) = wanted.authority_host {
        let variable = ("AZURE_AUTHORITY_HOST", host);
        container::set_variable(context, object, &container, variable, Reason::ObjectLevel, out);
    }
}

/// An argument to write.
struct Argument {
    /// The index of the one that it replaces; without one it is appended.
    index: Option<usize>,
    text: String,
    reason: Reason,
}

/// The feature gates with that of object-level identity, unless it is on already.
fn feature_gates(arguments: &[Node<'_>]) -> Option<Argument> {
    let known = mentions(arguments, FEATURE_GATES);
    let set = known.iter().rfind(|mention| gate(&mention.value, GATE).is_some());
    let Some(mention) = set.or(known.last()) else {
        let text = format!("{FEATURE_GATES}={GATE}=true");
        return Some(Argument { index: None, text, reason: Reason::ObjectLevel });
    };
    let is_on = gate(&mention.value, GATE).is_some_and(is_true);
    (!is_on).then(|| Argument {
        index: Some(mention.index),
        text: mention.argument(FEATURE_GATES, &with_gate(&mention.value, GATE)),
        reason: if set.is_some() { Reason::ObjectLevel } else { Reason::FeatureGates },
    })
}

/// A flag that names an account, unless it names that one already.
fn lockdown(arguments: &[Node<'_>], flag: &str, account: &str) -> Option<Argument> {
    let known = mentions(arguments, flag);
    let (index, text) = match known.last() {
        Some(mention) if mention.value == account => return None,
        Some(mention) => (Some(mention.index), mention.argument(flag, account)),
        None => (None, format!("{flag}={account}")),
    };
    Some(Argument { index, text, reason: Reason::ObjectLevel })
}
