//! The paths of the fields that carry an identity, in ServiceAccounts and in Deployments.

use crate::yaml::Path;

/// An annotation of an object.
pub(crate) fn annotation(key: &str) -> Path {
    Path::keys(["metadata", "annotations", key])
}

/// A label of a Deployment, and of its pods: a webhook reads the pods'.
pub(crate) fn labels(key: &str) -> [Path; 2] {
    [Path::keys(["metadata", "labels", key]), pod_label(key)]
}

/// The metadata of a Deployment's pods.
pub(crate) fn pod_metadata() -> Path {
    Path::keys(["spec", "template", "metadata"])
}

/// An annotation of a Deployment's pods.
pub(crate) fn pod_annotation(key: &str) -> Path {
    pod_metadata().key("annotations").key(key)
}

/// A label of a Deployment's pods.
pub(crate) fn pod_label(key: &str) -> Path {
    pod_metadata().key("labels").key(key)
}

/// The name of the ServiceAccount that a Deployment's pods run under.
pub(crate) fn service_account_name() -> Path {
    Path::keys(["spec", "template", "spec", "serviceAccountName"])
}

/// The containers of a Deployment's pods.
pub(crate) fn containers() -> Path {
    Path::keys(["spec", "template", "spec", "containers"])
}

/// The container of this name.
pub(crate) fn container(name: &str) -> Path {
    containers().element("name", name)
}

/// The variable of this name in the environment of a container.
pub(crate) fn variable(container: &Path, name: &str) -> Path {
    container.key("env").element("name", name)
}

/// The volume of this name.
pub(crate) fn volume(name: &str) -> Path {
    Path::keys(["spec", "template", "spec", "volumes"]).element("name", name)
}

/// The mount of the volume of this name in a container.
pub(crate) fn mount(container: &Path, volume: &str) -> Path {
    container.key("volumeMounts").element("name", volume)
}
