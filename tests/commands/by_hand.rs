//! Patches that users wrote themselves beside those of the program, on the same field.

use super::aws::{self, CONFIG};
use super::folder::{Folder, contains};

const WRITE: &str = "patches -c config.yaml --write kustomization.yaml";
const CHECK: &str = "patches -q -c config.yaml --check kustomization.yaml";

/// A patch that gives source-controller a role.
fn by_hand(role: &str) -> String {
    format!(
        "- target: {{kind: ServiceAccount, name: source-controller}}
  patch: |
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: any
      annotations:
        eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/{role}
"
    )
}

/// A folder whose kustomization.yaml holds the entries of the program, and behind them these.
fn behind(entries: &str) -> Folder {
    let folder = aws::folder();
    folder.write("kustomization.yaml", "resources: [flux.yaml]\n");
    folder.run(&format!("{WRITE} -q")).says_nothing();
    let written = folder.read("kustomization.yaml");
    folder.write("kustomization.yaml", &format!("{written}{entries}"));
    folder
}

/// The index of a part that has to stand in a text once.
#[track_caller]
fn place(text: &str, part: &str) -> usize {
    let found: Vec<usize> = text.match_indices(part).map(|(index, _)| index).collect();
    assert_eq!(found.len(), 1, "{part:?} in\n{text}");
    found[0]
}

#[test]
fn entries_move_behind_a_patch_that_would_win() {
    let folder = behind(&by_hand("mine"));
    contains(&folder.run(CHECK).differs(), "role/new");
    let (_, said) = folder.run(WRITE).warns();
    contains(&said, "warning[FWI226]: a patch that was not written by this program sets eks.amaz");
    let values = "too: \"arn:aws:iam::111122223333:role/mine\", and the config asks for \
                  \"arn:aws:iam::111122223333:role/new\"\n";
    contains(&said, values);
    contains(&said, "  --> patches[1]\n");
    contains(&said, "the managed patch stands behind it and wins");
    let written = folder.read("kustomization.yaml");
    assert!(place(&written, "role/mine") < place(&written, "role/new"), "{written}");
    folder.run(CHECK).says_nothing();
}

#[test]
fn they_move_behind_one_that_replaces_what_they_write_into() {
    let operations = "\
- target: {kind: ServiceAccount, name: source-controller}
  patch: |
    - {op: replace, path: /metadata/annotations, value: {team: platform}}
";
    let folder = behind(operations);
    let (_, said) = folder.run(WRITE).warns();
    contains(&said, "the managed patch stands behind it and wins");
    let written = folder.read("kustomization.yaml");
    assert!(place(&written, "team: platform") < place(&written, "role/new"), "{written}");
}

#[test]
fn they_stay_before_patches_of_other_fields_and_of_other_objects() {
    let others = by_hand("mine").replace("source-controller", "helm-controller")
        + &by_hand("mine").replace("eks.amazonaws.com/role-arn", "example.com/owner");
    let folder = behind(&others);
    folder.run(CHECK).says_nothing();
}

#[test]
fn a_patch_with_the_same_value_is_said_to_be_superfluous() {
    let folder = behind(&by_hand("new"));
    let (_, said) = folder.run(WRITE).warns();
    contains(&said, "the managed patch sets the same value");
}

/// Operations that count elements are made for the lists as they are before other patches.
#[test]
fn one_that_counts_elements_stays_and_the_other_is_said_to_win() {
    let entry = "\
- target: {kind: Deployment, name: source-controller}
  patch: |
    - op: replace
      path: /spec/template/spec/containers/0/args
      value: [--watch]
";
    let folder = Folder::with(&[("kustomization.yaml", "resources: [flux.yaml]\n")]);
    let line = "patches -s objectLevel=true -s provider=aws --write kustomization.yaml";
    let (_, _) = folder.run(line).warns();
    let written = folder.read("kustomization.yaml");
    folder.write("kustomization.yaml", &format!("{written}{entry}"));
    let (_, said) = folder.run(line).warns();
    contains(&said, "the managed patch stays in front of it, and what it changes wins");
    assert_eq!(folder.read("kustomization.yaml"), format!("{written}{entry}"));
}

const INSTANCE: &str = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: 2.9.x}
  kustomize:
    patches:
";

/// A FluxInstance with a patch by hand, for the controllers of the config.
fn instance(role: &str) -> String {
    let entry =
        by_hand(role).replace("source-controller", "(kustomize-controller|source-controller)");
    let entry: String = entry.lines().map(|line| format!("    {line}\n")).collect();
    format!("{INSTANCE}{entry}")
}

