//! Builds kustomizations with kustomize or kubectl, as Flux would.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use std::{env, fs, io};

use super::child::{Limits, Printed, run};
use super::{NotBuilt, Reach};

const LIMITS: Limits = Limits { time: Duration::from_secs(60), bytes: 256 << 20 };

/// A program that builds, and what it has built in this run. Threads may share it.
///
/// It is given a copy of the files that a [`Reach`] has read and nothing else: what the walk did
/// not see is not there.
#[derive(Debug)]
pub(crate) struct Builder {
    program: PathBuf,
    arguments: &'static [&'static str],
    limits: Limits,
    built: Mutex<HashMap<u128, Arc<OnceLock<Built>>>>,
}

/// The text of all objects.
type Built = Result<Arc<str>, NotBuilt>;

/// Why nothing is built where no program is found.
pub(crate) const NO_PROGRAM: &str = "neither kustomize nor kubectl is on the PATH";

impl Builder {
    /// With the kustomize of the PATH, or else its kubectl.
    pub(crate) fn find() -> Option<Builder> {
        let path = env::var_os("PATH").unwrap_or_default();
        let found = |name: &str| {
            let name = format!("{name}{}", env::consts::EXE_SUFFIX);
            let paths = env::split_paths(&path).map(|folder| folder.join(&name));
            paths.filter_map(|path| path.canonicalize().ok()).find(|path| is_program(path))
        };
        let kustomize = || Builder::with(found("kustomize")?, &["build"]);
        let kubectl = || Builder::with(found("kubectl")?, &["kustomize"]);
        kustomize().or_else(kubectl)
    }

    fn with(program: PathBuf, arguments: &'static [&'static str]) -> Option<Builder> {
        Some(Builder { program, arguments, limits: LIMITS, built: Mutex::default() })
    }

    /// Builds what was walked; the same content once.
    ///
    /// # Errors
    /// Why it is not built.
    pub(crate) fn build(&self, reach: &Reach) -> Built {
        if let Some(not_built) = reach.not_built.first() {
            return Err(not_built.clone());
        }
        let mut known = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = Arc::clone(known.entry(key(reach)).or_default());
        drop(known);
        cell.get_or_init(|| self.build_copy(reach)).clone()
    }

    fn build_copy(&self, reach: &Reach) -> Built {
        let folder = tempfile::tempdir().map_err(|error| no_folder(&error))?;
        let [copy, home] = ["repository", "home"].map(|name| folder.path().join(name));
        make(reach, &copy)
            .and_then(|()| fs::create_dir(&home))
            .map_err(|error| no_folder(&error))?;
        let top = copy.join(&reach.top);
        let arguments =
            [self.arguments, &["--load-restrictor", "LoadRestrictionsNone", "."]].concat();
        let Printed { succeeded, stdout, stderr } =
            run(&self.program, &arguments, &top, &home, self.limits)
                .map_err(|reason| NotBuilt::because(format!("{}: {reason}", self.name())))?;
        if !succeeded {
            let said = line(&String::from_utf8_lossy(&stderr), &copy);
            return Err(NotBuilt::because(format!("{} fails: {said}", self.name())));
        }
        match String::from_utf8(stdout) {
            Ok(text) => Ok(Arc::from(text)),
            Err(_) => Err(NotBuilt::because(format!("{} prints what is not UTF-8", self.name()))),
        }
    }

    /// How messages call the program.
    fn name(&self) -> String {
        format!("{} {}", self.program.file_stem().unwrap_or_default().display(), self.arguments[0])
    }
}

fn no_folder(error: &io::Error) -> NotBuilt {
    NotBuilt::because(format!("a temporary folder to build in can't be made: {error}"))
}

fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path)
            .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    path.is_file()
}

/// Writes what was read at the places where it was read.
fn make(reach: &Reach, copy: &Path) -> io::Result<()> {
    fs::create_dir_all(copy.join(&reach.top))?;
    for (path, bytes) in &reach.files {
        let path = copy.join(path);
        fs::create_dir_all(path.parent().unwrap_or(copy))?;
        fs::write(path, bytes)?;
    }
    for (from, to) in &reach.links {
        let (from, to) = (copy.join(from), copy.join(to));
        fs::create_dir_all(from.parent().unwrap_or(copy))?;
        if !from.exists() {
            link(&to, &from)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, from: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, from)
}

#[cfg(windows)]
fn link(to: &Path, from: &Path) -> io::Result<()> {
    if to.is_dir() {
        std::os::windows::fs::symlink_dir(to, from)
    } else {
        std::os::windows::fs::symlink_file(to, from)
    }
}

/// The hash of everything that the build depends on. 128 bits: two contents of one hash would give
/// one the other's build.
fn key(reach: &Reach) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        (seed, &reach.top, &reach.files, &reach.links).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// No more of what a failing program says is told.
const MOST_CHARACTERS: usize = 400;

/// What a program says, as a line: without its warnings, and without the folder that is only here.
fn line(said: &str, copy: &Path) -> String {
    let folder = copy.display().to_string();
    let real = copy.canonicalize().map(|path| path.display().to_string()).unwrap_or_default();
    let lines =
        said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut line = lines.collect::<Vec<_>>().join(" ");
    for folder in [real, folder].iter().filter(|folder| !folder.is_empty()) {
        line = line.replace(&format!("{folder}/"), "").replace(folder.as_str(), ".");
    }
    let line =
        line.strip_prefix("Error: ").or_else(|| line.strip_prefix("error: ")).unwrap_or(&line);
    shortened(line)
}

/// The end of a text that is too long: kustomize names the cause last, behind the folders on the
/// way to it.
fn shortened(text: &str) -> String {
    match text.char_indices().rev().nth(MOST_CHARACTERS) {
        Some((cut, c)) => format!("…{}", &text[cut + c.len_utf8()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_the_end_is_kept() {
        assert_eq!(shortened("the cause"), "the cause");
        let long = format!("{}the cause", "é".repeat(MOST_CHARACTERS));
        let kept = MOST_CHARACTERS - "the cause".len();
        assert_eq!(shortened(&long), format!("…{}the cause", "é".repeat(kept)));
    }
}
