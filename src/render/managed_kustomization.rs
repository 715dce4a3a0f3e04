//! A kustomization.yaml that a user keeps: the entries that this program manages in it, brought up
//! to date. Every other byte stays as it is.

use crate::cloud::{CREDENTIALS_KEY, Credentials, config_map, is_external_account};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::krm::{Documents, Outline};
use crate::patch::{Kept, Repeats, keep, update};
use crate::plan::{Plan, Purpose};
use crate::yaml::{self, Frame, Node, Path, Splices};

use super::kustomization::generators;
use super::kustomize_parts::KustomizeParts;

/// The API group of both kinds.
const GROUP: &str = "kustomize.config.k8s.io/";

/// Fields by one of which a kustomization.yaml with neither kind nor apiVersion is known.
const FIELDS: [&str; 10] = [
    "resources",
    "components",
    "bases",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "generators",
    "configMapGenerator",
    "secretGenerator",
    "helmCharts",
];

/// Whether an entry of `configMapGenerator` was written by this program: by its name, and by what
/// it holds.
fn is_managed_generator(entry: &Node<'_>) -> bool {
    let name = entry.get("name").and_then(Node::text).unwrap_or_default();
    let literals = entry.get("literals").map(Node::items).unwrap_or_default();
    match literals {
        [only] if Controller::ALL.iter().any(|c| config_map(*c) == name) => {
            let content = only.text().and_then(|text| text.split_once('='));
            content.is_some_and(|(key, json)| key == CREDENTIALS_KEY && is_external_account(json))
        }
        _ => false,
    }
}

/// Errors of entries that have the name of a managed one and are none.
fn taken(root: &Node<'_>, parts: &KustomizeParts) -> Vec<Diagnostic> {
    let path = Path::keys(["configMapGenerator"]);
    let entries = path.find(root).map(Node::items).unwrap_or_default();
    let is_taken = |(_, entry): &(usize, &Node<'_>)| {
        let has_name = |c: &Credentials| entry.get("name").is_some_and(|n| n.is(&c.config_map));
        !is_managed_generator(entry) && parts.credentials.iter().any(has_name)
    };
    let taken = entries.iter().enumerate().filter(is_taken);
    taken
        .map(|(index, entry)| {
            let message =
                "this entry has the name of a managed one, but was not written by this program";
            Diagnostic::new(code::ENTRY_TAKEN, message)
                .help("rename or remove it, or undo what was changed in it")
                .path(path.index(index))
                .span(entry.span.clone())
        })
        .collect()
}

/// A user's kustomization.yaml with its managed entries brought up to date.
#[derive(Debug, Default)]
pub struct ManagedKustomization {
    /// What to splice into it.
    pub splices: Splices,
    /// How many managed entries it has.
    pub managed: usize,
    /// Whether it is no YAML at all.
    pub unreadable: bool,
    /// What there is to say. With an error nothing is spliced.
    pub diagnostics: Vec<Diagnostic>,
}

/// Brings the managed entries of a kustomization.yaml up to date; all others stay as they are.
/// `source` is the index of the text in diagnostics.
pub fn manage(
    text: &str,
    plan: &Plan,
    parts: &KustomizeParts,
    purpose: Purpose,
    source: usize,
) -> ManagedKustomization {
    let mut done = ManagedKustomization::default();
    match read(text) {
        Err(error) => {
            done.unreadable =
                Documents::open(text, 0).count() < 2 && yaml::parse(text, 0..text.len()).is_err();
            done.diagnostics.push(*error);
        }
        Ok(frame) => {
            let root = &frame.root;
            let patches = Path::keys(["patches"]);
            let Kept { mut edits, managed, diagnostics } =
                keep(root, &patches, &parts.patches, plan, Repeats::Written, purpose);
            done.diagnostics.extend(diagnostics);
            done.diagnostics.extend(taken(root, parts));
            let maps = Path::keys(["configMapGenerator"]);
            let entries = maps.find(root).map(Node::items).unwrap_or_default();
            let generated = entries.iter().filter(|entry| is_managed_generator(entry));
            done.managed = managed + generated.count();
            let wanted = generators(parts, &plan.namespace);
            edits.extend(update(
                root,
                &maps,
                &is_managed_generator,
                &wanted,
                &vec![0; wanted.len()],
                purpose,
            ));
            // Whatever order the fields have, new ones go behind them.
            match yaml::edit(text, &frame, &edits, |_| true) {
                Ok(edited) => done.splices = edited.splices,
                Err(refusal) => {
                    let path = refusal.path.in_tree(&frame.root);
                    done.diagnostics.push(Diagnostic::from(&refusal).path(path));
                }
            }
        }
    }
    for diagnostic in &mut done.diagnostics {
        diagnostic.location.source = source;
    }
    done
}

/// Reads a text that has to be a single kustomization.yaml.
pub(super) fn read(text: &str) -> Result<Frame<'_>, Box<Diagnostic>> {
    let help = "name a kustomization.yaml; --format kustomization prints one to start with";
    let not_one = |message: String| Diagnostic::new(code::NOT_A_KUSTOMIZATION, message).help(help);
    let documents = Documents::open(text, 0);
    if let Some(second) = documents.outlines().get(1) {
        let message = "the file holds several documents, but a kustomization.yaml is a single one";
        return Err(Box::new(not_one(message.to_owned()).span(second.range())));
    }
    // A marker behind it, with nothing behind that, is not a part of it.
    let range = documents.outlines().first().map_or(0..text.len(), Outline::range);
    let root = yaml::parse(text, range.clone()).map_err(|error| {
        Diagnostic::new(code::SYNTAX, format!("not valid YAML: {error}"))
            .help("correct the file")
            .span(error.offset..error.offset)
    })?;
    let root = root.ok_or_else(|| not_one("the file is empty".to_owned()))?;
    let text = |key| root.get(key).and_then(Node::text).unwrap_or_default();
    // kustomize fills kind and apiVersion in where they are absent.
    let found = match (text("kind"), text("apiVersion")) {
        ("Kustomization" | "Component", "") => None,
        ("Kustomization" | "Component" | "", version) if version.starts_with(GROUP) => None,
        ("", "") if FIELDS.iter().any(|field| root.get(field).is_some()) => None,
        ("", _) => Some(root.kind_name().to_owned()),
        (kind, "") => Some(format!("a {kind}")),
        (kind, api_version) => Some(format!("a {kind} of {api_version}")),
    };
    if let Some(found) = found {
        let message = format!("expected a kustomization.yaml, found {found}");
        return Err(Box::new(not_one(message).span(root.span.clone())));
    }
    Ok(Frame { range, root, dashed: false })
}
