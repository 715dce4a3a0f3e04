//! `map`: who uses which identity, in its three forms.

use super::folder::Folder;

const MANIFESTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations: {eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: Bucket
metadata: {name: apps, namespace: apps}
spec: {provider: aws, bucketName: apps, endpoint: s3.amazonaws.com}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: apps, namespace: apps}
spec: {provider: azure, url: oci://acme.azurecr.io/apps, serviceAccountName: tenant}
";

#[test]
fn a_table_says_who_asks_for_what_through_which_account() {
    let wanted = "\
Bucket apps/apps
  asks for  s3 of aws
  through   ServiceAccount flux-system/source-controller
  as        arn:aws:iam::490185926743:role/flux
OCIRepository apps/apps
  asks for  acr of azure
  through   ServiceAccount apps/tenant
  as        no identity to be seen

";
    Folder::with(&[("flux.yaml", MANIFESTS)]).run("map flux.yaml").is(0, wanted, "");
    let none = "no object asks for a cloud\n\n";
    Folder::with(&[("flux.yaml", "a: 1\n")]).run("map flux.yaml").is(0, none, "");
}

#[test]
fn a_diagram_has_each_of_them_once_and_no_sign_of_its_own_in_a_name() {
    let hostile =
        MANIFESTS.replace("Bucket\nmetadata: {name: apps", "Bucket\nmetadata: {name: 'a\"]#'");
    let wanted = "\
flowchart LR
  subgraph cluster0[\"manifests\"]
    c0n0[\"Bucket apps/a#34;]#35;\"]
    c0n1[\"ServiceAccount flux-system/source-controller\"]
    c0n2[\"arn:aws:iam::490185926743:role/flux\"]
    c0n3[\"s3 of aws\"]
    c0n4[\"OCIRepository apps/apps\"]
    c0n5[\"ServiceAccount apps/tenant\"]
    c0n6[\"no identity to be seen\"]
    c0n7[\"acr of azure\"]
    c0n0 --> c0n1
    c0n1 --> c0n2
    c0n2 --> c0n3
    c0n4 --> c0n5
    c0n5 --> c0n6
    c0n6 --> c0n7
  end
";
    let folder = Folder::with(&[("flux.yaml", &hostile)]);
    folder.run("map --format mermaid flux.yaml").is(0, wanted, "");
}

#[test]
fn json_has_the_same() {
    let folder = Folder::with(&[("flux.yaml", MANIFESTS)]);
    let printed = folder.run("map --format json flux.yaml").prints();
    let map: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let reached = &map["clusters"][0]["reached"];
    assert_eq!(reached[0]["identity"], "arn:aws:iam::490185926743:role/flux");
    assert_eq!(reached[0]["service"], "s3");
    assert_eq!(reached[1]["serviceAccount"]["name"], "tenant");
    assert!(reached[1].get("identity").is_none());
}
