//! The effective check: what kustomize builds has to carry what a config asks. What was written is
//! not what counts: a later patch, a parent, or a field that kustomize reads after patches may win
//! over it.
//!
//! A build carries what the config asks if and only if applying the config to it changes nothing and
//! meets no error.

mod applied_config;
mod entry;
mod flux_instance;
mod gap;
mod given;
mod skeleton;
mod winner;

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Location, Severity, code};
use crate::flux::COMPONENTS_FILE;
use crate::repository::{Build, Builder, NotBuilt, Place, Survey};
use crate::run::bootstrap::{is_blank, is_bootstrapped};
use crate::run::pipeline::Request;
use crate::yaml::Node;

use applied_config::applied_configs;
use gap::{Gaps, gaps_of};

pub(crate) use flux_instance::{flux_instances, patched_controllers};

/// What the check comes to.
#[derive(Debug, Default)]
pub(crate) struct Effective {
    /// What there is to say. Sources follow those that were there before.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics count in, by their paths relative to the repository's root.
    pub(crate) sources: Vec<(PathBuf, String)>,
    /// The folders whose build was made, relative to the root.
    pub(crate) built: Vec<PathBuf>,
    /// Whether a build could not be made.
    pub(crate) is_unbuilt: bool,
    /// Whether a build does not carry what the config asks.
    pub(crate) differs: bool,
    first_source: usize,
}

/// Builds everything that the kustomization in a folder is a part of, and holds it against a config.
/// What was `said` of the manifests is not said again of the builds. The diagnostics count sources
/// from `first_source`.
///
/// # Errors
/// A folder that can't be read.
pub(crate) fn effective(
    config: &Node<'_>,
    survey: &Survey,
    builder: &Builder,
    folder: &Path,
    said: &[Diagnostic],
    first_source: usize,
) -> io::Result<Effective> {
    let mut effective = Effective { first_source, ..Effective::default() };
    for build in survey.builds(folder)? {
        let build = before_bootstrap(&build).unwrap_or(build);
        let built = builder.build(&build.reach);
        // What can't be built is told by the check.
        let next = built.ok().map(|text| build.next(&text)).transpose()?.flatten();
        let build = next.unwrap_or(build);
        effective.check(config, builder, &build, folder, said);
    }
    Ok(effective)
}

/// The build with empty files for those that `flux bootstrap` will make; none if they are there.
fn before_bootstrap(build: &Build) -> Option<Build> {
    let reach = &build.reach;
    let bootstrapped = reach.kustomizations.iter().flat_map(|kustomization| {
        let named = kustomization.named.iter().map(|named| Path::new(&named.text));
        named.filter(|named| is_bootstrapped(named)).map(|named| kustomization.folder.join(named))
    });
    let root = build.files.root();
    let bootstrapped = bootstrapped.filter_map(|file| root.relative(&root.path().join(file)));
    let (there, absent): (Vec<PathBuf>, Vec<PathBuf>) =
        bootstrapped.partition(|file| build.files.has(file));
    // The bootstrap makes both: where one is there, the other is missing.
    let is_made = |file: &PathBuf| build.files.text(file).is_some_and(|text| !is_blank(&text));
    if absent.is_empty() || there.iter().any(is_made) {
        return None;
    }
    let files = build.files.clone();
    Some(build.of(absent.into_iter().fold(files, |files, file| files.with(file, Some("")))))
}

impl Effective {
    /// What the patches of the FluxInstances in a file come to.
    pub(crate) fn of_instances(file: PathBuf, text: String, found: Vec<Diagnostic>) -> Effective {
        let differs = |diagnostic: &Diagnostic| diagnostic.code == code::OTHER_IN_BUILD;
        Effective {
            differs: found.iter().any(differs),
            is_unbuilt: !found.iter().all(differs),
            diagnostics: found,
            sources: vec![(file, text)],
            ..Effective::default()
        }
    }

