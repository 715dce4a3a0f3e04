//! The KRM function: a ResourceList in, the same list out with its controllers wired.

use crate::config;
use crate::krm::{Edited, Finding, InputError, ResourceList, Severity, Written};
use crate::plan::Plan;
use crate::report;
use crate::resolve::{Interest, resolve};
use crate::yaml::Value;

/// What the function comes to.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The list to write. With an error its items are the input's.
    pub output: Written<'a>,
    /// Everything there is to say, as the results say it.
    pub findings: Vec<Finding>,
    /// The list as it was read.
    pub list: ResourceList<'a>,
}

impl Outcome<'_> {
    /// Whether an error kept the items as they were.
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }
}

/// How the input is read. The outcome is the same wherever the whole parses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Items are found by their lines, and only those that matter are parsed.
    Lines,
    /// The whole document is parsed: the reference.
    Whole,
}

/// Runs the function on the text of a ResourceList.
///
/// # Errors
/// The text is not exactly one ResourceList: then there is nothing to write.
pub fn run(source: &str, reading: Reading) -> Result<Outcome<'_>, InputError> {
    let mut list = match reading {
        Reading::Lines => ResourceList::open(source)?,
        Reading::Whole => ResourceList::parse(source)?,
    };
    let (plan, mut findings) = Plan::read(list.function_config());
    let Some((_, plan)) = plan else {
        return Ok(unchanged(list, findings));
    };
    let interest = Interest::new(&plan, list.outlines());
    list.read(|item| interest.concerns(item))?;
    let objects = list.objects();
    let mut resolution = resolve(&plan, &objects);
    config::own(list.function_config(), &mut resolution.findings);
    findings.append(&mut resolution.findings);
    if report::raise(&mut findings, plan.strict) {
        return Ok(unchanged(list, findings));
    }
    let edited = match list.edit(&objects, &report::edits(&resolution.edits)) {
        Ok(edited) => edited,
        Err((place, refusal)) => {
            findings.push(report::refused(&objects[place], &refusal));
            return Ok(unchanged(list, findings));
        }
    };
    let problems = findings.len();
    let mut changes = report::effects(&objects, &resolution.edits, &edited);
    changes.extend(resolution.added.iter().map(report::added));
    let forbidden = report::raise(&mut changes, plan.strict);
    if forbidden {
        report::undone(&mut changes);
    }
    findings.append(&mut changes);
    if forbidden {
        return Ok(unchanged(list, findings));
    }
    let added: Vec<Value> = resolution.added.into_iter().map(|a| a.object).collect();
    match list.write(edited, &added, &findings) {
        Ok(output) => Ok(Outcome { output, findings, list }),
        Err(refusal) => {
            // Nothing was changed.
            findings.truncate(problems);
            let finding = Finding::error(format!("the results can't be written: {refusal}"));
            findings.push(finding.remedy(refusal.kind.remedy()).offset(Some(refusal.offset)));
            Ok(unchanged(list, findings))
        }
    }
}

/// The list as it came, with the problems as its results.
fn unchanged<'a>(list: ResourceList<'a>, mut findings: Vec<Finding>) -> Outcome<'a> {
    findings.retain(|f| f.severity > Severity::Info);
    let output = list.write(Edited::default(), &[], &findings);
    let output = output.unwrap_or_else(|_| Written::as_it_is(list.source()));
    Outcome { output, findings, list }
}
