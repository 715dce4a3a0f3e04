//! The Deployments of the controllers: labels, environment, volumes and mounts.

use crate::cloud::{self, Mount, Needs};
use crate::config::Wiring;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::krm::Object;
use crate::plan::{HASH, ServiceAccount};
use crate::yaml::{Edit, Node, Path, Value};

use super::{Reason, Resolver};

/// Labels of a Deployment, and of its pods: a webhook reads the pods'.
pub(super) fn labels(key: &str) -> [Path; 2] {
    [
        Path::keys(["metadata", "labels", key]),
        Path::keys(["spec", "template", "metadata", "labels", key]),
    ]
}

pub(super) fn pod_spec() -> Path {
    Path::keys(["spec", "template", "spec"])
}

/// The container of a controller, by its name.
pub(super) fn container(name: &str) -> Path {
    pod_spec().key("containers").element("name", name)
}

impl Resolver<'_, '_, '_> {
    pub(super) fn deployments(&mut self, account: &ServiceAccount) {
        let members = self.found.of(account.controller).clone();
        let needed = account.needs.iter().any(Needs::needs_deployment);
        if members.deployments.is_empty()
            && (needed || account.hash.is_some())
            && let Some(&object) = members.service_accounts.first()
        {
            let message = "no Deployment runs under this ServiceAccount";
            let severity = if needed { Severity::Error } else { Severity::Warning };
            let help = "add the controller's Deployment to the manifests";
            let absent = Diagnostic::new(code::DEPLOYMENT_ABSENT, message);
            self.say_of(object, None, absent.severity(severity).help(help));
        }
        for &object in &members.deployments {
            for need in &account.needs {
                self.label(object, need);
                if need.token.is_some() {
                    self.project(object, need, account);
                }
                self.left_in_deployment(object, need, account.controller);
            }
            if let Some(hash) = &account.hash {
                let path = Path::keys(["spec", "template", "metadata", "annotations", HASH]);
                self.plan_edit(object, Edit::set(path, hash.as_str()), Reason::Hash);
            }
        }
    }

    fn label(&mut self, object: usize, need: &Needs) {
        if let Some((key, value)) = need.label {
            for path in labels(key) {
                self.plan_edit(object, Edit::set(path, value), Reason::Identity(need.provider));
            }
        }
    }

    /// The name of the container that gets environment, mounts and arguments: `manager`, or the
    /// only one.
    pub(super) fn container(&mut self, object: usize) -> Option<String> {
        let found = container_name(&self.objects[object]);
        if found.is_none() {
            let path = pod_spec().key("containers");
            let message = "no container is named \"manager\", and there is not exactly one";
            let help = "name the controller's container manager";
            let absent = Diagnostic::new(code::NO_CONTAINER, message).help(help);
            self.say_of(object, Some(&path), absent);
        }
        found
    }

    /// Environment, token volume and mounts.
    fn project(&mut self, object: usize, need: &Needs, account: &ServiceAccount) {
        let Some(name) = self.container(object) else {
            return;
        };
        let container = container(&name);
        for (variable, value) in &need.env {
            self.variable(object, &container, variable, value, Reason::Identity(need.provider));
        }
        let is_config_map = |volume: &Node<'_>| source_of(volume, "configMap").is_some();
        if let Some(token) = &need.token {
            self.volume(object, need, token.name, token.volume(), is_projected_token);
        }
        if let Some(credentials) = &need.credentials {
            self.volume(object, need, credentials.volume, credentials.volume(), is_config_map);
        }
        for mount in need.mounts() {
            self.mount(object, need, &container, account, &mount);
        }
    }

    /// One variable; one that is not a literal is the user's.
    pub(super) fn variable(
        &mut self,
        object: usize,
        container: &Path,
        name: &str,
        value: &str,
        reason: Reason,
    ) {
        let path = container.key("env").element("name", name);
        let known = path.find(self.objects[object].node);
        if known.is_some_and(|env| env.get("valueFrom").is_some()) {
            let message = format!("{name} has a valueFrom, where the plan writes {value:?}");
            self.theirs(object, &path, message);
            return;
        }
        let variable = cloud::variable(name, value);
        self.plan_edit(object, Edit::set(path, variable), reason);
    }

    fn volume(
        &mut self,
        object: usize,
        need: &Needs,
        name: &str,
        volume: Value,
        is_ours: fn(&Node<'_>) -> bool,
    ) {
        let path = pod_spec().key("volumes").element("name", name);
        if path.find(self.objects[object].node).is_some_and(|known| !is_ours(known)) {
            let message = format!("the volume {name:?} is of another form than the plan writes");
            self.theirs(object, &path, message);
            return;
        }
        self.plan_edit(object, Edit::set(path, volume), Reason::Identity(need.provider));
    }

    fn mount(
        &mut self,
        object: usize,
        need: &Needs,
        container: &Path,
        account: &ServiceAccount,
        wanted: &Mount<'_>,
    ) {
        let Mount { volume, path: mount_path } = *wanted;
        let path = container.key("volumeMounts");
        let mounts = path.find(self.objects[object].node).map(Node::items).unwrap_or_default();
        // The token of a wiring that this run takes away.
        let goes = |name: &str, need: &Needs| {
            let volume = pod_spec().key("volumes").element("name", name);
            let ours = volume.find(self.objects[object].node).is_some_and(is_projected_token);
            need.wiring == Wiring::Annotation && cloud::names(need.provider).token == name && ours
        };
        // A mount that this run moves away is not in the way.
        let moves = |name: &str| {
            let moved = account.needs.iter().flat_map(Needs::mounts);
            moved.into_iter().any(|mount| mount.volume == name)
                || account.needs.iter().any(|need| goes(name, need))
        };
        let text = |mount: &Node<'_>, key| {
            mount.get(key).and_then(Node::text).unwrap_or_default().to_owned()
        };
        let other = mounts.iter().position(|mount| {
            text(mount, "mountPath").trim_end_matches('/') == mount_path
                && !moves(&text(mount, "name"))
        });
        if let Some(place) = other {
            let message = format!(
                "the volume {:?} is mounted at {mount_path}, where the plan mounts {volume:?}",
                text(&mounts[place], "name")
            );
            self.theirs(object, &path.index(place), message);
            return;
        }
        let nested = mounts.iter().position(|mount| {
            text(mount, "mountPath").starts_with(&format!("{mount_path}/"))
                && !moves(&text(mount, "name"))
        });
        if let Some(place) = nested {
            // Nothing can be mounted inside of a read-only volume: the pod would not start.
            let message = format!(
                "the volume {:?} is mounted inside of {mount_path}, where the plan mounts {volume:?}",
                text(&mounts[place], "name")
            );
            self.theirs(object, &path.index(place), message);
            return;
        }
        let edit = Edit::set(path.element("name", volume), wanted.value());
        self.plan_edit(object, edit, Reason::Identity(need.provider));
    }

    /// A field that has our name but not our form belongs to the user.
    fn theirs(&mut self, object: usize, path: &Path, message: String) {
        let help = "rename or remove what is there, or give this controller no identity here";
        let taken = Diagnostic::new(code::NOT_MANAGED, message).help(help);
        self.say_of(object, Some(path), taken);
    }
}

pub(super) fn container_name(object: &Object<'_, '_>) -> Option<String> {
    let containers = object.node.at(&["spec", "template", "spec", "containers"])?.items();
    let name = |c: &Node<'_>| c.get("name").and_then(Node::text).map(str::to_owned);
    match containers {
        [only] => name(only),
        several => several.iter().filter_map(name).find(|n| n == "manager"),
    }
}

/// A volume that holds one projected ServiceAccount token and nothing else.
pub(super) fn is_projected_token(volume: &Node<'_>) -> bool {
    let projected = source_of(volume, "projected");
    let sources = projected.and_then(|node| node.get("sources")).map(Node::items);
    matches!(sources, Some([only]) if only.get("serviceAccountToken").is_some())
}

/// What a volume of one type holds. Kubernetes refuses a volume of two types.
fn source_of<'t, 'a>(volume: &'t Node<'a>, kind: &str) -> Option<&'t Node<'a>> {
    let mut types = volume.entries().iter().filter(|entry| !entry.key.is("name"));
    let only = types.next().filter(|entry| entry.key.is(kind));
    only.filter(|_| types.next().is_none()).map(|entry| &entry.value)
}
