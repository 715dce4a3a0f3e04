//! One folder `testdata/FAMILY/CASE`, one test, `FAMILY/CASE`: the program is run on its input, and its output, its messages
//! and its exit status must be those beside it.
//!
//! The contract is checked on every case, unasked, by judges of other make: nothing is lost that
//! the case does not name, the output parses, the results are true of it, a second run changes
//! nothing. `UPDATE=1` writes the expected files anew. See testdata/README.md.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/command.rs"]
mod command;
#[path = "support/judge.rs"]
mod judge;
#[path = "support/pieces.rs"]
mod pieces;
#[path = "support/testdata.rs"]
mod testdata;
#[path = "support/why.rs"]
mod why;

use std::fs;
use std::path::Path;

use flux_workload_identity::internal::{Reading, read_by};
use libtest_mimic::{Arguments, Failed, Trial};

use judge::{Run, same};

fn main() {
    let arguments = Arguments::from_args();
    let trials = testdata::cases()
        .into_iter()
        .map(|(name, folder)| Trial::test(name, move || case(&folder)));
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn run(input: &[u8], arguments: &[&str]) -> Run {
    let output = command::program().args(arguments).write_stdin(input).output().unwrap();
    Run {
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn case(folder: &Path) -> Result<(), Failed> {
    let json = folder.join("input.json").exists();
    let extension = if json { "json" } else { "yaml" };
    known_files(folder, extension)?;
    why::demanded(folder)?;
    let input = fs::read(folder.join(format!("input.{extension}")))?;
    let first = run(&input, &[]);
    if std::env::var_os("UPDATE").is_some() {
        update(folder, extension, &first)?;
    }
    let expected = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let exit = expected("exit").trim().parse().unwrap_or(0);
    same("exit status", &format!("{exit}\n"), &format!("{}\n", first.exit))?;
    same("stderr", &expected("stderr.txt"), &first.stderr)?;
    same("stdout", &expected(&format!("output.{extension}")), &first.stdout)?;
    if first.exit == 2 {
        return if first.stdout.is_empty() { Ok(()) } else { Err("output at exit 2".into()) };
    }
    let input = String::from_utf8(input)?;
    judge::lossless(&input, &first, &expected("removed.txt"), json)?;
    judge::results(&input, &first)?;
    judge::idempotent(&first, &run(first.stdout.as_bytes(), &[]), json)?;
    // Both ways of reading the input come to the same.
    let whole = read_by(&input, Reading::Whole).map_err(|error| error.to_string())?;
    same("stdout, the whole parsed", &whole.output.slices().concat(), &first.stdout)?;
    let outline = read_by(&input, Reading::Outline).map_err(|error| error.to_string())?;
    let told = |diagnostics| format!("{diagnostics:#?}\n");
    same("diagnostics, the whole parsed", &told(whole.diagnostics), &told(outline.diagnostics))
}

/// A file that nobody reads expects nothing.
fn known_files(folder: &Path, extension: &str) -> Result<(), Failed> {
    let (input, output) = (format!("input.{extension}"), format!("output.{extension}"));
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if ![&input, &output, "stderr.txt", "exit", "removed.txt", "why.txt"]
            .contains(&name.as_str())
        {
            return Err(format!("{name} is no file of a case").into());
        }
    }
    Ok(())
}

/// Writes the expected files; what is empty or the default has none.
fn update(folder: &Path, extension: &str, run: &Run) -> Result<(), Failed> {
    let exit = if run.exit == 0 { String::new() } else { format!("{}\n", run.exit) };
    let output = format!("output.{extension}");
    for (name, text) in
        [(output.as_str(), &run.stdout), ("stderr.txt", &run.stderr), ("exit", &exit)]
    {
        let path = folder.join(name);
        if !text.is_empty() {
            fs::write(path, text)?;
        } else if path.exists() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
