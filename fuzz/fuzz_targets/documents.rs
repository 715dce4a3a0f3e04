//! A text of documents: what is told of one by its lines is what a parser tells.

#![no_main]

use flux_workload_identity::internal::Documents;
use flux_workload_identity::yaml::Node;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

#[path = "../pieces.rs"]
mod pieces;
#[path = "../structured/mod.rs"]
mod structured;

use structured::{manifests, mutate, random::Random};

fuzz_target!(|text: &str| {
    let told: Vec<_> = Documents::open(text, 0)
        .outlines()
        .iter()
        .map(|document| (document.range(), document.kind(), document.name()))
        .collect();
    for (range, kind, name) in told {
        let mut alone = Documents::open(text, 0);
        if alone.read(|document| document.range() == range).is_err() {
            continue;
        }
        let Some(root) = alone.roots().next() else { continue };
        let text = |node: Option<&Node<'_>>| node.and_then(Node::text).map(str::to_owned);
        if let Some((api_version, kind)) = kind {
            assert_eq!(text(root.get("kind")).as_deref(), Some(kind));
            assert_eq!(text(root.get("apiVersion")).as_deref(), Some(api_version));
        }
        if let Some(name) = name {
            assert_eq!(text(root.at(&["metadata", "name"])).as_deref(), Some(name));
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let random = &mut Random::new(seed.into());
    let made = match random.below(4) {
        0 => structured::replace(data, size, max_size, |_| manifests::documents(random)),
        1 | 2 => structured::replace(data, size, max_size, |text| mutate::mutated(text, random)),
        _ => None,
    };
    made.unwrap_or_else(|| pieces::mutate(data, size, max_size, seed))
});
