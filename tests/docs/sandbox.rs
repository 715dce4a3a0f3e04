//! A temporary copy of what the documentation's commands need, and the tools that they call.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::bundled::{PROGRAM, image, path};

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
        let program = Path::new(PROGRAM);
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

/// Whether the tools that a block needs are here. If not it is skipped, loudly; with REQUIRE_TOOLS
/// set that is an error.
pub(crate) fn has_tools(needs: &str, place: &str) -> Result<bool, String> {
    let shell = if cfg!(windows) { Some("a Unix shell") } else { None };
    let absent = needs.split_whitespace().filter(|tool| !has(tool)).map(|tool| match tool {
        "docker" => "docker with an image named by FWI_IMAGE",
        tool => tool,
    });
    let missing: Vec<&str> = absent.chain(shell).collect();
    if missing.is_empty() {
        return Ok(true);
    }
    let missing = missing.join(", ");
    if std::env::var_os("REQUIRE_TOOLS").is_some_and(|value| !value.is_empty()) {
        return Err(format!("REQUIRE_TOOLS is set, and there is no {missing}"));
    }
    // Not captured by the test harness, unlike eprintln.
    let _ = writeln!(std::io::stderr(), "SKIPPED {place}: there is no {missing}");
    Ok(false)
}

fn has(tool: &str) -> bool {
    if tool == "docker" {
        let running = Command::new("docker").arg("info").output();
        return tested_image().is_some() && running.is_ok_and(|o| o.status.success());
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(tool).is_file())
}

/// The image that stands in for the public one, which may not be published yet.
fn tested_image() -> Option<String> {
    std::env::var("FWI_IMAGE").ok().filter(|image| !image.is_empty())
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
