//! Objects of the clouds' operators: ACK of AWS, Azure Service Operator, Config Connector of Google.
//!
//! They are applied by Flux, which makes the substitutions in them. The operators need identities
//! of their own before, so these objects can't be what lets Flux pull its first source.

mod aws;
mod azure;
mod gcp;

use std::collections::BTreeMap;

use crate::trust::{CloudIdentity, Trust};
use crate::yaml::{Layout, Value, block};

use super::names::Names;

/// The objects, and the substitutions in them.
struct Objects<'t> {
    namespace: &'t str,
    documents: Vec<Value>,
    names: BTreeMap<&'static str, Names>,
    variables: BTreeMap<String, String>,
}

impl Objects<'_> {
    /// Adds an object. Its name is made of `parts`.
    fn add(
        &mut self,
        (api_version, kind): (&'static str, &'static str),
        parts: &[&str],
        annotations: &[(&str, &str)],
        spec: Vec<(&'static str, Value)>,
    ) -> String {
        let name = self.names.entry(kind).or_default().give(parts, '-');
        let mut metadata =
            vec![("name", Value::from(name.as_str())), ("namespace", self.namespace.into())];
        if !annotations.is_empty() {
            let annotations = annotations.iter().map(|(key, value)| (*key, (*value).into()));
            metadata.push(("annotations", Value::map(annotations)));
        }
        self.documents.push(Value::map([
            ("apiVersion", api_version.into()),
            ("kind", kind.into()),
            ("metadata", Value::map(metadata)),
            ("spec", Value::map(spec)),
        ]));
        name
    }

    /// A substitution, with what it stands for.
    fn substitution(&mut self, name: &str, meaning: &str) -> String {
        self.variables.insert(name.to_owned(), meaning.to_owned());
        format!("${{{name}}}")
    }
}

pub(super) fn documents(trust: &Trust) -> String {
    let mut objects = Objects {
        namespace: &trust.namespace,
        documents: Vec::new(),
        names: BTreeMap::new(),
        variables: BTreeMap::new(),
    };
    for variable in trust.identities.iter().flat_map(CloudIdentity::variables) {
        objects.substitution(&variable.name, &variable.meaning);
    }
    let mut numbers = 1..;
    let mut providers = Vec::new();
    let mut pools = BTreeMap::new();
    for identity in &trust.identities {
        match identity {
            CloudIdentity::Aws(role) => aws::add(&mut objects, &mut providers, role),
            CloudIdentity::Azure(identity) => {
                let number = numbers.next().unwrap_or_default();
                azure::add(&mut objects, number, identity);
            }
            CloudIdentity::Gcp(identity) => gcp::add(&mut objects, &mut pools, identity),
        }
    }
    let mut out = String::from(
        "# The cloud side of these Flux identities, for the operators of the clouds.\n",
    );
    if !objects.variables.is_empty() {
        out.push_str("# Flux substitutes (spec.postBuild of a Kustomization):\n");
    }
    for (name, meaning) in &objects.variables {
        out.push_str(&format!("#   {name}: {meaning}\n"));
    }
    let documents = objects.documents.iter().map(|object| block(object, 0, &Layout::default()));
    out + &documents.collect::<Vec<String>>().join("\n---\n") + "\n"
}
