//! Everything that a kustomization reaches, found before a build starts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{Files, Found, Located};
use super::kustomization::{Kustomization, Named, Role, configuration};
use super::remote::{is_repository, is_url};
use super::root::joined;
use super::{NotBuilt, Place};

/// What the kustomization of a folder reaches, its own file included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// The folder that is built, relative to the root.
    pub(crate) top: PathBuf,
    /// The kustomizations by folder, in the order in which they are reached; the top comes first.
    pub(crate) kustomizations: Vec<Kustomization>,
    /// Which kustomization names which: pairs of folders, those of one folder in the order in which
    /// kustomize reads them.
    pub(crate) named: Vec<(PathBuf, PathBuf)>,
    /// Every file that is read, without links, by its path relative to the root.
    pub(crate) files: BTreeMap<PathBuf, Arc<[u8]>>,
    /// The links on the way, and where they lead, relative to the root. What only a link reaches is
    /// missing in the artifacts of Flux.
    pub(crate) links: BTreeMap<PathBuf, PathBuf>,
    /// Where a link was needed.
    pub(crate) linked: Vec<Place>,
    /// What keeps it from being built.
    pub(crate) not_built: Vec<NotBuilt>,
}

impl Reach {
    /// Walks everything that the kustomization of a folder reaches.
    pub(crate) fn of(files: &Files, top: &Path) -> Reach {
        let mut reach = Reach { top: top.to_owned(), ..Reach::default() };
        let mut known = BTreeSet::from([top.to_owned()]);
        let mut open: Vec<(PathBuf, Option<(Place, Role)>)> = vec![(top.to_owned(), None)];
        while let Some((folder, named_as)) = open.pop() {
            let read = match Kustomization::read(files, &folder) {
                Ok(Some(read)) => read,
                Ok(None) => {
                    let reason = "the folder has no kustomization.yaml";
                    let place = named_as.map(|(place, _)| place);
                    reach.not_built.push(NotBuilt { place, ..NotBuilt::because(reason) });
                    continue;
                }
                Err(not_built) => {
                    reach.not_built.push(not_built);
                    continue;
                }
            };
            reach.not_built.extend(read.faults.iter().cloned());
            let located = files.locate(&read.file);
            let itself = Place { file: read.file.clone(), path: Default::default(), span: 0..0 };
            reach.take(files, &itself, &located);
            if let Some((place, Role::Resource)) = &named_as
                && read.is_component
            {
                reach.refuse(place, COMPONENT_AS_RESOURCE);
            }
            let mut named = read.named.clone();
            // In the order of the file, from the back.
            let mut folders = Vec::new();
            while let Some(next) = named.pop() {
                if let Some(found) = reach.follow(files, &folder, &next, &mut named) {
                    folders.push((found, Some((next.place, next.role))));
                }
            }
            let named = folders.iter().rev().map(|(named, _)| (folder.clone(), named.clone()));
            reach.named.extend(named);
            open.extend(folders.into_iter().filter(|(folder, _)| known.insert(folder.clone())));
            reach.kustomizations.push(read);
        }
        reach
    }

    /// Whether the kustomization of a folder is reached.
    pub(crate) fn reaches(&self, folder: &Path) -> bool {
        self.kustomizations.iter().any(|read| read.folder == folder)
    }

    /// Whether every object is built as its file has it.
    pub(crate) fn is_plain(&self) -> bool {
        self.kustomizations.iter().all(Kustomization::is_plain)
    }

