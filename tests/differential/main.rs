//! Generated and mutated inputs, and what the program makes of them, read by readers of other make:
//! PyYAML, and kyaml, with which kustomize and kpt read. What a reader could read it can read
//! afterwards, and the value is the one before with the changes that were told and no other.
//!
//! DIFFERENTIAL=100000 asks for so many inputs; SEED for other ones.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::panic, reason = "a test stops at the first surprise")]

mod expected;
mod manifests;
mod mutate;
#[path = "../tools/need.rs"]
mod need;
mod random;
mod reader;
#[path = "../support/testdata.rs"]
mod testdata;
mod tree;

use std::fs;
use std::process::ExitCode;

use flux_workload_identity::diagnostic::{Diagnostic, code};
use flux_workload_identity::internal::Plan;
use flux_workload_identity::internal::{KustomizeParts, manage};
use flux_workload_identity::internal::{MARKER, Scope};
use flux_workload_identity::yaml;
use flux_workload_identity::{Purpose, apply, function};
use libtest_mimic::{Arguments, Trial};
use random::Random;
use reader::Reader;
use serde_json::Value;

/// How many inputs an ordinary run makes.
const FEW: usize = 1_500;

/// What became of the inputs.
#[derive(Debug, Default)]
struct Counts {
    inputs: usize,
    edited: usize,
    removals: usize,
    /// Texts that were compared, of all readers.
    compared: usize,
    /// Texts of which a change could not be told to be of one object.
    ambiguous: usize,
}

struct Test {
    readers: Vec<Reader>,
    counts: Counts,
    seed: u64,
    failures: Vec<String>,
}

fn main() -> ExitCode {
    let test = || match need::has_tools("python3 go", "differential") {
        Err(missing) => Err(missing.into()),
        Ok(false) => Ok(()),
        Ok(true) if !reader::has_pyyaml() => Ok(need::without("PyYAML", "differential")?),
        Ok(true) => {
            run();
            Ok(())
        }
    };
    let trial = Trial::test("values_are_equal_but_for_what_is_told", test);
    let conclusion = libtest_mimic::run(&Arguments::from_args(), vec![trial]);
    need::say_what_was_skipped();
    conclusion.exit_code()
}

fn run() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let count = number("DIFFERENTIAL").unwrap_or(FEW);
    let folder = tempfile::tempdir().unwrap();
    let readers = vec![Reader::of_python(), Reader::of_go(&reader::built(folder.path()))];
    let first = number("SEED").unwrap_or(0);
    let mut test = Test { readers, counts: Counts::default(), seed: 0, failures: Vec::new() };
    let corpus = corpus();
    for round in first..first + count {
        test.seed = round as u64;
        let random = &mut Random::new(test.seed);
        test.counts.inputs += 1;
        match random.below(10) {
            0..=4 => test.function(&generated_list(random)),
            5 => {
                let text = &corpus[random.below(corpus.len())];
                test.function(&mutate::mutated(text, random));
            }
            6 | 7 => test.apply(random),
            _ => test.kustomization(random),
        }
    }
    let Test { counts, failures, .. } = &test;
    need::say(&format!("{counts:?}"));
    for failure in failures {
        need::say(failure.lines().next().unwrap_or_default());
    }
    assert!(failures.is_empty(), "{} differ, the first:\n{}", failures.len(), failures[0]);
    assert!(counts.edited * 3 > count, "hardly any input is edited");
    assert!(counts.removals * 20 > count, "hardly anything is removed");
    assert!(counts.ambiguous * 10 < counts.edited, "hardly anything is compared");
}

