//! `init --write` on repositories that were wired by hand, in every place in which patches, values and
//! edits can stand: the controllers have the same identities before and after, an audit finds
//! nothing, and `sync --check` is content.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::{Mapping, Value};

use super::bundled;
use super::init::{identities_in, run};
use super::need::has_tools;

/// A patch: its target, if it has one, and its text.
type Patch = (&'static str, &'static str);

/// A way of wiring by hand.
struct Wiring {
    name: &'static str,
    patches: &'static [Patch],
}

const WIRINGS: &[Wiring] = &[
    Wiring {
        name: "aws, annotation",
        patches: &[(
            "{kind: ServiceAccount, name: (source|kustomize)-controller}",
            "- op: add\n  path: /metadata/annotations\n  value: {eks.amazonaws.com/role-arn: \
             'arn:aws:iam::490185926743:role/flux'}\n",
        )],
    },
    Wiring {
        name: "aws, projected",
        patches: &[(
            "{kind: Deployment, name: source-controller}",
            "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller}
spec:
  template:
    spec:
      containers:
      - name: manager
        env:
        - {name: AWS_REGION, value: eu-west-1}
        - {name: AWS_ROLE_ARN, value: 'arn:aws:iam::490185926743:role/flux'}
        - {name: AWS_ROLE_SESSION_NAME, value: flux-production}
        - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /var/run/service-account/aws-token}
        volumeMounts:
        - {name: aws-token, mountPath: /var/run/service-account, readOnly: true}
      volumes:
      - name: aws-token
        projected:
          sources:
          - serviceAccountToken: {audience: sts.amazonaws.com, expirationSeconds: 3600, path: aws-token}
",
        )],
    },
    Wiring {
        name: "azure, annotation",
        patches: &[
            (
                "{kind: ServiceAccount, name: source-controller}",
                "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: any
  annotations:
    azure.workload.identity/client-id: 6731de76-14a6-49ae-97bc-6eba69143919
",
            ),
            (
                "{kind: Deployment, name: source-controller}",
                "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: any}
spec: {template: {metadata: {labels: {azure.workload.identity/use: 'true'}}}}
",
            ),
        ],
    },
    Wiring {
        name: "azure, projected",
        patches: &[(
            "{kind: Deployment, name: source-controller}",
            "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller}
spec:
  template:
    spec:
      containers:
      - name: manager
        env:
        - {name: AZURE_CLIENT_ID, value: 6731de76-14a6-49ae-97bc-6eba69143919}
        - {name: AZURE_TENANT_ID, value: 2ac72f38-2a4a-4d4b-9c3e-51b6d1ef5b5d}
        - {name: AZURE_AUTHORITY_HOST, value: https://login.microsoftonline.com/}
        - {name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/service-account/azure-token}
        volumeMounts:
        - {name: azure-token, mountPath: /var/run/service-account, readOnly: true}
      volumes:
      - name: azure-token
        projected:
          sources:
          - serviceAccountToken: {audience: 'api://AzureADTokenExchange', expirationSeconds: 3600, path: azure-token}
",
        )],
    },
    Wiring {
        name: "gcp, annotation",
        patches: &[(
            "",
            "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    iam.gke.io/gcp-service-account: flux@acme-prod.iam.gserviceaccount.com
",
        )],
    },
];

/// Where what was written by hand stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// In the kustomization that lists Flux's manifests.
    Beside,
    /// In files that it names.
    Files,
    /// In that of the folder above.
    Above,
    /// In those of two clusters that share a base with Flux's manifests.
    Overlays,
    /// In a base with Flux's manifests that two clusters share.
    Base,
    /// In Flux's manifests themselves.
    Manifests,
    /// In a FluxInstance.
    Instance,
    /// In a HelmRelease of the chart flux-instance.
    Release,
    /// In values for the chart flux-instance.
    Values,
}

const PLACES: [Place; 9] = [
    Place::Beside,
    Place::Files,
    Place::Above,
    Place::Overlays,
    Place::Base,
    Place::Manifests,
    Place::Instance,
    Place::Release,
    Place::Values,
];

/// The folders of the clusters' roots.
fn clusters(place: Place) -> &'static [&'static str] {
    match place {
        Place::Overlays | Place::Base => &["clusters/one", "clusters/two"],
        _ => &["clusters/one"],
    }
}

