//! The table of breakages.

use super::breakage::{Breakage, breakage};

const ROLE: &str = "eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux";
const CLIENT: &str = "azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f";
const EMAIL: &str = "iam.gke.io/gcp-service-account: flux@acme";
const USE: &str = "azure.workload.identity/use: \"true\"";
const GATE: &str = "--feature-gates=ObjectLevelWorkloadIdentity=true";
const VERSION: &str = "app.kubernetes.io/version: v2.9.3";

/// All of them.
pub(super) const BREAKAGES: &[Breakage] = &[
    // What identifies, on a controller's ServiceAccount.
    breakage(
        "role-key",
        [ROLE, "eks.amazonaws.com/role_arn: arn:aws:iam::490185926743:role/flux"],
        ["FWI303", "role_arn"],
    ),
    breakage(
        "role-domain",
        [ROLE, "eks.amazon.com/role-arn: arn:aws:iam::490185926743:role/flux"],
        ["FWI303", "eks.amazon.com"],
    ),
    breakage(
        "role-of-a-user",
        [ROLE, "eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:user/flux"],
        ["FWI370", ":user/"],
    ),
    breakage(
        "role-account",
        [ROLE, "eks.amazonaws.com/role-arn: arn:aws:iam::49018592674:role/flux"],
        ["FWI370", "49018592674:"],
    ),
    breakage(
        "role-absent",
        [ROLE, "example.com/role: arn:aws:iam::490185926743:role/flux"],
        ["FWI312", "provider: aws"],
    )
    .given("provider: aws"),
    breakage(
        "role-of-the-key-absent",
        [ROLE, "example.com/role: arn:aws:iam::490185926743:role/flux"],
        ["FWI352", "apiVersion: v1"],
    )
    .given("  kms: ["),
    breakage(
        "identity-of-another-cloud",
        [
            "eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux-ecr",
            "iam.gke.io/gcp-service-account: flux@acme.iam.gserviceaccount.com",
        ],
        ["FWI323", "provider: aws"],
    ),
    breakage(
        "client-key",
        [CLIENT, "azure.workload.identity/client_id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f"],
        ["FWI303", "client_id"],
    )
    .and(&["FWI302"]),
    breakage(
        "client-value",
        [CLIENT, "azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e"],
        ["FWI370", "client-id"],
    ),
    breakage(
        "client-absent",
        [CLIENT, "example.com/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f"],
        ["FWI302", "azure.workload.identity"],
    ),
    breakage(
        "email-key",
        [EMAIL, "iam.gke.io/gcp-serviceaccount: flux@acme"],
        ["FWI303", "gcp-serviceaccount"],
    ),
    breakage(
        "email-value",
        [EMAIL, "iam.gke.io/gcp-service-account: flux.acme"],
        ["FWI370", "flux.acme"],
    ),
    // The label of Azure's webhook.
    breakage("label-absent", [USE, "example.com/use: \"true\""], ["FWI301", ""]),
    breakage(
        "label-false",
        [USE, "azure.workload.identity/use: \"false\""],
        ["FWI301", "\"false\""],
    ),
    breakage("label-unquoted", [USE, "azure.workload.identity/use: true"], ["FWI304", "use: true"]),
    breakage("label-key", [USE, "azure.workload.identity/uses: \"true\""], ["FWI303", "uses:"])
        .and(&["FWI301"]),
    breakage(
        "label-on-the-deployment",
        [
            "    metadata:\n      name: source-controller\n    spec:\n      template:\n        \
             metadata:\n          labels:\n            app: source-controller\n            \
             azure.workload.identity/use: \"true\"\n",
            "    metadata:\n      name: source-controller\n      labels:\n        \
             azure.workload.identity/use: \"true\"\n    spec:\n      template:\n        metadata:\n          \
             labels:\n            app: source-controller\n",
        ],
        ["FWI301", ""],
    ),
    breakage(
        "binding-of-pod-identity",
        [USE, "azure.workload.identity/use: \"true\"\n            aadpodidbinding: flux"],
        ["FWI308", "aadpodidbinding"],
    )
    .given("  patch: |\n    apiVersion: apps/v1"),
    breakage(
        "client-in-the-environment",
        [
            "            azure.workload.identity/use: \"true\"\n        spec:\n          containers:\n          \
             - name: manager\n            env:\n",
            "            azure.workload.identity/use: \"true\"\n        spec:\n          containers:\n          \
             - name: manager\n            env:\n            - {name: AZURE_CLIENT_ID, value: \
             00000000-1f3c-4a64-9d0e-5a4f8c1d2e3f}\n",
        ],
        ["FWI307", "00000000-1f3c"],
    ),
    // The Deployment.
    breakage(
        "other-account",
        ["serviceAccountName: source-controller", "serviceAccountName: flux"],
        ["FWI310", "serviceAccountName: flux"],
    )
    .given("role-arn: arn:aws:iam::490185926743:role/flux-ecr"),
    breakage(
        "variable-beside-the-annotation",
        [
            "        - {name: RUNTIME_NAMESPACE, value: flux-system}\n",
            "        - {name: AWS_ROLE_ARN, value: arn:aws:iam::490185926743:role/old}\n",
        ],
        ["FWI305", "role/old"],
    )
    .and(&["FWI319"])
    .given("role-arn: arn:aws:iam::490185926743:role/flux-ecr"),
    breakage(
        "static-key",
        [
            "        - {name: RUNTIME_NAMESPACE, value: flux-system}\n",
            "        - {name: AWS_ACCESS_KEY_ID, value: AKIAEXAMPLE}\n",
        ],
        ["FWI311", "AKIAEXAMPLE"],
    )
    .given("role-arn: arn:aws:iam::490185926743:role/flux-ecr"),
    breakage(
        "autologin",
        ["- --log-level=info", "- --aws-autologin-for-ecr"],
        ["FWI309", "autologin"],
    )
    .given("app.kubernetes.io/version: v2.7.5"),
    // Patches.
    breakage(
        "target-mistyped",
        [
            "{kind: ServiceAccount, name: source-controller}",
            "{kind: ServiceAccount, name: source-contoller}",
        ],
        ["FWI363", "source-contoller"],
    )
    .and(&["FWI302"]),
    breakage(
        "target-of-another-namespace",
        [
            "{kind: ServiceAccount, name: source-controller}",
            "{kind: ServiceAccount, name: source-controller, namespace: flux}",
        ],
        ["FWI363", "namespace: flux}"],
    )
    .and(&["FWI302"]),
    breakage(
        "target-of-another-kind",
        [
            "{kind: ServiceAccount, name: source-controller}",
            "{kind: Deployment, name: source-controller}",
        ],
        ["FWI371", "role-arn"],
    )
    .given("/metadata/annotations, value: {eks"),
    breakage(
        "deployment-mistyped",
        [
            "{kind: Deployment, name: source-controller}",
            "{kind: Deployment, name: source-contoller}",
        ],
        ["FWI363", "source-contoller"],
    )
    .and(&["FWI301", "FWI332", "FWI337"]),
    // A projected token.
    breakage(
        "token-not-mounted",
        [
            "- {name: aws-token, mountPath: /var/run/service-account, readOnly: true}",
            "- {name: tmp, mountPath: /tmp}",
        ],
        ["FWI306", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    ),
    breakage(
        "token-mounted-elsewhere",
        [
            "- {name: azure-token, mountPath: /var/run/service-account,",
            "- {name: azure-token, mountPath: /var/run/token,",
        ],
        ["FWI306", "AZURE_FEDERATED_TOKEN_FILE"],
    ),
    breakage(
        "credentials-not-mounted",
        ["mountPath: /etc/workload-identity,", "mountPath: /etc/workload,"],
        ["FWI306", "GOOGLE_APPLICATION_CREDENTIALS"],
    ),
    breakage(
        "audience-aws",
        ["audience: sts.amazonaws.com", "audience: sts.amazon.com"],
        ["FWI318", "sts.amazon.com"],
    ),
    breakage(
        "audience-azure",
        ["audience: api://AzureADTokenExchange", "audience: api://AzureAD"],
        ["FWI318", "api://AzureAD,"],
    ),
    breakage(
        "audience-gcp",
        ["audience: https://iam.googleapis.com", "audience: https://iam.google.com"],
        ["FWI318", "iam.google.com"],
    ),
    breakage(
        "token-path",
        ["path: aws-token}", "path: token}"],
        ["FWI306", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    ),
    breakage(
        "volume-renamed",
        ["- name: aws-token\n", "- name: token\n"],
        ["FWI306", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    ),
    breakage(
        "role-variable-absent",
        ["{name: AWS_ROLE_ARN,", "{name: AWS_ROLE,"],
        ["FWI319", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    ),
    breakage(
        "role-variable-value",
        ["value: arn:aws:iam::490185926743:role/", "value: arn:aws:iam::490185926743:roles/"],
        ["FWI370", "roles/"],
    ),
    breakage(
        "client-variable-absent",
        ["{name: AZURE_CLIENT_ID,", "{name: AZURE_CLIENT,"],
        ["FWI319", "AZURE_FEDERATED_TOKEN_FILE"],
    ),
    breakage(
        "tenant-variable-absent",
        ["{name: AZURE_TENANT_ID,", "{name: AZURE_TENANT,"],
        ["FWI319", "AZURE_FEDERATED_TOKEN_FILE"],
    ),
    breakage(
        "token-variable-absent",
        ["{name: AWS_WEB_IDENTITY_TOKEN_FILE,", "{name: AWS_WEB_IDENTITY_TOKEN,"],
        ["FWI319", "AWS_ROLE_ARN"],
    ),
    breakage(
        "config-map-renamed",
        [
            "name: source-controller-workload-identity-federation\n",
            "name: source-workload-identity-federation\n",
        ],
        ["FWI306", "GOOGLE_APPLICATION_CREDENTIALS"],
    ),
    breakage(
        "config-map-key",
        ["  credential-configuration.json: |", "  credentials.json: |"],
        ["FWI306", "GOOGLE_APPLICATION_CREDENTIALS"],
    ),
    breakage(
        "config-map-audience",
        [
            "\"//iam.googleapis.com/projects/314159265358",
            "\"//iam.googleapis.com/projects/271828182845",
        ],
        ["FWI318", "audience:"],
    ),
    breakage(
        "config-map-token",
        ["\"/var/run/service-account/gcp-token\"", "\"/var/run/other/gcp-token\""],
        ["FWI306", "credential-configuration.json"],
    ),
    // Objects.
    breakage("provider-absent", ["\n  provider: aws\n", "\n"], ["FWI321", "oci://"])
        .given("kind: OCIRepository"),
    breakage(
        "provider-of-another-cloud",
        ["\n  provider: aws\n", "\n  provider: gcp\n"],
        ["FWI322", "provider: gcp"],
    )
    .and(&["FWI323"])
    .given("kind: OCIRepository"),
    breakage(
        "secret-beside",
        ["\n  provider: aws\n", "\n  provider: aws\n  secretRef: {name: ecr}\n"],
        ["FWI324", "secretRef"],
    ),
    breakage("secret-absent", ["  secretRef: {name: ecr}\n", ""], ["FWI321", "oci://"]),
    // Object identity.
    breakage(
        "gate-absent",
        [GATE, "--log-encoding=json"],
        ["FWI332", "serviceAccountName: puller"],
    )
    .and(&["FWI337"]),
    breakage(
        "gate-off",
        [GATE, "--feature-gates=ObjectLevelWorkloadIdentity=false"],
        ["FWI332", "serviceAccountName: puller"],
    )
    .and(&["FWI337"]),
    breakage(
        "gate-mistyped",
        [GATE, "--feature-gates=ObjectLevelWorkloadIdentities=true"],
        ["FWI332", "serviceAccountName: puller"],
    )
    .and(&["FWI332", "FWI337"]),
    breakage(
        "account-renamed",
        ["serviceAccountName: puller", "serviceAccountName: pullers"],
        ["FWI333", "pullers"],
    )
    .unless("name: dev-team"),
    breakage(
        "account-elsewhere",
        ["  name: puller\n  namespace: apps\n", "  name: puller\n  namespace: default\n"],
        ["FWI333", "serviceAccountName: puller"],
    )
    .unless("name: dev-team"),
    breakage(
        "account-role-key",
        [
            "eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/puller",
            "eks.amazonaws.com/role_arn: arn:aws:iam::490185926743:role/puller",
        ],
        ["FWI334", ""],
    ),
    breakage("account-role-value", ["role/puller", "user/puller"], ["FWI370", "user/puller"]),
    breakage(
        "account-client-absent",
        ["azure.workload.identity/client-id: a1b2", "example.com/client-id: a1b2"],
        ["FWI334", ""],
    ),
    breakage(
        "account-tenant-absent",
        ["azure.workload.identity/tenant-id:", "example.com/tenant-id:"],
        ["FWI334", ""],
    ),
    breakage(
        "account-before-2.6",
        [VERSION, "app.kubernetes.io/version: v2.5.1"],
        ["FWI331", "serviceAccountName: puller"],
    )
    .given("serviceAccountName: puller")
    .and(&["FWI338"]),
    breakage("gate-after-2.9", [VERSION, "app.kubernetes.io/version: v2.10.1"], ["FWI339", GATE])
        .given(GATE),
    breakage(
        "tokens-denied",
        ["serviceaccounts/token", "serviceaccounts"],
        ["FWI336", "serviceAccountName: puller"],
    )
    .given("version: v2.10.1"),
    breakage(
        "default-account-absent",
        ["--default-service-account=default", "--default-service-account=flux-pull"],
        ["FWI340", "flux-pull"],
    )
    .given("app.kubernetes.io/version: v2.10.1"),
    // Secrets that SOPS has encrypted.
    breakage("not-decrypted", ["\n  decryption: {provider: sops}\n", "\n"], ["FWI351", ""])
        .unless("\n        decryption: {provider: sops}\n"),
    // A parent that adds decryption to its children.
    breakage(
        "children-not-decrypted",
        ["\n        decryption: {provider: sops}\n", "\n"],
        ["FWI351", "apiVersion: v1"],
    ),
];
