//! `trust`: what AWS, Azure and Google must hold for the identities of a config.

use std::path::PathBuf;

use anyhow::bail;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};

use crate::cli::Exit;
use crate::cli::io::{is_stdin, layers, read, read_all};
use crate::cli::output::Console;
use crate::cloud::{Issuer, Malformed};
use crate::config::{Layers, NoConfig};
use crate::diagnostic::{Diagnostic, Source};
use crate::run::sync::Fleet;
use crate::run::{Input, TrustOutput, TrustRequest};
use crate::trust::Format;
use crate::yaml::Node;

#[derive(Debug, Args)]
pub(crate) struct Trust {
    /// The config of a cluster. Given several times: the configs of all clusters that share
    /// identities, each with its own spec.issuer
    #[arg(
        short,
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        required_unless_present = "paths"
    )]
    config: Vec<PathBuf>,
    /// Without -c: folders in which the configs of clusters stand, or such configs, as sync finds
    /// them. With -c: manifests with tenants' ServiceAccounts, which may ask for other audiences
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value = "cli")]
    format: Format,
    /// The issuer of the cluster's tokens
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// The file with what `kubectl get --raw /.well-known/openid-configuration` printed
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        conflicts_with = "issuer"
    )]
    issuer_file: Option<PathBuf>,
    /// What the identities are to reach: an ARN, the ID of an Azure resource, a Google name
    #[arg(long, value_name = "RESOURCE")]
    resource: Vec<String>,
    /// Say who lets this subject in, and exit with 1 if nobody does
    #[arg(long, value_name = "SUBJECT")]
    check_subject: Option<String>,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.summary()))
    }
}

pub(crate) fn run(arguments: &Trust, console: &Console) -> anyhow::Result<Exit> {
    let (configs, manifests) = match arguments.config.as_slice() {
        [] => (Fleet::below(&arguments.paths)?.into_configs(), Vec::new()),
        paths => named(paths, &arguments.paths)?,
    };
    let flag = arguments.issuer.is_some() || arguments.issuer_file.is_some();
    if flag && configs.len() > 1 {
        bail!("--issuer is for one cluster, and there are several configs: write spec.issuer");
    }
    let issuer = match issuer(arguments)? {
        Ok(issuer) => issuer,
        Err(problem) => return console.stop(&[*problem], &[], Exit::Fault),
    };
    let sources: Vec<Source<'_>> =
        configs.iter().map(Layers::source).chain(manifests.iter().map(Input::source)).collect();
    let mut nodes = Vec::new();
    for (source, layers) in configs.iter().enumerate() {
        match layers.config() {
            Ok(node) => nodes.push(node),
            Err(NoConfig { diagnostics, is_unreadable }) => {
                let exit = if is_unreadable { Exit::Usage } else { Exit::Fault };
                let located = diagnostics.into_iter().map(|d| d.in_source(source));
                return console.stop(&located.collect::<Vec<_>>(), &sources, exit);
            }
        }
    }
    let nodes: Vec<&Node<'_>> = nodes.iter().collect();
    let texts: Vec<&str> = manifests.iter().map(|input| input.text.as_str()).collect();
    let output = match &arguments.check_subject {
        Some(subject) => TrustOutput::Subject(subject),
        None => TrustOutput::Document(arguments.format),
    };
    let request = TrustRequest {
        configs: &nodes,
        manifests: &texts,
        issuer: issuer.as_ref(),
        resources: &arguments.resource,
        output,
    };
    let answer = match request.answer() {
        Ok(answer) => answer,
        Err(text) => return console.stop(&[text.told()], &sources, Exit::Usage),
    };
    console.say(&answer.diagnostics, &sources)?;
    if answer.failed {
        return Ok(Exit::Fault);
    }
    console.print(&answer.text)?;
    Ok(Exit::Done)
}

/// The configs and the manifests that the command line names.
fn named(configs: &[PathBuf], manifests: &[PathBuf]) -> anyhow::Result<(Vec<Layers>, Vec<Input>)> {
    let configs: Vec<Input> =
        configs.iter().map(|path| read(path)).collect::<anyhow::Result<_>>()?;
    let manifests = match manifests {
        [] => Vec::new(),
        files => read_all(files, configs.iter().any(is_stdin))?,
    };
    let configs = configs.into_iter().map(|file| layers(vec![file]));
    Ok((configs.collect::<anyhow::Result<_>>()?, manifests))
}

/// The issuer that the command line names, or what is wrong with it.
fn issuer(arguments: &Trust) -> anyhow::Result<Result<Option<Issuer>, Box<Diagnostic>>> {
    let (name, issuer) = if let Some(path) = &arguments.issuer_file {
        let input = read(path)?;
        (input.name, Issuer::of_discovery(&input.text))
    } else if let Some(text) = &arguments.issuer {
        (format!("{text:?}"), text.parse())
    } else {
        return Ok(Ok(None));
    };
    Ok(issuer.map(Some).map_err(|Malformed { code, reason, help }| {
        Box::new(Diagnostic::new(code, format!("{name} {reason}")).help(help))
    }))
}
