//! A version of Flux, as far as features depend on it.

use std::fmt;

/// Major and minor: patch releases bring no feature.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    /// `major.minor`.
    pub const fn new(major: u32, minor: u32) -> Version {
        Version { major, minor }
    }

    /// Reads `v2.9.3`, `2.9.3` or `v2.9`.
    ///
    /// ```
    /// use flux_workload_identity::internal::Version;
    /// assert_eq!(Version::parse("v2.9.3"), Some(Version::new(2, 9)));
    /// assert_eq!(Version::parse("2.10.0-rc.1"), Some(Version::new(2, 10)));
    /// assert_eq!(Version::parse("latest"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Version> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.split(['-', '+']).next()?.parse().ok()?;
        Some(Version { major, minor })
    }

    /// The Flux version that the tag of an image tells, for the controllers whose `v1.N` is Flux
    /// `v2.N`.
    ///
    /// ```
    /// use flux_workload_identity::internal::Version;
    /// let image = "ghcr.io/fluxcd/source-controller:v1.9.3@sha256:0000";
    /// assert_eq!(Version::of_image(image), Some(Version::new(2, 9)));
    /// ```
    pub fn of_image(image: &str) -> Option<Version> {
        let (_, tag) = image.split('@').next()?.rsplit_once(':')?;
        let version = Version::parse(tag)?;
        (version.major == 1).then_some(Version::new(2, version.minor))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
