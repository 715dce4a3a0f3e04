//! The command line: the only part that reads streams and prints.

mod command;
mod io;
mod output;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use command::apply::{self, Apply};
use command::audit::{self, Audit};
use command::init::{self, Init};
use command::map::{self, Map};
use command::patches::{self, Patches};
use command::schema::{self, SchemaFormat, SchemaKind};
use command::sync::{self, Sync};
use command::trust::{self, Trust};
use command::{complete, explain, function, man, services};
use output::{Console, OutputOptions};

/// The program.
const NAME: &str = "flux-workload-identity";

/// The program as a plugin of Flux.
const PLUGIN_NAME: &str = "flux workload-identity";

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The config or the resources are at fault.
    Fault = 1,
    /// The command line or the input is at fault, or something that was to be looked at could not
    /// be.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Gives Flux's controllers their cloud identity.
///
/// Without a command it is a KRM function: it reads a ResourceList on stdin and writes it to
/// stdout, with the ServiceAccounts and Deployments of Flux edited as the functionConfig says.
#[derive(Debug, Parser)]
#[command(
    name = NAME,
    version,
    after_help = EXAMPLES
)]
struct Arguments {
    #[command(flatten, next_help_heading = "Messages")]
    output: OutputOptions,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
A config says which cloud identity Flux's controllers get:
  apiVersion: flux-workload-identity.dev/v1alpha1
  kind: FluxWorkloadIdentity
  metadata:
    name: flux
  spec:
    provider: aws
    identities:
    - services: [ecr]
      roleArn: arn:aws:iam::111122223333:role/flux

Examples:
  Bring every cluster of a repository up to date:
    flux-workload-identity sync
  Keep patches in the kustomization.yaml that Flux builds itself from:
    flux-workload-identity patches -c config.yaml gotk-components.yaml \\
      --write kustomization.yaml
  Edit manifests:
    flux install --export | flux-workload-identity apply -c config.yaml
  Run as a function, by kustomize or kpt:
    kustomize build --enable-alpha-plugins --enable-exec .
    kpt fn eval --fn-config config.yaml --exec flux-workload-identity

Exit status: 0 done, 1 the config or the resources are at fault, 2 the command
line or the input is.

Documentation: https://github.com/flux-workload-identity/flux-workload-identity";

const APPLY_EXAMPLES: &str = "\
Examples:
  flux install --export | flux-workload-identity apply -c config.yaml
  flux-workload-identity apply -c config.yaml --diff gotk-components.yaml
  kubectl -n flux-system get sa,deploy -o yaml |
    flux-workload-identity apply -c config.yaml --check

Exit status: 0 done, 1 the config or the resources are at fault, 2 the command
line or the input is. With --check: 0 nothing differs, 1 something does, 2
anything else.";

const PATCHES_EXAMPLES: &str = "\
Examples:
  flux-workload-identity patches -c config.yaml gotk-components.yaml
  flux-workload-identity patches -c config.yaml gotk-components.yaml \\
    --write kustomization.yaml
  flux-workload-identity patches -c config.yaml --format component \\
    --write components/workload-identity
  flux install --export | flux-workload-identity patches -c config.yaml -
  flux-workload-identity patches -c config.yaml --format helm-values

Exit status: 0 done, 1 the config or the resources are at fault, 2 the command
line or the input is. With --check: 0 nothing is stale, 1 something is, 2
anything else.";

const SYNC_EXAMPLES: &str = "\
Examples:
  flux-workload-identity sync
  flux-workload-identity sync --check clusters
  flux-workload-identity sync --diff clusters/eu/flux-system

Exit status: 0 done, 1 a config or a cluster is at fault and nothing is written,
or a build is not what a config asks, 2 the command line or a file is at fault.
With --check: 0 every cluster is up to date, 1 one is not, 2 anything else.";

const AUDIT_EXAMPLES: &str = "\
Examples:
  kustomize build clusters/production | flux-workload-identity audit -
  kubectl get sa,deploy,gitrepositories,ocirepositories -A -o yaml |
    flux-workload-identity audit -

Exit status: 0 nothing at or above --fail-on, 1 something is, 2 the command line
is at fault, there is no cluster, or what one applies could not be read or
built.";

const INIT_EXAMPLES: &str = "\
Examples:
  flux-workload-identity init clusters/production
  flux-workload-identity init clusters/production --write
  kubectl -n flux-system get sa,deploy -o yaml | flux-workload-identity init -

Exit status: 0 done, 1 with --write: an identity would change, and nothing is
written, or a build is not what a config asks, 2 the command line is at fault or
something that a cluster applies could not be read or built.";

const MAP_EXAMPLES: &str = "\
Examples:
  flux-workload-identity map
  flux-workload-identity map clusters/production --format mermaid
  flux-workload-identity map -c config.yaml clusters/production

Exit status: 0 done, 1 the config is at fault, 2 the command line is or
something that a cluster applies could not be read or built.";

const TRUST_EXAMPLES: &str = "\
Examples:
  kubectl get --raw /.well-known/openid-configuration > issuer.json
  flux-workload-identity trust -c config.yaml --issuer-file issuer.json |
    sh
  flux-workload-identity trust -c config.yaml --format terraform \\
    --issuer https://oidc.example.com --resource arn:aws:s3:::flux-manifests
  flux-workload-identity trust clusters --format terraform
  flux-workload-identity trust -c config.yaml \\
    --check-subject system:serviceaccount:flux-system:source-controller

Exit status: 0 done, 1 the config, the issuer or a resource is at fault, the
format can't say it or nobody covers the subject, 2 the command line or a file
is at fault.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  source <(flux-workload-identity completions bash)
  flux-workload-identity completions fish |
    source";

#[derive(Debug, Subcommand)]
enum Command {
    /// Edit manifests: a filter, or in their files.
    #[command(after_help = APPLY_EXAMPLES)]
    Apply(Apply),
    /// Print or maintain what Flux builds itself: patches, a Component and other forms.
    #[command(after_help = PATCHES_EXAMPLES)]
    Patches(Patches),
    /// Bring every cluster of a repository up to date.
    #[command(after_help = SYNC_EXAMPLES)]
    Sync(Sync),
    /// Find what would keep Flux's controllers from their clouds.
    #[command(after_help = AUDIT_EXAMPLES)]
    Audit(Audit),
    /// Print a config for each cluster, made of the identities that are there.
    #[command(after_help = INIT_EXAMPLES)]
    Init(Init),
    /// Print who uses which identity, and what the cloud must permit.
    #[command(after_help = MAP_EXAMPLES)]
    Map(Map),
    /// Print what AWS, Azure or Google Cloud must hold so that the identities work.
    #[command(after_help = TRUST_EXAMPLES)]
    Trust(Trust),
    /// Explain a code, such as FWI103.
    Explain {
        /// The code
        code: String,
    },
    /// Print the services that a config may name, with their controllers and versions of Flux.
    Services,
    /// Print the schema of a config.
    Schema {
        /// The kind of the config
        #[arg(value_enum, default_value = "FluxWorkloadIdentity")]
        kind: SchemaKind,
        /// The form
        #[arg(long, value_enum, default_value = "krm")]
        format: SchemaFormat,
    },
    /// Print a completion script.
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        #[arg(value_parser = complete::shells())]
        shell: String,
    },
    /// Print a man page.
    Man {
        /// The command that it is about; the program if none is named
        command: Option<String>,
    },
}

