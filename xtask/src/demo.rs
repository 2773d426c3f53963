//! The shipped program, as an operator meets it: built, started, asked, stopped, started again, verified.

use crate::run::{Done, Stop, cargo, program, read, run};
use crate::say::{self, Watch};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

/// How long founding an invented county may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// Builds the release and lives one short day with it.
pub(crate) fn live() -> Done {
    let besa = build()?;
    let folder = Folder::new()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));

    let demo = Demo::start(&besa, &folder.0, address)?;
    expect_page(address, "/sign-in")?;
    demo.stop()?;

    let watch = Watch::start();
    let demo = Demo::start(&besa, &folder.0, address)?;
    say::line(&format!(
        "second start: first answer after {:.2} s",
        watch.read().as_secs_f64()
    ));
    demo.stop()?;

    run(program(&besa).args(["verify", "--data"]).arg(&folder.0))
}

/// Builds the release of the program.
pub(crate) fn build() -> Done<PathBuf> {
    built(&["--package=besa"], "besa")
}

/// Builds a release of something and asks cargo where it lies.
pub(crate) fn built(what: &[&str], name: &str) -> Done<PathBuf> {
    let said = read(
        cargo(&[
            "build",
            "--release",
            "--message-format=json-render-diagnostics",
        ])
        .args(what),
    )?;
    program_in(&said, name)
        .ok_or_else(|| Stop("cargo did not say where the program lies".to_owned()))
}

fn program_in(messages: &str, name: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

fn free_port() -> Done<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

fn expect_page(address: SocketAddr, path: &str) -> Done {
    match status(address, path)? {
        200 => Ok(()),
        other => Err(Stop(format!("{path} answered {other}, not 200"))),
    }
}

/// Asks for a page and gives back the status.
fn status(address: SocketAddr, path: &str) -> Done<u16> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    status_of(&answer).ok_or_else(|| Stop(format!("{path} answered something that is not HTTP")))
}

fn status_of(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|byte| *byte == b'\r').next()?;
    std::str::from_utf8(line)
        .ok()?
        .strip_prefix("HTTP/1.1 ")?
        .get(..3)?
        .parse()
        .ok()
}

/// A folder that is gone at the end, also after a failure.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Done<Folder> {
        let path = std::env::temp_dir().join(format!("besa-smoke-{}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// The running demo; it does not outlive its step.
struct Demo(Child);

impl Demo {
    fn start(besa: &Path, folder: &Path, address: SocketAddr) -> Done<Demo> {
        let mut command = program(besa);
        command
            .arg("demo")
            .arg("--data")
            .arg(folder)
            .arg("--listen")
            .arg(address.to_string());
        let mut demo = Demo(command.stdout(Stdio::null()).spawn()?);
        let watch = Watch::start();
        while watch.read() < PATIENCE {
            if status(address, "/health").is_ok_and(|status| status == 200) {
                return Ok(demo);
            }
            if let Some(status) = demo.0.try_wait()? {
                return Err(Stop(format!("the demo ended by itself: {status}")));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Err(Stop("the demo did not answer /health".to_owned()))
    }

    /// Asks it to stop, as a service manager does, and waits for a clean end.
    fn stop(mut self) -> Done {
        run(Command::new("kill").args(["-TERM", &self.0.id().to_string()]))?;
        let watch = Watch::start();
        while watch.read() < Duration::from_secs(15) {
            match self.0.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => {
                    return Err(Stop(format!("the demo did not stop cleanly: {status}")));
                }
                None => thread::sleep(Duration::from_millis(20)),
            }
        }
        Err(Stop(
            "the demo did not stop within 15 s of SIGTERM".to_owned(),
        ))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_in_what_cargo_says() {
        let said = r#"{"reason":"compiler-artifact","target":{"name":"besa"},"executable":null}
not json
{"reason":"compiler-artifact","target":{"name":"other"},"executable":"/x/other"}
{"reason":"compiler-artifact","target":{"name":"besa"},"executable":"/x/besa"}"#;
        assert_eq!(program_in(said, "besa"), Some(PathBuf::from("/x/besa")));
        assert_eq!(program_in("", "besa"), None);
    }

    #[test]
    fn a_status_is_read_from_the_first_line_only() {
        assert_eq!(status_of(b"HTTP/1.1 200 OK\r\nHTTP/1.1 500"), Some(200));
        assert_eq!(status_of(b"SSH-2.0"), None);
    }
}
