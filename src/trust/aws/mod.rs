//! AWS: IAM roles, who may assume them and what they may do.

mod permission;
mod resource;
mod role_name;
mod trust_policy;

pub use resource::AwsResource;
pub use role_name::RoleName;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, code};
use crate::flux::Service;
use crate::yaml::Value;

use super::grant::distinct;
use super::json::compact;
use super::{Access, Bearer, Grant, Subject, Variable};
use permission::{key_policy_statement, managed_policy, policy};
use trust_policy::{document, provider_arn, trust_policy};

/// A role, who may assume it and what it may do.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    /// Its ARN in parts.
    pub name: RoleName,
    /// Who carries it.
    pub grant: Grant,
    /// The services that it is to reach.
    pub services: Vec<Service>,
    /// Who may assume it: everyone who carries it, and nobody else.
    pub trust_policy: Value,
    /// Its policies, by name.
    pub policies: Vec<(String, Value)>,
    /// The ARNs of policies that AWS keeps.
    pub managed_policies: Vec<String>,
    /// The providers of its tokens, in its account.
    pub oidc_providers: Vec<OidcProvider>,
    /// The ServiceAccounts that EKS Pod Identity binds to it.
    pub associations: Vec<Association>,
    /// What the policies of KMS keys must hold that leave no access to IAM.
    pub key_policy_statements: Vec<Value>,
    /// The EKS clusters in which it needs an access entry.
    pub clusters: Vec<AwsResource>,
}

/// An OpenID Connect provider of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OidcProvider {
    /// Its ARN.
    pub arn: String,
    /// The issuer.
    pub url: String,
    /// The audiences that it takes.
    pub client_ids: Vec<String>,
}

/// A ServiceAccount that EKS Pod Identity binds to a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Association {
    /// The cluster.
    pub cluster: Variable,
    /// The ServiceAccount.
    pub subject: Subject,
}

/// The audience that Flux and the webhook ask for, in every partition.
/// Source: fluxcd/pkg/auth, `aws/provider.go`.
pub(super) const DEFAULT_AUDIENCE: &str = "sts.amazonaws.com";

/// The characters of a trust policy, white space not counted: by default, and at most.
/// Source: IAM and STS quotas; the second number by reports of users only.
const TRUST_POLICY: [usize; 2] = [2048, 4096];

/// The characters of all inline policies of a role. Source: IAM and STS quotas.
const INLINE_POLICIES: usize = 10_240;

/// The characters of a provider's URL. Source: IAM API reference, `CreateOpenIDConnectProvider`.
const PROVIDER_URL: usize = 255;

