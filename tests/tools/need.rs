//! The tools that a check needs, and what happens where they are missing.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;
use std::sync::Mutex;

/// How many checks were skipped, by what was missing.
static SKIPPED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// Whether the tools, separated by blanks, are here. If not the check is skipped, loudly; with
/// REQUIRE_TOOLS set that is an error. `docker` stands for an engine and the image under test.
pub(crate) fn has_tools(needs: &str, check: &str) -> Result<bool, String> {
    let shell = cfg!(windows).then_some("a Unix shell");
    let absent = needs.split_whitespace().filter(|tool| !has(tool)).map(|tool| match tool {
        "docker" => "docker with an image named by FWI_IMAGE",
        tool => tool,
    });
    let missing: Vec<&str> = absent.chain(shell).collect();
    if missing.is_empty() {
        return Ok(true);
    }
    without(&missing.join(", "), check)?;
    Ok(false)
}

/// Skips a check for want of something, loudly; with REQUIRE_TOOLS set that is an error.
pub(crate) fn without(missing: &str, check: &str) -> Result<(), String> {
    if std::env::var_os("REQUIRE_TOOLS").is_some_and(|value| !value.is_empty()) {
        return Err(format!("REQUIRE_TOOLS is set, and there is no {missing}"));
    }
    skip(check, &format!("there is no {missing}"));
    Ok(())
}

/// Says that a check is skipped, and counts it.
pub(crate) fn skip(check: &str, reason: &str) {
    say(&format!("SKIPPED {check}: {reason}"));
    *SKIPPED.lock().unwrap().entry(reason.to_owned()).or_default() += 1;
}

/// The closing line: what has not been checked here.
pub(crate) fn say_what_was_skipped() {
    let skipped = SKIPPED.lock().unwrap();
    let reasons: Vec<String> =
        skipped.iter().map(|(reason, count)| format!("{count} because {reason}")).collect();
    let total: usize = skipped.values().sum();
    match total {
        0 => say("SKIPPED nothing"),
        _ => say(&format!("SKIPPED {total} checks: {}", reasons.join("; "))),
    }
}

/// Prints a line, also of a test that passes.
pub(crate) fn say(line: &str) {
    // A closed stderr is no reason to fail.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn has(tool: &str) -> bool {
    if tool == "docker" {
        let running = Command::new("docker").arg("info").output();
        return tested_image().is_some() && running.is_ok_and(|o| o.status.success());
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(tool).is_file())
}

/// The image that stands in for the public one, which may not be published yet.
pub(crate) fn tested_image() -> Option<String> {
    std::env::var("FWI_IMAGE").ok().filter(|image| !image.is_empty())
}
