//! Config Connector: `iam.cnrm.cloud.google.com`.

use std::collections::BTreeMap;

use crate::trust::gcp::MAPPING;
use crate::trust::json::strings;
use crate::trust::{GcpResource, GoogleIdentity, IssuerProvider, Target};
use crate::yaml::Value;

use super::Objects;

const IAM: &str = "iam.cnrm.cloud.google.com/v1beta1";

/// What is in the cloud stays there when the object goes.
const RETAIN: (&str, &str) = ("cnrm.cloud.google.com/deletion-policy", "abandon");

/// The objects of pools and providers that were added before, by their names in the cloud.
pub(super) type Known = BTreeMap<String, String>;

pub(super) fn add(objects: &mut Objects<'_>, known: &mut Known, identity: &GoogleIdentity) {
    for provider in &identity.providers {
        add_provider(objects, known, provider);
    }
    let account = identity.email.as_deref().unwrap_or("direct");
    let account = account.split('@').next().unwrap_or(account);
    for binding in &identity.bindings {
        let (kind, external) = reference(&binding.target);
        let role = binding.role.rsplit('/').next().unwrap_or_default();
        let on = external.rsplit('/').next().unwrap_or_default();
        for member in &binding.members {
            let spec = vec![
                ("member", member.to_string().into()),
                ("role", binding.role.into()),
                (
                    "resourceRef",
                    Value::map([("kind", kind.into()), ("external", external.as_str().into())]),
                ),
            ];
            objects.add((IAM, "IAMPolicyMember"), &[account, role, on], &[RETAIN], spec);
        }
    }
}

fn add_provider(objects: &mut Objects<'_>, known: &mut Known, provider: &IssuerProvider) {
    let name = &provider.name;
    let project = external(&format!("projects/{}", name.project_number));
    let pool = match known.get(&name.pool_name()) {
        Some(pool) => pool.clone(),
        None => {
            let spec = vec![
                ("resourceID", name.pool.as_str().into()),
                ("location", "global".into()),
                ("projectRef", project.clone()),
            ];
            let kind = "IAMWorkloadIdentityPool";
            let pool = objects.add((IAM, kind), &[&name.pool], &[RETAIN], spec);
            known.insert(name.pool_name(), pool.clone());
            pool
        }
    };
    if known.contains_key(&name.to_string()) {
        return;
    }
    let mut oidc = vec![("issuerUri", provider.issuer.as_str().into())];
    if !provider.allowed_audiences.is_empty() {
        oidc.push(("allowedAudiences", strings(&provider.allowed_audiences)));
    }
    let spec = vec![
        ("resourceID", name.provider.as_str().into()),
        ("location", "global".into()),
        ("projectRef", project),
        ("workloadIdentityPoolRef", Value::map([("name", pool.into())])),
        ("attributeMapping", Value::map([(MAPPING.0, MAPPING.1.into())])),
        ("oidc", Value::map(oidc)),
    ];
    let kind = "IAMWorkloadIdentityPoolProvider";
    let own = objects.add((IAM, kind), &[&name.provider], &[RETAIN], spec);
    known.insert(name.to_string(), own);
}

fn external(name: &str) -> Value {
    Value::map([("external", name.into())])
}

/// The kind of what a role is granted on, and how Config Connector names it.
fn reference(target: &Target) -> (&'static str, String) {
    match target {
        Target::ServiceAccount(email) => {
            ("IAMServiceAccount", format!("projects/-/serviceAccounts/{email}"))
        }
        Target::Project(project) => ("Project", format!("projects/{project}")),
        Target::Resource(resource) => match resource {
            GcpResource::Bucket(name) => ("StorageBucket", name.clone()),
            GcpResource::Repository(_) => ("ArtifactRegistryRepository", resource.to_string()),
            GcpResource::KeyRing(_) => ("KMSKeyRing", resource.to_string()),
            GcpResource::CryptoKey(_) => ("KMSCryptoKey", resource.to_string()),
            GcpResource::Topic(_) => ("PubSubTopic", resource.to_string()),
            // Its roles are the project's.
            GcpResource::Cluster([project, ..]) => ("Project", format!("projects/{project}")),
        },
    }
}
