//! The trust policies of the cases: every subject is let in with its audience, and no other.

use flux_workload_identity::internal::Format;
use libtest_mimic::Failed;
use serde_json::Value;

use crate::case::Case;
use crate::evaluate::{Caller, may_assume};

/// A subject with another spelling, or of somebody else.
fn others(subject: &str) -> Vec<String> {
    let (start, name) = subject.rsplit_once(':').unwrap();
    vec![
        String::new(),
        subject.to_uppercase(),
        format!("{start}:{}", name.to_uppercase()),
        format!("{subject}x"),
        format!("{subject}:x"),
        subject[..subject.len() - 1].to_owned(),
        format!("x{subject}"),
        subject[1..].to_owned(),
        format!("system:serviceaccount:elsewhere:{name}"),
        format!("{start}:default"),
        format!("{start}:*"),
        "*".to_owned(),
    ]
}

pub(crate) fn lets_in_whom_it_names(case: &Case) -> Result<(), Failed> {
    let Some(text) = case.expected(Format::Json) else { return Ok(()) };
    let document: Value = serde_json::from_str(&text)?;
    for identity in document["identities"].as_array().unwrap() {
        if identity["provider"] == "aws" {
            let checked = role(identity);
            checked.map_err(|fault| format!("{}: {fault}", identity["identity"]))?;
        }
    }
    Ok(())
}

/// The members of a list; none if there is no list.
fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

fn role(identity: &Value) -> Result<(), String> {
    let policy = &identity["trustPolicy"];
    let subjects: Vec<&str> = list(identity, "subjects").filter_map(Value::as_str).collect();
    let is_bound = identity["podIdentityAssociations"].is_array();
    if may_assume(policy, Caller::PodIdentity) != is_bound {
        return Err("Pod Identity is let in where nobody is bound, or the other way".to_owned());
    }
    let mut found = Vec::new();
    let one = Some(&identity["oidcProvider"]).filter(|provider| provider.is_object());
    for provider in one.into_iter().chain(list(identity, "oidcProviders")) {
        let arn = provider["arn"].as_str().unwrap();
        let audiences: Vec<&str> = list(provider, "clientIds").filter_map(Value::as_str).collect();
        let asks = |audience: &str, subject: &str| {
            may_assume(policy, Caller::Token { provider: arn, audience, subject })
        };
        for subject in &subjects {
            let taken: Vec<&&str> = audiences.iter().filter(|a| asks(a, subject)).collect();
            if taken.len() > 1 {
                return Err(format!("{subject} is let in with several audiences: {taken:?}"));
            }
            let Some(audience) = taken.first() else { continue };
            found.push(*subject);
            let other = others(subject).into_iter().find(|other| asks(audience, other));
            if let Some(other) = other.filter(|other| !subjects.contains(&other.as_str())) {
                return Err(format!("{other:?} is let in"));
            }
            for other in ["", "sts.example.com", "sts.amazonaws.com.", "STS.AMAZONAWS.COM"] {
                if asks(other, subject) {
                    return Err(format!("{subject} is let in with the audience {other:?}"));
                }
            }
        }
    }
    let bound = list(identity, "podIdentityAssociations").map(|association| {
        let part = |key: &str| association[key].as_str().unwrap();
        format!("system:serviceaccount:{}:{}", part("namespace"), part("serviceAccount"))
    });
    let bound: Vec<String> = bound.collect();
    let is_in = |subject: &&&str| found.contains(*subject) || bound.iter().any(|b| b == **subject);
    match subjects.iter().find(|subject| !is_in(subject)) {
        Some(subject) => Err(format!("{subject} is not let in")),
        None => Ok(()),
    }
}
