//! `sync`, and `trust` of the clusters that it finds. What kustomize builds of it is a matter of the
//! tests with tools.

use super::folder::{Folder, contains};

pub(super) const HEAD: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations: {config.kubernetes.io/local-config: 'true'}
spec:
";

/// What all clusters share. It is not complete.
const BASE: &str = "  identities:\n  - name: images\n    services: [gcs]\n";

/// How a check that finds something ends.
const HOW: &str = "note: the same command without --check writes this\n";

pub(super) const KUSTOMIZATION: &str =
    "resources:\n- gotk-components.yaml # Flux\n- gotk-sync.yaml\n";

const COMPONENTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.9.3, app.kubernetes.io/part-of: flux}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
";

/// The config of a cluster, whose spec goes on with `more`.
pub(super) fn config(cluster: &str, more: &str) -> String {
    format!(
        "{HEAD}  base: ../base.yaml\n  provider: gcp\n  issuer: https://{cluster}.example.com\n  \
         identities:\n  - {{name: images, serviceAccountEmail: {cluster}@acme.iam.gserviceaccount.com}}\n\
         {more}"
    )
}

/// A repository with clusters, which share a base.
pub(super) fn fleet(clusters: &[&str]) -> Folder {
    let folder = Folder::with(&[("base.yaml", &format!("{HEAD}{BASE}"))]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    for cluster in clusters {
        folder.write(&format!("{cluster}/config.yaml"), &config(cluster, ""));
        folder.write(&format!("{cluster}/kustomization.yaml"), KUSTOMIZATION);
        folder.write(&format!("{cluster}/gotk-components.yaml"), COMPONENTS);
        folder.write(&format!("{cluster}/gotk-sync.yaml"), "");
    }
    folder
}

#[test]
fn every_cluster_is_brought_up_to_date() {
    let folder = fleet(&["eu", "us"]);
    let stale = "stale: workload-identity/kustomization.yaml, kustomization.yaml\n";
    let lines = format!("eu/config.yaml: {stale}us/config.yaml: {stale}");
    folder.run("sync --check --no-build").is(1, &lines, HOW);
    let written = lines.replace("stale", "written");
    folder.run("sync --no-build").is(0, &written, "");
    assert_eq!(
        folder.read("eu/kustomization.yaml"),
        format!("{KUSTOMIZATION}components:\n- workload-identity\n")
    );
    contains(&folder.read("us/workload-identity/kustomization.yaml"), "us@acme");
    let same = "eu/config.yaml: up to date\nus/config.yaml: up to date\n";
    folder.run("sync --check --no-build").is(0, same, "");
    folder.run("sync --no-build").is(0, same, "");
}

#[test]
fn a_path_bounds_which_clusters_are_meant() {
    let folder = fleet(&["eu", "us"]);
    folder.run("sync --no-build us").is(
        0,
        "us/config.yaml: written: workload-identity/kustomization.yaml, kustomization.yaml\n",
        "",
    );
    folder.run("sync --check --no-build us/config.yaml").is(0, "us/config.yaml: up to date\n", "");
    assert!(!folder.path("eu/workload-identity").exists());
}

#[test]
fn a_difference_is_shown_and_nothing_is_written() {
    let folder = fleet(&["eu"]);
    let printed = folder.run("sync --diff").prints();
    contains(&printed, "+components:\n+- workload-identity\n");
    contains(&printed, "eu/config.yaml: stale: ");
    assert!(!folder.path("eu/workload-identity").exists());
}

/// One config is at fault: the other cluster is not written either.
#[test]
fn nothing_is_written_if_a_config_is_at_fault() {
    let folder = fleet(&["eu", "us"]);
    folder.write("us/config.yaml", &config("us", "  region: eu-west-1\n").replace("gcp", "gpc"));
    let (printed, said) = folder.run("sync --no-build").finds();
    contains(&said, "error[FWI106]: unknown value \"gpc\"");
    contains(&said, "  --> us/config.yaml:8:13\n");
    contains(&said, "nothing is written\n");
    contains(
        &printed,
        "eu/config.yaml: not written, as another config is at fault: workload-identity/",
    );
    contains(&printed, "us/config.yaml: at fault\n");
    assert!(!folder.path("eu/workload-identity").exists());
}

#[test]
fn what_is_in_conflict_is_told_by_cluster() {
    let folder = fleet(&["eu", "us"]);
    folder.write("us/gotk-components.yaml", &COMPONENTS.replace("source-controller", "other"));
    let (printed, said) = folder.run("sync --check --no-build").finds();
    contains(&said, "matches nothing");
    contains(&printed, "eu/config.yaml: stale: ");
    contains(&printed, "us/config.yaml: in conflict\n");
}

/// The new version has a controller that the old one lacks.
#[test]
fn an_upgrade_of_flux_is_told_by_cluster() {
    let folder = fleet(&["eu", "us"]);
    let _ = folder.run("sync --no-build");
    let more = config("us", "").replace("services: [gcs]", "services: [gcs, gar]");
    folder.write(
        "us/config.yaml",
        &more.replace("name: images,", "name: images, services: [gcs, gar],"),
    );
    folder.write(
        "us/gotk-components.yaml",
        &format!(
            "{COMPONENTS}---\n{}",
            COMPONENTS.replace("source-controller", "image-reflector-controller")
        ),
    );
    folder.run("sync --check --no-build").is(
        1,
        "eu/config.yaml: up to date\nus/config.yaml: stale: workload-identity/kustomization.yaml\n",
        HOW,
    );
}

#[test]
fn the_config_says_where_its_output_goes() {
    let folder = fleet(&["eu"]);
    folder
        .write("eu/config.yaml", &config("eu", "  output: {kustomization: kustomization.yaml}\n"));
    folder.run("sync --no-build").is(0, "eu/config.yaml: written: kustomization.yaml\n", "");
    contains(&folder.read("eu/kustomization.yaml"), "gotk-sync.yaml\npatches:\n");
    let values = "  output: {helmValues: values.yaml}\n  fluxVersion: '2.9'\n";
    folder.write("eu/config.yaml", &config("eu", values));
    folder.run("sync --no-build").is(0, "eu/config.yaml: written: values.yaml\n", "");
    contains(&folder.read("eu/values.yaml"), "iam.gke.io/gcp-service-account");
    folder.write("eu/config.yaml", &config("eu", "  output: {component: ../../x}\n"));
    let (_, said) = folder.run("sync eu/config.yaml --no-build").finds();
    contains(&said, "error[FWI145]: \"../../x\" is outside of the repository");
}

#[test]
fn a_flux_instance_is_edited_in_place() {
    let folder = fleet(&[]);
    let instance = "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, \
                    namespace: flux-system}\nspec:\n  distribution: {version: 2.9.x, registry: ghcr.io/fluxcd}\n  \
                    components: [source-controller]\n";
    folder.write("eu/config.yaml", &config("eu", ""));
    folder.write("eu/flux.yaml", instance);
    folder.run("sync --no-build").is(0, "eu/config.yaml: written: flux.yaml\n", "");
    contains(&folder.read("eu/flux.yaml"), "eu@acme.iam.gserviceaccount.com");
    folder.run("sync --check --no-build").is(0, "eu/config.yaml: up to date\n", "");
}

#[test]
fn before_the_bootstrap_controllers_are_patched_by_name() {
    for is_absent in [false, true] {
        let folder = fleet(&["eu"]);
        for name in ["eu/gotk-components.yaml", "eu/gotk-sync.yaml"] {
            folder.write(name, "");
            if is_absent {
                std::fs::remove_file(folder.path(name)).unwrap();
            }
        }
        let (printed, said) = folder.run("sync --no-build").warns();
        contains(&printed, "eu/config.yaml: written: workload-identity/kustomization.yaml");
        contains(&said, "note: eu/config.yaml: what flux bootstrap makes is not there yet");
        let patches = folder.read("eu/workload-identity/kustomization.yaml");
        contains(&patches, "name: source-controller");
        let (_, said) = folder.run("sync --check --no-build").warns();
        contains(&said, "run sync again once it is");
        // After it the same command makes it exact.
        folder.write("eu/gotk-components.yaml", COMPONENTS);
        let _ = folder.run("sync --no-build").prints();
        folder.run("sync --check --no-build").is(0, "eu/config.yaml: up to date\n", "");
    }
    let folder = fleet(&["eu"]);
    folder.write("eu/gotk-components.yaml", "# flux bootstrap fills this file\n");
    let line = "patches -c eu/config.yaml eu/gotk-components.yaml --no-build --write \
                eu/kustomization.yaml";
    let (_, said) = folder.run(line).warns();
    contains(&said, "note: eu/gotk-components.yaml is empty until flux bootstrap fills it");
    contains(&folder.read("eu/kustomization.yaml"), "eu@acme.iam.gserviceaccount.com");
}

#[test]
fn a_config_beside_nothing_is_passed_over() {
    let folder = fleet(&["eu"]);
    folder.write("docs/example.yaml", &config("docs", ""));
    let printed = folder.run("sync --no-build").prints();
    contains(&printed, "docs/example.yaml: passed over: nothing stands beside it");
    contains(&printed, "eu/config.yaml: written: ");
    // Named on the command line it was meant, and a check that looks at nothing is not green.
    let said = |line: &str| {
        let output = folder.raw(&line.split(' ').collect::<Vec<_>>());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, text) = said("sync --check --no-build docs/example.yaml");
    assert_eq!(status, Some(2), "{text}");
    contains(&text, "error[FWI940]: nothing stands beside it");
    contains(&text, "the AKS extension come from patches --format aks-extension, not from sync\n");
    contains(&text, "  --> docs/example.yaml:7:3\n");
    assert!(!text.contains("FWI942"), "{text}");
    let (status, text) = said("sync --check --no-build docs");
    assert_eq!(status, Some(2), "{text}");
    contains(&text, "error[FWI942]: no cluster's config with an output is below docs");
    let folder = Folder::with(&[("docs/example.yaml", &config("docs", ""))]);
    folder.write("base.yaml", &format!("{HEAD}{BASE}"));
    std::fs::create_dir(folder.path(".git")).unwrap();
    let output = folder.raw(&["sync", "--check", "--no-build"]);
    assert_eq!(output.status.code(), Some(2));
    contains(&String::from_utf8(output.stderr).unwrap(), "with an output is below .\n");
}

/// The only thing that is stale is the kustomization.yaml, and the check says why.
#[test]
fn a_component_that_nothing_lists_is_told() {
    let folder = fleet(&["eu"]);
    let _ = folder.run("sync --no-build").prints();
    folder.write("eu/kustomization.yaml", KUSTOMIZATION);
    let (printed, said) = folder.run("sync --check --no-build").finds();
    assert_eq!(printed, "eu/config.yaml: stale: kustomization.yaml\n");
    contains(&said, "eu/kustomization.yaml does not list eu/workload-identity, so that nothing");
    assert!(said.ends_with(HOW), "{said}");
}

#[test]
fn a_quiet_run_says_what_is_not_as_it_should_be() {
    let folder = fleet(&["eu", "us"]);
    folder.write("docs/example.yaml", &config("docs", ""));
    folder.run("sync --no-build --quiet eu docs").says_nothing();
    folder.run("sync --check --no-build --quiet").is(
        1,
        "us/config.yaml: stale: workload-identity/kustomization.yaml, kustomization.yaml\n",
        "",
    );
}

#[test]
fn what_is_no_cluster_is_told() {
    let folder = fleet(&["eu"]);
    let said = folder.run("sync base.yaml").fails(2);
    contains(
        &said,
        "error[FWI941]: base.yaml is not the config of a cluster: another config extends it",
    );
    let said = folder.run("sync eu/kustomization.yaml").fails(2);
    contains(
        &said,
        "error[FWI941]: eu/kustomization.yaml is not the config of a cluster: it holds no",
    );
    contains(&folder.run("sync absent").fails(2), "error[FWI911]: absent can't be read");
    contains(&folder.run("sync eu ..").fails(2), ".. is outside of the repository");
}

#[test]
fn two_configs_have_two_outputs() {
    let folder = fleet(&["eu"]);
    folder.write("eu/more.yaml", &config("more", ""));
    let (printed, said) = folder.run("sync --no-build").finds();
    contains(&said, "error[FWI943]: eu/config.yaml has its output in eu/workload-identity too");
    contains(&said, "error[FWI943]: eu/more.yaml has its output in eu/workload-identity too");
    assert_eq!(printed, "eu/config.yaml: at fault\neu/more.yaml: at fault\n");
    folder.write("eu/more.yaml", &config("more", "  output: {component: more}\n"));
    let _ = folder.run("sync --no-build").prints();
    contains(&folder.read("eu/kustomization.yaml"), "components:\n- workload-identity\n- more\n");
}

/// kustomize takes a Component under components only, and so nothing would come of this one.
#[test]
fn a_component_under_resources_is_refused() {
    let folder = fleet(&["eu"]);
    let _ = folder.run("sync --no-build").prints();
    let name = "eu/kustomization.yaml";
    let good = folder.read(name);
    let wrong =
        KUSTOMIZATION.replace("- gotk-sync.yaml\n", "- gotk-sync.yaml\n- workload-identity\n");
    assert_ne!(wrong, KUSTOMIZATION);
    folder.write(name, &wrong);
    let told = "error[FWI252]: eu/kustomization.yaml has workload-identity under resources[2], \
                where kustomize takes no Component\n  help: move workload-identity from resources \
                to components\n";
    for line in ["sync --no-build", "sync --check --no-build"] {
        let (printed, said) = folder.run(line).finds();
        contains(&said, told);
        contains(&printed, "eu/config.yaml: in conflict\n");
        assert_eq!(folder.read(name), wrong);
    }
    let component = "-c eu/config.yaml --format component --check eu/workload-identity";
    contains(&folder.run(&format!("patches {component}")).fails(1), told);
    folder.write(name, &good);
    folder.run("sync --check --no-build").is(0, "eu/config.yaml: up to date\n", "");
}

/// A checkout of Windows is as up to date as another, and what was made is not made anew.
#[test]
fn line_endings_of_windows_are_no_difference() {
    let folder = fleet(&["eu"]);
    let _ = folder.run("sync --no-build").prints();
    for file in [
        "kustomization.yaml",
        "config.yaml",
        "gotk-components.yaml",
        "workload-identity/kustomization.yaml",
    ] {
        let name = format!("eu/{file}");
        folder.write(&name, &folder.read(&name).replace('\n', "\r\n"));
    }
    folder.run("sync --check --no-build").is(0, "eu/config.yaml: up to date\n", "");
}

#[cfg(unix)]
#[test]
fn a_check_needs_no_permission_to_write() {
    use std::os::unix::fs::PermissionsExt;
    let folder = fleet(&["eu"]);
    let mode = |mode| {
        std::fs::set_permissions(folder.path("eu"), PermissionsExt::from_mode(mode)).unwrap()
    };
    mode(0o555);
    let (printed, _) = folder.run("sync --check --no-build").finds();
    contains(&printed, "eu/config.yaml: stale: ");
    mode(0o755);
}

#[test]
fn the_cloud_side_of_every_cluster_is_one_document() {
    let folder = fleet(&["eu", "us"]);
    for (cluster, email) in [("eu", "eu"), ("us", "eu")] {
        let config = config(
            cluster,
            "  cluster: eks\n  workloadIdentityProvider: projects/1/locations/global/workloadIdentityPools/pool/providers/flux\n",
        );
        let shared = config.replace(&format!("{cluster}@acme"), &format!("{email}@acme"));
        folder.write(&format!("{cluster}/config.yaml"), &shared);
    }
    let (printed, _) = folder.run("trust . --format json").warns();
    for issuer in ["https://eu.example.com", "https://us.example.com"] {
        contains(&printed, issuer);
    }
    assert_eq!(printed.matches("\"identity\":").count(), 1, "{printed}");
    let said = folder.run("trust . --issuer https://one.example.com").fails(2);
    contains(&said, "--issuer is for one cluster");
}
