//! Ways to give Flux identities of a cloud, with objects that ask for them.

use super::flux::{Wired, token_creation};

/// A wiring: who gets what, and who asks for it.
pub(super) struct Wiring {
    pub(super) name: &'static str,
    /// The version of Flux.
    pub(super) version: &'static str,
    pub(super) wired: Vec<Wired>,
    /// Documents of the namespace of Flux.
    pub(super) flux: String,
    /// Documents of the namespace `apps`.
    pub(super) objects: String,
    /// Whether SOPS has encrypted some of them.
    pub(super) is_encrypted: bool,
}

const ROLE: (&str, &str) =
    ("eks.amazonaws.com/role-arn", "arn:aws:iam::490185926743:role/flux-ecr");
const CLIENT: (&str, &str) =
    ("azure.workload.identity/client-id", "7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f");
const TENANT_ROLE: (&str, &str) =
    ("eks.amazonaws.com/role-arn", "arn:aws:iam::490185926743:role/puller");
const TENANT_CLIENT: (&str, &str) =
    ("azure.workload.identity/client-id", "a1b2c3d4-1f3c-4a64-9d0e-5a4f8c1d2e3f");
const TENANT_EMAIL: (&str, &str) =
    ("iam.gke.io/gcp-service-account", "puller@acme.iam.gserviceaccount.com");
const USE: (&str, &str) = ("azure.workload.identity/use", "\"true\"");
const EMAIL: (&str, &str) = ("iam.gke.io/gcp-service-account", "flux@acme.iam.gserviceaccount.com");
const GATE: &str = "--feature-gates=ObjectLevelWorkloadIdentity=true";
const READERS: [&str; 2] = ["source-controller", "image-reflector-controller"];

