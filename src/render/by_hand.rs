//! The patches in a kustomization.yaml that a user wrote, told apart by their number among these:
//! entries of this program may stand before them in one text and behind them in another.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::patch::{Mark, Repeating, repeating};
use crate::yaml::{self, Edit, Frame, Node, Path};

use super::managed_kustomization::read;

/// Where the entries of a config are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entries<'e> {
    /// Among those by hand: the ones that carry the mark of this config.
    Of(&'e str),
    /// All those of a Component, which is this text.
    Component(&'e str),
}

/// A kustomization.yaml with patches by hand.
#[derive(Debug)]
pub(crate) struct ByHand<'t> {
    text: &'t str,
    frame: Frame<'t>,
    /// Their indices in `patches`.
    indices: Vec<usize>,
}

impl<'t> ByHand<'t> {
    /// Those of a text.
    ///
    /// # Errors
    /// The text is no kustomization.yaml.
    pub(crate) fn of(text: &'t str) -> Result<ByHand<'t>, Box<Diagnostic>> {
        let frame = read(text)?;
        let there = patches().find(&frame.root).map(Node::items).unwrap_or_default();
        let indices = (0..there.len()).filter(|index| !Mark::is_on(&there[*index])).collect();
        Ok(ByHand { text, frame, indices })
    }

    /// What they do, against the entries of a config: by their numbers. `read` has the text of the
    /// file that an entry names.
    pub(crate) fn repeating(
        &self,
        entries: Entries<'_>,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Repeating {
        let there = patches().find(&self.frame.root).map(Node::items).unwrap_or_default();
        let Repeating { superfluous, other } = match entries {
            Entries::Of(config) => {
                let is_ours = |entry: &&Node<'_>| Mark::of(entry) == Some(Mark::Of(config));
                repeating(there, there.iter().filter(is_ours), read)
            }
            Entries::Component(text) => {
                let root = yaml::parse(text, 0..text.len()).ok().flatten();
                let entries = root.as_ref().and_then(|root| patches().find(root));
                repeating(there, entries.map(Node::items).unwrap_or_default().iter(), read)
            }
        };
        let number = |at: usize| self.indices.iter().position(|index| *index == at);
        Repeating {
            superfluous: superfluous.into_iter().filter_map(number).collect(),
            other: other.into_iter().filter_map(|(at, d)| Some((number(at)?, d))).collect(),
        }
    }

    /// The path and the bytes of one.
    pub(crate) fn place(&self, number: usize) -> Option<(Path, Range<usize>)> {
        let path = patches().index(*self.indices.get(number)?);
        let span = path.find(&self.frame.root)?.span.clone();
        Some((path, span))
    }

    /// The text without some of them.
    ///
    /// # Errors
    /// Why they can't be taken out.
    pub(crate) fn without(&self, numbers: &[usize]) -> Result<String, Box<Diagnostic>> {
        let indices = numbers.iter().filter_map(|number| self.indices.get(*number));
        let edits: Vec<Edit> = indices.map(|index| Edit::remove(patches().index(*index))).collect();
        match yaml::edit(self.text, &self.frame, &edits, |_| true) {
            Ok(edited) => Ok(edited.splices.apply(self.text, 0..self.text.len())),
            Err(refusal) => {
                let path = refusal.path.in_tree(&self.frame.root);
                Err(Box::new(Diagnostic::from(&refusal).path(path)))
            }
        }
    }
}

fn patches() -> Path {
    Path::keys(["patches"])
}
