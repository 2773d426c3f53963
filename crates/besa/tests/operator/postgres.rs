//! A PostgreSQL of a test's own, which may go away and come back under a serving program.

use std::os::unix::fs::chown;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Where Debian keeps the server's programs.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";

pub(crate) struct Postgres {
    folder: TempDir,
    /// User and group that run it, where we are root: root may not.
    user: Option<(String, String)>,
    server: Option<Child>,
}

fn id(words: &[&str]) -> Option<String> {
    let said = Command::new("id").args(words).output().unwrap();
    let number = String::from_utf8(said.stdout).unwrap().trim().to_owned();
    said.status.success().then_some(number)
}

impl Postgres {
    /// A fresh one that answers; none on a machine where it is not installed.
    pub(crate) fn fresh() -> Option<Postgres> {
        if !Path::new(PROGRAMS).join("initdb").exists() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let user = if id(&["-u"]).as_deref() == Some("0") {
            let (user, group) = (id(&["-u", "postgres"])?, id(&["-g", "postgres"])?);
            let number = |it: &str| Some(it.parse().unwrap());
            chown(folder.path(), number(&user), number(&group)).unwrap();
            Some((user, group))
        } else {
            None
        };
        let mut postgres = Postgres {
            folder,
            user,
            server: None,
        };
        let words = ["--username=postgres", "--auth=trust", "--encoding=UTF8"];
        let mut found = postgres.program("initdb");
        found.args(words).args(["--locale=C", "--no-sync"]);
        assert!(found.status().unwrap().success());
        postgres.come();
        Some(postgres)
    }

    /// One of its programs over its data, as its user; it ends with us.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=INT");
        if let Some((user, group)) = &self.user {
            command.args([&format!("--reuid={user}"), &format!("--regid={group}")]);
            command.arg("--clear-groups");
        }
        command.arg(format!("{PROGRAMS}/{name}")).arg("-D");
        command.arg(self.folder.path().join("data"));
        command.current_dir(self.folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Its address, as settings name it.
    pub(crate) fn url(&self) -> String {
        let folder = self.folder.path().display();
        format!("postgres://postgres@localhost/postgres?host={folder}")
    }

    /// It answers from now on, with everything that was committed.
    pub(crate) fn come(&mut self) {
        let mut server = self.program("postgres");
        server.arg("-k").arg(self.folder.path());
        server.args(["-c", "listen_addresses="]);
        self.server = Some(server.spawn().unwrap());
        let mut ready = Command::new(format!("{PROGRAMS}/pg_isready"));
        ready.arg("--quiet").arg("--host").arg(self.folder.path());
        let answers = (0..300).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            ready.status().unwrap().success()
        });
        assert!(answers, "PostgreSQL did not start");
    }

    /// It ends at once, as in a power cut of its machine.
    pub(crate) fn go(&mut self) {
        if let Some(mut server) = self.server.take() {
            let pid = server.id().to_string();
            Command::new("kill").args(["-QUIT", &pid]).status().ok();
            server.wait().ok();
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.go();
    }
}
