//! A field at the top of an object that does not belong there: a part of a kustomization that was
//! indented into a patch.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::krm::Object;
use crate::yaml::Path;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::UNKNOWN_TOP_LEVEL_FIELD, check };

/// The fields of a patch's entry in a kustomization.
const OF_AN_ENTRY: [&str; 3] = ["target", "patch", "options"];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for object in cluster.objects.iter().filter(|object| is_of_flux(object)) {
        for field in OF_AN_ENTRY {
            let path = Path::keys([field]);
            if path.find(object.node).is_none() {
                continue;
            }
            let message = format!(
                "{field} is no field of a {}: Kubernetes refuses the object",
                object.kind()
            );
            let diagnostic = Diagnostic::new(RULE.code, message)
                .help("it belongs beside the patch, not into its text: indent it less")
                .at(object.field_location(&path));
            found.push(diagnostic.into());
        }
    }
    found
}

/// Whether it is a controller's, or an object that Flux reads.
fn is_of_flux(object: &Object<'_, '_>) -> bool {
    let is_controller = matches!(object.kind(), "ServiceAccount" | "Deployment")
        && Controller::of_deployment(object.name()).is_some();
    is_controller || object.api_version().contains(".toolkit.fluxcd.io/")
}