    fn check(
        &mut self,
        config: &Node<'_>,
        builder: &Builder,
        build: &Build,
        folder: &Path,
        said: &[Diagnostic],
    ) {
        let top = shown(&build.sync.folder);
        let text = match builder.build(&build.reach) {
            Ok(text) => text,
            Err(_) if !build.reach.not_built.is_empty() => {
                for not_built in &build.reach.not_built {
                    self.not_built(build, &top, not_built);
                }
                return;
            }
            Err(not_built) => return self.not_built(build, &top, &not_built),
        };
        self.built.push(build.sync.folder.clone());
        let applied = applied_configs(&text, &top);
        self.differs |= !applied.is_empty();
        self.diagnostics.extend(applied);
        let Gaps { gaps, warnings } = match of_build(config, &text) {
            Ok(gaps) => gaps,
            Err(unreadable) => return self.not_built(build, &top, &unreadable),
        };
        if !gaps.is_empty() && is_before_bootstrap(build, &text) {
            let message = format!(
                "the build of {top} is still empty: flux bootstrap fills {COMPONENTS_FILE}"
            );
            self.diagnostics.push(Diagnostic::new(code::BUILD_EMPTY, message));
            return;
        }
        let is_said =
            |warning: &Diagnostic| said.iter().any(|said| said.message == warning.message);
        self.diagnostics.extend(warnings.into_iter().filter(|warning| !is_said(warning)));
        let winners = winner::winners(builder, build, folder, &gaps, |text| of_build(config, text));
        for (gap, winner) in gaps.iter().zip(winners) {
            self.differs = true;
            let mut diagnostic = gap.told(&top);
            if let Some(place) = winner {
                let location = self.location(build, &place);
                diagnostic = diagnostic
                    .related("this comes later, and wins", location)
                    .help("remove it there, or make the config ask for the same");
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn not_built(&mut self, build: &Build, top: &str, not_built: &NotBuilt) {
        self.is_unbuilt = true;
        let message = format!("{top} is not built: {}", not_built.reason);
        let mut diagnostic = Diagnostic::new(code::NOT_BUILT, message)
            .help("correct what it says, or leave the build out with --no-build");
        if let Some(place) = &not_built.place {
            diagnostic = diagnostic.at(self.location(build, place));
        }
        self.diagnostics.push(diagnostic);
    }

    /// A place as diagnostics have it.
    fn location(&mut self, build: &Build, place: &Place) -> Location {
        let place = build.place(place);
        let known = self.sources.iter().position(|(file, _)| *file == place.file);
        let index = known.unwrap_or_else(|| {
            let text = build.files.text(&place.file).unwrap_or_default();
            self.sources.push((place.file.clone(), text));
            self.sources.len() - 1
        });
        Location {
            source: self.first_source + index,
            span: Some(place.span.clone()),
            path: Some(place.path.clone()).filter(|path| !path.0.is_empty()),
            ..Location::default()
        }
    }

    /// Makes errors of what a check could not find out.
    pub(crate) fn deny_unbuilt(&mut self) {
        let unbuilt = self.diagnostics.iter_mut().filter(|d| d.code == code::NOT_BUILT);
        unbuilt.for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }
}

/// What a build lacks of a config.
fn of_build(config: &Node<'_>, built: &str) -> Result<Gaps, NotBuilt> {
    match Request::read(Some(config)) {
        Ok(request) => gaps_of(request, config, built),
        // A config with errors asks for nothing.
        Err(_) => Ok(Gaps::default()),
    }
}

/// Whether the file that `flux bootstrap` fills holds nothing yet, and nothing else brings a
/// controller.
fn is_before_bootstrap(build: &Build, text: &str) -> bool {
    let mut files = build.reach.files.iter();
    let is_it = |file: &Path| file.file_name().is_some_and(|name| name == COMPONENTS_FILE);
    files.any(|(file, bytes)| is_it(file) && str::from_utf8(bytes).is_ok_and(is_blank))
        && !text.lines().any(|line| line == "kind: Deployment")
}

/// A folder as messages call it.
fn shown(folder: &Path) -> String {
    match folder.as_os_str().is_empty() {
        true => "the repository's root".to_owned(),
        false => folder.display().to_string(),
    }
}
