//! The effective check of a file of objects: a kustomization that lists it may build something else
//! than what stands in it.

use std::fs;
use std::process::Output;

use super::command::program;
use super::need::has_tools;

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations: {config.kubernetes.io/local-config: \"true\"}
spec:
  provider: aws
  identities:
  - controllers: [source-controller]
    roleArn: arn:aws:iam::111122223333:role/flux
";

const INSTANCE: &str = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: 2.9.x}
";

/// A HelmRelease of a chart.
fn release(chart: &str, more: &str) -> String {
    format!(
        "\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: flux, namespace: flux-system}}
spec:
  chart: {{spec: {{chart: {chart}}}}}
{more}"
    )
}

struct Case {
    /// What `spec.output` says.
    output: &'static str,
    format: Option<&'static str>,
    text: String,
}

/// Each form that is kept in a file of objects.
fn cases() -> [Case; 3] {
    [
        Case { output: "fluxInstance", format: None, text: INSTANCE.to_owned() },
        Case {
            output: "helmValues",
            format: Some("helm-values"),
            text: release("flux2", "  values: {logLevel: info}\n"),
        },
        Case {
            output: "fluxInstanceValues",
            format: Some("flux-instance-values"),
            text: release(
                "flux-instance",
                "  values: {instance: {distribution: {version: 2.x}}}\n",
            ),
        },
    ]
}

fn run(folder: &tempfile::TempDir, line: &str) -> (Output, String) {
    let path = std::env::var("PATH").unwrap();
    let mut command = program();
    command.args(line.split_whitespace()).env("PATH", path).current_dir(folder.path());
    let output = command.output().unwrap();
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    (output, String::from_utf8(said).unwrap())
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A repository in which the identity is written, with no kustomization yet.
fn written(case: &Case) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let config = format!("{CONFIG}  output: {{{}: flux.yaml}}\n", case.output);
    write(&folder, "c/config.yaml", &config);
    write(&folder, "c/flux.yaml", &case.text);
    let (output, said) = run(&folder, "sync");
    assert_eq!(output.status.code(), Some(0), "{said}");
    folder
}

/// The checks of a case.
fn checks(case: &Case) -> [String; 2] {
    let one = match case.format {
        Some(format) => {
            format!("patches -c c/config.yaml --format {format} --check c/flux.yaml")
        }
        None => "apply -c c/config.yaml --check c/flux.yaml".to_owned(),
    };
    ["sync --check".to_owned(), one]
}

pub(crate) fn what_a_kustomization_makes_of_it_counts() {
    if !has_tools("kustomize", "files that a kustomization lists").unwrap() {
        return;
    }
    for case in cases() {
        let folder = written(&case);
        let field = if case.format.is_some() { "values" } else { "kustomize" };
        let kind = if case.format.is_some() { "HelmRelease" } else { "FluxInstance" };
        let patch = format!(
            "- target: {{kind: {kind}}}\n  patch: '[{{\"op\": \"replace\", \"path\": \"/spec/{field}\", \"value\": {{}}}}]'"
        );
        let own = |rest: &str| format!("resources: [flux.yaml]\n{rest}");
        let patches = own(&format!("patches:\n{patch}\n"));
        let lost = format!(
            "patches:\n- target: {{kind: {kind}}}\n  patch: |\n    $patch: delete\n    apiVersion: a\n    kind: {kind}\n    metadata: {{name: a}}\n"
        );
        let component = format!(
            "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches:\n{patch}\n"
        );
        let above = format!("resources: [c]\npatches:\n{patch}\n");
        for (kustomizations, exit) in [
            (vec![("c/kustomization.yaml", own(""))], 0),
            (vec![("c/kustomization.yaml", own("commonLabels: {a: b}\n"))], 0),
            (vec![("c/kustomization.yaml", patches)], 1),
            (vec![("c/kustomization.yaml", own(&lost))], 1),
            (vec![("c/kustomization.yaml", own("")), ("kustomization.yaml", above)], 1),
            (
                vec![
                    ("c/kustomization.yaml", own("components: [../d]\n")),
                    ("d/kustomization.yaml", component),
                ],
                1,
            ),
            // A release may have any name, the FluxInstance has the one.
            (
                vec![("c/kustomization.yaml", own("namePrefix: a-\n"))],
                i32::from(case.format.is_none()),
            ),
            (vec![("c/kustomization.yaml", own("commonLabels: [a]\n"))], 2),
        ] {
            for (name, text) in &kustomizations {
                write(&folder, name, text);
            }
            for line in checks(&case) {
                let (output, said) = run(&folder, &line);
                assert_eq!(output.status.code(), Some(exit), "{kustomizations:?} {line}: {said}");
                if exit == 1 {
                    assert!(said.contains("error[FWI251]: the build of "), "{said}");
                }
                if exit == 2 {
                    assert!(said.contains("error[FWI250]: c is not built: "), "{said}");
                }
                let (output, said) = run(&folder, &format!("{line} --no-build"));
                assert_eq!(output.status.code(), Some(0), "{said}");
            }
            for (name, _) in &kustomizations {
                fs::remove_file(folder.path().join(name)).unwrap();
            }
        }
    }
}

