//! The tools that some tests need, and what happens where they are missing.

use std::io::Write;
use std::process::Command;

/// Whether the tools, separated by blanks, are here. If not the caller is skipped, loudly; with
/// REQUIRE_TOOLS set that is an error. `docker` stands for an engine and the image under test.
pub(crate) fn has_tools(needs: &str, place: &str) -> Result<bool, String> {
    let shell = if cfg!(windows) { Some("a Unix shell") } else { None };
    let absent = needs.split_whitespace().filter(|tool| !has(tool)).map(|tool| match tool {
        "docker" => "docker with an image named by FWI_IMAGE",
        tool => tool,
    });
    let missing: Vec<&str> = absent.chain(shell).collect();
    if missing.is_empty() {
        return Ok(true);
    }
    let missing = missing.join(", ");
    if std::env::var_os("REQUIRE_TOOLS").is_some_and(|value| !value.is_empty()) {
        return Err(format!("REQUIRE_TOOLS is set, and there is no {missing}"));
    }
    // Not captured by the test harness, unlike eprintln.
    let _ = writeln!(std::io::stderr(), "SKIPPED {place}: there is no {missing}");
    Ok(false)
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
