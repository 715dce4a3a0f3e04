//! `apply --write`: files in place.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::azure::{self, MANIFESTS};
use super::folder::{contains, names};

#[test]
fn a_file_keeps_its_mode_and_a_link_stays_one() {
    let folder = azure::folder();
    fs::create_dir(folder.path("real")).unwrap();
    folder.write("real/flux.yaml", MANIFESTS);
    fs::set_permissions(folder.path("real/flux.yaml"), PermissionsExt::from_mode(0o640)).unwrap();
    symlink("real/flux.yaml", folder.path("link.yaml")).unwrap();
    folder.run("apply -c config.yaml --write link.yaml").is(0, "", "link.yaml: written\n");
    assert!(fs::symlink_metadata(folder.path("link.yaml")).unwrap().file_type().is_symlink());
    contains(&folder.read("real/flux.yaml"), "azure.workload.identity/client-id");
    let mode = fs::metadata(folder.path("real/flux.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let wanted = ["config.yaml", "flux.yaml", "link.yaml", "nothing.yaml", "real"];
    assert_eq!(names(&folder.path("")), wanted);
}

#[test]
fn several_files_are_one_set_and_an_error_in_one_leaves_all() {
    let folder = azure::folder();
    let (account, deployment) = MANIFESTS.split_once("---\n").unwrap();
    folder.write("a.yaml", account);
    folder.write("b.yaml", deployment);
    let said = "a.yaml: written\nb.yaml: written\n";
    folder.run("apply -c config.yaml --write a.yaml b.yaml").is(0, "", said);
    contains(&folder.read("a.yaml"), "azure.workload.identity/client-id");
    contains(&folder.read("b.yaml"), "azure.workload.identity/use: \"true\"");
    let said = "nothing differs: checked 4 settings of 2 objects, for source-controller\n";
    folder.run("apply -c config.yaml --check a.yaml b.yaml").is(0, "", said);

    folder.write("a.yaml", account);
    folder.write("b.yaml", "a: {");
    let said = folder.run("apply -c config.yaml --write a.yaml b.yaml").fails(2);
    contains(&said, "--> b.yaml:1:");
    assert_eq!(folder.read("a.yaml"), account);
}

#[test]
fn a_read_only_file_is_an_error() {
    let folder = azure::folder();
    let path = folder.path("flux.yaml");
    fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).unwrap();
    let said = folder.run("apply -c config.yaml --write flux.yaml").fails(2);
    contains(&said, "flux.yaml can't be written: it is read-only\n");
    assert_eq!(folder.read("flux.yaml"), MANIFESTS);
}
