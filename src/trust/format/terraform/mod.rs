//! Terraform: one document, equal to what `terraform fmt` makes of it.

mod aws;
mod azure;
mod gcp;
mod hcl;

use std::collections::BTreeMap;

use crate::trust::{CloudIdentity, Trust, Variable};

use super::names::Names;
use hcl::{Block, Expression, Item};

/// A provider of Terraform: its name, its source, the oldest version that has what is written here.
type Required = (&'static str, &'static str, &'static str);

const AWS: Required = ("aws", "hashicorp/aws", ">= 5.81.0");
/// 4.65.0 renamed `parent_id` of a federated credential to `user_assigned_identity_id`.
const AZURERM: Required = ("azurerm", "hashicorp/azurerm", ">= 4.65.0");
const AZUREAD: Required = ("azuread", "hashicorp/azuread", ">= 3.0.0");
const AZUREDEVOPS: Required = ("azuredevops", "microsoft/azuredevops", ">= 1.0.0");
const GOOGLE: Required = ("google", "hashicorp/google", ">= 6.0.0");

/// What is being declared.
#[derive(Debug, Default)]
struct Module {
    required: Vec<Required>,
    variables: BTreeMap<String, String>,
    items: Vec<Item>,
    names: BTreeMap<&'static str, Names>,
}

impl Module {
    fn require(&mut self, provider: Required) {
        if !self.required.contains(&provider) {
            self.required.push(provider);
        }
    }

    fn variable(&mut self, variable: &Variable) {
        self.variables.insert(variable.name.to_ascii_lowercase(), variable.meaning.clone());
    }

    /// A name for something of a type.
    fn name(&mut self, kind: &'static str, parts: &[&str]) -> String {
        self.names.entry(kind).or_default().give(parts, '_')
    }

    fn add(&mut self, block: Block) {
        self.items.push(Item::Block(block));
    }

    fn comment(&mut self, text: &str) {
        self.items.push(Item::Comment(text.to_owned()));
    }
}

pub(super) fn document(trust: &Trust) -> String {
    let mut module = Module::default();
    for variable in trust.identities.iter().flat_map(CloudIdentity::variables) {
        module.variable(variable);
    }
    let roles = trust.identities.iter().filter_map(CloudIdentity::as_role);
    aws::declare(&mut module, &roles.collect::<Vec<_>>());
    let mut pools = gcp::Pools::default();
    for identity in &trust.identities {
        match identity {
            CloudIdentity::Aws(_) => {}
            CloudIdentity::Azure(identity) => azure::declare(&mut module, identity),
            CloudIdentity::Gcp(identity) => gcp::declare(&mut module, &mut pools, identity),
        }
    }
    let mut items = vec![Item::Block(settings(&module.required))];
    items.extend(module.variables.iter().map(|(name, meaning)| {
        Item::Block(
            Block::new("variable", &[name])
                .string("description", meaning.as_str())
                .reference("type", "string".to_owned()),
        )
    }));
    items.append(&mut module.items);
    hcl::document(&items)
}

fn settings(required: &[Required]) -> Block {
    let providers = required.iter().fold(
        Block::new("required_providers", &[]),
        |block, (name, source, version)| {
            let pairs = [("source", *source), ("version", *version)];
            let pairs = pairs.map(|(key, value)| (key.to_owned(), value.into()));
            block.attribute(name, Expression::Object(pairs.into()))
        },
    );
    Block::new("terraform", &[]).block(providers)
}
