//! What one identity needs on one controller: one file a provider.
//!
//! Source of every name and form: <https://fluxcd.io/flux/integrations/cross-cloud/> and the
//! providers' own pages beside it, unless the line says another.

mod aws;
mod azure;
mod gcp;

pub use aws::session_name;
pub use gcp::{KEY as CREDENTIALS_KEY, config_map};

use crate::config::{Cloud, Wiring};
use crate::flux::{Controller, Provider};
use crate::yaml::Value;

/// What an identity needs on a controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Whose identity it is.
    pub provider: Provider,
    /// How the controller gets its token.
    pub wiring: Wiring,
    /// Annotations of the ServiceAccount.
    pub annotations: Vec<(&'static str, String)>,
    /// A label of the Deployment and of its pods.
    pub label: Option<(&'static str, &'static str)>,
    /// Environment variables of the container.
    pub env: Vec<(&'static str, String)>,
    /// The projected token.
    pub token: Option<Token>,
    /// The credential configuration, in a ConfigMap.
    pub credentials: Option<Credentials>,
}

/// A projected ServiceAccount token, in a volume of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The volume's name, and the file's.
    pub name: &'static str,
    /// The audience.
    pub audience: String,
    /// The lifetime in seconds.
    pub expiration: u32,
    /// Where it is mounted.
    pub mount_path: String,
}

/// A credential configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The volume's name.
    pub volume: &'static str,
    /// The ConfigMap's name.
    pub config_map: String,
    /// The key in it, and the file's name.
    pub key: &'static str,
    /// The content.
    pub json: String,
    /// Where it is mounted.
    pub mount_path: &'static str,
}

/// A volume and where it is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mount<'n> {
    /// The volume's name.
    pub volume: &'static str,
    /// The path in the container.
    pub path: &'n str,
}

/// The names by which a provider's fields are known, whatever their values: what makes a field
/// ours.
#[derive(Debug)]
pub struct Names {
    /// Annotations of the ServiceAccount.
    pub annotations: &'static [&'static str],
    /// The label of the Deployment and its pods.
    pub label: Option<&'static str>,
    /// Environment variables.
    pub env: &'static [&'static str],
    /// Those among them that make the SDK use them whatever else is there.
    pub winning_env: &'static [&'static str],
    /// The volume of the token.
    pub token: &'static str,
    /// The volume of the credential configuration.
    pub credentials: Option<&'static str>,
}

/// The default lifetime of a projected token, in seconds.
const EXPIRATION: u32 = 3600;

/// Where the first provider's token is mounted.
const MOUNT_PATH: &str = "/var/run/service-account";

/// What `cloud` needs on `controller`. `shared_mount` says that another provider before it has
/// the usual mount path on this controller.
pub fn needs(
    cloud: &Cloud,
    wiring: Wiring,
    controller: Controller,
    namespace: &str,
    shared_mount: bool,
) -> Needs {
    let provider = cloud.provider();
    let mount_path = if shared_mount {
        // A sibling, not a folder inside: a mount inside of another can't start.
        format!("{MOUNT_PATH}-{provider}")
    } else {
        MOUNT_PATH.to_owned()
    };
    match (cloud, wiring) {
        (Cloud::Aws(aws), Wiring::Annotation) => aws::annotated(aws),
        (Cloud::Aws(aws), Wiring::Projected) => {
            aws::projected(aws, controller, namespace, mount_path)
        }
        (Cloud::Azure(azure), Wiring::Annotation) => azure::annotated(azure),
        (Cloud::Azure(azure), Wiring::Projected) => azure::projected(azure, mount_path),
        (Cloud::Gcp(gcp), Wiring::Annotation) => gcp::annotated(gcp),
        (Cloud::Gcp(gcp), Wiring::Projected) => gcp::projected(gcp, controller, mount_path),
    }
}

/// The annotations of a tenant's ServiceAccount: at object level Flux asks for the token itself,
/// no webhook, label or volume is involved. Source: Flux RFC-0010.
pub fn tenant_annotations(cloud: &Cloud) -> Vec<(&'static str, String)> {
    match cloud {
        Cloud::Aws(aws) => aws::annotated(aws).annotations,
        Cloud::Azure(azure) => azure::annotated(azure).annotations,
        Cloud::Gcp(gcp) => gcp::tenant(gcp),
    }
}

