//! An input, by its name: a kind and its numbers, like `crds-126`.

use super::controller::{NAMES, deployment, service_account};
use super::crd::{IN_AN_INSTALL, crd};
use super::object::{Object, element};

/// What the names mean.
const KINDS: &str = "\
crds-N             N CRDs, and for 14 of them the six controllers, of which the first six are Flux's
projected-N        the same; tokens of Azure are projected into all six
tenants-N-PERCENT  N ServiceAccounts of tenants, of which the config annotates so many
nested-LEVELS      3.5 MB of objects with so many levels
line-BYTES         one line of so many bytes
small-N            N small ConfigMaps
list-N             one List with N ServiceAccounts
manifests-N        the objects of crds-N as a file of documents";

/// The text of an input.
///
/// # Errors
/// The name says nothing; the error is what names there are.
pub(crate) fn text(name: &str) -> Result<String, &'static str> {
    let mut words = name.split('-');
    let kind = words.next().unwrap_or_default();
    let numbers: Result<Vec<usize>, _> = words.map(str::parse).collect();
    match (kind, numbers.unwrap_or_default().as_slice()) {
        ("crds", &[crds]) => Ok(list(&install(crds), ANNOTATION)),
        ("projected", &[crds]) => Ok(list(&install(crds), PROJECTED)),
        ("tenants", &[count, percent]) => {
            Ok(list(&tenants(count), &annotated(count * percent / 100)))
        }
        ("nested", &[levels]) => Ok(list(&nested(levels), ANNOTATION)),
        ("line", &[bytes]) => Ok(list(&line(bytes), ANNOTATION)),
        ("small", &[count]) => Ok(list(&small(count), ANNOTATION)),
        ("list", &[count]) => Ok(list(&[one_list(count)], ANNOTATION)),
        ("manifests", &[crds]) => {
            Ok(install(crds).iter().map(|o| format!("---\n{}", o.manifest())).collect())
        }
        _ => Err(KINDS),
    }
}

/// IAM roles for the two controllers that call ECR.
const ANNOTATION: &str = "    provider: aws
    identities:
    - services:
      - ecr
      roleArn: arn:aws:iam::111122223333:role/flux-ecr
";

/// Tokens in the Deployments of all six.
const PROJECTED: &str = "    provider: azure
    cluster: other
    wiring: projected
    tenantId: 66666666-7777-8888-9999-000000000000
    identities:
    - controllers:
      - source-controller
      - kustomize-controller
      - helm-controller
      - notification-controller
      - image-reflector-controller
      - image-automation-controller
      clientId: 11111111-2222-3333-4444-555555555555
";

/// A role for the first tenants.
fn annotated(count: usize) -> String {
    let mut spec = ANNOTATION.to_owned();
    if count > 0 {
        spec += "    objectLevel:\n      serviceAccounts:\n";
    }
    for place in 0..count {
        spec += &format!(
            "      - name: tenant
        namespace: apps-{place}
        roleArn: arn:aws:iam::111122223333:role/tenant-{place}
"
        );
    }
    spec
}

/// The ResourceList, as kustomize writes it for a function.
fn list(objects: &[Object], spec: &str) -> String {
    let mut text = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n".to_owned();
    for (place, object) in objects.iter().enumerate() {
        text += &object.item(place);
    }
    text + "functionConfig:
  apiVersion: flux-workload-identity.dev/v1alpha1
  kind: FluxWorkloadIdentity
  metadata:
    name: flux
  spec:
" + spec
}

/// So many CRDs, and between them controllers: those of Flux first, then others that are like them.
fn install(crds: usize) -> Vec<Object> {
    let mut objects = vec![namespace("flux-system")];
    let mut controllers = 0;
    for number in 0..crds {
        objects.push(crd(number));
        // The first of an install's CRDs, and one of two.
        while controllers * IN_AN_INSTALL < (number + 1) * NAMES.len() {
            let name = NAMES[controllers % NAMES.len()];
            let (name, namespace) = match controllers / NAMES.len() {
                0 => (name.to_owned(), "flux-system".to_owned()),
                round => (format!("{name}-{round}"), format!("system-{round}")),
            };
            objects.push(service_account(&name, &namespace));
            objects.push(deployment(&name, &namespace));
            controllers += 1;
        }
    }
    if crds == 0 {
        objects.extend(accounts());
    }
    objects
}

/// The two ServiceAccounts that the config concerns.
fn accounts() -> impl Iterator<Item = Object> {
    [NAMES[0], NAMES[4]].into_iter().map(|name| service_account(name, "flux-system"))
}

fn tenants(count: usize) -> Vec<Object> {
    let tenant = |place| Object {
        component: String::new(),
        ..service_account("tenant", &format!("apps-{place}"))
    };
    accounts().chain((0..count).map(tenant)).collect()
}

fn nested(levels: usize) -> Vec<Object> {
    let mut rest = "spec:\n".to_owned();
    for level in 1..=levels {
        let blanks = "  ".repeat(level);
        rest += &format!("{blanks}description: level {level} of a schema\n{blanks}type: object\n");
        if level < levels {
            rest += &format!("{blanks}properties:\n");
        }
    }
    let object = |place| Object { rest: rest.clone(), ..plain("Nested", place) };
    let length = object(0).item(0).len();
    accounts().chain((0..3_500_000 / length).map(object)).collect()
}

fn line(bytes: usize) -> Vec<Object> {
    let rest = format!("data:\n  line: {}\n", "word ".repeat(bytes / 5).trim_end());
    accounts().chain([Object { rest, ..plain("ConfigMap", 0) }]).collect()
}

fn small(count: usize) -> Vec<Object> {
    let object = |place| Object {
        rest: format!("data:\n  key: value {place}\n"),
        ..plain("ConfigMap", place)
    };
    accounts().chain((0..count).map(object)).collect()
}

/// One item.
fn one_list(count: usize) -> Object {
    let items = tenants(count).into_iter().map(|object| element(&object.manifest()));
    let rest = "items:\n".to_owned() + &items.collect::<String>();
    Object { namespace: String::new(), rest, ..plain("List", 0) }
}

fn namespace(name: &str) -> Object {
    Object { namespace: String::new(), name: name.to_owned(), ..plain("Namespace", 0) }
}

fn plain(kind: &'static str, place: usize) -> Object {
    Object {
        api_version: "v1",
        kind,
        name: format!("object-{place}"),
        namespace: "apps".to_owned(),
        component: String::new(),
        rest: String::new(),
    }
}
