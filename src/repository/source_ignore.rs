//! What Flux leaves out of the artifact that it makes of a Git repository: what the `.sourceignore`
//! files in all of its folders say, and behind them `spec.ignore` of the GitRepository. Flux has
//! patterns of its own, most of which hold only where nobody says anything.
//!
//! The patterns look like those of .gitignore and work otherwise: each file is asked for alone, by
//! its whole path. The last pattern that is about it, or about a folder above it, decides. So one
//! with `!` also brings back what lies below a folder that is left out.
//!
//! Source: github.com/fluxcd/pkg, `sourceignore/sourceignore.go`, `sourceignore/gitignore/pattern.go`
//! and `artifact/storage/archive.go` (`SourceIgnoreFilter`); github.com/fluxcd/source-controller,
//! `internal/controller/gitrepository_controller.go`.

use std::path::{Path, PathBuf};

use crate::krm::Documents;
use crate::yaml::Node;

use super::flux_kustomization::SourceName;
use super::{Files, Place};

/// The file in which a folder says what is not a part of the source.
pub(super) const SOURCE_IGNORE: &str = ".sourceignore";

/// What Flux leaves out whatever anybody says before it.
const ALWAYS: [&str; 4] = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];

/// What Flux leaves out where there is no other pattern.
const DEFAULTS: [&str; 20] = [
    "*.jpg",
    "*.jpeg",
    "*.gif",
    "*.png",
    "*.wmv",
    "*.flv",
    "*.tar.gz",
    "*.zip",
    ".github/",
    ".circleci/",
    ".travis.yml",
    ".gitlab-ci.yml",
    "appveyor.yml",
    ".drone.yml",
    "cloudbuild.yaml",
    "codeship-services.yml",
    "codeship-steps.yml",
    "**/.goreleaser.yml",
    "**/.sops.yaml",
    "**/.flux.yaml",
];

/// What a cluster reaches, and its artifacts do not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// The file, or a folder of which all is left out, relative to the root.
    pub(crate) file: PathBuf,
    /// The pattern that leaves it out.
    pub(crate) pattern: String,
    /// Where the pattern stands; the file itself if it is one of Flux's own.
    pub(crate) place: Place,
}

/// Those of files and folders that are left out. `said_in` is the file with the GitRepository.
pub(super) fn left_out<'f>(
    files: &Files,
    ignore: Option<&str>,
    said_in: Option<&Path>,
    reached: impl IntoIterator<Item = &'f Path>,
) -> Vec<LeftOut> {
    let ignored = SourceIgnore::of(files, ignore);
    let of_file = |file: &Path| {
        let is_folder = files.root().path().join(file).is_dir();
        let pattern = ignored.pattern(file, is_folder)?;
        let place = pattern.place(files, said_in).unwrap_or_else(|| at_start(file));
        Some(LeftOut { file: file.to_owned(), pattern: pattern.text.clone(), place })
    };
    reached.into_iter().filter_map(of_file).collect()
}

fn at_start(file: &Path) -> Place {
    Place { file: file.to_owned(), path: Default::default(), span: 0..0 }
}

/// `spec.ignore` of a source, if a text has the source: none if it has no such field.
pub(super) fn ignore_of(text: &str, source: &SourceName) -> Option<Option<String>> {
    if source.kind != "GitRepository" || !text.contains(&source.kind) {
        return None;
    }
    let mut documents = Documents::open(text, 0);
    // Whoever looks at the objects says what can't be read.
    documents.read(|document| document.may_contain(&source.kind)).ok()?;
    let objects = documents.objects();
    let found = objects.iter().find(|object| {
        object.kind() == source.kind
            && object.name() == source.name
            && object.namespace().is_none_or(|namespace| namespace == source.namespace)
    })?;
    let ignore = found.node.at(&["spec", "ignore"]).filter(|node| !node.is_null());
    Some(ignore.and_then(Node::text).map(str::to_owned))
}

/// The patterns of a repository, the last of which is the strongest.
#[derive(Debug)]
pub(super) struct SourceIgnore(Vec<Pattern>);

impl SourceIgnore {
    /// Those of the files of a repository, and those of its `spec.ignore`.
    pub(super) fn of(files: &Files, ignore: Option<&str>) -> SourceIgnore {
        let lists = files.source_ignores();
        let texts = lists.iter().map(|(file, text)| (Some(file.as_path()), text.as_str()));
        let said: Vec<Pattern> = texts
            .chain(ignore.map(|ignore| (None, ignore)))
            .flat_map(|(file, text)| text.lines().filter_map(move |line| Pattern::read(file, line)))
            .collect();
        let defaults = if said.is_empty() { DEFAULTS.as_slice() } else { &[] };
        let own = ALWAYS.iter().chain(defaults).filter_map(|line| Pattern::own(line));
        SourceIgnore(own.chain(said).collect())
    }

    /// The pattern that leaves out a file or a folder.
    pub(super) fn pattern(&self, path: &Path, is_folder: bool) -> Option<&Pattern> {
        let names: Option<Vec<&str>> = path.iter().map(|name| name.to_str()).collect();
        let names = names?;
        let last = self.0.iter().rev().find(|pattern| pattern.is_about(&names, is_folder))?;
        (!last.brings_back).then_some(last)
    }
}

