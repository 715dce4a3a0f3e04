//! A temporary copy of what the documentation's commands need, and the tools that they call.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::bundled::{image, path};
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
        for name in ["examples", "functions"] {
            copy(&path(name), &folder.path().join(name));
        }
        let program = Path::new(env!("CARGO_BIN_EXE_flux-workload-identity"));
        let name = program.file_name().unwrap_or_default();
        fs::copy(program, programs.path().join(name)).expect("a copy of the program");
        let sandbox = Sandbox { folder, programs };
        // Cargo works on this checkout, from the sandbox.
        let manifest = format!("--manifest-path '{}'", path("Cargo.toml").display());
        let cargo = env!("CARGO");
        sandbox.script("cargo", &format!("c=$1; shift; exec '{cargo}' \"$c\" {manifest} \"$@\""));
        sandbox
    }

    /// The folder.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Writes a file.
    pub(crate) fn write(&self, relative: &str, text: &str) {
        let file = self.path(relative);
        let parent = file.parent().unwrap_or(self.folder.path());
        fs::create_dir_all(parent).expect("a folder in the sandbox");
        fs::write(&file, under_test(text)).expect("a file in the sandbox");
    }

    /// Puts a stub of a tool on PATH.
    pub(crate) fn stub(&self, tool: &str) {
        assert_eq!(tool, "flux", "there is no stub of {tool}");
        let manifests = path("examples/flux/flux.yaml");
        let script = format!("[ \"$*\" = 'install --export' ] && cat '{}'", manifests.display());
        self.script(tool, &script);
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
