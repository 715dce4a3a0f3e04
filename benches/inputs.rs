//! Writes inputs of the benchmarks into a folder, each as `NAME.yaml`.
//!
//! ```sh
//! cargo test --locked --quiet --bench inputs -- FOLDER crds-126 tenants-2000-50
//! ```
//!
//! It measures nothing itself. Without names it prints which there are.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool, stops at the first surprise"
)]

mod support;

use std::fs;
use std::path::PathBuf;

fn main() {
    // `cargo bench` adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let folder = PathBuf::from(arguments.next().unwrap_or_default());
    let mut names = arguments.peekable();
    if names.peek().is_none() {
        println!("inputs: FOLDER NAME...\n{}", support::text("").unwrap_err());
    }
    fs::create_dir_all(&folder).ok();
    for name in names {
        let text = support::text(&name).unwrap();
        fs::write(folder.join(format!("{name}.yaml")), text).unwrap();
    }
}
