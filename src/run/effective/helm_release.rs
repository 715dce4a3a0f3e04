//! A HelmRelease whose values are kept in it, as it stands in a build, and what it takes from
//! elsewhere besides its values.
//!
//! Source for what wins: fluxcd/pkg `chartutil/values.go`, `ChartValuesFromReferences`: spec.values
//! win over spec.valuesFrom, but for a reference with a targetPath.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::group;
use crate::krm::{Documents, Object};
use crate::plan::{Plan, Purpose};
use crate::render::{Format, Values, is_release, manage_values};
use crate::repository::{Build, CommonMetadata, NotBuilt};
use crate::run::patches::{Destination, Output, manifests, render};
use crate::run::pipeline::Request;
use crate::yaml::{self, Node, Value};

use super::gap::{Gaps, asked};
use super::kept_out;

/// What a HelmRelease is to have.
pub(super) struct Wanted<'w> {
    format: Format,
    /// What the chart renders.
    manifests: &'w [&'w str],
    name: String,
    namespace: Option<String>,
}

impl<'w> Wanted<'w> {
    /// Of the release in a text; none if it has none of the format's chart.
    pub(super) fn of(text: &str, format: Format, manifests: &'w [&'w str]) -> Option<Wanted<'w>> {
        with_releases(text, format, |releases| {
            let release = releases.first()?;
            let namespace = release.namespace().map(str::to_owned);
            Some(Wanted { format, manifests, name: release.name().to_owned(), namespace })
        })
    }

    /// Whether an object of its file is it.
    pub(super) fn is(&self, object: &Object<'_, '_>) -> bool {
        object.kind() == "HelmRelease" && object.name() == self.name
    }

    /// What a build lacks.
    pub(super) fn of_build(
        &self,
        config: &Node<'_>,
        build: &Build,
        built: &str,
    ) -> Result<Gaps, NotBuilt> {
        let built = build.finished(built);
        let (request, config) = match asked(config, build) {
            Ok(asked) => asked,
            Err(wrong) => return Ok(wrong),
        };
        let (plan, values) = match self.values(request, &config) {
            Ok(values) => values,
            Err(wrong) => return Ok(Gaps::of(wrong)),
        };
        with_releases(&built, self.format, |releases| {
            let found = self.found(releases);
            if found.is_empty() {
                let message = format!("it has no HelmRelease {}", self.name);
                return Ok(Gaps::of([Diagnostic::new(code::OTHER_IN_BUILD, message)]));
            }
            let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
            let mut all = Gaps::default();
            for release in found {
                let text = &built[release.node.span.clone()];
                let done = manage_values(text, &plan, &values, Purpose::Tell, 0);
                let errors = done.diagnostics.into_iter().filter(is_error);
                let found = errors.chain(done.changes).map(|mut diagnostic| {
                    diagnostic.location.resource = release.location().resource;
                    diagnostic
                });
                all.gaps.extend(Gaps::of(found.chain(kept_out::fault(release))).gaps);
                all.warnings.extend(overridden(release, &values).into_iter().map(|mut told| {
                    told.location.span = None;
                    told
                }));
            }
            Ok(all)
        })
    }

    /// The release among those of a build: of its name and namespace, or else of its name, or else
    /// of a name with a prefix or a suffix.
    fn found<'o, 't, 'a>(&self, releases: &'o [Object<'t, 'a>]) -> Vec<&'o Object<'t, 'a>> {
        let is_same = |o: &&Object<'_, '_>| o.name() == self.name;
        let is_here = |o: &&Object<'_, '_>| o.namespace() == self.namespace.as_deref();
        let is_longer = |o: &&Object<'_, '_>| o.name().contains(&self.name);
        let exact: Vec<_> = releases.iter().filter(|o| is_same(o) && is_here(o)).collect();
        let named: Vec<_> = releases.iter().filter(is_same).collect();
        let longer: Vec<_> = releases.iter().filter(is_longer).collect();
        [exact, named, longer].into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The values that a config comes to.
    fn values(
        &self,
        mut request: Request,
        config: &Node<'_>,
    ) -> Result<(Plan, Values), Vec<Diagnostic>> {
        let to = Destination::Kept { namespace: None };
        // What can't be read was told when the file was compared.
        let Ok(manifests) = manifests(&request, self.manifests, to) else { return Err(Vec::new()) };
        match render(&mut request, config, &manifests, self.format, to)?.output {
            Output::Values(values) => Ok((request.plan, values)),
            Output::Text(_) | Output::Kustomize(_) => Err(Vec::new()),
        }
    }

    /// What stands in the file beside its values and may win over them.
    pub(super) fn overridden(&self, config: &Node<'_>, text: &str) -> Vec<Diagnostic> {
        let Ok(request) = Request::read(Some(config)) else { return Vec::new() };
        let Ok((_, values)) = self.values(request, config) else { return Vec::new() };
        with_releases(text, self.format, |releases| {
            releases.iter().flat_map(|release| overridden(release, &values)).collect()
        })
    }
}

