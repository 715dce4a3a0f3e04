//! Checks a config and fills in its defaults. Every error is reported, not only the first.

use crate::cloud::{self, Region, Substitutable, TenantId, WorkloadIdentityProvider};
use crate::diagnostic::{Diagnostic, Location, code, deny_warnings};
use crate::flux::{Accounts, Platform, Provider, Version};
use crate::yaml::{Kind, Node, Path};

use super::names::{ConfigName, Namespace};
use super::report::{Report, resource, written};
use super::spec::{Data, FIELDS, IDENTITY_FIELDS, Spec};
use super::{
    API_VERSION, Config, DEFAULT_NAME, KIND, identity, nearest, object_level, output, read,
};

/// Reads a functionConfig. The config is there if no diagnostic is an error.
pub(crate) fn load(node: Option<&Node<'_>>) -> (Option<Config>, Vec<Diagnostic>) {
    let Some(root) = node else {
        let absent = Diagnostic::new(code::NO_CONFIG, "there is no functionConfig");
        let example = format!("{HEAD}\n{SPEC}");
        return (None, vec![absent.help("write one, for example:").example(example)]);
    };
    let kind = root.get("kind").and_then(Node::text).unwrap_or_default();
    let api_version = root.get("apiVersion").and_then(Node::text).unwrap_or_default();
    let flat = kind == "ConfigMap" && api_version == "v1";
    let mut report = Report::new(root, flat);
    report.tell_repeated_keys(root);
    if !flat && (kind, api_version) != (KIND, API_VERSION) {
        wrong_kind(&mut report, kind, api_version);
        return (None, report.diagnostics);
    }
    let content = if flat { "data" } else { "spec" };
    let known: &[&str] = if flat {
        &["apiVersion", "kind", "metadata", "data", "immutable", "binaryData"]
    } else {
        &["apiVersion", "kind", "metadata", "spec"]
    };
    for entry in root.entries() {
        if let Some(key) = entry.key.text().filter(|key| !known.contains(key)) {
            let path = Path::keys([key]);
            let inside = FIELDS.contains(&key) || IDENTITY_FIELDS.contains(&key);
            let help = if inside && !flat {
                format!("{key} belongs under spec")
            } else {
                nearest::suggest(key, known)
            };
            let message = format!("unknown field {key:?}");
            report.say_at(code::UNKNOWN_FIELD, &path, entry.key.span.clone(), message, help);
            if nearest::nearest(key, known) == Some(content) {
                report.is_meant(&Path::keys([content]));
            }
        }
    }
    let at = Path::keys([content]);
    let node = root.get(content).filter(|n| !n.is_null());
    let empty =
        node.is_none_or(|n| matches!(n.kind, Kind::Mapping { .. }) && n.entries().is_empty());
    let Some(node) = node.filter(|_| !empty) else {
        if report.is_reported(&at) {
            return (None, report.diagnostics);
        }
        let example = if flat { DATA } else { SPEC };
        let message = format!("the config has no {content}");
        report.say(code::NO_CONFIG, &at, message, "write one, for example:");
        if let Some(last) = report.diagnostics.last_mut() {
            last.example = Some(example.to_owned());
        }
        return (None, report.diagnostics);
    };
    let (mut spec, faults) = if flat {
        let (data, faults) = read::read::<Data>(node, at, true);
        (Spec::from(data), faults)
    } else {
        read::read::<Spec>(node, at, false)
    };
    // Repeated keys are reported already, wherever they stand.
    for fault in faults.into_iter().filter(|fault| fault.code != code::REPEATED_KEY) {
        report.say_at(fault.code, &fault.path, fault.span, fault.message, fault.help);
        if let Some(path) = fault.meant {
            report.is_meant(&path);
        }
    }
    // Whether a ConfigMap asks for an identity may hang on what is at fault.
    let asks = ["identities", "objectLevel"].map(|field| Path::keys(["spec", field]));
    if flat && asks.iter().any(|path| report.is_reported(path)) && spec.is_bare() {
        spec.identities = None;
    }
    let name = name(root, &mut report);
    let config = check(&spec, name, &mut report);
    report.tell_samples();
    if spec.strict == Some(true) {
        deny_warnings(&mut report.diagnostics);
    }
    let config = (!report.has_errors()).then_some(config);
    (config, report.diagnostics)
}

