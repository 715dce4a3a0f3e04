//! An upgrade to Flux 2.10, in which object identity has no feature gate and no permission to
//! create tokens by default: every step is checked, written, and checked again.

use super::folder::{Folder, contains};

/// The same controllers, of both versions.
const OLD: &str =
    include_str!("../../testdata/patches/object-identity-manifests-2.9/manifests.yaml");
const NEW: &str = include_str!("../../testdata/patches/object-identity-manifests/manifests.yaml");

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata: {name: flux}
spec:
  provider: aws
  objectLevel:
    enabled: true
";
const GATE: &str = "--feature-gates=ObjectLevelWorkloadIdentity=true";
const PERMISSION: &str = "component/flux-object-identity.yaml";

const KUSTOMIZATION: &str = "\
# Flux, kept by hand
resources:
- flux.yaml # made by flux
patches:
- target: {kind: Deployment} # more memory
  patch: '[]'
";

/// What lists the Component; without it nothing comes of one.
const LISTED: (&str, &str) =
    ("kustomization.yaml", "resources: [flux.yaml]\ncomponents: [component]\n");

/// The config that binds before the upgrade.
fn binding() -> String {
    format!("{CONFIG}    rbac: true\n")
}

/// Runs a command with `--check`, with `--write` and with `--check` again: there is something to
/// do, it is done, and then there is nothing. What was to do.
#[track_caller]
fn step(folder: &Folder, line: &str, place: &str) -> String {
    let run = |way: &str| folder.run(&format!("{line} {way} {place}"));
    let difference = run("--check").differs();
    run("--write").says_nothing();
    run("--check").says_nothing();
    difference
}

#[test]
fn of_manifests_the_permission_is_bound_first() {
    let folder = Folder::with(&[("flux.yaml", OLD), ("config.yaml", CONFIG)]);
    let apply = "apply -q -c config.yaml";
    contains(&step(&folder, apply, "flux.yaml"), GATE);
    folder.write("config.yaml", &binding());
    contains(&step(&folder, apply, "flux.yaml"), "ClusterRoleBinding flux-object-identity");
    // The upgrade leaves what is in a file of its own.
    let bound = folder.read("flux.yaml");
    let permission = &bound[bound.find(ROLE).unwrap()..];
    folder.write("permission.yaml", permission);
    folder.write("flux.yaml", NEW);
    folder.run(&format!("{apply} --check flux.yaml permission.yaml")).says_nothing();
}

/// The start of the ClusterRole that is added.
const ROLE: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: flux-object-identity
";

#[test]
fn of_manifests_the_upgrade_comes_first() {
    let folder = Folder::with(&[("flux.yaml", OLD), ("config.yaml", CONFIG)]);
    let apply = "apply -q -c config.yaml";
    step(&folder, apply, "flux.yaml");
    folder.write("flux.yaml", NEW);
    let difference = step(&folder, apply, "flux.yaml");
    contains(&difference, "ClusterRole flux-object-identity");
    assert!(!difference.contains(GATE), "{difference}");
    let added = folder.read("flux.yaml");
    assert!(added.starts_with(NEW), "nothing else changes");
}

#[test]
fn a_component_binds_first() {
    let folder = Folder::with(&[("flux.yaml", OLD), ("config.yaml", CONFIG), LISTED]);
    let patches = "patches -q --no-build -c config.yaml --format component flux.yaml";
    contains(&step(&folder, patches, "component"), GATE);
    assert!(!folder.path(PERMISSION).exists());
    folder.write("config.yaml", &binding());
    contains(&step(&folder, patches, "component"), "+++ component/flux-object-identity.yaml");
    let bound = folder.read(PERMISSION);
    folder.write("flux.yaml", NEW);
    contains(&step(&folder, patches, "component"), &format!("-      value: {GATE}"));
    assert_eq!(folder.read(PERMISSION), bound);
    // From here on it is the default.
    folder.write("config.yaml", CONFIG);
    folder.run(&format!("{patches} --check component")).says_nothing();
}

