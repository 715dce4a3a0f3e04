//! The links of the pages lead somewhere, and every page is reached from the README.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{bundled, markdown, pages};

pub(crate) fn paths_and_links_lead_somewhere() {
    let mut failures = Vec::new();
    for file in pages::all() {
        let text = bundled::read(&file);
        let folder = Path::new(&file).parent().unwrap_or(Path::new(""));
        for (line, prose) in markdown::prose(&text) {
            let links = markdown::links(prose).into_iter();
            let links = links.filter(|link| !leads_somewhere(link, &file, folder));
            let spans = markdown::spans(prose).into_iter();
            let spans = spans.filter(|span| is_path(span) && !bundled::path(span).exists());
            failures.extend(links.chain(spans).map(|what| format!("{file}:{line}: no {what}")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn leads_somewhere(link: &str, file: &str, folder: &Path) -> bool {
    if link.contains("://") {
        return true;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(p, a)| (p, Some(a)));
    let target = if path.is_empty() {
        bundled::path(file)
    } else {
        bundled::path("").join(folder).join(path)
    };
    let has_anchor = |anchor: &str| {
        let text = fs::read_to_string(&target).unwrap_or_default();
        markdown::anchors(&text).iter().any(|a| a == anchor)
    };
    target.exists() && anchor.is_none_or(has_anchor)
}

/// Whether a code span is a path of the repository: a Markdown file, or what begins with one of
/// its folders.
fn is_path(span: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
    let first = span.split('/').next().unwrap_or_default();
    let known = span.contains('/') && bundled::path(first).is_dir() && first != "target";
    !first.is_empty() && span.chars().all(plain) && (known || span.ends_with(".md"))
}

pub(crate) fn every_page_is_reached_from_the_readme() {
    let mut open = vec!["README.md".to_owned()];
    let mut reached = BTreeSet::new();
    while let Some(file) = open.pop() {
        let text = bundled::read(&file);
        let folder = Path::new(&file).parent().unwrap_or(Path::new(""));
        for (_, prose) in markdown::prose(&text) {
            for link in markdown::links(prose).into_iter().filter(|link| !link.contains("://")) {
                let path = folder.join(link.split('#').next().unwrap_or_default());
                open.extend(
                    plain(&path)
                        .into_iter()
                        .filter(|p| p.ends_with(".md") && reached.insert(p.clone())),
                );
            }
        }
    }
    let missing: Vec<_> = pages::all().into_iter().filter(|p| !reached.contains(p)).collect();
    assert!(missing.is_empty(), "no link leads to {}", missing.join(", "));
}

/// A path of the repository without `..`; none if it leaves the repository.
fn plain(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.iter().filter_map(|part| part.to_str()) {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
