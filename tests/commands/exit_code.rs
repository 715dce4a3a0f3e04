//! Exit codes, and the suggestions that come with a mistyped line: 1 says that the config or the
//! manifests are wrong, 2 that the command could not be carried out.

use super::aws;
use super::folder::{Folder, contains};

#[test]
fn mistyped_commands_and_values_get_a_suggestion() {
    for (line, tip) in [
        ("patchs", "a similar subcommand exists: 'patches'"),
        ("patches -c x --format helm", "a similar value exists: 'helm-values'"),
        ("apply -c x --chek", "a similar argument exists: '--check'"),
    ] {
        contains(&aws::run(line).fails(2), tip);
    }
}

#[test]
fn an_option_without_its_command_names_the_commands() {
    for line in ["-c config.yaml", "-cconfig.yaml", "--set provider=aws", "--config=config.yaml"] {
        let said = aws::run(line).fails(2);
        contains(&said, "needs a command: `flux-workload-identity apply -");
    }
}

#[test]
fn manifests_without_a_command_name_the_command() {
    let said = Folder::with(&[]).run_with("", aws::MANIFESTS, &[]).fails(2);
    contains(&said, "flux-workload-identity apply");
}

#[test]
fn a_line_that_can_t_be_carried_out_is_2() {
    for (line, message) in [
        ("apply flux.yaml", "--config"),
        ("apply -c config.yaml --write", "--write"),
        ("apply -c config.yaml flux.yaml ./flux.yaml", "flux.yaml"),
        ("apply -c absent.yaml flux.yaml", "absent.yaml"),
        ("man nothing", "nothing"),
        ("apply -c - -", "stdin holds the config"),
    ] {
        contains(&aws::run(line).fails(2), message);
    }
}

#[test]
fn an_input_without_a_document_is_2() {
    let said = aws::folder().run_with("apply -c config.yaml", "# nothing\n", &[]).fails(2);
    contains(&said, "the input is empty");
}

#[test]
fn a_wrong_config_is_1() {
    let folder = Folder::with(&[("flux.yaml", aws::MANIFESTS), ("config.yaml", "a: b\n")]);
    let said = folder.run("apply -c config.yaml flux.yaml").fails(1);
    contains(&said, "--> config.yaml:1:1\n");
}

/// Who has read enough ends with what the run found, on stdout and on stderr: `--check | true`.
#[test]
fn a_reader_who_has_gone_changes_nothing() {
    let named = aws::CONFIG.replace("[source", "[helm-controller, source");
    let folder = Folder::with(&[("flux.yaml", aws::MANIFESTS), ("config.yaml", &named)]);
    let missing = "-v apply -c config.yaml --check flux.yaml";
    for (line, status) in [(missing, 1), ("apply -c config.yaml flux.yaml", 0), ("apply", 2)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status_of = folder
            .command(line)
            .stdout(writer.try_clone().unwrap())
            .stderr(writer)
            .status()
            .unwrap();
        assert_eq!(status_of.code(), Some(status), "{line}");
    }
}
