//! The Plan: which identity each ServiceAccount of Flux gets, in Kubernetes terms, independent of
//! any manifest.

mod change;
mod reason;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hasher as _;

use crate::cloud::{self, Needs};
use crate::config::{self, Cloud, Config, Identity, Tenant, Wiring};
use crate::diagnostic::{Code, Diagnostic, Location, code};
use crate::flux::{Controller, FEATURE_GATES, GATE, Lockdown, Provider, Service};
use crate::yaml::{Node, Path};

pub use change::PlannedChange;
pub use reason::Reason;

/// What a config asks for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The namespace of the controllers.
    pub namespace: String,
    /// The controllers that get an identity, in Flux's order.
    pub service_accounts: Vec<ServiceAccount>,
    /// The identities of the config, each with the controllers it reaches.
    pub identities: Vec<Reach>,
    /// What every controller with the feature gate gets, if it is switched on.
    pub gate: Option<Gate>,
    /// Tenants' ServiceAccounts.
    pub tenants: Vec<Tenant>,
    /// Whether tenants' objects reach Azure from AKS.
    pub aks_to_azure: bool,
    /// Whether warnings are errors.
    pub strict: bool,
}

/// An identity of the config and the controllers that it reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// How messages call it.
    pub label: String,
    /// Its field path in the config.
    pub path: Path,
    /// The controllers.
    pub controllers: Vec<Controller>,
}

/// A controller and all it gets.
#[derive(Clone, Debug)]
pub struct ServiceAccount {
    /// The controller: the name of its ServiceAccount.
    pub controller: Controller,
    /// Whether the config names it, rather than a service that implies it.
    pub named: bool,
    /// The services it is to reach, each of a provider.
    pub services: Vec<(Provider, Service)>,
    /// What its identities need, one of a provider.
    pub needs: Vec<Needs>,
    /// The providers that give access without a trace in manifests, and how.
    pub traceless: Vec<(Provider, &'static str)>,
    /// The hash of its identities, if pods shall restart when they change.
    pub hash: Option<String>,
}

/// Object-level identity on the controllers.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The controllers that get it, if not all.
    pub controllers: Option<Vec<Controller>>,
    /// The lockdown flags and the ServiceAccounts they name.
    pub lockdown: Vec<(Lockdown, String)>,
    /// The authority host of another Azure than the public one.
    pub authority_host: Option<&'static str>,
}

/// The annotation that makes a Deployment roll its pods when an identity changes.
pub const HASH: &str = "flux-workload-identity.dev/identity-hash";

impl Plan {
    /// The config and the Plan of a functionConfig, unless that has an error, and what there is to
    /// say about it.
    pub fn read(node: Option<&Node<'_>>) -> (Option<(Config, Plan)>, Vec<Diagnostic>) {
        let (config, mut diagnostics) = config::load(node);
        let Some(config) = config else { return (None, diagnostics) };
        match Plan::new(&config) {
            Ok(plan) => (Some((config, plan)), diagnostics),
            Err(mut conflicts) => {
                config::locate(node, &mut conflicts);
                diagnostics.append(&mut conflicts);
                (None, diagnostics)
            }
        }
    }

    /// The Plan of a config.
    ///
    /// # Errors
    /// Identities that want different values of the same field.
    pub fn new(config: &Config) -> Result<Plan, Vec<Diagnostic>> {
        let conflicts = conflicts(config);
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        let object_level = &config.object_level;
        Ok(Plan {
            namespace: config.namespace.clone(),
            service_accounts: Controller::ALL
                .into_iter()
                .filter_map(|c| account(config, c))
                .collect(),
            identities: config
                .identities
                .iter()
                .map(|identity| Reach {
                    label: identity.label(),
                    path: identity.path.clone(),
                    controllers: identity.controllers.iter().map(|c| c.controller).collect(),
                })
                .collect(),
            gate: gate(config),
            tenants: object_level.tenants.clone(),
            aks_to_azure: object_level.aks_to_azure,
            strict: config.strict,
        })
    }
}

impl Plan {
    /// Whether a Deployment has to be edited.
    pub fn has_deployment_targets(&self) -> bool {
        let wired = |account: &ServiceAccount| {
            account.hash.is_some() || account.needs.iter().any(Needs::needs_deployment)
        };
        self.gate.is_some() || self.service_accounts.iter().any(wired)
    }
}

