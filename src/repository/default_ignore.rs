//! What Flux's sources leave out of every repository.

use std::io;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Root;
use super::walk::SOURCE_IGNORE;

/// What is left out of every artifact, unless a later pattern takes it in.
/// Source: fluxcd/pkg sourceignore, `sourceignore.go`.
const DEFAULTS: [&str; 24] = [
    ".git/",
    ".gitignore",
    ".gitmodules",
    ".gitattributes",
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

/// The patterns of every source, and those of the root's own file behind them.
///
/// # Errors
/// None is expected: the patterns are known.
pub(super) fn default_ignore(root: &Root) -> io::Result<Gitignore> {
    let mut builder = GitignoreBuilder::new(root.path());
    for pattern in DEFAULTS {
        builder.add_line(None, pattern).map_err(io::Error::other)?;
    }
    let file = root.path().join(SOURCE_IGNORE);
    if file.is_file() {
        // What is no pattern matches nothing.
        builder.add(file);
    }
    builder.build().map_err(io::Error::other)
}
