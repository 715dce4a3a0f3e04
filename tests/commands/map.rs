//! `map`: who uses which identity.

use super::folder::{Folder, contains};

const SYNC: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./one
  sourceRef: {kind: GitRepository, name: flux-system}
";

const COMPONENTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/part-of: flux, app.kubernetes.io/version: v2.8.1}
  annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::490185926743:role/flux'}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: kustomize-controller, namespace: flux-system}
";

const OBJECTS: &str = "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: podinfo, namespace: apps}
spec: {provider: aws}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: Bucket
metadata: {name: a-name-that-is-so-long-that-it-has-a-line-of-its-own, namespace: apps}
spec: {provider: gcp}
---
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata: {name: events, namespace: team}
spec: {type: azureeventhub, serviceAccountName: sender}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: sender
  namespace: team
  annotations: {azure.workload.identity/client-id: 6731de76-14a6-49ae-97bc-6eba69143919}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: apps}
sops: {kms: [{arn: 'arn:aws:kms:eu-west-1:490185926743:key/1'}]}
";

fn repository() -> Folder {
    let folder = Folder::with(&[
        ("one/flux-system/gotk-components.yaml", COMPONENTS),
        ("one/flux-system/gotk-sync.yaml", SYNC),
        ("one/objects.yaml", OBJECTS),
    ]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    folder
}

#[test]
fn a_table_fits_into_80_columns() {
    let printed = repository().run("map").prints();
    let expected = "\
Cluster one, Flux 2.8

source-controller: aws arn:aws:iam::490185926743:role/flux
  OBJECT                      SERVICE  PERMISSION
  OCIRepository apps/podinfo  ecr      AmazonEC2ContainerRegistryReadOnly

source-controller: gcp, no identity in the manifests
  OBJECT                                     SERVICE  PERMISSION
  Bucket apps/a-name-that-is-so-long-that-it-has-a-line-of-its-own
                                             gcs      roles/storage.bucketViewer
                                                      roles/storage.objectViewer

kustomize-controller: aws, no identity in the manifests
  OBJECT             SERVICE  PERMISSION
  Secret apps/token  kms      kms:Decrypt
                              kms:DescribeKey

ServiceAccount team/sender: azure 6731de76-14a6-49ae-97bc-6eba69143919
  OBJECT                SERVICE    PERMISSION
  Provider team/events  eventhubs  Azure Event Hubs Data Sender
";
    assert_eq!(printed, expected);
    assert!(printed.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn a_config_shows_what_leaves_no_trace() {
    let folder = repository();
    folder.write(
        "config.yaml",
        "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nspec:\n  \
         cluster: eks\n  provider: aws\n  identities:\n  - controllers: [kustomize-controller]\n    \
         podIdentity: true\n",
    );
    let printed = folder.run("map -c config.yaml").prints();
    contains(&printed, "\nkustomize-controller: aws EKS Pod Identity\n");
    // The config counts, whatever the manifests show.
    contains(&printed, "\nsource-controller: aws, no identity in the manifests\n");
    folder.write("two/flux-system/gotk-sync.yaml", &SYNC.replace("./one", "./two"));
    let said = folder.run("map -c config.yaml").fails(2);
    contains(&said, "-c is for one cluster, and 2 are below the paths");
    folder.write("config.yaml", "spec: {}\n");
    contains(&folder.run("map -c config.yaml one").fails(1), "error[FWI");
}

#[test]
fn the_flux_operator_is_a_user_of_its_own() {
    let folder = Folder::with(&[(
        "objects.yaml",
        "apiVersion: v1
kind: ServiceAccount
metadata:
  name: flux-operator
  namespace: flux-system
  annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::490185926743:role/operator'}
---
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSetInputProvider
metadata: {name: charts, namespace: apps}
spec: {type: ECRArtifactTag, url: 'oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/charts'}
---
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: {sync: {kind: Bucket, url: s3.eu-west-1.amazonaws.com, path: ., provider: aws}}
",
    )]);
    let printed = folder.run("map objects.yaml").prints();
    contains(
        &printed,
        "\nsource-controller: aws, no identity in the manifests
  OBJECT                         SERVICE  PERMISSION
  FluxInstance flux-system/flux  s3       AmazonS3ReadOnlyAccess

flux-operator: aws arn:aws:iam::490185926743:role/operator
  OBJECT                             SERVICE  PERMISSION
  ResourceSetInputProvider apps/charts
                                     ecr      AmazonEC2ContainerRegistryReadOnly
",
    );
}

#[test]
fn manifests_are_one_cluster() {
    let folder = repository();
    let files = "one/flux-system/gotk-components.yaml one/objects.yaml";
    let printed = folder.run(&format!("map {files}")).prints();
    let whole = folder.run("map one").prints();
    assert_eq!(printed, whole.replace("Cluster one", "Cluster manifests"));
}

#[test]
fn a_flowchart_takes_any_name() {
    let folder = repository();
    let hostile = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\n\
                   metadata: {name: \"x\\\"]\\nend<b>\", namespace: apps}\nspec: {provider: aws}\n";
    folder.write("one/objects.yaml", hostile);
    let expected = "\
flowchart LR
  subgraph cluster0[\"one, Flux 2.8\"]
    n0[\"source-controller\"]
    n1[\"aws arn:aws:iam::490185926743:role/flux\"]
    n0 --> n1
    n2[\"OCIRepository apps/x#34;#93; end#60;b#62;\"]
    n2 --> n0
    n3[\"aws ecr: AmazonEC2ContainerRegistryReadOnly\"]
    n1 --> n3
  end
";
    folder.run("map --format mermaid").is(0, expected, "");
}

#[test]
fn programs_read_json() {
    let printed = repository().run("map --format json").prints();
    let read: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let user = &read["clusters"][0]["users"][0];
    assert_eq!(read["clusters"][0]["fluxVersion"], "2.8");
    assert_eq!(user["controller"], "source-controller");
    assert_eq!(user["identity"], "arn:aws:iam::490185926743:role/flux");
    assert_eq!(user["wiring"], "annotation");
    assert_eq!(user["uses"][0]["resource"]["name"], "podinfo");
    assert_eq!(user["uses"][0]["permissions"][0], "AmazonEC2ContainerRegistryReadOnly");
    assert_eq!(read["clusters"][0]["users"][1]["identity"], serde_json::Value::Null);
}
