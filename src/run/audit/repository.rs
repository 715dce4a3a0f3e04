//! The audit of a repository: of each of its clusters what Flux applies there.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use crate::audit::{Finding, Ignores};
use crate::diagnostic::{Code, Diagnostic};
use crate::repository::{Applied, Builder};
use crate::run::built::Roots;
use crate::run::{Progress, in_order};

use super::cluster::{ClusterAudit, audited};
use super::{AuditReport, ClusterConfig, dead};

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
    let builder = Builder::find();
    let owners = Owners::of(configs, syncs.iter().map(|sync| sync.folder.as_path()));
    // What a cluster took is gone once its audit is there, but for the texts of findings.
    let audits = in_order(&syncs, |sync| {
        let applied = Applied::of(&files, sync, builder.as_ref());
        let audit = audited(&files, &applied, &owners.of_cluster(&applied), builder.as_ref());
        look.progress.step();
        (audit, if is_all { dead::reached(&applied) } else { Vec::new() })
    });
    let mut report = AuditReport::default();
    let mut ignores = Ignores::default();
    let mut read = BTreeSet::new();
    let mut reached = BTreeSet::new();
    for (audit, files) in audits {
        add(&mut report, audit, &mut ignores, &mut read);
        reached.extend(files);
    }
    if is_all {
        report.findings.extend(dead::dead(&files, &reached, &mut report.sources)?);
    }
    report.settle(ignores, look.ignored);
    Ok(report)
}

/// Which configs are for which cluster: one that reaches their folder, has the nearest of the roots
/// above it, or is said to be one by a file beside it.
struct Owners<'c> {
    configs: &'c [ClusterConfig],
    /// The numbers of the configs by their folders.
    by_folder: BTreeMap<&'c Path, Vec<usize>>,
    /// The same by the nearest root.
    by_root: BTreeMap<&'c Path, Vec<usize>>,
}

impl<'c> Owners<'c> {
    fn of(configs: &'c [ClusterConfig], roots: impl Iterator<Item = &'c Path>) -> Owners<'c> {
        let roots: BTreeSet<&Path> = roots.collect();
        let (mut by_folder, mut by_root) = (BTreeMap::new(), BTreeMap::new());
        for (number, config) in configs.iter().enumerate() {
            let folder = config.file.parent().unwrap_or(Path::new(""));
            by_folder.entry(folder).or_insert_with(Vec::new).push(number);
            if let Some(root) = folder.ancestors().find(|above| roots.contains(above)) {
                by_root.entry(root).or_insert_with(Vec::new).push(number);
            }
        }
        Owners { configs, by_folder, by_root }
    }

    /// Those for a cluster.
    fn of_cluster(&self, applied: &Applied) -> Vec<&'c ClusterConfig> {
        let stages = applied.stages_with_flux();
        let reached = stages.flat_map(|stage| &stage.reach.kustomizations);
        let reached = reached.filter_map(|k| self.by_folder.get(k.folder.as_path()));
        let below = self.by_root.get(applied.sync.folder.as_path());
        let said_in = applied.sync.file.as_deref().and_then(Path::parent);
        let beside = said_in.and_then(|folder| self.by_folder.get(folder));
        let numbers: BTreeSet<usize> =
            reached.chain(below).chain(beside).flatten().copied().collect();
        numbers.into_iter().map(|number| &self.configs[number]).collect()
    }
}

/// Adds the audit of a cluster to a report. A file's comments are read once.
fn add(
    report: &mut AuditReport,
    audit: ClusterAudit,
    ignores: &mut Ignores,
    read: &mut BTreeSet<usize>,
) {
    let number = report.clusters.len();
    let numbers: Vec<usize> = audit
        .sources
        .into_texts()
        .map(|(name, text)| report.sources.number(name, || text))
        .collect();
    let here = |mut diagnostic: Diagnostic| {
        let related = diagnostic.related.iter_mut().map(|related| &mut related.location);
        for location in related.chain([&mut diagnostic.location]) {
            location.source = numbers.get(location.source).copied().unwrap_or(usize::MAX);
        }
        diagnostic
    };
    report.clusters.push(audit.cluster);
    report.findings.extend(audit.findings.into_iter().map(|finding| Finding {
        cluster: Some(number),
        diagnostic: here(finding.diagnostic),
        ..finding
    }));
    for diagnostic in audit.unreadable.into_iter().map(here) {
        if !report.unreadable.contains(&diagnostic) {
            report.unreadable.push(diagnostic);
        }
    }
    for source in audit.commented.into_iter().map(|source| numbers[source]) {
        if read.insert(source) {
            ignores.read(source, report.sources.text(source));
        }
    }
}
