//! Which identities are there in manifests already, whoever wrote them.
//!
//! What [`needs`](super::needs) writes is read back as the same identity; so is the like of it by
//! hand, with other names of volumes and other mount paths. An identity that leaves no trace (EKS
//! Pod Identity, direct access on GKE) can't be seen.

use crate::flux::Provider;
use crate::yaml::{Node, Path};

use super::needs::EXPIRATION;
use super::{FieldValue, Wiring, aws, azure, gcp, in_effect, inside};

/// The manifests that say which identities a ServiceAccount and its pods have.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manifests<'o, 'a> {
    /// The ServiceAccount.
    pub service_account: Option<&'o Node<'a>>,
    /// A Deployment, or a Pod, that runs under it.
    pub workload: Option<&'o Node<'a>>,
    /// The ConfigMaps of its namespace.
    pub config_maps: &'o [&'o Node<'a>],
}

/// An identity that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Whose identity it is.
    pub provider: Provider,
    /// How the controller gets its token.
    pub wiring: Wiring,
    /// The fields of a config that would ask for it, and their values as they are written, well
    /// formed or not. Values that are the defaults are left out.
    pub fields: Vec<FieldValue>,
    /// What tells of it: paths in the ServiceAccount with annotations, in the workload with a
    /// projected token.
    pub evidence: Vec<Path>,
}

/// The identities that manifests give, in the order of providers, annotations first.
///
/// ```
/// use flux_workload_identity::internal::{Manifests, observe};
/// let source = "metadata: {annotations: {eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux}}";
/// let account = flux_workload_identity::yaml::parse(source, 0..source.len()).unwrap().unwrap();
/// let observed = observe(Manifests { service_account: Some(&account), ..Manifests::default() });
/// assert_eq!(observed[0].fields, [("roleArn", "arn:aws:iam::490185926743:role/flux".to_owned())]);
/// ```
pub fn observe(manifests: Manifests<'_, '_>) -> Vec<Observed> {
    let seen = Seen { manifests };
    let all = [aws::observe(&seen), azure::observe(&seen), gcp::observe(&seen)];
    all.into_iter().flatten().filter(Observed::names_an_identity).collect()
}

/// A value and its path.
pub(super) type Found = (String, Path);

impl Observed {
    pub(super) fn new(provider: Provider, wiring: Wiring) -> Observed {
        Observed { provider, wiring, fields: Vec::new(), evidence: Vec::new() }
    }

    /// Takes a field, if it is there.
    pub(super) fn field(&mut self, name: &'static str, found: Option<Found>) {
        if let Some((value, path)) = found {
            self.fields.push((name, value));
            self.evidence.push(path);
        }
    }

    /// Takes the token in the file that a variable names, as far as it differs from the defaults.
    pub(super) fn token(
        &mut self,
        seen: &Seen<'_, '_>,
        file: Option<Found>,
        default_audience: Option<&str>,
    ) {
        let Some((file, variable)) = file else { return };
        self.evidence.push(variable);
        let Some((source, path)) = seen.token(&file) else { return };
        let text = |key: &str| source.get(key).and_then(Node::text).map(str::to_owned);
        let audience = text("audience").filter(|a| default_audience.is_some_and(|d| d != a));
        let expiration = text("expirationSeconds").filter(|s| *s != EXPIRATION.to_string());
        self.fields.extend(audience.map(|audience| ("audience", audience)));
        self.fields.extend(expiration.map(|seconds| ("tokenExpirationSeconds", seconds)));
        self.evidence.push(path);
    }

    /// Whether it says whose identity it is, and not only how a token is asked for.
    fn names_an_identity(&self) -> bool {
        const NAMING: [&str; 4] =
            ["roleArn", "clientId", "serviceAccountEmail", "workloadIdentityProvider"];
        self.fields.iter().any(|(field, _)| NAMING.contains(field))
    }
}

/// What can be looked up in manifests.
pub(super) struct Seen<'o, 'a> {
    manifests: Manifests<'o, 'a>,
}

