//! What the charts that install Flux make of values, as far as a cloud identity goes: a FluxInstance,
//! or the ServiceAccounts and Deployments of the controllers. Values that only the cluster has, in a
//! ConfigMap or a Secret, are not looked for, and defaults of the charts are left out.

use crate::flux::{Controller, group};
use crate::krm::Documents;
use crate::yaml::{Kind, Node, json};

use super::chart::{Chart, EXTRA_OBJECTS, INSTANCE, controller_key};

/// What becomes of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) chart: Chart,
    /// Whether the document is a values file, which is no manifest itself; or else a HelmRelease.
    pub(crate) is_file: bool,
    /// The manifests.
    pub(crate) text: String,
}

/// What the charts make of the values in a text: in each HelmRelease, or in a values file.
pub(crate) fn made_of_values(text: &str) -> Vec<Made> {
    let may_have = |word: &str| text.contains(word);
    if !may_have(INSTANCE) && !may_have("Controller") {
        return Vec::new();
    }
    let mut documents = Documents::open(text, 0);
    // Whoever looks at the objects says what can't be read.
    if documents.read(|document| document.kind().is_none_or(|(_, kind)| kind == RELEASE)).is_err() {
        return Vec::new();
    }
    documents.roots().filter_map(|root| release(root).or_else(|| file(root))).collect()
}

const RELEASE: &str = "HelmRelease";

/// What a HelmRelease comes to. One whose chart is named by another object is known by its values.
fn release(root: &Node<'_>) -> Option<Made> {
    let text = |keys: &[&str]| root.at(keys).filter(|node| !node.is_null()).and_then(Node::text);
    if text(&["kind"]) != Some(RELEASE) || !text(&["apiVersion"])?.starts_with(group::HELM) {
        return None;
    }
    let values = root.at(&["spec", "values"])?;
    let mut charts = [Chart::FluxInstance, Chart::Flux2].into_iter();
    let chart = match text(&["spec", "chart", "spec", "chart"]) {
        Some(name) => charts.find(|chart| name.rsplit('/').next() == Some(chart.name())),
        None => charts.find(|chart| is_of(values, *chart)),
    };
    let namespace = text(&["spec", "targetNamespace"]).or(text(&["metadata", "namespace"]));
    manifests(values, chart?, namespace, false)
}

/// What a values file comes to, of a chart or of one that has it as a dependency.
fn file(root: &Node<'_>) -> Option<Made> {
    if root.get("kind").or(root.get("apiVersion")).is_some() {
        return None;
    }
    [Chart::FluxInstance, Chart::Flux2].into_iter().find_map(|chart| {
        let mut places = [Some(root), root.get(chart.name())].into_iter().flatten();
        let values = places.find(|values| is_of(values, chart))?;
        manifests(values, chart, None, true)
    })
}

/// Whether values are of a chart: they have what no other chart does.
fn is_of(values: &Node<'_>, chart: Chart) -> bool {
    let has = |of: &Node<'_>, keys: &[&str]| keys.iter().any(|key| of.get(key).is_some());
    match chart {
        Chart::FluxInstance => values.get(INSTANCE).is_some_and(|spec| has(spec, &SPEC)),
        Chart::Flux2 => Controller::ALL.iter().any(|controller| {
            values.get(controller_key(*controller)).is_some_and(|of| has(of, &OF_CONTROLLER))
        }),
    }
}

/// Fields of a FluxInstance's spec, one of which any has.
const SPEC: [&str; 5] = ["distribution", "components", "cluster", "sync", "kustomize"];

/// Values of a controller.
const OF_CONTROLLER: [&str; 7] =
    ["create", "serviceAccount", "container", "extraEnv", "volumes", "volumeMounts", "labels"];

/// The manifests that a chart makes of values; none of those that have an alias or a tag.
fn manifests(
    values: &Node<'_>,
    chart: Chart,
    namespace: Option<&str>,
    is_file: bool,
) -> Option<Made> {
    let namespace = namespace.map(|name| format!("  namespace: {name}\n")).unwrap_or_default();
    let text = match chart {
        Chart::FluxInstance => {
            let spec = json(values.get(INSTANCE)?)?;
            format!(
                "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: \
                 flux\n{namespace}spec: {spec}\n"
            )
        }
        Chart::Flux2 => {
            let is_on = |controller: &Controller| {
                let create = values.at(&[controller_key(*controller), "create"]);
                // Of all controllers only this one is not installed unasked.
                let usual = *controller != Controller::SourceWatcher;
                create.map_or(usual, |create| create.is("true"))
            };
            let controllers = Controller::ALL.into_iter().filter(is_on);
            let mut made: Vec<String> = controllers
                .map(|one| controller(one, values.get(controller_key(one)), &namespace))
                .collect::<Option<_>>()?;
            let objects = values.get(EXTRA_OBJECTS).map(Node::items).unwrap_or_default();
            made.extend(objects.iter().map(json).collect::<Option<Vec<_>>>()?);
            made.join("\n---\n") + "\n"
        }
    };
    Some(Made { chart, is_file, text })
}

