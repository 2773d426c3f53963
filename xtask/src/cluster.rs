//! A PostgreSQL of our own for one run: fresh folder, unix socket only, gone at the end.

use crate::run::{Done, Stop, read, run};
use crate::say::Watch;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

/// Where Debian keeps the server's programs; elsewhere they are asked for on the path.
const DEBIAN: &str = "/usr/lib/postgresql/15/bin";

/// What a power cut may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// Everything: a test's database is thrown away in any case.
    Passing,
    /// Nothing that was committed.
    Durable,
}

/// A running server; dropping it stops it and removes its folder.
pub(crate) struct Cluster {
    folder: PathBuf,
    server: Child,
}

/// The address of one of the server's programs, when it is installed.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let debian = Path::new(DEBIAN).join(name);
    if debian.exists() {
        return Some(debian);
    }
    crate::run::is_there(name).then(|| PathBuf::from(name))
}

/// Whether we are root.
pub(crate) fn is_root() -> bool {
    read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

impl Cluster {
    /// Founds and starts a server that answers when this returns.
    pub(crate) fn start(keeping: Keeping) -> Done<Cluster> {
        let missing = || Stop("PostgreSQL is not installed.".to_owned());
        let (initdb, postgres) = (
            tool("initdb").ok_or_else(missing)?,
            tool("postgres").ok_or_else(missing)?,
        );
        // One run may have two: the tests' own, and a durable one beside it.
        let kind = match keeping {
            Keeping::Passing => "postgres",
            Keeping::Durable => "durable",
        };
        let folder = std::env::temp_dir().join(format!("besa-{kind}-{}", std::process::id()));
        fs::create_dir(&folder)?;
        let made = Cluster::start_in(&folder, &initdb, &postgres, keeping);
        if made.is_err() {
            fs::remove_dir_all(&folder).ok();
        }
        made
    }

    fn start_in(folder: &Path, initdb: &Path, postgres: &Path, keeping: Keeping) -> Done<Cluster> {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        let user = server_user()?;
        if let Some((_, uid, gid)) = &user {
            chown(folder, Some(*uid), Some(*gid))?;
        }
        let user = user.map(|(name, ..)| name);
        let data = folder.join("data");
        run(as_user(user, initdb)
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
            ])
            .args(["--no-sync", "--pgdata"])
            .arg(&data)
            .current_dir(folder)
            .stdout(Stdio::null()))?;
        let mut command = as_user(user, postgres);
        command
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder)
            .current_dir(folder);
        for setting in [
            "listen_addresses=",
            match keeping {
                Keeping::Passing => "fsync=off",
                Keeping::Durable => "fsync=on",
            },
            "max_connections=200",
            "logging_collector=off",
        ] {
            command.arg("-c").arg(setting);
        }
        let server = command
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("log"))?)
            .spawn()?;
        let mut cluster = Cluster {
            folder: folder.to_owned(),
            server,
        };
        cluster.wait()?;
        Ok(cluster)
    }

    /// The address, in the form that our tests and PostgreSQL's own tools read. The host before the
    /// path stands for nothing: an address without one is refused by URL parsers.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    fn wait(&mut self) -> Done {
        let ready =
            tool("pg_isready").ok_or_else(|| Stop("pg_isready is not installed.".to_owned()))?;
        let watch = Watch::start();
        while watch.read() < Duration::from_secs(30) {
            let mut ask = Command::new(&ready);
            ask.arg("--quiet").arg("--host").arg(&self.folder);
            if ask.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(Stop(format!("PostgreSQL did not start:\n{log}")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: clients are sent away, nothing is kept waiting.
        let id = self.server.id().to_string();
        run(Command::new("kill").args(["-INT", &id])).ok();
        self.server.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Root may not run the server, so somebody else does.
fn server_user() -> Done<Option<(&'static str, u32, u32)>> {
    if !is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        let number = |flag| read(Command::new("id").args([flag, name]));
        if let (Ok(uid), Ok(gid)) = (number("-u"), number("-g"))
            && let (Ok(uid), Ok(gid)) = (uid.trim().parse(), gid.trim().parse())
        {
            return Ok(Some((name, uid, gid)));
        }
    }
    Err(Stop(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`.".to_owned(),
    ))
}

/// The program as that user; it is told to end when we end, however that happens.
fn as_user(user: Option<&str>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=INT");
    if let Some(user) = user {
        let group =
            read(Command::new("id").args(["-gn", user])).unwrap_or_else(|_| user.to_owned());
        command
            .arg(format!("--reuid={user}"))
            .arg(format!("--regid={}", group.trim()));
        command.arg("--clear-groups");
    }
    command.arg(program);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_on_its_socket_and_leaves_nothing_behind() {
        // The quick run promises not to need PostgreSQL; the full one has installed it before.
        let Some(psql) = tool("psql").filter(|_| tool("initdb").is_some()) else {
            return;
        };
        let cluster = Cluster::start(Keeping::Passing).unwrap();
        let folder = cluster.folder.clone();
        let said = read(
            Command::new(psql)
                .arg(cluster.url())
                .args(["-Atc", "show fsync"]),
        )
        .unwrap();
        assert_eq!(said.trim(), "off");
        drop(cluster);
        assert!(!folder.exists());
    }
}
