//! The audit of a repository: of each of its clusters what Flux applies there.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use crate::audit::{self, Cluster, Extent, Finding, Ignores};
use crate::diagnostic::{Code, Diagnostic, Location, ResourceRef, code};
use crate::krm::unreadable;
use crate::krm::{Documents, Object};
use crate::repository::{
    Applied, Builder, Content, Files, Place, Stage, is_planned, origin, origin_in,
};
use crate::run::Progress;
use crate::run::built::Roots;
use crate::yaml::{self, Kind, Node, Step};

use super::config::{ClusterConfig, accounts, dropped};
use super::{AuditReport, AuditedCluster, dead, is_definition};

/// How a repository is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'l> {
    /// The codes that are not reported.
    pub(crate) ignored: &'l [Code],
    /// Whether what no cluster applies is told too. The folders have to be the whole repository.
    pub(crate) all: bool,
    /// Where the clusters that are done are counted.
    pub(crate) progress: &'l Progress,
}

/// Audits the clusters of a repository whose roots are in these folders. A folder without any is a
/// root itself. `configs` are those of this program in the whole repository.
///
/// # Errors
/// A folder that can't be read.
pub(crate) fn of_repository(
    folders: &[PathBuf],
    configs: &[ClusterConfig],
    look: Look<'_>,
) -> io::Result<AuditReport> {
    let Roots { files, syncs } = Roots::below(folders)?;
    look.progress.begin(syncs.len());
    // Without a root it is not known what a cluster applies.
    let is_all = look.all && syncs.iter().any(|sync| sync.file.is_some());
    let mut reached = BTreeSet::new();
    let builder = Builder::find();
    let roots: Vec<&Path> = syncs.iter().map(|sync| sync.folder.as_path()).collect();
    let mut audit = Audit {
        files: &files,
        report: AuditReport::default(),
        ignores: Ignores::default(),
        read: BTreeSet::new(),
    };
    // As many at once as can be, and no more in memory.
    let together = thread::available_parallelism().map_or(1, NonZero::get);
    for syncs in syncs.chunks(together) {
        let follow = |sync| {
            let applied = Applied::of(&files, sync, builder.as_ref());
            look.progress.step();
            applied
        };
        let applied: Vec<Applied> = thread::scope(|scope| {
            let threads: Vec<_> =
                syncs.iter().map(|sync| scope.spawn(move || follow(sync))).collect();
            let ended = threads.into_iter().map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            ended.collect()
        });
        for applied in &applied {
            reached.extend(dead::reached(applied));
            let of_it = configs.iter().filter(|config| config.is_of(applied, &roots));
            audit.cluster(applied, &of_it.collect::<Vec<_>>());
        }
    }
    let Audit { mut report, ignores, .. } = audit;
    if is_all {
        report.findings.extend(dead::dead(&files, &reached, &mut report.sources)?);
    }
    report.settle(ignores, look.ignored);
    Ok(report)
}

/// An audit on its way.
struct Audit<'f> {
    files: &'f Files,
    report: AuditReport,
    ignores: Ignores,
    /// The files whose comments are read.
    read: BTreeSet<PathBuf>,
}

/// A text of a cluster, and the stage that applies it.
struct StageText<'s> {
    stage: &'s Stage,
    file: PathBuf,
    text: Arc<str>,
}

