//! `init` on repositories that were wired by hand: the config that it prints gives the controllers
//! the identities that they have in the build.

use std::fs;
use std::path::Path;
use std::process::Command;

use flux_workload_identity::internal::{Documents, Manifests, observe};
use flux_workload_identity::yaml::Node;

use super::bundled;
use super::command::program;
use super::need::has_tools;

/// The folder with Flux's own files.
const FLUX: &str = "clusters/one/flux-system";

/// A way of wiring, its patches by hand, what else stands beside them, and what the config says.
struct Wired {
    patches: &'static str,
    /// A further resource.
    more: &'static str,
    /// Lines of the config.
    expected: &'static [&'static str],
}

const WIRED: &[Wired] = &[
    Wired {
        patches: "\
- target: {kind: ServiceAccount, name: (source|kustomize)-controller}
  patch: |
    - op: add
      path: /metadata/annotations
      value: {eks.amazonaws.com/role-arn: 'arn:aws:iam::490185926743:role/flux', eks.amazonaws.com/token-expiration: '7200'}
",
        more: "",
        expected: &[
            "provider: aws",
            "cluster: eks",
            "- controllers: [source-controller, kustomize-controller]",
            "roleArn: arn:aws:iam::490185926743:role/flux",
            "tokenExpirationSeconds: 7200",
        ],
    },
    Wired {
        patches: "\
- path: region.yaml
  target: {kind: Deployment, name: source-controller}
",
        more: "\
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
        expected: &[
            "provider: aws",
            "cluster: other",
            "- controllers: [source-controller]",
            "region: eu-west-1",
            "roleSessionName: flux-production",
        ],
    },
    Wired {
        patches: "\
- target: {kind: ServiceAccount, name: source-controller}
  patch: |
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: any
      annotations:
        azure.workload.identity/client-id: 6731de76-14a6-49ae-97bc-6eba69143919
- target: {kind: Deployment, name: source-controller}
  patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: any, labels: {azure.workload.identity/use: 'true'}}
    spec: {template: {metadata: {labels: {azure.workload.identity/use: 'true'}}}}
",
        more: "",
        expected: &[
            "provider: azure",
            "cluster: aks",
            "clientId: 6731de76-14a6-49ae-97bc-6eba69143919",
            "#   az account show --query tenantId --output tsv",
        ],
    },
    Wired {
        patches: "\
- path: region.yaml
  target: {kind: Deployment, name: source-controller}
",
        more: "\
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
        - {name: AZURE_AUTHORITY_HOST, value: https://login.microsoftonline.us/}
        - {name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/service-account/azure-token}
        volumeMounts:
        - {name: azure-token, mountPath: /var/run/service-account, readOnly: true}
      volumes:
      - name: azure-token
        projected:
          sources:
          - serviceAccountToken: {audience: 'api://AzureADTokenExchange', expirationSeconds: 7200, path: azure-token}
",
        expected: &[
            "provider: azure",
            "cluster: other",
            "tenantId: 2ac72f38-2a4a-4d4b-9c3e-51b6d1ef5b5d",
            "cloud: usgovernment",
            "tokenExpirationSeconds: 7200",
        ],
    },
    Wired {
        patches: "\
- patch: |
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: source-controller
      namespace: flux-system
      annotations:
        iam.gke.io/gcp-service-account: flux@acme.iam.gserviceaccount.com
",
        more: "",
        expected: &[
            "provider: gcp",
            "cluster: gke",
            "serviceAccountEmail: flux@acme.iam.gserviceaccount.com",
        ],
    },
];

