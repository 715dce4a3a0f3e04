//! Values of the Helm chart `flux2`.
//!
//! Source: <https://github.com/fluxcd-community/helm-charts/tree/main/charts/flux2>.

use crate::cloud::{Needs, variable};
use crate::flux::Controller;
use crate::plan::{HASH, Plan, ServiceAccount};
use crate::yaml::{Layout, Value, block};

use super::kustomize_parts::KustomizeParts;

/// The key of a controller's values.
fn key(controller: Controller) -> &'static str {
    match controller {
        Controller::SourceController => "sourceController",
        Controller::KustomizeController => "kustomizeController",
        Controller::HelmController => "helmController",
        Controller::NotificationController => "notificationController",
        // The chart's own spelling.
        Controller::ImageReflectorController => "imageReflectionController",
        Controller::ImageAutomationController => "imageAutomationController",
        Controller::SourceWatcher => "sourceWatcher",
    }
}

/// The values, for the controllers that are `present`.
pub fn values(plan: &Plan, parts: &KustomizeParts, present: impl Fn(Controller) -> bool) -> String {
    let mut values = Vec::new();
    for controller in Controller::ALL.into_iter().filter(|c| present(*c)) {
        let account = plan.service_accounts.iter().find(|a| a.controller == controller);
        let fields = fields(plan, controller, account);
        if !fields.is_empty() {
            values.push((key(controller), Value::map(fields)));
        }
    }
    let mut objects: Vec<Value> = parts.objects(&plan.namespace).collect();
    objects.extend(permission(plan, present).into_iter().flatten());
    if !objects.is_empty() {
        values.push(("extraObjects", Value::List(objects)));
    }
    block(&Value::map(values), 0, &Layout::default()) + "\n"
}

/// The values of one controller.
fn fields(
    plan: &Plan,
    controller: Controller,
    account: Option<&ServiceAccount>,
) -> Vec<(&'static str, Value)> {
    let needs: &[Needs] = account.map_or(&[], |account| &account.needs);
    let map = |pairs: Vec<(&'static str, &str)>| {
        Value::map(pairs.into_iter().map(|(key, value)| (key, Value::from(value))))
    };
    let mut fields = Vec::new();
    // Of the pods.
    if let Some(hash) = account.and_then(|account| account.hash.as_deref()) {
        fields.push(("annotations", map(vec![(HASH, hash)])));
    }
    // Of the Deployment and of its pods.
    let labels: Vec<_> = needs.iter().filter_map(|need| need.label).collect();
    if !labels.is_empty() {
        fields.push(("labels", map(labels)));
    }
    let annotations = needs.iter().flat_map(|need| &need.annotations);
    let annotations: Vec<_> = annotations.map(|(key, value)| (*key, value.as_str())).collect();
    if !annotations.is_empty() {
        fields.push(("serviceAccount", Value::map([("annotations", map(annotations))])));
    }
    let gate = plan.gate.as_ref().filter(|gate| gate.reaches(controller));
    if let Some(gate) = gate {
        let arguments = Value::List(gate.arguments(controller).map(Value::from).collect());
        fields.push(("container", Value::map([("additionalArgs", arguments)])));
    }
    let host = gate.and_then(|gate| gate.authority_host);
    let host = host.map(|host| ("AZURE_AUTHORITY_HOST", host));
    let env = needs.iter().flat_map(|need| need.env.iter().map(|(k, v)| (*k, v.as_str())));
    let mut env: Vec<(&str, &str)> = env.collect();
    env.extend(host.filter(|(name, _)| !env.iter().any(|(known, _)| known == name)));
    let lists = [
        (
            "extraEnv",
            env.into_iter().map(|(name, value)| variable(name, value)).collect::<Vec<Value>>(),
        ),
        ("volumes", needs.iter().flat_map(Needs::volumes).collect()),
        ("volumeMounts", needs.iter().flat_map(Needs::mounts).map(|m| m.value()).collect()),
    ];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
    fields.extend(lists.map(|(key, list)| (key, Value::List(list))));
    fields
}

/// What object-level identity needs and the chart does not grant: the creation of tokens.
fn permission(plan: &Plan, present: impl Fn(Controller) -> bool) -> Option<[Value; 2]> {
    const NAME: &str = "flux-object-level-workload-identity";
    const GROUP: &str = "rbac.authorization.k8s.io";
    let gate = plan.gate.as_ref()?;
    let list = |words: &[&str]| Value::List(words.iter().map(|word| Value::from(*word)).collect());
    let api_version = || ("apiVersion", Value::from(format!("{GROUP}/v1")));
    let metadata = || ("metadata", Value::map([("name", Value::from(NAME))]));
    let rule = Value::map([
        ("apiGroups", list(&[""])),
        ("resources", list(&["serviceaccounts/token"])),
        ("verbs", list(&["create"])),
    ]);
    let role = Value::map([
        api_version(),
        ("kind", "ClusterRole".into()),
        metadata(),
        ("rules", Value::List(vec![rule])),
    ]);
    let subject = |controller: Controller| {
        Value::map([
            ("kind", Value::from("ServiceAccount")),
            ("name", controller.name().into()),
            ("namespace", plan.namespace.as_str().into()),
        ])
    };
    let reached = gate.controllers_reached().filter(|c| present(*c));
    let reference =
        [("apiGroup", Value::from(GROUP)), ("kind", "ClusterRole".into()), ("name", NAME.into())];
    let binding = Value::map([
        api_version(),
        ("kind", "ClusterRoleBinding".into()),
        metadata(),
        ("roleRef", Value::map(reference)),
        ("subjects", Value::List(reached.map(subject).collect())),
    ]);
    Some([role, binding])
}
