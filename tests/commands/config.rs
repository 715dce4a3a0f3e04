//! The places in which a config may stand.

use super::aws::{self, CONFIG, MANIFESTS};
use super::folder::{Folder, contains};

const APPLY: &str = "apply -q -c config.yaml flux.yaml";

fn with_config(config: &str) -> Folder {
    Folder::with(&[("flux.yaml", MANIFESTS), ("config.yaml", config)])
}

#[test]
fn it_may_stand_among_other_documents() {
    let folder = with_config(&format!("# ours\nkind: Other\n---\n{CONFIG}---\nkind: Last\n"));
    folder.run(APPLY).is(0, &aws::edited(), "");
}

#[test]
fn it_may_come_from_stdin() {
    let ran = aws::folder().run_with("apply -q -c - flux.yaml", CONFIG, &[]);
    ran.is(0, &aws::edited(), "");
}

#[test]
fn it_may_stand_in_the_arguments() {
    let flat = "apply -q -s provider=aws -s controllers=source-controller,kustomize-controller \
                --set roleArn=arn:aws:iam::111122223333:role/new flux.yaml";
    aws::run(flat).is(0, &aws::edited(), "");
}

#[test]
fn two_are_an_error_at_the_second() {
    let said = with_config(&format!("{CONFIG}---\n{CONFIG}")).run(APPLY).fails(1);
    contains(&said, "more than one config\n  --> config.yaml:11:1\n");
}

#[test]
fn the_config_of_an_audit_may_stand_beside_it() {
    let audit = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentityAudit\n\
                 metadata: {name: audit}\n";
    let identity = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
                    metadata: {name: flux}\nspec:\n  provider: gcp\n  identities:\n  - services: \
                    [gar]\n    serviceAccountEmail: flux@acme-1.iam.gserviceaccount.com\n";
    let folder = Folder::with(&[("config.yaml", &format!("{audit}---\n{identity}"))]);
    contains(&folder.run("patches -q -c config.yaml").prints(), "flux@acme-1");
    folder.write("config.yaml", &format!("{identity}---\n{audit}"));
    contains(&folder.run("patches -q -c config.yaml").prints(), "flux@acme-1");
    folder.write("config.yaml", audit);
    let said = folder.run("patches -q -c config.yaml").fails(1);
    contains(&said, "FluxWorkloadIdentityAudit");
}
