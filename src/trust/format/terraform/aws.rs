//! `aws_…`.

use std::collections::BTreeMap;

use crate::trust::grant::distinct;
use crate::trust::json::{compact, strings};
use crate::trust::{OidcProvider, Role};

use super::hcl::{Block, Expression};
use super::{AWS, Module};

pub(super) fn declare(module: &mut Module, roles: &[&Role]) {
    if roles.is_empty() {
        return;
    }
    module.require(AWS);
    let accounts = distinct(roles.iter().map(|role| role.name.account.as_str()));
    let accounts = Accounts { are_several: accounts.len() > 1, accounts };
    accounts.declare(module);
    declare_providers(module, roles, &accounts);
    for role in roles {
        declare_role(module, role, &accounts);
    }
}

/// The accounts of the roles. With several each has a configuration of the provider.
struct Accounts<'r> {
    accounts: Vec<&'r str>,
    are_several: bool,
}

impl Accounts<'_> {
    fn declare(&self, module: &mut Module) {
        if !self.are_several {
            return;
        }
        module.comment("Each account has a configuration of the provider: add its credentials.");
        for account in &self.accounts {
            module.add(Block::new("provider", &["aws"]).string("alias", alias(account).as_str()));
        }
    }

    /// A resource of an account.
    fn resource(&self, account: &str, kind: &str, name: &str) -> Block {
        let block = Block::new("resource", &[kind, name]);
        if self.are_several {
            block.reference("provider", format!("aws.{}", alias(account)))
        } else {
            block
        }
    }
}

fn alias(account: &str) -> String {
    format!("account_{account}")
}

/// An account has one provider of an issuer.
fn declare_providers(module: &mut Module, roles: &[&Role], accounts: &Accounts<'_>) {
    let mut providers: BTreeMap<(&str, &str), &OidcProvider> = BTreeMap::new();
    for role in roles {
        for provider in &role.oidc_providers {
            providers.insert((&role.name.account, &provider.url), provider);
        }
    }
    const KIND: &str = "aws_iam_openid_connect_provider";
    for ((account, url), provider) in providers {
        let name = module.name(KIND, &["flux"]);
        let audiences = &strings(&provider.client_ids);
        let resource = accounts.resource(account, KIND, &name);
        module.add(resource.string("url", url).attribute("client_id_list", audiences));
    }
}

fn declare_role(module: &mut Module, role: &Role, accounts: &Accounts<'_>) {
    const KIND: &str = "aws_iam_role";
    let slug = module.name(KIND, &[&role.name.name]);
    let resource = |kind: &str, name: &str| accounts.resource(&role.name.account, kind, name);
    module.add(
        resource(KIND, &slug)
            .string("name", role.name.name.as_str())
            .string("path", role.name.path.as_str())
            .attribute("assume_role_policy", Expression::Json(role.trust_policy.clone())),
    );
    let role_name = format!("{KIND}.{slug}.name");
    let role_arn = format!("{KIND}.{slug}.arn");
    for (name, policy) in &role.policies {
        const KIND: &str = "aws_iam_role_policy";
        let own = module.name(KIND, &[&slug, name]);
        module.add(
            resource(KIND, &own)
                .string("name", name.as_str())
                .reference("role", role_name.clone())
                .attribute("policy", Expression::Json(policy.clone())),
        );
    }
    for arn in &role.managed_policies {
        const KIND: &str = "aws_iam_role_policy_attachment";
        let policy = arn.rsplit('/').next().unwrap_or_default();
        let own = module.name(KIND, &[&slug, policy]);
        module.add(
            resource(KIND, &own)
                .reference("role", role_name.clone())
                .string("policy_arn", arn.as_str()),
        );
    }
    for association in &role.associations {
        const KIND: &str = "aws_eks_pod_identity_association";
        let subject = &association.subject;
        let own = module.name(KIND, &[&slug, &subject.namespace, &subject.name]);
        let cluster = association.cluster.name.to_ascii_lowercase();
        module.add(
            resource(KIND, &own)
                .reference("cluster_name", format!("var.{cluster}"))
                .string("namespace", subject.namespace.as_str())
                .string("service_account", subject.name.as_str())
                .reference("role_arn", role_arn.clone()),
        );
    }
    if !role.clusters.is_empty() {
        module.comment("What the role may do inside a cluster is up to its RBAC.");
    }
    for cluster in &role.clusters {
        const KIND: &str = "aws_eks_access_entry";
        let own = module.name(KIND, &[&slug, cluster.cluster()]);
        module.comment(&format!("The region of the provider has to be {}.", cluster.region));
        module.add(
            resource(KIND, &own)
                .string("cluster_name", cluster.cluster())
                .reference("principal_arn", role_arn.clone()),
        );
    }
    if !role.key_policy_statements.is_empty() {
        module.comment("A key whose policy leaves no access to IAM needs this statement in it:");
    }
    for statement in &role.key_policy_statements {
        module.comment(&compact(statement));
    }
}