/// Shows the HelmReleases of a format's chart in a text.
fn with_releases<T>(text: &str, format: Format, look: impl FnOnce(&[Object<'_, '_>]) -> T) -> T {
    let mut documents = Documents::open(text, 0);
    let is_read = documents.read(|document| document.may_contain(group::HELM)).is_ok();
    let objects = if is_read { documents.objects() } else { Vec::new() };
    let is_it = |o: &Object<'_, '_>| format.chart().is_some_and(|chart| is_release(o.node, chart));
    look(&objects.into_iter().filter(is_it).collect::<Vec<_>>())
}

/// What a HelmRelease has that may win over its values.
fn overridden(release: &Object<'_, '_>, values: &Values) -> Vec<Diagnostic> {
    let list = |field| release.node.at(&["spec", field]).map(Node::items).unwrap_or_default();
    let at = |field: &str, index: usize| {
        release.field_location(&yaml::Path::keys(["spec", field]).index(index))
    };
    let help = "what it comes to is known in the cluster alone: leave it out, or check what is \
                applied with apply --check, and leave this out with --no-build";
    let told = move |message: String| Diagnostic::new(code::VALUES_OVERRIDDEN, message).help(help);
    let references = list("valuesFrom").iter().enumerate().filter_map(|(index, reference)| {
        let path = reference.get("targetPath").and_then(Node::text)?;
        let message = format!("this sets {path}, whatever spec.values have there");
        meets(&values.wanted, path).then(|| told(message).at(at("valuesFrom", index)))
    });
    let renderers = list("postRenderers").iter().enumerate().filter_map(|(index, renderer)| {
        let patches = ["patches", "patchesStrategicMerge", "patchesJson6902"];
        let patches = patches.iter().filter_map(|key| renderer.at(&["kustomize", key]));
        let has_patches = patches.map(Node::items).any(|patches| !patches.is_empty());
        let message = "these patches come after the values, in what the chart renders";
        has_patches.then(|| told(message.to_owned()).at(at("postRenderers", index)))
    });
    let common = ["labels", "annotations"].into_iter().flat_map(|field| {
        let path = yaml::Path::keys(CommonMetadata::FIELD).key(field);
        let entries = path.find(release.node).map(Node::entries).unwrap_or_default();
        entries.iter().filter_map(move |entry| {
            let (key, value) = (entry.key.text()?, entry.value.text()?);
            let message = format!("this sets {key} on all that the chart renders, over the values");
            let is_other = has_other(&values.wanted, key, value);
            is_other.then(|| told(message).at(release.field_location(&path.key(key))))
        })
    });
    references.chain(renderers).chain(common).collect()
}

/// Whether values have a key with another value, at any depth.
fn has_other(values: &Value, key: &str, value: &str) -> bool {
    let Value::Map(pairs) = values else { return false };
    pairs.iter().any(|(name, inside)| {
        has_other(inside, key, value)
            || name == key && inside.text().is_some_and(|text| text != value)
    })
}

/// Whether a path of Helm, as `--set` takes it, leads to values, into one of them, or above.
fn meets(values: &Value, path: &str) -> bool {
    let keys = path.replace("\\.", "\0");
    let mut keys = keys.split(['.', '[']).map(|key| key.replace('\0', "."));
    let mut value = values;
    keys.all(|key| match value {
        Value::Map(_) => value.get(&key).map(|inside| value = inside).is_some(),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_meets_what_is_above_it_and_below() {
        let annotations = Value::map([("eks.amazonaws.com/role-arn", Value::from("x"))]);
        let wanted = Value::map([("serviceAccount", Value::map([("annotations", annotations)]))]);
        for (path, expected) in [
            ("serviceAccount", true),
            ("serviceAccount.annotations", true),
            (r"serviceAccount.annotations.eks\.amazonaws\.com/role-arn", true),
            (r"serviceAccount.annotations.eks\.amazonaws\.com/role-arn[0]", true),
            ("serviceAccount.annotations.other", false),
            ("serviceAccount.create", false),
            ("other", false),
        ] {
            assert_eq!(meets(&wanted, path), expected, "{path}");
        }
    }
}
