//! The audit as a KRM function: the items as they came, and what is found as results.

use crate::audit::{self, Cluster, Extent};
use crate::config::AuditConfig;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::flux::Accounts;
use crate::krm::{Edited, InputError, ResourceList, Written, write_list};
use crate::yaml::Node;

/// The list with what is found as its results, what is found, and whether the run fails.
pub(crate) type Audited<'a> = (Written<'a>, Vec<Diagnostic>, bool);

/// Audits the items of a list, whose functionConfig is `config`.
///
/// # Errors
/// An item that does not parse.
pub(crate) fn of_list<'a>(
    list: &mut ResourceList<'a>,
    config: &Node<'_>,
) -> Result<Audited<'a>, InputError> {
    let (found, fails) = match AuditConfig::read(config) {
        Ok(config) => {
            list.read(|item| !super::is_definition(item))?;
            let found = findings(list, &config);
            let least = config.fail_on.severity();
            let fails = least.is_some_and(|least| found.iter().any(|one| one.severity >= least));
            (found, fails)
        }
        Err(problems) => {
            let fails = has_errors(&problems);
            (problems, fails)
        }
    };
    let output = write_list(list, Edited::default(), &[], &found);
    Ok((output.unwrap_or_else(|_| Written::as_it_is(list.source())), found, fails))
}

fn findings(list: &ResourceList<'_>, config: &AuditConfig) -> Vec<Diagnostic> {
    let objects = list.objects();
    let cluster =
        Cluster::read(&objects, Extent::Part, config.namespace.as_deref(), &Accounts::default());
    let found = audit::audit(&cluster).into_iter().map(|finding| finding.diagnostic);
    let found = found.filter(|one| !config.ignore.contains(&one.code));
    let named = |mut one: Diagnostic| {
        if let Some(cluster) = &config.cluster {
            one.message = format!("{cluster}: {}", one.message);
        }
        one
    };
    found.map(named).collect()
}
