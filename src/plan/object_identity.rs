//! Object-level identity on the controllers.

use crate::config::Config;
use crate::flux::{Controller, FEATURE_GATES, GATE, Lockdown};

/// Object-level identity on the controllers.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The controllers that get it, if not all.
    pub controllers: Option<Vec<Controller>>,
    /// The lockdown flags and the ServiceAccounts they name.
    pub lockdown: Vec<(Lockdown, String)>,
    /// The authority host of another Azure than the public one.
    pub authority_host: Option<&'static str>,
}

impl Gate {
    /// The gate of a config, if object-level identity is switched on.
    pub(super) fn of(config: &Config) -> Option<Gate> {
        let object_level = &config.object_level;
        object_level.enabled.then(|| Gate {
            controllers: object_level.controllers.clone(),
            lockdown: object_level.lockdown.clone(),
            authority_host: object_level.authority_host,
        })
    }

    /// The controllers that are to get the gate.
    pub fn controllers_reached(&self) -> impl Iterator<Item = Controller> {
        Controller::ALL.into_iter().filter(|c| self.reaches(*c))
    }

    /// The arguments of a controller that has no feature gates yet.
    pub fn arguments(&self, controller: Controller) -> impl Iterator<Item = String> {
        let flags =
            self.lockdown.iter().filter(move |(f, _)| f.controllers().contains(&controller));
        let flags = flags.map(|(flag, account)| format!("{}={account}", flag.flag()));
        [format!("{FEATURE_GATES}={GATE}=true")].into_iter().chain(flags)
    }

    /// Whether the controller is to get the gate.
    pub fn reaches(&self, controller: Controller) -> bool {
        let listed = self.controllers.as_ref().is_none_or(|list| list.contains(&controller));
        listed && controller.gate_since().is_some()
    }
}