/// Completes the locations of diagnostics that are about a field of the config, and know no more
/// of it than the path.
pub(crate) fn locate(node: Option<&Node<'_>>, diagnostics: &mut [Diagnostic]) {
    let Some(root) = node else { return };
    let flat = root.get("kind").is_some_and(|kind| kind.is("ConfigMap"));
    let locations = diagnostics.iter_mut().flat_map(|d| {
        [&mut d.location].into_iter().chain(d.related.iter_mut().map(|r| &mut r.location))
    });
    let in_config = |l: &&mut Location| l.resource.is_none() && l.source == 0;
    for location in locations.filter(in_config) {
        let Some(path) = &mut location.path else { continue };
        *path = written(path, flat);
        location.resource = Some(resource(root));
        location.span.get_or_insert_with(|| path.nearest(root).span.clone());
    }
}

fn wrong_kind(report: &mut Report<'_, '_>, kind: &str, api_version: &str) {
    let found = match (kind, api_version) {
        ("", _) => "the config has no kind".to_owned(),
        (kind, "") => format!("the config is a {kind} without apiVersion"),
        (kind, api_version) => format!("the config is a {kind} of {api_version}"),
    };
    let (key, help) = if kind == KIND {
        ("apiVersion", format!("write apiVersion: {API_VERSION}"))
    } else {
        ("kind", format!("write kind: {KIND} and apiVersion: {API_VERSION}, or a ConfigMap of v1"))
    };
    report.say(code::WRONG_KIND, &Path::keys([key]), found, help);
}

/// The shortest config that does something.
const HEAD: &str = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity";
const SPEC: &str = "spec: {provider: aws, identities: [{services: [ecr], \
                    roleArn: \"arn:aws:iam::111122223333:role/flux\"}]}";
const DATA: &str = "data: {provider: aws, services: ecr, \
                    roleArn: \"arn:aws:iam::111122223333:role/flux\"}";

fn check(spec: &Spec, name: String, report: &mut Report<'_, '_>) -> Config {
    let at = Path::keys(["spec"]);
    if spec.base.is_some() {
        let message = "base is read by commands that read files, and this is not one";
        let help = "list the config in a kustomization.yaml of its own whose patches change it, \
                    name that folder under transformers, and take base out";
        report.say(code::BASE_NOT_READ, &at.key("base"), message, help);
    }
    let namespace = spec.namespace.as_deref().unwrap_or("flux-system");
    let wip = "workloadIdentityProvider";
    let shared = Shared {
        spec,
        namespace: report.parse(&at.key("namespace"), Some(namespace)),
        region: report.parse(&at.key("region"), spec.region.as_deref()),
        tenant_id: report.parse(&at.key("tenantId"), spec.tenant_id.as_deref()),
        workload_identity_provider: report
            .parse(&at.key(wip), spec.workload_identity_provider.as_deref()),
        cluster: cluster(spec, &providers(spec, report), report),
    };
    let identities = spec.identities.as_deref().unwrap_or_default();
    let identities: Vec<_> = identities
        .iter()
        .enumerate()
        .filter_map(|(index, identity)| identity::check(identity, index, &shared, report))
        .collect();
    let object_level = object_level::check(&shared, report);
    if !report.has_errors() {
        unused(spec, &identities, &object_level, report);
    }
    let config = Config {
        name,
        namespace: namespace.to_owned(),
        issuer: report.parse(&at.key("issuer"), spec.issuer.as_deref()),
        accounts: accounts(&identities),
        identities,
        object_level,
        flux_version: flux_version(spec, report),
        output: output::check(spec.output.as_ref(), report),
        restart_on_change: spec.restart_on_change.unwrap_or(false),
        strict: spec.strict.unwrap_or(false),
    };
    if config.restart_on_change {
        substituted(&config, report);
    }
    if config.identities.is_empty() && config.object_level.is_empty() && !report.has_errors() {
        let help = "name an identity, or switch objectLevel on";
        let path = at.key("identities");
        report.say(
            code::ASKS_FOR_NOTHING,
            &path,
            "the config has neither identities nor objectLevel",
            help,
        );
    }
    config
}

/// The ServiceAccounts of the controllers. That identities agree on them is checked later.
fn accounts(identities: &[super::Identity]) -> Accounts {
    let mut accounts = Accounts::default();
    for recipient in identities.iter().flat_map(|identity| &identity.controllers) {
        if let Some(name) = recipient.service_accounts.first() {
            accounts.set(recipient.controller, name);
        }
    }
    accounts
}

/// The config's own name.
fn name(root: &Node<'_>, report: &mut Report<'_, '_>) -> String {
    let path = Path::keys(["metadata", "name"]);
    let Some(node) = path.find(root).filter(|node| !node.is_null()) else {
        return DEFAULT_NAME.to_owned();
    };
    let name = node.text().unwrap_or_default();
    if let Err(malformed) = name.parse::<ConfigName>() {
        let message = format!("metadata.name {name:?} {}", malformed.reason);
        let span = node.span.clone();
        report.say_of_written(malformed.code, path, span, message, malformed.help);
    }
    name.to_owned()
}

