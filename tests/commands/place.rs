//! Where `sync` keeps the output of a config that was wired before.

use super::folder::contains;
use super::sync::{KUSTOMIZATION, config, fleet};

/// A cluster does not leave a check because its gotk-components.yaml is gone.
#[test]
fn a_config_that_had_an_output_is_not_passed_over() {
    let entries = "  output: {kustomization: kustomization.yaml}\n";
    for (before, left) in
        [("", "eu/workload-identity/kustomization.yaml"), (entries, "eu/kustomization.yaml")]
    {
        let folder = fleet(&["eu", "us"]);
        folder.write("eu/config.yaml", &config("eu", before));
        let _ = folder.run("sync --no-build").prints();
        folder.write("eu/config.yaml", &config("eu", ""));
        let text = folder.read("eu/kustomization.yaml");
        let without = text.replace("- gotk-components.yaml # Flux\n", "");
        folder.write("eu/kustomization.yaml", &without);
        let output = folder.raw(&["sync", "--check", "--no-build"]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        contains(&said, "error[FWI940]: nothing stands beside it");
        contains(&said, &format!("yet {left} is of an earlier run\n"));
        let printed = String::from_utf8(output.stdout).unwrap();
        contains(&printed, "eu/config.yaml: no place for its output\nus/config.yaml: up to date\n");
    }
    // The folder is gone too, and is still listed.
    let folder = fleet(&["eu", "us"]);
    let _ = folder.run("sync --no-build").prints();
    std::fs::remove_dir_all(folder.path("eu/workload-identity")).unwrap();
    folder.write("eu/kustomization.yaml", "components: [./workload-identity/]\n");
    let (_, said) = folder.run("sync --no-build").finds();
    contains(&said, "yet eu/kustomization.yaml is of an earlier run\n");
}

/// Entries that `patches --write` made are kept where they are, not made a second time.
#[test]
fn entries_stay_in_the_file_that_has_them() {
    let folder = fleet(&["eu"]);
    let write = "patches -c eu/config.yaml eu/gotk-components.yaml --no-build --write \
                 eu/kustomization.yaml";
    let _ = folder.run(write).warns();
    folder.run("sync --no-build").is(0, "eu/config.yaml: up to date\n", "");
    folder.write("eu/config.yaml", &config("other", ""));
    folder.run("sync --no-build").is(0, "eu/config.yaml: written: kustomization.yaml\n", "");
    contains(&folder.read("eu/kustomization.yaml"), "other@acme");
    assert!(!folder.path("eu/workload-identity").exists());
    // Those of another config are none of it.
    folder.write("eu/config.yaml", &config("other", "").replace("name: flux\n", "name: more\n"));
    let (printed, _) = folder.run("sync --check --no-build").finds();
    contains(&printed, "eu/config.yaml: stale: workload-identity/kustomization.yaml");
}

#[test]
fn entries_in_two_files_are_refused() {
    let folder = fleet(&["eu"]);
    let _ = folder.run("sync --no-build").prints();
    let component = folder.read("eu/workload-identity/kustomization.yaml");
    let (_, patches) = component.split_once("patches:\n").unwrap();
    folder.write("eu/kustomization.yaml", &format!("{KUSTOMIZATION}patches:\n{patches}"));
    let (printed, said) = folder.run("sync --no-build").finds();
    contains(
        &said,
        "error[FWI145]: the entries of this config stand in two files, eu/kustomization.yaml and \
         eu/workload-identity/kustomization.yaml\n",
    );
    contains(&printed, "eu/config.yaml: at fault\n");
}

/// A link must not lead what is written out of the repository, and git's own files are not written.
#[cfg(unix)]
#[test]
fn an_output_elsewhere_is_refused() {
    let outside = tempfile::tempdir().unwrap();
    let refused = |folder: &super::folder::Folder, said: &str| {
        let output = folder.raw(&["sync", "--no-build"]);
        assert_eq!(output.status.code(), Some(1));
        contains(&String::from_utf8(output.stderr).unwrap(), said);
    };
    let folder = fleet(&["eu"]);
    std::os::unix::fs::symlink(outside.path(), folder.path("eu/workload-identity")).unwrap();
    refused(
        &folder,
        "error[FWI145]: the output eu/workload-identity/kustomization.yaml leads out of",
    );
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    // Where the case of letters does not count, they are one folder.
    for git in [".git", ".GIT", "git~1"] {
        let folder = fleet(&["eu"]);
        let output = format!("  output: {{helmValues: ../{git}/values.yaml}}\n");
        folder.write("eu/config.yaml", &config("eu", &output));
        refused(&folder, &format!("error[FWI145]: the output {git}/values.yaml is a file of git"));
        assert!(!folder.path(&format!("{git}/values.yaml")).exists());
    }
}

#[test]
fn the_name_of_a_folder_stays_in_its_line() {
    let name = "eu\n::error::x\u{1b}[1m";
    let folder = fleet(&[name]);
    folder.write(&format!("{name}/config.yaml"), &config("eu", ""));
    let output = folder.raw(&["sync", "--no-build"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    contains(&printed, "eu\\n::error::x\\u{1b}[1m/config.yaml: written");
    assert_eq!(printed.lines().count(), 1, "{printed}");
}

/// What can't be decided is no cluster to pass over: a check would be green without it.
#[test]
fn what_stands_beside_a_config_and_can_t_be_read_is_told() {
    let folder = fleet(&["eu", "us"]);
    let _ = folder.run("sync --no-build us").prints();
    folder.write("eu/kustomization.yaml", "resources: [\n");
    let output = folder.raw(&["sync", "--check", "--no-build"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    contains(&said, "error[FWI145]: eu/kustomization.yaml beside it can't be read: ");
    std::fs::remove_file(folder.path("eu/kustomization.yaml")).unwrap();
    let instance = "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\n";
    folder.write("eu/a.yaml", instance);
    folder.write("eu/b.yaml", instance);
    let output = folder.raw(&["sync", "--check", "--no-build"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    contains(&said, "error[FWI145]: two FluxInstances stand beside it, in eu/a.yaml and eu/b.yaml");
}

/// Entries of one config and the Component of another are in one file, which is written once.
#[test]
fn two_configs_of_one_file_do_not_undo_each_other() {
    let folder = fleet(&["eu"]);
    folder
        .write("eu/config.yaml", &config("eu", "  output: {kustomization: kustomization.yaml}\n"));
    folder.write("eu/more.yaml", &config("more", "").replace("name: flux\n", "name: more\n"));
    let printed = folder.run("sync --no-build").prints();
    contains(&printed, "eu/config.yaml: written: kustomization.yaml\n");
    let text = folder.read("eu/kustomization.yaml");
    contains(&text, "# flux-workload-identity/flux: ");
    contains(&text, "- workload-identity\n");
    folder.run("sync --check --no-build").is(
        0,
        "eu/config.yaml: up to date\neu/more.yaml: up to date\n",
        "",
    );
}

#[test]
fn nothing_is_written_if_a_named_config_has_no_place() {
    let folder = fleet(&["eu"]);
    folder.write("apart/config.yaml", &config("apart", ""));
    let output = folder.raw(&["sync", "--no-build", "eu", "apart/config.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    contains(&said, "error[FWI940]: ");
    contains(&said, "nothing is written\n");
    assert!(!folder.path("eu/workload-identity").exists());
}
