//! A config of this program in a build: Flux would apply it to a cluster, which knows no such kind.

use crate::config::API_VERSION;
use crate::diagnostic::{Diagnostic, Location, code};
use crate::krm::{Documents, Outline};

/// Errors of the configs that the build of `top` holds.
pub(super) fn applied_configs(built: &str, top: &str) -> Vec<Diagnostic> {
    let mut documents = Documents::open(built, 0);
    let is_config = |document: &Outline<'_>| document.may_contain(API_VERSION);
    if documents.read(is_config).is_err() {
        return Vec::new();
    }
    let objects = documents.objects();
    let configs = objects.iter().filter(|object| object.api_version() == API_VERSION);
    configs
        .map(|config| {
            let message = format!(
                "the build of {top} holds this config: Flux would apply it to the cluster, which \
                 knows no such kind"
            );
            // The text of the build is no file of the user's.
            let resource = config.location().resource;
            Diagnostic::new(code::CONFIG_APPLIED, message)
                .help("annotate it with config.kubernetes.io/local-config: \"true\"")
                .at(Location { resource, ..Location::default() })
        })
        .collect()
}