/// The version of Flux, as far as features depend on it.
fn flux_version(spec: &Spec, report: &mut Report<'_, '_>) -> Option<Version> {
    let text = spec.flux_version.as_deref()?;
    let version = Version::parse(text);
    if version.is_none() {
        let path = Path::keys(["spec", "fluxVersion"]);
        let message = format!("fluxVersion {text:?} is not a version of Flux");
        report.say(code::MALFORMED_VALUE, &path, message, "write one such as \"2.10\", in quotes");
    }
    version
}

/// What the parts of a config share: its defaults, as far as they are well formed.
pub(super) struct Shared<'s> {
    pub(super) spec: &'s Spec,
    pub(super) namespace: Option<Substitutable<Namespace>>,
    pub(super) region: Option<Substitutable<Region>>,
    pub(super) tenant_id: Option<Substitutable<TenantId>>,
    pub(super) workload_identity_provider: Option<Substitutable<WorkloadIdentityProvider>>,
    /// Where Flux runs. While that is not known, nothing that depends on it is judged.
    pub(super) cluster: Option<Platform>,
}

/// The providers that are used, tenants' included.
fn providers(spec: &Spec, report: &mut Report<'_, '_>) -> Vec<Provider> {
    let at = Path::keys(["spec"]);
    let identities = spec.identities.iter().flatten().map(|i| i.provider).enumerate();
    let identities = identities.map(|(index, p)| (at.key("identities").index(index), p));
    let tenants = spec.object_level.iter().flat_map(|o| o.service_accounts.iter().flatten());
    let accounts = at.key("objectLevel").key("serviceAccounts");
    let tenants = tenants.enumerate().map(|(index, t)| (accounts.index(index), t.provider));
    let named: Vec<(Path, Option<Provider>)> = identities.chain(tenants).collect();
    // One that is mistyped is not missing.
    let is_missing = |(path, provider): &(Path, Option<Provider>)| {
        provider.is_none() && !report.is_reported(&path.key("provider"))
    };
    if spec.provider.is_none() && named.iter().any(is_missing) {
        let help = "write provider: aws, azure or gcp";
        report.missing(&Path::keys(["spec", "provider"]), "the provider is missing", help);
    }
    let used = named.into_iter().filter_map(|(_, provider)| provider.or(spec.provider));
    let mut used: Vec<Provider> = used.collect();
    used.sort_unstable();
    used.dedup();
    used
}

/// The cluster: the config's, or the only provider's own.
fn cluster(spec: &Spec, used: &[Provider], report: &mut Report<'_, '_>) -> Option<Platform> {
    let path = Path::keys(["spec", "cluster"]);
    match (spec.cluster, used) {
        // What was meant is not known.
        (None, _) if report.is_reported(&path) => None,
        (Some(cluster), _) => Some(cluster),
        (None, []) => None,
        (None, [provider]) => Some(provider.cluster()),
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|p| p.name()).collect();
            let message = format!(
                "the cluster is missing, and several providers are used: {}",
                names.join(", ")
            );
            let help = "write cluster: eks, aks, gke or other";
            report.missing(&path, message, help);
            None
        }
    }
}

/// Warns of fields of the spec that nothing takes its value from.
fn unused(
    spec: &Spec,
    identities: &[super::Identity],
    object_level: &super::ObjectLevel,
    report: &mut Report<'_, '_>,
) {
    let reads = |identity: &super::Identity, field: &str| {
        cloud::reads(identity.cloud.provider(), field, identity.wiring.into()) == Some(true)
    };
    let uses = |field: &str| {
        identities.iter().any(|i| reads(i, field)) || object_level::uses(field, object_level)
    };
    let fields = [
        ("region", spec.region.is_some()),
        ("tenantId", spec.tenant_id.is_some()),
        ("cloud", spec.cloud.is_some()),
        ("workloadIdentityProvider", spec.workload_identity_provider.is_some()),
    ];
    for (field, set) in fields {
        if set && !uses(field) && (!identities.is_empty() || !object_level.is_empty()) {
            let path = Path::keys(["spec", field]);
            let message = format!("{field} is set, but no identity uses it");
            report.say(code::UNUSED_DEFAULT, &path, message, "remove it");
        }
    }
}

/// Warns that a hash can't follow what Flux substitutes later.
fn substituted(config: &Config, report: &mut Report<'_, '_>) {
    for (index, identity) in config.identities.iter().enumerate() {
        if identity.cloud.is_substituted() {
            report.say(
                code::UNSEEN_CHANGE,
                &Path::keys(["spec", "identities"]).index(index),
                "restartOnChange can't see a changed value behind a substitution",
                "write the value out, or restart the controllers by hand",
            );
        }
    }
}
