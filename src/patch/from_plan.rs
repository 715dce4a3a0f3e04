//! The Plan as kustomize patches.

use crate::cloud::{Needs, variable};
use crate::flux::Controller;
use crate::plan::{Gate, HASH, Plan, ServiceAccount};
use crate::yaml::{Layout, Value, block};

use super::factor::factored;
use super::managed::MARKER;

/// Where patches are used, which decides how their targets are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A kustomization.yaml over gotk-components. Deployments are found by the label of their
    /// component, which shards carry too.
    Kustomization,
    /// A FluxInstance. The operator's manifests carry no namespace yet, and labels only later.
    FluxInstance {
        /// Whether the instance has shards, whose names have a suffix.
        sharded: bool,
    },
}

/// Which objects of a kind a patch is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Those of controllers, found as the scope can.
    Controllers(Vec<Controller>),
    /// Those of these names.
    Names {
        /// The names.
        names: Vec<String>,
        /// Their namespace, if it is written.
        namespace: Option<String>,
    },
}

/// One patch and what it is applied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// `ServiceAccount` or `Deployment`.
    pub kind: &'static str,
    /// The objects it is for.
    pub target: Target,
    /// What it is for.
    pub purpose: String,
    /// The patch: a mapping is a strategic merge, a list JSON 6902 operations.
    pub body: Value,
}

/// The patches of a plan for the controllers that are `present`. Equal ones are one.
pub fn patches(plan: &Plan, scope: Scope, present: impl Fn(Controller) -> bool) -> Vec<Patch> {
    let accounts = || plan.service_accounts.iter().filter(|a| present(a.controller));
    let mut patches: Vec<Patch> = Vec::new();
    let mut add = |kind, controller, purpose: String, body: Value| {
        let same = |p: &&mut Patch| p.kind == kind && p.purpose == purpose && p.body == body;
        match patches.iter_mut().find(same) {
            Some(Patch { target: Target::Controllers(known), .. }) => known.push(controller),
            _ => {
                let target = Target::Controllers(vec![controller]);
                patches.push(Patch { kind, target, purpose, body });
            }
        }
    };
    for account in accounts() {
        if let Some(body) = service_account(account) {
            add("ServiceAccount", account.controller, purpose(account), body);
        }
    }
    for account in accounts() {
        if let Some(body) = deployment(account) {
            add("Deployment", account.controller, purpose(account), body);
        }
    }
    if let Some(gate) = &plan.gate {
        for controller in gate.controllers_reached().filter(|c| present(*c)) {
            let purpose = || "object-level identity".to_owned();
            if let Some(host) = gate.authority_host {
                let env = variables([("AZURE_AUTHORITY_HOST", host)].into_iter());
                let container = [("name", Value::from("manager")), ("env", env)];
                let body = merge(Vec::new(), Vec::new(), Vec::new(), container.into(), Vec::new());
                add("Deployment", controller, purpose(), body);
            }
            // A FluxInstance has fields for the gate and the flags.
            if scope == Scope::Kustomization {
                add("Deployment", controller, purpose(), arguments(gate, controller));
            }
        }
    }
    factored(patches)
}

impl Patch {
    /// As an entry of `patches`.
    pub fn entry(&self, scope: Scope, namespace: &str) -> Value {
        let mut target = vec![("kind", Value::from(self.kind))];
        match &self.target {
            Target::Names { names, namespace } => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                target.push(("name", any_of(&names).into()));
                target.extend(namespace.as_deref().map(|n| ("namespace", n.into())));
            }
            Target::Controllers(controllers) => {
                let names: Vec<&str> = controllers.iter().map(|c| c.name()).collect();
                target.push(controllers_of(scope, self.kind, &names));
                if scope == Scope::Kustomization {
                    target.push(("namespace", namespace.into()));
                }
            }
        }
        let text =
            format!("{MARKER} {}\n{}\n", self.purpose, block(&self.body, 0, &Layout::default()));
        Value::map([("target", Value::map(target)), ("patch", text.into())])
    }
}

/// How a scope finds the objects of controllers.
fn controllers_of(scope: Scope, kind: &str, names: &[&str]) -> (&'static str, Value) {
    match (scope, kind) {
        (Scope::Kustomization, "Deployment") => {
            let label = "app.kubernetes.io/component";
            let selector = match names {
                [only] => format!("{label}={only}"),
                several => format!("{label} in ({})", several.join(",")),
            };
            ("labelSelector", selector.into())
        }
        (Scope::FluxInstance { sharded: true }, "Deployment") => {
            ("name", format!("{}(-.+)?", any_of(names)).into())
        }
        _ => ("name", any_of(names).into()),
    }
}

