//! The Plan against the objects there are: which object gets which edit, what must be added, and
//! what there is to say.
//!
//! Everything is decided here before anything is edited: an error means that nothing is.

mod arguments;
mod config_map;
mod controllers;
mod deployment;
mod flux_instance;
mod gate;
mod interest;
mod leftover;
mod permission;
mod service_account;
mod tenant;
mod version;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Location};
use crate::flux::Controller;
use crate::krm::Object;
use crate::plan::Plan;
use crate::yaml::{Edit, Path, Value};

use crate::krm::ObjectIndex;
use crate::plan::{Planned, Reason};
use controllers::Found;
pub use flux_instance::{instances, is_sharded};
pub use interest::Interest;

/// An object to add.
#[derive(Clone, Debug)]
pub struct Added {
    /// The object.
    pub object: Value,
    /// The place, among the objects, of one that it goes with.
    pub beside: Option<usize>,
}

/// What the Plan comes to on these objects.
#[derive(Debug, Default)]
pub struct Resolution {
    /// For each object, its edits.
    pub edits: Vec<Vec<Planned>>,
    /// Objects to add.
    pub added: Vec<Added>,
    /// The controllers that are there.
    pub present: Vec<Controller>,
    /// What there is to say beside the edits' own effects.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves a plan against objects.
pub fn resolve(plan: &Plan, objects: &[Object<'_, '_>]) -> Resolution {
    let names = ObjectIndex::of(objects);
    let mut resolver = Resolver {
        plan,
        objects,
        found: Found::all(plan, objects, &names),
        names,
        said: HashSet::new(),
        added: HashMap::new(),
        out: Resolution { edits: vec![Vec::new(); objects.len()], ..Resolution::default() },
    };
    resolver.matched();
    resolver.versions();
    for account in &plan.service_accounts {
        resolver.account(account);
    }
    resolver.gate();
    resolver.flux_instances();
    for tenant in &plan.tenants {
        resolver.tenant(tenant);
    }
    resolver.out.present =
        Controller::ALL.into_iter().filter(|c| resolver.found.is_present(*c)).collect();
    resolver.out
}

/// Resolves part after part; each in a file of its own.
struct Resolver<'r, 't, 'a> {
    plan: &'r Plan,
    objects: &'r [Object<'t, 'a>],
    names: ObjectIndex<'t>,
    found: Found,
    /// What was said, to say it once.
    said: HashSet<(String, Location)>,
    /// For each file of additions, the index of the next one.
    added: HashMap<String, usize>,
    out: Resolution,
}

impl<'r, 't, 'a> Resolver<'r, 't, 'a> {
    fn account(&mut self, account: &crate::plan::ServiceAccount) {
        self.service_account(account);
        self.deployments(account);
        self.config_maps(account);
    }

    fn plan_edit(&mut self, object: usize, edit: Edit, reason: Reason) {
        self.out.edits[object].push(Planned { edit, reason });
    }

    fn say(&mut self, diagnostic: Diagnostic) {
        if self.said.insert((diagnostic.message.clone(), diagnostic.location.clone())) {
            self.out.diagnostics.push(diagnostic);
        }
    }

    /// Says something about an object, or about a field of it.
    fn say_of(&mut self, object: usize, path: Option<&Path>, diagnostic: Diagnostic) {
        let object = &self.objects[object];
        let location = path.map_or_else(|| object.location(), |path| object.field_location(path));
        self.say(diagnostic.at(location));
    }
}
