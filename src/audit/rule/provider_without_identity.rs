//! Objects that ask for one cloud, and a controller with an identity of another.

use crate::diagnostic::{Diagnostic, code};

use super::no_identity::unserved;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::PROVIDER_WITHOUT_IDENTITY, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (running, provider, places) in unserved(cluster) {
        let Some(identity) = running.identities.first() else { continue };
        let (controller, other) = (running.controller, identity.provider);
        let message = format!("{controller} has an identity of {other}, and none of {provider}");
        let help = format!("give {controller} an identity of {provider}, or correct the provider");
        let diagnostic = Diagnostic::new(RULE.code, message).help(help);
        found.push(Finding::of_several(diagnostic, places));
    }
    found
}
