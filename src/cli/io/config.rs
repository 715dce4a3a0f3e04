//! The config of a command: a file, in which other documents may stand too.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueHint};
use clap_complete::ArgValueCompleter;

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::config::{API_VERSION, DEFAULT_NAME, KIND};
use crate::diagnostic::{Diagnostic, Source, code};
use crate::krm::Documents;
use crate::run::input::unreadable;
use crate::yaml::{Kind, Layout, Node, Value, block};

use crate::cli::command::complete;

use super::input::Input;

/// Which config a command works with.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ConfigArguments {
    /// The config: a FluxWorkloadIdentity or a ConfigMap, in a file that may hold other documents;
    /// `-` is stdin
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
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
    /// The file that the config stands in, or what takes its place.
    fn file(&self) -> anyhow::Result<Input> {
        match &self.config {
            Some(path) => Input::read(path),
            None => self.flat(),
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

/// The documents of a config's file, parsed.
pub(crate) fn documents(file: &Input) -> Result<Documents<'_>, Box<Diagnostic>> {
    let mut documents = Documents::open(&file.text, 0);
    documents
        .read(|_| true)
        .map_err(|error| Box::new(unreadable(&error).help("correct the config")))?;
    Ok(documents)
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
/// the config ends it; `inputs` reads the manifests, given the config's file.
pub(crate) fn with_config(
    arguments: &ConfigArguments,
    inputs: impl FnOnce(&Input) -> anyhow::Result<Vec<Input>>,
    fault: Exit,
    console: &Console,
    run: impl FnOnce(&Given<'_>) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let file = arguments.file()?;
    let inputs = inputs(&file)?;
    let sources: Vec<Source<'_>> = [&file].into_iter().chain(&inputs).map(Input::source).collect();
    let documents = match documents(&file) {
        Ok(documents) => documents,
        Err(unreadable) => return console.stop(&[*unreadable], &sources, Exit::Usage),
    };
    match config(&documents, &file.name) {
        Ok(config) => run(&Given { config, inputs: &inputs, sources: &sources, fault, console }),
        Err(none) => console.stop(&[*none], &sources, fault),
    }
}

/// The config among documents: the one of our kind, else the only ConfigMap, else the only
/// document, which then is told what it should be. `name` is what messages call the file.
pub(crate) fn config<'t, 'a>(
    documents: &'t Documents<'a>,
    name: &str,
) -> Result<&'t Node<'a>, Box<Diagnostic>> {
    let is_map = |node: &&Node<'_>| matches!(node.kind, Kind::Mapping { .. });
    let roots: Vec<&Node<'a>> = documents.roots().filter(is_map).collect();
    let has = |node: &Node<'_>, key: &str, value: &str| node.get(key).is_some_and(|n| n.is(value));
    let configs = |n: &&Node<'_>| has(n, "kind", KIND) || has(n, "apiVersion", API_VERSION);
    let configs: Vec<&Node<'a>> = roots.iter().copied().filter(configs).collect();
    let maps = roots.iter().copied().filter(|n| has(n, "kind", "ConfigMap"));
    let maps: Vec<&Node<'a>> = maps.collect();
    let no_single = |message: String| Diagnostic::new(code::SEVERAL_CONFIGS, message);
    let fault = match (configs.as_slice(), maps.as_slice(), roots.as_slice()) {
        ([only], ..) | ([], [only], _) | ([], [], [only]) => return Ok(only),
        ([_, second, ..], ..) | ([], [_, second, ..], _) => {
            no_single("the file has more than one config".to_owned())
                .help("keep one of them in a file of its own")
                .span(second.span.clone())
        }
        ([], [], []) => no_single(format!("{name} is empty, where a config is expected"))
            .help(format!("write a {KIND} of {API_VERSION}; see the README for an example")),
        ([], [], several) => {
            no_single(format!("none of the {} documents in the file is a {KIND}", several.len()))
                .help(format!("write kind: {KIND} and apiVersion: {API_VERSION}"))
                .span(several[0].span.clone())
        }
    };
    Err(Box::new(fault))
}
