//! Which pods have to be started anew for a change to reach them.
//!
//! The webhooks of EKS and AKS give a pod its identity when it is created, by the annotations that
//! its ServiceAccount has then. Where the pod's template changes, or the platform reads annotations
//! while the pod runs, as GKE does, nothing has to be done.

use crate::flux::{Controller, Provider};
use crate::plan::{Plan, ServiceAccount};

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

    /// Those of them that are among `controllers`, if there are any.
    pub(crate) fn only(mut self, controllers: &[&str]) -> Option<Restart> {
        self.controllers.retain(|controller| controllers.contains(controller));
        (!self.controllers.is_empty()).then_some(self)
    }

    /// The command that starts them anew.
    pub fn command(&self) -> String {
        let Restart { namespace, controllers } = self;
        let namespace = format!("kubectl -n {namespace} rollout restart deployment");
        format!("{namespace} {}", controllers.join(" "))
    }
}

fn has_webhook(account: &ServiceAccount) -> bool {
    let by_webhook = |provider| provider != Provider::Gcp;
    let mut needs = account.needs.iter();
    account.hash.is_none()
        && needs.any(|need| by_webhook(need.provider) && !need.annotations.is_empty())
}