/// A repository with one cluster that is wired like that.
fn repository(wired: &Wired) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    write(folder.path(), "gotk-components.yaml", &bundled::read("examples/flux/flux.yaml"));
    write(folder.path(), "gotk-sync.yaml", SYNC);
    write(
        folder.path(),
        "kustomization.yaml",
        &format!(
            "resources:\n- gotk-components.yaml\n- gotk-sync.yaml\npatches:\n{}",
            wired.patches
        ),
    );
    if !wired.more.is_empty() {
        write(folder.path(), "region.yaml", wired.more);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(FLUX).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
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

/// Runs the program in a folder; its status, stdout and stderr.
pub(super) fn run(folder: &Path, line: &str) -> (i32, String, String) {
    let assert = program().args(line.split_whitespace()).current_dir(folder).assert();
    let output = assert.get_output();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// The identities that each controller has in the build: their wirings and fields.
fn identities(folder: &Path) -> Vec<String> {
    let output = Command::new("kustomize").arg("build").arg(folder.join(FLUX)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    identities_in(&String::from_utf8(output.stdout).unwrap())
}

/// Those in a build.
pub(super) fn identities_in(built: &str) -> Vec<String> {
    let mut documents = Documents::open(built, 0);
    documents.read(|_| true).unwrap();
    let roots: Vec<&Node<'_>> = documents.roots().collect();
    let of = |kind: &str, name: &str| {
        roots.iter().copied().find(|root| {
            root.get("kind").is_some_and(|k| k.is(kind))
                && root.at(&["metadata", "name"]).is_some_and(|n| n.is(name))
        })
    };
    let config_maps: Vec<&Node<'_>> = roots
        .iter()
        .copied()
        .filter(|root| root.get("kind").is_some_and(|kind| kind.is("ConfigMap")))
        .collect();
    let mut found = Vec::new();
    for name in ["source-controller", "kustomize-controller"] {
        let manifests = Manifests {
            service_account: of("ServiceAccount", name),
            workload: of("Deployment", name),
            config_maps: &config_maps,
        };
        for observed in observe(manifests) {
            found.push(format!("{name} {:?} {:?}", observed.wiring, observed.fields));
        }
    }
    found
}

pub(crate) fn the_config_gives_the_identities_that_are_there() {
    if !has_tools("kustomize", "init").unwrap() {
        return;
    }
    for wired in WIRED {
        let folder = repository(wired);
        let before = identities(folder.path());
        assert!(!before.is_empty(), "{}", wired.patches);
        let (status, config, said) = run(folder.path(), "init");
        assert_eq!((status, said.as_str()), (0, ""), "{config}");
        for line in wired.expected {
            assert!(config.lines().any(|found| found.trim() == *line), "{line} in\n{config}");
        }
        // Without the patches by hand the config alone gives them.
        write(folder.path(), "workload-identity.yaml", &config);
        let kustomization = "resources:\n- gotk-components.yaml\n- gotk-sync.yaml\n";
        write(folder.path(), "kustomization.yaml", kustomization);
        let (status, _, said) = run(folder.path(), "sync");
        assert_eq!(status, 0, "{said}\n{config}");
        assert_eq!(identities(folder.path()), before, "{config}");
    }
}

pub(crate) fn written_it_replaces_the_patches_by_hand() {
    if !has_tools("kustomize", "init --write").unwrap() {
        return;
    }
    for wired in WIRED {
        let folder = repository(wired);
        let before = identities(folder.path());
        let (status, printed, said) = run(folder.path(), "init --write");
        assert_eq!(status, 0, "{printed}{said}");
        let path = folder.path().join(FLUX).join("workload-identity.yaml");
        let config = fs::read_to_string(path).unwrap();
        assert_eq!(identities(folder.path()), before, "{config}");
        // What it wrote is up to date.
        let (status, printed, said) = run(folder.path(), "sync --check");
        assert_eq!(status, 0, "{printed}{said}");
        let kustomization =
            fs::read_to_string(folder.path().join(FLUX).join("kustomization.yaml")).unwrap();
        assert!(kustomization.contains("workload-identity"), "{kustomization}");
        // Only the patch in a file stays: it does more.
        assert!(!kustomization.contains("patch: |"), "{kustomization}");
        assert_eq!(kustomization.contains("path: region.yaml"), !wired.more.is_empty());
        // A config that is there is not overwritten.
        let (status, _, said) = run(folder.path(), "init --write");
        assert_eq!(status, 2, "{said}");
        assert!(said.contains("error[FWI943]"), "{said}");
    }
}

/// A credential configuration by hand, in a ConfigMap of its own name.
const CREDENTIALS: &str = r#"apiVersion: v1
kind: ConfigMap
metadata: {name: gcp, namespace: flux-system}
data:
  config.json: |
    {"type": "external_account", "universe_domain": "googleapis.com",
     "audience": "//iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q",
     "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
     "token_url": "https://sts.googleapis.com/v1/token",
     "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/flux@acme-prod.iam.gserviceaccount.com:generateAccessToken",
     "credential_source": {"file": "/var/run/tokens/token", "format": {"type": "text"}}}
"#;

const CREDENTIALS_PATCH: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller}
spec:
  template:
    spec:
      containers:
      - name: manager
        env: [{name: GOOGLE_APPLICATION_CREDENTIALS, value: /etc/gcp/config.json}]
        volumeMounts:
        - {name: token, mountPath: /var/run/tokens}
        - {name: gcp, mountPath: /etc/gcp}
      volumes:
      - name: token
        projected:
          sources:
          - serviceAccountToken: {audience: 'https://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q', path: token}
      - name: gcp
        configMap: {name: gcp}
";

pub(crate) fn a_wiring_of_other_names_is_read_and_what_wins_is_told() {
    if !has_tools("kustomize", "init").unwrap() {
        return;
    }
    let wired = Wired {
        patches: "- path: region.yaml\n  target: {kind: Deployment, name: source-controller}\n",
        more: CREDENTIALS_PATCH,
        expected: &[],
    };
    let folder = repository(&wired);
    write(folder.path(), "gotk-sync.yaml", &format!("{SYNC}---\n{CREDENTIALS}"));
    let before = identities(folder.path());
    let (status, config, said) = run(folder.path(), "init");
    assert_eq!((status, said.as_str()), (0, ""), "{config}");
    for line in [
        "provider: gcp",
        "cluster: other",
        "serviceAccountEmail: flux@acme-prod.iam.gserviceaccount.com",
        "workloadIdentityProvider: projects/7/locations/global/workloadIdentityPools/p/providers/q",
    ] {
        assert!(config.lines().any(|found| found.trim() == line), "{line} in\n{config}");
    }
    let (status, printed, said) = run(folder.path(), "init --write");
    assert_eq!(status, 1, "{printed}{said}");
    assert!(
        said.contains("error[FWI251]") && said.contains("this comes later, and wins"),
        "{said}"
    );
    assert_eq!(identities(folder.path()), before, "{said}");
}

pub(crate) fn the_patches_of_a_flux_instance_are_read() {
    if !has_tools("kustomize", "init").unwrap() {
        return;
    }
    let instance = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: gitops}
spec:
  distribution: {version: 2.9.x}
  cluster: {objectLevelWorkloadIdentity: true}
  sync: {kind: GitRepository, url: 'https://example.com/fleet', path: one}
  kustomize:
    patches:
    - target: {kind: ServiceAccount, name: kustomize-controller}
      patch: |
        - op: add
          path: /metadata/annotations
          value: {eks.amazonaws.com/role-arn: 'arn:aws:iam::490185926743:role/flux'}
";
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    fs::create_dir_all(folder.path().join("one")).unwrap();
    fs::write(folder.path().join("one/flux.yaml"), instance).unwrap();
    let (status, config, said) = run(folder.path(), "init");
    assert_eq!((status, said.as_str()), (0, ""), "{config}");
    let spec = "\
spec:
  provider: aws
  cluster: eks
  namespace: gitops
  identities:
    - controllers: [kustomize-controller]
      roleArn: arn:aws:iam::490185926743:role/flux
  objectLevel:
    enabled: true
";
    assert!(config.ends_with(spec), "{config}");
}