const AWS: Wired = Wired {
    controller: "source-controller",
    annotations: &[],
    labels: &[],
    arguments: &[],
    variables: &[
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ROLE_ARN", "arn:aws:iam::490185926743:role/flux-ecr"),
        ("AWS_ROLE_SESSION_NAME", "source-controller.flux-system.eu-west-1.fluxcd.io"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/service-account/aws-token"),
    ],
    volumes: &[(
        "aws-token",
        "/var/run/service-account",
        "projected: {sources: [{serviceAccountToken: {audience: sts.amazonaws.com, \
         expirationSeconds: 3600, path: aws-token}}]}",
    )],
};

const AZURE: Wired = Wired {
    controller: "source-controller",
    annotations: &[],
    labels: &[],
    arguments: &[],
    variables: &[
        ("AZURE_TENANT_ID", "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f"),
        ("AZURE_CLIENT_ID", "7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f"),
        ("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com/"),
        ("AZURE_FEDERATED_TOKEN_FILE", "/var/run/service-account/azure-token"),
    ],
    volumes: &[(
        "azure-token",
        "/var/run/service-account",
        "projected: {sources: [{serviceAccountToken: {audience: api://AzureADTokenExchange, \
         expirationSeconds: 3600, path: azure-token}}]}",
    )],
};

const GCP: Wired = Wired {
    controller: "source-controller",
    annotations: &[],
    labels: &[],
    arguments: &[],
    variables: &[(
        "GOOGLE_APPLICATION_CREDENTIALS",
        "/etc/workload-identity/credential-configuration.json",
    )],
    volumes: &[
        (
            "gcp-token",
            "/var/run/service-account",
            "projected: {sources: [{serviceAccountToken: {audience: \
             https://iam.googleapis.com/projects/314159265358/locations/global/\
             workloadIdentityPools/fleet/providers/prod, expirationSeconds: 3600, path: \
             gcp-token}}]}",
        ),
        (
            "workload-identity-credential-configuration",
            "/etc/workload-identity",
            "configMap: {name: source-controller-workload-identity-federation}",
        ),
    ],
};

/// What Google's libraries read of GCP's projected wiring.
const FEDERATION: &str = r#"---
apiVersion: v1
kind: ConfigMap
metadata:
  name: source-controller-workload-identity-federation
  namespace: flux-system
data:
  credential-configuration.json: |
    {
      "universe_domain": "googleapis.com",
      "type": "external_account",
      "audience": "//iam.googleapis.com/projects/314159265358/locations/global/workloadIdentityPools/fleet/providers/prod",
      "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
      "token_url": "https://sts.googleapis.com/v1/token",
      "credential_source": {"file": "/var/run/service-account/gcp-token", "format": {"type": "text"}},
      "token_info_url": "https://sts.googleapis.com/v1/introspect"
    }
"#;

const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: apps\n";

/// The clouds: provider, registry.
const CLOUDS: [(&str, &str); 3] = [
    ("aws", "490185926743.dkr.ecr.eu-west-1.amazonaws.com"),
    ("azure", "acme.azurecr.io"),
    ("gcp", "europe-west1-docker.pkg.dev/acme"),
];

/// Objects that read the registry of a cloud; `more` is of the first one's spec.
fn readers(provider: &str, more: &str) -> String {
    let registry = CLOUDS.iter().find(|(name, _)| *name == provider).unwrap().1;
    format!(
        "{NAMESPACE}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: podinfo
  namespace: apps
spec:
  interval: 5m
  url: oci://{registry}/charts/podinfo
  provider: {provider}
{more}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: podinfo
  namespace: apps
spec:
  interval: 10m
  chartRef: {{kind: OCIRepository, name: podinfo}}
  values: {{ingress: {{enabled: true}}}}
"
    )
}

/// The same, and an image that is looked for.
fn images(provider: &str) -> String {
    let registry = CLOUDS.iter().find(|(name, _)| *name == provider).unwrap().1;
    let image = "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata:\n  name: \
                 podinfo\n  namespace: apps\nspec:\n  interval: 5m\n";
    format!(
        "{}---\n{image}  image: {registry}/podinfo\n  provider: {provider}\n",
        readers(provider, "")
    )
}

/// A tenant's own ServiceAccount.
fn tenant(provider: &str, annotations: &[(&str, &str)]) -> String {
    let mut text = readers(provider, "  serviceAccountName: puller\n")
        + "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: puller\n  namespace: apps\n  \
           annotations:\n";
    for (key, value) in annotations {
        text += &format!("    {key}: {value}\n");
    }
    text
}

fn annotated(key: &'static [(&'static str, &'static str)]) -> Vec<Wired> {
    READERS.map(|controller| Wired { controller, annotations: key, ..Wired::default() }).to_vec()
}

fn gated() -> Vec<Wired> {
    let mut controllers = super::flux::CONTROLLERS.to_vec();
    controllers.retain(|name| *name != "helm-controller");
    controllers
        .into_iter()
        .map(|controller| Wired { controller, arguments: &[GATE], ..Wired::default() })
        .collect()
}

/// A Secret that SOPS has encrypted with this key alone.
fn encrypted(key: &str) -> String {
    format!(
        "{NAMESPACE}---
apiVersion: v1
kind: Secret
metadata:
  name: database
  namespace: apps
stringData:
  password: ENC[AES256_GCM,data:3rt=,iv:4f5=,tag:6a7=,type:str]
sops:
  {key}
  lastmodified: \"2026-01-01T00:00:00Z\"
  mac: ENC[AES256_GCM,data:3rt=,iv:4f5=,tag:6a7=,type:str]
  encrypted_regex: ^(data|stringData)$
  version: 3.9.4
"
    )
}

/// A wiring of the newest Flux of which the facts are tables.
fn of(name: &'static str, wired: Vec<Wired>, objects: String) -> Wiring {
    Wiring { name, version: "v2.9.3", wired, flux: String::new(), objects, is_encrypted: false }
}

/// The wiring of a name.
pub(super) fn wiring(name: &'static str) -> Wiring {
    let decrypts = |annotations| {
        vec![Wired { controller: "kustomize-controller", annotations, ..Wired::default() }]
    };
    match name {
        "aws" => of(name, annotated(&[ROLE]), images("aws")),
        "aws-2.3" => Wiring { version: "v2.3.0", ..of(name, annotated(&[ROLE]), images("aws")) },
        "aws-2.7" => Wiring { version: "v2.7.5", ..of(name, annotated(&[ROLE]), images("aws")) },
        "aws-projected" => of(name, vec![AWS], readers("aws", "")),
        "aws-pod-identity" => of(name, vec![], images("aws")),
        "aws-object" => of(name, gated(), tenant("aws", &[TENANT_ROLE])),
        "aws-object-2.6" => {
            Wiring { version: "v2.6.4", ..of(name, gated(), tenant("aws", &[TENANT_ROLE])) }
        }
        "aws-object-2.10" => Wiring {
            version: "v2.10.1",
            flux: token_creation("flux-object-identity"),
            ..of(name, vec![], tenant("aws", &[TENANT_ROLE]))
        },
        "aws-kms" => Wiring {
            is_encrypted: true,
            ..of(
                name,
                decrypts(&[(
                    "eks.amazonaws.com/role-arn",
                    "arn:aws:iam::490185926743:role/flux-kms",
                )]),
                encrypted("kms: [{arn: arn:aws:kms:eu-west-1:490185926743:key/1, enc: AQ==}]"),
            )
        },
        "azure" => of(
            name,
            READERS
                .map(|controller| Wired {
                    controller,
                    annotations: &[CLIENT],
                    labels: &[USE],
                    ..Wired::default()
                })
                .to_vec(),
            images("azure"),
        ),
        "azure-projected" => of(name, vec![AZURE], readers("azure", "")),
        "azure-object" => of(
            name,
            gated(),
            tenant(
                "azure",
                &[
                    TENANT_CLIENT,
                    ("azure.workload.identity/tenant-id", "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f"),
                ],
            ),
        ),
        "azure-keyvault" => Wiring {
            is_encrypted: true,
            ..of(
                name,
                vec![Wired {
                    controller: "kustomize-controller",
                    annotations: &[CLIENT],
                    labels: &[USE],
                    ..Wired::default()
                }],
                encrypted(
                    "azure_kv: [{vault_url: https://acme.vault.azure.net, name: sops, version: a, \
                     enc: AQ==}]",
                ),
            )
        },
        "gcp" => of(name, annotated(&[EMAIL]), images("gcp")),
        "gcp-direct" => of(name, vec![], images("gcp")),
        "gcp-projected" => {
            Wiring { flux: FEDERATION.to_owned(), ..of(name, vec![GCP], readers("gcp", "")) }
        }
        "gcp-object" => of(
            name,
            gated(),
            tenant(
                "gcp",
                &[
                    TENANT_EMAIL,
                    (
                        "gcp.auth.fluxcd.io/workload-identity-provider",
                        "projects/314159265358/locations/global/workloadIdentityPools/fleet/\
                         providers/prod",
                    ),
                ],
            ),
        ),
        "gcp-kms" => Wiring {
            is_encrypted: true,
            ..of(
                name,
                decrypts(&[EMAIL]),
                encrypted(
                    "gcp_kms: [{resource_id: projects/acme/locations/global/keyRings/a/cryptoKeys/b, \
                     enc: AQ==}]",
                ),
            )
        },
        "secret" => of(
            name,
            vec![],
            readers("aws", "")
                .replace("  provider: aws\n", "  provider: generic\n  secretRef: {name: ecr}\n"),
        ),
        other => unreachable!("there is no wiring {other}"),
    }
}
