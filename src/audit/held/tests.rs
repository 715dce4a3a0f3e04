//! Which file a controller reads, as Kubernetes mounts it, and what an audit says of it.

use super::super::{Cluster, Extent, audit};
use crate::flux::Accounts;
use crate::krm::{Documents, Object};

const TOKEN: &str = "{name: t, projected: {sources: [{serviceAccountToken: {audience: sts.amazonaws.com, path: token}}]}}";
const NONE: [u16; 0] = [];
const ROLE: &str = "{name: AWS_ROLE_ARN, value: arn:aws:iam::490185926743:role/flux}";

/// The codes of what is found in a source-controller with this environment, these mounts and these
/// volumes, and a ConfigMap with this credential configuration.
fn codes(env: &str, mounts: &str, volumes: &str, credentials: &str) -> Vec<u16> {
    let text = format!(
        "apiVersion: v1
kind: ServiceAccount
metadata: {{name: source-controller, namespace: flux-system}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: credentials, namespace: flux-system}}
data:
  gcp.json: '{credentials}'
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: source-controller, namespace: flux-system}}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env: [{env}]
        volumeMounts: [{mounts}]
      volumes: [{volumes}]
"
    );
    let mut documents = Documents::open(&text, 0);
    documents.read(|_| true).unwrap();
    let objects: Vec<Object<'_, '_>> = documents.objects();
    let found = audit(&Cluster::read(&objects, Extent::Whole, None, &Accounts::default()));
    found.iter().map(|finding| finding.diagnostic.code.number).collect()
}

/// The codes for AWS, where the variable of the file has these values, one after the other.
fn of_aws(files: &[&str], mounts: &str, volumes: &str) -> Vec<u16> {
    let files =
        files.iter().map(|file| format!(", {{name: AWS_WEB_IDENTITY_TOKEN_FILE, value: {file}}}"));
    codes(&format!("{ROLE}{}", files.collect::<String>()), mounts, volumes, "")
}

#[test]
fn the_last_variable_of_a_name_counts() {
    let mounts = "{name: t, mountPath: /a}";
    assert_eq!(of_aws(&["/nope", "/a/token"], mounts, TOKEN), NONE);
    assert_eq!(of_aws(&["/a/token", "/nope"], mounts, TOKEN), [306]);
}

#[test]
fn a_reference_to_a_variable_is_not_read() {
    let mounts = "{name: t, mountPath: /a}";
    assert_eq!(of_aws(&["$(D)/token"], mounts, TOKEN), NONE);
    assert_eq!(of_aws(&["/$$(D)/token"], mounts, TOKEN), [306]);
}

#[test]
fn names_of_files_are_resolved() {
    let mounts = "{name: t, mountPath: /var/run/a/}";
    for file in ["/var/run/a/token", "/var//run/./a/token", "/run/a/token"] {
        assert_eq!(of_aws(&[file], mounts, TOKEN), NONE, "{file}");
    }
    assert_eq!(of_aws(&["/run/secrets/x"], "", ""), NONE, "what a webhook mounts");
}

#[test]
fn a_token_without_an_audience_is_for_the_api_server() {
    for audience in ["", "audience: '', "] {
        let volume = format!(
            "{{name: t, projected: {{sources: [{{serviceAccountToken: {{{audience}path: token}}}}]}}}}"
        );
        assert_eq!(of_aws(&["/a/token"], "{name: t, mountPath: /a}", &volume), [318]);
    }
}

#[test]
fn the_mount_nearest_to_the_file_counts() {
    let part = |part| format!("{{name: t, mountPath: /a/x, subPath: {part}}}");
    assert_eq!(of_aws(&["/a/x"], &part("token"), TOKEN), NONE);
    assert_eq!(of_aws(&["/a/x"], &part("nope"), TOKEN), [306]);
    assert_eq!(of_aws(&["/a"], "{name: t, mountPath: /a}", TOKEN), [306], "a folder");
    let volumes = format!("{TOKEN}, {{name: e, emptyDir: {{}}}}");
    for [token, empty] in [["/a", "/a/b"], ["/a/b", "/a/b/token"]] {
        let mounts = format!("{{name: t, mountPath: {token}}}, {{name: e, mountPath: {empty}}}");
        assert_eq!(of_aws(&["/a/b/token"], &mounts, &volumes), [306], "{empty}");
    }
}

#[test]
fn a_credential_configuration_is_read_from_a_projected_volume() {
    let env = "{name: GOOGLE_APPLICATION_CREDENTIALS, value: /c/gcp.json}";
    let volume = "{name: c, projected: {sources: [{configMap: {name: credentials}}, {serviceAccountToken: {audience: https://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q, path: token}}]}}";
    let json = |file| {
        format!(
            "{{\"type\": \"external_account\", \"audience\": \"//iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q\", \"credential_source\": {{\"file\": \"{file}\"}}}}"
        )
    };
    let mounts = "{name: c, mountPath: /c}";
    assert_eq!(codes(env, mounts, volume, &json("/c/token")), NONE);
    assert_eq!(codes(env, mounts, volume, &json("/nope/token")), [306]);
}
