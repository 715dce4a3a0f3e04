//! The kustomization of a folder, and every place in it that names a path or a URL.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::krm::Documents;
use crate::yaml::{self, Kind, Node};

use super::field::{self, Naming};
use super::files::{Files, Found};
use super::{NotBuilt, Place};

pub(crate) use super::field::Role;
use super::file_name::FILE_NAMES;

/// A kustomization, as its file has it.
#[derive(Clone, Debug)]
pub(crate) struct Kustomization {
    /// The folder, relative to the root.
    pub(crate) folder: PathBuf,
    /// The file, relative to the root.
    pub(crate) file: PathBuf,
    /// Its text.
    pub(crate) text: Arc<str>,
    /// Whether it is a Component.
    pub(crate) is_component: bool,
    /// What it names, in the order of the fields' table.
    pub(crate) named: Vec<Named>,
    /// What can't be followed, so that nobody knows what kustomize would read.
    pub(crate) faults: Vec<NotBuilt>,
}

/// A path, a URL or, where the field allows that, the content itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// What it is to be.
    pub(crate) role: Role,
    /// Where it is named.
    pub(crate) place: Place,
    /// The text.
    pub(crate) text: String,
}

/// The keys that change nothing of resources.
const PLAIN: [&str; 5] = ["apiVersion", "kind", "metadata", "resources", "sortOptions"];

impl Kustomization {
    /// Whether it does nothing but list resources.
    pub(super) fn is_plain(&self) -> bool {
        let root = yaml::parse(&self.text, 0..self.text.len()).ok().flatten();
        root.is_none_or(|root| {
            let mut keys = root.entries().iter().map(|entry| entry.key.text().unwrap_or_default());
            keys.all(|key| PLAIN.contains(&key))
        })
    }

    /// Reads that of a folder; none if the folder has none.
    ///
    /// # Errors
    /// Two files, or one that is no single document.
    pub(crate) fn read(files: &Files, folder: &Path) -> Result<Option<Kustomization>, NotBuilt> {
        let is_there = |file: &PathBuf| files.locate(file).found != Found::Missing;
        let mut there = FILE_NAMES.map(|name| folder.join(name)).into_iter().filter(is_there);
        let Some(file) = there.next() else { return Ok(None) };
        let place = Place { file: file.clone(), path: yaml::Path::default(), span: 0..0 };
        if let Some(second) = there.next() {
            let name = second.file_name().unwrap_or_default().to_string_lossy();
            let reason =
                format!("the folder also has {name}, and kustomize takes one of them only");
            return Err(NotBuilt::at(&place, reason));
        }
        let located = files.locate(&file);
        if located.found != Found::File {
            // No line of the file can be shown, so that the reason names it.
            let reason = format!("{}: {}", file.display(), located.found.reason());
            return Err(NotBuilt::at(&place, reason));
        }
        let bytes = files.read(&located.path).map_err(|reason| NotBuilt::at(&place, reason))?;
        let text =
            std::str::from_utf8(&bytes).map_err(|_| NotBuilt::at(&place, "it is not UTF-8"))?;
        Kustomization::parse(folder, file, text).map(Some)
    }

    fn parse(folder: &Path, file: PathBuf, text: &str) -> Result<Kustomization, NotBuilt> {
        let place = |span| Place { file: file.clone(), path: yaml::Path::default(), span };
        if let Some(at) = other_line_break(text) {
            return Err(NotBuilt::at(&place(at..at), OTHER_LINE_BREAK));
        }
        let root = yaml::parse(text, 0..text.len()).map_err(|error| {
            NotBuilt::at(
                &place(error.offset..error.offset),
                format!("it is not valid YAML: {error}"),
            )
        })?;
        let is_component = root
            .as_ref()
            .and_then(|root| root.get("kind"))
            .is_some_and(|kind| kind.is("Component"));
        let mut named = Vec::new();
        let mut faults = Vec::new();
        if let Some(root) = &root {
            sort(&file, field::of_kustomization(root), &mut named, &mut faults);
        }
        let (folder, text) = (folder.to_owned(), Arc::from(text));
        Ok(Kustomization { folder, text, file, is_component, named, faults })
    }
}

/// To kustomize's reader, of YAML 1.1, these end a line, and a comment with it.
fn other_line_break(text: &str) -> Option<usize> {
    text.find(['\u{85}', '\u{2028}', '\u{2029}'])
}

const OTHER_LINE_BREAK: &str = "it has a line break that only YAML 1.1 knows";

