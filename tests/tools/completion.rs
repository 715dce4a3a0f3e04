//! Completion in a shell: bash, with the words of a command line as it hands them over.

use std::path::Path;

use super::command::program;
use super::need::has_tools;

fn complete(words: &str) -> String {
    let script = format!(
        "source <(flux-workload-identity completions bash)\n\
         COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9\n\
         COMP_LINE=\"${{COMP_WORDS[*]}}\"; COMP_POINT=${{#COMP_LINE}}\n\
         registered=$(complete -p flux-workload-identity)\n\
         function=${{registered#* -F }}\n\
         ${{function%% *}} flux-workload-identity \"${{COMP_WORDS[COMP_CWORD]}}\" x\n\
         echo \"${{COMPREPLY[*]}}\""
    );
    let program = program();
    let folder = Path::new(program.get_program()).parent().unwrap();
    let mut bash = assert_cmd::Command::new("bash");
    bash.env_clear().env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    let assert = bash.args(["-c", &script]).assert().success().stderr("");
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

pub(crate) fn bash_completes_commands_flags_and_values() {
    if !has_tools("bash", "the completion").unwrap() {
        return;
    }
    for (words, wanted) in [
        ("flux-workload-identity patches --form", "--format\n"),
        ("flux-workload-identity patches --format helm", "helm-values\n"),
        ("flux-workload-identity man pat", "\n"),
        ("flux-workload-identity completions fi", "fish\n"),
        ("flux-workload-identity patches -s services=ec", "services=ecr services=ecr-public\n"),
    ] {
        assert_eq!(complete(words), wanted, "{words}");
    }
}
