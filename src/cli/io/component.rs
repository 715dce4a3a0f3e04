//! A folder with a kustomize Component, all of which is ours.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use crate::patch::MARKER;
use crate::render::{Native, kustomization};
use crate::yaml::{Layout, block};

use super::target::File;

/// The first line of each file, by which it is known as ours.
const HEAD: &str = "# Made by flux-workload-identity, which will overwrite changes.\n";

const KUSTOMIZATION: &str = "kustomization.yaml";
const ACCOUNTS: &str = "service-accounts.yaml";

/// The files of the folder, as they are and as they should be.
///
/// # Errors
/// The folder has a file of one of the names that is not ours.
pub(crate) fn files(folder: &Path, native: &Native, namespace: &str) -> anyhow::Result<Vec<File>> {
    if folder.is_file() || folder.file_name().is_some_and(|name| name == KUSTOMIZATION) {
        bail!("{} is a file: --format component wants a folder of its own", folder.display());
    }
    for other in ["kustomization.yml", "Kustomization"] {
        if folder.join(other).exists() {
            bail!(
                "{} is not of this program: name a folder that is only for the Component",
                folder.join(other).display()
            );
        }
    }
    let accounts: Vec<String> = native
        .accounts
        .iter()
        .map(|account| block(account, 0, &Layout::default()) + "\n")
        .collect();
    let resources: &[&str] = if accounts.is_empty() { &[] } else { &[ACCOUNTS] };
    let component = kustomization::component(native, namespace, resources);
    let wanted = [
        (KUSTOMIZATION, Some(component)),
        (ACCOUNTS, (!accounts.is_empty()).then(|| accounts.join("---\n"))),
    ];
    let mut files = Vec::new();
    for (name, new) in wanted {
        let path = folder.join(name);
        let old = if path.exists() {
            let text = fs::read_to_string(&path);
            Some(text.with_context(|| format!("{} can't be read", path.display()))?)
        } else {
            None
        };
        match &old {
            Some(text) if !is_ours(text) && new.is_some() => bail!(
                "{} is not of this program: name a folder that is only for the Component",
                path.display()
            ),
            Some(text) if !is_ours(text) => continue,
            _ => {}
        }
        if old.is_some() || new.is_some() {
            let new = new.map(|text| format!("{HEAD}{text}"));
            files.push(File { path, old, new });
        }
    }
    Ok(files)
}

/// Whether a file is ours, however its lines end.
fn is_ours(text: &str) -> bool {
    text.lines().next() == HEAD.lines().next()
}

/// How many parts of ours a file of the folder has.
pub(crate) fn parts(text: &str) -> usize {
    let is_part = |line: &str| {
        let own = line.trim_start();
        // In a patch the kind is indented, as everything in it is.
        own.starts_with(MARKER)
            || own.starts_with("disableNameSuffixHash:")
            || line.starts_with("kind: ServiceAccount")
    };
    text.lines().filter(|line| is_part(line)).count()
}
