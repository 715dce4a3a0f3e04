//! `gcloud`.

use crate::trust::gcp::MAPPING;
use crate::trust::{Binding, GcpResource, GoogleIdentity, IssuerProvider, Target, Text};

use super::either;
use super::shell::Command;

pub(super) fn commands(identity: &GoogleIdentity) -> Vec<String> {
    let mut lines: Vec<String> = identity.providers.iter().flat_map(provider).collect();
    lines.extend(identity.bindings.iter().flat_map(binding));
    lines
}

/// Makes the pool and its provider. One that was deleted keeps its ID for 30 days and is brought
/// back. They are named in full, since `--project` takes no project number.
fn provider(provider: &IssuerProvider) -> Vec<String> {
    let pools = "gcloud iam workload-identity-pools";
    let [pool, name] = [provider.name.pool_name(), provider.name.to_string()];
    let mapping = format!("{}={}", MAPPING.0, MAPPING.1);
    let create = Command::new(&format!("{pools} create")).value(&pool);
    let mut create_provider = Command::new(&format!("{pools} providers create-oidc"))
        .value(&name)
        .flag("--issuer-uri", provider.issuer.as_str())
        .flag("--attribute-mapping", mapping.as_str());
    if !provider.allowed_audiences.is_empty() {
        let audiences = provider.allowed_audiences.join(",");
        create_provider = create_provider.flag("--allowed-audiences", audiences.as_str());
    }
    let mut lines = found_or_made(pools, &pool, &create);
    lines.push(
        "# A cluster whose issuer is private needs --jwk-json-path FILE too, with what".to_owned(),
    );
    lines.push("# kubectl get --raw /openid/v1/jwks prints.".to_owned());
    lines.extend(found_or_made(&format!("{pools} providers"), &name, &create_provider));
    lines
}

fn found_or_made(group: &str, name: &str, create: &Command) -> Vec<String> {
    let describe = Command::new(&format!("{group} describe")).value(name);
    let describe = describe.flag("--format", "value(state)");
    let undelete = Command::new(&format!("{group} undelete")).value(name);
    let undelete = either("[ \"$state\" = DELETED ]", &[undelete.line().to_owned()], &[]);
    either(
        &format!("state=$({} 2>/dev/null)", describe.line()),
        &undelete,
        &[create.line().to_owned()],
    )
}

/// Adds a member at a time, which leaves everyone else's roles alone.
fn binding(binding: &Binding) -> Vec<String> {
    let (group, name) = match &binding.target {
        Target::ServiceAccount(email) => {
            ("iam service-accounts", format!("projects/-/serviceAccounts/{email}"))
        }
        Target::Project(project) => ("projects", project.clone()),
        Target::Resource(resource) => (group(resource), resource.to_string()),
    };
    let command = Command::new(&format!("gcloud {group} add-iam-policy-binding"));
    let command = command.value(&name).flag("--role", binding.role);
    let add = |member: &Text| {
        let command = command.clone().flag("--member", member.clone());
        // Without it gcloud asks which condition is meant, where the policy has some. Topics have
        // no conditions and no such flag.
        let command = if group == TOPICS { command } else { command.words("--condition None") };
        command.line().to_owned()
    };
    binding.members.iter().map(add).collect()
}

const TOPICS: &str = "pubsub topics";

/// The commands for a resource, which all take its full name.
fn group(resource: &GcpResource) -> &'static str {
    match resource {
        GcpResource::Bucket(_) => "storage buckets",
        GcpResource::Repository(_) => "artifacts repositories",
        GcpResource::KeyRing(_) => "kms keyrings",
        GcpResource::CryptoKey(_) => "kms keys",
        GcpResource::Topic(_) => TOPICS,
        // Its roles are the project's.
        GcpResource::Cluster(_) => "projects",
    }
}
