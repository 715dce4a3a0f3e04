//! What a ServiceAccount says of the tokens that Flux asks for in its name (Flux 2.10).

use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::{CREDENTIAL_AUDIENCES, CREDENTIAL_PROVIDER};
use crate::krm::Object;

use super::Subject;

/// The credential of a ServiceAccount's objects. The controllers' own identities do not heed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    /// The ServiceAccount.
    pub subject: Subject,
    /// Whether a SPIFFE runtime gives it.
    pub is_spiffe: bool,
    /// The audiences in place of the default one.
    pub audiences: Vec<String>,
    /// Where the ServiceAccount is.
    pub location: Location,
}

impl Credential {
    /// What an object says; `None` if it is no ServiceAccount or says nothing.
    pub(crate) fn of(object: &Object<'_, '_>) -> Option<Credential> {
        if object.kind() != "ServiceAccount" {
            return None;
        }
        let audiences = object.annotation(CREDENTIAL_AUDIENCES).unwrap_or_default();
        let audiences = audiences.split([',', '\n']).map(str::trim).filter(|a| !a.is_empty());
        let credential = Credential {
            subject: Subject {
                namespace: object.namespace().unwrap_or_default().to_owned(),
                name: object.name().to_owned(),
            },
            is_spiffe: object.annotation(CREDENTIAL_PROVIDER) == Some("spiffe"),
            audiences: audiences.map(str::to_owned).collect(),
            location: object.location(),
        };
        (credential.is_spiffe || !credential.audiences.is_empty()).then_some(credential)
    }

    /// That its tokens are not the cluster's.
    pub(super) fn left_out(&self) -> Diagnostic {
        let message = format!(
            "{} gets its credential of a SPIFFE runtime, whose issuer and subject no manifest \
             tells: it is left out",
            self.subject
        );
        let help = "let the cloud trust the issuer and the SPIFFE ID of the runtime";
        Diagnostic::new(code::OTHER_CREDENTIAL, message).help(help).at(self.location.clone())
    }

    /// That it asks for audiences where there are none.
    pub(super) fn refused_on_gke(&self) -> Diagnostic {
        let message = format!("{} asks for audiences, which Flux refuses on GKE", self.subject);
        let help = format!("remove the annotation {CREDENTIAL_AUDIENCES}");
        Diagnostic::new(code::AUDIENCES_REFUSED, message).help(help).at(self.location.clone())
    }
}
