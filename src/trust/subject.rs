//! The subject of a ServiceAccount's tokens.

use std::fmt;

/// `system:serviceaccount:NAMESPACE:NAME`. Clouds compare it exactly, case included.
///
/// ```
/// use flux_workload_identity::internal::Subject;
/// let subject = Subject { namespace: "flux-system".into(), name: "source-controller".into() };
/// assert_eq!(subject.to_string(), "system:serviceaccount:flux-system:source-controller");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "system:serviceaccount:{}:{}", self.namespace, self.name)
    }
}
