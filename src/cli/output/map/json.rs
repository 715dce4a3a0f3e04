//! For programs. A key is absent where there is nothing to say.

use serde::Serialize;

use crate::diagnostic::ResourceRef;
use crate::run::{ClusterMap, User};

pub(super) fn json(maps: &[ClusterMap]) -> serde_json::Result<String> {
    let clusters = maps.iter().map(|map| Cluster {
        path: &map.name,
        flux_version: map.version.map(|version| version.to_string()),
        users: map.users.iter().map(Item::of).collect(),
    });
    let document = Document { clusters: clusters.collect() };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

#[derive(Serialize)]
struct Document<'m> {
    clusters: Vec<Cluster<'m>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cluster<'m> {
    path: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    flux_version: Option<String>,
    users: Vec<Item<'m>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'m> {
    service_account: ServiceAccount<'m>,
    #[serde(skip_serializing_if = "Option::is_none")]
    controller: Option<&'static str>,
    provider: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wiring: Option<&'static str>,
    uses: Vec<Use<'m>>,
}

#[derive(Serialize)]
struct ServiceAccount<'m> {
    namespace: &'m str,
    name: &'m str,
}

#[derive(Serialize)]
struct Use<'m> {
    resource: Resource<'m>,
    service: &'static str,
    permissions: &'m [&'static str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'m> {
    api_version: &'m str,
    kind: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'m str>,
    name: &'m str,
}

impl<'m> Item<'m> {
    fn of(user: &'m User) -> Item<'m> {
        let uses = user.uses.iter().map(|asked| Use {
            resource: Resource::of(&asked.object),
            service: asked.service.name(),
            permissions: &asked.permissions,
        });
        Item {
            service_account: ServiceAccount {
                namespace: &user.account.namespace,
                name: &user.account.name,
            },
            controller: user.account.controller.map(|controller| controller.name()),
            provider: user.provider.name(),
            identity: user.identity.as_ref().map(|identity| identity.name.as_str()),
            wiring: user.identity.as_ref().and_then(|i| i.wiring).map(|wiring| wiring.name()),
            uses: uses.collect(),
        }
    }
}

impl<'m> Resource<'m> {
    fn of(object: &'m ResourceRef) -> Resource<'m> {
        Resource {
            api_version: &object.api_version,
            kind: &object.kind,
            namespace: object.namespace.as_deref(),
            name: &object.name,
        }
    }
}
