//! A config for a cluster, made of what is there: the identities that Flux's controllers have in
//! its build.
//!
//! The config names controllers, never services: a service may stand for a controller that has no
//! identity now. It is checked like any other, and what it can't say is left out and told: the
//! identities that it gives are those of the build.

mod identity;
mod left_out;
mod object_level;
mod text;
mod use_of_cloud;

use crate::audit::Cluster;
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Plan;
use crate::run::BuiltCluster;
use crate::yaml::{Step, parse};

use identity::DraftIdentity;
use object_level::DraftObjectLevel;
use use_of_cloud::Uses;

/// A config on its way.
#[derive(Debug)]
struct Draft {
    /// What the config is about, for its first line.
    title: String,
    namespace: String,
    identities: Vec<DraftIdentity>,
    object_level: DraftObjectLevel,
    /// Where the output goes, if that has to be said: the field of `output`, and the path.
    output: Option<(&'static str, String)>,
    /// Who asks for what.
    uses: Uses,
    /// What the config does not have, one line each.
    left_out: Vec<String>,
}

/// A config that is ready to use.
#[derive(Debug)]
pub(crate) struct InitConfig {
    pub(crate) text: String,
    /// Whether it asks for anything.
    pub(crate) asks: bool,
}

/// The config of a cluster, which its first line calls by a name.
pub(crate) fn init(name: &str, built: &BuiltCluster, cluster: &Cluster<'_>) -> InitConfig {
    let version = cluster.version.map(|version| format!(", Flux {version}"));
    let mut left_out = left_out::of(built.unknown, cluster);
    let output = built.values_output().unwrap_or_else(|files| {
        left_out.push(format!("the output: values stand in several files, {files}; name one"));
        None
    });
    let identities = identity::identities(cluster, &mut left_out);
    let object_level = object_level::object_level(cluster, &mut left_out);
    let mut draft = Draft {
        title: format!("{name}{}", version.unwrap_or_default()),
        namespace: cluster.namespace.to_owned(),
        identities,
        object_level,
        output,
        uses: Uses::of(cluster),
        left_out,
    };
    // Each round leaves something out.
    while draft.leave_out_faults() {}
    let asks = !draft.identities.is_empty() || draft.object_level.asks();
    InitConfig { text: text::text(&draft), asks }
}

/// The identities of the controllers of a cluster, for comparison: which they are, and no more.
pub(crate) fn identities_of(cluster: &Cluster<'_>) -> Vec<String> {
    let identities = identity::identities(cluster, &mut Vec::new());
    let mut told: Vec<String> = Vec::new();
    for DraftIdentity { controllers, provider, wiring, fields } in identities {
        let identity = format!("{provider} {} {fields:?}", wiring.name());
        told.extend(controllers.iter().map(|controller| format!("{controller}: {identity}")));
    }
    told.sort();
    told
}

impl Draft {
    /// Leaves out what the config can't say; says whether there was anything.
    fn leave_out_faults(&mut self) -> bool {
        let text = text::text(self);
        let Ok(root) = parse(&text, 0..text.len()) else { return false };
        let (_, diagnostics) = Plan::read(root.as_ref());
        let errors = diagnostics.into_iter().filter(|d| d.severity == Severity::Error);
        let Some(error) = errors.into_iter().next() else { return false };
        match place(&error) {
            Some(index) if index < self.identities.len() => {
                let identity = self.identities.remove(index);
                self.left_out.push(format!("{}: {}", identity.label(), error.message));
                true
            }
            _ if self.object_level.asks() => {
                self.object_level = DraftObjectLevel::default();
                self.left_out.push(format!("objectLevel: {}", error.message));
                true
            }
            _ => false,
        }
    }
}

/// The number of the identity that a diagnostic is about.
fn place(diagnostic: &Diagnostic) -> Option<usize> {
    let path = diagnostic.location.path.as_ref()?;
    match path.0.as_slice() {
        [Step::Key(spec), Step::Key(list), Step::Index(index), ..]
            if spec == "spec" && list == "identities" =>
        {
            Some(*index)
        }
        _ => None,
    }
}
