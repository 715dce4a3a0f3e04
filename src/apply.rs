//! The function's edit on files: manifests in, the same manifests out with Flux's controllers wired.

use crate::krm::{Documents, Edited, Finding, InputError, Object, Severity, Written};
use crate::plan::Plan;
use crate::report;
use crate::resolve::{Interest, resolve};
use crate::yaml::{Edit, Node, Value};

/// What it comes to.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The texts to write, in the order in which they came. With an error they are as they came.
    pub outputs: Vec<Written<'a>>,
    /// What there is to say. Offsets count in the config (source 0) or in the texts (from 1).
    pub findings: Vec<Finding>,
    /// What was changed: a finding for each leaf, and for each object added.
    pub changes: Vec<Finding>,
}

impl Outcome<'_> {
    /// Whether an error kept the texts as they were.
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }
}

/// What the outcome is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be written.
    Edit,
    /// To be told: a change that strict would not make is told too.
    Check,
}

/// A text that can't be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The number of the text, from 1.
    pub source: usize,
    /// The reason.
    pub error: InputError,
}

/// Applies a config to texts that make one set: a ServiceAccount may stand in one of them and its
/// Deployment in another.
///
/// # Errors
/// A text that is no YAML or JSON.
pub fn apply<'a>(
    config: &Node<'_>,
    texts: &[&'a str],
    purpose: Purpose,
) -> Result<Outcome<'a>, Unreadable> {
    let (plan, mut findings) = Plan::read(Some(config));
    let Some((_, plan)) = plan else {
        return Ok(unchanged(texts, findings));
    };
    let files = read(&plan, texts)?;
    let objects: Vec<Object<'_, 'a>> = files.iter().flat_map(Documents::objects).collect();
    let mut resolution = resolve(&plan, &objects);
    crate::config::own(Some(config), &mut resolution.findings);
    findings.append(&mut resolution.findings);
    if report::raise(&mut findings, plan.strict) {
        return Ok(unchanged(texts, findings));
    }
    let edits = report::edits(&resolution.edits);
    let edited = match edit(&files, &objects, &edits) {
        Ok(edited) => edited,
        Err(refused) => {
            findings.push(*refused);
            return Ok(unchanged(texts, findings));
        }
    };
    let mut changes = Vec::new();
    for (members, edited) in &edited {
        let planned = &resolution.edits[members.clone()];
        changes.extend(report::effects(&objects[members.clone()], planned, edited));
    }
    changes.extend(resolution.added.iter().map(report::added));
    if report::raise(&mut changes, plan.strict && purpose == Purpose::Edit) {
        report::undone(&mut changes);
        findings.append(&mut changes);
        return Ok(unchanged(texts, findings));
    }
    let mut outputs = Vec::new();
    for (place, (file, (_, edited))) in files.iter().zip(edited).enumerate() {
        // What goes with nothing goes into the first text.
        let home = |beside: Option<usize>| beside.map_or(0, |object| objects[object].source - 1);
        let added = resolution.added.iter().filter(|a| home(a.beside) == place);
        let added: Vec<Value> = added.map(|a| a.object.clone()).collect();
        match file.write(edited, &added) {
            Ok(output) => outputs.push(output),
            Err(refusal) => {
                let mut finding =
                    Finding::error(format!("the objects to add can't be written: {refusal}"))
                        .remedy(refusal.kind.remedy());
                (finding.source, finding.offset) = (place + 1, Some(refusal.offset));
                findings.push(finding);
                return Ok(unchanged(texts, findings));
            }
        }
    }
    Ok(Outcome { outputs, findings, changes })
}

/// Reads of the texts what a plan is concerned with.
///
/// # Errors
/// A text that is no YAML or JSON, or texts without a document.
pub fn read<'a>(plan: &Plan, texts: &[&'a str]) -> Result<Vec<Documents<'a>>, Unreadable> {
    let mut files: Vec<Documents<'a>> =
        texts.iter().enumerate().map(|(place, text)| Documents::open(text, place + 1)).collect();
    if files.iter().all(|file| file.count() == 0) {
        return Err(Unreadable { source: 1, error: InputError::Empty });
    }
    let unread: Vec<_> = files.iter().flat_map(|file| file.outlines().to_vec()).collect();
    let interest = Interest::new(plan, &unread);
    for (place, file) in files.iter_mut().enumerate() {
        file.read(|document| interest.concerns(document))
            .map_err(|error| Unreadable { source: place + 1, error })?;
    }
    Ok(files)
}

type Members = std::ops::Range<usize>;

/// Edits file after file, each with its own among the objects.
pub(crate) fn edit<'a>(
    files: &[Documents<'a>],
    objects: &[Object<'_, 'a>],
    edits: &[Vec<Edit>],
) -> Result<Vec<(Members, Edited)>, Box<Finding>> {
    let mut done = Vec::new();
    let mut from = 0;
    for (place, file) in files.iter().enumerate() {
        let count = objects[from..].iter().take_while(|o| o.source == place + 1).count();
        let members = from..from + count;
        let own = &objects[members.clone()];
        let edited = file
            .edit(own, &edits[members.clone()])
            .map_err(|(object, refusal)| Box::new(report::refused(&own[object], &refusal)))?;
        from = members.end;
        done.push((members, edited));
    }
    Ok(done)
}

/// The texts as they came, with the problems.
fn unchanged<'a>(texts: &[&'a str], mut findings: Vec<Finding>) -> Outcome<'a> {
    findings.retain(|f| f.severity > Severity::Info);
    let outputs = texts.iter().map(|text| Written::as_it_is(text)).collect();
    Outcome { outputs, findings, changes: Vec::new() }
}
