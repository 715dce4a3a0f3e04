//! The controllers' manifests that are given beside a FluxInstance.

use crate::krm::{Documents, Object};
use crate::yaml::{Kind, Node, json};

/// The objects, as a text that kustomize reads.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// One document an object, without namespaces: the operator's objects have none when patches
    /// come.
    pub(super) text: String,
    /// Their kinds and names.
    names: Vec<(String, String)>,
}

impl Given {
    /// The objects of a namespace, and those that name none. Texts that can't be read, and objects
    /// with aliases or tags, are left out.
    pub(super) fn read(texts: &[&str], namespace: &str) -> Given {
        let mut given = Given::default();
        for text in texts {
            let mut documents = Documents::open(text, 0);
            if documents.read(|_| true).is_err() {
                continue;
            }
            let objects = documents.objects();
            let is_here = |object: &&Object<'_, '_>| {
                object.kind() != "FluxInstance"
                    && !object.name().is_empty()
                    && object.namespace().is_none_or(|named| named == namespace)
            };
            objects.iter().filter(is_here).for_each(|object| given.add(object));
        }
        given
    }

    /// Whether an object is given.
    pub(super) fn has(&self, kind: &str, name: &str) -> bool {
        self.names.iter().any(|known| (&*known.0, &*known.1) == (kind, name))
    }

    fn add(&mut self, object: &Object<'_, '_>) {
        let Some(text) = json(&without_namespace(object.node)) else { return };
        self.text.push_str("---\n");
        self.text.push_str(&text);
        self.text.push('\n');
        self.names.push((object.kind().to_owned(), object.name().to_owned()));
    }
}

fn without_namespace<'a>(object: &Node<'a>) -> Node<'a> {
    let mut object = object.clone();
    let Kind::Mapping { entries, .. } = &mut object.kind else { return object };
    for entry in entries.iter_mut().filter(|entry| entry.key.is("metadata")) {
        if let Kind::Mapping { entries, .. } = &mut entry.value.kind {
            entries.retain(|entry| !entry.key.is("namespace"));
        }
    }
    object
}
