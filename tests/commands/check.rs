//! `apply --check`: what is wanted and what is there.

use super::aws;
use super::folder::{Folder, contains};

#[test]
fn it_says_what_is_wanted_and_what_is_there() {
    let wanted = "\
ServiceAccount flux-system/source-controller
  metadata.annotations['eks.amazonaws.com/role-arn'] (flux.yaml:7)
    wanted  \"arn:aws:iam::111122223333:role/new\"
    found   \"arn:aws:iam::111122223333:role/old\"
ServiceAccount flux-system/kustomize-controller
  metadata.annotations['eks.amazonaws.com/role-arn'] (flux.yaml:12)
    wanted  \"arn:aws:iam::111122223333:role/new\"
    found   nothing
";
    aws::run("apply -c config.yaml --check flux.yaml").is(1, wanted, "");
}

#[test]
fn it_says_nothing_where_all_is_as_wanted() {
    let folder = Folder::with(&[("flux.yaml", &aws::edited()), ("config.yaml", aws::CONFIG)]);
    folder.run("apply -c config.yaml --check flux.yaml").says_nothing();
}

/// A build that looks at the status must not take a check that could not be made for drift.
#[test]
fn what_could_not_be_checked_is_not_drift() {
    let folder = Folder::with(&[("flux.yaml", aws::MANIFESTS), ("config.yaml", "a: b\n")]);
    let applied = folder.run("apply -c config.yaml flux.yaml").fails(1);
    let checked = folder.run("apply -c config.yaml --check flux.yaml").fails(2);
    assert_eq!(applied, checked);
    contains(&aws::run("apply -c config.yaml --check absent.yaml").fails(2), "absent.yaml");
}

/// With strict set, what would be replaced is an error to `apply`; to a check it is drift.
#[test]
fn strict_does_not_make_an_error_of_drift() {
    let config = format!("{}  strict: true\n", aws::CONFIG);
    let folder = Folder::with(&[("flux.yaml", aws::MANIFESTS), ("config.yaml", &config)]);
    let drift = folder.run("apply -c config.yaml --check flux.yaml").differs();
    contains(&drift, "found   \"arn:aws:iam::111122223333:role/old\"");
}

/// Identities of another cloud, and those of a controller that the config does not name, stay: only
/// the check tells.
#[test]
fn what_the_config_no_longer_has_is_told() {
    let manifests = aws::edited().replace(
        "  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/new\n  name: kustomize",
        "  annotations:\n    iam.gke.io/gcp-service-account: flux@acme.iam.gserviceaccount.com\n  name: kustomize",
    ) + "\
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: helm-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: helm-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: helm-controller
      containers:
      - name: manager
        env:
        - name: GOOGLE_APPLICATION_CREDENTIALS
          value: /etc/google/c.json
        volumeMounts:
        - name: google
          mountPath: /etc/google
      volumes:
      - name: google
        configMap:
          name: google
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: google
  namespace: flux-system
data:
  c.json: |
    {\"type\": \"external_account\",
     \"audience\": \"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q\"}
";
    let config = aws::CONFIG.replace(", kustomize-controller", "");
    let strict = format!("{config}  strict: true\n");
    let files = [("flux.yaml", manifests.as_str()), ("a.yaml", &config), ("b.yaml", &strict)];
    let folder = Folder::with(&files);
    let (printed, said) = folder.run("apply -c a.yaml --check flux.yaml").warns();
    assert_eq!(printed, "");
    let told = "\
warning[FWI274]: kustomize-controller has an identity of gcp by annotation that the config does not have: serviceAccountEmail \"flux@acme.iam.gserviceaccount.com\"
  --> ServiceAccount flux-system/kustomize-controller: metadata.annotations['iam.gke.io/gcp-service-account']
  --> flux.yaml:13:37
";
    contains(&said, told);
    contains(&said, "helm-controller has an identity of gcp by a projected token that the config");
    let said = folder.run("apply -c b.yaml --check flux.yaml").fails(1);
    contains(&said, "error[FWI274]");
    folder.run("apply -q -c b.yaml flux.yaml").is(0, &manifests, "");
}