/// Runs the program with the arguments and the streams of the process.
pub fn main() -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    let mut arguments = std::env::args_os().skip(1).peekable();
    let result = if arguments.peek().is_some() {
        command(arguments)
    } else if std::io::stdin().is_terminal() {
        let _ = stderr.write_all(
            b"flux-workload-identity without a command is a KRM function: pipe a ResourceList into it.\n\
              To edit manifests: flux-workload-identity apply -c CONFIG FILE...\n\
              To print patches that Flux builds: flux-workload-identity patches -c CONFIG FILE...\n\
              For more information, try '--help'.\n",
        );
        Ok(Exit::Usage)
    } else {
        with_streams(&mut stderr)
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) => Console::default().fail(&error).into(),
    }
}

fn with_streams(stderr: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut stdin = output::file(&std::io::stdin()).context("stdin can't be read")?;
    let mut stdout = output::file(&std::io::stdout()).context("stdout can't be written")?;
    function::run(&mut stdin, &mut stdout, stderr)
}

/// Runs a command.
fn command(mut arguments: impl Iterator<Item = OsString>) -> anyhow::Result<Exit> {
    let name = called_as(std::env::args_os().next());
    let first = arguments.next();
    if let Some(word) = complete::WORDS.iter().find(|word| first == Some(OsString::from(word))) {
        let described = *word == complete::WORDS[0];
        let console = Console::default();
        return complete::run(definition(name), described, arguments.collect(), &console);
    }
    if let Some(option) = first.as_ref().and_then(|word| word.to_str()).filter(|w| needs_command(w))
    {
        anyhow::bail!(
            "{option} needs a command: `{name} apply {option} ...` edits manifests, `{name} patches \
             {option} ...` prints patches that Flux builds"
        );
    }
    let words: Vec<OsString> =
        [OsString::from(NAME)].into_iter().chain(first).chain(arguments).collect();
    if complete::for_shell(|| definition(name), &words)? {
        return Ok(Exit::Done);
    }
    let matches = definition(name).try_get_matches_from(words);
    match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(Arguments { command, output }) => {
            let console = Console::new(output)?;
            let result = match command {
                Command::Apply(arguments) => apply::run(&arguments, &console),
                Command::Patches(arguments) => patches::run(&arguments, &console),
                Command::Sync(arguments) => sync::run(&arguments, &console),
                Command::Audit(arguments) => audit::run(&arguments, &console),
                Command::Init(arguments) => init::run(&arguments, &console),
                Command::Map(arguments) => map::run(&arguments, &console),
                Command::Trust(arguments) => trust::run(&arguments, &console),
                Command::Explain { code } => explain::run(&code, &console),
                Command::Services => services::run(&console),
                Command::Schema { kind, format } => schema::run(kind, format, &console),
                Command::Completions { shell } => complete::script(&shell, &console),
                Command::Man { command } => man::run(command.as_deref(), &console),
            };
            Ok(result.unwrap_or_else(|error| console.fail(&error)))
        }
        Err(error) => {
            error.print()?;
            Ok(if error.use_stderr() { Exit::Usage } else { Exit::Done })
        }
    }
}

