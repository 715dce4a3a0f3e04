//! Object identity on the controllers: what it asks for depends on the version of Flux.

use crate::config::{Config, lockdown_field};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, FEATURE_GATES, GATE, Lockdown, TOKEN_RULE, Version};
use crate::yaml::Path;

/// What a config says of object identity. A version that is not known is taken for one that has
/// the feature gate.
#[derive(Clone, Debug)]
pub struct ObjectIdentity {
    /// Whether it is to work, if the config says so.
    pub enabled: Option<bool>,
    /// Whether the permission to create tokens is to be added, if the config says so.
    pub rbac: Option<bool>,
    /// The controllers that it is for, if not all.
    pub controllers: Option<Vec<Controller>>,
    /// The lockdown flags and the ServiceAccounts they name.
    pub lockdown: Vec<(Lockdown, String)>,
    /// The authority host of another Azure than the public one.
    pub authority_host: Option<&'static str>,
    /// Whether the config names tenants' ServiceAccounts.
    pub has_tenants: bool,
}

impl ObjectIdentity {
    /// The object identity of a config, if it says something of it.
    pub(super) fn of(config: &Config) -> Option<ObjectIdentity> {
        let object_level = &config.object_level;
        let is_named = object_level.enabled.is_some() || !object_level.is_empty();
        is_named.then(|| ObjectIdentity {
            enabled: object_level.enabled,
            rbac: object_level.rbac,
            controllers: object_level.controllers.clone(),
            lockdown: object_level.lockdown.clone(),
            authority_host: object_level.authority_host,
            has_tenants: !object_level.tenants.is_empty(),
        })
    }

    /// Whether the config switches it on.
    pub fn is_enabled(&self) -> bool {
        self.enabled == Some(true)
    }

    /// Whether the config uses it: tenants and default accounts make no sense without it.
    pub fn is_used(&self) -> bool {
        self.is_enabled() || self.has_tenants || !self.lockdown.is_empty()
    }

    /// Whether it asks something of the controllers, whatever their version is.
    pub fn asks_controllers(&self) -> bool {
        self.is_enabled() || self.rbac == Some(true) || !self.lockdown.is_empty()
    }

    /// Whether it asks for the fields that a FluxInstance has for it.
    pub fn asks_fields(&self) -> bool {
        self.is_enabled() || !self.lockdown.is_empty()
    }

    /// Whether it is for a controller.
    pub fn reaches(&self, controller: Controller) -> bool {
        let listed = self.controllers.as_ref().is_none_or(|list| list.contains(&controller));
        listed && controller.gate().is_some()
    }

    /// The controllers that it is for.
    pub fn controllers_reached(&self) -> impl Iterator<Item = Controller> {
        Controller::ALL.into_iter().filter(|c| self.reaches(*c))
    }

    /// Whether a controller is to have the feature gate.
    pub fn gates(&self, controller: Controller, version: Option<Version>) -> bool {
        self.is_enabled() && self.reaches(controller) && !is_always_on(controller, version)
    }

    /// Whether a controller has object identity: by the gate, or always.
    fn is_on(&self, controller: Controller, version: Option<Version>) -> bool {
        self.reaches(controller) && (self.is_enabled() || is_always_on(controller, version))
    }

    /// The lockdown flags of a controller, and the ServiceAccounts that they name.
    pub fn flags(
        &self,
        controller: Controller,
        version: Option<Version>,
    ) -> impl Iterator<Item = (Lockdown, &str)> {
        let all: &[_] = if self.is_on(controller, version) { &self.lockdown } else { &[] };
        let all = all.iter().filter(move |(flag, _)| flag.controllers().contains(&controller));
        all.map(|(flag, account)| (*flag, account.as_str()))
    }

