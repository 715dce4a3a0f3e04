//! `azurerm_…`, `azuread_…` and `azuredevops_…`.

use crate::trust::grant::distinct;
use crate::trust::{ManagedIdentity, Variable};

use super::hcl::Block;
use super::{AZUREAD, AZUREDEVOPS, AZURERM, Module};

pub(super) fn declare(module: &mut Module, identity: &ManagedIdentity) {
    module.require(AZURERM);
    let id = &identity.client_id;
    let slug = module.name(PRINCIPAL, &["id", id]);
    let identity_id = Variable {
        name: format!("identity_{slug}"),
        meaning: format!("The resource ID of the managed identity with the client ID {id}"),
    };
    module.variable(&identity_id);
    let principal = format!("data.{PRINCIPAL}.{slug}.object_id");
    if !identity.assignments.is_empty() || identity.devops_group.is_some() {
        module.require(AZUREAD);
        module.add(Block::new("data", &[PRINCIPAL, &slug]).string("client_id", id.as_str()));
    }
    for credential in &identity.credentials {
        const KIND: &str = "azurerm_federated_identity_credential";
        let name = module.name(KIND, &[&slug, &credential.name]);
        module.add(
            Block::new("resource", &[KIND, &name])
                .string("name", credential.name.as_str())
                .reference("user_assigned_identity_id", format!("var.{}", identity_id.name))
                .string("issuer", credential.issuer.as_str())
                .string("subject", credential.subject.to_string().as_str())
                .attribute("audience", &crate::trust::json::strings([&credential.audience])),
        );
    }
    for caveat in distinct(identity.assignments.iter().filter_map(|a| a.role.caveat)) {
        module.comment(caveat);
    }
    for (place, assignment) in identity.assignments.iter().enumerate() {
        const KIND: &str = "azurerm_role_assignment";
        let service = assignment.scope.service.name();
        let name = module.name(KIND, &[&slug, service, &place.to_string()]);
        module.add(
            Block::new("resource", &[KIND, &name])
                .string("scope", assignment.scope.id())
                .string("role_definition_name", assignment.role.name)
                .reference("principal_id", principal.clone())
                .string("principal_type", "ServicePrincipal"),
        );
    }
    if let Some(group) = identity.devops_group {
        devops(module, &slug, &principal, group);
    }
}

const PRINCIPAL: &str = "azuread_service_principal";

/// Azure DevOps has no role assignments: the identity becomes a user of the organisation and a
/// member of a group, beside the members that it has.
fn devops(module: &mut Module, slug: &str, principal: &str, group: &str) {
    module.require(AZUREDEVOPS);
    let project = Variable {
        name: "devops_project".to_owned(),
        meaning: "The name of the Azure DevOps project".to_owned(),
    };
    module.variable(&project);
    const ENTITLEMENT: &str = "azuredevops_service_principal_entitlement";
    module.add(
        Block::new("resource", &[ENTITLEMENT, slug]).reference("origin_id", principal.to_owned()),
    );
    module.add(
        Block::new("data", &["azuredevops_project", slug])
            .reference("name", format!("var.{}", project.name)),
    );
    module.add(
        Block::new("data", &["azuredevops_group", slug])
            .reference("project_id", format!("data.azuredevops_project.{slug}.id"))
            .string("name", group),
    );
    let members = vec![super::Expression::Reference(format!("{ENTITLEMENT}.{slug}.descriptor"))];
    module.add(
        Block::new("resource", &["azuredevops_group_membership", slug])
            .reference("group", format!("data.azuredevops_group.{slug}.descriptor"))
            .attribute("members", super::Expression::List(members))
            .string("mode", "add"),
    );
}
