//! A range of Flux's versions: those in which something holds, or those that an installation may
//! have.

use super::Version;

/// From a version on, until another one, which is not in it. Minor versions are not divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionRange {
    since: Version,
    until: Option<Version>,
}

impl VersionRange {
    /// All versions.
    const ANY: VersionRange = VersionRange::since(Version::new(0, 0));

    /// From a version on.
    pub const fn since(since: Version) -> VersionRange {
        VersionRange { since, until: None }
    }

    /// The range without `until` and what comes after it.
    pub const fn until(self, until: Version) -> VersionRange {
        VersionRange { until: Some(until), ..self }
    }

    /// The versions that a constraint of a FluxInstance allows.
    /// Source of its grammar: <https://github.com/Masterminds/semver#checking-version-constraints>.
    ///
    /// ```
    /// use flux_workload_identity::internal::{Version, VersionRange};
    /// let since = |minor| VersionRange::since(Version::new(2, minor));
    /// let read = VersionRange::of_constraint;
    /// assert_eq!(read("2.10.x"), Some(since(10).until(Version::new(2, 11))));
    /// assert_eq!(read("v2.9.3"), Some(since(9).until(Version::new(2, 10))));
    /// assert_eq!(read("2.x"), Some(since(0).until(Version::new(3, 0))));
    /// assert_eq!(read(">=2.9"), Some(since(9)));
    /// assert_eq!(read(">= 2.9, < 2.10.0"), Some(since(9).until(Version::new(2, 10))));
    /// assert_eq!(read("2.6.x || ~2.8.1"), Some(since(6).until(Version::new(2, 9))));
    /// assert_eq!(read("latest"), None);
    /// ```
    pub fn of_constraint(text: &str) -> Option<VersionRange> {
        let mut alternatives = text.split("||").map(alternative);
        let first = alternatives.next()?;
        alternatives.fold(first, |all, one| Some(all?.or(one?)))
    }

    /// The first version in it.
    pub fn first(self) -> Version {
        self.since
    }

    /// The first version that is not in it any more, if it has ended.
    pub fn end(self) -> Option<Version> {
        self.until
    }

    /// Whether it holds for a version.
    pub fn contains(self, version: Version) -> bool {
        self.since <= version && !self.has_ended(version)
    }

    /// Whether it holds no more for a version.
    pub fn has_ended(self, version: Version) -> bool {
        self.until.is_some_and(|until| until <= version)
    }

    /// Whether a version in it is newer than all of another range.
    pub fn reaches_beyond(self, other: VersionRange) -> bool {
        other.until.is_some_and(|end| self.until.is_none_or(|until| until > end))
    }

    /// Whether every version in it is newer than all of another range.
    pub fn is_beyond(self, other: VersionRange) -> bool {
        other.has_ended(self.since)
    }

    /// The versions of both.
    fn and(self, other: VersionRange) -> VersionRange {
        let until = [self.until, other.until].into_iter().flatten().min();
        VersionRange { since: self.since.max(other.since), until }
    }

    /// The versions of either, and those between.
    fn or(self, other: VersionRange) -> VersionRange {
        let until = self.until.zip(other.until).map(|(one, other)| one.max(other));
        VersionRange { since: self.since.min(other.since), until }
    }
}

/// One of the alternatives of a constraint: comparisons that all hold.
fn alternative(text: &str) -> Option<VersionRange> {
    if let Some((low, high)) = text.split_once(" - ") {
        return Some(comparison(">=", low.trim())?.and(comparison("<=", high.trim())?));
    }
    let mut range = None;
    let mut operator = String::new();
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        let version = word.trim_start_matches(['<', '>', '=', '!', '~', '^']);
        operator.push_str(&word[..word.len() - version.len()]);
        if !version.is_empty() {
            let compared = comparison(&std::mem::take(&mut operator), version)?;
            range = Some(range.map_or(compared, |range: VersionRange| range.and(compared)));
        }
    }
    range.filter(|_| operator.is_empty())
}

/// The versions that an operator and a version, or the first numbers of one, allow.
fn comparison(operator: &str, text: &str) -> Option<VersionRange> {
    let text = text.strip_prefix('v').unwrap_or(text).split(['-', '+']).next()?;
    let mut numbers = Vec::new();
    let mut parts = text.split('.').take_while(|part| !matches!(*part, "x" | "X" | "*"));
    parts.try_for_each(|part| part.parse::<u32>().map(|number| numbers.push(number)).ok())?;
    let (whole, compatible) = match numbers.as_slice() {
        [] => return Some(VersionRange::ANY),
        [major] => {
            (VersionRange::since(Version::new(*major, 0)), Version::new(major.saturating_add(1), 0))
        }
        [major, minor, ..] => (
            VersionRange::since(Version::new(*major, *minor)),
            Version::new(*major, minor.saturating_add(1)),
        ),
    };
    let next_major = Version::new(numbers.first()?.saturating_add(1), 0);
    let is_within = numbers.get(2).is_some();
    Some(match operator {
        "" | "=" | "==" | "~" | "~>" => whole.until(compatible),
        "^" => whole.until(next_major),
        ">=" | "=>" => whole,
        ">" if is_within => whole,
        ">" => VersionRange::since(compatible),
        "<" if numbers.get(2).is_none_or(|patch| *patch == 0) => {
            VersionRange::ANY.until(whole.since)
        }
        "<" | "<=" | "=<" => VersionRange::ANY.until(compatible),
        "!=" => VersionRange::ANY,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_reaches_what_it_allows() {
        let gate = VersionRange::since(Version::new(2, 6)).until(Version::new(2, 10));
        let judged = |text: &str| {
            let range = VersionRange::of_constraint(text).unwrap();
            (range.reaches_beyond(gate), range.is_beyond(gate))
        };
        for text in ["2.9.x", "<2.10", "<2.10.0", "~2.9", "2.6 - 2.9", ">=2.7 <2.10", "=2.9.9"] {
            assert_eq!(judged(text), (false, false), "{text}");
        }
        for text in ["2.x", "*", ">=2.9", "^2.9", "<2.10.1", "<=2.10", ">2.9.3", "2.9.x || 2.11.x"]
        {
            assert_eq!(judged(text), (true, false), "{text}");
        }
        for text in ["2.10.x", "v2.10.1", ">2.9", ">= 2.10", "2.10 - 2.11", "~2.11.0-rc.1"] {
            assert_eq!(judged(text), (true, true), "{text}");
        }
        for text in ["", "latest", ">=", "2.x >", "${VERSION}", ">>2.9"] {
            assert_eq!(VersionRange::of_constraint(text), None, "{text}");
        }
    }
}
