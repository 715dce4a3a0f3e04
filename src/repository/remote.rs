//! Which names kustomize fetches.

/// Whether kustomize would ask a server for a file of this name, whatever stands at that path.
/// Source: kustomize api 0.21.1, `loader/fileloader.go` (`IsRemoteFile`).
pub(super) fn is_url(named: &str) -> bool {
    // Go reads the scheme in any case, and takes `http:name` for one too.
    let scheme = named.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
    scheme.is_some_and(|scheme| scheme == "http" || scheme == "https")
}

/// Whether kustomize may take the name of a folder for a git repository; it asks that before it
/// looks for the folder. Source: kustomize api 0.21.1, `git/repospec.go`.
pub(super) fn is_repository(named: &str) -> bool {
    let named = named.to_lowercase();
    let marks = ["://", "git::", "@", "github.com"];
    is_url(&named) || named.starts_with("gh:") || marks.iter().any(|mark| named.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fetched_is_known() {
        for name in ["https://a.b/c.yaml", "HTTP://a", "http:a"] {
            assert!(is_url(name), "{name}");
        }
        for name in [
            "github.com/acme/fleet//base?ref=v1",
            "git@host:acme/fleet",
            "ssh://host/fleet",
            "file:///srv/fleet.git",
            "git::https://host/fleet",
            "org-1@github.com:acme/fleet",
        ] {
            assert!(is_repository(name) && !is_url(name), "{name}");
        }
        for name in ["../base", "a.git/b", "httpd/x.yaml", "base?x"] {
            assert!(!is_repository(name) && !is_url(name), "{name}");
        }
    }
}
