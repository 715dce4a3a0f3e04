//! The parts of a kustomization.yaml: as a text of its own, or inside of one that a user keeps.

use crate::cloud::{CREDENTIALS_KEY, Credentials, config_map, is_external_account};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::krm::{Documents, Outline};
use crate::patch::{is_managed, update};
use crate::plan::Plan;
use crate::yaml::{self, Edit, Frame, Layout, Node, Path, Splices, Value, block};

use super::kustomize_parts::{Native, known_names};

/// Files of `flux bootstrap`, which a complete kustomization lists.
/// Source: `flux bootstrap`, and the Flux provider of Terraform (`kustomization_override`).
const FLUX_FILES: [&str; 2] = ["gotk-components.yaml", "gotk-sync.yaml"];

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

/// The API version of a Component.
const COMPONENT: &str = "kustomize.config.k8s.io/v1alpha1";

/// The API version of a Kustomization.
const KUSTOMIZATION: &str = "kustomize.config.k8s.io/v1beta1";

/// The fields that hold what is ours: `patches`, `configMapGenerator`.
pub fn fields(native: &Native, namespace: &str) -> String {
    block(&Value::Map(pairs(native, namespace)), 0, &Layout::default()) + "\n"
}

/// A complete kustomization.yaml over the files of `flux bootstrap`.
pub fn body(native: &Native, namespace: &str) -> String {
    let files = FLUX_FILES.map(Value::from).into();
    whole(KUSTOMIZATION, "Kustomization", files, pairs(native, namespace))
}

/// A Component. `resources` are the files beside it.
pub fn component(native: &Native, namespace: &str, resources: &[&str]) -> String {
    let files = resources.iter().map(|file| Value::from(*file)).collect();
    whole(COMPONENT, "Component", files, pairs(native, namespace))
}

fn whole(
    api_version: &str,
    kind: &str,
    resources: Vec<Value>,
    own: Vec<(String, Value)>,
) -> String {
    let mut fields =
        vec![("apiVersion".to_owned(), Value::from(api_version)), ("kind".to_owned(), kind.into())];
    if !resources.is_empty() {
        fields.push(("resources".to_owned(), Value::List(resources)));
    }
    fields.extend(own);
    block(&Value::Map(fields), 0, &Layout::default()) + "\n"
}

fn pairs(native: &Native, namespace: &str) -> Vec<(String, Value)> {
    let mut fields = Vec::new();
    let generators = generators(native, namespace);
    // Of nothing there is still a field: kustomize refuses a file that has none.
    if !native.patches.is_empty() || generators.is_empty() {
        fields.push(("patches".to_owned(), Value::List(native.patches.clone())));
    }
    if !generators.is_empty() {
        fields.push(("configMapGenerator".to_owned(), Value::List(generators)));
    }
    fields
}

/// The credential configurations as generators. Without the hash in the name: the volume names the
/// ConfigMap as Flux's guide does.
fn generators(native: &Native, namespace: &str) -> Vec<Value> {
    let generator = |c: &Credentials| {
        let literal = format!("{}={}", c.key, c.json);
        Value::map([
            ("name", Value::from(c.config_map.as_str())),
            ("namespace", namespace.into()),
            ("literals", Value::List(vec![literal.into()])),
            ("options", Value::map([("disableNameSuffixHash", true.into())])),
        ])
    };
    native.credentials.iter().map(generator).collect()
}

