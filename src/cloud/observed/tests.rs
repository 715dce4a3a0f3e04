//! What is written is read back, and so is what people write by hand.

use crate::cloud::{
    Aws, Azure, Cloud, Gcp, Manifests, Mount, Needs, Observed, Wiring, needs, observe,
    tenant_annotations, variable,
};
use crate::flux::{AzureCloud, Controller, Provider};
use crate::yaml::{Layout, Node, Value, block, parse};

const ARN: &str = "arn:aws:iam::490185926743:role/flux";
const ID: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";
const PROVIDER: &str = "projects/7/locations/global/workloadIdentityPools/p/providers/q";
const EMAIL: &str = "flux@project.iam.gserviceaccount.com";

fn identities() -> Vec<Cloud> {
    let aws = Aws { role_arn: ARN.parse().ok(), ..Aws::default() };
    let azure = Azure {
        client_id: ID.parse().unwrap(),
        tenant_id: "${TENANT}".parse().ok(),
        cloud: AzureCloud::Public,
        token_expiration: None,
    };
    let gcp = Gcp { email: EMAIL.parse().ok(), ..Gcp::default() };
    vec![
        Cloud::Aws(aws.clone()),
        Cloud::Aws(Aws {
            audience: "audience".parse().ok(),
            sts_regional_endpoints: Some(true),
            token_expiration: Some(7200),
            ..aws
        }),
        Cloud::Azure(azure.clone()),
        Cloud::Azure(Azure { token_expiration: Some(7200), ..azure }),
        Cloud::Gcp(gcp),
    ]
}

fn projected_identities() -> Vec<Cloud> {
    let aws =
        Aws { role_arn: ARN.parse().ok(), region: "eu-west-1".parse().ok(), ..Aws::default() };
    let azure = Azure {
        client_id: ID.parse().unwrap(),
        tenant_id: ID.parse().ok(),
        cloud: AzureCloud::Public,
        token_expiration: None,
    };
    let gcp = Gcp { workload_identity_provider: PROVIDER.parse().ok(), ..Gcp::default() };
    vec![
        Cloud::Aws(aws.clone()),
        Cloud::Aws(Aws {
            audience: "audience".parse().ok(),
            role_session_name: "session".parse().ok(),
            token_expiration: Some(600),
            ..aws
        }),
        Cloud::Azure(azure.clone()),
        Cloud::Azure(Azure { cloud: AzureCloud::China, token_expiration: Some(600), ..azure }),
        Cloud::Gcp(gcp.clone()),
        Cloud::Gcp(Gcp { email: EMAIL.parse().ok(), token_expiration: Some(600), ..gcp }),
    ]
}

