//! Who uses which identity, in the forms that people and programs read.

mod json;
mod mermaid;
mod table;

use crate::diagnostic::ResourceRef;
use crate::run::{Account, ClusterMap, User};

/// The form of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum MapFormat {
    /// For people: a table for each ServiceAccount
    Table,
    /// A flowchart, which GitHub draws in a block of the language mermaid
    Mermaid,
    /// For programs
    Json,
}

/// The maps of clusters as text.
pub(crate) fn map(maps: &[ClusterMap], format: MapFormat) -> anyhow::Result<String> {
    Ok(match format {
        MapFormat::Table => table::table(maps),
        MapFormat::Mermaid => mermaid::mermaid(maps),
        MapFormat::Json => json::json(maps)?,
    })
}

/// How a cluster is called.
fn title(map: &ClusterMap) -> String {
    let version = map.version.map(|version| format!(", Flux {version}")).unwrap_or_default();
    format!("{}{version}", map.name)
}

/// How an object is called.
fn name(object: &ResourceRef) -> String {
    match &object.namespace {
        Some(namespace) => format!("{} {namespace}/{}", object.kind, object.name),
        None => format!("{} {}", object.kind, object.name),
    }
}

/// How a ServiceAccount is called: a controller's own by the controller.
fn account(account: &Account) -> String {
    match account.controller {
        Some(controller) if controller.name() == account.name => account.name.clone(),
        Some(controller) => format!("{controller} as {}", account.name),
        None => format!("ServiceAccount {}/{}", account.namespace, account.name),
    }
}

/// How the identity of a user is called.
fn identity(user: &User) -> String {
    match &user.identity {
        Some(identity) => format!("{} {}", user.provider, identity.name),
        None => format!("{}, no identity in the manifests", user.provider),
    }
}
