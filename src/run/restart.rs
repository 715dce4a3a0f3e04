//! Which pods have to be started anew for a change to reach them.
//!
//! The webhooks of EKS and AKS give a pod its identity when it is created, by the annotations that
//! its ServiceAccount has then. Where the pod's template changes, or the platform reads annotations
//! while the pod runs, as GKE does, nothing has to be done.

use crate::diagnostic::Diagnostic;
use crate::flux::{Controller, Provider};
use crate::krm::Documents;
use crate::patch::Writes;
use crate::plan::{Plan, ServiceAccount};
use crate::render::controller_key;
use crate::yaml::{Path, Step};

/// Pods to be started anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// Their namespace.
    pub namespace: String,
    /// The controllers whose pods they are.
    pub controllers: Vec<&'static str>,
}

impl Restart {
    /// The pods of those controllers that get their identity from a webhook, if there are any.
    /// `is_changed` says whether a controller's ServiceAccount is changed, and its pods are not.
    pub(crate) fn of(plan: &Plan, is_changed: impl Fn(Controller) -> bool) -> Option<Restart> {
        let accounts = plan.service_accounts.iter().filter(|account| has_webhook(account));
        let controllers = accounts.map(|account| account.controller).filter(|c| is_changed(*c));
        let controllers: Vec<_> = controllers.map(Controller::name).collect();
        let namespace = plan.namespace.clone();
        (!controllers.is_empty()).then_some(Restart { namespace, controllers })
    }

    /// The pods of the installed controllers for which other patches change the ServiceAccount,
    /// and leave the pods as they are.
    pub(crate) fn by_patches(
        plan: &Plan,
        [before, after]: [&Writes; 2],
        is_installed: impl Fn(Controller) -> bool,
    ) -> Option<Restart> {
        let [annotations, template] = [["metadata", "annotations"], ["spec", "template"]];
        let differs = |kind: &str, name: &str, below: [&str; 2]| {
            let below = Path::keys(below);
            before.to(kind, name, &below) != after.to(kind, name, &below)
        };
        Restart::of(plan, |controller| {
            is_installed(controller)
                && differs("ServiceAccount", plan.accounts.of(controller), annotations)
                && !differs("Deployment", controller.name(), template)
        })
    }

    /// The pods of the controllers for which changes of values of the chart flux2 are for the
    /// ServiceAccount alone.
    pub(crate) fn by_values(plan: &Plan, changes: &[Diagnostic]) -> Option<Restart> {
        Restart::of(plan, |controller| {
            let key = Step::Key(controller_key(controller).to_owned());
            let account = Step::Key("serviceAccount".to_owned());
            let below = changes.iter().filter_map(|change| {
                let steps = &change.change.as_ref()?.path.0;
                let at = steps.iter().position(|step| *step == key)?;
                steps.get(at + 1)
            });
            let below: Vec<&Step> = below.collect();
            !below.is_empty() && below.iter().all(|step| **step == account)
        })
    }

    /// The command that starts them anew.
    pub fn command(&self) -> String {
        let Restart { namespace, controllers } = self;
        let namespace = format!("kubectl -n {namespace} rollout restart deployment");
        format!("{namespace} {}", controllers.join(" "))
    }
}

/// Whether manifests hold the ServiceAccount of a controller, as far as it is known: without
/// manifests, and of a `List`, it is not.
pub(crate) fn is_installed(plan: &Plan, manifests: &[&str], controller: Controller) -> bool {
    let account = plan.accounts.of(controller);
    let is_there = |text: &&str| {
        Documents::open(text, 0).outlines().iter().any(|document| match document.kind() {
            Some((_, "ServiceAccount")) => document.name().is_none_or(|name| name == account),
            Some((_, kind)) => kind.ends_with("List"),
            None => true,
        })
    };
    manifests.is_empty() || manifests.iter().any(is_there)
}

fn has_webhook(account: &ServiceAccount) -> bool {
    let by_webhook = |provider| provider != Provider::Gcp;
    let mut needs = account.needs.iter();
    account.hash.is_none()
        && needs.any(|need| by_webhook(need.provider) && !need.annotations.is_empty())
}
