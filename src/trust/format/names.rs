//! Names of what a document declares.

use std::collections::HashSet;

/// Names, each given once.
#[derive(Debug, Default)]
pub(super) struct Names {
    given: HashSet<String>,
}

impl Names {
    /// A name made of `parts`: everything but letters and digits becomes `between`, and a name that
    /// was given already gets a number.
    pub(super) fn give(&mut self, parts: &[&str], between: char) -> String {
        let letters = |c: char| {
            let c = c.to_ascii_lowercase();
            if c.is_ascii_alphanumeric() { c } else { between }
        };
        let slug: String = parts.join(&between.to_string()).chars().map(letters).collect();
        // Kubernetes has names of up to 253 characters, some of its users of 63.
        let slug: String = slug.trim_matches(between).chars().take(200).collect();
        let slug = if slug.starts_with(|c: char| c.is_ascii_alphabetic()) {
            slug
        } else {
            format!("id{between}{slug}").trim_matches(between).to_owned()
        };
        let numbered = (2..).map(|number: usize| format!("{slug}{between}{number}"));
        let mut candidates = std::iter::once(slug.clone()).chain(numbered);
        let free = candidates.find(|name| !self.given.contains(name)).unwrap_or(slug);
        self.given.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::default();
        assert_eq!(names.give(&["flux.ecr"], '_'), "flux_ecr");
        assert_eq!(names.give(&["Flux", "ECR"], '_'), "flux_ecr_2");
        assert_eq!(names.give(&["9a-"], '-'), "id-9a");
        assert_eq!(names.give(&["-"], '-'), "id");
    }
}
