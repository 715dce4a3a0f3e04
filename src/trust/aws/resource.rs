//! Resources of AWS, by their ARNs.

use std::fmt;
use std::str::FromStr;

use crate::flux::Service;

/// The ARN of a resource that Flux reaches: a repository, a bucket, a key, an EKS cluster.
///
/// ```
/// use flux_workload_identity::internal::AwsResource;
/// let bucket: AwsResource = "arn:aws:s3:::flux-manifests".parse().unwrap();
/// assert_eq!(bucket.partition, "aws");
/// assert!("arn:aws:kms:us-east-1:111122223333:alias/flux".parse::<AwsResource>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsResource {
    /// The service.
    pub service: Service,
    /// `aws`, `aws-cn`, `aws-us-gov` or another.
    pub partition: String,
    /// The region; empty for S3.
    pub region: String,
    /// What stands behind the account.
    pub name: String,
    arn: String,
}

impl FromStr for AwsResource {
    type Err = String;

    fn from_str(text: &str) -> Result<AwsResource, String> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let &["arn", partition, service, region, account, name] = parts.as_slice() else {
            return Err("an ARN has six parts".to_owned());
        };
        let (service, start, example) = match service {
            "ecr" => (Service::Ecr, "repository/", "arn:aws:ecr:REGION:ACCOUNT:repository/NAME"),
            "kms" => (Service::Kms, "key/", "arn:aws:kms:REGION:ACCOUNT:key/ID"),
            "eks" => (Service::Eks, "cluster/", "arn:aws:eks:REGION:ACCOUNT:cluster/NAME"),
            "s3" => (Service::S3, "", "arn:aws:s3:::BUCKET"),
            "codecommit" => (Service::Codecommit, "", "arn:aws:codecommit:REGION:ACCOUNT:NAME"),
            "ecr-public" => {
                return Err("the actions of ecr-public are for the whole registry".to_owned());
            }
            other => return Err(format!("Flux reaches no {other:?} of AWS")),
        };
        if service == Service::Kms && name.starts_with("alias/") {
            return Err("policies take the ARN of a key, not of its alias".to_owned());
        }
        let is_placed = (service == Service::S3) == (region.is_empty() && account.is_empty());
        let rest = name.strip_prefix(start);
        if !is_placed
            || partition.is_empty()
            || rest.is_none_or(|r| r.is_empty() || r.starts_with('/'))
        {
            return Err(format!("write {example}"));
        }
        if service == Service::Eks && name.contains(['*', '?']) {
            return Err("an access entry is for one cluster".to_owned());
        }
        let [partition, region, name, arn] = [partition, region, name, text].map(str::to_owned);
        Ok(AwsResource { service, partition, region, name, arn })
    }
}

impl AwsResource {
    /// The ARN.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The bucket, of S3.
    pub(super) fn bucket(&self) -> String {
        let bucket = self.name.split('/').next().unwrap_or_default();
        format!("arn:{}:s3:::{bucket}", self.partition)
    }

    /// The objects, of S3: all of the bucket unless the ARN says which.
    pub(super) fn objects(&self) -> String {
        if self.name.contains('/') { self.arn.clone() } else { format!("{}/*", self.arn) }
    }

    /// The cluster's name, of EKS.
    pub(crate) fn cluster(&self) -> &str {
        self.name.strip_prefix("cluster/").unwrap_or(&self.name)
    }
}

impl fmt::Display for AwsResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arn)
    }
}
