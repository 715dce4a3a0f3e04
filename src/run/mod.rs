//! The use cases. All of them go one way, the `pipeline`; each adds where its objects come from
//! and where its output goes.

mod apply;
mod audit;
mod change;
mod function;
pub(crate) mod input;
mod manifests;
pub(crate) mod patches;
pub(crate) mod pipeline;
mod trust;

pub use crate::plan::Purpose;
pub use apply::{Applied, UnreadableText, apply};
pub(crate) use audit::{AuditReport, AuditedCluster, of_repository};
pub use function::{FunctionOutput, Reading, function, read_by};
pub use patches::{Patches, patches};
pub use trust::{TrustOutput, TrustRequest};
