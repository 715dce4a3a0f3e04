//! The audit of one cluster of a repository.

use std::sync::Arc;

use crate::audit::{self, Cluster, Finding, Ignores};
use crate::diagnostic::{Diagnostic, Location, code};
use crate::krm::unreadable;
use crate::repository::{Applied, Builder, Content, Files, Place};
use crate::run::built::{BuiltCluster, ClusterText, Unmade, shown};

use super::AuditedCluster;
use super::config::{ClusterConfig, accounts, dropped};
use super::place::Places;
use super::sources::{FileTexts, SourceTexts};

/// What the audit of a cluster comes to, with texts of its own.
#[derive(Debug)]
pub(super) struct ClusterAudit {
    pub(super) cluster: AuditedCluster,
    pub(super) sources: SourceTexts,
    pub(super) findings: Vec<Finding>,
    pub(super) unreadable: Vec<Diagnostic>,
    /// The texts that may have comments which silence a finding.
    pub(super) commented: Vec<usize>,
}

/// Audits what a cluster applies, with the configs that are for it.
pub(super) fn audited(
    files: &Files,
    applied: &Applied,
    configs: &[&ClusterConfig],
    builder: Option<&Builder>,
) -> ClusterAudit {
    let built = BuiltCluster::of(files, applied, builder);
    let mut texts = FileTexts::of(files);
    let mut unreadable: Vec<Diagnostic> = built.faults.iter().map(|f| texts.fault(f)).collect();
    let mut findings = not_built(applied, &mut texts);
    let not_built = findings.len();
    let commented = commented(applied, &mut texts);
    let accounts = accounts(configs);
    let read = built.read(&accounts);
    for (text, error) in &read.unread {
        let ClusterText { file, text, .. } = &built.texts[*text];
        let source = texts.sources.number(file.display().to_string(), || Arc::clone(text));
        unreadable.push(self::unreadable(error).source(source));
    }
    if built.texts.is_empty() && applied.stages.iter().all(|stage| stage.content.is_known()) {
        let message = format!("{} holds no manifests", built.name);
        unreadable.push(Diagnostic::new(code::NOT_LOOKED_AT, message).source(usize::MAX));
    }
    let objects = read.objects();
    let undecrypted = built.texts.iter().enumerate().filter(|(_, text)| !text.is_decrypted);
    let undecrypted = undecrypted.map(|(source, _)| source).collect();
    let cluster = Cluster::read(&objects, built.extent(&read), None, &accounts);
    let variables = built.texts.iter().enumerate();
    let variables = variables.filter_map(|(n, text)| Some((n, text.variables.clone()?))).collect();
    let made = (0..built.texts.len()).filter(|text| built.texts[*text].is_made()).collect();
    let cluster = cluster.undecrypted(undecrypted).with_texts(variables, made);
    let mut places = Places::of(applied, &built.texts, &objects);
    let mut found = audit::audit(&cluster);
    if !cluster.consumptions.is_empty() {
        found.extend(built.unmade.iter().map(not_seen).map(Finding::from));
    }
    for mut finding in found {
        places.bring_home(&mut finding.diagnostic, &mut texts);
        findings.push(finding);
    }
    for (mut diagnostic, file) in dropped(configs, &objects) {
        places.bring_home(&mut diagnostic, &mut texts);
        let source = texts.number(&file);
        let config = Location { source, span: Some(0..0), ..Location::default() };
        findings.push(diagnostic.related("the config", config).into());
    }
    let of_outputs = configs.iter().filter_map(|config| {
        let place = Place { file: config.file.clone(), path: Default::default(), span: 0..0 };
        Some((config.of_output()?, place))
    });
    for (diagnostic, place) in audit::audit_repository(applied).into_iter().chain(of_outputs) {
        findings.push(texts.at(diagnostic, Some(&place)).into());
    }
    let cluster = AuditedCluster {
        path: Some(built.name.clone()),
        version: cluster.version,
        controllers: cluster.running.iter().map(|r| r.controller.name()).collect(),
        objects: read.count,
        not_followed: applied.not_followed.clone(),
        not_built,
    };
    ClusterAudit { cluster, sources: texts.sources, findings, unreadable, commented }
}

/// What is said of a FluxInstance whose controllers are not known.
fn not_seen(unmade: &Unmade) -> Diagnostic {
    let Unmade { instance, reason, .. } = unmade;
    let message = "the controllers that the flux-operator makes of this are not looked at";
    let location = Location {
        source: instance.text,
        span: Some(instance.span.clone()),
        resource: Some(instance.name.clone()),
        ..Location::default()
    };
    let help = format!("its patches are not built here: {reason}");
    Diagnostic::new(code::CONTROLLERS_NOT_SEEN, message).help(help).at(location)
}

/// What is said of the folders that need what is elsewhere.
fn not_built(applied: &Applied, texts: &mut FileTexts<'_>) -> Vec<Finding> {
    let elsewhere = applied.stages_with_flux().filter_map(|stage| match &stage.content {
        Content::Elsewhere(reason) => Some((shown(&stage.folder), reason)),
        _ => None,
    });
    let told = elsewhere.map(|(folder, reason)| {
        let message = format!("{folder} is not built here: {}", reason.reason);
        let diagnostic = Diagnostic::new(code::NOT_BUILT_HERE, message);
        texts.at(diagnostic, reason.place.as_ref()).into()
    });
    told.collect()
}

/// The files that may have comments which silence a finding.
fn commented(applied: &Applied, texts: &mut FileTexts<'_>) -> Vec<usize> {
    let files = applied.stages_with_flux().flat_map(|stage| {
        let files = stage.reach.files.keys();
        files.filter_map(|file| Some((file, stage.reach.text(file)?)))
    });
    let commented = files.filter(|(_, text)| Ignores::may_have(text));
    let numbers = commented
        .map(|(file, text)| texts.sources.number(file.display().to_string(), || Arc::from(text)));
    numbers.collect()
}