    /// The authority host that a controller is to have.
    pub fn authority_host(
        &self,
        controller: Controller,
        version: Option<Version>,
    ) -> Option<&'static str> {
        self.authority_host.filter(|_| self.is_on(controller, version))
    }

    /// The arguments of a controller that has no feature gates yet.
    pub fn arguments(&self, controller: Controller, version: Option<Version>) -> Vec<String> {
        let gate = self.gates(controller, version).then(|| format!("{FEATURE_GATES}={GATE}=true"));
        let flags = self.flags(controller, version);
        let flags = flags.map(|(flag, account)| format!("{}={account}", flag.flag()));
        gate.into_iter().chain(flags).collect()
    }

    /// Whether the permission to create tokens is to be added, unless it is there.
    pub fn grants(&self, version: Option<Version>) -> bool {
        let is_needed = || version.is_some_and(|version| TOKEN_RULE.has_ended(version));
        self.rbac.unwrap_or_else(|| self.is_enabled() && is_needed())
    }

    /// Errors of lockdown flags with which a controller of this version would exit at start.
    pub fn flags_without_gate(&self, version: Option<Version>) -> Vec<Diagnostic> {
        let needs_gate = version.is_none_or(|version| !Lockdown::NEEDS_GATE.has_ended(version));
        if self.is_enabled() || !needs_gate {
            return Vec::new();
        }
        let error = |(flag, _): &(Lockdown, String)| {
            let field = lockdown_field(*flag);
            let message = format!(
                "{field} without enabled: true makes the controllers exit at start; from Flux \
                 2.10 on it is allowed"
            );
            let help = match version {
                Some(_) => "write enabled: true beside it, or upgrade Flux to 2.10 or later",
                None => "write enabled: true beside it, or name the version in spec.fluxVersion",
            };
            let error = Diagnostic::new(code::LOCKDOWN_WITHOUT_GATE, message).help(help);
            error.path(Path::keys(["spec", "objectLevel", field]))
        };
        self.lockdown.iter().map(error).collect()
    }

    /// That nothing lets the controllers of a version create tokens, as far as is known without
    /// manifests. A config that says `rbac: false` knows better.
    pub fn tokens_not_created(&self, version: Option<Version>) -> Option<Diagnostic> {
        let has_no_rule = version.is_some_and(|version| TOKEN_RULE.has_ended(version));
        let is_missing =
            self.is_used() && has_no_rule && self.rbac.is_none() && !self.grants(version);
        let message = "from Flux 2.10 on no controller may create tokens of ServiceAccounts by \
                       default, which object identity needs";
        let help = "set objectLevel.enabled: true, which adds the permission, or objectLevel.rbac: \
                    false if it is given otherwise";
        let missing = Diagnostic::new(code::TOKEN_CREATION, message).help(help);
        is_missing.then(|| missing.path(Path::keys(["spec", "objectLevel"])))
    }

    /// That the version of Flux is not known, on which this depends.
    pub fn version_unknown(&self) -> Option<Diagnostic> {
        let message = "the version of Flux is unknown; object identity requires 2.6, its lockdown \
                       flags and the helm-controller 2.7, and from 2.10 on it needs no feature \
                       gate but the permission to create tokens";
        let help = "set spec.fluxVersion, or check the version before you apply this";
        self.asks_controllers().then(|| Diagnostic::new(code::VERSION_UNKNOWN, message).help(help))
    }
}

/// Whether a controller of this version has object identity without a gate.
fn is_always_on(controller: Controller, version: Option<Version>) -> bool {
    let gate = controller.gate();
    version.is_some_and(|version| gate.is_some_and(|gate| gate.has_ended(version)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANTS: ObjectIdentity = ObjectIdentity {
        enabled: None,
        rbac: None,
        controllers: None,
        lockdown: Vec::new(),
        authority_host: None,
        has_tenants: true,
    };

    #[test]
    fn who_uses_it_is_told_of_a_permission_that_nothing_gives() {
        let lacks = |wanted: &ObjectIdentity, minor: u32| {
            wanted.tokens_not_created(Some(Version::new(2, minor))).is_some()
        };
        assert!(lacks(&TENANTS, 10));
        assert!(!lacks(&TENANTS, 9), "the default role gives it");
        assert!(TENANTS.tokens_not_created(None).is_none(), "the version is not known");
        let unused = ObjectIdentity { enabled: Some(false), has_tenants: false, ..TENANTS };
        assert!(!lacks(&unused, 10), "nobody needs it");
        let enabled = ObjectIdentity { enabled: Some(true), ..TENANTS };
        assert!(!lacks(&enabled, 10), "it is added");
        for rbac in [true, false] {
            assert!(!lacks(&ObjectIdentity { rbac: Some(rbac), ..TENANTS }, 10), "rbac: {rbac}");
        }
    }
}
