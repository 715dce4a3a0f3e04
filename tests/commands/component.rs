//! `patches --format component --write FOLDER`: a file that the program made is written anew, any
//! other is refused.

use std::fs;
use std::os::unix::fs::symlink;

use super::azure;
use super::folder::{Folder, contains};

const WRITE: &str = "patches -q --no-build -c config.yaml --format component --write a/component";
const CHECK: &str = "patches -q --no-build -c config.yaml --format component --check a/component";
const FILE: &str = "a/component/kustomization.yaml";

/// A folder whose kustomization.yaml lists the Component; without it nothing comes of one.
fn listed() -> Folder {
    let folder = azure::folder();
    folder.write("kustomization.yaml", "resources: [flux.yaml]\ncomponents: [a/component]\n");
    folder
}

#[test]
fn a_file_that_was_made_by_the_program_is_made_anew() {
    let folder = listed();
    folder.run(WRITE).says_nothing();
    let text = folder.read(FILE);
    assert!(text.starts_with(
        "# flux-workload-identity/flux: writes this file, and overwrites changes of it\n"
    ));
    folder.run(CHECK).says_nothing();
    folder.write(FILE, &text.replace("1111", "2222"));
    contains(&folder.run(CHECK).differs(), "+++ a/component/kustomization.yaml");
    folder.run(WRITE).says_nothing();
    assert_eq!(folder.read(FILE), text);
}

#[test]
fn another_file_is_refused() {
    let folder = azure::folder();
    fs::create_dir_all(folder.path("a/component")).unwrap();
    folder.write(FILE, "resources: []\n");
    contains(&folder.run(WRITE).fails(2), FILE);
    assert_eq!(folder.read(FILE), "resources: []\n");
}

#[test]
fn a_link_to_nothing_is_refused() {
    let folder = azure::folder();
    symlink("nowhere.yaml", folder.path("kustomization.yaml")).unwrap();
    let said =
        folder.run("patches -q --no-build -c config.yaml --format component --write .").fails(2);
    contains(&said, "it is a link to nothing");
    let link = fs::symlink_metadata(folder.path("kustomization.yaml")).unwrap();
    assert!(link.file_type().is_symlink());
}

/// kustomize refuses a folder with two of its files.
#[test]
fn a_file_of_the_other_name_is_refused() {
    let folder = azure::folder();
    fs::create_dir(folder.path("y")).unwrap();
    folder.write("y/kustomization.yml", "resources: []\n");
    let said =
        folder.run("patches -q --no-build -c config.yaml --format component --write y").fails(2);
    contains(&said, "kustomization.yml");
    assert!(!folder.path("y/kustomization.yaml").exists());
}

/// Files of earlier versions, which carry no name.
#[test]
fn files_without_a_name_are_up_to_date_and_are_named_when_written() {
    let folder = listed();
    folder.run(WRITE).says_nothing();
    let named = folder.read(FILE);
    let (_, rest) = named.split_once('\n').unwrap();
    let rest = rest.replace("# flux-workload-identity/flux: ", "# flux-workload-identity: ");
    let head = "# Made by flux-workload-identity, which will overwrite changes.\n";
    folder.write(FILE, &format!("{head}{rest}"));
    folder.run(CHECK).says_nothing();
    folder.run(WRITE).says_nothing();
    assert_eq!(folder.read(FILE), named);
}

const FLUX: [(&str, &str); 2] =
    [("gotk-components.yaml", azure::MANIFESTS), ("config.yaml", azure::CONFIG)];

#[test]
fn one_that_nothing_lists_is_drift() {
    let folder = azure::folder();
    let (_, said) = folder.run(&WRITE.replace("-q ", "")).warns();
    contains(&said, "warning[FWI252]: no kustomization.yaml lists a/component");
    contains(&folder.run(CHECK).fails(1), "error[FWI252]");
}

#[test]
fn it_is_listed_beside_the_manifests_of_flux() {
    let folder = Folder::with(&FLUX);
    folder.write("kustomization.yaml", "resources:\n- gotk-components.yaml # Flux\n");
    contains(&folder.run(CHECK).differs(), "+- a/component\n");
    folder.run(WRITE).says_nothing();
    let listed = "resources:\n- gotk-components.yaml # Flux\ncomponents:\n- a/component\n";
    assert_eq!(folder.read("kustomization.yaml"), listed);
    folder.run(CHECK).says_nothing();
}

/// Flux would list the Component as a resource, and the sync would stop.
#[test]
fn a_folder_whose_kustomization_flux_generates_is_refused() {
    let folder = Folder::with(&FLUX);
    contains(&folder.run(WRITE).fails(1), "error[FWI254]: gotk-components.yaml has no kustom");
    assert!(!folder.path("a").exists());
}
