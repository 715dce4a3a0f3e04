//! A folder with files, and commands that run in it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::assert::Assert;

use super::command::program;

/// A temporary folder.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with these files: a name and a text each.
    pub(crate) fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs the program with the words of a line as its arguments.
    #[track_caller]
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_with(line, "", &[])
    }

    /// Runs the program with an input and with variables.
    #[track_caller]
    pub(crate) fn run_with(&self, line: &str, stdin: &str, env: &[(&str, &str)]) -> Ran {
        let mut command = program();
        command.args(line.split_whitespace()).envs(env.iter().copied());
        Ran(command.current_dir(self.0.path()).write_stdin(stdin).assert())
    }

    /// The command of a line in the folder, for streams of one's own.
    pub(crate) fn command(&self, line: &str) -> std::process::Command {
        let program = program().get_program().to_owned();
        let mut command = std::process::Command::new(program);
        command.env_clear().args(line.split(' ')).current_dir(self.0.path());
        command
    }

    /// Runs the program with arguments that need not be words of a line; what came of it.
    pub(crate) fn raw(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = program();
        command.args(arguments).current_dir(self.0.path()).output().unwrap()
    }
}

/// A command that has ended. Whichever way it is looked at, its status, its stdout and its stderr
/// are all demanded.
#[must_use = "nothing is demanded of it yet"]
pub(crate) struct Ran(Assert);

impl Ran {
    /// Demands all three to be exactly these.
    #[track_caller]
    pub(crate) fn is(self, status: i32, stdout: &str, stderr: &str) {
        let (stdout, stderr) = (stdout.to_owned(), stderr.to_owned());
        let _ = self.0.code(status).stdout(stdout).stderr(stderr);
    }

    /// Demands success and silence on stderr; what it printed.
    #[track_caller]
    pub(crate) fn prints(self) -> String {
        let assert = self.0.code(0).stderr("");
        text(&assert.get_output().stdout)
    }

    /// Demands success and nothing at all on either stream.
    #[track_caller]
    pub(crate) fn says_nothing(self) {
        self.is(0, "", "");
    }

    /// Demands this status and an empty stdout; what it said on stderr.
    #[track_caller]
    pub(crate) fn fails(self, status: i32) -> String {
        let assert = self.0.code(status).stdout("");
        let said = text(&assert.get_output().stderr);
        assert!(!said.is_empty(), "it fails without a word");
        said
    }

    /// Demands success, and a message; what it printed, and what it said on stderr.
    #[track_caller]
    pub(crate) fn warns(self) -> (String, String) {
        let assert = self.0.code(0);
        let output = assert.get_output();
        let said = text(&output.stderr);
        assert!(!said.is_empty(), "it says nothing");
        (text(&output.stdout), said)
    }

    /// Demands success; what it printed, and what it said on stderr, if anything.
    #[track_caller]
    pub(crate) fn succeeds(self) -> (String, String) {
        let assert = self.0.code(0);
        let output = assert.get_output();
        (text(&output.stdout), text(&output.stderr))
    }

    /// Demands status 1, a difference and a message; what it printed, and what it said on stderr.
    #[track_caller]
    pub(crate) fn finds(self) -> (String, String) {
        let assert = self.0.code(1);
        let output = assert.get_output();
        let (printed, said) = (text(&output.stdout), text(&output.stderr));
        assert!(!printed.is_empty(), "the difference is not shown");
        assert!(!said.is_empty(), "it says nothing");
        (printed, said)
    }

    /// Demands that what is there is not what is wanted: status 1 and silence on stderr. How they
    /// differ.
    #[track_caller]
    pub(crate) fn differs(self) -> String {
        let assert = self.0.code(1).stderr("");
        let printed = text(&assert.get_output().stdout);
        assert!(!printed.is_empty(), "the difference is not shown");
        printed
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Demands that a text contains a part.
#[track_caller]
pub(crate) fn contains(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in\n{text}");
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
