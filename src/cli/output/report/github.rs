//! Workflow commands of GitHub Actions, one line a finding.
//!
//! Source of the form: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>;
//! of the escapes: `@actions/core`, `command.ts`.

use crate::cli::output::fit_for_line;
use crate::diagnostic::{Severity, Source};
use crate::run::AuditReport;

use super::place;

pub(super) fn github(report: &AuditReport, sources: &[Source<'_>]) -> String {
    let mut out = String::new();
    for finding in report.all() {
        let diagnostic = &finding.diagnostic;
        let command = match diagnostic.severity {
            Severity::Info => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let mut properties = Vec::new();
        if let Some(at) = place(&diagnostic.location, sources) {
            properties.push(format!("file={}", property(at.file)));
            properties.push(format!("line={},col={}", at.start.line, at.start.column));
        }
        let title = format!("{}: {}", diagnostic.code, diagnostic.code.title);
        properties.push(format!("title={}", property(&title)));
        let mut message = diagnostic.message.clone();
        if let Some(resource) = &diagnostic.location.resource {
            message = format!("{resource}: {message}");
        }
        if let Some(help) = &diagnostic.help {
            message = format!("{message} ({help})");
        }
        out.push_str(&format!("::{command} {}::{}\n", properties.join(","), data(&message)));
    }
    out
}

/// A text that can't end the line, nor begin another command.
fn data(text: &str) -> String {
    fit_for_line(text).replace('%', "%25")
}

/// A text that can't end the property either.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn a_hostile_name_stays_in_its_place() {
        assert_eq!(data("a\n::error::b%0A"), "a\\n::error::b%250A");
        assert_eq!(property("a,line=1::b\r"), "a%2Cline=1%3A%3Ab\\r");
    }
}
