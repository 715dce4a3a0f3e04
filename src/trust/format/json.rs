//! JSON: the model as it is.

use crate::trust::gcp::MAPPING;
use crate::trust::json::{pretty, strings};
use crate::trust::{
    Association, CloudIdentity, GoogleIdentity, IssuerProvider, ManagedIdentity, OidcProvider,
    Role, Trust,
};
use crate::yaml::Value;

type Fields = Vec<(&'static str, Value)>;

pub(super) fn document(trust: &Trust) -> String {
    let identities = trust.identities.iter().map(identity).collect();
    pretty(&Value::map([
        ("apiVersion", crate::config::API_VERSION.into()),
        ("kind", "Trust".into()),
        ("identities", Value::List(identities)),
    ]))
}

fn identity(identity: &CloudIdentity) -> Value {
    let grant = identity.grant();
    let mut fields: Fields = vec![
        ("provider", grant.identity.provider().name().into()),
        ("identity", grant.identity.name().into()),
        ("subjects", strings(grant.subjects())),
        ("services", strings(identity.services())),
    ];
    let issuers = grant.issuers().into_iter().map(|issuer| issuer.as_str().into()).collect();
    fields.extend(one_or_several("issuer", "issuers", issuers));
    fields.extend(match identity {
        CloudIdentity::Aws(role) => aws(role),
        CloudIdentity::Azure(identity) => azure(identity),
        CloudIdentity::Gcp(identity) => gcp(identity),
    });
    Value::map(fields)
}

/// A field for the one value that there is with one cluster, another for several.
fn one_or_several(
    one: &'static str,
    several: &'static str,
    mut values: Vec<Value>,
) -> Option<(&'static str, Value)> {
    match values.len() {
        0 => None,
        1 => values.pop().map(|value| (one, value)),
        _ => Some((several, Value::List(values))),
    }
}

fn aws(role: &Role) -> Fields {
    let policies = role.policies.iter().map(|(name, policy)| (name.clone(), policy.clone()));
    let mut fields: Fields = vec![
        ("roleName", role.name.name.as_str().into()),
        ("path", role.name.path.as_str().into()),
        ("trustPolicy", role.trust_policy.clone()),
        ("policies", Value::map(policies)),
        ("managedPolicyArns", strings(&role.managed_policies)),
    ];
    let providers = role.oidc_providers.iter().map(oidc_provider).collect();
    fields.extend(one_or_several("oidcProvider", "oidcProviders", providers));
    let arn = role.arn();
    let association = |association: &Association| {
        Value::map([
            ("namespace", association.subject.namespace.as_str().into()),
            ("serviceAccount", association.subject.name.as_str().into()),
            ("roleArn", arn.as_str().into()),
        ])
    };
    let entry = |cluster: &crate::trust::AwsResource| {
        Value::map([("clusterArn", cluster.arn().into()), ("principalArn", arn.as_str().into())])
    };
    let lists = [
        ("podIdentityAssociations", role.associations.iter().map(association).collect()),
        ("keyPolicyStatements", role.key_policy_statements.clone()),
        ("accessEntries", role.clusters.iter().map(entry).collect::<Vec<Value>>()),
    ];
    let present = lists.into_iter().filter(|(_, list)| !list.is_empty());
    fields.extend(present.map(|(key, list)| (key, Value::List(list))));
    fields
}

fn oidc_provider(provider: &OidcProvider) -> Value {
    Value::map([
        ("arn", provider.arn.as_str().into()),
        ("url", provider.url.as_str().into()),
        ("clientIds", strings(&provider.client_ids)),
    ])
}

fn azure(identity: &ManagedIdentity) -> Fields {
    let credentials = identity.credentials.iter().map(|credential| {
        Value::map([
            ("name", credential.name.as_str().into()),
            ("issuer", credential.issuer.as_str().into()),
            ("subject", credential.subject.to_string().into()),
            ("audiences", strings([&credential.audience])),
        ])
    });
    let assignments = identity.assignments.iter().map(|assignment| {
        Value::map([
            ("role", assignment.role.name.into()),
            ("roleDefinitionId", assignment.role.definition.into()),
            ("scope", assignment.scope.id().into()),
        ])
    });
    let mut fields: Fields = vec![
        ("federatedCredentials", Value::List(credentials.collect())),
        ("roleAssignments", Value::List(assignments.collect())),
    ];
    fields.extend(identity.devops_group.map(|group| ("devopsGroup", group.into())));
    fields
}

fn gcp(identity: &GoogleIdentity) -> Fields {
    let bindings = identity.bindings.iter().map(|binding| {
        Value::map([
            ("resource", binding.target.to_string().into()),
            ("role", binding.role.into()),
            ("members", strings(&binding.members)),
        ])
    });
    let mut fields: Fields = vec![("bindings", Value::List(bindings.collect()))];
    let providers = identity.providers.iter().map(issuer_provider).collect();
    let [one, several] = ["workloadIdentityProvider", "workloadIdentityProviders"];
    fields.extend(one_or_several(one, several, providers));
    fields
}

fn issuer_provider(provider: &IssuerProvider) -> Value {
    let mut fields: Fields = vec![
        ("name", provider.name.to_string().into()),
        ("issuerUri", provider.issuer.as_str().into()),
        ("attributeMapping", Value::map([(MAPPING.0, MAPPING.1.into())])),
    ];
    if !provider.allowed_audiences.is_empty() {
        fields.push(("allowedAudiences", strings(&provider.allowed_audiences)));
    }
    Value::map(fields)
}
