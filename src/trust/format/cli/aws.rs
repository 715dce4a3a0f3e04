//! `aws`.

use crate::trust::json::compact;
use crate::trust::{Association, OidcProvider, Role, Text};

use super::either;
use super::shell::{Command, quoted};

/// The commands for a role, where the credentials are of its account.
pub(super) fn commands_of_account(role: &Role) -> Vec<String> {
    let account = quoted(&role.name.account);
    let skipped = quoted(&format!("skipped, as it is of another account: {}", role.name));
    let otherwise = [format!("echo {skipped} >&2")];
    either(&format!("[ \"$account\" = {account} ]"), &commands(role), &otherwise)
}

pub(super) fn commands(role: &Role) -> Vec<String> {
    let mut lines: Vec<String> = role.oidc_providers.iter().flat_map(oidc_provider).collect();
    lines.extend(trust(role));
    let name = role.name.name.as_str();
    let of_role = |verb: &str| Command::new(&format!("aws iam {verb}")).flag("--role-name", name);
    for arn in &role.managed_policies {
        let attach = of_role("attach-role-policy").flag("--policy-arn", arn.as_str());
        lines.push(attach.line().to_owned());
    }
    for (policy, document) in &role.policies {
        let put = of_role("put-role-policy")
            .flag("--policy-name", policy.as_str())
            .flag("--policy-document", compact(document).as_str());
        lines.push(put.line().to_owned());
    }
    lines.extend(role.associations.iter().flat_map(|bound| association(role, bound)));
    lines.extend(access_entries(role));
    if !role.key_policy_statements.is_empty() {
        lines.push(
            "# A key whose policy leaves no access to IAM needs this statement in it:".to_owned(),
        );
        lines.extend(role.key_policy_statements.iter().map(|s| format!("#   {}", compact(s))));
    }
    lines
}

/// Makes the provider of an issuer, or adds the audiences that it lacks.
fn oidc_provider(provider: &OidcProvider) -> Vec<String> {
    let of_provider = |verb: &str| {
        let command = Command::new(&format!("aws iam {verb}"));
        command.flag("--open-id-connect-provider-arn", provider.arn.as_str())
    };
    let get = of_provider("get-open-id-connect-provider")
        .words("--query ClientIDList --output text 2>/dev/null");
    let add = provider.client_ids.iter().flat_map(|id| {
        let has = Command::new("printf '%s' \"$audiences\" | tr '\\t' '\\n' | grep -Fqx -e");
        let add = of_provider("add-client-id-to-open-id-connect-provider");
        let add = [add.flag("--client-id", id.as_str()).line().to_owned()];
        either(&format!("! {}", has.value(id).line()), &add, &[])
    });
    let create = Command::new("aws iam create-open-id-connect-provider")
        .flag("--url", provider.url.as_str())
        .words("--client-id-list");
    let create = provider.client_ids.iter().fold(create, |create, id| create.value(id));
    either(
        &format!("audiences=$({})", get.line()),
        &add.collect::<Vec<String>>(),
        &[create.line().to_owned()],
    )
}

/// Writes the trust policy, of a new role or of one that is there.
fn trust(role: &Role) -> Vec<String> {
    let name = role.name.name.as_str();
    let policy = compact(&role.trust_policy);
    let of_role = |verb: &str| Command::new(&format!("aws iam {verb}")).flag("--role-name", name);
    let update = of_role("update-assume-role-policy").flag("--policy-document", policy.as_str());
    let create = of_role("create-role")
        .flag("--path", role.name.path.as_str())
        .flag("--assume-role-policy-document", policy.as_str());
    either(
        &of_role("get-role").succeeds(),
        &[update.line().to_owned()],
        &[create.line().to_owned(), of_role("wait role-exists").line().to_owned()],
    )
}

/// Binds the role to a ServiceAccount, which has one association at most.
fn association(role: &Role, bound: &Association) -> Vec<String> {
    let cluster = Text::default().variable(&bound.cluster);
    let arn = role.arn();
    let of_account = |verb: &str| {
        Command::new(&format!("aws eks {verb}"))
            .flag("--cluster-name", cluster.clone())
            .flag("--namespace", bound.subject.namespace.as_str())
            .flag("--service-account", bound.subject.name.as_str())
    };
    let list = of_account("list-pod-identity-associations")
        .flag("--query", "associations[0].associationId")
        .words("--output text");
    let create = of_account("create-pod-identity-association").flag("--role-arn", arn.as_str());
    let update = Command::new("aws eks update-pod-identity-association")
        .flag("--cluster-name", cluster.clone())
        .words("--association-id \"$association\"")
        .flag("--role-arn", arn.as_str());
    let mut lines = vec![format!("association=$({})", list.line())];
    lines.extend(either(
        "[ \"$association\" = None ]",
        &[create.line().to_owned()],
        &[update.line().to_owned()],
    ));
    lines
}

/// Lets the role into clusters. What it may do there is up to the cluster.
fn access_entries(role: &Role) -> Vec<String> {
    let mut lines = Vec::new();
    let arn = role.arn();
    for cluster in &role.clusters {
        let of_cluster = |verb: &str| {
            Command::new(&format!("aws eks {verb}"))
                .flag("--region", cluster.region.as_str())
                .flag("--cluster-name", cluster.cluster())
                .flag("--principal-arn", arn.as_str())
        };
        lines.extend(either(
            &format!("! {}", of_cluster("describe-access-entry").succeeds()),
            &[of_cluster("create-access-entry").line().to_owned()],
            &[],
        ));
    }
    if !lines.is_empty() {
        lines.insert(
            0,
            "# The cluster's authentication mode has to be API or API_AND_CONFIG_MAP. What the \
             role may do inside is up to its RBAC, or to aws eks associate-access-policy."
                .to_owned(),
        );
    }
    lines
}