impl Gate {
    /// The controllers that are to get the gate.
    pub fn controllers_reached(&self) -> impl Iterator<Item = Controller> {
        Controller::ALL.into_iter().filter(|c| self.reaches(*c))
    }

    /// The arguments of a controller that has no feature gates yet.
    pub fn arguments(&self, controller: Controller) -> impl Iterator<Item = String> {
        let flags =
            self.lockdown.iter().filter(move |(f, _)| f.controllers().contains(&controller));
        let flags = flags.map(|(flag, account)| format!("{}={account}", flag.flag()));
        [format!("{FEATURE_GATES}={GATE}=true")].into_iter().chain(flags)
    }

    /// Whether the controller is to get the gate.
    pub fn reaches(&self, controller: Controller) -> bool {
        let listed = self.controllers.as_ref().is_none_or(|list| list.contains(&controller));
        listed && controller.gate_since().is_some()
    }
}

/// The identities that reach a controller, by provider.
fn reaching(config: &Config, controller: Controller) -> Vec<&Identity> {
    let mut found: Vec<&Identity> = config
        .identities
        .iter()
        .filter(|i| i.controllers.iter().any(|c| c.controller == controller))
        .collect();
    found.sort_by_key(|i| i.cloud.provider());
    found
}

fn account(config: &Config, controller: Controller) -> Option<ServiceAccount> {
    let reaching = reaching(config, controller);
    if reaching.is_empty() {
        return None;
    }
    let mut named = false;
    let mut services = Vec::new();
    for identity in &reaching {
        for entry in identity.controllers.iter().filter(|c| c.controller == controller) {
            named |= entry.named;
            services.extend(entry.services.iter().map(|s| (identity.cloud.provider(), *s)));
        }
    }
    let needs = needs(config, controller, &reaching);
    let traceless = reaching.iter().filter_map(|i| Some((i.cloud.provider(), traceless(i)?)));
    let mut traceless: Vec<_> = traceless.collect();
    traceless.dedup();
    let hash = config.restart_on_change.then(|| hash(&needs, &reaching));
    Some(ServiceAccount { controller, named, services, needs, traceless, hash })
}

/// What the identities of one controller need, one of a provider.
fn needs(config: &Config, controller: Controller, reaching: &[&Identity]) -> Vec<Needs> {
    let mut needs: Vec<Needs> = Vec::new();
    for identity in reaching {
        let shared = needs.iter().any(|n| n.token.is_some());
        let need =
            cloud::needs(&identity.cloud, identity.wiring, controller, &config.namespace, shared);
        if needs.last().is_none_or(|last| last.provider != need.provider) {
            needs.push(need);
        }
    }
    needs
}

/// Why an identity leaves no trace in manifests, if it does not.
fn traceless(identity: &Identity) -> Option<&'static str> {
    match &identity.cloud {
        Cloud::Aws(aws) if aws.pod_identity => Some("EKS Pod Identity"),
        Cloud::Gcp(gcp) if gcp.email.is_none() && identity.wiring == Wiring::Annotation => {
            Some("direct access")
        }
        _ => None,
    }
}

/// Identities of one provider on one controller that differ.
fn conflicts(config: &Config) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for controller in Controller::ALL {
        for pair in reaching(config, controller).windows(2) {
            let [one, other] = pair else { continue };
            if one.cloud.provider() != other.cloud.provider() {
                continue;
            }
            let needs = |i: &Identity| {
                cloud::needs(&i.cloud, i.wiring, controller, &config.namespace, false)
            };
            let differing = difference(&needs(one), &needs(other)).or_else(|| roles(one, other));
            let Some((field, a, b)) = differing else { continue };
            let message = format!(
                "{controller} would get two identities of {}: {} and {} differ in {field}, {a} and {b}",
                one.cloud.provider(),
                one.label(),
                other.label(),
            );
            let help = "a controller has one identity of a provider: take it out of one of the two";
            let conflict = conflict(code::CONFLICTING_IDENTITIES, message, &other.path, &one.path);
            found.push(conflict.help(help));
        }
    }
    found.extend(authority_conflicts(config));
    found.extend(tenant_conflicts(config));
    found
}

