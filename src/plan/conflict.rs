//! What a config asks for that can't be given together.

use std::collections::HashMap;

use crate::cloud::{AUTHORITY_HOST, Cloud, Needs, Wiring, needs};
use crate::config::{Config, Identity, Tenant};
use crate::diagnostic::{Code, Diagnostic, Location, code};
use crate::flux::Controller;
use crate::yaml::Path;

use super::ObjectIdentity;
use super::service_account::reaching;

/// Everything that conflicts in a config.
pub(super) fn all(config: &Config) -> Vec<Diagnostic> {
    let mut found = accounts(config);
    found.extend(identities(config));
    found.extend(shared_accounts(config));
    found.extend(authority_hosts(config));
    found.extend(service_accounts(config));
    found
}

/// A controller that is said to run under two ServiceAccounts.
fn accounts(config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut known: HashMap<Controller, (&str, &Path)> = HashMap::new();
    for identity in &config.identities {
        for recipient in &identity.controllers {
            for account in &recipient.service_accounts {
                let path = &identity.path;
                let (first, at) = *known.entry(recipient.controller).or_insert((account, path));
                if first != account {
                    let message = format!(
                        "{} would run under two ServiceAccounts, {first} and {account}",
                        recipient.controller
                    );
                    let help = "a controller runs under one ServiceAccount: keep one of the two";
                    let code = code::CONFLICTING_IDENTITIES;
                    found.push(conflict(code, message, path, at).help(help));
                }
            }
        }
    }
    found
}

/// Identities of one provider that differ on controllers which share a ServiceAccount: there is one
/// set of annotations for all of them.
fn shared_accounts(config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, controller) in Controller::ALL.into_iter().enumerate() {
        let account = config.accounts.of(controller);
        let later = &Controller::ALL[index + 1..];
        for other in later.iter().filter(|other| config.accounts.of(**other) == account) {
            for one in reaching(config, controller) {
                let same = |i: &&Identity| i.cloud.provider() == one.cloud.provider();
                let Some(two) = reaching(config, *other).into_iter().find(same) else { continue };
                // Tokens that are projected are each Deployment's own.
                if [one, two].iter().all(|identity| identity.wiring == Wiring::Projected) {
                    continue;
                }
                let needs = [one, two].map(|i| needs_alone(config, controller, i));
                let Some(Difference { field, values: [a, b] }) =
                    Difference::of_needs(&needs[0], &needs[1])
                        .or_else(|| Difference::of_roles(&one.cloud, &two.cloud))
                else {
                    continue;
                };
                let message = format!(
                    "{controller} and {other} share the ServiceAccount {account}, and {} and {} \
                     differ in {field}, {a} and {b}",
                    one.label(),
                    two.label(),
                );
                let help = "one ServiceAccount has one identity of a provider: give both the same";
                let code = code::CONFLICTING_IDENTITIES;
                found.push(conflict(code, message, &two.path, &one.path).help(help));
            }
        }
    }
    found
}

/// Identities of one provider on one controller that differ.
fn identities(config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for controller in Controller::ALL {
        for pair in reaching(config, controller).windows(2) {
            let [one, other] = pair else { continue };
            let provider = one.cloud.provider();
            if provider != other.cloud.provider() {
                continue;
            }
            let needs = |i| needs_alone(config, controller, i);
            let differing = Difference::of_needs(&needs(one), &needs(other))
                .or_else(|| Difference::of_roles(&one.cloud, &other.cloud));
            let Some(Difference { field, values: [a, b] }) = differing else { continue };
            let message = format!(
                "{controller} would get two identities of {provider}: {} and {} differ in {field}, {a} and {b}",
                one.label(),
                other.label(),
            );
            let help = "a controller has one identity of a provider: take it out of one of the two";
            let conflict = conflict(code::CONFLICTING_IDENTITIES, message, &other.path, &one.path);
            found.push(conflict.help(help));
        }
    }
    found
}

