//! The rules, one file and one code each.

mod account_without_namespace;
mod autologin;
mod client_id_absent;
mod config_applied;
mod credential_annotations;
mod credentials_unreadable;
mod default_account_absent;
mod encrypted;
mod gate_off;
mod gate_retired;
mod gate_unknown;
mod half_identity;
mod instance_patch;
mod key_without_identity;
mod lockdown_without_gate;
mod malformed_identity;
mod misplaced_identity;
mod near_miss;
mod no_identity;
mod no_string;
mod not_applied;
mod object_account_absent;
mod object_account_bare;
mod object_account_too_new;
mod other_account;
mod other_client_id;
mod pod_identity_retired;
mod pod_label_absent;
mod provider_of_other_registry;
mod provider_too_new;
mod provider_without_identity;
mod registry_without_provider;
mod repeated;
mod role_beside_annotation;
mod secret_beside_provider;
mod static_keys;
mod token_audience;
mod token_file_absent;
mod tokens_denied;
mod unknown_field;

use crate::diagnostic::Code;

use super::{Cluster, Finding};

/// A thing to look for.
pub(crate) struct Rule {
    /// The code of its findings.
    pub(crate) code: Code,
    /// Finds it.
    check: fn(&Cluster<'_>) -> Vec<Finding>,
}

/// All of them, in the order of their codes.
pub(crate) const RULES: &[Rule] = &[
    pod_label_absent::RULE,
    client_id_absent::RULE,
    near_miss::RULE,
    no_string::RULE,
    role_beside_annotation::RULE,
    token_file_absent::RULE,
    other_client_id::RULE,
    pod_identity_retired::RULE,
    autologin::RULE,
    other_account::RULE,
    static_keys::RULE,
    no_identity::RULE,
    token_audience::RULE,
    half_identity::RULE,
    registry_without_provider::RULE,
    provider_of_other_registry::RULE,
    provider_without_identity::RULE,
    secret_beside_provider::RULE,
    provider_too_new::RULE,
    object_account_too_new::RULE,
    gate_off::RULE,
    object_account_absent::RULE,
    object_account_bare::RULE,
    credential_annotations::RULE,
    tokens_denied::RULE,
    lockdown_without_gate::RULE,
    gate_unknown::RULE,
    gate_retired::RULE,
    default_account_absent::RULE,
    encrypted::RULE,
    key_without_identity::RULE,
    instance_patch::RULE,
    unknown_field::RULE,
    config_applied::RULE,
    malformed_identity::RULE,
    misplaced_identity::RULE,
    account_without_namespace::RULE,
    credentials_unreadable::RULE,
    not_applied::RULE,
    repeated::RULE,
];

/// Everything that the rules find in a cluster.
pub(crate) fn audit(cluster: &Cluster<'_>) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| (rule.check)(cluster)).collect()
}

#[cfg(test)]
mod tests;
