//! The patches of a FluxInstance, which come last in what the operator builds. They are built over
//! the manifests that are given, and over a skeleton of those that are not.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::group;
use crate::krm::{Documents, Object, Outline};
use crate::patch::Mark;
use crate::repository::{
    Build, Builder, CommonMetadata, FILE_NAMES, Files, NotBuilt, Reach, Root, Sync,
};
use crate::resolve::{components, instances};
use crate::run::pipeline::Request;
use crate::yaml::{self, Node, Step};

use super::gap::{Gaps, asked, gaps_of};
use super::given::Given;
use super::no_builder;
use super::skeleton::skeleton;
use super::winner::winners;

/// Where a FluxInstance has its patches.
const PATCHES: [&str; 3] = ["spec", "kustomize", "patches"];

/// What the patches of the FluxInstances in a text come to, which is the source of this number, over
/// the controllers in `manifests`. `builder` is asked for only where patches stand that this program
/// did not write.
///
/// # Errors
/// A temporary folder that can't be made.
pub(crate) fn flux_instances(
    config: &Node<'_>,
    text: &str,
    source: usize,
    manifests: &[&str],
    builder: Option<&Builder>,
) -> io::Result<Vec<Diagnostic>> {
    let mut documents = Documents::open(text, source);
    let Ok(request) = Request::read(Some(config)) else { return Ok(Vec::new()) };
    if documents.read(is_instance).is_err() {
        return Ok(Vec::new());
    }
    let objects = documents.objects();
    let given = Given::read(manifests, &request.plan.namespace);
    let mut diagnostics = Vec::new();
    for index in instances(&objects, &request.plan.namespace) {
        let instance = &objects[index];
        if !has_others(instance) {
            continue;
        }
        match builder {
            Some(builder) => diagnostics.extend(check(config, instance, &given, builder)?),
            None => {
                let place = instance.field_location(&yaml::Path::keys(PATCHES));
                let unchecked = "whether patches by hand win over those of the config";
                diagnostics.push(no_builder(unchecked).at(place));
            }
        }
    }
    Ok(diagnostics)
}

/// Builds the patches of one FluxInstance.
fn check(
    config: &Node<'_>,
    instance: &Object<'_, '_>,
    given: &Given,
    builder: &Builder,
) -> io::Result<Vec<Diagnostic>> {
    let path = yaml::Path::keys(PATCHES);
    let at = |step: Option<&Step>| {
        let path = step.map_or(path.clone(), |step| path.step(step.clone()));
        instance.field_location(&path)
    };
    let not_built = |reason: &str, location: Location| {
        let message = format!("the patches of the FluxInstance are not built: {reason}");
        let help = match given.text.is_empty() {
            true => {
                "name the manifests of the controllers too, which may have what a patch needs, or \
                 leave the build out with --no-build"
            }
            false => "what the operator builds may differ; leave the build out with --no-build",
        };
        Diagnostic::new(code::NOT_BUILT, message).help(help).at(location)
    };
    let Some(skeleton) = Skeleton::of(instance, given, None)? else {
        return Ok(vec![not_built(NOT_FOLLOWED, at(None))]);
    };
    let build = &skeleton.build;
    let built = match builder.build(&build.reach) {
        Ok(built) => built,
        Err(NotBuilt { place, reason, .. }) => {
            let step = place.and_then(|place| place.path.0.into_iter().nth(1));
            return Ok(vec![not_built(&reason, at(step.as_ref()))]);
        }
    };
    let asked = |build: &Build, built: &str| of_patches(config, &build.finished(built));
    let found = match asked(build, &built) {
        Ok(found) => found,
        Err(unreadable) => return Ok(vec![not_built(&unreadable.reason, at(None))]),
    };
    let winners = winners(builder, build, Path::new(""), &found.gaps, &asked);
    let told = found.gaps.iter().zip(winners).map(|(gap, winner)| {
        let told = gap.told("the FluxInstance");
        match winner.as_ref().and_then(|place| place.path.0.get(1)) {
            Some(step) => told
                .related("this patch comes later, and wins", at(Some(step)))
                .help("remove it there, or make the config ask for the same"),
            None => told,
        }
    });
    Ok(told.collect())
}

