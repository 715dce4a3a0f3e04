//! `spec.base` and several `-c`: what a config inherits, and where its values stand.

use super::folder::{Folder, contains};

/// What all clusters share.
const BASE: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata: {name: base}
spec:
  provider: aws
  region: eu-west-1
  cluster: other
  identities:
  - name: images
    services: [ecr]
    roleArn: arn:aws:iam::490185926743:role/images
  objectLevel:
    enabled: true
    serviceAccounts:
    - {name: apps, namespace: a, roleArn: 'arn:aws:iam::490185926743:role/a'}
    - {name: apps, namespace: b, roleArn: 'arn:aws:iam::490185926743:role/b'}
";

const HEAD: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata: {name: eu}
spec:
  base: ../base.yaml
";

/// A folder with the base and, below it, a cluster's config of which the spec goes on with `spec`.
fn cluster(base: &str, spec: &str) -> Folder {
    let config = format!("{HEAD}{spec}");
    Folder::with(&[("base.yaml", base), ("eu/config.yaml", &config)])
}

/// The patches of a cluster whose config goes on with `spec`.
#[track_caller]
fn patches(spec: &str) -> String {
    let folder = cluster(BASE, spec);
    let (printed, _) = folder.run("patches -c eu/config.yaml").warns();
    printed
}

#[test]
fn fields_are_inherited_and_overridden() {
    let inherited = patches("  fluxVersion: \"2.9\"\n");
    contains(&inherited, "value: eu-west-1");
    contains(&inherited, "arn:aws:iam::490185926743:role/images");
    let overridden = patches("  fluxVersion: \"2.9\"\n  region: us-east-1\n");
    contains(&overridden, "value: us-east-1");
    assert!(!overridden.contains("eu-west-1"), "{overridden}");
}

#[test]
fn null_takes_an_inherited_field_away() {
    let spec = "  fluxVersion: \"2.9\"\n  cluster: null\n  region: null\n  objectLevel: null\n";
    let printed = patches(spec);
    // Without `cluster: other` it is EKS, which needs no projected token.
    contains(&printed, "eks.amazonaws.com/role-arn");
    assert!(!printed.contains("ObjectLevelWorkloadIdentity"), "{printed}");
}

#[test]
fn identities_are_merged_by_name_and_others_are_added() {
    let spec = "  fluxVersion: \"2.9\"
  identities:
  - name: images
    roleArn: arn:aws:iam::490185926743:role/eu
  - controllers: [kustomize-controller]
    roleArn: arn:aws:iam::490185926743:role/keys
";
    let printed = patches(spec);
    for role in ["role/eu", "role/keys"] {
        contains(&printed, role);
    }
    assert!(!printed.contains("role/images"), "{printed}");
}

/// Two tenants of one name are two.
#[test]
fn accounts_are_merged_by_namespace_and_name() {
    let spec = "  fluxVersion: \"2.9\"
  objectLevel:
    serviceAccounts:
    - {name: apps, namespace: b, roleArn: 'arn:aws:iam::490185926743:role/c'}
    - {name: apps, namespace: d, roleArn: 'arn:aws:iam::490185926743:role/d'}
";
    let folder = cluster(BASE, spec);
    let line = "trust -c eu/config.yaml --format json --issuer https://oidc.example.com";
    let (printed, _) = folder.run(line).warns();
    for (role, is_there) in [("a", true), ("b", false), ("c", true), ("d", true)] {
        let subject = format!("role/{role}\"");
        assert_eq!(printed.contains(&subject), is_there, "{role}: {printed}");
    }
}

#[test]
fn a_later_file_of_the_command_line_wins() {
    let folder = cluster(BASE, "  region: us-east-1\n  fluxVersion: \"2.9\"\n");
    let last = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
                spec: {region: ap-south-1}\n";
    folder.write("last.yaml", last);
    let (printed, _) = folder.run("patches -c eu/config.yaml -c last.yaml").warns();
    contains(&printed, "value: ap-south-1");
    let (printed, _) = folder.run("patches -c last.yaml -c eu/config.yaml").warns();
    contains(&printed, "value: us-east-1");
}

