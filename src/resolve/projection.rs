//! What a projected token needs in a Deployment: environment, volumes and mounts.

use crate::cloud::{self, Mount, Needs, Wiring, is_config_map, is_projected_token};
use crate::patch::field;
use crate::plan::{Reason, ServiceAccount};
use crate::yaml::{Node, Path};

use super::container::{self, not_managed};
use super::{Context, Resolution};

/// Projects the token of an identity into the container of a Deployment.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    account: &ServiceAccount,
    out: &mut Resolution,
) {
    let Some(container) = container::require(context, object, out) else { return };
    let Context { objects, .. } = context;
    let node = objects[object].node;
    let reason = Reason::Identity(need.provider);
    for (name, value) in &need.env {
        container::set_variable(context, object, &container, (name, value), reason, out);
    }
    let mut set_volume = |name, value, is_managed: fn(&Node<'_>) -> bool| {
        let path = field::volume(name);
        if path.find(node).is_some_and(|known| !is_managed(known)) {
            let message = format!("the volume {name:?} already exists with another source");
            out.say(not_managed(message).at(objects[object].field_location(&path)));
        } else {
            out.set(object, path, value, reason);
        }
    };
    if let Some(token) = &need.token {
        set_volume(token.name, token.volume(), is_projected_token);
    }
    if let Some(credentials) = &need.credentials {
        set_volume(credentials.volume, credentials.volume(), is_config_map);
    }
    for wanted in need.mounts() {
        match obstacle(node, &container, account, &wanted) {
            Some((path, message)) => {
                out.say(not_managed(message).at(objects[object].field_location(&path)));
            }
            None => {
                out.set(object, field::mount(&container, wanted.volume), wanted.value(), reason)
            }
        }
    }
}

/// The path of a mount that is in the way of a wanted one, and what is to say about it.
fn obstacle(
    deployment: &Node<'_>,
    container: &Path,
    account: &ServiceAccount,
    wanted: &Mount<'_>,
) -> Option<(Path, String)> {
    let Mount { volume, path: wanted } = *wanted;
    let list = container.key("volumeMounts");
    let mounts = list.find(deployment).map(Node::items).unwrap_or_default();
    let stays = |volume: &str| !is_moved(deployment, account, volume);
    let (index, message) = obstruction(mounts, volume, wanted, stays)?;
    Some((list.index(index), message))
}

/// The index of the mount that is in the way of a volume's at `wanted`, and what is to say about it.
pub(crate) fn obstruction(
    mounts: &[Node<'_>],
    volume: &str,
    wanted: &str,
    stays: impl Fn(&str) -> bool,
) -> Option<(usize, String)> {
    let text =
        |mount: &Node<'_>, key| mount.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let found = |relation: &str| {
        let index = mounts.iter().position(|mount| {
            relation_of(&text(mount, "mountPath"), wanted) == Some(relation)
                && stays(&text(mount, "name"))
        })?;
        let name = text(&mounts[index], "name");
        let message = format!(
            "the volume {name:?} is mounted {relation} {wanted}, where the volume {volume:?} has \
             to be"
        );
        Some((index, message))
    };
    // What is mounted then is one path of the volume, and the files are not where they have to be.
    let in_part = |mount: &Node<'_>| {
        let has = |key| mount.get(key).is_some_and(|path| !path.is_null() && !path.is(""));
        text(mount, "name") == volume && (has("subPath") || has("subPathExpr"))
    };
    let in_part = mounts.iter().position(in_part).map(|index| {
        let message =
            format!("the volume {volume:?} is mounted with a subPath, and has to be mounted whole");
        (index, message)
    });
    in_part.or_else(|| found(AT)).or_else(|| found(INSIDE))
}

const AT: &str = "at";
const INSIDE: &str = "inside of";

/// How a mount is in the way of one at `wanted`. Nothing can be mounted inside of a read-only
/// volume: the pod would not start.
fn relation_of(path: &str, wanted: &str) -> Option<&'static str> {
    match path.strip_prefix(wanted)? {
        rest if rest.trim_end_matches('/').is_empty() => Some(AT),
        rest => rest.starts_with('/').then_some(INSIDE),
    }
}

/// Whether this run moves or removes the mount of a volume.
fn is_moved(deployment: &Node<'_>, account: &ServiceAccount, volume: &str) -> bool {
    let is_removed = |need: &Needs| {
        need.wiring == Wiring::Annotation
            && cloud::names(need.provider).token == volume
            && field::volume(volume).find(deployment).is_some_and(is_projected_token)
    };
    let mut wanted = account.needs.iter().flat_map(Needs::mounts);
    wanted.any(|mount| mount.volume == volume) || account.needs.iter().any(is_removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sibling_is_not_in_the_way() {
        let relation = |path| relation_of(path, "/var/run/token");
        assert_eq!(relation("/var/run/token"), Some(AT));
        assert_eq!(relation("/var/run/token/"), Some(AT));
        assert_eq!(relation("/var/run/token/aws"), Some(INSIDE));
        assert_eq!(relation("/var/run/token-aws"), None);
        assert_eq!(relation("/var/run"), None);
    }
}
