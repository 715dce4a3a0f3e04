//! Checks which controllers an identity is for.

use crate::diagnostic::code;
use crate::flux::{Controller, Provider, Service};
use crate::yaml::Path;

use super::controller_spec::ControllerSpec;
use super::names::ServiceAccountName;
use super::report::Report;
use super::spec::IdentitySpec;
use super::{Recipient, nearest};

/// The controllers, by services and by name, each once.
pub(super) fn controllers(
    identity: &IdentitySpec,
    provider: Option<Provider>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Vec<Recipient> {
    let mut found: Vec<Recipient> = Vec::new();
    let mut add = |controller, named, service: Option<Service>, account: Option<String>| {
        let index = found.iter().position(|c| c.controller == controller).unwrap_or_else(|| {
            let (named, services, service_accounts) = (false, Vec::new(), Vec::new());
            found.push(Recipient { controller, named, services, service_accounts });
            found.len() - 1
        });
        found[index].named |= named;
        found[index].services.extend(service);
        // That two of them are not the same is checked with those of other identities.
        found[index].service_accounts.extend(account);
    };
    let services = identity.services.as_deref().unwrap_or_default();
    let controllers = identity.controllers.as_deref().unwrap_or_default();
    for (index, name) in services.iter().enumerate() {
        let at = at.key("services").index(index);
        let service = check_service(name, provider, &at, report);
        if let (Some(service), Some(provider)) = (service, provider) {
            let reach = service.reach(provider).map(|r| r.controllers).unwrap_or_default();
            reach.iter().for_each(|c| add(*c, false, Some(service), None));
        }
    }
    for (index, ControllerSpec { name, service_account }) in controllers.iter().enumerate() {
        let at = at.key("controllers").index(index);
        let Some(name) = name else {
            report.missing(&at.key("name"), "the controller has no name", "write its name");
            continue;
        };
        let path = at.key("serviceAccount");
        let account = report.parse::<ServiceAccountName>(&path, service_account.as_deref());
        if let Some(controller) = check_controller(name, &at, report) {
            add(controller, true, None, account.map(|account| account.to_string()));
            if !controller.uses_cloud() {
                let message = format!("{controller} uses no cloud service");
                report.say(code::NO_EFFECT, &at, message, "remove it");
            }
        }
    }
    if services.is_empty() && controllers.is_empty() && !report.is_reported(&at.key("controllers"))
    {
        let help = match provider {
            Some(provider) => {
                let services: Vec<&str> = Service::of(provider).map(Service::name).collect();
                format!("write services (of {}) or controllers", services.join(", "))
            }
            None => "write services or controllers".to_owned(),
        };
        report.missing(
            &at.key("services"),
            "the identity names no service and no controller",
            help,
        );
    }
    found.sort_by_key(|c| c.controller);
    found
}

fn check_service(
    name: &str,
    provider: Option<Provider>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Option<Service> {
    let all: Vec<&str> = match provider {
        Some(provider) => Service::of(provider).map(Service::name).collect(),
        None => Service::ALL.into_iter().map(Service::name).collect(),
    };
    let Some(service) = Service::named(name) else {
        let message = format!("unknown service {name:?}");
        report.say(code::UNKNOWN_VALUE, at, message, nearest::suggest(name, &all));
        return None;
    };
    match provider {
        Some(provider) if service.reach(provider).is_none() => {
            let owners: Vec<&str> = service.providers().map(Provider::name).collect();
            let message = format!(
                "service {name:?} is one of {}; the identity's provider is {provider}",
                owners.join(" and ")
            );
            let help = format!("services of {provider}: {}", all.join(", "));
            report.say(code::OTHER_PROVIDER, at, message, help);
            None
        }
        _ => Some(service),
    }
}

/// The controller of that name, or an error with the nearest one.
pub(super) fn check_controller(
    name: &str,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Option<Controller> {
    let found = Controller::named(name);
    if found.is_none() {
        let known = Controller::ALL.map(Controller::name);
        let message = format!("unknown controller {name:?}");
        report.say(code::UNKNOWN_VALUE, at, message, nearest::suggest(name, &known));
    }
    found
}
