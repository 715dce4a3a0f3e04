//! Examples that are a part of a controller's manifests: put into their place, and held against a
//! config.

use flux_workload_identity::diagnostic::{Code, Diagnostic};
use flux_workload_identity::{Purpose, apply, yaml};

/// Where an example stands.
enum Place {
    /// There is nothing but this object.
    Alone,
    /// The metadata of the ServiceAccount.
    Metadata,
    /// An annotation of the ServiceAccount, or all of them.
    Annotations,
    /// A label of the Deployment.
    Label,
    /// The metadata of the pods.
    Pods,
    /// The containers.
    Containers,
    /// A field of the container.
    Container,
}

const AWS: &str = "provider: aws
  identities: [{services: [ecr], roleArn: arn:aws:iam::123456789012:role/flux}]";
const AWS_PROJECTED: &str = "provider: aws
  cluster: other
  wiring: projected
  identities: [{services: [ecr], roleArn: arn:aws:iam::123456789012:role/flux, region: eu-west-1}]";
const GCP: &str = "provider: gcp
  identities: [{services: [gar], serviceAccountEmail: flux@project.iam.gserviceaccount.com}]";
const GCP_DIRECT: &str = "provider: gcp
  identities: [{services: [gar]}]";
const AZURE: &str = "provider: azure
  identities: [{services: [acr], clientId: 0b1e6a6c-5d3b-4b0e-9d1b-3a6c5d3b4b0e}]";
const OBJECT_LEVEL: &str = "provider: aws
  objectLevel: {enabled: true, controllers: [source-controller]}";

/// The codes, with the spec of the config that meets the example.
const FRAGMENTS: &[(&str, Place, &str)] = &[
    ("FWI201", Place::Metadata, GCP),
    ("FWI202", Place::Annotations, AWS),
    ("FWI203", Place::Annotations, AWS_PROJECTED),
    ("FWI205", Place::Alone, AWS),
    ("FWI207", Place::Metadata, AWS),
    ("FWI211", Place::Containers, AWS_PROJECTED),
    ("FWI212", Place::Container, AWS_PROJECTED),
    ("FWI213", Place::Container, AWS),
    ("FWI214", Place::Annotations, GCP_DIRECT),
    ("FWI217", Place::Label, OBJECT_LEVEL),
    ("FWI219", Place::Container, OBJECT_LEVEL),
    ("FWI223", Place::Metadata, AWS),
    ("FWI270", Place::Annotations, AWS),
    ("FWI271", Place::Pods, AWS),
    ("FWI272", Place::Container, AWS),
    ("FWI273", Place::Container, AWS),
    ("FWI274", Place::Annotations, AZURE),
];

#[test]
fn a_part_of_the_manifests_fails_and_passes() {
    let mut wrong = Vec::new();
    for (name, place, config) in FRAGMENTS {
        let code = Code::named(name).unwrap();
        let [fails, passes] =
            [code.fails, code.passes].map(|example| said(config, &manifests(place, example)));
        let is_told = |said: &[Diagnostic]| said.iter().any(|said| said.code == code);
        if !is_told(&fails) {
            wrong.push(format!("{name}: what fails does not: {}\n{}", code.fails, list(&fails)));
        }
        if is_told(&passes) {
            wrong.push(format!("{name}: what passes does not: {}\n{}", code.passes, list(&passes)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn list(said: &[Diagnostic]) -> String {
    said.iter().map(|said| format!("  {}: {}\n", said.code, said.message)).collect()
}

/// What is said of manifests, if they are edited and if they are looked at.
fn said(spec: &str, manifests: &str) -> Vec<Diagnostic> {
    let config = format!(
        "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nmetadata:\n  \
         name: flux\nspec:\n  {spec}\n"
    );
    let config = yaml::parse(&config, 0..config.len()).unwrap().unwrap();
    let mut said = Vec::new();
    for purpose in [Purpose::Make, Purpose::Tell] {
        let applied = apply(&config, &[manifests], purpose).unwrap();
        said.extend(applied.diagnostics);
        said.extend(applied.changes);
    }
    said
}

/// The manifests of the source-controller with an example in them.
fn manifests(place: &Place, example: &str) -> String {
    let metadata = match place {
        Place::Alone => return format!("apiVersion: v1\n{example}\n"),
        Place::Metadata => example.to_owned(),
        Place::Annotations => {
            let is_whole = example.starts_with("annotations:");
            let annotations = if is_whole { "  " } else { "  annotations:\n    " };
            format!(
                "metadata:\n  name: source-controller\n  namespace: flux-system\n{annotations}{example}"
            )
        }
        _ => "metadata: {name: source-controller, namespace: flux-system}".to_owned(),
    };
    let pods = match place {
        Place::Pods => example,
        _ => "labels: {app: source-controller}",
    };
    let label = match place {
        Place::Label => example,
        _ => "app.kubernetes.io/version: v2.9.3",
    };
    let containers = match place {
        Place::Containers => example.to_owned(),
        Place::Container => format!("containers:\n      - name: manager\n        {example}"),
        _ => "containers: [{name: manager, args: [--events-addr=a]}]".to_owned(),
    };
    format!(
        "apiVersion: v1
kind: ServiceAccount
{metadata}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels:
    {label}
spec:
  template:
    metadata:
      {pods}
    spec:
      serviceAccountName: source-controller
      {containers}
"
    )
}
