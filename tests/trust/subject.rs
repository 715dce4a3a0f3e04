//! `--check-subject`.

use crate::case::{Case, cases};
use crate::command::program;

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == format!("trust/{name}")).unwrap()
}

/// What is printed, what is said, and the exit status.
fn check(name: &str, subject: &str) -> (String, String, Option<i32>) {
    let mut command = program();
    command.current_dir(case(name).folder).args(["trust", "-c", "config.yaml"]);
    let output = command.args(["--check-subject", subject]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

pub(crate) fn is_covered() {
    let table = [
        (
            "eks",
            "flux-system:source-controller",
            "aws arn:aws:iam::490185926743:role/flux-ecr: token for sts.amazonaws.com\n",
        ),
        (
            "eks-audience",
            "flux-system:source-controller",
            "aws arn:aws:iam::490185926743:role/flux: token for sts.shop.example\n",
        ),
        (
            "eks-audience",
            "shop:deployer",
            "aws arn:aws:iam::490185926743:role/flux: token for sts.amazonaws.com\n",
        ),
        (
            "eks-pod-identity",
            "flux-system:source-controller",
            "aws arn:aws:iam::490185926743:role/flux-ecr: EKS Pod Identity\n",
        ),
        (
            "aks",
            "flux-system:source-controller",
            "azure 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e: token for api://AzureADTokenExchange\n",
        ),
        (
            "gke-direct",
            "flux-system:kustomize-controller",
            "gcp direct access: metadata server of GKE\n",
        ),
    ];
    for (case, subject, line) in table {
        let subject = format!("system:serviceaccount:{subject}");
        assert_eq!(check(case, &subject), (line.to_owned(), String::new(), Some(0)), "{case}");
    }
}

pub(crate) fn is_not_covered() {
    let nobody = "error[FWI512]: no identity covers \"SUBJECT\"\n  help: HELP\n";
    let table = [
        (
            "system:serviceaccount:flux-system:Source-Controller",
            "only the case differs from \"system:serviceaccount:flux-system:source-controller\", \
             and clouds compare subjects exactly",
        ),
        (
            "system:serviceaccount:flux:source-controller",
            "the nearest subject is \"system:serviceaccount:flux-system:source-controller\"",
        ),
        ("", "the nearest subject is \"system:serviceaccount:flux-system:source-controller\""),
    ];
    for (subject, help) in table {
        let said = nobody.replace("SUBJECT", subject).replace("HELP", help);
        assert_eq!(check("eks", subject), (String::new(), said, Some(1)));
    }
}

/// What only `--verbose` says: that a pool is taken to be there.
pub(crate) fn a_pool_may_be_there() {
    let mut command = program();
    command.current_dir(case("gcp-without-issuer").folder);
    command.args(["trust", "-v", "-c", "config.yaml", "--format", "json"]);
    let said = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(said.contains("info[FWI516]: the issuer of projects/408512345678/"), "{said}");
}

pub(crate) fn one_issuer_a_config() {
    let mut command = program();
    command.current_dir(case("aws-several-clusters").folder).args(["trust", "-c", "config.yaml"]);
    command.args(["-c", "config-2.yaml", "--issuer", "https://oidc.example.com"]);
    let said = "error[FWI910]: --issuer is for one cluster, and there are several configs: write \
                spec.issuer\n";
    command.assert().code(2).stdout("").stderr(said);
}
