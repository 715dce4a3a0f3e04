//! Repositories as teams lay them out, each for any wiring that fits.

use super::files::Files;
use super::wiring::Wiring;
use super::{beside, known, patched};

/// A layout, and the wirings that it is tried with.
pub(super) struct Layout {
    pub(super) name: &'static str,
    pub(super) make: fn(&Wiring) -> Files,
    pub(super) wirings: &'static [&'static str],
}

/// Those that can be written as a JSON patch.
const ANNOTATED: &[&str] = &["aws", "azure", "gcp"];
const PROJECTED: &[&str] = &["aws-projected", "azure-projected", "gcp-projected"];

pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        name: "bootstrap",
        make: known::bootstrap,
        wirings: &[
            "aws",
            "aws-2.3",
            "aws-2.7",
            "aws-projected",
            "aws-pod-identity",
            "aws-object",
            "aws-object-2.6",
            "aws-object-2.10",
            "aws-kms",
            "azure",
            "azure-projected",
            "azure-object",
            "azure-keyvault",
            "gcp",
            "gcp-direct",
            "gcp-projected",
            "gcp-object",
            "gcp-kms",
            "secret",
        ],
    },
    Layout {
        name: "kustomize-helm-example",
        make: known::kustomize_helm_example,
        wirings: ANNOTATED,
    },
    Layout {
        name: "multi-tenancy",
        make: known::multi_tenancy,
        wirings: &["aws-object", "azure", "gcp"],
    },
    Layout {
        name: "home-ops",
        make: known::home_ops,
        wirings: &["aws-kms", "azure-keyvault", "gcp-kms"],
    },
    Layout {
        name: "flux-instance",
        make: known::flux_instance,
        wirings: &["aws", "azure", "aws-projected"],
    },
    Layout { name: "json-patches", make: patched::json_patched, wirings: ANNOTATED },
    Layout { name: "patches-in-files", make: patched::patch_files, wirings: PROJECTED },
    Layout {
        name: "component",
        make: patched::component,
        wirings: &["aws-projected", "azure", "aws-object"],
    },
    Layout {
        name: "deprecated-fields",
        make: patched::deprecated_fields,
        wirings: &["aws", "azure"],
    },
    Layout { name: "root-patches", make: patched::root_patches, wirings: &["aws", "azure"] },
    Layout {
        name: "no-components",
        make: known::no_components,
        wirings: &["aws-pod-identity", "gcp-direct"],
    },
    Layout { name: "aks-extension", make: known::aks_extension, wirings: &["secret"] },
    Layout {
        name: "rendered",
        make: patched::rendered,
        wirings: &["aws", "azure-projected", "gcp-projected"],
    },
    Layout { name: "kpt", make: known::kpt, wirings: &["gcp"] },
    Layout { name: "windows", make: beside::windows, wirings: &["azure", "aws-projected"] },
    Layout { name: "json", make: beside::json, wirings: &["aws", "gcp-object"] },
    Layout { name: "large", make: beside::large, wirings: &["aws"] },
    Layout { name: "archive", make: beside::archive, wirings: &["aws", "azure"] },
    Layout { name: "charts", make: beside::charts, wirings: &["azure-object"] },
    Layout {
        name: "three-clouds",
        make: beside::three_clouds,
        wirings: &["aws-object", "aws-projected"],
    },
    Layout { name: "remote", make: beside::remote, wirings: &["aws"] },
    Layout { name: "inflated-charts", make: beside::inflated_charts, wirings: &["aws"] },
    Layout { name: "image-automation", make: known::image_automation, wirings: &["aws", "azure"] },
    Layout { name: "oci-sync", make: known::oci_sync, wirings: &["gcp"] },
    Layout {
        name: "whole-repository",
        make: beside::whole_repository,
        wirings: &["aws", "aws-object-2.10"],
    },
    Layout { name: "shards", make: patched::shards, wirings: &["aws"] },
    Layout { name: "overlay", make: patched::overlay, wirings: &["azure", "gcp-object"] },
    Layout { name: "list", make: beside::list, wirings: &["aws"] },
    Layout { name: "hub", make: known::hub, wirings: &["aws", "gcp"] },
    Layout { name: "substituted", make: patched::substituted, wirings: &["aws", "aws-object"] },
    Layout {
        name: "lockdown",
        make: patched::lockdown,
        wirings: &["aws-object", "gcp-object", "aws-object-2.10"],
    },
];
