//! Two configs and one file: the entries of one are never taken for those of the other.

use super::azure::{self, CONFIG, NOTHING};
use super::folder::{Folder, contains};

const BEFORE: &str = "resources: [flux.yaml]\n";

/// The config under another name, with an identity for another controller.
fn other() -> String {
    let renamed = CONFIG.replace("name: flux\n", "name: apps\n");
    renamed.replace("[source-controller]", "[kustomize-controller]")
}

fn folder() -> Folder {
    let folder = azure::folder();
    folder.write("other.yaml", &other());
    folder.write("kustomization.yaml", BEFORE);
    folder
}

#[test]
fn another_config_is_named_with_the_place_of_its_entries() {
    for (place, file) in [
        ("kustomization.yaml", "kustomization.yaml"),
        ("component --format component", "component/kustomization.yaml"),
    ] {
        let folder = folder();
        folder.run(&format!("patches -q -c config.yaml --write {place}")).says_nothing();
        let first = folder.read(file);
        for (way, status) in [("--write", 1), ("--check", 2)] {
            let said = folder.run(&format!("patches -q -c other.yaml {way} {place}")).fails(status);
            contains(&said, "error[FWI241]: this was written for the config \"flux\", and the one");
            contains(&said, &format!("  --> {file}:"));
            contains(&said, "--replace takes over");
            assert_eq!(folder.read(file), first);
        }
        let line = format!("patches -c other.yaml --replace --no-build --write {place}");
        let (_, said) = folder.run(&line).warns();
        contains(&said, "warning[FWI243]: the source-controller loses its azure identity");
        contains(&said, "info[FWI242]: this patch is removed: azure identity of ServiceAccount");
        contains(&folder.read(file), "# flux-workload-identity/apps: azure identity");
        assert!(!folder.read(file).contains("workload-identity/flux"));
    }
}

#[test]
fn removals_are_told_by_default() {
    let folder = folder();
    folder.run("patches -q -c config.yaml --write kustomization.yaml").says_nothing();
    let (_, said) = folder.run("patches -c nothing.yaml --write kustomization.yaml").warns();
    contains(&said, "info[FWI242]: this patch is removed: azure identity of ServiceAccount source");
    contains(&said, "  --> kustomization.yaml:");
    contains(&said, "the source-controller loses its azure identity");
    assert_eq!(folder.read("kustomization.yaml"), BEFORE);
}

/// Entries that only move to other controllers take no identity from those that keep one.
#[test]
fn a_controller_that_keeps_its_identity_is_not_warned_of() {
    let folder = folder();
    let both = CONFIG.replace("[source-controller]", "[source-controller, kustomize-controller]");
    folder.write("both.yaml", &both);
    folder.run("patches -q -c config.yaml --write kustomization.yaml").says_nothing();
    let (_, said) = folder.run("patches -c both.yaml --write kustomization.yaml").warns();
    contains(&said, "this patch is removed: azure identity of ServiceAccount source-controller");
    assert!(!said.contains("loses"), "{said}");
}

/// An upgrade of the program is no drift.
#[test]
fn a_check_says_that_the_next_edit_names_the_entries() {
    let folder = folder();
    folder.run("patches -q -c config.yaml --write kustomization.yaml").says_nothing();
    let named = folder.read("kustomization.yaml");
    let old = named.replace("# flux-workload-identity/flux: ", "# flux-workload-identity: ");
    folder.write("kustomization.yaml", &old);
    let (printed, said) = folder.run("patches -c other.yaml --check kustomization.yaml").finds();
    assert!(!said.contains("FWI244") && !printed.is_empty(), "{said}");
    let (printed, said) = folder.run("patches -c config.yaml --check kustomization.yaml").warns();
    contains(
        &said,
        "info[FWI244]: what was written by an earlier version of this program does not",
    );
    assert_eq!(printed, "");
}

#[test]
fn strict_forbids_to_take_an_identity_from_a_controller() {
    let folder = folder();
    folder.run("patches -q -c config.yaml --write kustomization.yaml").says_nothing();
    let written = folder.read("kustomization.yaml");
    folder.write(
        "nothing.yaml",
        &format!(
            "{NOTHING}  objectLevel: {{enabled: true}}\n  fluxVersion: \"2.9\"\n  strict: true\n"
        ),
    );
    let said = folder.run("patches -q -c nothing.yaml --write kustomization.yaml").fails(1);
    contains(&said, "error[FWI243]");
    assert_eq!(folder.read("kustomization.yaml"), written);
}

#[test]
fn a_flux_instance_is_kept_by_one_config() {
    let folder = folder();
    let instance = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: {distribution: {version: 2.9.x}}
";
    folder.write("instance.yaml", instance);
    folder.run("apply -q -c config.yaml --write instance.yaml").says_nothing();
    let first = folder.read("instance.yaml");
    let said = folder.run("apply -q -c other.yaml --write instance.yaml").fails(1);
    contains(&said, "error[FWI241]: this was written for the config \"flux\"");
    contains(&said, "FluxInstance flux-system/flux: spec.kustomize.patches[0]");
    assert_eq!(folder.read("instance.yaml"), first);
    let (_, said) = folder.run("apply -c other.yaml --replace --write instance.yaml").warns();
    contains(&said, "the source-controller loses its azure identity");
    contains(&folder.read("instance.yaml"), "# flux-workload-identity/apps: azure identity");
}
