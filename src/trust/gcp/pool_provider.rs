//! A workload identity provider by the parts of its name.

use std::fmt;

/// The parts of a provider's name. They may hold substitutions.
///
/// ```
/// use flux_workload_identity::internal::PoolProvider;
/// let name = "projects/7/locations/global/workloadIdentityPools/flux/providers/${CLUSTER}";
/// let provider = PoolProvider::of_name(name).unwrap();
/// assert_eq!(provider.pool_name(), "projects/7/locations/global/workloadIdentityPools/flux");
/// assert_eq!(provider.to_string(), name);
/// assert!(PoolProvider::of_name("${PROVIDER}").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PoolProvider {
    /// The number of the project.
    pub project_number: String,
    /// The ID of the pool.
    pub pool: String,
    /// The ID of the provider in the pool.
    pub provider: String,
}

impl PoolProvider {
    /// The parts of a name; `None` if a substitution stands for several of them.
    pub fn of_name(name: &str) -> Option<PoolProvider> {
        let rest = name.strip_prefix("projects/")?;
        let (number, rest) = rest.split_once("/locations/global/workloadIdentityPools/")?;
        let (pool, provider) = rest.split_once("/providers/")?;
        let [project_number, pool, provider] = [number, pool, provider].map(str::to_owned);
        Some(PoolProvider { project_number, pool, provider })
    }

    /// The full name of the pool.
    pub fn pool_name(&self) -> String {
        let PoolProvider { project_number, pool, .. } = self;
        format!("projects/{project_number}/locations/global/workloadIdentityPools/{pool}")
    }
}

impl fmt::Display for PoolProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/providers/{}", self.pool_name(), self.provider)
    }
}
