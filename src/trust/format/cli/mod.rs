//! A script of the clouds' own command lines.
//!
//! It may run twice, and then changes nothing: what is there is found before it is made. It stops
//! at the first failure. Identities come one after the other, as Entra takes one write at a time.

mod aws;
mod azure;
mod gcp;
mod shell;

use std::collections::BTreeSet;

use crate::flux::Provider;
use crate::trust::grant::distinct;
use crate::trust::{CloudIdentity, Trust, Variable};

pub(super) fn script(trust: &Trust) -> String {
    let has = |provider| {
        trust.identities.iter().any(|identity| identity.grant().identity.provider() == provider)
    };
    let mut lines = vec![
        "#!/bin/sh".to_owned(),
        "# The cloud side of these Flux identities. Safe to run twice.".to_owned(),
    ];
    if has(Provider::Aws) {
        lines.push(
            "# A role's trust policy is replaced: a role that another cluster shares loses that \
             cluster,"
                .to_owned(),
        );
        lines.push("# unless its config was given too.".to_owned());
    }
    lines.push("set -eu".to_owned());
    lines.push(String::new());
    let variables: BTreeSet<&Variable> =
        trust.identities.iter().flat_map(CloudIdentity::variables).collect();
    for Variable { name, meaning } in variables {
        lines.push(format!(": \"${{{name}:?{meaning}}}\""));
    }
    if has(Provider::Aws) {
        lines.push("export AWS_PAGER=''".to_owned());
    }
    let roles = trust.identities.iter().filter_map(CloudIdentity::as_role);
    let has_several_accounts = distinct(roles.map(|role| &role.name.account)).len() > 1;
    if has_several_accounts {
        lines
            .push("# Each account has roles: run it once with the credentials of each.".to_owned());
        lines.push(
            "account=$(aws sts get-caller-identity --query Account --output text)".to_owned(),
        );
    }
    for identity in &trust.identities {
        if lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        lines.push(format!("# {}", identity.grant().identity.label()));
        lines.extend(match identity {
            CloudIdentity::Aws(role) if has_several_accounts => aws::commands_of_account(role),
            CloudIdentity::Aws(role) => aws::commands(role),
            CloudIdentity::Azure(identity) => azure::commands(identity),
            CloudIdentity::Gcp(identity) => gcp::commands(identity),
        });
    }
    lines.join("\n") + "\n"
}

/// A condition with its branches.
fn either(condition: &str, then: &[String], otherwise: &[String]) -> Vec<String> {
    let indented = |line: &String| format!("  {line}");
    let mut lines = vec![format!("if {condition}; then")];
    lines.extend(then.iter().map(indented));
    if !otherwise.is_empty() {
        lines.push("else".to_owned());
        lines.extend(otherwise.iter().map(indented));
    }
    lines.push("fi".to_owned());
    lines
}
