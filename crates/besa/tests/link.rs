//! `besa link` as a registrar meets it: any encoding, a sentence for every fault, nothing half written.

#[cfg(test)] // tells the lint table that helpers here may unwrap
mod link {
    use std::fmt::Write as _;
    use std::io::{BufRead, BufReader, Read};
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output, Stdio};

    const SCHEMA: &str = r#"
        id = "rec_id"
        [[column]]
        name = "given"
        kind = "given_name"
        [[column]]
        name = "surname"
        kind = "surname"
        [[column]]
        name = "birth"
        kind = "date"
    "#;

    /// Rows 1 and 3 are one woman.
    const REGISTER: &str = "rec_id,given,surname,birth\n\
        1,Shpresë,Çelaj,1985-03-07\n2,Gëzim,Përnaska,1990-11-30\n3,Shpresa,Celaj,1985-03-07\n";

    /// A folder with a schema and registers, and the command run in it.
    struct Desk(tempfile::TempDir);

    impl Desk {
        fn new() -> Desk {
            let desk = Desk(tempfile::tempdir().unwrap());
            desk.lay("s.toml", SCHEMA.as_bytes());
            desk
        }

        fn with(register: impl AsRef<[u8]>) -> Desk {
            let desk = Desk::new();
            desk.lay("a.csv", register.as_ref());
            desk
        }

        fn lay(&self, name: &str, bytes: &[u8]) {
            std::fs::write(self.path(name), bytes).unwrap();
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn command(&self, words: &str) -> Command {
            let mut command = Command::new(env!("CARGO_BIN_EXE_besa"));
            command.arg("link").args(words.split_whitespace());
            command.current_dir(self.0.path());
            command
        }

        fn run(&self, words: &str) -> Output {
            self.command(words).output().unwrap()
        }

        /// What stands in the folder beside what was laid there.
        fn new_files(&self) -> Vec<String> {
            let all = std::fs::read_dir(self.0.path()).unwrap();
            let mut names: Vec<String> = all
                .map(|it| it.unwrap().file_name().into_string().unwrap())
                .filter(|name| !["s.toml", "a.csv", "b.csv"].contains(&name.as_str()))
                .collect();
            names.sort();
            names
        }

        /// Runs on `a.csv` and expects this sentence, exit 1 and no new file.
        #[track_caller]
        fn refuses(&self, sentence: &str) {
            self.refuses_asked("a.csv --schema s.toml --out pairs.csv", sentence);
        }

        #[track_caller]
        fn refuses_asked(&self, words: &str, sentence: &str) {
            let output = self.run(words);
            let said = said(&output);
            assert!(said.contains(sentence), "{sentence}\n---\n{said}");
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert_eq!(self.new_files(), Vec::<String>::new());
        }

        /// Runs on `a.csv` and gives back the pairs.
        #[track_caller]
        fn pairs(&self) -> String {
            let output = self.run("a.csv --schema s.toml --out pairs.csv");
            assert!(output.status.success(), "{}", said(&output));
            assert_eq!(self.new_files(), ["pairs.csv"]);
            std::fs::read_to_string(self.path("pairs.csv")).unwrap()
        }
    }

    fn said(output: &Output) -> String {
        assert!(output.stdout.is_empty(), "the output is the file alone");
        String::from_utf8(output.stderr.clone()).unwrap()
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn windows_1250(text: &str) -> Vec<u8> {
        let byte = |letter| match letter {
            'ë' => 0xEB,
            'Ç' => 0xC7,
            other => u8::try_from(other).unwrap(),
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn pairs_are_ids_and_weights_under_the_promised_header() {
        let pairs = Desk::with(REGISTER).pairs();
        let lines: Vec<&str> = pairs.lines().collect();
        assert_eq!(lines[0], "id_a,id_b,weight,probability");
        assert!(lines[1].starts_with("1,3,"), "{pairs}");
        for name in ["Shpres", "elaj", "1985"] {
            assert!(!pairs.contains(name), "{pairs}");
        }
    }

    #[test]
    fn every_encoding_and_separator_reads_the_same() {
        let expected = Desk::with(REGISTER).pairs();
        let marked = format!("\u{feff}{REGISTER}");
        for register in [
            marked.clone().into_bytes(),
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
            utf16(REGISTER, u16::to_le_bytes),
            utf16(REGISTER, u16::to_be_bytes),
            windows_1250(REGISTER),
            REGISTER.replace(',', ";").into_bytes(),
            REGISTER.replace(',', "\t").into_bytes(),
            windows_1250(&REGISTER.replace(',', ";").replace('\n', "\r\n")),
            utf16(
                &marked.replace(',', "\t").replace('\n', "\r\n"),
                u16::to_le_bytes,
            ),
            REGISTER
                .replace(',', " , ")
                .replace('\n', "\n\n\n")
                .into_bytes(),
            REGISTER
                .replace("Përnaska", "\"Përnaska,\n of \"\"Puka\"\"\"")
                .into_bytes(),
            format!("{}\n,,,\n", REGISTER.trim_end()).into_bytes(),
            REGISTER.trim_end().to_owned().into_bytes(),
        ] {
            let shown = String::from_utf8_lossy(&register).into_owned();
            assert_eq!(Desk::with(register).pairs(), expected, "{shown}");
        }
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_beside_others() {
        let turned = "note,birth,surname,rec_id,given\n\
            x,1985-03-07,Çelaj,1,Shpresë\ny,1990-11-30,Përnaska,2,Gëzim\nz,1985-03-07,Celaj,3,Shpresa\n";
        assert_eq!(Desk::with(turned).pairs(), Desk::with(REGISTER).pairs());
    }

    #[test]
    fn two_registers_give_pairs_across_and_in_the_order_asked() {
        let desk = Desk::with("rec_id,given,surname,birth\nx,Shpresë,Çelaj,1985-03-07\n");
        desk.lay("b.csv", REGISTER.as_bytes());
        let output = desk.run("a.csv b.csv --schema s.toml --out pairs.csv --one-to-one");
        assert!(output.status.success(), "{}", said(&output));
        let pairs = std::fs::read_to_string(desk.path("pairs.csv")).unwrap();
        let first = pairs.lines().nth(1).unwrap();
        assert!(
            first.starts_with("x,1,") || first.starts_with("x,3,"),
            "{pairs}"
        );
        assert!(said(&output).contains("Decision threshold: weight "));
    }

    #[test]
    fn one_to_one_within_one_register_is_said_to_change_nothing() {
        let desk = Desk::with(REGISTER);
        let output = desk.run("a.csv --schema s.toml --out pairs.csv --one-to-one");
        assert!(said(&output).starts_with("--one-to-one is for two registers"));
        let pairs = std::fs::read_to_string(desk.path("pairs.csv")).unwrap();
        assert_eq!(pairs, desk.pairs());
    }

    #[test]
    fn an_explanation_names_columns_and_sums_to_the_weight() {
        let desk = Desk::with(REGISTER);
        let output = desk.run("a.csv --schema s.toml --out pairs.csv --explain");
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(desk.new_files(), ["pairs.csv", "pairs.explain.csv"]);
        let read = |name| std::fs::read_to_string(desk.path(name)).unwrap();
        let (pairs, parts) = (read("pairs.csv"), read("pairs.explain.csv"));
        assert!(parts.starts_with("id_a,id_b,column,level,weight\n"));
        assert!(
            !parts.contains("elaj") && !parts.contains("1985"),
            "{parts}"
        );
        for pair in pairs.lines().skip(1) {
            let cells: Vec<&str> = pair.split(',').collect();
            let own = format!("{},{},", cells[0], cells[1]);
            let weights = parts.lines().filter(|line| line.starts_with(&own));
            let sum: f64 = weights.map(|line| number(line.split(',').nth(4))).sum();
            assert!(
                (sum - number(Some(cells[2]))).abs() < 0.01,
                "{pair}\n{parts}"
            );
        }
        assert!(pairs.lines().count() > 1);
    }

    fn number(cell: Option<&str>) -> f64 {
        cell.unwrap().parse().unwrap()
    }

    #[test]
    fn a_wrong_header_is_told_without_repeating_what_may_be_somebodys_name() {
        let desk = Desk::with("id;given;surname;birth\n1;Ana;Deda;1990-01-01\n");
        desk.refuses("a.csv, line 1: the header lacks “rec_id”");
        let desk = Desk::with("7,Ana,Deda,1990-01-01\n");
        desk.refuses("a.csv, line 1: the header lacks “rec_id”, “given”, “surname”, “birth”");
        assert!(!said(&desk.run("a.csv --schema s.toml --out p.csv")).contains("Deda"));
        Desk::with("rec_id,given,surname,birth,given\n")
            .refuses("a.csv, line 1, column 5 (given): the header has this name twice");
    }

    #[test]
    fn ragged_rows_are_told_by_line() {
        let more = format!("{REGISTER}4,Ana,Deda,1990-01-01,x\n");
        Desk::with(&more).refuses("a.csv, line 5: 5 cells, where the header has 4");
        let wide = utf16(
            &format!("\u{feff}{}", more.replace('\n', "\r\n")),
            u16::to_le_bytes,
        );
        Desk::with(wide).refuses("a.csv, line 5: 5 cells, where the header has 4");
        let open = REGISTER.replace("2,Gëzim", "2,\"Gëzim");
        Desk::with(open).refuses(
            "a.csv, line 3: 2 cells, where the header has 4; is a quotation mark not closed?",
        );
    }

    #[test]
    fn ids_are_there_and_unique() {
        let twice = format!("{REGISTER}\n\n1,Ana,Deda,1990-01-01\n");
        Desk::with(twice).refuses("a.csv, line 7, column 1 (rec_id): the id of line 2 again");
        let none = format!("{REGISTER},Ana,Deda,1990-01-01\n");
        Desk::with(none).refuses("a.csv, line 5, column 1 (rec_id): the id is empty");
    }

    #[test]
    fn cells_that_no_name_fills_are_refused() {
        let long = "a".repeat(1_000_000);
        Desk::with(format!("{REGISTER}4,Ana,{long},1990-01-01\n"))
            .refuses("a.csv, line 5, column 3 (surname): a cell of 1000000 bytes");
        Desk::with(format!("{REGISTER}{long},Ana,Deda,1990-01-01\n"))
            .refuses("a.csv, line 5, column 1 (rec_id): an id of 1000000 bytes");
        Desk::with(format!("{REGISTER}4,A\0na,Deda,1990-01-01\n"))
            .refuses("a.csv, line 5, column 2 (given): a NUL character");
        let mut broken = REGISTER.as_bytes().to_vec();
        broken.extend_from_slice(b"4,Ana,D\xFFeda,1990-01-01\n");
        Desk::with(broken).refuses("a.csv, line 5, column 3 (surname): a letter that is not UTF-8");
    }

    #[test]
    fn what_is_no_register_is_named() {
        Desk::with("").refuses("a.csv: the file is empty");
        Desk::with("\n\n").refuses("a.csv: the file is empty");
        Desk::with("rec_id,given,surname,birth\n").refuses("there is a header but no row");
        Desk::with(b"PK\x03\x04....").refuses("a.csv: this is a workbook; save it as CSV first");
        Desk::new().refuses("a.csv: No such file");
        let desk = Desk::with(REGISTER);
        desk.refuses_asked(". --schema s.toml --out pairs.csv", ".: is not a file");
    }

    #[test]
    fn an_empty_column_is_remarked_and_stops_nothing() {
        let desk = Desk::with("rec_id,given,surname,birth\n1,Ana,Deda,\n2,Ana,Deda,\n");
        let output = desk.run("a.csv --schema s.toml --out pairs.csv");
        assert!(output.status.success());
        let remark = "a.csv, column 4 (birth): is empty in every row";
        assert!(said(&output).contains(remark), "{}", said(&output));
    }

    #[test]
    fn a_wrong_schema_is_told_by_line_or_name() {
        for (schema, sentence) in [
            (
                "id = \"rec_id\"\n[[column]]\nname = \"given\"\nkind = \"name\"\n",
                "line 4",
            ),
            (
                "id = \"rec_id\"\n[[column]]\nname = \"given\"\nkind = \"name\"\n",
                "“name” is no kind of column",
            ),
            ("id = \"rec_id\"\n", "names no column to compare"),
            (
                "[[column]]\nname = \"given\"\nkind = \"text\"\n",
                "missing field `id`",
            ),
            (
                "id = \"a\"\n[[column]]\nname = \"a\"\nkind = \"text\"\n",
                "“a” is the id",
            ),
            ("id = \"a\"\nkeys = 3\n", "keys"),
        ] {
            let desk = Desk::with(REGISTER);
            desk.lay("s.toml", schema.as_bytes());
            desk.refuses(sentence);
            desk.refuses("s.toml: ");
        }
        let marked = Desk::with(REGISTER);
        marked.lay("s.toml", format!("\u{feff}{SCHEMA}").as_bytes());
        assert_eq!(marked.pairs(), Desk::with(REGISTER).pairs());
    }

    #[test]
    fn no_register_is_overwritten_and_no_place_is_guessed() {
        let desk = Desk::with(REGISTER);
        for (words, sentence) in [
            (
                "a.csv --schema s.toml --out a.csv",
                "The output would overwrite a.csv.",
            ),
            (
                "a.csv --schema s.toml --out ./s.toml",
                "The output would overwrite s.toml.",
            ),
            (
                "a.csv ./a.csv --schema s.toml --out p.csv",
                "A and B are the same file.",
            ),
            (
                "a.csv --schema s.toml --out none/p.csv",
                "none: cannot be written",
            ),
            ("a.csv --schema s.toml --out .", ".: is a folder"),
        ] {
            desk.refuses_asked(words, sentence);
        }
        assert_eq!(
            std::fs::read_to_string(desk.path("a.csv")).unwrap(),
            REGISTER
        );
        desk.pairs();
        let before = std::fs::read(desk.path("pairs.csv")).unwrap();
        desk.lay("a.csv", format!("{REGISTER}4\n").as_bytes());
        let output = desk.run("a.csv --schema s.toml --out pairs.csv");
        assert_eq!(output.status.code(), Some(1));
        let after = std::fs::read(desk.path("pairs.csv")).unwrap();
        assert_eq!(after, before, "the pairs of the last run stay");
    }

    #[test]
    fn interrupted_it_says_so_and_leaves_nothing() {
        // The first register ends with a remark; the second is long enough to be interrupted in.
        let desk = Desk::with("rec_id,given,surname,birth\n1,Ana,Deda,\n");
        let mut long = String::from("rec_id,given,surname,birth\n");
        for row in 0..300_000 {
            writeln!(long, "{row},Ana{row},Deda,1990-01-01").unwrap();
        }
        desk.lay("b.csv", long.as_bytes());
        for signal in ["-INT", "-TERM"] {
            let mut child = desk
                .command("a.csv b.csv --schema s.toml --out pairs.csv --explain")
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut said = BufReader::new(child.stderr.take().unwrap());
            let mut line = String::new();
            said.read_line(&mut line).unwrap();
            assert!(line.contains("is empty in every row"), "{line}");
            send(signal, child.id());
            let mut rest = String::new();
            said.read_to_string(&mut rest).unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
            assert_eq!(rest, "Stopped. Nothing was written.\n");
            assert_eq!(desk.new_files(), Vec::<String>::new());
        }
    }

    fn send(signal: &str, to: u32) {
        let sent = Command::new("kill")
            .args([signal, &to.to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// The guide's folder in the repository.
    fn guide() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide")
    }

    /// The guide with every block below a comment like `<!-- pairs.csv K-04 -->` filled: the file of
    /// that name, or only its header and the rows that begin with the second word.
    fn filled(page: &str, desk: &Desk, said: &str) -> String {
        let mut lines = page.lines();
        let mut filled = String::new();
        while let Some(line) = lines.next() {
            filled += &format!("{line}\n");
            let comment = line
                .strip_prefix("<!-- ")
                .and_then(|it| it.strip_suffix(" -->"));
            let Some(words) = comment else { continue };
            let (name, row) = words.split_once(' ').unwrap_or((words, ""));
            let text = match name {
                "said" => said.to_owned(),
                file => std::fs::read_to_string(desk.path(file)).unwrap(),
            };
            filled += &format!("{}\n", lines.next().unwrap());
            let shown = text.lines().enumerate();
            for (_, line) in shown.filter(|(at, it)| *at == 0 || it.starts_with(row)) {
                filled += &format!("{line}\n");
            }
            assert!(lines.any(|it| it == "```"), "{words} has no block");
            filled += "```\n";
        }
        filled
    }

    #[test]
    fn the_guide_shows_what_the_command_does() {
        let desk = Desk::new();
        for name in ["old.csv", "new.csv", "schema.toml"] {
            desk.lay(
                name,
                &std::fs::read(guide().join("linkage").join(name)).unwrap(),
            );
        }
        let command = "old.csv new.csv --schema schema.toml --out pairs.csv --one-to-one --explain";
        let output = desk.run(command);
        assert!(output.status.success(), "{}", said(&output));
        for page in ["linkage.en.md", "linkage.sq.md"] {
            let page = guide().join(page);
            let shown = std::fs::read_to_string(&page).unwrap();
            let true_now = filled(&shown, &desk, &said(&output));
            if bless() {
                std::fs::write(&page, &true_now).unwrap();
            }
            assert!(shown.contains(&format!("besa link {command}")));
            assert!(
                bless() || shown == true_now,
                "BESA_BLESS=1 renews\n{true_now}"
            );
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "asked by the person who runs the tests"
    )]
    fn bless() -> bool {
        std::env::var("BESA_BLESS").is_ok()
    }

    #[test]
    fn the_pairs_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let desk = Desk::with(REGISTER);
        desk.pairs();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&desk.path("pairs.csv")), 0o600);
    }

    #[test]
    fn help_says_which_registers_may_be_compared() {
        let help = Command::new(env!("CARGO_BIN_EXE_besa"))
            .args(["link", "--help"])
            .output()
            .unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        for words in [
            "one controller",
            "written legal basis",
            "police register",
            "a person looks",
        ] {
            assert!(help.contains(words), "{words}");
        }
    }
}
