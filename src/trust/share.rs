//! Which identity is to reach which resource.

use crate::diagnostic::{Diagnostic, code};

use super::grant::distinct;
use super::{Grant, Resource};

/// Gives each grant the resources that it may use: those whose service the config names for it.
/// One that nobody names goes to those of whom the config says no service and who can use it.
pub(super) fn share<'r>(
    grants: &[Grant],
    resources: &'r [Resource],
) -> (Vec<Vec<&'r Resource>>, Vec<Diagnostic>) {
    let mut shares = vec![Vec::new(); grants.len()];
    let mut unused = Vec::new();
    for resource in distinct(resources) {
        let takers = |is_named: bool| -> Vec<usize> {
            let takes = |grant: &Grant| grant.may_use(resource, is_named);
            (0..grants.len()).filter(|index| takes(&grants[*index])).collect()
        };
        let named = takers(true);
        let takers = if named.is_empty() { takers(false) } else { named };
        for taker in &takers {
            shares[*taker].push(resource);
        }
        if takers.is_empty() {
            unused.push(nobody_uses(resource, grants));
        }
    }
    (shares, unused)
}

/// That a resource is of no use.
fn nobody_uses(resource: &Resource, grants: &[Grant]) -> Diagnostic {
    let (provider, service) = (resource.provider(), resource.service());
    let message = format!("no identity can use {resource}");
    let elsewhere = grants.iter().any(|grant| grant.may_use_service(resource, true));
    let help = match resource {
        Resource::Aws(resource) if elsewhere => {
            format!("it is in the partition {}, and no role of {service} is", resource.partition)
        }
        _ => format!("add {service} to the services of an identity of {provider}, or leave it out"),
    };
    Diagnostic::new(code::RESOURCE_UNUSED, message).help(help)
}
