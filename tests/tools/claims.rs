//! What the pages say of the repository and of its version.

use std::fs;

use super::need::has_tools;
use super::sandbox::Sandbox;
use super::{bundled, markdown, pages};

pub(crate) fn the_command_for_the_tests_is_the_one_that_ci_calls() {
    let blocks = markdown::blocks(&bundled::read("CONTRIBUTING.md"));
    let commands = blocks.iter().flat_map(|block| block.text.lines());
    let command = commands.into_iter().find(|line| line.starts_with("cargo test"));
    let command = command.expect("CONTRIBUTING.md has a line with cargo test");
    let run = bundled::read(".ci/run");
    let step = run.lines().find(|line| line.starts_with("step 'test' ")).expect("a step 'test'");
    assert!(step.ends_with(&format!(" {command}")), "CONTRIBUTING.md: {command}\n.ci/run: {step}");
    let hosted = bundled::read(".github/workflows/ci.yaml");
    assert!(hosted.lines().any(|line| line.trim() == format!("- run: {command}")), "{command}");
}

pub(crate) fn the_changelog_has_a_section_of_this_version() {
    let heading = format!("## [{}]", env!("CARGO_PKG_VERSION"));
    let changelog = bundled::read("CHANGELOG.md");
    assert!(changelog.lines().any(|line| line.starts_with(&heading)), "no {heading}");
}

pub(crate) fn the_image_is_the_one_of_this_version() {
    let image = bundled::image();
    let repository = image.split(':').next().expect("a repository before the tag");
    let mut open = vec![bundled::path("functions"), bundled::path("examples")];
    let mut files: Vec<_> = pages::all().iter().map(|file| bundled::path(file)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry of a folder").path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    // The catalog wants the image without its tag.
    files.retain(|file| !file.ends_with("metadata.yaml"));
    for file in files {
        let text = fs::read_to_string(&file).expect("a text file");
        for (place, _) in text.match_indices(repository) {
            assert!(text[place..].starts_with(&image), "{}: not {image}", file.display());
        }
    }
}

pub(crate) fn the_component_builds_what_the_patches_by_hand_build() {
    if !has_tools("kustomize", "the README's before and after").unwrap() {
        return;
    }
    let sandbox = Sandbox::new();
    let printed = sandbox.run(
        "for folder in by-hand component; do
           cp examples/flux/flux.yaml examples/$folder/gotk-components.yaml
           touch examples/$folder/gotk-sync.yaml
         done
         flux-workload-identity --quiet patches -c examples/config.yaml examples/flux/flux.yaml \
           --format component --write examples/component/workload-identity
         kustomize build examples/by-hand > by-hand.yaml
         kustomize build examples/component | diff by-hand.yaml -
         grep -c role-arn by-hand.yaml",
    );
    assert_eq!((printed.code, printed.text.as_str()), (Some(0), "2\n"));
}
