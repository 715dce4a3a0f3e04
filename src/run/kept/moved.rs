//! The `namespace` of a kustomization, into which it puts everything that it builds.

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::{Diagnostic, code};
use crate::plan::Plan;
use crate::repository::Kustomization;
use crate::run::{Input, Repository};
use crate::yaml::{Node, Path as FieldPath, parse};

/// A namespace, and the file that has it.
#[derive(Debug)]
pub(crate) struct Moved {
    pub(crate) namespace: String,
    input: Input,
    span: Range<usize>,
}

impl Moved {
    /// Of a kustomization.yaml, if it is there and has one. What can't be read is told by whoever
    /// edits or builds it.
    pub(crate) fn by(file: &Path) -> Option<Moved> {
        let input = Input::of_file(file).ok()?;
        let root = parse(&input.text, 0..input.text.len()).ok()??;
        let field = root.get("namespace")?;
        let namespace = Node::text(field).filter(|text| !text.is_empty())?.to_owned();
        let span = field.span.clone();
        Some(Moved { namespace, input, span })
    }

    /// Of the kustomizations that list a Component, and of that in the folder which is to list it.
    /// The folders are relative to the repository's root.
    pub(crate) fn by_what_lists(
        component: &Path,
        to_list: Option<&Path>,
        repository: &Repository,
    ) -> Option<Moved> {
        let survey = &repository.survey;
        let read = |folder| Kustomization::read(survey.files(), folder).ok().flatten();
        let folders = survey.graph().parents(component).chain(to_list);
        folders.filter_map(read).find_map(|listing| Moved::by(&repository.name(&listing.file)))
    }

    /// That a plan is for another namespace, and the file that says so; none if it is for this one.
    /// `source` is the number of the file in diagnostics.
    pub(crate) fn denied(&self, plan: &Plan, source: usize) -> Option<(Diagnostic, Input)> {
        let Moved { namespace, input, span } = self;
        let message = format!(
            "kustomize puts everything here into namespace {namespace:?}, and the config is for \
             {:?}",
            plan.namespace
        );
        let help = format!(
            "set namespace: {namespace} in the config: what the cloud trusts and session names \
             hold it too"
        );
        let other = Diagnostic::new(code::OTHER_NAMESPACE, message).help(help);
        let other = other.source(source).path(FieldPath::keys(["namespace"])).span(span.clone());
        (plan.namespace != *namespace).then(|| (other, input.clone()))
    }
}
