//! The use cases. All of them go one way, the `pipeline`; each adds where its objects come from
//! and where its output goes.

mod apply;
mod audit;
pub(crate) mod bootstrap;
mod built;
mod change;
mod checked;
pub(crate) mod effective;
mod function;
mod init;
mod input;
pub(crate) mod kept;
pub(crate) mod listing;
mod manifests;
mod map;
mod parallel;
pub(crate) mod patches;
pub(crate) mod pipeline;
mod progress;
mod repository;
mod restart;
pub(crate) mod sync;
pub(crate) mod take_over;
mod traceless;
mod trust;
mod without_identity;

pub use crate::plan::Purpose;
pub use apply::{Applied, UnreadableText, apply};
pub(crate) use audit::{
    AuditReport, AuditedCluster, ClusterConfig, ConfigOutput, Look, of_repository,
};
pub(crate) use built::{BuiltCluster, Fault, Roots};
pub use checked::Checked;
pub use function::{FunctionOutput, Reading, function, read_by};
pub(crate) use init::{identities_of, init};
pub(crate) use input::{Input, layers};
pub(crate) use map::{Account, ClusterMap, Use, User};
pub(crate) use parallel::in_order;
pub use patches::{Patches, patches};
pub(crate) use progress::Progress;
pub(crate) use repository::{Repository, root_around};
pub use restart::Restart;
pub(crate) use restart::is_installed;
pub use trust::{TrustOutput, TrustRequest};
use without_identity::is_without_identity;
