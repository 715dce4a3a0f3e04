//! What one identity needs on one ServiceAccount and its Deployment, in Kubernetes terms.

use std::borrow::Cow;

use crate::flux::Provider;
use crate::yaml::Value;

use super::Wiring;

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
    /// Environment variables of the container; none without a token.
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

/// The default lifetime of a projected token, in seconds.
pub(super) const EXPIRATION: u32 = 3600;

/// An environment variable, as a container has it.
pub(crate) fn variable(name: &str, value: &str) -> Value {
    Value::map([("name", Value::from(name)), ("value", value.into())])
}

impl Needs {
    /// Nothing yet.
    pub(super) fn none(provider: Provider, wiring: Wiring) -> Needs {
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
        self.label.is_some() || self.token.is_some()
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

    /// Every field and its value, to tell two needs apart and to hash them.
    pub fn fields(&self) -> Vec<(&'static str, Cow<'_, str>)> {
        let pairs = self.annotations.iter().chain(&self.env);
        let mut fields = vec![("wiring", self.wiring.name().into())];
        fields.extend(pairs.map(|(name, value)| (*name, value.into())));
        if let Some(token) = &self.token {
            fields.push(("audience", (&token.audience).into()));
            fields.push(("tokenExpirationSeconds", token.expiration.to_string().into()));
        }
        fields.extend(self.credentials.iter().map(|c| (c.key, (&c.json).into())));
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
