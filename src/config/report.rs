//! What is said about a config, each thing with its field path and place.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::krm::{Field, Finding, ResourceRef, Severity};
use crate::yaml::{Node, Path, Step};

use super::id::Malformed;

/// The findings of a config, in the order in which they were made.
pub(super) struct Report<'n, 'a> {
    root: &'n Node<'a>,
    /// Whether the config is a ConfigMap, whose fields all stand in `data`.
    flat: bool,
    resource: ResourceRef,
    /// The field paths of the findings.
    places: BTreeSet<String>,
    pub(super) findings: Vec<Finding>,
}

impl<'n, 'a> Report<'n, 'a> {
    pub(super) fn new(root: &'n Node<'a>, flat: bool) -> Report<'n, 'a> {
        Report {
            root,
            flat,
            resource: resource(root),
            places: BTreeSet::new(),
            findings: Vec::new(),
        }
    }

    pub(super) fn error(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Error, path, message, remedy);
    }

    /// Reports that a field is missing, unless what stands there was reported already.
    pub(super) fn missing(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        if !self.is_reported(path) {
            self.error(path, message, remedy);
        }
    }

    /// Whether something at or below the path was reported.
    pub(super) fn is_reported(&self, path: &Path) -> bool {
        let place = self.place(path);
        let next =
            self.places.range::<str, _>((Bound::Included(place.as_str()), Bound::Unbounded)).next();
        next.is_some_and(|next| next.starts_with(&place))
    }

    pub(super) fn warning(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Warning, path, message, remedy);
    }

    pub(super) fn add(
        &mut self,
        severity: Severity,
        path: &Path,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let offset = self.offset(path);
        self.push(severity, path, offset, message.into(), remedy.into());
    }

    pub(super) fn push(
        &mut self,
        severity: Severity,
        path: &Path,
        offset: usize,
        message: String,
        remedy: String,
    ) {
        self.places.insert(self.place(path));
        self.findings.push(Finding {
            severity,
            message,
            remedy: (!remedy.is_empty()).then_some(remedy),
            resource: Some(self.resource.clone()),
            field: Some(Field { path: self.place(path), current: None, proposed: None }),
            file: None,
            source: 0,
            offset: Some(offset),
        });
    }

    /// Reports a malformed value, if it is one.
    pub(super) fn check(&mut self, path: &Path, value: &str, checked: Result<(), Malformed>) {
        if let Err(Malformed { reason, remedy }) = checked {
            let field =
                path.0.last().map_or_else(String::new, |step| Path(vec![step.clone()]).to_string());
            self.error(path, format!("{field} {value:?} is not accepted: {reason}"), remedy);
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// The path as the user wrote it.
    pub(super) fn place(&self, path: &Path) -> String {
        self.written(path).to_string()
    }

    /// In a ConfigMap every field stands in `data`, and the one identity is `data` itself.
    fn written(&self, path: &Path) -> Path {
        let key = path.0.iter().rfind(|step| matches!(step, Step::Key(_)));
        match key {
            Some(Step::Key(key)) if self.flat && path.0.len() > 1 => {
                let data = Path::keys(["data"]);
                if key == "identities" { data } else { data.key(key) }
            }
            _ => path.clone(),
        }
    }

    /// The byte of the nearest node on the way that is there.
    fn offset(&self, path: &Path) -> usize {
        let path = self.written(path);
        let ways = (0..=path.0.len()).rev().map(|n| Path(path.0[..n].to_vec()));
        let node = ways.filter_map(|way| way.find(self.root)).next();
        node.map_or(self.root.span.start, |node| node.span.start)
    }
}

/// How findings name a config.
pub(super) fn resource(root: &Node<'_>) -> ResourceRef {
    let text = |keys: &[&str]| root.at(keys).and_then(Node::text).unwrap_or_default().to_owned();
    ResourceRef {
        api_version: text(&["apiVersion"]),
        kind: text(&["kind"]),
        name: text(&["metadata", "name"]),
        namespace: None,
    }
}
