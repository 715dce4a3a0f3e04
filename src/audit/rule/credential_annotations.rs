//! Annotations of object identity that Flux refuses, or does not read yet.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{CREDENTIAL_PROVIDER, CREDENTIAL_TYPE, Version};
use crate::patch::field;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::CREDENTIAL_ANNOTATIONS, check };

/// The first version of Flux that reads them. Source: the changelog of the source-controller 1.10.
const SINCE: Version = Version::new(2, 10);

/// Flux takes both or none. Source: docs/spec/v1/ocirepositories.md of the source-controller.
const PAIR: [&str; 2] = [CREDENTIAL_PROVIDER, CREDENTIAL_TYPE];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for account in cluster.objects.iter().filter(|object| object.is("v1", "ServiceAccount")) {
        let Some(key) = PAIR.into_iter().find(|key| account.annotation(key).is_some()) else {
            continue;
        };
        let is_read = cluster.version.is_none_or(|version| version >= SINCE);
        let missing = PAIR.into_iter().find(|key| account.annotation(key).is_none());
        let diagnostic = match (is_read, missing) {
            (true, None) => continue,
            (true, Some(missing)) => {
                let message = format!("{key} stands without {missing}: Flux refuses one alone");
                Diagnostic::new(RULE.code, message).help(format!("set {missing}, or remove {key}"))
            }
            (false, _) => {
                let message = format!("{key} is not read before Flux {SINCE}");
                let help = format!("upgrade Flux to {SINCE} or later");
                Diagnostic::new(RULE.code, message).severity(Severity::Warning).help(help)
            }
        };
        found.push(diagnostic.at(account.field_location(&field::annotation(key))).into());
    }
    found
}
