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
mod helm_release;
mod kept_out;
mod skeleton;
mod winner;

use std::io;
use std::path::{Path, PathBuf};

use crate::audit::audit_artifact;
use crate::diagnostic::{Diagnostic, Location, Severity, code};
use crate::flux::{COMPONENTS_FILE, group};
use crate::render::Format;
use crate::repository::{Applied, Build, Builder, NO_PROGRAM, NotBuilt, Place, Survey};
use crate::run::bootstrap::{is_blank, is_bootstrapped};
use crate::run::is_without_identity;
use crate::run::pipeline::Request;
use crate::yaml::Node;

use applied_config::applied_configs;
use gap::{Gaps, asked, gaps_of};
use given::Given;
use helm_release::Wanted;
use kept_out::kept_out_of_file;

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
    /// Whether a build is needed, and no program is there to make it.
    pub(crate) lacks_builder: bool,
}

/// What the text of a build lacks, as kustomize prints it.
type Asked<'a> = dyn Fn(&Build, &str) -> Result<Gaps, NotBuilt> + 'a;

/// Builds everything that the kustomization in a folder is a part of, and holds it against a config.
/// What was `said` of the manifests is not said again of the builds.
///
/// # Errors
/// A folder that can't be read.
pub(crate) fn effective(
    config: &Node<'_>,
    survey: &Survey,
    builder: Option<&Builder>,
    folder: &Path,
    said: &[Diagnostic],
) -> io::Result<Effective> {
    let mut effective = Effective { lacks_builder: builder.is_none(), ..Effective::default() };
    let Some(builder) = builder else { return Ok(effective) };
    let asked = |build: &Build, built: &str| of_build(config, build, built);
    for build in survey.builds(folder)? {
        effective.check_next(builder, build, folder, said, &asked)?;
    }
    for build in survey.unreaching(folder)? {
        effective.check_artifact(&build);
    }
    Ok(effective)
}

/// What the FluxInstances of a file come to over the manifests of the controllers: as they stand
/// there, and as kustomizations that list the file make them. Without a builder only what needs no
/// build is looked at.
///
/// # Errors
/// A folder that can't be read.
pub(crate) fn effective_instances(
    config: &Node<'_>,
    survey: &Survey,
    builder: Option<&Builder>,
    file: &Path,
    manifests: &[&str],
    said: &[Diagnostic],
) -> io::Result<Effective> {
    let text = survey.files().text(file).unwrap_or_default();
    let mut found = flux_instances(config, &text, 0, manifests, builder)?;
    found.extend(kept_out_of_file(&text, |object| object.kind() == group::FLUX_INSTANCE.1));
    let names = flux_instance::names(&text);
    let mut effective = Effective::of_file(file.to_owned(), text, found);
    let Ok(request) = Request::read(Some(config)) else { return Ok(effective) };
    let given = Given::read(manifests, &request.plan.namespace);
    effective.check_file(config, survey, builder, file, said, &|builder, build, built| {
        flux_instance::of_build(config, &names, &given, builder, build, built)
    })?;
    Ok(effective)
}

/// What the HelmRelease in a file comes to as kustomizations that list the file make it. `format` is
/// that of its chart's values, and `manifests` are what the chart renders.
///
/// # Errors
/// A folder that can't be read.
pub(crate) fn effective_release(
    config: &Node<'_>,
    survey: &Survey,
    builder: Option<&Builder>,
    file: &Path,
    (format, manifests): (Format, &[&str]),
    said: &[Diagnostic],
) -> io::Result<Effective> {
    let text = survey.files().text(file).unwrap_or_default();
    let Some(release) = Wanted::of(&text, format, manifests) else {
        return Ok(Effective::default());
    };
    let mut found = release.overridden(config, &text);
    found.extend(kept_out_of_file(&text, |object| release.is(object)));
    let mut effective = Effective::of_file(file.to_owned(), text, found);
    effective.check_file(config, survey, builder, file, said, &|_, build, built| {
        release.of_build(config, build, built)
    })?;
    Ok(effective)
}

