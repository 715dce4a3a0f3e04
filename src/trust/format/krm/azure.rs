//! Azure Service Operator.

use crate::trust::ManagedIdentity;
use crate::trust::json::strings;
use crate::yaml::Value;

use super::Objects;

const CREDENTIAL: (&str, &str) =
    ("managedidentity.azure.com/v1api20230131", "FederatedIdentityCredential");
const ASSIGNMENT: (&str, &str) = ("authorization.azure.com/v1api20220401", "RoleAssignment");

/// What is in the cloud stays there when the object goes.
const RETAIN: (&str, &str) = ("serviceoperator.azure.com/reconcile-policy", "detach-on-delete");

/// `number` tells the identities apart in the names of substitutions.
pub(super) fn add(objects: &mut Objects<'_>, number: usize, identity: &ManagedIdentity) {
    let id = &identity.client_id;
    let mut known = |name: &str, what: &str| {
        let name = if number == 1 { name.to_owned() } else { format!("{name}_{number}") };
        objects.substitution(&name, &format!("the {what} of the identity with client ID {id}"))
    };
    let subscription = known("SUBSCRIPTION_ID", "subscription");
    let group = known("RESOURCE_GROUP", "resource group");
    let name = known("IDENTITY_NAME", "name");
    let principal = if identity.assignments.is_empty() {
        String::new()
    } else {
        known("PRINCIPAL_ID", "principal (object) ID")
    };
    // Substitutions stand for segments only: the CRD has a pattern for the whole.
    let owner = format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers\
         /Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
    );
    for credential in &identity.credentials {
        let spec = vec![
            ("azureName", credential.name.as_str().into()),
            ("owner", arm_id(&owner)),
            ("issuer", credential.issuer.as_str().into()),
            ("subject", credential.subject.to_string().into()),
            ("audiences", strings([&credential.audience])),
        ];
        objects.add(CREDENTIAL, &[&credential.name], &[RETAIN], spec);
    }
    for assignment in &identity.assignments {
        let scope = &assignment.scope;
        let definition = format!(
            "/subscriptions/{}/providers/Microsoft.Authorization/roleDefinitions/{}",
            scope.subscription, assignment.role.definition
        );
        let spec = vec![
            ("owner", arm_id(scope.id())),
            ("principalId", principal.as_str().into()),
            ("principalType", "ServicePrincipal".into()),
            ("roleDefinitionReference", arm_id(&definition)),
        ];
        let resource = scope.id().rsplit('/').next().unwrap_or_default();
        let parts = ["flux", scope.service.name(), resource];
        objects.add(ASSIGNMENT, &parts, &[RETAIN], spec);
    }
}

fn arm_id(id: &str) -> Value {
    Value::map([("armId", id.into())])
}
