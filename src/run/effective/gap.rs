//! What a build lacks of what a config asks.

use crate::diagnostic::{Diagnostic, Location, ResourceRef, Severity, code};
use crate::krm::InputError;
use crate::plan::Purpose;
use crate::repository::{Build, NotBuilt};
use crate::run::UnreadableText;
use crate::run::apply::applied;
use crate::run::pipeline::Request;
use crate::yaml::Node;

use super::kept_out::kept_out;

/// A difference between a build and a config.
#[derive(Clone, Debug)]
pub(super) struct Gap {
    /// The change that would mend it, or the error that keeps it from being mended.
    diagnostic: Diagnostic,
}

/// What a build comes to.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    pub(super) gaps: Vec<Gap>,
    /// What else there is to say of it.
    pub(super) warnings: Vec<Diagnostic>,
}

impl Gaps {
    /// Of errors and of changes that would mend it.
    pub(super) fn of(diagnostics: impl IntoIterator<Item = Diagnostic>) -> Gaps {
        let gaps = diagnostics.into_iter().map(|diagnostic| Gap { diagnostic }).collect();
        Gaps { gaps, warnings: Vec::new() }
    }
}

impl Gap {
    /// Whether another build has the same difference, with the same value built.
    pub(super) fn is_in(&self, others: &[Gap]) -> bool {
        others.iter().any(|other| other.key() == self.key())
    }

    /// Whether a whole object is lacking.
    pub(super) fn is_addition(&self) -> bool {
        self.diagnostic.code == code::OBJECT_ADDED
    }

    fn key(&self) -> (&str, Option<&ResourceRef>, Option<String>, Option<&str>) {
        let Diagnostic { message, location, change, .. } = &self.diagnostic;
        let change = change.as_ref();
        let message = if change.is_some() { "" } else { message.as_str() };
        let path = change.map(|change| change.path.to_string());
        let built = change.and_then(|change| change.before.as_deref());
        (message, location.resource.as_ref(), path, built)
    }

    /// As it is said of the build of `top`.
    pub(super) fn told(&self, top: &str) -> Diagnostic {
        let Diagnostic { message, location, change, help, .. } = &self.diagnostic;
        // The text of the build is no file of the user's.
        let path =
            change.as_ref().map(|change| change.path.clone()).or_else(|| location.path.clone());
        let place = Location { resource: location.resource.clone(), path, ..Location::default() };
        let message = match change {
            Some(change) => match (&change.before, &change.after) {
                (Some(built), Some(asked)) => {
                    format!("the build of {top} has {built:?}, where the config asks for {asked:?}")
                }
                (None, Some(asked)) => format!("the build of {top} lacks {asked:?}"),
                (Some(built), None) => format!("the build of {top} has {built:?}, which is to go"),
                (None, None) => format!("the build of {top} is not what the config asks for"),
            },
            None if self.is_addition() => {
                format!("the build of {top} lacks this object")
            }
            None => format!("the build of {top}: {message}"),
        };
        let told = Diagnostic::new(code::OTHER_IN_BUILD, message).at(place);
        told.help(help.clone().unwrap_or_default())
    }
}

/// A config as a build has it, with the variables that Flux fills in, and what was read of it.
///
/// # Errors
/// What is wrong with it in that form. One that is wrong as it stands asks for nothing.
pub(super) fn asked<'a>(config: &Node<'a>, build: &Build) -> Result<(Request, Node<'a>), Gaps> {
    let Ok(written) = Request::read(Some(config)) else { return Err(Gaps::default()) };
    if let Some(unset) = config.get("spec").and_then(|spec| build.unset(spec)) {
        return Err(Gaps::of([valueless(&unset, build)]));
    }
    let filled = build.filled(config);
    let mut request = Request::read(Some(&filled)).map_err(Gaps::of)?;
    let accounts = request.plan.service_accounts.iter_mut().zip(written.plan.service_accounts);
    // It was made of the config as it is written.
    accounts.for_each(|(account, written)| account.hash = written.hash);
    Ok((request, filled))
}

/// Says that the cluster has no value for a substitution of the config.
fn valueless(unset: &str, build: &Build) -> Diagnostic {
    let by = &build.sync.by;
    let message = format!(
        "{unset} has no value: nothing in postBuild of the Kustomization {}/{} gives it one",
        by.namespace, by.name
    );
    let help = "add the variable to postBuild.substitute, or to what substituteFrom names, or \
                write the value out";
    Diagnostic::new(code::OTHER_IN_BUILD, message).help(help)
}

/// Holds the text of a build against a config, which the request was read from.
///
/// # Errors
/// A text that can't be read: kustomize writes line breaks of YAML 1.1 as they are.
pub(super) fn gaps_of(request: Request, config: &Node<'_>, built: &str) -> Result<Gaps, NotBuilt> {
    let kept_out = kept_out(&request.plan, built);
    let applied = match applied(request, config, &[built], Purpose::Tell) {
        Ok(applied) => applied,
        Err(UnreadableText { error: InputError::Empty, .. }) => {
            return Ok(Gaps::of([Diagnostic::new(code::OTHER_IN_BUILD, "it is empty")]));
        }
        Err(text) => {
            let reason = format!("what kustomize makes can't be read: {}", text.error);
            return Err(NotBuilt::because(reason));
        }
    };
    let (errors, others): (Vec<_>, Vec<_>) =
        applied.diagnostics.into_iter().partition(|d| d.severity == Severity::Error);
    let warnings = others.into_iter().filter(|d| d.severity == Severity::Warning);
    // What they count in is the build's text, which nobody has as a file.
    let placeless = |diagnostic: Diagnostic| {
        let resource = diagnostic.location.resource.clone();
        let path = diagnostic.location.path.clone();
        diagnostic.at(Location { resource, path, ..Location::default() })
    };
    let gaps = Gaps::of(errors.into_iter().chain(applied.changes).chain(kept_out));
    Ok(Gaps { warnings: warnings.map(placeless).collect(), ..gaps })
}
