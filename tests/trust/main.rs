//! The command `trust`: of each config of `testdata/trust`, what is printed in every format, and
//! what that means to those who read it.
//!
//! `UPDATE=1` writes the expected files anew. See testdata/README.md.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod agree;
mod case;
#[path = "../support/command.rs"]
mod command;
mod evaluate;
mod hostile;
mod lexer;
#[path = "../tools/need.rs"]
mod need;
mod policy;
mod printed;
mod subject;
mod tools;
#[path = "../support/why.rs"]
mod why;

use std::process::ExitCode;

use flux_workload_identity::internal::Format;
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for case in case::cases() {
        for format in Format::ALL {
            let (name, case) = (format!("{}/{}", case.name, format.name()), case.clone());
            trials.push(Trial::test(name, move || printed::printed(&case, format)));
        }
        for (what, test) in [
            ("is a case", printed::is_a_case as fn(&case::Case) -> _),
            ("lets in whom it names", policy::lets_in_whom_it_names),
            ("formats agree", agree::formats_agree),
        ] {
            let (name, case) = (format!("{} {what}", case.name), case.clone());
            trials.push(Trial::test(name, move || test(&case)));
        }
    }
    for (name, test) in [
        ("subject/is covered", subject::is_covered as fn()),
        ("subject/is not covered", subject::is_not_covered),
        ("subject/a pool may be there", subject::a_pool_may_be_there),
        ("subject/several configs have no issuer in common", subject::one_issuer_a_config),
        ("hostile/nothing breaks what is printed", hostile::nothing_breaks_what_is_printed),
        ("hostile/the lexers see what breaks", lexer::sees_what_breaks),
        ("evaluate/refuses", evaluate::refuses),
        ("tools/shells take the scripts", tools::shells_take_the_scripts),
        ("tools/hclwrite changes nothing", tools::hclwrite_changes_nothing),
        ("tools/terraform changes nothing", tools::terraform_changes_nothing),
        ("tools/parliament finds no fault", tools::parliament_finds_no_fault_in_permissions),
        ("tools/aws runs the script twice", tools::aws_runs_the_script_twice),
        ("tools/readers take the documents", tools::readers_take_the_documents),
        ("tools/tools take the arguments", tools::tools_take_the_arguments),
    ] {
        trials.push(Trial::test(name, move || {
            test();
            Ok(())
        }));
    }
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    need::say_what_was_skipped();
    conclusion.exit_code()
}
