//! Readers of YAML of other make, each a program that prints values.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A running reader.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    child: Child,
    texts: Option<ChildStdin>,
    values: BufReader<ChildStdout>,
}

impl Reader {
    /// PyYAML.
    pub(crate) fn of_python() -> Reader {
        let mut command = Command::new("python3");
        command.arg(root().join("tests/differential/values.py"));
        Reader::start("PyYAML", command)
    }

    /// kyaml, which kustomize and kpt read with.
    pub(crate) fn of_go(program: &Path) -> Reader {
        Reader::start("kyaml", Command::new(program))
    }

    fn start(name: &'static str, mut command: Command) -> Reader {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (texts, values) = (child.stdin.take(), child.stdout.take().unwrap());
        Reader { name, child, texts, values: BufReader::new(values) }
    }

    /// Hands texts over, to be read while something else is done.
    pub(crate) fn take(&mut self, texts: &[&str]) {
        let pipe = self.texts.as_mut().unwrap();
        for text in texts {
            write!(pipe, "{}\n{text}", text.len()).unwrap();
        }
    }

    /// The documents of the next of the texts, or why they can't be read.
    pub(crate) fn documents(&mut self) -> Result<Vec<Value>, String> {
        let mut line = String::new();
        self.values.read_line(&mut line).unwrap();
        match serde_json::from_str(&line).unwrap() {
            Value::Array(documents) => Ok(documents),
            error => Err(error.to_string()),
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It ends with its input.
        self.texts = None;
        let _ = self.child.wait();
    }
}

/// Whether Python has PyYAML.
pub(crate) fn has_pyyaml() -> bool {
    Command::new("python3").args(["-c", "import yaml"]).output().is_ok_and(|o| o.status.success())
}

/// Builds the program on kyaml.
pub(crate) fn built(folder: &Path) -> PathBuf {
    let program = folder.join("values");
    let mut command = Command::new("go");
    command.args(["build", "-buildvcs=false", "-o"]).arg(&program).arg("./values");
    let built = command.current_dir(root().join("benches/peers")).status().unwrap();
    assert!(built.success(), "the program on kyaml does not build");
    program
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
