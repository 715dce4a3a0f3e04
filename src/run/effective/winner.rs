//! Which entry wins over what a config asks. kustomize itself is asked: entries are left out of a
//! copy, from the last one that it applies on, until the built value is another one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::repository::{Build, Builder, Place};
use crate::yaml::{self, Edit, Frame};

use super::Asked;
use super::entry::{Entry, entries};
use super::gap::{Gap, Gaps};

/// No more builds are made to find out.
const MOST_BUILDS: usize = 100;

/// For each gap the place of what wins, if an entry does.
pub(super) fn winners(
    builder: &Builder,
    build: &Build,
    own: &Path,
    found: &[Gap],
    asked: &Asked<'_>,
) -> Vec<Option<Place>> {
    let mut winners = vec![None; found.len()];
    let mut left_out: BTreeMap<PathBuf, Vec<yaml::Path>> = BTreeMap::new();
    let all = entries(&build.reach, own);
    for entry in all.iter().rev().take(MOST_BUILDS) {
        if winners.iter().all(Option::is_some) {
            break;
        }
        let paths = left_out.entry(entry.kustomization.file.clone()).or_default();
        paths.push(entry.path.clone());
        let text = without(&left_out, builder, build);
        let Some(Gaps { gaps: rest, .. }) = text.and_then(|text| asked(build, &text).ok()) else {
            // What can't be left out stays.
            left_out.entry(entry.kustomization.file.clone()).or_default().pop();
            continue;
        };
        for (gap, winner) in found.iter().zip(&mut winners) {
            if winner.is_none() && !gap.is_in(&rest) {
                *winner = Some(place(entry));
            }
        }
    }
    winners
}

fn place(entry: &Entry<'_>) -> Place {
    Place {
        file: entry.kustomization.file.clone(),
        path: entry.path.clone(),
        span: entry.span.clone(),
    }
}

/// The build without entries; none if there is no such build.
fn without(
    left_out: &BTreeMap<PathBuf, Vec<yaml::Path>>,
    builder: &Builder,
    build: &Build,
) -> Option<Arc<str>> {
    let mut files = build.files.clone();
    for (file, paths) in left_out {
        let text = files.text(file)?;
        files = files.with(file.clone(), Some(&edited(&text, paths)?));
    }
    builder.build(&build.of(files).reach).ok()
}

/// A text without the values at paths.
fn edited(text: &str, paths: &[yaml::Path]) -> Option<String> {
    let frame = Frame::parse(text, 0..text.len(), false).ok()??;
    let edits: Vec<Edit> = paths.iter().cloned().map(Edit::remove).collect();
    let edited = yaml::edit(text, &frame, &edits, |_| true).ok()?;
    Some(edited.splices.apply(text, 0..text.len()))
}
