//! A build of the effective check reaches nothing outside of the repository.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use super::effective::{RESOURCES, Repository, WRITE, text};
use super::need::has_tools;

/// Nothing is asked of a server, no program is started, nothing is waited for, and nothing from
/// outside of the repository is printed, whatever a kustomization names.
pub(crate) fn a_build_is_confined_to_the_repository() {
    if !has_tools("kubectl mkfifo", "the confinement").unwrap() {
        return;
    }
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let port = server.local_addr().unwrap().port();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.yaml");
    fs::write(&secret, "kind: Secret\nmetadata: {name: TOPSECRET}\n").unwrap();
    let called = outside.path().join("called");
    let url = format!("http://127.0.0.1:{port}/a.yaml");
    for (field, reason) in [
        (format!("- {url}"), "it would be fetched"),
        (format!("- git::http://127.0.0.1:{port}/a/b"), "it would be fetched"),
        ("- github.com/a/b?ref=c".to_owned(), "it would be fetched"),
        ("- ../../../secret.yaml".to_owned(), "it is outside of the repository"),
        (format!("- {}", secret.display()), "it is an absolute path"),
        ("- leaving.yaml".to_owned(), "a link leads out of the repository"),
        ("- pipe.yaml".to_owned(), "it is no regular file"),
        ("- zero.yaml".to_owned(), "a link leads out of the repository"),
        (format!("- flux.yaml\npatches: [{{path: {url}}}]"), "it would be fetched"),
        (format!("- flux.yaml\nopenapi: {{path: {url}}}"), "it would be fetched"),
        (format!("- flux.yaml\ncrds: [{url}]"), "it would be fetched"),
        (format!("- flux.yaml\nreplacements: [{{path: {url}}}]"), "it would be fetched"),
        (format!("- flux.yaml\nconfigMapGenerator: [{{name: a, files: ['a={url}']}}]"), "it would"),
        (
            format!("- flux.yaml\ntransformers: ['{{kind: PatchTransformer, path: {url}}}']"),
            "it wo",
        ),
    ] {
        let repository = Repository::new(&format!("resources:\n- gotk-components.yaml\n{field}\n"));
        let folder = repository.0.path().join("cluster/flux-system");
        let link = |from: &Path, name: &str| symlink(from, folder.join(name));
        link(&secret, "leaving.yaml").unwrap();
        link(Path::new("/dev/zero"), "zero.yaml").unwrap();
        fs::write(folder.join("flux.yaml"), "").unwrap();
        let made = Command::new("mkfifo").arg(folder.join("pipe.yaml")).status().unwrap();
        assert!(made.success());
        // Beside kubectl, a git that would leave a trace.
        let git = format!("#!/bin/sh\n: > {}\n", called.display());
        repository.write(".git/bin/git", &git);
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(repository.0.path().join(".git/bin/git"), mode).unwrap();
        repository.tool("kubectl");
        let written = repository.run("kubectl", WRITE);
        assert_eq!(written.status.code(), Some(0), "{field}: {}", text(&written.stderr));
        let checked = repository.run("kubectl", &WRITE.replace("--write", "--check"));
        assert_eq!(checked.status.code(), Some(2), "{field}: {}", text(&checked.stderr));
        let told = text(&written.stderr);
        assert!(told.contains("warning[FWI250]: cluster is not built: "), "{field}: {told}");
        assert!(told.contains(reason), "{field}: {told}");
        assert!(told.contains("--> cluster/flux-system/kustomization.yaml:"), "{field}: {told}");
        for printed in [&written.stdout, &written.stderr, &checked.stdout, &checked.stderr] {
            assert!(!text(printed).contains("TOPSECRET"), "{field}");
        }
    }
    assert!(server.accept().is_err(), "the server was called");
    assert!(!called.exists(), "git was called");
}

/// A kustomization.yaml that is a link out of the repository is told, and nothing of where it leads.
pub(crate) fn a_kustomization_that_leads_out_is_not_printed() {
    if !has_tools("kubectl", "the confinement").unwrap() {
        return;
    }
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.yaml");
    fs::write(&secret, "TOPSECRET: [\n").unwrap();
    let repository = Repository::new(RESOURCES);
    repository.write("cluster/kustomization.yaml", "resources: [flux-system, sub]\n");
    repository.write("cluster/sub/account.yaml", "");
    symlink(&secret, repository.0.path().join("cluster/sub/kustomization.yaml")).unwrap();
    let written = repository.run("kubectl", WRITE);
    let audited = repository.run("kubectl", "audit .");
    for output in [written, audited] {
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert!(printed.contains("a link leads out of the repository"), "{printed}");
        assert!(printed.contains("cluster/sub/kustomization.yaml"), "{printed}");
        assert!(!printed.contains("TOPSECRET"), "{printed}");
    }
}
