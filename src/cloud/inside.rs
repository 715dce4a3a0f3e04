//! Where a file lies in a volume, by the names that a manifest has for it.

/// The path of a file in what is mounted at `mount`; empty if the file is the mount itself.
///
/// Names are compared as the container sees them: `//`, `.` and `..` are resolved, and `/var/run` is a
/// link to `/run`, as it is in Flux's images. Where a relative name leads depends on the image.
pub(crate) fn inside(mount: &str, file: &str) -> Option<String> {
    if !file.starts_with('/') {
        return None;
    }
    let (mount, file) = (segments(mount), segments(file));
    Some(file.strip_prefix(mount.as_slice())?.join("/"))
}

/// The names on the way to a file.
fn segments(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    if names.starts_with(&["var", "run"]) {
        names.remove(0);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn names_are_compared_as_the_container_sees_them() {
        for (mount, file, expected) in [
            ("/a", "/a/b", Some("b")),
            ("/a/", "/a//b/./c", Some("b/c")),
            ("/", "/a", Some("a")),
            ("/a/b/..", "/a/b", Some("b")),
            ("/var/run/x", "/run/x/t", Some("t")),
            ("/run", "/var/run/t", Some("t")),
            ("/a", "/a", Some("")),
            ("/a", "/ab", None),
            ("/a/b", "/a", None),
            ("/a", "a/b", None),
        ] {
            assert_eq!(inside(mount, file).as_deref(), expected, "{mount} {file}");
        }
    }
}
