//! Who uses which identity, for people, for a page on GitHub, and for programs.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::audit::Reached;
use crate::diagnostic::ResourceRef;
use crate::run::{AuditReport, AuditedCluster};

use super::text::fit_for_line;

/// The form of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum MapFormat {
    /// For people: three lines for each object
    Table,
    /// A diagram that GitHub draws
    Mermaid,
    /// For programs
    Json,
}

/// The map of what was looked at.
pub(crate) fn map(report: &AuditReport, format: MapFormat) -> serde_json::Result<String> {
    Ok(match format {
        MapFormat::Table => report.clusters.iter().map(table).collect(),
        MapFormat::Mermaid => mermaid(&report.clusters),
        MapFormat::Json => {
            let clusters: Vec<Value> = report.clusters.iter().map(of_cluster).collect();
            serde_json::to_string_pretty(&json!({ "clusters": clusters }))? + "\n"
        }
    })
}

/// What stands where manifests show no identity.
const NONE: &str = "no identity to be seen";

fn table(cluster: &AuditedCluster) -> String {
    let mut out = String::new();
    // Writing to a String can't fail.
    if let Some(path) = &cluster.path {
        let _ = writeln!(out, "Cluster {}\n", fit_for_line(path));
    }
    if cluster.reached.is_empty() {
        out.push_str("no object asks for a cloud\n");
    }
    for reached in &cluster.reached {
        let _ = writeln!(out, "{}", fit_for_line(&reached.object.to_string()));
        let _ = writeln!(out, "  asks for  {}", asked(reached));
        let _ = writeln!(out, "  through   {}", fit_for_line(&reached.account.to_string()));
        let _ = writeln!(out, "  as        {}", identity(reached));
    }
    out.push('\n');
    out
}

/// `ecr of aws`.
fn asked(reached: &Reached) -> String {
    match reached.service {
        Some(service) => format!("{service} of {}", reached.provider),
        None => reached.provider.to_string(),
    }
}

fn identity(reached: &Reached) -> String {
    fit_for_line(reached.identity.as_deref().unwrap_or(NONE))
}

/// A flow chart: object, account, identity, service.
fn mermaid(clusters: &[AuditedCluster]) -> String {
    let mut out = "flowchart LR\n".to_owned();
    for (number, cluster) in clusters.iter().enumerate() {
        let path = cluster.path.as_deref().unwrap_or("manifests");
        let _ = writeln!(out, "  subgraph cluster{number}[\"{}\"]", quoted(path));
        let mut nodes: Vec<String> = Vec::new();
        let mut node = |text: String, out: &mut String| {
            let known = nodes.iter().position(|known| *known == text);
            let index = known.unwrap_or_else(|| {
                let _ = writeln!(out, "    c{number}n{}[\"{}\"]", nodes.len(), quoted(&text));
                nodes.push(text);
                nodes.len() - 1
            });
            format!("c{number}n{index}")
        };
        let mut edges: Vec<String> = Vec::new();
        for reached in &cluster.reached {
            let way = [
                reached.object.to_string(),
                reached.account.to_string(),
                identity(reached),
                asked(reached),
            ];
            let way = way.map(|text| node(text, &mut out));
            for pair in way.windows(2) {
                let edge = format!("    {} --> {}\n", pair[0], pair[1]);
                if !edges.contains(&edge) {
                    edges.push(edge);
                }
            }
        }
        out.push_str(&edges.concat());
        out.push_str("  end\n");
    }
    out
}

/// A text inside of the quotes of a diagram, where entities stand for its signs.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in fit_for_line(text).chars() {
        if matches!(c, '"' | '#' | '<' | '>' | '&' | '`') {
            let _ = write!(out, "#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn of_cluster(cluster: &AuditedCluster) -> Value {
    let reached = cluster.reached.iter().map(|reached| {
        let mut value = json!({
            "object": named(&reached.object),
            "serviceAccount": named(&reached.account),
            "provider": reached.provider.name(),
        });
        if let Some(service) = reached.service {
            value["service"] = service.name().into();
        }
        if let Some(identity) = &reached.identity {
            value["identity"] = identity.as_str().into();
        }
        value
    });
    let mut value = json!({ "reached": reached.collect::<Vec<_>>() });
    if let Some(path) = &cluster.path {
        value["path"] = path.as_str().into();
    }
    value
}

fn named(resource: &ResourceRef) -> Value {
    let mut value = json!({
        "apiVersion": resource.api_version,
        "kind": resource.kind,
        "name": resource.name,
    });
    if let Some(namespace) = &resource.namespace {
        value["namespace"] = namespace.as_str().into();
    }
    value
}