/// Who says a pattern.
#[derive(Debug, PartialEq, Eq)]
enum Origin {
    Flux,
    /// A `.sourceignore` file.
    File(PathBuf),
    /// The GitRepository.
    Object,
}

/// A pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    /// The line.
    text: String,
    origin: Origin,
    /// The names of the folders down to that of its file.
    domain: Vec<String>,
    /// What stands between its slashes.
    parts: Vec<String>,
    brings_back: bool,
    is_of_folders: bool,
}

impl Pattern {
    /// The pattern of a line in a `.sourceignore` file or, without one, in an object.
    fn read(file: Option<&Path>, line: &str) -> Option<Pattern> {
        let origin = file.map_or(Origin::Object, |file| Origin::File(file.to_owned()));
        let is_one = !line.starts_with('#') && !line.trim().is_empty();
        is_one.then(|| Pattern::new(line, origin, file.and_then(Path::parent))).flatten()
    }

    fn own(line: &str) -> Option<Pattern> {
        Pattern::new(line, Origin::Flux, None)
    }

    /// None in a folder whose name is no text.
    fn new(line: &str, origin: Origin, folder: Option<&Path>) -> Option<Pattern> {
        let folder = folder.unwrap_or(Path::new(""));
        let domain = folder.iter().map(|name| name.to_str().map(str::to_owned));
        let rest = line.strip_prefix('!').unwrap_or(line);
        let rest = if rest.ends_with("\\ ") { rest } else { rest.trim_end_matches(' ') };
        let parts = rest.strip_suffix('/').unwrap_or(rest);
        Some(Pattern {
            text: line.to_owned(),
            origin,
            domain: domain.collect::<Option<_>>()?,
            parts: parts.split('/').map(str::to_owned).collect(),
            brings_back: line.starts_with('!'),
            is_of_folders: rest.ends_with('/'),
        })
    }

    /// Whether it is about a path or a folder above it.
    fn is_about(&self, names: &[&str], is_folder: bool) -> bool {
        let Some((domain, below)) = names.split_at_checked(self.domain.len()) else { return false };
        if below.is_empty() || domain.iter().zip(&self.domain).any(|(name, own)| name != own) {
            return false;
        }
        let is_file_only = |rest: usize| rest == 0 && !is_folder && self.is_of_folders;
        match self.parts.as_slice() {
            [name] => {
                let mut named = below.iter().enumerate().filter(|(_, part)| matches(name, part));
                named.any(|(index, _)| !is_file_only(below.len() - index - 1))
            }
            parts => rest(parts, below).is_some_and(|rest| !is_file_only(rest)),
        }
    }

    /// Where it stands; none of Flux's own.
    fn place(&self, files: &Files, said_in: Option<&Path>) -> Option<Place> {
        let file = match &self.origin {
            Origin::Flux => return None,
            Origin::File(file) => file.as_path(),
            Origin::Object => said_in?,
        };
        let text = files.text(file).unwrap_or_default();
        let lines = text.split_inclusive('\n').scan(0, |next, line| {
            let start = *next;
            *next += line.len();
            Some((start + line.len() - line.trim_start().len(), line.trim()))
        });
        let found = lines.filter(|(_, line)| *line == self.text.trim()).last();
        let span = found.map_or(0..0, |(start, line)| start..start + line.len());
        Some(Place { file: file.to_owned(), path: Default::default(), span })
    }
}

/// How many names are left of a path behind the parts of a pattern with slashes; none if they are
/// not its first ones. What follows `**` is looked for once: the first name that fits is the one.
fn rest(parts: &[String], names: &[&str]) -> Option<usize> {
    let mut left = names;
    let mut is_anywhere = false;
    for (index, part) in parts.iter().enumerate() {
        match part.as_str() {
            "" => is_anywhere = false,
            "**" if index + 1 == parts.len() => break,
            "**" => is_anywhere = true,
            part if part.contains("**") => return None,
            part => {
                let mut names = left.iter().take(if is_anywhere { left.len() } else { 1 });
                let at = names.position(|name| matches(part, name))?;
                left = &left[at + 1..];
                is_anywhere = false;
            }
        }
    }
    (left.len() < names.len()).then_some(left.len())
}

/// Whether a name is as a pattern says: `*`, `?`, `[a-z]`, `[^a]`, and `\` before a character that
/// is meant itself. One that is malformed matches nothing.
fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    let mut named = name.chars();
    let Some(first) = rest.next() else { return name.is_empty() };
    match first {
        '*' => name
            .char_indices()
            .map(|(at, _)| at)
            .chain([name.len()])
            .any(|at| matches(rest.as_str(), &name[at..])),
        '?' => named.next().is_some() && matches(rest.as_str(), named.as_str()),
        '[' => named.next().is_some_and(|one| {
            class(rest.as_str(), one)
                .is_some_and(|(is_in, behind)| is_in && matches(behind, named.as_str()))
        }),
        first => {
            let meant = if first == '\\' { rest.next() } else { Some(first) };
            meant.is_some() && named.next() == meant && matches(rest.as_str(), named.as_str())
        }
    }
}

