//! `spec.output`: where the command `sync` keeps what a config comes to.

use std::path::Path as FilePath;

use crate::diagnostic::code;
use crate::yaml::Path;

use super::report::Report;
use super::spec::OutputSpec;

/// Where the output of a config goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What it is.
    pub form: OutputForm,
    /// The file or the folder, relative to the config.
    pub path: String,
    /// The manifests that are patched, relative to the config; none if they are to be found.
    pub manifests: Option<Vec<String>>,
}

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputForm {
    /// The folder of a kustomize Component.
    Component,
    /// Entries in a kustomization.yaml.
    Kustomization,
    /// The fields of a FluxInstance.
    FluxInstance,
    /// Values of the flux2 chart.
    HelmValues,
    /// Values of the flux-operator's chart flux-instance.
    FluxInstanceValues,
}

/// The output that a spec names. What stands there and is not a path beside the config is reported.
pub(super) fn check(spec: Option<&OutputSpec>, report: &mut Report<'_, '_>) -> Option<Output> {
    let at = Path::keys(["spec", "output"]);
    let spec = spec?;
    let forms = [
        ("component", &spec.component, OutputForm::Component),
        ("kustomization", &spec.kustomization, OutputForm::Kustomization),
        ("fluxInstance", &spec.flux_instance, OutputForm::FluxInstance),
        ("helmValues", &spec.helm_values, OutputForm::HelmValues),
        ("fluxInstanceValues", &spec.flux_instance_values, OutputForm::FluxInstanceValues),
    ];
    let names = forms.map(|(name, ..)| name).join(", ");
    let named: Vec<_> = forms
        .into_iter()
        .filter_map(|(name, path, form)| Some((name, path.clone()?, form)))
        .collect();
    for (index, manifest) in spec.manifests.iter().flatten().enumerate() {
        check_path(manifest, &at.key("manifests").index(index), report);
    }
    match named.as_slice() {
        [(name, path, form)] => {
            check_path(path, &at.key(name), report);
            Some(Output { form: *form, path: path.clone(), manifests: spec.manifests.clone() })
        }
        // What is misspelt or of another type was to be one of them.
        [] if report.is_reported(&at) => None,
        [] => {
            let message = "output names no place";
            report.say(code::OUTPUT_PLACE, &at, message, format!("write one of {names}"));
            None
        }
        [(first, ..), (second, ..), ..] => {
            let message = format!("output names two places, {first} and {second}");
            let help = format!("keep one; of an inherited one, write `{first}: null`");
            report.say(code::OUTPUT_PLACE, &at.key(second), message, help);
            None
        }
    }
}

fn check_path(path: &str, at: &Path, report: &mut Report<'_, '_>) {
    if path.is_empty() || path.starts_with(['/', '\\']) || FilePath::new(path).is_absolute() {
        let message = format!("{path:?} is not a relative path");
        report.say(code::OUTPUT_PLACE, at, message, "write it relative to the config's file");
    }
}
