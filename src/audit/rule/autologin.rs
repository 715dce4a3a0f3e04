//! The autologin flags that the image-reflector-controller had until Flux 2.6.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Version};
use crate::yaml::Node;

use super::super::running::arguments;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::AUTOLOGIN, check };

/// Source: the release notes of Flux 2.7.
const GONE_SINCE: Version = Version::new(2, 7);

/// The flags.
const FLAGS: [&str; 3] =
    ["--aws-autologin-for-ecr", "--azure-autologin-for-acr", "--gcp-autologin-for-gcr"];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let version = cluster.version.filter(|version| *version >= GONE_SINCE);
    let reflector = cluster.running(Controller::ImageReflectorController);
    let (Some(version), Some(reflector)) = (version, reflector) else { return Vec::new() };
    let mut found = Vec::new();
    for &deployment in &reflector.deployments {
        let Some((arguments, path)) = arguments(&cluster.objects[deployment]) else { continue };
        for (index, argument) in arguments.iter().enumerate() {
            let Some(flag) = flag(argument) else { continue };
            let message =
                format!("Flux {version} does not know {flag}: the controller exits at start");
            let diagnostic = Diagnostic::new(RULE.code, message)
                .help("remove it, and set spec.provider on the ImageRepositories")
                .at(cluster.at(deployment, &path.index(index)));
            found.push(diagnostic.into());
        }
    }
    found
}

/// The flag that an argument is.
pub(super) fn flag(argument: &Node<'_>) -> Option<&'static str> {
    let name = argument.text()?.split('=').next()?;
    FLAGS.into_iter().find(|flag| *flag == name)
}