/// Whether an entry of `configMapGenerator` was written by this program: by its name, and by what
/// it holds.
fn is_our_generator(entry: &Node<'_>) -> bool {
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

/// Errors of entries that have our name and are not ours.
fn taken(root: &Node<'_>, native: &Native) -> Vec<Diagnostic> {
    let path = Path::keys(["configMapGenerator"]);
    let entries = path.find(root).map(Node::items).unwrap_or_default();
    let is_taken = |(_, entry): &(usize, &Node<'_>)| {
        let has_name = |c: &Credentials| entry.get("name").is_some_and(|n| n.is(&c.config_map));
        !is_our_generator(entry) && native.credentials.iter().any(has_name)
    };
    let taken = entries.iter().enumerate().filter(is_taken);
    taken
        .map(|(place, entry)| {
            let message =
                "an entry that this program did not write has the name of one that it writes";
            Diagnostic::new(code::ENTRY_TAKEN, message)
                .help("rename or remove it, or undo what was changed in it")
                .path(path.index(place))
                .span(entry.span.clone())
        })
        .collect()
}

/// A user's kustomization.yaml with our entries brought up to date.
#[derive(Debug, Default)]
pub struct Maintained {
    /// What to splice into it.
    pub splices: Splices,
    /// How many entries of ours it has.
    pub ours: usize,
    /// Whether it is no YAML at all.
    pub unreadable: bool,
    /// What there is to say. With an error nothing is spliced.
    pub diagnostics: Vec<Diagnostic>,
}

/// Brings our entries in a kustomization.yaml up to date; entries that are not ours stay as they
/// are. `source` is the number of the text in findings.
pub fn maintain(text: &str, plan: &Plan, native: &Native, source: usize) -> Maintained {
    let mut done = Maintained::default();
    match read(text) {
        Err(error) => {
            done.unreadable =
                Documents::open(text, 0).count() < 2 && yaml::parse(text, 0..text.len()).is_err();
            done.diagnostics.push(*error);
        }
        Ok(frame) => {
            done.diagnostics.extend(by_hand(&frame.root, plan));
            done.diagnostics.extend(taken(&frame.root, native));
            let entries = |key| frame.root.get(key).map(Node::items).unwrap_or_default();
            let count = |key, is_ours: fn(&Node<'_>) -> bool| {
                entries(key).iter().filter(|entry| is_ours(entry)).count()
            };
            done.ours =
                count("patches", is_managed) + count("configMapGenerator", is_our_generator);
            // Whatever order the fields have by chance, ours go behind them.
            match yaml::edit(text, &frame, &edits(&frame.root, plan, native), |_| true) {
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

fn read(text: &str) -> Result<Frame<'_>, Box<Diagnostic>> {
    let help = "name a kustomization.yaml; --format kustomization prints one to start with";
    let not_one = |message: String| Diagnostic::new(code::NOT_A_KUSTOMIZATION, message).help(help);
    let documents = Documents::open(text, 0);
    if let Some(second) = documents.outlines().get(1) {
        let message = "the file holds several documents, and a kustomization.yaml is one";
        return Err(Box::new(not_one(message.to_owned()).span(second.range())));
    }
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
        let message = format!("this is {found}, not a kustomization.yaml");
        return Err(Box::new(not_one(message).span(root.span.clone())));
    }
    Ok(Frame { range, root, dashed: false })
}

fn edits(root: &Node<'_>, plan: &Plan, native: &Native) -> Vec<Edit> {
    let patches = Path::keys(["patches"]);
    let generator = Path::keys(["configMapGenerator"]);
    let generators = generators(native, &plan.namespace);
    let mut edits = update(root, &patches, is_managed, &native.patches);
    edits.extend(update(root, &generator, is_our_generator, &generators));
    edits
}

/// Warns of patches that write the same by hand.
fn by_hand(root: &Node<'_>, plan: &Plan) -> Vec<Diagnostic> {
    let known = known_names(plan);
    let path = Path::keys(["patches"]);
    let entries = path.find(root).map(Node::items).unwrap_or_default();
    let mut diagnostics = Vec::new();
    for (place, entry) in entries.iter().enumerate().filter(|(_, e)| !is_managed(e)) {
        let Some(patch) = entry.get("patch") else { continue };
        let text = patch.text().unwrap_or_default();
        // As a JSON pointer has it, `/` is `~1`.
        let text = text.replace("~1", "/");
        if let Some(name) = known.iter().find(|name| has_word(&text, name)) {
            let message = format!("a patch that this program did not write has {name} too");
            let patched = Diagnostic::new(code::PATCHED_BY_HAND, message)
                .help("remove that from it: kustomize applies both")
                .path(path.index(place))
                .span(patch.span.clone());
            diagnostics.push(patched);
        }
    }
    diagnostics
}

/// Whether a text has a name that is not a part of a longer one.
fn has_word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part))
}
