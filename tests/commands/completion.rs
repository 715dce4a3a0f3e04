//! Completion: the scripts of the shells, and the protocol of cobra, by which flux asks a plugin.

use super::aws;
use super::folder::contains;

#[test]
fn each_shell_has_its_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        contains(&aws::run(&format!("completions {shell}")).prints(), "flux-workload-identity");
    }
}

#[test]
fn cobra_s_protocol_completes_commands_flags_files_services_and_controllers() {
    for (line, wanted) in [
        (
            "__complete pat",
            "patches\tPrint or maintain what Flux builds itself: patches, a Component and other forms\n:4\n",
        ),
        ("__completeNoDesc pat", "patches\n:4\n"),
        ("__completeNoDesc patches --form", "--format\n:4\n"),
        ("__completeNoDesc patches --format helm", "helm-values\n:4\n"),
        ("__completeNoDesc apply -c conf", "config.yaml\n:4\n"),
        ("__completeNoDesc apply -c x --write fl", "flux.yaml\n:4\n"),
        ("__completeNoDesc patches --set serv", "serviceAccountEmail=\nservices=\n:6\n"),
        ("__completeNoDesc patches -s services=s3,pub", "services=s3,pubsub\n:4\n"),
        (
            "__completeNoDesc patches -s controllers=image-",
            "controllers=image-reflector-controller\ncontrollers=image-automation-controller\n:4\n",
        ),
    ] {
        aws::run(line).is(0, wanted, "");
    }
}
