//! The command as an operator meets it: its help, its settings, its exit codes, its refusals.

#[cfg(test)] // tells the lint table that helpers here may unwrap
mod cli {
    use besa_vault::{Deployment, DeploymentKind, KeyFile, OsChance};
    use std::collections::BTreeSet;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Output, Stdio};
    use std::sync::LazyLock;

    const BESA: &str = env!("CARGO_BIN_EXE_besa");

    /// What the command says and how it ends.
    fn besa(words: &[&str]) -> Output {
        Command::new(BESA).args(words).output().unwrap()
    }

    fn said(output: &Output) -> String {
        [output.stdout.as_slice(), output.stderr.as_slice()]
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .concat()
    }

    /// A demo that answers, ended when it is let go.
    struct Running {
        child: Child,
        address: String,
    }

    impl Running {
        fn start(folder: &Path, more: &[&str]) -> Running {
            let child = Command::new(BESA)
                .args(["demo", "--listen", "127.0.0.1:0", "--data"])
                .arg(folder)
                .args(more)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut demo = Running {
                child,
                address: String::new(),
            };
            let lines = BufReader::new(demo.child.stdout.take().unwrap()).lines();
            for line in lines.map(Result::unwrap) {
                if let Some((_, rest)) = line.split_once("http://") {
                    demo.address = rest.trim_end_matches("/sign-in").to_owned();
                }
                if line.starts_with("Stop with") {
                    return demo;
                }
            }
            panic!("the demo did not start");
        }

        fn get(&self, path: &str) -> String {
            let mut stream = TcpStream::connect(&self.address).unwrap();
            let ask = format!(
                "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                self.address
            );
            stream.write_all(ask.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        }

        /// Ends it as an operator does; it must end well.
        fn stop(mut self) {
            let pid = self.child.id().to_string();
            assert!(
                Command::new("kill")
                    .args(["-TERM", &pid])
                    .status()
                    .unwrap()
                    .success()
            );
            assert!(self.child.wait().unwrap().success());
        }
    }

    impl Drop for Running {
        fn drop(&mut self) {
            // After `stop` there is nothing left to end.
            self.child.kill().ok();
        }
    }

    /// A county founded once; every test works on a copy.
    static COUNTY: LazyLock<PathBuf> = LazyLock::new(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("county");
        std::fs::remove_dir_all(&home).ok();
        std::fs::create_dir_all(&home).unwrap();
        let accounts = home.join("accounts.json");
        std::fs::write(&accounts, "open to everybody before").unwrap();
        std::fs::set_permissions(&accounts, std::fs::Permissions::from_mode(0o644)).unwrap();
        let demo = Running::start(
            &home.join("data"),
            &["--accounts", accounts.to_str().unwrap()],
        );
        assert!(demo.get("/health").ends_with("ok\n"));
        demo.stop();
        home
    });

    fn copy() -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(COUNTY.join("data"))
            .unwrap()
            .map(Result::unwrap)
        {
            std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        copy
    }

    fn verify(folder: &Path) -> Output {
        besa(&["verify", "--data", folder.to_str().unwrap()])
    }

    #[test]
    fn every_command_and_every_option_is_explained() {
        let help = said(&besa(&["--help"]));
        for (verb, options) in [
            ("demo", vec!["--data", "--listen", "--accounts"]),
            ("found", vec!["--data", "--config", "--root"]),
            ("backup", vec!["--data", "--config", "--to"]),
            (
                "restore",
                vec!["--data", "--config", "--main", "--shred", "--identity"],
            ),
            ("serve", vec!["--data", "--config"]),
            ("migrate", vec!["--data", "--config"]),
            (
                "verify",
                vec!["--data", "--config", "--key", "--checkpoint"],
            ),
            ("config", vec!["--data", "--config", "--check"]),
            (
                "link",
                vec!["--schema", "--out", "--one-to-one", "--explain"],
            ),
        ] {
            let line = help
                .lines()
                .find(|line| line.trim_start().starts_with(verb))
                .unwrap();
            assert!(
                line.split_whitespace().count() > 4,
                "{verb} is not explained: {line}"
            );
            let own = besa(&[verb, "--help"]);
            assert!(own.status.success());
            let own = said(&own);
            let (_, own) = own.split_once("Options:").unwrap();
            for option in options {
                let (_, after) = own
                    .split_once(option)
                    .unwrap_or_else(|| panic!("{verb} {option}"));
                let words: String = after.lines().take(2).collect();
                assert!(
                    words.split_whitespace().count() > 4,
                    "{verb} {option} is not explained"
                );
            }
        }
    }

    #[test]
    fn a_command_that_does_not_say_where_is_told_so() {
        for verb in ["serve", "migrate", "verify"] {
            let output = besa(&[verb]);
            assert_eq!(output.status.code(), Some(2), "{verb}");
            assert!(said(&output).contains("--data <DIR>"), "{verb}");
            let both = besa(&[verb, "--data", "x", "--config", "y"]);
            assert_eq!(both.status.code(), Some(2), "{verb}");
        }
    }

    #[test]
    fn the_settings_are_printed_as_a_file_that_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("a \"b\" ë");
        let printed = besa(&["config", "--data", odd.to_str().unwrap()]);
        assert!(printed.status.success());
        let file = folder.path().join("besa.toml");
        std::fs::write(&file, &printed.stdout).unwrap();
        let again = besa(&["config", "--config", file.to_str().unwrap()]);
        assert_eq!(said(&again), said(&printed));
        assert!(said(&printed).contains("127.0.0.1:8080"));
        std::fs::write(
            &file,
            "data = 'x'\ndatabase = 'postgres://besa@/besa'\nlisten = '[::1]:9'",
        )
        .unwrap();
        let other = said(&besa(&["config", "--config", file.to_str().unwrap()]));
        assert!(other.contains("\ndatabase = \"postgres://besa@/besa\""));
        assert!(other.contains("listen = \"[::1]:9\""));
        std::fs::write(&file, "data = 'x'\nport = 3").unwrap();
        let wrong = besa(&["config", "--config", file.to_str().unwrap()]);
        assert_eq!(wrong.status.code(), Some(1));
        assert!(said(&wrong).contains("port"));
    }

    #[test]
    fn the_accounts_are_written_for_their_owner_alone() {
        let file = COUNTY.join("accounts.json");
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(
            std::fs::metadata(COUNTY.join("data"))
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o700
        );
        let json: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let accounts = json["accounts"].as_array().unwrap();
        let mut houses = BTreeSet::new();
        let mut roles = BTreeSet::new();
        for account in accounts {
            let fields: BTreeSet<&str> = account
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let named = [
                "institution",
                "login",
                "name",
                "password",
                "role",
                "totp_secret",
            ];
            assert_eq!(fields, BTreeSet::from(named));
            for field in ["institution", "login", "name", "password", "role"] {
                assert!(!account[field].as_str().unwrap().is_empty(), "{field}");
            }
            houses.insert(account["institution"].as_str().unwrap());
            roles.insert(account["role"].as_str().unwrap());
        }
        assert!(accounts.len() >= 8 && houses.len() >= 6);
        for role in [
            "front_line",
            "front_desk",
            "case_worker",
            "police_officer",
            "social_officer",
            "child_protection_worker",
            "responsible_authority",
            "committee_member",
            "operator",
        ] {
            assert!(roles.contains(role), "{role}");
        }
        let markers = json["sealed_markers"].as_array().unwrap();
        assert!(
            markers
                .iter()
                .all(|marker| marker.as_str().unwrap().chars().count() >= 6)
        );
        assert!(markers.len() >= 8);
    }

    #[test]
    fn a_second_start_goes_on_with_the_same_county() {
        let folder = copy();
        let first = said(&verify(folder.path()));
        let demo = Running::start(folder.path(), &[]);
        assert!(demo.get("/health").starts_with("HTTP/1.1 200"));
        assert!(demo.get("/sign-in").contains("DEMO"));
        demo.stop();
        let second = verify(folder.path());
        assert_eq!(second.status.code(), Some(0), "{}", said(&second));
        assert_eq!(said(&second), first, "nothing was founded twice");
    }

    #[test]
    fn verify_ends_with_0_1_or_2() {
        let folder = copy();
        let clean = verify(folder.path());
        assert_eq!(clean.status.code(), Some(0), "{}", said(&clean));
        assert!(said(&clean).starts_with("Clean: "));
        change(
            folder.path(),
            "UPDATE institution SET public_line = '117' WHERE public_line = '129'",
        );
        let different = verify(folder.path());
        assert_eq!(different.status.code(), Some(1), "{}", said(&different));
        assert!(
            said(&different).contains("institution"),
            "{}",
            said(&different)
        );
        std::fs::write(folder.path().join("record.pub"), "no key").unwrap();
        assert_eq!(verify(folder.path()).status.code(), Some(2));
        let nowhere = folder.path().join("nowhere");
        let unchecked = verify(&nowhere);
        assert_eq!(unchecked.status.code(), Some(2));
        assert!(!nowhere.exists(), "verifying makes nothing");
    }

    #[test]
    fn another_public_key_does_not_verify() {
        let folder = copy();
        let key = std::fs::read_to_string(folder.path().join("record.pub")).unwrap();
        let other = folder.path().join("other.pub");
        std::fs::write(&other, &key).unwrap();
        let place = folder.path().to_str().unwrap();
        let check = || besa(&["verify", "--data", place, "--key", other.to_str().unwrap()]);
        assert_eq!(check().status.code(), Some(0));
        std::fs::write(&other, key.replacen("besa/record", "besa/other", 1)).unwrap();
        assert_ne!(check().status.code(), Some(0));
    }

    #[test]
    fn a_database_is_brought_up_to_date_without_being_served() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().to_str().unwrap();
        for _ in 0..2 {
            let output = besa(&["migrate", "--data", place]);
            assert!(output.status.success(), "{}", said(&output));
        }
        assert!(folder.path().join("besa.db").exists());
    }

    #[test]
    fn demo_and_serve_keep_to_their_own_folders() {
        let real = tempfile::tempdir().unwrap();
        let keys = draw(DeploymentKind::Real);
        let file = real.path().join("key-file.txt");
        std::fs::write(&file, &keys).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(real.path().join("record.pub"), "a key\n").unwrap();
        let demo = besa(&[
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--data",
            real.path().to_str().unwrap(),
        ]);
        assert_eq!(demo.status.code(), Some(1));
        assert!(said(&demo).contains("real deployment"), "{}", said(&demo));
        assert!(
            !real.path().join("besa.db").exists(),
            "the demo touched nothing"
        );
        let folder = copy();
        let serve = besa(&["serve", "--data", folder.path().to_str().unwrap()]);
        assert_eq!(serve.status.code(), Some(1));
        assert!(said(&serve).contains("besa demo"), "{}", said(&serve));
    }

    #[test]
    fn the_demo_answers_only_on_this_machine() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let output = besa(&[
            "demo",
            "--listen",
            "0.0.0.0:0",
            "--data",
            data.to_str().unwrap(),
        ]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("only on this machine") && !data.exists());
    }

    #[test]
    fn a_wrong_key_file_is_refused_with_a_sentence() {
        let folder = copy();
        let start = || {
            besa(&[
                "demo",
                "--listen",
                "127.0.0.1:0",
                "--data",
                folder.path().to_str().unwrap(),
            ])
        };
        let file = folder.path().join("key-file.txt");
        std::fs::write(&file, draw(DeploymentKind::Demo)).unwrap();
        let output = start();
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("not the one this deployment was founded with"));
        std::fs::write(&file, "not a key file").unwrap();
        let output = start();
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("is not a key file of Besa"));
    }

    #[test]
    fn a_founding_that_was_not_finished_says_what_to_do() {
        let folder = copy();
        std::fs::remove_file(folder.path().join("key-file.txt")).unwrap();
        let output = besa(&[
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--data",
            folder.path().to_str().unwrap(),
        ]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            said(&output).contains("another folder"),
            "{}",
            said(&output)
        );
    }

    /// The text of a key file that belongs to no county.
    fn draw(kind: DeploymentKind) -> String {
        let deployment = Deployment::draw(kind, &mut OsChance);
        KeyFile::draw(deployment, &mut OsChance).print().to_string()
    }

    /// Changes a row behind the program's back.
    fn change(folder: &Path, sql: &'static str) {
        let db = rusqlite::Connection::open(folder.join("besa.db")).unwrap();
        assert_eq!(db.execute(sql, []).unwrap(), 1);
    }
}
