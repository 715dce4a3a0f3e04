//! A report of an audit, in the forms that people and programs read.

mod github;
mod json;
mod sarif;
mod text;

use crate::diagnostic::{Location, Severity, Source};
use crate::run::AuditReport;
use crate::yaml::Position;

use super::Drawing;

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people: each finding with its place
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands, which GitHub shows beside the lines
    Github,
}

/// The report as text. `sources` are the texts that locations count in.
pub(crate) fn report(
    report: &AuditReport,
    sources: &[Source<'_>],
    format: ReportFormat,
    drawing: Drawing,
    least: Severity,
) -> anyhow::Result<String> {
    Ok(match format {
        ReportFormat::Text => text::text(report, sources, drawing, least),
        ReportFormat::Json => json::json(report, sources)?,
        ReportFormat::Sarif => sarif::sarif(report, sources)?,
        ReportFormat::Github => github::github(report, sources),
    })
}

/// Where a location is, for a person: the name of the text, the line and the column.
struct Place<'s> {
    file: &'s str,
    start: Position,
    end: Position,
}

fn place<'s>(location: &Location, sources: &'s [Source<'_>]) -> Option<Place<'s>> {
    let source = sources.get(location.source)?;
    let span = location.span.clone()?;
    let (start, end) = (source.position(span.start), source.position(span.end));
    Some(Place { file: source.name, start, end })
}
