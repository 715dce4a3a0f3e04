//! How a controller gets its token, and which fields of a config that reads.

use serde::Deserialize;

/// How a controller gets its token.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Wiring {
    /// ServiceAccount annotations that the platform's webhook or metadata server reads.
    Annotation,
    /// Environment variables and a projected token in the Deployment.
    Projected,
}

impl Wiring {
    /// The name as in a config.
    pub fn name(self) -> &'static str {
        match self {
            Wiring::Annotation => "annotation",
            Wiring::Projected => "projected",
        }
    }
}

/// A way to an identity. Each reads fields of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// A controller, by annotations.
    Annotation,
    /// A controller, by a projected token.
    Projected,
    /// A controller, by an association in the cloud (EKS Pod Identity).
    PodIdentity,
    /// The objects of a tenant, by their ServiceAccount.
    ObjectLevel,
}

impl From<Wiring> for Access {
    fn from(wiring: Wiring) -> Access {
        match wiring {
            Wiring::Annotation => Access::Annotation,
            Wiring::Projected => Access::Projected,
        }
    }
}

/// A field that a config has for the identities of a provider.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name in the config.
    pub name: &'static str,
    /// The ways to an identity that read it. For the others it means nothing.
    pub read_by: &'static [Access],
}
