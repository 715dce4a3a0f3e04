//! Generated inputs: Flux's objects in any layout, configs, and files that a user keeps.

use super::random::Random;
use super::tree::{Tree, Writer, json};

/// What configs ask for, as JSON, which is YAML too.
const SPECS: &[&str] = &[
    r#"{"provider": "aws", "identities": [{"controllers": ["source-controller"], "roleArn": "arn:aws:iam::111122223333:role/a"}]}"#,
    r#"{"provider": "aws", "cluster": "other", "region": "eu-west-1", "identities": [{"controllers": ["source-controller"], "roleArn": "arn:aws:iam::111122223333:role/b"}]}"#,
    r#"{"provider": "azure", "tenantId": "00000000-0000-0000-0000-000000000000", "identities": [{"controllers": ["source-controller"], "clientId": "11111111-1111-1111-1111-111111111111"}]}"#,
    r#"{"provider": "azure", "cluster": "other", "wiring": "projected", "tenantId": "00000000-0000-0000-0000-000000000000", "identities": [{"controllers": ["source-controller"], "clientId": "11111111-1111-1111-1111-111111111111"}]}"#,
    r#"{"provider": "gcp", "identities": [{"controllers": ["source-controller"], "serviceAccountEmail": "a@acme.iam.gserviceaccount.com"}]}"#,
    r#"{"provider": "gcp", "cluster": "eks", "identities": [{"controllers": ["source-controller"], "workloadIdentityProvider": "projects/1/locations/global/workloadIdentityPools/a/providers/b"}]}"#,
    r#"{"provider": "aws", "objectLevel": {"serviceAccounts": [{"name": "tenant", "namespace": "apps", "roleArn": "arn:aws:iam::111122223333:role/t"}]}}"#,
];

/// A functionConfig.
pub(crate) fn config(random: &mut Random) -> String {
    with_spec(random.choose(SPECS))
}

/// The functionConfig that asks for nothing.
pub(crate) fn nothing() -> String {
    with_spec(r#"{"identities": []}"#)
}

fn with_spec(spec: &str) -> String {
    format!(
        r#"{{"apiVersion": "flux-workload-identity.dev/v1alpha1", "kind": "FluxWorkloadIdentity", "metadata": {{"name": "flux"}}, "spec": {spec}}}"#
    )
}

/// A ResourceList with a functionConfig.
pub(crate) fn list(random: &mut Random, config: &str) -> String {
    let mut objects = objects(random);
    if random.one_in(6) {
        objects = vec![one_list(objects)];
    }
    let head = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n";
    if random.one_in(10) {
        let items = json(&Tree::List(objects));
        return format!(
            r#"{{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": {items}, "functionConfig": {config}}}"#
        );
    }
    let mut writer = writer(random);
    let column = if writer.compact { 0 } else { writer.step };
    let mut items = format!("items:\n{}", " ".repeat(column));
    writer.block(&Tree::List(objects), column, &mut items);
    let results = "results:\n- message: old\n  severity: info\n";
    let results = if random.one_in(5) { results } else { "" };
    let config = format!("functionConfig: {config}\n");
    let text = match random.below(4) {
        0 => format!("{head}{config}{results}{items}"),
        1 => format!("{head}{items}{results}{config}"),
        2 => format!("{head}{config}{items}{results}"),
        _ => format!("{head}{items}{config}{results}"),
    };
    ended(random, text)
}

/// A file of documents.
pub(crate) fn documents(random: &mut Random) -> String {
    let mut objects = objects(random);
    if random.one_in(6) {
        objects = vec![one_list(objects)];
    }
    let mut text = String::new();
    for (index, object) in objects.iter().enumerate() {
        if index > 0 || random.one_in(3) {
            text.push_str(random.choose(&["---\n", "---\n", "--- # c\n", "...\n---\n"]));
        }
        writer(random).block(object, 0, &mut text);
    }
    ended(random, text)
}

/// A kustomization.yaml of a user.
pub(crate) fn kustomization(random: &mut Random) -> String {
    let patch = |name: &str| {
        Tree::map([
            ("patch", Tree::Any),
            ("target", Tree::map([("kind", Tree::word("Deployment")), ("name", Tree::word(name))])),
        ])
    };
    let mut pairs = vec![
        ("apiVersion".to_owned(), Tree::word("kustomize.config.k8s.io/v1beta1")),
        ("kind".to_owned(), Tree::word("Kustomization")),
        ("resources".to_owned(), Tree::List(vec![Tree::word("flux.yaml")])),
    ];
    let count = random.below(4);
    if count > 0 || random.one_in(2) {
        let patches = ["a", "b", "c"].into_iter().take(count).map(patch).collect();
        pairs.push(("patches".to_owned(), Tree::List(patches)));
    }
    if random.one_in(2) {
        pairs.push(("labels".to_owned(), Tree::List(vec![Tree::map([("a", Tree::Any)])])));
    }
    if random.one_in(3) {
        let generator =
            Tree::map([("name", Tree::word("a")), ("literals", Tree::List(vec![Tree::Any]))]);
        pairs.push(("configMapGenerator".to_owned(), Tree::List(vec![generator])));
    }
    shuffle(random, &mut pairs);
    let mut text = String::new();
    writer(random).block(&Tree::Map(pairs), 0, &mut text);
    ended(random, text)
}

fn writer(random: &mut Random) -> Writer<'_> {
    let step = if random.one_in(5) { 4 } else { 2 };
    let compact = !random.one_in(3);
    let unusual = [6, 12, 1_000][random.below(3)];
    Writer { random, step, compact, unusual }
}

