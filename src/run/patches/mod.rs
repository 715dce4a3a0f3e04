//! A config in the forms that Flux itself builds, where functions can't run.

mod fault;
mod output;
mod rendering;

use crate::diagnostic::{Diagnostic, has_errors};
use crate::krm::Documents;
use crate::render::Format;
use crate::yaml::Node;

use super::UnreadableText;
use super::apply::read;
use super::pipeline::{Request, settle};

pub(crate) use output::{Destination, Output};
pub(crate) use rendering::render;

/// A config in one of the forms.
#[derive(Debug)]
pub struct Patches {
    /// The text; empty with an error.
    pub text: String,
    /// What there is to say. Sources are the config (0) and the manifests (from 1).
    pub diagnostics: Vec<Diagnostic>,
}

impl Patches {
    /// Whether an error left no text.
    pub fn failed(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

/// Writes a config in a format, for the manifests that are to be patched. Without manifests all
/// controllers of Flux are assumed to be there.
///
/// # Errors
/// A manifest that is not YAML or JSON.
///
/// ```
/// use flux_workload_identity::{Format, patches, yaml};
///
/// let config = "\
/// apiVersion: v1
/// kind: ConfigMap
/// data: {provider: gcp, services: gcs, serviceAccountEmail: flux@acme.iam.gserviceaccount.com}
/// ";
/// let config = yaml::parse(config, 0..config.len()).unwrap().unwrap();
/// let patches = patches(&config, &[], Format::Patches).unwrap();
/// assert!(!patches.failed() && patches.text.starts_with("patches:\n- target:\n"));
/// // A manifest that none of them matches is an error, and there is no text.
/// let other = ["apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other}\n"];
/// let patches = flux_workload_identity::patches(&config, &other, Format::Patches).unwrap();
/// assert!(patches.failed() && patches.text.is_empty());
/// ```
pub fn patches(
    config: &Node<'_>,
    manifests: &[&str],
    format: Format,
) -> Result<Patches, UnreadableText> {
    let failed = |diagnostics| Ok(Patches { text: String::new(), diagnostics });
    let mut request = match Request::read(Some(config)) {
        Ok(request) => request,
        Err(problems) => return failed(problems),
    };
    let to = Destination::Printed;
    let files = self::manifests(&request, manifests, to)?;
    let rendered = match render(&mut request, config, &files, format, to) {
        Ok(rendered) => rendered,
        Err(problems) => return failed(problems),
    };
    let mut diagnostics = rendered.diagnostics;
    diagnostics.extend(rendered.patched);
    if let Err(problems) = settle(Some(config), &mut diagnostics, request.plan.strict) {
        return failed(problems);
    }
    let text = rendered.output.text(format, &request.plan.namespace);
    Ok(Patches { text, diagnostics })
}

/// Reads the manifests that are to be patched, if there are any.
pub(crate) fn manifests<'a>(
    request: &Request,
    texts: &[&'a str],
    to: Destination<'_>,
) -> Result<Vec<Documents<'a>>, UnreadableText> {
    if texts.is_empty() { Ok(Vec::new()) } else { read(&request.plan, texts, to.namespace()) }
}
