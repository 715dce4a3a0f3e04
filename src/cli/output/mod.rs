//! How things are said: messages, diffs, colours.

mod console;
mod difference;
mod drift;
mod map;
mod message;
mod progress;
mod report;
mod restart;
mod stream;
mod style;
mod text;

pub(crate) use console::{Console, OutputOptions};
pub(crate) use difference::unified;
pub(crate) use drift::list;
pub(crate) use map::{MapFormat, map};
pub(crate) use message::{Drawing, render};
pub(crate) use report::ReportFormat;
pub(crate) use restart::say_restart;
pub(crate) use stream::{file, write_all};
pub(crate) use text::fit_for_line;
