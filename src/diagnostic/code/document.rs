//! The list of codes as a page of documentation.

use std::fmt::Write as _;

use super::all;

/// What stands in front of the first code of each hundred.
const PARTS: [(u16, &str); 5] = [
    (100, "About the config. An example is the `spec` of one, unless it has a `kind`."),
    (200, "About resources, and about the edits of them."),
    (300, "Found by an audit. An example is the manifests of a cluster, as far as they matter."),
    (500, "About the cloud side. An example is a field of an identity, or a command line."),
    (900, "About the input and the command line."),
];

/// The content of `docs/rules.md`.
pub fn document() -> String {
    let mut out = String::from(
        "# Codes\n\n\
         Every message has a code: `error[FWI103]` on a terminal, `tags.rule` in the results of a \
         KRM function. `flux-workload-identity explain FWI103` prints what stands here. A code keeps \
         its meaning from version to version.\n\n\
         This page is made of the list in `src/diagnostic/code/`.\n",
    );
    let mut part = 0;
    for code in all() {
        let hundred = code.number / 100 * 100;
        if part != hundred {
            part = hundred;
            let about = PARTS.iter().find(|(number, _)| *number == hundred);
            let about = about.map_or("", |(_, about)| *about);
            let _ = write!(out, "\n## FWI{}nn\n\n{about}\n", hundred / 100);
        }
        let _ = write!(
            out,
            "\n### {code}: {}\n\nUsually {}. {}\n\nFails:\n\n```yaml\n{}\n```\n\nPasses:\n\n```yaml\n{}\n```\n",
            code.title,
            with_article(code.severity.name()),
            code.explanation,
            code.fails,
            code.passes
        );
    }
    out
}

/// `an error`, `a warning`.
fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}
