//! GCP's credential configurations: a ConfigMap for each controller that is present.

use crate::cloud::{Credentials, is_external_account};
use crate::diagnostic::{Diagnostic, code};
use crate::plan::ServiceAccount;
use crate::yaml::{Edit, Node, Path, Value};

use super::controllers::named;
use super::{Added, Reason, Resolver};

impl Resolver<'_, '_, '_> {
    pub(super) fn config_maps(&mut self, account: &ServiceAccount) {
        let members = self.found.of(account.controller);
        let Some(&beside) = members.deployments.first().or(members.instances.first()) else {
            return;
        };
        for need in &account.needs {
            if let Some(credentials) = &need.credentials {
                let namespace = self.plan.namespace.clone();
                let name = &credentials.config_map;
                let known = named(self.objects, &self.names, "v1", "ConfigMap", &namespace, name);
                if known.is_empty() {
                    self.add(credentials.object(&namespace), Some(beside));
                }
                for object in known {
                    self.update(object, credentials, Reason::Identity(need.provider));
                }
            }
        }
    }

    fn update(&mut self, object: usize, credentials: &Credentials, reason: Reason) {
        let path = Path::keys(["data", credentials.key]);
        let known = path.find(self.objects[object].node).and_then(Node::text);
        let same = |text: &str| {
            let read = |text| serde_json::from_str::<serde_json::Value>(text).ok();
            read(text).is_some_and(|value| Some(value) == read(&credentials.json))
        };
        match known {
            Some(text) if same(text) => {}
            Some(text) if !is_external_account(text) => {
                let message = format!(
                    "{} holds something else than the external_account that the plan writes",
                    credentials.key
                );
                let help = "rename this ConfigMap, or give the controller no identity here";
                let taken = Diagnostic::new(code::NOT_MANAGED, message).help(help);
                self.say_of(object, Some(&path), taken);
            }
            None if !self.objects[object].node.at(&["data"]).is_none_or(Node::is_null) => {
                let message = format!("the ConfigMap has other keys than {}", credentials.key);
                let help = "rename this ConfigMap, or give the controller no identity here";
                let taken = Diagnostic::new(code::NOT_MANAGED, message).help(help);
                self.say_of(object, Some(&Path::keys(["data"])), taken);
            }
            _ => self.plan_edit(object, Edit::set(path, credentials.json.as_str()), reason),
        }
    }

    /// Adds an object. Where the objects come from files, it gets one of its own beside `beside`:
    /// the files that Flux writes are rewritten.
    pub(super) fn add(&mut self, mut object: Value, beside: Option<usize>) {
        if let Some(file) = beside.and_then(|o| self.objects[o].file()) {
            let folder = file.path.rsplit_once('/').map_or(String::new(), |(f, _)| format!("{f}/"));
            let path = format!("{folder}flux-workload-identity.yaml");
            let objects = self.objects;
            let next = self.added.entry(path.clone()).or_insert_with(|| {
                objects.iter().filter(|o| o.file().is_some_and(|f| f.path == path)).count()
            });
            let index = next.to_string();
            *next += 1;
            let notes = ["config.kubernetes.io", "internal.config.kubernetes.io"]
                .into_iter()
                .flat_map(|group| {
                    [
                        (format!("{group}/index"), Value::from(index.as_str())),
                        (format!("{group}/path"), path.as_str().into()),
                    ]
                });
            if let Value::Map(pairs) = &mut object
                && let Some((_, Value::Map(metadata))) =
                    pairs.iter_mut().find(|(k, _)| k == "metadata")
            {
                match metadata.iter_mut().find(|(k, _)| k == "annotations") {
                    Some((_, Value::Map(annotations))) => annotations.extend(notes),
                    _ => metadata.push(("annotations".to_owned(), Value::map(notes))),
                }
            }
        }
        self.out.added.push(Added { object, beside });
    }
}
