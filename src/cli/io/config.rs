//! The config of a command: a file, in which other documents may stand too.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueHint};
use clap_complete::ArgValueCompleter;

use crate::config::{API_VERSION, KIND};
use crate::diagnostic::{Diagnostic, code};
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
    pub(crate) fn file(&self) -> anyhow::Result<ConfigFile> {
        match &self.config {
            Some(path) => Input::read(path).map(ConfigFile),
            None => self.flat().map(ConfigFile),
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
            ("metadata", Value::map([("name", Value::from("arguments"))])),
            ("data", Value::map(data)),
        ]);
        let text = block(&config, 0, &Layout::default()) + "\n";
        Ok(Input { name: "--set".to_owned(), path: None, text })
    }
}

/// A config's file. The config itself is found by [`ConfigFile::documents`] and [`config`].
#[derive(Debug)]
pub(crate) struct ConfigFile(pub(crate) Input);

impl ConfigFile {
    /// Its documents, parsed.
    ///
    /// # Errors
    /// One of them does not parse.
    pub(crate) fn documents(&self) -> Result<Documents<'_>, Box<Diagnostic>> {
        let mut documents = Documents::open(&self.0.text, 0);
        documents
            .read(|_| true)
            .map_err(|error| Box::new(unreadable(&error).help("correct the config")))?;
        Ok(documents)
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
    let ours = |n: &&Node<'_>| has(n, "kind", KIND) || has(n, "apiVersion", API_VERSION);
    let ours: Vec<&Node<'a>> = roots.iter().copied().filter(ours).collect();
    let maps = roots.iter().copied().filter(|n| has(n, "kind", "ConfigMap"));
    let maps: Vec<&Node<'a>> = maps.collect();
    let no_single = |message: String| Diagnostic::new(code::SEVERAL_CONFIGS, message);
    let fault = match (ours.as_slice(), maps.as_slice(), roots.as_slice()) {
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
