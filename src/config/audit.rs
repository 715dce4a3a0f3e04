//! The functionConfig of an audit: what is looked at, and which findings count. The doc comments of
//! its fields are the descriptions in its schema.

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Severity, code, has_errors};
use crate::yaml::{Node, Path};

use super::read;
use super::report::Report;

/// The kind of the config.
pub(crate) const KIND: &str = "FluxWorkloadIdentityAudit";

/// What an audit is asked for.
#[derive(Debug, Default)]
pub(crate) struct AuditConfig {
    /// How the results call the cluster, if they are to name it.
    pub(crate) cluster: Option<String>,
    /// The namespace of the controllers, if it is not to be found out.
    pub(crate) namespace: Option<String>,
    /// The codes that are not reported.
    pub(crate) ignore: Vec<Code>,
    /// The findings that make the run fail.
    pub(crate) fail_on: FailOn,
}

/// The findings that make a run fail.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// None.
    Never,
}

impl FailOn {
    /// The least severity that counts.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Never => None,
        }
    }
}

/// What is looked at, and which findings count.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Spec {
    /// A name for the cluster, which each message begins with: it tells apart the results of several
    /// clusters in one pipeline.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    cluster: Option<String>,
    /// Namespace of the controllers. Default: that of the objects with Flux's labels.
    namespace: Option<String>,
    /// Codes of findings that are not reported, such as FWI312.
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = r"^FWI3[0-9]{2}$"))))]
    ignore: Option<Vec<String>>,
    /// Findings with which the run fails: errors, warnings and errors, or none. Default: error.
    fail_on: Option<FailOn>,
}

impl AuditConfig {
    /// Whether a functionConfig asks for an audit.
    pub(crate) fn is_asked_by(config: &Node<'_>) -> bool {
        let has = |key: &str, text: &str| config.get(key).is_some_and(|node| node.is(text));
        has("apiVersion", super::API_VERSION) && has("kind", KIND)
    }

    /// Reads a functionConfig.
    ///
    /// # Errors
    /// What is wrong in it.
    pub(crate) fn read(config: &Node<'_>) -> Result<AuditConfig, Vec<Diagnostic>> {
        let at = Path::keys(["spec"]);
        let Some(node) = at.find(config).filter(|node| !node.is_null()) else {
            return Ok(AuditConfig::default());
        };
        let mut report = Report::new(config, false);
        let (spec, faults) = read::read::<Spec>(node, at.clone(), false);
        for fault in faults {
            report.say_at(fault.code, &fault.path, fault.span, fault.message, fault.help);
        }
        if spec.cluster.as_deref() == Some("") {
            let help = "name the cluster, or leave the field out";
            report.say(code::MALFORMED_VALUE, &at.key("cluster"), "the name is empty", help);
        }
        let mut ignore = Vec::new();
        for (index, name) in spec.ignore.into_iter().flatten().enumerate() {
            match Code::of_finding(&name) {
                Some(code) => ignore.push(code),
                None => {
                    let message = format!("unknown code {name:?}");
                    let path = at.key("ignore").index(index);
                    let help = "codes of findings look like FWI301, and docs/rules.md lists them";
                    report.say(code::UNKNOWN_VALUE, &path, message, help);
                }
            }
        }
        if has_errors(&report.diagnostics) {
            return Err(report.diagnostics);
        }
        let fail_on = spec.fail_on.unwrap_or_default();
        Ok(AuditConfig { cluster: spec.cluster, namespace: spec.namespace, ignore, fail_on })
    }
}
