//! The KRM function: a ResourceList in, the same list out with its controllers wired.

use crate::config;
use crate::krm::{
    Edited, Field, Finding, InputError, Object, ResourceList, ResourceRef, Severity, Written,
};
use crate::plan::Plan;
use crate::resolve::{Interest, Planned, resolve};
use crate::yaml::{Edit, Refusal, Value};

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
    let (config, mut findings) = config::load(list.function_config());
    let Some(config) = config else {
        return Ok(unchanged(list, findings));
    };
    let plan = match Plan::new(&config) {
        Ok(plan) => plan,
        Err(conflicts) => {
            findings.extend(conflicts);
            config::own(list.function_config(), &mut findings);
            return Ok(unchanged(list, findings));
        }
    };
    let interest = Interest::new(&plan, list.unread());
    list.read(|item| interest.concerns(item))?;
    let objects = list.objects();
    let resolution = resolve(&plan, &objects);
    findings.extend(resolution.findings);
    config::own(list.function_config(), &mut findings);
    if raise(&mut findings, plan.strict) {
        return Ok(unchanged(list, findings));
    }
    let edits: Vec<Vec<Edit>> =
        resolution.edits.iter().map(|e| e.iter().map(|p| p.edit.clone()).collect()).collect();
    let edited = match list.edit(&objects, &edits) {
        Ok(edited) => edited,
        Err((place, refusal)) => {
            findings.push(refused(&objects[place], &refusal));
            return Ok(unchanged(list, findings));
        }
    };
    findings.extend(effects(&objects, &resolution.edits, &edited));
    findings.extend(resolution.added.iter().map(added));
    if raise(&mut findings, plan.strict) {
        return Ok(unchanged(list, findings));
    }
    match list.write(edited, &resolution.added, &findings) {
        Ok(output) => Ok(Outcome { output, findings, list }),
        Err(refusal) => {
            let finding = Finding::error(format!("the results can't be written: {refusal}"));
            findings.push(finding.remedy(refusal.kind.remedy()).offset(Some(refusal.offset)));
            Ok(unchanged(list, findings))
        }
    }
}

/// Makes errors of warnings if that is asked for; says whether there are errors.
fn raise(findings: &mut [Finding], strict: bool) -> bool {
    for finding in findings.iter_mut() {
        if strict && finding.severity == Severity::Warning {
            finding.severity = Severity::Error;
        }
    }
    findings.iter().any(|f| f.severity == Severity::Error)
}

/// The list as it came, with the problems as its results.
fn unchanged<'a>(list: ResourceList<'a>, mut findings: Vec<Finding>) -> Outcome<'a> {
    findings.retain(|f| f.severity > Severity::Info);
    for finding in &mut findings {
        // A change that strict forbids was not made.
        if let Some(field) = finding.field.as_mut().filter(|f| f.current.is_some()) {
            field.proposed = None;
            finding.message = format!("not done, as strict is set: {}", finding.message);
        }
    }
    let output = list.write(Edited::default(), &[], &findings);
    let output = output.unwrap_or_else(|_| Written::as_it_is(list.source()));
    Outcome { output, findings, list }
}

/// What the edits changed, one finding a leaf.
fn effects(objects: &[Object<'_, '_>], planned: &[Vec<Planned>], edited: &Edited) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ((object, planned), changes) in objects.iter().zip(planned).zip(&edited.changes) {
        for (planned, leaves) in planned.iter().zip(changes) {
            for change in leaves {
                let (severity, message) = planned.note.tell(&planned.edit, change);
                let node = planned.edit.path.find(object.node).unwrap_or(object.node);
                let mut finding = Finding::new(severity, message).offset(Some(node.span.start));
                finding.resource = Some(object.resource_ref());
                finding.file = object.file();
                finding.field = Some(Field {
                    path: change.path.to_string(),
                    current: change.current.clone(),
                    proposed: change.proposed.clone(),
                });
                findings.push(finding);
            }
        }
    }
    findings
}

fn added(object: &Value) -> Finding {
    let text = |keys: &[&str]| {
        let found = keys.iter().try_fold(object, |value, key| value.get(key));
        found.and_then(Value::text).unwrap_or_default()
    };
    let mut finding = Finding::info(format!("added the {}", text(&["kind"])));
    finding.resource = Some(ResourceRef {
        api_version: text(&["apiVersion"]),
        kind: text(&["kind"]),
        name: text(&["metadata", "name"]),
        namespace: Some(text(&["metadata", "namespace"])),
    });
    finding
}

fn refused(object: &Object<'_, '_>, refusal: &Refusal) -> Finding {
    let mut finding = Finding::error(refusal.to_string())
        .remedy(refusal.kind.remedy())
        .at(refusal.path.in_tree(object.node).to_string())
        .offset(Some(refusal.offset));
    finding.resource = Some(object.resource_ref());
    finding.file = object.file();
    finding
}