/// Whether the first word is an option that only commands have.
fn needs_command(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or(word);
    matches!(name, "--config" | "--set" | "--write" | "--check" | "--diff" | "--format")
        || (word.starts_with("-c") || word.starts_with("-s")) && !word.starts_with("--")
}

/// How the user calls the program: Flux runs what lies in its plugin folder as its own command.
/// Source: Flux RFC-0013.
fn called_as(program: Option<OsString>) -> &'static str {
    let folder = program.map(PathBuf::from).and_then(|path| path.parent().map(PathBuf::from));
    let named = std::env::var_os("FLUXCD_PLUGINS").map(PathBuf::from);
    let is_flux = |folder: PathBuf| folder.ends_with(".fluxcd/plugins") || Some(folder) == named;
    if folder.is_some_and(is_flux) { PLUGIN_NAME } else { NAME }
}

/// The command line, as help and errors call it.
fn definition(name: &'static str) -> clap::Command {
    let examples = |command: clap::Command| match command.get_after_help() {
        Some(text) => {
            let text = text.to_string().replace(&format!("{NAME} "), &format!("{name} "));
            command.after_help(text)
        }
        None => command,
    };
    // The usage that is made of the arguments is too long for a line.
    let usage = |command: clap::Command| match command.get_name().to_owned() {
        own if command.get_arguments().any(|argument| argument.get_id() == "set") => command
            .override_usage(format!("{name} {own} [OPTIONS] <-c FILE|-s KEY=VALUE> [FILE]...")),
        _ => command,
    };
    let program = Arguments::command()
        .bin_name(name)
        // What fits on every screen, whichever there is.
        .term_width(80)
        .override_usage(format!("{name} [OPTIONS] [COMMAND]"));
    examples(program).mut_subcommands(|command| usage(examples(command)))
}
