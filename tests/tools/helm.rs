//! A user's values of the chart flux2 with an identity in them, as Helm itself makes manifests of
//! them. The chart in `chart/` has the names of flux2's values and no more than they need.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::Value;

use super::command::program;
use super::manifests::documents;
use super::need::has_tools;

/// A user's values, with lists that Helm would replace.
const VALUES: &str = r#"# Flux of the platform team
sourceController:
  extraEnv: # egress
    - name: HTTPS_PROXY
      value: http://proxy:3128
  volumes:
    - name: ca
      secret: {secretName: ca}
  volumeMounts:
    - {name: ca, mountPath: /etc/ssl/ca}
  container:
    additionalArgs: ["--concurrent=4", "--feature-gates=CacheSecretsAndConfigMaps=false"]

helmController:
  labels:
    team: platform
  # the account is ours

extraObjects:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: mine, namespace: "{{ .Release.Namespace }}"}
"#;

const HEAD: &str =
    "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nspec:\n";

/// A way to an identity: a config, and for a controller what Helm has to make of it: a kind and a
/// path, and what is found there.
struct Way {
    config: &'static str,
    made: &'static [(&'static str, &'static [&'static str], &'static str)],
}

const POD: &[&str] = &["spec", "template", "spec"];
const WAYS: &[Way] = &[
    Way {
        config: "  provider: aws\n  cluster: eks\n  fluxVersion: '2.9'\n  restartOnChange: true\n  \
                 identities:\n  - controllers: [source-controller, helm-controller]\n    \
                 roleArn: arn:aws:iam::111122223333:role/flux\n  objectLevel: {enabled: true}\n",
        made: &[
            (
                "ServiceAccount",
                &["metadata", "annotations", "eks.amazonaws.com/role-arn"],
                "arn:aws:iam::111122223333:role/flux",
            ),
            (
                "Deployment",
                POD,
                "--feature-gates=CacheSecretsAndConfigMaps=false,ObjectLevelWorkloadIdentity=true",
            ),
            ("Deployment", &["spec", "template", "metadata", "annotations"], "identity-hash"),
        ],
    },
    Way {
        config: "  provider: azure\n  cluster: aks\n  identities:\n  \
                 - controllers: [source-controller, helm-controller]\n    \
                 tenantId: 00000000-0000-0000-0000-000000000000\n    \
                 clientId: 11111111-1111-1111-1111-111111111111\n",
        made: &[
            (
                "ServiceAccount",
                &["metadata", "annotations", "azure.workload.identity/client-id"],
                "11111111-1111-1111-1111-111111111111",
            ),
            (
                "Deployment",
                &["spec", "template", "metadata", "labels"],
                "azure.workload.identity/use",
            ),
            ("Deployment", &["metadata", "labels"], "azure.workload.identity/use"),
        ],
    },
    Way {
        config: "  provider: gcp\n  cluster: other\n  identities:\n  \
                 - controllers: [source-controller, helm-controller]\n    \
                 workloadIdentityProvider: projects/1/locations/global/workloadIdentityPools/a/providers/b\n",
        made: &[
            ("Deployment", POD, "GOOGLE_APPLICATION_CREDENTIALS"),
            ("Deployment", POD, "serviceAccountToken"),
            ("Deployment", POD, "/var/run/service-account"),
            ("Deployment", POD, "source-controller-workload-identity-federation"),
            ("ConfigMap", &["data", "credential-configuration.json"], "external_account"),
        ],
    },
];

/// What is the user's, of the kind Deployment.
const OWN: &[&str] =
    &["HTTPS_PROXY", "http://proxy:3128", "/etc/ssl/ca", "secretName: ca", "--concurrent=4"];

