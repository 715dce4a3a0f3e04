//! A way to break a repository that is wired rightly, and what has to be found then.

use libtest_mimic::Failed;

use super::Audited;
use super::files::Files;

/// A change of a repository's text that takes an identity away.
pub(super) struct Breakage {
    pub(super) name: &'static str,
    /// Text that the repository has to have, so that the breakage fits.
    given: &'static str,
    /// Text that it must not have.
    unless: Option<&'static str>,
    /// The text that is changed, in the first file that has it.
    from: &'static str,
    to: &'static str,
    /// What is found, and a part of the line that it is found at.
    code: &'static str,
    at: &'static str,
    /// What else follows from it.
    also: &'static [&'static str],
}

/// One that changes the first text into the second, and is found as this code at this line.
pub(super) const fn breakage(
    name: &'static str,
    [from, to]: [&'static str; 2],
    [code, at]: [&'static str; 2],
) -> Breakage {
    Breakage { name, given: "", unless: None, from, to, code, at, also: &[] }
}

impl Breakage {
    pub(super) const fn and(self, also: &'static [&'static str]) -> Breakage {
        Breakage { also, ..self }
    }

    pub(super) const fn given(self, given: &'static str) -> Breakage {
        Breakage { given, ..self }
    }

    pub(super) const fn unless(self, unless: &'static str) -> Breakage {
        Breakage { unless: Some(unless), ..self }
    }

    /// A repository that is broken so; none if it does not fit.
    pub(super) fn of(&self, files: &Files) -> Option<Files> {
        let has = |wanted: &str| files.texts.values().any(|text| text.contains(wanted));
        if !has(self.given) || self.unless.is_some_and(has) {
            return None;
        }
        let (name, text) = files.texts.iter().find(|(_, text)| text.contains(self.from))?;
        let mut broken = files.clone();
        broken.texts.insert(name.clone(), text.replace(self.from, self.to));
        Some(broken)
    }

    /// Demands that it is found at its place, and nothing that does not follow from it.
    pub(super) fn is_found(&self, broken: &Files) -> Result<(), Failed> {
        let audited = Audited::of(broken)?;
        // In JSON everything is quoted.
        let bare = |text: &str| text.replace('"', "");
        let at = bare(self.at);
        let is_it = |code: &str, line: &str| code == self.code && bare(line).contains(&at);
        if !audited.findings.iter().any(|found| is_it(&found.code, &found.line)) {
            return Err(format!("{} is not found there:\n{}", self.code, audited.report).into());
        }
        let mut graver = audited.findings.iter().filter(|found| found.severity != "info");
        let follows = |code: &str| code == self.code || self.also.contains(&code);
        match graver.find(|found| !follows(&found.code)) {
            Some(other) => Err(format!("{other:?}\n{}", audited.report).into()),
            None => Ok(()),
        }
    }
}