/// That no program is there to build with, so that something is not checked.
pub(crate) fn no_builder(unchecked: &str) -> Diagnostic {
    Diagnostic::new(code::NO_BUILDER, format!("{NO_PROGRAM}: {unchecked} is not checked"))
        .help("install one of them, or leave the build out with --no-build")
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
    /// What was found in a file.
    pub(crate) fn of_file(file: PathBuf, text: String, found: Vec<Diagnostic>) -> Effective {
        let differs = |diagnostic: &Diagnostic| diagnostic.code == code::OTHER_IN_BUILD;
        Effective {
            differs: found.iter().any(differs),
            is_unbuilt: !found.iter().all(differs),
            diagnostics: found,
            sources: vec![(file, text)],
            ..Effective::default()
        }
    }

    /// Checks what is built of a file of objects, where that may be something else than what stands
    /// in it. With a fault in the file itself there is no need to.
    fn check_file(
        &mut self,
        config: &Node<'_>,
        survey: &Survey,
        builder: Option<&Builder>,
        file: &Path,
        said: &[Diagnostic],
        asked: &dyn Fn(&Builder, &Build, &str) -> Result<Gaps, NotBuilt>,
    ) -> io::Result<()> {
        if self.differs || self.is_unbuilt {
            return Ok(());
        }
        for build in survey.builds_of(file)? {
            if build.is_plain() {
                self.check_values(config, &build);
                continue;
            }
            let Some(builder) = builder else {
                self.lacks_builder = true;
                return Ok(());
            };
            let asked = |build: &Build, built: &str| asked(builder, build, built);
            // Nothing of ours is in a kustomization.
            self.check_next(builder, build, file, said, &asked)?;
        }
        Ok(())
    }

    /// Checks that Flux has a value for what a config leaves to it, where the rest is applied as it
    /// stands in its file.
    fn check_values(&mut self, config: &Node<'_>, build: &Build) {
        if let Err(wrong) = asked(config, build) {
            let top = shown(&build.sync.folder);
            self.differs = true;
            self.diagnostics.extend(wrong.gaps.iter().map(|gap| gap.told(&top)));
        }
    }

    /// Checks a build, or the one that follows it.
    fn check_next(
        &mut self,
        builder: &Builder,
        build: Build,
        own: &Path,
        said: &[Diagnostic],
        asked: &Asked<'_>,
    ) -> io::Result<()> {
        let build = before_bootstrap(&build).unwrap_or(build);
        let built = builder.build(&build.reach);
        // What can't be built is told by the check.
        let next = built.ok().map(|text| build.next(&text)).transpose()?.flatten();
        self.check(builder, &next.unwrap_or(build), own, said, asked);
        Ok(())
    }

    fn check(
        &mut self,
        builder: &Builder,
        build: &Build,
        own: &Path,
        said: &[Diagnostic],
        asked: &Asked<'_>,
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
        self.check_artifact(build);
        let applied = applied_configs(&text, &top);
        self.differs |= !applied.is_empty();
        self.diagnostics.extend(applied);
        let Gaps { gaps, warnings } = match asked(build, &text) {
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
        self.is_unbuilt |= warnings.iter().any(|told| told.code == code::VALUES_OVERRIDDEN);
        self.differs |= warnings.iter().any(is_without_identity);
        self.diagnostics.extend(warnings.into_iter().filter(|warning| !is_said(warning)));
        let winners = winner::winners(builder, build, own, &gaps, asked);
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

    /// Says what keeps a build from reaching the cluster that applies it.
    fn check_artifact(&mut self, build: &Build) {
        if build.sync.file.is_none() {
            return;
        }
        // Of what can't be followed it is not known what it reaches.
        if let Some(not_built) = build.reach.not_built.first() {
            return self.not_built(build, &shown(&build.sync.folder), not_built);
        }
        for (diagnostic, place) in audit_artifact(&Applied::of_build(build)) {
            self.differs = true;
            let location = self.location(build, &place);
            self.diagnostics.push(diagnostic.severity(Severity::Error).at(location));
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
            source: index,
            span: Some(place.span.clone()),
            path: Some(place.path.clone()).filter(|path| !path.0.is_empty()),
            ..Location::default()
        }
    }

    /// Makes errors of what a check could not find out.
    pub(crate) fn deny_unbuilt(&mut self) {
        let unknown = [code::NOT_BUILT, code::NO_BUILDER, code::VALUES_OVERRIDDEN];
        let unbuilt = self.diagnostics.iter_mut().filter(|d| unknown.contains(&d.code));
        unbuilt.for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }
}

/// What a build lacks of a config, as Flux applies it.
fn of_build(config: &Node<'_>, build: &Build, built: &str) -> Result<Gaps, NotBuilt> {
    match asked(config, build) {
        Ok((request, config)) => gaps_of(request, &config, &build.finished(built)),
        Err(wrong) => Ok(wrong),
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