/// The text with the line breaks, the start and the end that one in some has.
fn ended(random: &mut Random, mut text: String) -> String {
    if random.one_in(6) {
        text = text.replace('\n', "\r\n");
    }
    if random.one_in(8) {
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    } else if random.one_in(8) {
        text.push_str(random.choose(&["\n", "---\n", "# end\n", "  \n", "\r"]));
    }
    if random.one_in(20) {
        text.insert(0, '\u{FEFF}');
    }
    text
}

fn objects(random: &mut Random) -> Vec<Tree> {
    let mut objects = vec![
        account(random, "source-controller", "flux-system"),
        deployment(random),
        account(random, "tenant", "apps"),
    ];
    if random.one_in(2) {
        let data = Tree::map([("a", Tree::Any), ("b", Tree::Any)]);
        objects.push(object("v1", "ConfigMap", &metadata("other", "apps"), [("data", data)]));
    }
    let start = random.below(objects.len());
    objects.rotate_left(start);
    objects
}

fn one_list(objects: Vec<Tree>) -> Tree {
    Tree::map([
        ("apiVersion", Tree::word("v1")),
        ("kind", Tree::word("List")),
        ("items", Tree::List(objects)),
    ])
}

fn object<const N: usize>(
    api_version: &str,
    kind: &str,
    metadata: &[(String, Tree)],
    rest: [(&str, Tree); N],
) -> Tree {
    let mut pairs = vec![
        ("apiVersion".to_owned(), Tree::word(api_version)),
        ("kind".to_owned(), Tree::word(kind)),
        ("metadata".to_owned(), Tree::Map(metadata.to_vec())),
    ];
    pairs.extend(rest.into_iter().map(|(key, value)| (key.to_owned(), value)));
    Tree::Map(pairs)
}

fn metadata(name: &str, namespace: &str) -> Vec<(String, Tree)> {
    vec![("name".to_owned(), Tree::word(name)), ("namespace".to_owned(), Tree::word(namespace))]
}

/// Keys with any values: none, nothing, or some.
fn notes(random: &mut Random, key: &str) -> Option<(String, Tree)> {
    let count = random.below(4).checked_sub(1)?;
    let some = ["a", "n/b", "z"].into_iter().take(count);
    Some((key.to_owned(), Tree::Map(some.map(|key| (key.to_owned(), Tree::Any)).collect())))
}

fn account(random: &mut Random, name: &str, namespace: &str) -> Tree {
    let mut metadata = metadata(name, namespace);
    metadata.extend(notes(random, "annotations"));
    metadata.extend(notes(random, "labels"));
    shuffle(random, &mut metadata);
    object("v1", "ServiceAccount", &metadata, [])
}

fn deployment(random: &mut Random) -> Tree {
    let mut outer = metadata("source-controller", "flux-system");
    outer.extend(notes(random, "annotations"));
    outer.extend(notes(random, "labels"));
    shuffle(random, &mut outer);
    let variable = |name: &str| Tree::map([("name", Tree::word(name)), ("value", Tree::Any)]);
    let mount = Tree::map([("mountPath", Tree::word("/tmp")), ("name", Tree::word("temp"))]);
    let volume = Tree::map([("name", Tree::word("temp")), ("emptyDir", Tree::Map(Vec::new()))]);
    let mut container = vec![("name".to_owned(), Tree::word("manager"))];
    let count = random.below(4);
    if count > 0 {
        let variables = ["A", "S", "T"].into_iter().take(count - 1).map(variable);
        container.push(("env".to_owned(), Tree::List(variables.collect())));
    }
    if random.one_in(2) {
        container.push(("volumeMounts".to_owned(), Tree::List(vec![mount])));
    }
    if random.one_in(2) {
        container.push(("args".to_owned(), Tree::List(vec![Tree::Any, Tree::word("--b=c")])));
    }
    shuffle(random, &mut container);
    let mut pod = vec![
        ("containers".to_owned(), Tree::List(vec![Tree::Map(container)])),
        ("serviceAccountName".to_owned(), Tree::word("source-controller")),
    ];
    if random.one_in(2) {
        pod.push(("volumes".to_owned(), Tree::List(vec![volume])));
    }
    shuffle(random, &mut pod);
    let inner = notes(random, "labels").into_iter().collect();
    let template = Tree::map([("metadata", Tree::Map(inner)), ("spec", Tree::Map(pod))]);
    object("apps/v1", "Deployment", &outer, [("spec", Tree::map([("template", template)]))])
}

fn shuffle<T>(random: &mut Random, items: &mut [T]) {
    for index in (1..items.len()).rev() {
        items.swap(index, random.below(index + 1));
    }
}