/// An environment variable, as a container has it.
pub fn variable(name: &str, value: &str) -> Value {
    Value::map([("name", Value::from(name)), ("value", value.into())])
}

/// Whether a ConfigMap's credential configuration has the form that this program writes.
pub fn is_external_account(json: &str) -> bool {
    let document: Result<serde_json::Value, _> = serde_json::from_str(json);
    document.is_ok_and(|d| d.get("type").and_then(|t| t.as_str()) == Some(gcp::EXTERNAL_ACCOUNT))
}

/// The names of a provider.
pub fn names(provider: Provider) -> &'static Names {
    match provider {
        Provider::Aws => &aws::NAMES,
        Provider::Azure => &azure::NAMES,
        Provider::Gcp => &gcp::NAMES,
    }
}

impl Needs {
    /// Nothing yet.
    fn none(provider: Provider, wiring: Wiring) -> Needs {
        Needs {
            provider,
            wiring,
            annotations: Vec::new(),
            label: None,
            env: Vec::new(),
            token: None,
            credentials: None,
        }
    }

    /// Whether the Deployment must be edited.
    pub fn needs_deployment(&self) -> bool {
        self.label.is_some() || !self.env.is_empty() || self.token.is_some()
    }

    /// Whether the ServiceAccount must be edited.
    pub fn needs_service_account(&self) -> bool {
        !self.annotations.is_empty()
    }

    /// The volumes, as a pod has them.
    pub fn volumes(&self) -> impl Iterator<Item = Value> {
        let token = self.token.as_ref().map(Token::volume);
        token.into_iter().chain(self.credentials.as_ref().map(Credentials::volume))
    }

    /// Where the volumes are mounted.
    pub fn mounts(&self) -> impl Iterator<Item = Mount<'_>> {
        let token = self.token.as_ref().map(|t| Mount { volume: t.name, path: &t.mount_path });
        let credentials = self.credentials.as_ref();
        let credentials = credentials.map(|c| Mount { volume: c.volume, path: c.mount_path });
        token.into_iter().chain(credentials)
    }

    /// Every field as text, to tell two needs apart and to hash them.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> =
            vec![("wiring".to_owned(), self.wiring.name().to_owned())];
        fields.extend(self.annotations.iter().map(|(k, v)| ((*k).to_owned(), v.clone())));
        fields.extend(self.env.iter().map(|(k, v)| ((*k).to_owned(), v.clone())));
        if let Some(token) = &self.token {
            fields.push(("audience".to_owned(), token.audience.clone()));
            fields.push(("tokenExpirationSeconds".to_owned(), token.expiration.to_string()));
        }
        fields.extend(self.credentials.iter().map(|c| (c.key.to_owned(), c.json.clone())));
        fields
    }
}

impl Token {
    /// The volume of the token.
    pub fn volume(&self) -> Value {
        let source = Value::map([
            ("audience", Value::from(self.audience.as_str())),
            ("expirationSeconds", i64::from(self.expiration).into()),
            ("path", self.name.into()),
        ]);
        let sources = Value::List(vec![Value::map([("serviceAccountToken", source)])]);
        Value::map([
            ("name", Value::from(self.name)),
            ("projected", Value::map([("sources", sources)])),
        ])
    }
}

impl Credentials {
    /// The volume of the ConfigMap.
    pub fn volume(&self) -> Value {
        let source = Value::map([("name", Value::from(self.config_map.as_str()))]);
        Value::map([("name", Value::from(self.volume)), ("configMap", source)])
    }

    /// The ConfigMap.
    pub fn object(&self, namespace: &str) -> Value {
        let metadata = Value::map([
            ("name", Value::from(self.config_map.as_str())),
            ("namespace", namespace.into()),
        ]);
        Value::map([
            ("apiVersion", Value::from("v1")),
            ("kind", "ConfigMap".into()),
            ("metadata", metadata),
            ("data", Value::map([(self.key, Value::from(self.json.as_str()))])),
        ])
    }
}

impl Mount<'_> {
    /// The mount, as a container has it.
    pub fn value(&self) -> Value {
        Value::map([
            ("name", Value::from(self.volume)),
            ("mountPath", self.path.into()),
            ("readOnly", true.into()),
        ])
    }
}
