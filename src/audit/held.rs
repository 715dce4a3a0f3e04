//! What a file in the container of a controller holds, as far as manifests tell.

use crate::cloud::inside;
use crate::krm::Object;
use crate::patch::field;
use crate::resolve::container;
use crate::yaml::{Node, Path};

use super::{Cluster, Extent};

/// What is behind the name of a file.
pub(crate) enum Held<'t, 'a> {
    /// A token of the ServiceAccount: its source in a projected volume, and the path of it.
    Token(&'t Node<'a>, Path),
    /// A key of a ConfigMap: the index of the object, the path of the key, and the text.
    ConfigMap(usize, Path, &'t str),
    /// Something that manifests do not tell.
    Unknown,
    /// Nothing, and why.
    Nothing(String),
}

/// What a file of the controller's container in a Deployment holds.
pub(crate) fn held<'c>(cluster: &Cluster<'c>, deployment: usize, file: &str) -> Held<'c, 'c> {
    let object = &cluster.objects[deployment];
    let mounts = container(object).map(|container| container.key("volumeMounts"));
    let mounts = mounts.and_then(|path| path.find(object.node)).map(Node::items);
    let above = mounts.unwrap_or_default().iter().filter_map(|mount| {
        let path = mount.get("mountPath").and_then(Node::text)?;
        Some((mount, inside(path, file)?))
    });
    // The longest path of a mount is the one that counts.
    let Some((mount, inside)) = above.min_by_key(|(_, inside)| inside.len()) else {
        return Held::Nothing("no volume is mounted there".to_owned());
    };
    let name = mount.get("name").and_then(Node::text).unwrap_or_default();
    let path = field::volume(name);
    let Some(volume) = path.find(object.node) else {
        return Held::Nothing(format!("there is no volume {name:?}, which is mounted there"));
    };
    if mount.get("subPathExpr").is_some() {
        return Held::Unknown;
    }
    let part = mount.get("subPath").and_then(Node::text).unwrap_or_default();
    let inside = format!("{part}/{inside}");
    let inside = inside.trim_matches('/');
    if volume.get("emptyDir").is_some() {
        return of_empty_dir(object, name);
    }
    if let Some(map) = volume.get("configMap") {
        return of_config_map(cluster, object, map, inside);
    }
    match volume.at(&["projected", "sources"]) {
        Some(sources) => of_sources(cluster, object, (sources, &path), inside),
        None => Held::Unknown,
    }
}

/// An empty folder has what other containers of the pod write into it.
fn of_empty_dir<'c>(deployment: &Object<'c, 'c>, volume: &str) -> Held<'c, 'c> {
    let pod = ["spec", "template", "spec"];
    let lists = ["initContainers", "containers"].map(|list| Path::keys(pod).key(list));
    let containers = lists.iter().filter_map(|list| list.find(deployment.node));
    let mounts =
        |container: &&Node<'_>| field::mount(&Path::default(), volume).find(container).is_some();
    match containers.flat_map(Node::items).filter(mounts).count() {
        0 | 1 => Held::Nothing(format!(
            "the volume {volume:?}, which is mounted there, is an emptyDir that no other container fills"
        )),
        _ => Held::Unknown,
    }
}

fn of_config_map<'c>(
    cluster: &Cluster<'c>,
    deployment: &Object<'c, 'c>,
    map: &'c Node<'c>,
    inside: &str,
) -> Held<'c, 'c> {
    let Some(name) = map.get("name").and_then(Node::text) else { return Held::Unknown };
    let items = map.get("items").map(Node::items).unwrap_or_default();
    let item = items.iter().find(|item| item.get("path").is_some_and(|path| path.is(inside)));
    if item.is_none() && !items.is_empty() {
        return Held::Nothing(format!("the volume has no {inside:?} of the ConfigMap {name:?}"));
    }
    let key = item.and_then(|item| item.get("key")).and_then(Node::text).unwrap_or(inside);
    let namespace = deployment.namespace().unwrap_or_default();
    let found = cluster.index.find("v1", "ConfigMap", namespace, name);
    let Some(&index) = found.first() else {
        return match cluster.extent {
            Extent::Whole => Held::Nothing(format!("there is no ConfigMap {name:?}")),
            Extent::Applied | Extent::Part => Held::Unknown,
        };
    };
    let path = Path::keys(["data", key]);
    match path.find(cluster.objects[index].node).and_then(Node::text) {
        Some(text) => Held::ConfigMap(index, path, text),
        None if cluster.objects[index].node.get("binaryData").is_some() => Held::Unknown,
        None => Held::Nothing(format!("the ConfigMap {name:?} has no key {key:?}")),
    }
}

/// What a file of a projected volume holds. Of other sources than tokens and ConfigMaps nothing is
/// known.
fn of_sources<'c>(
    cluster: &Cluster<'c>,
    deployment: &Object<'c, 'c>,
    (sources, volume): (&'c Node<'c>, &Path),
    inside: &str,
) -> Held<'c, 'c> {
    let path = volume.key("projected").key("sources");
    let (mut others, mut is_known) = (Vec::new(), true);
    for (number, source) in sources.items().iter().enumerate() {
        if let Some(map) = source.get("configMap") {
            match of_config_map(cluster, deployment, map, inside) {
                Held::Nothing(_) => others.extend(map.get("name").and_then(Node::text)),
                Held::Unknown => is_known = false,
                held => return held,
            }
        } else if let Some(token) = source.get("serviceAccountToken") {
            match token.get("path").and_then(Node::text) {
                Some(name) if name == inside => {
                    return Held::Token(token, path.index(number).key("serviceAccountToken"));
                }
                name => others.extend(name),
            }
        } else {
            is_known = false;
        }
    }
    if !is_known {
        return Held::Unknown;
    }
    Held::Nothing(match inside {
        "" => format!("the volume is a folder with {:?}", others.join(", ")),
        _ => format!("the volume holds {:?} and no {inside:?}", others.join(", ")),
    })
}

#[cfg(test)]
mod tests;
