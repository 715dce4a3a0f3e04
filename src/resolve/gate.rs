//! The feature gate of object-level identity, and the flags that go with it.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Controller, FEATURE_GATES, GATE, Lockdown, Version};
use crate::plan::Gate;
use crate::yaml::{Edit, Node, Path};

use super::arguments::{gate, is_true, mentions, stopper, with_gate};
use super::deployment::container;
use super::{Reason, Resolver};

impl Resolver<'_, '_, '_> {
    pub(super) fn gate(&mut self) {
        let plan = self.plan;
        if plan.aks_to_azure {
            let message = "object-level identity of Azure on AKS is unstable, says Flux \
                           (https://github.com/fluxcd/flux2/issues/5359)";
            self.say(Diagnostic::new(code::AKS_TO_AZURE, message));
        }
        let Some(gate) = &plan.gate else { return };
        let reached: Vec<Controller> = gate
            .controllers_reached()
            .filter(|c| !self.found.of(*c).deployments.is_empty())
            .collect();
        let instances = gate.controllers_reached().any(|c| !self.found.of(c).instances.is_empty());
        if reached.is_empty() && instances {
            return;
        }
        if reached.is_empty() {
            let message = format!(
                "objectLevel matches nothing: no Deployment of a Flux controller is in namespace {:?}",
                plan.namespace
            );
            let nothing = Diagnostic::new(code::NOTHING_MATCHED, message).help(self.whereabouts());
            self.say(nothing.path(Path::keys(["spec", "objectLevel"])));
            return;
        }
        for controller in gate.controllers.iter().flatten().filter(|c| !reached.contains(c)) {
            let message =
                format!("{controller} is not among the manifests, so it gets no feature gate");
            let absent = Diagnostic::new(code::CONTROLLER_ABSENT, message);
            self.say(absent.help("take it out of objectLevel.controllers"));
        }
        let installed = self.installed();
        if installed.is_none() {
            let message = "the version of Flux is unknown; object-level identity needs 2.6, its \
                           lockdown flags and the helm-controller 2.7";
            let help = "check the version before you apply this";
            self.say(Diagnostic::new(code::VERSION_UNKNOWN, message).help(help));
        }
        for controller in reached {
            if self.is_new_enough(controller, gate, installed) {
                for object in self.found.of(controller).deployments.clone() {
                    self.gated(object, controller, gate);
                }
                self.permission(controller);
            }
        }
    }

    /// Whether the installed controller knows the gate; says so if not.
    fn is_new_enough(
        &mut self,
        controller: Controller,
        gate: &Gate,
        installed: Option<Version>,
    ) -> bool {
        let (Some(installed), Some(since)) = (installed, controller.gate_since()) else {
            return true;
        };
        let needs = |what: &str, since: Version| {
            let message =
                format!("{what} needs Flux {since}, and the manifests are of Flux {installed}");
            Diagnostic::new(code::TOO_OLD, message)
                .help(format!("upgrade Flux to {since} or later"))
        };
        if !gate.lockdown.is_empty() && installed < Lockdown::SINCE {
            self.say(needs("a default ServiceAccount at object level", Lockdown::SINCE));
        }
        if installed >= since {
            return true;
        }
        let listed = gate.controllers.is_some();
        if listed || installed < Version::new(2, 6) {
            self.say(needs(&format!("object-level identity of the {controller}"), since));
        } else {
            let message =
                format!("{controller} has object-level identity from Flux {since}: left out");
            self.say(Diagnostic::new(code::TOO_OLD, message).severity(Severity::Info));
        }
        false
    }

    /// Gate and flags of one Deployment.
    fn gated(&mut self, object: usize, controller: Controller, wanted: &Gate) {
        let Some(name) = self.container(object) else {
            return;
        };
        let container = container(&name);
        let path = container.key("args");
        let arguments = path.find(self.objects[object].node).map(Node::items).unwrap_or_default();
        let mut flags = vec![FEATURE_GATES];
        flags.extend(Lockdown::ALL.map(Lockdown::flag));
        if let Some(place) = stopper(arguments, &flags) {
            let message = "a flag added behind this argument would not be read as a flag";
            let help = "remove it, or give the flag its value";
            let unread = Diagnostic::new(code::FLAG_NOT_READ, message).help(help);
            self.say_of(object, Some(&path.index(place)), unread);
            return;
        }
        let mut next = arguments.len();
        let known = mentions(arguments, FEATURE_GATES);
        let said = known.iter().rev().find(|m| gate(&m.value, GATE).is_some());
        match said.or(known.last()) {
            Some(mention) if gate(&mention.value, GATE).is_some_and(is_true) => {}
            Some(mention) => {
                let value = mention.argument(FEATURE_GATES, &with_gate(&mention.value, GATE));
                let reason =
                    if said.is_some() { Reason::ObjectLevel } else { Reason::FeatureGates };
                self.plan_edit(object, Edit::set(path.index(mention.index), value), reason);
            }
            None => {
                let value = format!("{FEATURE_GATES}={GATE}=true");
                self.plan_edit(object, Edit::set(path.index(next), value), Reason::ObjectLevel);
                next += 1;
            }
        }
        for (flag, account) in &wanted.lockdown {
            if !flag.controllers().contains(&controller) {
                continue;
            }
            let flag = flag.flag();
            match mentions(arguments, flag).last() {
                Some(mention) if mention.value == *account => {}
                Some(mention) => {
                    let value = mention.argument(flag, account);
                    self.plan_edit(
                        object,
                        Edit::set(path.index(mention.index), value),
                        Reason::ObjectLevel,
                    );
                }
                None => {
                    let value = format!("{flag}={account}");
                    self.plan_edit(object, Edit::set(path.index(next), value), Reason::ObjectLevel);
                    next += 1;
                }
            }
        }
        if let Some(host) = wanted.authority_host {
            self.variable(object, &container, "AZURE_AUTHORITY_HOST", host, Reason::ObjectLevel);
        }
    }

    /// Warns if the controller may not create tokens for tenants' ServiceAccounts.
    fn permission(&mut self, controller: Controller) {
        if let Some(role) =
            super::permission::missing(self.objects, controller, &self.plan.namespace)
        {
            let message = format!(
                "{controller} may not create tokens of ServiceAccounts, which object-level identity needs"
            );
            let help =
                "add a rule: apiGroups [\"\"], resources [serviceaccounts/token], verbs [create]";
            self.say_of(role, None, Diagnostic::new(code::TOKEN_CREATION, message).help(help));
        }
    }
}
