//! `patches --format`: what a format can't hold is said, and not left out in silence. Whole outputs
//! are in `testdata/patches`.

use super::aws::{self, CONFIG};
use super::folder::{Folder, contains};

const AZURE: &str = "-s provider=azure -s services=acr \
                     -s tenantId=00000000-0000-0000-0000-000000000000 \
                     -s clientId=11111111-1111-1111-1111-111111111111";

#[test]
fn the_aks_extension_refuses_by_name_what_it_has_no_setting_for() {
    let line = format!("patches --format aks-extension {AZURE}");
    let said = aws::run(&format!("{line} -s objectLevel=true")).fails(1);
    contains(&said, "the AKS extension has no setting for object identity\n");
    contains(&aws::run("patches --format aks-extension -c config.yaml").fails(1), "AKS extension");
    contains(&aws::run(&format!("{line} --write x")).fails(2), "--write");
}

/// A shell expands the settings, and Flux never reads them.
#[test]
fn the_aks_extension_takes_ids_alone_and_one_namespace() {
    let substituted = AZURE.replace("11111111-1111-1111-1111-111111111111", "${CLIENT_ID}");
    let line = "patches --format aks-extension";
    let said = aws::run(&format!("{line} {substituted}")).fails(1);
    contains(&said, "has no setting for a substitution: Flux does not read the settings");
    let said = aws::run(&format!("{line} {AZURE} -s namespace=flux")).fails(1);
    contains(&said, "has no setting for the namespace flux: it installs Flux in flux-system");
    let keyvault = AZURE.replace("services=acr", "services=acr,keyvault");
    let (_, said) = aws::run(&format!("{line} {keyvault}")).warns();
    contains(
        &said,
        "warning[FWI276]: Microsoft documents the identity of the extension for source-",
    );
    contains(&said, "and image-reflector-controller, not for kustomize-controller\n");
}

/// The form is for pasting; what is kept is the FluxInstance itself.
#[test]
fn a_flux_instance_is_kept_by_apply() {
    let instance = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: {distribution: {version: 2.9.x, registry: ghcr.io/fluxcd}, components: [source-controller]}
";
    let folder = Folder::with(&[("config.yaml", CONFIG), ("instance.yaml", instance)]);
    for (line, status) in [
        ("patches -c config.yaml --format flux-instance --check instance.yaml", 2),
        ("patches -c config.yaml --format flux-instance --write instance.yaml", 2),
        ("patches -c config.yaml instance.yaml", 1),
    ] {
        let said = folder.run(line).fails(status);
        contains(&said, "--write");
        contains(&said, "`apply ");
        contains(&said, "--check");
    }
}

#[test]
fn a_tenant_that_a_format_can_t_hold_is_named() {
    let config = format!(
        "{CONFIG}  objectLevel:\n    serviceAccounts:\n    - name: t\n      namespace: t\n      \
         roleArn: arn:aws:iam::111122223333:role/t\n"
    );
    let folder = Folder::with(&[("config.yaml", &config)]);
    for format in ["flux-instance", "helm-values"] {
        let (_, said) = folder.run(&format!("patches -c config.yaml --format {format}")).warns();
        contains(&said, "is not part of the output: it is not annotated");
        contains(&said, "--> config.yaml:12:7\n");
    }
}

#[test]
fn what_terraform_does_with_a_substitution_is_said() {
    let line = |format: &str, arn: &str| {
        format!("patches --format {format} -s provider=aws -s services=ecr -s roleArn={arn}")
    };
    let note = "\
note: Terraform expands ${NAME} itself, in a heredoc and in templatefile()
  help: read the file with file(), or write $${NAME} in a heredoc
";
    let (printed, said) = aws::run(&line("kustomization", "${ECR_ROLE_ARN}")).warns();
    contains(&printed, "role-arn: ${ECR_ROLE_ARN}\n");
    assert!(said.ends_with(note), "{said}");
    let arn = "arn:aws:iam::490185926743:role/flux";
    for line in [line("kustomization", arn), line("patches", "${ECR_ROLE_ARN}")] {
        assert!(!aws::run(&line).warns().1.contains("Terraform"));
    }
}

#[test]
fn a_file_of_another_kind_is_not_written_to() {
    for (text, message) in [
        ("replicaCount: 1\n", "expected a kustomization.yaml, found a mapping"),
        ("a: 1\n---\nb: 2\n", "the file holds several documents"),
        ("", "the file is empty"),
        (CONFIG, "found a FluxWorkloadIdentity of flux-workload-identity.dev/v1alpha1"),
    ] {
        let folder = Folder::with(&[("config.yaml", CONFIG), ("other.yaml", text)]);
        let said = folder.run("patches -q --no-build -c config.yaml --write other.yaml").fails(1);
        contains(&said, message);
        assert_eq!(folder.read("other.yaml"), text);
    }
}
