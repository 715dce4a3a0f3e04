//! Tenants' ServiceAccounts.

use crate::config::Tenant;
use crate::krm::{Finding, Severity};
use crate::provider::tenant_annotations;
use crate::render::tenant_account;
use crate::yaml::Edit;

use super::controllers::named;
use super::service_account::annotation;
use super::{Note, Resolver};

impl Resolver<'_, '_, '_> {
    pub(super) fn tenant(&mut self, tenant: &Tenant) {
        let annotations = tenant_annotations(&tenant.cloud);
        let Tenant { name, namespace, .. } = tenant;
        let known = named(self.objects, &self.names, "v1", "ServiceAccount", namespace, name);
        for &object in &known {
            if self.objects[object].namespace().is_none() {
                let message = format!("no namespace is written; {:?} is assumed", tenant.namespace);
                self.say_of(Severity::Info, object, None, message, "");
            }
            for (key, value) in &annotations {
                let edit = Edit::set(annotation(key), value.as_str());
                self.plan_edit(object, edit, Note::Identity(tenant.cloud.provider()));
            }
        }
        if known.is_empty() {
            self.absent(tenant);
        }
    }

    fn absent(&mut self, tenant: &Tenant) {
        let Tenant { name, namespace, place, .. } = tenant;
        if !tenant.create {
            let message = format!("there is no ServiceAccount {name} in namespace {namespace:?}");
            let remedy = "add it to the manifests, or write create: true";
            return self.say(Finding::error(message).remedy(remedy).at(place.clone()));
        }
        let is_namespace = |place: &usize| self.objects[*place].kind() == "Namespace";
        if !self.names.get(namespace, None).iter().any(is_namespace) {
            let message = format!(
                "the namespace {namespace:?} of the new ServiceAccount {name} is not among the manifests"
            );
            self.say(Finding::info(message).at(place.clone()));
        }
        let beside = self.found.objects().next();
        self.add(tenant_account(tenant), beside);
    }
}
