//! Container registries of the clouds, known by their hosts.

use super::Provider;

/// What a host says of a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Registry {
    /// The cloud whose registry it is.
    pub(crate) provider: Provider,
    /// Whether nothing can be read there without credentials. The registries of Azure and of
    /// Google may be open to everybody, each by a setting of its own.
    pub(crate) always_private: bool,
}

impl Registry {
    /// The registry of a cloud that an address leads to, with or without a scheme; `None` if it is
    /// another one, or a public one.
    ///
    /// Sources: fluxcd/pkg/auth, the `ParseArtifactRepository` of each provider, and
    /// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html>.
    pub(crate) fn at(address: &str) -> Option<Registry> {
        let address = address.split_once("://").map_or(address, |(_, behind)| behind);
        let host = address.split(['/', ':']).next()?.to_ascii_lowercase();
        let known = |provider, always_private| Some(Registry { provider, always_private });
        if is_ecr(&host) {
            return known(Provider::Aws, true);
        }
        let ends = |domains: &[&str]| domains.iter().any(|domain| host.ends_with(domain));
        if ends(&[".azurecr.io", ".azurecr.us", ".azurecr.cn"]) {
            return known(Provider::Azure, false);
        }
        if host == "gcr.io" || ends(&["-docker.pkg.dev", ".gcr.io"]) && host != "mirror.gcr.io" {
            return known(Provider::Gcp, false);
        }
        None
    }
}

/// `ACCOUNT.dkr.ecr.REGION.amazonaws.com` and its like; the account may be a substitution.
fn is_ecr(host: &str) -> bool {
    let domain = [".amazonaws.com", ".amazonaws.com.cn", ".on.aws"];
    let inside = domain.iter().find_map(|domain| host.strip_suffix(domain));
    inside.is_some_and(|name| {
        [".dkr.ecr.", ".dkr.ecr-fips.", ".dkr-ecr."].iter().any(|part| name.contains(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_by_their_hosts() {
        let aws = Some(Registry { provider: Provider::Aws, always_private: true });
        let azure = Some(Registry { provider: Provider::Azure, always_private: false });
        let gcp = Some(Registry { provider: Provider::Gcp, always_private: false });
        for (address, expected) in [
            ("oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps", aws),
            ("490185926743.dkr.ecr.cn-north-1.amazonaws.com.cn/apps:v1", aws),
            ("${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/apps", aws),
            ("490185926743.dkr-ecr.eu-west-1.on.aws/apps", aws),
            ("oci://acme.azurecr.io/charts", azure),
            ("europe-west1-docker.pkg.dev/acme/apps", gcp),
            ("eu.gcr.io/acme/app", gcp),
            ("gcr.io/acme/app", gcp),
            ("oci://public.ecr.aws/acme", None),
            ("mirror.gcr.io/library/nginx", None),
            ("oci://ghcr.io/acme/apps.azurecr.io", None),
            ("mcr.microsoft.com/oss", None),
            ("https://bucket.s3.eu-west-1.amazonaws.com", None),
            ("", None),
        ] {
            assert_eq!(Registry::at(address), expected, "{address}");
        }
    }
}