/// Whether a character is in a class that begins behind its bracket, and what follows it.
fn class(text: &str, one: char) -> Option<(bool, &str)> {
    let inverted = text.strip_prefix('^');
    let mut rest = inverted.unwrap_or(text).chars();
    let mut is_in = false;
    let mut count = 0;
    loop {
        if count > 0
            && let Some(behind) = rest.as_str().strip_prefix(']')
        {
            return Some((is_in != inverted.is_some(), behind));
        }
        let low = member(&mut rest)?;
        let high = match rest.as_str().strip_prefix('-') {
            Some(behind) => {
                rest = behind.chars();
                member(&mut rest)?
            }
            None => low,
        };
        is_in |= (low..=high).contains(&one);
        count += 1;
    }
}

/// A character of a class.
fn member(rest: &mut std::str::Chars<'_>) -> Option<char> {
    match rest.next()? {
        '\\' => rest.next(),
        '-' | ']' => None,
        member => Some(member),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::repository::Root;

    fn left(lists: &[(&str, &str)], ignore: Option<&str>, reached: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in lists {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let files = Files::new(Root::of(folder.path()).unwrap());
        let said_in = Some(Path::new("sync.yaml"));
        let found = left_out(&files, ignore, said_in, reached.iter().map(Path::new));
        let shown = |one: LeftOut| {
            let Place { file, span, .. } = one.place;
            format!("{} {} {}:{}", one.file.display(), one.pattern, file.display(), span.start)
        };
        found.into_iter().map(shown).collect()
    }

    #[test]
    fn what_a_pattern_is_about_is_left_out() {
        let reached = ["apps/a.yaml", "apps/deep/b.yaml", "clusters/c.yaml"];
        assert!(left(&[], None, &reached).is_empty());
        assert_eq!(
            left(&[(".sourceignore", "# all\n/apps/\n")], None, &reached),
            ["apps/a.yaml /apps/ .sourceignore:6", "apps/deep/b.yaml /apps/ .sourceignore:6"]
        );
        assert_eq!(
            left(&[("apps/.sourceignore", "b.yaml\n")], None, &reached),
            ["apps/deep/b.yaml b.yaml apps/.sourceignore:0"]
        );
    }

    #[test]
    fn what_a_pattern_brings_back_is_there() {
        let reached = ["apps/deep/b.yaml", "clusters/c.yaml"];
        for text in ["/*\n!/apps\n!/clusters\n", "/*\n!/apps/deep/\n!*.yaml\n", "apps/deep\n!/*\n"]
        {
            assert!(left(&[(".sourceignore", text)], None, &reached).is_empty(), "{text}");
        }
        let only = [(".sourceignore", "/*\n!/clusters/\n")];
        assert_eq!(left(&only, None, &reached), ["apps/deep/b.yaml /* .sourceignore:0"]);
    }

    #[test]
    fn what_the_object_says_is_the_last_word() {
        let reached = ["apps/a.yaml", "clusters/c.yaml"];
        let object = "spec:\n  ignore: |\n    /*\n    !/clusters\n";
        let lists = [(".sourceignore", "/clusters\n"), ("sync.yaml", object)];
        let ignore = Some("/*\n!/clusters\n");
        assert_eq!(left(&lists, ignore, &reached), ["apps/a.yaml /* sync.yaml:22"]);
    }

    #[test]
    fn flux_s_own_patterns_end_with_the_first_other_one() {
        let reached = ["a/.sops.yaml", ".gitignore"];
        let own =
            ["a/.sops.yaml **/.sops.yaml a/.sops.yaml:0", ".gitignore .gitignore .gitignore:0"];
        assert_eq!(left(&[], None, &reached), own);
        assert_eq!(left(&[], Some("# none\n"), &reached), own);
        assert_eq!(left(&[("b/.sourceignore", "x\n")], None, &reached), own[1..]);
        assert_eq!(left(&[], Some("x"), &reached), own[1..]);
    }

    #[test]
    fn a_pattern_is_about_whole_names() {
        for (pattern, path, is_about) in [
            ("a", "x/a/b", true),
            ("a/", "x/a", false),
            ("a/", "x/a/b", true),
            ("/a", "x/a", false),
            ("x/a", "x/a/b", true),
            ("a/b", "x/a/b", false),
            ("**/a/b", "x/a/b", true),
            // The first `a` is the one.
            ("**/a/b", "a/x/a/b", false),
            ("x/**", "x/a", true),
            ("x/**/b", "x/a/c/b", true),
            ("x/a**/b", "x/a/b", false),
            ("*.y?ml", "a.yaml", true),
            ("[^a-c].yaml", "d.yaml", true),
            ("[^a-c].yaml", "b.yaml", false),
            ("[a", "a", false),
            ("\\!a", "!a", true),
            ("a  ", "a", true),
        ] {
            let pattern = Pattern::own(pattern).unwrap();
            let names: Vec<&str> = path.split('/').collect();
            assert_eq!(pattern.is_about(&names, false), is_about, "{} {path}", pattern.text);
        }
    }
}
