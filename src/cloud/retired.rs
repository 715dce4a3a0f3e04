//! What earlier ways to an identity left in pods, and what nothing reads any more.

use crate::flux::{Provider, Version};

/// A field of a Deployment that belongs to a retired way.
#[derive(Debug)]
pub(crate) struct Retired {
    /// Whose identities it was for.
    pub provider: Provider,
    /// The field.
    pub field: RetiredField,
    /// What it belongs to, and what became of that: a predicate.
    pub why: &'static str,
    /// The version of Flux from which on a controller with it exits at start.
    pub fatal_since: Option<Version>,
}

/// A field by its place, and its name.
#[derive(Debug)]
pub(crate) enum RetiredField {
    /// A label of the pods.
    Label(&'static str),
    /// An annotation of the pods.
    Annotation(&'static str),
    /// An environment variable with this value.
    Variable(&'static str, &'static str),
    /// A flag of the controller.
    Flag(&'static str),
}

impl RetiredField {
    /// How messages call it.
    pub(crate) fn label(&self) -> String {
        match self {
            RetiredField::Label(name) => format!("the label {name}"),
            RetiredField::Annotation(name) => format!("the annotation {name}"),
            RetiredField::Variable(name, value) => format!("the variable {name}={value}"),
            RetiredField::Flag(name) => format!("the flag {name}"),
        }
    }
}

/// The annotation of pods by which kube2iam and kiam give them a role.
/// Source: <https://github.com/jtblin/kube2iam>.
pub(crate) const KUBE2IAM: &str = "iam.amazonaws.com/role";

/// The label of pods by which AAD Pod Identity gave them an identity; retired in 2022, archived in
/// 2023. Source: <https://azure.github.io/aad-pod-identity/>.
pub(crate) const AAD_POD_IDENTITY: &str = "aadpodidbinding";

/// What became of the flags of the image-reflector-controller.
const AUTOLOGIN: &str = "gave way to spec.provider of an ImageRepository";

/// All of them. Source of the flags: the release notes of Flux 2.7.
pub(crate) const RETIRED: &[Retired] = &[
    Retired {
        provider: Provider::Azure,
        field: RetiredField::Label(AAD_POD_IDENTITY),
        why: "belongs to AAD Pod Identity, which is retired",
        fatal_since: None,
    },
    Retired {
        provider: Provider::Azure,
        field: RetiredField::Variable("AZURE_AUTH_METHOD", "msi"),
        why: "belongs to AAD Pod Identity, and the controller no longer reads it",
        fatal_since: None,
    },
    Retired {
        provider: Provider::Aws,
        field: RetiredField::Annotation(KUBE2IAM),
        why: "belongs to kube2iam or kiam, which give a role of their own",
        fatal_since: None,
    },
    autologin(Provider::Aws, "--aws-autologin-for-ecr"),
    autologin(Provider::Azure, "--azure-autologin-for-acr"),
    autologin(Provider::Gcp, "--gcp-autologin-for-gcr"),
];

const fn autologin(provider: Provider, flag: &'static str) -> Retired {
    let fatal_since = Some(Version::new(2, 7));
    Retired { provider, field: RetiredField::Flag(flag), why: AUTOLOGIN, fatal_since }
}