/// The inputs of the cases.
fn corpus() -> Vec<String> {
    let files = testdata::cases()
        .into_iter()
        .flat_map(|(_, folder)| ["input.yaml", "input.json"].map(|name| folder.join(name)));
    files.filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// A list, often one that was edited before for another config.
fn generated_list(random: &mut Random) -> String {
    let (one, other) = (manifests::config(random), manifests::config(random));
    let list = manifests::list(random, &one);
    let mut text = mutate::mutated(&list, random);
    if random.one_in(2)
        && let Ok(done) = function(&text)
    {
        let before = done.output.slices().concat();
        text = mutate::mutated(&before.replacen(&one, &other, 1), random);
    }
    text
}

impl Test {
    fn function(&mut self, text: &str) {
        let Ok(done) = function(text) else { return };
        let output = done.output.slices().concat();
        self.judge(text, &output, &done.diagnostics, &|documents| {
            for document in documents.iter_mut() {
                document.as_object_mut().and_then(|root| root.remove("=results"));
            }
        });
    }

    fn apply(&mut self, random: &mut Random) {
        let (one, other) = (manifests::config(random), manifests::config(random));
        let documents = manifests::documents(random);
        let mut text = mutate::mutated(&documents, random);
        if random.one_in(2)
            && let Some((before, _)) = applied(&text, &one)
        {
            text = mutate::mutated(&before, random);
        }
        if let Some((output, changes)) = applied(&text, &other) {
            self.judge(&text, &output, &changes, &|_| {});
        }
    }

    /// Compares an output, whose `told` changes are made in the value of the input.
    fn judge(
        &mut self,
        input: &str,
        output: &str,
        told: &[Diagnostic],
        trim: &dyn Fn(&mut Vec<Value>),
    ) {
        let changes = || told.iter().filter_map(|told| told.change.as_ref());
        self.counts.edited += usize::from(changes().any(|change| change.after.is_some()));
        self.counts.removals += usize::from(changes().any(|change| change.after.is_none()));
        let failed = flux_workload_identity::diagnostic::has_errors(told);
        let told = if failed { &[] } else { told };
        let added = told.iter().filter(|told| told.code == code::OBJECT_ADDED).count();
        for (name, before, after) in self.read(input, output) {
            let Ok(mut before) = before else { continue };
            let difference = match after {
                Err(error) => Some(format!("the output can't be read: {error}")),
                Ok(mut after) => {
                    trim(&mut before);
                    trim(&mut after);
                    take_added(&before, &mut after, added);
                    if expected::change(&mut before, told).is_none() {
                        self.counts.ambiguous += 1;
                        continue;
                    }
                    expected::difference(&Value::Array(before), &Value::Array(after))
                }
            };
            self.counts.compared += 1;
            self.fail(name, input, output, difference);
        }
    }

    /// Both texts, as each reader reads them.
    #[expect(clippy::type_complexity, reason = "the value of a text, or why there is none, twice")]
    fn read(
        &mut self,
        input: &str,
        output: &str,
    ) -> Vec<(&'static str, Result<Vec<Value>, String>, Result<Vec<Value>, String>)> {
        for reader in &mut self.readers {
            reader.take(&[input, output]);
        }
        let readers = self.readers.iter_mut();
        readers.map(|reader| (reader.name, reader.documents(), reader.documents())).collect()
    }

    fn fail(&mut self, reader: &str, input: &str, output: &str, difference: Option<String>) {
        if let Some(difference) = difference {
            let seed = self.seed;
            self.failures.push(format!(
                "SEED={seed}, {reader}: {difference}\n{input}\n=====\n{output}\n{input:?}"
            ));
        }
    }

    /// Entries go into a user's file, others of another config take their place, or none.
    fn kustomization(&mut self, random: &mut Random) {
        let first = manifests::kustomization(random);
        let first = mutate::mutated(&first, random);
        let Some((text, _)) = maintained(&first, &manifests::config(random)) else { return };
        let text = mutate::mutated(&text, random);
        let config =
            if random.one_in(3) { manifests::config(random) } else { manifests::nothing() };
        let Some((output, wanted)) = maintained(&text, &config) else { return };
        self.counts.edited += usize::from(text != output);
        self.counts.removals += usize::from(wanted == 0 && text != output);
        for (name, before, after) in self.read(&text, &output) {
            let Ok(mut before) = before else { continue };
            let difference = match after {
                Err(error) => Some(format!("the output can't be read: {error}")),
                Ok(mut after) => {
                    without_managed(&mut before);
                    let managed = without_managed(&mut after);
                    let count = managed != wanted;
                    let count =
                        count.then(|| format!("{managed} entries are managed, not {wanted}"));
                    let (before, after) = (Value::Array(before), Value::Array(after));
                    expected::difference(&before, &after).or(count)
                }
            };
            self.counts.compared += 1;
            self.fail(name, &text, &output, difference);
        }
    }
}

/// What `apply` makes of a text, and the changes; `None` with an error.
fn applied(text: &str, config: &str) -> Option<(String, Vec<Diagnostic>)> {
    let config = yaml::parse(config, 0..config.len()).unwrap().unwrap();
    let done = apply(&config, &[text], Purpose::Make).ok().filter(|done| !done.failed)?;
    Some((done.outputs[0].slices().concat(), done.changes))
}

/// What `patches --write` makes of a file, and how many patches there are in it then.
fn maintained(text: &str, config: &str) -> Option<(String, usize)> {
    let config = yaml::parse(config, 0..config.len()).unwrap().unwrap();
    let (Some((_, plan)), _) = Plan::read(Some(&config)) else { panic!("the config is not valid") };
    let parts =
        KustomizeParts::of_plan(&plan, Scope::Kustomization { moves: false }, None, |_| true);
    let done = manage(text, &plan, &parts, Purpose::Make, 0);
    let failed = flux_workload_identity::diagnostic::has_errors(&done.diagnostics);
    (!failed).then(|| (done.splices.apply(text, 0..text.len()), parts.patches.len()))
}

/// Takes the objects out that were added: behind the items of the one list, or as documents.
fn take_added(before: &[Value], after: &mut Vec<Value>, added: usize) {
    if after.len() != before.len() {
        after.truncate(after.len().saturating_sub(added));
    } else if added > 0
        && let Some(root) = after.first_mut().and_then(Value::as_object_mut)
        && let Some(items) = root.get_mut("=items").and_then(Value::as_array_mut)
    {
        items.truncate(items.len().saturating_sub(added));
        if items.is_empty() {
            // What stood there was nothing, or nowhere.
            match before[0].get("=items") {
                Some(items) => root.insert("=items".to_owned(), items.clone()),
                None => root.remove("=items"),
            };
        }
    }
}

/// Takes the entries out that the program manages; says how many patches there were. A list that
/// is left empty goes too.
fn without_managed(documents: &mut [Value]) -> usize {
    let mut patches = 0;
    for root in documents.iter_mut().filter_map(Value::as_object_mut) {
        for key in ["=patches", "=configMapGenerator"] {
            let Some(entries) = root.get_mut(key) else { continue };
            if let Some(entries) = entries.as_array_mut() {
                let count = entries.len();
                entries.retain(|entry| !is_managed(key, entry));
                patches += if key == "=patches" { count - entries.len() } else { 0 };
            }
            let empty = entries.as_array().is_some_and(Vec::is_empty);
            if empty || entries.as_str().is_some_and(|text| text.starts_with("!")) {
                root.remove(key);
            }
        }
    }
    patches
}

fn is_managed(key: &str, entry: &Value) -> bool {
    if key == "=patches" {
        return expected::text(entry, &["patch"]).starts_with(MARKER);
    }
    expected::text(entry, &["name"]).ends_with("-workload-identity-federation")
}
