//! How much is said: errors with -q, warnings without, every change with -v.

use super::aws;
use super::folder::contains;

#[test]
fn quiet_says_errors_and_verbose_says_changes() {
    let (printed, said) = aws::run("apply -c config.yaml flux.yaml").warns();
    assert!(said.starts_with("warning"), "{said}");
    contains(&said, "replaced eks.amazonaws.com/role-arn");
    contains(&said, "\n  --> flux.yaml:7:33\n");
    assert!(!said.contains("\ninfo"), "{said}");
    assert_eq!(aws::run("apply -q -c config.yaml flux.yaml").prints(), printed);
    let (_, said) = aws::run("-v apply -c config.yaml flux.yaml").warns();
    contains(&said, "\ninfo");
    contains(&said, "set eks.amazonaws.com/role-arn");
    contains(&aws::run("apply -q -c absent.yaml flux.yaml").fails(2), "absent.yaml");
}

/// What only the cloud holds leaves no output: without a word nobody would know that it is needed.
#[test]
fn what_only_the_cloud_holds_is_said_unasked() {
    let flags = "-s provider=gcp -s controllers=source-controller";
    let told = "\
info[FWI215]: source-controller: nothing to annotate for direct access of gcp; the roles have to be granted to serviceAccount:${PROJECT_ID}.svc.id.goog[flux-system/source-controller]
";
    for line in [format!("apply {flags} flux.yaml"), format!("patches {flags}")] {
        let (_, said) = aws::run(&line).warns();
        contains(&said, told);
        contains(&said, "trust");
        aws::run(&format!("-q {line}")).prints();
    }
}
