//! A fleet over three clouds, whose clusters share a base: what kustomize builds after `sync` is what
//! it builds of patches by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::need::has_tools;

const CLOUDS: [&str; 3] = ["aws", "azure", "gcp"];

const HEAD: &str = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nmetadata: {name: flux}\nspec:\n";

/// The clusters of a fleet.
const CLUSTERS: usize = 6;

fn config(cloud: &str, number: usize) -> String {
    let own = match cloud {
        "aws" => format!("roleArn: 'arn:aws:iam::490185926743:role/flux-{number}'"),
        "azure" => format!("clientId: 6731de76-14a6-49ae-97bc-6eba6914391{number}"),
        _ => format!("serviceAccountEmail: flux-{number}@acme.iam.gserviceaccount.com"),
    };
    let tenant =
        if cloud == "azure" { "  tenantId: 2ac72f38-2a4a-4d4b-9c3e-51b6d1ef5b5d\n" } else { "" };
    format!(
        "{HEAD}  base: ../../../base.yaml\n  provider: {cloud}\n{tenant}  identities:\n  - {{name: sources, {own}}}\n"
    )
}

/// What somebody would write by hand for the same, as of Flux's documentation.
fn by_hand(cloud: &str, number: usize) -> String {
    let account = |annotations: &str| {
        format!(
            "- patch: |\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata:\n      name: source-controller\n      namespace: flux-system\n      annotations:\n{annotations}"
        )
    };
    let patches = match cloud {
        "aws" => account(&format!(
            "        eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux-{number}\n"
        )),
        "azure" => {
            account(&format!(
                "        azure.workload.identity/client-id: 6731de76-14a6-49ae-97bc-6eba6914391{number}\n        azure.workload.identity/tenant-id: 2ac72f38-2a4a-4d4b-9c3e-51b6d1ef5b5d\n"
            )) + "- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: source-controller\n      namespace: flux-system\n      labels:\n        azure.workload.identity/use: \"true\"\n    spec:\n      template:\n        metadata:\n          labels:\n            azure.workload.identity/use: \"true\"\n"
        }
        _ => account(&format!(
            "        iam.gke.io/gcp-service-account: flux-{number}@acme.iam.gserviceaccount.com\n"
        )),
    };
    format!("{KUSTOMIZATION}patches:\n{patches}")
}

const KUSTOMIZATION: &str = "resources:\n- gotk-components.yaml\n- gotk-sync.yaml\n";

/// Flux with some controllers.
fn components(controllers: &[&str]) -> String {
    let one = |name: &&str| {
        format!(
            "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}, namespace: flux-system}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: flux-system\n  labels: {{app.kubernetes.io/component: {name}, app.kubernetes.io/part-of: flux, app.kubernetes.io/version: v2.9.3}}\nspec:\n  template:\n    spec:\n      serviceAccountName: {name}\n      containers:\n      - name: manager\n"
        )
    };
    controllers.iter().map(one).collect()
}

struct Fleet(tempfile::TempDir);

