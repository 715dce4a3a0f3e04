//! Values that a config does not hold, such as the name of an EKS cluster, and texts that have some
//! of them inside.

/// A value that the user fills in. Every format declares it in its own way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable {
    /// Its name as a shell variable, `EKS_CLUSTER`.
    pub name: String,
    /// What the value is, for the person who fills it in.
    pub meaning: String,
}

/// A text of which parts may be unknown.
///
/// ```
/// use flux_workload_identity::internal::{Text, Variable};
/// let project = Variable { name: "PROJECT_ID".into(), meaning: "the project".into() };
/// let text = Text::from("serviceAccount:").variable(&project).literal(".svc.id.goog");
/// assert_eq!(text.to_string(), "serviceAccount:${PROJECT_ID}.svc.id.goog");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Characters as they are.
    Literal(String),
    /// The value of a variable.
    Variable(Variable),
}

impl Variable {
    /// A variable of the cluster with this index among the configs: with several clusters each has
    /// one of its own.
    pub(super) fn of_cluster(name: &str, meaning: &str, cluster: usize) -> Variable {
        match cluster {
            0 => Variable { name: name.to_owned(), meaning: meaning.to_owned() },
            other => {
                let number = other + 1;
                let meaning = format!("{meaning} (config {number})");
                Variable { name: format!("{name}_{number}"), meaning }
            }
        }
    }
}

impl Text {
    /// With characters behind it.
    pub fn literal(mut self, text: &str) -> Text {
        self.pieces.push(Piece::Literal(text.to_owned()));
        self
    }

    /// With the value of a variable behind it.
    pub fn variable(mut self, variable: &Variable) -> Text {
        self.pieces.push(Piece::Variable(variable.clone()));
        self
    }

    /// With another text behind it.
    pub(super) fn text(mut self, text: &Text) -> Text {
        self.pieces.extend(text.pieces.iter().cloned());
        self
    }

    /// Its parts.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The variables in it.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(variable),
            Piece::Literal(_) => None,
        })
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::default().literal(text)
    }
}

/// As JSON and manifests show it, with `${NAME}` for what is unknown.
impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Literal(text) => f.write_str(text),
            Piece::Variable(variable) => write!(f, "${{{}}}", variable.name),
        })
    }
}
