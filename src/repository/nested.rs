//! Kustomizations of Flux that come of other ones, and where following them ends. With variables in
//! its name, a Kustomization in the folder that it applies can make another one of itself each time.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::flux_kustomization::FluxKustomization;

/// How often a folder may be applied by what comes of itself. Where it is meant, a folder applies
/// itself once or twice.
const MOST_OF_A_FOLDER: usize = 16;

/// How many bytes of variables a Kustomization may have: etcd takes no larger request.
/// Source: <https://etcd.io/docs/v3.5/dev-guide/limit/>.
const MOST_OF_VARIABLES: usize = 3 << 19;

/// The folders that were entered, in the order of the stages.
#[derive(Debug, Default)]
pub(super) struct Nested {
    /// Each with the number of the stage that it was found in.
    entered: Vec<(PathBuf, Option<usize>)>,
    /// How often a folder was found below itself.
    again: HashMap<PathBuf, usize>,
}

impl Nested {
    /// Enters the folder of a Kustomization that was found in the stage of a number. Returns why it
    /// is not to be followed.
    pub(super) fn enter(
        &mut self,
        folder: &Path,
        by: &FluxKustomization,
        within: Option<usize>,
    ) -> Option<String> {
        let is_below_itself = self.above(within).any(|above| above == folder);
        self.entered.push((folder.to_owned(), within));
        let bytes: usize = by.variables.values().map(String::len).sum();
        if bytes > MOST_OF_VARIABLES {
            return Some(format!("its variables have {bytes} bytes, more than Kubernetes stores"));
        }
        let again = self.again.entry(folder.to_owned()).or_default();
        *again += usize::from(is_below_itself);
        (*again > MOST_OF_A_FOLDER).then(|| {
            "what is applied there applies it again, under other names each time: that has no end"
                .to_owned()
        })
    }

    /// The folders on the way to what is found in a stage.
    fn above(&self, within: Option<usize>) -> impl Iterator<Item = &Path> {
        let stage = |number: usize| self.entered.get(number);
        std::iter::successors(within.and_then(stage), move |(_, within)| within.and_then(stage))
            .map(|(folder, _)| folder.as_path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_value(value: &str) -> FluxKustomization {
        let variables = [("A".to_owned(), value.to_owned())].into();
        FluxKustomization { variables, ..FluxKustomization::default() }
    }

    #[test]
    fn a_folder_that_many_apply_is_entered_and_one_below_itself_is_not_for_ever() {
        let by = FluxKustomization::default();
        let mut nested = Nested::default();
        assert_eq!(nested.enter(Path::new("root"), &by, None), None);
        for _ in 0..1000 {
            assert_eq!(nested.enter(Path::new("tenant"), &by, Some(0)), None);
        }
        let endless = (1000..2000).find(|last| {
            let folder = ["tenant", "other"][last % 2];
            nested.enter(Path::new(folder), &by, Some(*last)).is_some()
        });
        assert!(endless.is_some());
    }

    #[test]
    fn what_no_cluster_stores_is_not_followed() {
        let mut nested = Nested::default();
        let [most, more] = [MOST_OF_VARIABLES, MOST_OF_VARIABLES + 1].map(|n| "x".repeat(n));
        assert_eq!(nested.enter(Path::new("a"), &with_value(&most), None), None);
        assert!(nested.enter(Path::new("a"), &with_value(&more), None).is_some());
    }
}
