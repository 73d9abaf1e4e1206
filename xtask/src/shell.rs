//! Other programs: found, run, and their failure told.

use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};

/// Runs a program in the project's root; its output goes to the terminal.
pub(crate) fn run(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(crate::root());
    command.envs(environment.iter().copied());
    let status = command
        .status()
        .with_context(|| format!("cannot run `{program}`"))?;
    if !status.success() {
        bail!("`{program} {}` failed", arguments.join(" "));
    }
    Ok(())
}

/// What a program prints, or `None` where it cannot be run or fails.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    printed(Command::new(program).args(arguments))
}

/// The same, with variables of the environment. What the program complains of goes to the terminal.
pub(crate) fn output_with(
    program: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).envs(environment.iter().copied());
    printed(command.stderr(Stdio::inherit()))
}

fn printed(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(printed)
}
