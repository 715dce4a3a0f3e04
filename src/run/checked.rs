//! What was looked at: a check that finds no difference has to show that it did not look past it.

use std::collections::BTreeSet;
use std::fmt;

use crate::flux::Controller;
use crate::plan::Plan;
use crate::resolve::Resolution;

/// How much of the manifests a config reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The fields and list elements that the config decides.
    pub settings: usize,
    /// The objects that have them.
    pub objects: usize,
    /// The controllers that get an identity and are there.
    pub controllers: Vec<&'static str>,
}

impl Checked {
    /// What a plan reaches, by what it was resolved to.
    pub(super) fn of(plan: &Plan, resolution: &Resolution) -> Checked {
        let changed = resolution.changes.iter().map(|change| change.object);
        let decided: Vec<usize> = changed.chain(resolution.satisfied.iter().copied()).collect();
        let is_there = |c: &Controller| resolution.present.contains(c);
        let wired = plan.service_accounts.iter().map(|account| account.controller);
        Checked {
            settings: decided.len(),
            objects: decided.iter().collect::<BTreeSet<_>>().len(),
            controllers: wired.filter(is_there).map(|controller| controller.name()).collect(),
        }
    }
}

/// `2 settings of 1 object, for source-controller`
impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count| if count == 1 { "" } else { "s" };
        let Checked { settings, objects, controllers } = self;
        write!(
            f,
            "{settings} setting{} of {objects} object{}",
            plural(*settings),
            plural(*objects)
        )?;
        match controllers.as_slice() {
            [] => Ok(()),
            names => write!(f, ", for {}", names.join(", ")),
        }
    }
}
