//! `patches --format helm-values --write values.yaml`: what the program writes into a user's values
//! of a Helm chart. That Helm makes of them what it should is tested in `tests/tools/helm.rs`.

use super::folder::{Folder, contains};

pub(crate) const WRITE: &str = "patches -q -c config.yaml --format helm-values --write values.yaml";
const CHECK: &str = "patches -q -c config.yaml --format helm-values --check values.yaml";
const REMOVE: &str = "patches -q -c nothing.yaml --format helm-values --write values.yaml";

const WRITTEN: &str = "values.yaml: written\n";

const LISTS: &str = "\
note: of a list that two values files have, Helm takes the last file's
  help: name this file last, and have these lists in no other file behind -f
";

/// What is said of a write by which controllers get another identity.
fn note(controllers: &str) -> String {
    let restart = format!(
        "note: pods get an identity when they start: once the change is in the cluster, run\n  \
         kubectl -n flux-system rollout restart deployment {controllers}\n"
    );
    [WRITTEN, &restart, LISTS].concat()
}

/// A config of these lines below `spec`.
pub(crate) fn config(spec: &str) -> String {
    format!(
        "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nspec:\n{spec}"
    )
}

/// An AWS identity of two controllers, by annotations.
pub(crate) const ANNOTATED: &str = "  provider: aws\n  cluster: eks\n  fluxVersion: '2.9'\n  identities:\n  \
                         - controllers: [source-controller, helm-controller]\n    \
                         roleArn: arn:aws:iam::111122223333:role/flux\n";

/// The same by a projected token.
const PROJECTED: &str = "  provider: aws\n  cluster: other\n  region: eu-west-1\n  fluxVersion: '2.9'\n  \
                         identities:\n  - controllers: [source-controller, helm-controller]\n    \
                         roleArn: arn:aws:iam::111122223333:role/flux\n";

/// A Google identity, with object identity and its lockdown.
pub(crate) const EVERYTHING: &str = "  provider: gcp\n  cluster: other\n  fluxVersion: '2.9'\n  \
                          restartOnChange: true\n  \
                          workloadIdentityProvider: projects/1/locations/global/workloadIdentityPools/a/providers/b\n  \
                          identities:\n  - controllers: [source-controller, helm-controller]\n  \
                          objectLevel:\n    enabled: true\n    defaultServiceAccount: default\n    \
                          defaultKubeConfigServiceAccount: default\n";

pub(crate) const COMMENTED: &str = "\
# Flux
sourceController:
    # egress
    extraEnv:
        - name: HTTPS_PROXY # the proxy
          value: http://proxy
    container:
        additionalArgs:
            - '--feature-gates=A=true'

    serviceAccount:
        annotations: {team: platform}

# end
";

