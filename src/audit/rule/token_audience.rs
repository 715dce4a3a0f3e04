//! A token whose audience the cloud does not take.

use crate::cloud::external_account;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Provider;
use crate::yaml::{Node, Path};

use super::super::running::{is_opaque, variable};
use super::super::{Held, held};
use super::token_file_absent::FILES;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::TOKEN_AUDIENCE, check };

/// How many letters a slip changes.
const SLIP: usize = 4;

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for &deployment in cluster.running.iter().flat_map(|running| &running.deployments) {
        for (name, provider) in FILES {
            let Some((token, path, accepted)) = token(cluster, deployment, name, provider) else {
                continue;
            };
            let Some(first) = accepted.first() else { continue };
            let help = format!("set the audience to {first}");
            let Some(audience) =
                token.get("audience").and_then(Node::text).filter(|a| !a.is_empty())
            else {
                let message = format!(
                    "the token that {name} leads to names no audience, so that it is for the API server \
                     of the cluster, and {provider} takes {first:?}"
                );
                let diagnostic = Diagnostic::new(RULE.code, message);
                found.push(diagnostic.help(help).at(cluster.at(deployment, &path)).into());
                continue;
            };
            if is_opaque(audience) || is_opaque(first) || accepted.iter().any(|a| a == audience) {
                continue;
            }
            // A role may be made to trust another audience: `audience` of this program's config
            // asks for it. A slip is none of these.
            let is_slip = strsim::levenshtein(audience, first) <= SLIP;
            let severity = match provider {
                Provider::Aws if !is_slip => Severity::Info,
                _ => Severity::Warning,
            };
            let message = format!(
                "the token that {name} leads to is for {audience:?}, and {provider} takes {first:?} unless \
                 it is told otherwise"
            );
            let diagnostic = Diagnostic::new(RULE.code, message)
                .severity(severity)
                .help(help)
                .at(cluster.at(deployment, &path.key("audience")));
            found.push(diagnostic.into());
        }
    }
    found
}

/// The token that a variable leads to, its path, and the audiences that the cloud takes by default.
fn token<'c>(
    cluster: &Cluster<'c>,
    deployment: usize,
    name: &'static str,
    provider: Provider,
) -> Option<(&'c Node<'c>, Path, Vec<String>)> {
    let file = variable(&cluster.objects[deployment], name)?.value?;
    match (held(cluster, deployment, file), provider) {
        (Held::Token(token, path), Provider::Aws | Provider::Azure) => {
            let accepted = accepted(provider).iter().map(|audience| (*audience).to_owned());
            Some((token, path, accepted.collect()))
        }
        (Held::ConfigMap(_, _, text), Provider::Gcp) => {
            let read = external_account(text)?;
            let Held::Token(token, path) = held(cluster, deployment, &read.file?) else {
                return None;
            };
            let name = format!("//iam.googleapis.com/{}", read.provider);
            Some((token, path, vec![format!("https:{name}"), name]))
        }
        _ => None,
    }
}

/// The audiences that stand in the guides of a cloud; of GCP they are the provider's own.
/// Source: <https://learn.microsoft.com/graph/api/resources/federatedidentitycredential>, which has
/// those of the other Azure clouds.
fn accepted(provider: Provider) -> &'static [&'static str] {
    match provider {
        Provider::Aws => &["sts.amazonaws.com"],
        Provider::Azure => &[
            "api://AzureADTokenExchange",
            "api://AzureADTokenExchangeUSGov",
            "api://AzureADTokenExchangeChina",
        ],
        Provider::Gcp => &[],
    }
}
