//! What a rule found.

use crate::diagnostic::{Diagnostic, Location, Severity};

/// A diagnostic, and how many objects it is about.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// What is found, and where.
    pub(crate) diagnostic: Diagnostic,
    /// How many objects have it, where one finding stands for several.
    pub(crate) count: Option<usize>,
    /// The cluster that has it, by its index in the report; none of manifests alone.
    pub(crate) cluster: Option<usize>,
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Finding {
        Finding { diagnostic, count: None, cluster: None }
    }
}

/// How many of the objects that have the same finding are named.
const EXAMPLES: usize = 3;

impl Finding {
    /// One finding for several places: it stands at the first, and names two more.
    pub(crate) fn of_several(diagnostic: Diagnostic, places: Vec<Location>) -> Finding {
        let count = Some(places.len()).filter(|count| *count > 1);
        let mut places = places.into_iter().take(EXAMPLES);
        let mut diagnostic = diagnostic.at(places.next().unwrap_or_default());
        for place in places {
            diagnostic = diagnostic.related("and here", place);
        }
        Finding { diagnostic, count, cluster: None }
    }

    /// How much it matters.
    pub(crate) fn severity(&self) -> Severity {
        self.diagnostic.severity
    }
}
