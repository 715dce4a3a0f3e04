//! `explain CODE`: what a code means; its number is enough.

use anyhow::bail;

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::diagnostic::Code;
use crate::diagnostic::code::Entry;

pub(crate) fn run(name: &str, console: &Console) -> anyhow::Result<Exit> {
    let by_number = || Code::named(&format!("FWI{name}"));
    let Some(code) = Code::named(name).or_else(by_number) else {
        bail!("there is no code {name:?}; codes look like FWI103, and docs/rules.md lists them");
    };
    let Entry { title, severity, explanation, fails, passes, .. } = &*code;
    let indented = |example: &str| example.replace('\n', "\n  ");
    console.print(&format!(
        "{code}: {title} ({severity})\n\n{explanation}\n\nFails:\n  {}\n\nPasses:\n  {}\n",
        indented(fails),
        indented(passes)
    ))?;
    Ok(Exit::Done)
}
