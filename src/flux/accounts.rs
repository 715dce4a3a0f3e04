//! The ServiceAccounts that the controllers run under.

use super::Controller;

/// The names of the controllers' ServiceAccounts: a controller's own name, unless another is set.
///
/// ```
/// use flux_workload_identity::internal::{Accounts, Controller};
/// let mut accounts = Accounts::default();
/// accounts.set(Controller::SourceController, "flux-irsa");
/// assert_eq!(accounts.of(Controller::SourceController), "flux-irsa");
/// assert_eq!(accounts.of(Controller::HelmController), "helm-controller");
/// assert!(!accounts.is_usual(Controller::SourceController));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Accounts([Option<String>; Controller::ALL.len()]);

impl Accounts {
    /// Says that a controller runs under another ServiceAccount than the one of its name.
    pub fn set(&mut self, controller: Controller, name: &str) {
        self.0[controller as usize] =
            Some(name.to_owned()).filter(|name| name != controller.name());
    }

    /// The name of a controller's ServiceAccount.
    pub fn of(&self, controller: Controller) -> &str {
        self.0[controller as usize].as_deref().unwrap_or(controller.name())
    }

    /// Whether a controller runs under the ServiceAccount that Flux's manifests give it.
    pub fn is_usual(&self, controller: Controller) -> bool {
        self.0[controller as usize].is_none()
    }

    /// The controllers that run under a ServiceAccount.
    pub fn users(&self, name: &str) -> impl Iterator<Item = Controller> {
        Controller::ALL.into_iter().filter(move |controller| self.of(*controller) == name)
    }

    /// Whether a controller runs under the ServiceAccount of another controller too.
    pub fn is_shared(&self, controller: Controller) -> bool {
        self.users(self.of(controller)).nth(1).is_some()
    }
}
