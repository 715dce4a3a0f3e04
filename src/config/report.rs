//! What is said about a config, each thing with its field path and its bytes.

use std::collections::BTreeSet;
use std::ops::{Bound, Range};

use crate::cloud::{Identifier, Substitutable};
use crate::diagnostic::{Code, Diagnostic, Location, ResourceRef, Severity, code, has_errors};
use crate::yaml::{Node, Path, RepeatedKey, Step, repeated_keys};

/// The diagnostics of a config, in the order in which they were made.
pub(super) struct Report<'n, 'a> {
    root: &'n Node<'a>,
    /// Whether the config is a ConfigMap, whose fields all stand in `data`.
    flat: bool,
    resource: ResourceRef,
    /// The field paths that something was said about.
    reported: BTreeSet<Path>,
    /// The field paths of values that documentation uses as samples.
    samples: Vec<Path>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'n, 'a> Report<'n, 'a> {
    pub(super) fn new(root: &'n Node<'a>, flat: bool) -> Report<'n, 'a> {
        Report {
            root,
            flat,
            resource: resource(root),
            reported: BTreeSet::new(),
            samples: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Says something about a field, with the severity of the code.
    pub(super) fn say(
        &mut self,
        code: Code,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.written(path).nearest(self.root).span.clone();
        self.say_at(code, path, span, message, help);
    }

    /// Says something about a field, with another severity than the code's.
    pub(super) fn say_as(
        &mut self,
        severity: Severity,
        code: Code,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.say(code, path, message, help);
        if let Some(last) = self.diagnostics.last_mut() {
            last.severity = severity;
        }
    }

    /// Says something about bytes of a field, for example about its key.
    pub(super) fn say_at(
        &mut self,
        code: Code,
        path: &Path,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.say_of_written(code, self.written(path), span, message, help);
    }

    /// Says which keys stand twice in their mapping: YAML readers disagree about which of the two
    /// counts, so neither is taken.
    pub(super) fn tell_repeated_keys(&mut self, root: &Node<'_>) {
        for RepeatedKey { path, span } in repeated_keys(root) {
            let message = match path.0.last() {
                Some(Step::Key(key)) => format!("duplicate key {key:?}"),
                _ => "duplicate key".to_owned(),
            };
            self.say_of_written(code::REPEATED_KEY, path, span, message, "keep one of the two");
        }
    }

    /// Says something about a path as the user wrote it.
    pub(super) fn say_of_written(
        &mut self,
        code: Code,
        path: Path,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let location = Location {
            span: Some(span),
            resource: Some(self.resource.clone()),
            path: Some(path.clone()),
            ..Location::default()
        };
        self.diagnostics.push(Diagnostic::new(code, message).help(help).at(location));
        self.reported.insert(path);
    }

    /// Says that a field is missing, unless something was said about it already.
    pub(super) fn missing(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if !self.is_reported(path) {
            self.say(code::MISSING_FIELD, path, message, help);
        }
    }

    /// Parses the value of a field, if it has one, and reports a malformed one.
    pub(super) fn parse<T: Identifier>(
        &mut self,
        path: &Path,
        text: Option<&str>,
    ) -> Option<Substitutable<T>> {
        let text = text?;
        match text.parse::<Substitutable<T>>() {
            Ok(value) => {
                if value.literal().is_some_and(T::is_sample) {
                    self.samples.push(self.written(path));
                }
                Some(value)
            }
            Err(malformed) => {
                let field = path.0.last().cloned().into_iter().collect();
                let message = format!("{} {text:?} {}", Path(field), malformed.reason);
                self.say(malformed.code, path, message, malformed.help);
                None
            }
        }
    }

    /// Says, once for all of them, which fields hold sample values of documentation.
    pub(super) fn tell_samples(&mut self) {
        let paths: Vec<String> = self.samples.iter().map(ToString::to_string).collect();
        if let Some(first) = self.samples.first().cloned() {
            let paths = paths.join(", ");
            let message = format!("sample values from documentation: {paths}");
            let span = first.nearest(self.root).span.clone();
            let help = "put your own values there";
            self.say_of_written(code::SAMPLE_VALUE, first, span, message, help);
        }
    }

    /// Takes note that a field need not be reported as missing: what was meant to be it was
    /// reported under another name.
    pub(super) fn is_meant(&mut self, path: &Path) {
        let path = self.written(path);
        self.reported.insert(path);
    }

    /// Whether something was said about the field at the path, about one inside of it, or about a
    /// merge key beside it, which may hold it.
    pub(super) fn is_reported(&self, path: &Path) -> bool {
        if self.reported.is_empty() {
            return false;
        }
        let path = self.written(path);
        let mapping = path.0.split_last().map(|(_, mapping)| Path(mapping.to_vec()));
        if mapping.is_some_and(|mapping| self.reported.contains(&mapping.key("<<"))) {
            return true;
        }
        let mut behind = self.reported.range((Bound::Included(&path), Bound::Unbounded));
        behind.next().is_some_and(|next| next.0.starts_with(&path.0))
    }

    pub(super) fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// The path as the user wrote it.
    pub(super) fn written(&self, path: &Path) -> Path {
        written(path, self.flat)
    }
}

/// The path of a field as the user wrote it: in a `flat` config, a ConfigMap, every field stands in
/// `data`, and the one identity is `data` itself.
pub(super) fn written(path: &Path, flat: bool) -> Path {
    let key = path.0.iter().rfind(|step| matches!(step, Step::Key(_)));
    match key {
        Some(Step::Key(key)) if flat && path.0.len() > 1 => {
            let data = Path::keys(["data"]);
            if key == "identities" { data } else { data.key(key) }
        }
        _ => path.clone(),
    }
}

/// How diagnostics name a config.
pub(super) fn resource(root: &Node<'_>) -> ResourceRef {
    let text = |keys: &[&str]| root.at(keys).and_then(Node::text).unwrap_or_default().to_owned();
    ResourceRef {
        api_version: text(&["apiVersion"]),
        kind: text(&["kind"]),
        name: text(&["metadata", "name"]),
        namespace: None,
    }
}