impl Fleet {
    fn new() -> Fleet {
        let fleet = Fleet(tempfile::tempdir().unwrap());
        fs::create_dir(fleet.0.path().join(".git")).unwrap();
        let controllers =
            "  identities:\n  - name: sources\n    controllers: [source-controller]\n";
        fleet.write("base.yaml", &format!("{HEAD}{controllers}"));
        for number in 0..CLUSTERS {
            let folder = folder(number);
            fleet.write(&format!("{folder}/identity.yaml"), &config(cloud(number), number));
            fleet.write(&format!("{folder}/kustomization.yaml"), KUSTOMIZATION);
            fleet.write(
                &format!("{folder}/gotk-components.yaml"),
                &components(&["source-controller"]),
            );
            let sync = format!(
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: flux-system, namespace: flux-system}}\nspec: {{path: ./{}}}\n",
                Path::new(&folder).parent().unwrap().display()
            );
            fleet.write(&format!("{folder}/gotk-sync.yaml"), &sync);
        }
        fleet
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs the program with the tools; its status and what it printed.
    fn run(&self, line: &str) -> (Option<i32>, String, String) {
        let mut command = super::command::program();
        let path = std::env::var_os("PATH").unwrap();
        command.args(line.split(' ')).env("PATH", path).current_dir(self.0.path());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn built(&self, folder: &str) -> String {
        let output =
            Command::new("kustomize").arg("build").arg(self.0.path().join(folder)).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn cloud(number: usize) -> &'static str {
    CLOUDS[number % CLOUDS.len()]
}

fn folder(number: usize) -> String {
    format!("clusters/{}-{number}/flux", cloud(number))
}

/// The line of each cluster, in their order, without the path.
fn states(printed: &str) -> Vec<&str> {
    printed.lines().map(|line| line.split_once(": ").unwrap().1).collect()
}

pub(crate) fn every_build_is_that_of_patches_by_hand() {
    if !has_tools("kustomize", "a fleet").unwrap() {
        return;
    }
    let fleet = Fleet::new();
    let (status, printed, said) = fleet.run("sync");
    assert_eq!(status, Some(0), "{printed}{said}");
    for number in 0..CLUSTERS {
        let synced = fleet.built(&folder(number));
        let hand = format!("by-hand/{number}");
        fleet.write(&format!("{hand}/kustomization.yaml"), &by_hand(cloud(number), number));
        for name in ["gotk-components.yaml", "gotk-sync.yaml"] {
            let text = fs::read_to_string(fleet.0.path().join(folder(number)).join(name)).unwrap();
            fleet.write(&format!("{hand}/{name}"), &text);
        }
        assert_eq!(synced, fleet.built(&hand), "{}", folder(number));
    }
    let (status, printed, said) = fleet.run("sync --check clusters");
    assert_eq!((status, said.as_str()), (Some(0), ""), "{printed}");
    assert_eq!(states(&printed), ["up to date"; CLUSTERS]);
}

pub(crate) fn what_changes_in_some_clusters_is_told_of_these() {
    if !has_tools("kustomize", "a fleet that changes").unwrap() {
        return;
    }
    let fleet = Fleet::new();
    assert_eq!(fleet.run("sync").0, Some(0));
    // Half of the fleet is upgraded; the patches still match.
    for number in 0..CLUSTERS / 2 {
        let text = components(&["source-controller"]).replace("v2.9.3", "v2.10.0");
        fleet.write(&format!("{}/gotk-components.yaml", folder(number)), &text);
    }
    let (status, printed, said) = fleet.run("sync --check");
    assert_eq!(status, Some(0), "{printed}{said}");
    // Somebody patches one by hand, above the folder that sync writes.
    let wins = "resources: [flux]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata:\n      name: source-controller\n      namespace: flux-system\n      annotations:\n        eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/other\n";
    fleet.write("clusters/aws-3/kustomization.yaml", wins);
    let (status, printed, said) = fleet.run("sync --check");
    assert_eq!(status, Some(1), "{printed}{said}");
    assert!(
        said.contains("error[FWI251]") && said.contains("clusters/aws-3/kustomization.yaml:"),
        "{said}"
    );
    let mut states = states(&printed);
    assert_eq!(states.remove(1), "in conflict");
    assert_eq!(states, ["up to date"; CLUSTERS - 1]);
}

pub(crate) fn a_config_that_flux_would_apply_is_told() {
    if !has_tools("kustomize", "a config that Flux would apply").unwrap() {
        return;
    }
    let fleet = Fleet::new();
    assert_eq!(fleet.run("sync").0, Some(0));
    let name = format!("{}/kustomization.yaml", folder(0));
    let text = fs::read_to_string(fleet.0.path().join(&name)).unwrap();
    let listed = text.replace("resources:\n", "resources:\n- identity.yaml\n");
    fleet.write(&name, &listed);
    let config = format!("{}/identity.yaml", folder(0));
    let own = fs::read_to_string(fleet.0.path().join(&config)).unwrap();
    fleet.write(&config, &own.replace("config.kubernetes.io/local-config", "example.com/other"));
    for line in ["sync", "sync --check"] {
        let (status, printed, said) = fleet.run(line);
        assert_eq!(status, Some(1), "{printed}{said}");
        assert!(said.contains("error[FWI365]: the build of clusters/"), "{said}");
        assert_eq!(states(&printed)[0], "in conflict");
    }
}

pub(crate) fn the_first_bootstrap_is_awaited() {
    if !has_tools("kustomize", "a fleet before its bootstrap").unwrap() {
        return;
    }
    let fleet = Fleet::new();
    for name in ["gotk-components.yaml", "gotk-sync.yaml"] {
        fleet.write(&format!("{}/{name}", folder(0)), "");
        fs::remove_file(fleet.0.path().join(folder(1)).join(name)).unwrap();
    }
    for line in ["sync", "sync --check"] {
        let (status, printed, said) = fleet.run(line);
        assert_eq!(status, Some(0), "{printed}{said}");
        assert_eq!(printed.matches("is still empty").count(), 2, "{printed}");
    }
    let (status, printed, _) = fleet.run("sync --check --no-build");
    assert_eq!(status, Some(0), "{printed}");
}

pub(crate) fn a_patch_by_hand_in_a_flux_instance_is_outweighed() {
    if !has_tools("kustomize", "a fleet with a FluxInstance").unwrap() {
        return;
    }
    let fleet = Fleet::new();
    let instance = "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  distribution: {version: 2.9.x, registry: ghcr.io/fluxcd}\n  components: [source-controller]\n";
    fleet
        .write("clusters/operator/identity.yaml", &config("aws", 0).replace("../../../", "../../"));
    fleet.write("clusters/operator/flux.yaml", instance);
    let (status, printed, said) = fleet.run("sync clusters/operator");
    assert_eq!(status, Some(0), "{printed}{said}");
    assert_eq!(states(&printed), ["written: flux.yaml"]);
    let path = "clusters/operator/flux.yaml";
    let written = fs::read_to_string(fleet.0.path().join(path)).unwrap();
    let by_hand = "    - target: {kind: ServiceAccount, name: source-controller}\n      patch: |\n        - op: add\n          path: /metadata/annotations/eks.amazonaws.com~1role-arn\n          value: other\n";
    fleet.write(path, &format!("{}{by_hand}", written));
    // The operator builds the patches in order: the config's own move behind it.
    let (status, printed, said) = fleet.run("sync --check clusters/operator");
    assert_eq!(status, Some(1), "{printed}{said}");
    assert_eq!(states(&printed), ["stale: flux.yaml"]);
    for line in ["sync clusters/operator", "sync --check clusters/operator"] {
        let (status, printed, said) = fleet.run(line);
        assert_eq!(status, Some(0), "{printed}{said}");
    }
}