/// The ServiceAccount, the Deployment and the ConfigMap that have what is needed.
fn manifests(needs: &Needs) -> [String; 3] {
    let pairs = |pairs: &mut dyn Iterator<Item = (&'static str, String)>| {
        Value::map(pairs.map(|(key, value)| (key, Value::from(value.as_str()))))
    };
    let annotations = pairs(&mut needs.annotations.iter().cloned());
    let labels = pairs(&mut needs.label.iter().map(|(key, value)| (*key, (*value).to_owned())));
    let env = needs.env.iter().map(|(name, value)| variable(name, value));
    let container = Value::map([
        ("name", Value::from("manager")),
        ("env", Value::List(env.collect())),
        ("volumeMounts", Value::List(needs.mounts().map(|m: Mount<'_>| m.value()).collect())),
    ]);
    let sidecar = Value::map([("name", Value::from("sidecar"))]);
    let pod = Value::map([
        ("containers", Value::List(vec![sidecar, container])),
        ("volumes", Value::List(needs.volumes().collect())),
    ]);
    let template = Value::map([("metadata", Value::map([("labels", labels)])), ("spec", pod)]);
    let objects = [
        Value::map([("metadata", Value::map([("annotations", annotations)]))]),
        Value::map([
            ("kind", Value::from("Deployment")),
            ("spec", Value::map([("template", template)])),
        ]),
        needs.credentials.as_ref().map_or(Value::from("none"), |c| c.object("flux-system")),
    ];
    objects.map(|object| block(&object, 0, &Layout::default()) + "\n")
}

fn read(text: &str) -> Node<'_> {
    parse(text, 0..text.len()).unwrap().unwrap()
}

fn observed([account, workload, map]: &[String; 3]) -> Vec<Observed> {
    let (account, workload, map) = (read(account), read(workload), read(map));
    observe(Manifests {
        service_account: Some(&account),
        workload: Some(&workload),
        config_maps: &[&map],
    })
}

fn round_trip(cloud: &Cloud, wiring: Wiring) {
    for shared in [false, true] {
        let controller = Controller::SourceController;
        let needs = needs(cloud, wiring, controller, "flux-system", shared);
        let found = observed(&manifests(&needs));
        let [one] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!((one.provider, one.wiring), (cloud.provider(), wiring));
        let sorted = |mut fields: Vec<(&'static str, String)>| {
            fields.sort();
            fields
        };
        assert_eq!(sorted(one.fields.clone()), sorted(cloud.fields()));
        assert!(one.evidence.len() >= one.fields.len().min(2), "{one:#?}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    for cloud in identities() {
        round_trip(&cloud, Wiring::Annotation);
    }
    for cloud in projected_identities() {
        round_trip(&cloud, Wiring::Projected);
    }
}

#[test]
fn what_is_written_for_a_tenant_is_read_back() {
    let outside_gke = Gcp {
        email: EMAIL.parse().ok(),
        workload_identity_provider: PROVIDER.parse().ok(),
        token_expiration: None,
    };
    let direct = Gcp { email: None, ..outside_gke.clone() };
    let gcp = [Cloud::Gcp(outside_gke), Cloud::Gcp(direct)];
    for cloud in identities().into_iter().chain(gcp) {
        let annotations = tenant_annotations(&cloud).into_iter();
        let annotations = annotations.map(|(key, value)| (key, Value::from(value.as_str())));
        let metadata = Value::map([("annotations", Value::map(annotations))]);
        let account = block(&Value::map([("metadata", metadata)]), 0, &Layout::default()) + "\n";
        let account = read(&account);
        let found = observe(Manifests { service_account: Some(&account), ..Manifests::default() });
        let [one] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!((one.provider, one.wiring), (cloud.provider(), Wiring::Annotation));
        assert_eq!(one.fields, cloud.fields());
    }
}

#[test]
fn an_identity_without_a_trace_is_not_seen() {
    let pod_identity = Aws { role_arn: ARN.parse().ok(), pod_identity: true, ..Aws::default() };
    for cloud in [Cloud::Aws(pod_identity), Cloud::Gcp(Gcp::default())] {
        let controller = Controller::SourceController;
        let needs = needs(&cloud, Wiring::Annotation, controller, "flux-system", false);
        assert_eq!(observed(&manifests(&needs)), []);
    }
}

#[test]
fn every_wiring_is_told_apart_on_one_account() {
    let account = format!(
        "metadata: {{annotations: {{eks.amazonaws.com/role-arn: {ARN}, \
         azure.workload.identity/client-id: {ID}}}}}"
    );
    let pod = "kind: Pod
spec:
  containers:
  - name: any
    env:
    - {name: AWS_ROLE_ARN, value: malformed}
    - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /tokens/sts}
    - {name: AZURE_CLIENT_ID, valueFrom: {secretKeyRef: {name: a, key: b}}}
    volumeMounts:
    - {name: mine, mountPath: /tokens/}
  volumes:
  - name: mine
    projected: {sources: [{configMap: {name: c}}, {serviceAccountToken: {path: sts, audience: x}}]}
";
    let found = observed(&[account, pod.to_owned(), "none".to_owned()]);
    let told: Vec<_> = found.iter().map(|one| (one.provider, one.wiring)).collect();
    assert_eq!(
        told,
        [
            (Provider::Aws, Wiring::Annotation),
            (Provider::Aws, Wiring::Projected),
            (Provider::Azure, Wiring::Annotation),
        ]
    );
    let fields = [("roleArn", "malformed".to_owned()), ("audience", "x".to_owned())];
    assert_eq!(found[1].fields, fields);
    let evidence: Vec<String> = found[1].evidence.iter().map(ToString::to_string).collect();
    assert_eq!(
        evidence,
        [
            "spec.containers[name=any].env[name=AWS_ROLE_ARN].value",
            "spec.containers[name=any].env[name=AWS_WEB_IDENTITY_TOKEN_FILE].value",
            "spec.volumes[name=mine]",
        ]
    );
}

#[test]
fn the_credential_configuration_may_have_another_name() {
    let pod = "kind: Pod
spec:
  containers:
  - name: manager
    env: [{name: GOOGLE_APPLICATION_CREDENTIALS, value: /gcp/credentials.json}]
    volumeMounts: [{name: gcp, mountPath: /gcp}]
  volumes:
  - {name: gcp, configMap: {name: mine, items: [{key: a, path: credentials.json}]}}
";
    let json = format!(
        "{{\"type\": \"external_account\", \"audience\": \"//iam.googleapis.com/{PROVIDER}\"}}"
    );
    let map =
        format!("metadata: {{name: mine}}\ndata:\n  a: '{json}'\n  credentials.json: '{{}}'\n");
    let found = observed(&["a: b".to_owned(), pod.to_owned(), map]);
    let [one] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(one.fields, [("workloadIdentityProvider", PROVIDER.to_owned())]);
}
