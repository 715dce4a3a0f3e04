//! How a cluster is: one line of a report.

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use crate::diagnostic::code;
use crate::run::effective::Effective;
use crate::run::kept::Cause;

use super::prepared::State;
use super::{Mode, Prepared};

/// How a cluster is, and what that says of the run.
#[derive(Debug)]
pub(crate) struct Status {
    pub(crate) verdict: Verdict,
    remarks: Vec<Remark>,
}

/// Whether a cluster is as it should be; a worse one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Good,
    Wrong,
    Unknown,
}

/// A thing to say of it. Files are named from the folder of the config.
#[derive(Debug)]
enum Remark {
    NoPlace,
    PassedOver(String),
    Unreadable,
    AtFault,
    InConflict,
    Written(Vec<PathBuf>),
    NotWritten(Vec<PathBuf>),
    Stale(Vec<PathBuf>),
    NotBuilt,
    UpToDate,
    EmptyBuild(String),
}

impl Status {
    /// How a cluster is whose config stands in `folder`. `is_written` says whether its files are.
    pub(super) fn of(
        prepared: &Prepared,
        built: Option<&Effective>,
        folder: &Path,
        mode: Mode,
        is_written: bool,
    ) -> Status {
        let is_check = mode == Mode::Check;
        // A check that could not look at something has not found drift.
        let unknown = if is_check { Verdict::Unknown } else { Verdict::Wrong };
        let only = |remark, verdict| Status { verdict, remarks: vec![remark] };
        let is_incomplete = match &prepared.state {
            State::NoTarget { is_meant: true, .. } => return only(Remark::NoPlace, unknown),
            State::NoTarget { fault, .. } => {
                return only(Remark::PassedOver(fault.message.clone()), Verdict::Good);
            }
            State::Fault(Cause::Unreadable) => return only(Remark::Unreadable, Verdict::Unknown),
            State::Fault(Cause::Config) => return only(Remark::AtFault, unknown),
            State::Fault(Cause::Resources) => return only(Remark::InConflict, Verdict::Wrong),
            State::Ready { is_incomplete, .. } => *is_incomplete,
        };
        let mut status = Status { verdict: Verdict::Good, remarks: Vec::new() };
        if is_incomplete || built.is_some_and(|built| built.differs) {
            // To print a difference is no look at the build.
            let is_looked_at = built.is_some() || is_check;
            let verdict = if is_looked_at { Verdict::Wrong } else { Verdict::Good };
            status.add(Remark::InConflict, verdict);
        }
        let below = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_owned();
        let stale: Vec<PathBuf> = prepared.stale().map(|file| below(&file.path)).collect();
        match mode {
            _ if stale.is_empty() => {}
            Mode::Write if is_written => status.add(Remark::Written(stale), Verdict::Good),
            Mode::Write => status.add(Remark::NotWritten(stale), Verdict::Good),
            Mode::Check => status.add(Remark::Stale(stale), Verdict::Wrong),
            Mode::Show => status.add(Remark::Stale(stale), Verdict::Good),
        }
        if built.is_some_and(|built| built.is_unbuilt) {
            let verdict = if is_check { Verdict::Unknown } else { Verdict::Good };
            status.add(Remark::NotBuilt, verdict);
        }
        if status.remarks.is_empty() {
            status.add(Remark::UpToDate, Verdict::Good);
        }
        let mut said = built.iter().flat_map(|built| &built.diagnostics);
        let empty = said.find(|diagnostic| diagnostic.code == code::BUILD_EMPTY);
        status.remarks.extend(empty.map(|empty| Remark::EmptyBuild(empty.message.clone())));
        status
    }

    fn add(&mut self, remark: Remark, verdict: Verdict) {
        self.remarks.push(remark);
        self.verdict = self.verdict.max(verdict);
    }
}

impl Display for Status {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, remark) in self.remarks.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{remark}")?;
        }
        Ok(())
    }
}

impl Display for Remark {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let list = |files: &[PathBuf]| {
            let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
            names.join(", ")
        };
        match self {
            Remark::NoPlace => f.write_str("no place for its output"),
            Remark::PassedOver(why) => write!(f, "passed over: {why}"),
            Remark::Unreadable => f.write_str("can't be read"),
            Remark::AtFault => f.write_str("at fault"),
            Remark::InConflict => f.write_str("in conflict"),
            Remark::Written(files) => write!(f, "written: {}", list(files)),
            Remark::NotWritten(files) => {
                write!(f, "not written, as another config is at fault: {}", list(files))
            }
            Remark::Stale(files) => write!(f, "stale: {}", list(files)),
            Remark::NotBuilt => f.write_str("not built"),
            Remark::UpToDate => f.write_str("up to date"),
            Remark::EmptyBuild(what) => f.write_str(what),
        }
    }
}
