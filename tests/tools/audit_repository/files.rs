//! The files of a repository, and what all layouts have among them.

use std::collections::BTreeMap;

use super::flux::{components, inline, kustomization, patches, sync};
use super::wiring::Wiring;

/// The files of a repository.
#[derive(Clone, Default)]
pub(super) struct Files {
    pub(super) texts: BTreeMap<String, String>,
    /// A folder that is named to the audit, where nothing in the repository tells it.
    pub(super) named: Option<&'static str>,
}

impl Files {
    pub(super) fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(path.into(), text.into());
    }

    /// The Flux of a cluster with its wiring, patched in place, and its sync.
    pub(super) fn flux(&mut self, cluster: &str, wiring: &Wiring) {
        let patches = inline(&patches(&wiring.wired), "");
        self.flux_with(cluster, wiring, &listed("patches:", &patches));
    }

    /// The same with another way to patch it.
    pub(super) fn flux_with(&mut self, cluster: &str, wiring: &Wiring, patched: &str) {
        let folder = format!("{cluster}/flux-system");
        self.add(format!("{folder}/gotk-components.yaml"), components(wiring.version, &[]));
        self.add(format!("{folder}/gotk-sync.yaml"), sync(cluster));
        let mut resources = "- gotk-components.yaml\n- gotk-sync.yaml\n".to_owned();
        if !wiring.flux.is_empty() {
            resources += "- federation.yaml\n";
            self.add(format!("{folder}/federation.yaml"), wiring.flux.as_str());
        }
        self.add(format!("{folder}/kustomization.yaml"), kustomize(&resources, patched));
    }

    /// The Kustomization that applies the objects of a wiring, which are in a folder.
    pub(super) fn apps(&mut self, cluster: &str, folder: &str, wiring: &Wiring) {
        let apps = kustomization("apps", folder, decryption(wiring));
        self.add(format!("{cluster}/apps.yaml"), apps);
        self.add(format!("{folder}/apps.yaml"), wiring.objects.as_str());
    }

    pub(super) fn each(&mut self, change: impl Fn(&mut String)) {
        self.texts.values_mut().for_each(change);
    }
}

/// A kustomization.yaml.
pub(super) fn kustomize(resources: &str, more: &str) -> String {
    format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n{resources}{more}"
    )
}

/// A key with its list, or nothing.
pub(super) fn listed(key: &str, entries: &str) -> String {
    if entries.is_empty() { String::new() } else { format!("{key}\n{entries}") }
}

/// What a Kustomization needs to decrypt the objects of a wiring.
pub(super) fn decryption(wiring: &Wiring) -> &'static str {
    if wiring.is_encrypted { "  decryption: {provider: sops}\n" } else { "" }
}