/// What an identity needs on a controller that has no other.
fn needs_alone(config: &Config, controller: Controller, identity: &Identity) -> Needs {
    needs(&identity.cloud, identity.wiring, controller, &config.namespace, false)
}

/// The first field in which two identities differ, and its values.
struct Difference {
    field: String,
    values: [String; 2],
}

impl Difference {
    /// Of what they need. That one has nothing is a difference too.
    fn of_needs(one: &Needs, other: &Needs) -> Option<Difference> {
        let fields = [one.fields(), other.fields()];
        let value = |side: usize, name: &str| {
            let found = fields[side].iter().find(|(known, _)| *known == name);
            found.map_or("nothing", |(_, value)| value.as_ref())
        };
        let mut names = fields.iter().flatten().map(|(name, _)| *name);
        let name = names.find(|name| value(0, name) != value(1, name))?;
        let values = [0, 1].map(|side| value(side, name).to_owned());
        Some(Difference { field: name.to_owned(), values })
    }

    /// Of roles bound by the cloud side: they leave no trace, but a ServiceAccount has one
    /// association.
    fn of_roles(one: &Cloud, other: &Cloud) -> Option<Difference> {
        let (Cloud::Aws(one), Cloud::Aws(other)) = (one, other) else { return None };
        let (Some(one), Some(other)) = (&one.role_arn, &other.role_arn) else { return None };
        (one != other).then(|| Difference {
            field: "roleArn".to_owned(),
            values: [one.to_string(), other.to_string()],
        })
    }
}

/// An identity of another Azure than the one that object identity asks on the same controller: there
/// is one variable for both.
fn authority_hosts(config: &Config) -> Vec<Diagnostic> {
    let wanted = ObjectIdentity::of(config);
    let Some((wanted, host)) = wanted.and_then(|w| w.authority_host.map(|host| (w, host))) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for controller in wanted.controllers_reached() {
        for identity in reaching(config, controller) {
            let needs = needs_alone(config, controller, identity);
            let other =
                needs.env.iter().find(|(name, value)| *name == AUTHORITY_HOST && value != host);
            let Some((_, other)) = other else { continue };
            let message = format!(
                "{controller} would get two values of {AUTHORITY_HOST}: {other} of {} and {host} of \
                 spec.objectLevel",
                identity.label()
            );
            let help =
                "write the same cloud for both, or take the controller out of one of the two";
            let object_level = Path::keys(["spec", "objectLevel"]);
            let code = code::CONFLICTING_IDENTITIES;
            found.push(conflict(code, message, &identity.path, &object_level).help(help));
        }
    }
    found
}

/// A tenant's ServiceAccount that is named twice, or that is a controller's with an identity.
fn service_accounts(config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut known: HashMap<(&str, &str), &Tenant> = HashMap::new();
    for tenant in &config.object_level.tenants {
        let twice = |other: &Path| {
            let message = format!(
                "the ServiceAccount {} in namespace {:?} gets an identity in {other} and in {}",
                tenant.name, tenant.namespace, tenant.path
            );
            conflict(code::REPEATED_SERVICE_ACCOUNT, message, &tenant.path, other)
                .help("keep one of the two")
        };
        if let Some(first) = known.insert((&tenant.namespace, &tenant.name), tenant) {
            found.push(twice(&first.path));
        }
        let is_here = tenant.namespace == config.namespace;
        let controllers = config.accounts.users(&tenant.name).filter(|_| is_here);
        let mut reaching = controllers.flat_map(|c| reaching(config, c));
        let clash = reaching.find(|i| i.cloud.provider() == tenant.cloud.provider());
        found.extend(clash.map(|identity| twice(&identity.path)));
    }
    found
}

/// That two parts of the config disagree.
fn conflict(code: Code, message: String, path: &Path, other: &Path) -> Diagnostic {
    let other = Location { path: Some(other.clone()), ..Location::default() };
    Diagnostic::new(code, message).path(path.clone()).related("the other one is here", other)
}
