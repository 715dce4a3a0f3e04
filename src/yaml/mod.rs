//! Lossless YAML and JSON: read a text into a tree of byte spans, say which values shall change,
//! and get the byte ranges to splice.
//!
//! What it promises: bytes outside the returned [`Splice`]s are never written, and
//! [`edit`] reads its own result again and refuses unless it is exactly the old value with the
//! wanted changes. What it does not do: reformat, resolve aliases, or guess. An edit that would
//! pass through an alias, an anchor, a tag, a merge key or a duplicate key is an error with its
//! place.
//!
//! This module knows no Kubernetes.

pub(crate) mod de;
mod edit;
mod emit;
mod frame;
mod json;
mod layout;
pub mod lines;
mod path;
mod position;
mod quote;
mod read;
mod refusal;
mod repeated;
mod tree;
mod value;

pub use edit::{Change, Edit, Edited, Editor, Op, Splice, Splices, edit};
pub(crate) use emit::is_evident;
pub use emit::{block, flow};
pub use frame::{Frame, dashes};
pub(crate) use json::json;
pub use layout::{Layout, Transient};
pub use path::{Path, Step};
pub use position::Position;
pub use read::{SyntaxError, parse};
pub use refusal::{Refusal, RefusalKind};
pub use repeated::{RepeatedKey, repeated_keys};
pub use tree::{Chomp, Entry, Kind, Node, Style};
pub use value::{Value, matches};