/// A regular expression for any of the names, which kustomize anchors at both ends.
fn any_of(names: &[&str]) -> String {
    // Of what a name may hold only the dot means something else.
    let names: Vec<String> = names.iter().map(|name| name.replace('.', "\\.")).collect();
    match names.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join("|")),
    }
}

fn purpose(account: &ServiceAccount) -> String {
    let providers: Vec<&str> = account.needs.iter().map(|n| n.provider.name()).collect();
    format!("{} identity", providers.join(" and "))
}

fn service_account(account: &ServiceAccount) -> Option<Value> {
    let annotations: Vec<_> = account.needs.iter().flat_map(|n| &n.annotations).collect();
    let annotations = annotations.into_iter().map(|(k, v)| (*k, v.as_str()));
    annotated(annotations)
}

/// A strategic merge patch of a ServiceAccount's annotations, if there are any.
pub(super) fn annotated<'v>(
    annotations: impl Iterator<Item = (&'static str, &'v str)>,
) -> Option<Value> {
    let annotations = pairs(annotations);
    (!annotations.is_empty()).then(|| {
        let metadata = [("name", Value::from("any")), ("annotations", Value::map(annotations))];
        Value::map([
            ("apiVersion", Value::from("v1")),
            ("kind", "ServiceAccount".into()),
            ("metadata", Value::map(metadata)),
        ])
    })
}

fn deployment(account: &ServiceAccount) -> Option<Value> {
    let needs = &account.needs;
    let labels = pairs(needs.iter().filter_map(|n| n.label));
    let hash = pairs(account.hash.iter().map(|hash| (HASH, hash.as_str())));
    let env = needs.iter().flat_map(|n| n.env.iter().map(|(k, v)| (*k, v.as_str())));
    let mut container = vec![("name", Value::from("manager"))];
    if needs.iter().any(|n| !n.env.is_empty()) {
        container.push(("env", variables(env)));
    }
    let mounts: Vec<Value> = needs.iter().flat_map(Needs::mounts).map(|m| m.value()).collect();
    if !mounts.is_empty() {
        container.push(("volumeMounts", Value::List(mounts)));
    }
    let volumes: Vec<Value> = needs.iter().flat_map(Needs::volumes).collect();
    let nothing =
        labels.is_empty() && hash.is_empty() && container.len() == 1 && volumes.is_empty();
    let container = if container.len() == 1 { Vec::new() } else { container };
    (!nothing).then(|| merge(labels.clone(), labels, hash, container, volumes))
}

type Pairs = Vec<(&'static str, Value)>;

fn pairs<'v>(pairs: impl Iterator<Item = (&'static str, &'v str)>) -> Pairs {
    pairs.map(|(key, value)| (key, value.into())).collect()
}

fn variables<'v>(env: impl Iterator<Item = (&'static str, &'v str)>) -> Value {
    Value::List(env.map(|(name, value)| variable(name, value)).collect())
}

/// A strategic merge patch of a Deployment.
fn merge(
    labels: Pairs,
    pod_labels: Pairs,
    pod_annotations: Pairs,
    container: Pairs,
    volumes: Vec<Value>,
) -> Value {
    let filled =
        |key: &'static str, pairs: Pairs| (!pairs.is_empty()).then(|| (key, Value::map(pairs)));
    let mut metadata = vec![("name", Value::from("any"))];
    metadata.extend(filled("labels", labels));
    let mut pod_metadata = Vec::new();
    pod_metadata.extend(filled("labels", pod_labels));
    pod_metadata.extend(filled("annotations", pod_annotations));
    let mut pod_spec = Vec::new();
    if !container.is_empty() {
        pod_spec.push(("containers", Value::List(vec![Value::map(container)])));
    }
    if !volumes.is_empty() {
        pod_spec.push(("volumes", Value::List(volumes)));
    }
    let mut template = Vec::new();
    template.extend(filled("metadata", pod_metadata));
    template.extend(filled("spec", pod_spec));
    Value::map([
        ("apiVersion", Value::from("apps/v1")),
        ("kind", "Deployment".into()),
        ("metadata", Value::map(metadata)),
        ("spec", Value::map([("template", Value::map(template))])),
    ])
}

/// Gate and flags as JSON 6902 operations: a list of arguments has no merge key. Another container
/// in front makes the build fail, rather than get the flags.
fn arguments(gate: &Gate, controller: Controller) -> Value {
    let test = Value::map([
        ("op", Value::from("test")),
        ("path", "/spec/template/spec/containers/0/name".into()),
        ("value", "manager".into()),
    ]);
    let add = |argument: String| {
        Value::map([
            ("op", Value::from("add")),
            ("path", "/spec/template/spec/containers/0/args/-".into()),
            ("value", argument.into()),
        ])
    };
    Value::List([test].into_iter().chain(gate.arguments(controller).map(add)).collect())
}