    /// The text of a file that is reached.
    pub(crate) fn text(&self, file: &Path) -> Option<&str> {
        self.files.get(file).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Follows a name; returns the folder that it leads to. What a configuration names is added to
    /// `more`.
    fn follow(
        &mut self,
        files: &Files,
        folder: &Path,
        named: &Named,
        more: &mut Vec<Named>,
    ) -> Option<PathBuf> {
        let Named { role, place, text } = named;
        if is_url(text) {
            self.leave(place);
            return None;
        }
        let is_inline = matches!(role, Role::Patch | Role::Configuration) && is_inline(text);
        if is_inline {
            if *role == Role::Configuration {
                configuration(place, text, more, &mut self.not_built);
            }
            return None;
        }
        let text = match role {
            Role::KeyedFile => text.split_once('=').map_or(text.as_str(), |(_, file)| file),
            _ => text,
        };
        if is_url(text) {
            self.leave(place);
            return None;
        }
        let may_be_folder = matches!(role, Role::Resource | Role::Component | Role::Configuration);
        let Some(path) = joined(folder, text) else {
            let is_fetched = may_be_folder && is_repository(text);
            match Path::new(text).is_absolute() {
                _ if is_fetched => self.leave(place),
                true => self.refuse(place, "it is an absolute path, which Flux does not have"),
                false => self.refuse(place, "it is outside of the repository"),
            }
            return None;
        };
        let located = files.locate(&path);
        let is_fetched = may_be_folder && is_repository(text) && located.found != Found::File;
        match (&located.found, role) {
            _ if is_fetched => self.leave(place),
            (Found::File, Role::Component) => self.refuse(place, Found::File.reason()),
            (Found::File, _) => {
                self.take(files, place, &located);
                if *role == Role::Configuration {
                    let Some(text) = self.text(&located.path).map(str::to_owned) else {
                        self.refuse(place, "it is not UTF-8");
                        return None;
                    };
                    configuration(place, &text, more, &mut self.not_built);
                }
            }
            (Found::Folder, Role::Resource | Role::Component) => {
                self.note_link(place, &located);
                return Some(located.path);
            }
            (Found::Folder, Role::Configuration) => {
                self.refuse(place, "a folder of configurations is not looked into");
            }
            (found, _) => self.refuse(place, found.reason()),
        }
        None
    }

    fn refuse(&mut self, place: &Place, reason: &str) {
        self.not_built.push(NotBuilt::at(place, reason));
    }

    fn leave(&mut self, place: &Place) {
        self.not_built.push(NotBuilt::elsewhere(place, "it would be fetched"));
    }

    fn note_link(&mut self, place: &Place, located: &Located) {
        if let Some((from, to)) = &located.link {
            self.links.insert(from.clone(), to.clone());
            self.linked.push(place.clone());
        }
    }

    /// Reads a file that is there.
    fn take(&mut self, files: &Files, place: &Place, located: &Located) {
        self.note_link(place, located);
        if self.files.contains_key(&located.path) {
            return;
        }
        match files.read(&located.path) {
            Ok(bytes) => {
                self.files.insert(located.path.clone(), bytes);
            }
            Err(reason) => self.refuse(place, &reason),
        }
    }
}

/// kustomize says so in more words, and stops.
const COMPONENT_AS_RESOURCE: &str =
    "it is a Component, which kustomize takes under components only: move it there from resources";

/// Whether kustomize takes a text for the content itself, rather than for the name of a file.
fn is_inline(text: &str) -> bool {
    let mut documents = crate::krm::Documents::open(text, 0);
    documents.read(|_| true).is_ok()
        && documents.roots().any(|root| !root.entries().is_empty() || !root.items().is_empty())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;
    use crate::repository::generated::generated;
    use crate::repository::{Builder, Graph, Root, walk};

    struct Fixture {
        folder: tempfile::TempDir,
    }

    impl Fixture {
        fn new(files: &[(&str, &str)]) -> Fixture {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in files {
                let path = folder.path().join("repository").join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            fs::write(folder.path().join("secret.yaml"), "kind: Secret\n").unwrap();
            Fixture { folder }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join("repository").join(name)
        }

        fn files(&self) -> Files {
            Files::new(Root::above(&self.path(""), &self.path("")).unwrap())
        }

        fn reach(&self) -> Reach {
            Reach::of(&self.files(), Path::new("a"))
        }
    }

    const ACCOUNT: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n";

    #[test]
    fn what_may_not_be_read_is_told_with_its_place() {
        for (text, expected) in [
            ("resources: [../../secret.yaml]", "resources[0]: it is outside"),
            ("resources: [/etc/passwd]", "resources[0]: it is an absolute path"),
            ("resources: [leaving.yaml]", "resources[0]: a link leads out"),
            ("resources: [pipe]", "resources[0]: it is no regular file"),
            ("resources: [null-device]", "resources[0]: a link leads out"),
            ("resources: [absent.yaml]", "resources[0]: it is absent"),
            ("resources: ['https://a.example/b.yaml']", "resources[0]: it would be fetched"),
            ("resources: ['github.com/a/b?ref=c']", "resources[0]: it would be fetched"),
            ("components: ['git@a.example:b/c']", "components[0]: it would be fetched"),
            ("resources: [../no-kustomization]", "resources[0]: the folder has no kustomization"),
            ("patches: [{path: 'http://a.example'}]", "patches[0].path: it would be fetched"),
            ("patchesStrategicMerge: [../../x]", "patchesStrategicMerge[0]: it is outside"),
            ("configMapGenerator: [{files: ['a=https://b.example']}]", "files[0]: it would be"),
            (
                "transformers: ['{kind: PatchTransformer, path: ../../x}']",
                "transformers[0]: it is out",
            ),
            ("transformers: [transformer.yaml]", "transformers[0]: it would be fetched"),
            ("generators: [../no-kustomization]", "generators[0]: a folder of configurations"),
            ("components: [account.yaml]", "components[0]: it is a file"),
            ("resources: [../component]", "resources[0]: it is a Component, which"),
            ("patches: [{path: ../no-kustomization}]", "patches[0].path: it is a folder"),
        ] {
            let transformer =
                "kind: List\nitems:\n- kind: ConfigMapGenerator\n  envs: ['http://a']\n";
            let fixture = Fixture::new(&[
                ("a/kustomization.yaml", text),
                ("a/account.yaml", ACCOUNT),
                ("a/transformer.yaml", transformer),
                ("no-kustomization/a.yaml", ACCOUNT),
                ("component/kustomization.yaml", "kind: Component\n"),
            ]);
            symlink("../../secret.yaml", fixture.path("a/leaving.yaml")).unwrap();
            symlink("/dev/zero", fixture.path("a/null-device")).unwrap();
            let made = Command::new("mkfifo").arg(fixture.path("a/pipe")).status().unwrap();
            assert!(made.success());
            let reach = fixture.reach();
            let told: Vec<String> = reach.not_built.iter().map(ToString::to_string).collect();
            let [told] = told.as_slice() else { panic!("{text}: {told:?}") };
            assert!(told.contains(expected), "{text}: {told}");
            assert!(told.starts_with("a/kustomization.yaml: "), "{told}");
        }
    }

    #[test]
    fn two_kustomizations_in_a_folder_are_an_error() {
        let files = [("a/kustomization.yaml", ""), ("a/Kustomization", "")];
        let told = Fixture::new(&files).reach().not_built[0].to_string();
        assert!(told.contains("the folder also has Kustomization"), "{told}");
    }

    #[test]
    fn what_is_reached_is_read_once_and_links_inside_are_noted() {
        let fixture = Fixture::new(&[
            ("a/kustomization.yaml", "resources: [../b, linked]\ncomponents: [../c]\n"),
            ("b/kustomization.yml", "resources: [account.yaml, ../d/e.yaml]\n"),
            ("b/account.yaml", ACCOUNT),
            ("c/Kustomization", "kind: Component\npatches: [{path: p.yaml}]\n"),
            ("c/p.yaml", ACCOUNT),
            ("d/e.yaml", ""),
        ]);
        symlink("../b", fixture.path("a/linked")).unwrap();
        let reach = fixture.reach();
        assert_eq!(reach.not_built, []);
        let folders: Vec<&Path> = reach.kustomizations.iter().map(|k| &*k.folder).collect();
        assert_eq!(folders, ["a", "b", "c"].map(Path::new));
        assert!(reach.reaches(Path::new("b")) && !reach.reaches(Path::new("d")));
        let links: Vec<_> = reach.links.iter().collect();
        assert_eq!(links, [(&PathBuf::from("a/linked"), &PathBuf::from("b"))]);
        assert_eq!(reach.linked.len(), 1);
        assert_eq!(reach.files.len(), 6);
    }

    #[test]
    fn who_reaches_a_folder_is_known_up_to_the_topmost() {
        let fixture = Fixture::new(&[
            ("base/kustomization.yaml", "resources: [x.yaml]\n"),
            ("one/flux/kustomization.yaml", "resources: [../../base]\n"),
            ("one/kustomization.yaml", "resources: [flux]\n"),
            ("two/kustomization.yaml", "components: [../base]\n"),
            ("loop/kustomization.yaml", "resources: [../pool]\n"),
            ("pool/kustomization.yaml", "resources: [../loop]\n"),
        ]);
        let files = fixture.files();
        let walked = walk(files.root(), &[fixture.path("")]).unwrap();
        let graph = Graph::of(&files, &walked);
        assert_eq!(graph.tops(Path::new("base")), ["one", "two"].map(PathBuf::from));
        assert_eq!(graph.tops(Path::new("two")), ["two"].map(PathBuf::from));
        assert_eq!(graph.tops(Path::new("loop")), ["loop"].map(PathBuf::from));
        assert_eq!(graph.ancestors(Path::new("loop")).len(), 2);
    }

    #[test]
    fn what_flux_generates_lists_files_and_folders() {
        let fixture = Fixture::new(&[
            ("c/x.yaml", ACCOUNT),
            ("c/deep/y.yml", ACCOUNT),
            ("c/deep/z.txt", ""),
            ("c/k/kustomization.yaml", "resources: [a.yaml]\n"),
            ("c/k/a.yaml", ACCOUNT),
            ("c/k/b/kustomization.yaml", "resources: [a.yaml]\n"),
            ("c/left/out.yaml", ACCOUNT),
            ("c/.github/workflow.yaml", ACCOUNT),
            ("c/.sops.yaml", ""),
            ("c/cloudbuild.yaml", ""),
            ("c/appveyor.yml", ACCOUNT),
            ("c/gone.yaml", ACCOUNT),
        ]);
        let planned = |files: Files, name, text| files.with(PathBuf::from(name), text);
        let files = planned(fixture.files(), "c/gone.yaml", None);
        let files = planned(files, "c/planned.yaml", Some(ACCOUNT));
        let files = planned(files, "c/.drone.yml", Some(ACCOUNT));
        let of = |ignore| generated(&files, Path::new("c"), ignore).unwrap().unwrap();
        let listed = |planned: &Files| {
            let text = planned.text(Path::new("c/kustomization.yaml")).unwrap();
            let names = text.lines().skip(1).map(|line| line.replace(['-', '"', ' '], ""));
            names.collect::<Vec<_>>().join(" ")
        };
        let planned = of(None);
        assert_eq!(listed(&planned), "deep/y.yml k left/out.yaml planned.yaml x.yaml");
        // Flux's own patterns end where there is another one.
        let own = ".drone.yml .github/workflow.yaml .sops.yaml appveyor.yml cloudbuild.yaml";
        let expected = format!("{own} deep/y.yml k planned.yaml x.yaml");
        assert_eq!(listed(&of(Some("left/\n"))), expected);
        assert!(generated(&files, Path::new("c/k"), None).unwrap().is_none());
        assert!(Reach::of(&planned, Path::new("c")).reaches(Path::new("c/k")));
        assert!(!fixture.path("c/kustomization.yaml").exists());
    }

    /// Where there is no program to build with, `tests/tools` says that it is missing.
    #[test]
    fn a_copy_is_built_of_what_was_walked() {
        let Some(builder) = Builder::find() else { return };
        let fixture = Fixture::new(&[
            ("a/kustomization.yaml", "resources: [../b]\nnamePrefix: x-\n"),
            ("b/kustomization.yaml", "resources: [linked/account.yaml]\n"),
            ("c/account.yaml", ACCOUNT),
        ]);
        symlink("../c", fixture.path("b/linked")).unwrap();
        let built = builder.build(&fixture.reach()).unwrap();
        assert!(built.contains("name: x-a"), "{built}");
        let again = builder.build(&fixture.reach()).unwrap();
        assert!(Arc::ptr_eq(&built, &again));
        let broken = fixture.files().with(PathBuf::from("c/account.yaml"), Some("kind: [\n"));
        let told = builder.build(&Reach::of(&broken, Path::new("a"))).unwrap_err();
        assert!(told.reason.contains("fails: "), "{told}");
        assert!(!told.reason.contains("/tmp"), "{told}");
    }
}