fn indented(text: &str, by: usize) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}{line}", " ".repeat(by));
        out
    })
}

/// The entries of `patches:` of a wiring in a place.
fn entries(wiring: &Wiring, place: Place) -> String {
    // The manifests that the flux-operator patches have no namespace.
    let is_instance = matches!(place, Place::Instance | Place::Release | Place::Values);
    let namespace = if is_instance { "  namespace: flux-system\n" } else { "" };
    let mut out = String::new();
    for (index, (target, patch)) in wiring.patches.iter().enumerate() {
        let patch = patch.replace(namespace, "");
        match place == Place::Files {
            true => writeln!(out, "- path: patch-{index}.yaml").unwrap(),
            false => write!(out, "- patch: |\n{}", indented(&patch, 4)).unwrap(),
        }
        if !target.is_empty() {
            writeln!(out, "  target: {target}").unwrap();
        }
    }
    out
}

/// A repository in which a wiring stands in a place.
fn repository(wiring: &Wiring, place: Place) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let manifests = bundled::read("examples/flux/flux.yaml");
    let patches = format!("patches:\n{}", entries(wiring, place));
    let head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    let spec = format!(
        "distribution: {{version: 2.9.x, registry: ghcr.io/fluxcd}}\ncomponents: [source-controller, \
         kustomize-controller]\nsync: {{kind: GitRepository, url: 'https://example.com/fleet', ref: \
         refs/heads/main, path: clusters/one}}\nkustomize:\n{}",
        indented(&patches, 2)
    );
    if place == Place::Base || place == Place::Overlays {
        let patches = if place == Place::Base { patches.as_str() } else { "" };
        write("base/gotk-components.yaml", &manifests);
        let listed = format!("{head}resources:\n- gotk-components.yaml\n{patches}");
        write("base/kustomization.yaml", &listed);
    }
    for root in clusters(place) {
        let flux = format!("{root}/flux-system");
        let listed = format!("{head}resources:\n- gotk-components.yaml\n- gotk-sync.yaml\n");
        let kustomization = match place {
            Place::Beside | Place::Files => format!("{listed}{patches}"),
            Place::Above | Place::Manifests => listed,
            Place::Overlays => {
                format!("{head}resources:\n- ../../../base\n- gotk-sync.yaml\n{patches}")
            }
            Place::Base => format!("{head}resources:\n- ../../../base\n- gotk-sync.yaml\n"),
            Place::Instance => {
                let instance = format!(
                    "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: \
                     flux\n  namespace: flux-system\nspec:\n{}",
                    indented(&spec, 2)
                );
                write(&format!("{flux}/flux.yaml"), &instance);
                continue;
            }
            Place::Release => {
                let release = format!(
                    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: \
                     flux\n  namespace: flux-system\nspec:\n  interval: 1h\n  chartRef: {{kind: \
                     OCIRepository, name: flux-instance}}\n  values:\n    instance:\n{}",
                    indented(&spec, 6)
                );
                write(&format!("{flux}/flux.yaml"), &release);
                continue;
            }
            Place::Values => {
                write("terraform/values.yaml", &format!("instance:\n{}", indented(&spec, 2)));
                let apps = "apiVersion: v1\nkind: Namespace\nmetadata: {name: apps}\n";
                write(&format!("{root}/apps.yaml"), apps);
                continue;
            }
        };
        write(&format!("{flux}/kustomization.yaml"), &kustomization);
        write(&format!("{flux}/gotk-sync.yaml"), &SYNC.replace("clusters/one", root));
        match place {
            Place::Base | Place::Overlays => {}
            _ => write(&format!("{flux}/gotk-components.yaml"), &manifests),
        }
        if place == Place::Above {
            let above = format!("{head}resources:\n- flux-system\n{patches}");
            write(&format!("{root}/kustomization.yaml"), &above);
        }
        if place == Place::Files {
            for (index, (_, patch)) in wiring.patches.iter().enumerate() {
                write(&format!("{flux}/patch-{index}.yaml"), patch);
            }
        }
        if place == Place::Manifests {
            // As kustomize makes them of the patches.
            let made = tempfile::tempdir().unwrap();
            fs::write(made.path().join("flux.yaml"), &manifests).unwrap();
            let text = format!("resources: [flux.yaml]\n{patches}");
            fs::write(made.path().join("kustomization.yaml"), text).unwrap();
            write(&format!("{flux}/gotk-components.yaml"), &built(made.path()));
        }
    }
    folder
}

