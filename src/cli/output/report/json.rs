//! For programs: what is known of each finding, and what was looked at. A key is absent where there
//! is nothing to say.

use serde::Serialize;

use crate::audit::Finding;
use crate::diagnostic::{ResourceRef, Source};
use crate::run::AuditReport;

use super::place;

pub(super) fn json(report: &AuditReport, sources: &[Source<'_>]) -> serde_json::Result<String> {
    let findings =
        report.findings.iter().map(|finding| Item::of(finding, report, sources)).collect();
    let clusters = report.clusters.iter().map(|cluster| ClusterItem {
        flux_version: cluster.version.map(|version| version.to_string()),
        controllers: &cluster.controllers,
        objects: cluster.objects,
        not_followed: cluster.not_followed.len(),
        not_built: cluster.not_built,
        path: cluster.path.as_deref(),
    });
    let document = Document { findings, clusters: clusters.collect() };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

#[derive(Serialize)]
struct Document<'r> {
    findings: Vec<Item<'r>>,
    clusters: Vec<ClusterItem<'r>>,
}

#[derive(Serialize)]
struct Item<'r> {
    code: String,
    severity: &'static str,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<Resource<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedItem<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'r> {
    api_version: &'r str,
    kind: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'r str>,
    name: &'r str,
}

#[derive(Serialize)]
struct RelatedItem<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    message: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterItem<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flux_version: Option<String>,
    controllers: &'r [&'static str],
    objects: usize,
    not_followed: usize,
    not_built: usize,
}

impl<'r> Item<'r> {
    fn of(finding: &'r Finding, report: &'r AuditReport, sources: &'r [Source<'_>]) -> Item<'r> {
        let Finding { diagnostic, count, cluster } = finding;
        let cluster = cluster.and_then(|cluster| report.clusters.get(cluster));
        let at = place(&diagnostic.location, sources);
        let related = diagnostic.related.iter().map(|related| {
            let at = place(&related.location, sources);
            RelatedItem {
                file: at.as_ref().map(|at| at.file),
                line: at.map(|at| at.start.line),
                message: &related.message,
            }
        });
        Item {
            code: diagnostic.code.to_string(),
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            file: at.as_ref().map(|at| at.file),
            line: at.as_ref().map(|at| at.start.line),
            column: at.map(|at| at.start.column),
            cluster: cluster.and_then(|cluster| cluster.path.as_deref()),
            resource: diagnostic.location.resource.as_ref().map(Resource::of),
            field: diagnostic.field().map(ToString::to_string).filter(|field| !field.is_empty()),
            count: *count,
            related: related.collect(),
        }
    }
}

impl<'r> Resource<'r> {
    fn of(resource: &'r ResourceRef) -> Resource<'r> {
        Resource {
            api_version: &resource.api_version,
            kind: &resource.kind,
            namespace: resource.namespace.as_deref(),
            name: &resource.name,
        }
    }
}
