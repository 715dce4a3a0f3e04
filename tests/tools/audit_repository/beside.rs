//! Layouts by what else is in the repository, and by how files are written.

use super::files::{Files, kustomize};
use super::flux::kustomization;
use super::known::bootstrap;
use super::wiring::{Wiring, wiring};

pub(super) fn windows(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    files.each(|text| *text = text.replace('\n', "\r\n"));
    files
}

/// Objects as a generator writes them: JSON, one object a file.
pub(super) fn json(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    files.texts.remove("apps/prod/apps.yaml");
    let mut resources = String::new();
    for (number, document) in wiring.objects.split("---\n").enumerate() {
        let value: serde_json::Value = serde_yaml::from_str(document).unwrap();
        resources += &format!("- object-{number}.json\n");
        files.add(
            format!("apps/prod/object-{number}.json"),
            serde_json::to_string_pretty(&value).unwrap() + "\n",
        );
    }
    files.add("apps/prod/kustomization.yaml", kustomize(&resources, ""));
    files
}

/// With a ConfigMap of 5 MB, such as dashboards are.
pub(super) fn large(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    let line = "    provider: aws and some more of a dashboard, again and again\n";
    let lines = line.repeat(5_000_000 / line.len());
    files.add(
        "apps/prod/dashboard.yaml",
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dashboard\n  namespace: \
             apps\ndata:\n  text: |\n{lines}"
        ),
    );
    files
}

/// With things that are retired, and broken, and that no cluster applies.
pub(super) fn archive(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    let wrong = wiring.objects.replace("provider: ", "provider: generic # was ");
    files.add("archive/2023/apps.yaml", wrong.replace("podinfo", "old"));
    files.add("archive/2023/broken.yaml", "spec: [\n");
    files.add("archive/2022/kustomization.yaml", "resources: [absent.yaml]\n");
    files.add("archive/2022/secret.yaml", "kind: Secret\nsops: {kms: [{arn: x}]}\n");
    files.add("docs/example.yaml", "role: <ROLE ARN>\n---\n{{ toYaml .Values }}\n");
    files
}

/// With Helm charts, whose templates are no YAML.
pub(super) fn charts(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    files.add("charts/app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    files.add("charts/app/values.yaml", "provider: azure\n");
    files.add(
        "charts/app/templates/source.yaml",
        "{{- if .Values.source }}\napiVersion: source.toolkit.fluxcd.io/v1\nkind: \
         OCIRepository\nmetadata:\n  name: {{ .Release.Name }}\nspec: {{- toYaml .Values.source | \
         nindent 2 }}\n{{- end }}\n",
    );
    files
}

/// Clusters of several clouds side by side, each with its own.
pub(super) fn three_clouds(this: &Wiring) -> Files {
    let mut files = Files::default();
    for (cluster, wiring) in [("one", this), ("two", &wiring("azure")), ("three", &wiring("gcp"))] {
        let folder = format!("clusters/{cluster}");
        files.flux(&folder, wiring);
        files.apps(&folder, &format!("apps/{cluster}"), wiring);
    }
    files
}

/// With what kustomize would fetch, which is not built here.
pub(super) fn remote(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    files.add("clusters/prod/crds.yaml", kustomization("crds", "crds", ""));
    let elsewhere = "- https://github.com/acme/crds/releases/download/v1.0.0/crds.yaml\n";
    files.add("crds/kustomization.yaml", kustomize(elsewhere, ""));
    files
}

/// With a chart that kustomize inflates, which is not built here.
pub(super) fn inflated_charts(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    files.add("clusters/prod/ingress.yaml", kustomization("ingress", "ingress", ""));
    files.add(
        "ingress/kustomization.yaml",
        "helmCharts:\n- name: ingress-nginx\n  repo: https://kubernetes.github.io/ingress-nginx\n  \
         version: 4.11.0\n",
    );
    files
}

/// One Kustomization that applies the whole repository, with apps beside it.
pub(super) fn whole_repository(wiring: &Wiring) -> Files {
    let mut files = Files::default();
    files.flux(".", wiring);
    let texts = std::mem::take(&mut files.texts).into_iter();
    files.texts = texts
        .map(|(name, text)| (name.replace("./", ""), text.replace("path: ././", "path: ./")))
        .collect();
    files.add("apps/apps.yaml", wiring.objects.as_str());
    files.add(".github/workflows/e2e.yaml", "on: push\njobs: {}\n");
    files
}

/// Objects in a List, as `kubectl get` writes them.
pub(super) fn list(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    let mut text = "apiVersion: v1\nkind: List\nitems:\n".to_owned();
    for document in wiring.objects.split("---\n") {
        let mut lines = document.lines();
        text += &format!("- {}\n", lines.next().unwrap());
        lines.for_each(|line| text += &format!("  {line}\n"));
    }
    files.add("apps/prod/apps.yaml", text);
    files
}
