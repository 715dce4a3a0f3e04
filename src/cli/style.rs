//! Colours on terminals, and only there unless asked for.

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::Style;

/// Whether what is written to a stream is coloured.
pub(super) fn is_colored(choice: clap::ColorChoice, stream: &impl RawStream) -> bool {
    match choice {
        clap::ColorChoice::Always => true,
        clap::ColorChoice::Never => false,
        // NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM, and whether it is a terminal.
        clap::ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// The text in a style, if it is to be coloured.
pub(super) fn painted(text: &str, style: Style, color: bool) -> String {
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
