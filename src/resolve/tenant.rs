//! Tenants' ServiceAccounts.

use crate::cloud::tenant_annotations;
use crate::config::Tenant;
use crate::diagnostic::{Diagnostic, code};
use crate::patch::tenant::tenant_account;
use crate::yaml::Edit;

use super::controllers::named;
use super::service_account::annotation;
use super::{Reason, Resolver};

impl Resolver<'_, '_, '_> {
    pub(super) fn tenant(&mut self, tenant: &Tenant) {
        let annotations = tenant_annotations(&tenant.cloud);
        let Tenant { name, namespace, .. } = tenant;
        let known = named(self.objects, &self.names, "v1", "ServiceAccount", namespace, name);
        for &object in &known {
            if self.objects[object].namespace().is_none() {
                let message = format!("no namespace is written; {:?} is assumed", tenant.namespace);
                self.say_of(object, None, Diagnostic::new(code::NAMESPACE_ASSUMED, message));
            }
            for (key, value) in &annotations {
                let edit = Edit::set(annotation(key), value.as_str());
                self.plan_edit(object, edit, Reason::Identity(tenant.cloud.provider()));
            }
        }
        if known.is_empty() {
            self.absent(tenant);
        }
    }

    fn absent(&mut self, tenant: &Tenant) {
        let Tenant { name, namespace, path, .. } = tenant;
        if !tenant.create {
            let message = format!("there is no ServiceAccount {name} in namespace {namespace:?}");
            let help = "add it to the manifests, or write create: true";
            let absent = Diagnostic::new(code::SERVICE_ACCOUNT_ABSENT, message).help(help);
            return self.say(absent.path(path.clone()));
        }
        let is_namespace = |index: &usize| self.objects[*index].kind() == "Namespace";
        if !self.names.get(namespace, None).iter().any(is_namespace) {
            let message = format!(
                "the namespace {namespace:?} of the new ServiceAccount {name} is not among the manifests"
            );
            self.say(Diagnostic::new(code::NAMESPACE_ABSENT, message).path(path.clone()));
        }
        let beside = self.found.objects().next();
        self.add(tenant_account(tenant), beside);
    }
}
