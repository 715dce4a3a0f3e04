//! The texts of a cluster, parsed as far as they matter.

use crate::audit::Interest;
use crate::flux::Accounts;
use crate::krm::{Documents, InputError, Object, is_local};

use super::ClusterText;

/// What is read of a cluster's texts. Objects count their sources as the texts are numbered.
#[derive(Debug)]
pub(crate) struct ReadCluster<'t> {
    documents: Vec<Documents<'t>>,
    /// How many documents the texts have, read or not, without what the flux-operator makes.
    pub(crate) count: usize,
    /// The numbers of the texts that can't be read, and why.
    pub(crate) unread: Vec<(usize, InputError)>,
}

impl<'t> ReadCluster<'t> {
    pub(super) fn of(texts: &'t [ClusterText], accounts: &Accounts) -> ReadCluster<'t> {
        let opened = texts.iter().enumerate();
        let opened = opened.map(|(source, text)| Documents::open(&text.text, source));
        let opened: Vec<Documents<'t>> = opened.collect();
        let interest = Interest::new(opened.iter().flat_map(Documents::outlines), accounts);
        let given = opened.iter().filter(|text| !texts[text.source()].is_made());
        let count = given.map(Documents::count).sum();
        let mut read = ReadCluster { documents: Vec::new(), count, unread: Vec::new() };
        for mut text in opened {
            match text.read(|document| interest.concerns(document)) {
                Ok(()) => read.documents.push(text),
                Err(error) => read.unread.push((text.source(), error)),
            }
        }
        read
    }

    /// The objects, without those that stay out of a cluster.
    pub(crate) fn objects(&self) -> Vec<Object<'_, 't>> {
        let objects = self.documents.iter().flat_map(Documents::objects);
        objects.filter(|object| !is_local(object.node)).collect()
    }
}
