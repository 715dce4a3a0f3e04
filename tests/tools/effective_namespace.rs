//! A kustomization with a `namespace`: one config, which names it, serves what is written, what is
//! checked, `sync` and the check of what kustomize builds.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::command::program;
use super::need::has_tools;

/// The specs of configs, each with a part of what is to be in the build.
const WIRINGS: [(&str, &str); 5] = [
    (
        "provider: aws, identities: [{services: [ecr], roleArn: 'arn:aws:iam::111122223333:role/a'}]",
        "eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/a",
    ),
    (
        "provider: aws, cluster: other, region: eu-west-1, identities: [{services: [ecr], roleArn: 'arn:aws:iam::111122223333:role/a'}]",
        "value: source-controller.platform.eu-west-1.fluxcd.io",
    ),
    (
        "provider: azure, tenantId: 00000000-0000-0000-0000-000000000000, identities: [{services: [acr], clientId: 11111111-1111-1111-1111-111111111111}]",
        "azure.workload.identity/use: \"true\"",
    ),
    (
        "provider: gcp, cluster: other, workloadIdentityProvider: projects/1/locations/global/workloadIdentityPools/a/providers/b, identities: [{services: [gar]}]",
        "name: source-controller-workload-identity-federation",
    ),
    ("objectLevel: {enabled: true, defaultServiceAccount: tenant}", "--default-service-account"),
];

const FILE: &str = "flux/kustomization.yaml";

/// A repository whose Flux is in a namespace of its own.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new(spec: &str) -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        let root = repository.0.path();
        fs::create_dir(root.join(".git")).unwrap();
        fs::create_dir(root.join("flux")).unwrap();
        let flux = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/flux/flux.yaml");
        fs::copy(flux, root.join("flux/gotk-components.yaml")).unwrap();
        repository.write(FILE, "resources: [gotk-components.yaml]\nnamespace: platform\n");
        let head = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
                    metadata: {name: flux}\n";
        repository.write("flux/config.yaml", &format!("{head}spec: {{{spec}}}\n"));
        repository
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    fn run(&self, line: &str) -> Output {
        let mut command = program();
        command.args(line.split_whitespace()).current_dir(self.0.path());
        command.env("PATH", std::env::var_os("PATH").unwrap()).output().unwrap()
    }

    fn succeeds(&self, line: &str) {
        let output = self.run(line);
        let kept = fs::read_to_string(self.0.path().join(FILE)).unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}: {}\n{kept}", text(&output.stderr));
    }

    /// Holds what kustomize itself builds against the config.
    fn carries(&self, part: &str) {
        let output = Command::new("kustomize")
            .arg("build")
            .arg(self.0.path().join("flux"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let built = text(&output.stdout);
        assert!(built.contains(part), "{part}: {built}");
        assert!(!built.contains("namespace: flux-system"), "{built}");
        self.write("built.yaml", &built);
        self.succeeds("apply -c flux/config.yaml --check built.yaml");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const WRITES: [&str; 2] = [
    "patches -c flux/config.yaml --write flux/kustomization.yaml",
    "patches -c flux/config.yaml --format component --write flux/identity",
];

pub(crate) fn one_config_serves_every_command() {
    if !has_tools("kustomize", "the namespace of a kustomization").unwrap() {
        return;
    }
    for (spec, part) in WIRINGS {
        for write in WRITES {
            for manifests in ["", " flux/gotk-components.yaml"] {
                let repository = Repository::new(&format!("namespace: platform, {spec}"));
                let line = format!("{write}{manifests}");
                repository.succeeds(&line);
                repository.succeeds(&line.replace("--write", "--check"));
                repository.carries(part);
            }
        }
        for output in ["component: identity", "kustomization: kustomization.yaml"] {
            let spec = format!("namespace: platform, output: {{{output}}}, {spec}");
            let repository = Repository::new(&spec);
            repository.succeeds("sync");
            repository.succeeds("sync --check");
            repository.carries(part);
        }
    }
}

/// Where the config names another namespace nothing is written.
pub(crate) fn a_config_for_another_namespace_is_refused() {
    if !has_tools("kustomize", "the namespace of a kustomization").unwrap() {
        return;
    }
    let repository = Repository::new(WIRINGS[1].0);
    let before = fs::read_to_string(repository.0.path().join(FILE)).unwrap();
    for line in WRITES {
        let output = repository.run(line);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        let told = "error[FWI256]: kustomize puts everything here into namespace \"platform\", and \
                    the config is for \"flux-system\"\n  --> namespace\n  --> \
                    flux/kustomization.yaml:2:12\n";
        assert!(said.starts_with(told), "{said}");
        let checked = repository.run(&line.replace("--write", "--check"));
        assert_eq!(checked.status.code(), Some(2), "{}", text(&checked.stderr));
    }
    assert_eq!(fs::read_to_string(repository.0.path().join(FILE)).unwrap(), before);
    assert!(!repository.0.path().join("flux/identity").exists());
}
