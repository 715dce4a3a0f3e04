//! Which documents of a cluster the rules look at, told by their lines.
//!
//! Most of what a cluster applies has to do with no cloud. Whatever a rule or a [`Cluster`] looks at
//! in any object must be covered here: what is left out must not make a difference.
//!
//! [`Cluster`]: super::Cluster

use std::collections::HashSet;

use crate::cloud::NAMINGS;
use crate::flux::{Accounts, Controller};
use crate::krm::Outline;

/// What the rules look at in some documents.
#[derive(Debug)]
pub(crate) struct Interest {
    /// The names of the controllers' ServiceAccounts.
    accounts: HashSet<String>,
    /// The namespaces of the ServiceAccounts with identities: a rule asks whether another object
    /// expects one to be there.
    namespaces: HashSet<String>,
    /// Whether the lines do not tell all of those names.
    is_all: bool,
}

/// The kinds of which any object may matter.
const KINDS: [&str; 8] = [
    "ServiceAccount",
    "Namespace",
    "ConfigMap",
    "Secret",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
];

/// What is a part of the API groups of Flux, of the flux-operator and of this program.
const GROUPS: [&str; 2] = ["fluxcd.", "flux-workload-identity."];

/// What may be the field of any object, and matters in it: what SOPS writes, and the names before a
/// renaming.
const FIELDS: [&str; 3] = ["sops", "previousNames", "targetNamespace"];

impl Interest {
    /// The interest in documents, with the ServiceAccounts that the controllers run under.
    pub(crate) fn new<'o, 'a: 'o>(
        documents: impl IntoIterator<Item = &'o Outline<'a>>,
        accounts: &Accounts,
    ) -> Interest {
        let names = Controller::ALL.map(Controller::name);
        let names = names.into_iter().chain(Controller::ALL.iter().map(|c| accounts.of(*c)));
        let mut interest = Interest {
            accounts: names.map(str::to_owned).collect(),
            namespaces: HashSet::new(),
            is_all: false,
        };
        for document in documents {
            let kind = document.kind().map(|(_, kind)| kind);
            if kind.is_none_or(|kind| kind.ends_with("List")) {
                let may_hold_one = document.may_contain("ServiceAccount");
                interest.is_all |= may_hold_one && may_have_identity(document);
            } else if kind == Some("ServiceAccount") {
                interest.is_all |= document.may_contain("previousNames");
                if may_have_identity(document) {
                    match document.namespace() {
                        Some(namespace) => interest.namespaces.extend([namespace.to_owned()]),
                        None => interest.is_all = true,
                    }
                }
            }
        }
        interest
    }

    /// Whether a document must be parsed.
    pub(crate) fn concerns(&self, document: &Outline<'_>) -> bool {
        let Some((api_version, kind)) = document.kind() else { return true };
        if kind == "CustomResourceDefinition" {
            return false;
        }
        let any_of = |key: &str, wanted: &HashSet<String>| {
            let found = || document.scalars(key);
            !wanted.is_empty() && found().is_none_or(|all| all.iter().any(|o| wanted.contains(*o)))
        };
        self.is_all
            || KINDS.contains(&kind)
            || kind.ends_with("List")
            || GROUPS.iter().any(|group| api_version.contains(group))
            || FIELDS.iter().any(|field| document.may_contain(field))
            || document.name().is_none_or(|name| Controller::of_deployment(name).is_some())
            || any_of("serviceAccountName", &self.accounts)
            || any_of("namespace", &self.namespaces)
    }
}

/// Whether an annotation may name an identity.
fn may_have_identity(document: &Outline<'_>) -> bool {
    let mut keys = NAMINGS.iter().filter_map(|naming| naming.annotation);
    keys.any(|key| document.may_contain(key))
}

#[cfg(test)]
mod tests {
    use super::super::{Cluster, Extent, audit};
    use super::*;
    use crate::diagnostic::code;
    use crate::krm::{Documents, Object};

    /// What has to do with no cloud.
    const APP: &str =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\n  namespace: app\n";

    fn found(text: &str, concerns: impl Fn(&Interest, &Outline<'_>) -> bool) -> String {
        let accounts = Accounts::default();
        let mut documents = Documents::open(text, 0);
        let interest = Interest::new(documents.outlines(), &accounts);
        documents.read(|document| concerns(&interest, document)).unwrap();
        let objects: Vec<Object<'_, '_>> = documents.objects();
        format!("{:?}", audit(&Cluster::read(&objects, Extent::Whole, None, &accounts)))
    }

    #[test]
    fn what_is_left_out_makes_no_difference() {
        for code in code::findings() {
            for text in [code.fails, code.passes] {
                let text = format!("{text}\n---\n{APP}");
                let all = found(&text, |_, _| true);
                assert_eq!(found(&text, Interest::concerns), all, "{code}: {text}");
            }
        }
    }

    #[test]
    fn most_is_left_out() {
        let mut documents = Documents::open(APP, 0);
        let interest = Interest::new(documents.outlines(), &Accounts::default());
        assert!(!interest.concerns(&documents.outlines()[0]));
        documents.read(|document| interest.concerns(document)).unwrap();
        assert!(documents.objects().is_empty());
    }

    #[test]
    fn a_deployment_matters_by_its_account_and_by_its_namespace() {
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n  namespace: b\n  \
                       annotations: {eks.amazonaws.com/role-arn: c}\n";
        let concerned = |text: &str, before: &str| {
            let text = format!("{before}---\n{APP}{text}");
            let documents = Documents::open(&text, 0);
            let interest = Interest::new(documents.outlines(), &Accounts::default());
            documents.outlines().last().is_some_and(|last| interest.concerns(last))
        };
        assert!(!concerned("", account));
        assert!(concerned("", &account.replace("namespace: b", "namespace: app")));
        assert!(concerned("", &account.replace("  namespace: b\n", "  namespace:\n    b\n")));
        assert!(concerned("spec: {serviceAccountName: source-controller}\n", ""));
        assert!(!concerned("spec: {serviceAccountName: other}\n", ""));
        assert!(concerned("sops: {}\n", ""));
    }
}
