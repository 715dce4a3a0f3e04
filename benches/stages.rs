//! How long each stage of the function takes, by the size of the list.
//!
//! ```sh
//! cargo bench --locked --bench stages
//! ```
//!
//! The stages are those of `function::run`, one after the other. `parse` is the reading of the
//! whole, which the function does only where the lines do not tell the items.

#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

mod support;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use flux_workload_identity::Purpose;
use flux_workload_identity::internal::{Interest, resolve};
use flux_workload_identity::internal::{Plan, PlannedChange};
use flux_workload_identity::internal::{Reading, read_by};
use flux_workload_identity::internal::{ResourceList, edit_list, write_list};
use flux_workload_identity::yaml::Edit;

/// 0.4, 3.5 and 35 MB, and a list of which half is edited.
const INPUTS: [&str; 5] = ["crds-14", "crds-126", "crds-1260", "projected-14", "tenants-1000-50"];

fn main() {
    divan::main();
}

/// Finds the items by their lines.
#[divan::bench(args = INPUTS, max_time = 2)]
fn scan(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    bencher.counter(BytesCount::of_str(&source)).bench(|| ResourceList::open(black_box(&source)));
}

/// Parses the whole.
#[divan::bench(args = INPUTS, max_time = 2)]
fn parse(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    bencher.counter(BytesCount::of_str(&source)).bench(|| ResourceList::parse(black_box(&source)));
}

/// Reads the config and makes the Plan of it.
#[divan::bench(args = INPUTS, max_time = 2)]
fn plan(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    let list = ResourceList::open(&source).unwrap();
    bencher.bench(|| planned(black_box(&list)));
}

/// Parses the items that the Plan is interested in.
#[divan::bench(args = INPUTS, max_time = 2)]
fn read(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    let plan = planned(&ResourceList::open(&source).unwrap());
    bencher.with_inputs(|| ResourceList::open(&source).unwrap()).bench_values(|mut list| {
        let interest = Interest::new(&plan, list.outlines());
        list.read(|item| interest.concerns(item)).unwrap();
        list
    });
}

/// Holds the Plan against the objects.
#[divan::bench(args = INPUTS, max_time = 2, name = "resolve")]
fn resolved(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    let (list, plan) = opened(&source);
    let objects = list.objects();
    bencher.bench(|| resolve(black_box(&plan), black_box(&objects), Purpose::Make));
}

/// Makes splices of the edits and checks each by reading it again.
#[divan::bench(args = INPUTS, max_time = 2)]
fn edit(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    let (list, plan) = opened(&source);
    let objects = list.objects();
    let changes = changes(&plan, &list);
    let edits = edits(&changes);
    bencher.bench(|| edit_list(&list, black_box(&objects), black_box(&edits)));
}

/// Puts the splices into the list.
#[divan::bench(args = INPUTS, max_time = 2)]
fn splice(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    let (list, plan) = opened(&source);
    let changes = changes(&plan, &list);
    let edits = edits(&changes);
    bencher
        .with_inputs(|| edit_list(&list, &list.objects(), &edits).unwrap())
        .bench_values(|edited| write_list(&list, edited, &[], &[]));
}

/// The function from end to end, without reading and writing the streams.
#[divan::bench(args = INPUTS, max_time = 2)]
fn whole(bencher: Bencher<'_, '_>, input: &str) {
    let source = text(input);
    bencher
        .counter(BytesCount::of_str(&source))
        .bench(|| read_by(black_box(&source), Reading::Outline));
}

fn text(input: &str) -> String {
    support::text(input).unwrap()
}

fn planned(list: &ResourceList<'_>) -> Plan {
    let (read, _) = Plan::read(list.function_config());
    read.unwrap().1
}

fn opened(source: &str) -> (ResourceList<'_>, Plan) {
    let mut list = ResourceList::open(source).unwrap();
    let plan = planned(&list);
    let interest = Interest::new(&plan, list.outlines());
    list.read(|item| interest.concerns(item)).unwrap();
    (list, plan)
}

fn changes(plan: &Plan, list: &ResourceList<'_>) -> Vec<PlannedChange> {
    resolve(plan, &list.objects(), Purpose::Make).changes
}

fn edits(changes: &[PlannedChange]) -> Vec<(usize, &Edit)> {
    changes.iter().map(|change| (change.object, &change.edit)).collect()
}