/// What a file with configurations of generators and transformers names. `place` is where the
/// content is named or stands; without the file's own place, since the content may be inline.
pub(super) fn configuration(
    place: &Place,
    text: &str,
    named: &mut Vec<Named>,
    faults: &mut Vec<NotBuilt>,
) {
    if other_line_break(text).is_some() {
        faults.push(NotBuilt::at(place, OTHER_LINE_BREAK));
        return;
    }
    let mut documents = Documents::open(text, 0);
    if let Err(error) = documents.read(|_| true) {
        faults.push(NotBuilt::at(place, format!("it is not valid YAML: {error}")));
        return;
    }
    let mut open: Vec<&Node<'_>> = documents.roots().collect();
    while let Some(root) = open.pop() {
        let is_item = |naming: &Naming<'_, '_>| matches!(naming.node.kind, Kind::Mapping { .. });
        let (items, others): (Vec<_>, Vec<_>) = field::of_configuration(root)
            .into_iter()
            .partition(|naming| naming.role == Role::Configuration && is_item(naming));
        open.extend(items.iter().map(|item| item.node));
        let (mut names, mut wrong) = (Vec::new(), Vec::new());
        sort(&place.file, others, &mut names, &mut wrong);
        named.extend(names.into_iter().map(|named| Named { place: place.clone(), ..named }));
        faults.extend(
            wrong.into_iter().map(|fault| NotBuilt { place: Some(place.clone()), ..fault }),
        );
    }
}

/// Parts what is named from what can't be followed.
fn sort(
    file: &Path,
    namings: Vec<Naming<'_, '_>>,
    named: &mut Vec<Named>,
    faults: &mut Vec<NotBuilt>,
) {
    for Naming { role, path, node } in namings {
        let place = Place { file: file.to_owned(), path, span: node.span.clone() };
        match (&node.kind, role) {
            (_, Role::Chart) => {
                let reason = "a Helm chart, which Flux does not build here";
                faults.push(NotBuilt::elsewhere(&place, reason));
            }
            (Kind::Scalar { value, .. }, _) if !node.tagged => {
                named.push(Named { role, place, text: value.to_string() });
            }
            _ => {
                let reason = "a path is expected, written as it is: without a tag or an alias";
                faults.push(NotBuilt::at(&place, reason));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Kustomization {
        Kustomization::parse(Path::new("a"), PathBuf::from("a/kustomization.yaml"), text).unwrap()
    }

    #[test]
    fn every_field_that_names_something_is_found_with_its_place() {
        let text = "\
Reſources: [a.yaml]
bases: [../b]
components: [c]
crds: [d.yaml]
configurations: [e.yaml]
openapi: {path: f.json}
patches: [{PATH: g.yaml}, {patch: x}]
patchesJson6902: [{path: h.yaml}]
patchesStrategicMerge: [i.yaml]
replacements: [{path: j.yaml}]
configMapGenerator: [{files: [k=k.txt], envs: [l.env], env: m.env}]
secretGenerator: [{files: [n.txt], envs: [o.env], env: p.env}]
generators: [q.yaml]
transformers: [r.yaml]
validators: [s.yaml]
";
        let read = read(text);
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        for named in &read.named {
            assert_eq!(text[named.place.span.clone()], named.text);
        }
        let mut names: Vec<&str> = read.named.iter().map(|n| &*n.text).collect();
        names.sort_unstable();
        let expected = [
            "../b", "a.yaml", "c", "d.yaml", "e.yaml", "f.json", "g.yaml", "h.yaml", "i.yaml",
            "j.yaml", "k=k.txt", "l.env", "m.env", "n.txt", "o.env", "p.env", "q.yaml", "r.yaml",
            "s.yaml",
        ];
        assert_eq!(names, expected);
        assert_eq!(read.named[0].place.path.to_string(), "['Reſources'][0]");
    }

    #[test]
    fn what_can_t_be_followed_is_a_fault() {
        for (text, path) in [
            ("a: &a http://x\nresources: [*a]\n", "resources[0]"),
            ("a: &a [http://x]\nresources: *a\n", "resources"),
            ("a: &a {path: http://x}\npatches: [{<<: *a}]\n", "patches[0]['<<']"),
            ("a: &a {resources: [http://x]}\n<<: *a\n", "['<<']"),
            ("resources: [!!binary aHR0cDovL3g=]\n", "resources[0]"),
            ("helmCharts: [{name: x}]\n", "helmCharts[0]"),
        ] {
            let read = read(text);
            let place = |fault: &NotBuilt| fault.place.as_ref().unwrap().path.to_string();
            assert_eq!(read.faults.first().map(place).as_deref(), Some(path), "{text}");
        }
        // Elsewhere an alias is the user's.
        assert!(read("a: &a {x: y}\ncommonLabels: *a\n").faults.is_empty());
        let hidden = "# a\u{2028}resources: [http://x]\n";
        let file = PathBuf::from("kustomization.yaml");
        assert!(Kustomization::parse(Path::new(""), file, hidden).is_err());
    }
}
