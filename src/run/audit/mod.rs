//! The audit of manifests and of repositories: what would keep Flux's controllers from their
//! clouds.

mod cluster;
mod config;
mod dead;
mod function;
mod place;
mod repository;
mod sources;

use std::sync::Arc;

use crate::audit::{self, Cluster, Extent, Finding, Ignores};
use crate::diagnostic::{Code, Diagnostic, Severity, Source, code};
use crate::flux::{Accounts, Version};
use crate::krm::{Documents, InputError, Object, Outline};
use crate::repository::NotFollowed;

use crate::krm::unreadable;

pub(crate) use config::{ClusterConfig, ConfigOutput};
pub(crate) use function::of_list;
pub(crate) use repository::{Look, of_repository};
pub(crate) use sources::SourceTexts;

/// What an audit comes to.
#[derive(Debug, Default)]
pub(crate) struct AuditReport {
    /// The texts that locations count in.
    pub(crate) sources: SourceTexts,
    /// What is found, in the order of clusters and of places.
    pub(crate) findings: Vec<Finding>,
    /// What was looked at.
    pub(crate) clusters: Vec<AuditedCluster>,
    /// What could not be read or built.
    pub(crate) unreadable: Vec<Diagnostic>,
}

/// A cluster that was looked at.
#[derive(Debug)]
pub(crate) struct AuditedCluster {
    /// Its folder, relative to the root of the repository; none of manifests alone.
    pub(crate) path: Option<String>,
    /// The version of Flux, if the manifests tell it.
    pub(crate) version: Option<Version>,
    /// The names of the controllers.
    pub(crate) controllers: Vec<&'static str>,
    /// How many objects it has.
    pub(crate) objects: usize,
    /// The Kustomizations that lead to what is not known here.
    pub(crate) not_followed: Vec<NotFollowed>,
    /// How many folders could not be built here, as they need what is elsewhere.
    pub(crate) not_built: usize,
}

/// Whether an object defines a kind: most of what installs Flux does, and none has an identity.
fn is_definition(object: &Outline<'_>) -> bool {
    object.kind().is_some_and(|(_, kind)| kind == "CustomResourceDefinition")
}

impl AuditReport {
    /// Audits texts that are one set of manifests, of which more may be elsewhere.
    pub(crate) fn of_manifests(texts: &[(&str, &str)], ignored: &[Code]) -> AuditReport {
        let mut report = AuditReport::default();
        let mut ignores = Ignores::default();
        let mut files = Vec::new();
        for (name, text) in texts {
            let source = report.sources.number((*name).to_owned(), || Arc::from(*text));
            let mut file = Documents::open(text, source);
            match file.read(|document| !is_definition(document)) {
                Ok(()) => {
                    ignores.read(source, text);
                    files.push(file);
                }
                Err(error) => report.unreadable.push(unreadable(&error).source(source)),
            }
        }
        if report.unreadable.is_empty() && files.iter().all(|file| file.count() == 0) {
            report.unreadable.push(unreadable(&InputError::Empty));
        }
        let objects: Vec<Object<'_, '_>> = files.iter().flat_map(Documents::objects).collect();
        // The message of a command that failed is a document too.
        if report.unreadable.is_empty() && objects.iter().all(|object| object.kind().is_empty()) {
            let message = "there is no Kubernetes object in what was given";
            report.unreadable.push(Diagnostic::new(code::NOT_LOOKED_AT, message));
        }
        let cluster = Cluster::read(&objects, Extent::Part, None, &Accounts::default());
        report.clusters.push(AuditedCluster {
            path: None,
            version: cluster.version,
            controllers: cluster.running.iter().map(|r| r.controller.name()).collect(),
            objects: objects.len(),
            not_followed: Vec::new(),
            not_built: 0,
        });
        report.findings = audit::audit(&cluster);
        report.settle(ignores, ignored);
        report
    }

    /// Whether something was found that is at least as bad as this.
    pub(crate) fn reaches(&self, severity: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity() >= severity)
    }

    /// Everything there is to say, for programs: what was found, and what could not be looked at.
    /// Without the latter an empty report would read as a clean one.
    pub(crate) fn all(&self) -> Vec<Finding> {
        let unreadable = self.unreadable.iter().cloned().map(Finding::from);
        self.findings.iter().cloned().chain(unreadable).collect()
    }

    /// Whether a folder could not be built here.
    pub(crate) fn has_unbuilt(&self) -> bool {
        self.clusters.iter().any(|cluster| cluster.not_built > 0)
    }

    /// The texts as messages need them.
    pub(crate) fn sources(&self) -> Vec<Source<'_>> {
        self.sources.iter().collect()
    }

    /// Leaves the findings that are not ignored, in the order of their places.
    fn settle(&mut self, ignores: Ignores, ignored: &[Code]) {
        let mut findings = ignores.apply(std::mem::take(&mut self.findings));
        findings.retain(|finding| !ignored.contains(&finding.diagnostic.code));
        findings.sort_by_cached_key(|finding| {
            let location = &finding.diagnostic.location;
            let name = self.sources.name(location.source).to_owned();
            (finding.cluster, name, location.span.as_ref().map(|span| span.start))
        });
        self.findings = findings;
    }
}
