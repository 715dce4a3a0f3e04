//! What is given in place of manifests is named as what it is, with what to do instead.

use std::fs;

use super::aws::{CONFIG, MANIFESTS};
use super::folder::{Folder, contains};

/// What is said of a file given to `apply` and to `patches`.
#[track_caller]
fn said(bytes: &[u8]) -> String {
    let folder = Folder::with(&[("config.yaml", CONFIG)]);
    fs::write(folder.path("given"), bytes).unwrap();
    let applied = folder.run("apply -c config.yaml given").fails(2);
    // A check that could not look has not found drift.
    for line in ["apply -c config.yaml --check given", "patches -c config.yaml given"] {
        assert_eq!(folder.run(line).fails(2), applied, "{line}");
    }
    applied
}

#[test]
fn objects_that_are_no_manifests_of_flux() {
    for (given, what, help) in [
        (
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
            "a Kustomization of kustomize.config.k8s.io/v1beta1",
            "give what it builds: `kustomize build . | flux-workload-identity apply -c CONFIG`; \
             `patches --write` keeps patches in it",
        ),
        ("resources: [a.yaml]\n", "a kustomization.yaml", "give what it builds"),
        (
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux}\n",
            "a HelmRelease of helm.toolkit.fluxcd.io/v2",
            "`patches --format helm-values`",
        ),
        (
            "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n",
            "a ResourceList of config.kubernetes.io/v1",
            "the function reads it: `flux-workload-identity < FILE`, without a command",
        ),
        (CONFIG, "a FluxWorkloadIdentity of", "name the config with -c"),
        (
            "image: {tag: v1}\n",
            "a mapping without a kind",
            "render templates and the values of charts first",
        ),
        ("{\"version\": 4, \"resources\": [{}]}", "a mapping without a kind", ""),
        ("data: ENC[AES256_GCM]\nsops: {mac: x}\n", "encrypted with SOPS", "`sops decrypt FILE`"),
        ("- a\n", "a sequence", "give manifests"),
        ("some words\n", "a scalar", "give manifests"),
    ] {
        let said = said(given.as_bytes());
        contains(&said, &format!("error[FWI920]: the input is {what}"));
        contains(&said, "\n  --> given:1:1\n");
        contains(&said, help);
    }
}

#[test]
fn files_that_are_not_yaml() {
    let marked: [(&[u8], &str, &str); 5] = [
        (b"<!DOCTYPE html>\n<p>a: b\n", "a page of HTML", "get the file itself"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "a pointer of Git LFS",
            "`git lfs pull`",
        ),
        (b"-----BEGIN PGP MESSAGE-----\n\nabc\n", "encrypted with PGP", "decrypt it first"),
        (b"\x1f\x8b\x08\x00\xff", "compressed with gzip", "gunzip"),
        (b"\xff\xfea\0:\0 \x001\0", "text in UTF-16", "save it as UTF-8"),
    ];
    for (given, what, help) in marked {
        let said = said(given);
        contains(&said, "error[FWI920]: ");
        contains(&said, &format!("the input is {what}\n"));
        contains(&said, help);
        contains(&said, "given");
    }
    let conflict = format!("{MANIFESTS}<<<<<<< HEAD\n---\n=======\n---\n>>>>>>> other\n");
    let said = said(conflict.as_bytes());
    contains(&said, "error[FWI920]: the input is in the middle of a merge");
    contains(&said, "\n  --> given:14:1\n");
}

#[test]
fn text_in_another_encoding_is_told_with_the_byte() {
    let wanted = "error[FWI902]: given: the input is not valid UTF-8 at byte 3\n  help: save it as \
                  UTF-8\n";
    assert_eq!(said(b"a: \xe9\n"), wanted);
}

/// Its items would be passed over, beside manifests that are not.
#[test]
fn a_resource_list_beside_manifests_is_refused_too() {
    let list = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n";
    let files = [("config.yaml", CONFIG), ("flux.yaml", MANIFESTS), ("list.yaml", list)];
    let said = Folder::with(&files).run("apply -c config.yaml flux.yaml list.yaml").fails(2);
    contains(&said, "the input is a ResourceList");
    contains(&said, "  --> list.yaml:1:1\n");
}

/// A folder of Flux has a kustomization.yaml beside the manifests.
#[test]
fn what_is_no_manifest_passes_beside_manifests() {
    let other = "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n";
    let files = [("config.yaml", CONFIG), ("flux.yaml", MANIFESTS), ("other.yaml", other)];
    let (printed, _) =
        Folder::with(&files).run("apply -c config.yaml flux.yaml other.yaml").warns();
    contains(&printed, other);
}

#[test]
fn what_is_piped_into_the_function_is_named_too() {
    let folder = Folder::with(&[]);
    for (given, code, what) in [
        ("<html></html>\n", "FWI920", "a page of HTML"),
        (MANIFESTS, "FWI903", "not valid YAML or JSON"),
        ("kind: Kustomization\n", "FWI904", "a Kustomization, not a ResourceList"),
    ] {
        let said = folder.run_with("", given, &[]).fails(2);
        contains(&said, &format!("error[{code}]: the input is {what}"));
    }
    contains(&folder.run_with("", MANIFESTS, &[]).fails(2), "`flux-workload-identity apply");
}

#[test]
fn manifests_come_from_stdin_where_it_is_named() {
    let folder = Folder::with(&[("config.yaml", CONFIG)]);
    let printed = folder.run_with("patches -q -c config.yaml -", MANIFESTS, &[]).prints();
    contains(&printed, "name: (source-controller|kustomize-controller)");
    // Without it nothing is read, so that no pipe makes it wait.
    let printed = folder.run_with("patches -q -c config.yaml", "<html>", &[]).prints();
    contains(&printed, "kind: ServiceAccount");
}
