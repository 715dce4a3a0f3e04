//! A config of this program that Flux would apply.

use crate::config::API_VERSION;
use crate::diagnostic::{Diagnostic, code};
use crate::krm::Object;

use super::super::cluster::Extent;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::CONFIG_APPLIED, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    if cluster.extent == Extent::Part {
        return Vec::new();
    }
    let is_config = |object: &&Object<'_, '_>| object.api_version() == API_VERSION;
    let finding = |object: &Object<'_, '_>| {
        let message = "Flux applies this config, and the cluster knows no such kind";
        let help = "annotate it with config.kubernetes.io/local-config: \"true\"";
        Diagnostic::new(RULE.code, message).help(help).at(object.location()).into()
    };
    cluster.objects.iter().filter(is_config).map(finding).collect()
}
