//! `google_…`.

use std::collections::BTreeMap;

use crate::trust::gcp::MAPPING;
use crate::trust::json::strings;
use crate::trust::{GcpResource, GoogleIdentity, IssuerProvider, Target};

use super::hcl::{Block, Expression};
use super::{GOOGLE, Module};

/// The pools that are declared: the names of their resources, by their own names.
#[derive(Debug, Default)]
pub(super) struct Pools {
    pools: BTreeMap<String, String>,
    providers: Vec<IssuerProvider>,
}

pub(super) fn declare(module: &mut Module, pools: &mut Pools, identity: &GoogleIdentity) {
    module.require(GOOGLE);
    for provider in &identity.providers {
        if !pools.providers.contains(provider) {
            pools.providers.push(provider.clone());
            declare_provider(module, pools, provider);
        }
    }
    let account = identity.email.as_deref().unwrap_or("direct");
    for (place, binding) in identity.bindings.iter().enumerate() {
        let (kind, on) = resource(&binding.target);
        let service = match &binding.target {
            Target::ServiceAccount(_) => "user",
            Target::Project(_) => "gke",
            Target::Resource(resource) => resource.service().name(),
        };
        for (number, member) in binding.members.iter().enumerate() {
            let parts = [account, service, &place.to_string(), &number.to_string()];
            let name = module.name(kind, &parts);
            let block = Block::new("resource", &[kind, &name]);
            let block =
                on.iter().fold(block, |block, (key, value)| block.string(key, value.as_str()));
            module.add(block.string("role", binding.role).string("member", member.clone()));
        }
    }
}

fn declare_provider(module: &mut Module, pools: &mut Pools, provider: &IssuerProvider) {
    const POOL: &str = "google_iam_workload_identity_pool";
    const PROVIDER: &str = "google_iam_workload_identity_pool_provider";
    let name = &provider.name;
    let pool = match pools.pools.get(&name.pool_name()) {
        Some(known) => known.clone(),
        None => {
            let pool = module.name(POOL, &["flux"]);
            module.add(
                Block::new("resource", &[POOL, &pool])
                    .string("project", name.project_number.as_str())
                    .string("workload_identity_pool_id", name.pool.as_str()),
            );
            pools.pools.insert(name.pool_name(), pool.clone());
            pool
        }
    };
    let own = module.name(PROVIDER, &["flux"]);
    let mut oidc = Block::new("oidc", &[]).string("issuer_uri", provider.issuer.as_str());
    if !provider.allowed_audiences.is_empty() {
        oidc = oidc.attribute("allowed_audiences", &strings(&provider.allowed_audiences));
    }
    let mapping = vec![(format!("{:?}", MAPPING.0), MAPPING.1.into())];
    module.add(
        Block::new("resource", &[PROVIDER, &own])
            .string("project", name.project_number.as_str())
            .reference(
                "workload_identity_pool_id",
                format!("{POOL}.{pool}.workload_identity_pool_id"),
            )
            .string("workload_identity_pool_provider_id", name.provider.as_str())
            .attribute("attribute_mapping", Expression::Object(mapping))
            .block(oidc),
    );
}

/// The resource that adds one member, and what it names the target by.
fn resource(target: &Target) -> (&'static str, Vec<(&'static str, String)>) {
    match target {
        Target::ServiceAccount(email) => (
            "google_service_account_iam_member",
            vec![("service_account_id", format!("projects/-/serviceAccounts/{email}"))],
        ),
        Target::Project(project) => {
            ("google_project_iam_member", vec![("project", project.clone())])
        }
        Target::Resource(resource) => match resource {
            GcpResource::Bucket(name) => {
                ("google_storage_bucket_iam_member", vec![("bucket", name.clone())])
            }
            GcpResource::Repository([project, location, name]) => (
                "google_artifact_registry_repository_iam_member",
                vec![
                    ("project", project.clone()),
                    ("location", location.clone()),
                    ("repository", name.clone()),
                ],
            ),
            GcpResource::KeyRing(_) => {
                ("google_kms_key_ring_iam_member", vec![("key_ring_id", resource.to_string())])
            }
            GcpResource::CryptoKey(_) => {
                ("google_kms_crypto_key_iam_member", vec![("crypto_key_id", resource.to_string())])
            }
            GcpResource::Topic([project, name]) => (
                "google_pubsub_topic_iam_member",
                vec![("project", project.clone()), ("topic", name.clone())],
            ),
            // Its roles are the project's.
            GcpResource::Cluster([project, ..]) => {
                ("google_project_iam_member", vec![("project", project.clone())])
            }
        },
    }
}
