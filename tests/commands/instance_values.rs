//! `patches --format flux-instance-values --write values.yaml`: the chart of a FluxInstance, whose
//! values are the instance's spec; and what is said of an installation that only values tell of.

use super::folder::{Folder, contains};
use super::values::{ANNOTATED, COMMENTED, EVERYTHING, WRITE, config, folder};

#[test]
fn object_identity_without_permission_is_said_without_manifests() {
    let spec = "  provider: aws\n  cluster: eks\n  fluxVersion: '2.10'\n  objectLevel:\n    serviceAccounts:\n    \
                - {name: t, namespace: t, roleArn: 'arn:aws:iam::111122223333:role/t'}\n";
    let folder = Folder::with(&[
        ("config.yaml", &config(spec)),
        ("rbac.yaml", &config(&spec.replace("objectLevel:", "objectLevel:\n    rbac: true"))),
        ("given.yaml", &config(&spec.replace("objectLevel:", "objectLevel:\n    rbac: false"))),
    ]);
    let missing = "warning[FWI220]: from Flux 2.10 on no controller may create tokens";
    for format in ["helm-values", "flux-instance", "flux-instance-values", "patches"] {
        let run = |config: &str| {
            let output = folder.raw(&["patches", "-c", config, "--format", format]);
            assert_eq!(output.status.code(), Some(0));
            String::from_utf8(output.stderr).unwrap()
        };
        contains(&run("config.yaml"), missing);
        assert!(!run("rbac.yaml").contains(missing) && !run("given.yaml").contains(missing));
    }
}

#[test]
fn the_values_of_a_flux_instance_say_what_is_installed() {
    let write = WRITE.replace("helm-values", "flux-instance-values").replace(" -q", "");
    let values = "\
# Flux
instance:
  distribution:
    version: 2.9.x
  components: [source-controller]
  kustomize:
    patches:
    - target: {kind: Deployment}
      patch: '[]'
  cluster: {type: kubernetes, multitenant: true}
";
    let locked = "  objectLevel:\n    enabled: true\n    defaultServiceAccount: tenant\n    \
                  defaultDecryptionServiceAccount: tenant\n    \
                  defaultKubeConfigServiceAccount: tenant\n";
    let folder =
        folder(&format!("{ANNOTATED}{locked}").replace("  fluxVersion: '2.9'\n", ""), values);
    let said = folder.run(&write).fails(1);
    contains(&said, "error[FWI222]: with multitenant: true");
    contains(
        &said,
        "  --> instance.cluster.tenantDefaultServiceAccount\n  --> values.yaml:10:12\n",
    );
    assert!(!said.contains("unknown"), "{said}");
    let values = &values.replace("multitenant: true", "size: small");
    folder.write("values.yaml", values);
    let _ = folder.run(&write).warns();
    let written = folder.read("values.yaml");
    contains(&written, "        name: source-controller\n");
    contains(&written, "# flux-workload-identity/flux: aws identity");
    contains(
        &written,
        "size: small, objectLevelWorkloadIdentity: true, multitenantWorkloadIdentity: true, ",
    );
    contains(
        &written,
        "    patches:\n    - target: {kind: Deployment}\n      patch: '[]'\n    - target:\n",
    );
    folder.run(&write.replace("--write", "-q --check")).says_nothing();
    folder.write("config.yaml", &config("  identities: []\n"));
    folder.run(&write.replace("patches", "patches -q")).says_nothing();
    assert_eq!(folder.read("values.yaml"), *values);
    // Values of the other chart are none of this one.
    folder.write("values.yaml", COMMENTED);
    contains(&folder.run(&write).fails(1), "found those of flux2\n");
}

#[test]
fn objects_beside_the_chart_flux_instance_are_printed() {
    let spec = &EVERYTHING[..EVERYTHING.find("  objectLevel").unwrap()];
    let folder = folder(spec, "instance: {}\n");
    for way in ["", "--write values.yaml"] {
        let (_, said) = folder
            .run(&format!("patches -c config.yaml --format flux-instance-values {way}"))
            .warns();
        contains(
            &said,
            "warning[FWI291]: the chart flux-instance can't add the objects without which these values do not work\n",
        );
        contains(
            &said,
            "  help: apply these beside the chart's release:\n    apiVersion: v1\n    kind: ConfigMap\n",
        );
    }
}
