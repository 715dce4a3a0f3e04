//! For people: each finding with its place, and a line that says how much was looked at.

use std::fmt::Write;

use crate::cli::output::{Drawing, fit_for_line, render};
use crate::diagnostic::{Severity, Source};
use crate::repository::NotFollowed;
use crate::run::{AuditReport, AuditedCluster};

pub(super) fn text(
    report: &AuditReport,
    sources: &[Source<'_>],
    drawing: Drawing,
    least: Severity,
) -> String {
    let mut out = String::new();
    let mut cluster = None;
    for finding in report.findings.iter().filter(|finding| finding.severity() >= least) {
        if finding.cluster != cluster {
            cluster = finding.cluster;
            out.push_str(&heading(report, cluster));
        }
        out.push_str(&render(&finding.diagnostic, sources, drawing));
        if let Some(count) = finding.count {
            // Writing to a String can't fail.
            let _ = writeln!(out, "  note: {count} in all");
        }
        out.push('\n');
    }
    out.push_str(&closing(report));
    out.push_str(&not_followed(report));
    out
}

/// A line for each Kustomization that leads to what was not looked at.
fn not_followed(report: &AuditReport) -> String {
    let of_cluster = |cluster: &AuditedCluster| {
        let path = cluster.path.clone().unwrap_or_default();
        let line = move |one: &NotFollowed| {
            let NotFollowed { namespace, name, reason } = one;
            let line =
                format!("{path}: the Kustomization {namespace}/{name} is not followed: {reason}");
            format!("  {}\n", fit_for_line(&line))
        };
        cluster.not_followed.iter().map(line).collect::<String>()
    };
    report.clusters.iter().map(of_cluster).collect()
}

/// The line above the findings of a cluster.
fn heading(report: &AuditReport, cluster: Option<usize>) -> String {
    let Some(cluster) = cluster.and_then(|cluster| report.clusters.get(cluster)) else {
        return "In several clusters, or in none\n\n".to_owned();
    };
    let path = fit_for_line(cluster.path.as_deref().unwrap_or_default());
    let version = cluster.version.map(|version| format!(", Flux {version}")).unwrap_or_default();
    format!("Cluster {path}{version}\n\n")
}

/// `2 clusters, 40 objects: 1 error, 2 warnings`.
fn closing(report: &AuditReport) -> String {
    let objects: usize = report.clusters.iter().map(|cluster| cluster.objects).sum();
    let severities = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Info, "info", "infos"),
    ];
    let found = severities.iter().filter_map(|(severity, one, many)| {
        let count = report.findings.iter().filter(|f| f.severity() == *severity).count();
        (count > 0).then(|| counted(count, one, many))
    });
    let found: Vec<String> = found.collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    let mut parts = vec![counted(objects, "object", "objects")];
    if report.clusters.iter().any(|cluster| cluster.path.is_some()) {
        parts.insert(0, counted(report.clusters.len(), "cluster", "clusters"));
    }
    let sum = |of: fn(&AuditedCluster) -> usize| report.clusters.iter().map(of).sum::<usize>();
    let not_followed = sum(|cluster| cluster.not_followed.len());
    let not_built = sum(|cluster| cluster.not_built);
    let left = [
        (not_followed, "Kustomization not followed", "Kustomizations not followed"),
        (not_built, "folder not built", "folders not built"),
        (report.unreadable.len(), "not readable", "not readable"),
    ];
    let left = left.iter().filter(|(count, ..)| *count > 0);
    let left: String =
        left.map(|(count, one, many)| format!("; {}", counted(*count, one, many))).collect();
    format!("{}: {found}{left}\n", parts.join(", "))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
