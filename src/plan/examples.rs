//! Runs the examples of the codes about a config: what `fails` must yield its code, what `passes`
//! must not.

use crate::config::{API_VERSION, KIND};
use crate::diagnostic::{Code, Diagnostic, Severity, code};
use crate::yaml::parse;

use super::Plan;

/// An example as a whole config: most are no more than its spec.
fn whole(example: &str) -> String {
    if example.contains("kind: ") {
        return format!("{example}\n");
    }
    let spec: String = example.lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "apiVersion: {}\nkind: {}\nmetadata: {{name: example}}\nspec:\n{spec}",
        API_VERSION, KIND
    )
}

fn diagnostics(example: &str) -> Vec<Diagnostic> {
    let text = whole(example);
    let node = parse(&text, 0..text.len()).unwrap();
    let (read, mut diagnostics) = Plan::read(node.as_ref());
    // The examples stand alone, without manifests.
    diagnostics.extend(read.iter().flat_map(|(_, plan)| plan.without_manifests(plan.flux_version)));
    diagnostics
}

fn wrong(code: Code) -> Vec<String> {
    let yields = |example: &str| diagnostics(example).iter().any(|d| d.code == code);
    let mut wrong = Vec::new();
    if !yields(code.fails) {
        wrong.push(format!("{code}: what fails does not yield it: {:#?}", diagnostics(code.fails)));
    }
    let told = diagnostics(code.passes);
    for diagnostic in told.iter().filter(|d| d.severity > Severity::Info) {
        wrong.push(format!(
            "{code}: what passes yields {}: {}",
            diagnostic.code, diagnostic.message
        ));
    }
    if yields(code.passes) {
        wrong.push(format!("{code}: what passes yields it"));
    }
    wrong
}

/// The codes about configs in several files, which an example of one can't show: those that the
/// tests of the commands expect.
const OF_FILES: [Code; 4] =
    [code::BASE_UNREADABLE, code::BASE_OUTSIDE, code::ENDLESS_BASE, code::AMBIGUOUS_NAME];

#[test]
fn what_fails_yields_the_code_and_what_passes_does_not() {
    let about_configs =
        code::all().filter(|code| code.number / 100 == 1 && !OF_FILES.contains(code));
    let wrong: Vec<String> = about_configs.flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
