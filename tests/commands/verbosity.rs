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