pub(crate) fn the_user_s_values_and_ours_are_both_effective() {
    if !has_tools("helm", "values of a Helm chart").unwrap() {
        return;
    }
    for way in WAYS {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("values.yaml"), VALUES).unwrap();
        fs::write(folder.join("config.yaml"), HEAD.to_owned() + way.config).unwrap();
        fs::write(folder.join("none.yaml"), HEAD.to_owned() + "  identities: []\n").unwrap();
        write(folder, "config.yaml");
        let written = fs::read_to_string(folder.join("values.yaml")).unwrap();
        assert_ne!(written, VALUES);
        let made = helm(folder, &["values.yaml"]);
        for (kind, path, text) in way.made {
            let found = at(&made, kind, path);
            assert!(found.contains(text), "no {text:?} in {found}\n{written}");
        }
        let deployment = at(&made, "Deployment", POD);
        for text in OWN {
            assert!(deployment.contains(text), "no {text:?} in {deployment}");
        }
        assert!(made.iter().any(|object| object["metadata"]["name"] == "mine"));
        // What the rendered chart is, no message denies.
        fs::write(folder.join("made.yaml"), serde_yaml::to_string(&list(made)).unwrap()).unwrap();
        let check =
            ["patches", "-c", "config.yaml", "made.yaml", "--format", "helm-values", "--check"];
        let check = program().current_dir(folder).args(check).arg("values.yaml").unwrap();
        let said = String::from_utf8_lossy(&check.stderr);
        assert!(!said.contains("warning") && !said.contains("error"), "{said}");
        write(folder, "config.yaml");
        assert_eq!(fs::read_to_string(folder.join("values.yaml")).unwrap(), written);
        write(folder, "none.yaml");
        assert_eq!(fs::read_to_string(folder.join("values.yaml")).unwrap(), VALUES);
    }
}

/// Why the values go into one file: what the note after `--write` says is so.
pub(crate) fn of_two_files_the_last_one_has_the_lists() {
    if !has_tools("helm", "lists in two values files").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("values.yaml"), VALUES).unwrap();
    fs::write(folder.join("config.yaml"), HEAD.to_owned() + WAYS[2].config).unwrap();
    let print = ["patches", "-q", "-c", "config.yaml", "--format", "helm-values"];
    let printed = program().current_dir(folder).args(print).unwrap().stdout;
    fs::write(folder.join("identity.yaml"), printed).unwrap();
    let made = at(&helm(folder, &["values.yaml", "identity.yaml"]), "Deployment", POD);
    assert!(made.contains("GOOGLE_APPLICATION_CREDENTIALS") && !made.contains("HTTPS_PROXY"));
    let made = at(&helm(folder, &["identity.yaml", "values.yaml"]), "Deployment", POD);
    assert!(!made.contains("GOOGLE_APPLICATION_CREDENTIALS") && made.contains("HTTPS_PROXY"));
}

fn write(folder: &Path, config: &str) {
    let line = ["patches", "-q", "-c", config, "--format", "helm-values", "--write", "values.yaml"];
    let _ = program().current_dir(folder).args(line).unwrap();
}

/// The objects that Helm makes of the chart with these values.
fn helm(folder: &Path, values: &[&str]) -> Vec<Value> {
    let chart = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/chart");
    let mut command = Command::new("helm");
    command.current_dir(folder).args(["template", "flux", "--namespace", "flux-system"]).arg(chart);
    command.args(values.iter().flat_map(|file| ["-f", file]));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    documents(std::str::from_utf8(&output.stdout).unwrap())
}

/// What stands at a path in the source-controller's object of a kind, or of the ConfigMap in ours.
fn at(made: &[Value], kind: &str, path: &[&str]) -> String {
    let is_it = |object: &&Value| {
        let name = object["metadata"]["name"].as_str().unwrap();
        object["kind"] == kind && name.starts_with("source-controller")
    };
    let object = made.iter().find(is_it).unwrap();
    let found = path.iter().fold(object, |value, key| &value[*key]);
    serde_yaml::to_string(found).unwrap()
}

fn list(objects: Vec<Value>) -> Value {
    let mut list = serde_yaml::Mapping::new();
    list.insert("apiVersion".into(), "v1".into());
    list.insert("kind".into(), "List".into());
    list.insert("items".into(), Value::Sequence(objects));
    Value::Mapping(list)
}