#[test]
fn in_a_flux_instance_an_equal_patch_is_not_repeated() {
    let folder = Folder::with(&[("config.yaml", CONFIG), ("instance.yaml", &instance("new"))]);
    folder.run("apply -q -c config.yaml --check instance.yaml").says_nothing();
    let (_, said) = folder.run("apply -v -c config.yaml --write instance.yaml").warns();
    contains(&said, "info[FWI226]: a patch that was not written by this program does what the");
    contains(&said, "FluxInstance flux-system/flux: spec.kustomize.patches[0]");
    assert_eq!(folder.read("instance.yaml"), instance("new"));
}

#[test]
fn in_a_flux_instance_a_patch_on_the_same_field_is_named() {
    let folder = Folder::with(&[("config.yaml", CONFIG), ("instance.yaml", &instance("mine"))]);
    let (_, said) = folder.run("apply -c config.yaml --write instance.yaml").warns();
    contains(&said, "warning[FWI226]: a patch that was not written by this program sets eks.amaz");
    contains(&said, "  --> instance.yaml:9:14\n");
    let written = folder.read("instance.yaml");
    assert!(place(&written, "role/mine") < place(&written, "role/new"), "{written}");
    folder.write("instance.yaml", &format!("{written}{}", &instance("last")[INSTANCE.len()..]));
    let _ = folder.run("apply -c config.yaml --write instance.yaml").warns();
    let written = folder.read("instance.yaml");
    assert!(place(&written, "role/last") < place(&written, "role/new"), "{written}");
}

/// What kustomize builds is unknown: nothing is taken over, and nothing written.
#[test]
fn without_a_build_nothing_is_taken_over() {
    let folder = aws::folder();
    let both =
        by_hand("new").replace("source-controller", "(source-controller|kustomize-controller)");
    let before = format!("resources: [absent.yaml]\npatches:\n{both}");
    folder.write("kustomization.yaml", &before);
    let said = folder.run(&format!("{WRITE} --take-over")).fails(1);
    contains(&said, "error[FWI249]: what kustomize builds can't be compared: ");
    assert_eq!(folder.read("kustomization.yaml"), before);
    let line = "patches -c config.yaml --format component --write c --take-over";
    contains(&folder.run(line).fails(2), "--take-over is for a kustomization.yaml");
}

#[test]
fn a_config_that_flux_would_apply_or_run_is_warned_of() {
    let resources = "resources: [flux.yaml, config.yaml]\n";
    let transformers = "resources: [flux.yaml]\ntransformers: [./config.yaml]\n";
    let local = "metadata:\n  annotations: {config.kubernetes.io/local-config: \"true\"}\n";
    for (text, config, said) in [
        (resources, CONFIG.to_owned(), Some("listed under resources")),
        (resources, CONFIG.replace("metadata:\n", local), None),
        (resources, CONFIG.replace("metadata:\n", &local.replace("true", "")), None),
        (
            resources,
            CONFIG.replace("metadata:\n", &local.replace("true", "false")),
            Some("listed under resources"),
        ),
        (transformers, CONFIG.replace("metadata:\n", local), Some("listed under transformers")),
    ] {
        let folder = aws::folder();
        folder.write("config.yaml", &config);
        folder.write("kustomization.yaml", text);
        let (_, found) = folder.run(&format!("{WRITE} --no-build")).warns();
        assert_eq!(found.contains("warning[FWI246]"), said.is_some(), "{found}");
        contains(&found, said.unwrap_or_default());
        assert!(said.is_none() || found.contains("  --> kustomization.yaml:"), "{found}");
    }
}

/// The webhook that reads an annotation runs on its own cloud's clusters.
#[test]
fn a_flux_instance_on_another_cloud_is_warned_of() {
    let folder = Folder::with(&[("config.yaml", CONFIG)]);
    for (cluster, is_warned) in [("azure", true), ("aws", false), ("kubernetes", false)] {
        let text = INSTANCE.replace("  kustomize:\n    patches:\n", "");
        folder.write("instance.yaml", &format!("{text}  cluster: {{type: {cluster}}}\n"));
        let (_, said) = folder.run("apply -c config.yaml --write instance.yaml").warns();
        assert_eq!(said.contains("warning[FWI245]"), is_warned, "{said}");
        assert_eq!(said.contains("  --> instance.yaml:6:19\n"), is_warned, "{said}");
    }
}