const SYNC: &str = "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: 'ssh://git@example.com/fleet', ref: {branch: main}, interval: 1m}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  interval: 10m
  path: ./clusters/one
  sourceRef: {kind: GitRepository, name: flux-system}
";

fn built(folder: &Path) -> String {
    let output = Command::new("kustomize").arg("build").arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The identities of the controllers in the clusters of a repository.
fn identities(folder: &Path, place: Place) -> Vec<String> {
    let of_spec = |spec: &Value| {
        let made = tempfile::tempdir().unwrap();
        let manifests = bundled::read("examples/flux/flux.yaml");
        let manifests = manifests.replace("\n  namespace: flux-system\n", "\n");
        fs::write(made.path().join("flux.yaml"), manifests).unwrap();
        let mut kustomization = Mapping::new();
        kustomization.insert("resources".into(), Value::Sequence(vec!["flux.yaml".into()]));
        kustomization.insert("patches".into(), spec["kustomize"]["patches"].clone());
        let text = serde_yaml::to_string(&kustomization).unwrap();
        fs::write(made.path().join("kustomization.yaml"), text).unwrap();
        identities_in(&built(made.path()))
    };
    let read = |name: &str| -> Value {
        serde_yaml::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
    };
    let of_cluster = |root: &&str| match place {
        Place::Instance => of_spec(&read("clusters/one/flux-system/flux.yaml")["spec"]),
        Place::Release => {
            of_spec(&read("clusters/one/flux-system/flux.yaml")["spec"]["values"]["instance"])
        }
        Place::Values => of_spec(&read("terraform/values.yaml")["instance"]),
        Place::Above => identities_in(&built(&folder.join(root))),
        _ => identities_in(&built(&folder.join(root).join("flux-system"))),
    };
    clusters(place).iter().flat_map(of_cluster).collect()
}

/// The kustomizations of the clusters that have patches of their own.
fn patched_by_hand(folder: &Path) -> Vec<&'static str> {
    const NAMES: [&str; 3] = [
        "clusters/one/kustomization.yaml",
        "clusters/one/flux-system/kustomization.yaml",
        "clusters/two/flux-system/kustomization.yaml",
    ];
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    NAMES.into_iter().filter(|name| text(name).contains("patches:")).collect()
}

/// What went wrong with a wiring in a place; nothing if all is well.
fn fault(wiring: &Wiring, place: Place) -> Option<String> {
    let folder = repository(wiring, place);
    let before = identities(folder.path(), place);
    assert!(!before.is_empty(), "{} {place:?}", wiring.name);
    let (status, printed, said) = run(folder.path(), "init --write");
    if status != 0 {
        return Some(format!("init --write: {status}\n{printed}{said}"));
    }
    let after = identities(folder.path(), place);
    if after != before {
        return Some(format!("before {before:#?}\nafter {after:#?}\n{printed}{said}"));
    }
    if matches!(place, Place::Beside | Place::Above | Place::Overlays) {
        let left = patched_by_hand(folder.path());
        if !left.is_empty() {
            return Some(format!("patches by hand are left: {left:?}"));
        }
    }
    let (status, printed, said) = run(folder.path(), "audit");
    if status != 0 || printed.contains("warning[") || printed.contains("error[") || !said.is_empty()
    {
        return Some(format!("audit: {status}\n{printed}{said}"));
    }
    let (status, printed, said) = run(folder.path(), "sync --check");
    (status != 0).then(|| format!("sync --check: {status}\n{printed}{said}"))
}

pub(crate) fn it_keeps_the_identities_wherever_they_stand() {
    if !has_tools("kustomize", "init --write in every place").unwrap() {
        return;
    }
    let mut faults = Vec::new();
    for (index, wiring) in WIRINGS.iter().enumerate() {
        for (number, place) in PLACES.into_iter().enumerate() {
            // Every wiring in some places, and one of them in every one.
            if index == 0 || (index + number) % 3 == 0 {
                let found = fault(wiring, place);
                faults.extend(found.map(|fault| format!("== {} {place:?}: {fault}", wiring.name)));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
