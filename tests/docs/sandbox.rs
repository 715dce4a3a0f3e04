//! A temporary copy of what the documentation's commands need, and the tools that they call.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::bundled::{image, path, read};
use super::need::tested_image;

/// A folder that looks like a checkout to the commands of a document.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
    /// The folder with the program and the stubs, before everything else on PATH.
    programs: tempfile::TempDir,
}

/// What a command printed, stdout and stderr as they came, and its exit code.
pub(crate) struct Printed {
    pub(crate) code: Option<i32>,
    pub(crate) text: String,
}

impl Sandbox {
    /// A copy of the bundled files, with the image under test in place of the public one.
    pub(crate) fn new() -> Sandbox {
        let folder = temporary();
        let programs = temporary();
        #[cfg(unix)]
        {
            // A container reads it as another user.
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(folder.path(), mode).expect("a folder that all can read");
        }
        // The root of a repository.
        fs::create_dir(folder.path().join(".git")).expect("a folder in the sandbox");
        for name in ["examples", "functions"] {
            copy(&path(name), &folder.path().join(name));
        }
        let program = Path::new(env!("CARGO_BIN_EXE_flux-workload-identity"));
        let name = program.file_name().unwrap_or_default();
        let link = programs.path().join(name);
        // A link where one can be: the program is large, and every page has a sandbox.
        if fs::hard_link(program, &link).is_err() {
            fs::copy(program, &link).expect("a copy of the program");
        }
        let sandbox = Sandbox { folder, programs };
        sandbox.script("rustup", ":");
        sandbox.script("cargo", &cargo(&link));
        sandbox
    }

    /// The folder.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Reads a file.
    pub(crate) fn read(&self, relative: &str) -> Result<String, String> {
        fs::read_to_string(self.path(relative)).map_err(|error| format!("{relative}: {error}"))
    }

    /// Writes a file.
    pub(crate) fn write(&self, relative: &str, text: &str) {
        let file = self.path(relative);
        let parent = file.parent().unwrap_or(self.folder.path());
        fs::create_dir_all(parent).expect("a folder in the sandbox");
        fs::write(&file, under_test(text)).expect("a file in the sandbox");
    }

    /// Puts a stub of a tool on PATH, which does what the documentation calls it for.
    pub(crate) fn stub(&self, stub: &str) -> Result<(), String> {
        let (tool, arguments, prints) = match stub {
            "flux" => ("flux", "install --export", read("examples/flux/flux.yaml")),
            "kubectl eks" => issuer("oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"),
            "kubectl aks" => issuer("westeurope.oic.prod-aks.azure.com/TENANT/CLUSTER/"),
            "kubectl gke" => issuer(
                "container.googleapis.com/v1/projects/example-project/locations/europe-west1/clusters/CLUSTER",
            ),
            _ => return Err(format!("there is no stub {stub:?}")),
        };
        let script = format!("[ \"$*\" = '{arguments}' ] && cat <<'END'\n{prints}\nEND");
        self.script(tool, &script);
        Ok(())
    }

    fn script(&self, name: &str, text: &str) {
        let file = self.programs.path().join(name);
        fs::write(&file, format!("#!/bin/sh\n{text}\n")).expect("a script in the sandbox");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&file, mode).expect("a script that can be run");
        }
    }

    /// Runs commands as a user would, in the folder. A failure inside of a pipe counts.
    pub(crate) fn run(&self, commands: &str) -> Printed {
        let mut commands = under_test(commands);
        if tested_image().is_some() && commands.contains("--image") {
            // A local image can't be pulled.
            commands = commands.replace("--image ", "--image-pull-policy never --image ");
        }
        let mut paths = vec![self.programs.path().to_owned()];
        paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let output = Command::new("bash")
            .args(["-eu", "-o", "pipefail", "-c", &format!("exec 2>&1\n{commands}")])
            .current_dir(self.folder.path())
            .env("PATH", std::env::join_paths(paths).expect("folders without a colon"))
            .env("LC_ALL", "C")
            .output()
            .expect("bash starts");
        Printed {
            code: output.status.code(),
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
        }
    }
}

/// A stand-in for cargo: it runs the program of this checkout, and installs the one under test. The
/// rest is not for a page: one that ran the tests would run itself.
fn cargo(program: &Path) -> String {
    let (cargo, manifest) = (env!("CARGO"), path("Cargo.toml"));
    format!(
        "case $1 in
         run) shift; exec '{cargo}' run --manifest-path '{}' \"$@\" ;;
         install) while [ $# -gt 0 ]; do
                    [ \"$1\" != --root ] || {{ mkdir -p \"$2/bin\"; ln -sf '{}' \"$2/bin\"; }}
                    shift
                  done ;;
         *) exit 101 ;;
         esac",
        manifest.display(),
        program.display(),
    )
}

/// A stub of kubectl that knows the issuer of the cluster.
fn issuer(url: &str) -> (&'static str, &'static str, String) {
    let arguments = "get --raw /.well-known/openid-configuration";
    ("kubectl", arguments, format!(r#"{{"issuer":"https://{url}"}}"#))
}

fn under_test(text: &str) -> String {
    match tested_image() {
        Some(tested) => text.replace(&image(), &tested),
        None => text.to_owned(),
    }
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Copies a folder of text files.
fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        let text = fs::read_to_string(from).expect("a text file");
        fs::write(to, under_test(&text)).expect("a file in the sandbox");
        return;
    }
    fs::create_dir_all(to).expect("a folder in the sandbox");
    for entry in fs::read_dir(from).expect("a folder") {
        let name = entry.expect("an entry of a folder").file_name();
        copy(&from.join(&name), &to.join(&name));
    }
}