impl Audit<'_> {
    /// Audits a cluster, which these configs are for.
    fn cluster(&mut self, applied: &Applied, configs: &[&ClusterConfig]) {
        let number = self.report.clusters.len();
        let mut not_built = 0;
        let mut texts: Vec<StageText<'_>> = Vec::new();
        for stage in applied.stages_with_flux() {
            match &stage.content {
                Content::Elsewhere(reason) => {
                    not_built += 1;
                    let message =
                        format!("{} is not built here: {}", shown(&stage.folder), reason.reason);
                    let diagnostic = Diagnostic::new(code::NOT_BUILT_HERE, message);
                    let diagnostic = match &reason.place {
                        Some(place) => self.at(diagnostic, place),
                        None => diagnostic.source(usize::MAX),
                    };
                    let finding = Finding { cluster: Some(number), ..diagnostic.into() };
                    self.report.findings.push(finding);
                }
                Content::Faulty(fault) => {
                    let message =
                        format!("{} can't be built: {}", shown(&stage.folder), fault.reason);
                    self.unreadable(message, fault.place.as_ref());
                }
                Content::NoProgram => {
                    let message = format!(
                        "{} has to be built, and neither kustomize nor kubectl is there",
                        shown(&stage.folder)
                    );
                    self.unreadable(message, None);
                }
                Content::Files(_) | Content::Built(_) => {}
            }
            let found = stage.texts().into_iter();
            texts.extend(found.map(|(file, text)| StageText { stage, file, text }));
            self.comments(stage);
        }
        let mut documents = Vec::new();
        let mut count = 0;
        for (source, text) in texts.iter().enumerate() {
            let mut file = Documents::open(&text.text, source);
            count += file.count();
            match file.read(|document| !is_definition(document)) {
                Ok(()) => documents.push(file),
                Err(error) => {
                    let name = text.file.display().to_string();
                    let source = self.report.sources.add(&name, &text.text);
                    self.report.unreadable.push(unreadable(&error).source(source));
                }
            }
        }
        if texts.is_empty() && applied.stages.iter().all(|stage| stage.content.is_known()) {
            let message = format!("{} holds no manifests", shown(&applied.sync.folder));
            self.unreadable(message, None);
        }
        let all: Vec<Object<'_, '_>> = documents.iter().flat_map(Documents::objects).collect();
        // kustomize drops them, and so does Flux.
        let is_local =
            |o: &Object<'_, '_>| o.annotation("config.kubernetes.io/local-config") == Some("true");
        let objects: Vec<Object<'_, '_>> = all.into_iter().filter(|o| !is_local(o)).collect();
        let is_known = applied.stages_with_flux().all(|stage| stage.content.is_known())
            && applied.not_followed.is_empty()
            && documents.len() == texts.len();
        let extent = if is_known { Extent::Whole } else { Extent::Applied };
        let undecrypted = texts.iter().enumerate().filter(|(_, text)| !text.stage.by.decrypts);
        let undecrypted = undecrypted.map(|(source, _)| source).collect();
        let cluster =
            Cluster::read(&objects, extent, None, &accounts(configs)).undecrypted(undecrypted);
        self.report.clusters.push(AuditedCluster {
            path: Some(shown(&applied.sync.folder)),
            version: cluster.version,
            controllers: cluster.running.iter().map(|r| r.controller.name()).collect(),
            objects: count,
            not_followed: applied.not_followed.clone(),
            not_built,
        });
        let mut places = HashMap::new();
        for object in objects.iter().rev() {
            places.insert((object.source, object.resource_ref()), object);
        }
        for mut finding in audit::audit(&cluster) {
            self.relocate(&mut finding.diagnostic.location, &texts, &places);
            for related in &mut finding.diagnostic.related {
                self.relocate(&mut related.location, &texts, &places);
            }
            self.report.findings.push(Finding { cluster: Some(number), ..finding });
        }
        for (mut diagnostic, file) in dropped(configs, &objects) {
            self.relocate(&mut diagnostic.location, &texts, &places);
            let source = self.source(&file);
            let config = Location { source, span: Some(0..0), ..Location::default() };
            let diagnostic = diagnostic.related("the config", config);
            self.report.findings.push(Finding { cluster: Some(number), ..diagnostic.into() });
        }
        let of_outputs = configs.iter().filter_map(|config| {
            let place = Place { file: config.file.clone(), path: Default::default(), span: 0..0 };
            Some((config.of_output()?, place))
        });
        for (diagnostic, place) in audit::audit_repository(applied).into_iter().chain(of_outputs) {
            let diagnostic = self.at(diagnostic, &place);
            self.report.findings.push(Finding { cluster: Some(number), ..diagnostic.into() });
        }
    }

    /// Says what keeps a folder from being looked at.
    fn unreadable(&mut self, message: String, place: Option<&Place>) {
        let diagnostic = Diagnostic::new(code::NOT_LOOKED_AT, message);
        let diagnostic = match place {
            Some(place) => self.at(diagnostic, place),
            None => diagnostic.source(usize::MAX),
        };
        if !self.report.unreadable.contains(&diagnostic) {
            self.report.unreadable.push(diagnostic);
        }
    }

    /// Reads the comments in the files of a stage.
    fn comments(&mut self, stage: &Stage) {
        for file in stage.reach.files.keys() {
            let Some(text) = stage.reach.text(file) else { continue };
            if Ignores::may_have(text) && self.read.insert(file.clone()) {
                let source = self.report.sources.add(&file.display().to_string(), &Arc::from(text));
                self.ignores.read(source, text);
            }
        }
    }

    /// A diagnostic at a place of the repository.
    fn at(&mut self, diagnostic: Diagnostic, place: &Place) -> Diagnostic {
        let source = self.source(&place.file);
        diagnostic.source(source).span(place.span.clone()).path(place.path.clone())
    }

    /// The number of a file of the repository.
    fn source(&mut self, file: &Path) -> usize {
        let name = file.display().to_string();
        self.report.sources.known(&name).unwrap_or_else(|| {
            let text = self.files.text(file).unwrap_or_default();
            self.report.sources.add(&name, &Arc::from(text))
        })
    }

    /// Brings a location in what is applied to the file that it comes from.
    fn relocate(
        &mut self,
        location: &mut Location,
        texts: &[StageText<'_>],
        places: &HashMap<(usize, ResourceRef), &Object<'_, '_>>,
    ) {
        let Some(text) = texts.get(location.source) else { return };
        let is_as_it_is = matches!(&text.stage.content, Content::Files(files)
            if files.iter().any(|(file, raw)| *file == text.file && *raw == text.text));
        if is_as_it_is {
            location.source = self.source(&text.file);
            return;
        }
        let found = location.resource.as_ref().and_then(|resource| {
            let object = places.get(&(location.source, resource.clone()))?;
            let path = location.path.clone().unwrap_or_default();
            let path = by_name(&path, object.node);
            let place = origin(&text.stage.reach, resource, &path)?;
            if !is_planned(&place.file) {
                return Some(place);
            }
            // What a Kustomization adds is written in the Kustomization.
            let (by, patches) = (&text.stage.by, yaml::Path::keys(["patches"]));
            let mut reaches = texts.iter().map(|text| &text.stage.reach);
            reaches.find_map(|reach| origin_in(reach, by, &patches, &path))
        });
        match found {
            Some(place) => {
                location.source = self.source(&place.file);
                location.span = Some(place.span);
            }
            None => {
                location.source = self.source(&text.file);
                location.span = Some(0..0);
            }
        }
    }
}

/// How messages call a folder.
fn shown(folder: &Path) -> String {
    let name = folder.display().to_string();
    if name.is_empty() { ".".to_owned() } else { name }
}

/// A path with names in place of indices, which are others in a patch.
fn by_name(path: &yaml::Path, root: &Node<'_>) -> yaml::Path {
    let mut node = Some(root);
    let steps = path.0.iter().map(|step| {
        let at = node;
        node = at.and_then(|node| yaml::Path(vec![step.clone()]).find(node));
        let named = node.and_then(|node| node.get("name")).and_then(Node::text);
        let is_element = at.is_some_and(|node| matches!(node.kind, Kind::Sequence { .. }));
        match (step, named.filter(|_| is_element)) {
            (Step::Index(_), Some(name)) => Step::Element { key: "name", value: name.to_owned() },
            _ => step.clone(),
        }
    });
    yaml::Path(steps.collect())
}
