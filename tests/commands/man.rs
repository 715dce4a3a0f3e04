//! The manual and the help screens.

use super::aws;
use super::folder::{Folder, contains};

#[test]
fn there_is_a_page_for_the_program_and_for_each_command() {
    contains(&aws::run("man").prints(), ".TH flux-workload-identity 1");
    contains(&aws::run("man patches").prints(), ".TH flux-workload-identity-patches 1");
}

#[test]
fn every_help_screen_fits_80_columns() {
    for command in
        ["", "apply", "patches", "trust", "explain", "services", "schema", "completions", "man"]
    {
        for flag in ["-h", "--help"] {
            let screen = aws::run(&format!("{command} {flag}")).prints();
            let long = screen.lines().find(|line| line.chars().count() > 80);
            assert_eq!(long, None, "{command} {flag}");
        }
    }
}

#[test]
#[cfg(unix)]
fn in_the_plugin_folder_it_goes_by_flux_s_name() {
    let folder = tempfile::tempdir().unwrap();
    let help = |path: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(&path).unwrap();
        let program = path.join("flux-workload-identity");
        let target = env!("CARGO_BIN_EXE_flux-workload-identity");
        std::os::unix::fs::symlink(target, &program).unwrap();
        let mut command = assert_cmd::Command::new(program);
        command.env_clear().env("FLUXCD_PLUGINS", folder.path().join("mine"));
        let assert = command.args(["apply", "--help"]).assert().code(0).stderr("");
        String::from_utf8(assert.get_output().stdout.clone()).unwrap()
    };
    for plugins in [".fluxcd/plugins", "mine"] {
        let help = help(plugins);
        contains(&help, "Usage: flux workload-identity apply");
        contains(&help, "| flux workload-identity apply -c config.yaml");
        assert!(!help.contains("flux-workload-identity"), "{help}");
    }
    contains(&help("bin"), "Usage: flux-workload-identity apply");
}

/// Whoever copies it has a config that works.
#[test]
fn the_help_shows_a_config_and_the_commands() {
    let help = aws::run("--help").prints();
    for part in [" apply -c ", " patches -c ", " sync\n", "https://"] {
        contains(&help, part);
    }
    let lines = help.lines().skip_while(|line| !line.contains("apiVersion:"));
    let config: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let config = config.join("\n").replace("\n  ", "\n");
    let folder = Folder::with(&[("config.yaml", config.trim_start())]);
    contains(&folder.run("patches -q -c config.yaml").prints(), "eks.amazonaws.com/role-arn");
}

#[test]
fn services_are_a_table() {
    let table = aws::run("services").prints();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "PROVIDER  SERVICE     FLUX  CONTROLLERS");
    assert_eq!(
        lines[1],
        "aws       ecr               source-controller, image-reflector-controller"
    );
    assert!(lines.contains(&"aws       eks         2.7+  kustomize-controller, helm-controller"));
    assert_eq!(lines.len(), 18);
}
