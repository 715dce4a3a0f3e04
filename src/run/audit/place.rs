//! Where in the repository the findings of a cluster are: what was built has lost its places.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Location, ResourceRef};
use crate::krm::Object;
use crate::repository::{Applied, Origins, Stage, is_planned, patch_of};
use crate::run::built::{ClusterText, Instance, Origin};
use crate::yaml::{self, Kind, Node, Step};

use super::sources::FileTexts;

/// The places of a cluster's objects.
pub(super) struct Places<'c> {
    stages: Vec<&'c Stage>,
    texts: &'c [ClusterText],
    objects: &'c [Object<'c, 'c>],
    /// The objects by their texts and names; read when the first is asked for.
    named: HashMap<(usize, ResourceRef), usize>,
    /// Where the objects of a stage come from; read when the first is asked for.
    origins: HashMap<usize, Origins<'c>>,
}

impl<'c> Places<'c> {
    pub(super) fn of(
        applied: &'c Applied,
        texts: &'c [ClusterText],
        objects: &'c [Object<'c, 'c>],
    ) -> Places<'c> {
        let stages = applied.stages_with_flux().collect();
        Places { stages, texts, objects, named: HashMap::new(), origins: HashMap::new() }
    }

    /// Brings the locations of a diagnostic to the files that they come from.
    pub(super) fn bring_home(&mut self, diagnostic: &mut Diagnostic, texts: &mut FileTexts<'_>) {
        let related = diagnostic.related.iter_mut().map(|related| &mut related.location);
        for location in related.chain([&mut diagnostic.location]) {
            if let Some(text) = self.texts.get(location.source) {
                let (file, span) = self.home(text, location);
                location.source = texts.number(&file);
                location.span = span;
            }
        }
    }

    /// The file and the bytes that a location in a text of the cluster comes from.
    fn home(
        &mut self,
        text: &'c ClusterText,
        location: &Location,
    ) -> (PathBuf, Option<Range<usize>>) {
        let unknown = || (text.file.clone(), Some(0..0));
        let stage = match &text.origin {
            Origin::File => return (text.file.clone(), location.span.clone()),
            Origin::Values => return unknown(),
            Origin::Build { stage } => *stage,
            Origin::Instance(instance) => {
                let made_by = self.made_by(instance, location);
                return self.home(&self.texts[instance.text], &made_by);
            }
        };
        let Some((resource, path)) = self.field(location) else { return unknown() };
        let place = self.origins(stage).find(resource, &path).and_then(|place| {
            if !is_planned(&place.file) {
                return Some(place);
            }
            // What a Kustomization adds is written in the Kustomization.
            let (by, patches) = (&self.stages[stage].by, yaml::Path::keys(["patches"]));
            (0..self.stages.len()).find_map(|s| self.origins(s).find_in(by, &patches, &path))
        });
        place.map_or_else(unknown, |place| (place.file, Some(place.span)))
    }

    fn origins(&mut self, stage: usize) -> &Origins<'c> {
        let reach = &self.stages[stage].reach;
        self.origins.entry(stage).or_insert_with(|| Origins::of(reach))
    }

    /// The location in a FluxInstance of what wrote a field of its controllers: the patch, or else
    /// the whole.
    fn made_by(&mut self, instance: &Instance, location: &Location) -> Location {
        let Instance { text, span, name } = instance;
        let patches = yaml::Path::keys(["spec", "kustomize", "patches"]);
        let found = self.field(location).and_then(|(resource, path)| {
            let list = patches.find(self.object(*text, name)?.node)?.items();
            patch_of(&self.texts[*text].text, list, resource, &path)
        });
        let (path, span) = match found {
            Some((index, span)) => (patches.index(index).key("patch"), span),
            None => (yaml::Path::default(), span.clone()),
        };
        Location {
            source: *text,
            span: Some(span),
            resource: Some(name.clone()),
            path: Some(path),
            file: None,
        }
    }

    /// The object that a location is in, and the field by names.
    fn field<'l>(&mut self, location: &'l Location) -> Option<(&'l ResourceRef, yaml::Path)> {
        let resource = location.resource.as_ref()?;
        let object = self.object(location.source, resource)?;
        let path = location.path.clone().unwrap_or_default();
        Some((resource, by_name(&path, object.node)))
    }

    fn object(&mut self, source: usize, name: &ResourceRef) -> Option<&'c Object<'c, 'c>> {
        if self.named.is_empty() {
            let objects = self.objects.iter().enumerate().rev();
            self.named.extend(objects.map(|(i, o)| ((o.source, o.resource_ref()), i)));
        }
        let index = self.named.get(&(source, name.clone()))?;
        self.objects.get(*index)
    }
}

/// A path with names in place of indices, which are others in a patch.
fn by_name(path: &yaml::Path, root: &Node<'_>) -> yaml::Path {
    let mut node = Some(root);
    let steps = path.0.iter().map(|step| {
        let at = node;
        node = at.and_then(|node| yaml::Path(vec![step.clone()]).find(node));
        let named = node.and_then(|node| node.get("name")).and_then(Node::text);
        let is_element = at.is_some_and(|node| matches!(node.kind, Kind::Sequence { .. }));
        match (step, named.filter(|_| is_element)) {
            (Step::Index(_), Some(name)) => Step::Element { key: "name", value: name.to_owned() },
            _ => step.clone(),
        }
    });
    yaml::Path(steps.collect())
}
