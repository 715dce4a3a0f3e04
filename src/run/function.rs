//! The KRM function: a ResourceList in, the same list out with its controllers wired.

use crate::config::AuditConfig;
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::krm::{Edited, InputError, ResourceList, Written, edit_list, write_list};
use crate::plan::Purpose;
use crate::resolve::Interest;
use crate::yaml::{Edit, Value};

use super::audit;
use super::pipeline::Request;

/// What the function comes to.
#[derive(Debug)]
pub struct FunctionOutput<'a> {
    /// The list to write. With an error its items are the input's.
    pub output: Written<'a>,
    /// Everything there is to say, as the results say it.
    pub diagnostics: Vec<Diagnostic>,
    failed: bool,
    /// The list as it was read: with it a caller that ends can leave all of the memory alone.
    _list: ResourceList<'a>,
}

impl FunctionOutput<'_> {
    /// Whether the run fails: an error kept the items as they were, or an audit found something.
    pub fn failed(&self) -> bool {
        self.failed
    }
}

/// How the items of a ResourceList are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// By their lines; only those that matter are parsed.
    Outline,
    /// By parsing the whole text: the reference, to which the other must be equal.
    Whole,
}

/// Runs the function on the text of a ResourceList.
///
/// # Errors
/// The text is not exactly one ResourceList: then there is nothing to write.
pub fn function(source: &str) -> Result<FunctionOutput<'_>, InputError> {
    read_by(source, Reading::Outline)
}

/// Runs the function, with the items found in a given way.
///
/// # Errors
/// As [`function`].
pub fn read_by(source: &str, reading: Reading) -> Result<FunctionOutput<'_>, InputError> {
    let mut list = match reading {
        Reading::Outline => ResourceList::open(source)?,
        Reading::Whole => ResourceList::parse(source)?,
    };
    if let Some(config) = list.function_config().filter(|c| AuditConfig::is_asked_by(c)).cloned() {
        let (output, diagnostics, failed) = audit::of_list(&mut list, &config)?;
        return Ok(FunctionOutput { output, diagnostics, failed, _list: list });
    }
    let mut request = match Request::read(list.function_config()) {
        Ok(request) => request,
        Err(problems) => return Ok(unchanged(list, problems)),
    };
    let interest = Interest::new(&request.plan, list.outlines());
    list.read(|item| interest.concerns(item))?;
    let objects = list.objects();
    let edit =
        |edits: &[(usize, &Edit)]| edit_list(&list, &objects, edits).map(|edited| vec![edited]);
    let changes = match request.change(list.function_config(), &objects, edit, Purpose::Make) {
        Ok(changes) => changes,
        Err(problems) => return Ok(unchanged(list, problems)),
    };
    let mut diagnostics = changes.diagnostics;
    let said = diagnostics.len();
    diagnostics.extend(changes.changes);
    let edited = changes.edited.into_iter().next().unwrap_or_default();
    let added: Vec<Value> = changes.resolution.added.into_iter().map(|a| a.object).collect();
    match write_list(&list, edited, &added, &diagnostics) {
        Ok(output) => Ok(FunctionOutput { output, diagnostics, failed: false, _list: list }),
        Err(refusal) => {
            // Nothing was changed.
            diagnostics.truncate(said);
            let mut refused = Diagnostic::from(&refusal);
            refused.message = format!("the results can't be written: {refusal}");
            diagnostics.push(refused);
            diagnostics.retain(|diagnostic| diagnostic.severity > Severity::Info);
            Ok(unchanged(list, diagnostics))
        }
    }
}

/// The list as it came, with the problems as its results.
fn unchanged<'a>(list: ResourceList<'a>, problems: Vec<Diagnostic>) -> FunctionOutput<'a> {
    let output = write_list(&list, Edited::default(), &[], &problems);
    let output = output.unwrap_or_else(|_| Written::as_it_is(list.source()));
    let failed = has_errors(&problems);
    FunctionOutput { output, diagnostics: problems, failed, _list: list }
}