/// A patch by hand in the FluxInstance that only the kustomization adds, and wins.
pub(crate) fn patches_that_a_kustomization_adds_to_a_flux_instance_count() {
    if !has_tools("kustomize", "patches that are added to a FluxInstance").unwrap() {
        return;
    }
    let [instance, ..] = cases();
    let folder = written(&instance);
    let added = "\
resources: [flux.yaml]
patches:
- target: {kind: FluxInstance}
  patch: |
    - op: add
      path: /spec/kustomize/patches/-
      value:
        target: {kind: ServiceAccount, name: source-controller}
        patch: |
          - op: add
            path: /metadata/annotations
            value: {eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old}
";
    write(&folder, "c/kustomization.yaml", added);
    for line in checks(&instance) {
        let (output, said) = run(&folder, &line);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("role/old"), "{said}");
        assert!(said.contains("this comes later, and wins"), "{said}");
        assert!(said.contains("c/kustomization.yaml:3:3"), "{said}");
    }
}

/// What helm-controller puts over values is not known here.
pub(crate) fn what_may_win_over_values_is_not_found_out() {
    for (more, exit) in [
        ("  valuesFrom: [{kind: Secret, name: a}]\n", 0),
        ("  valuesFrom: [{kind: Secret, name: a, targetPath: sourceController.create}]\n", 0),
        (
            "  valuesFrom: [{kind: Secret, name: a, targetPath: sourceController.serviceAccount}]\n",
            2,
        ),
        ("  postRenderers: [{kustomize: {images: [{name: a, newTag: b}]}}]\n", 0),
        ("  postRenderers: [{kustomize: {patches: [{patch: 'a: b'}]}}]\n", 2),
    ] {
        let text = release("flux2", &format!("{more}  values: {{logLevel: info}}\n"));
        let case = Case { output: "helmValues", format: Some("helm-values"), text };
        let folder = written(&case);
        for line in checks(&case) {
            let (output, said) = run(&folder, &line);
            assert_eq!(output.status.code(), Some(exit), "{more}{line}: {said}");
            assert_eq!(said.contains("error[FWI277]"), exit == 2, "{said}");
        }
    }
}

/// Where nothing changes a file on its way into a build, there is nothing to build.
pub(crate) fn a_file_that_nothing_changes_needs_no_builder() {
    for case in cases() {
        let folder = written(&case);
        for text in [
            None,
            Some("resources: [flux.yaml]\n"),
            Some("resources: [flux.yaml]\nnamePrefix: a\n"),
        ] {
            if let Some(text) = text {
                write(&folder, "c/kustomization.yaml", text);
            }
            let expected = if text.is_some_and(|text| text.contains("name")) { 2 } else { 0 };
            for line in checks(&case) {
                let mut command = program();
                command.args(line.split_whitespace()).env("PATH", "").current_dir(folder.path());
                let output = command.output().unwrap();
                let said = String::from_utf8(output.stderr).unwrap();
                assert_eq!(output.status.code(), Some(expected), "{line}: {said}");
                assert_eq!(said.contains("error[FWI253]"), expected == 2, "{said}");
            }
        }
    }
}

/// A Kustomization of Flux changes what it applies, whether its folder has a kustomization or not.
pub(crate) fn what_a_kustomization_of_flux_makes_of_it_counts() {
    if !has_tools("kustomize", "what a Kustomization of Flux applies").unwrap() {
        return;
    }
    let [instance, ..] = cases();
    let patch = "{target: {kind: FluxInstance}, patch: '[{\"op\": \"replace\", \"path\": \"/spec/kustomize\", \"value\": {}}]'}";
    for (spec, exit) in [
        (String::new(), 0),
        (", commonMetadata: {labels: {a: b}}".to_owned(), 0),
        (
            format!(
                ", patches: [{}]",
                patch.replace("/spec/kustomize", "/spec/storage").replace("replace", "add")
            ),
            0,
        ),
        (format!(", patches: [{patch}]"), 1),
        (format!(", suspend: true, patches: [{patch}]"), 0),
    ] {
        for kustomization in [None, Some("resources: [flux.yaml]\n")] {
            let folder = written(&instance);
            let applied = format!(
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: a, namespace: b}}\nspec: {{path: ./c{spec}}}\n"
            );
            write(&folder, "apps.yaml", &applied);
            if let Some(text) = kustomization {
                write(&folder, "c/kustomization.yaml", text);
            }
            for line in checks(&instance) {
                let (output, said) = run(&folder, &line);
                assert_eq!(output.status.code(), Some(exit), "{spec} {kustomization:?}: {said}");
                assert_eq!(said.contains("  --> apps.yaml:4:"), exit == 1, "{said}");
            }
        }
    }
}
