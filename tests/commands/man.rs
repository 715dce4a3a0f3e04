//! The manual and the help screens.

use super::aws;
use super::folder::contains;

#[test]
fn there_is_a_page_for_the_program_and_for_each_command() {
    contains(&aws::run("man").prints(), ".TH flux-workload-identity 1");
    contains(&aws::run("man patches").prints(), ".TH flux-workload-identity-patches 1");
}

#[test]
fn every_help_screen_fits_80_columns() {
    for command in ["", "apply", "patches", "schema", "completions", "man"] {
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