/// An error is told in the file that the value stands in, the base or the config that extends it.
#[test]
fn a_message_names_the_file_of_the_value() {
    let base = BASE.replace("role/images", "user/images");
    let said = cluster(&base, "  fluxVersion: '2'\n").run("patches -c eu/config.yaml").fails(1);
    contains(
        &said,
        "  --> base.yaml:11:14\n   |     roleArn: arn:aws:iam::490185926743:user/images\n",
    );
    let said = cluster(BASE, "  region: Europa\n").run("patches -c eu/config.yaml").fails(1);
    contains(&said, "  --> eu/config.yaml:6:11\n   |   region: Europa\n   |           ^^^^^^\n");
    let said = cluster(BASE, "").run("patches -c eu/absent.yaml").fails(2);
    contains(&said, "error[FWI911]: eu/absent.yaml can't be read");
}

/// With CRLF, a mark of the byte order and no line break at the end: places are still right.
#[test]
fn files_of_windows_keep_their_places() {
    let base = format!("\u{feff}{}", BASE.replace('\n', "\r\n").replace("eu-west-1", "Europa"));
    let folder = cluster(&base, "");
    folder.write("eu/config.yaml", &format!("\u{feff}{}", HEAD.trim_end().replace('\n', "\r\n")));
    let said = folder.run("patches -c eu/config.yaml").fails(1);
    contains(&said, "  --> base.yaml:6:11\n   |   region: Europa\n   |           ^^^^^^\n");
}

#[test]
fn what_is_wrong_in_a_base_alone_is_found() {
    for (wrong, code) in [
        (BASE.replace("provider: aws", "provider: aws\n  provider: aws"), "FWI104"),
        (BASE.replace("spec:", "specs:"), "FWI103"),
        (BASE.replace("  region", "  reggion"), "FWI103"),
        (BASE.replace("kind: Flux", "kind: Other"), "FWI102"),
        (BASE.replace("region: eu-west-1", "region: &a eu-west-1\n  audience: *a"), "FWI105"),
        (format!("{BASE}---\n{BASE}"), "FWI907"),
    ] {
        let said =
            cluster(&wrong, "  region: us-east-1\n").run("patches -c eu/config.yaml").fails(1);
        contains(&said, &format!("error[{code}]"));
        contains(&said, "  --> base.yaml:");
    }
    let said = cluster("", "").run("patches -c eu/config.yaml").fails(1);
    contains(&said, "error[FWI907]: base.yaml is empty");
    let said = cluster("a: [", "").run("patches -c eu/config.yaml").fails(2);
    contains(&said, "error[FWI903]");
    contains(&said, "  --> base.yaml:");
}

#[test]
fn a_name_that_stands_twice_can_not_be_merged() {
    let twice = "  identities:
  - {name: images, roleArn: 'arn:aws:iam::490185926743:role/a'}
  - {name: images, roleArn: 'arn:aws:iam::490185926743:role/b'}
";
    let said = cluster(BASE, twice).run("patches -c eu/config.yaml").fails(1);
    let wanted = "\
error[FWI144]: two elements have the name \"images\": it is not clear which one is meant
  --> eu/config.yaml:8:5
   |   - {name: images, roleArn: 'arn:aws:iam::490185926743:role/b'}
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  note: the other one
  --> eu/config.yaml:7:5
   |   - {name: images, roleArn: 'arn:aws:iam::490185926743:role/a'}
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  help: give each a name of its own
";
    assert_eq!(said, wanted);
}

