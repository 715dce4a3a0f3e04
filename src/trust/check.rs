//! Who lets a subject in.

use crate::diagnostic::{Diagnostic, code};

use super::{Access, Bearer, Grant};

/// Who covers a subject, a line each.
///
/// # Errors
/// That nobody does, with the subject that is nearest.
pub(crate) fn check_subject(grants: &[Grant], subject: &str) -> Result<String, Box<Diagnostic>> {
    let lines = grants.iter().flat_map(|grant| {
        let same = grant.bearers.iter().filter(|bearer| bearer.subject.to_string() == subject);
        same.map(|bearer| format!("{}: {}\n", grant.identity.label(), how(bearer)))
    });
    let found: String = lines.collect();
    if found.is_empty() { Err(Box::new(not_covered(grants, subject))) } else { Ok(found) }
}

/// How a ServiceAccount is recognised.
fn how(bearer: &Bearer) -> String {
    let of = |issuer: &Option<crate::cloud::Issuer>| match issuer {
        Some(issuer) => format!(" of {issuer}"),
        None => String::new(),
    };
    match &bearer.access {
        Access::Token { issuer, audiences } => {
            format!("token{} for {}", of(issuer), audiences.join(", "))
        }
        Access::PodIdentity { .. } => "EKS Pod Identity".to_owned(),
        Access::Gke { .. } => "metadata server of GKE".to_owned(),
        Access::Pool { provider, issuer, .. } => format!("token{} for {provider}", of(issuer)),
    }
}

fn not_covered(grants: &[Grant], subject: &str) -> Diagnostic {
    let all = grants.iter().flat_map(|grant| &grant.bearers);
    let all: Vec<String> = all.map(|bearer| bearer.subject.to_string()).collect();
    let lower = subject.to_lowercase();
    let distance = |known: &&String| strsim::osa_distance(&lower, &known.to_lowercase());
    let help = match all.iter().min_by_key(distance) {
        Some(near) if near.to_lowercase() == lower => {
            format!("only the case differs from {near:?}, and clouds compare subjects exactly")
        }
        Some(near) => format!("the nearest subject is {near:?}"),
        None => "the config gives no identity to anyone".to_owned(),
    };
    let message = format!("no identity covers {subject:?}");
    Diagnostic::new(code::SUBJECT_NOT_COVERED, message).help(help)
}
