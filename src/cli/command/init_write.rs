//! `init --write`: the configs at their places, what `sync` makes of them, and without the patches by
//! hand that they replace.

use std::path::PathBuf;

use anyhow::bail;

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::config::OutputForm;
use crate::diagnostic::{Diagnostic, Failure, code};
use crate::render::Entries;
use crate::render::component::KUSTOMIZATION;
use crate::repository::{Builder, Files, Kustomization, Root};
use crate::run::kept::{Cause, File, planned};
use crate::run::sync::{Fleet, Prepared, State, Target, configs};
use crate::run::take_over::take_over;
use crate::run::{BuiltCluster, identities_of};

use super::sync::{Sync, bring};

/// A config that is to be written.
#[derive(Debug)]
pub(crate) struct Written<'c> {
    pub(crate) cluster: &'c BuiltCluster,
    /// Its file, relative to the root of the repository.
    pub(crate) file: PathBuf,
    pub(crate) text: String,
}

/// Writes them, or nothing.
pub(crate) fn write(written: Vec<Written<'_>>, console: &Console) -> anyhow::Result<Exit> {
    let Some(root) = written.first().and_then(|first| first.cluster.repository()) else {
        bail!("there is no config to write: init without --write prints what there is");
    };
    let planned = written.iter().map(|one| (one.file.clone(), one.text.clone()));
    let fleet = Fleet::planned(root, planned.collect())?;
    refuse_configs_there(&fleet, &written)?;
    let finish = |prepared: &mut [Prepared]| {
        written
            .iter()
            .zip(prepared)
            .for_each(|(one, prepared)| finish(one, prepared, &fleet, root));
    };
    bring(&fleet, &Sync::all(), finish, console)
}

/// Refuses a cluster that has a config.
fn refuse_configs_there(fleet: &Fleet, written: &[Written<'_>]) -> anyhow::Result<()> {
    let survey = &fleet.repository.survey;
    let there = configs(survey.files(), survey.graph(), &fleet.walked).clusters;
    for one in written {
        let is_beside = |file: &&PathBuf| file.parent() == one.file.parent();
        let taken = there.iter().find(is_beside);
        let taken = taken.or(Some(&one.file).filter(|file| survey.files().has(file)));
        if let Some(file) = taken {
            let message = format!("{} is there already", file.display());
            let help = "change that config and run sync, or move the file away first";
            let fault = Diagnostic::new(code::SAME_OUTPUT, message).help(help);
            return Err(Failure::from(fault).into());
        }
    }
    Ok(())
}

/// Adds the config to what is written, and leaves out the patches that it replaces.
fn finish(one: &Written<'_>, prepared: &mut Prepared, fleet: &Fleet, root: &Root) {
    let State::Ready { target, .. } = &prepared.state else { return };
    let taken = match target.form {
        OutputForm::Component => take_patches_over(one, target, &mut prepared.files, fleet, root),
        _ => Ok(()),
    };
    if let Err(fault) = taken {
        prepared.diagnostics.push(*fault);
        prepared.state = State::Fault(Cause::Resources);
        return;
    }
    // What sync says of patches by hand is of those that are taken over.
    prepared.diagnostics.retain(|said| said.code != code::PATCHED_BY_HAND);
    let path = fleet.repository.name(&one.file);
    prepared.files.push(File { path, old: None, new: Some(one.text.clone()) });
    let after = one
        .cluster
        .with(&planned(Files::new(root.clone()), &prepared.files), Builder::find().as_ref());
    let is_same = after.is_some_and(|after| {
        after.unknowns().next().is_none()
            && after.look(identities_of) == one.cluster.look(identities_of)
    });
    if !is_same {
        let message = "with the config the controllers would have other identities than now";
        let help = "write the config by hand: init without --write prints it";
        let fault = Diagnostic::new(code::NOT_COMPARED, message).help(help);
        prepared.diagnostics.push(fault);
        prepared.restart = None;
        prepared.state = State::Fault(Cause::Resources);
    }
}

/// Takes the patches by hand out of the kustomization that lists the Component, and of those of the
/// cluster that build what that one does.
fn take_patches_over(
    one: &Written<'_>,
    target: &Target,
    files: &mut Vec<File>,
    fleet: &Fleet,
    root: &Root,
) -> Result<(), Box<Diagnostic>> {
    let Some(folder) = &target.kustomization else { return Ok(()) };
    let repository = &fleet.repository;
    let above = repository.survey.graph().ancestors(folder);
    for folder in above.iter().filter(|above| *above == folder || one.cluster.holds(above)) {
        let there = planned(Files::new(root.clone()), files.iter());
        let Some(component) = there.text(&target.path.join(KUSTOMIZATION)) else { return Ok(()) };
        let Ok(Some(read)) = Kustomization::read(&there, folder) else { continue };
        let taken = take_over(&there, &read.file, &read.text, Entries::Component(&component))?.text;
        let path = repository.name(&read.file);
        match files.iter_mut().find(|file| root.relative(&file.path).as_ref() == Some(&read.file)) {
            Some(file) => file.new = Some(taken),
            None if *taken != *read.text => {
                files.push(File { path, old: Some(read.text.to_string()), new: Some(taken) });
            }
            None => {}
        }
    }
    Ok(())
}