/// Values of many forms; what is written into them can be taken out again.
const VALUES: &[&str] = &[
    COMMENTED,
    "helmController:\r\n  volumes:\r\n  - name: ca\r\n    secret: {secretName: ca}\r\n",
    "{sourceController: {extraEnv: [{name: A, value: b}]}, extraObjects: [{kind: A, metadata: {name: a}}]}\n",
    "extraObjects:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: mine}\nzzz: 1",
    "policies: {create: false}\n---\n",
    "# Nothing yet\n",
    "",
    // A dependency of the user's own chart.
    "flux2:\n  helmController:\n    create: true\nother: [1]\n",
    "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: flux}
spec: {url: https://example.org}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: flux
spec:
  chart: {spec: {chart: flux2}}
  values: # ours
    sourceController:
      extraEnv: [{name: A, value: b}]
  interval: 1h
",
];

pub(crate) fn folder(spec: &str, values: &str) -> Folder {
    Folder::with(&[
        ("config.yaml", &config(spec)),
        ("nothing.yaml", &config("  identities: []\n")),
        ("values.yaml", values),
    ])
}

#[test]
fn what_is_written_once_stays_and_can_be_taken_out() {
    for spec in [ANNOTATED, PROJECTED, EVERYTHING] {
        for values in VALUES {
            let folder = folder(spec, values);
            contains(&folder.run(CHECK).differs(), "+++ values.yaml");
            assert_eq!(folder.read("values.yaml"), *values);
            folder.run(WRITE).says_nothing();
            let written = folder.read("values.yaml");
            for line in values.lines().filter(|line| line.trim_start().starts_with('#')) {
                contains(&written, line);
            }
            folder.run(CHECK).says_nothing();
            folder.run(WRITE).says_nothing();
            assert_eq!(folder.read("values.yaml"), written);
            folder.run(REMOVE).says_nothing();
            assert_eq!(folder.read("values.yaml"), *values, "{written}");
        }
    }
}

#[test]
fn one_way_to_an_identity_takes_the_place_of_another() {
    for values in VALUES {
        let folder = folder(ANNOTATED, values);
        folder.run(WRITE).says_nothing();
        let annotated = folder.read("values.yaml");
        folder.write("config.yaml", &config(PROJECTED));
        folder.run(WRITE).says_nothing();
        let projected = folder.read("values.yaml");
        assert!(!projected.contains("eks.amazonaws.com") && projected.contains("aws-token"));
        folder.write("config.yaml", &config(ANNOTATED));
        folder.run(WRITE).says_nothing();
        assert!(!folder.read("values.yaml").contains("aws-token"));
        contains(&folder.read("values.yaml"), annotated.lines().next().unwrap_or_default());
    }
}

#[test]
fn merged_by_name_and_nothing_else_touched() {
    let folder = folder(ANNOTATED, COMMENTED);
    folder.run(&WRITE.replace(" -q", "")).is(0, "", &note("source-controller helm-controller"));
    let added = "\
helmController:
    serviceAccount:
        annotations:
            eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/flux
";
    let role =
        "{team: platform, eks.amazonaws.com/role-arn: \"arn:aws:iam::111122223333:role/flux\"}";
    let wanted =
        COMMENTED.replace("{team: platform}", role).replace("\n# end", &format!("{added}\n# end"));
    assert_eq!(folder.read("values.yaml"), wanted);
    folder.run(&WRITE.replace(" -q", "")).is(0, "", "values.yaml: nothing to change\n");
}

#[test]
fn a_file_is_made_of_what_is_wanted() {
    let folder = Folder::with(&[
        ("config.yaml", &config(ANNOTATED)),
        ("nothing.yaml", &config("  identities: []\n")),
    ]);
    folder.run(REMOVE).says_nothing();
    assert!(!folder.path("values.yaml").exists());
    folder.run(WRITE).says_nothing();
    let printed = folder.run("patches -q -c config.yaml --format helm-values").prints();
    assert_eq!(folder.read("values.yaml"), printed);
}

#[test]
fn a_removal_is_told_and_strict_refuses_it() {
    let values = "\
helmController:
  serviceAccount:
    annotations:
      eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/by-hand
  container:
    additionalArgs:
    - --feature-gates=A=true,ObjectLevelWorkloadIdentity=true
    - --default-service-account=impersonated
    - --default-kubeconfig-service-account=default
";
    let one = ANNOTATED.replace(", helm-controller", "");
    let folder = folder(&one, values);
    let told = "\
warning[FWI292]: the aws identity of the helm-controller goes: the config does not give it one
  --> helmController.serviceAccount.annotations['eks.amazonaws.com/role-arn']
  --> values.yaml:4:35
   |       eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/by-hand
   |                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  help: give it one in the config to keep it
warning[FWI292]: the arguments of object identity go, which the config does not ask for: helm-controller
  --> helmController.container.additionalArgs[0]
  --> values.yaml:7:7
   |     - --feature-gates=A=true,ObjectLevelWorkloadIdentity=true
   |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  help: write objectLevel with enabled and the default accounts to keep them
";
    let (_, said) = folder.run(&CHECK.replace(" -q", "")).finds();
    contains(&said, told);
    folder.write("strict.yaml", &config(&format!("{one}  strict: true\n")));
    let strict = |line: &str| line.replace("config.yaml", "strict.yaml");
    let said = folder.run(&strict(WRITE)).fails(1);
    contains(&said, "error[FWI292]: the aws identity of the helm-controller goes");
    assert_eq!(folder.read("values.yaml"), values);
    contains(&folder.run(&strict(CHECK)).differs(), "+++ values.yaml");
    folder.run(&WRITE.replace(" -q", "")).is(
        0,
        "",
        &format!("{told}{}", note("source-controller")),
    );
    let left = folder.read("values.yaml");
    let wanted = "\
helmController:
  container:
    additionalArgs:
    - --feature-gates=A=true
    - --default-service-account=impersonated
";
    assert!(left.starts_with(wanted), "{left}");
}

#[test]
fn a_value_that_differs_is_replaced_and_told() {
    let values = "sourceController: {serviceAccount: {annotations: {eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old}}}\n";
    let folder = folder(ANNOTATED, values);
    let (_, said) = folder.run(&WRITE.replace(" -q", "")).warns();
    contains(
        &said,
        "warning[FWI202]: Helm values: replaced eks.amazonaws.com/role-arn \
         \"arn:aws:iam::111122223333:role/old\" with \"arn:aws:iam::111122223333:role/flux\"",
    );
}

#[test]
fn what_has_our_name_and_another_form_is_an_error() {
    for (values, message) in [
        (
            "sourceController:\n  extraEnv:\n  - name: AWS_REGION\n    valueFrom: {configMapKeyRef: {name: a, key: b}}\n",
            "error[FWI212]: the variable AWS_REGION is set by valueFrom, but needs the value \"eu-west-1\"\n  \
             --> sourceController.extraEnv[0]\n  --> values.yaml:3:5\n",
        ),
        (
            "sourceController:\n  volumes:\n  - name: aws-token\n    secret: {secretName: a}\n",
            "the volume \"aws-token\" is of the source \"secret\", but needs a projected ServiceAccount token\n  \
             --> sourceController.volumes[0]\n",
        ),
        (
            "sourceController:\n  volumeMounts:\n  - {name: a, mountPath: /var/run/service-account/}\n",
            "the volume \"a\" is mounted at /var/run/service-account, where the volume \"aws-token\" has to be\n  \
             --> sourceController.volumeMounts[0]\n",
        ),
        (
            "sourceController:\n  extraEnv: &env\n  - {name: A, value: b}\nhelmController:\n  extraEnv: *env\n",
            "error[FWI223]: ",
        ),
        (
            "sourceController:\n  extraEnv: {A: b}\n",
            "error[FWI223]: a sequence is expected here, found a mapping",
        ),
        ("sourceController: [1]\n", "error[FWI223]: a mapping is expected here, found a sequence"),
        (
            "sourceController:\n  extraEnv:\n  - {name: AWS_REGION, value: a}\n  - {name: AWS_REGION, value: b}\n",
            "error[FWI223]: two elements have name \"AWS_REGION\"",
        ),
    ] {
        let folder = folder(PROJECTED, values);
        contains(&folder.run(WRITE).fails(1), message);
        assert_eq!(folder.read("values.yaml"), values);
        contains(&folder.run(CHECK).fails(2), message);
    }
    let gcp = "extraObjects:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: source-controller-workload-identity-federation}\n  data: {a: b}\n";
    let folder = folder(EVERYTHING, gcp);
    contains(&folder.run(WRITE).fails(1), "already exists with other content, but has to hold");
    folder.write("values.yaml", "sourceController:\n  container:\n    additionalArgs: [--, a]\n");
    contains(&folder.run(WRITE).fails(1), "a flag after this argument would not be read as a flag");
}

#[test]
fn what_is_no_values_file_is_named_as_what_it_is() {
    for (text, message) in [
        ("instance: {}\n", "found those of flux-instance\n  --> instance\n"),
        ("- a\n", "error[FWI290]: expected values of the Helm chart flux2, found a sequence\n"),
        ("apiVersion: v1\nkind: Secret\n", "found a Secret of v1\n"),
        ("a: 1\n---\nb: 2\n", "found 2 documents, 0 of them a HelmRelease of it\n"),
        (
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {chart: {spec: {chart: podinfo}}}\n",
            "found a HelmRelease of helm.toolkit.fluxcd.io/v2\n",
        ),
    ] {
        let folder = folder(ANNOTATED, text);
        contains(&folder.run(WRITE).fails(1), message);
        assert_eq!(folder.read("values.yaml"), text);
        contains(&folder.run(CHECK).fails(2), message);
    }
    let folder = folder(ANNOTATED, "a: [\n");
    contains(&folder.run(WRITE).fails(2), "not valid YAML");
    contains(
        &folder.run(&WRITE.replace("values.yaml", ".")).fails(2),
        ". is a folder: name a values file",
    );
}

#[test]
fn what_the_chart_does_not_make_is_a_warning() {
    let values =
        "sourceController: {create: false}\nhelmController: {serviceAccount: {create: false}}\n";
    let folder = folder(ANNOTATED, values);
    let (_, said) = folder.run(&WRITE.replace(" -q", "")).warns();
    contains(
        &said,
        "warning[FWI293]: the chart does not make the controller source-controller, so its identity reaches no pod\n  --> sourceController.create\n",
    );
    contains(&said, "the chart does not make the ServiceAccount helm-controller, so");
    // The file is as it is to be, and the pods get no identity.
    let check = CHECK.replace(" -q", "");
    contains(&folder.run(&check).fails(1), "its identity reaches no pod");
    // What is not made has no use for values.
    let written = folder.read("values.yaml");
    contains(&written, "sourceController: {create: false}\n");
    contains(&written, "role/flux");
}

#[test]
fn an_upgrade_takes_the_gate_out() {
    let old = EVERYTHING;
    let new = EVERYTHING.replace("'2.9'", "'2.10'");
    for values in VALUES {
        let folder = folder(old, values);
        folder.run(WRITE).says_nothing();
        contains(&folder.read("values.yaml"), "ObjectLevelWorkloadIdentity=true");
        folder.write("config.yaml", &config(&new));
        contains(&folder.run(CHECK).differs(), "ObjectLevelWorkloadIdentity=true");
        let (_, said) = folder.run(&WRITE.replace(" -q", "")).warns();
        // A HelmRelease has its values for itself.
        let is_release = values.contains("kind: HelmRelease");
        let wanted = if is_release { WRITTEN.to_owned() } else { [WRITTEN, LISTS].concat() };
        assert_eq!(said, wanted);
        assert!(!folder.read("values.yaml").contains("ObjectLevelWorkloadIdentity=true"));
        contains(&folder.read("values.yaml"), "--default-service-account=default");
        folder.run(REMOVE).says_nothing();
        assert_eq!(folder.read("values.yaml"), *values);
    }
    let by_hand = "sourceController:\n  container:\n    additionalArgs:\n    - --feature-gates=ObjectLevelWorkloadIdentity=false\n";
    let folder = folder(&new, by_hand);
    let (_, said) = folder.run(&WRITE.replace(" -q", "")).warns();
    contains(
        &said,
        "warning[FWI231]: the feature gate ObjectLevelWorkloadIdentity has no effect from Flux 2.10 on\n  --> sourceController.container.additionalArgs[0]\n",
    );
    assert!(folder.read("values.yaml").starts_with(by_hand.trim_end()));
}

#[test]
fn a_tenant_s_account_has_no_name_of_ours_and_stays() {
    let spec = "  provider: aws\n  cluster: eks\n  fluxVersion: '2.9'\n  objectLevel:\n    enabled: true\n    \
                serviceAccounts:\n    - {name: t, namespace: apps, create: true, roleArn: \
                'arn:aws:iam::111122223333:role/t'}\n";
    let folder = folder(spec, "a: b\n");
    folder.run(WRITE).says_nothing();
    let (_, said) = folder.run(&REMOVE.replace(" -q", " -v")).warns();
    contains(
        &said,
        "info[FWI292]: this ServiceAccount has an identity that the config does not give it; it stays",
    );
    let left = folder.read("values.yaml");
    contains(&left, "a: b\nextraObjects:\n- apiVersion: v1\n  kind: ServiceAccount\n");
    assert!(!left.contains("ClusterRole") && !left.contains("Controller"), "{left}");
}
