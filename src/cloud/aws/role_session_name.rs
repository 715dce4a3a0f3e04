//! The name of an STS session.

use crate::cloud::{Piece, text_identifier};
use crate::flux::Controller;

text_identifier! {
    /// The name of an STS session. Source: AWS STS API, `RoleSessionName`: `[\w+=,.@-]*`, 2 to 64.
    pub RoleSessionName expected "2 to 64 letters, digits and any of +=,.@-_" samples &[],
    forms &[&[Piece::Run(is_letter, 2, 64)]], |text| {
        match text.chars().count() {
            2..=64 if text.chars().all(is_letter) => None,
            2..=64 => Some("has a character that STS refuses".to_owned()),
            length => Some(format!("has {length} characters, and STS takes 2 to 64")),
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+=,.@-_".contains(c)
}

/// The STS session name that Flux's guide gives a controller.
///
/// ```
/// use flux_workload_identity::{internal::Controller, internal::session_name};
/// let name = session_name(Controller::ImageAutomationController, "flux-system", "ap-southeast-1");
/// assert_eq!(name, "image-automation-controller.flux-system.ap-southeast-1.fluxcd.io");
/// assert_eq!(name.len(), 64); // STS takes no more
/// ```
pub fn session_name(controller: Controller, namespace: &str, region: &str) -> String {
    format!("{controller}.{namespace}.{region}.fluxcd.io")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    #[test]
    fn forms() {
        assert_parses::<RoleSessionName>(
            &["flux", "a.b@c", "${A}-x"],
            &[
                ("", "has 0 characters, and STS takes 2 to 64"),
                ("a", "has 1 characters, and STS takes 2 to 64"),
                ("a b", "has a character that STS refuses"),
                ("ab\n", "has a character that STS refuses"),
                (&"a".repeat(65), "has 65 characters, and STS takes 2 to 64"),
            ],
        );
    }
}
