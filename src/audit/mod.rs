//! What would keep Flux's controllers from their clouds, found in the manifests of a cluster.
//!
//! A [`Cluster`] is the objects that one cluster gets, and what they say of Flux there: its
//! version, its controllers with the identities they carry, and the objects that ask for a cloud.
//! Each rule ([`rule`]) is a file with one code: it looks at a Cluster and returns [`Finding`]s.
//! Nothing is changed.
//!
//! An error is a contradiction that can't work, a warning very likely does not work, an info works
//! or can't be known: access that the cloud alone grants (roles of nodes, EKS Pod Identity, direct
//! access on GKE) leaves no trace in manifests, so a missing identity alone is never more.

mod cluster;
mod consumption;
mod finding;
mod held;
mod ignore;
mod interest;
mod kept_out;
mod repository_rule;
mod rule;
mod running;

pub(crate) use cluster::{Cluster, Extent, key_service};
pub(crate) use consumption::{Account, asked};
pub(crate) use finding::Finding;
pub(crate) use held::{Held, held};
pub(crate) use ignore::Ignores;
pub(crate) use interest::Interest;
pub(crate) use kept_out::{KEPT_OUT, kept_out, left_alone};
pub(crate) use repository_rule::{audit_artifact, audit_repository};
pub(crate) use rule::audit;
pub(crate) use running::Running;
