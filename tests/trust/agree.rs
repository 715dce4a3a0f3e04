//! All formats of one config say the same: subjects, audiences, roles, actions and resources are
//! read back from each and compared with those of the JSON.

use std::collections::BTreeSet;

use flux_workload_identity::internal::Format;
use libtest_mimic::Failed;
use serde_json::Value;

use crate::case::Case;
use crate::hostile::meaning;

/// What a document says, as far as every format has to say it.
type Facts = BTreeSet<String>;

/// The roles of Azure, which formats call by their name or by their definition.
const AZURE_ROLES: [(&str, &str); 5] = [
    ("7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull"),
    ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader"),
    ("12338af0-0e69-4776-bea7-57ae8d297424", "Key Vault Crypto User"),
    ("4abbcc35-e782-43d8-92c5-2d3f1bd2253f", "Azure Kubernetes Service Cluster User Role"),
    ("2b629674-e913-4c01-ae53-ef4638d8f975", "Azure Event Hubs Data Sender"),
];

/// The fact that a part of a document is, if it is one.
fn fact(part: &str) -> Option<String> {
    let part = part
        .replace("\u{1}var.project_id}", "PROJECT")
        .replace("\u{1}PROJECT_ID", "PROJECT")
        .replace("${PROJECT_ID}", "PROJECT");
    for (definition, name) in AZURE_ROLES {
        if part == name || part.ends_with(definition) {
            return Some(format!("role {name}"));
        }
    }
    let services = ["ecr:", "s3:", "kms:", "eks:", "codecommit:", "sts:"];
    let is_action = services.iter().any(|service| part.starts_with(service));
    let is_resource = part.starts_with("arn:")
        && ![":role/", ":oidc-provider/"].iter().any(|kind| part.contains(kind));
    let is_scope = part.starts_with("/subscriptions/") && !part.contains("ManagedIdentity");
    let is_audience =
        part.starts_with("sts.") || part.starts_with("api://") || part == "shop.example";
    let is_member = part.starts_with("serviceAccount:") || part.starts_with("principal://");
    let is_subject = part.starts_with("system:serviceaccount:");
    let is_issuer = part.starts_with("https://") && !part.contains("/locations/global/");
    [is_action, is_resource, is_scope, is_audience, is_member, is_subject, is_issuer]
        .contains(&true)
        .then_some(part.clone())
        .or_else(|| part.starts_with("roles/").then_some(part))
}

fn facts(text: &str, format: Format) -> Facts {
    // Audiences of a provider are one word of gcloud.
    let parts = meaning(text, format).unwrap();
    parts.iter().flat_map(|part| part.split(',')).filter_map(fact).collect()
}

/// The facts of the JSON that a format has to say.
fn wanted(mut document: Value, format: Format) -> Facts {
    for identity in document["identities"].as_array_mut().unwrap() {
        let identity = identity.as_object_mut().unwrap();
        // They stand in what trusts them, too.
        for summary in ["identity", "subjects", "issuer", "issuers"] {
            identity.remove(summary);
        }
        // eksctl makes these itself.
        if format == Format::Eksctl {
            identity.remove("trustPolicy");
            identity.remove("oidcProvider");
            // An association takes a role that is there.
            if identity.contains_key("podIdentityAssociations") {
                identity.remove("policies");
                identity.remove("managedPolicyArns");
            }
        }
    }
    facts(&document.to_string(), Format::Json)
}

/// How often a document binds a ServiceAccount by EKS Pod Identity.
fn associations(text: &str, format: Format) -> usize {
    let sign = match format {
        Format::Cli => "create-pod-identity-association",
        Format::Terraform => "resource \"aws_eks_pod_identity_association\"",
        Format::Json => "\"roleArn\"",
        Format::Eksctl => "roleARN:",
        Format::Krm => "kind: PodIdentityAssociation",
    };
    text.matches(sign).count()
}

pub(crate) fn formats_agree(case: &Case) -> Result<(), Failed> {
    let Some(json) = case.expected(Format::Json) else { return Ok(()) };
    let document: Value = serde_json::from_str(&json)?;
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Json) {
        let Some(text) = case.expected(format) else { continue };
        let (wanted, found) = (wanted(document.clone(), format), facts(&text, format));
        if wanted != found {
            let missing: Vec<_> = wanted.difference(&found).collect();
            let more: Vec<_> = found.difference(&wanted).collect();
            return Err(format!("{format:?} lacks {missing:#?} and has {more:#?}").into());
        }
        let bound = [(&json, Format::Json), (&text, format)].map(|(t, f)| associations(t, f));
        if bound[0] != bound[1] {
            return Err(format!("{format:?} binds {}, not {}", bound[1], bound[0]).into());
        }
        named(&document, &text, format)?;
    }
    Ok(())
}

/// Each resource of Google is there by its last name, each role and identity by its own.
fn named(document: &Value, text: &str, format: Format) -> Result<(), Failed> {
    for identity in document["identities"].as_array().into_iter().flatten() {
        let bindings = identity["bindings"].as_array().into_iter().flatten();
        let resources = bindings.filter_map(|binding| binding["resource"].as_str());
        let names = resources.chain(identity["roleName"].as_str());
        for name in names.filter_map(|name| name.rsplit('/').next()) {
            if !text.contains(name) {
                return Err(format!("{format:?} does not name {name}").into());
            }
        }
    }
    Ok(())
}
