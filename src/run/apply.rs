//! The function's edit on files: manifests in, the same manifests out with Flux's controllers
//! wired.

use crate::diagnostic::{Diagnostic, deny_warnings};
use crate::krm::{Documents, InputError, Object, Written, unreadable};
use crate::patch::Writes;
use crate::plan::{Plan, Purpose};
use crate::resolve::{Interest, components, residue};
use crate::yaml::{Edit, Node, Value};

use super::manifests::demand_manifests;
use super::pipeline::Request;
use super::{Checked, Restart};

/// What applying a config to texts comes to.
#[derive(Debug)]
pub struct Applied<'a> {
    /// The texts to write, in the order in which they came. With an error they are as they came.
    pub outputs: Vec<Written<'a>>,
    /// What there is to say. Sources are the config (0) and the texts (from 1). Where the changes
    /// are only told, with `strict` an identity that the config does not have is an error here.
    pub diagnostics: Vec<Diagnostic>,
    /// What was changed: a diagnostic for each scalar, and for each object added.
    pub changes: Vec<Diagnostic>,
    /// What was looked at.
    pub checked: Checked,
    /// The pods that do not see the changes until they are started anew.
    pub restart: Option<Restart>,
    /// Whether an error kept the texts as they were.
    pub failed: bool,
}

/// A text that can't be read.
#[derive(Debug)]
pub struct UnreadableText {
    /// The index of the text as diagnostics count sources, from 1.
    pub source: usize,
    /// The reason.
    pub error: InputError,
}

impl UnreadableText {
    /// As there is to say.
    pub(crate) fn told(&self) -> Diagnostic {
        let diagnostic = unreadable(&self.error).source(self.source);
        match self.error {
            InputError::Empty => {
                diagnostic.help("give manifests, for example those of `flux install --export`")
            }
            _ => diagnostic,
        }
    }
}

/// Applies a config to texts that make one set: a ServiceAccount may stand in one of them and its
/// Deployment in another.
///
/// # Errors
/// A text that is not YAML or JSON.
pub fn apply<'a>(
    config: &Node<'_>,
    texts: &[&'a str],
    purpose: Purpose,
) -> Result<Applied<'a>, UnreadableText> {
    match Request::read(Some(config)) {
        Ok(request) => applied(request, config, texts, purpose),
        Err(problems) => Ok(unchanged(texts, problems)),
    }
}

/// [`apply()`] of what was read of the config.
///
/// # Errors
/// A text that is not YAML or JSON.
pub(super) fn applied<'a>(
    mut request: Request,
    config: &Node<'_>,
    texts: &[&'a str],
    purpose: Purpose,
) -> Result<Applied<'a>, UnreadableText> {
    let config = Some(config);
    let files = read(&request.plan, texts, None)?;
    let objects: Vec<Object<'_, 'a>> = files.iter().flat_map(Documents::objects).collect();
    let edit =
        |edits: &[(usize, &Edit)]| files.iter().map(|file| file.edit(&objects, edits)).collect();
    let changes = match request.change(config, &objects, edit, purpose) {
        Ok(changes) => changes,
        Err(problems) => return Ok(unchanged(texts, problems)),
    };
    let checked = Checked::of(&request.plan, &changes.resolution);
    let added = &changes.resolution.added;
    let mut outputs = Vec::new();
    for (index, (file, edited)) in files.iter().zip(changes.edited).enumerate() {
        // An object that belongs beside none goes into the first text.
        let text_of = |beside: Option<usize>| beside.map_or(0, |object| objects[object].source - 1);
        let added = added.iter().filter(|added| text_of(added.beside) == index);
        let added: Vec<Value> = added.map(|added| added.object.clone()).collect();
        match file.write(edited, &added) {
            Ok(output) => outputs.push(output),
            Err(refusal) => {
                let mut refused = Diagnostic::from(&refusal).source(index + 1);
                refused.message = format!("the objects to add can't be written: {refusal}");
                return Ok(unchanged(texts, [changes.diagnostics, vec![refused]].concat()));
            }
        }
    }
    let (mut diagnostics, changes) = (changes.diagnostics, changes.changes);
    if purpose == Purpose::Tell {
        let mut residue = residue(&request.plan, &objects);
        if request.plan.strict {
            deny_warnings(&mut residue);
        }
        diagnostics.extend(residue);
    }
    let is_changed = |kind: &str, name: &str| {
        let mut resources = changes.iter().filter_map(|change| change.location.resource.as_ref());
        resources.any(|resource| (&*resource.kind, &*resource.name) == (kind, name))
    };
    let restart = Restart::of(&request.plan, |controller| {
        is_changed("ServiceAccount", request.plan.accounts.of(controller))
            && !is_changed("Deployment", controller.name())
    });
    let restart = restart.or_else(|| {
        // The operator builds what a FluxInstance says.
        let instances: Vec<_> = objects.iter().filter(|o| o.kind() == "FluxInstance").collect();
        if instances.is_empty() {
            return None;
        }
        let after: Vec<String> = outputs.iter().map(|output| output.slices().concat()).collect();
        let after = Writes::of(after.iter().map(String::as_str));
        Restart::by_patches(&request.plan, [&Writes::of(texts.iter().copied()), &after], |c| {
            instances.iter().any(|instance| components(instance.node.get("spec")).contains(&c))
        })
    });
    Ok(Applied { outputs, diagnostics, changes, checked, restart, failed: false })
}

/// Reads of the texts what a plan is concerned with. `counts_in` is the namespace that kustomize puts
/// their objects into, if it does.
///
/// # Errors
/// A text that is not YAML or JSON, or texts without a document.
pub(super) fn read<'a>(
    plan: &Plan,
    texts: &[&'a str],
    counts_in: Option<&str>,
) -> Result<Vec<Documents<'a>>, UnreadableText> {
    let numbered = texts.iter().enumerate();
    let mut files: Vec<Documents<'a>> = numbered
        .map(|(index, text)| Documents::open(text, index + 1).counting_in(counts_in))
        .collect();
    if files.iter().all(|file| file.count() == 0) {
        return Err(UnreadableText { source: 1, error: InputError::Empty });
    }
    let outlines: Vec<_> = files.iter().flat_map(|file| file.outlines().to_vec()).collect();
    let interest = Interest::new(plan, &outlines);
    let interest = if counts_in.is_some() { interest.in_any_namespace() } else { interest };
    for (index, file) in files.iter_mut().enumerate() {
        file.read(|document| interest.concerns(document)).map_err(|error| {
            let error = error.or_mark_of(texts[index].as_bytes());
            UnreadableText { source: index + 1, error }
        })?;
    }
    demand_manifests(texts, &outlines, &files)?;
    Ok(files)
}

/// The texts as they came, with the problems.
fn unchanged<'a>(texts: &[&'a str], problems: Vec<Diagnostic>) -> Applied<'a> {
    let outputs = texts.iter().map(|text| Written::as_it_is(text)).collect();
    let checked = Checked::default();
    Applied {
        outputs,
        diagnostics: problems,
        changes: Vec::new(),
        checked,
        restart: None,
        failed: true,
    }
}
