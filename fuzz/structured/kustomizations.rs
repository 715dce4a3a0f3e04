//! Inputs of the target `patches`: a config as JSON in the first line, a kustomization.yaml, and
//! behind a line of `====` manifests.

use flux_workload_identity::internal::{KustomizeParts, Plan, Scope, manage};
use flux_workload_identity::{Purpose, yaml};

use super::random::Random;
use super::{manifests, mutate};

const BEHIND: &str = "====\n";

/// The config, the kustomization and the manifests.
pub(crate) fn split(input: &str) -> Option<(&str, &str, &str)> {
    let (config, rest) = input.split_once('\n')?;
    let (kustomization, manifests) = rest.split_once(BEHIND)?;
    Some((config, kustomization, manifests))
}

/// An input: of a file that was written for another config as often as not.
pub(crate) fn generated(random: &mut Random) -> String {
    let mut kustomization = mutate::mutated(&manifests::kustomization(random), random);
    if random.one_in(2) {
        kustomization = written(kustomization, &config(random));
        kustomization = mutate::mutated(&kustomization, random);
    }
    let manifests = if random.one_in(3) { String::new() } else { manifests::documents(random) };
    format!("{}\n{kustomization}{BEHIND}{manifests}", config(random))
}

/// An input with a part of it changed.
pub(crate) fn changed(input: &str, random: &mut Random) -> String {
    let Some((config, kustomization, manifests)) = split(input) else { return generated(random) };
    let (mut config, mut kustomization) = (config.to_owned(), kustomization.to_owned());
    let mut manifests = manifests.to_owned();
    match random.below(5) {
        0 => config = self::config(random),
        1 => kustomization = written(kustomization, &config),
        2 => manifests = mutate::mutated(&manifests, random),
        _ => kustomization = mutate::mutated(&kustomization, random),
    }
    format!("{config}\n{kustomization}{BEHIND}{manifests}")
}

fn config(random: &mut Random) -> String {
    if random.one_in(4) { manifests::nothing() } else { manifests::config(random) }
}

/// The kustomization with the entries of a config, if it can have them.
fn written(text: String, config: &str) -> String {
    let Ok(Some(config)) = yaml::parse(config, 0..config.len()) else { return text };
    let Some((_, plan)) = Plan::read(Some(&config)).0 else { return text };
    let parts =
        KustomizeParts::of_plan(&plan, Scope::Kustomization { moves: false }, None, |_| true);
    let splices = manage(&text, &plan, &parts, Purpose::Make, 0).splices;
    splices.apply(&text, 0..text.len())
}
