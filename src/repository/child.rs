//! A program that is run to read and to print, and can do nothing else that this program could
//! keep it from: no environment, no PATH, no network but the machine's own, an end in time, and no
//! more output than asked for.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long it may run, and how much it may print.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) time: Duration,
    pub(super) bytes: u64,
}

/// What it printed.
#[derive(Debug)]
pub(super) struct Printed {
    pub(super) succeeded: bool,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// No more is read of what goes wrong.
const MOST_OF_STDERR: u64 = 64 << 10;

/// Leads nowhere: nothing listens on the port for discarding.
const NO_PROXY: &str = "http://127.0.0.1:9";

/// Runs a program in a folder, with `home` as the only other thing it knows of.
///
/// # Errors
/// It can't be started, or was ended at a limit: the reason.
pub(super) fn run(
    program: &Path,
    arguments: &[&str],
    folder: &Path,
    home: &Path,
    limits: Limits,
) -> Result<Printed, String> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env_clear();
    command.env("PATH", "").env("HOME", home).env("TMPDIR", home);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    {
        command.env(name, NO_PROXY);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    in_own_group(&mut command);
    let mut child =
        command.spawn().map_err(|error| format!("{} can't be run: {error}", program.display()))?;
    let read = read(&mut child, limits);
    if read.is_err() {
        end(&mut child);
    }
    let status = child.wait();
    let (stdout, stderr) = read?;
    let succeeded = status.map_err(|error| error.to_string())?.success();
    Ok(Printed { succeeded, stdout, stderr })
}

/// Reads both streams to their ends.
fn read(child: &mut Child, limits: Limits) -> Result<(Vec<u8>, Vec<u8>), String> {
    let deadline = Instant::now() + limits.time;
    let stdout = child.stdout.take().map(|stream| all(stream, limits.bytes));
    let stderr = child.stderr.take().map(|stream| all(stream, MOST_OF_STDERR));
    let take = |stream: Option<mpsc::Receiver<io::Result<Vec<u8>>>>| {
        let Some(stream) = stream else { return Ok(Vec::new()) };
        let left = deadline.saturating_duration_since(Instant::now());
        match stream.recv_timeout(left) {
            Ok(read) => read.map_err(|error| error.to_string()),
            Err(_) => {
                Err(format!("it took longer than {} s, and was ended", limits.time.as_secs()))
            }
        }
    };
    let stdout = take(stdout)?;
    if stdout.len() as u64 > limits.bytes {
        return Err(format!("it printed more than {} MiB, and was ended", limits.bytes >> 20));
    }
    Ok((stdout, take(stderr)?))
}

/// Reads a stream, and one byte more than the limit if it goes over it, in a thread that ends with
/// the stream.
fn all(mut stream: impl Read + Send + 'static, limit: u64) -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stream.by_ref().take(limit + 1).read_to_end(&mut bytes);
        // Nobody waits for a stream whose program was ended.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

#[cfg(unix)]
fn in_own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn in_own_group(_: &mut Command) {}

/// Ends a program with all that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        // What has ended already can't be ended.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn shell(script: &str, limits: Limits) -> Result<Printed, String> {
        let folder = tempfile::tempdir().unwrap();
        run(Path::new("/bin/sh"), &["-c", script], folder.path(), folder.path(), limits)
    }

    const LIMITS: Limits = Limits { time: Duration::from_secs(20), bytes: 1 << 20 };

    #[test]
    fn it_knows_nothing_and_finds_no_program() {
        let printed =
            shell("echo \"$PATH|$USER|$HTTPS_PROXY\"; git; echo end >&2", LIMITS).unwrap();
        assert_eq!(String::from_utf8(printed.stdout).unwrap(), format!("||{NO_PROXY}\n"));
        assert!(String::from_utf8(printed.stderr).unwrap().ends_with("end\n"));
    }

    #[test]
    fn it_ends_at_the_limits_with_what_it_started() {
        let short = Limits { time: Duration::from_millis(300), ..LIMITS };
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let late = folder.path().join("late");
        fs::write(&late, format!("#!/bin/sh\n/bin/sleep 2\n: > {}\n", mark.display())).unwrap();
        fs::set_permissions(&late, fs::Permissions::from_mode(0o755)).unwrap();
        let started = Instant::now();
        let error = shell(&format!("{} & wait", late.display()), short).unwrap_err();
        assert!(error.contains("took longer"), "{error}");
        let error =
            shell("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxx; done", LIMITS).unwrap_err();
        assert!(error.contains("more than 1 MiB"), "{error}");
        thread::sleep(Duration::from_millis(2500).saturating_sub(started.elapsed()));
        assert!(!mark.exists());
    }
}
