//! Every rule's examples, as `docs/rules.md` shows them: the failing one has the rule's finding, the
//! passing one has none that matters.

use super::{RULES, Rule, audit};
use crate::audit::repository_rule::REPOSITORY_RULES;
use crate::audit::{Cluster, Extent, Finding};
use crate::diagnostic::{Severity, code};
use crate::flux::Accounts;
use crate::krm::{Documents, Object};

/// What is found in manifests that are all of a cluster, or a part of one.
fn found(text: &str, extent: Extent) -> Vec<Finding> {
    let mut documents = Documents::open(text, 0);
    documents.read(|_| true).unwrap();
    let objects: Vec<Object<'_, '_>> = documents.objects();
    audit(&Cluster::read(&objects, extent, None, &Accounts::default()))
}

#[test]
fn rules_are_in_the_order_of_their_codes_and_complete() {
    let numbers: Vec<u16> = RULES.iter().map(|rule| rule.code.number).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
}

/// What is wrong with the examples of a rule.
fn complaints(rule: &Rule) -> Vec<String> {
    let mut complaints = Vec::new();
    // Only of a whole cluster it is known what is missing.
    let mut findings = found(rule.code.fails, Extent::Part);
    if findings.is_empty() {
        findings = found(rule.code.fails, Extent::Whole);
    }
    match findings.as_slice() {
        [Finding { diagnostic, .. }]
            if diagnostic.code == rule.code
                && diagnostic.severity == rule.code.severity
                && diagnostic.location.span.is_some() => {}
        other => complaints.push(format!("{} fails with {other:#?}", rule.code)),
    }
    for extent in [Extent::Whole, Extent::Part] {
        let mut left = found(rule.code.passes, extent);
        left.retain(|f| f.severity() > Severity::Info || f.diagnostic.code == rule.code);
        if !left.is_empty() {
            complaints.push(format!("{} passes with {left:#?}", rule.code));
        }
    }
    complaints
}

#[test]
fn examples_fail_and_pass() {
    // An example of several files is one of a repository: the command's tests have it.
    let of_manifests = RULES.iter().filter(|rule| !rule.code.fails.starts_with("# "));
    let complaints: Vec<String> = of_manifests.flat_map(complaints).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_code_of_an_audit_has_a_rule() {
    // Those of a repository, of its configs, comments and builds are seen where those are read.
    let elsewhere = [
        code::STALE_OUTPUT,
        code::CONFIG_REFUSED,
        code::DROPPED_IDENTITY,
        code::UNREACHED,
        code::NOT_BUILT_HERE,
        code::CONTROLLERS_NOT_SEEN,
        code::NOT_LOOKED_AT,
        code::UNUSED_IGNORE,
        code::IGNORE_WITHOUT_REASON,
    ];
    let rules = RULES.iter().map(|rule| rule.code);
    let known: Vec<_> = rules.chain(REPOSITORY_RULES.iter().map(|rule| rule.code)).collect();
    for code in code::findings().filter(|code| !elsewhere.contains(code)) {
        assert!(known.contains(&code), "{code}");
    }
}
