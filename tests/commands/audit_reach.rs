//! `audit`: what is not in the artifact that a cluster gets, and what no cluster applies.

use super::audit::audited;
use super::folder::{Folder, contains};

/// A bootstrap whose GitRepository leaves something out itself.
fn leaving_out(ignore: &str) -> Folder {
    let sync = format!(
        "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {{name: flux-system, namespace: flux-system}}
spec:
  url: https://example.com/fleet
{ignore}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: flux-system, namespace: flux-system}}
spec: {{path: one, sourceRef: {{kind: GitRepository, name: flux-system}}}}
"
    );
    let apps = "apiVersion: v1\nkind: Namespace\nmetadata: {name: apps}\n";
    let listed = "resources: [flux-system/gotk-sync.yaml, apps.yaml]\n";
    let folder = Folder::with(&[
        ("one/flux-system/gotk-sync.yaml", &sync),
        ("one/kustomization.yaml", listed),
        ("one/apps.yaml", apps),
        (".sourceignore", "apps.yaml\n"),
    ]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    folder
}

#[test]
fn what_the_source_says_itself_of_files_is_the_last_word() {
    let found = |ignore| leaving_out(ignore).run("audit").differs();
    let told = found("");
    contains(&told, "apps.yaml leaves out one/apps.yaml, which this cluster applies");
    contains(&told, "--> .sourceignore:1:1");
    let told = found("  ignore: |\n    /*/apps.yaml");
    contains(&told, "/*/apps.yaml leaves out one/apps.yaml, which this cluster applies");
    contains(&told, "--> one/flux-system/gotk-sync.yaml:7:5");
    let brought_back = leaving_out("  ignore: \"!/one\"");
    let told = brought_back.run("audit").prints();
    assert!(!told.contains("leaves out"), "{told}");
}

#[test]
fn all_tells_of_what_no_cluster_applies() {
    let oci = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: x, \
               namespace: apps}\nspec: {url: 'oci://example.azurecr.io/x', provider: azure}\n";
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: source-controller\n  \
                   annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::490185926743:role/f'}\n";
    let patches = "patches:\n- path: account.yaml\n- target: {kind: Deployment, name: apps}\n  \
                   patch: '[]'\n- target: {name: (kustomize-controller|x)}\n  patch: '[]'\n- \
                   target: {labelSelector: app.kubernetes.io/part-of=flux}\n  patch: '[]'\n";
    let sync = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: \
                flux-system, namespace: flux-system}\nspec: {path: ./one, sourceRef: {kind: \
                GitRepository, name: flux-system}}\n";
    let folder = Folder::with(&[
        ("one/flux-system/gotk-sync.yaml", sync),
        ("one/reached.yaml", oci),
        ("archive/account.yaml", account),
        ("archive/kustomization.yaml", patches),
        ("archive/old.yml", oci),
        ("archive/suspended.yaml", &oci.replace("provider", "suspend: true, provider")),
        ("chart/templates/oci.yaml", &format!("{{{{ if x }}}}\n{oci}{{{{ end }}}}\n")),
        ("notes.md", oci),
    ]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    let (plain, _) = audited(&folder, ".", 0);
    assert!(!plain.contains("FWI374"), "{plain}");
    let (told, _) = audited(&folder, "--all", 0);
    let expected = [
        "no cluster applies this ServiceAccount, which has an identity of aws",
        "archive/account.yaml:1:1",
        "no cluster applies this patch of kustomize-controller",
        "archive/kustomization.yaml:5:3",
        "no cluster applies this patch of Flux's controllers",
        "no cluster applies this OCIRepository, which asks for azure",
        "archive/old.yml:1:1",
    ];
    let mut rest = told.as_str();
    for text in expected {
        contains(rest, text);
        rest = rest.split_once(text).unwrap().1;
    }
    assert_eq!(told.matches("FWI374").count(), 4, "{told}");
    // A part of the repository may be applied from outside of it.
    let said = folder.run("audit --all archive").fails(2);
    contains(&said, "name the root of the repository");
    contains(&folder.run("audit --all one/reached.yaml").fails(2), "--all is for the folder");
}

#[test]
fn without_a_root_nothing_is_dead() {
    let oci = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: x, \
               namespace: apps}\nspec: {url: 'oci://example.azurecr.io/x', provider: azure}\n";
    let folder = Folder::with(&[("one/x.yaml", oci), ("two/y.yaml", oci)]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    contains(&folder.run("audit --all").fails(2), "no cluster is found");
}
