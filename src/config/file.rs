//! The file of a config, in which other documents may stand too.

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Source, code};
use crate::krm::{Documents, unreadable};
use crate::yaml::{Kind, Node};

use super::{API_VERSION, KIND, audit};

/// A text with a config.
#[derive(Clone, Debug)]
pub(crate) struct ConfigFile {
    /// How messages call it.
    pub(crate) name: String,
    /// The file; none for stdin and the command line.
    pub(crate) path: Option<PathBuf>,
    /// The text.
    pub(crate) text: String,
}

/// Why a text has no config.
#[derive(Clone, Debug)]
pub(crate) struct NoConfig {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether the text is not YAML at all.
    pub(crate) is_unreadable: bool,
}

impl ConfigFile {
    /// The config among the documents: the one of our kind, else the only ConfigMap, else the only
    /// document, which then is told what it should be.
    ///
    /// # Errors
    /// A text that can't be read, or in which there is no single config.
    pub(crate) fn config(&self) -> Result<Node<'_>, NoConfig> {
        let mut documents = Documents::open(&self.text, 0);
        if let Err(error) = documents.read(|_| true) {
            let diagnostics = vec![unreadable(&error).help("correct the config")];
            return Err(NoConfig { diagnostics, is_unreadable: true });
        }
        let is_map = |node: &&Node<'_>| matches!(node.kind, Kind::Mapping { .. });
        let roots: Vec<&Node<'_>> = documents.roots().filter(is_map).collect();
        let configs: Vec<&Node<'_>> = roots.iter().copied().filter(|n| is_config(n)).collect();
        let is_config_map = |n: &&Node<'_>| n.get("kind").is_some_and(|kind| kind.is("ConfigMap"));
        let maps: Vec<&Node<'_>> = roots.iter().copied().filter(is_config_map).collect();
        match (configs.as_slice(), maps.as_slice(), roots.as_slice()) {
            ([only], ..) | ([], [only], _) | ([], [], [only]) => Ok((*only).clone()),
            ([_, second, ..], ..) | ([], [_, second, ..], _) => Err(several(second)),
            ([], [], roots) => Err(self.none(roots)),
        }
    }

    /// As messages need it.
    pub(crate) fn source(&self) -> Source<'_> {
        Source::new(&self.name, &self.text)
    }

    /// That there is no config among documents.
    fn none(&self, roots: &[&Node<'_>]) -> NoConfig {
        let (message, mut help) = match roots.len() {
            0 => (
                format!("{} is empty, where a config is expected", self.name),
                format!("write a {KIND} of {API_VERSION}; see the README for an example"),
            ),
            several => (
                format!("none of the {several} documents in the file is a {KIND}"),
                match roots.iter().any(|root| root.get("metadata").is_some()) {
                    true => {
                        format!("name manifests without -c, and with it a file that holds a {KIND}")
                    }
                    false => format!("write kind: {KIND} and apiVersion: {API_VERSION}"),
                },
            ),
        };
        if self.path.is_none() {
            help = "kustomize leaves out objects with the annotation \
                    config.kubernetes.io/local-config: \"true\"; a config that it is to build \
                    carries \"false\""
                .to_owned();
        }
        let fault = Diagnostic::new(code::SEVERAL_CONFIGS, message).help(help);
        let fault = fault.span(roots.first().map(|root| root.span.clone()));
        NoConfig { diagnostics: vec![fault], is_unreadable: false }
    }
}

/// Whether a document is a config, or was to be one: not that of an audit, which wires nothing.
pub(crate) fn is_config(node: &Node<'_>) -> bool {
    let has = |key: &str, value: &str| node.get(key).is_some_and(|found| found.is(value));
    has("kind", KIND) || has("apiVersion", API_VERSION) && !has("kind", audit::KIND)
}

fn several(second: &Node<'_>) -> NoConfig {
    let fault = Diagnostic::new(code::SEVERAL_CONFIGS, "the file has more than one config")
        .help("keep one of them in a file of its own")
        .span(second.span.clone());
    NoConfig { diagnostics: vec![fault], is_unreadable: false }
}
