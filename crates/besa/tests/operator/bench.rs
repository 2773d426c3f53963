//! What every test of the operator needs: the command, folders, a deployment founded once.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

/// The program: the one just built, or an installed one that the run names.
#[expect(
    clippy::disallowed_methods,
    reason = "the run says which program it tests"
)]
pub(crate) fn program() -> PathBuf {
    let built = || env!("CARGO_BIN_EXE_besa").to_owned();
    PathBuf::from(std::env::var("BESA_PROGRAM").unwrap_or_else(|_| built()))
}

/// What the command says and how it ends, with this typed at it.
pub(crate) fn typed(words: &[&str], input: &str) -> Output {
    let mut child = Command::new(program())
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses early does not read what is typed.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

pub(crate) fn besa(words: &[&str]) -> Output {
    typed(words, "")
}

pub(crate) fn said(output: &Output) -> String {
    [output.stdout.as_slice(), output.stderr.as_slice()]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

/// Runs a command that must end well, and gives back what it said.
pub(crate) fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    said(output)
}

/// Runs a command that must refuse with these words.
pub(crate) fn refused(output: &Output, words: &str) {
    assert_eq!(output.status.code(), Some(1), "{}", said(output));
    assert!(said(output).contains(words), "{}", said(output));
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What was founded: the server's folder, the folder that went away, the passphrase.
pub(crate) struct Founded {
    pub(crate) data: PathBuf,
    pub(crate) away: PathBuf,
    pub(crate) passphrase: String,
    /// One-time code of `drita`, first steward of the shelter.
    pub(crate) drita: String,
    /// One-time code of `besa.p`, first steward of the mobile unit.
    pub(crate) besa_p: String,
}

impl Founded {
    pub(crate) fn root(&self) -> PathBuf {
        self.away.join("root.age")
    }
}

/// The line after a mark, indented as the commands print what is shown once.
pub(crate) fn shown_once(said: &str) -> String {
    let line = said.lines().find(|line| line.starts_with("    "));
    line.unwrap().trim().to_owned()
}

/// A form as an operator fills it in.
pub(crate) fn form(
    kind: &str,
    name: &str,
    services: &str,
    steward: Option<(&str, &str)>,
) -> String {
    let steward = steward.map_or(String::new(), |(login, role)| {
        format!(
            "staff = 3\n[steward]\nlogin = '{login}'\nname = 'Drita Prova'\npost = 'Drejtuese'\n\
             role = '{role}'\nprofession = 'confidential_ngo'\nlang = 'sq'\n"
        )
    });
    format!(
        "kind = '{kind}'\nname = '{name}'\nseat = 'AL-10-shkoder'\nareas = ['AL-10']\n\
         services = [{services}]\nduty_contact = '+355 00 000 0999'\n{steward}"
    )
}

/// A deployment with two institutions, founded once; tests copy it.
static DEPLOYMENT: LazyLock<Founded> = LazyLock::new(|| {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("operator");
    std::fs::remove_dir_all(&home).ok();
    let data = home.join("data");
    found(&home, ["--data", text(&data)])
});

/// Founds a deployment with two institutions where these words say.
pub(crate) fn found(home: &Path, place: [&str; 2]) -> Founded {
    let (data, away) = (home.join("data"), home.join("away"));
    std::fs::create_dir_all(&away).unwrap();
    let root = away.join("root.age");
    let [flag, at] = place;
    let found = besa(&["found", flag, at, "--root", text(&root)]);
    let passphrase = shown_once(&done(&found));
    let mut codes = Vec::new();
    for (name, form) in [
        (
            "strehe",
            form(
                "ngo_shelter",
                "Strehëza Prova",
                "'shelter'",
                Some(("drita", "case_worker")),
            ),
        ),
        (
            "njesi",
            form(
                "ngo_mobile_unit",
                "Njësia Prova",
                "'case_management'",
                Some(("besa.p", "front_line")),
            ),
        ),
    ] {
        let (filled, paper) = (away.join(name), away.join(format!("{name}.signed")));
        std::fs::write(&filled, form).unwrap();
        let words = [
            "institution",
            "sign",
            text(&filled),
            "--root",
            text(&root),
            "--out",
            text(&paper),
        ];
        codes.push(shown_once(&done(&typed(
            &words,
            &format!("{passphrase}\n"),
        ))));
        done(&besa(&["institution", "enter", text(&paper), flag, at]));
    }
    let mut codes = codes.into_iter();
    Founded {
        data,
        away,
        passphrase,
        drita: codes.next().unwrap(),
        besa_p: codes.next().unwrap(),
    }
}

/// The deployment, and a copy of its data folder.
pub(crate) fn deployment() -> (&'static Founded, tempfile::TempDir) {
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(&DEPLOYMENT.data)
        .unwrap()
        .map(Result::unwrap)
    {
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    (&DEPLOYMENT, copy)
}

/// A server that answers, ended when it is let go.
pub(crate) struct Running {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
}

impl Running {
    pub(crate) fn start(words: &[&str]) -> Running {
        Running::begin(Command::new(program()), words)
    }

    /// Starts it by a command that goes before.
    pub(crate) fn begin(mut command: Command, words: &[&str]) -> Running {
        let serve = command.arg("serve").args(words);
        let mut child = serve.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().expect("the server did not start").unwrap();
        let (_, address) = line.split_once("://").unwrap();
        Running {
            address: address.to_owned(),
            child,
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Ends it as systemd does; it must end well.
    pub(crate) fn stop(mut self) {
        self.signal("-TERM");
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After `stop` there is nothing left to end.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Settings over a folder with more lines.
pub(crate) fn settings(folder: &Path, more: &str) -> PathBuf {
    let file = folder.join("besa.toml");
    let data = text(folder);
    let listen = if more.contains("listen") {
        ""
    } else {
        "listen = '127.0.0.1:0'\n"
    };
    std::fs::write(&file, format!("data = '{data}'\n{listen}{more}")).unwrap();
    file
}
