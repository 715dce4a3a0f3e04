//! Completion: as the scripts of the shells ask for it, and as Cobra does, which is how Flux
//! completes its plugins' arguments.
//!
//! Source: <https://github.com/spf13/cobra/blob/main/site/content/completions/_index.md> and Flux
//! RFC-0013.

use std::ffi::{OsStr, OsString};

use clap::Command;
use clap::builder::PossibleValuesParser;
use clap_complete::engine::complete;
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, CompletionCandidate};

use crate::config::spec::{FIELDS, IDENTITY_FIELDS};
use crate::flux::{Controller, Platform, Provider, Service};

use crate::cli::output::Console;
use crate::cli::{Exit, NAME};

/// The words that ask for completions, with descriptions and without.
pub(crate) const WORDS: [&str; 2] = ["__complete", "__completeNoDesc"];

/// What the shell shall not do: add a blank, and complete file names of its own.
const NO_SPACE: u8 = 2;
const NO_FILES: u8 = 4;

/// Prints the completions of the last of `arguments`, one a line, and what the shell shall do with
/// them.
pub(crate) fn run(
    mut command: Command,
    described: bool,
    arguments: Vec<OsString>,
    console: &Console,
) -> anyhow::Result<Exit> {
    let mut words = vec![OsString::from(command.get_name())];
    words.extend(arguments);
    let last = words.len() - 1;
    let folder = std::env::current_dir().ok();
    let candidates = complete(&mut command, words, last, folder.as_deref())?;
    let mut directive = NO_FILES;
    for candidate in candidates.iter().filter(|candidate| !candidate.is_hide_set()) {
        let value = candidate.get_value().to_string_lossy();
        if value.ends_with(['/', '=', '\\']) {
            directive |= NO_SPACE;
        }
        let help = candidate.get_help().filter(|_| described).map(ToString::to_string);
        match help.and_then(|help| help.lines().next().map(str::to_owned)) {
            Some(help) => console.print(&format!("{value}\t{help}\n"))?,
            None => console.print(&format!("{value}\n"))?,
        }
    }
    console.print(&format!(":{directive}\n"))?;
    Ok(Exit::Done)
}

/// The variable by which the scripts ask this program for completions.
const VARIABLE: &str = "FLUX_WORKLOAD_IDENTITY_COMPLETE";

/// The shells that there is a script for.
pub(crate) fn shells() -> PossibleValuesParser {
    PossibleValuesParser::new(Shells::builtins().names())
}

/// Prints the script of a shell: it asks this program for completions.
pub(crate) fn script(shell: &str, console: &Console) -> anyhow::Result<Exit> {
    let shells = Shells::builtins();
    let mut script = Vec::new();
    if let Some(shell) = shells.completer(shell) {
        shell.write_registration(VARIABLE, NAME, NAME, NAME, &mut script)?;
    }
    console.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Answers a script, if one asks.
pub(crate) fn for_shell(
    definition: impl Fn() -> Command,
    words: &[OsString],
) -> anyhow::Result<bool> {
    let folder = std::env::current_dir().ok();
    let environment = CompleteEnv::with_factory(definition).var(VARIABLE);
    Ok(environment.try_complete(words.iter().cloned(), folder.as_deref())?)
}

/// Completes `KEY=VALUE` of a flat config.
pub(crate) fn setting(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let Some((key, typed)) = current.split_once('=') else {
        // `objectLevel` is flat too; identities are not.
        let fields = FIELDS.iter().chain(IDENTITY_FIELDS);
        let mut fields: Vec<&str> = fields.copied().filter(|f| *f != "identities").collect();
        fields.sort_unstable();
        fields.dedup();
        let fields = fields.into_iter().filter(|field| field.starts_with(current));
        return fields.map(|field| CompletionCandidate::new(format!("{field}="))).collect();
    };
    // Lists are separated by commas; the last element is the one to complete.
    let (before, word) = typed.rsplit_once(',').map_or(("", typed), |(b, w)| (b, w));
    let comma = if before.is_empty() { "" } else { "," };
    values(key)
        .into_iter()
        .filter(|value| value.starts_with(word))
        .map(|value| CompletionCandidate::new(format!("{key}={before}{comma}{value}")))
        .collect()
}

/// The words that a field takes.
fn values(key: &str) -> Vec<&'static str> {
    match key {
        "provider" => Provider::ALL.map(Provider::name).into(),
        "cluster" => Platform::ALL.map(Platform::name).into(),
        "wiring" => vec!["annotation", "projected"],
        "cloud" => vec!["public", "usgovernment", "china"],
        "services" => {
            let mut names: Vec<&str> = Service::ALL.map(Service::name).into();
            names.dedup();
            names
        }
        "controllers" => {
            let callers = Controller::ALL.into_iter().filter(|c| c.uses_cloud());
            callers.map(Controller::name).collect()
        }
        "podIdentity" | "stsRegionalEndpoints" | "objectLevel" | "restartOnChange" | "strict" => {
            vec!["true", "false"]
        }
        _ => Vec::new(),
    }
}
