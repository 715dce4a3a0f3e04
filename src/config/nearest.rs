//! The known word nearest to a mistyped one.

/// The help for an unknown word: the nearest known one, or all of them.
pub(crate) fn suggest(word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("one of: {}", known.join(", ")),
    }
}

/// The known word that a person most likely meant, if any is near.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower = word.to_ascii_lowercase();
    let distance = |known: &str| strsim::osa_distance(&lower, &known.to_ascii_lowercase());
    let near = known.iter().copied().min_by_key(|k| distance(k))?;
    let longest = near.chars().count().max(word.chars().count());
    // A third of the letters may be wrong; more is another word. A part of a name counts too.
    let part = word.len() >= 4 && near.to_ascii_lowercase().contains(&lower);
    if distance(near) * 3 <= longest || part {
        return Some(near);
    }
    known.iter().copied().find(|k| word.len() >= 4 && k.to_ascii_lowercase().contains(&lower))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_is_a_typing_error_or_a_part_of_the_name() {
        let known = ["source-controller", "helm-controller", "roleArn", "clientId"];
        assert_eq!(nearest("sorce-controller", &known), Some("source-controller"));
        assert_eq!(nearest("RoleARN", &known), Some("roleArn"));
        assert_eq!(nearest("helm", &known), Some("helm-controller"));
        assert_eq!(nearest("banana", &known), None);
    }
}