/// The ServiceAccount and the Deployment of a controller.
fn controller(
    controller: Controller,
    values: Option<&Node<'_>>,
    namespace: &str,
) -> Option<String> {
    let field = |keys: &[&str], absent: &str| match values.and_then(|values| values.at(keys)) {
        Some(node) if !matches!(node.kind, Kind::Scalar { .. }) => json(node),
        _ => Some(absent.to_owned()),
    };
    let metadata = format!(
        "metadata:\n  name: {controller}\n{namespace}  labels: {{app.kubernetes.io/part-of: flux}}\n"
    );
    let annotations = field(&["serviceAccount", "annotations"], "{}")?;
    let labels = field(&["labels"], "{}")?;
    let arguments = field(&["container", "additionalArgs"], "[]")?;
    let env = field(&["extraEnv"], "[]")?;
    let mounts = field(&["volumeMounts"], "[]")?;
    let volumes = field(&["volumes"], "[]")?;
    Some(format!(
        "\
apiVersion: v1
kind: ServiceAccount
{metadata}  annotations: {annotations}
---
apiVersion: apps/v1
kind: Deployment
{metadata}spec:
  template:
    metadata:
      labels: {labels}
    spec:
      serviceAccountName: {controller}
      containers:
      - name: manager
        args: {arguments}
        env: {env}
        volumeMounts: {mounts}
      volumes: {volumes}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(Chart, bool)> {
        made_of_values(text).into_iter().map(|made| (made.chart, made.is_file)).collect()
    }

    fn release(spec: &str) -> String {
        let api = group::HELM;
        format!("apiVersion: {api}/v2\nkind: {RELEASE}\nmetadata: {{namespace: n}}\nspec: {spec}\n")
    }

    #[test]
    fn what_holds_values_is_told_from_what_does_not() {
        let instance = "instance: {sync: {path: a}}\n";
        let values = "{instance: {sync: {path: a}}}";
        for (text, expected) in [
            (instance.to_owned(), vec![(Chart::FluxInstance, true)]),
            (format!("flux-instance: {values}\n"), vec![(Chart::FluxInstance, true)]),
            ("sourceController: {labels: {}}\n".to_owned(), vec![(Chart::Flux2, true)]),
            ("instance: t3.large\n".to_owned(), vec![]),
            ("ingressController: {create: true}\n".to_owned(), vec![]),
            (format!("kind: Values\n{instance}"), vec![]),
            (release(&format!("{{values: {values}}}")), vec![(Chart::FluxInstance, false)]),
            (
                release(&format!(
                    "{{chart: {{spec: {{chart: a/flux-instance}}}}, values: {values}}}"
                )),
                vec![(Chart::FluxInstance, false)],
            ),
            (release(&format!("{{chart: {{spec: {{chart: other}}}}, values: {values}}}")), vec![]),
            (
                release("{chart: {spec: {chart: flux2}}, values: {}}")
                    .replace("{}}", "{sourceController: {}}}"),
                vec![(Chart::Flux2, false)],
            ),
            (release("{values: {instance: {name: a}}}"), vec![]),
            // What is not followed.
            ("a: &a {path: a}\ninstance: {sync: *a}\n".to_owned(), vec![]),
        ] {
            assert_eq!(of(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_flux_instance_has_the_values_for_its_spec() {
        let text = release("{targetNamespace: t, values: {instance: {cluster: {size: small}}}}");
        let expected = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata:
  name: flux
  namespace: t
spec: {\"cluster\": {\"size\": \"small\"}}
";
        assert_eq!(made_of_values(&text)[0].text, expected);
    }

    #[test]
    fn controllers_have_their_values_where_the_chart_puts_them() {
        let text = "\
sourceController:
  serviceAccount: {annotations: {a: b}}
  labels: {c: d}
  extraEnv: [{name: e, value: f}]
notificationController: {create: false}
extraObjects: [{kind: ConfigMap}]
";
        let made = &made_of_values(text)[0].text;
        for part in [
            "name: source-controller\n  labels: {app.kubernetes.io/part-of: flux}\n  annotations: {\"a\": \"b\"}\n",
            "      labels: {\"c\": \"d\"}\n    spec:\n      serviceAccountName: source-controller\n",
            "        env: [{\"name\": \"e\", \"value\": \"f\"}]\n",
            "name: helm-controller\n",
            "---\n{\"kind\": \"ConfigMap\"}\n",
        ] {
            assert!(made.contains(part), "{part} in\n{made}");
        }
        assert!(!made.contains("notification-controller"));
        assert!(!made.contains("source-watcher"));
    }
}
