//! Identities in the manifests that the config does not have.

use crate::cloud::{Manifests, Wiring, observe};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Provider};
use crate::krm::{Object, ObjectIndex};
use crate::plan::Plan;
use crate::yaml::Node;

use super::controllers::Controllers;

/// The identities of controllers that are of a cloud from which the config gives them none. What a
/// config drops is never removed by itself: `apply --check` tells.
pub(crate) fn residue(plan: &Plan, objects: &[Object<'_, '_>]) -> Vec<Diagnostic> {
    let index = ObjectIndex::of(objects);
    let controllers = Controllers::find(&plan.namespace, &plan.accounts, objects, &index);
    let config_maps: Vec<&Node<'_>> = objects
        .iter()
        .filter(|object| object.is("v1", "ConfigMap"))
        .filter(|object| object.namespace().is_none_or(|n| n == plan.namespace))
        .map(|object| object.node)
        .collect();
    let mut found = Vec::new();
    for controller in Controller::ALL {
        let accounts = plan.service_accounts.iter().filter(|account| {
            // What an account has, all of its controllers have.
            plan.accounts.of(account.controller) == plan.accounts.of(controller)
        });
        let wanted: Vec<Provider> =
            accounts.flat_map(|account| &account.needs).map(|need| need.provider).collect();
        let members = controllers.of(controller);
        let of_account = members.service_accounts.iter().map(|index| (&objects[*index], true));
        let of_pods = members.deployments.iter().map(|index| (&objects[*index], false));
        for (object, is_account) in of_account.chain(of_pods) {
            let manifests = Manifests {
                service_account: is_account.then_some(object.node),
                workload: (!is_account).then_some(object.node),
                config_maps: &config_maps,
            };
            let left = observe(manifests).into_iter().filter(|o| !wanted.contains(&o.provider));
            for observed in left {
                let how = match observed.wiring {
                    Wiring::Annotation => "by annotation",
                    Wiring::Projected => "by a projected token",
                };
                let fields: Vec<String> = observed
                    .fields
                    .iter()
                    .map(|(field, value)| format!("{field} {value:?}"))
                    .collect();
                let message = format!(
                    "{controller} has an identity of {} {how} that the config does not have: {}",
                    observed.provider,
                    fields.join(", ")
                );
                let help = "remove it from the manifests, or put it into the config";
                let residue = Diagnostic::new(code::RESIDUE, message).help(help);
                found.push(match observed.evidence.first() {
                    Some(path) => residue.at(object.field_location(path)),
                    None => residue.at(object.location()),
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::residue;
    use crate::krm::Documents;
    use crate::plan::Plan;
    use crate::yaml::parse;

    #[test]
    fn what_one_controller_gets_all_of_its_account_have() {
        let account = |name: &str| {
            format!(
                "apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux
---
"
            )
        };
        let told = |controllers: &str, name: &str| {
            let config = format!(
                "apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
spec:
  cluster: eks
  identities:
  - provider: aws
    controllers: [{{name: source-controller, serviceAccount: {name}}}]
    roleArn: arn:aws:iam::490185926743:role/flux
  - provider: gcp
    controllers: [{controllers}]
    workloadIdentityProvider: projects/7/locations/global/workloadIdentityPools/p/providers/q
"
            );
            let node = parse(&config, 0..config.len()).unwrap();
            let (_, plan) = Plan::read(node.as_ref()).0.unwrap();
            let text = format!("{}{}", account(name), account("kustomize-controller"));
            let mut documents = Documents::open(&text, 0);
            documents.read(|_| true).unwrap();
            let found = residue(&plan, &documents.objects());
            found.into_iter().map(|d| d.message).collect::<Vec<_>>()
        };
        let shared = "{name: kustomize-controller, serviceAccount: flux}";
        assert_eq!(told(shared, "flux"), [""; 0]);
        let [message] = &told("kustomize-controller", "source-controller")[..] else { panic!() };
        assert!(message.starts_with("kustomize-controller has an identity of aws "), "{message}");
    }
}
