//! Configs that `sync` can't read, and those that it does not look at: none of them goes unsaid.

#[cfg(unix)]
use std::os::unix::fs::symlink;

use super::folder::contains;
use super::sync::{HEAD, fleet};

#[test]
fn a_config_that_can_t_be_read_is_a_fault_whatever_its_form() {
    let body = "spec: [";
    let version = "flux-workload-identity.dev/v1alpha1";
    for (name, text) in [
        ("wi.yaml", format!("{{apiVersion: {version}, {body}\n")),
        ("wi.yaml", format!("\"apiVersion\": {version}\n{body}\n")),
        ("wi.yaml", format!("\u{feff}apiVersion: {version}\n{body}\n")),
        ("wi.YAML", format!("apiVersion: {version}\n{body}\n")),
        ("wi.json", format!("{{\"apiVersion\": \"{version}\", {body}\n")),
    ] {
        let folder = fleet(&["eu"]);
        folder.write(&format!("us/{name}"), &text);
        let output = folder.raw(&["sync", "--check", "--no-build"]);
        assert_eq!(output.status.code(), Some(2), "{name} {text}: {output:?}");
        let line = format!("us/{name}: can't be read\n");
        contains(&String::from_utf8(output.stdout).unwrap(), &line);
    }
}

#[test]
fn what_is_passed_over_has_a_line() {
    let folder = fleet(&["eu"]);
    assert_eq!(folder.raw(&["sync", "--no-build"]).status.code(), Some(0));
    folder.write("us/Kptfile", "pipeline: {mutators: [{configPath: fn.yaml}]}\n");
    folder.write("us/fn.yaml", HEAD);
    folder.write("us/left-out.yaml", HEAD);
    folder.write("us/other.yaml", "a: b\n");
    folder.write(".gitignore", "left-out.yaml\nother.yaml\n");
    let mut expected = vec![
        "us/fn.yaml: passed over: the function runs with it",
        "us/left-out.yaml: passed over: a .gitignore leaves it out",
    ];
    #[cfg(unix)]
    {
        symlink("nowhere.yaml", folder.path("us/nowhere.yaml")).unwrap();
        symlink("../eu/config.yaml", folder.path("us/zone.yaml")).unwrap();
        symlink("Kptfile", folder.path("us/other-link.yaml")).unwrap();
        expected.push("us/nowhere.yaml: passed over: it is a link that leads nowhere");
        expected.push(
            "us/zone.yaml: passed over: it is a link, and links are not in what Flux applies",
        );
    }
    let lines = expected.join("\n");
    folder.run("sync --check --no-build").is(
        0,
        &format!("eu/config.yaml: up to date\n{lines}\n"),
        "",
    );
    folder.run("sync eu --check --no-build").is(0, "eu/config.yaml: up to date\n", "");
    // Where nothing else is found, one of them is named.
    let output = folder.raw(&["sync", "us", "--check", "--no-build"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    contains(&said, "help: us/fn.yaml is passed over: the function runs with it");
}
