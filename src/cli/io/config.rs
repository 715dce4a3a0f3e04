//! The config of a command: in files, each of which may extend others, or on the command line.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueHint};
use clap_complete::ArgValueCompleter;

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::config::{DEFAULT_NAME, Layers, NoConfig};
use crate::diagnostic::Source;
use crate::run::{self, Input};
use crate::yaml::{Layout, Node, Value, block};

use crate::cli::command::complete;

use super::input::{is_stdin, read};

/// Which config a command works with.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ConfigArguments {
    /// The config: a FluxWorkloadIdentity or a ConfigMap, in a file that may hold other documents;
    /// `-` is stdin. Given several times: a later one wins over those before it, as over a base
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Vec<PathBuf>,
    /// A field of the config, in place of a file: provider=aws, services=ecr,s3 and so on, as in
    /// the data of a ConfigMap
    #[arg(
        short,
        long,
        value_name = "KEY=VALUE",
        add = ArgValueCompleter::new(complete::setting)
    )]
    set: Vec<String>,
}

impl ConfigArguments {
    /// The files that the config stands in, or what takes their place.
    fn files(&self) -> anyhow::Result<Vec<Input>> {
        match self.config.as_slice() {
            [] => Ok(vec![self.flat()?]),
            paths => paths.iter().map(|path| read(path)).collect(),
        }
    }

    /// The fields as a ConfigMap.
    fn flat(&self) -> anyhow::Result<Input> {
        let mut data = Vec::new();
        for setting in &self.set {
            let Some((key, value)) = setting.split_once('=') else {
                bail!("--set {setting:?} has no `=`: write KEY=VALUE, for example provider=aws");
            };
            data.push((key, Value::from(value)));
        }
        let config = Value::map([
            ("apiVersion", Value::from("v1")),
            ("kind", "ConfigMap".into()),
            ("metadata", Value::map([("name", Value::from(DEFAULT_NAME))])),
            ("data", Value::map(data)),
        ]);
        let text = block(&config, 0, &Layout::default()) + "\n";
        Ok(Input { name: "--set".to_owned(), path: None, text })
    }
}

/// What a command works with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'g> {
    pub(crate) config: &'g Node<'g>,
    /// The manifests.
    pub(crate) inputs: &'g [Input],
    /// The texts that diagnostics count in: the config, then the manifests.
    pub(crate) sources: &'g [Source<'g>],
    /// How the command ends if the config or the manifests are at fault.
    pub(crate) fault: Exit,
    pub(crate) console: &'g Console,
}

/// Reads the config of a command and its manifests, and runs the command with them. A `fault` of
/// the config ends it; `inputs` reads the manifests, given whether stdin holds a config.
pub(crate) fn with_config(
    arguments: &ConfigArguments,
    inputs: impl FnOnce(bool) -> anyhow::Result<Vec<Input>>,
    fault: Exit,
    console: &Console,
    run: impl FnOnce(&Given<'_>) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let files = arguments.files()?;
    let inputs = inputs(files.iter().any(is_stdin))?;
    let layers = layers(files)?;
    let sources: Vec<Source<'_>> =
        [layers.source()].into_iter().chain(inputs.iter().map(Input::source)).collect();
    match layers.config() {
        Ok(config) => {
            run(&Given { config: &config, inputs: &inputs, sources: &sources, fault, console })
        }
        Err(NoConfig { diagnostics, is_unreadable }) => {
            let exit = if is_unreadable { Exit::Usage } else { fault };
            console.stop(&diagnostics, &sources, exit)
        }
    }
}

/// Files of configs, a later one of which wins over those before it, and what they extend in the
/// repository around the last one; without a file in that around the working directory.
pub(crate) fn layers(files: Vec<Input>) -> anyhow::Result<Layers> {
    let path = files.last().and_then(|file| file.path.as_deref());
    // What a shell opens is in no folder.
    let file = path.and_then(|path| path.canonicalize().ok());
    let folder = file.as_deref().and_then(Path::parent).unwrap_or(Path::new("."));
    Ok(run::layers(run::root_around(folder)?.path(), files))
}
