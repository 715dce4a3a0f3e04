//! What the changes that a Plan comes to are for.

/// What is to become of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be made. With `strict`, a replacement is an error.
    Make,
    /// To be told: those that `strict` would not make are told too.
    Tell,
    /// To be made, and what was written for another config, in a list that a user keeps, is taken
    /// over: the config has another name than before.
    Replace,
}
