//! A ClusterConfig of eksctl.
//!
//! eksctl makes a role for one ServiceAccount, with the default audience, in the account of the
//! cluster. What is more than that it can't say, and that is an error: its `subjectPattern` would
//! let in others.

use crate::diagnostic::{Diagnostic, code};
use crate::trust::aws::DEFAULT_AUDIENCE;
use crate::trust::grant::distinct;
use crate::trust::json::strings;
use crate::trust::{Access, CloudIdentity, Role, Trust};
use crate::yaml::{Layout, Value, block};

const HEAD: &str = "\
# The cloud side of these Flux identities, for eksctl create iamserviceaccount and
# eksctl create podidentityassociation, with --config-file.
";

pub(super) fn document(trust: &Trust) -> Result<String, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut accounts = Vec::new();
    let mut associations = Vec::new();
    let mut regions = Vec::new();
    for identity in &trust.identities {
        match identity {
            CloudIdentity::Aws(role) => match inexpressible(role) {
                Some(fault) => faults.push(fault),
                None if role.associations.is_empty() => accounts.push(service_account(role)),
                None => associations.extend(bound(role)),
            },
            other => {
                let provider = other.grant().identity.provider();
                let message = format!("eksctl knows no identity of {provider}");
                faults.push(lacks(other, message, "use --format cli, terraform, json or krm"));
            }
        }
        regions.extend(identity.grant().issuers().into_iter().filter_map(|i| i.eks_region()));
    }
    faults.extend(of_several(trust));
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut head = HEAD.to_owned();
    let region = match distinct(regions).as_slice() {
        [only] => (*only).to_owned(),
        _ => {
            head += "# Replace ${AWS_REGION} by the region of the cluster.\n";
            "${AWS_REGION}".to_owned()
        }
    };
    head += "# Replace ${EKS_CLUSTER} by the name of the cluster.\n";
    if !associations.is_empty() {
        head +=
            "# The roles of associations and their policies have to be there: see --format cli.\n";
    }
    let mut iam = vec![("withOIDC", Value::from(true))];
    let lists = [("serviceAccounts", accounts), ("podIdentityAssociations", associations)];
    let present = lists.into_iter().filter(|(_, list)| !list.is_empty());
    iam.extend(present.map(|(key, list)| (key, Value::List(list))));
    let metadata = Value::map([("name", "${EKS_CLUSTER}".into()), ("region", region.into())]);
    let config = Value::map([
        ("apiVersion", "eksctl.io/v1alpha5".into()),
        ("kind", "ClusterConfig".into()),
        ("metadata", metadata),
        ("iam", Value::map(iam)),
    ]);
    Ok(format!("{head}{}\n", block(&config, 0, &Layout::default())))
}

fn lacks(identity: &CloudIdentity, message: String, help: &str) -> Diagnostic {
    identity.grant().problem(code::FORMAT_LACKS, message).help(help)
}

/// That there are several clusters or accounts, where eksctl describes one cluster and makes its
/// roles in the cluster's account.
fn of_several(trust: &Trust) -> Option<Diagnostic> {
    let roles = || trust.identities.iter().filter_map(CloudIdentity::as_role);
    let issuers = distinct(roles().flat_map(|role| role.grant.issuers())).len();
    let clusters = distinct(roles().flat_map(|r| &r.associations).map(|a| &a.cluster)).len();
    let accounts = distinct(roles().map(|role| &role.name.account)).len();
    let what = match (issuers > 1 || clusters > 1, accounts > 1) {
        (true, _) => "clusters",
        (_, true) => "accounts",
        _ => return None,
    };
    let message = format!("eksctl describes one cluster, and there are several {what}");
    let help = "print one config at a time, or use --format terraform or cli";
    Some(lacks(trust.identities.first()?, message, help))
}

/// What eksctl can't say of a role.
fn inexpressible(role: &Role) -> Option<Diagnostic> {
    let name = &role.name;
    let by_token =
        || role.grant.bearers.iter().filter(|b| matches!(b.access, Access::Token { .. }));
    let has_other_audience = by_token().any(|bearer| match &bearer.access {
        Access::Token { audiences, .. } => *audiences != [DEFAULT_AUDIENCE],
        _ => false,
    });
    let is_bound = !role.associations.is_empty();
    let subjects = role.grant.subjects().len();
    let message = if has_other_audience {
        format!(
            "eksctl makes roles with the audience {DEFAULT_AUDIENCE} only, and {name} has another"
        )
    } else if is_bound && by_token().next().is_some() {
        format!(
            "eksctl makes a role for one kind of access, and {name} has tokens and associations"
        )
    } else if is_bound {
        return None;
    } else if subjects > 1 {
        format!("eksctl makes a role for one ServiceAccount, and {name} is for {subjects}")
    } else if name.path != "/" {
        format!("eksctl makes roles without a path, and {name} has one")
    } else if !role.is_permitted() {
        format!("eksctl makes no role without a policy, and {name} has none")
    } else {
        return None;
    };
    let help = "use EKS Pod Identity (podIdentity: true), or --format terraform or cli";
    Some(role.grant.problem(code::FORMAT_LACKS, message).help(help))
}

/// A role for a ServiceAccount, which Flux's manifests annotate.
fn service_account(role: &Role) -> Value {
    let subject = role.grant.bearers.first().map(|bearer| bearer.subject.clone());
    let (namespace, name) = subject.map_or_else(Default::default, |s| (s.namespace, s.name));
    let mut fields = vec![
        ("metadata", Value::map([("name", Value::from(name)), ("namespace", namespace.into())])),
        ("roleName", role.name.name.as_str().into()),
        ("roleOnly", true.into()),
    ];
    if !role.managed_policies.is_empty() {
        fields.push(("attachPolicyARNs", strings(&role.managed_policies)));
    }
    if let Some(policy) = role.merged_policy() {
        fields.push(("attachPolicy", policy));
    }
    Value::map(fields)
}

/// Associations of a role that is there.
fn bound(role: &Role) -> Vec<Value> {
    let bound = role.associations.iter().map(|association| {
        Value::map([
            ("namespace", association.subject.namespace.as_str().into()),
            ("serviceAccountName", association.subject.name.as_str().into()),
            ("roleARN", role.arn().into()),
        ])
    });
    bound.collect()
}