impl Role {
    /// The role of a grant. `resources` are those that it is to reach.
    pub(super) fn new(
        name: &RoleName,
        grant: Grant,
        services: Vec<Service>,
        resources: &[&AwsResource],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Role {
        let mut role = Role {
            name: name.clone(),
            trust_policy: trust_policy(name, &grant.bearers),
            policies: Vec::new(),
            managed_policies: Vec::new(),
            oidc_providers: oidc_providers(name, &grant.bearers),
            associations: associations(&grant.bearers),
            key_policy_statements: Vec::new(),
            clusters: Vec::new(),
            grant,
            services,
        };
        for service in role.services.clone() {
            let of_service: Vec<&AwsResource> =
                resources.iter().copied().filter(|r| r.service == service).collect();
            diagnostics.extend(role.permit(service, &of_service));
        }
        diagnostics.extend(role.over_limit());
        role
    }

    /// Permits what a service needs, or says why it can't.
    fn permit(&mut self, service: Service, resources: &[&AwsResource]) -> Option<Diagnostic> {
        let partition = &self.name.partition;
        if service == Service::EcrPublic && partition != "aws" {
            let message =
                format!("{service} does not exist in the partition {partition} of {}", self.name);
            let help = "take it out of the services, or give it a role of the partition aws";
            return Some(self.problem(code::SERVICE_ELSEWHERE, message).help(help));
        }
        if !resources.is_empty() {
            let has = |c| self.grant.bearers.iter().any(|b| b.controller == Some(c));
            self.policies.push((format!("flux-{service}"), policy(service, resources, has)));
        } else if let Some(managed) = managed_policy(partition, service) {
            self.managed_policies.push(managed);
        } else {
            let message =
                format!("AWS keeps no policy for {service}: {} may reach nothing of it", self.name);
            let help =
                format!("name what it is to reach: --resource {}", example(service, partition));
            return Some(self.problem(code::RESOURCE_NEEDED, message).help(help));
        }
        match service {
            Service::Kms => self.key_policy_statements = vec![key_policy_statement(&self.arn())],
            Service::Eks => self.clusters = resources.iter().map(|r| (*r).clone()).collect(),
            _ => {}
        }
        None
    }

    /// Its ARN.
    pub(crate) fn arn(&self) -> String {
        self.name.to_string()
    }

    /// What AWS would refuse.
    fn over_limit(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let length = compact(&self.trust_policy).chars().count();
        let [usual, most] = TRUST_POLICY;
        if length > usual {
            let message = format!("the trust policy of {} has {length} characters", self.name);
            found.push(if length > most {
                let help = format!("AWS takes {most} at most: split the ServiceAccounts over several roles");
                self.problem(code::CLOUD_LIMIT, message).help(help)
            } else {
                let help = format!("AWS takes {usual} by default: raise the quota \"Role trust policy length\", or split the ServiceAccounts over several roles");
                self.problem(code::TRUST_POLICY_LONG, message).help(help)
            });
        }
        let length: usize = self.policies.iter().map(|(_, p)| compact(p).chars().count()).sum();
        if length > INLINE_POLICIES {
            let message = format!("the inline policies of {} have {length} characters", self.name);
            let help =
                format!("AWS takes {INLINE_POLICIES} at most: name fewer resources, or use *");
            found.push(self.problem(code::CLOUD_LIMIT, message).help(help));
        }
        let audiences = self.oidc_providers.iter().flat_map(|provider| &provider.client_ids);
        for audience in distinct(audiences.filter(|audience| !is_client_id(audience))) {
            let message = format!("{audience:?} is not a valid audience for AWS");
            let help = format!(
                "AWS takes {PROVIDER_URL} characters at most, and its command line takes what begins with - or file:// for something else"
            );
            found.push(self.problem(code::CLOUD_LIMIT, message).help(help));
        }
        for provider in self.oidc_providers.iter().filter(|p| p.url.len() > PROVIDER_URL) {
            let message = format!("the issuer has {} characters", provider.url.len());
            let help = format!("AWS takes {PROVIDER_URL} at most in the URL of a provider");
            found.push(self.problem(code::CLOUD_LIMIT, message).help(help));
        }
        found
    }

    fn problem(&self, code: Code, message: String) -> Diagnostic {
        self.grant.problem(code, message)
    }

    /// Its policies in one, if there are any.
    pub(super) fn merged_policy(&self) -> Option<Value> {
        let statements = self.policies.iter().filter_map(|(_, policy)| policy.get("Statement"));
        let lists = statements.filter_map(|statements| match statements {
            Value::List(list) => Some(list.clone()),
            _ => None,
        });
        let all: Vec<Value> = lists.flatten().collect();
        (!all.is_empty()).then(|| document(all))
    }

    /// Whether it may do anything.
    pub(super) fn is_permitted(&self) -> bool {
        !self.policies.is_empty() || !self.managed_policies.is_empty()
    }
}

/// What Flux needs for a service: policies that AWS keeps, or actions.
pub(super) fn permissions(service: Service) -> Vec<&'static str> {
    permission::names(service)
}

/// Whether a provider takes an audience as a client ID, and `aws` takes it as it is.
/// Source: IAM API reference, `AddClientIDToOpenIDConnectProvider`; AWS CLI, "Load a parameter from
/// a file".
fn is_client_id(audience: &str) -> bool {
    let is_file = ["-", "file://", "fileb://"].iter().any(|start| audience.starts_with(start));
    !is_file && audience.chars().count() <= PROVIDER_URL
}

/// A resource of a service, to show.
fn example(service: Service, partition: &str) -> String {
    let rest = match service {
        Service::Kms => "kms:REGION:ACCOUNT:key/ID",
        Service::Eks => "eks:REGION:ACCOUNT:cluster/NAME",
        _ => "codecommit:REGION:ACCOUNT:NAME",
    };
    format!("arn:{partition}:{rest}")
}

/// One provider of an issuer, with the audiences of those who carry the role.
fn oidc_providers(role: &RoleName, bearers: &[Bearer]) -> Vec<OidcProvider> {
    let mut audiences: BTreeMap<_, Vec<&String>> = BTreeMap::new();
    for bearer in bearers {
        if let Access::Token { issuer: Some(issuer), audiences: more } = &bearer.access {
            audiences.entry(issuer).or_default().extend(more);
        }
    }
    audiences
        .into_iter()
        .map(|(issuer, mut audiences)| {
            audiences.sort();
            OidcProvider {
                arn: provider_arn(role, issuer),
                url: issuer.to_string(),
                client_ids: distinct(audiences.into_iter().cloned()),
            }
        })
        .collect()
}

/// Makes providers that several roles share the same everywhere: an account has one of an issuer.
pub(super) fn share_audiences<'i>(roles: impl Iterator<Item = &'i mut Role>) {
    let mut providers: Vec<&mut OidcProvider> =
        roles.flat_map(|role| &mut role.oidc_providers).collect();
    let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for provider in &providers {
        let audiences = provider.client_ids.iter().cloned();
        asked.entry(provider.arn.clone()).or_default().extend(audiences);
    }
    for provider in &mut providers {
        let asked = asked.get(&provider.arn).into_iter().flatten();
        provider.client_ids = asked.cloned().collect();
    }
}

fn associations(bearers: &[Bearer]) -> Vec<Association> {
    let bound = bearers.iter().filter_map(|bearer| match &bearer.access {
        Access::PodIdentity { cluster } => {
            Some(Association { cluster: cluster.clone(), subject: bearer.subject.clone() })
        }
        _ => None,
    });
    distinct(bound)
}