/// What the FluxInstances of a build lack, in themselves and in what their patches come to. Those
/// of `names` have to be there: the operator takes an instance of its own name only.
pub(super) fn of_build(
    config: &Node<'_>,
    names: &[String],
    given: &Given,
    builder: &Builder,
    build: &Build,
    built: &str,
) -> Result<Gaps, NotBuilt> {
    let built = build.finished(built);
    let (request, config) = match asked(config, build) {
        Ok(asked) => asked,
        Err(wrong) => return Ok(wrong),
    };
    let namespace = request.plan.namespace.clone();
    let mut found = gaps_of(request, &config, &built)?;
    let mut documents = Documents::open(&built, 0);
    // Whether it can be read was seen just now.
    let _ = documents.read(is_instance);
    let objects = documents.objects();
    let instances: Vec<&Object<'_, '_>> =
        instances(&objects, &namespace).into_iter().map(|index| &objects[index]).collect();
    for name in names.iter().filter(|name| !instances.iter().any(|i| i.name() == *name)) {
        let message = format!("no FluxInstance in namespace {namespace:?} is called {name:?}");
        found.gaps.extend(Gaps::of([Diagnostic::new(code::OTHER_IN_BUILD, message)]).gaps);
    }
    for instance in instances.into_iter().filter(|instance| has_others(instance)) {
        let unmade = |error: io::Error| NotBuilt::because(error.to_string());
        let skeleton = Skeleton::of(instance, given, None).map_err(unmade)?;
        let skeleton = skeleton.ok_or_else(|| NotBuilt::because(NOT_FOLLOWED))?;
        let patched = builder.build(&skeleton.build.reach);
        let patched = patched.map_err(|NotBuilt { reason, .. }| NotBuilt::because(reason))?;
        found.gaps.extend(of_patches(&config, &skeleton.build.finished(&patched))?.gaps);
    }
    Ok(found)
}

/// The names of the FluxInstances in a text.
pub(super) fn names(text: &str) -> Vec<String> {
    let mut documents = Documents::open(text, 0);
    let is_read = documents.read(is_instance).is_ok();
    let objects = if is_read { documents.objects() } else { Vec::new() };
    objects.iter().filter(|o| o.kind() == INSTANCE).map(|o| o.name().to_owned()).collect()
}

const INSTANCE: &str = group::FLUX_INSTANCE.1;

/// Whether a document is a FluxInstance.
fn is_instance(document: &Outline<'_>) -> bool {
    document.kind().is_some_and(|(_, kind)| kind == INSTANCE)
}

/// Whether something in a FluxInstance changes controllers that this program did not write.
fn has_others(instance: &Object<'_, '_>) -> bool {
    let patches = instance.node.at(&PATCHES).map(Node::items).unwrap_or_default();
    patches.iter().any(|patch| Mark::of(patch).is_none())
        || !CommonMetadata::read(instance.node).is_empty()
}

/// The controllers of a FluxInstance, as its patches make them, in its namespace.
///
/// # Errors
/// A temporary folder that can't be made.
pub(crate) fn patched_controllers(
    instance: &Object<'_, '_>,
    builder: &Builder,
) -> io::Result<Result<Arc<str>, NotBuilt>> {
    Ok(match Skeleton::of(instance, &Given::default(), instance.namespace())? {
        Some(Skeleton { build, .. }) => {
            builder.build(&build.reach).map(|built| Arc::from(build.finished(&built)))
        }
        None => Err(NotBuilt::because(NOT_FOLLOWED)),
    })
}

const NOT_FOLLOWED: &str = "an alias or a tag is not followed";

/// The patches of a FluxInstance over what is given of the objects that they patch, and a skeleton
/// of the others.
struct Skeleton {
    build: Build,
    /// No file is there: all of it is planned.
    _empty: tempfile::TempDir,
}

impl Skeleton {
    /// None if the patches have something that is not followed. The objects come into the namespace
    /// behind the patches.
    fn of(
        instance: &Object<'_, '_>,
        given: &Given,
        namespace: Option<&str>,
    ) -> io::Result<Option<Skeleton>> {
        let mut text = String::from("resources: [skeleton.yaml]\n");
        text.extend(namespace.map(|namespace| format!("namespace: {namespace:?}\n")));
        if let Some(patches) = instance.node.at(&PATCHES) {
            let Some(patches) = yaml::json(patches) else { return Ok(None) };
            text.push_str("patches: ");
            text.push_str(&patches);
        }
        let empty = tempfile::tempdir()?;
        let controllers = components(instance.node.get("spec"));
        let resources = skeleton(&controllers, |kind, name| given.has(kind, name)) + &given.text;
        let files = Files::new(Root::of(empty.path())?)
            .with(PathBuf::from(FILE_NAMES[0]), Some(&(text + "\n")))
            .with(PathBuf::from("skeleton.yaml"), Some(&resources));
        let mut sync = Sync::named(PathBuf::new());
        sync.by.common_metadata = CommonMetadata::read(instance.node);
        let build = Build { reach: Reach::of(&files, &sync.folder), files, sync };
        Ok(Some(Skeleton { build, _empty: empty }))
    }
}

/// What a build lacks of what is asked of patches: the rest is asked of other fields of the
/// FluxInstance, and of objects beside it.
fn of_patches(config: &Node<'_>, built: &str) -> Result<Gaps, NotBuilt> {
    let Ok(mut request) = Request::read(Some(config)) else { return Ok(Gaps::default()) };
    request.plan.object_identity = None;
    request.plan.tenants.clear();
    let mut gaps = gaps_of(request, config, built)?;
    gaps.gaps.retain(|gap| !gap.is_addition());
    Ok(gaps)
}
