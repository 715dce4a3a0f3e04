//! How diagnostics name a Kubernetes object.

use std::fmt;

/// An object by its names: the `resourceRef` of a result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ResourceRef {
    /// `apps/v1`
    pub api_version: String,
    /// `Deployment`
    pub kind: String,
    /// The name.
    pub name: String,
    /// The namespace, if the object has one.
    pub namespace: Option<String>,
}

/// A file of a package, and which of its objects is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PackageFile {
    /// The path relative to the package.
    pub path: String,
    /// The index of the object in the file, from 0.
    pub index: Option<i64>,
}

/// `Deployment flux-system/source-controller`, as far as it is known.
impl fmt::Display for ResourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if !self.kind.is_empty() && !self.name.is_empty() {
            f.write_str(" ")?;
        }
        if let Some(namespace) = &self.namespace {
            write!(f, "{namespace}/")?;
        }
        f.write_str(&self.name)
    }
}
