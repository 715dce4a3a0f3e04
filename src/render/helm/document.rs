//! Where in a text the values of a chart stand: in a values file, of this chart or of one that has
//! it as a dependency, or in a HelmRelease.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::group;
use crate::krm::Documents;
use crate::yaml::{self, Frame, Kind, Node, Path};

use super::chart::Chart;

/// A document that holds values.
pub(super) struct Document<'a> {
    pub(super) frame: Frame<'a>,
    /// Where they stand in it.
    pub(super) values: Path,
}

/// Why there are no values.
pub(super) struct NoValues {
    pub(super) error: Diagnostic,
    /// Whether the text is no YAML at all.
    pub(super) unreadable: bool,
}

/// Finds the values of a chart; none in a text that holds nothing but comments.
///
/// # Errors
/// A text that is no YAML, or that holds something else.
pub(super) fn find(text: &str, chart: Chart) -> Result<Option<Document<'_>>, Box<NoValues>> {
    let mut frames = Vec::new();
    for document in Documents::open(text, 0).outlines() {
        let range = document.range();
        let root = yaml::parse(text, range.clone()).map_err(|fault| {
            let error = Diagnostic::new(code::SYNTAX, format!("not valid YAML: {fault}"));
            let error = error.help("correct the file").span(fault.offset..fault.offset);
            Box::new(NoValues { error, unreadable: true })
        })?;
        frames.extend(root.map(|root| Frame { range, root, dashed: false }));
    }
    let releases = frames.iter().filter(|frame| is_release(&frame.root, chart)).count();
    match (frames.len(), releases) {
        (0, _) => Ok(None),
        (_, 1) => {
            let release = frames.into_iter().find(|frame| is_release(&frame.root, chart));
            let values = Path::keys(["spec", "values"]);
            Ok(release.map(|frame| Document { frame, values }))
        }
        (1, _) => {
            let frame = frames.swap_remove(0);
            let values = in_file(&frame.root, chart)?;
            Ok(Some(Document { frame, values }))
        }
        _ => {
            let found =
                format!("{} documents, {releases} of them a HelmRelease of it", frames.len());
            Err(wrong(not_values(chart, &found, chart).span(frames[1].root.span.clone())))
        }
    }
}

/// Whether an object is a HelmRelease of a chart, or of one that it does not name.
pub(crate) fn is_release(root: &Node<'_>, chart: Chart) -> bool {
    let text = |keys: &[&str]| root.at(keys).and_then(Node::text);
    let name = text(&["spec", "chart", "spec", "chart"]);
    text(&["kind"]) == Some("HelmRelease")
        && text(&["apiVersion"])
            .is_some_and(|version| version.split('/').next() == Some(group::HELM))
        && name.is_none_or(|name| name.rsplit('/').next() == Some(chart.name()))
}

/// Where the values stand in a values file.
fn in_file(root: &Node<'_>, chart: Chart) -> Result<Path, Box<NoValues>> {
    let is_map = |node: &Node<'_>| matches!(node.kind, Kind::Mapping { .. });
    let text = |key| root.get(key).and_then(Node::text);
    let found = match (text("kind"), text("apiVersion")) {
        (Some(kind), Some(version)) => Some(format!("a {kind} of {version}")),
        _ if !is_map(root) => Some(root.kind_name().to_owned()),
        _ => None,
    };
    if let Some(found) = found {
        return Err(wrong(not_values(chart, &found, chart).span(root.span.clone())));
    }
    // Values of a chart that has this one as a dependency.
    if root.get(chart.name()).is_some_and(is_map) {
        return Ok(Path::keys([chart.name()]));
    }
    let keys = || root.entries().iter().filter_map(|entry| entry.key.text());
    let other = chart.other();
    if let Some(key) = keys().find(|key| other.has(key) && !keys().any(|key| chart.has(key))) {
        let found = format!("those of {}", other.name());
        let span = root.get(key).map(|node| node.span.clone());
        return Err(wrong(not_values(chart, &found, other).path(Path::keys([key])).span(span)));
    }
    Ok(Path::default())
}

/// That a text is YAML, but not the values.
fn wrong(error: Diagnostic) -> Box<NoValues> {
    Box::new(NoValues { error, unreadable: false })
}

/// That something else was found. `named` is the chart whose format to use.
fn not_values(chart: Chart, found: &str, named: Chart) -> Diagnostic {
    let message = format!("expected values of the Helm chart {}, found {found}", chart.name());
    let help = match named == chart {
        true => format!(
            "name a values file, or a file with one HelmRelease; --format {} alone prints the \
             values to start with",
            chart.format()
        ),
        false => format!("use --format {}", named.format()),
    };
    Diagnostic::new(code::NOT_VALUES, message).help(help)
}
