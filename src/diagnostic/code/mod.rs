//! The codes of all diagnostics: one list, with what each code means.
//!
//! `FWI1nn` is about the config, `FWI2nn` about resources and edits, `FWI3nn` is what an audit
//! finds, `FWI5nn` is about the cloud side, `FWI9nn` about the input and the command line. A code keeps its meaning
//! for good; one that is no longer used is not given to something else. `docs/rules.md` is made of this list.

mod audit_artifact;
mod audit_config;
mod audit_controllers;
mod audit_identity;
mod audit_input;
mod audit_object_identity;
mod audit_objects;
mod audit_repository;
mod audit_token;
mod audit_values;
mod build;
mod config;
mod document;
mod entries;
mod input;
mod manifests;
mod resources;
mod trust;
mod values;

use std::fmt;
use std::ops::Deref;

use super::Severity;

pub use audit_artifact::*;
pub use audit_config::*;
pub use audit_controllers::*;
pub use audit_identity::*;
pub use audit_input::*;
pub use audit_object_identity::*;
pub use audit_objects::*;
pub use audit_repository::*;
pub use audit_token::*;
pub use audit_values::*;
pub use build::*;
pub use config::*;
pub use document::document;
pub use entries::*;
pub use input::*;
pub use manifests::*;
pub use resources::*;
pub use trust::*;
pub use values::*;

/// What kind of thing a diagnostic says: an entry of the list.
#[derive(Clone, Copy)]
pub struct Code(&'static Entry);

/// What the list has of a code.
#[derive(Debug)]
pub struct Entry {
    /// The number behind `FWI`.
    pub number: u16,
    /// Its name: a few words.
    pub title: &'static str,
    /// How much it usually matters.
    pub severity: Severity,
    /// What it means and why it matters: a paragraph.
    pub explanation: &'static str,
    /// A short example of what causes it.
    pub fails: &'static str,
    /// The example, corrected.
    pub passes: &'static str,
}

/// Every code, in order of their numbers.
pub fn all() -> impl Iterator<Item = Code> {
    let lists = [
        config::ALL,
        resources::ALL,
        entries::ALL,
        build::ALL,
        manifests::ALL,
        values::ALL,
        audit_identity::ALL,
        audit_controllers::ALL,
        audit_token::ALL,
        audit_objects::ALL,
        audit_object_identity::ALL,
        audit_repository::ALL,
        audit_artifact::ALL,
        audit_values::ALL,
        audit_config::ALL,
        audit_input::ALL,
        trust::ALL,
        input::ALL,
    ];
    lists.into_iter().flatten().copied()
}

/// The codes of what an audit finds.
pub fn findings() -> impl Iterator<Item = Code> {
    all().filter(|code| code.number / 100 == 3)
}

impl Code {
    /// The code of a finding with this name.
    pub(crate) fn of_finding(name: &str) -> Option<Code> {
        Code::named(name).filter(|code| code.number / 100 == 3)
    }

    /// The code with this name, `FWI104`, in any case.
    ///
    /// ```
    /// use flux_workload_identity::diagnostic::Code;
    /// assert_eq!(Code::named("fwi103").unwrap().title, "unknown field");
    /// assert!(Code::named("FWI000").is_none());
    /// ```
    pub fn named(name: &str) -> Option<Code> {
        all().find(|code| code.to_string().eq_ignore_ascii_case(name))
    }
}

impl Deref for Code {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        self.0
    }
}

/// Codes are the same if their numbers are.
impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.number == other.number
    }
}

impl Eq for Code {}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FWI{:03}", self.number)
    }
}

/// Declares codes, and `ALL` of them as a list.
macro_rules! codes {
    ($($name:ident = $number:literal $severity:ident $title:literal
       $explanation:literal
       fails $fails:literal
       passes $passes:literal;)*) => {
        $(
            #[doc = concat!("FWI", $number, ": ", $title, ".")]
            pub const $name: super::Code = super::Code(&super::Entry {
                number: $number,
                title: $title,
                severity: $crate::diagnostic::Severity::$severity,
                explanation: $explanation,
                fails: $fails,
                passes: $passes,
            });
        )*
        /// The codes of this list, in order.
        pub(super) const ALL: &[super::Code] = &[$($name),*];
    };
}
use codes;

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn numbers_are_in_order_and_texts_are_complete() {
        let codes: Vec<_> = all().collect();
        assert!(codes.windows(2).all(|pair| pair[0].number < pair[1].number));
        for code in codes {
            let text = code.explanation;
            assert!(text.len() > 60 && text.ends_with('.'), "{code}: explain it in a paragraph");
            assert!(!code.title.is_empty() && !code.title.ends_with('.'), "{code}");
            assert!(!code.fails.is_empty() && !code.passes.is_empty(), "{code}: give examples");
        }
    }
}
