//! The audit of manifests: what would keep Flux's controllers from their clouds.

use crate::audit::{self, Cluster, Extent, Finding, Ignores};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::flux::Version;
use crate::krm::{Documents, Object};

use crate::krm::unreadable;

/// What an audit comes to.
#[derive(Debug, Default)]
pub(crate) struct AuditReport {
    /// What is found, in the order of its places.
    pub(crate) findings: Vec<Finding>,
    /// What was looked at.
    pub(crate) clusters: Vec<AuditedCluster>,
    /// What could not be read.
    pub(crate) unreadable: Vec<Diagnostic>,
}

/// A cluster that was looked at.
#[derive(Debug)]
pub(crate) struct AuditedCluster {
    /// The version of Flux, if the manifests tell it.
    pub(crate) version: Option<Version>,
    /// The names of the controllers.
    pub(crate) controllers: Vec<&'static str>,
    /// How many objects it has.
    pub(crate) objects: usize,
}

impl AuditReport {
    /// Audits texts that are one set of manifests, of which more may be elsewhere.
    pub(crate) fn of_manifests(texts: &[&str], ignored: &[Code]) -> AuditReport {
        let mut report = AuditReport::default();
        let mut ignores = Ignores::default();
        let mut files = Vec::new();
        for (source, text) in texts.iter().enumerate() {
            let mut file = Documents::open(text, source);
            match file.read(|_| true) {
                Ok(()) => {
                    ignores.read(source, text);
                    files.push(file);
                }
                Err(error) => report.unreadable.push(unreadable(&error).source(source)),
            }
        }
        let objects: Vec<Object<'_, '_>> = files.iter().flat_map(Documents::objects).collect();
        let cluster = Cluster::read(&objects, Extent::Part);
        report.clusters.push(AuditedCluster {
            version: cluster.version,
            controllers: cluster.running.iter().map(|r| r.controller.name()).collect(),
            objects: objects.len(),
        });
        report.findings = settled(ignores.apply(audit::audit(&cluster)), ignored);
        report
    }

    /// Whether something was found that is at least as bad as this.
    pub(crate) fn reaches(&self, severity: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity() >= severity)
    }
}

/// The findings that are not ignored, in the order of their places.
fn settled(mut findings: Vec<Finding>, ignored: &[Code]) -> Vec<Finding> {
    findings.retain(|finding| !ignored.contains(&finding.diagnostic.code));
    findings.sort_by_key(|finding| {
        let location = &finding.diagnostic.location;
        (location.source, location.span.as_ref().map(|span| span.start))
    });
    findings
}
