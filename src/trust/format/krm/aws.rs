//! ACK: `iam.services.k8s.aws` and `eks.services.k8s.aws`.

use crate::trust::json::{compact, strings};
use crate::trust::{OidcProvider, Role, Text};
use crate::yaml::Value;

use super::Objects;

const IAM: &str = "iam.services.k8s.aws/v1alpha1";
const EKS: &str = "eks.services.k8s.aws/v1alpha1";

/// What is in the cloud stays there when the object goes.
const RETAIN: (&str, &str) = ("services.k8s.aws/deletion-policy", "retain");

/// `known` are the providers that were added before.
pub(super) fn add(objects: &mut Objects<'_>, known: &mut Vec<OidcProvider>, role: &Role) {
    for provider in &role.oidc_providers {
        if known.contains(provider) {
            continue;
        }
        known.push(provider.clone());
        let spec = vec![
            ("url", provider.url.as_str().into()),
            ("clientIDs", strings(&provider.client_ids)),
        ];
        objects.add((IAM, "OpenIDConnectProvider"), &["flux"], &[RETAIN], spec);
    }
    add_role(objects, role);
    let (slug, arn) = (role.name.name.as_str(), role.arn());
    for association in &role.associations {
        let subject = &association.subject;
        let spec = vec![
            ("clusterName", Text::default().variable(&association.cluster).to_string().into()),
            ("namespace", subject.namespace.as_str().into()),
            ("serviceAccount", subject.name.as_str().into()),
            ("roleARN", arn.as_str().into()),
        ];
        let parts = [slug, &subject.namespace, &subject.name];
        objects.add((EKS, "PodIdentityAssociation"), &parts, &[RETAIN], spec);
    }
    for cluster in &role.clusters {
        let spec =
            vec![("clusterName", cluster.cluster().into()), ("principalARN", arn.as_str().into())];
        let annotations = [RETAIN, ("services.k8s.aws/region", cluster.region.as_str())];
        objects.add((EKS, "AccessEntry"), &[slug, cluster.cluster()], &annotations, spec);
    }
}

fn add_role(objects: &mut Objects<'_>, role: &Role) {
    let name = &role.name;
    let mut spec = vec![
        ("name", name.name.as_str().into()),
        ("path", name.path.as_str().into()),
        ("assumeRolePolicyDocument", compact(&role.trust_policy).into()),
    ];
    if !role.managed_policies.is_empty() {
        spec.push(("policies", strings(&role.managed_policies)));
    }
    if !role.policies.is_empty() {
        let policies =
            role.policies.iter().map(|(key, value)| (key.clone(), compact(value).into()));
        spec.push(("inlinePolicies", Value::map(policies)));
    }
    let fields = compact(&Value::map([("name", name.name.as_str().into())]));
    let annotations = [
        ("services.k8s.aws/adoption-policy", "adopt-or-create"),
        ("services.k8s.aws/adoption-fields", fields.as_str()),
        RETAIN,
    ];
    objects.add((IAM, "Role"), &[&name.name], &annotations, spec);
}
