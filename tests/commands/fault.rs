//! What happens when the system refuses something: files that are not files, full disks, limits,
//! owners, two writers.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::process::{Command, Stdio};

use super::azure::{self, MANIFESTS};
use super::folder::{Folder, contains, names};

const PROGRAM: &str = env!("CARGO_BIN_EXE_flux-workload-identity");

const WRITE: &str = "apply -c config.yaml --write flux.yaml";

/// Runs a shell line in a folder; the status, and what it said.
fn shell(folder: &Folder, line: &str) -> (Option<i32>, String) {
    let output = Command::new("sh")
        .args(["-c", &line.replace("PROGRAM", PROGRAM)])
        .current_dir(folder.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn what_is_not_a_regular_file_is_named_as_what_it_is() {
    let folder = azure::folder();
    assert_eq!(shell(&folder, "mkfifo pipe"), (Some(0), String::new()));
    for (line, what) in [
        ("apply -c pipe flux.yaml", "pipe can't be read: it is a named pipe, not a regular file"),
        ("apply -c config.yaml pipe", "pipe can't be read: it is a named pipe, not a regular file"),
        (
            "apply -c config.yaml /dev/zero",
            "/dev/zero can't be read: it is a device, not a regular file",
        ),
        (
            "patches --no-build -c config.yaml --write pipe",
            "pipe can't be read: it is a named pipe, not a regular file",
        ),
        ("apply -c config.yaml .", ". can't be read: it is a folder\n  help: name the files in it"),
    ] {
        let said = folder.run(line).fails(2);
        assert_eq!(said, format!("error[FWI911]: {what}\n"), "{line}");
    }
    // What a shell opens for `<(command)` is a pipe that ends.
    let line = "PROGRAM apply -q -c /dev/fd/3 flux.yaml 3<config.yaml >out.yaml";
    assert_eq!(shell(&folder, line), (Some(0), String::new()));
    contains(&folder.read("out.yaml"), "azure.workload.identity/client-id");
}

#[test]
fn a_full_disk_is_named_with_the_stream() {
    let folder = azure::folder();
    for line in [
        "apply -q -c config.yaml flux.yaml",
        "apply -c config.yaml --check flux.yaml",
        "patches -q -c config.yaml flux.yaml",
    ] {
        let (status, said) = shell(&folder, &format!("PROGRAM {line} >/dev/full"));
        let wanted =
            "error[FWI911]: stdout can't be written: No space left on device (os error 28)\n";
        assert_eq!((status, said.as_str()), (Some(2), wanted), "{line}");
    }
}

#[test]
fn a_limit_for_the_size_of_files_leaves_the_old_file() {
    let folder = azure::folder();
    let long = format!("{MANIFESTS}# {}\n", "x".repeat(4000));
    folder.write("flux.yaml", &long);
    let (status, said) = shell(&folder, &format!("ulimit -f 1; exec PROGRAM {WRITE}"));
    assert_eq!(status, Some(2), "{said}");
    contains(&said, "error[FWI911]: flux.yaml can't be written: File too large");
    assert_eq!(folder.read("flux.yaml"), long);
    assert_eq!(names(&folder.path("")), ["config.yaml", "flux.yaml", "nothing.yaml"]);
}

#[test]
fn a_new_file_has_the_mode_that_the_umask_gives() {
    let folder = azure::folder();
    let line = "umask 027; PROGRAM patches -q --no-build -c config.yaml flux.yaml --format component --write made";
    assert_eq!(shell(&folder, line), (Some(0), String::new()));
    let mode = fs::metadata(folder.path("made/kustomization.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_file_keeps_its_owner() {
    let folder = azure::folder();
    let path = folder.path("flux.yaml");
    // Only root may give a file away.
    if chown(&path, Some(1234), Some(1234)).is_err() {
        return;
    }
    folder.run(WRITE).is(0, "", "flux.yaml: written\n");
    let metadata = fs::metadata(&path).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (1234, 1234));
}

#[test]
fn a_folder_that_nothing_can_be_written_into_is_named() {
    let folder = azure::folder();
    fs::create_dir(folder.path("closed")).unwrap();
    folder.write("closed/flux.yaml", MANIFESTS);
    fs::set_permissions(folder.path("closed"), PermissionsExt::from_mode(0o555)).unwrap();
    // Root may write everywhere.
    if File::create(folder.path("closed/probe")).is_err() {
        let said = folder.run("apply -c config.yaml --write closed/flux.yaml").fails(2);
        contains(&said, "error[FWI911]: closed/flux.yaml can't be written: Permission denied");
    }
    fs::set_permissions(folder.path("closed"), PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!(folder.read("closed/flux.yaml"), MANIFESTS);
}

/// Whoever comes second finds the file changed, or with nothing to change. Never is a part of one
/// in the other.
#[test]
fn two_writers_at_once_leave_one_whole_file() {
    let folder = azure::folder();
    folder.run("apply -q -c config.yaml --write flux.yaml").says_nothing();
    let wanted = folder.read("flux.yaml");
    for _ in 0..10 {
        folder.write("flux.yaml", MANIFESTS);
        let writer = || {
            Command::new(PROGRAM)
                .args(WRITE.split(' '))
                .current_dir(folder.path(""))
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let writers = [writer(), writer()];
        for writer in writers {
            let output = writer.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(
                output.status.success() || said.contains("was changed by something else"),
                "{said}"
            );
        }
        assert_eq!(folder.read("flux.yaml"), wanted);
        assert_eq!(names(&folder.path("")), ["config.yaml", "flux.yaml", "nothing.yaml"]);
    }
}