#[test]
fn a_component_is_upgraded_first() {
    let folder = Folder::with(&[("flux.yaml", OLD), ("config.yaml", CONFIG), LISTED]);
    let patches = "patches -q --no-build -c config.yaml --format component flux.yaml";
    step(&folder, patches, "component");
    folder.write("flux.yaml", NEW);
    let difference = step(&folder, patches, "component");
    contains(&difference, &format!("-      value: {GATE}"));
    contains(&difference, "+++ component/flux-object-identity.yaml");
    contains(&folder.read("component/kustomization.yaml"), "- flux-object-identity.yaml\n");
}

/// Patches can't add the permission: the check says so until something in the manifests gives it.
#[test]
fn a_kustomization_is_not_done_before_the_permission_is_there() {
    let files = [("flux.yaml", OLD), ("config.yaml", CONFIG), ("k.yaml", KUSTOMIZATION)];
    let folder = Folder::with(&files);
    let patches = "patches --no-build -c config.yaml flux.yaml";
    step(&folder, &format!("{patches} -q"), "k.yaml");
    folder.write("flux.yaml", NEW);
    let (printed, said) = folder.run(&format!("{patches} --check k.yaml")).finds();
    contains(&printed, &format!("-      value: {GATE}"));
    contains(&said, "warning[FWI236]");
    let (_, said) = folder.run(&format!("{patches} --write k.yaml")).warns();
    contains(&said, "warning[FWI236]");
    assert_eq!(folder.read("k.yaml"), KUSTOMIZATION, "the entries are gone, and nothing else");
    let said = folder.run(&format!("{patches} --check k.yaml")).fails(1);
    contains(&said, "a patch can't add the ClusterRole and the ClusterRoleBinding");
    contains(&said, "use --format component --write FOLDER");
    contains(&said, "name: flux-object-identity\n");
    folder
        .run("patches -q --no-build -c config.yaml --format component flux.yaml --write component")
        .says_nothing();
    let said = "k.yaml: up to date\n";
    folder.run(&format!("{patches} {PERMISSION} --check k.yaml")).is(0, "", said);
}

/// A controller that a newer Flux brings gets no identity from patches made for the older one.
#[test]
fn a_check_names_the_controllers_that_are_new() {
    let account = |name: &str| {
        let metadata = format!("metadata: {{name: {name}, namespace: flux-system}}");
        format!("---\napiVersion: v1\nkind: ServiceAccount\n{metadata}\n")
    };
    let folder = Folder::with(&[("flux.yaml", &account("source-controller"))]);
    folder.write("k.yaml", KUSTOMIZATION);
    let patches = "patches -s provider=aws -s services=ecr \
                   -s roleArn=arn:aws:iam::111122223333:role/flux flux.yaml";
    let (_, said) = folder.run(&format!("{patches} --no-build --write k.yaml")).warns();
    contains(&said, "k.yaml: written\nnote: pods get an identity when they start");
    let said = "k.yaml: up to date: 1 entry, for source-controller\n";
    folder.run(&format!("{patches} --no-build --check k.yaml")).is(0, "", said);
    let both = account("source-controller") + &account("image-reflector-controller");
    folder.write("flux.yaml", &both);
    let (_, said) = folder.run(&format!("{patches} --no-build --check k.yaml")).finds();
    let wanted = "note: new in Flux or in the config, and not reached yet: \
                  image-reflector-controller\nnote: the same command with --write in place of \
                  --check writes this\n";
    assert_eq!(said, wanted);
}

/// What kustomize has built has the flags and the permission: without them the next build would
/// not.
#[test]
fn what_was_built_is_not_taken_for_what_is_to_be_patched() {
    let config = format!("{CONFIG}    defaultServiceAccount: default\n");
    let folder = Folder::with(&[("flux.yaml", NEW), ("config.yaml", &config), LISTED]);
    let patches = "patches -q --no-build -c config.yaml --format component";
    step(&folder, &format!("{patches} flux.yaml"), "component");
    folder.run("apply -q -c config.yaml --write flux.yaml").says_nothing();
    let said = folder.run(&format!("{patches} flux.yaml --write component")).fails(1);
    contains(&said, "Deployment flux-system/source-controller");
    folder.write("config.yaml", CONFIG);
    folder.write("flux.yaml", NEW);
    let line = format!("{patches} flux.yaml {PERMISSION} --write component");
    let said = folder.run(&line).fails(1);
    contains(&said, "the manifests already have what a patch would set here");
    contains(&said, "--> component/flux-object-identity.yaml:2:1\n");
    assert!(folder.path(PERMISSION).exists());
}