/// An identity of another Azure than the one that object level asks on the same controller: there
/// is one variable for both.
fn authority_conflicts(config: &Config) -> Vec<Diagnostic> {
    const VARIABLE: &str = "AZURE_AUTHORITY_HOST";
    let Some(gate) = gate(config) else { return Vec::new() };
    let Some(host) = gate.authority_host else { return Vec::new() };
    let mut found = Vec::new();
    for controller in gate.controllers_reached() {
        for identity in reaching(config, controller) {
            let needs = cloud::needs(
                &identity.cloud,
                identity.wiring,
                controller,
                &config.namespace,
                false,
            );
            let other = needs.env.iter().find(|(name, value)| *name == VARIABLE && value != host);
            let Some((_, other)) = other else { continue };
            let message = format!(
                "{controller} would get two values of {VARIABLE}: {other} of {} and {host} of \
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

/// Object level on the controllers, if it is switched on.
fn gate(config: &Config) -> Option<Gate> {
    let object_level = &config.object_level;
    object_level.enabled.then(|| Gate {
        controllers: object_level.controllers.clone(),
        lockdown: object_level.lockdown.clone(),
        authority_host: object_level.authority_host,
    })
}

/// Two roles bound by the cloud side: they leave no trace, but an account has one association.
fn roles(one: &Identity, other: &Identity) -> Option<(String, String, String)> {
    let (Cloud::Aws(one), Cloud::Aws(other)) = (&one.cloud, &other.cloud) else { return None };
    match (&one.role_arn, &other.role_arn) {
        (Some(a), Some(b)) if a != b => Some(("roleArn".to_owned(), a.clone(), b.clone())),
        _ => None,
    }
}

/// A tenant's ServiceAccount that is named twice, or that is a controller's with an identity.
fn tenant_conflicts(config: &Config) -> Vec<Diagnostic> {
    let tenants = &config.object_level.tenants;
    let mut found = Vec::new();
    let mut known: HashMap<(&str, &str), &Tenant> = HashMap::new();
    for tenant in tenants {
        let name = (tenant.namespace.as_str(), tenant.name.as_str());
        let twice = |other: &Path| {
            let message = format!(
                "the ServiceAccount {} in namespace {:?} gets an identity in {other} and in {}",
                tenant.name, tenant.namespace, tenant.path
            );
            conflict(code::REPEATED_SERVICE_ACCOUNT, message, &tenant.path, other)
                .help("keep one of the two")
        };
        if let Some(first) = known.insert(name, tenant) {
            found.push(twice(&first.path));
        }
        let controller = Controller::named(&tenant.name).filter(|_| name.0 == config.namespace);
        let clash = controller
            .into_iter()
            .flat_map(|c| reaching(config, c))
            .find(|identity| identity.cloud.provider() == tenant.cloud.provider());
        found.extend(clash.map(|identity| twice(&identity.path)));
    }
    found
}

/// That two parts of the config disagree.
fn conflict(code: Code, message: String, path: &Path, other: &Path) -> Diagnostic {
    let other = Location { path: Some(other.clone()), ..Location::default() };
    Diagnostic::new(code, message).path(path.clone()).related("the other one is here", other)
}

/// The first field in which two needs differ, and both values.
fn difference(one: &Needs, other: &Needs) -> Option<(String, String, String)> {
    let (a, b) = (one.fields(), other.fields());
    let value = |fields: &[(String, String)], key: &str| {
        let found = fields.iter().find(|(k, _)| k == key);
        found.map_or_else(|| "nothing".to_owned(), |(_, v)| v.clone())
    };
    let mut keys = a.iter().chain(&b).map(|(key, _)| key);
    let key = keys.find(|key| value(&a, key) != value(&b, key))?;
    Some((key.clone(), value(&a, key), value(&b, key)))
}

/// A hash that is the same on every machine and in every version.
fn hash(needs: &[Needs], reaching: &[&Identity]) -> String {
    let mut hasher = fnv::FnvHasher::default();
    let mut add = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write(b"\0");
    };
    for need in needs {
        add(need.provider.name());
        for (key, value) in need.fields() {
            add(&key);
            add(&value);
        }
    }
    for role in reaching.iter().filter_map(|i| match &i.cloud {
        Cloud::Aws(aws) if aws.pod_identity => aws.role_arn.as_deref(),
        _ => None,
    }) {
        add(role);
    }
    let mut text = String::new();
    // Writing to a String can't fail.
    let _ = write!(text, "{:016x}", hasher.finish());
    text
}
