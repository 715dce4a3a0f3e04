//! Names of files and in manifests that would forge a line of output: whatever is printed, but for
//! data, stays on its line and shows what it is.

use super::folder::Folder;

/// A line break with a command of GitHub's CI behind it, an escape sequence, a mark that turns the
/// order of characters around, and one without a width.
const HOSTILE: &str = "x\n::error::forged\r\u{1b}[2J\u{202e}\u{200b}";

/// The same in a double-quoted scalar.
const ESCAPED: &str = r"x\n::error::forged\r\e[2J\u202e\u200b";

fn manifests() -> String {
    let account = |name: &str, annotations: &str| {
        format!(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n  namespace: \
             flux-system\n  annotations:\n{annotations}"
        )
    };
    let deployment = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: \"{ESCAPED}\"\n  namespace: \
         flux-system\nspec:\n  template:\n    spec:\n      serviceAccountName: source-controller\n      \
         containers:\n      - name: \"{ESCAPED}\"\n        env:\n        - {{name: AWS_ROLE_ARN, value: \
         \"{ESCAPED}\"}}\n"
    );
    [
        account(
            "source-controller",
            &format!(
                "    eks.amazonaws.com/role-arn: \"{ESCAPED}\"\n    \"{ESCAPED}\": \"{ESCAPED}\"\n"
            ),
        ),
        account(&format!("\"{ESCAPED}\""), "    a: b\n"),
        deployment,
    ]
    .join("---\n")
}

fn config(fields: &str) -> String {
    format!(
        "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nmetadata:\n  \
         name: \"{ESCAPED}\"\nspec:\n{fields}"
    )
}

#[test]
fn nothing_hostile_is_printed_as_it_is() {
    let good = config(
        "  provider: aws\n  identities:\n  - controllers: [source-controller]\n    roleArn: \
         arn:aws:iam::210987654321:role/flux\n",
    );
    let bad = config(&format!(
        "  \"{ESCAPED}\": 1\n  provider: \"{ESCAPED}\"\n  namespace: \"{ESCAPED}\"\n  identities:\n  - \
         name: \"{ESCAPED}\"\n    controllers: [\"{ESCAPED}\"]\n    services: [\"{ESCAPED}\"]\n    roleArn: \
         \"{ESCAPED}\"\n"
    ));
    let elsewhere = good.replace("spec:\n", &format!("spec:\n  namespace: other # {ESCAPED}\n"));
    let manifests = manifests();
    let hostile_file = format!("{HOSTILE}.yaml");
    let hostile_kustomization = format!("{HOSTILE}.kustomization");
    let folder = Folder::with(&[
        ("good.yaml", &good),
        ("bad.yaml", &bad),
        ("elsewhere.yaml", &elsewhere),
        ("flux.yaml", &manifests),
        (&hostile_file, &manifests),
        (&hostile_kustomization, "resources: []\n"),
    ]);
    let lines: &[&[&str]] = &[
        &["apply", "-v", "-c", "good.yaml", "--check", "flux.yaml"],
        &["apply", "-v", "-c", "good.yaml", "--check", &hostile_file],
        &["apply", "-v", "-c", "bad.yaml", "flux.yaml"],
        &["apply", "-v", "-c", "elsewhere.yaml", "flux.yaml"],
        &["apply", "-v", "-c", &hostile_file, "flux.yaml"],
        &["apply", "-c", "good.yaml", "absent\n::error::forged"],
        &["apply", "-v", "-c", "good.yaml", "--diff", &hostile_file],
        &["apply", "-v", "-c", "good.yaml", "--write", &hostile_file],
        &["patches", "-v", "-c", "bad.yaml", "flux.yaml"],
        &["patches", "--no-build", "-c", "good.yaml", "flux.yaml", "--write", &hostile_file],
        &["patches", "--no-build", "-c", "good.yaml", "flux.yaml", "--check", &hostile_file],
        &[
            "patches",
            "--no-build",
            "-c",
            "good.yaml",
            "flux.yaml",
            "--check",
            &hostile_kustomization,
        ],
        &[
            "patches",
            "--no-build",
            "-c",
            "good.yaml",
            "flux.yaml",
            "--write",
            &hostile_kustomization,
        ],
        &["patches", "--no-build", "-c", "good.yaml", "--format", "component", "--check", HOSTILE],
        &["patches", "--no-build", "-c", "good.yaml", "--format", "component", "--write", HOSTILE],
        &["explain", "FWI\n::error::forged"],
        &["man", "x\n::error::forged"],
    ];
    for line in lines {
        let output = folder.raw(line);
        let told = String::from_utf8(output.stderr.clone()).unwrap();
        // In the files themselves the characters are escapes, so data has none of them either.
        let printed = String::from_utf8(output.stdout.clone()).unwrap();
        for text in [told, printed] {
            let forged = text.lines().any(|line| line.trim_start().starts_with("::error::"));
            let unfit = text.contains(['\r', '\u{1b}', '\u{202e}', '\u{200b}']);
            assert!(!forged && !unfit, "{line:?} prints\n{text}");
        }
        // It is said, as an escape: a line of usage would show nothing of it.
        let all = [output.stderr, output.stdout].concat();
        let all = String::from_utf8(all).unwrap();
        assert!(all.contains(r"\n::error::forged"), "{line:?} does not show the name\n{all}");
    }
}
