//! Resources of Google Cloud, by the names that its services give them.

use std::fmt;
use std::str::FromStr;

use crate::flux::Service;

/// A resource that Flux reaches, and the parts of its name.
///
/// ```
/// use flux_workload_identity::internal::GcpResource;
/// let name = "projects/p/locations/europe-west1/repositories/apps";
/// assert_eq!(name.parse::<GcpResource>().unwrap().to_string(), name);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GcpResource {
    /// `gs://BUCKET`.
    Bucket(String),
    /// `projects/P/locations/L/repositories/R`.
    Repository([String; 3]),
    /// `projects/P/locations/L/keyRings/K`.
    KeyRing([String; 3]),
    /// `projects/P/locations/L/keyRings/K/cryptoKeys/C`.
    CryptoKey([String; 4]),
    /// `projects/P/topics/T`.
    Topic([String; 2]),
    /// `projects/P/locations/L/clusters/C`.
    Cluster([String; 3]),
}

const EXPECTED: &str = "write an ARN, the ID of an Azure resource, gs://BUCKET, or \
    projects/PROJECT with locations/LOCATION/repositories/NAME, \
    locations/LOCATION/keyRings/RING/cryptoKeys/KEY, topics/NAME or \
    locations/LOCATION/clusters/NAME behind it";

impl GcpResource {
    /// The service.
    pub fn service(&self) -> Service {
        match self {
            GcpResource::Bucket(_) => Service::Gcs,
            GcpResource::Repository(_) => Service::Gar,
            GcpResource::KeyRing(_) | GcpResource::CryptoKey(_) => Service::Kms,
            GcpResource::Topic(_) => Service::Pubsub,
            GcpResource::Cluster(_) => Service::Gke,
        }
    }
}

impl FromStr for GcpResource {
    type Err = String;

    fn from_str(text: &str) -> Result<GcpResource, String> {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || "-._~%+:".contains(c);
        let is_name = |part: &&str| {
            !part.is_empty() && !part.starts_with(['.', '-']) && part.chars().all(is_letter)
        };
        if let Some(bucket) = text.strip_prefix("gs://") {
            return if is_name(&bucket) {
                Ok(GcpResource::Bucket(bucket.to_owned()))
            } else {
                Err("write gs://BUCKET".to_owned())
            };
        }
        let parts: Vec<&str> = text.split('/').collect();
        if !parts.iter().all(is_name) {
            return Err(EXPECTED.to_owned());
        }
        let owned = |part: &str| part.to_owned();
        match *parts.as_slice() {
            ["projects", p, "topics", t] => Ok(GcpResource::Topic([p, t].map(owned))),
            ["projects", p, "locations", l, kind, name] => {
                let names = [p, l, name].map(owned);
                match kind {
                    "repositories" => Ok(GcpResource::Repository(names)),
                    "keyRings" => Ok(GcpResource::KeyRing(names)),
                    "clusters" => Ok(GcpResource::Cluster(names)),
                    _ => Err(EXPECTED.to_owned()),
                }
            }
            ["projects", p, "locations", l, "keyRings", k, "cryptoKeys", c] => {
                Ok(GcpResource::CryptoKey([p, l, k, c].map(owned)))
            }
            _ => Err(EXPECTED.to_owned()),
        }
    }
}

impl fmt::Display for GcpResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GcpResource::Bucket(name) => write!(f, "gs://{name}"),
            GcpResource::Repository([p, l, r]) => {
                write!(f, "projects/{p}/locations/{l}/repositories/{r}")
            }
            GcpResource::KeyRing([p, l, k]) => write!(f, "projects/{p}/locations/{l}/keyRings/{k}"),
            GcpResource::CryptoKey([p, l, k, c]) => {
                write!(f, "projects/{p}/locations/{l}/keyRings/{k}/cryptoKeys/{c}")
            }
            GcpResource::Topic([p, t]) => write!(f, "projects/{p}/topics/{t}"),
            GcpResource::Cluster([p, l, c]) => write!(f, "projects/{p}/locations/{l}/clusters/{c}"),
        }
    }
}
