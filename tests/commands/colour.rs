//! Colour: where it is asked for, by an option or by the variables that many programs read.

use super::aws;
use super::folder::contains;

const DIFF: &str = "apply -q -c config.yaml --diff flux.yaml";
const ADDED: &str = "\u{1b}[32m+";

#[test]
fn a_stream_that_is_not_a_terminal_has_none() {
    assert!(!aws::run(DIFF).prints().contains('\u{1b}'));
}

#[test]
fn the_option_asks_for_it() {
    contains(&aws::run(&format!("{DIFF} --color always")).prints(), ADDED);
    let (_, said) = aws::run("apply -c config.yaml flux.yaml --color always").warns();
    assert!(said.starts_with("\u{1b}[1m\u{1b}[33mwarning"), "{said:?}");
}

#[test]
fn the_variables_ask_for_it_and_no_color_wins() {
    let run = |env| aws::folder().run_with(DIFF, "", env).prints();
    contains(&run(&[("CLICOLOR_FORCE", "1")]), ADDED);
    assert_eq!(run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), run(&[]));
}
