//! What a format can't say, and what is wrong with the manifests that are to be patched.

use crate::config::Tenant;
use crate::diagnostic::{Diagnostic, code};
use crate::krm::Object;
use crate::plan::{Plan, ServiceAccount};
use crate::render::{KustomizeParts, component};
use crate::yaml::Path;

/// That what installs Flux makes the ServiceAccounts of the controllers itself, and no others.
pub(super) fn other_account(plan: &Plan, account: &ServiceAccount) -> Diagnostic {
    let controller = account.controller;
    let message = format!(
        "this format can't give an identity to the ServiceAccount {}: what installs Flux makes \
         the one called {controller}",
        plan.accounts.of(controller)
    );
    let help = "leave serviceAccount out, or edit that ServiceAccount with apply";
    let path = account.identities.first().map(|identity| identity.path.clone());
    Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help).path(path.unwrap_or_default())
}

/// That the operator builds Flux without kustomize's files.
pub(super) fn builds_itself(instance: &Object<'_, '_>) -> Diagnostic {
    let message = "a FluxInstance builds Flux without a kustomization.yaml";
    let help = "edit it with `apply --write` and check it with `apply --check`; --format \
                flux-instance prints the fields to paste";
    Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help).at(instance.location())
}

/// That patches alone can't do it.
pub(super) fn needs_component() -> Diagnostic {
    let message = "a patch can't add the ServiceAccounts that create: true asks for";
    let help = "use --format component --write FOLDER, or add them to the resources and name these \
                as FILE";
    Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help).path(Path::keys([
        "spec",
        "objectLevel",
        "serviceAccounts",
    ]))
}

/// That patches can't give the controllers the permission that they lack.
pub(super) fn permission_missing(parts: &KustomizeParts) -> Diagnostic {
    let message = "a patch can't add the ClusterRole and the ClusterRoleBinding that let the \
                   controllers create tokens, without which object identity does not work";
    let help = "use --format component --write FOLDER; or keep these in a file beside the \
                manifests, list it under resources, and name it on the command line behind the \
                manifests:";
    let missing = Diagnostic::new(code::PERMISSION_NOT_ADDED, message).help(help);
    let example = component::documents(&parts.permission);
    missing.example(example.trim_end()).path(Path::keys(["spec", "objectLevel"]))
}

/// That an object has already what a patch would set.
pub(super) fn already_patched(object: &Object<'_, '_>) -> Diagnostic {
    let message = "the manifests already have what a patch would set here";
    let help = "name the manifests that kustomize is to patch, not those that it has built";
    Diagnostic::new(code::ALREADY_PATCHED, message).help(help).at(object.location())
}

/// That a tenant's ServiceAccount is no part of what installs Flux.
pub(super) fn not_part(tenant: &Tenant) -> Diagnostic {
    let message = format!(
        "the ServiceAccount {} in namespace {:?} is not part of the output: it is not annotated",
        tenant.name, tenant.namespace
    );
    let help = "annotate it where it is kept, with apply or patches, or set create: true";
    Diagnostic::new(code::NOT_PART, message).help(help).path(tenant.path.clone())
}
