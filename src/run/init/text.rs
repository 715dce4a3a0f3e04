//! The text of a config, with comments.

use crate::cloud::Wiring;
use crate::config::{API_VERSION, DEFAULT_NAME, KIND, lockdown_field};
use crate::flux::{Cluster, Provider};
use crate::yaml::{Layout, Value, block};

use super::Draft;
use super::identity::DraftIdentity;

/// The namespace that a config need not say.
const DEFAULT_NAMESPACE: &str = "flux-system";

/// The text of a draft.
pub(super) fn text(draft: &Draft) -> String {
    let mut text = Text::default();
    text.comment(0, &draft.title);
    text.line(0, &format!("apiVersion: {API_VERSION}"));
    text.line(0, &format!("kind: {KIND}"));
    text.line(0, "metadata:");
    text.line(1, &format!("name: {DEFAULT_NAME}"));
    text.line(1, "annotations:");
    text.line(2, "config.kubernetes.io/local-config: \"true\"");
    text.line(0, "spec:");
    let provider = most_used(&draft.identities);
    let cluster = cluster(&draft.identities);
    if let Some(provider) = provider {
        text.field(1, "provider", provider.name().into());
    }
    if let Some(cluster) = cluster {
        text.field(1, "cluster", cluster.name().into());
    }
    if draft.namespace != DEFAULT_NAMESPACE {
        text.field(1, "namespace", draft.namespace.as_str().into());
    }
    if let Some((field, path)) = &draft.output {
        text.line(1, "output:");
        text.field(2, field, path.as_str().into());
    }
    match draft.identities.as_slice() {
        [] => text.line(1, "identities: []"),
        identities => {
            text.line(1, "identities:");
            for identity in identities {
                text.identity(identity, draft, provider, cluster);
            }
        }
    }
    text.object_level(draft);
    text.notes(draft);
    text.0
}

/// Lines of YAML, indented by two.
#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, depth: usize, line: &str) {
        self.0.push_str(&"  ".repeat(depth));
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A comment of one line, whatever is in it.
    fn comment(&mut self, depth: usize, comment: &str) {
        let one_line: String = comment.chars().map(|c| if is_break(c) { ' ' } else { c }).collect();
        self.line(depth, &format!("# {one_line}"));
    }

    fn field(&mut self, depth: usize, name: &str, value: Value) {
        self.line(depth, &block(&Value::map([(name, value)]), 2 * depth, &Layout::default()));
    }

    fn identity(
        &mut self,
        identity: &DraftIdentity,
        draft: &Draft,
        default: Option<Provider>,
        cluster: Option<Cluster>,
    ) {
        let uses = draft.uses.matching(|one| {
            one.provider == identity.provider && identity.controllers.contains(&one.controller)
        });
        for told in uses.map(|one| format!("{}, {}", one.controller, one.told())) {
            self.comment(2, &told);
        }
        let controllers: Vec<&str> = identity.controllers.iter().map(|c| c.name()).collect();
        self.line(2, &format!("- controllers: [{}]", controllers.join(", ")));
        if Some(identity.provider) != default {
            self.field(3, "provider", identity.provider.name().into());
        }
        let usual = match Some(identity.provider.cluster()) == cluster {
            true => Wiring::Annotation,
            false => Wiring::Projected,
        };
        if identity.wiring != usual {
            self.field(3, "wiring", identity.wiring.name().into());
        }
        for (name, value) in &identity.fields {
            self.field(3, name, typed(name, value));
        }
        let has_tenant = identity.fields.iter().any(|(name, _)| *name == "tenantId");
        if identity.provider == Provider::Azure && !has_tenant {
            self.comment(3, "tenantId: the cluster's own, which this command prints:");
            self.comment(3, "  az account show --query tenantId --output tsv");
        }
    }

    fn object_level(&mut self, draft: &Draft) {
        let object_level = &draft.object_level;
        if !object_level.asks() {
            return;
        }
        self.line(1, "objectLevel:");
        if object_level.enabled {
            self.field(2, "enabled", true.into());
        }
        if let Some(controllers) = &object_level.controllers {
            let controllers: Vec<&str> = controllers.iter().map(|c| c.name()).collect();
            self.line(2, &format!("controllers: [{}]", controllers.join(", ")));
        }
        for (flag, account) in &object_level.lockdown {
            self.field(2, lockdown_field(*flag), account.as_str().into());
        }
    }

    /// What the config does not have.
    fn notes(&mut self, draft: &Draft) {
        let has_identity = |provider, controller| {
            draft.identities.iter().any(|identity| {
                identity.provider == provider && identity.controllers.contains(&controller)
            })
        };
        let unseen = draft.uses.matching(|one| !has_identity(one.provider, one.controller));
        let unseen: Vec<String> = unseen
            .map(|one| format!("- {} of the {}, {}", one.provider, one.controller, one.told()))
            .collect();
        if !unseen.is_empty() {
            self.comment(0, "Asked for, and without an identity in the manifests. If the cloud");
            self.comment(0, "alone gives it (EKS Pod Identity, direct access on GKE), add it:");
            unseen.iter().for_each(|line| self.comment(0, line));
        }
        if !draft.left_out.is_empty() {
            self.comment(0, "Not taken over:");
            draft.left_out.iter().for_each(|line| self.comment(0, &format!("- {line}")));
        }
    }
}

/// The characters that end a comment for one reader or another.
fn is_break(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The value of a field as its type has it.
fn typed(name: &str, value: &str) -> Value {
    let number = || value.parse::<i64>().ok().map(Value::from);
    let truth = || value.parse::<bool>().ok().map(Value::from);
    let typed = match name {
        "tokenExpirationSeconds" => number(),
        "stsRegionalEndpoints" => truth(),
        _ => None,
    };
    typed.unwrap_or_else(|| value.into())
}

/// The provider of most identities, which then need not name it.
fn most_used(identities: &[DraftIdentity]) -> Option<Provider> {
    let count = |provider| identities.iter().filter(|i| i.provider == provider).count();
    let used = Provider::ALL.into_iter().filter(|provider| count(*provider) > 0);
    used.rev().max_by_key(|provider| count(*provider))
}

/// Where Flux runs, as far as the identities tell: a metadata server or a webhook reads annotations,
/// and each is a cloud's own.
fn cluster(identities: &[DraftIdentity]) -> Option<Cluster> {
    let annotated = |provider| {
        identities.iter().any(|i| i.provider == provider && i.wiring == Wiring::Annotation)
    };
    let found: Vec<Provider> = Provider::ALL.into_iter().filter(|p| annotated(*p)).collect();
    match found.as_slice() {
        _ if identities.is_empty() => None,
        [only] => Some(only.cluster()),
        // Only Google's own cluster has its metadata server.
        several if several.contains(&Provider::Gcp) => Some(Cluster::Gke),
        _ => Some(Cluster::Other),
    }
}