impl<'o, 'a> Seen<'o, 'a> {
    /// An annotation of the ServiceAccount.
    pub(super) fn annotation(&self, key: &str) -> Option<Found> {
        let path = Path::keys(["metadata", "annotations", key]);
        text_at(self.manifests.service_account?, path)
    }

    /// The literal value of an environment variable.
    pub(super) fn variable(&self, name: &str) -> Option<Found> {
        let workload = self.manifests.workload?;
        let (_, path) = in_effect(workload, &self.container()?, name)?;
        text_at(workload, path.key("value"))
    }

    /// The projected ServiceAccount token that a file of the container holds.
    pub(super) fn token(&self, file: &str) -> Option<(&'o Node<'a>, Path)> {
        self.volumes_of(file).find_map(|(volume, path, file)| {
            let sources = volume.at(&["projected", "sources"])?.items();
            let tokens = sources.iter().filter_map(|source| source.get("serviceAccountToken"));
            let mut tokens = tokens.filter(|token| token.get("path").is_some_and(|p| p.is(&file)));
            Some((tokens.next()?, path))
        })
    }

    /// What a file of the container holds, if it comes from one of the ConfigMaps, and the path of
    /// its volume.
    pub(super) fn config_map_file(&self, file: &str) -> Option<Found> {
        self.volumes_of(file).find_map(|(volume, path, file)| {
            let source = volume.get("configMap")?;
            let name = source.get("name").and_then(Node::text)?;
            let items = source.get("items").map(Node::items).unwrap_or_default();
            let item = items.iter().find(|item| item.get("path").is_some_and(|p| p.is(&file)));
            let key = item.and_then(|item| item.get("key")).and_then(Node::text).unwrap_or(&file);
            let mut maps = self.manifests.config_maps.iter();
            let map = maps.find(|m| m.at(&["metadata", "name"]).is_some_and(|n| n.is(name)))?;
            Some((map.at(&["data", key]).and_then(Node::text)?.to_owned(), path))
        })
    }

    /// The volumes that are mounted above a file, their paths, and the file's path in them.
    fn volumes_of<'f>(
        &self,
        file: &'f str,
    ) -> impl Iterator<Item = (&'o Node<'a>, Path, String)> + use<'o, 'a, 'f> {
        let workload = self.manifests.workload;
        let paths = workload.zip(self.pod()).zip(self.container());
        let found = paths.map(|((workload, pod), container)| {
            let mounts = container.key("volumeMounts").find(workload).map(Node::items);
            mounts.unwrap_or_default().iter().filter_map(move |mount| {
                let text = |key: &str| mount.get(key).and_then(Node::text);
                let inside =
                    inside(text("mountPath")?, file).filter(|inside| !inside.is_empty())?;
                let volume = pod.key("spec").key("volumes").element("name", text("name")?);
                Some((volume.find(workload)?, volume, inside))
            })
        });
        found.into_iter().flatten()
    }

    /// The path of the pod: the template of a Deployment, or the Pod itself.
    fn pod(&self) -> Option<Path> {
        let is_pod = self.manifests.workload?.get("kind").is_some_and(|kind| kind.is("Pod"));
        Some(if is_pod { Path::default() } else { Path::keys(["spec", "template"]) })
    }

    /// The path of the controller's container: `manager`, or the only one.
    fn container(&self) -> Option<Path> {
        let list = self.pod()?.key("spec").key("containers");
        let names = list.find(self.manifests.workload?)?.items().iter();
        let names: Vec<&str> = names.filter_map(|c| c.get("name").and_then(Node::text)).collect();
        let name = match names.as_slice() {
            [only] => only,
            several => several.iter().find(|name| **name == "manager")?,
        };
        Some(list.element("name", name))
    }
}

fn text_at(root: &Node<'_>, path: Path) -> Option<Found> {
    let node = path.find(root).filter(|node| !node.is_null())?;
    Some((node.text()?.to_owned(), path))
}

#[cfg(test)]
mod tests;
