//! A case: a folder of `testdata/trust`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use flux_workload_identity::internal::Format;

use crate::command::program;

#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// `trust/NAME`.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

/// All of them, in the order of names.
pub(crate) fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/trust");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<Case> = folders
        .map(|folder| {
            let name = format!("trust/{}", folder.file_name().unwrap().to_str().unwrap());
            Case { name, folder }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(cases.len() > 50, "the cases are gone");
    cases
}

/// The file in which a format's output is expected.
pub(crate) fn file(format: Format) -> &'static str {
    match format {
        Format::Cli => "cli.sh",
        Format::Terraform => "terraform.tf",
        Format::Json => "json.json",
        Format::Eksctl => "eksctl.yaml",
        Format::Krm => "krm.yaml",
    }
}

impl Case {
    /// What the program makes of it in a format.
    pub(crate) fn run(&self, format: Format) -> Output {
        let mut command = program();
        command.current_dir(&self.folder).args(["trust", "--format", format.name()]);
        for config in self.configs() {
            command.args(["-c", &config]);
        }
        command.args(self.text("arguments.txt").lines());
        if self.folder.join("manifests.yaml").exists() {
            command.arg("manifests.yaml");
        }
        command.output().unwrap()
    }

    /// The names of its configs.
    pub(crate) fn configs(&self) -> Vec<String> {
        let more = (2..).map(|number| format!("config-{number}.yaml"));
        let more = more.take_while(|name| self.folder.join(name).exists());
        ["config.yaml".to_owned()].into_iter().chain(more).collect()
    }

    /// A file of it; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }

    /// The expected output in a format; `None` if it can't say it.
    pub(crate) fn expected(&self, format: Format) -> Option<String> {
        fs::read_to_string(self.folder.join(file(format))).ok()
    }
}
