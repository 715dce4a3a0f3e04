//! `az`.

use crate::trust::grant::distinct;
use crate::trust::{FederatedCredential, ManagedIdentity, RoleAssignment};

use super::either;
use super::shell::{Command, quoted};

pub(super) fn commands(identity: &ManagedIdentity) -> Vec<String> {
    let id = &identity.client_id;
    let mut lines = Vec::new();
    let principal = (!identity.assignments.is_empty()).then_some(("principal", "principalId"));
    let wanted = [("name", "name"), ("group", "resourceGroup")];
    for (variable, field) in wanted.into_iter().chain(principal) {
        let query = format!("[?clientId=='{id}'] | [0].{field}");
        lines.push(format!("{variable}=$(az identity list --query \"{query}\" --output tsv)"));
    }
    let message = format!("no identity with client ID {id} in this subscription");
    lines.extend(either(
        "[ -z \"$name\" ]",
        &[format!("echo {} >&2", quoted(&message)), "exit 1".to_owned()],
        &[],
    ));
    lines.push(
        "# A new credential works after some minutes; until then Entra says AADSTS70021."
            .to_owned(),
    );
    lines.extend(identity.credentials.iter().map(credential));
    let caveats = identity.assignments.iter().filter_map(|assignment| assignment.role.caveat);
    lines.extend(distinct(caveats).into_iter().map(|caveat| format!("# {caveat}")));
    lines.extend(identity.assignments.iter().map(assignment));
    if let Some(group) = identity.devops_group {
        lines.push(
            "# Azure DevOps has no role assignments. In the settings of the organisation add the"
                .to_owned(),
        );
        lines.push(format!("# identity as a user with the access level Basic, then to the group {group} of the project."));
    }
    lines
}

fn credential(credential: &FederatedCredential) -> String {
    Command::new("az identity federated-credential create")
        .flag("--name", credential.name.as_str())
        .words("--identity-name \"$name\" --resource-group \"$group\"")
        .flag("--issuer", credential.issuer.as_str())
        .flag("--subject", credential.subject.to_string().as_str())
        .flag("--audiences", credential.audience.as_str())
        .line()
        .to_owned()
}

/// The principal's type is said: without it `az` asks the directory, which may not know a new
/// identity yet.
fn assignment(assignment: &RoleAssignment) -> String {
    Command::new("az role assignment create --assignee-object-id \"$principal\"")
        .words("--assignee-principal-type ServicePrincipal")
        .flag("--role", assignment.role.definition)
        .flag("--scope", assignment.scope.id())
        .line()
        .to_owned()
}
