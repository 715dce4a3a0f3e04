//! `apply --check`: what is wanted and what is there.

use super::aws;
use super::folder::{Folder, contains};

#[test]
fn it_says_what_is_wanted_and_what_is_there() {
    let wanted = "\
ServiceAccount flux-system/source-controller
  metadata.annotations['eks.amazonaws.com/role-arn'] (flux.yaml:7)
    wanted  \"arn:aws:iam::111122223333:role/new\"
    found   \"arn:aws:iam::111122223333:role/old\"
ServiceAccount flux-system/kustomize-controller
  metadata.annotations['eks.amazonaws.com/role-arn'] (flux.yaml:12)
    wanted  \"arn:aws:iam::111122223333:role/new\"
    found   nothing
";
    aws::run("apply -c config.yaml --check flux.yaml").is(1, wanted, "");
}

#[test]
fn it_says_nothing_where_all_is_as_wanted() {
    let folder = Folder::with(&[("flux.yaml", &aws::edited()), ("config.yaml", aws::CONFIG)]);
    folder.run("apply -c config.yaml --check flux.yaml").says_nothing();
}

/// A build that looks at the status must not take a check that could not be made for drift.
#[test]
fn what_could_not_be_checked_is_not_drift() {
    let folder = Folder::with(&[("flux.yaml", aws::MANIFESTS), ("config.yaml", "a: b\n")]);
    let applied = folder.run("apply -c config.yaml flux.yaml").fails(1);
    let checked = folder.run("apply -c config.yaml --check flux.yaml").fails(2);
    assert_eq!(applied, checked);
    contains(&aws::run("apply -c config.yaml --check absent.yaml").fails(2), "absent.yaml");
}

/// With strict set, what would be replaced is an error to `apply`; to a check it is drift.
#[test]
fn strict_does_not_make_an_error_of_drift() {
    let config = format!("{}  strict: true\n", aws::CONFIG);
    let folder = Folder::with(&[("flux.yaml", aws::MANIFESTS), ("config.yaml", &config)]);
    let drift = folder.run("apply -c config.yaml --check flux.yaml").differs();
    contains(&drift, "found   \"arn:aws:iam::111122223333:role/old\"");
}
