//! Colours on terminals, and only there unless asked for.

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::Style;

/// Whether what is written to a stream is coloured.
pub(crate) fn is_colored(choice: clap::ColorChoice, stream: &impl RawStream) -> bool {
    match choice {
        clap::ColorChoice::Always => true,
        clap::ColorChoice::Never => false,
        // NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM, and whether it is a terminal.
        clap::ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// The width of the terminal behind stderr, in characters; 80 where there is none.
pub(crate) fn width() -> usize {
    let size = terminal_size::terminal_size_of(std::io::stderr());
    size.map_or(80, |(terminal_size::Width(width), _)| usize::from(width).max(40))
}

/// The text in a style, if it is to be coloured.
pub(crate) fn painted(text: &str, style: Style, color: bool) -> String {
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
