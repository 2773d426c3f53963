//! The shipped program at work: started, asked for what it costs, stopped or killed, verified.

use crate::run::{Done, Stop, cargo, program, read, run};
use crate::say::Watch;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// How long founding an invented county may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// The release, and where cargo says it lies.
pub(crate) fn release() -> Done<PathBuf> {
    built(&["--package=besa"], "besa")
}

/// Builds a release of something, and says where cargo put it.
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

/// Where a county lives: its folder and, when it is not SQLite, its database.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) database: Option<String>,
    passing: bool,
}

impl Place {
    /// A folder that is gone at the end, also after a failure.
    pub(crate) fn passing(name: &str) -> Done<Place> {
        let folder = std::env::temp_dir().join(format!("besa-{name}-{}", std::process::id()));
        fs::create_dir(&folder)?;
        Ok(Place {
            folder,
            database: None,
            passing: true,
        })
    }

    /// The same folder over a PostgreSQL database.
    pub(crate) fn on(mut self, url: String) -> Place {
        self.database = Some(url);
        self
    }

    /// A second node's folder: the same keys and database.
    pub(crate) fn twin(&self, name: &str) -> Done<Place> {
        let mut twin = Place::passing(name)?;
        for file in ["key-file.txt", "record.pub"] {
            fs::copy(self.folder.join(file), twin.folder.join(file))?;
        }
        twin.database.clone_from(&self.database);
        Ok(twin)
    }

    /// Why something stopped, with the last words of the servers that lived here.
    pub(crate) fn with_log(&self, Stop(why): Stop) -> Stop {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or(&[]);
        Stop(format!("{why}\n{}", last.join("\n")))
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The accounts file.
    pub(crate) fn accounts(&self) -> PathBuf {
        self.folder.join("accounts.json")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.passing {
            fs::remove_dir_all(&self.folder).ok();
        }
    }
}

/// A running node; it does not outlive its step.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts a node of an invented county and waits until it answers.
    pub(crate) fn start(besa: &Path, place: &Place, node: &str) -> Done<Server> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = program(besa);
        command.arg("demo").arg("--data").arg(&place.folder);
        command.arg("--accounts").arg(place.accounts());
        command.args(["--node", node, "--listen", &address.to_string()]);
        if let Some(url) = &place.database {
            command.args(["--database", url]);
        }
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(place.log())?;
        let child = command.stdout(Stdio::null()).stderr(log).spawn()?;
        let mut server = Server { child, address };
        let watch = Watch::start();
        while watch.read() < PATIENCE {
            if status(address, "/health").is_some_and(|status| status == 200) {
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                return Err(Stop(format!("the county ended by itself: {status}")));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Err(Stop("the county did not answer /health".to_owned()))
    }

    /// Serves what was founded, and waits until it says where it answers.
    pub(crate) fn serve(mut command: Command, log: &Path) -> Done<Server> {
        let log = fs::OpenOptions::new().create(true).append(true).open(log)?;
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut line = String::new();
        if let Some(said) = child.stdout.take() {
            BufReader::new(said).read_line(&mut line)?;
        }
        let address = line
            .trim()
            .rsplit("//")
            .next()
            .and_then(|it| it.parse().ok());
        match address {
            Some(address) => Ok(Server { child, address }),
            None => {
                child.kill().ok();
                child.wait()?;
                Err(Stop("what was founded does not serve".to_owned()))
            }
        }
    }

    /// Its number among the processes of this machine.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as a power cut does.
    pub(crate) fn kill(mut self) -> Done {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to stop, as a service manager does, and waits for a clean end.
    pub(crate) fn stop(mut self) -> Done {
        run(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        let watch = Watch::start();
        while watch.read() < Duration::from_secs(15) {
            match self.child.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(Stop(format!("it did not stop cleanly: {status}"))),
                None => thread::sleep(Duration::from_millis(20)),
            }
        }
        Err(Stop("it did not stop within 15 s of SIGTERM".to_owned()))
    }

    /// Lets `perf` (Debian's linux-perf) write down where the program spends its time, until dropped.
    pub(crate) fn profiled(&self, file: &Path) -> Done<Profiled> {
        let mut command = Command::new("perf");
        command.args([
            "record",
            "--quiet",
            "--freq=997",
            "--call-graph=dwarf,16384",
        ]);
        command.args(["--pid", &self.child.id().to_string(), "--output"]);
        let child = command.arg(file).spawn()?;
        thread::sleep(Duration::from_millis(300));
        Ok(Profiled(child))
    }

    /// Milliseconds of processor time used so far, in steps of ten.
    pub(crate) fn cpu_ms(&self) -> Done<f64> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after = text.rsplit_once(") ").map_or("", |(_, after)| after);
        let ticks = |field: usize| after.split(' ').nth(field)?.parse::<u32>().ok();
        let (user, system) = (ticks(11), ticks(12));
        user.zip(system)
            .map(|(user, system)| f64::from(user.saturating_add(system)) * 10.0)
            .ok_or_else(|| Stop("the system does not say what the program used".to_owned()))
    }

    /// Memory in use now, MB.
    pub(crate) fn memory_mb(&self) -> Done<f64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u32>().ok())
            .map(|kb| f64::from(kb) / 1024.0)
            .ok_or_else(|| Stop("the system does not say what the program holds".to_owned()))
    }
}

/// A profile under way.
pub(crate) struct Profiled(Child);

impl Drop for Profiled {
    fn drop(&mut self) {
        // Interrupted, it writes its file.
        let id = self.0.id().to_string();
        run(Command::new("kill").args(["-INT", &id])).ok();
        self.0.wait().ok();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Asks for a page that must be there.
pub(crate) fn expect_page(address: SocketAddr, path: &str) -> Done {
    match status(address, path) {
        Some(200) => Ok(()),
        Some(other) => Err(Stop(format!("{path} answered {other}, not 200"))),
        None => Err(Stop(format!("{path} was not answered"))),
    }
}

/// Asks for a page and gives back the status, when an answer comes.
fn status(address: SocketAddr, path: &str) -> Option<u16> {
    super::Visitor::at(address)
        .get(path)
        .ok()
        .map(|answer| answer.status)
}

/// Checks the whole record of a county.
pub(crate) fn verify(besa: &Path, place: &Place) -> Done {
    let mut command = program(besa);
    command.arg("verify");
    match &place.database {
        None => command.arg("--data").arg(&place.folder),
        Some(url) => {
            let file = place.folder.join("verify.toml");
            let text = |text: &str| serde_json::Value::from(text).to_string();
            let folder = text(&place.folder.to_string_lossy());
            fs::write(
                &file,
                format!("data = {folder}\ndatabase = {}\n", text(url)),
            )?;
            command.arg("--config").arg(file)
        }
    };
    run(command.stdout(Stdio::null()))
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
}
