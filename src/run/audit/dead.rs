//! What stands in a repository, and no cluster applies: objects that ask for a cloud or carry an
//! identity, and patches of Flux's controllers. Whoever wrote them may take them for what a cluster has.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::audit::{Finding, asked};
use crate::cloud::{Manifests, observe};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::krm::{Documents, Object};
use crate::repository::{Applied, Content, Files, is_kustomization, is_manifest, walk};
use crate::yaml::{Node, Path as FieldPath};

use super::SourceTexts;

/// The fields of a kustomization with patches.
const PATCHES: [&str; 3] = ["patches", "patchesStrategicMerge", "patchesJson6902"];

/// The label that a selector of all controllers names.
const ALL_OF_FLUX: &str = "app.kubernetes.io/part-of=flux";

/// The files that a cluster applies or is made of.
pub(super) fn reached(applied: &Applied) -> Vec<PathBuf> {
    let stages = applied.stages_with_flux();
    let files = stages.flat_map(|stage| {
        let own: &[(PathBuf, Arc<str>)] = match &stage.content {
            Content::Files(files) => files,
            _ => &[],
        };
        stage.reach.files.keys().chain(own.iter().map(|(file, _)| file))
    });
    files.chain(&applied.sync.file).cloned().collect()
}

/// An info for each of them in the files that no cluster reaches. What can't be read, such as the
/// template of a chart, has none.
///
/// # Errors
/// A folder that can't be read.
pub(super) fn dead(
    files: &Files,
    reached: &BTreeSet<PathBuf>,
    sources: &mut SourceTexts,
) -> io::Result<Vec<Finding>> {
    let root = files.root();
    let mut found = Vec::new();
    for file in walk(root, &[root.path().to_owned()])? {
        if reached.contains(&file) || !(is_manifest(&file) || is_kustomization(&file)) {
            continue;
        }
        let Some(text) = files.text(&file) else { continue };
        let mut documents = Documents::open(&text, 0);
        if documents.read(|_| true).is_err() {
            continue;
        }
        let told: Vec<Diagnostic> = match is_kustomization(&file) {
            true => documents.roots().flat_map(patches).collect(),
            false => documents.objects().iter().filter_map(object).collect(),
        };
        if told.is_empty() {
            continue;
        }
        let source = sources.number(file.display().to_string(), || Arc::from(text.as_str()));
        found.extend(told.into_iter().map(|one| Finding::from(one.source(source))));
    }
    Ok(found)
}

/// What there is to say of an object.
fn object(object: &Object<'_, '_>) -> Option<Diagnostic> {
    let what = match asked(object) {
        Some(provider) => format!("asks for {provider}"),
        None => format!("has an identity of {}", carried(object)?),
    };
    let message = format!("no cluster applies this {}, which {what}", object.kind());
    Some(unreached(message).at(object.location()))
}

/// The cloud of which an object of a controller carries an identity.
fn carried(object: &Object<'_, '_>) -> Option<&'static str> {
    Controller::of_deployment(object.name())?;
    let manifests = Manifests {
        service_account: (object.kind() == "ServiceAccount").then_some(object.node),
        workload: (object.kind() == "Deployment").then_some(object.node),
        config_maps: &[],
    };
    observe(manifests).first().map(|identity| identity.provider.name())
}

/// What there is to say of the patches of a kustomization.
fn patches(kustomization: &Node<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for field in PATCHES {
        let path = FieldPath::keys([field]);
        let entries = path.find(kustomization).map(Node::items).unwrap_or_default();
        for (index, entry) in entries.iter().enumerate() {
            let Some(patched) = patched(entry) else { continue };
            let message = format!("no cluster applies this patch of {patched}");
            found.push(unreached(message).path(path.index(index)).span(entry.span.clone()));
        }
    }
    found
}

/// The controllers that an entry patches, if it patches any: its target tells, else the patch itself.
fn patched(entry: &Node<'_>) -> Option<&'static str> {
    let target = entry.get("target").map(Node::entries).unwrap_or_default();
    let target: Vec<&str> = target.iter().filter_map(|field| field.value.text()).collect();
    let patch = [entry.text(), entry.get("patch").and_then(Node::text)];
    let texts = if target.is_empty() { patch.into_iter().flatten().collect() } else { target };
    let names = |name: &str| texts.iter().any(|text| text.contains(name));
    let controller = Controller::ALL.map(Controller::name).into_iter().find(|name| names(name));
    controller.or_else(|| names(ALL_OF_FLUX).then_some("Flux's controllers"))
}

fn unreached(message: String) -> Diagnostic {
    Diagnostic::new(code::UNREACHED, message)
        .help("list it where a cluster builds it, or remove it if it is of no use any more")
}
