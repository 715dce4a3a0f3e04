//! The configs of this program in a repository that is audited: what they ask for, whether their
//! output is up to date, and what a cluster carries that they do not have.

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Accounts, Controller};
use crate::krm::Object;
use crate::plan::Plan;
use crate::resolve::residue;

/// A config of a cluster.
#[derive(Debug)]
pub(crate) struct ClusterConfig {
    /// Its file, relative to the root of the repository.
    pub(crate) file: PathBuf,
    /// What it asks for; none if it is at fault.
    pub(crate) plan: Option<Plan>,
    /// How what is made of it is.
    pub(crate) output: ConfigOutput,
}

/// How what is made of a config is.
#[derive(Debug)]
pub(crate) enum ConfigOutput {
    /// It is as the config says, or it is kept nowhere.
    Settled,
    /// These files, relative to the root, are not what the config comes to.
    Stale(Vec<PathBuf>),
    /// Nothing can be made of it, and why.
    Refused(String),
}

impl ClusterConfig {
    /// What there is to say of its output.
    pub(super) fn of_output(&self) -> Option<Diagnostic> {
        let file = self.file.display();
        match &self.output {
            ConfigOutput::Settled => None,
            ConfigOutput::Stale(files) => {
                let files: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
                let message = format!("the output of this config is stale: {}", files.join(", "));
                let help = format!("run `flux-workload-identity sync {file}`");
                Some(Diagnostic::new(code::STALE_OUTPUT, message).help(help))
            }
            ConfigOutput::Refused(reason) => {
                let message = format!("nothing can be made of this config: {reason}");
                let help = format!("`flux-workload-identity sync --check {file}` says more");
                Some(Diagnostic::new(code::CONFIG_REFUSED, message).help(help))
            }
        }
    }
}

/// The ServiceAccounts that the controllers of a cluster run under, as its configs say.
pub(super) fn accounts(configs: &[&ClusterConfig]) -> Accounts {
    let mut accounts = Accounts::default();
    for plan in configs.iter().filter_map(|config| config.plan.as_ref()) {
        let unusual = Controller::ALL.into_iter().filter(|c| !plan.accounts.is_usual(*c));
        unusual.for_each(|controller| accounts.set(controller, plan.accounts.of(controller)));
    }
    accounts
}

/// The identities of a cluster's controllers that none of its configs has, each with the first
/// config's file. Of a config at fault it is not known what it has.
pub(super) fn dropped(
    configs: &[&ClusterConfig],
    objects: &[Object<'_, '_>],
) -> Vec<(Diagnostic, PathBuf)> {
    let plans: Option<Vec<&Plan>> = configs.iter().map(|config| config.plan.as_ref()).collect();
    let Some([first, others @ ..]) = plans.as_deref() else { return Vec::new() };
    let mut found = residue(first, objects);
    for plan in others {
        let left = residue(plan, objects);
        found.retain(|one| left.contains(one));
    }
    let dropped = |one: Diagnostic| Diagnostic {
        code: code::DROPPED_IDENTITY,
        severity: code::DROPPED_IDENTITY.severity,
        ..one
    };
    let file = |one| (dropped(one), configs[0].file.clone());
    found.into_iter().map(file).collect()
}