#[test]
fn a_base_that_can_not_be_read() {
    let folder = cluster(BASE, "");
    for (base, code, message) in [
        ("../absent.yaml", "FWI141", ": eu/../absent.yaml can't be read: No such file"),
        ("..", "FWI141", ": eu/.. can't be read: it is a folder"),
        ("/base.yaml", "FWI142", " is not a relative path"),
        ("https://example.com/base.yaml", "FWI142", " is not a relative path"),
    ] {
        folder.write("eu/config.yaml", &HEAD.replace("../base.yaml", base));
        let said = folder.run("patches -c eu/config.yaml").fails(1);
        contains(&said, &format!("error[{code}]: base {base:?}{message}"));
        contains(&said, &format!("  --> eu/config.yaml:5:9\n   |   base: {base}\n"));
    }
    folder.write("eu/config.yaml", &HEAD.replace("../base.yaml", "\"\""));
    contains(
        &folder.run("patches -c eu/config.yaml").fails(1),
        "error[FWI141]: base \"\" names no file\n",
    );
    let ran = folder.run_with("patches -c -", HEAD, &[]);
    contains(
        &ran.fails(1),
        "error[FWI141]: base \"../base.yaml\" is relative to the config's file",
    );
}

#[test]
fn a_base_outside_of_the_repository() {
    let folder = cluster(BASE, "");
    std::fs::create_dir(folder.path("eu/.git")).unwrap();
    let said = folder.run("patches -c eu/config.yaml").fails(1);
    contains(&said, "error[FWI142]: base \"../base.yaml\" leads out of the repository\n");
    contains(&said, "  --> eu/config.yaml:5:9\n");
    contains(
        &said,
        &format!("the repository is {}", folder.path("eu").canonicalize().unwrap().display()),
    );
    // Without a repository it is the working directory that bounds them.
    std::fs::remove_dir(folder.path("eu/.git")).unwrap();
    let (_, said) = folder.run("patches -c eu/config.yaml").warns();
    assert!(!said.contains("FWI142"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_counts_for_what_it_leads_to() {
    let outside = Folder::with(&[("base.yaml", BASE)]);
    let folder = cluster(BASE, "");
    std::fs::remove_file(folder.path("base.yaml")).unwrap();
    std::os::unix::fs::symlink(outside.path("base.yaml"), folder.path("base.yaml")).unwrap();
    let said = folder.run("patches -c eu/config.yaml").fails(1);
    contains(&said, "error[FWI142]: base \"../base.yaml\" leads out of the repository");
    std::fs::remove_file(folder.path("base.yaml")).unwrap();
    std::os::unix::fs::symlink("base.yaml", folder.path("base.yaml")).unwrap();
    contains(&folder.run("patches -c eu/config.yaml").fails(1), "error[FWI141]");
}

#[test]
fn bases_in_a_circle() {
    let folder = cluster(&HEAD.replace("../base.yaml", "eu/../eu/config.yaml"), "");
    let said = folder.run("patches -c eu/config.yaml").fails(1);
    let wanted = "\
error[FWI143]: base \"eu/../eu/config.yaml\" leads back to a config that extends this one
  --> base.yaml:5:9
   |   base: eu/../eu/config.yaml
   |         ^^^^^^^^^^^^^^^^^^^^
  note: on the way from this base
  --> eu/config.yaml:5:9
   |   base: ../base.yaml
   |         ^^^^^^^^^^^^
  help: take one of these bases out
";
    assert_eq!(said, wanted);
}

#[test]
fn five_bases_are_the_most() {
    let folder = Folder::with(&[("base-0.yaml", BASE)]);
    for index in 1..=6 {
        let text = HEAD.replace("../base.yaml", &format!("base-{}.yaml", index - 1));
        folder.write(&format!("base-{index}.yaml"), &text);
    }
    let _ = folder.run("patches -c base-5.yaml").warns();
    let said = folder.run("patches -c base-6.yaml").fails(1);
    contains(&said, "error[FWI143]: base \"base-0.yaml\" is one more than the 5");
    contains(&said, "  --> base-1.yaml:5:9\n");
    contains(&said, "  --> base-6.yaml:5:9\n");
}

/// kustomize leaves an object out that is to stay local.
#[test]
fn an_empty_stdin_says_why() {
    let said = Folder::with(&[]).run_with("patches -c -", "", &[]).fails(1);
    contains(&said, "error[FWI907]: stdin is empty, where a config is expected\n  help: kustomize");
}
