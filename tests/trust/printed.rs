//! What is printed, to the byte.

use std::fs;

use flux_workload_identity::internal::Format;
use libtest_mimic::Failed;
use similar::TextDiff;

use crate::case::{Case, file};
use crate::why;

/// The files of a format: what is printed, and what is said.
fn files(format: Format) -> [String; 2] {
    [file(format).to_owned(), format!("{}.stderr.txt", format.name())]
}

pub(crate) fn printed(case: &Case, format: Format) -> Result<(), Failed> {
    let output = case.run(format);
    for (file, bytes) in files(format).iter().zip([output.stdout.clone(), output.stderr]) {
        let (file, found) = (case.folder.join(file), String::from_utf8(bytes)?);
        if std::env::var_os("UPDATE").is_some() {
            if !found.is_empty() {
                fs::write(&file, &found)?;
            } else if file.exists() {
                fs::remove_file(&file)?;
            }
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if expected != found {
            let diff = TextDiff::from_lines(&expected, &found);
            let diff = diff.unified_diff().header("expected", "found").to_string();
            return Err(format!("{} differs\n{diff}", file.display()).into());
        }
    }
    // An output is whole or is not there.
    let status = i32::from(output.stdout.is_empty());
    if output.status.code() != Some(status) {
        return Err(format!("{} instead of {status}", output.status).into());
    }
    let text = String::from_utf8(output.stdout)?;
    if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
        return Err("it does not end in one line break".into());
    }
    Ok(())
}

/// It has a reason, and no file that nobody reads.
pub(crate) fn is_a_case(case: &Case) -> Result<(), Failed> {
    why::demanded(&case.folder)?;
    let inputs = ["arguments.txt", "manifests.yaml", "why.txt"].map(str::to_owned);
    let outputs = Format::ALL.into_iter().flat_map(files);
    let known: Vec<String> = outputs.chain(inputs).chain(case.configs()).collect();
    for entry in fs::read_dir(&case.folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !known.contains(&name) {
            return Err(format!("{name} is no file of a case").into());
        }
    }
    Ok(())
}
