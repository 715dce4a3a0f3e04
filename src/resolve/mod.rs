//! The Plan against the objects of the manifests: which object gets which edit, what is added, and
//! what there is to say.
//!
//! Everything is decided here before anything is edited: an error means that nothing is. Each file
//! looks at one kind of thing in a [`Context`], which does not change, and pushes what it finds
//! into the one [`Resolution`].

mod addition;
mod arguments;
mod config_map;
mod container;
mod controllers;
mod deployment;
mod env_from;
mod flux_instance;
mod interest;
mod leftover;
mod misspelt;
mod object_identity;
mod permission;
mod post_build;
mod presence;
mod projection;
mod rbac;
mod residue;
mod resolution;
mod retired;
mod service_account;
mod tenant;
mod version;
mod webhook;

use crate::flux::{Controller, Version};
use crate::krm::{Object, ObjectIndex};
use crate::plan::{Plan, Purpose};

pub(crate) use addition::Added;
pub(crate) use arguments::{
    Argument, asked, gate, is_true, mentions, not_read, retired, without_asked,
};
pub(crate) use container::{find as container, not_managed};
pub(crate) use controllers::Controllers;
pub(crate) use flux_instance::{
    components, decisive_version, instances, is_sharded, kept_account, too_old,
};
pub use interest::Interest;
pub(crate) use leftover::{other_way, wins};
pub(crate) use projection::obstruction;
pub(crate) use rbac::{Account, Permission, Tokens, permission};
pub(crate) use residue::residue;
pub(crate) use resolution::Resolution;
pub(crate) use version::installed;

/// What is resolved, and what is known of it.
struct Context<'r, 't, 'a> {
    plan: &'r Plan,
    purpose: Purpose,
    objects: &'r [Object<'t, 'a>],
    index: ObjectIndex<'r, 't, 'a>,
    controllers: Controllers,
    /// The version of Flux that the manifests install, if they tell.
    installed: Option<Version>,
}

/// Resolves a plan against objects.
pub fn resolve(plan: &Plan, objects: &[Object<'_, '_>], purpose: Purpose) -> Resolution {
    let index = ObjectIndex::of(objects);
    let controllers = Controllers::find(&plan.namespace, &plan.accounts, objects, &index);
    let installed = version::installed(objects, &controllers);
    let context = Context { plan, purpose, objects, index, controllers, installed };
    let mut out = Resolution::default();
    presence::check(&context, &mut out);
    version::check(&context, &mut out);
    post_build::check(&context, &mut out);
    for account in &plan.service_accounts {
        service_account::resolve(&context, account, &mut out);
        deployment::resolve(&context, account, &mut out);
        config_map::resolve(&context, account, &mut out);
    }
    flux_instance::resolve(&context, &mut out);
    object_identity::resolve(&context, &mut out);
    for tenant in &plan.tenants {
        tenant::resolve(&context, tenant, &mut out);
    }
    let is_present = |controller: &Controller| context.controllers.is_present(*controller);
    out.present = Controller::ALL.into_iter().filter(is_present).collect();
    out.installed = context.installed;
    out.settle(objects);
    out
}
